"""Draws of weights and of scores: seeded, and the same bytes for the same seed.

Every draw comes from numpy's `Generator(PCG64)` on a `SeedSequence` of the seed and a stream
number, so that weights and scores, and each block of scores, can be drawn again alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from criteria.assess import Score
from criteria.model import Catalogue, Policy
from criteria.values import PiecewiseLinear

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_WEIGHTS = 0
_FACTS = 1
_TOO_RARE = 1e-4
_ROUNDING = 1e-12


class NoDraws(ValueError):
    """Floors or an order that no weights meet, or so few that they cannot be drawn."""


def generator(seed: int, *stream: int) -> np.random.Generator:
    """The generator of one stream of a seed; different streams are independent."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=stream)))


class Floors(NamedTuple):
    """What no weights go below: by criterion, and by group of criteria (columns, floor)."""

    criteria: tuple[float, ...]
    groups: tuple[tuple[tuple[int, ...], float], ...] = ()

    @classmethod
    def none(cls, criteria: int) -> Floors:
        return cls((0.0,) * criteria)

    @classmethod
    def of(cls, policy: Policy, catalogue: Catalogue) -> Floors:
        """The floors of a policy, in the order of a catalogue."""
        keys = catalogue.keys
        return cls(
            tuple(policy.floor_criteria.get(key, 0.0) for key in keys),
            tuple(
                (
                    tuple(keys.index(criterion.key) for criterion in group.criteria),
                    policy.floor_groups[group.key],
                )
                for group in catalogue.groups
                if group.key in policy.floor_groups
            ),
        )

    def held(self, weights: Floats) -> NDArray[np.bool_]:
        """Which rows of weights (draws x criteria) are under no floor."""
        kept = np.all(weights >= np.array(self.criteria) - _ROUNDING, axis=1)
        for columns, floor in self.groups:
            kept = kept & (weights[:, list(columns)].sum(axis=1) >= floor - _ROUNDING)
        return np.asarray(kept)


def uniform_weights(
    draws: int,
    floors: Floors,
    seed: int = 1,
    order: Sequence[Sequence[int]] = (),
) -> Floats:
    """Weights uniform over all that floors and order allow, draws x criteria; rows sum to 1.

    Without floors: exponentials divided by their sum, which is Dirichlet(1, ..., 1); uniforms
    divided by their sum would crowd the middle (Devroye 1986, Non-Uniform Random Variate
    Generation, chapter V). With floors on criteria f_c: f_c + (1 - sum f) times such a draw. With
    floors on groups (which must not overlap): the mass t_g of a group above the floors of its
    criteria has a density proportional to the product of t_g**(n_g - 1) on its simplex, cut at
    t_g >= F_g. With t_g = F_g + y_g the binomial theorem turns it into a mixture of Dirichlet
    distributions with positive coefficients: one component is drawn, then y, then the inside of
    each group. Nothing is rejected, and the distribution is exactly uniform.

    `order` lists columns, most important place first, none less than any of the next place. Where
    the columns of the order are alike under the floors, a draw is sorted, which is exact by
    symmetry; elsewhere draws that break the order are drawn again, which is exact too.

    Raises
    ------
    NoDraws
        Where floors leave no weights, or fewer than one draw in 10,000 meets the order.
    """
    rng = generator(seed, _WEIGHTS)
    ranked = [column for place in order for column in place]
    if len(set(ranked)) != len(ranked):
        raise NoDraws("a criterion is named twice in the order; name each once")
    if not ranked:
        return _under_floors(rng, draws, floors)
    if _alike(ranked, floors):
        return _sorted_into(order, _under_floors(rng, draws, floors))
    return _accepted(
        lambda count: _under_floors(rng, count, floors),
        lambda weights: _in_order(weights, order),
        draws,
        "the order of the criteria",
    )


