"""Is this cell open? One person's consent at one moment, worked out from what is on record.

A child answers with a guardian beside them, and their own no decides (CRC art. 12). From the
earliest day of majority on the answer is theirs alone. Consent is a gate and never a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from cases.gates import Gate, Reason
from survivor_preferences.ledger import ASSESS, Cell, State, option_cell
from survivor_preferences.model import Person
from survivor_preferences.people import GuardianView, PersonView, day_of
from survivor_preferences.reasons import (
    assess_not_open,
    bid_reason,
    guardian_reason,
    in_order,
    independent_guardian_needed,
    must_not,
    no_guardian,
    own_reason,
)
from survivor_preferences.safety import determination, stop_reasons

# The nearest to a living yes first: of several guardians who have not opened a cell, whose state
# is told.
_NEAREST = ("expired", "notice_changed", "record_incomplete", "no_answer", "not_asked")


def cell_reasons(
    view: PersonView, cell: Cell, at: datetime, *, avenue: str | None = None, pair: bool = False
) -> tuple[Reason, ...]:
    """Why a cell is not open for a person at a moment; empty where it is.

    `avenue` is the way that a cell without one is asked for. `pair` says that parent and child
    claim together: then the parent's word as guardian counts only if their freedom from conflict
    was checked, and by whom and when is on record.
    """
    key = (cell, at, avenue, pair)
    found = view.answers.get(key)
    if found is None:
        found = view.answers[key] = _reasons(view, cell, at, avenue, pair)
    return found


def _reasons(
    view: PersonView, cell: Cell, at: datetime, avenue: str | None, pair: bool
) -> tuple[Reason, ...]:
    day = day_of(at)
    if view.is_child(day):
        return tuple(_child(view, cell, at, day, avenue, pair))
    state = view.own.state(cell, at, avenue, lapsed_before=view.majority[0])
    return () if state.open else (own_reason(view, state),)


def _child(
    view: PersonView, cell: Cell, at: datetime, day: date, avenue: str | None, pair: bool
) -> list[Reason]:
    own = view.own.state(cell, at, avenue)
    if own.no:
        return [own_reason(view, own)]
    reasons = []
    if view.person.can_assent:
        if not own.open:
            reasons.append(own_reason(view, own))
    else:
        code, source = determination(view, cell.activity, cell.avenue or avenue, day)
        if code is not None:
            # In consent a determination only stands in for the child's yes: without it the cell
            # waits, and it is the best-interests gate that closes.
            reasons.append(bid_reason(view, code, source)._replace(result="needs"))
    return reasons + _guardians(view, cell, at, day, avenue, pair, own)


def _guardians(
    view: PersonView,
    cell: Cell,
    at: datetime,
    day: date,
    avenue: str | None,
    pair: bool,
    own: State,
) -> list[Reason]:
    """Why the guardians' word does not open a child's cell; empty where it does.

    A guardian whose term only may run is enough to ask for an independent one, and their no
    counts; their grant does not.
    """
    running = [guardian for guardian in view.guardians if guardian.may_run(day)]
    if not running:
        return [no_guardian(view)]
    free: list[tuple[GuardianView, State]] = [
        (guardian, guardian.ledger.state(cell, at, avenue, grants_count=guardian.runs(day)))
        for guardian in running
        if not guardian.conflicted(day, pair=pair)
    ]
    only_independent = (
        len(free) < len(running)
        or not view.person.can_assent
        or (own.open and any(state.no for _, state in free))
    )
    eligible = [
        (guardian.guardian.ref, state)
        for guardian, state in free
        if guardian.guardian.independent or not only_independent
    ]
    closing = [guardian_reason(view, ref, state) for ref, state in eligible if state.no]
    if closing:
        return closing
    if any(state.open for _, state in eligible):
        return []
    if not any(guardian.runs(day) for guardian in running):
        return [no_guardian(view)]
    if only_independent and all(state.code == "not_asked" for _, state in eligible):
        return [independent_guardian_needed(view)]
    ref, state = min(eligible, key=lambda one: _NEAREST.index(one[1].code))
    return [guardian_reason(view, ref, state)]


def must_not_reasons(view: PersonView, entails: Iterable[str]) -> list[Reason]:
    """What the person ruled out is a no to every avenue that entails it."""
    if not view.must_not:
        return []
    return [must_not(view, entailed) for entailed in entails if entailed in view.must_not]


def consent_reasons(
    view: PersonView,
    activity: str,
    avenue: str,
    entails: Iterable[str],
    at: datetime,
    *,
    pair: bool = False,
) -> list[Reason]:
    """Why a person's consent does not open an option; empty where it does."""
    cell = option_cell(activity, avenue)
    reasons = [
        *cell_reasons(view, cell, at, avenue=avenue, pair=pair),
        *must_not_reasons(view, entails),
    ]
    if cell != ASSESS:
        reasons += map(assess_not_open, cell_reasons(view, ASSESS, at, pair=pair))
    return reasons


def consent_gate(
    view: PersonView,
    activity: str,
    avenue: str,
    entails: Iterable[str],
    at: datetime,
    *,
    pair: bool = False,
) -> Gate:
    """The consent gate of one person for one option: `assess`, and the avenue's own cell.

    `entails` is what the avenue cannot be walked without. A no to either cell fails, and so does
    what the person ruled out; whatever else is not a living yes waits.
    """
    return in_order(consent_reasons(view, activity, avenue, entails, at, pair=pair))


class Terms(NamedTuple):
    """What the law room knows of a cell's avenue.

    `entails` is what it cannot be walked without, `avenue` the way of a cell that names none,
    `pair` whether parent and child claim there together.
    """

    entails: tuple[str, ...] = ()
    avenue: str | None = None
    pair: bool = False


class CellAnswer(NamedTuple):
    """One person's answer for one cell: open, or every reason why not."""

    person: str
    activity: str
    avenue: str | None
    recipient: str | None
    open: bool
    reasons: tuple[Reason, ...]


_NO_TERMS = Terms()


def cell_answer(view: PersonView, cell: Cell, at: datetime, terms: Terms = _NO_TERMS) -> CellAnswer:
    """Whether a cell is open for a person at a moment, a running safety stop included."""
    gate = in_order(
        [
            *cell_reasons(view, cell, at, avenue=terms.avenue, pair=terms.pair),
            *must_not_reasons(view, terms.entails),
            *stop_reasons(view, cell, at, terms.avenue),
        ]
    )
    return CellAnswer(view.ref, *cell, open=not gate.reasons, reasons=gate.reasons)


def named_cells(people: Iterable[Person]) -> set[Cell]:
    """Every exact cell that an event names; a no to everything names none of its own."""
    cells = set()
    for person in people:
        for event in person.ledger:
            if event.avenue is not None:
                cells.add(Cell("legal_action", event.avenue))
            elif event.recipient is not None:
                cells.add(Cell("share", None, event.recipient))
            elif event.activity not in (None, "legal_action", "share"):
                cells.add(Cell(str(event.activity)))
    return cells


def cells(
    views: Iterable[PersonView], wanted: Mapping[Cell, Terms], at: datetime
) -> list[CellAnswer]:
    """Every person x cell, in the order of persons' codes and of cells."""
    ordered = sorted(wanted.items(), key=lambda item: tuple(part or "" for part in item[0]))
    return [
        cell_answer(view, cell, at, terms)
        for view in sorted(views, key=lambda one: one.ref)
        for cell, terms in ordered
    ]
