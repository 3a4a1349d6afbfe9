"""What must always hold of consent, over random worlds; and the rule of the cell worked out again.

The second working-out (`slow_*`) follows the design's sentences one by one on the records
themselves, with no index, and must agree with the product in every world.

A record is drawn as one number and read off its digits: thousands of worlds cost seconds, and a
failing one still shrinks towards few and plain records.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.gates import badness, worst
from survivor_preferences.claimants import Concerns, HumanAnswer, human_gates
from survivor_preferences.consent import (
    Terms,
    cell_answer,
    cell_reasons,
    consent_gate,
)
from survivor_preferences.ledger import Cell
from survivor_preferences.model import (
    THE_SIX,
    BestInterests,
    Event,
    Guardian,
    Notice,
    Person,
    SafetyAssessment,
    Stop,
)
from survivor_preferences.people import PersonView, prepare
from survivor_preferences.safety import Exposed, best_interests_gate, safety_gate

CONSENT = settings(
    max_examples=10_000 if os.environ.get("HYPOTHESIS_PROFILE") in ("ci", "soak") else 200
)
"""Consent is asked of ten thousand worlds in every run but those at the desk."""

CELLS = (
    Cell("assess"),
    Cell("legal_action", "first_way"),
    Cell("legal_action", "second_way"),
    Cell("media"),
    Cell("share", None, "partner"),
)
NAMED_BY_A_NO = (
    *(tuple(cell) for cell in CELLS),
    (None, None, None),
    ("legal_action", None, None),
    (None, "first_way", None),
    (None, None, "partner"),
    ("share", None, None),
)
Ages = tuple[int, int]
_Option = tuple[Concerns, str, str, tuple[str, ...]]
PARTIES = ("survivor", "G1", "G2")
NOTICES = {"n": Notice(id="n", current=3, material_since=2)}
FIRST = date(2026, 8, 26)
MOMENTS = tuple(
    datetime.combine(FIRST + timedelta(days=n // 2), time(9 if n % 2 else 0), UTC)
    for n in range(24)
)
"""Twelve days around the first of September 2026, when some of the people come of age."""
BORN = (
    "2000-03-01",
    "2016-01-01",
    "2012-05",
    "2008-09-01",
    "2008-09",
    "2008",
    "2008-02-29",
    "2007-09-02",
)
AVENUES = (("legal_action", "first_way"), ("legal_action", "second_way"), ("media", "media"))


def digits(number: int, *sizes: int) -> list[int]:
    out = []
    for size in sizes:
        number, digit = divmod(number, size)
        out.append(digit)
    return out


def numbers(*sizes: int) -> st.SearchStrategy[int]:
    total = 1
    for size in sizes:
        total *= size
    assert total < 2**24, "above this Hypothesis prefers small numbers"
    return st.integers(0, total - 1)


EVENT = (3, 4, 10, 24, 5, 5)
AGREED = (4, 4, 4, 4, 4)
GUARDIAN = (4, 4, 2, 4, 4)
FREE, INDEPENDENT = 0, 16
"""The numbers of a guardian in term without a conflict, and of one who is independent too."""
ASSESSED = (3, 4, 2, 12, 12)
DETERMINED = (3, 3, 2, 12, 12)
STOPPED = (24, 8, 10)


def day(n: int) -> str:
    return (FIRST + timedelta(days=n)).isoformat()


@lru_cache(maxsize=100_000)
def event(number: int, seq: int, only: str | None = None) -> Event:
    party, kind, what, when, said, quality = digits(number, *EVENT)
    kind_text = only or ("grant", "refuse", "asked", "withdraw")[kind]
    recorded = MOMENTS[when]
    said_on = (None, recorded - timedelta(days=1), recorded - timedelta(days=4), "2026-08", None)
    record = {"seq": seq, "kind": kind_text, "by": PARTIES[party], "recorded": recorded}
    on = said_on[said]
    if on is not None:
        record["said_on"] = on if isinstance(on, str) else on.date()
    if kind_text == "grant":
        named = tuple(CELLS[what % 5])
        record |= {
            "expires": recorded + timedelta(days=2 if quality == 1 else 90),
            "notice": {"id": "n", "version": 1 if quality == 2 else 2},
            "explained": ["risks"] if quality == 3 else "all",
        }
    elif kind_text == "asked":
        named = tuple(CELLS[what % 5])
    else:
        named = NAMED_BY_A_NO[what]
    record |= zip(("activity", "avenue", "recipient"), named, strict=True)
    return Event.model_validate(record)


@lru_cache(maxsize=10_000)
def agreed(party: int, number: int) -> tuple[Event, ...]:
    """What one party agreed to from the start: most cells, so that many a cell is open."""
    when = (None, MOMENTS[0], MOMENTS[0], MOMENTS[12])
    return tuple(
        Event.model_validate(
            {
                "seq": 2 * (5 * party + place) + 2,
                "kind": "grant",
                "by": PARTIES[party],
                "recorded": when[digit],
                "expires": "2027-01-01",
                "notice": {"id": "n", "version": 3},
                "explained": "all",
            }
            | dict(zip(("activity", "avenue", "recipient"), cell, strict=True))
        )
        for place, (digit, cell) in enumerate(zip(digits(number, *AGREED), CELLS, strict=True))
        if digit
    )


@lru_cache(maxsize=10_000)
def guardian(number: int, place: int) -> Guardian:
    start, end, independent, conflict, kind = digits(number, *GUARDIAN)
    return Guardian.model_validate(
        {
            "ref": f"G{place + 1}",
            "kind": "parent" if kind else "relative",
            "person": "S-0001" if kind > 1 else None,
            "from": ("2020-01-01", day(3), day(6), "2026-08")[start],
            "to": (None, None, "2026-09-02", "2026-09")[end],
            "independent": bool(independent),
            "conflict": ("none", "suspected", "none", "not_checked")[conflict],
            "checked": {"on": "2026-08-01", "by": "AV-1"} if kind == 3 else None,
        }
    )


@lru_cache(maxsize=10_000)
def assessed(number: int) -> SafetyAssessment:
    avenue, level, plan, on, until = digits(number, *ASSESSED)
    return SafetyAssessment.model_validate(
        {
            "avenue": (None, None, "first_way")[avenue],
            "level": ("low", "moderate", "high", "unacceptable")[level],
            "plan": bool(plan),
            "on": day(on - 6),
            "valid_until": day(on + until * 3),
        }
    )


@lru_cache(maxsize=10_000)
def determined(number: int) -> BestInterests:
    activity, avenue, against, on, until = digits(number, *DETERMINED)
    return BestInterests.model_validate(
        {
            "for": ("assess", "legal_action", "media")[activity],
            "avenue": (None, None, "first_way")[avenue],
            "conclusion": "against" if against else "supports",
            "by": ["AV-1", "AV-2"],
            "on": day(on - 6),
            "valid_until": day(on + until * 3),
        }
    )


@lru_cache(maxsize=10_000)
def stopped(number: int) -> Stop:
    start, length, what = digits(number, *STOPPED)
    activity, avenue, recipient = NAMED_BY_A_NO[what]
    return Stop.model_validate(
        {
            "from": MOMENTS[start],
            "to": MOMENTS[start] + timedelta(days=length) if length else None,
            "set_by": "AV-1",
            "activity": activity,
            "avenue": avenue,
            "recipient": recipient,
        }
    )


TO_ALL = 1 + 4 * (1 + 4 * (1 + 4 * (1 + 4 * 1)))
LOW_RISK = 0 + 3 * (0 + 4 * (1 + 2 * (0 + 12 * 11)))
SUPPORTED = tuple(activity + 3 * (0 + 3 * (0 + 2 * (0 + 12 * 11))) for activity in range(3))


def person(
    ref: str = "S-0001",
    agreements: Iterable[int] = (0, 0, 0),
    events: Iterable[int] = (),
    guardians: Iterable[int] = (),
    born: str = "2000-03-01",
    assent: bool = True,
    risks: Iterable[int] = (),
    bids: Iterable[int] = (),
    stops: Iterable[int] = (),
    rules_out: bool = False,
    parent: str | None = None,
) -> Person:
    """A person; their events have even `seq`, so that one more fits in at any place."""
    ledger = [e for party, n in enumerate(agreements) for e in agreed(party, n)]
    ledger += (event(n, 2 * place + 32) for place, n in enumerate(events))
    return Person.model_validate(
        {
            "ref": ref,
            "cases": ("HTI-001",),
            "relation": "child_born" if parent else "survivor",
            "parent": parent,
            "born": born,
            "can_assent": assent,
            "status": "in_contact",
            "guardians": tuple(guardian(n, place) for place, n in enumerate(guardians)),
            "ledger": tuple(ledger),
            "wishes": {"must_not": ("publicity",), "on": "2026-06-01"} if rules_out else None,
            "safety": tuple(map(assessed, risks)),
            "best_interests": tuple(map(determined, bids)),
            "stops": tuple(map(stopped, stops)),
        }
    )


TRAITS = (8, 2, 5, 3, 3, 3, 3, 3, 2, 3, 3)
_TRAITS = numbers(*TRAITS)
_AGREED = numbers(*AGREED)
_EVENT = numbers(*EVENT)
_GUARDIAN = numbers(*GUARDIAN)
_DETERMINED = numbers(*DETERMINED)
_ASSESSED = numbers(*ASSESSED)
_STOPPED = numbers(*STOPPED)


@st.composite
def people(
    draw: st.DrawFn, ref: str = "S-0001", parent: str | None = None, walks: bool = False
) -> Person:
    """A person; two times out of three each part of them is as it mostly is.

    One who `walks` also has risks, stops and something ruled out.
    """
    born, assent, events, agree, guarded, judged, safe, paused, rules_out, some, few = digits(
        draw(_TRAITS), *TRAITS
    )

    def part(
        digit: int, usual: Sequence[int], one: st.SearchStrategy[int], count: int
    ) -> Sequence[int]:
        return usual if digit else [draw(one) for _ in range(count)]

    return person(
        ref,
        agreements=part(agree, (TO_ALL,) * 3, _AGREED, 3),
        events=[draw(_EVENT) for _ in range(events)],
        guardians=part(guarded, (FREE, INDEPENDENT), _GUARDIAN, few),
        born=BORN[born],
        assent=not assent,
        bids=part(judged, SUPPORTED, _DETERMINED, some + 1),
        risks=part(safe, (LOW_RISK,), _ASSESSED, few) if walks else (),
        stops=part(paused, (), _STOPPED, 1) if walks else (),
        rules_out=walks and bool(rules_out),
        parent=parent,
    )


ages = st.sampled_from(((18, 18), (18, 18), (15, 18), (18, 21)))
moments = st.sampled_from(MOMENTS)
places = st.integers(0, 20)


def with_events(one: Person, *more: Event) -> Person:
    ledger = sorted((*one.ledger, *more), key=lambda e: e.seq)
    return one.model_copy(update={"ledger": tuple(ledger)})


def view(one: Person, age: Ages = (18, 18), everyone: Sequence[Person] = ()) -> PersonView:
    return prepare(one, {p.ref: p for p in everyone}, NOTICES, age)


def is_open(
    one: Person, cell: Cell, at: datetime, age: Ages = (18, 18), pair: bool = False
) -> bool:
    return not cell_reasons(view(one, age), cell, at, pair=pair)


# --- the rule of the cell, worked out again ------------------------------------------------------


def slow_birthday(born: date, years: int) -> date:
    try:
        return date(born.year + years, born.month, born.day)
    except ValueError:
        return date(born.year + years, 3, 1)


def slow_majority(one: Person, age: Ages) -> tuple[date, date]:
    """Over every day that the birth date could be."""
    born = [
        one.born.earliest + timedelta(days=n)
        for n in range((one.born.latest - one.born.earliest).days + 1)
    ]
    return (
        min(slow_birthday(day, max(18, age[0])) for day in born),
        max(slow_birthday(day, max(18, age[1])) for day in born),
    )


def slow_days_said(one: Event) -> tuple[date, date]:
    entered = one.recorded.date()
    if one.said_on is None:
        return entered, entered
    return one.said_on.earliest, min(one.said_on.latest, entered)


def slow_grant(grant: Event, at: datetime, majority: date = date.min) -> str:
    if grant.recorded.date() < majority:
        return "lapsed_at_majority"
    explained = THE_SIX if grant.explained == "all" else set(grant.explained or ())
    if explained != THE_SIX:
        return "record_incomplete"
    assert grant.notice is not None
    assert grant.expires is not None
    if grant.notice.version < NOTICES[grant.notice.id].material_since:
        return "notice_changed"
    return "open" if at < grant.expires else "expired"


def slow_state(events: list[Event], cell: Cell, at: datetime, majority: date = date.min) -> str:
    """One party's state: `open`, or why not."""
    known = [e for e in events if e.recorded <= at]
    agrees = [
        e
        for e in known
        if all(
            named is None or named == part
            for named, part in zip((e.activity, e.avenue, e.recipient), cell, strict=True)
        )
    ]
    noes = [e for e in agrees if e.kind in ("refuse", "withdraw")]
    standing = [
        e
        for e in agrees
        if e.kind == "grant"
        and all(e.seq > no.seq and slow_days_said(e)[0] >= slow_days_said(no)[1] for no in noes)
    ]
    if standing:
        deciding = max(standing, key=lambda e: e.seq)
        answers = {
            e.seq: slow_grant(e, at, majority)
            for e in agrees
            if e.kind == "grant" and e.seq >= deciding.seq
        }
        if answers[deciding.seq] != "open":
            return answers[deciding.seq]
        # Nothing flawed entered after it, though beaten by a no, or adding that no would open.
        return next(
            (answers[n] for n in sorted(answers, reverse=True) if answers[n] != "open"), "open"
        )
    if noes:
        last = max(noes, key=lambda e: e.seq)
        return {"refuse": "refused", "withdraw": "withdrawn"}[last.kind]
    return "no_answer" if any(e.kind == "asked" for e in agrees) else "not_asked"


