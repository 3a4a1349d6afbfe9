"""A docket that partners can carry: the first k options of a list are not one.

A mixed-integer programme picks the set with the greatest sum of V - V0, where V0 is the value of
*support only, no case*. It holds to what partners can carry in each half-year, to a budget, to what
one filing bars elsewhere, to what must follow what, to one main avenue a case, and to balance over
forums and countries. HiGHS solves it, through `scipy.optimize.milp`. Robustness is the core index
(Liesiö, Mild & Salo 2007, Preference programming for robust portfolio modeling and project
selection, EJOR 181: 1488-1505), read here over weight draws: the share of draws whose best docket
holds the option.

Protective steps (interim measures, acts that stop time, preservation letters, retention of DNA)
take no place here: they stand outside what partners can carry, never outside consent.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from cases.gates import HUMAN_GATES
from cases.model import Case
from criteria.model import Catalogue
from criteria.values import PiecewiseLinear
from jurisdictions.load import Law
from jurisdictions.model import Avenue, Bar
from partners.capacity import has_conflict, out_of_date
from partners.counsel import ADVOCACY
from partners.model import LevelInterval, Partner
from reading.dates import Period, add_period
from scoring.casebook import Casebook
from scoring.options import Option, Ranking
from scoring.value import DECIMALS, value_matrices

HORIZON = 6
"""Half-years that a docket plans for."""

TIE = 1e-9
"""Sets whose sums differ by no more are equally good; they are told apart by size, then by id."""

CORE = 0.95
"""An option in at least this share of the draws' best dockets is core; in at most 1 - CORE, outside."""

MOST_SETS = 20_000
"""Lists with no more feasible sets than this are enumerated whole; longer ones are sampled."""
MOST_TRIES = 30_000
"""Teams tried in an enumeration before it is given up."""
MOST_PAIRS = 40_000_000
"""Sets x draws looked at in an enumeration; further draws are left out."""
SAMPLED = 24
"""Most draws looked at where the list is too long to enumerate. A number and not a time, so that the
same inputs give the same bytes on any machine."""
MOST_MOVES = 40
"""Improvements made to a docket in one sampled draw."""

_SCALE = 1e6
"""The solver's own tolerances are 1e-6; on this scale they stand for 1e-12 of value."""
_CHUNK = 15
"""Ids told apart in one solve: weights 2^14 to 1 stay exact."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class NotForADocket(ValueError):
    """A lock or a rule names something that cannot be in a docket; one plain sentence."""


# --- the programme on plain values ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seat:
    """What an option asks for in one place, and who could carry it there.

    `effort` is in places of a partner's `can_carry`, one number for each period. `partners` come
    in order of preference, and one of them carries the whole seat. A partner who carries several
    seats of one option counts the option once, at the greater effort.
    """

    place: str
    partners: tuple[str, ...]
    effort: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An option that may be in a docket. `gain` is V - V0; `main` counts as its case's main avenue."""

    id: str
    gain: float
    case: str = ""
    seats: tuple[Seat, ...] = ()
    cost: float = 0.0
    main: bool = True


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Two options of which a docket holds one at most.

    `of_law` where one filing bars the other: no rule of ours, so nothing relaxes it. `firm` is
    False where the bar was not read at medium confidence or better: it is held to all the same, as
    a filing may close a way for good, but what would show it wrong may relax it.
    """

    first: str
    second: str
    why: str = ""
    source: str = ""
    of_law: bool = True
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Balance:
    """At most a share of the docket (one is always allowed), at most or at least a number."""

    name: str
    members: frozenset[str]
    share: float | None = None
    most: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a docket holds to, beside what partners can carry.

    `orders` are (later, earlier): the later is in only where the earlier is. `together` are pairs
    of options of a case that go together; an order makes one too.
    """

    budget: float | None = None
    exclusions: tuple[Exclusion, ...] = ()
    orders: tuple[tuple[str, str], ...] = ()
    together: frozenset[frozenset[str]] = frozenset()
    one_main_avenue: bool = True
    balances: tuple[Balance, ...] = ()
    lock_in: frozenset[str] = frozenset()
    lock_out: frozenset[str] = frozenset()


