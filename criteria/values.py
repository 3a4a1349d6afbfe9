"""Value functions on fixed scales: nothing is normalised over the options at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


class PiecewiseLinear:
    """A piecewise linear value function v: [low, high] -> [0, 1].

    `points` are (level, value) with rising levels; levels outside the scale take the value of its
    nearer end, and NaN stays NaN.

    Raises
    ------
    ValueError
        For fewer than two points, levels that do not rise, or a number that is not finite.
    """

    __slots__ = ("_levels", "_worths")

    def __init__(self, points: Sequence[tuple[float, float]]):
        table = np.asarray(points, dtype=np.float64)
        if table.ndim != 2 or table.shape[0] < 2 or table.shape[1] != 2:
            raise ValueError("a value function needs at least two points (level, value)")
        if not np.isfinite(table).all():
            raise ValueError("a value function has finite numbers only")
        if not (np.diff(table[:, 0]) > 0).all():
            raise ValueError("the levels of a value function must rise")
        self._levels, self._worths = table[:, 0].copy(), table[:, 1].copy()

    def __call__(self, level: ArrayLike) -> Any:
        """The value of a level, or of an array of levels, in the same shape."""
        worth = np.interp(np.asarray(level, dtype=np.float64), self._levels, self._worths)
        return float(worth) if worth.ndim == 0 else worth
