"""The law and time gates on small made-up cases, against the law as it ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cases.gates import Gate, Reason
from cases.model import Accused, Case, Evidence
from jurisdictions.law import (
    LAW_CODES,
    TIME_CODES,
    Claimant,
    LimitAnswer,
    Matter,
    law_gate,
    past_of,
    time_gate,
)
from jurisdictions.load import Law
from jurisdictions.model import Profile
from reading.dates import PartialDate
from tests.jurisdictions.worked import the_law

TODAY = date(2026, 11, 1)
CITE = {"source": "Act 1", "basis": "read", "confidence": "high", "as_of": "2026"}
HEARD = {**CITE, "basis": "unverified"}


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


HER = Claimant("S-0001", day("2003-05-01"), "female")
HIM = Claimant("S-0002", day("1999-01-01"), "male")
MOTHER = Claimant("S-0001", day("1996-05-01"), "female", day("2016-03-01"))


def soldier(**said: Any) -> dict[str, Any]:
    return {
        "ref": "A1",
        "sending_state": "URY",
        "category": "military_contingent",
        "identified": "named",
        **said,
    }


def a_matter(
    avenue: str,
    forum: str,
    *,
    host: str = "HTI",
    facts: tuple[str, str] = ("2016-03-01", "2016-06-01"),
    conduct: tuple[str, ...] = ("rape",),
    pattern: str = "single",
    accused: tuple[dict[str, Any], ...] = (soldier(),),
    steps: tuple[dict[str, Any], ...] = (),
    claimants: tuple[Claimant, ...] = (HER,),
    evidence: tuple[str, ...] = (),
    as_of: date = TODAY,
    law: Law | None = None,
) -> Matter:
    law = law or the_law()
    case = Case.model_validate(
        {
            "code": f"{host}-001",
            "label": "a case",
            "host_state": host,
            "incident": {
                "from": facts[0], "to": facts[1], "conduct": list(conduct), "pattern": pattern,
            },
            "steps": list(steps),
        }
    )  # fmt: skip
    return Matter(
        law=law,
        avenue=law.avenues[avenue],
        forum=forum,
        case=case,
        as_of=as_of,
        accused=tuple(Accused.model_validate(one) for one in accused),
        claimants=claimants,
        evidence=tuple(
            Evidence.model_validate({"kind": kind, "strength": "strong", "held_by": "P-HTI-1"})
            for kind in evidence
        ),
        past=past_of(law, case, forum, as_of),
    )


def of_law(avenue: str, forum: str, **said: Any) -> Gate:
    return law_gate(a_matter(avenue, forum, **said))


def of_time(avenue: str, forum: str, **said: Any) -> tuple[Gate, LimitAnswer]:
    return time_gate(a_matter(avenue, forum, **said))


def codes(gate: Gate) -> set[str]:
    return {reason.code for reason in gate.reasons}


def the(gate: Gate, code: str) -> Reason:
    found = [reason for reason in gate.reasons if reason.code == code]
    assert found, f"no {code} among {codes(gate)}"
    return found[0]


def law_where(**said: Any) -> Law:
    """The law as it ships, but for a made-up profile of Uruguay."""
    profile = Profile.model_validate(
        {
            "profile": 1, "state": "URY", "name": "Uruguay", "reviewed": {"status": "draft"},
            "age_of_majority": {"value": 18, **CITE}, **said,
        },
        strict=False,
    )  # fmt: skip
    return replace(the_law(), profiles={**the_law().profiles, "URY": profile})


def limited(*limits: dict[str, Any]) -> Law:
    return law_where(limits=[{"avenue": "crim_tcc_civilian", **CITE, **limit} for limit in limits])


# --- who the accused is --------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["HTI", "CAF", "COD", "SSD", "LBR", "CIV"])
def test_a_member_of_a_contingent_is_immune_in_host_courts_and_that_is_settled(host: str) -> None:
    gate = of_law("crim_host_state", host, host=host)
    immune = the(gate, "immunity")
    assert (gate.result, immune.result, immune.confirmed, immune.who) == (
        "fail",
        "fail",
        True,
        "A1",
    )


def test_civilian_staff_need_a_waiver_in_host_courts() -> None:
    staff = soldier(category="un_civilian_staff")
    gate = of_law("crim_host_state", "HTI", accused=(staff,))
    assert the(gate, "waiver_needed").result == "needs"
    assert "immunity" not in codes(gate)


def waiver(*kinds: str, accused: str | None = None) -> Gate:
    steps = tuple(
        {"on": f"20{18 + n}-01-01", "kind": kind, "accused": accused}
        for n, kind in enumerate(kinds)
    )
    staff = soldier(category="un_civilian_staff")
    return of_law("crim_host_state", "HTI", accused=(staff,), steps=steps)


def test_a_waiver_that_was_granted_opens_and_one_refused_closes() -> None:
    assert not codes(waiver("waiver_requested", "waiver_granted")) & {"waiver_needed", "immunity"}
    refused = the(waiver("waiver_requested", "waiver_refused"), "immunity")
    assert (refused.result, refused.confirmed) == ("fail", True)
    assert the(waiver("waiver_requested"), "waiver_needed").text.endswith("It has been asked for.")


def test_the_last_answer_on_a_waiver_counts() -> None:
    assert not codes(waiver("waiver_refused", "waiver_granted")) & {"waiver_needed", "immunity"}


def test_a_waiver_for_another_accused_opens_nothing() -> None:
    staff = (soldier(category="un_civilian_staff"),)
    steps = ({"on": "2018-01-01", "kind": "waiver_granted", "accused": "A2"},)
    gate = of_law("crim_host_state", "HTI", accused=staff, steps=steps)
    assert the(gate, "waiver_needed").result == "needs"


def test_of_several_accused_the_best_counts_and_all_are_listed() -> None:
    pair = (soldier(), soldier(ref="A2", category="contractor"))
    gate = of_law("crim_host_state", "HTI", accused=pair)
    assert the(gate, "immunity").who == "A1"
    assert the(gate, "immunity").result == "fail"
    alone = of_law("crim_host_state", "HTI", accused=pair[1:])
    assert gate.result == alone.result != "fail"


@pytest.mark.parametrize(
    ("avenue", "known", "enough"),
    [
        ("crim_tcc_civilian", "unknown", False),
        ("crim_tcc_civilian", "unit", False),
        ("crim_tcc_civilian", "described", True),
        ("crim_tcc_civilian", "named", True),
        ("civil_individual_tcc", "described", False),
        ("civil_individual_tcc", "named", True),
        ("paternity_tcc", "described", False),
        ("paternity_tcc", "named", True),
    ],
)
def test_criminal_ways_need_a_description_and_civil_and_family_ways_a_name(
    avenue: str, known: str, enough: bool
) -> None:
    gate = of_law(avenue, "URY", accused=(soldier(identified=known),), claimants=(MOTHER,))
    assert ("not_identified" not in codes(gate)) == enough
    assert gate.result != "fail"


def test_where_nobody_is_recorded_the_accused_is_not_identified() -> None:
    assert the(of_law("crim_tcc_civilian", "URY", accused=()), "not_identified").who is None


# --- is there such a way -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("available", "cite", "code", "result", "confirmed"),
    [
        (True, CITE, None, None, None),
        (True, HEARD, "availability_unknown", "pass", False),
        (False, CITE, "not_available", "fail", True),
        (False, HEARD, "not_available", "needs", False),
        (False, {**CITE, "confidence": "low"}, "not_available", "needs", False),
        ("unknown", CITE, "availability_unknown", "needs", False),
        ("contested", CITE, "jurisdiction_contested", "needs", True),
    ],
)
def test_what_a_state_lacks_closes_only_where_it_was_read(
    available: Any, cite: dict[str, str], code: str | None, result: str | None, confirmed: Any
) -> None:
    law = law_where(avenues={"crim_tcc_civilian": {"available": available, **cite}})
    gate = of_law("crim_tcc_civilian", "URY", law=law)
    if code is None:
        assert gate == Gate("pass")
        return
    found = the(gate, code)
    assert (found.result, found.confirmed, gate.result) == (result, confirmed, result)


def test_an_avenue_that_no_profile_lists_is_unknown_and_not_closed() -> None:
    gate = of_law("crim_tcc_civilian", "URY", law=law_where())
    assert (gate.result, the(gate, "availability_unknown").confirmed) == ("needs", False)


def test_what_holds_for_one_category_says_nothing_of_another() -> None:
    entry = {"available": False, "for": ["contractor"], **CITE}
    law = law_where(avenues={"crim_tcc_civilian": entry})
    assert codes(of_law("crim_tcc_civilian", "URY", law=law)) == {"availability_unknown"}


def test_every_fail_of_the_shipped_law_that_was_not_read_is_a_needs() -> None:
    law = the_law()
    seen = 0
    for state, profile in law.profiles.items():
        for key in profile.avenues:
            for entry in profile.availability(key):
                if entry.available is not False or entry.firm:
                    continue
                category = (entry.for_ or ("military_contingent",))[0]
                span = entry.in_force
                edge = (span.from_ or span.to) if span else None
                last = edge.text if edge else "2016-06-01"
                gate = of_law(
                    key, state,
                    facts=(last, last),
                    conduct=entry.conduct or ("rape",),
                    accused=(soldier(sending_state=state, category=category),),
                )  # fmt: skip
                assert not [
                    r for r in gate.reasons if r.code == "not_available" and r.result == "fail"
                ]
                seen += 1
    assert seen


@pytest.mark.parametrize(
    ("avenue", "inside", "outside"),
    [("acerwc", "ZAF", "URY"), ("ecthr", "FRA", "ZAF"), ("iachr", "URY", "FRA"),
     ("ecowas_court", "GHA", "ZAF"), ("eacj", "KEN", "GHA"), ("african_court", "GHA", "BRA"),
     ("achpr", "KEN", "FRA"), ("ecsr", "FRA", "USA")],
)  # fmt: skip
def test_a_body_is_not_open_to_states_outside_its_region_and_that_is_settled(
    avenue: str, inside: str, outside: str
) -> None:
    closed = the(of_law(avenue, outside), "not_eligible")
    assert (closed.result, closed.confirmed) == ("fail", True)
    assert "not_eligible" not in codes(of_law(avenue, inside))


def test_a_body_for_women_and_girls_is_not_open_to_a_boy_alone() -> None:
    assert "not_eligible" in codes(of_law("cedaw_op", "URY", claimants=(HIM,)))
    assert "not_eligible" not in codes(of_law("cedaw_op", "URY", claimants=(HER, HIM)))
    unknown = Claimant("S-0003", day("2003"))
    assert "not_eligible" not in codes(of_law("cedaw_op", "URY", claimants=(unknown,)))


# --- treaties ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("treaty", "facts", "code", "result", "confirmed"),
    [
        ({"status": "accepted", "on": "2015-02-23", **CITE}, ("2016-03-01", "2016-06-01"), None, None, None),
        ({"status": "accepted", "on": "2015-02-23", **CITE}, ("2011-07", "2011-07"), "treaty_after_facts", "needs", True),
        ({"status": "accepted", "on": "2015-02-23", **CITE}, ("2015", "2015"), "treaty_after_facts", "needs", True),
        ({"status": "accepted", "on": "2026-10-01", **CITE}, ("2016-03-01", "2016-06-01"), "treaty_not_accepted", "fail", True),
        ({"status": "not", **CITE}, ("2016-03-01", "2016-06-01"), "treaty_not_accepted", "fail", True),
        ({"status": "not", **HEARD}, ("2016-03-01", "2016-06-01"), "treaty_not_accepted", "needs", False),
        ({"status": "unknown", **CITE}, ("2016-03-01", "2016-06-01"), "treaty_unknown", "needs", False),
        ({"status": "accepted", **CITE}, ("2016-03-01", "2016-06-01"), "treaty_unknown", "needs", False),
        ({"status": "withdrawn", "on": "2015-02-23", "until": "2026-11-01", **CITE}, ("2016-03-01", "2016-06-01"), "treaty_withdrawn", "fail", True),
        ({"status": "withdrawn", "on": "2015-02-23", "until": "2026-11-02", **CITE}, ("2016-03-01", "2016-06-01"), None, None, None),
        ({"status": "withdrawn", "on": "2015-02-23", "until": "2026-11", **CITE}, ("2016-03-01", "2016-06-01"), "treaty_unknown", "needs", False),
        ({"status": "withdrawn", "on": "2015-02-23", "until": "2020", **HEARD}, ("2016-03-01", "2016-06-01"), "treaty_withdrawn", "needs", False),
    ],
)  # fmt: skip
def test_a_treaty_answers_with_its_code(
    treaty: dict[str, Any], facts: tuple[str, str], code: str | None, result: str | None, confirmed: Any
) -> None:  # fmt: skip
    gate = of_law("crc_opic", "URY", law=law_where(treaties={"CRC-OPIC": treaty}), facts=facts)
    about = [reason for reason in gate.reasons if reason.code.startswith("treaty_")]
    expected = [] if code is None else [(code, result, confirmed)]
    assert [(r.code, r.result, r.confirmed) for r in about] == expected
    assert all(r.source == "URY treaties.CRC-OPIC" for r in about)


# --- remedies, and what was decided --------------------------------------------------------------


def verdict(forum: str, **said: Any) -> dict[str, Any]:
    return {"on": "2019-01-01", "kind": "verdict", "forum": forum, "final": True, **said}


def test_remedies_are_not_exhausted_until_a_final_decision_or_a_plea() -> None:
    bare = the(of_law("crc_opic", "URY"), "remedies_not_exhausted")
    assert (bare.result, bare.confirmed) == ("needs", True)
    assert "remedies_not_exhausted" not in codes(of_law("crc_opic", "URY", steps=(verdict("URY"),)))
    pleaded = ({"on": "2020", "kind": "exhaustion_argued", "forum": "URY"},)
    plea = the(of_law("crc_opic", "URY", steps=pleaded), "remedies_not_exhausted")
    assert plea.result == "pass"


@pytest.mark.parametrize(
    "step",
    [
        verdict("URY", final=False),
        verdict("HTI"),
        verdict("URY", on="2026-11-02"),
        {"on": "2020", "kind": "exhaustion_argued", "forum": "HTI"},
        {"on": "2020", "kind": "decided", "forum": "URY", "avenue": "hrctte", "final": True},
        {"on": "2020", "kind": "decision_not_to_prosecute", "forum": "URY"},
    ],
)
def test_what_is_not_final_or_not_of_that_state_exhausts_nothing(step: dict[str, Any]) -> None:
    gate = of_law("crc_opic", "URY", steps=(step,))
    assert the(gate, "remedies_not_exhausted").result == "needs"


def test_a_final_verdict_against_the_same_accused_closes_criminal_ways_in_that_state() -> None:
    for steps in ((verdict("URY", accused="A1"),), (verdict("URY"),)):
        decided = the(of_law("crim_tcc_civilian", "URY", steps=steps), "already_decided")
        assert (decided.result, decided.confirmed, decided.who) == ("fail", True, "A1")
    for steps in (
        (verdict("HTI"),),
        (verdict("URY", accused="A2"),),
        (verdict("URY", final=False),),
    ):
        assert "already_decided" not in codes(of_law("crim_tcc_civilian", "URY", steps=steps))
    assert "already_decided" not in codes(
        of_law("civil_individual_tcc", "URY", steps=(verdict("URY"),))
    )


def test_a_body_that_has_decided_is_not_asked_again() -> None:
    steps = (
        {"on": "2020", "kind": "filed", "avenue": "crc_opic", "forum": "URY"},
        {"on": "2023", "kind": "decided", "avenue": "crc_opic", "forum": "URY", "final": True},
    )
    assert the(of_law("crc_opic", "URY", steps=steps), "already_decided").result == "fail"
    assert "already_decided" not in codes(of_law("crc_opic", "URY", steps=steps[:1]))


def test_a_review_needs_a_decision_of_that_state() -> None:
    step = {"on": "2026-10-20", "kind": "decision_not_to_prosecute", "forum": "URY"}
    assert "no_decision_to_review" in codes(of_law("review_nonprosecution", "URY"))
    assert "no_decision_to_review" in codes(
        of_law("review_nonprosecution", "URY", steps=({**step, "forum": "HTI"},))
    )
    assert "no_decision_to_review" not in codes(
        of_law("review_nonprosecution", "URY", steps=(step,))
    )


# --- the same matter elsewhere -------------------------------------------------------------------


def filed(at: str, forum: str = "URY", *, decided: bool = False) -> tuple[dict[str, Any], ...]:
    steps = [{"on": "2020", "kind": "filed", "avenue": at, "forum": forum}]
    if decided:
        steps.append({"on": "2023", "kind": "decided", "avenue": at, "forum": forum})
    return tuple(steps)


@pytest.mark.parametrize(
    ("at", "asked", "forum", "pending", "examined"),
    [
        ("hrctte", "crc_opic", "URY", True, True),
        ("iachr", "crc_opic", "URY", True, True),
        ("crc_opic", "hrctte", "URY", True, False),
        ("crc_opic", "hrctte", "FRA", True, True),
        ("hrctte", "achpr", "KEN", False, True),
        ("african_court", "ecowas_court", "GHA", True, False),
        ("inquiry_opic", "crc_opic", "URY", False, False),
        ("crim_tcc_civilian", "crc_opic", "URY", False, False),
    ],
)
def test_the_same_matter_bars_strictly_while_pending_or_once_settled(
    at: str, asked: str, forum: str, pending: bool, examined: bool
) -> None:
    for steps, barred in (
        (filed(at, forum), pending),
        (filed(at, forum, decided=True), examined),
    ):
        gate = of_law(asked, forum, steps=steps)
        assert ("same_matter_elsewhere" in codes(gate)) == barred
        for reason in gate.reasons:
            if reason.code == "same_matter_elsewhere":
                number = int(reason.source.removeprefix("same_matter bars[").removesuffix("]"))
                firm = the_law().same_matter.bars[number].firm
                assert (reason.result, reason.confirmed) == ("fail" if firm else "needs", firm)


def test_the_same_facts_against_another_state_bar_nothing() -> None:
    gate = of_law("crc_opic", "URY", steps=filed("hrctte", "BRA"))
    assert "same_matter_elsewhere" not in codes(gate)


def test_a_filing_that_was_withdrawn_bars_nothing() -> None:
    steps = (
        *filed("hrctte"),
        {"on": "2021", "kind": "withdrawn_filing", "avenue": "hrctte", "forum": "URY"},
    )
    assert "same_matter_elsewhere" not in codes(of_law("crc_opic", "URY", steps=steps))


# --- a child born, proof, and where the father is ------------------------------------------------


@pytest.mark.parametrize("avenue", ["paternity_tcc", "maintenance_ny1956", "un_paternity_facilitation"])  # fmt: skip
def test_without_a_child_a_family_way_is_closed_and_that_is_settled(avenue: str) -> None:
    closed = the(of_law(avenue, "URY"), "no_child_born")
    assert (closed.result, closed.confirmed) == ("fail", True)
    assert "no_child_born" not in codes(of_law(avenue, "URY", claimants=(MOTHER,)))


def test_a_sample_alone_is_no_proof_of_paternity() -> None:
    said = {"claimants": (MOTHER,)}
    sampled = the(of_law("paternity_tcc", "URY", evidence=("dna_sample",), **said), "dna_missing")
    assert sampled.text == "A sample is held, but no result of it is recorded."
    nothing = the(of_law("paternity_tcc", "URY", evidence=("testimony",), **said), "dna_missing")
    assert nothing.text == "No proof of paternity is recorded."
    for proof in ("dna_result", "admission"):
        gate = of_law("paternity_tcc", "URY", evidence=(proof,), **said)
        assert "dna_missing" not in codes(gate)


def test_a_debtor_has_to_be_located_where_maintenance_is_asked() -> None:
    said = {"claimants": (MOTHER,)}
    away = of_law("maintenance_ny1956", "URY", accused=(soldier(present_in=["FRA"]),), **said)
    there = of_law("maintenance_ny1956", "URY", accused=(soldier(present_in=["URY"]),), **said)
    assert the(away, "debtor_not_located").who == "A1"
    assert "debtor_not_located" not in codes(there)


# --- the time gate -------------------------------------------------------------------------------


def test_a_limit_that_was_read_closes_when_every_reading_is_past() -> None:
    law = limited({"period": "P5Y"})
    gate, limit = of_time("crim_tcc_civilian", "URY", law=law)
    expired = the(gate, "expired")
    assert (gate.result, expired.confirmed, limit.status) == ("fail", True, "expired")
    assert (limit.latest, limit.source) == (date(2021, 6, 1), "URY limits[0]")


@pytest.mark.parametrize(
    "weak",
    [HEARD, {**CITE, "confidence": "low"}],
)
def test_an_unconfirmed_limit_never_closes(weak: dict[str, str]) -> None:
    gate, limit = of_time("crim_tcc_civilian", "URY", law=limited({"period": "P5Y", **weak}))
    expired = the(gate, "expired")
    assert (gate.result, expired.confirmed, limit.firm) == ("needs", False, False)


def test_a_reform_that_was_not_read_keeps_the_whole_chain_open() -> None:
    law = limited(
        {"period": "P2Y"},
        {
            "period": "P5Y",
            "in_force": {"from": "2017-01-01"},
            "earlier_facts": "live_only",
            **HEARD,
        },
    )
    gate, _ = of_time("crim_tcc_civilian", "URY", law=law)
    assert (gate.result, the(gate, "expired").confirmed) == ("needs", False)


def test_where_majority_is_not_known_nothing_closes() -> None:
    law = law_where(
        age_of_majority={"value": "unknown", **CITE},
        limits=[{"avenue": "crim_tcc_civilian", "period": "P1Y", "runs_from": "majority", **CITE}],
    )
    gate, _ = of_time("crim_tcc_civilian", "URY", law=law)
    assert gate.result == "needs"


@pytest.mark.parametrize(
    "step",
    [
        {"on": "2018-05-01", "kind": "charge", "forum": "URY"},
        {"on": "2018-05-01", "kind": "investigation_opened", "forum": "URY"},
        {"on": "2018-05-01", "kind": "complaint_by_survivor"},
        {"on": "2018-05-01", "kind": "waiver_requested"},
    ],
)
def test_a_recorded_act_that_may_have_stopped_time_never_closes(step: dict[str, Any]) -> None:
    law = limited({"period": "P5Y"})
    gate, _ = of_time("crim_tcc_civilian", "URY", law=law, steps=(step,))
    expired = the(gate, "expired")
    assert (gate.result, expired.confirmed) == ("needs", False)
    assert "may have stopped time" in expired.text


def test_an_act_that_the_rule_itself_counts_moves_the_limit() -> None:
    law = limited({"period": "P5Y", "interrupted_by": ["charge"]})
    step = {"on": "2020-05-01", "kind": "charge", "forum": "URY"}
    _, limit = of_time("crim_tcc_civilian", "URY", law=law, steps=(step,))
    assert limit.latest == date(2025, 5, 1)


def test_between_the_readings_the_limit_is_uncertain_and_the_reason_names_the_date() -> None:
    gate, limit = of_time(
        "crim_tcc_civilian", "URY", law=limited({"period": "P5Y"}), facts=("2021", "2021")
    )
    assert (gate.result, limit.status) == ("needs", "uncertain")
    assert (limit.earliest, limit.latest) == (date(2026, 1, 1), date(2026, 12, 31))
    assert limit.plan_by == date(2025, 10, 3)
    assert limit.days_left == -304
    assert the(gate, "uncertain").changes_if == "the last day of the facts is settled"


def test_an_open_limit_says_until_when_and_by_when_to_plan() -> None:
    gate, limit = of_time("crim_tcc_civilian", "URY", law=limited({"period": "P20Y"}))
    assert gate == Gate("pass")
    assert (limit.status, limit.earliest, limit.days_left) == ("open", date(2036, 6, 1), 3500)
    assert limit.plan_by == date(2036, 3, 3)
    assert limit.firm


def test_no_rule_at_all_is_unknown_and_urgent() -> None:
    gate, limit = of_time("crim_tcc_civilian", "URY", law=law_where())
    assert (gate.result, limit.status) == ("needs", "unknown")
    assert "treat it as urgent" in the(gate, "limit_unknown").text


def test_a_planning_date_stays_unknown_however_long_past() -> None:
    law = limited({"period": "P1Y", "safety_value": True})
    gate, limit = of_time("crim_tcc_civilian", "URY", law=law)
    unknown = the(gate, "limit_unknown")
    assert (gate.result, unknown.result, limit.status) == ("needs", "needs", "unknown")
    assert (limit.earliest, limit.firm) == (date(2017, 6, 1), False)
    assert "2017-06-01" in unknown.text


def test_of_several_charges_the_best_counts_and_each_is_listed() -> None:
    law = limited(
        {"period": "P5Y", "when": {"charge": "lesser"}},
        {"period": "P20Y", "when": {"charge": "graver"}},
    )
    gate, limit = of_time("crim_tcc_civilian", "URY", law=law)
    assert gate.result == "pass"
    assert (limit.status, limit.earliest, limit.latest) == (
        "uncertain", date(2021, 6, 1), date(2036, 6, 1),
    )  # fmt: skip
    assert [(part.charge, part.status) for part in limit.parts] == [
        ("graver", "open"), ("lesser", "expired"),
    ]  # fmt: skip


def test_of_several_claimants_the_best_counts_and_the_others_are_listed() -> None:
    law = limited({"period": "P5Y", "runs_from": "majority"})
    gate, limit = of_time("crim_tcc_civilian", "URY", law=law, claimants=(HIM, HER))
    assert (limit.status, limit.earliest) == ("expired", date(2026, 5, 1))
    younger = Claimant("S-0003", day("2006-01-01"))
    gate, limit = of_time("crim_tcc_civilian", "URY", law=law, claimants=(HIM, younger))
    assert (gate.result, limit.status, limit.earliest) == ("pass", "open", date(2029, 1, 1))
    assert {(part.who, part.status) for part in limit.parts} == {
        ("S-0002", "expired"), ("S-0003", "open"),
    }  # fmt: skip


def test_a_charge_that_cannot_fit_is_not_asked() -> None:
    law = limited(
        {"period": "P5Y", "when": {"charge": "images", "conduct": ["images"]}},
        {"period": "P5Y", "when": {"charge": "young", "victim_under": 10}},
        {"period": "P20Y", "when": {"charge": "rape", "conduct": ["rape"]}},
    )
    _, limit = of_time("crim_tcc_civilian", "URY", law=law)
    assert [part.charge for part in limit.parts] == ["rape"]


def test_the_avenues_own_rule_goes_before_that_of_its_family() -> None:
    law = law_where(
        limits=[
            {"avenue": "criminal", "period": "P5Y", **CITE},
            {"avenue": "crim_tcc_civilian", "period": "P20Y", **CITE},
        ]
    )
    assert of_time("crim_tcc_civilian", "URY", law=law)[1].latest == date(2036, 6, 1)
    assert of_time("crim_tcc_military", "URY", law=law)[1].latest == date(2021, 6, 1)


# --- the order of reasons ------------------------------------------------------------------------


@pytest.mark.parametrize("avenue", sorted(the_law().avenues))
def test_reasons_stand_in_the_order_of_codes_then_sources_then_people(avenue: str) -> None:
    order = {code: place for place, code in enumerate((*LAW_CODES, *TIME_CODES))}
    pair = (
        soldier(identified="unknown", sending_state="FRA"),
        soldier(ref="A2", category="un_civilian_staff", identified="unit", sending_state="FRA"),
    )
    people = (HER, HIM, Claimant("S-0003", None))
    for forum in ("FRA", "HTI", "GHA"):
        matter = a_matter(
            avenue, forum, accused=pair, claimants=people, steps=filed("hrctte", forum)
        )
        for gate in (law_gate(matter), time_gate(matter)[0]):
            keys = [(order[r.code], r.source, r.who or "") for r in gate.reasons]
            assert keys == sorted(keys)
            for reason in gate.reasons:
                assert reason.result != "fail" or reason.confirmed
                assert reason.text.endswith((".", "]", ")"))
                assert reason.source
