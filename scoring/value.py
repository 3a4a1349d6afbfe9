"""Values of options: V(o) = sum over c of w_c * v_c(x_oc), on fixed scales.

Additive multi-attribute value (Keeney & Raiffa 1976). Nothing is normalised over the options at
hand, so no option coming or going moves two others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from criteria.assess import Score
from criteria.model import Catalogue
from criteria.values import PiecewiseLinear

DECIMALS = 12
"""Values are rounded to this many decimals; exact equality afterwards is a tie."""

Floats = NDArray[np.float64]


def value_matrices(
    scores: Sequence[Mapping[str, Score]], catalogue: Catalogue
) -> tuple[Floats, Floats, Floats]:
    """The least, likely and greatest v_c of each option, each options x criteria in [0, 1].

    A missing likely counts as v of the middle of its range.
    """
    shape = (len(scores), len(catalogue.criteria))
    least, likely, greatest = (np.zeros(shape), np.zeros(shape), np.zeros(shape))
    for column, criterion in enumerate(catalogue.criteria):
        found = [row[criterion.key] for row in scores]
        low = np.array([score.low for score in found], dtype=np.float64)
        high = np.array([score.high for score in found], dtype=np.float64)
        middle = np.array(
            [
                (score.low + score.high) / 2 if score.likely is None else score.likely
                for score in found
            ],
            dtype=np.float64,
        )
        worth = PiecewiseLinear(criterion.value)
        at_low, at_high = worth(low), worth(high)
        least[:, column] = np.minimum(at_low, at_high)
        greatest[:, column] = np.maximum(at_low, at_high)
        likely[:, column] = worth(middle)
    return least, likely, greatest


def weigh(matrix: Floats, weights: Sequence[float]) -> Floats:
    """V of each row, accumulated criterion by criterion in catalogue order, rounded."""
    total = np.zeros(matrix.shape[0], dtype=np.float64)
    for column, weight in enumerate(weights):
        total += weight * matrix[:, column]
    return np.round(total, DECIMALS)
