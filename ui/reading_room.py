"""What the screens read: the law, the criteria, the casebook, and the options as one viewer may see them.

The law and the criteria are read once. The casebook is read anew whenever its bytes have changed, so
that a withdrawal is seen in the next read of every screen. What others may not see is taken away by
`data.access.see`, and no screen is handed anything else.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cases.gates import Gate
from cases.model import Case
from criteria.load import Criteria, Weights, read_criteria, weight_sets
from criteria.model import Catalogue
from data.access import (
    FINDS_OUT,
    Role,
    SeenFinding,
    SeenOption,
    SeenRanking,
    Viewer,
    see,
    see_docket,
    see_findings,
)
from jurisdictions.coverage import StateCoverage, coverage
from jurisdictions.load import Law, read_law
from monitoring.deadlines import Deadline, limit_deadlines, protective_deadlines
from partners.model import Partner
from reading.strict import MAX_CASEBOOK_BYTES, read_bytes
from scoring.casebook import Casebook, Reform, casebook_of
from scoring.discover import what_to_find_out
from scoring.docket import Docket, docket
from scoring.draws import Floors, uniform_weights
from scoring.options import Ranking, end_of_day, rank_options, reweigh
from scoring.sureness import DRAWS, SEED, TOP, how_sure
from survivor_preferences.consent import cell_answer, named_cells
from survivor_preferences.ledger import Cell
from survivor_preferences.model import Person
from survivor_preferences.people import PersonView, prepare
from survivor_preferences.safety import HIGH_RISK_REVIEW, STOP_REVIEW, assessment_in_force

DEFAULT_WEIGHTS = "coordinators"
RENEWAL = timedelta(days=60)
"""How long before it runs out an agreement is talked about again."""
TALK_AGAIN = frozenset({"expired", "notice_changed", "record_incomplete", "lapsed_at_majority"})
"""States of a cell that was agreed to once and is not open now; nobody said no."""
MAY_READ_CASES = frozenset({"coordinator", "lawyer", "advocate"})
MAY_WEIGH = frozenset({"coordinator", "steering"})
"""Who may try other weights and put a docket together."""
RANKINGS_KEPT = 12
DOCKET_DRAWS = 1_000
"""Weight draws offered to the core index, which uses as many as it has time for."""


Key = tuple[str, str, str, str]
"""The casebook's bytes, the day, the weights, and the files of the law, each as a hash or a word."""


class NoCasebook(Exception):
    """No casebook is named, or the one that is named is not there."""


class House(NamedTuple):
    """The law, the criteria and the weight sets: nothing of it depends on a person."""

    law: Law
    criteria: Criteria
    weights: Mapping[str, Weights]
    digest: str


class Task(NamedTuple):
    """Something that a person's advocate has to see to; `person` is how they are called."""

    kind: str
    person: str
    ref: str
    case: str
    what: str
    by: date | None
    owner: str | None = None


@dataclass(frozen=True, eq=False)
class Room:
    """Everything that one viewer may read on one day, under one set of weights.

    `cases` is empty for those who may not read cases; `people` holds the people of an advocate,
    and nobody for all others.
    """

    role: Role
    as_of: date
    law: Law
    catalogue: Catalogue
    weights: Weights
    perspectives: Mapping[str, Weights]
    ranking: SeenRanking
    cases: Mapping[str, Case]
    partners: Mapping[str, Partner]
    reforms: Mapping[str, Reform]
    people: Mapping[str, Person]
    tasks: tuple[Task, ...]
    missing_support: tuple[Task, ...]
    case_codes: tuple[str, ...]
    top: int
    key: Key

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.role, frozenset(self.people))

    @property
    def reads_cases(self) -> bool:
        return self.role in MAY_READ_CASES

    @cached_property
    def options_of(self) -> Mapping[str, tuple[SeenOption, ...]]:
        """The options of each case, in the order of the ranking."""
        found: dict[str, list[SeenOption]] = {code: [] for code in self.case_codes}
        for option in self.ranking.options:
            found.setdefault(option.case, []).append(option)
        return {code: tuple(options) for code, options in found.items()}

    @cached_property
    def limits(self) -> tuple[Deadline, ...]:
        """What runs out of the ways that may be walked: open, legal work first, or under way."""
        return limit_deadlines(
            (option, option.time)
            for option in self.ranking.options
            if option.shortlistable or option.standing == "under_way"
        )

    @cached_property
    def protective(self) -> tuple[Deadline, ...]:
        """Protective steps that are not done yet."""
        return protective_deadlines(self.cases.values(), self.as_of)

    def way(self, option: SeenOption) -> str:
        """A way in a forum, as a title."""
        return f"{self.law.avenues[option.avenue].name}, {self.law.name(option.forum)}"

    def called(self, ref: str | None) -> str | None:
        """How a person is called, to their advocate; to others nobody has a name."""
        if ref is None:
            return None
        person = self.people.get(ref)
        return (person.called or ref) if person else None