def slow_determined(one: Person, cell: Cell, today: date) -> bool:
    in_force = [
        bid
        for bid in one.best_interests
        if bid.for_ == cell.activity
        and bid.avenue in (None, cell.avenue)
        and bid.on.earliest <= today < bid.valid_until.earliest
    ]
    own = [bid for bid in in_force if bid.avenue is not None]
    latest = max((bid.on.earliest for bid in own or in_force), default=None)
    deciding = {bid.conclusion for bid in own or in_force if bid.on.earliest == latest}
    return deciding == {"supports"}


def slow_open(one: Person, cell: Cell, at: datetime, age: Ages, pair: bool) -> bool:
    today = at.date()
    by = {who: [e for e in one.ledger if e.by == who] for who in PARTIES}
    majority = slow_majority(one, age)[0]
    if today >= majority:
        return slow_state(by["survivor"], cell, at, majority) == "open"

    own = slow_state(by["survivor"], cell, at)
    if own in ("refused", "withdrawn"):
        return False
    if one.can_assent and own != "open":
        return False
    if not one.can_assent and not slow_determined(one, cell, today):
        return False

    def maybe_running(g: Guardian) -> bool:
        return g.from_.earliest <= today and (g.to is None or today < g.to.latest)

    def surely(g: Guardian, on: date) -> bool:
        return g.from_.latest <= on and (g.to is None or on < g.to.earliest)

    def conflicted(g: Guardian) -> bool:
        unchecked_parent = g.kind == "parent" and g.checked is None
        return g.conflict != "none" or (pair and unchecked_parent)

    def word(g: Guardian) -> str:
        """This guardian's state, from what counts of it."""
        counted = [
            e
            for e in by[g.ref]
            if e.kind != "grant" or (surely(g, e.recorded.date()) and surely(g, today))
        ]
        return slow_state(counted, cell, at)

    running = [g for g in one.guardians if maybe_running(g)]
    noes = ("refused", "withdrawn")
    need_independent = (
        any(conflicted(g) for g in running)
        or not one.can_assent
        or any(word(g) in noes for g in running if not conflicted(g))
    )
    eligible = [g for g in running if not conflicted(g) and (g.independent or not need_independent)]
    if any(word(g) in noes for g in eligible):
        return False
    return any(word(g) == "open" for g in eligible)


