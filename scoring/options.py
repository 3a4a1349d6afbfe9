"""Options: every case down every avenue in every forum, gated, scored and placed.

The one place where gates, scores and cases meet: the app, the command line, a shortlist and a
memo all take their options from here, so that they cannot disagree. An unavailable option has no
score, no place and no probability.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from multiprocessing import get_context
from typing import NamedTuple

from cases.evidence import usable_assessments, usable_evidence
from cases.gates import GATES, HUMAN_GATES, Gate
from cases.model import Accused, Case
from criteria.assess import MISSING, Question, Score, fit_of, scores_of
from criteria.model import Catalogue
from jurisdictions.law import Claimant, LimitAnswer, Matter, Past, law_gate, past_of, time_gate
from jurisdictions.load import Law, promises_of
from jurisdictions.model import OUTCOMES, Avenue
from partners.counsel import counsel_gate
from partners.model import Partner
from scoring.casebook import Casebook
from scoring.value import value_matrices, weigh
from survivor_preferences.claimants import HumanAnswer, human_gates
from survivor_preferences.consent import CellAnswer, Terms, cells, named_cells
from survivor_preferences.ledger import ASSESS, Cell, option_cell
from survivor_preferences.model import Person
from survivor_preferences.people import PersonView, prepare
from survivor_preferences.safety import Exposed
from survivor_preferences.wishes import Interval, best_promise, priorities

STANDINGS = ("open", "prepare", "unavailable", "under_way", "closed")
SHORTLISTABLE = frozenset({"open", "prepare"})
MOST_MISSING = 0.25
"""The share of its weight that an option may lack and still be placed."""


class Value(NamedTuple):
    """V of an option on its least, likely and greatest scores, in [0, 1]."""

    low: float
    likely: float
    high: float


@dataclass(slots=True)
class Option:
    """One case down one avenue in one forum, with everything that is said of it.

    What needs draws (`tie_group`, `p_top`, `p_top_error`, `expected_rank`, `rank_range`) is None
    without them.
    """

    case: str
    avenue: str
    forum: str
    accused: tuple[str, ...]
    standing: str
    claimants: tuple[str, ...]
    who: tuple[str, ...]
    gates: Mapping[str, Gate]
    limit: LimitAnswer
    scores: Mapping[str, Score] | None = None
    missing_weight: float | None = None
    wishes_known: bool = False
    placed: bool = False
    value: Value | None = None
    rank: int | None = None
    rank_in_case: int | None = None
    tie_group: int | None = None
    p_top: float | None = None
    p_top_error: float | None = None
    expected_rank: float | None = None
    rank_range: tuple[int, int] | None = None

    @property
    def id(self) -> str:
        return f"{self.case}/{self.avenue}/{self.forum}"

    @property
    def shortlistable(self) -> bool:
        return self.standing in SHORTLISTABLE


@dataclass(slots=True)
class Ranking:
    """Options in their order, with what made it: day, weights, catalogue."""

    as_of: date
    options: tuple[Option, ...]
    weights: Mapping[str, float]
    catalogue: Catalogue
    weights_name: str = ""

    def option(self, option_id: str) -> Option | None:
        """The option of an id `CASE/avenue/FORUM`; None where there is none."""
        return next((option for option in self.options if option.id == option_id), None)


def end_of_day(day: date) -> datetime:
    """The moment at which consent is read for a day: its last second, UTC."""
    return datetime.combine(day, time(23, 59, 59), UTC)


# --- enumeration ---------------------------------------------------------------------------------


def forums_of(case: Case, avenue: Avenue) -> tuple[str, ...]:
    """The forums that an avenue's rule names for a case, each once, in the order of the case."""
    sending = case.sending_states
    if avenue.forum == "tcc":
        found: tuple[str, ...] = sending
    elif avenue.forum == "host":
        found = (case.host_state,)
    elif avenue.forum == "third":
        found = tuple(
            state
            for accused in case.accused
            for state in accused.present_in
            if state != case.host_state and state not in sending
        )
    else:
        found = (*sending, case.host_state) if case.also_against_host else sending
    return tuple(dict.fromkeys(found))