class Relaxation(NamedTuple):
    """One rule which, relaxed by so much in its own unit and alone, lets a docket exist."""

    rule: str
    by: float
    text: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The best set. `carried` is (option, place, partner); `used` is places by partner and period.

    Where no set holds to all rules, `feasible` is False: `relaxations` are the single rules that
    would do, the smallest first; where none does alone, `several` is a smallest group that does.
    """

    feasible: bool
    members: tuple[str, ...] = ()
    gain: float = 0.0
    carried: tuple[tuple[str, str, str], ...] = ()
    used: Mapping[str, tuple[float, ...]] | None = None
    spent: float = 0.0
    relaxations: tuple[Relaxation, ...] = ()
    several: tuple[Relaxation, ...] = ()


class _Row(NamedTuple):
    """coefficients x <= most; `rule` is None for what is no rule of ours."""

    coefficients: Mapping[int, float]
    most: float
    rule: str | None


class _Team(NamedTuple):
    """One way to fill the seats of an option: who, in the order of the seats, and their loads."""

    number: int
    refs: tuple[str, ...]
    load: Mapping[str, Floats]
    variable: int


class _Programme:
    """Variables: an option in or out; where it has several possible teams, which of them; a switch
    for each group whose share is limited."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        capacity: Mapping[str, Sequence[float]],
        rules: Rules,
    ):
        self.candidates = tuple(sorted(candidates, key=lambda candidate: candidate.id))
        self.ids = tuple(candidate.id for candidate in self.candidates)
        self.place = {id_: number for number, id_ in enumerate(self.ids)}
        self.capacity = {ref: tuple(map(float, capacity[ref])) for ref in sorted(capacity)}
        self.rules = rules
        self.size = len(self.ids)
        self.gains = np.array([candidate.gain for candidate in self.candidates], dtype=np.float64)
        self.texts: dict[str, str] = {}
        self.teams: list[_Team] = []
        self.empty: list[tuple[int, str]] = []
        self.equal: list[tuple[tuple[int, ...], int]] = []
        self._refuse()
        self.rows: list[_Row] = []
        self._team()
        self.rows += self._carrying()
        self.rows += self._rules()
        self._matrices: tuple[Bounds, list[LinearConstraint]] | None = None

    def _refuse(self) -> None:
        if len(self.place) != self.size:
            raise NotForADocket("an option is named twice; each is named once")
        if not np.isfinite(self.gains).all():
            raise NotForADocket("a gain is not a finite number")
        periods = {len(places) for places in self.capacity.values()}
        periods |= {len(seat.effort) for one in self.candidates for seat in one.seats}
        if len(periods) > 1:
            raise NotForADocket("efforts and capacities must cover the same periods")
        self.periods = periods.pop() if periods else 0
        amounts = [one.cost for one in self.candidates]
        amounts += [
            effort for one in self.candidates for seat in one.seats for effort in seat.effort
        ]
        amounts += [place for places in self.capacity.values() for place in places]
        amounts += [] if self.rules.budget is None else [self.rules.budget]
        if not all(math.isfinite(amount) and amount >= 0 for amount in amounts):
            raise NotForADocket("efforts, capacities, costs and the budget are zero or more")
        for balance in self.rules.balances:
            if balance.share is not None and not 0 <= balance.share <= 1:
                raise NotForADocket(f"the share of {balance.name} must lie between 0 and 1")
        named = [*self.rules.lock_in, *self.rules.lock_out]
        named += [id_ for order in self.rules.orders for id_ in order]
        for id_ in sorted(named):
            if id_ not in self.place:
                raise NotForADocket(f"{id_} is not an option that a docket could hold")

    def _team(self) -> None:
        next_variable = self.size
        for number, candidate in enumerate(self.candidates):
            known = [
                tuple(dict.fromkeys(ref for ref in seat.partners if ref in self.capacity))
                for seat in candidate.seats
            ]
            for seat, partners in zip(candidate.seats, known, strict=True):
                if not partners:
                    self.empty.append((number, seat.place))
            if not candidate.seats:
                continue
            picks = sorted(
                product(*(range(len(partners)) for partners in known)),
                key=lambda places: (sum(places), places),
            )
            variables: list[int] = []
            for pick in picks:
                refs = tuple(known[seat][place] for seat, place in enumerate(pick))
                load: dict[str, Floats] = {}
                for ref, seat in zip(refs, candidate.seats, strict=True):
                    held = load.get(ref, np.zeros(self.periods))
                    load[ref] = np.maximum(held, seat.effort)
                variable = number
                if len(picks) > 1:
                    variable, next_variable = next_variable, next_variable + 1
                    variables.append(variable)
                self.teams.append(_Team(number, refs, load, variable))
            if variables:
                self.equal.append((tuple(variables), number))
        self.switches = next_variable

    def _carrying(self) -> Iterator[_Row]:
        for number, place in self.empty:
            id_ = self.ids[number]
            rule = f"partner for {id_} {place}"
            self.texts[rule] = f"Find a partner who can carry {id_} ({place})."
            yield _Row({number: 1.0}, 0.0, rule)
        for ref, places in self.capacity.items():
            loads: list[tuple[dict[int, float], float]] = []
            for period, most in enumerate(places):
                load = {
                    team.variable: float(team.load[ref][period])
                    for team in self.teams
                    if ref in team.load and team.load[ref][period]
                }
                loads.append((load, most))
            rule = f"capacity of {ref}"
            self.texts[rule] = f"Let {ref} carry {{by}} more at once."
            for period, (load, most) in enumerate(loads):
                if sum(load.values()) <= most or any(
                    _implied(loads[other], (load, most), other < period)
                    for other in range(len(loads))
                    if other != period
                ):
                    continue
                yield _Row(load, most, rule)

    def _rules(self) -> Iterator[_Row]:
        rules, place = self.rules, self.place
        if rules.budget is not None:
            costs = {n: one.cost for n, one in enumerate(self.candidates) if one.cost}
            if costs:
                self.texts["budget"] = "Raise the budget by {by}."
                yield _Row(costs, rules.budget, "budget")
        for bar in rules.exclusions:
            if bar.first in place and bar.second in place and bar.first != bar.second:
                first, second = sorted((bar.first, bar.second))
                rule = None if bar.of_law and bar.firm else f"not both {first} and {second}"
                if rule:
                    self.texts[rule] = (
                        f"Find that {first} and {second} do not bar each other; it is not confirmed."
                        if bar.of_law
                        else f"Allow both {first} and {second}."
                    )
                yield _Row({place[first]: 1.0, place[second]: 1.0}, 1.0, rule)
        for later, earlier in rules.orders:
            rule = f"{later} after {earlier}"
            self.texts[rule] = f"Let {later} go ahead without {earlier}."
            yield _Row({place[later]: 1.0, place[earlier]: -1.0}, 0.0, rule)
        if rules.one_main_avenue:
            yield from self._main()
        self.groups: list[tuple[str, tuple[int, ...], float]] = []
        for balance in rules.balances:
            yield from self._balance(balance)
        for id_ in sorted(rules.lock_in):
            rule = f"{id_} locked in"
            self.texts[rule] = f"Do not lock {id_} in."
            yield _Row({place[id_]: -1.0}, -1.0, rule)
        for id_ in sorted(rules.lock_out):
            rule = f"{id_} locked out"
            self.texts[rule] = f"Do not lock {id_} out."
            yield _Row({place[id_]: 1.0}, 0.0, rule)

    def _main(self) -> Iterator[_Row]:
        by_case: dict[str, list[int]] = defaultdict(list)
        for number, candidate in enumerate(self.candidates):
            if candidate.main and candidate.case:
                by_case[candidate.case].append(number)
        together = self.rules.together | {frozenset(order) for order in self.rules.orders}
        for case, numbers in sorted(by_case.items()):
            rule = f"one main avenue in {case}"
            self.texts[rule] = f"Allow another main avenue in {case}."
            apart = [
                pair
                for pair in combinations(numbers, 2)
                if frozenset(self.ids[number] for number in pair) not in together
            ]
            if len(numbers) > 1 and len(apart) == len(numbers) * (len(numbers) - 1) // 2:
                yield _Row(dict.fromkeys(numbers, 1.0), 1.0, rule)
            else:
                for pair in apart:
                    yield _Row(dict.fromkeys(pair, 1.0), 1.0, rule)

    def _balance(self, balance: Balance) -> Iterator[_Row]:
        members = sorted(self.place[id_] for id_ in balance.members if id_ in self.place)
        rule = f"balance: {balance.name}"
        if balance.most is not None and len(members) > balance.most:
            self.texts[rule] = f"Allow {{by}} more of {balance.name}."
            yield _Row(dict.fromkeys(members, 1.0), float(balance.most), rule)
        if balance.least is not None and balance.least > 0:
            self.texts[rule] = f"Ask for {{by}} fewer of {balance.name}."
            yield _Row(dict.fromkeys(members, -1.0), -float(balance.least), rule)
        if balance.share is not None and balance.share < 1 and len(members) > 1:
            self.texts.setdefault(rule, f"Allow {{by}} more of {balance.name}.")
            # The switch is off: at most one. It is on: at most the share of all.
            switch = self.switches + len(self.groups)
            self.groups.append((rule, tuple(members), balance.share))
            most = float(len(members) - 1)
            yield _Row({**dict.fromkeys(members, 1.0), switch: -most}, 1.0, rule)
            shares = {
                number: (number in inside) - balance.share
                for inside in (frozenset(members),)
                for number in range(self.size)
            }
            yield _Row({**shares, switch: float(self.size)}, float(self.size), rule)

    @property
    def width(self) -> int:
        return self.switches + len(self.groups)

    # --- solving ---------------------------------------------------------------------------------

    def constraints(
        self, extra: Sequence[_Row] = (), slacks: Mapping[str, int] | None = None, width: int = 0
    ) -> list[LinearConstraint]:
        """The rows as one sparse matrix; a rule with a slack column is relaxed by it."""
        width = width or self.width
        data: list[float] = []
        columns: list[int] = []
        starts, upper, lower = [0], [], []
        for row in (*self.rows, *extra):
            data += row.coefficients.values()
            columns += row.coefficients.keys()
            if slacks and row.rule is not None and row.rule in slacks:
                data.append(-1.0)
                columns.append(slacks[row.rule])
            starts.append(len(data))
            upper.append(row.most)
            lower.append(-np.inf)
        for variables, number in self.equal:
            data += [*[1.0] * len(variables), -1.0]
            columns += [*variables, number]
            starts.append(len(data))
            upper.append(0.0)
            lower.append(0.0)
        if not upper:
            return []
        matrix = csr_array((data, columns, starts), shape=(len(upper), width))
        return [LinearConstraint(matrix, lower, upper)]

    def solve(
        self, objective: Floats, extra: Sequence[_Row] = ()
    ) -> tuple[Bools | None, Floats | None]:
        """The set with the greatest objective, and the whole answer; or none.

        `objective` covers the options only, or every variable.
        """
        if self.width == 0:
            return np.zeros(0, dtype=np.bool_), np.zeros(0)
        if self._matrices is None:
            self._matrices = (Bounds(0, 1), self.constraints())
        bounds, held = self._matrices
        whole = np.zeros(self.width)
        whole[: len(objective)] = -objective
        found = milp(
            whole,
            integrality=np.ones(self.width),
            bounds=bounds,
            constraints=self.constraints(extra) if extra else held,
            options={"mip_rel_gap": 0.0},
        )
        if found.status != 0 or found.x is None:
            return None, None
        return found.x[: self.size] > 0.5, found.x

    def relaxed(self, objective: Floats) -> tuple[Floats, float] | None:
        """The options' parts in the best relaxed answer, and its sum, which no set exceeds."""
        whole = np.zeros(self.width)
        whole[: self.size] = -objective
        if self._matrices is None:
            self._matrices = (Bounds(0, 1), self.constraints())
        bounds, held = self._matrices
        found = milp(whole, integrality=np.zeros(self.width), bounds=bounds, constraints=held)
        if found.status != 0 or found.x is None:
            return None
        return found.x[: self.size], -float(found.fun)

    def sum_of(self, chosen: Bools) -> float:
        return math.fsum(self.gains[chosen])

    def best(self) -> Bools | None:
        """The best set; among equally good ones the smallest, then the first by id."""
        scaled = self.gains * _SCALE
        chosen, _ = self.solve(scaled)
        if chosen is None:
            return None
        top = self.sum_of(chosen)
        good = _Row(
            {n: -gain for n, gain in enumerate(scaled) if gain}, -(top - TIE) * _SCALE, None
        )
        other = _Row(
            {n: 1.0 if inside else -1.0 for n, inside in enumerate(chosen)},
            float(chosen.sum()) - 1.0,
            None,
        )
        if self.size == 0 or self.solve(np.zeros(self.size), (good, other))[0] is None:
            return chosen
        extra = [good]
        fewest, _ = self.solve(-np.ones(self.size), extra)
        chosen = self._no_worse(fewest, chosen, top)
        extra.append(_Row(dict.fromkeys(range(self.size), 1.0), float(chosen.sum()), None))
        for start in range(0, self.size, _CHUNK):
            chunk = range(start, min(start + _CHUNK, self.size))
            powers = np.zeros(self.size)
            powers[list(chunk)] = 2.0 ** np.arange(len(chunk) - 1, -1, -1)
            found, _ = self.solve(powers, extra)
            chosen = self._no_worse(found, chosen, top)
            extra += _fixed(chosen, chunk)
        return chosen

    def _no_worse(self, found: Bools | None, held: Bools, top: float) -> Bools:
        return held if found is None or self.sum_of(found) < top - 2 * TIE else found

    def carried(self, chosen: Bools) -> tuple[tuple[str, str, str], ...]:
        """Who carries what: the most preferred teams that all of it together allows."""
        wishes = np.zeros(self.width)
        for variables, _ in self.equal:
            wishes[list(variables)] = -np.arange(len(variables))
        answer = self.solve(wishes, _fixed(chosen, range(self.size)))[1] if self.equal else None
        found = []
        for team in self.teams:
            if not chosen[team.number]:
                continue
            if team.variable == team.number or (answer is not None and answer[team.variable] > 0.5):
                seats = self.candidates[team.number].seats
                found += [
                    (self.ids[team.number], seat.place, ref)
                    for seat, ref in zip(seats, team.refs, strict=True)
                ]
        return tuple(found)

    def used(self, carried: Iterable[tuple[str, str, str]]) -> dict[str, tuple[float, ...]]:
        loads: dict[tuple[str, str], Floats] = {}
        for id_, place, partner in carried:
            for seat in self.candidates[self.place[id_]].seats:
                if seat.place == place:
                    held = loads.get((id_, partner), np.zeros(self.periods))
                    loads[id_, partner] = np.maximum(held, seat.effort)
        total = {ref: np.zeros(self.periods) for ref in self.capacity}
        for (_, partner), load in loads.items():
            total[partner] += load
        return {
            ref: tuple(round(float(x), DECIMALS) for x in places) for ref, places in total.items()
        }

    # --- where nothing holds to all rules --------------------------------------------------------

    def relax(self, rules: Collection[str], count: bool = False) -> Mapping[str, float] | None:
        """The least by which these rules must give way; with `count`, the fewest of them that must."""
        slacks = {rule: self.width + n for n, rule in enumerate(sorted(rules))}
        width = self.width + len(slacks) * (2 if count else 1)
        upper = np.ones(width)
        kinds = np.ones(width)
        objective = np.zeros(width)
        extra: list[_Row] = []
        for rule, column in slacks.items():
            reach = 1.0 + max(
                sum(c for c in row.coefficients.values() if c > 0) + max(0.0, -row.most)
                for row in self.rows
                if row.rule == rule
            )
            upper[column] = reach
            kinds[column] = 0
            objective[column] = 1.0
            if count:
                extra.append(_Row({column: 1.0, column + len(slacks): -reach}, 0.0, None))
                objective[column] = 0.0
                objective[column + len(slacks)] = 1.0
        found = milp(
            objective,
            integrality=kinds,
            bounds=Bounds(0, upper),
            constraints=self.constraints(extra, slacks, width),
            options={"mip_rel_gap": 0.0},
        )
        if found.status != 0 or found.x is None:
            return None
        return {
            rule: round(float(found.x[column]), 6)
            for rule, column in slacks.items()
            if found.x[column] > 1e-6
        }

    def relaxations(self) -> tuple[tuple[Relaxation, ...], tuple[Relaxation, ...]]:
        """The rules that do alone, smallest first; else a smallest group that does."""
        rules = sorted({row.rule for row in self.rows if row.rule is not None})
        found = []
        for rule in rules:
            amount = self.relax([rule])
            if amount is not None:
                found.append(self._relaxation(rule, amount.get(rule, 0.0)))
        found.sort(key=lambda relaxation: (relaxation.by, relaxation.rule))
        if found:
            return tuple(found), ()
        fewest = self.relax(rules, count=True)
        least = self.relax(fewest) if fewest else None
        return (), tuple(self._relaxation(rule, by) for rule, by in sorted((least or {}).items()))

    def _relaxation(self, rule: str, by: float) -> Relaxation:
        return Relaxation(rule, by, self.texts[rule].replace("{by}", f"{by:g}"))