def dirichlet_weights(
    draws: int,
    around: ArrayLike,
    concentration: float,
    floors: Floors | None = None,
    seed: int = 1,
) -> Floats:
    """Weights scattered around a stated set: Dirichlet(concentration x set), given the floors.

    The mean (without floors) is the stated set; the variance of a weight w is w (1 - w) /
    (concentration + 1). A weight of zero stays zero. What falls below a floor is drawn again.
    """
    stated = np.asarray(around, dtype=np.float64)
    if not np.isfinite(stated).all() or (stated < 0).any() or stated.sum() <= 0:
        raise NoDraws("the stated weights must be finite, zero or more, and not all zero")
    if not (np.isfinite(concentration) and concentration > 0):
        raise NoDraws(f"the concentration is {concentration}; it must be more than 0")
    shape = concentration * stated / stated.sum()
    rng = generator(seed, _WEIGHTS)

    def draw(count: int) -> Floats:
        parts = rng.standard_gamma(shape, size=(count, len(shape)))
        total = parts.sum(axis=1, keepdims=True)
        # With a very small concentration every part may underflow; all goes to one criterion.
        empty = np.flatnonzero(total[:, 0] <= 0)
        parts[empty, rng.choice(len(shape), size=len(empty), p=shape / shape.sum())] = 1.0
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))

    if floors is None:
        return draw(draws)
    return _accepted(draw, floors.held, draws, "the floors")


class Perspectives(NamedTuple):
    """Draws of each perspective by name, and all of them pooled, each perspective equally often."""

    apart: dict[str, Floats]
    pooled: Floats


def perspective_weights(
    draws: int,
    perspectives: Mapping[str, ArrayLike],
    concentration: float,
    floors: Floors | None = None,
    seed: int = 1,
) -> Perspectives:
    """Draws around each perspective's set, kept apart; pooled in turn, never averaged.

    Every perspective has its own stream of the seed, by its place among the sorted names.
    """
    apart = {}
    for number, name in enumerate(sorted(perspectives)):
        stream = int(np.random.SeedSequence(seed, spawn_key=(2, number)).generate_state(1)[0])
        apart[name] = dirichlet_weights(draws, perspectives[name], concentration, floors, stream)
    pooled = np.stack(list(apart.values()), axis=1)
    return Perspectives(apart, pooled.reshape(-1, pooled.shape[-1]))


def _under_floors(rng: np.random.Generator, draws: int, floors: Floors) -> Floats:
    """Uniform over the simplex under floors, exactly and without rejection."""
    base = np.array(floors.criteria, dtype=np.float64)
    rest = 1.0 - float(base.sum())
    bound = [(list(columns), floor - float(base[list(columns)].sum())) for columns, floor in floors.groups]  # fmt: skip
    bound = [(columns, floor) for columns, floor in bound if floor > 0]
    named = [column for columns, _ in floors.groups for column in columns]
    if len(set(named)) != len(named):
        raise NoDraws("a criterion is in two groups with floors; groups must not overlap")
    spare = rest - sum(floor for _, floor in bound)
    if (base < 0).any() or spare < -_ROUNDING:
        raise NoDraws("the floors add up to more than the whole weight; lower one of them")
    spare = max(spare, 0.0)
    bound_columns = {column for columns, _ in bound for column in columns}
    free = [column for column in range(len(base)) if column not in bound_columns]
    parts = rng.standard_exponential((draws, len(base)))
    weights = np.empty_like(parts)
    masses = np.empty((draws, len(bound) + 1))
    powers = _powers(rng, draws, bound, len(free), spare)
    masses[:, :-1] = rng.standard_gamma(powers + 1.0)
    masses[:, -1] = rng.standard_gamma(len(free), size=draws) if free else 0.0
    total = masses.sum(axis=1, keepdims=True)
    masses *= np.divide(spare, total, out=np.zeros_like(total), where=total > 0)
    for place, (columns, floor) in enumerate([*bound, (free, 0.0)]):
        if columns:
            inside = parts[:, columns]
            inside /= inside.sum(axis=1, keepdims=True)
            weights[:, columns] = inside * (floor + masses[:, place])[:, None]
    return weights + base


