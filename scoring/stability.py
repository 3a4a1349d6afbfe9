"""Stability: how far the weights, or one option's scores, may move before the order does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.acceptability import TIE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]


def weight_interval(
    values: ArrayLike,
    weights: ArrayLike,
    criterion: int,
    top: int,
    groups: ArrayLike | None = None,
) -> tuple[float, float]:
    """The interval of one criterion's weight in which the first `top` stay the same set.

    The other weights are scaled in proportion (equally, where they are all zero), so that each
    option's value is a line in this weight: t x_oc + (1 - t) b_o, with b_o its value on the others.
    The set changes where lines cross; the interval is closed, within [0, 1], and holds the present
    weight. The set is the options whose rank is at most `top`; with `groups`, whose rank among
    other groups' best is (Triantaphyllou & Sanchez 1997, Decision Sciences 28(1), for one pair).

    Raises
    ------
    ValueError
        For shapes that do not fit, weights that do not sum to 1 or are negative, a criterion that
        is not there, a `top` below 1, or a number that is not finite.
    """
    table, held = _checked(values, weights)
    if not 0 <= criterion < len(held):
        raise ValueError(f"criterion is {criterion}; it must be from 0 to {len(held) - 1}")
    if top < 1:
        raise ValueError(f"top is {top}; it must be 1 or more")
    now = float(held[criterion])
    others = np.delete(held, criterion)
    rest = np.delete(table, criterion, axis=1)
    if len(others) == 0:
        return (now, now)
    spread = others / others.sum() if others.sum() > 0 else np.full(len(others), 1 / len(others))
    at_zero = rest @ spread
    slope = table[:, criterion] - at_zero
    families = None
    if groups is not None:
        labels = np.asarray(groups)
        if labels.shape != (len(table),):
            raise ValueError(f"groups must be {len(table)} labels; found shape {labels.shape}")
        families = np.unique(labels, return_inverse=True)[1].reshape(-1)
    return (
        _first_change(at_zero, slope, now, top, families, -1),
        _first_change(at_zero, slope, now, top, families, +1),
    )


def _first_change(
    at_zero: Floats, slope: Floats, now: float, top: int, families: Integers | None, way: int
) -> float:
    """Where the set first changes, going down (-1) or up (+1) from `now`; else the end of [0, 1]."""
    end = 0.0 if way < 0 else 1.0
    inside = _first(at_zero + now * slope, top, families)
    crossings = _crossings(at_zero, slope, inside, families, top, now, way)
    crossings = np.unique(np.concatenate([[now], crossings]))[::way]
    for number, at in enumerate(crossings):
        following = crossings[number + 1] if number + 1 < len(crossings) else end
        between = (at + following) / 2
        if abs(following - at) <= TIE:
            continue
        if not np.array_equal(_first(at_zero + between * slope, top, families), inside):
            return float(at)
    return end


def _crossings(
    at_zero: Floats,
    slope: Floats,
    inside: Truths,
    families: Integers | None,
    top: int,
    now: float,
    way: int,
) -> Floats:
    """Where lines cross beyond `now`: those of the set with those outside it.

    Where the set is larger than `top` through ties, those within it too; by group, all of them,
    as an option may also enter by passing one that stands outside behind its own group's best.
    """
    among = np.flatnonzero(inside)
    with_whom = np.flatnonzero(~inside)
    if families is not None or len(among) > top:
        with_whom = np.arange(len(at_zero))
    if families is not None:
        among = with_whom
    lead = at_zero[among, None] - at_zero[with_whom]
    closing = slope[with_whom] - slope[among, None]
    if families is not None:
        closing = np.where(families[among, None] == families[with_whom], 0.0, closing)
    apart = np.abs(closing) > TIE
    found = lead[apart] / closing[apart]
    return found[(found > now) & (found <= 1)] if way > 0 else found[(found < now) & (found >= 0)]


def _first(value: Floats, top: int, families: Integers | None) -> Truths:
    """Which options have a rank of at most `top`."""
    if families is None:
        if len(value) <= top:
            return np.ones(len(value), dtype=np.bool_)
        threshold = np.partition(value, len(value) - top)[len(value) - top]
        return np.asarray(value >= threshold - TIE)
    best = np.full(int(families.max()) + 1, -np.inf)
    np.maximum.at(best, families, value)
    falling = np.sort(best)
    above = len(falling) - np.searchsorted(falling, value + TIE, side="right")
    own = best[families] > value + TIE
    return np.asarray(above - own < top)


class Swap(NamedTuple):
    """The nearest weights at which two options are level; beyond them the order is reversed.

    `moved` is the weight taken from some criteria and given to others, in [0, 1] (half the sum of
    the absolute changes).
    """

    weights: Floats
    moved: float


def smallest_swap(
    values: ArrayLike, weights: ArrayLike, a: int, b: int, floors: Sequence[float] | None = None
) -> Swap | None:
    """The smallest change of weights that brings two options level; None where none swaps them.

    Let d_c be how far the leader is ahead on criterion c. A unit of weight moved from c to the
    criterion with the least d lowers the lead by d_c - d_least, so weight is moved from the
    greatest d_c first, until the lead is gone: the greedy solution of a fractional knapsack, which
    is exact (Dantzig 1957). Nothing swaps them where the leader is behind on no criterion, or
    where the floors leave too little to move. Options that are level already need nothing moved.
    """
    table, held = _checked(values, weights)
    least = np.zeros(len(held)) if floors is None else np.asarray(floors, dtype=np.float64)
    ahead = table[a] - table[b]
    lead = float(ahead @ held)
    if abs(lead) <= TIE:
        return Swap(held.copy(), 0.0)
    if lead < 0:
        ahead, lead = -ahead, -lead
    to = int(ahead.argmin())
    if ahead[to] >= 0:
        return None
    moved = held.copy()
    left = lead
    for source in np.argsort(-ahead, kind="stable"):
        gain = float(ahead[source] - ahead[to])
        if source == to or gain <= 0:
            continue
        step = min(max(float(held[source] - least[source]), 0.0), left / gain)
        moved[source] -= step
        moved[to] += step
        left -= step * gain
        if left <= TIE:
            return Swap(moved, float(np.abs(moved - held).sum() / 2))
    return None


class Bar(NamedTuple):
    """What one criterion alone may do to V: with its least, and with its greatest value."""

    criterion: int
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


def tornado(
    least: ArrayLike, likely: ArrayLike, greatest: ArrayLike, weights: ArrayLike
) -> tuple[Bar, ...]:
    """V of one option as each criterion goes over its interval, the others likely; widest first.

    `least`, `likely` and `greatest` are v_c of the option (criteria). The widths sum to
    V_high - V_low.
    """
    low, mid, high, held = (np.asarray(x, dtype=np.float64) for x in (least, likely, greatest, weights))  # fmt: skip
    if not low.shape == mid.shape == high.shape == held.shape or low.ndim != 1:
        raise ValueError(
            "least, likely, greatest and weights must each have one number a criterion"
        )
    value = float(mid @ held)
    bars = [
        Bar(c, value + float(held[c] * (low[c] - mid[c])), value + float(held[c] * (high[c] - mid[c])))
        for c in range(len(held))
    ]  # fmt: skip
    return tuple(sorted(bars, key=lambda bar: (-bar.width, bar.criterion)))


def _checked(values: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    table = np.asarray(values, dtype=np.float64)
    held = np.asarray(weights, dtype=np.float64)
    if table.ndim != 2 or held.ndim != 1 or table.shape[1] != len(held) or 0 in table.shape:
        raise ValueError(
            "values are options x criteria and weights one number a criterion; found shapes "
            f"{table.shape} and {held.shape}"
        )
    if not (np.isfinite(table).all() and np.isfinite(held).all()):
        raise ValueError("values and weights are finite numbers only")
    if (held < 0).any() or abs(float(held.sum()) - 1) > 1e-9:
        raise ValueError("weights are zero or more and sum to 1")
    return table, held