@CONSENT
@given(people(), ages, moments, st.booleans())
def test_the_rule_of_the_cell_agrees_with_its_slow_working_out(
    one: Person, age: Ages, at: datetime, pair: bool
) -> None:
    ready = view(one, age)
    for cell in CELLS:
        reasons = cell_reasons(ready, cell, at, pair=pair)
        assert (not reasons) == slow_open(one, cell, at, age, pair), (cell, reasons)
    majority = slow_majority(one, age)[0]
    if at.date() >= majority:
        own = [e for e in one.ledger if e.by == "survivor"]
        for cell in CELLS:
            expected = slow_state(own, cell, at, majority)
            codes = [reason.code for reason in cell_reasons(ready, cell, at)]
            assert codes == ([] if expected == "open" else [expected])


# --- what must always hold -----------------------------------------------------------------------


@CONSENT
@given(people(), ages, moments, st.booleans())
def test_silence_is_never_a_yes_and_a_grant_opens_only_its_own_cell(
    one: Person, age: Ages, at: datetime, pair: bool
) -> None:
    """No grant for exactly this cell, by one whose word counts, recorded by now: not open."""
    ready = view(one, age)
    adult = at.date() >= slow_majority(one, age)[0]
    for cell in CELLS:
        if cell_reasons(ready, cell, at, pair=pair):
            continue
        by = {
            e.by
            for e in one.ledger
            if e.kind == "grant"
            and (e.activity, e.avenue, e.recipient) == cell
            and e.expires is not None
            and e.recorded <= at < e.expires
        }
        assert by & ({"survivor"} if adult else {"G1", "G2"})
        assert adult or "survivor" in by or not one.can_assent
        asked_of_all = one.model_copy(
            update={
                "ledger": tuple(
                    e
                    for e in one.ledger
                    if e.kind != "grant" or (e.activity, e.avenue, e.recipient) != cell
                )
            }
        )
        assert not is_open(asked_of_all, cell, at, age, pair)


