"""What a partner organisation is and can carry; staff are codes, never names."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reading.codes import PartnerRef, StateCode
from reading.dates import PartialDate
from reading.identifying import PlainText

Role = Literal[
    "legal", "psychosocial", "medical", "documentation", "advocacy", "media", "investigation",
    "expert",
]  # fmt: skip
Level = Annotated[float, Field(ge=0, le=4)]


class Record(BaseModel):
    """A frozen record of the casebook; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LevelInterval(Record):
    """A level from 0 to 4 with its reach."""

    low: Level
    likely: Level | None = None
    high: Level

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        likely = self.low if self.likely is None else self.likely
        if not self.low <= likely <= self.high:
            raise ValueError("a score needs low <= likely <= high")
        return self


class PolicyReform(Record):
    """Whether a partner would work for a reform, and through whom."""

    willing: bool | Literal["conditional"]
    channel: PlainText | None = None


class Assessed(Record):
    """When a partner's capacity was last looked at, and until when that holds."""

    on: PartialDate
    by: PlainText
    valid_until: PartialDate | None = None


class Partner(Record):
    """A partner organisation.

    `capacity` is how well it could carry one more option of an avenue family, 0 to 4; a family
    that is missing was not assessed. `can_carry` and `carrying` count options.
    """

    ref: PartnerRef
    states: tuple[StateCode, ...] = Field(min_length=1)
    roles: tuple[Role, ...] = ()
    expertise: tuple[PlainText, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: dict[str, Level | LevelInterval] = {}
    willing: dict[str, bool | Literal["conditional"]] = {}
    can_carry: Annotated[int, Field(ge=0)] = 0
    carrying: Annotated[int, Field(ge=0)] = 0
    policy_reform: PolicyReform | None = None
    conflicts: tuple[str, ...] = ()
    assessed: Assessed
