"""The vocabulary of criteria: the catalogue, its policy of floors, and weight sets."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reading.codes import Key
from reading.dates import PartialDate
from reading.identifying import PlainText


class Record(BaseModel):
    """A frozen record; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Anchor(Record):
    """What a level of a scale means, in words."""

    at: float
    means: str


class Criterion(Record):
    """One criterion: a question on a fixed scale, and what each level is worth.

    `value` is a list of points `[level, value]`, piecewise linear, from 0 (worst) to 1 (best).
    """

    key: Key
    question: str
    unit: str
    low: float
    high: float
    better: Literal["more", "less"]
    anchors: tuple[Anchor, ...] = Field(min_length=2)
    value: tuple[tuple[float, float], ...] = Field(min_length=2)
    derived_from: str
    guideline: str

    @model_validator(mode="after")
    def _whole_scale(self) -> Self:
        levels = [level for level, _ in self.value]
        worths = [worth for _, worth in self.value]
        if levels != sorted(set(levels)) or (levels[0], levels[-1]) != (self.low, self.high):
            raise ValueError("`value` needs rising levels from `low` to `high`")
        rising = worths if self.better == "more" else worths[::-1]
        if rising != sorted(rising) or (rising[0], rising[-1]) != (0.0, 1.0):
            raise ValueError("`value` needs worths from 0 at the worst level to 1 at the best")
        if not {anchor.at for anchor in self.anchors} >= {self.low, self.high}:
            raise ValueError("`anchors` need at least the two ends of the scale")
        return self


class Group(Record):
    """A group of criteria."""

    key: Key
    name: str
    criteria: tuple[Criterion, ...] = Field(min_length=1)


class Catalogue(Record):
    """The tree of criteria; the order of the catalogue is the order of every sum."""

    catalogue: Literal[1]
    groups: tuple[Group, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        keys = [criterion.key for criterion in self.criteria]
        groups = [group.key for group in self.groups]
        if len(set(keys)) != len(keys) or len(set(groups)) != len(groups):
            raise ValueError("each group and each criterion has a key of its own")
        return self

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(criterion.key for criterion in self.criteria)


Share = Annotated[float, Field(ge=0, le=1)]


class Policy(Record):
    """What no weight set may go below, tested after normalising."""

    policy: Literal[1]
    floor_groups: dict[Key, Share] = {}
    floor_criteria: dict[Key, Share] = {}
    because: str


class WeightSet(Record):
    """Weights of one perspective, made by points, by ranking or by swing weighting."""

    name: Key
    perspective: Key
    by: PlainText
    on: PartialDate
    because: PlainText
    method: Literal["points", "ranking", "swing"]
    groups: dict[Key, float]
    criteria: dict[Key, dict[Key, float]]
