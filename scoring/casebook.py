"""The casebook, read and written whole: cases, people, notices, partners and reforms."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from cases.model import Case
from criteria.model import Catalogue
from jurisdictions.load import Law
from partners.model import Partner
from reading.codes import Key
from reading.dates import PartialDate
from reading.states import is_state
from reading.strict import (
    MAX_CASEBOOK_BYTES,
    Document,
    FileProblems,
    Path_,
    load,
    read_bytes,
    read_file,
)
from survivor_preferences.model import Notice, Person


class Record(BaseModel):
    """A frozen record; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reform(Record):
    """A change that a case could help to bring about."""

    key: Key
    title: str


class Casebook(Record):
    """The portable register of candidate cases, people's decisions and wishes, and partners."""

    casebook: Literal[1]
    origin: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{1,31}$")]
    as_of: PartialDate | None = None
    cases: tuple[Case, ...] = ()
    people: tuple[Person, ...] = ()
    notices: tuple[Notice, ...] = ()
    partners: tuple[Partner, ...] = ()
    reforms: tuple[Reform, ...] = ()


def read_casebook(
    path: Path | str, law: Law, catalogue: Catalogue
) -> tuple[Casebook, tuple[str, str]]:
    """A casebook from a file, with its logical name and sha256; FileProblems lists all mistakes."""
    document = read_file(path, MAX_CASEBOOK_BYTES)
    book = casebook_of(document, law, catalogue)
    return book, ("casebook", sha256(Path(path).read_bytes()).hexdigest())


def casebook_from_bytes(data: bytes, name: str, law: Law, catalogue: Catalogue) -> Casebook:
    """A casebook from bytes, as an import reads it."""
    return casebook_of(read_bytes(data, name, MAX_CASEBOOK_BYTES), law, catalogue)


def casebook_of(document: Document, law: Law, catalogue: Catalogue) -> Casebook:
    """A casebook from a strictly read document: shapes first, then what refers to what."""
    if isinstance(document.tree, dict):
        version = document.tree.get("casebook")
        if isinstance(version, int) and not isinstance(version, bool) and version > 1:
            raise FileProblems(
                [
                    document.problem(
                        ("casebook",),
                        f"found format {version}, which is newer than this program; it reads format 1",
                    )
                ]
            )
    book = load(Casebook, document)
    problems = sorted(
        (document.problem(path, what) for path, what in _crossings(book, law, catalogue)),
        key=lambda problem: (problem.line or 0, problem.column or 0),
    )
    if problems:
        raise FileProblems(problems)
    return book


