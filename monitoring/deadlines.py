"""Deadlines: what runs out when, how firm that is, and a calendar of it.

A calendar is seen by others: an entry names an option by its code and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from icalendar import Calendar, Event

from cases.gates import Gate
from cases.model import Case
from jurisdictions.law import LimitAnswer

WITHOUT_DATE = frozenset({"none", "reasonable"})
"""Statuses of a limit that never runs out on a day."""


_OPEN_QUESTION = frozenset({"uncertain", "limit_unknown"})
"""Reasons of the time gate that something could settle."""


class Deadline(NamedTuple):
    """When one option, or one protective step, runs out.

    `earliest` is the last day on the least favourable reading, `plan_by` the day to plan for;
    `certain_if` says what would make it certain.
    """

    id: str
    case: str
    kind: str
    standing: str | None
    status: str
    earliest: date | None
    latest: date | None
    plan_by: date | None
    days_left: int | None
    source: str
    firm: bool
    certain_if: str | None


class _Limited(Protocol):
    """What an option shows of itself here, to whoever may see it."""

    @property
    def id(self) -> str: ...
    @property
    def case(self) -> str: ...
    @property
    def standing(self) -> str: ...
    @property
    def limit(self) -> LimitAnswer: ...


def limit_deadlines(options: Iterable[tuple[_Limited, Gate]]) -> tuple[Deadline, ...]:
    """The limit of each option (with its time gate) that can run out, soonest first.

    Limits that are not known come first: until they are read they are treated as urgent.
    """
    found = [
        Deadline(
            option.id,
            option.case,
            "limit",
            option.standing,
            option.limit.status,
            option.limit.earliest,
            option.limit.latest,
            option.limit.plan_by,
            option.limit.days_left,
            option.limit.source,
            option.limit.firm,
            next((r.changes_if for r in time_gate.reasons if r.code in _OPEN_QUESTION), None),
        )
        for option, time_gate in options
        if option.limit.status not in WITHOUT_DATE
    ]
    return tuple(sorted(found, key=_order))


def protective_deadlines(cases: Iterable[Case], as_of: date) -> tuple[Deadline, ...]:
    """Protective steps that are not done; they stand outside any docket, never outside consent."""
    found = []
    for case in cases:
        for number, step in enumerate(case.protective):
            if step.by is None or step.done is not None:
                continue
            found.append(
                Deadline(
                    f"{case.code} {step.kind}",
                    case.code,
                    "protective",
                    None,
                    "expired" if as_of > step.by.latest else "open",
                    step.by.earliest,
                    step.by.latest,
                    step.by.earliest,
                    (step.by.earliest - as_of).days,
                    f"{case.code} protective[{number}]",
                    True,
                    None,
                )
            )
    return tuple(sorted(found, key=_order))


def _order(deadline: Deadline) -> tuple[bool, date, str]:
    return (deadline.earliest is not None, deadline.earliest or date.max, deadline.id)


def calendar(deadlines: Iterable[Deadline], as_of: date) -> bytes:
    """An iCalendar file (RFC 5545) of the days to plan for and the last days, all-day entries."""
    made = Calendar()
    made.add("prodid", "-//Recourse//Deadlines//EN")
    made.add("version", "2.0")
    stamp = datetime.combine(as_of, time(0), UTC)
    for deadline in deadlines:
        if deadline.earliest is None:
            continue
        firm = "" if deadline.firm else " (not firm)"
        days = [("last day", deadline.earliest)]
        if deadline.plan_by is not None and deadline.plan_by != deadline.earliest:
            days.insert(0, ("plan by", deadline.plan_by))
        for word, day in days:
            entry = Event()
            entry.add("uid", f"{deadline.id}/{word.replace(' ', '-')}@recourse")
            entry.add("dtstamp", stamp)
            entry.add("dtstart", day)
            entry.add("dtend", day + timedelta(days=1) if day < date.max else day)
            entry.add("summary", f"{deadline.id}: {word}{firm}")
            entry.add("class", "CONFIDENTIAL")
            made.add_component(entry)
    return bytes(made.to_ical())
