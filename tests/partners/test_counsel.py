"""The counsel gate: each code by a case made for it; it waits, and never closes."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from cases.gates import Gate
from cases.model import Case
from partners.counsel import COUNSEL_CODES, counsel_gate
from partners.model import Partner
from reading.dates import PartialDate

AS_OF = PartialDate.parse("2026-11-01").earliest
IN_DATE = {"on": "2026-01-01", "by": "coordinator", "valid_until": "2027-01-01"}


def partner(ref: str = "P-FRA-1", **changes: Any) -> Partner:
    return Partner.model_validate(
        {
            "ref": ref,
            "states": ["FRA"],
            "roles": ["legal"],
            "capacity": {"criminal": 3},
            "willing": {"criminal": True},
            "can_carry": 2,
            "carrying": 0,
            "assessed": IN_DATE,
        }
        | changes
    )


def case(
    mandates: Iterable[tuple[str, str, str]] = (("S-0001", "P-FRA-1", "FRA"),), **changes: Any
) -> Case:
    return Case.model_validate(
        {
            "code": "CAF-001",
            "label": "Made up",
            "host_state": "CAF",
            "incident": {"from": "2015", "to": "2015", "conduct": ["rape"], "pattern": "single"},
            "accused": [
                {
                    "ref": "A1",
                    "sending_state": "FRA",
                    "category": "non_un_force",
                    "identified": "named",
                }
            ],
            "representation": [
                {"person": person, "partner": ref, "forum": forum, "on": "2026-06-01"}
                for person, ref, forum in mandates
            ],
        }
        | changes
    )


def ask(
    partners: Sequence[Partner],
    the_case: Case | None = None,
    claimants: tuple[tuple[str, ...], ...] = (("S-0001",),),
    family: str = "criminal",
    forum: str = "FRA",
    seats: tuple[str, ...] = ("FRA",),
    **kwargs: Any,
) -> Gate:
    return counsel_gate(
        partners, the_case or case(), claimants, family, forum, seats, AS_OF, **kwargs
    )


def codes(gate: Gate) -> list[str]:
    return [reason.code for reason in gate.reasons]


def test_a_willing_entitled_unconflicted_mandated_lawyer_passes() -> None:
    assert ask([partner()]).result == "pass"
    assert ask([partner()]).reasons == ()


@pytest.mark.parametrize(
    ("partners", "the_case", "expected"),
    [
        ([], case(), ["no_lawyer"]),
        ([partner(roles=["psychosocial", "advocacy"])], case(), ["no_lawyer"]),
        ([partner(states=["BEL"])], case(), ["no_lawyer"]),
        ([partner(capacity={"civil": 4})], case(mandates=()), ["no_lawyer"]),
        ([partner(willing={"criminal": False})], case(), ["unwilling"]),
        ([partner(conflicts=["CAF-001"])], case(), ["conflicted"]),
        ([partner(conflicts=["FRA"])], case(), ["conflicted"]),
        ([partner(conflicts=["CAF"])], case(also_against_host=True), ["conflicted"]),
        ([partner()], case(mandates=()), ["not_mandated"]),
        ([partner()], case(mandates=[("S-0001", "P-FRA-2", "FRA")]), ["not_mandated"]),
        ([partner()], case(mandates=[("S-0001", "P-FRA-1", "CAF")]), ["not_mandated"]),
        ([partner()], case(mandates=[("S-0009", "P-FRA-1", "FRA")]), ["not_mandated"]),
        ([partner(carrying=2)], case(mandates=()), ["no_capacity", "not_mandated"]),
        (
            [partner(assessed=IN_DATE | {"valid_until": "2026-11-01"})],
            case(),
            ["stale"],
        ),
        ([partner(assessed=IN_DATE | {"valid_until": "2026"})], case(), ["stale"]),
    ],
)
def test_each_code_has_its_case(
    partners: Sequence[Partner], the_case: Case | None, expected: list[str]
) -> None:
    gate = ask(partners, the_case)
    assert gate.result == "needs"
    assert codes(gate) == expected
    assert all(r.result == "needs" and r.text and r.changes_if and r.source for r in gate.reasons)


def test_everything_that_is_missing_is_told_in_the_order_of_the_codes() -> None:
    worst = partner(
        willing={"criminal": False},
        conflicts=["CAF-001"],
        carrying=2,
        assessed=IN_DATE | {"valid_until": "2026-01-02"},
    )
    gate = ask([worst], case(mandates=()))
    assert codes(gate) == [code for code in COUNSEL_CODES if code != "no_lawyer"]
    assert gate.result == "needs"


def test_who_already_acts_for_a_claimant_needs_no_free_place() -> None:
    assert ask([partner(carrying=2)]).result == "pass"
    assert codes(ask([partner(can_carry=0)], case(mandates=()))) == ["no_capacity", "not_mandated"]


def test_a_mandate_brings_in_a_lawyer_whose_capacity_was_never_assessed() -> None:
    assert ask([partner(capacity={}, willing={})]).result == "pass"


def test_a_mandate_given_later_does_not_count_yet() -> None:
    later = case(
        representation=[
            {"person": "S-0001", "partner": "P-FRA-1", "forum": "FRA", "on": "2026-11-02"}
        ]
    )
    assert codes(ask([partner()], later)) == ["not_mandated"]


def test_conditional_will_and_a_conflict_with_another_case_do_not_stand_in_the_way() -> None:
    assert ask([partner(willing={"criminal": "conditional"})]).result == "pass"
    assert ask([partner(conflicts=["CAF-002", "BEL"])]).result == "pass"
    assert ask([partner(conflicts=["CAF"])]).result == "pass"


def test_the_lawyer_who_comes_nearest_is_shown() -> None:
    conflicted = partner("P-FRA-2", conflicts=["CAF-001"])
    stale = partner("P-FRA-3", assessed=IN_DATE | {"valid_until": "2026-06-01"})
    mandates = [("S-0001", ref, "FRA") for ref in ("P-FRA-2", "P-FRA-3")]
    for partners in ([conflicted, stale], [stale, conflicted]):
        gate = ask(partners, case(mandates=mandates))
        assert codes(gate) == ["stale"]
        assert gate.reasons[0].source == "partner P-FRA-3"


def test_one_who_lacks_nothing_is_chosen_over_everyone_else() -> None:
    others = [
        partner(f"P-FRA-{n}", willing={"criminal": False}, conflicts=["FRA"]) for n in range(2, 6)
    ]
    assert ask([*others, partner()]).result == "pass"


def test_to_be_unwilling_and_conflicted_is_further_than_to_lack_all_the_rest() -> None:
    gate = ask(
        [
            partner("P-FRA-2", conflicts=["CAF-001"]),
            partner("P-FRA-3", carrying=2, assessed=IN_DATE | {"valid_until": "2026-06-01"}),
        ],
        case(mandates=[("S-0001", "P-FRA-2", "FRA")]),
    )
    assert codes(gate) == ["no_capacity", "not_mandated", "stale"]


# --- several claimants ---------------------------------------------------------------------------


def test_a_child_and_a_parent_who_claim_together_both_mandate_the_lawyer() -> None:
    pair = (("S-0002", "S-0001"),)
    assert codes(ask([partner()], claimants=pair)) == ["not_mandated"]
    both = case(mandates=[("S-0001", "P-FRA-1", "FRA"), ("S-0002", "P-FRA-1", "FRA")])
    assert ask([partner()], both, claimants=pair).result == "pass"


def test_one_claimants_mandate_opens_the_way_and_the_others_missing_one_is_noted() -> None:
    """A no never opens anything: the second claimant's refusal leaves the first alone, whose lawyer
    was mandated all along."""
    both = ask([partner()], claimants=(("S-0001",), ("S-0002",)))
    alone = ask([partner()], claimants=(("S-0001",),))
    assert both.result == alone.result == "pass"
    assert [(r.code, r.result) for r in both.reasons] == [("not_mandated", "pass")]


def test_a_lawyer_mandated_by_all_is_shown_before_one_mandated_by_some() -> None:
    mandates = [
        ("S-0001", "P-FRA-1", "FRA"),
        ("S-0001", "P-FRA-2", "FRA"),
        ("S-0002", "P-FRA-2", "FRA"),
    ]
    gate = ask(
        [partner(), partner("P-FRA-2")], case(mandates), claimants=(("S-0001",), ("S-0002",))
    )
    assert gate.result == "pass"
    assert gate.reasons == ()


def test_with_nobody_to_claim_nobody_has_mandated() -> None:
    assert codes(ask([partner()], claimants=())) == ["not_mandated"]


# --- where ---------------------------------------------------------------------------------------


def test_before_a_body_lawyers_of_the_respondent_and_of_the_host_may_act() -> None:
    of_host = partner("P-CAF-1", states=["CAF"], capacity={"regional": 2}, willing={})
    mandated = case(mandates=[("S-0001", "P-CAF-1", "FRA")])
    gate = ask([of_host], mandated, family="regional", seats=("FRA", "CAF"))
    assert gate.result == "pass"
    of_respondent = partner(capacity={"regional": 2}, willing={})
    assert ask([of_respondent], family="regional", seats=("FRA", "CAF")).result == "pass"


def test_a_lawyer_of_another_state_is_not_entitled_in_a_domestic_court() -> None:
    of_host = partner("P-CAF-1", states=["CAF"])
    mandated = case(mandates=[("S-0001", "P-CAF-1", "FRA")])
    assert codes(ask([of_host], mandated)) == ["no_lawyer"]


def test_an_avenue_that_names_nobody_asks_for_no_mandate() -> None:
    gate = ask([partner()], case(mandates=()), claimants=(), names_nobody=True)
    assert gate.result == "pass"


@pytest.mark.parametrize("family", ["non_legal", "information"])
@pytest.mark.parametrize("role", ["legal", "advocacy", "media"])
def test_what_is_no_legal_action_may_be_carried_without_a_lawyer_or_a_mandate(
    family: str, role: str
) -> None:
    able = partner(roles=[role], capacity={family: 2}, willing={family: True})
    assert ask([able], case(mandates=()), family=family).result == "pass"
    other = partner(roles=["medical"], capacity={family: 2})
    assert codes(ask([other], case(mandates=()), family=family)) == ["no_lawyer"]