def write_casebook(book: Casebook, as_json: bool = False) -> str:
    """A casebook as text that reads back to the same casebook."""
    tree = json.loads(book.model_dump_json(by_alias=True, exclude_unset=True))
    if as_json:
        return json.dumps(tree, ensure_ascii=False, indent=1)
    return yaml.dump(_quoted(tree), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


class _Text(str):
    """Text that would not read back as text without quotes."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    _Text,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"'),
)


def _quoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _quoted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_quoted(inner) for inner in value]
    return _Text(value) if isinstance(value, str) else value


# --- what refers to what -------------------------------------------------------------------------

Found = Iterator[tuple[Path_, str]]


def _crossings(book: Casebook, law: Law, catalogue: Catalogue) -> Found:
    cases = {case.code: case for case in book.cases}
    people = {person.ref: person for person in book.people}
    notices = {notice.id: notice for notice in book.notices}
    reforms = {reform.key for reform in book.reforms}
    yield from _twice("cases", "code", (case.code for case in book.cases))
    yield from _twice("people", "ref", (person.ref for person in book.people))
    yield from _twice("notices", "id", (notice.id for notice in book.notices))
    yield from _twice("partners", "ref", (partner.ref for partner in book.partners))
    yield from _twice("reforms", "key", (reform.key for reform in book.reforms))
    for number, case in enumerate(book.cases):
        yield from _case(case, ("cases", number), law, catalogue, cases, people, reforms)
    seqs: set[int] = set()
    for number, person in enumerate(book.people):
        yield from _person(person, ("people", number), book, law, cases, people, notices, seqs)
    for number, notice in enumerate(book.notices):
        if notice.material_since > notice.current:
            yield (
                ("notices", number, "material_since"),
                f"found {notice.material_since}, later than the current version {notice.current}",
            )
    for number, partner in enumerate(book.partners):
        path: Path_ = ("partners", number)
        for place, state in enumerate(partner.states):
            yield from _state(state, (*path, "states", place))
        families = {avenue.family for avenue in law.avenues.values()}
        for key in ("capacity", "willing"):
            for family in getattr(partner, key):
                if family not in families:
                    yield (
                        (*path, key, family),
                        f"no family of avenues {family!r}; allowed: {', '.join(sorted(families))}",
                    )
        for place, conflict in enumerate(partner.conflicts):
            if conflict not in cases and not is_state(conflict):
                yield (
                    (*path, "conflicts", place),
                    f"{conflict!r} is neither a case of this file nor a state",
                )


def _twice(room: str, key: str, codes: Iterable[str]) -> Found:
    seen: set[str] = set()
    for number, code in enumerate(codes):
        if code in seen:
            yield (room, number, key), f"{code!r} is used twice; each needs its own"
        seen.add(code)


def _state(code: str, path: Path_) -> Found:
    if not is_state(code):
        yield path, f"{code!r} is not a state; see ISO 3166-1 alpha-3, or XKX"


def _avenue(key: str | None, path: Path_, law: Law) -> Found:
    if key is not None and key not in law.avenues:
        near = difflib.get_close_matches(key, law.avenues, n=1)
        meant = f"did you mean `{near[0]}`" if near else "see jurisdictions/avenues"
        yield path, f"no avenue {key!r}; {meant}"


def _person_ref(ref: str, path: Path_, people: Mapping[str, Person]) -> Found:
    if ref not in people:
        yield path, f"no person {ref!r} in this file; check the code"


def _case(
    case: Case,
    path: Path_,
    law: Law,
    catalogue: Catalogue,
    cases: Mapping[str, Case],
    people: Mapping[str, Person],
    reforms: set[str],
) -> Found:
    yield from _state(case.host_state, (*path, "host_state"))
    if is_state(case.host_state) and case.code[:3] != case.host_state:
        yield (
            (*path, "code"),
            f"begins with {case.code[:3]}, but the host state is {case.host_state}; they must agree",
        )
    if case.incident.from_.earliest > case.incident.to.latest:
        yield (*path, "incident", "from"), "lies wholly after `to`; the facts begin before they end"
    refs: set[str] = set()
    for number, accused in enumerate(case.accused):
        here: Path_ = (*path, "accused", number)
        if accused.ref in refs:
            yield (*here, "ref"), f"{accused.ref!r} is used twice in this case; each needs its own"
        refs.add(accused.ref)
        yield from _state(accused.sending_state, (*here, "sending_state"))
        for place, state in enumerate(accused.present_in):
            yield from _state(state, (*here, "present_in", place))
    for number, item in enumerate(case.evidence):
        for place, ref in enumerate(item.of):
            yield from _person_ref(ref, (*path, "evidence", number, "of", place), people)
        if item.cleared_by and len(set(item.cleared_by)) < 2:
            yield (
                (*path, "evidence", number, "cleared_by"),
                "names fewer than two different people; two record that it stands without anyone",
            )
    for number, step in enumerate(case.steps):
        here = (*path, "steps", number)
        if step.forum is not None:
            yield from _state(step.forum, (*here, "forum"))
        yield from _avenue(step.avenue, (*here, "avenue"), law)
        if step.accused is not None and step.accused not in refs:
            yield (*here, "accused"), f"no accused {step.accused!r} in this case; check the ref"
    for number, mandate in enumerate(case.representation):
        yield from _person_ref(mandate.person, (*path, "representation", number, "person"), people)
        yield from _state(mandate.forum, (*path, "representation", number, "forum"))
    yield from _assessments(case, path, law, catalogue, people)
    for place, code in enumerate(case.joined_with):
        if code not in cases:
            yield (*path, "joined_with", place), f"no case {code!r} in this file; check the code"
    for place, key in enumerate(case.reforms):
        if key not in reforms:
            yield (*path, "reforms", place), f"no reform {key!r} in this file; add it to `reforms`"


def _assessments(
    case: Case, path: Path_, law: Law, catalogue: Catalogue, people: Mapping[str, Person]
) -> Found:
    scales = {criterion.key: criterion for criterion in catalogue.criteria}
    for number, judged in enumerate(case.assessments):
        here: Path_ = (*path, "assessments", number)
        criterion = scales.get(judged.criterion)
        if criterion is None:
            yield (
                (*here, "criterion"),
                f"no criterion {judged.criterion!r}; allowed: {', '.join(scales)}",
            )
            continue
        levels = [judged.low, judged.likely, judged.high]
        for key, level in zip(("low", "likely", "high"), levels, strict=True):
            if level is not None and not criterion.low <= level <= criterion.high:
                yield (
                    (*here, key),
                    f"found {level:g}; the scale of {criterion.key} runs from {criterion.low:g} "
                    f"to {criterion.high:g}",
                )
        known = [level for level in levels if level is not None]
        if known != sorted(known):
            yield here, "scores are out of order; a score needs low <= likely <= high"
        yield from _avenue(judged.avenue, (*here, "avenue"), law)
        if judged.forum is not None:
            yield from _state(judged.forum, (*here, "forum"))
        for place, ref in enumerate(judged.of):
            yield from _person_ref(ref, (*here, "of", place), people)


def _person(
    person: Person,
    path: Path_,
    book: Casebook,
    law: Law,
    cases: Mapping[str, Case],
    people: Mapping[str, Person],
    notices: Mapping[str, Notice],
    seqs: set[int],
) -> Found:
    for place, code in enumerate(person.cases):
        if code not in cases:
            yield (*path, "cases", place), f"no case {code!r} in this file; check the code"
    if person.parent is not None:
        yield from _person_ref(person.parent, (*path, "parent"), people)
        if person.parent == person.ref:
            yield (*path, "parent"), "names the person as their own parent; check the code"
    if book.as_of is not None and person.born.earliest > book.as_of.latest:
        yield (*path, "born"), f"lies wholly after the casebook's own day ({book.as_of}); check it"
    guardians: set[str] = set()
    for number, guardian in enumerate(person.guardians):
        if guardian.ref in guardians:
            yield (
                (*path, "guardians", number, "ref"),
                f"{guardian.ref!r} is used twice for this person; each needs its own",
            )
        guardians.add(guardian.ref)
        if guardian.person is not None:
            yield from _person_ref(guardian.person, (*path, "guardians", number, "person"), people)
    for number, event in enumerate(person.ledger):
        here: Path_ = (*path, "ledger", number)
        if event.seq in seqs:
            yield (*here, "seq"), f"{event.seq} is used twice in this file; each needs its own"
        seqs.add(event.seq)
        if event.by != "survivor" and event.by not in guardians:
            yield (*here, "by"), f"no guardian {event.by!r} of this person; add the guardian first"
        yield from _avenue(event.avenue, (*here, "avenue"), law)
        if event.notice is not None:
            notice = notices.get(event.notice.id)
            if notice is None:
                yield (
                    (*here, "notice", "id"),
                    f"no notice {event.notice.id!r} in this file; add it to `notices`",
                )
            elif event.notice.version > notice.current:
                yield (
                    (*here, "notice", "version"),
                    f"found {event.notice.version}; the current version is {notice.current}",
                )
    for key in ("safety", "best_interests", "stops"):
        for number, item in enumerate(getattr(person, key)):
            yield from _avenue(item.avenue, (*path, key, number, "avenue"), law)