@CONSENT
@given(people(), ages, moments, numbers(*EVENT), places)
def test_adding_a_grant_opens_no_other_cell(
    one: Person, age: Ages, at: datetime, number: int, place: int
) -> None:
    grant = event(number, 2 * place + 1, "grant")
    more = with_events(one, grant)
    before, after = view(one, age), view(more, age)
    for cell in CELLS:
        if cell != (grant.activity, grant.avenue, grant.recipient):
            assert cell_reasons(after, cell, at) == cell_reasons(before, cell, at)


@CONSENT
@given(people(), ages, moments, numbers(*EVENT), places, st.booleans())
def test_adding_a_no_anywhere_opens_nothing(
    one: Person, age: Ages, at: datetime, number: int, place: int, pair: bool
) -> None:
    no = event(number, 2 * place + 1, ("refuse", "withdraw")[number % 2])
    before, after = view(one, age), view(with_events(one, no), age)
    for cell in CELLS:
        if not cell_reasons(after, cell, at, pair=pair):
            assert not cell_reasons(before, cell, at, pair=pair)


@CONSENT
@given(people(), ages, moments, moments, st.sampled_from(NAMED_BY_A_NO))
def test_a_withdrawal_closes_at_its_instant(
    one: Person,
    age: Ages,
    instant: datetime,
    at: datetime,
    named: tuple[str | None, str | None, str | None],
) -> None:
    withdrawal = Event.model_validate(
        {"seq": 99, "kind": "withdraw", "by": "survivor", "recorded": instant}
        | dict(zip(("activity", "avenue", "recipient"), named, strict=True))
    )
    before, after = view(one, age), view(with_events(one, withdrawal), age)
    for cell in CELLS:
        covered = all(n is None or n == part for n, part in zip(named, cell, strict=True))
        if at < instant or not covered:
            assert cell_reasons(after, cell, at) == cell_reasons(before, cell, at)
        else:
            (reason,) = cell_reasons(after, cell, at)
            assert (reason.code, reason.source) == ("withdrawn", "S-0001 ledger seq 99")