def _fixed(chosen: Bools, numbers: Iterable[int]) -> list[_Row]:
    """Rows that keep these options in or out, as they are."""
    return [
        _Row({number: -1.0}, -1.0, None) if chosen[number] else _Row({number: 1.0}, 0.0, None)
        for number in numbers
    ]


def _implied(
    other: tuple[dict[int, float], float], row: tuple[dict[int, float], float], wins: bool
) -> bool:
    """Whether whatever holds to `other` holds to `row`; of two equal rows the first is kept."""
    (loads, most), (load, least) = other, row
    if most > least or any(loads.get(variable, 0.0) < effort for variable, effort in load.items()):
        return False
    return wins or other != row


def best_portfolio(
    candidates: Sequence[Candidate],
    capacity: Mapping[str, Sequence[float]] | None = None,
    rules: Rules | None = None,
) -> Portfolio:
    """The set of candidates with the greatest sum of gains that holds to every rule.

    `capacity` gives each partner's free places in each period. Equally good sets (within TIE) are
    told apart by size, the smallest first, then by the first id, in order, that one holds and the
    other does not. The order in which things are given changes nothing.

    Raises
    ------
    NotForADocket
        For a lock or an order that names no candidate, an option named twice, periods that differ,
        a number that is negative or not finite.
    """
    programme = _Programme(candidates, capacity or {}, rules or Rules())
    return _portfolio(programme)


