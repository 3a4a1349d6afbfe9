"""From a ranking and a casebook to a docket: members, who carries them, what excludes what.

What each option asks of partners, and what the law of the same matter, the cases and the partners
say of it, become the plain programme of `scoring.portfolio`; its answer becomes a `Docket` in the
words of the field, as JSON and as text. Protective steps (interim measures, acts that stop time,
preservation letters, retention of DNA) take no place here: they stand outside what partners can
carry, never outside consent.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

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
from scoring.core import CoreIndex, core_index
from scoring.options import Option, Ranking
from scoring.portfolio import (
    Balance,
    Candidate,
    Exclusion,
    Floats,
    NotForADocket,
    Relaxation,
    Rules,
    Seat,
    best_portfolio,
)
from scoring.value import DECIMALS, value_matrices

HORIZON = 6
"""Half-years that a docket plans for."""
CORE = 0.95
"""An option in at least this share of the draws' best dockets is core; in at most 1 - CORE, outside."""


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

    `value` is the sum of V - V0, and `gap` how far it may lie below the best, as a share of the best (0
    where it is proven best); `periods` the first day of each half-year. `excludes` are pairs of
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
    gap: float
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
    found = best_portfolio(candidates, free, rules)
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
        found.gap,
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
        room.left_out(candidates, rules, set(free), set(found.members)),
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

    def left_out(
        self,
        candidates: Sequence[Candidate],
        rules: Rules,
        refs: Collection[str],
        inside: Collection[str],
    ) -> tuple[LeftOut, ...]:
        answer = [
            LeftOut(one.id, one.gain, tuple(self._why(one, candidates, rules, refs, inside)))
            for one in candidates
            if one.id not in inside
        ]
        answer += [LeftOut(id_, 0.0, (f"Left out: {why}.",)) for id_, why in self.too_late.items()]
        return tuple(sorted(answer))

    def _why(
        self,
        one: Candidate,
        candidates: Sequence[Candidate],
        rules: Rules,
        refs: Collection[str],
        inside: Collection[str],
    ) -> Iterator[str]:
        before = {earlier for later, earlier in rules.orders if later == one.id}
        if one.id in rules.lock_out:
            yield "Locked out."
        for seat in one.seats:
            if not set(seat.partners) & set(refs):
                yield f"No partner could carry it ({seat.place})."
        for bar in rules.exclusions:
            if one.id in (bar.first, bar.second):
                barring = bar.second if bar.first == one.id else bar.first
                if barring in inside:
                    yield f"Not with {barring}: {bar.why}"
        for earlier in sorted(before - set(inside)):
            yield f"It must come after {earlier}, which is not in the docket."
        if one.main:
            together = rules.may_go_together
            for other in candidates:
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
        "gap": result.gap,
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
    if result.gap:
        yield (
            f"The best one may be worth up to {100 * result.gap / (1 - result.gap):.2g} % more: "
            "so many choices cannot all be looked at."
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