@CONSENT
@given(people(), ages, moments)
def test_a_guardians_word_neither_opens_nor_closes_an_adults_cell(
    one: Person, age: Ages, at: datetime
) -> None:
    if at.date() < slow_majority(one, age)[0]:
        return
    alone = one.model_copy(
        update={
            "guardians": (),
            "ledger": tuple(e for e in one.ledger if e.by == "survivor"),
        }
    )
    for cell in CELLS:
        assert cell_reasons(view(one, age), cell, at) == cell_reasons(view(alone, age), cell, at)


# --- the option ----------------------------------------------------------------------------------

households = st.tuples(
    people(walks=True),
    people(ref="S-0002", parent="S-0001", walks=True),
    people(ref="S-0003", walks=True),
)
options = st.sampled_from(
    [
        (concerns, *avenue, entails)
        for concerns in ("survivor", "survivor_and_child_born")
        for avenue in AVENUES
        for entails in ((), ("publicity",))
    ]
)
exposures = st.sampled_from(((), (), (Exposed("adultery", "X exposure[0]", "female"),)))


def answers(
    everyone: Sequence[Person], option: _Option, exposed: Sequence[Exposed], at: datetime
) -> tuple[list[PersonView], HumanAnswer]:
    views = [view(one, everyone=everyone) for one in everyone]
    concerns, activity, avenue, entails = option
    return views, human_gates(views, concerns, activity, avenue, entails, exposed, at)


