"""Acceptability: in how many draws of weights and scores an option takes each place.

SMAA-2 (Lahdelma & Salminen 2001, Operations Research 49(3), 444-454): rank acceptability
indices, central weights, confidence factors; pairwise winning indices after Leskinen et al. (2006).
Plain float64 arrays in, arrays out. The rank of an option in a draw is 1 + the number of options
whose value is greater by more than `TIE`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

TIE = 1e-12
"""Two values that differ by no more than this are tied."""

_BLOCK_BYTES = 8 * 2**20


class Acceptability:
    """What `rank_acceptability` found.

    `ranks` is options x ranks: b_i^r, the share of draws in which option i has rank r.
    `central_weights` is options x criteria: the mean of the weights with which it was first, a row
    of NaN where it never was. `confidence` and `pairwise_winning` are worked out when first asked
    for.
    """

    def __init__(self, values: Floats, weights: Floats, ranks: Floats, central_weights: Floats):
        self._values = values
        self._weights = weights
        self.ranks = ranks
        self.central_weights = central_weights

    @cached_property
    def confidence(self) -> Floats:
        """p_i^c in [0, 1]: the share of draws of the scores in which the option is first with its
        central weights; NaN where it never was first in any draw. A tie for the first place counts.
        """
        found = np.full(len(self.central_weights), np.nan)
        for option, central in enumerate(self.central_weights):
            if np.isnan(central).any():
                continue
            firsts = draws = 0
            for block in _value_blocks(self._values, central[None, :]):
                firsts += int((block[:, option] >= block.max(axis=1) - TIE).sum())
                draws += len(block)
            found[option] = firsts / draws
        return found

    @cached_property
    def pairwise_winning(self) -> Floats:
        """c_ij in [0, 1]: the share of draws in which option i is greater than option j."""
        options = self._values.shape[-2]
        wins = np.zeros((options, options))
        draws = 0
        for block in _value_blocks(self._values, self._weights):
            columns = np.ascontiguousarray(block.T)
            for option in range(options):
                wins[option] += np.count_nonzero(columns[option] > columns + TIE, axis=1)
            draws += len(block)
        return wins / draws

    @property
    def expected_rank(self) -> Floats:
        """The mean rank of each option over the draws, from 1."""
        return self.ranks @ np.arange(1.0, self.ranks.shape[1] + 1)


def rank_acceptability(values: ArrayLike, weights: ArrayLike) -> Acceptability:
    """In what share of the draws each option takes each rank; for some thousands of options.

    `values` is draws x options x criteria, or options x criteria where the scores are certain;
    `weights` is draws x criteria, or criteria where they are fixed. Lahdelma & Salminen (2001).

    Raises
    ------
    ValueError
        For shapes that do not fit, no draws, no options, or a number that is not finite.
    """
    held, drawn = _checked(values, weights)
    options, criteria = held.shape[-2:]
    counts = np.zeros(options * options, dtype=np.int64)
    firsts = np.zeros(options, dtype=np.int64)
    central = np.zeros((options, criteria))
    row = np.arange(options) * options
    done = 0
    for block in _value_blocks(held, drawn):
        ranks = ranks_of(block)
        counts += np.bincount((row + ranks - 1).ravel(), minlength=options * options)
        first = (ranks == 1).astype(np.float64)
        used = drawn[done : done + len(block)] if len(drawn) > 1 else drawn
        central += first.T @ np.broadcast_to(used, (len(block), criteria))
        firsts += (ranks == 1).sum(axis=0)
        done += len(block)
    with np.errstate(invalid="ignore", divide="ignore"):
        central /= firsts[:, None]
    return Acceptability(held, drawn, counts.reshape(options, options) / done, central)


def ranks_of(values: Floats) -> Integers:
    """The rank of each option in each draw, draws x options: 1 + the number that are greater."""
    options = values.shape[1]
    order = np.argsort(values, axis=1, kind="stable")
    rising = np.take_along_axis(values, order, axis=1)
    places = np.broadcast_to(np.arange(options, 0, -1, dtype=np.int64), values.shape)
    tied = np.flatnonzero((np.diff(rising, axis=1) <= TIE).any(axis=1))
    if len(tied):
        places = places.copy()
        for draw in tied:
            above = np.searchsorted(rising[draw], rising[draw] + TIE, side="right")
            places[draw] = options - above + 1
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, places, axis=1)
    return ranks


def _checked(values: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    held = np.asarray(values, dtype=np.float64)
    drawn = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    if held.ndim not in (2, 3) or drawn.ndim != 2:
        raise ValueError(
            "values are draws x options x criteria or options x criteria, and weights are draws x "
            f"criteria; found shapes {held.shape} and {drawn.shape}"
        )
    if held.shape[-1] != drawn.shape[1]:
        raise ValueError(
            f"values have {held.shape[-1]} criteria and weights {drawn.shape[1]}; they must agree"
        )
    if held.ndim == 3 and len(drawn) not in (1, len(held)):
        raise ValueError(
            f"values have {len(held)} draws and weights {len(drawn)}; they must be equally many"
        )
    if 0 in held.shape or 0 in drawn.shape:
        raise ValueError("there must be at least one draw, one option and one criterion")
    if not np.isfinite(drawn).all() or not (np.isfinite(held.min()) and np.isfinite(held.max())):
        raise ValueError("values and weights are finite numbers only")
    return held, drawn


def _value_blocks(values: Floats, weights: Floats) -> Iterator[Floats]:
    """V in blocks of draws x options, in the order of the draws."""
    options, criteria = values.shape[-2:]
    if values.ndim == 2:
        size = max(1, _BLOCK_BYTES // (8 * options))
        transposed = np.ascontiguousarray(values.T)
        for start in range(0, len(weights), size):
            yield weights[start : start + size] @ transposed
        return
    size = max(1, _BLOCK_BYTES // (8 * options * criteria))
    for start in range(0, len(values), size):
        block = values[start : start + size]
        used = weights[start : start + size] if len(weights) > 1 else weights
        yield np.matmul(block, used[:, :, None])[:, :, 0]


# --- the share of draws in which an option is among the first -------------------------------------


def top_acceptability(
    values: ArrayLike, weights: ArrayLike, top: int, groups: ArrayLike | None = None
) -> Floats:
    """The share of draws in which the rank of each option is at most `top`, exactly.

    `values` and `weights` as for `rank_acceptability`. With `groups` (one label an option), the
    rank is 1 + the number of *other* groups whose best option is greater. A block of draws at a
    time; draws x options is never held.

    An option is among the first when its value reaches the draw's threshold, the value of the
    `top`-th. Where there are many options the threshold is first bounded from below on a few
    promising ones; options that cannot reach it are discarded by two bounds, and the rest is
    decided in float64:

    1. for draws w = c + d around a centre c, w.x <= c.x + |d| |x - m| + |m sum(d)|, with m the
       mean of x (Cauchy-Schwarz);
    2. a float32 product, whose error is at most gamma_n |w|.|x| with gamma_n = n u / (1 - n u) and
       u = 2**-24 (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1).

    Raises
    ------
    ValueError
        As `rank_acceptability`; for a `top` below 1, or labels that are not one for each option.
    """
    held, drawn = _checked(values, weights)
    if top < 1:
        raise ValueError(f"top is {top}; it must be 1 or more")
    options = held.shape[-2]
    families = None if groups is None else _Families.of(groups, options)
    if top >= (options if families is None else len(families.starts)):
        return np.ones(options)
    draws = len(held) if held.ndim == 3 else len(drawn)
    if families is not None:
        held = held[..., families.order, :] if held.ndim == 2 else held
    if held.ndim == 2 and options >= _MANY and draws >= 2 * _LEAF:
        hits = _screened(held, drawn, top, families)
    elif held.ndim == 2:
        hits = _bounded(held, drawn, top, families)
    else:
        hits = np.zeros(options, dtype=np.int64)
        for block in _value_blocks(held, drawn):
            if families is None:
                hits += _hits(block, top)
            else:
                hits += _hits_in_groups(
                    block[:, families.order], top, families.starts, families.of_option
                )
    if families is not None:
        back = np.empty_like(hits)
        back[families.order] = hits
        hits = back
    return hits / draws


class _Families:
    """Options sorted by their group: the order, where each group starts, the group of each."""

    def __init__(self, order: Integers, starts: Integers, of_option: Integers):
        self.order, self.starts, self.of_option = order, starts, of_option

    @classmethod
    def of(cls, groups: ArrayLike, options: int) -> _Families:
        labels = np.asarray(groups)
        if labels.shape != (options,):
            raise ValueError(f"groups must be {options} labels; found shape {labels.shape}")
        codes = np.unique(labels, return_inverse=True)[1].reshape(-1)
        order = np.argsort(codes, kind="stable")
        codes = codes[order]
        starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
        return cls(order, starts, codes)


def _hits(block: Floats, top: int) -> Integers:
    """In how many draws of a block (draws x options) each option is among the first."""
    place = block.shape[1] - top
    threshold = np.partition(block, place, axis=1)[:, place]
    return np.asarray(np.count_nonzero(block >= (threshold - TIE)[:, None], axis=0))


def _hits_in_groups(block: Floats, top: int, starts: Integers, of_option: Integers) -> Integers:
    """As `_hits`, for the rank among other groups' best; options of a group stand together.

    An option below its own group's best has that one greater than it, which does not count: the
    next threshold down is enough for it. There are more than `top` groups in the block.
    """
    best = np.maximum.reduceat(block, starts, axis=1)
    place = best.shape[1] - top
    two = np.partition(best, (place - 1, place), axis=1)
    among = block >= (two[:, place] - TIE)[:, None]
    nearly = block >= (two[:, place - 1] - TIE)[:, None]
    draw, option = np.nonzero(nearly & ~among)
    behind = best[draw, of_option[option]] > block[draw, option] + TIE
    among[draw[behind], option[behind]] = True
    return np.asarray(np.count_nonzero(among, axis=0))


_MANY = 4_000
"""From this many options on, screening is quicker than ranking them all."""
_LEAF = 64
_NEAR = 2_500
_CACHED = 2**17
_LEAVES = 16
_TILE = 1_024
_UNIT64 = 2.0**-53
_UNIT32 = 2.0**-24


def _bounded(values: Floats, weights: Floats, top: int, families: _Families | None) -> Integers:
    """Hits where every option is weighed in float64, and only what reaches the bound is sorted."""
    hits = np.zeros(len(values), dtype=np.int64)
    transposed = np.ascontiguousarray(values.T)
    size = max(1, _CACHED // len(values))
    for near in _clusters(weights, _NEAR):
        drawn = weights[near]
        slack = _slack(values, drawn)
        bound = _threshold_from_below(values, drawn, top, families) - slack
        parts = []
        for start in range(0, len(near), size):
            end = start + size
            found = _Reaching.of(drawn[start:end] @ transposed, bound[start:end])
            parts.append(found._replace(draw=found.draw + start))
        reaching = _Reaching(*(np.concatenate(part) for part in zip(*parts, strict=True)))
        of_option = None if families is None else families.of_option
        hits += _sparse_hits(reaching, (len(near), len(values)), top, of_option)
    return hits


def _slack(values: Floats, drawn: Floats) -> float:
    """More than what float64 may be wrong by in a bound on V, and the tolerance of ties."""
    greatest = max(abs(float(values.min())), abs(float(values.max())))
    mass = float(np.abs(drawn).sum(axis=1).max())
    return float(32 * (values.shape[1] + 8) * _UNIT64 * greatest * mass + TIE)


def _screened(values: Floats, weights: Floats, top: int, families: _Families | None) -> Integers:
    options, criteria = values.shape
    hits = np.zeros(options, dtype=np.int64)
    greatest = float(max(abs(values.min()), abs(values.max())))
    middle = values.mean(axis=1)
    spread = np.sqrt(np.square(values - middle[:, None]).sum(axis=1))
    ends = (float(spread.min()), float(spread.max()))
    typical = float(np.median(spread))
    most_middle = float(np.abs(middle).max())
    single = np.ones((options, criteria + 1), dtype=np.float32)
    # Beyond this, single precision could overflow; the screen would lose options.
    narrow = greatest * float(np.abs(weights).sum(axis=1).max()) < 1e30
    if narrow:
        single[:, :criteria] = values
    for cluster in _clusters(weights, _LEAF * _LEAVES):
        drawn = weights[cluster]
        mass = np.abs(drawn).sum(axis=1)
        threshold = np.empty(len(cluster))
        for near in _clusters(drawn, _LEAF):
            threshold[near] = _threshold_from_below(values, drawn[near], top, families)
        threshold -= _slack(values, drawn)
        centre = drawn.mean(axis=0)
        away = drawn - centre
        radius = np.sqrt(np.square(away).sum(axis=1)) * (1 + 1e-12)
        least = threshold - most_middle * np.abs(away.sum(axis=1))
        at_centre = values @ centre
        order = np.argsort(least - radius * typical, kind="stable")
        for start in range(0, len(order), _LEAF):
            batch = order[start : start + _LEAF]
            candidates = _within_reach(at_centre, spread, ends, radius[batch], least[batch])
            if narrow:
                candidates = _single_screen(
                    single, drawn[batch], threshold[batch], mass[batch], greatest, candidates
                )
            kept = values[candidates] if len(candidates) < options else values
            block = drawn[batch] @ kept.T
            hits[candidates] += _sparse_hits(
                _Reaching.of(block, threshold[batch]),
                block.shape,
                top,
                None if families is None else families.of_option[candidates],
            )
    return hits


class _Reaching(NamedTuple):
    """Which options reach a bound in which draws: one entry for each, in the order of the draws."""

    draw: Integers
    option: Integers
    value: Floats

    @classmethod
    def of(cls, block: Floats, least: Floats) -> _Reaching:
        where = np.flatnonzero(block >= least[:, None])
        draws, options = block.shape
        ends = np.searchsorted(where, np.arange(1, draws + 1) * options)
        draw = np.repeat(np.arange(draws), np.diff(ends, prepend=0))
        return cls(draw, where - draw * block.shape[1], block.ravel()[where])


def _sparse_hits(
    reaching: _Reaching, shape: tuple[int, int], top: int, of_option: Integers | None
) -> Integers:
    """As `_hits`, from what reaches a bound that is no greater than the threshold of its draw.

    There are at least `top` options a draw, or `top` + 1 groups, whose options stand together.
    """
    draw, option, found = reaching
    draws, options = shape
    if of_option is None:
        threshold = _greatest_but(found, draw, draws, top)[:, 0]
        return np.bincount(option[found >= (threshold - TIE)[draw]], minlength=options)
    of = of_option[option]
    new = np.r_[True, (of[1:] != of[:-1]) | (draw[1:] != draw[:-1])]
    starts = np.flatnonzero(new)
    best = np.maximum.reduceat(found, starts)
    two = _greatest_but(best, draw[starts], draws, top, top + 1) - TIE
    behind = best[np.cumsum(new) - 1] > found + TIE
    among = (found >= two[draw, 0]) | (behind & (found >= two[draw, 1]))
    return np.bincount(option[among], minlength=options)


def _greatest_but(numbers: Floats, draw: Integers, draws: int, *places: int) -> Floats:
    """The numbers at these places (1 the greatest) of each draw; `draw` is in order."""
    many = np.bincount(draw, minlength=draws)
    table = np.full((draws, int(many.max())), -np.inf)
    table[draw, np.arange(len(draw)) - (np.cumsum(many) - many)[draw]] = numbers
    table.sort(axis=1)
    return table[:, [table.shape[1] - place for place in places]]


def _clusters(weights: Floats, most: int) -> Iterator[Integers]:
    """Draws near each other, halved along the widest criterion until there are at most `most`."""
    waiting = [np.arange(len(weights))]
    while waiting:
        cluster = waiting.pop()
        if len(cluster) <= most:
            yield cluster
            continue
        drawn = weights[cluster]
        mean = drawn.mean(axis=0)
        widest = int((np.einsum("dc,dc->c", drawn, drawn) - len(drawn) * mean * mean).argmax())
        half = len(cluster) // 2
        order = np.argpartition(drawn[:, widest], half)
        waiting += [cluster[order[:half]], cluster[order[half:]]]


def _threshold_from_below(
    values: Floats, drawn: Floats, top: int, families: _Families | None
) -> Floats:
    """For each draw a value that at least `top` options reach (`top` + 1 groups, with groups).

    Taken from the options that are greatest at the centre of the draws.
    """
    at_centre = values @ drawn.mean(axis=0)
    if families is None:
        bound = _reached_by(at_centre, 3 * top + 32)
        block = drawn @ values[at_centre >= bound].T
        wanted = top
    else:
        wanted = top + 1
        bound = _reached_by(np.maximum.reduceat(at_centre, families.starts), 3 * wanted + 32)
        pool = np.flatnonzero(at_centre >= bound)
        of_pool = families.of_option[pool]
        starts = np.flatnonzero(np.r_[True, of_pool[1:] != of_pool[:-1]])
        block = np.maximum.reduceat(drawn @ values[pool].T, starts, axis=1)
    block.sort(axis=1)
    return np.asarray(block[:, -wanted])


def _reached_by(numbers: Floats, count: int) -> float:
    """A number that at least `count` of the numbers reach, near the greatest such."""
    if len(numbers) <= count:
        return float(numbers.min())
    chunks = len(numbers) // (4 * count)
    if chunks > 1:
        numbers = numbers[: len(numbers) // chunks * chunks].reshape(chunks, -1).max(axis=0)
    return float(np.partition(numbers, len(numbers) - count)[-count])


def _within_reach(
    at_centre: Floats, spread: Floats, ends: tuple[float, float], radius: Floats, least: Floats
) -> Integers:
    """Options that some draw of a batch may lift to its threshold.

    max over draws of (radius s - least) is convex in the spread s, so the chord over the range of
    the spreads lies above it.
    """
    first, last = (float((radius * end - least).max()) for end in ends)
    slope = (last - first) / (ends[1] - ends[0]) if ends[1] > ends[0] else 0.0
    reach = spread * slope
    reach += at_centre
    return np.flatnonzero(reach >= slope * ends[0] - first)


def _single_screen(
    single: Singles,
    drawn: Floats,
    threshold: Floats,
    mass: Floats,
    greatest: float,
    candidates: Integers,
) -> Integers:
    """Candidates that some draw of a batch may lift to its threshold, by a float32 product.

    The threshold is a further criterion of weight -threshold on which every option has 1, so that
    the sign decides. The error of n + 1 products of numbers rounded to float32 is at most
    gamma_(n+4) times the sum of their sizes; underflow adds less than 1e-30.
    """
    terms = (single.shape[1] + 4) * _UNIT32
    margin = 1.01 * terms / (1 - terms) * (greatest * mass + np.abs(threshold)) + 1e-30
    lines = np.empty((len(drawn), single.shape[1]), dtype=np.float32)
    lines[:, :-1] = drawn
    lines[:, -1] = -threshold
    lines = np.ascontiguousarray(lines)
    # Rounding -threshold is among the gamma; what the margin allows is compared outside.
    allowed = -float(margin.max())
    whole = len(candidates) > 0.8 * len(single)
    kept = []
    numbers = np.arange(len(single)) if whole else candidates
    product = np.empty((len(drawn), _TILE), dtype=np.float32)
    for start in range(0, len(numbers), _TILE):
        part = numbers[start : start + _TILE]
        rows = single[start : start + _TILE] if whole else single.take(part, axis=0)
        out = product[:, : len(part)]
        np.matmul(lines, rows.T, out=out)
        kept.append(part[out.max(axis=0) >= allowed])
    return np.concatenate(kept)