def _powers(
    rng: np.random.Generator,
    draws: int,
    bound: Sequence[tuple[list[int], float]],
    free: int,
    spare: float,
) -> Integers:
    """Which component of the mixture each draw comes from: a power k_g for each bound group.

    Its weight is the product of C(n_g - 1, k_g) F_g**(n_g - 1 - k_g) k_g!, times
    spare**(K - 1) / Gamma(K) with K = free + the sum of (k_g + 1).
    """
    found = np.zeros((draws, len(bound)), dtype=np.int64)
    if not bound or spare <= 0:
        return found
    tables = []
    for columns, floor in bound:
        most = len(columns) - 1
        k = np.arange(most + 1)
        tables.append(
            gammaln(most + 1) - gammaln(most - k + 1) + (most - k) * np.log(floor)
        )  # C(n-1, k) k! F**(n-1-k), as a logarithm
    reach = sum(len(table) - 1 for table in tables)
    total = free + len(bound) + np.arange(reach + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        exponent = np.where(total > 1, (total - 1) * np.log(spare), 0.0)
    after = [exponent - gammaln(total)]
    for table in reversed(tables):
        later = after[0]
        mixed = np.full(reach + 1, -np.inf)
        for power, log_weight in enumerate(table.tolist()):
            upto = reach + 1 - power
            mixed[:upto] = np.logaddexp(mixed[:upto], log_weight + later[power:])
        after.insert(0, mixed)
    so_far = np.zeros(draws, dtype=np.int64)
    chance = rng.random((draws, len(bound)))
    for place, table in enumerate(tables):
        options = np.full((reach + 1, len(table)), -np.inf)
        for power, log_weight in enumerate(table.tolist()):
            options[: reach + 1 - power, power] = log_weight + after[place + 1][power:]
        options -= options.max(axis=1, keepdims=True)
        shares = np.cumsum(np.exp(options), axis=1)
        shares /= shares[:, -1:]
        found[:, place] = (chance[:, place, None] >= shares[so_far]).sum(axis=1)
        so_far += found[:, place]
    return found


def _alike(ranked: Sequence[int], floors: Floors) -> bool:
    """Whether swapping any two of the columns leaves the floors as they are."""
    chosen = set(ranked)
    return len({floors.criteria[column] for column in ranked}) == 1 and all(
        not chosen & set(columns) or chosen <= set(columns) for columns, _ in floors.groups
    )


def _in_order(weights: Floats, order: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    kept: NDArray[np.bool_] = np.ones(len(weights), dtype=np.bool_)
    places = [list(place) for place in order if place]
    for higher, lower in pairwise(places):
        kept &= weights[:, higher].min(axis=1) >= weights[:, lower].max(axis=1)
    return kept


def _sorted_into(order: Sequence[Sequence[int]], weights: Floats) -> Floats:
    """The same weights with those of the order sorted into their places.

    Within a place they keep the order they had, which is as random as a new one.
    """
    places = [list(place) for place in order if place]
    ranked = [column for place in places for column in place]
    falling = -np.sort(-weights[:, ranked], axis=1)
    start = 0
    found = weights.copy()
    for place in places:
        had = np.argsort(np.argsort(-weights[:, place], axis=1), axis=1)
        found[:, place] = np.take_along_axis(falling[:, start : start + len(place)], had, axis=1)
        start += len(place)
    return found


def _accepted(
    draw: Callable[[int], Floats],
    keep: Callable[[Floats], NDArray[np.bool_]],
    draws: int,
    what: str,
) -> Floats:
    kept: list[Floats] = []
    have = tried = 0
    while have < draws:
        batch = draw(max(10_000, draws))
        tried += len(batch)
        kept.append(batch[keep(batch)])
        have += len(kept[-1])
        if tried >= 100_000 and have < _TOO_RARE * tried:
            raise NoDraws(f"fewer than one draw in 10,000 meets {what}; loosen it")
    return np.concatenate(kept)[:draws]


# --- scores ---------------------------------------------------------------------------------------


def score_at(share: ArrayLike, low: ArrayLike, likely: ArrayLike, high: ArrayLike) -> Floats:
    """The score that a share of the draws in [0, 1) lies below: triangular, uniform without likely.

    The inverse of the distribution function, on the criterion's own scale. `likely` is NaN where
    nobody said.
    """
    u, a, c, b = (np.asarray(x, dtype=np.float64) for x in (share, low, likely, high))
    width = b - a
    peak = np.where(np.isnan(c), a, np.clip(c, a, b))
    with np.errstate(invalid="ignore", divide="ignore"):
        turn = np.where(width > 0, (peak - a) / width, 0.0)
        rising = a + np.sqrt(u * width * (peak - a))
        falling = b - np.sqrt((1.0 - u) * width * (b - peak))
    found = np.where(np.isnan(c), a + u * width, np.where(u < turn, rising, falling))
    return np.asarray(np.clip(found, a, b))


class ScoreDraws:
    """Draws of v_c for every option, with one draw for each fact.

    Options that rest on the same fact share its draw; where they hold it with different intervals,
    the draw is the share of each interval's distribution that lies below (so they move together).
    A block of `BLOCK` draws can be drawn again at any time.
    """

    BLOCK = 256

    def __init__(
        self, scores: Sequence[Mapping[str, Score]], catalogue: Catalogue, draws: int, seed: int = 1
    ):
        self.draws = draws
        self.options = len(scores)
        self.criteria = len(catalogue.criteria)
        self._seed = seed
        uncertain = {
            score.fact for row in scores for score in row.values() if score.low < score.high
        }
        self.facts: tuple[str, ...] = tuple(sorted(uncertain))
        number = {fact: place for place, fact in enumerate(self.facts)}
        self._columns: list[_Column] = []
        for criterion in catalogue.criteria:
            distinct: dict[tuple[float, float, float, int], int] = {}
            of_option = np.empty(len(scores), dtype=np.int64)
            for row, held in enumerate(scores):
                score = held[criterion.key]
                key = (
                    score.low,
                    float("-inf") if score.likely is None else score.likely,
                    score.high,
                    number[score.fact] if score.low < score.high else -1,
                )
                of_option[row] = distinct.setdefault(key, len(distinct))
            table = np.array(list(distinct), dtype=np.float64).reshape(-1, 4)
            likely = np.where(np.isinf(table[:, 1]), np.nan, table[:, 1])
            self._columns.append(
                _Column(
                    table[:, 0],
                    likely,
                    table[:, 2],
                    table[:, 3].astype(np.int64),
                    of_option,
                    PiecewiseLinear(criterion.value),
                )
            )

    @property
    def blocks(self) -> int:
        return -(-self.draws // self.BLOCK)

    def span(self, block: int) -> slice:
        """Which draws a block holds."""
        return slice(block * self.BLOCK, min(self.draws, (block + 1) * self.BLOCK))

    def shares(self, block: int) -> Floats:
        """The draws of the facts themselves in [0, 1), draws x facts."""
        span = self.span(block)
        found = generator(self._seed, _FACTS, block).random((self.BLOCK, len(self.facts)))
        return found[: span.stop - span.start]

    def values(self, block: int) -> Floats:
        """v_c of every option in a block, draws x options x criteria; for small lists."""
        worths = [
            worth[:, column.of_option]
            for worth, column in zip(self._worths(block), self._columns, strict=True)
        ]
        return np.stack(worths, axis=2)

    def weighed(self, block: int, weights: Floats) -> Floats:
        """V of every option in a block, draws x options, summed in catalogue order.

        `weights` is (draws of the block) x criteria, or criteria.
        """
        weights = np.atleast_2d(weights)
        span = self.span(block)
        total = np.zeros((self.options, span.stop - span.start))
        for place, (worth, column) in enumerate(
            zip(self._worths(block), self._columns, strict=True)
        ):
            weighed = np.ascontiguousarray((worth * weights[:, place, None]).T)
            total += weighed.take(column.of_option, axis=0)
        return total.T

    def _worths(self, block: int) -> Iterator[Floats]:
        shares = self.shares(block)
        certain = np.zeros((len(shares), 1))
        # The last column stands for what is certain, and is addressed as -1.
        shares = np.concatenate([shares, certain], axis=1)
        for column in self._columns:
            levels = score_at(shares[:, column.fact], column.low, column.likely, column.high)
            yield column.worth(levels)


class _Column(NamedTuple):
    """The distinct scores of one criterion, and which of them each option has."""

    low: Floats
    likely: Floats
    high: Floats
    fact: Integers
    of_option: Integers
    worth: PiecewiseLinear