_lock = threading.RLock()
_house: list[House] = []
_registers: list[tuple[StateCoverage, ...]] = []
_books: OrderedDict[str, Casebook] = OrderedDict()
_rankings: OrderedDict[Key, Ranking] = OrderedDict()
_sure: OrderedDict[tuple[Key, int], Ranking] = OrderedDict()
_rooms: OrderedDict[tuple[Key, int, str], Room] = OrderedDict()
_findings: OrderedDict[tuple[Key, int, str], tuple[SeenFinding, ...]] = OrderedDict()
_dockets: OrderedDict[tuple[Key, str, frozenset[str], frozenset[str]], Docket] = OrderedDict()


def house() -> House:
    """The law, the criteria and the weights, read once; FileProblems lists all mistakes."""
    with _lock:
        if not _house:
            law = read_law()
            criteria = read_criteria()
            weights = {found.chosen.name: found for found in weight_sets(criteria)}
            files = sorted((*law.files, *criteria.files))
            digest = sha256("\n".join(f"{name} {found}" for name, found in files).encode())
            _house.append(House(law, criteria, weights, digest.hexdigest()))
        return _house[0]


def register() -> tuple[StateCoverage, ...]:
    """The coverage register of the law, worked out once."""
    with _lock:
        if not _registers:
            _registers.append(coverage(house().law))
        return _registers[0]


def open_room(
    path: Path | None, as_of: date, role: Role, weights: str = DEFAULT_WEIGHTS, top: int = TOP
) -> Room:
    """What a viewer in a role may read of a casebook on a day, with how sure the first `top` are.

    What is kept between two calls is kept under the hash of the casebook's bytes, the day, the
    weights, the files of the law, the top and the role: another byte is another reading. `weights`
    that do not exist are the default ones. Raises NoCasebook, or FileProblems with all mistakes.
    """
    if path is None or not path.is_file():
        raise NoCasebook(str(path) if path else "")
    held = house()
    chosen = held.weights.get(weights) or held.weights[DEFAULT_WEIGHTS]
    data = path.read_bytes()
    digest = sha256(data).hexdigest()
    key = (digest, as_of.isoformat(), f"{chosen.chosen.name} {chosen.file[1]}", held.digest)
    with _lock:
        room = _rooms.get((key, top, role))
        if room is None:
            book = _book(held, digest, data, path.name)
            ranking = _sure_ranking(held, book, as_of, chosen, key, top)
            room = _room(held, book, as_of, role, chosen, ranking, top, key)
            _keep(_rooms, (key, top, role), room, RANKINGS_KEPT)
        return room


def _book(held: House, digest: str, data: bytes, name: str) -> Casebook:
    book = _books.get(digest)
    if book is None:
        book = casebook_of(
            read_bytes(data, name, MAX_CASEBOOK_BYTES), held.law, held.criteria.catalogue
        )
        _keep(_books, digest, book, 2)
    return book


def has_read(path: Path | None, weights: str = DEFAULT_WEIGHTS, top: int = TOP) -> bool:
    """Whether a reading of these very bytes is at hand, so that nobody has to wait."""
    if path is None or not path.is_file():
        return True
    digest = sha256(path.read_bytes()).hexdigest()
    return any(
        key[0] == digest and key[2].split(" ")[0] == weights and k == top for key, k in list(_sure)
    )


