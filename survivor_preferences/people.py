"""A person made ready for one reading: their ledgers indexed, their majority worked out.

A view is made for one read and dropped with it, so that no answer outlives what it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from cases.gates import Reason
from reading.dates import NEVER, PartialDate, birthday
from survivor_preferences.ledger import Cell, Ledger
from survivor_preferences.model import Event, Guardian, Notice, Person


def day_of(at: datetime) -> date:
    """The UTC day of a moment; ValueError where the moment names no time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone; write it in UTC")
    return at.date() if at.tzinfo is UTC else at.astimezone(UTC).date()


def runs(start: PartialDate, end: PartialDate | None, day: date) -> bool:
    """Whether a term surely runs on a day: from `start` on, until before `end` (None: no end)."""
    return start.latest <= day and (end is None or day < end.earliest)


def may_run(start: PartialDate, end: PartialDate | None, day: date) -> bool:
    """Whether a term runs on a day under some reading of its dates."""
    return start.earliest <= day and (end is None or day < end.latest)


@dataclass(frozen=True, slots=True)
class GuardianView:
    """A guardian and their own ledger for this person.

    `parent` marks the parent as guardian. A conflict is anything but `none`.
    """

    guardian: Guardian
    parent: bool
    ledger: Ledger

    def runs(self, day: date) -> bool:
        return runs(self.guardian.from_, self.guardian.to, day)

    def may_run(self, day: date) -> bool:
        return may_run(self.guardian.from_, self.guardian.to, day)

    def conflicted(self, day: date, *, pair: bool) -> bool:
        """Whether this guardian neither opens nor closes.

        In a claim of parent and child together (`pair`) the parent's `none` counts only with who
        checked it, and not before the day it was checked.
        """
        if self.guardian.conflict != "none":
            return True
        if not (pair and self.parent):
            return False
        checked = self.guardian.checked
        return checked is None or checked.on.earliest > day


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the gates read them.

    `majority` is the earliest and the latest day on which they come of age; `majority_known` is
    False where the law's age was not found and 18 was used. `parent` is the view of the parent of
    a child born, where the file holds one. `answers` remembers what was asked within the reading.
    """

    person: Person
    own: Ledger
    guardians: tuple[GuardianView, ...]
    majority: tuple[date, date]
    majority_known: bool
    must_not: frozenset[str]
    parent: PersonView | None
    answers: dict[tuple[Cell, datetime, str | None, bool], tuple[Reason, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def ref(self) -> str:
        return self.person.ref

    def is_child(self, day: date) -> bool:
        """Before the earliest day of majority."""
        return day < self.majority[0]

    def may_be_child(self, day: date) -> bool:
        """Before the latest day of majority: a best-interests determination is still asked for."""
        return day < self.majority[1]


def majority_of(born: PartialDate, age: tuple[int, int]) -> tuple[date, date]:
    """The earliest and latest day of coming of age.

    `age` is the law's (low, high) in years; eighteen where the law says less (CRC art. 1).
    """
    low, high = age
    return birthday(born.earliest, max(18, low)), birthday(born.latest, max(18, high))


def prepare(
    person: Person,
    people: Mapping[str, Person],
    notices: Mapping[str, Notice],
    majority: tuple[int, int] = (18, 18),
    majority_known: bool = True,
) -> PersonView:
    """Make a person ready for one reading.

    `people` and `notices` are by code and id; `majority` is the age of the host state's profile as
    (low, high), and `majority_known` False where it is not known and 18 is used.
    """
    by: dict[str, list[Event]] = {}
    for event in person.ledger:
        by.setdefault(event.by, []).append(event)
    parent = people.get(person.parent) if person.parent is not None else None
    return PersonView(
        person=person,
        own=Ledger(by.get("survivor", ()), notices),
        guardians=tuple(
            GuardianView(
                guardian=guardian,
                parent=guardian.kind == "parent"
                or (guardian.person is not None and guardian.person == person.parent),
                ledger=Ledger(
                    by.get(guardian.ref, ()),
                    notices,
                    (guardian.from_.latest, guardian.to.earliest if guardian.to else NEVER),
                ),
            )
            for guardian in person.guardians
        ),
        majority=majority_of(person.born, majority),
        majority_known=majority_known,
        must_not=frozenset(person.wishes.must_not) if person.wishes else frozenset(),
        parent=prepare(parent, {}, notices, majority, majority_known) if parent else None,
    )
