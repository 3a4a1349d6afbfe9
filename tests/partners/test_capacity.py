"""How well partners of a state could carry one more option of a family."""

from typing import Any

import pytest
from pydantic import ValidationError

from partners.capacity import Interval, capacity, has_conflict, out_of_date
from partners.model import Partner
from reading.dates import PartialDate

AS_OF = PartialDate.parse("2026-11-01").earliest


def partner(
    level: Any, willing: bool | str | None = True, ref: str = "P-ZAF-1", **changes: Any
) -> Partner:
    return Partner.model_validate(
        {
            "ref": ref,
            "states": ["ZAF"],
            "roles": ["legal"],
            "capacity": {} if level is None else {"family": level},
            "willing": {} if willing is None else {"family": willing},
            "can_carry": 1,
            "carrying": 0,
            "assessed": {"on": "2026-01-01", "by": "coordinator", "valid_until": "2027"},
        }
        | changes
    )


def offered(
    *partners: Partner,
    state: str = "ZAF",
    family: str = "family",
    case: str = "CIV-007",
    against: tuple[str, ...] = ("ZAF",),
) -> Interval | None:
    return capacity(partners, state, family, case, against, AS_OF)


INTERVAL = {"low": 1, "likely": 2, "high": 3}
STALE = {"on": "2025-01-01", "by": "coordinator", "valid_until": "2026-11-01"}


@pytest.mark.parametrize(
    ("partners", "expected"),
    [
        ([partner(3)], (3, 3, 3)),
        ([partner(INTERVAL)], (1, 2, 3)),
        ([partner({"low": 1, "high": 3})], (1, None, 3)),
        ([partner(3, "conditional")], (0, 3, 3)),
        ([partner(3, None)], (0, 3, 3)),
        ([partner(3, assessed=STALE)], (0, None, 4)),
        ([partner(3, "conditional", assessed=STALE)], (0, None, 4)),
        ([partner(1), partner(INTERVAL, ref="P-ZAF-2")], (1, 2, 3)),
        ([partner(3, "conditional"), partner(1, ref="P-ZAF-2")], (1, 3, 3)),
        ([partner(2), partner(1, ref="P-ZAF-2", assessed=STALE)], (2, 2, 4)),
    ],
)
def test_the_best_of_what_is_offered_end_by_end(
    partners: list[Partner], expected: Interval
) -> None:
    assert offered(*partners) == expected


@pytest.mark.parametrize(
    "unavailable",
    [
        partner(4, False),
        partner(4, conflicts=["CIV-007"]),
        partner(4, conflicts=["ZAF"]),
        partner(4, carrying=1),
        partner(4, can_carry=0),
        partner(4, False, assessed=STALE),
    ],
)
def test_recorded_but_none_available_is_nothing_and_not_unknown(unavailable: Partner) -> None:
    assert offered(unavailable) == (0, 0, 0)
    assert offered(unavailable, partner(1, ref="P-ZAF-2")) == (1, 1, 1)


@pytest.mark.parametrize(
    "asked",
    [
        {"partners": []},
        {"partners": [partner(None)]},
        {"partners": [partner(4)], "state": "CIV"},
        {"partners": [partner(4)], "family": "criminal"},
    ],
)
def test_none_recorded_is_not_known(asked: dict[str, Any]) -> None:
    partners = asked.pop("partners")
    assert offered(*partners, **asked) is None


def test_a_conflict_is_with_the_case_or_with_a_state_that_it_is_against() -> None:
    conflicted = partner(1, conflicts=["CIV-007", "GAB"])
    assert has_conflict(conflicted, "CIV-007", ())
    assert has_conflict(conflicted, "CIV-008", ("BDI", "GAB"))
    assert not has_conflict(conflicted, "CIV-008", ("BDI",))


@pytest.mark.parametrize(
    ("until", "day", "out"),
    [
        ("2026-11-01", "2026-10-31", False),
        ("2026-11-01", "2026-11-01", True),
        ("2026-11", "2026-10-31", False),
        ("2026-11", "2026-11-01", True),
        (None, "2099-01-01", False),
    ],
)
def test_an_assessment_holds_until_its_end_on_the_earliest_reading(
    until: str | None, day: str, out: bool
) -> None:
    assessed = {"on": "2025-01-01", "by": "coordinator", "valid_until": until}
    assert out_of_date(partner(1, assessed=assessed), PartialDate.parse(day).earliest) is out


@pytest.mark.parametrize(
    "level", [-1, 5, {"low": 3, "high": 2}, {"low": 0, "likely": 4, "high": 2}]
)
def test_a_level_outside_the_scale_or_out_of_order_is_refused(level: Any) -> None:
    with pytest.raises(ValidationError):
        partner(level)


@pytest.mark.parametrize("key", ["can_carry", "carrying"])
def test_a_count_below_zero_is_refused(key: str) -> None:
    changes: dict[str, Any] = {key: -1}
    with pytest.raises(ValidationError):
        partner(1, **changes)
