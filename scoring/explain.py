"""Why an option stands where it stands: contributions that add up, and what would change it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from cases.gates import Gate
from criteria.assess import Score
from criteria.model import Catalogue
from scoring.value import DECIMALS, value_matrices


class Contribution(NamedTuple):
    """What one criterion adds to V: weight x value, on the least, likely and greatest score."""

    group: str
    criterion: str
    weight: float
    low: float
    likely: float
    high: float
    score: Score


class Difference(NamedTuple):
    """What one criterion adds to the lead of one option over another."""

    criterion: str
    weight: float
    first: float
    second: float
    lead: float


class _Scored(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def scores(self) -> Mapping[str, Score] | None: ...


class NotScored(ValueError):
    """An option without scores has nothing to explain; only its gates speak."""


def contributions(
    option: _Scored, catalogue: Catalogue, weights: Mapping[str, float]
) -> tuple[Contribution, ...]:
    """Each criterion's share of V, in catalogue order; the likely ones sum to V_likely.

    Raises NotScored for an option that is not shortlistable.
    """
    if option.scores is None:
        raise NotScored(f"{option.id} is not scored; see its gates")
    least, likely, greatest = value_matrices([option.scores], catalogue)
    found = []
    column = 0
    for group in catalogue.groups:
        for criterion in group.criteria:
            weight = weights[criterion.key]
            found.append(
                Contribution(
                    group.key,
                    criterion.key,
                    weight,
                    round(weight * float(least[0, column]), DECIMALS),
                    round(weight * float(likely[0, column]), DECIMALS),
                    round(weight * float(greatest[0, column]), DECIMALS),
                    option.scores[criterion.key],
                )
            )
            column += 1
    return tuple(found)


def why(
    first: _Scored, second: _Scored, catalogue: Catalogue, weights: Mapping[str, float]
) -> tuple[tuple[Difference, ...], float]:
    """Why `first` stands above `second` (or below): differences, the greatest first, and their sum.

    The differences sum exactly to the lead that is returned with them.
    """
    differences = [
        Difference(
            mine.criterion, mine.weight, mine.likely, theirs.likely, mine.likely - theirs.likely
        )
        for mine, theirs in zip(
            contributions(first, catalogue, weights),
            contributions(second, catalogue, weights),
            strict=True,
        )
    ]
    lead = math.fsum(difference.lead for difference in differences)
    differences.sort(key=lambda difference: (-abs(difference.lead), difference.criterion))
    return tuple(differences), lead


def what_would_change(gates: Mapping[str, Gate]) -> Iterator[tuple[str, str, str]]:
    """For law, time and counsel: (gate, reason, what would change it); never a person's agreement."""
    for name in ("law", "time", "counsel"):
        for reason in gates[name].reasons:
            if reason.result != "pass" and reason.changes_if:
                yield name, reason.text, reason.changes_if