def _portfolio(programme: _Programme) -> Portfolio:
    chosen = programme.best()
    if chosen is None:
        relaxations, several = programme.relaxations()
        return Portfolio(False, relaxations=relaxations, several=several)
    carried = programme.carried(chosen)
    inside = [one for one, held in zip(programme.candidates, chosen, strict=True) if held]
    return Portfolio(
        True,
        tuple(one.id for one in inside),
        round(math.fsum(one.gain for one in inside), DECIMALS),
        carried,
        programme.used(carried),
        round(math.fsum(one.cost for one in inside), DECIMALS),
    )


# --- the core index ------------------------------------------------------------------------------


class Core(NamedTuple):
    """In how large a share of the draws' best dockets an option is, with its Monte Carlo error."""

    id: str
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class CoreIndex:
    """`method` is `enumeration` (every feasible set looked at in every draw, so that each draw's
    best is exact) or `sampling` (a docket sought in each of fewer draws). `draws` were used, of
    `given`, and the error is that of the draws used. `gap` is how far, on average and at most, the
    dockets found may lie below the best ones, as a share of them; 0 where they are exact."""

    method: Literal["enumeration", "sampling"]
    draws: int
    given: int
    gap: float
    options: tuple[Core, ...]


def core_index(
    candidates: Sequence[Candidate],
    gains: Floats,
    capacity: Mapping[str, Sequence[float]] | None = None,
    rules: Rules | None = None,
    known: Collection[str] | None = None,
) -> CoreIndex | None:
    """The core index over weight draws; None where no docket holds to all rules.

    `gains` is draws x candidates, each row V - V0 under one draw, columns in the order of
    `candidates`. The error is sqrt(p (1 - p) / draws). Sampling takes the draws in their order, a
    fixed number of them. `known` is a feasible set to begin from, such as the best one for the
    gains of the candidates.
    """
    order = sorted(range(len(candidates)), key=lambda number: candidates[number].id)
    columns = np.asarray(gains, dtype=np.float64)
    if columns.ndim != 2 or columns.shape[1] != len(candidates) or not columns.shape[0]:
        raise NotForADocket("gains must be draws x candidates, at least one draw")
    if not np.isfinite(columns).all():
        raise NotForADocket("a gain is not a finite number")
    columns = columns[:, order]
    programme = _Programme(candidates, capacity or {}, rules or Rules())
    sets = every_set(programme)
    gap = 0.0
    if sets is not None:
        if not len(sets):
            return None
        used = min(len(columns), max(1, MOST_PAIRS // len(sets)))
        counts = _count(sets, columns[:used])
        method: Literal["enumeration", "sampling"] = "enumeration"
    else:
        sampled = _sample(programme, columns, known)
        if sampled is None:
            return None
        counts, used, gap = sampled
        method = "sampling"
    shares = counts / used
    return CoreIndex(
        method,
        used,
        len(columns),
        round(gap, DECIMALS),
        tuple(
            Core(
                id_,
                round(float(share), DECIMALS),
                round(math.sqrt(share * (1 - share) / used), DECIMALS),
            )
            for id_, share in zip(programme.ids, shares, strict=True)
        ),
    )


def _count(sets: Bools, gains: Floats) -> NDArray[np.int64]:
    """In how many draws each option is in the best set; `sets` come in order of preference."""
    counts = np.zeros(sets.shape[1], dtype=np.int64)
    table = np.ascontiguousarray(sets.T, dtype=np.float64)
    block = max(1, 2_000_000 // len(sets))
    for start in range(0, len(gains), block):
        sums = gains[start : start + block] @ table
        first = (sums >= sums.max(axis=1, keepdims=True) - TIE).argmax(axis=1)
        counts += sets[first].sum(axis=0)
    return counts


def _sample(
    programme: _Programme, gains: Floats, known: Collection[str] | None
) -> tuple[NDArray[np.int64], int, float] | None:
    """In how many of the first draws each option is in a best set found, of how many draws, and how
    far the found sets may be from the best, as a share of it, on average.

    In each draw the relaxed programme, rounded, and the best docket found so far are both improved
    by adding, dropping and exchanging options until nothing helps. The
    relaxed sum bounds what any set could reach.
    """
    if known is None:
        first, _ = programme.solve(programme.gains * _SCALE)
        if first is None:
            return None
    else:
        first = np.array([id_ in known for id_ in programme.ids], dtype=np.bool_)
    search = _Search(programme)
    pool = [first]
    counts = np.zeros(programme.size, dtype=np.int64)
    gaps = []
    for row in gains[:SAMPLED]:
        relaxed = programme.relaxed(row * _SCALE)
        worth = [math.fsum(row[chosen]) for chosen in pool]
        starts = [pool[worth.index(max(worth))]]
        most = math.inf
        if relaxed is not None:
            parts, bound = relaxed
            most = bound / _SCALE
            rounded = search.rounded(parts, row)
            if rounded is not None:
                starts.append(rounded)
        found = [search.improved(chosen, row) for chosen in starts]
        best = max(found, key=lambda chosen: math.fsum(row[chosen]))
        reached = math.fsum(row[best])
        gaps.append(max(0.0, most - reached) / most if 0 < most < math.inf else 0.0)
        counts += best
        if not any((best == held).all() for held in pool):
            pool.append(best)
    return counts, len(gaps), float(np.mean(gaps))


class _Search:
    """Looks for good sets near others; counts its work, so that it never depends on a clock."""

    def __init__(self, programme: _Programme):
        self.programme = programme
        size = programme.size
        rows = [row for row in programme.rows if all(v < size for v in row.coefficients)]
        self.table = np.zeros((len(rows), size))
        for line, row in enumerate(rows):
            for variable, coefficient in row.coefficients.items():
                self.table[line, variable] = coefficient
        self.most = np.array([row.most for row in rows]) + 1e-9
        self.seating = _Seating(programme)

    def hold(self, sets: Bools) -> Bools:
        """Which sets hold to everything but who carries them."""
        good = np.asarray((sets @ self.table.T <= self.most).all(axis=1), dtype=np.bool_)
        total = sets.sum(axis=1)
        for _, members, share in self.programme.groups:
            counts = sets[:, list(members)].sum(axis=1)
            good &= counts <= np.maximum(1.0, share * total + 1e-9)
        return good

    def carried(self, chosen: Bools) -> bool:
        """Whether partners can carry a set; not known within the tries allowed counts as no."""
        self.seating.tries = MOST_TRIES - 50
        try:
            members = np.flatnonzero(chosen).tolist()
            # Those with the least choice first: a set that cannot be carried shows it sooner.
            members.sort(key=lambda number: (len(self.seating.teams[number]), number))
            return self.seating.anew(members) is not None
        except _TooMany:
            return False

    def rounded(self, parts: Floats, gains: Floats) -> Bools | None:
        """Options added one by one, those that the relaxed answer holds most of first."""
        locked = self.programme.rules.lock_in
        chosen = np.array([id_ in locked for id_ in self.programme.ids], dtype=np.bool_)
        for number in np.lexsort((-gains, -np.round(parts, 6))):
            if chosen[number] or gains[number] <= 0:
                continue
            chosen[number] = True
            if not (self.hold(chosen[None])[0] and self.carried(chosen)):
                chosen[number] = False
        return chosen if self.hold(chosen[None])[0] and self.carried(chosen) else None

    def improved(self, chosen: Bools, gains: Floats) -> Bools:
        """The set after its best additions, removals and exchanges, one at a time."""
        for _ in range(MOST_MOVES):
            outside, inside = np.flatnonzero(~chosen).tolist(), np.flatnonzero(chosen).tolist()
            moves = [(float(gains[i]), i, -1) for i in outside]
            moves += [(-float(gains[j]), -1, j) for j in inside]
            moves += [(float(gains[i] - gains[j]), i, j) for i in outside for j in inside]
            moves = [move for move in moves if move[0] > TIE]
            if not moves:
                return chosen
            moves.sort(key=lambda move: (-move[0], move[1], move[2]))
            sets = np.repeat(chosen[None], len(moves), axis=0)
            for line, (_, i, j) in enumerate(moves):
                if i >= 0:
                    sets[line, i] = True
                if j >= 0:
                    sets[line, j] = False
            better = next(
                (line for line in np.flatnonzero(self.hold(sets)) if self.carried(sets[line])), None
            )
            if better is None:
                return chosen
            chosen = sets[better]
        return chosen


class _TooMany(Exception):
    """There are too many sets to look at each."""


class _Seating:
    """Whether partners can carry a set, found team by team; counts its tries."""

    def __init__(self, programme: _Programme):
        refs = {ref: number for number, ref in enumerate(programme.capacity)}
        periods = programme.periods
        self.free = np.array(list(programme.capacity.values()), dtype=np.float64).ravel() + 1e-9
        self.teams: list[list[Floats]] = [[] for _ in range(programme.size)]
        for team in programme.teams:
            load = np.zeros((len(refs), periods))
            for ref, effort in team.load.items():
                load[refs[ref]] += effort
            self.teams[team.number].append(load.ravel())
        self.tries = 0

    def join(self, held: Floats, number: int) -> Floats | None:
        """The load once one more option is carried beside what is held; None where nobody can."""
        teams = self.teams[number]
        if not teams:
            return held
        for load in teams:
            self.tries += 1
            after = held + load
            if (after <= self.free).all():
                return after
        return None

    def anew(self, members: Sequence[int]) -> Floats | None:
        """A load that carries all of them, looked for among every choice of teams."""

        def seat(place: int, held: Floats) -> Floats | None:
            if self.tries > MOST_TRIES:
                raise _TooMany
            if place == len(members):
                return held
            teams = self.teams[members[place]]
            if not teams:
                return seat(place + 1, held)
            for load in teams:
                self.tries += 1
                after = held + load
                if (after <= self.free).all():
                    found = seat(place + 1, after)
                    if found is not None:
                        return found
            return None

        return seat(0, np.zeros_like(self.free))


def every_set(programme: _Programme) -> Bools | None:
    """Every feasible set, the smallest first, then by id; None where there are too many."""
    size = programme.size
    growing = [row for row in programme.rows if _only_grows(row, size)]
    rows_of: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    for number, row in enumerate(growing):
        for variable, coefficient in row.coefficients.items():
            rows_of[variable].append((number, coefficient))
    most = [row.most + 1e-9 for row in growing]
    # Single teams are rows already; only a choice of teams needs its loads kept.
    seating = _Seating(programme) if programme.equal else None
    found: list[tuple[int, ...]] = []
    loads = [0.0] * len(growing)

    def grow(start: int, members: tuple[int, ...], held: Floats | None) -> None:
        found.append(members)
        if len(found) > MOST_SETS:
            raise _TooMany
        for number in range(start, size):
            if any(loads[row] + load > most[row] for row, load in rows_of[number]):
                continue
            after = held
            if seating is not None and held is not None:
                after = seating.join(held, number)
                if after is None:
                    after = seating.anew((*members, number))
                if after is None:
                    continue
                if seating.tries > MOST_TRIES:
                    raise _TooMany
            for row, load in rows_of[number]:
                loads[row] += load
            grow(number + 1, (*members, number), after)
            for row, load in rows_of[number]:
                loads[row] -= load

    try:
        if all(limit >= 0 for limit in most):
            grow(0, (), None if seating is None else np.zeros_like(seating.free))
    except _TooMany:
        return None
    table = np.zeros((len(found), size), dtype=np.bool_)
    for line, members in enumerate(found):
        table[line, list(members)] = True
    table = table[_holds(programme, table)]
    if not size:
        return table
    order = np.lexsort((*(~table[:, ::-1]).T, table.sum(axis=1)))
    return table[order]


def _only_grows(row: _Row, size: int) -> bool:
    """Rows over options alone that no further option can mend."""
    return all(
        variable < size and coefficient >= 0 for variable, coefficient in row.coefficients.items()
    )


def _holds(programme: _Programme, table: Bools) -> Bools:
    """Which sets hold to the rows that a further option could mend: orders, locks, least, shares."""
    good = np.ones(len(table), dtype=np.bool_)
    size = programme.size
    for row in programme.rows:
        if _only_grows(row, size) or any(variable >= size for variable in row.coefficients):
            continue
        weights = np.zeros(size)
        for variable, coefficient in row.coefficients.items():
            weights[variable] = coefficient
        good &= table @ weights <= row.most + 1e-9
    total = table.sum(axis=1)
    for _, members, share in programme.groups:
        counts = table[:, list(members)].sum(axis=1)
        good &= counts <= np.maximum(1.0, share * total + 1e-9)
    return good


# --- from a ranking to a docket ------------------------------------------------------------------


class Effort(NamedTuple):
    """Places of a partner's `can_carry` in the host state and in the forum, for so many half-years."""

    host: float
    forum: float
    half_years: int


_COURT, _WRITTEN, _REQUEST = (1.0, 1.0), (0.5, 1.0), (0.5, 0.5)
EFFORT: dict[str, tuple[float, float]] = {
    "criminal": _COURT,
    "civil": _COURT,
    "family": _COURT,
    "criminal_accountability": _COURT,
    "public_law": _COURT,
    "regional": _WRITTEN,
    "un_treaty_body": _WRITTEN,
    "international_criminal": _WRITTEN,
    "un_charter": _REQUEST,
    "un_internal": _REQUEST,
    "quasi_judicial": _REQUEST,
    "information": _REQUEST,
    "non_legal": _REQUEST,
}
"""What an avenue of each family asks for, (host, forum), in places of `can_carry`.

A planning default of this house, no legal fact and no measurement: a case in court takes a whole
place in both states; a written procedure before a body a whole place where it is written and half
a place beside the person; a request or a complaint half a place in each. `efforts` of `docket`
overrides it for an avenue.
"""


def effort_of(avenue: Avenue, horizon: int = HORIZON) -> Effort:
    """What an avenue asks for: EFFORT by family, for its duration in half-years.

    The duration is its likely one, else the middle of its range (so an avenue whose duration nobody
    assessed fills the plan); rounded up, at least one half-year, at most `horizon`.
    """
    duration = avenue.duration
    years = (
        (duration.low + duration.high) / 2 if duration.likely is None else float(duration.likely)
    )
    host, forum = EFFORT[avenue.family]
    return Effort(host, forum, min(max(1, math.ceil(2 * years)), horizon))


def support_only(catalogue: Catalogue, levels: Mapping[str, float] | None = None) -> Floats:
    """The values v_c of *support only, no case*, in catalogue order.

    Every criterion stands at the low end of its scale, or at the level given: nothing is gained
    where more is better, and nothing is asked, spent or risked where less is better. V0 is their
    weighted sum.
    """
    given = levels or {}
    return np.array(
        [
            PiecewiseLinear(criterion.value)(given.get(criterion.key, criterion.low))
            for criterion in catalogue.criteria
        ],
        dtype=np.float64,
    )


class Member(NamedTuple):
    """An option in the docket. `carried_by` is (place, partner); `starts` counts half-years."""

    id: str
    claimants: tuple[str, ...]
    value: float
    gain: float
    cost: float
    carried_by: tuple[tuple[str, str], ...]
    starts: int
    half_years: int


class PartnerUse(NamedTuple):
    """A partner's free places and what the docket uses of them, by half-year."""

    partner: str
    free: tuple[float, ...]
    used: tuple[float, ...]


class LeftOut(NamedTuple):
    """A placed option that the docket does not hold, and why, in sentences."""

    id: str
    gain: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Docket:
    """The docket that partners can carry, or what stands in its way.

    `value` is the sum of V - V0; `periods` the first day of each half-year. `excludes` are pairs of
    placed options of which a docket holds one; `may_bar` pairs that it may hold, though a decision
    at the first bars the second. `edge` are the options that the weights decide: in the best docket
    of more than 1 - CORE and fewer than CORE of the draws. Without draws `core` is None and there is
    no edge.
    """

    as_of: date
    weights_name: str
    feasible: bool
    members: tuple[Member, ...]
    value: float
    support_only: float
    budget: float | None
    spent: float
    periods: tuple[date, ...]
    partners: tuple[PartnerUse, ...]
    excludes: tuple[Exclusion, ...]
    may_bar: tuple[Exclusion, ...]
    left_out: tuple[LeftOut, ...]
    core: CoreIndex | None
    edge: tuple[str, ...]
    to_check: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]
    several: tuple[Relaxation, ...]


def docket(
    ranking: Ranking,
    book: Casebook,
    law: Law,
    *,
    budget: float | None = None,
    costs: Mapping[str, float] | None = None,
    lock_in: Iterable[str] = (),
    lock_out: Iterable[str] = (),
    orders: Iterable[tuple[str, str]] = (),
    together: Iterable[tuple[str, str]] = (),
    forum_share: float | None = 0.5,
    country_share: float | None = 0.5,
    balances: Iterable[Balance] = (),
    capacity: Mapping[str, Sequence[float]] | None = None,
    efforts: Mapping[str, Effort] | None = None,
    support_levels: Mapping[str, float] | None = None,
    draws: Floats | None = None,
    horizon: int = HORIZON,
) -> Docket:
    """The docket with the greatest sum of V - V0 that a casebook's partners can carry.

    Only placed options that may be shortlisted, every human gate of which passes, come into
    question. `costs` are by option, in any unit that `budget` shares; without them the likely
    level of the criterion `cost` counts (the middle of its range where none is likely). `orders`
    are (later, earlier): the later option begins when the earlier is expected to end, and is left
    out where that lies beyond the plan or past its own time limit. `together` are pairs of avenues,
    or of options, that may both be pursued in one case; avenues that are no legal action, or that
    name nobody, always may. The shares limit how much of the docket rests on one forum (for a body,
    the body) and on one contributing country. `draws` are weights, draws x criteria in catalogue
    order.

    Raises
    ------
    NotForADocket
        For a lock or an order that names no option, a lock on an option that can never be in a
        docket, orders in a circle, draws of another shape.
    """
    room = _Pool(ranking, book, law, efforts or {}, costs, horizon)
    locked = frozenset(lock_in)
    out = frozenset(lock_out)
    ordered = room.order(tuple(orders))
    for id_ in sorted(locked | out):
        if ranking.option(id_) is None:
            raise NotForADocket(f"there is no option {id_}; see the ranking")
    for id_ in sorted(locked):
        if id_ not in room.options:
            because = room.too_late.get(id_, "only options that have a place in the ranking can")
            raise NotForADocket(f"{id_} cannot be in a docket: {because}")
    keys = list(ranking.catalogue.keys)
    nothing = support_only(ranking.catalogue, support_levels)
    weights = np.array([ranking.weights[key] for key in keys])
    least = round(math.fsum(weights * nothing), DECIMALS)
    candidates = [room.candidate(option, least) for option in room.options.values()]
    excludes, may_bar = room.bars(ordered)
    wanted = tuple(frozenset(pair) for pair in together)
    rules = Rules(
        budget,
        excludes,
        ordered,
        frozenset(room.going_together(wanted)),
        True,
        (*room.balances(forum_share, country_share), *balances),
        locked,
        out & room.options.keys(),
    )
    free = room.capacity(capacity)
    programme = _Programme(candidates, free, rules)
    found = _portfolio(programme)
    core = None
    if draws is not None and found.feasible and candidates:
        table = np.asarray(draws, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != len(keys):
            raise NotForADocket(f"draws must be draws x {len(keys)} criteria")
        likely = value_matrices(
            [option.scores or {} for option in room.options.values()], ranking.catalogue
        )[1]
        core = core_index(candidates, table @ (likely - nothing).T, free, rules, found.members)
    carried: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for id_, place, partner in found.carried:
        carried[id_].append((place, partner))
    by_id = {candidate.id: candidate for candidate in candidates}
    members = tuple(
        Member(
            id_,
            room.options[id_].claimants,
            _likely(room.options[id_]),
            by_id[id_].gain,
            by_id[id_].cost,
            tuple(carried[id_]),
            room.starts.get(id_, 0),
            room.effort(room.options[id_]).half_years,
        )
        for id_ in found.members
    )
    return Docket(
        ranking.as_of,
        ranking.weights_name,
        found.feasible,
        members,
        found.gain,
        least,
        budget,
        found.spent,
        tuple(room.begins(period) for period in range(horizon)),
        tuple(
            PartnerUse(ref, tuple(places), (found.used or {}).get(ref, (0.0,) * horizon))
            for ref, places in free.items()
        ),
        excludes,
        may_bar,
        room.left_out(programme, found),
        core,
        tuple(o.id for o in core.options if 1 - CORE < o.share < CORE) if core else (),
        room.to_check(members),
        found.relaxations,
        found.several,
    )


def _likely(option: Option) -> float:
    assert option.value is not None
    return option.value.likely


class _Pool:
    """The options that come into question, and what the casebook and the law say of them."""

    def __init__(
        self,
        ranking: Ranking,
        book: Casebook,
        law: Law,
        efforts: Mapping[str, Effort],
        costs: Mapping[str, float] | None,
        horizon: int,
    ):
        self.ranking, self.law, self.as_of, self.horizon = ranking, law, ranking.as_of, horizon
        self.cases = {case.code: case for case in book.cases}
        self.partners = {partner.ref: partner for partner in book.partners}
        self.efforts, self.costs = efforts, costs
        self.starts: dict[str, int] = {}
        self.too_late: dict[str, str] = {}
        self.options = {
            option.id: option
            for option in sorted(ranking.options, key=lambda option: option.id)
            if option.placed
            and option.shortlistable
            and option.value is not None
            and all(option.gates[name].result == "pass" for name in HUMAN_GATES)
        }

    def avenue(self, option: Option) -> Avenue:
        return self.law.avenues[option.avenue]

    def effort(self, option: Option) -> Effort:
        given = self.efforts.get(option.avenue)
        return given if given is not None else effort_of(self.avenue(option), self.horizon)

    def begins(self, half_years: int) -> date:
        return (
            add_period(self.as_of, Period.parse(f"P{6 * half_years}M"))
            if half_years
            else self.as_of
        )

    # --- what an option asks for -----------------------------------------------------------------

    def candidate(self, option: Option, least: float) -> Candidate:
        avenue = self.avenue(option)
        return Candidate(
            option.id,
            round(_likely(option) - least, DECIMALS),
            option.case,
            tuple(self.seats(option)),
            self.cost(option),
            avenue.family not in ADVOCACY and avenue.concerns != "pattern",
        )

    def cost(self, option: Option) -> float:
        if self.costs is not None:
            return float(self.costs.get(option.id, 0.0))
        score = (option.scores or {}).get("cost")
        if score is None:
            return 0.0
        return (score.low + score.high) / 2 if score.likely is None else score.likely

    def seats(self, option: Option) -> Iterator[Seat]:
        """A seat in the forum; another in the host state, but where that is the forum or nobody is
        named there."""
        case, avenue = self.cases[option.case], self.avenue(option)
        host, forum, half_years = self.effort(option)
        start = self.starts.get(option.id, 0)

        def spread(places: float) -> tuple[float, ...]:
            return tuple(
                places if start <= period < start + half_years else 0.0
                for period in range(self.horizon)
            )

        if option.forum == case.host_state:
            forum = max(host, forum)
        elif host and avenue.concerns != "pattern":
            yield Seat(case.host_state, self.in_host(case, avenue.family), spread(host))
        if forum:
            place = option.forum
            if avenue.forum == "respondent":
                place = f"{avenue.body or avenue.key} against {option.forum}"
            yield Seat(place, self.in_forum(option, case, avenue), spread(forum))

    def in_host(self, case: Case, family: str) -> tuple[str, ...]:
        """Partners in the host state for the family; where none was assessed for it, those who could
        be asked: not assessed is not a no."""
        here = [
            partner
            for partner in self.partners.values()
            if case.host_state in partner.states
            and partner.willing.get(family) is not False
            and not has_conflict(partner, case.code, case.sending_states)
        ]
        assessed = [partner for partner in here if family in partner.capacity]
        if not assessed:
            assessed = [one for one in here if {"legal", "documentation"} & set(one.roles)]
        return _preferred(assessed, family)

    def in_forum(self, option: Option, case: Case, avenue: Avenue) -> tuple[str, ...]:
        """Partners who could act in the forum, as the counsel gate has it; where claimants have
        mandated one, theirs alone."""
        family = avenue.family
        able = {"legal", "advocacy", "media"} if family in ADVOCACY else {"legal"}
        seats = (option.forum, case.host_state) if avenue.forum == "respondent" else (option.forum,)
        mandated = {
            mandate.partner
            for mandate in case.representation
            if mandate.forum == option.forum
            and mandate.person in option.claimants
            and mandate.on.earliest <= self.as_of
        }
        could = [
            partner
            for partner in self.partners.values()
            if able & set(partner.roles)
            and any(state in partner.states for state in seats)
            and (family in partner.capacity or partner.ref in mandated)
            and partner.willing.get(family) is not False
            and not has_conflict(partner, case.code, case.sending_states)
        ]
        theirs = [partner for partner in could if partner.ref in mandated]
        return _preferred(theirs or could, family)

    def capacity(self, given: Mapping[str, Sequence[float]] | None) -> dict[str, tuple[float, ...]]:
        """Free places by half-year: what a partner can carry less what it carries, or as given."""
        free = {
            ref: (float(max(0, partner.can_carry - partner.carrying)),) * self.horizon
            for ref, partner in sorted(self.partners.items())
        }
        for ref, places in (given or {}).items():
            if ref not in free:
                raise NotForADocket(f"there is no partner {ref} in the casebook")
            free[ref] = tuple(map(float, places))
        return free

    # --- what stands in the way of what ----------------------------------------------------------

    def order(self, orders: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """The orders between options in question; sets starts, drops what could not begin in time."""
        for id_ in sorted({id_ for pair in orders for id_ in pair}):
            if self.ranking.option(id_) is None:
                raise NotForADocket(f"there is no option {id_}; see the ranking")
        before: dict[str, set[str]] = defaultdict(set)
        for later, earlier in orders:
            before[later].add(earlier)

        def start(id_: str, path: tuple[str, ...]) -> int:
            if id_ in path:
                raise NotForADocket(f"orders run in a circle: {' after '.join((*path, id_))}")
            latest = 0
            for earlier in sorted(before.get(id_, ())):
                found = self.ranking.option(earlier)
                assert found is not None
                latest = max(latest, start(earlier, (*path, id_)) + self.effort(found).half_years)
            return latest

        starts = {later: start(later, ()) for later in sorted(before)}
        for later in sorted(before, key=lambda id_: (starts[id_], id_)):
            option = self.options.get(later)
            if option is None:
                continue
            limit = option.limit.earliest
            missing = [
                earlier
                for earlier in before[later]
                if earlier not in self.options and not self.under_way(earlier)
            ]
            if missing:
                self.too_late[later] = "what must come before it is not within reach"
            elif starts[later] >= self.horizon:
                self.too_late[later] = "what must come before it lasts beyond the plan"
            elif limit is not None and self.begins(starts[later]) > limit:
                self.too_late[later] = "its time would run out before it could begin"
            if later in self.too_late:
                del self.options[later]
            else:
                self.starts[later] = starts[later]
        return tuple(
            sorted(
                (later, earlier)
                for later, earlier in set(orders)
                if later in self.options and earlier in self.options
            )
        )

    def under_way(self, id_: str) -> bool:
        found = self.ranking.option(id_)
        return found is not None and found.standing == "under_way"

    def same_facts(self, one: Option, other: Option) -> bool:
        """The same case, cases pleaded together, or a claimant of both."""
        return (
            one.case == other.case
            or other.case in self.cases[one.case].joined_with
            or one.case in self.cases[other.case].joined_with
            or not set(one.claimants).isdisjoint(other.claimants)
        )

    def bars(
        self, orders: Collection[tuple[str, str]]
    ) -> tuple[tuple[Exclusion, ...], tuple[Exclusion, ...]]:
        """Pairs that the table of the same matter keeps apart, and pairs where a decision may bar.

        One filed while the other is pending meets a strict bar and one *while pending*; only a
        decision meets one *once settled*. In an order the earlier has ended when the later begins:
        there it bars strictly and once settled, and no longer as pending.
        """
        table: dict[tuple[str, str], list[tuple[int, Bar]]] = defaultdict(list)
        for number, bar in enumerate(self.law.same_matter.bars):
            for at in bar.at:
                table[at, bar.bars].append((number, bar))
        apart: dict[tuple[str, str], Exclusion] = {}
        later_on: dict[tuple[str, str], Exclusion] = {}
        for one, two in combinations(self.options.values(), 2):
            if one.forum != two.forum or not self.same_facts(one, two):
                continue
            follows = (one.id, two.id) in orders or (two.id, one.id) in orders
            for first, barred in ((one, two), (two, one)):
                if follows and (barred.id, first.id) not in orders:
                    continue
                hard = {"strict", "settled"} if follows else {"strict", "pending"}
                for number, bar in table.get((first.avenue, barred.avenue), ()):
                    if bar.respondents is not None and barred.forum not in bar.respondents:
                        continue
                    held = Exclusion(
                        first.id,
                        barred.id,
                        _BARS[bar.when].format(at=first.avenue, barred=barred.avenue)
                        + ("" if bar.firm else " Not confirmed: verify it."),
                        f"same_matter bars[{number}]: {bar.source}",
                        True,
                        bar.firm,
                    )
                    pairs = apart if bar.when in hard else later_on
                    if bar.when not in hard and bar.when != "settled":
                        continue
                    before = pairs.get((first.id, barred.id))
                    if before is None or (bar.firm and not before.firm):
                        pairs[first.id, barred.id] = held
        return tuple(apart.values()), tuple(
            held for pair, held in later_on.items() if pair not in apart and pair[::-1] not in apart
        )

    def going_together(self, wanted: Collection[frozenset[str]]) -> Iterator[frozenset[str]]:
        for one, other in combinations(self.options.values(), 2):
            if one.case == other.case and (
                frozenset((one.id, other.id)) in wanted
                or frozenset((one.avenue, other.avenue)) in wanted
            ):
                yield frozenset((one.id, other.id))

    def balances(self, forum_share: float | None, country_share: float | None) -> Iterator[Balance]:
        forums: dict[str, set[str]] = defaultdict(set)
        countries: dict[str, set[str]] = defaultdict(set)
        for option in self.options.values():
            avenue = self.avenue(option)
            body = avenue.body or avenue.key
            forums[body if avenue.forum == "respondent" else option.forum].add(option.id)
            for accused in self.cases[option.case].accused:
                if accused.ref in option.accused:
                    countries[accused.sending_state].add(option.id)
        for share, groups, what in (
            (forum_share, forums, "forum"),
            (country_share, countries, "contributing country"),
        ):
            if share is not None:
                for name, ids in sorted(groups.items()):
                    yield Balance(f"{what} {name}", frozenset(ids), share)

    # --- what is said of it ----------------------------------------------------------------------

    def left_out(self, programme: _Programme, found: Portfolio) -> tuple[LeftOut, ...]:
        inside = set(found.members)
        answer = [
            LeftOut(one.id, one.gain, tuple(self._why(one, programme, inside)))
            for one in programme.candidates
            if one.id not in inside
        ]
        answer += [LeftOut(id_, 0.0, (f"Left out: {why}.",)) for id_, why in self.too_late.items()]
        return tuple(sorted(answer))

    def _why(self, one: Candidate, programme: _Programme, inside: set[str]) -> Iterator[str]:
        rules = programme.rules
        before = {earlier for later, earlier in rules.orders if later == one.id}
        if one.id in rules.lock_out:
            yield "Locked out."
        for number, place in programme.empty:
            if programme.ids[number] == one.id:
                yield f"No partner could carry it ({place})."
        for bar in rules.exclusions:
            if one.id in (bar.first, bar.second):
                barring = bar.second if bar.first == one.id else bar.first
                if barring in inside:
                    yield f"Not with {barring}: {bar.why}"
        for earlier in sorted(before - inside):
            yield f"It must come after {earlier}, which is not in the docket."
        if one.main:
            together = rules.together | {frozenset(order) for order in rules.orders}
            for other in programme.candidates:
                if (
                    other.id in inside
                    and other.main
                    and other.case == one.case
                    and frozenset((one.id, other.id)) not in together
                ):
                    yield f"Another main avenue of the case is in the docket: {other.id}."
        if one.gain <= 0:
            yield "Its value is no greater than that of support only, no case."

    def to_check(self, members: Iterable[Member]) -> tuple[str, ...]:
        """What the docket relies on that nobody has assured."""
        found = set()
        for member in members:
            family = self.avenue(self.options[member.id]).family
            words = family.replace("_", " ")
            for _, ref in member.carried_by:
                partner = self.partners[ref]
                if family not in partner.capacity:
                    found.add(f"{ref} was not assessed for this kind of case ({words}): ask first.")
                if partner.willing.get(family) == "conditional":
                    found.add(f"{ref} is willing on conditions ({words}): agree on them first.")
                elif family not in partner.willing:
                    found.add(f"Whether {ref} is willing is not recorded ({words}): ask first.")
                if out_of_date(partner, self.as_of):
                    found.add(f"What {ref} can carry was last looked at too long ago.")
        return tuple(sorted(found))


_BARS = {
    "strict": "Filing at {at} closes {barred} for the same claimants, facts and state.",
    "pending": "While {at} is pending, {barred} is closed for the same claimants, facts and state.",
    "settled": "A decision on the merits at {at} closes {barred} for the same claimants and facts.",
}


def _preferred(partners: Iterable[Partner], family: str) -> tuple[str, ...]:
    """Those who could carry more of a family, the best first; who could carry nothing is left out."""
    levels = []
    for partner in partners:
        level = partner.capacity.get(family)
        low, high = (
            (level.low, level.high) if isinstance(level, LevelInterval) else (level or 0.0,) * 2
        )
        if level is None or high > 0:
            levels.append((-low, -high, partner.ref))
    return tuple(ref for _, _, ref in sorted(levels))


# --- in print ------------------------------------------------------------------------------------


def portfolio_json(result: Docket) -> str:
    """A docket as one JSON object, ending with a line break; the same bytes for the same docket."""
    core = result.core
    tree: dict[str, Any] = {
        "as_of": result.as_of.isoformat(),
        "weights": result.weights_name,
        "feasible": result.feasible,
        "value": result.value,
        "support_only": result.support_only,
        "budget": result.budget,
        "spent": result.spent,
        "half_years": [day.isoformat() for day in result.periods],
        "members": [
            {
                **member._asdict(),
                "carried_by": [
                    {"place": place, "partner": ref} for place, ref in member.carried_by
                ],
            }
            for member in result.members
        ],
        "partners": [use._asdict() for use in result.partners],
        "excludes": [_exclusion_json(held) for held in result.excludes],
        "may_bar": [_exclusion_json(held) for held in result.may_bar],
        "left_out": [left._asdict() for left in result.left_out],
        "core": None
        if core is None
        else {
            "method": core.method,
            "draws": core.draws,
            "given": core.given,
            "gap": core.gap,
            "options": [option._asdict() for option in core.options],
        },
        "edge": list(result.edge),
        "to_check": list(result.to_check),
        "relaxations": [relaxation._asdict() for relaxation in result.relaxations],
        "relax_together": [relaxation._asdict() for relaxation in result.several],
    }
    return json.dumps(tree, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _exclusion_json(held: Exclusion) -> dict[str, Any]:
    return {
        "first": held.first,
        "second": held.second,
        "why": held.why,
        "source": held.source,
        "firm": held.firm,
    }


def portfolio_text(result: Docket) -> Iterator[str]:
    """A docket in lines for a terminal."""
    if not result.feasible:
        yield "No docket holds to all rules."
        if result.relaxations:
            yield "Any one of these would let one exist, the smallest first:"
            yield from (f"  {relaxation.text}" for relaxation in result.relaxations)
        elif result.several:
            yield "No single rule is enough. These together would let one exist:"
            yield from (f"  {relaxation.text}" for relaxation in result.several)
        return
    core = {one.id: one for one in result.core.options} if result.core else {}
    yield (
        f"A docket of {len(result.members)}, from {result.as_of.isoformat()}: "
        f"{result.value:.3f} more than support only, no case."
    )
    for member in result.members:
        by = ", ".join(f"{ref} ({place})" for place, ref in member.carried_by) or "nobody needed"
        words = ""
        if member.id in core:
            words = f"  in {_of_100(core[member.id].share)} of 100 best dockets"
        yield f"  {member.id}  +{member.gain:.3f}  {by}{words}"
    if result.budget is not None:
        yield f"Budget: {result.spent:g} of {result.budget:g}."
    busy = [use for use in result.partners if any(use.used)]
    if busy:
        yield "Places used, by half-year (used/free):"
        for use in busy:
            cells = "  ".join(f"{u:g}/{f:g}" for u, f in zip(use.used, use.free, strict=True))
            yield f"  {use.partner}  {cells}"
    if result.edge:
        yield "On the edge (the weights decide):"
        yield from (f"  {id_}  {_of_100(core[id_].share)} of 100" for id_ in result.edge)
    if result.left_out:
        yield "Placed, but not in it:"
        for left in result.left_out:
            why = " ".join(left.why) or "What could be carried went to others."
            yield f"  {left.id}  {why}"
    if result.may_bar:
        yield "To watch:"
        yield from (f"  {held.why} ({held.first}, {held.second})" for held in result.may_bar)
    if result.to_check:
        yield "To check before relying on it:"
        yield from (f"  {sentence}" for sentence in result.to_check)


def _of_100(share: float) -> str:
    """A share in hundredths that says 0 or 100 only where it is."""
    rounded = round(100 * share)
    if rounded == 100 and share < 1:
        return "more than 99"
    if rounded == 0 and share > 0:
        return "fewer than 1"
    return str(rounded)
