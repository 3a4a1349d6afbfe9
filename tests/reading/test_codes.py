"""Codes of cases, people, partners, states and staff: what each looks like."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from reading import codes
from reading.states import is_state, state_name

GOOD = {
    "CaseCode": ["HTI-014", "HTI-000", "XKX-123456"],
    "PersonRef": ["S-0141", "S-123456"],
    "PartnerRef": ["P-HTI-1", "P-HTI-9999"],
    "StateCode": ["HTI", "XKX"],
    "AvenueKey": ["paternity_host", "cat22", "ab"],
    "StaffRef": ["AV-1", "CO-12", "LAWY-7"],
    "GuardianRef": ["G1", "G9999"],
}
BAD = {
    "CaseCode": ["HTI-14", "HTI-1234567", "hti-014", "HT-014", "HTI014", "HTI-014 ", "HTI-014\n", "HTI-٠١٤", ""],
    "PersonRef": ["S-141", "S-1234567", "s-0141", "S0141", "S-0141\n", "Maria", ""],
    "PartnerRef": ["P-HTI-0", "P-HTI-01", "P-HT-1", "P-HTI-10000", "HTI-1", ""],
    "StateCode": ["HT", "hti", "HAIT", "H1I", "HTI\n", ""],
    "AvenueKey": ["a", "Paternity", "1a", "a-b", "a b", "_a", "a\n", "a" * 65],
    "StaffRef": ["A-1", "AV-0", "AV1", "av-1", "ABCDE-1", "AV-1\n"],
    "GuardianRef": ["G0", "g1", "1", "G", "G10000", "G1\n"],
}  # fmt: skip


def adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(codes, kind))


@pytest.mark.parametrize(("kind", "code"), [(k, c) for k, found in GOOD.items() for c in found])
def test_a_code_that_is_written_as_asked_is_read(kind: str, code: str) -> None:
    assert adapter(kind).validate_python(code) == code


@pytest.mark.parametrize(("kind", "code"), [(k, c) for k, found in BAD.items() for c in found])
def test_a_code_that_is_written_otherwise_is_refused_and_told_how(kind: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        adapter(kind).validate_python(code)
    said = str(caught.value.errors()[0]["ctx"]["error"])
    assert said.startswith(f"{code!r} is not a")
    assert "; write " in said


@pytest.mark.parametrize("code", ["HTI", "COD", "XKX", "SSD", "TLS"])
def test_states_are_those_of_the_standard_and_kosovo(code: str) -> None:
    assert is_state(code)
    assert state_name(code) != code


@pytest.mark.parametrize("code", ["XAB", "XXX", "YUG", "hti", "HT", "Haiti", ""])
def test_what_is_no_state_is_told_from_one(code: str) -> None:
    assert not is_state(code)
    assert state_name(code) == code