def _keep(kept: OrderedDict, key: object, value: object, most: int) -> None:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)


def _ranking(held: House, book: Casebook, as_of: date, chosen: Weights, key: Key) -> Ranking:
    """The ranking of a reading; under other weights, the same gates and scores weighed anew."""
    found = _rankings.get(key)
    if found is None:
        name = chosen.chosen.name
        other = next(
            (one for kept, one in _rankings.items() if (kept[0], kept[1], kept[3]) == (key[0], key[1], key[3])),
            None,
        )  # fmt: skip
        found = (
            reweigh(other, chosen.values, name)
            if other
            else rank_options(book, held.law, held.criteria.catalogue, chosen.values, as_of, name)
        )
        _keep(_rankings, key, found, RANKINGS_KEPT)
    return found


def _sure_ranking(
    held: House, book: Casebook, as_of: date, chosen: Weights, key: Key, top: int
) -> Ranking:
    """The ranking with what the draws say of it, kept under the same key and the top."""
    found = _sure.get((key, top))
    if found is None:
        plain = _ranking(held, book, as_of, chosen, key)
        found = how_sure(plain, held.criteria, draws=DRAWS, seed=SEED, top=top)
        _keep(_sure, (key, top), found, RANKINGS_KEPT)
    return found


def _room(
    held: House,
    book: Casebook,
    as_of: date,
    role: Role,
    chosen: Weights,
    ranking: Ranking,
    top: int,
    key: Key,
) -> Room:
    advocate = role == "advocate"
    # In this edition the one advocate of a casebook is the advocate of everyone in it.
    people = {person.ref: person for person in book.people} if advocate else {}
    reads = role in MAY_READ_CASES
    return Room(
        role=role,
        as_of=as_of,
        law=held.law,
        catalogue=held.criteria.catalogue,
        weights=chosen,
        perspectives=held.weights,
        ranking=see(ranking, Viewer(role, frozenset(people))),
        cases={case.code: case if advocate else _unnamed(case) for case in book.cases}
        if reads
        else {},
        partners={partner.ref: partner for partner in book.partners} if reads else {},
        reforms={reform.key: reform for reform in book.reforms},
        people=people,
        tasks=tuple(_tasks(held.law, book, as_of)) if advocate else (),
        missing_support=tuple(_missing_support(book, advocate))
        if role in ("advocate", "coordinator")
        else (),
        case_codes=tuple(case.code for case in book.cases),
        top=top,
        key=key,
    )


def _unnamed(case: Case) -> Case:
    """A case without the people in it: of whom the evidence is, whom a lawyer acts for."""
    return case.model_copy(
        update={
            "evidence": tuple(one.model_copy(update={"of": ()}) for one in case.evidence),
            "representation": tuple(
                {
                    (one.partner, one.forum): one.model_copy(update={"person": ""})
                    for one in case.representation
                }.values()
            ),
            "assessments": tuple(one.model_copy(update={"of": ()}) for one in case.assessments),
        }
    )


class _Behind(NamedTuple):
    """What stands behind a room and no screen is handed: the casebook and the whole ranking."""

    book: Casebook
    ranking: Ranking
    weights: Weights
    key: Key


def _behind(room: Room, path: Path | None, weights: str | None = None) -> _Behind:
    """The whole ranking of a room as the file stands now, under its weights or under others."""
    if path is None or not path.is_file():
        raise NoCasebook(str(path) if path else "")
    held = house()
    chosen = held.weights[weights or room.weights.chosen.name]
    data = path.read_bytes()
    digest = sha256(data).hexdigest()
    key = (digest, room.as_of.isoformat(), f"{chosen.chosen.name} {chosen.file[1]}", held.digest)
    book = _book(held, digest, data, path.name)
    return _Behind(book, _ranking(held, book, room.as_of, chosen, key), chosen, key)