def accused_in(case: Case, avenue: Avenue, forum: str) -> tuple[Accused, ...]:
    """Whom an option concerns: those of that sending state; in host and third forums, all."""
    if avenue.forum in ("host", "third") or forum not in case.sending_states:
        return case.accused
    return tuple(accused for accused in case.accused if accused.sending_state == forum)


class _CaseRoom:
    """What is worked out once for a case, and asked for by each of its options."""

    def __init__(
        self, case: Case, people: Sequence[Person], views: Sequence[PersonView], house: _House
    ):
        self.case = case
        self.people = people
        self.views = views
        self.house = house
        self.by_ref = {person.ref: person for person in people}
        self._named = {avenue for person in people for avenue in _avenues_named(person)}
        self._human: dict[tuple[object, ...], HumanAnswer] = {}
        self._past: dict[str, Past] = {}
        self._counsel: dict[tuple[object, ...], Gate] = {}

    def human(self, avenue: Avenue, forum: str) -> HumanAnswer:
        """The human gates of an option; avenues that no record of anyone names are answered alike."""
        exposed = self.house.exposed(forum, avenue.key)
        named = avenue.key if avenue.key in self._named else None
        key = (named, avenue.activity, avenue.concerns, avenue.entails, exposed)
        found = self._human.get(key)
        if found is None:
            found = self._human[key] = human_gates(
                self.views,
                avenue.concerns,
                avenue.activity,
                avenue.key,
                avenue.entails,
                exposed,
                self.house.at,
            )
        return found

    def past(self, forum: str) -> Past:
        found = self._past.get(forum)
        if found is None:
            house = self.house
            found = self._past[forum] = past_of(house.law, self.case, forum, house.as_of)
        return found

    def counsel(self, avenue: Avenue, forum: str, refs: Sequence[str]) -> Gate:
        """The counsel gate of an option; avenues of one family in one forum are answered alike."""
        seats = (forum, self.case.host_state) if avenue.forum == "respondent" else (forum,)
        together = self.together(avenue, refs)
        names_nobody = avenue.concerns == "pattern"
        key = (avenue.family, forum, seats, together, names_nobody)
        found = self._counsel.get(key)
        if found is None:
            found = self._counsel[key] = counsel_gate(
                self.house.partners_in(seats),
                self.case,
                together,
                avenue.family,
                forum,
                tuple(dict.fromkeys(seats)),
                self.house.as_of,
                names_nobody=names_nobody,
            )
        return found

    def claimants(self, avenue: Avenue, refs: Iterable[str]) -> tuple[Claimant, ...]:
        """Those who would claim as the law sees them; a child born and the parent as one."""
        people = [self.by_ref[ref] for ref in refs]
        if avenue.concerns != "survivor_and_child_born":
            harmed = [person for person in people if person.relation != "child_born"] or people
            return tuple(Claimant(person.ref, person.born, person.sex) for person in harmed)
        children = [person for person in people if person.relation == "child_born"]
        if not children:
            return tuple(Claimant(person.ref, person.born, person.sex) for person in people)
        found = []
        for child in children:
            parent = self.by_ref.get(child.parent or "")
            born = parent.born if parent else None
            found.append(Claimant(child.ref, born, child.sex, child.born))
        return tuple(found)

    def together(self, avenue: Avenue, refs: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Those who would claim, each alone, or a child born and the parent as a pair."""
        if avenue.concerns != "survivor_and_child_born":
            return tuple((ref,) for ref in refs)
        children = [view for view in self.views if view.person.relation == "child_born"]
        day = self.house.as_of
        found = []
        for view in children:
            if view.ref in refs:
                parent = view.person.parent
                pair = parent in refs and view.is_child(day)
                found.append((view.ref, parent) if parent and pair else (view.ref,))
        return tuple(found) or tuple((ref,) for ref in refs)


def _avenues_named(person: Person) -> Iterator[str]:
    """The avenues that a record of this person speaks of."""
    named = itertools.chain(
        (event.avenue for event in person.ledger),
        (assessed.avenue for assessed in person.safety),
        (determined.avenue for determined in person.best_interests),
        (stop.avenue for stop in person.stops),
    )
    return (avenue for avenue in named if avenue is not None)


class _House:
    """What is worked out once for a reading of a casebook."""

    def __init__(self, book: Casebook, law: Law, as_of: date):
        self.book = book
        self.law = law
        self.as_of = as_of
        self.at = end_of_day(as_of)
        self.promises = {
            key: dict(zip(OUTCOMES, promises_of(avenue), strict=True))
            for key, avenue in law.avenues.items()
        }
        self.people = {person.ref: person for person in book.people}
        self.notices = {notice.id: notice for notice in book.notices}
        self._partners: dict[tuple[str, ...], tuple[Partner, ...]] = {}
        self._exposed: dict[tuple[str, str], tuple[Exposed, ...]] = {}
        self._wishes: dict[str, tuple[dict[str, float], float] | None] = {}

    def rooms(self, turns: range | None = None) -> Iterator[_CaseRoom]:
        """A room for each case (or each whose turn it is), its people made ready for this reading."""
        by_case: dict[str, list[Person]] = defaultdict(list)
        for person in self.book.people:
            for code in person.cases:
                by_case[code].append(person)
        for number, case in enumerate(self.book.cases):
            if turns is not None and number % TURNS not in turns:
                continue
            people = by_case[case.code]
            majority, known = self.majority(case.host_state)
            views = [
                prepare(person, self.people, self.notices, majority, known) for person in people
            ]
            yield _CaseRoom(case, people, views, self)

    def majority(self, state: str) -> tuple[tuple[int, int], bool]:
        """The host's age of majority in years; 18, and said to be unknown, where it is."""
        profile = self.law.profiles.get(state)
        found = profile.age_of_majority.interval if profile and profile.age_of_majority else None
        return (found, True) if found else ((18, 18), False)

    def partners_in(self, states: tuple[str, ...]) -> tuple[Partner, ...]:
        """The partners of any of these states, in the order of the file."""
        found = self._partners.get(states)
        if found is None:
            found = self._partners[states] = tuple(
                partner
                for partner in self.book.partners
                if any(state in partner.states for state in states)
            )
        return found

    def exposed(self, forum: str, avenue: str) -> tuple[Exposed, ...]:
        """What the law of a forum may do to one who complains there."""
        key = (forum, avenue)
        found = self._exposed.get(key)
        if found is None:
            profile = self.law.profiles.get(forum)
            found = self._exposed[key] = tuple(
                Exposed(entry.risk, f"{forum} exposure[{number}]", entry.sex, entry.firm)
                for number, entry in enumerate(profile.exposure if profile else ())
                if avenue in entry.avenues
            )
        return found

    def fit(self, ref: str, avenue: Avenue, forum: str) -> Interval | None:
        """One person's fit with an avenue in a forum; None where their wishes are not known."""
        if ref not in self._wishes:
            weights = priorities(self.people[ref].wishes)
            self._wishes[ref] = (
                None
                if weights is None
                else (weights, best_promise(weights, self.promises.values()))
            )
        found = self._wishes[ref]
        if found is None:
            return None
        weights, best = found
        return fit_of(weights, self.law, avenue, best, forum, self.promises[avenue.key])


def house_cells(book: Casebook, law: Law, at: datetime) -> list[CellAnswer]:
    """Every person and cell that an event of theirs, or an option of their cases, names."""
    house = _House(book, law, at.date())
    wanted: dict[str, dict[Cell, Terms]] = defaultdict(dict)
    views: dict[str, PersonView] = {}
    for room in house.rooms():
        for avenue in law.avenues.values():
            if not forums_of(room.case, avenue):
                continue
            cell = option_cell(avenue.activity, avenue.key)
            terms = Terms()
            if cell.activity not in ("statistics", "petition"):
                pair = avenue.concerns == "survivor_and_child_born"
                terms = Terms(avenue.entails, avenue.key, pair)
            for view in room.views:
                wanted[view.ref].setdefault(cell, terms)
        for view in room.views:
            views.setdefault(view.ref, view)
            wanted[view.ref].setdefault(ASSESS, Terms())
    answers: list[CellAnswer] = []
    for person in book.people:
        view = views.get(person.ref) or prepare(person, house.people, house.notices)
        for cell in named_cells([person]):
            wanted[person.ref].setdefault(cell, _terms_of(law, cell))
        answers += cells([view], wanted[person.ref], at)
    return sorted(answers, key=lambda answer: answer.person)


def _terms_of(law: Law, cell: Cell) -> Terms:
    avenue = law.avenues.get(cell.avenue or "")
    if avenue is None:
        return Terms()
    return Terms(avenue.entails, avenue.key, avenue.concerns == "survivor_and_child_born")


# --- gates ---------------------------------------------------------------------------------------


def _option(room: _CaseRoom, avenue: Avenue, forum: str) -> tuple[Option, Question | None]:
    """One option with its six gates and its standing; and what its scores rest on, if it has any."""
    house, case = room.house, room.case
    human = room.human(avenue, forum)
    refs = human.claimants or tuple(person.ref for person in room.people)
    accused = accused_in(case, avenue, forum)
    evidence = usable_evidence(case, refs)
    matter = Matter(
        house.law,
        avenue,
        forum,
        case,
        house.as_of,
        accused,
        room.claimants(avenue, refs),
        evidence,
        room.past(forum),
    )
    law = law_gate(matter)
    in_time, limit = time_gate(matter)
    counsel = room.counsel(avenue, forum, refs)
    gates = dict(
        zip(
            GATES,
            (*(human.gates[name] for name in HUMAN_GATES), law, in_time, counsel),
            strict=True,
        )
    )
    option = Option(
        case.code,
        avenue.key,
        forum,
        tuple(one.ref for one in accused),
        standing_of(gates, _under_way(case, avenue.key, forum, house.as_of)),
        human.claimants,
        human.who,
        gates,
        limit,
    )
    if not option.shortlistable:
        return option, None
    names_nobody = avenue.concerns == "pattern"
    fits = [house.fit(ref, avenue, forum) for ref in human.claimants]
    option.wishes_known = bool(fits) and (names_nobody or all(fit is not None for fit in fits))
    question = Question(
        house.law,
        avenue,
        forum,
        case,
        accused,
        human.claimants,
        evidence,
        usable_assessments(case, human.claimants),
        fits,
        law,
        house.book.partners,
        house.as_of,
    )
    return option, question


def standing_of(gates: Mapping[str, Gate], filed: bool) -> str:
    """Where an option stands, in this order: under way, closed, unavailable, prepare, open."""
    human = [gates[name].result for name in HUMAN_GATES]
    if filed and "fail" not in human:
        return "under_way"
    if "fail" in (gates["law"].result, gates["time"].result):
        return "closed"
    if any(result != "pass" for result in human):
        return "unavailable"
    if "needs" in (gates["law"].result, gates["time"].result, gates["counsel"].result):
        return "prepare"
    return "open"


def _under_way(case: Case, avenue: str, forum: str, as_of: date) -> bool:
    """Whether it is filed in that forum, and neither decided nor withdrawn since."""
    filed = False
    for step in case.steps:
        if step.avenue == avenue and step.forum == forum and step.on.earliest <= as_of:
            if step.kind == "filed":
                filed = True
            elif step.kind in ("decided", "withdrawn_filing"):
                filed = False
    return filed


# --- places --------------------------------------------------------------------------------------


def rank_options(
    book: Casebook,
    law: Law,
    catalogue: Catalogue,
    weights: Mapping[str, float],
    as_of: date,
    weights_name: str = "",
    workers: int = 1,
) -> Ranking:
    """Every option of a casebook, gated, scored and placed, in its order.

    `weights` sum to 1 over the catalogue's criteria. Consent is read at the end of `as_of`. More
    `workers` share the cases out among forked processes, which a server with threads must not ask
    for; the result is the same.
    """
    if workers > 1:
        options = _gated_together(book, law, catalogue, as_of, workers)
    else:
        options = _gated(book, law, catalogue, as_of)
    _value([option for option in options if option.scores], catalogue, weights)
    _place(option for option in options if option.placed)
    options.sort(key=_order)
    return Ranking(as_of, tuple(options), dict(weights), catalogue, weights_name)


def _gated(
    book: Casebook, law: Law, catalogue: Catalogue, as_of: date, turns: range | None = None
) -> list[Option]:
    """The options of every case, or of those whose turn it is, with their gates and their scores."""
    options: list[Option] = []
    for room in _House(book, law, as_of).rooms(turns):
        for avenue in law.avenues.values():
            for forum in forums_of(room.case, avenue):
                option, question = _option(room, avenue, forum)
                options.append(option)
                if question is not None:
                    option.scores = scores_of(question, catalogue)
    return options


_SHARED: list[tuple[Casebook, Law, Catalogue, date, int]] = []
"""What a forked process was born with; nothing of it is sent."""


def _gated_part(part: int) -> list[Option]:
    book, law, catalogue, as_of, workers = _SHARED[0]
    return _gated(book, law, catalogue, as_of, _turns(part, workers))


TURNS = 20
"""Cases take turns: each of so many in a row belongs to one worker."""


def _turns(part: int, workers: int) -> range:
    """The turns of a worker; the first, which need not send what it made, takes somewhat more."""
    each = TURNS * 9 // (10 * workers)
    own = TURNS - each * (workers - 1)
    return range(own) if part == 0 else range(own + each * (part - 1), own + each * part)


def _gated_together(
    book: Casebook, law: Law, catalogue: Catalogue, as_of: date, workers: int
) -> list[Option]:
    _SHARED[:] = [(book, law, catalogue, as_of, workers)]
    try:
        with get_context("fork").Pool(workers - 1) as pool:
            others = [pool.apply_async(_gated_part, (part,)) for part in range(1, workers)]
            options = _gated_part(0)
            for other in others:
                options += other.get()
    finally:
        _SHARED.clear()
    return options


def reweigh(ranking: Ranking, weights: Mapping[str, float], weights_name: str = "") -> Ranking:
    """The same options under other weights; gates and scores stay as they are."""
    options = [
        Option(
            o.case, o.avenue, o.forum, o.accused, o.standing, o.claimants, o.who, o.gates, o.limit,
            o.scores, None, o.wishes_known,
        )
        for o in ranking.options
    ]  # fmt: skip
    _value([option for option in options if option.scores], ranking.catalogue, weights)
    _place(option for option in options if option.placed)
    options.sort(key=_order)
    return Ranking(ranking.as_of, tuple(options), dict(weights), ranking.catalogue, weights_name)


def _value(scored: Sequence[Option], catalogue: Catalogue, weights: Mapping[str, float]) -> None:
    """Values, missing weight, and whether an option is known well enough to be placed."""
    if not scored:
        return
    listed = [weights[key] for key in catalogue.keys]
    matrices = value_matrices([option.scores or {} for option in scored], catalogue)
    least, likely, greatest = (weigh(matrix, listed) for matrix in matrices)
    for row, option in enumerate(scored):
        option.value = Value(float(least[row]), float(likely[row]), float(greatest[row]))
        missing = 0.0
        for key in catalogue.keys:
            if (option.scores or {})[key].source == MISSING:
                missing += weights[key]
        option.missing_weight = round(missing, 12)
        option.placed = option.missing_weight <= MOST_MISSING and option.wishes_known


def _place(placed: Iterable[Option]) -> None:
    """`rank` among other cases' best, `rank_in_case` among the case's own; ties are equal values."""
    by_case: dict[str, list[Option]] = defaultdict(list)
    for option in placed:
        by_case[option.case].append(option)
    best = {
        case: max(option.value.likely for option in options if option.value)
        for case, options in by_case.items()
    }
    rising = sorted(best.values())
    for case, options in by_case.items():
        own = sorted(option.value.likely for option in options if option.value)
        for option in options:
            assert option.value is not None
            mine = option.value.likely
            greater = len(rising) - bisect_right(rising, mine)
            option.rank = 1 + greater - (best[case] > mine)
            option.rank_in_case = 1 + len(own) - bisect_right(own, mine)


_AFTER_PLACED = {"unavailable": 2, "under_way": 3, "closed": 4}


def _order(option: Option) -> tuple[int, int, str, int, str]:
    if option.placed:
        assert option.rank is not None
        assert option.rank_in_case is not None
        return (0, option.rank, option.case, option.rank_in_case, option.id)
    return (_AFTER_PLACED.get(option.standing, 1), 0, "", 0, option.id)
