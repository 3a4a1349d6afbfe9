"""From facts to scores: each row of the design's table, and whose facts may be used for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from cases.evidence import usable_assessments, usable_evidence
from cases.gates import OPEN, Gate, Reason, Result
from cases.model import Case
from criteria.assess import Question, derived, enforceability, missing_keys, scores_of
from criteria.load import read_criteria
from criteria.model import Criterion
from jurisdictions.load import Law, read_law
from jurisdictions.model import Profile
from partners.model import Partner
from reading.dates import PartialDate

CATALOGUE = read_criteria().catalogue
Ends = tuple[float, float | None, float]
SCALES = {criterion.key: criterion for criterion in CATALOGUE.criteria}
AS_OF = PartialDate.parse("2026-11-01").earliest
CITE = {"source": "made up", "basis": "read", "confidence": "high", "as_of": "2026"}


@pytest.fixture(scope="module")
def law() -> Law:
    """The real avenues, and two made-up profiles: all is rated in ZAF, nothing in CIV."""
    rated = Profile.model_validate(
        {
            "profile": 1,
            "state": "ZAF",
            "name": "South Africa",
            "reviewed": {"status": "draft"},
            "ratings": {
                "independence": {"low": 1, "likely": 2, "high": 3, **CITE},
                "protection": {"low": 3, "high": 4, **CITE},
                "enforceability": {"low": 1, "likely": 2, "high": 4, **CITE},
            },
        }
    )
    return replace(read_law(), profiles={"ZAF": rated})


def a_case(**changes: Any) -> Case:
    return Case.model_validate(
        {
            "code": "CIV-007",
            "label": "Made up",
            "host_state": "CIV",
            "incident": {"from": "2019", "to": "2020", "conduct": ["rape"], "pattern": "single"},
            "accused": [accused()],
        }
        | changes
    )


def accused(identified: str = "named", ref: str = "A1") -> dict[str, Any]:
    return {
        "ref": ref,
        "sending_state": "ZAF",
        "category": "military_contingent",
        "identified": identified,
    }


def item(
    kind: str = "testimony",
    strength: str = "moderate",
    of: Sequence[str] = ("S-0071",),
    cleared_by: Sequence[str] = (),
) -> dict[str, Any]:
    return {
        "kind": kind,
        "strength": strength,
        "held_by": "P-CIV-1",
        "of": list(of),
        "cleared_by": list(cleared_by),
    }


def judged(criterion: str = "reach", low: float = 4.0, **changes: Any) -> dict[str, Any]:
    return {
        "criterion": criterion,
        "low": low,
        "likely": low,
        "high": low,
        "by": "lawyer",
        "on": "2026-09-01",
        "because": "A test.",
    } | changes


def a_partner(**changes: Any) -> Partner:
    return Partner.model_validate(
        {
            "ref": "P-CIV-1",
            "states": ["CIV"],
            "roles": ["legal"],
            "capacity": {"family": 3},
            "willing": {"family": True},
            "can_carry": 1,
            "assessed": {"on": "2026-01-01", "by": "coordinator", "valid_until": "2027"},
        }
        | changes
    )


def ask(
    law: Law,
    case: Case | None = None,
    avenue: str = "paternity_tcc",
    forum: str = "ZAF",
    claimants: tuple[str, ...] = ("S-0071",),
    **changes: Any,
) -> Question:
    case = case or a_case()
    return Question(
        law,
        law.avenues[avenue],
        forum,
        case,
        case.accused,
        claimants,
        usable_evidence(case, claimants),
        usable_assessments(case, claimants),
        changes.pop("fits", [(0.2, 0.3, 0.4)]),
        changes.pop("law_gate", OPEN),
        changes.pop("partners", []),
        AS_OF,
    )


def score(key: str, question: Question) -> Ends:
    found = scores_of(question, CATALOGUE)[key]
    return (found.low, found.likely, found.high)


def source(key: str, question: Question) -> str:
    return scores_of(question, CATALOGUE)[key].source


# --- missing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("criterion", CATALOGUE.criteria, ids=lambda one: one.key)
def test_what_nobody_knows_is_the_whole_scale_and_stays_missing(
    law: Law, criterion: Criterion
) -> None:
    nothing = ask(law, forum="CIV", fits=[None])
    found = derived(criterion, nothing)
    if found.source == "missing":
        assert found[:3] == (criterion.low, None, criterion.high)
        assert criterion.key in set(missing_keys(scores_of(nothing, CATALOGUE)))
    else:
        assert criterion.key in {
            "burden", "duration", "evidence", "identification", "legal_basis", "reach",
        }  # fmt: skip


@pytest.mark.parametrize("key", ["precedent", "cost", "backlash", "bad_precedent"])
def test_what_is_only_judged_is_missing_until_someone_judges_it(law: Law, key: str) -> None:
    assert source(key, ask(law)) == "missing"
    by_someone = ask(law, a_case(assessments=[judged(key, 1)]))
    assert score(key, by_someone) == (1, 1, 1)
    assert source(key, by_someone) == "person"


def test_every_score_lies_on_its_own_scale_in_order(law: Law) -> None:
    for avenue in law.avenues.values():
        question = ask(law, avenue=avenue.key, partners=[a_partner()])
        found = scores_of(question, CATALOGUE)
        assert tuple(found) == CATALOGUE.keys
        for key, one in found.items():
            likely = one.low if one.likely is None else one.likely
            assert SCALES[key].low <= one.low <= likely <= one.high <= SCALES[key].high
            assert one.fact


# --- the person ----------------------------------------------------------------------------------


def test_fit_is_the_least_of_the_claimants_end_by_end(law: Law) -> None:
    fits = [(0.1, 0.5, 0.9), (0.2, 0.3, 0.4)]
    assert score("fit", ask(law, fits=fits)) == (0.1, 0.3, 0.4)


def test_fit_is_missing_where_one_claimants_wishes_are_not_known(law: Law) -> None:
    assert source("fit", ask(law, fits=[(0.1, 0.5, 0.9), None])) == "missing"
    assert source("fit", ask(law, fits=[])) == "missing"


def test_burden_and_duration_are_the_avenues(law: Law) -> None:
    avenue = law.avenues["paternity_host"]
    question = ask(law, avenue="paternity_host", forum="CIV")
    assert score("burden", question) == (
        avenue.burden.low,
        avenue.burden.likely,
        avenue.burden.high,
    )
    assert score("duration", question) == (0.5, None, 4)


def test_an_avenue_that_takes_longer_than_the_scale_stops_at_its_end(law: Law) -> None:
    slow = law.avenues["paternity_host"]
    slow = slow.model_copy(
        update={"duration": slow.duration.model_copy(update={"low": 12.0, "high": 30.0})}
    )
    question = ask(replace(law, avenues={"paternity_host": slow}), avenue="paternity_host")
    assert score("duration", question) == (12, None, 15)


# --- merits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], (0, 0, 1)),
        ([item(strength="weak")], (0, 1, 2)),
        ([item()], (1, 2, 3)),
        ([item(strength="strong")], (2, 3, 4)),
        ([item(), item()], (1, 2, 3)),
        ([item(), item("medical", "weak")], (1, 2, 3)),
        ([item(), item("medical")], (2, 3, 4)),
        ([item("dna_result", "strong"), item()], (3, 4, 4)),
        ([item(of=["S-0072"])], (0, 0, 1)),
        ([item(of=["S-0071", "S-0072"])], (0, 0, 1)),
        ([item(of=[])], (0, 0, 1)),
        ([item(of=[], cleared_by=["AV-1", "AV-1"])], (0, 0, 1)),
        ([item(of=[], cleared_by=["AV-1", "AV-2"])], (1, 2, 3)),
        ([item(of=["S-0072"], cleared_by=["AV-1", "AV-2"])], (0, 0, 1)),
        ([item(), item("medical", "strong", of=["S-0072"])], (1, 2, 3)),
    ],
)
def test_only_the_claimants_evidence_counts_and_what_two_people_cleared(
    law: Law, items: list[dict[str, Any]], expected: Ends
) -> None:
    assert score("evidence", ask(law, a_case(evidence=items))) == expected


@pytest.mark.parametrize(
    ("known", "items", "expected"),
    [
        ([], [], (0, 0, 1)),
        (["unknown"], [], (0, 0, 1)),
        (["unit"], [], (1, 1, 2)),
        (["described"], [], (2, 2, 3)),
        (["named"], [], (3, 3, 4)),
        (["unit", "named", "unknown"], [], (3, 3, 4)),
        (["named"], [item("dna_result")], (4, 4, 4)),
        (["named"], [item("admission")], (4, 4, 4)),
        (["named"], [item("dna_sample")], (3, 3, 4)),
        (["named"], [item("dna_result", of=["S-0072"])], (3, 3, 4)),
        (["described"], [item("dna_result")], (2, 2, 3)),
    ],
)
def test_identification_is_of_the_best_known_accused_and_of_dna_that_may_be_used(
    law: Law, known: list[str], items: list[dict[str, Any]], expected: Ends
) -> None:
    case = a_case(
        accused=[accused(one, f"A{n}") for n, one in enumerate(known, start=1)], evidence=items
    )
    assert score("identification", ask(law, case)) == expected


def reason(result: Result, confirmed: bool = True) -> Reason:
    return Reason("availability_unknown", result, confirmed, "Made up.", "made up")


@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        (OPEN, (2, 3, 4)),
        (Gate("pass", (reason("pass", confirmed=False),)), (0, 3, 4)),
        (Gate("needs", (reason("needs"),)), (0, 2, 3)),
    ],
)
def test_legal_basis_follows_the_law_gate_until_a_lawyer_judges_it(
    law: Law, gate: Gate, expected: Ends
) -> None:
    assert score("legal_basis", ask(law, law_gate=gate)) == expected
    by_lawyer = a_case(assessments=[judged("legal_basis", 4)])
    assert score("legal_basis", ask(law, by_lawyer, law_gate=gate)) == (4, 4, 4)


# --- the forum -----------------------------------------------------------------------------------


def test_a_forum_is_as_its_profile_rates_it(law: Law) -> None:
    assert score("independence", ask(law)) == (1, 2, 3)
    assert score("protection", ask(law)) == (3, None, 4)
    assert source("independence", ask(law)) == "profile"
    assert source("independence", ask(law, forum="CIV")) == "missing"


def test_a_body_is_not_rated_by_the_profile_of_the_state_it_judges(law: Law) -> None:
    before_a_body = ask(law, avenue="crc_opic")
    assert score("independence", before_a_body) == (0, None, 4)
    assert score("protection", before_a_body) == (0, None, 4)


def test_enforceability_is_a_share_of_its_scale_and_the_whole_of_it_where_unknown(law: Law) -> None:
    assert enforceability(law, "ZAF") == (0.25, 0.5, 1.0)
    assert enforceability(law, "CIV") == (0.0, None, 1.0)


# --- impact --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("single", (0, 1, 2)), ("repeated", (1, 2, 3)), ("organised", (2, 3, 4))],
)
def test_reach_follows_the_pattern_of_the_facts(law: Law, pattern: str, expected: Ends) -> None:
    incident = {"from": "2019", "to": "2020", "conduct": ["rape"], "pattern": pattern}
    assert score("reach", ask(law, a_case(incident=incident))) == expected


def advocate(willing: bool | str | None, **changes: Any) -> Partner:
    reform = None if willing is None else {"willing": willing}
    return a_partner(**({"roles": ["advocacy"], "policy_reform": reform} | changes))


@pytest.mark.parametrize(
    ("partners", "expected"),
    [
        ([], (0, None, 4)),
        ([advocate(True)], (1, 3, 4)),
        ([advocate("conditional")], (0, 2, 3)),
        ([advocate(False)], (0, 1, 2)),
        ([advocate(None)], (0, 1, 2)),
        ([advocate(False), advocate(True, ref="P-ZAF-1", states=["ZAF"])], (1, 3, 4)),
        ([advocate(True, roles=["media"])], (1, 3, 4)),
        ([advocate(True, roles=["legal"])], (0, None, 4)),
        ([advocate(True, states=["GAB"])], (0, None, 4)),
        ([advocate(True, conflicts=["CIV-007"])], (0, None, 4)),
        ([advocate(True, conflicts=["ZAF"])], (0, None, 4)),
    ],
)
def test_campaign_is_what_partners_without_a_conflict_would_carry(
    law: Law, partners: list[Partner], expected: Ends
) -> None:
    assert score("campaign", ask(law, partners=partners)) == expected


def test_campaign_never_rests_on_what_a_person_agreed_to(law: Law) -> None:
    """The question that a score is made from holds no ledger, no cell and no gate of a person."""
    assert set(Question._fields) == {
        "law", "avenue", "forum", "case", "accused", "claimants", "evidence", "assessments", "fits",
        "law_gate", "partners", "as_of",
    }  # fmt: skip
    partners = [advocate("conditional")]
    alone = ask(law, partners=partners)
    for other in (
        alone._replace(claimants=("S-0071", "S-0072")),
        alone._replace(claimants=()),
        alone._replace(fits=[None]),
    ):
        assert score("campaign", other) == score("campaign", alone)


# --- feasibility ---------------------------------------------------------------------------------


STALE = {"on": "2025-01-01", "by": "coordinator", "valid_until": "2026-01-01"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (3, 3, 3)),
        ({"willing": {"family": "conditional"}}, (0, 3, 3)),
        ({"assessed": STALE}, (0, None, 4)),
        ({"willing": {"family": False}}, (0, 0, 0)),
        ({"carrying": 1}, (0, 0, 0)),
        ({"conflicts": ["ZAF"]}, (0, 0, 0)),
        ({"capacity": {"criminal": 4}}, (0, None, 4)),
        ({"states": ["GAB"]}, (0, None, 4)),
    ],
)
def test_partners_of_the_host_and_of_the_forum_count_each_for_their_own(
    law: Law, changes: dict[str, Any], expected: Ends
) -> None:
    host = [a_partner(**changes)]
    assert score("partner_host", ask(law, partners=host)) == expected
    assert score("partner_forum", ask(law, partners=host)) == (0, None, 4)
    forum = [a_partner(**({"states": ["ZAF"]} | changes))]
    assert score("partner_forum", ask(law, partners=forum)) == expected
    assert score("partner_host", ask(law, partners=forum)) == (0, None, 4)


def test_recorded_but_none_available_is_zero_and_not_missing(law: Law) -> None:
    found = scores_of(ask(law, partners=[a_partner(carrying=1)]), CATALOGUE)["partner_host"]
    assert found.source == "partners"
    assert found[:3] == (0, 0, 0)


# --- which judgement counts ----------------------------------------------------------------------

NEITHER = judged(low=0)
FORUM = judged(low=1, forum="ZAF")
AVENUE = judged(low=2, avenue="paternity_tcc")
BOTH = judged(low=3, avenue="paternity_tcc", forum="ZAF")


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([NEITHER], 0),
        ([FORUM, NEITHER], 1),
        ([AVENUE, FORUM, NEITHER], 2),
        ([NEITHER, FORUM, AVENUE, BOTH], 3),
        ([BOTH, AVENUE, FORUM, NEITHER], 3),
        ([NEITHER, judged(low=4, avenue="media"), judged(low=4, forum="CIV")], 0),
        ([BOTH | {"on": "2020-01-01"}, NEITHER | {"on": "2026-10-30"}], 3),
        ([NEITHER | {"on": "2026-09-02"}, judged(low=4)], 0),
        ([NEITHER, judged(low=4)], 4),
        ([NEITHER, judged(low=4, of=["S-0072"])], 0),
        ([NEITHER, judged(low=4, of=["S-0071"])], 4),
        ([NEITHER, judged(low=4, of=["S-0071", "S-0072"])], 4),
        ([NEITHER, BOTH | {"of": ["S-0072"]}], 0),
    ],
)
def test_the_most_specific_judgement_counts_then_the_latest(
    law: Law, listed: list[dict[str, Any]], expected: float
) -> None:
    assert score("reach", ask(law, a_case(assessments=listed))) == (expected,) * 3


def test_a_judgement_overrides_what_was_derived_and_says_which_it_is(law: Law) -> None:
    question = ask(law, a_case(assessments=[judged("burden", 0), judged(low=4)]))
    found = scores_of(question, CATALOGUE)["reach"]
    assert (found.source, found.fact) == ("person", "CIV-007 assessments[1]")
    assert derived(SCALES["reach"], question)[:3] == (0, 1, 2)


# --- facts that are shared -----------------------------------------------------------------------


def test_two_options_that_rest_on_one_fact_share_its_id(law: Law) -> None:
    here = scores_of(ask(law), CATALOGUE)
    there = scores_of(ask(law, a_case(code="CIV-008"), avenue="civil_state_tcc"), CATALOGUE)
    assert here["independence"].fact == there["independence"].fact == "ZAF ratings.independence"
    assert here["evidence"].fact != there["evidence"].fact
    assert here["precedent"].fact != there["precedent"].fact
