"""A docket that partners can carry: the first k options of a list are not one.

A mixed-integer programme picks the set with the greatest sum of V - V0, where V0 is the value of
*support only, no case*. It holds to what partners can carry in each half-year, to a budget, to what
one filing bars elsewhere, to what must follow what, to one main avenue a case, and to balance over
forums and countries. HiGHS solves it, through `scipy.optimize.milp`. Here it stands on plain values;
`scoring.docket` makes them from a ranking, `scoring.core` asks how robust the answer is.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from tempfile import TemporaryFile
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import lil_array

from scoring.value import DECIMALS

TIE = 1e-8
"""What one more option in a docket must add: of equally good sets the smallest is taken, then the
one that holds the first id. A difference in value so small means nothing."""

EXACT = 300
"""Columns of the programme (options, and ways to share each among partners) up to which the best
set is proven; in a longer one the search ends once it is proven to lie within CLOSE of the best."""
CLOSE = 0.01
NODES = 1_000
"""Branches that HiGHS looks at before it gives its best so far, with the gap that it has proven. A
number and not a time, so that the same inputs give the same bytes on any machine."""

SCALE = 1e6
"""The solver's own tolerances are 1e-6; on this scale they stand for 1e-12 of value."""
_BOUNDS = Bounds(0, 1)
_ALONE = Lock()

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class NotForADocket(ValueError):
    """A lock or a rule names something that cannot be in a docket; one plain sentence."""


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

    @property
    def may_go_together(self) -> frozenset[frozenset[str]]:
        """Pairs that may both be main avenues of a case: stated, or one ordered after the other."""
        return self.together | {frozenset(order) for order in self.orders}


