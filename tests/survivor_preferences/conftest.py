"""People and moments for the tests of consent, safety, best interests and wishes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reading.strict import MAX_CASEBOOK_BYTES, read_file
from survivor_preferences.model import Notice, Person
from survivor_preferences.people import PersonView, prepare

SAMPLE = Path(__file__).parents[2] / "data" / "demo" / "sample.yaml"


@pytest.fixture(scope="session")
def sample() -> dict[str, Any]:
    """The made-up casebook, as plain values."""
    tree: dict[str, Any] = read_file(SAMPLE, MAX_CASEBOOK_BYTES).tree
    return tree


@pytest.fixture(scope="session")
def sample_people(sample: dict[str, Any]) -> dict[str, Person]:
    return {record["ref"]: Person.model_validate(record) for record in sample["people"]}


@pytest.fixture(scope="session")
def sample_notices(sample: dict[str, Any]) -> dict[str, Notice]:
    return {record["id"]: Notice.model_validate(record) for record in sample["notices"]}


@pytest.fixture
def sample_views(
    sample_people: dict[str, Person], sample_notices: dict[str, Notice]
) -> dict[str, PersonView]:
    return {
        ref: prepare(person, sample_people, sample_notices) for ref, person in sample_people.items()
    }


@pytest.fixture(scope="session")
def as_of() -> datetime:
    """The end of the sample's working day."""
    return datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)


@pytest.fixture(scope="session")
def an_event() -> Callable[..., dict[str, Any]]:
    """An event of a ledger; a grant comes complete, and what is named replaces its part."""

    def make(kind: str = "grant", seq: int = 1, **changes: Any) -> dict[str, Any]:
        event: dict[str, Any] = {
            "seq": seq,
            "kind": kind,
            "by": "survivor",
            "activity": "media",
            "recorded": "2026-06-01T09:00:00Z",
        }
        if kind == "grant":
            event |= {
                "expires": "2027-06-01",
                "notice": {"id": "n", "version": 2},
                "explained": "all",
            }
        event |= changes
        return {key: value for key, value in event.items() if value != "absent"}

    return make


@pytest.fixture(scope="session")
def a_person() -> Callable[..., dict[str, Any]]:
    """An adult of whom nothing more is on record; what is named replaces its part."""

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "ref": "S-0001",
            "cases": ["HTI-001"],
            "pronoun": "she",
            "relation": "survivor",
            "born": "2000-05-10",
            "can_assent": True,
            "status": "in_contact",
            "guardians": [],
            "ledger": [],
            "safety": [],
            "best_interests": [],
            "stops": [],
        } | changes

    return make


@pytest.fixture(scope="session")
def view_of(a_person: Callable[..., dict[str, Any]]) -> Callable[..., PersonView]:
    """A person made ready, with one notice `n` whose second version is the current one."""
    notices = {"n": Notice(id="n", current=2, material_since=2)}

    def make(
        majority: tuple[int, int] = (18, 18), majority_known: bool = True, **changes: Any
    ) -> PersonView:
        person = Person.model_validate(a_person(**changes))
        return prepare(person, {}, notices, majority, majority_known)

    return make
