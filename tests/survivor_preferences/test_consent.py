"""The rule of the cell: whose yes opens it, whose no closes it, from when and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.gates import Gate, Result
from reading.dates import PartialDate
from survivor_preferences.consent import (
    Terms,
    cell_answer,
    cell_reasons,
    cells,
    consent_gate,
    named_cells,
)
from survivor_preferences.ledger import ASSESS, Cell, covers, option_cell
from survivor_preferences.model import Notice, Person
from survivor_preferences.people import PersonView, majority_of, prepare

MEDIA = Cell("media")
Said = tuple[str, dict[str, Any]]
"""The kind of an event, and what it changes of the usual one."""
SaidBy = tuple[str, str, dict[str, Any]]
"""By whom; the kind of an event; and what it changes of the usual one."""
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def codes(view: PersonView, cell: Cell = MEDIA, at: datetime = AT, **more: Any) -> list[str]:
    return [reason.code for reason in cell_reasons(view, cell, at, **more)]


def results(gate: Gate) -> dict[str, Result]:
    return {reason.code: reason.result for reason in gate.reasons}


# --- one party -----------------------------------------------------------------------------------


@pytest.fixture
def says(
    view_of: Callable[..., PersonView], an_event: Callable[..., dict[str, Any]]
) -> Callable[..., PersonView]:
    """An adult with these events, each a (kind, changes) in the order of their seq."""

    def make(*events: Said, **changes: Any) -> PersonView:
        ledger = [
            an_event(kind, seq=number, **more)
            for number, (kind, more) in enumerate(events, start=1)
        ]
        return view_of(ledger=ledger, **changes)

    return make


def test_silence_is_not_asked_and_a_question_without_answer_is_no_answer(
    says: Callable[..., PersonView],
) -> None:
    assert codes(says()) == ["not_asked"]
    assert codes(says(("asked", {}))) == ["no_answer"]


def test_a_grant_opens_exactly_its_own_cell(says: Callable[..., PersonView]) -> None:
    view = says(("grant", {"activity": "legal_action", "avenue": "crc_opic"}))
    assert codes(view, Cell("legal_action", "crc_opic")) == []
    for other in (
        Cell("legal_action", "acerwc"),
        Cell("legal_action"),
        Cell("assess"),
        Cell("share", None, "crc_opic"),
        MEDIA,
    ):
        assert codes(view, other) == ["not_asked"]


def test_a_grant_to_share_opens_for_that_recipient_alone(says: Callable[..., PersonView]) -> None:
    view = says(("grant", {"activity": "share", "recipient": "partner A"}))
    assert codes(view, Cell("share", None, "partner A")) == []
    assert codes(view, Cell("share", None, "partner B")) == ["not_asked"]


@pytest.mark.parametrize(("kind", "code"), [("refuse", "refused"), ("withdraw", "withdrawn")])
def test_a_no_closes_whatever_was_granted_before_and_needs_no_earlier_yes(
    says: Callable[..., PersonView], kind: str, code: str
) -> None:
    assert codes(says(("grant", {}), (kind, {}))) == [code]
    assert codes(says((kind, {}))) == [code]


@pytest.mark.parametrize(
    ("named", "covered"),
    [
        ({"activity": "absent"}, {"assess", "media", "acerwc", "crc_opic", "share"}),
        ({"activity": "legal_action"}, {"acerwc", "crc_opic"}),
        ({"activity": "legal_action", "avenue": "acerwc"}, {"acerwc"}),
        ({"activity": "absent", "avenue": "acerwc"}, {"acerwc"}),
        ({"activity": "share"}, {"share"}),
        ({"activity": "share", "recipient": "press"}, {"share"}),
        ({"activity": "absent", "recipient": "other"}, set()),
        ({"activity": "media"}, {"media"}),
    ],
)
def test_a_no_covers_every_cell_that_agrees_with_what_it_names(
    says: Callable[..., PersonView], named: dict[str, str], covered: set[str]
) -> None:
    all_cells = {
        "assess": ASSESS,
        "media": MEDIA,
        "acerwc": Cell("legal_action", "acerwc"),
        "crc_opic": Cell("legal_action", "crc_opic"),
        "share": Cell("share", None, "press"),
    }
    view = says(("refuse", named))
    closed = {name for name, cell in all_cells.items() if codes(view, cell) == ["refused"]}
    assert closed == covered
    activity, avenue, recipient = (
        None if named.get(key) in (None, "absent") else named[key]
        for key in ("activity", "avenue", "recipient")
    )
    pattern = (activity, avenue, recipient)
    assert {name for name, cell in all_cells.items() if covers(pattern, cell)} == covered


def test_a_no_to_a_way_by_its_name_covers_the_cell_it_is_asked_for_under(
    says: Callable[..., PersonView],
) -> None:
    view = says(("grant", {}), ("refuse", {"activity": "absent", "avenue": "media"}))
    assert codes(view, MEDIA, avenue="media") == ["refused"]


def test_a_later_grant_undoes_a_no(says: Callable[..., PersonView]) -> None:
    assert codes(says(("refuse", {}), ("grant", {"recorded": "2026-07-01T09:00:00Z"}))) == []


def test_a_grant_said_before_the_no_does_not_undo_it_however_late_it_is_typed_in(
    says: Callable[..., PersonView],
) -> None:
    no = ("withdraw", {"recorded": "2026-07-02T08:00:00Z"})
    late = {"recorded": "2026-07-05T08:00:00Z"}
    assert codes(says(no, ("grant", late | {"said_on": "2026-07-01"}))) == ["withdrawn"]
    assert codes(says(no, ("grant", late | {"said_on": "2026-07-02"}))) == []
    assert codes(says(no, ("grant", late | {"said_on": "2026-07-03"}))) == []


def test_a_no_counts_from_the_day_it_was_said(says: Callable[..., PersonView]) -> None:
    no = ("refuse", {"recorded": "2026-07-10T08:00:00Z", "said_on": "2026-07-01"})
    grant = ("grant", {"recorded": "2026-07-11T08:00:00Z", "said_on": "2026-07-03"})
    assert codes(says(no, grant)) == []


def test_an_older_no_typed_in_late_does_not_make_way_for_a_grant_older_than_another_no(
    says: Callable[..., PersonView],
) -> None:
    """Only ever adding, a no never opens anything: every no that covers the cell is weighed."""
    last_word = ("withdraw", {"recorded": "2026-07-10T08:00:00Z"})
    older_no = ("refuse", {"recorded": "2026-07-11T08:00:00Z", "said_on": "2026-07-01"})
    older_yes = ("grant", {"recorded": "2026-07-12T08:00:00Z", "said_on": "2026-07-05"})
    assert codes(says(last_word, older_yes)) == ["withdrawn"]
    assert codes(says(last_word, older_no, older_yes)) == ["refused"]


def test_a_no_that_beats_a_flawed_grant_does_not_bring_an_earlier_one_back(
    says: Callable[..., PersonView],
) -> None:
    """The earlier yes was shut by a later flawed one; the no that beats that one opens nothing."""
    no = ("refuse", {"recorded": "2026-06-03T08:00:00Z"})
    good = ("grant", {"recorded": "2026-06-05T08:00:00Z"})
    late = {"recorded": "2026-06-06T08:00:00Z", "said_on": "2026-06-01"}
    flawed: Said = ("grant", late | {"explained": []})
    assert codes(says(good, flawed)) == ["record_incomplete"]
    assert codes(says(no, good, flawed)) == ["record_incomplete"]
    assert codes(says(no, good, ("grant", late))) == []


def test_where_only_the_month_said_is_known_the_no_is_taken_late_and_the_yes_early(
    says: Callable[..., PersonView],
) -> None:
    no = ("refuse", {"recorded": "2026-08-10T08:00:00Z", "said_on": "2026-07"})
    for day, expected in (("2026-07-30", ["refused"]), ("2026-07-31", []), ("2026-08", [])):
        yes = ("grant", {"recorded": "2026-08-11T08:00:00Z", "said_on": day})
        assert codes(says(no, yes)) == expected
    no = ("refuse", {"recorded": "2026-08-10T08:00:00Z"})
    assert codes(
        says(no, ("grant", {"recorded": "2026-08-11T08:00:00Z", "said_on": "2026-08"}))
    ) == ["refused"]


def test_the_kind_of_the_last_no_is_told(says: Callable[..., PersonView]) -> None:
    view = says(("refuse", {}), ("withdraw", {"activity": "absent"}))
    (reason,) = cell_reasons(view, MEDIA, AT)
    assert (reason.code, reason.source) == ("withdrawn", "S-0001 ledger seq 2")


def test_what_is_recorded_after_the_moment_is_not_yet_known(
    says: Callable[..., PersonView],
) -> None:
    view = says(("grant", {}), ("withdraw", {"recorded": "2026-10-02T08:00:00Z"}))
    assert codes(view, at=moment("2026-10-02T07:59:59Z")) == []
    assert codes(view, at=moment("2026-10-02T08:00:00Z")) == ["withdrawn"]
    assert codes(view, at=moment("2026-06-01T08:59:59Z")) == ["not_asked"]
    assert codes(view, at=moment("2026-06-01T09:00:00Z")) == []


def test_a_grant_runs_until_the_moment_it_expires(says: Callable[..., PersonView]) -> None:
    view = says(("grant", {"expires": "2026-12-03"}))
    assert codes(view, at=moment("2026-12-02T23:59:59Z")) == []
    assert codes(view, at=moment("2026-12-03T00:00:00Z")) == ["expired"]


def test_a_grant_needs_its_six_and_a_notice_not_older_than_the_last_material_change(
    says: Callable[..., PersonView],
) -> None:
    assert codes(says(("grant", {"explained": ["risks"]}))) == ["record_incomplete"]
    assert codes(says(("grant", {"notice": {"id": "n", "version": 1}}))) == ["notice_changed"]
    assert codes(says(("grant", {"notice": {"id": "unheld", "version": 9}}))) == [
        "record_incomplete"
    ]


def test_the_latest_grant_decides_even_where_an_earlier_one_was_better(
    says: Callable[..., PersonView],
) -> None:
    assert codes(says(("grant", {}), ("grant", {"explained": []}))) == ["record_incomplete"]
    assert codes(says(("grant", {"explained": []}), ("grant", {}))) == []


def test_a_question_after_a_no_leaves_the_no(says: Callable[..., PersonView]) -> None:
    assert codes(says(("refuse", {}), ("asked", {}))) == ["refused"]


# --- majority ------------------------------------------------------------------------------------


def test_majority_is_an_interval_of_the_birth_date_and_the_law() -> None:
    assert [str(day) for day in majority_of(PartialDate.parse("2009"), (18, 18))] == [
        "2027-01-01",
        "2027-12-31",
    ]
    assert [str(day) for day in majority_of(PartialDate.parse("2009-03"), (18, 21))] == [
        "2027-03-01",
        "2030-03-31",
    ]


def test_eighteen_where_the_law_says_less() -> None:
    assert [str(day) for day in majority_of(PartialDate.parse("2009-03-05"), (15, 16))] == [
        "2027-03-05",
        "2027-03-05",
    ]


def test_a_birthday_of_29_february_falls_on_1_march() -> None:
    assert str(majority_of(PartialDate.parse("2008-02-29"), (18, 18))[0]) == "2026-03-01"
    assert str(majority_of(PartialDate.parse("2008-02-29"), (20, 20))[0]) == "2028-02-29"


def test_from_the_day_of_majority_on_the_answer_is_theirs_alone(
    says: Callable[..., PersonView],
) -> None:
    grown = {"born": "2008-08-15"}
    view = says(("grant", {"recorded": "2026-08-15T00:00:00Z"}), **grown)
    assert codes(view) == []
    assert codes(view, at=moment("2026-08-15T00:00:00Z")) == []
    assert codes(says(("grant", {"by": "G1", "recorded": "2026-08-16T00:00:00Z"}), **grown)) == [
        "not_asked"
    ]


def test_a_guardians_no_does_not_close_an_adults_cell(
    view_of: Callable[..., PersonView], an_event: Callable[..., dict[str, Any]]
) -> None:
    view = view_of(
        guardians=[guardian()],
        ledger=[an_event(seq=1), an_event("refuse", seq=2, by="G1", activity="absent")],
    )
    assert codes(view) == []


def test_what_was_granted_as_a_child_lapses_at_majority(says: Callable[..., PersonView]) -> None:
    view = says(("grant", {"recorded": "2026-08-14T23:59:59Z"}), born="2008-08-15")
    (reason,) = cell_reasons(view, MEDIA, AT)
    assert (reason.code, reason.result) == ("lapsed_at_majority", "needs")


def test_a_no_said_as_a_child_still_stands_at_majority(says: Callable[..., PersonView]) -> None:
    assert codes(says(("refuse", {"recorded": "2025-01-01T00:00:00Z"}), born="2008-08-15")) == [
        "refused"
    ]


def test_between_the_earliest_and_the_latest_majority_the_answer_is_already_theirs(
    says: Callable[..., PersonView],
) -> None:
    assert codes(says(("grant", {}), born="2008")) == []


def test_an_age_of_majority_that_is_not_known_is_flagged(
    view_of: Callable[..., PersonView],
) -> None:
    view = view_of(majority_known=False, born="2010-01-01")
    reason = next(r for r in cell_reasons(view, MEDIA, AT) if r.code == "no_guardian")
    assert not reason.confirmed
    assert "age of majority" in reason.text


# --- a child -------------------------------------------------------------------------------------


def guardian(ref: str = "G1", **changes: Any) -> dict[str, Any]:
    return {
        "ref": ref,
        "kind": "relative",
        "from": "2015-01-01",
        "to": None,
        "independent": False,
        "conflict": "none",
    } | changes


@pytest.fixture
def child(
    view_of: Callable[..., PersonView], an_event: Callable[..., dict[str, Any]]
) -> Callable[..., PersonView]:
    """A child of ten with these guardians; events as (by, kind, changes)."""

    def make(
        guardians: Iterable[dict[str, Any]] = (),
        events: Iterable[SaidBy] = (),
        **changes: Any,
    ) -> PersonView:
        ledger = [
            an_event(kind, seq=number, by=by, **more)
            for number, (by, kind, more) in enumerate(events, start=1)
        ]
        return view_of(born="2016-01-01", guardians=list(guardians), ledger=ledger, **changes)

    return make


def determined(
    conclusion: str = "supports", activity: str = "media", **changes: Any
) -> dict[str, Any]:
    return {
        "on": "2026-06-01",
        "for": activity,
        "conclusion": conclusion,
        "by": ["AV-1", "AV-2"],
        "valid_until": "2027-06-01",
    } | changes


YES: SaidBy = ("survivor", "grant", {})
G1_YES: SaidBy = ("G1", "grant", {})
G2_YES: SaidBy = ("G2", "grant", {})
G1_NO: SaidBy = ("G1", "refuse", {})
G2_NO: SaidBy = ("G2", "refuse", {})
INDEPENDENT = guardian("G2", independent=True)


def test_a_childs_cell_needs_the_childs_own_yes_and_a_guardians(
    child: Callable[..., PersonView],
) -> None:
    assert codes(child([guardian()], [YES, G1_YES])) == []
    assert codes(child([guardian()], [YES])) == ["not_asked"]
    assert codes(child([guardian()], [G1_YES])) == ["not_asked"]
    assert codes(child([guardian()], [("survivor", "asked", {}), G1_YES])) == ["no_answer"]


def test_a_childs_own_no_is_decisive(child: Callable[..., PersonView]) -> None:
    no: SaidBy = ("survivor", "refuse", {})
    assert codes(child([guardian()], [G1_YES, no])) == ["refused"]
    assert codes(
        child([INDEPENDENT], [G2_YES, no], can_assent=False, best_interests=[determined()])
    ) == ["refused"]


def test_a_child_without_a_guardian_in_term_has_no_guardian(
    child: Callable[..., PersonView],
) -> None:
    assert codes(child([], [YES])) == ["no_guardian"]
    ended = guardian(to="2026-09-01")
    assert codes(child([ended], [YES, G1_YES])) == ["no_guardian"]
    later = guardian(**{"from": "2026-09-02"})
    assert codes(child([later], [YES])) == ["no_guardian"]


def test_a_guardians_term_runs_from_its_first_day_until_before_its_last(
    child: Callable[..., PersonView],
) -> None:
    view = child([guardian(to="2026-09-02")], [YES, G1_YES])
    assert codes(view, at=moment("2026-09-01T23:59:59Z")) == []
    assert codes(view, at=moment("2026-09-02T00:00:00Z")) == ["no_guardian"]


def test_a_grant_entered_outside_the_guardians_term_does_not_count(
    child: Callable[..., PersonView],
) -> None:
    view = child([guardian(**{"from": "2026-06-02"})], [YES, G1_YES])
    assert codes(view) == ["not_asked"]
    assert codes(child([guardian(**{"from": "2026-06-01"})], [YES, G1_YES])) == []


def test_a_term_known_only_by_its_year_neither_opens_nor_hides_a_no(
    child: Callable[..., PersonView],
) -> None:
    unsure = guardian(**{"from": "2026"})
    assert codes(child([unsure], [YES, G1_YES])) == ["no_guardian"]
    assert codes(child([unsure, INDEPENDENT], [YES, G1_NO])) == ["independent_guardian_needed"]


def test_a_yes_no_longer_counts_once_the_guardians_term_may_be_over(
    child: Callable[..., PersonView],
) -> None:
    view = child([guardian(to="2026-09")], [YES, G1_YES])
    assert codes(view, at=moment("2026-08-31T23:59:59Z")) == []
    assert codes(view, at=moment("2026-09-01T00:00:00Z")) == ["no_guardian"]


@pytest.mark.parametrize("conflict", ["suspected", "confirmed", "not_checked"])
def test_a_guardian_with_a_conflict_neither_opens_nor_closes_and_only_an_independent_one_counts(
    child: Callable[..., PersonView], conflict: str
) -> None:
    torn = guardian(conflict=conflict)
    other = guardian("G3")
    assert codes(child([torn], [YES, G1_YES])) == ["independent_guardian_needed"]
    assert codes(child([torn, other], [YES, ("G3", "grant", {})])) == [
        "independent_guardian_needed"
    ]
    assert codes(child([torn, INDEPENDENT], [YES, G1_NO, G2_YES])) == []
    assert codes(child([torn, INDEPENDENT], [YES, G1_YES, G2_NO])) == ["refused"]


def test_an_independent_guardian_with_a_conflict_is_not_eligible(
    child: Callable[..., PersonView],
) -> None:
    torn = guardian("G2", independent=True, conflict="suspected")
    assert codes(child([torn], [YES, G2_YES])) == ["independent_guardian_needed"]


def test_a_conflict_of_a_guardian_whose_term_is_over_does_not_count(
    child: Callable[..., PersonView],
) -> None:
    gone = guardian("G3", conflict="confirmed", to="2026-01-01")
    assert codes(child([gone, guardian()], [YES, G1_YES])) == []


def test_one_eligible_grant_is_enough(child: Callable[..., PersonView]) -> None:
    assert codes(child([guardian(), guardian("G3")], [YES, G1_YES])) == []


def test_a_guardians_no_against_the_childs_yes_leaves_it_to_an_independent_one(
    child: Callable[..., PersonView],
) -> None:
    assert codes(child([guardian()], [YES, G1_NO])) == ["independent_guardian_needed"]
    both = [guardian(), INDEPENDENT]
    assert codes(child(both, [YES, G1_NO])) == ["independent_guardian_needed"]
    assert codes(child(both, [YES, G1_NO, G2_YES])) == []
    assert codes(child(both, [YES, G1_YES, G2_NO])) == ["refused"]


def test_an_eligible_guardians_no_closes_whenever_it_was_recorded(
    child: Callable[..., PersonView],
) -> None:
    new = guardian("G2", independent=True, **{"from": "2026-08-01"})
    early = ("G2", "refuse", {"recorded": "2026-01-01T00:00:00Z"})
    assert codes(child([guardian(), new], [early, YES, G1_YES])) == ["refused"]


def test_without_the_childs_yes_an_ordinary_guardians_no_is_told_as_it_is(
    child: Callable[..., PersonView],
) -> None:
    view = child([guardian()], [G1_NO])
    assert codes(view) == ["not_asked", "refused"]


def test_the_eligible_guardians_own_state_is_told(child: Callable[..., PersonView]) -> None:
    assert codes(child([guardian()], [YES, ("G1", "asked", {})])) == ["no_answer"]
    assert codes(child([guardian()], [YES, ("G1", "grant", {"explained": []})])) == [
        "record_incomplete"
    ]
    torn = guardian(conflict="suspected")
    asked: SaidBy = ("G2", "asked", {})
    assert codes(child([torn, INDEPENDENT], [YES, asked])) == ["no_answer"]
    run_out = ("G2", "grant", {"expires": "2026-08-01"})
    assert codes(child([torn, INDEPENDENT], [YES, run_out])) == ["expired"]


def test_a_child_who_cannot_assent_needs_a_determination_and_an_independent_guardian(
    child: Callable[..., PersonView],
) -> None:
    able = {"can_assent": False, "best_interests": [determined()]}
    both = [guardian(), INDEPENDENT]
    assert codes(child(both, [G2_YES], **able)) == []
    assert codes(child(both, [G1_YES], **able)) == ["independent_guardian_needed"]
    assert codes(child(both, [G2_YES], can_assent=False)) == ["bid_missing"]


def test_a_yes_on_record_does_not_replace_the_determination_of_a_child_who_cannot_assent(
    child: Callable[..., PersonView],
) -> None:
    assert codes(child([INDEPENDENT], [YES, G2_YES], can_assent=False)) == ["bid_missing"]


@pytest.mark.parametrize(
    ("bid", "code"),
    [
        (determined("against"), "bid_against"),
        (determined(valid_until="2026-09-01"), "bid_expired"),
        (determined(activity="petition"), "bid_missing"),
        (determined(on="2026-09-02"), "bid_missing"),
    ],
)
def test_only_a_supporting_determination_in_force_for_that_activity_stands_in(
    child: Callable[..., PersonView], bid: dict[str, Any], code: str
) -> None:
    view = child([INDEPENDENT], [G2_YES], can_assent=False, best_interests=[bid])
    (reason,) = cell_reasons(view, MEDIA, AT)
    assert (reason.code, reason.result) == (code, "needs")


# --- parent and child together -------------------------------------------------------------------


def test_the_parent_as_guardian_of_a_pair_needs_a_recorded_check(
    child: Callable[..., PersonView],
) -> None:
    def with_parent(**changes: Any) -> PersonView:
        parent = guardian(kind="parent", person="S-0002", **changes)
        return child([parent], [YES, G1_YES], relation="child_born", parent="S-0002")

    unchecked = with_parent()
    assert codes(unchecked) == []
    assert codes(unchecked, pair=True) == ["independent_guardian_needed"]
    assert codes(with_parent(checked={"on": "2026-06-01", "by": "AV-1"}), pair=True) == []
    assert codes(with_parent(checked={"on": "2026-09-02", "by": "AV-1"}), pair=True) == [
        "independent_guardian_needed"
    ]


# --- the gate ------------------------------------------------------------------------------------


@pytest.fixture
def agreeing(says: Callable[..., PersonView]) -> Callable[..., PersonView]:
    def make(*more: Said, **changes: Any) -> PersonView:
        legal = {"activity": "legal_action", "avenue": "crc_opic"}
        return says(("grant", {"activity": "assess"}), ("grant", legal), *more, **changes)

    return make


def gate(
    view: PersonView,
    entails: Sequence[str] = (),
    at: datetime = AT,
    activity: str = "legal_action",
    avenue: str = "crc_opic",
) -> Gate:
    return consent_gate(view, activity, avenue, entails, at)


def test_the_gate_passes_where_the_record_and_the_avenue_are_both_agreed(
    agreeing: Callable[..., PersonView],
) -> None:
    assert gate(agreeing()) == ("pass", ())


def test_the_gate_needs_assess_beside_the_avenue(says: Callable[..., PersonView]) -> None:
    view = says(("grant", {"activity": "legal_action", "avenue": "crc_opic"}))
    assert results(gate(view)) == {"assess_not_open": "needs"}


def test_a_no_to_assess_fails_the_gate(agreeing: Callable[..., PersonView]) -> None:
    assert results(gate(agreeing(("withdraw", {"activity": "assess"})))) == {"withdrawn": "fail"}


def test_one_no_to_everything_is_told_once(agreeing: Callable[..., PersonView]) -> None:
    answer = gate(agreeing(("refuse", {"activity": "absent"})))
    assert [reason.code for reason in answer.reasons] == ["refused"]


def test_only_a_no_fails_all_else_needs(
    says: Callable[..., PersonView], agreeing: Callable[..., PersonView]
) -> None:
    assert gate(says()).result == "needs"
    assert results(gate(agreeing(), at=moment("2027-06-01T00:00:00Z"))) == {
        "expired": "needs",
        "assess_not_open": "needs",
    }
    for kind in ("refuse", "withdraw"):
        no = (kind, {"activity": "legal_action", "avenue": "crc_opic"})
        assert gate(agreeing(no)).result == "fail"


def test_what_the_person_ruled_out_is_a_no_to_every_avenue_that_entails_it(
    agreeing: Callable[..., PersonView],
) -> None:
    view = agreeing(wishes={"must_not": ["travel", "publicity"], "on": "2026-06-01"})
    assert results(gate(view, ["testimony"])) == {}
    answer = gate(view, ["publicity", "testimony"])
    assert results(answer) == {"must_not": "fail"}
    assert answer.reasons[0].source == "S-0001 wishes of 2026-06-01"


@pytest.mark.parametrize(
    ("activity", "avenue", "cell"),
    [
        ("legal_action", "crc_opic", Cell("legal_action", "crc_opic")),
        ("media", "media", MEDIA),
        ("private_advocacy", "parliamentary_political", Cell("private_advocacy")),
        ("petition", "treaty_reporting_upr", Cell("petition")),
        ("statistics", "foi", Cell("statistics")),
    ],
)
def test_an_option_asks_for_the_cell_of_its_activity(
    says: Callable[..., PersonView], activity: str, avenue: str, cell: Cell
) -> None:
    assert option_cell(activity, avenue) == cell
    named = {"activity": cell.activity} | ({"avenue": cell.avenue} if cell.avenue else {})
    view = says(("grant", {"activity": "assess"}), ("grant", named))
    assert gate(view, activity=activity, avenue=avenue).result == "pass"


def test_every_reason_says_who_and_rests_on_a_record(agreeing: Callable[..., PersonView]) -> None:
    (reason,) = gate(agreeing(("withdraw", {"activity": "legal_action"}))).reasons
    assert reason.who == "S-0001"
    assert reason.source == "S-0001 ledger seq 3"
    assert reason.confirmed


@pytest.mark.parametrize(
    ("pronoun", "words"),
    [
        ("she", "only if she says so herself"),
        ("he", "only if he says so himself"),
        ("they", "only if they say so themself"),
        ("elle", "only if this person says so alone"),
        (None, "only if this person says so alone"),
    ],
)
def test_only_the_person_changes_their_no(
    agreeing: Callable[..., PersonView], pronoun: str | None, words: str
) -> None:
    view = agreeing(("refuse", {"activity": "absent"}), pronoun=pronoun)
    assert gate(view).reasons[0].changes_if == words


def test_silence_has_nothing_that_would_change_it(says: Callable[..., PersonView]) -> None:
    view = says(("asked", {"activity": "legal_action", "avenue": "crc_opic"}))
    first, second = gate(view).reasons
    assert first.text == "No answer was given: we do nothing."
    assert "not talked about yet" in second.text
    assert first.changes_if is None
    assert second.changes_if is None
    assert gate(says()).reasons[0].text == "Not talked about yet."


def test_reasons_come_in_the_order_of_codes(says: Callable[..., PersonView]) -> None:
    view = says(
        ("refuse", {"activity": "assess"}),
        wishes={"must_not": ["travel"], "on": "2026-06-01"},
    )
    assert [r.code for r in gate(view, ["travel"]).reasons] == ["refused", "must_not", "not_asked"]


# --- the list of cells ---------------------------------------------------------------------------


def test_named_cells_are_exact_cells(says: Callable[..., PersonView]) -> None:
    person = says(
        ("refuse", {"activity": "absent"}),
        ("refuse", {"activity": "legal_action"}),
        ("refuse", {"activity": "absent", "avenue": "vra"}),
        ("grant", {"activity": "share", "recipient": "press"}),
        ("asked", {"activity": "media"}),
    ).person
    assert named_cells([person]) == {
        Cell("legal_action", "vra"),
        Cell("share", None, "press"),
        MEDIA,
    }


def test_a_running_stop_closes_the_cells_it_covers(says: Callable[..., PersonView]) -> None:
    stop = {"from": "2026-08-01T10:00:00Z", "to": "2026-09-01T12:00:00Z", "set_by": "AV-1"}
    view = says(("grant", {}), stops=[stop])
    at = moment("2026-09-01T11:59:59Z")
    assert [r.code for r in cell_answer(view, MEDIA, at).reasons] == ["safety_stop"]
    assert cell_answer(view, MEDIA, AT).open
    assert cell_answer(view, MEDIA, moment("2026-08-01T09:59:59Z")).open


def test_the_list_holds_every_person_with_every_cell_in_order(
    sample_views: dict[str, PersonView], as_of: datetime
) -> None:
    wanted = {Cell("legal_action", "crc_opic"): Terms(), ASSESS: Terms()}
    answers = cells(sample_views.values(), wanted, as_of)
    assert [(a.person, a.activity) for a in answers] == [
        (ref, activity) for ref in sorted(sample_views) for activity in ("assess", "legal_action")
    ]


def test_what_is_ruled_out_closes_a_listed_cell(says: Callable[..., PersonView]) -> None:
    view = says(("grant", {}), wishes={"must_not": ["publicity"], "on": "2026-06-01"})
    answer = cell_answer(view, MEDIA, AT, Terms(entails=("publicity",), avenue="media"))
    assert [reason.code for reason in answer.reasons] == ["must_not"]


# --- the sample ----------------------------------------------------------------------------------


@pytest.fixture
def listed(
    sample_people: dict[str, Person], sample_views: dict[str, PersonView], as_of: datetime
) -> dict[tuple[str, str], list[str]]:
    wanted = dict.fromkeys(named_cells(sample_people.values()), Terms())
    return {
        (answer.person, answer.avenue or answer.activity): [r.code for r in answer.reasons]
        for answer in cells(sample_views.values(), wanted, as_of)
    }


@pytest.mark.parametrize(
    ("person", "cell", "expected"),
    [
        ("S-0141", "assess", []),
        ("S-0141", "paternity_host", []),
        ("S-0141", "maintenance_ny1956", []),
        ("S-0141", "crc_opic", ["no_answer"]),
        ("S-0141", "media", ["refused"]),
        ("S-0141", "acerwc", ["not_asked"]),
        ("S-0142", "paternity_host", []),
        ("S-0142", "crc_opic", ["independent_guardian_needed"]),
        ("S-0221", "constitutional_tcc", ["withdrawn"]),
        ("S-0221", "un_special_procedures", ["expired"]),
        ("S-0311", "acerwc", []),
        ("S-0313", "assess", []),
        ("S-0313", "acerwc", ["independent_guardian_needed"]),
        ("S-0401", "crim_tcc_civilian", []),
        ("S-0401", "crc_opic", ["notice_changed"]),
        ("S-0401", "review_nonprosecution", ["record_incomplete"]),
        ("S-0071", "un_paternity_facilitation", []),
        ("S-0072", "paternity_tcc", []),
        ("S-0072", "un_paternity_facilitation", ["independent_guardian_needed"]),
        ("S-0111", "crim_tcc_civilian", []),
        ("S-0111", "crim_host_state", ["safety_stop"]),
        ("S-0031", "assess", ["not_asked"]),
    ],
)
def test_the_samples_people(
    listed: dict[tuple[str, str], list[str]], person: str, cell: str, expected: list[str]
) -> None:
    assert listed[person, cell] == expected


def test_a_refusal_of_everything_closes_everything(
    listed: dict[tuple[str, str], list[str]],
) -> None:
    assert {tuple(codes) for (person, _), codes in listed.items() if person == "S-0312"} == {
        ("refused",)
    }


def test_the_samples_withdrawal_closes_at_its_instant(sample_views: dict[str, PersonView]) -> None:
    cell = Cell("legal_action", "constitutional_tcc")
    instant = moment("2026-10-02T08:00:00Z")
    view = sample_views["S-0221"]
    assert codes(view, cell, instant - timedelta(seconds=1)) == []
    assert codes(view, cell, instant) == ["withdrawn"]


def test_a_moment_without_a_time_zone_is_refused(says: Callable[..., PersonView]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        cell_reasons(says(), MEDIA, datetime(2026, 9, 1))


def test_a_view_is_of_the_person_and_leaves_them_as_they_were(
    sample_people: dict[str, Person], sample_notices: dict[str, Notice]
) -> None:
    person = sample_people["S-0141"]
    before = person.model_dump_json()
    view = prepare(person, sample_people, sample_notices)
    cell_reasons(view, MEDIA, AT)
    assert view.person.model_dump_json() == before
