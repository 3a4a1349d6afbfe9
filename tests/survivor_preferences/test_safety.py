"""Safety and best interests: what stops, what waits, and for whom it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases.gates import Result
from survivor_preferences.people import PersonView
from survivor_preferences.safety import (
    Exposed,
    best_interests_gate,
    reviews_due,
    safety_gate,
)

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def assessed(
    level: str = "low",
    plan: bool = True,
    on: str = "2026-06-01",
    valid_until: str = "2027-06-01",
    **more: Any,
) -> dict[str, Any]:
    return {"on": on, "level": level, "plan": plan, "valid_until": valid_until} | more


def stop(**changes: Any) -> dict[str, Any]:
    return {"from": "2026-08-01T10:00:00Z", "to": None, "set_by": "AV-1"} | changes


def bid(
    conclusion: str = "supports", activity: str = "legal_action", **changes: Any
) -> dict[str, Any]:
    return {
        "on": "2026-06-01",
        "for": activity,
        "conclusion": conclusion,
        "by": ["AV-1", "AV-2"],
        "valid_until": "2027-06-01",
    } | changes


def safety(
    view: PersonView,
    others: Iterable[PersonView] = (),
    exposes: Sequence[Exposed] = (),
    at: datetime = AT,
    activity: str = "legal_action",
    avenue: str = "crc_opic",
) -> dict[str, Result]:
    gate = safety_gate(view, others, activity, avenue, exposes, at)
    return {reason.code: reason.result for reason in gate.reasons}


def interests(
    view: PersonView, at: datetime = AT, activity: str = "legal_action", avenue: str = "crc_opic"
) -> dict[str, Result]:
    gate = best_interests_gate(view, activity, avenue, at)
    return {reason.code: reason.result for reason in gate.reasons}


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        ([], {"not_assessed": "needs"}),
        ([assessed()], {}),
        ([assessed("moderate", plan=False)], {}),
        ([assessed("high")], {}),
        ([assessed("high", plan=False)], {"no_plan": "needs"}),
        ([assessed("unacceptable")], {"risk_unacceptable": "fail"}),
        ([assessed(valid_until="2026-09-01")], {"assessment_expired": "needs"}),
        ([assessed(valid_until="2026-09-02")], {}),
        ([assessed(on="2026-09-01")], {}),
        ([assessed(on="2026-09-02")], {"not_assessed": "needs"}),
        ([assessed(avenue="acerwc")], {"not_assessed": "needs"}),
        ([assessed("unacceptable"), assessed(avenue="crc_opic", on="2026-05-01")], {}),
        ([assessed(), assessed("unacceptable", avenue="crc_opic")], {"risk_unacceptable": "fail"}),
        ([assessed("unacceptable"), assessed(on="2026-07-01")], {}),
        ([assessed(), assessed("high", plan=False, on="2026-07-01")], {"no_plan": "needs"}),
        ([assessed(), assessed("unacceptable")], {"risk_unacceptable": "fail"}),
        ([assessed(), assessed("unacceptable", valid_until="2026-07-01")], {}),
    ],
)
def test_the_assessment_in_force_decides(
    view_of: Callable[..., PersonView],
    assessments: list[dict[str, Any]],
    expected: dict[str, Result],
) -> None:
    assert safety(view_of(safety=assessments)) == expected


def test_dates_known_only_by_their_month_let_a_risk_in_early_and_out_late(
    view_of: Callable[..., PersonView],
) -> None:
    assert safety(view_of(safety=[assessed(on="2026-09")])) == {"not_assessed": "needs"}
    assert safety(view_of(safety=[assessed(), assessed("unacceptable", on="2026-09")])) == {
        "risk_unacceptable": "fail"
    }
    assert safety(view_of(safety=[assessed(valid_until="2026-09")])) == {
        "assessment_expired": "needs"
    }
    assert safety(view_of(safety=[assessed("unacceptable", valid_until="2026-09")])) == {
        "risk_unacceptable": "fail"
    }


@pytest.mark.parametrize(
    ("changes", "stopped"),
    [
        ({}, True),
        ({"activity": "legal_action"}, True),
        ({"activity": "assess"}, True),
        ({"avenue": "crc_opic"}, True),
        ({"activity": "legal_action", "avenue": "crc_opic"}, True),
        ({"avenue": "acerwc"}, False),
        ({"activity": "media"}, False),
        ({"recipient": "press"}, False),
        ({"to": "2026-09-01T12:00:00Z"}, False),
        ({"to": "2026-09-01T12:00:01Z"}, True),
        ({"from": "2026-09-01T12:00:00Z"}, True),
        ({"from": "2026-09-01T12:00:01Z"}, False),
    ],
)
def test_a_stop_that_runs_and_covers_the_option_fails_it(
    view_of: Callable[..., PersonView], changes: dict[str, str], stopped: bool
) -> None:
    view = view_of(safety=[assessed()], stops=[stop(**changes)])
    assert safety(view) == ({"safety_stop": "fail"} if stopped else {})


def test_a_stop_on_a_way_by_its_name_covers_the_option_whatever_its_activity(
    view_of: Callable[..., PersonView],
) -> None:
    view = view_of(safety=[assessed()], stops=[stop(avenue="media")])
    assert safety(view, activity="media", avenue="media") == {"safety_stop": "fail"}


def test_a_stop_stands_whatever_assessment_came_after(view_of: Callable[..., PersonView]) -> None:
    view = view_of(safety=[assessed(on="2026-08-20")], stops=[stop()])
    assert safety(view) == {"safety_stop": "fail"}


def test_where_complaining_may_get_the_claimant_prosecuted_the_gate_fails(
    view_of: Callable[..., PersonView],
) -> None:
    adultery = Exposed("adultery", "HTI exposure[0]")
    view = view_of(safety=[assessed()])
    gate = safety_gate(view, (), "legal_action", "crc_opic", (adultery,), AT)
    assert gate.result == "fail"
    (reason,) = gate.reasons
    assert (reason.code, reason.source) == ("exposes_claimant", "HTI exposure[0]")
    assert "adultery" in reason.text


def test_an_exposure_of_one_sex_meets_that_sex_and_a_person_whose_sex_is_not_recorded(
    view_of: Callable[..., PersonView],
) -> None:
    of_women = (Exposed("adultery", "HTI exposure[0]", sex="female"),)
    met = {"exposes_claimant": "fail"}
    assert safety(view_of(safety=[assessed()], sex="female"), exposes=of_women) == met
    assert safety(view_of(safety=[assessed()]), exposes=of_women) == met
    assert safety(view_of(safety=[assessed()], sex="male"), exposes=of_women) == {}


def test_an_exposure_that_is_not_confirmed_closes_nothing_and_does_not_pass(
    view_of: Callable[..., PersonView],
) -> None:
    unread = (Exposed("adultery", "HTI exposure[0]", confirmed=False),)
    assert safety(view_of(safety=[assessed()]), exposes=unread) == {"exposes_claimant": "needs"}


def test_safety_is_asked_for_everyone_else_in_the_case(view_of: Callable[..., PersonView]) -> None:
    view = view_of(safety=[assessed()])
    for others, expected in (
        ([assessed()], {}),
        ([], {"others_not_considered": "needs"}),
        ([assessed(valid_until="2026-08-01")], {"others_not_considered": "needs"}),
        ([assessed(avenue="acerwc")], {"others_not_considered": "needs"}),
        ([assessed("unacceptable")], {"risk_unacceptable": "fail"}),
        ([assessed("high", plan=False)], {}),
    ):
        other = view_of(ref="S-0002", safety=others)
        assert safety(view, [view, other]) == expected


def test_a_reason_about_another_says_whom_it_concerns(view_of: Callable[..., PersonView]) -> None:
    other = view_of(ref="S-0002")
    gate = safety_gate(view_of(safety=[assessed()]), [other], "legal_action", "crc_opic", (), AT)
    assert [reason.who for reason in gate.reasons] == ["S-0002"]


# --- best interests ------------------------------------------------------------------------------

CHILD = {"born": "2016-01-01"}


@pytest.mark.parametrize(
    ("bids", "expected"),
    [
        ([], {"bid_missing": "needs"}),
        ([bid()], {}),
        ([bid("against")], {"bid_against": "fail"}),
        ([bid(activity="assess")], {"bid_missing": "needs"}),
        ([bid(valid_until="2026-09-01")], {"bid_expired": "needs"}),
        ([bid(on="2026-09-02")], {"bid_missing": "needs"}),
        ([bid(avenue="acerwc")], {"bid_missing": "needs"}),
        ([bid("against"), bid(avenue="crc_opic", on="2026-05-01")], {}),
        ([bid(), bid("against", avenue="crc_opic", on="2026-05-01")], {"bid_against": "fail"}),
        ([bid("against"), bid(on="2026-07-01")], {}),
        ([bid(), bid("against", on="2026-07-01")], {"bid_against": "fail"}),
        ([bid(), bid("against")], {"bid_against": "fail"}),
        ([bid("against"), bid()], {"bid_against": "fail"}),
        ([bid(), bid("against", activity="assess")], {"bid_against": "fail"}),
        ([bid(on="2026-09")], {"bid_missing": "needs"}),
        ([bid(valid_until="2026-09")], {"bid_expired": "needs"}),
        ([bid(), bid("against", on="2026-09")], {"bid_against": "fail"}),
        ([bid("against", valid_until="2026-09")], {"bid_against": "fail"}),
    ],
)
def test_the_determination_in_force_decides(
    view_of: Callable[..., PersonView], bids: list[dict[str, Any]], expected: dict[str, Result]
) -> None:
    assert interests(view_of(**CHILD, best_interests=bids)) == expected


def test_best_interests_are_asked_until_the_latest_majority(
    view_of: Callable[..., PersonView],
) -> None:
    view = view_of(born="2008")
    assert interests(view, datetime(2026, 12, 30, tzinfo=UTC)) == {"bid_missing": "needs"}
    assert interests(view, datetime(2026, 12, 31, tzinfo=UTC)) == {}
    until_21 = view_of(majority=(18, 21), born="2008-05-01")
    assert interests(until_21, datetime(2029, 4, 30, tzinfo=UTC)) == {"bid_missing": "needs"}
    assert interests(until_21, datetime(2029, 5, 1, tzinfo=UTC)) == {}


def test_an_adult_is_not_asked_for_a_determination_and_is_not_bound_by_an_old_one(
    view_of: Callable[..., PersonView],
) -> None:
    assert interests(view_of(best_interests=[bid("against")])) == {}


# --- reviews -------------------------------------------------------------------------------------


def test_a_stop_is_reviewed_by_two_within_fourteen_days_and_a_high_risk_within_thirty(
    view_of: Callable[..., PersonView],
) -> None:
    view = view_of(
        safety=[assessed("high", on="2026-08-20", valid_until="2026-12-01"), assessed()],
        stops=[
            stop(),
            stop(reviewed={"on": "2026-08-05", "by": ["AV-1", "AV-2"]}),
            stop(reviewed={"on": "2026-08-05", "by": ["AV-1"]}, avenue="vra"),
            stop(to="2026-08-02T00:00:00Z", lifted_by=["AV-1", "AV-2"]),
        ],
    )
    assert [(one.what, one.due) for one in reviews_due(view, AT)] == [
        ("safety_stop", date(2026, 8, 15)),
        ("safety_stop", date(2026, 8, 15)),
        ("high_risk", date(2026, 9, 19)),
    ]


# --- the sample ----------------------------------------------------------------------------------


def test_the_samples_stop_on_one_avenue(
    sample_views: dict[str, PersonView], as_of: datetime
) -> None:
    heron = sample_views["S-0111"]
    assert safety(heron, at=as_of, avenue="crim_host_state") == {"safety_stop": "fail"}
    assert safety(heron, at=as_of, avenue="crim_tcc_civilian") == {}


def test_the_samples_high_risk_with_a_plan_holds_until_its_day(
    sample_views: dict[str, PersonView], as_of: datetime
) -> None:
    river = sample_views["S-0311"]
    others = [sample_views["S-0312"], sample_views["S-0313"]]
    assert safety(river, others, at=as_of, avenue="acerwc") == {}
    later = datetime(2026, 11, 14, tzinfo=UTC)
    assert safety(river, others, at=later, avenue="acerwc") == {"assessment_expired": "needs"}
