"""The codes that the formats use, as field types with a plain message each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

CASE = re.compile(r"^[A-Z]{3}-[0-9]{3,6}$")
PERSON = re.compile(r"^S-[0-9]{4,6}$")
PARTNER = re.compile(r"^P-[A-Z]{3}-[1-9][0-9]{0,3}$")
STATE = re.compile(r"^[A-Z]{3}$")
KEY = re.compile(r"^[a-z][a-z0-9_]{1,63}$")
STAFF = re.compile(r"^[A-Z]{2,4}-[1-9][0-9]{0,5}$")
GUARDIAN = re.compile(r"^G[1-9][0-9]{0,3}$")


def _must_match(pattern: re.Pattern[str], allowed: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"{value!r} is not {allowed}")
        return value

    return check


def _code(pattern: re.Pattern[str], allowed: str) -> tuple[AfterValidator, object]:
    return AfterValidator(_must_match(pattern, allowed)), Field(
        json_schema_extra={"pattern": pattern.pattern}
    )


CaseCode = Annotated[
    str,
    *_code(CASE, "a case code; write the host state, a hyphen and three to six digits: HTI-014"),
]
PersonRef = Annotated[
    str, *_code(PERSON, "a person's code; write S- and four to six digits: S-0141")
]
PartnerRef = Annotated[
    str, *_code(PARTNER, "a partner's code; write P-, a state and a number: P-HTI-1")
]
StateCode = Annotated[str, *_code(STATE, "a state; write three capitals, ISO 3166-1 alpha-3: HTI")]
AvenueKey = Annotated[str, *_code(KEY, "a key; write small letters, digits and underscores")]
Key = AvenueKey
StaffRef = Annotated[
    str, *_code(STAFF, "a code of staff; write capitals, a hyphen and a number: AV-1")
]
GuardianRef = Annotated[str, *_code(GUARDIAN, "a guardian's code; write G and a number: G1")]
