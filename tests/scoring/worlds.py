"""Small random worlds on the real law: four avenues, four states, up to three cases.

Records are drawn from short lists and kept, so that thousands of worlds cost seconds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from cases.model import Case
from criteria.load import read_criteria
from jurisdictions.load import Law, read_law
from partners.model import Partner
from scoring.casebook import Casebook
from survivor_preferences.model import Event, Notice, Person, Stop

AS_OF = date(2026, 11, 1)
CATALOGUE = read_criteria().catalogue
AVENUES = ("crim_tcc_civilian", "crc_opic", "paternity_host", "media")
CELLS = {
    "assess": ("assess", None),
    "crim_tcc_civilian": ("legal_action", "crim_tcc_civilian"),
    "crc_opic": ("legal_action", "crc_opic"),
    "paternity_host": ("legal_action", "paternity_host"),
    "media": ("media", None),
}
"""Each avenue's cell by the avenue's key; and `assess`, which all of them ask for."""
STATES = ("HTI", "CIV", "DEU", "ZAF")
CODES = ("CIV-001", "CIV-002", "HTI-001")
NOTICE = Notice(id="n", current=2, material_since=1)


@lru_cache(maxsize=1)
def small_law() -> Law:
    law = read_law()
    return replace(
        law,
        avenues={key: law.avenues[key] for key in AVENUES},
        profiles={key: law.profiles[key] for key in STATES},
        same_matter=law.same_matter.model_copy(update={"bars": ()}),
    )


def an_event(seq: int, kind: str, cell: str | None, by: str = "survivor", **changes: Any) -> Event:
    activity, avenue = (None, None) if cell is None else CELLS[cell]
    record = {
        "seq": seq,
        "kind": kind,
        "by": by,
        "activity": activity,
        "avenue": avenue,
        "recorded": "2026-06-01T09:00:00Z",
    }
    if kind == "grant":
        record |= {
            "expires": "2027-06-01",
            "notice": {"id": "n", "version": 2},
            "explained": "all",
        }
    return Event.model_validate(record | changes)


@lru_cache(maxsize=4096)
def kept_event(seq: int, kind: str, cell: str, by: str) -> Event:
    return an_event(seq, kind, cell, by)


def a_stop(avenue: str | None) -> Stop:
    return Stop.model_validate({"from": "2026-10-01T00:00:00Z", "set_by": "AV-1", "avenue": avenue})


ANSWERS = (*("grant",) * 8, None, "asked", "refuse", "withdraw")
WISHES = (
    {"ranking": [["child_support"], ["punishment", "apology"]], "on": "2026-06-01"},
    {"points": {"punishment": 60, "compensation": 40}, "on": "2026-06-01"},
    {"ranking": [["truth_recognition"]], "must_not": ["publicity"], "on": "2026-06-01"},
    None,
)
LOW = {"on": "2026-06-01", "level": "low", "plan": True, "valid_until": "2027-06-01"}
RISKS = (*((LOW,),) * 6, (LOW | {"level": "high", "plan": False},), ())


@st.composite
def people(draw: st.DrawFn, code: str, first: int) -> tuple[Person, ...]:
    """One to three people of a case; the last may be a child born to the first."""
    count = draw(st.integers(1, 3))
    born_of_it = draw(st.booleans()) and count > 1
    found = []
    for place in range(count):
        ref = f"S-{first + place:04d}"
        child = born_of_it and place == count - 1
        answers = {
            cell: draw(st.sampled_from(ANSWERS)) if cell != "assess" else
            draw(st.sampled_from(("grant", "grant", "grant", None)))
            for cell in CELLS
        }  # fmt: skip
        found.append(
            Person.model_validate(
                {
                    "ref": ref,
                    "cases": (code,),
                    "relation": "child_born" if child else "survivor",
                    "parent": f"S-{first:04d}" if child else None,
                    "born": "2020-10" if child else draw(st.sampled_from(("2003-05-10", "2004"))),
                    "can_assent": not child,
                    "status": "in_contact",
                    "guardians": (
                        {
                            "ref": "G1",
                            "kind": "appointed",
                            "from": "2024-01-01",
                            "independent": True,
                            "conflict": "none",
                        },
                    )
                    if child
                    else (),
                    "ledger": tuple(
                        kept_event(
                            1000 * (first + place) + 10 * n,
                            answer,
                            cell,
                            "G1" if child else "survivor",
                        )
                        for n, (cell, answer) in enumerate(answers.items(), start=1)
                        if answer
                    ),
                    "wishes": draw(st.sampled_from(WISHES)),
                    "safety": draw(st.sampled_from(RISKS)),
                    "best_interests": tuple(
                        {
                            "on": "2026-06-01",
                            "for": activity,
                            "conclusion": "supports",
                            "by": ("AV-1", "AV-2"),
                            "valid_until": "2027-06-01",
                        }
                        for activity in ("assess", "legal_action", "media")
                    )
                    if child
                    else (),
                    "stops": (),
                }
            )
        )
    return tuple(found)


JUDGED = ("evidence", "legal_basis", "precedent", "backlash", "bad_precedent", "cost", "reach")


def judgement(
    criterion: str, low: float, likely: float | None, high: float, **changes: Any
) -> dict[str, Any]:
    return {
        "criterion": criterion,
        "low": low,
        "likely": likely,
        "high": high,
        "by": "lawyer",
        "on": "2026-09-01",
        "because": "Made up.",
    } | changes


@st.composite
def cases(draw: st.DrawFn, code: str, refs: tuple[str, ...]) -> Case:
    sending = draw(st.sampled_from((("DEU",), ("ZAF",), ("DEU", "ZAF"))))
    levels = [draw(st.sampled_from((None, 0, 2, 2, 4))) for _ in JUDGED]
    return Case.model_validate(
        {
            "code": code,
            "label": "Made up",
            "host_state": code[:3],
            "incident": {
                "from": "2019",
                "to": "2020",
                "conduct": ["rape"],
                "pattern": draw(st.sampled_from(("single", "organised"))),
            },
            "accused": [
                {
                    "ref": f"A{n}",
                    "sending_state": state,
                    "category": "military_contingent",
                    "identified": draw(st.sampled_from(("unit", "named", "named"))),
                    "present_in": [state],
                }
                for n, state in enumerate(sending, start=1)
            ],
            "evidence": [
                {"kind": kind, "strength": "strong", "held_by": "P-HTI-1", "of": [ref]}
                for ref in refs
                for kind in draw(st.sampled_from(((), ("testimony",), ("dna_result",))))
            ],
            "representation": [
                {"person": ref, "partner": f"P-{forum}-1", "forum": forum, "on": "2026-06-01"}
                for ref in refs
                for forum in draw(st.sampled_from(((), STATES, (code[:3],))))
            ],
            "assessments": [
                judgement(key, max(0, level - 1), level, min(4, level + 1))
                for key, level in zip(JUDGED, levels, strict=True)
                if level is not None
            ],
        }
    )


@lru_cache(maxsize=64)
def a_partner(state: str, roles: tuple[str, ...], level: float, free: bool) -> Partner:
    families = ("criminal", "family", "un_treaty_body", "non_legal")
    return Partner.model_validate(
        {
            "ref": f"P-{state}-1",
            "states": (state,),
            "roles": roles,
            "capacity": dict.fromkeys(families, level),
            "willing": dict.fromkeys(families, True),
            "can_carry": 2,
            "carrying": 0 if free else 2,
            "policy_reform": {"willing": True},
            "assessed": {"on": "2026-01-01", "by": "coordinator", "valid_until": "2027-01-01"},
        }
    )


@st.composite
def worlds(draw: st.DrawFn) -> Casebook:
    """A casebook of one to three cases, with a partner in each of the four states."""
    everyone: list[Person] = []
    listed = []
    for number, code in enumerate(CODES[: draw(st.integers(1, 3))]):
        found = draw(people(code, 1 + 3 * number))
        everyone += found
        listed.append(draw(cases(code, tuple(person.ref for person in found))))
    return Casebook(
        casebook=1,
        origin="ORG-1",
        cases=tuple(listed),
        people=tuple(everyone),
        notices=(NOTICE,),
        partners=tuple(
            a_partner(
                state,
                draw(st.sampled_from((("legal", "advocacy"), ("legal",)))),
                draw(st.sampled_from((1, 3))),
                draw(st.sampled_from((True, True, False))),
            )
            for state in STATES
        ),
    )


@st.composite
def weights(draw: st.DrawFn) -> dict[str, float]:
    """Any weights at all, floors or none: no weight makes up for a gate."""
    points = [draw(st.integers(0, 9)) for _ in CATALOGUE.keys]
    total = sum(points) or 1
    if not any(points):
        points[0] = 1
    return {key: n / total for key, n in zip(CATALOGUE.keys, points, strict=True)}


EQUAL = dict.fromkeys(CATALOGUE.keys, 1 / len(CATALOGUE.keys))


def with_person(book: Casebook, changed: Person) -> Casebook:
    return book.model_copy(
        update={"people": tuple(changed if p.ref == changed.ref else p for p in book.people)}
    )


def with_events(book: Casebook, ref: str, *events: Event) -> Casebook:
    """The same world in which these were recorded too, at their places in the ledger."""
    person = next(person for person in book.people if person.ref == ref)
    ledger = tuple(sorted((*person.ledger, *events), key=lambda event: event.seq))
    return with_person(book, person.model_copy(update={"ledger": ledger}))


def with_stop(book: Casebook, ref: str, avenue: str | None) -> Casebook:
    person = next(person for person in book.people if person.ref == ref)
    stops = (*person.stops, a_stop(avenue))
    return with_person(book, person.model_copy(update={"stops": stops}))


def with_judgement(book: Casebook, code: str, record: dict[str, Any]) -> Casebook:
    """The same world in which one case was judged once more, last."""
    changed = []
    for case in book.cases:
        if case.code == code:
            more = Case.model_validate(
                case.model_dump(by_alias=True, exclude={"assessments"})
                | {"assessments": (*(a.model_dump() for a in case.assessments), record)}
            )
            changed.append(more)
        else:
            changed.append(case)
    return book.model_copy(update={"cases": tuple(changed)})


def without_case(book: Casebook, code: str) -> Casebook:
    return book.model_copy(
        update={
            "cases": tuple(case for case in book.cases if case.code != code),
            "people": tuple(person for person in book.people if code not in person.cases),
        }
    )