def perspectives(room: Room, path: Path | None) -> dict[str, SeenRanking]:
    """The ranking under each set of weights, side by side, for the same viewer."""
    with _lock:
        return {
            name: room.ranking
            if name == room.weights.chosen.name
            else see(_behind(room, path, name).ranking, room.viewer)
            for name in room.perspectives
        }


def weighed_anew(room: Room, path: Path | None, weights: Mapping[str, float]) -> SeenRanking:
    """The options that have scores under weights that somebody tries: nothing of it is kept.

    `weights` are those of `criteria.weights.weights_of`, which holds to the floors. Raises
    PermissionError for a role that may not try weights.
    """
    _may_weigh(room)
    with _lock:
        behind = _behind(room, path)
    scored = tuple(option for option in behind.ranking.options if option.scores)
    return see(reweigh(replace(behind.ranking, options=scored), weights, "tried"), room.viewer)


def findings(room: Room, path: Path | None) -> tuple[SeenFinding, ...]:
    """What to find out next, worked out when first asked for; nothing for an advocate."""
    if room.role not in FINDS_OUT:
        return ()
    with _lock:
        behind = _behind(room, path)
        kept = (behind.key, room.top, room.role)
        found = _findings.get(kept)
        if found is None:
            criteria = house().criteria
            raw = what_to_find_out(behind.ranking, criteria, DRAWS, SEED, room.top)
            found = see_findings(raw, room.viewer)
            _keep(_findings, kept, found, RANKINGS_KEPT)
        return found


def has_found(room: Room) -> bool:
    """Whether what to find out next is at hand, so that nobody has to wait."""
    return (room.key, room.top, room.role) in _findings


def carried(
    room: Room, path: Path | None, lock_in: Iterable[str] = (), lock_out: Iterable[str] = ()
) -> Docket:
    """The docket that partners can carry, with its core, as this viewer may see it.

    Raises PermissionError for a role that may not put one together, and NotForADocket for a lock
    on what can never be in one.
    """
    _may_weigh(room)
    inside, outside = frozenset(lock_in), frozenset(lock_out)
    with _lock:
        behind = _behind(room, path)
        kept = (behind.key, room.role, inside, outside)
        found = _dockets.get(kept)
        if found is None:
            criteria = house().criteria
            floors = Floors.of(criteria.policy, criteria.catalogue)
            whole = docket(
                behind.ranking,
                behind.book,
                house().law,
                lock_in=inside,
                lock_out=outside,
                draws=uniform_weights(DOCKET_DRAWS, floors, SEED),
            )
            found = see_docket(whole, room.viewer)
            _keep(_dockets, kept, found, RANKINGS_KEPT)
        return found


def _may_weigh(room: Room) -> None:
    if room.role not in MAY_WEIGH:
        raise PermissionError(f"the role {room.role} has no what-if and no portfolio")


# --- what an advocate has to see to --------------------------------------------------------------


def views_of(law: Law, book: Casebook) -> Iterator[PersonView]:
    """Each person made ready for one reading, under the age of majority of their host state."""
    people = {person.ref: person for person in book.people}
    notices = {notice.id: notice for notice in book.notices}
    hosts = {case.code: case.host_state for case in book.cases}
    for person in book.people:
        state = hosts[person.cases[0]] if person.cases else ""
        profile = law.profiles.get(state)
        age = profile.age_of_majority.interval if profile and profile.age_of_majority else None
        yield prepare(person, people, notices, age or (18, 18), age is not None)