def standing(answered: HumanAnswer) -> int:
    return badness(worst(gate.result for gate in answered.gates.values()))


PRESSING = ("obtain", "ask ", "persuade", "convince", "encourage", "get consent")


@CONSENT
@given(households, st.integers(1, 3), options, exposures, moments)
def test_only_those_who_pass_all_three_gates_claim_and_no_reason_presses(
    everyone: tuple[Person, ...],
    size: int,
    option: _Option,
    exposed: Sequence[Exposed],
    at: datetime,
) -> None:
    views, answered = answers(everyone[:size], option, exposed, at)
    concerns, activity, avenue, entails = option
    assert answered.available == bool(answered.claimants)
    assert set(answered.claimants) <= set(answered.who)
    by_ref = {ready.ref: ready for ready in views}
    for ref in answered.claimants:
        ready = by_ref[ref]
        assert consent_gate(ready, activity, avenue, entails, at).result == "pass"
        assert safety_gate(ready, views, activity, avenue, exposed, at).result == "pass"
        assert best_interests_gate(ready, activity, avenue, at).result == "pass"
    if concerns == "survivor":
        alone = {
            ready.ref: worst(
                gate.result
                for gate in (
                    consent_gate(ready, activity, avenue, entails, at),
                    safety_gate(ready, views, activity, avenue, exposed, at),
                    best_interests_gate(ready, activity, avenue, at),
                )
            )
            for ready in views
        }
        best = min(alone.values(), key=badness)
        assert standing(answered) == badness(best)
        assert answered.who == tuple(sorted(ref for ref, own in alone.items() if own == best))
    for gate in answered.gates.values():
        assert gate.result == worst(reason.result for reason in gate.reasons)
        assert all(reason.result != "pass" and reason.text for reason in gate.reasons)
        assert all(reason.confirmed for reason in gate.reasons if reason.result == "fail")
        assert len(set(gate.reasons)) == len(gate.reasons)
        for reason in gate.reasons:
            said = f"{reason.text} {reason.changes_if or ''}".lower()
            assert not any(word in said for word in PRESSING)
            assert not (reason.code in ("not_asked", "no_answer") and reason.changes_if)


@CONSENT
@given(
    households,
    st.integers(0, 2),
    options,
    moments,
    numbers(*EVENT),
    places,
    numbers(*STOPPED),
)
def test_adding_a_no_or_a_stop_never_raises_an_option(
    everyone: tuple[Person, ...],
    whose: int,
    option: _Option,
    at: datetime,
    number: int,
    place: int,
    stop: int,
) -> None:
    before = answers(everyone, option, (), at)[1]
    one = everyone[whose]
    no = event(number, 2 * place + 1, ("refuse", "withdraw")[number % 2])
    pause = one.model_copy(update={"stops": (*one.stops, stopped(stop))})
    for changed in (with_events(one, no), pause):
        everyone_after = [*everyone[:whose], changed, *everyone[whose + 1 :]]
        after = answers(everyone_after, option, (), at)[1]
        assert standing(after) >= standing(before)
        assert set(after.claimants) <= set(before.claimants)


@CONSENT
@given(people(walks=True), moments, st.sampled_from(CELLS))
def test_a_running_stop_leaves_no_cell_open_that_it_covers(
    one: Person, at: datetime, cell: Cell
) -> None:
    answer = cell_answer(view(one), cell, at, Terms(entails=("publicity",)))
    assert answer.open == (not answer.reasons)
    for stop in one.stops:
        named = (stop.activity, stop.avenue, stop.recipient)
        covered = all(n is None or n == part for n, part in zip(named, cell, strict=True))
        if covered and stop.from_ <= at and (stop.to is None or at < stop.to):
            assert not answer.open
    if one.wishes is not None:
        assert not answer.open
