"""Several people in one case: the best person's answer, pairs of parent and child, claimants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from survivor_preferences.claimants import Concerns, HumanAnswer, human_gates
from survivor_preferences.model import Notice, Person
from survivor_preferences.people import PersonView, prepare
from survivor_preferences.safety import Exposed

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
SAFE = {"on": "2026-06-01", "level": "low", "plan": True, "valid_until": "2027-06-01"}
NOTICES = {"n": Notice(id="n", current=2, material_since=2)}


@pytest.fixture
def agreed(an_event: Callable[..., dict[str, Any]]) -> Callable[..., list[dict[str, Any]]]:
    """The events of a person who agreed to assess and to an avenue, by whom they name."""

    def make(
        by: str = "survivor", avenue: str = "crc_opic", first: int = 1
    ) -> list[dict[str, Any]]:
        return [
            an_event(seq=first, by=by, activity="assess"),
            an_event(seq=first + 1, by=by, activity="legal_action", avenue=avenue),
        ]

    return make


@pytest.fixture
def together(a_person: Callable[..., dict[str, Any]]) -> Callable[..., list[PersonView]]:
    def make(*records: dict[str, Any]) -> list[PersonView]:
        people = {r["ref"]: Person.model_validate(a_person(safety=[SAFE]) | r) for r in records}
        return [prepare(person, people, NOTICES) for person in people.values()]

    return make


def answer(
    views: Sequence[PersonView],
    concerns: Concerns = "survivor",
    avenue: str = "crc_opic",
    entails: Sequence[str] = (),
    exposed: Sequence[Exposed] = (),
    at: datetime = AT,
) -> HumanAnswer:
    return human_gates(views, concerns, "legal_action", avenue, entails, exposed, at)


def shown(answered: HumanAnswer) -> dict[str, list[tuple[str, str | None]]]:
    return {
        name: [(reason.code, reason.who) for reason in gate.reasons]
        for name, gate in answered.gates.items()
    }


def test_the_option_takes_the_best_persons_answer(
    together: Callable[..., list[PersonView]],
    agreed: Callable[..., list[dict[str, Any]]],
    an_event: Callable[..., dict[str, Any]],
) -> None:
    views = together(
        {"ref": "S-0001", "ledger": agreed()},
        {"ref": "S-0002", "ledger": [an_event("refuse", activity="absent")]},
        {"ref": "S-0003"},
    )
    answered = answer(views)
    assert answered.available
    assert answered.claimants == answered.who == ("S-0001",)
    assert not any(gate.reasons for gate in answered.gates.values())


def test_claimants_are_all_who_pass_all_three(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together({"ref": "S-0002", "ledger": agreed()}, {"ref": "S-0001", "ledger": agreed()})
    assert answer(views).claimants == ("S-0001", "S-0002")


def test_one_who_only_waits_is_better_than_one_who_said_no(
    together: Callable[..., list[PersonView]], an_event: Callable[..., dict[str, Any]]
) -> None:
    views = together(
        {"ref": "S-0001", "ledger": [an_event("refuse", activity="absent")]}, {"ref": "S-0002"}
    )
    answered = answer(views)
    assert answered.who == ("S-0002",)
    assert answered.claimants == ()
    assert answered.gates["consent"].result == "needs"


def test_people_with_the_same_answer_all_have_their_reasons_listed(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(
        {"ref": "S-0001"},
        {"ref": "S-0002", "ledger": agreed(), "safety": [SAFE | {"level": "high", "plan": False}]},
    )
    answered = answer(views)
    assert answered.who == ("S-0001", "S-0002")
    assert shown(answered) == {
        "consent": [("not_asked", "S-0001"), ("assess_not_open", "S-0001")],
        "safety": [("no_plan", "S-0002")],
        "best_interests": [],
    }


def test_the_risk_to_another_counts_for_everyone_but_that_person_alone(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(
        {"ref": "S-0001", "ledger": agreed()}, {"ref": "S-0002", "ledger": agreed(), "safety": []}
    )
    answered = answer(views)
    assert not answered.available
    assert shown(answered)["safety"] == [
        ("not_assessed", "S-0002"),
        ("others_not_considered", "S-0002"),
    ]
    alone = answer(views[1:])
    assert shown(alone)["safety"] == [("not_assessed", "S-0002")]


def test_a_risk_that_is_unacceptable_for_someone_closes_it_for_all(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    grave = SAFE | {"level": "unacceptable"}
    views = together({"ref": "S-0001", "ledger": agreed()}, {"ref": "S-0002", "safety": [grave]})
    answered = answer(views)
    assert answered.gates["safety"].result == "fail"
    assert {reason.code for reason in answered.gates["safety"].reasons} == {"risk_unacceptable"}


def test_a_case_that_holds_nobody_has_nobodys_yes() -> None:
    for concerns in ("survivor", "pattern", "survivor_and_child_born"):
        answered = answer([], concerns)
        assert not answered.available
        assert answered.claimants == ()
        assert shown(answered)["consent"] == [("not_asked", None)]


def test_a_pattern_walks_the_gates_with_its_own_activity(
    together: Callable[..., list[PersonView]], an_event: Callable[..., dict[str, Any]]
) -> None:
    ledger = [an_event(seq=1, activity="assess"), an_event(seq=2, activity="statistics")]
    views = together({"ref": "S-0001", "ledger": ledger})
    answered = human_gates(views, "pattern", "statistics", "foi", (), (), AT)
    assert answered.available
    assert not answer(views, "pattern", "foi").available


def test_exposure_and_what_is_ruled_out_reach_each_person(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    wishes = {"must_not": ["publicity"], "on": "2026-06-01"}
    views = together(
        {"ref": "S-0001", "ledger": agreed(), "wishes": wishes, "sex": "male"},
        {"ref": "S-0002", "ledger": agreed(), "sex": "female"},
    )
    answered = answer(
        views, entails=("publicity",), exposed=(Exposed("adultery", "X exposure[0]", "female"),)
    )
    assert shown(answered)["consent"] == [("must_not", "S-0001")]
    assert shown(answered)["safety"] == [("exposes_claimant", "S-0002")]


# --- a child born, and the parent ----------------------------------------------------------------

BIDS = [
    {
        "on": "2026-06-01",
        "for": activity,
        "conclusion": "supports",
        "by": ["AV-1", "AV-2"],
        "valid_until": "2027-06-01",
    }
    for activity in ("assess", "legal_action")
]


def mother(**changes: Any) -> dict[str, Any]:
    return {"ref": "S-0001"} | changes


def child_born(**changes: Any) -> dict[str, Any]:
    return {
        "ref": "S-0002",
        "relation": "child_born",
        "parent": "S-0001",
        "born": "2020-01-01",
        "can_assent": False,
        "best_interests": BIDS,
        "guardians": [
            {
                "ref": "G2",
                "kind": "appointed",
                "from": "2026-01-01",
                "independent": True,
                "conflict": "none",
            }
        ],
    } | changes


BOTH: Concerns = "survivor_and_child_born"


def test_parent_and_child_claim_as_a_pair(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(mother(ledger=agreed()), child_born(ledger=agreed("G2")))
    assert answer(views, BOTH).claimants == ("S-0001", "S-0002")


def test_a_pairs_gates_are_the_worse_of_the_two(
    together: Callable[..., list[PersonView]],
    agreed: Callable[..., list[dict[str, Any]]],
    an_event: Callable[..., dict[str, Any]],
) -> None:
    views = together(
        mother(ledger=[an_event("refuse", activity="absent")]),
        child_born(ledger=agreed("G2"), best_interests=BIDS[:1]),
    )
    answered = answer(views, BOTH)
    assert {name: gate.result for name, gate in answered.gates.items()} == {
        "consent": "fail",
        "safety": "pass",
        "best_interests": "needs",
    }
    assert answered.who == ("S-0001", "S-0002")


def test_the_parents_yes_alone_does_not_claim_for_the_child(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(mother(ledger=agreed()), child_born())
    assert answer(views, BOTH).claimants == ()
    assert answer(views, "survivor").claimants == ("S-0001",)


def test_another_survivor_of_the_case_is_no_claimant_for_the_child(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(mother(), child_born(), {"ref": "S-0003", "ledger": agreed()})
    answered = answer(views, BOTH)
    assert answered.claimants == ()
    assert answered.who == ("S-0001", "S-0002")


def test_an_adult_child_claims_alone(
    together: Callable[..., list[PersonView]],
    agreed: Callable[..., list[dict[str, Any]]],
    an_event: Callable[..., dict[str, Any]],
) -> None:
    grown = child_born(born="2008-09-01", ledger=agreed(), can_assent=True)
    for event in grown["ledger"]:
        event["recorded"] = "2026-09-01T00:00:00Z"
    views = together(mother(ledger=[an_event("refuse", activity="absent")]), grown)
    assert answer(views, BOTH).claimants == ("S-0002",)
    day_before = datetime(2026, 8, 31, 23, 59, tzinfo=UTC)
    assert answer(views, BOTH, at=day_before).who == ("S-0001", "S-0002")


def test_one_child_of_several_may_pass_with_the_parent(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(
        mother(ledger=agreed()),
        child_born(ledger=agreed("G2")),
        child_born(ref="S-0003"),
    )
    assert answer(views, BOTH).claimants == ("S-0001", "S-0002")


def test_a_parent_of_another_case_is_still_half_of_the_pair(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(mother(), child_born(ledger=agreed("G2")))
    answered = answer(views[1:], BOTH)
    assert answered.claimants == ()
    assert ("not_asked", "S-0001") in shown(answered)["consent"]


def test_a_parent_whom_the_file_does_not_hold_has_said_nothing(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(child_born(ledger=agreed("G2")))
    assert shown(answer(views, BOTH))["consent"] == [("not_asked", "S-0001")]


def test_a_child_without_a_recorded_parent_claims_with_a_guardian_alone(
    together: Callable[..., list[PersonView]], agreed: Callable[..., list[dict[str, Any]]]
) -> None:
    views = together(child_born(ledger=agreed("G2"), parent=None))
    assert answer(views, BOTH).claimants == ("S-0002",)


@pytest.mark.parametrize(
    ("checked", "claimants"),
    [(None, ()), ({"on": "2026-06-01", "by": "AV-1"}, ("S-0001", "S-0002"))],
)
def test_the_parent_answers_as_guardian_only_once_checked(
    together: Callable[..., list[PersonView]],
    agreed: Callable[..., list[dict[str, Any]]],
    checked: dict[str, str] | None,
    claimants: tuple[str, ...],
) -> None:
    parent = {
        "ref": "G1",
        "kind": "parent",
        "person": "S-0001",
        "from": "2020-01-01",
        "independent": False,
        "conflict": "none",
        "checked": checked,
    }
    views = together(
        mother(ledger=agreed()),
        child_born(can_assent=True, guardians=[parent], ledger=agreed() + agreed("G1", first=10)),
    )
    assert answer(views, BOTH).claimants == claimants


# --- the sample ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refs", "concerns", "avenue", "claimants"),
    [
        (["S-0141", "S-0142"], BOTH, "paternity_host", ("S-0141", "S-0142")),
        (["S-0141", "S-0142"], BOTH, "maintenance_ny1956", ("S-0141", "S-0142")),
        (["S-0141", "S-0142"], "survivor", "crc_opic", ()),
        (["S-0071", "S-0072"], BOTH, "paternity_tcc", ("S-0071", "S-0072")),
        (["S-0071", "S-0072"], BOTH, "un_paternity_facilitation", ()),
        (["S-0311", "S-0312", "S-0313"], "survivor", "acerwc", ("S-0311",)),
        (["S-0311", "S-0312", "S-0313"], "survivor", "crc_opic", ("S-0311",)),
        (["S-0221"], "survivor", "constitutional_tcc", ()),
        (["S-0401"], "survivor", "crim_tcc_civilian", ("S-0401",)),
        (["S-0111"], "survivor", "crim_host_state", ()),
        (["S-0111"], "survivor", "crim_tcc_civilian", ("S-0111",)),
        (["S-0031"], "survivor", "crc_opic", ()),
    ],
)
def test_the_samples_claimants(
    sample_views: dict[str, PersonView],
    as_of: datetime,
    refs: list[str],
    concerns: Concerns,
    avenue: str,
    claimants: tuple[str, ...],
) -> None:
    views = [sample_views[ref] for ref in refs]
    assert answer(views, concerns, avenue, at=as_of).claimants == claimants
