"""What must hold of every profile, avenue and table of the law as it ships."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from jurisdictions.model import (
    OUTCOMES,
    Avenue,
    Cited,
    Exposure,
    Instrument,
    Limit,
    Profile,
)
from reading.states import is_state
from tests.jurisdictions.worked import the_law

LAW = the_law()
STATES = sorted(LAW.profiles)
AVENUES = sorted(LAW.avenues)
DETAILED = sorted(state for state, profile in LAW.profiles.items() if profile.notes)
INSTRUMENTS = set(Instrument.__args__)  # type: ignore[attr-defined]

FORUMS = {
    "tcc": {
        "crim_tcc_civilian", "crim_tcc_military", "civil_individual_tcc", "civil_state_tcc",
        "paternity_tcc", "maintenance_hague2007", "maintenance_ny1956", "review_nonprosecution",
        "constitutional_tcc", "foi", "nhri", "parliamentary_political",
    },
    "host": {"crim_host_state", "civil_host", "paternity_host", "media"},
    "third": {"crim_third_state", "civil_cross_border"},
    "respondent": {
        "oios_complaint", "vra", "trust_fund", "claim_vs_un", "icc_communication",
        "treaty_reporting_upr", "un_paternity_facilitation", "un_special_procedures",
    },
}  # fmt: skip
ENTAILS = {
    "media": {"publicity"},
    "ecowas_court": {"publicity"},
    "oios_complaint": {"testimony"},
    "nhri": {"testimony"},
}
CRIMINAL = {"testimony", "contact_with_police"}


def cited(value: Any, path: str = "") -> Iterator[tuple[str, Cited]]:
    """Every legal fact inside a value, with its key."""
    if isinstance(value, Cited):
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from cited(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from cited(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from cited(inner, f"{path}[{index}]")


def every_fact() -> Iterator[tuple[str, Cited]]:
    for state, profile in LAW.profiles.items():
        yield from cited(profile, state)
    for key, avenue in LAW.avenues.items():
        yield from cited(avenue, key)
    yield from cited(LAW.same_matter, "same_matter")


# --- every fact ----------------------------------------------------------------------------------


def test_every_legal_fact_says_what_it_rests_on() -> None:
    facts = list(every_fact())
    assert len(facts) > 3000
    for path, fact in facts:
        assert fact.source.strip(), path
        assert fact.basis in ("read", "settled", "unverified"), path
        assert fact.confidence in ("high", "medium", "low"), path
        if fact.as_of != "undated":
            assert fact.as_of.earliest <= date(2026, 12, 31), path


def test_a_fact_is_settled_only_by_a_rule_of_the_settled_table() -> None:
    seen = set()
    for path, fact in every_fact():
        assert (fact.basis == "settled") == (fact.rule is not None), path
        if fact.rule is not None:
            assert fact.rule in LAW.settled, path
            seen.add(fact.rule)
    assert seen >= {
        "contingent_exclusive_jurisdiction", "functional_immunity_waiver", "acceptance_needed",
        "cpc_child",
    }  # fmt: skip


def test_no_source_names_a_path_or_a_working_file() -> None:
    for path, fact in every_fact():
        for text in (fact.source, fact.note or ""):
            assert "/work" not in text, path
            assert "/tmp" not in text, path


# --- profiles ------------------------------------------------------------------------------------


def test_there_is_a_profile_for_each_state_of_the_treaty_table() -> None:
    # The table also has a row XAB; that is no state of ISO 3166-1, and has no profile.
    assert len(STATES) == 68
    assert all(is_state(state) for state in STATES)
    assert "XAB" not in STATES
    assert "XKX" in STATES


@pytest.mark.parametrize("state", STATES)
def test_a_profile_says_where_the_state_stands_to_every_treaty_it_lists(state: str) -> None:
    profile = LAW.profiles[state]
    assert profile.treaties
    assert set(profile.treaties) <= INSTRUMENTS
    for name, treaty in profile.treaties.items():
        assert treaty.on is None or treaty.status in ("accepted", "withdrawn"), name
        if treaty.until is not None and treaty.on is not None:
            assert treaty.on.earliest < treaty.until.latest, name
        assert name in LAW.treaty_rules or treaty.on is None or treaty.date_is == "in_force"


def test_thirty_eight_states_were_read_in_detail() -> None:
    assert len(DETAILED) == 38


@pytest.mark.parametrize("state", DETAILED)
def test_a_detailed_profile_has_majority_reporting_and_limits_or_says_unknown(state: str) -> None:
    profile = LAW.profiles[state]
    assert profile.roles
    assert profile.age_of_majority is not None
    assert profile.reporting_duty is not None
    if not profile.limits:
        about = [note for note in profile.notes if note.topic.endswith("_limitation")]
        assert any("unknown" in note.text.lower() for note in about)


@pytest.mark.parametrize("state", STATES)
def test_a_draft_is_not_shown_as_reviewed(state: str) -> None:
    reviewed = LAW.profiles[state].reviewed
    assert reviewed.status == "draft" or len(set(reviewed.by or ())) >= 2


def histories(profile: Profile) -> dict[tuple[str, str | None], list[Limit]]:
    found: dict[tuple[str, str | None], list[Limit]] = {}
    for limit in profile.limits:
        charge = limit.when.charge if limit.when else None
        found.setdefault((limit.avenue, charge), []).append(limit)
    return found


def gaps(limits: list[Limit]) -> Iterator[tuple[date, Limit, Limit]]:
    """The days on which a history has no rule, though rules stand before and after."""
    begins = [
        limit.in_force.from_.earliest if limit.in_force.from_ else date.min for limit in limits
    ]
    ordered = sorted(zip(begins, range(len(limits)), strict=True))
    reach, held = ordered[0][0], limits[ordered[0][1]]
    for begin, place in ordered:
        if reach < date.max and begin > reach + timedelta(days=1):
            yield reach + timedelta(days=1), held, limits[place]
        limit = limits[place]
        later = [other for other in begins if other > begin]
        if limit.in_force.to is not None:
            end = limit.in_force.to.latest
        else:
            end = min(later) - timedelta(days=1) if later else date.max
        if end >= reach:
            reach, held = end, limit


@pytest.mark.parametrize("state", [state for state in STATES if LAW.profiles[state].limits])
def test_no_day_between_two_rules_of_a_charge_is_without_a_rule(state: str) -> None:
    for key, limits in histories(LAW.profiles[state]).items():
        for day, before, after in gaps(limits):
            said = before.note or after.note
            assert said, f"{state} {key}: no rule on {day}, and no note says why"


def test_a_missing_day_between_two_rules_would_be_seen() -> None:
    cite = {
        "source": "-",
        "basis": "read",
        "confidence": "high",
        "as_of": "2026",
        "avenue": "civil",
    }
    first = Limit.model_validate({**cite, "period": "P1Y", "in_force": {"to": "2010-12-30"}})
    second = Limit.model_validate({**cite, "period": "P1Y", "in_force": {"from": "2011-01-01"}})
    assert [day for day, _, _ in gaps([first, second])] == [date(2010, 12, 31)]


@pytest.mark.parametrize("state", STATES)
def test_a_reform_that_leaves_the_period_unknown_is_never_written_as_none(state: str) -> None:
    for number, limit in enumerate(LAW.profiles[state].limits):
        if limit.period == "none" and limit.basis == "unverified" and limit.confidence == "low":
            assert limit.safety_value, f"{state} limits[{number}]"


def test_exposure_names_avenues_that_exist() -> None:
    for profile in LAW.profiles.values():
        for exposure in profile.exposure:
            assert isinstance(exposure, Exposure)
            assert set(exposure.avenues) <= set(AVENUES)


# --- avenues -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", AVENUES)
def test_an_avenue_promises_something_or_nothing_of_every_outcome(key: str) -> None:
    avenue = LAW.avenues[key]
    assert set(avenue.outcomes) == set(OUTCOMES)


def test_every_outcome_is_the_main_aim_of_some_avenue() -> None:
    aims = {
        outcome
        for avenue in LAW.avenues.values()
        for outcome, promise in avenue.outcomes.items()
        if promise == "primary"
    }
    assert aims >= set(OUTCOMES) - {"apology"}


@pytest.mark.parametrize("key", AVENUES)
def test_a_description_says_all_five_things_and_promises_nothing(key: str) -> None:
    description = LAW.avenues[key].description
    for part in type(description).model_fields:
        text = getattr(description, part)
        assert len(text.strip()) >= 10, part
        assert text.strip()[-1] in ".!?", part
        for word in ("guarantee", "certainly", "definitely", "you will win"):
            assert word not in text.lower(), part


@pytest.mark.parametrize("key", AVENUES)
def test_an_avenue_entails_what_the_design_says(key: str) -> None:
    avenue = LAW.avenues[key]
    expected = CRIMINAL if key.startswith("crim_") else ENTAILS.get(key, set())
    assert set(avenue.entails) == expected
    assert not set(avenue.entails) & set(avenue.may_entail)


@pytest.mark.parametrize(("rule", "key"), [(r, k) for r, keys in FORUMS.items() for k in sorted(keys)])  # fmt: skip
def test_an_avenue_is_brought_in_the_forum_that_the_design_says(rule: str, key: str) -> None:
    assert LAW.avenues[key].forum == rule


def test_every_body_outside_the_states_is_asked_of_the_respondent() -> None:
    outside = {"regional", "un_treaty_body", "un_charter", "un_internal", "international_criminal"}
    for key, avenue in LAW.avenues.items():
        if avenue.family in outside:
            assert avenue.forum == "respondent", key


@pytest.mark.parametrize("key", AVENUES)
def test_the_activity_of_an_avenue_is_the_one_consent_is_asked_for(key: str) -> None:
    avenue = LAW.avenues[key]
    expected = {
        "media": "media",
        "parliamentary_political": "private_advocacy",
        "treaty_reporting_upr": "petition",
    }.get(key, "statistics" if avenue.concerns == "pattern" else "legal_action")
    assert avenue.activity == expected


def test_avenues_that_concern_a_child_born_ask_for_one() -> None:
    for key, avenue in LAW.avenues.items():
        asks = any(requirement.check == "child_born" for requirement in avenue.requirements)
        assert asks == (avenue.concerns == "survivor_and_child_born"), key


@pytest.mark.parametrize("key", AVENUES)
def test_an_avenue_with_a_closed_circle_of_states_names_states(key: str) -> None:
    avenue: Avenue = LAW.avenues[key]
    if avenue.eligible is not None:
        assert all(is_state(state) for state in avenue.eligible.states)
        assert len(set(avenue.eligible.states)) == len(avenue.eligible.states)


def test_every_limit_of_a_profile_can_be_reached_from_an_avenue() -> None:
    reached = {
        (state, index) for state in STATES for key in AVENUES for index, _ in LAW.limits(state, key)
    }
    unreached = [
        f"{state} limits[{index}] {limit.avenue}"
        for state in STATES
        for index, limit in enumerate(LAW.profiles[state].limits)
        if (state, index) not in reached
    ]
    assert unreached == []
