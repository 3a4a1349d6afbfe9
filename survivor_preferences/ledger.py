"""The ledger of one party, and what it says of one cell at one moment.

Consent is for one exact cell, activity x avenue x recipient. A yes opens its own cell and no other; a
no covers every cell that agrees with what it names. Nothing is stored: the state is read off the
events each time, and silence is never a yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from survivor_preferences.model import Event, Notice


class Cell(NamedTuple):
    """What one yes is for: an activity, with its avenue (legal_action) or recipient (share)."""

    activity: str
    avenue: str | None = None
    recipient: str | None = None


ASSESS = Cell("assess")
"""To keep the record, and to put it before the steering group; every option asks for it."""


def option_cell(activity: str, avenue: str) -> Cell:
    """The cell that an option asks for beside `assess`: only legal_action names its avenue."""
    return Cell(activity, avenue if activity == "legal_action" else None)


def covers(
    named: tuple[str | None, str | None, str | None], cell: Cell, avenue: str | None = None
) -> bool:
    """Whether a no or a stop that names these fields covers the cell: nothing named disagrees.

    `avenue` is the way that a cell without one is asked for (media, a petition): who says no to
    that way has said no to its cell.
    """
    activity, way, recipient = named
    return (
        (activity is None or activity == cell.activity)
        and (way is None or way == (cell.avenue or avenue))
        and (recipient is None or recipient == cell.recipient)
    )


class State(NamedTuple):
    """What one party's events make of a cell, and the event that decides.

    `code` is `open`, `refused`, `withdrawn`, `no_answer`, `not_asked`, `lapsed_at_majority`,
    `record_incomplete`, `notice_changed` or `expired`; `seq` is None where no event decides.
    """

    code: str
    seq: int | None = None

    @property
    def open(self) -> bool:
        return self.code == "open"

    @property
    def no(self) -> bool:
        return self.code in ("refused", "withdrawn")


NOT_ASKED = State("not_asked")


class _Entry(NamedTuple):
    """An event as it is weighed: the days it may have been said on, and how good a grant is."""

    seq: int
    kind: str
    recorded: datetime
    entered: date
    said_from: date
    said_to: date
    expires: datetime | None
    flaw: str | None


def _entry(event: Event, notices: Mapping[str, Notice]) -> _Entry:
    entered = event.recorded.date()
    said_from = said_to = entered
    if event.said_on is not None:
        said_from = event.said_on.earliest
        said_to = min(event.said_on.latest, entered)
    flaw = _flaw(event, notices) if event.kind == "grant" else None
    return _Entry(
        event.seq, event.kind, event.recorded, entered, said_from, said_to, event.expires, flaw
    )


def _flaw(event: Event, notices: Mapping[str, Notice]) -> str | None:
    """Why a grant does not open its cell whatever the moment; a notice not held cannot be shown."""
    notice = notices.get(event.notice.id) if event.notice else None
    if not event.fully_explained or event.notice is None or notice is None:
        return "record_incomplete"
    return "notice_changed" if event.notice.version < notice.material_since else None


_Named = tuple[str | None, str | None, str | None]


class Ledger:
    """One party's events, indexed by what they name; asking for a cell costs a microsecond or so.

    `term` gives the days (first, last excluded) in which a guardian's grants count; a no counts
    whenever it was recorded.
    """

    __slots__ = ("_asked", "_grants", "_noes", "empty")

    def __init__(
        self,
        events: Iterable[Event],
        notices: Mapping[str, Notice],
        term: tuple[date, date] | None = None,
    ) -> None:
        self._noes: dict[_Named, list[_Entry]] = {}
        self._grants: dict[_Named, list[_Entry]] = {}
        self._asked: dict[_Named, list[_Entry]] = {}
        for event in events:
            entry = _entry(event, notices)
            named = (event.activity, event.avenue, event.recipient)
            if event.kind == "grant":
                if term is None or term[0] <= entry.entered < term[1]:
                    self._grants.setdefault(named, []).append(entry)
            else:
                group = self._asked if event.kind == "asked" else self._noes
                group.setdefault(named, []).append(entry)
        self.empty = not (self._noes or self._grants or self._asked)

    def state(
        self,
        cell: Cell,
        at: datetime,
        avenue: str | None = None,
        *,
        grants_count: bool = True,
        lapsed_before: date | None = None,
    ) -> State:
        """What this party's events recorded by `at` make of the cell.

        A grant stands only if it is later than every no that covers the cell, in `seq` and not
        earlier in the day it was said: an older paper typed in late does not undo a later no. Where
        a day is known only by its month or year, the grant is taken at its earliest and the no at
        its latest. The latest grant that stands decides; but a flawed grant entered after it keeps
        the cell shut even where a no has beaten that one, or adding the no would open the cell.
        Grants entered before `lapsed_before` (majority) have lapsed; `grants_count=False` leaves
        only the noes of a guardian whose term does not surely run.
        """
        if self.empty:
            return NOT_ASKED
        last_no: _Entry | None = None
        said_no = date.min
        for entry in _covering(self._noes, cell, avenue) if self._noes else ():
            if entry.recorded <= at:
                said_no = max(said_no, entry.said_to)
                if last_no is None or entry.seq > last_no.seq:
                    last_no = entry
        if grants_count:
            flawed: State | None = None
            for grant in reversed(self._grants.get(cell, ())):
                if grant.recorded > at:
                    continue
                state = _of_grant(grant, at, lapsed_before)
                if last_no is None or (grant.seq > last_no.seq and grant.said_from >= said_no):
                    return flawed if state.open and flawed else state
                if flawed is None and not state.open:
                    flawed = state
        if last_no is not None:
            return State("refused" if last_no.kind == "refuse" else "withdrawn", last_no.seq)
        if self._asked:
            asked = [e.seq for e in _covering(self._asked, cell, avenue) if e.recorded <= at]
            if asked:
                return State("no_answer", max(asked))
        return NOT_ASKED


def _covering(
    group: Mapping[_Named, list[_Entry]], cell: Cell, avenue: str | None
) -> Iterable[_Entry]:
    way = cell.avenue or avenue
    for activity in (cell.activity, None):
        for named_way in (way, None) if way else (None,):
            for recipient in (cell.recipient, None) if cell.recipient else (None,):
                yield from group.get((activity, named_way, recipient), ())


def _of_grant(grant: _Entry, at: datetime, lapsed_before: date | None) -> State:
    if lapsed_before is not None and grant.entered < lapsed_before:
        return State("lapsed_at_majority", grant.seq)
    if grant.flaw:
        return State(grant.flaw, grant.seq)
    if grant.expires is None or at >= grant.expires:
        return State("expired", grant.seq)
    return State("open", grant.seq)