def _tasks(law: Law, book: Casebook, as_of: date) -> Iterator[Task]:
    at = end_of_day(as_of)
    for view in views_of(law, book):
        person = view.person

        def task(kind: str, what: str, by: date | None, person: Person = person) -> Task:
            case = person.cases[0] if person.cases else ""
            return Task(kind, person.called or person.ref, person.ref, case, what, by)

        if person.status == "in_contact":
            for what, by in _renewals(law, view, at):
                yield task("renew", what, by)
            if view.is_child(as_of) and view.majority[0] - as_of <= RENEWAL:
                yield task("majority", "comes of age; from then on the answers are theirs alone",
                           view.majority[0])  # fmt: skip
        for stop in person.stops:
            if stop.from_ <= at and (stop.to is None or at < stop.to) and stop.reviewed is None:
                where = law.avenues[stop.avenue].name if stop.avenue in law.avenues else None
                yield task(
                    "stop",
                    f"pause for safety{f' ({where})' if where else ''}: two people look at it",
                    (stop.from_ + STOP_REVIEW).date(),
                )
        for avenue in dict.fromkeys((None, *(one.avenue for one in person.safety))):
            found, ran_out = assessment_in_force(view, avenue or "", as_of)
            if found is None:
                if ran_out and avenue is None:
                    yield task("safety", "the safety assessment has run out", as_of)
                continue
            if found.avenue != avenue:
                continue
            if found.level == "high" and found.plan:
                due = found.on.earliest + HIGH_RISK_REVIEW
                if due < found.valid_until.earliest:
                    yield task("safety", "high risk with a plan: it is looked at again", due)
            if found.valid_until.earliest - as_of <= RENEWAL:
                yield task("safety", "the safety assessment runs out", found.valid_until.earliest)
        if view.may_be_child(as_of):
            for one in person.best_interests:
                if timedelta(0) <= one.valid_until.earliest - as_of <= RENEWAL:
                    yield task(
                        "best_interests",
                        "the determination of best interests runs out",
                        one.valid_until.earliest,
                    )


def _renewals(law: Law, view: PersonView, at: datetime) -> Iterator[tuple[str, date | None]]:
    """Cells that are open and soon will not be, or that ran out of themselves; never a no."""
    for cell in sorted(named_cells([view.person]), key=lambda one: tuple(p or "" for p in one)):
        now = cell_answer(view, cell, at)
        ends = sorted(
            event.expires
            for event in view.person.ledger
            if event.kind == "grant"
            and event.expires is not None
            and Cell(event.activity or "", event.avenue, event.recipient) == cell
        )
        if now.open:
            for end in ends:
                if at < end <= at + RENEWAL and not cell_answer(view, cell, end).open:
                    yield f"{cell_in_words(law, cell)}: the agreement runs out", end.date()
                    break
        elif ends and {reason.code for reason in now.reasons} <= TALK_AGAIN:
            last = max((end for end in ends if end <= at), default=None)
            if last is None or at - last <= RENEWAL:
                yield f"{cell_in_words(law, cell)}: what was agreed no longer holds", None


_CELLS = {
    "assess": "keeping the record and speaking of it in the steering group",
    "legal_action": "legal action",
    "petition": "petitions",
    "private_advocacy": "speaking with officials in private",
    "public_advocacy": "speaking in public",
    "media": "media",
    "share": "sharing with",
    "contact": "being contacted",
    "dna_sample": "a DNA sample",
    "statistics": "being counted in figures",
}


def cell_in_words(law: Law, cell: Cell) -> str:
    """What one yes is for, in words."""
    if cell.avenue is not None and cell.avenue in law.avenues:
        return law.avenues[cell.avenue].name
    said = _CELLS.get(cell.activity, cell.activity.replace("_", " "))
    return f"{said} {cell.recipient}" if cell.recipient else said


def _missing_support(book: Casebook, advocate: bool) -> Iterator[Task]:
    """Support that is missing, with who sees to it; persons are named to their advocate alone."""
    for person in book.people:
        for kind, support in person.support.items():
            if support.state != "missing":
                continue
            case = person.cases[0] if person.cases else ""
            by = support.by.earliest if support.by else None
            yield Task(
                "support",
                (person.called or person.ref) if advocate else "",
                person.ref if advocate else "",
                case,
                kind.replace("_", " "),
                by,
                support.owner,
            )


def gates_of(option: SeenOption) -> dict[str, Gate]:
    """The gates that a viewer sees by name: law, time and counsel, and for an advocate all six."""
    return {
        **(option.human or {}),
        "law": option.law,
        "time": option.time,
        "counsel": option.counsel,
    }