class Relaxation(NamedTuple):
    """One rule which, relaxed by so much in its own unit and alone, lets a docket exist."""

    rule: str
    by: float
    text: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The best set. `carried` is (option, place, partner); `used` is places by partner and period.

    `gap` is how far its gain may lie below the best, as a share of it; 0 where it is proven best.
    Where no set holds to all rules, `feasible` is False: `relaxations` are the single rules that
    would do, the smallest first; where none does alone, `several` is a smallest group that does.
    """

    feasible: bool
    members: tuple[str, ...] = ()
    gain: float = 0.0
    carried: tuple[tuple[str, str, str], ...] = ()
    used: Mapping[str, tuple[float, ...]] | None = None
    spent: float = 0.0
    gap: float = 0.0
    relaxations: tuple[Relaxation, ...] = ()
    several: tuple[Relaxation, ...] = ()


class Row(NamedTuple):
    """coefficients x <= most; `rule` is None for what is no rule of ours."""

    coefficients: Mapping[int, float]
    most: float
    rule: str | None


class Team(NamedTuple):
    """One way to fill the seats of an option: who, in the order of the seats, and their loads."""

    number: int
    refs: tuple[str, ...]
    load: Mapping[str, Floats]
    variable: int


class Programme:
    """The rows and columns of the programme.

    Columns: an option in or out; where several teams could carry it, which of them; a switch for
    each group whose share is limited. `equal` are the columns of an option's teams, of which one is
    in where the option is.
    """

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
        self.teams: list[Team] = []
        self.empty: list[tuple[int, str]] = []
        self.equal: list[tuple[tuple[int, ...], int]] = []
        self._refuse()
        self.rows: list[Row] = []
        self._team()
        self.rows += self._carrying()
        self.rows += self._rules()

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
                self.teams.append(Team(number, refs, load, variable))
            if variables:
                self.equal.append((tuple(variables), number))
        self.switches = next_variable

    def _carrying(self) -> Iterator[Row]:
        for number, place in self.empty:
            id_ = self.ids[number]
            rule = f"partner for {id_} {place}"
            self.texts[rule] = f"Find a partner who can carry {id_} ({place})."
            yield Row({number: 1.0}, 0.0, rule)
        for ref, places in self.capacity.items():
            mine = [team for team in self.teams if ref in team.load]
            loads = np.array([team.load[ref] for team in mine]).reshape(len(mine), self.periods)
            rule = f"capacity of {ref}"
            self.texts[rule] = f"Let {ref} carry {{by}} more at once."
            # Half-years alike, or less busy with more room, say nothing of their own.
            said: dict[int, tuple[Floats, float]] = {}
            for period, most in enumerate(places):
                busy = loads[:, period]
                if busy.sum() > most and not any(
                    (busy <= other).all() and most >= limit for other, limit in said.values()
                ):
                    said[period] = busy, most
            for busy, most in said.values():
                yield Row(
                    {team.variable: float(x) for team, x in zip(mine, busy, strict=True) if x},
                    most,
                    rule,
                )

    def _rules(self) -> Iterator[Row]:
        rules, place = self.rules, self.place
        if rules.budget is not None:
            costs = {n: one.cost for n, one in enumerate(self.candidates) if one.cost}
            if costs:
                self.texts["budget"] = "Raise the budget by {by}."
                yield Row(costs, rules.budget, "budget")
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
                yield Row({place[first]: 1.0, place[second]: 1.0}, 1.0, rule)
        for later, earlier in rules.orders:
            rule = f"{later} after {earlier}"
            self.texts[rule] = f"Let {later} go ahead without {earlier}."
            yield Row({place[later]: 1.0, place[earlier]: -1.0}, 0.0, rule)
        if rules.one_main_avenue:
            yield from self._main()
        self.groups: list[tuple[str, tuple[int, ...], float]] = []
        for balance in rules.balances:
            yield from self._balance(balance)
        for id_ in sorted(rules.lock_in):
            rule = f"{id_} locked in"
            self.texts[rule] = f"Do not lock {id_} in."
            yield Row({place[id_]: -1.0}, -1.0, rule)
        for id_ in sorted(rules.lock_out):
            rule = f"{id_} locked out"
            self.texts[rule] = f"Do not lock {id_} out."
            yield Row({place[id_]: 1.0}, 0.0, rule)

    def _main(self) -> Iterator[Row]:
        by_case: dict[str, list[int]] = defaultdict(list)
        for number, candidate in enumerate(self.candidates):
            if candidate.main and candidate.case:
                by_case[candidate.case].append(number)
        together = self.rules.may_go_together
        for case, numbers in sorted(by_case.items()):
            rule = f"one main avenue in {case}"
            self.texts[rule] = f"Allow another main avenue in {case}."
            apart = [
                pair
                for pair in combinations(numbers, 2)
                if frozenset(self.ids[number] for number in pair) not in together
            ]
            if len(numbers) > 1 and len(apart) == len(numbers) * (len(numbers) - 1) // 2:
                yield Row(dict.fromkeys(numbers, 1.0), 1.0, rule)
            else:
                for pair in apart:
                    yield Row(dict.fromkeys(pair, 1.0), 1.0, rule)

    def _balance(self, balance: Balance) -> Iterator[Row]:
        members = sorted(self.place[id_] for id_ in balance.members if id_ in self.place)
        rule = f"balance: {balance.name}"
        if balance.most is not None and len(members) > balance.most:
            self.texts[rule] = f"Allow {{by}} more of {balance.name}."
            yield Row(dict.fromkeys(members, 1.0), float(balance.most), rule)
        if balance.least is not None and balance.least > 0:
            self.texts[rule] = f"Ask for {{by}} fewer of {balance.name}."
            yield Row(dict.fromkeys(members, -1.0), -float(balance.least), rule)
        if balance.share is not None and balance.share < 1 and len(members) > 1:
            self.texts.setdefault(rule, f"Allow {{by}} more of {balance.name}.")
            # The switch is off: at most one. It is on: at most the share of all.
            switch = self.switches + len(self.groups)
            self.groups.append((rule, tuple(members), balance.share))
            beside = 1.0 - balance.share
            yield Row({**dict.fromkeys(members, 1.0), switch: 1.0 - len(members)}, 1.0, rule)
            shares = {n: (n in members) - balance.share for n in range(self.size)}
            yield Row({**shares, switch: beside}, beside, rule)

    @property
    def width(self) -> int:
        return self.switches + len(self.groups)

    # --- solving ---------------------------------------------------------------------------------

    def constraints(
        self, extra: Sequence[Row] = (), slacks: Mapping[str, int] | None = None, width: int = 0
    ) -> LinearConstraint:
        """The rows as one sparse matrix; a rule with a slack column is relaxed by it."""
        rows = [(row.coefficients, -np.inf, row.most, row.rule) for row in (*self.rows, *extra)]
        rows += [
            ({**dict.fromkeys(variables, 1.0), number: -1.0}, 0.0, 0.0, None)
            for variables, number in self.equal
        ]
        matrix = lil_array((len(rows), width or self.width))
        for line, (coefficients, _, _, rule) in enumerate(rows):
            for column, coefficient in coefficients.items():
                matrix[line, column] = coefficient
            if rule is not None and slacks and rule in slacks:
                matrix[line, slacks[rule]] = -1.0
        return LinearConstraint(matrix.tocsr(), [row[1] for row in rows], [row[2] for row in rows])

    def objective(self, gains: Floats) -> Floats:
        """What the solver makes as small as can be: less gain, and a hair for each member."""
        hair = TIE * (1 - 0.5 ** np.arange(1, self.size + 1))
        objective = np.zeros(self.width)
        objective[: self.size] = (hair - gains) * SCALE
        return objective

    def best(self) -> tuple[Bools, float] | None:
        """The best set found, and the gap that is left; None where there is no set."""
        if not self.width:
            return np.zeros(0, dtype=np.bool_), 0.0
        objective, held = self.objective(self.gains), self.constraints()
        found = solved(objective, held, nodes=NODES, gap=CLOSE if self.width > EXACT else 0.0)
        if found.x is None and found.status == 1:
            found = solved(objective, held)
        if found.x is None:
            return None
        most = float(found.mip_dual_bound)
        gap = 1 - float(found.fun) / most if most < 0 else 0.0
        return found.x[: self.size] > 0.5, max(0.0, round(gap, 9))

    def carried(self, chosen: Bools) -> tuple[tuple[str, str, str], ...]:
        """Who carries what: the most preferred teams that all of it together allows."""
        answer = np.zeros(self.width)
        if self.equal:
            wishes = np.zeros(self.width)
            for variables, _ in self.equal:
                wishes[list(variables)] = np.arange(len(variables))
            fixed = [
                Row({n: -1.0} if inside else {n: 1.0}, -float(inside), None)
                for n, inside in enumerate(chosen)
            ]
            answer = solved(wishes, self.constraints(fixed)).x
        found = []
        for team in self.teams:
            if not chosen[team.number]:
                continue
            if team.variable == team.number or answer[team.variable] > 0.5:
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
        whole = np.ones(width)
        objective = np.zeros(width)
        extra: list[Row] = []
        for rule, column in slacks.items():
            reach = 1.0 + max(
                sum(c for c in row.coefficients.values() if c > 0) + max(0.0, -row.most)
                for row in self.rows
                if row.rule == rule
            )
            upper[column] = reach
            whole[column] = 0
            if count:
                extra.append(Row({column: 1.0, column + len(slacks): -reach}, 0.0, None))
            objective[column + len(slacks) * count] = 1.0
        held = self.constraints(extra, slacks, width)
        found = solved(objective, held, Bounds(0, upper), whole=whole)
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


def solved(
    objective: Floats,
    held: LinearConstraint,
    bounds: Bounds = _BOUNDS,
    *,
    whole: Floats | bool = True,
    nodes: int | None = None,
    gap: float = 0.0,
) -> OptimizeResult:
    """What HiGHS answers: the least of `objective`, with `whole` numbers, in so many `nodes`, until it
    is proven to lie within `gap` of the best.

    It writes notes of its own to the process's standard output, where they would end up in a JSON;
    here they are dropped.
    """
    options = {"mip_rel_gap": gap} | ({} if nodes is None else {"node_limit": nodes})
    with _ALONE, TemporaryFile() as dropped:
        sys.stdout.flush()
        kept = os.dup(1)
        os.dup2(dropped.fileno(), 1)
        try:
            return milp(
                objective,
                integrality=np.array(whole, dtype=np.int64),
                bounds=bounds,
                constraints=held,
                options=options,
            )
        finally:
            if os.name == "posix":
                ctypes.CDLL(None).fflush(None)
            os.dup2(kept, 1)
            os.close(kept)


def best_portfolio(
    candidates: Sequence[Candidate],
    capacity: Mapping[str, Sequence[float]] | None = None,
    rules: Rules | None = None,
) -> Portfolio:
    """The set of candidates with the greatest sum of gains that holds to every rule.

    `capacity` gives each partner's free places in each period. Of sets whose sums are equal the
    smallest is taken, then the one that holds the first id (see TIE). The order in which things are
    given changes nothing.

    Raises
    ------
    NotForADocket
        For a lock or an order that names no candidate, an option named twice, periods that differ,
        a number that is negative or not finite.
    """
    programme = Programme(candidates, capacity or {}, rules or Rules())
    best = programme.best()
    if best is None:
        relaxations, several = programme.relaxations()
        return Portfolio(False, relaxations=relaxations, several=several)
    chosen, gap = best
    carried = programme.carried(chosen)
    inside = [one for one, held in zip(programme.candidates, chosen, strict=True) if held]
    return Portfolio(
        True,
        tuple(one.id for one in inside),
        round(math.fsum(one.gain for one in inside), DECIMALS),
        carried,
        programme.used(carried),
        round(math.fsum(one.cost for one in inside), DECIMALS),
        gap,
    )
