"""How sure the order is: P(top k), expected rank and near-ties of the placed options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from criteria.load import Criteria
from scoring.acceptability import TIE
from scoring.draws import Floors, ScoreDraws, uniform_weights
from scoring.options import Option, Ranking
from scoring.value import DECIMALS

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DRAWS = 10_000
SEED = 1
TOP = 10
SURE = 0.75
"""An option is no near-tie of another that beats it in at least this share of the draws."""

_HELD_BYTES = 256 * 2**20


class Simulation:
    """V of options in draws of weights and of scores, a block at a time, the same each time.

    `options` have scores. Weights are uniform under the floors, unless draws x criteria are given.
    """

    def __init__(
        self,
        options: Sequence[Option],
        criteria: Criteria,
        draws: int = DRAWS,
        seed: int = SEED,
        weights: Floats | None = None,
    ):
        self.options = tuple(options)
        catalogue = criteria.catalogue
        if weights is None:
            weights = uniform_weights(draws, Floors.of(criteria.policy, catalogue), seed)
        if weights.shape != (draws, len(catalogue.criteria)):
            raise ValueError(
                f"weights have shape {weights.shape}; {draws} draws of {len(catalogue.criteria)} "
                "criteria are needed"
            )
        self.weights = weights
        self.scores = ScoreDraws(
            [option.scores or {} for option in options], catalogue, draws, seed
        )
        self._held: list[Floats] | None = None

    @property
    def draws(self) -> int:
        return self.scores.draws

    def blocks(self) -> Iterator[Floats]:
        """V, draws of the block x options; kept where it is small, else drawn again."""
        if self._held is not None:
            yield from self._held
            return
        keep = 8 * self.draws * len(self.options) <= _HELD_BYTES
        held = []
        for block in range(self.scores.blocks):
            found = self.scores.weighed(block, self.weights[self.scores.span(block)])
            if keep:
                held.append(found)
            yield found
        if keep:
            self._held = held


def how_sure(
    ranking: Ranking,
    criteria: Criteria,
    draws: int = DRAWS,
    seed: int = SEED,
    top: int = TOP,
    weights: Floats | None = None,
) -> Ranking:
    """The same ranking, with what the draws say of each placed option.

    `p_top` is the share of draws in which the rank among other cases' best placed options is at
    most `top`; `p_top_error` its Monte Carlo standard error sqrt(p (1 - p) / draws);
    `expected_rank` the mean of that rank; `tie_group` the near-ties, numbered from 1 going down by
    V_likely; `rank_range` the ranks it has in the middle nine tenths of the draws. Options that
    are not placed have none of them. Rounded to 12 decimals; the same
    inputs and seed give the same bytes.

    Raises
    ------
    ValueError
        For draws or a top below 1, or given weights of another shape.
    """
    if draws < 1 or top < 1:
        raise ValueError(f"draws are {draws} and top is {top}; both must be 1 or more")
    placed = [option for option in ranking.options if option.placed]
    if not placed:
        return ranking
    # By id, so that the order of the page never reaches the sums.
    placed.sort(key=lambda option: option.id)
    simulation = Simulation(placed, criteria, draws, seed, weights)
    counts = rank_counts(simulation.blocks(), [option.case for option in placed])
    hits, rank_sum = counts[:, : top + 1].sum(axis=1), counts @ np.arange(counts.shape[1])
    ranges = usual_range(counts)
    groups = near_ties(simulation, [option.value.likely if option.value else 0.0 for option in placed])  # fmt: skip
    sure = {}
    for row, option in enumerate(placed):
        share = int(hits[row]) / draws
        sure[option.id] = replace(
            option,
            p_top=round(share, DECIMALS),
            p_top_error=round((share * (1 - share) / draws) ** 0.5, DECIMALS),
            expected_rank=round(int(rank_sum[row]) / draws, DECIMALS),
            tie_group=int(groups[row]),
            rank_range=(int(ranges[row, 0]), int(ranges[row, 1])),
        )
    return replace(
        ranking, options=tuple(sure.get(option.id, option) for option in ranking.options)
    )


def places_in_draws(
    blocks: Iterator[Floats], cases: Sequence[str], top: int
) -> tuple[Integers, Integers]:
    """In how many draws the rank of each option is at most `top`, and the sum of its ranks."""
    counts = rank_counts(blocks, cases)
    return counts[:, : top + 1].sum(axis=1), counts @ np.arange(counts.shape[1])


def rank_counts(blocks: Iterator[Floats], cases: Sequence[str]) -> Integers:
    """In how many draws each option has each rank: options x (cases + 1), column 0 unused.

    The rank is 1 + the number of other cases whose best option is greater by more than `TIE`.
    """
    of_case = np.unique(np.array(cases), return_inverse=True)[1].reshape(-1)
    order = np.argsort(of_case, kind="stable")
    sorted_case = of_case[order]
    starts = np.flatnonzero(np.r_[True, sorted_case[1:] != sorted_case[:-1]])
    width = len(starts) + 1
    counts = np.zeros((len(order), width), dtype=np.int64)
    row_start = np.arange(len(order), dtype=np.int64) * width
    for block in blocks:
        values = np.ascontiguousarray(block[:, order])
        best = np.maximum.reduceat(values, starts, axis=1)
        own = best[:, sorted_case] > values + TIE
        best.sort(axis=1)
        ranks = np.empty(values.shape, dtype=np.int64)
        for draw in range(len(values)):
            below = np.searchsorted(best[draw], values[draw] + TIE, side="right")
            ranks[draw] = best.shape[1] - below
        ranks += 1 - own
        found = np.bincount((ranks + row_start).ravel(), minlength=counts.size)
        counts[order] += found.reshape(counts.shape)
    return counts


def usual_range(counts: Integers, share: float = 0.9) -> Integers:
    """The least and greatest rank of each option in the middle `share` of its draws, options x 2."""
    total = counts.sum(axis=1, keepdims=True)
    reached = np.cumsum(counts, axis=1)
    outside = (1 - share) / 2
    low = np.argmax(reached > outside * total, axis=1)
    high = np.argmax(reached >= (1 - outside) * total, axis=1)
    return np.stack([low, high], axis=1)


def near_ties(simulation: Simulation, likely: Sequence[float]) -> Integers:
    """The group of each option: going down by V_likely, all that its first does not surely beat.

    The first of a group is the greatest V_likely not yet in one; it takes every later option that
    it does not beat in at least three quarters of the draws, wherever that option stands. Equal
    V_likely go by the order given.
    """
    down = sorted(range(len(likely)), key=lambda option: -likely[option])
    group = np.zeros(len(likely), dtype=np.int64)
    number = 0
    ahead = 16
    while down:
        firsts = down[:ahead]
        wins = _wins(simulation, firsts, down)
        for row, first in enumerate(firsts):
            if group[first]:
                continue
            number += 1
            beaten = dict(zip(down, wins[row] >= SURE * simulation.draws, strict=True))
            for option in down:
                if not group[option] and (option == first or not beaten[option]):
                    group[option] = number
        down = [option for option in down if not group[option]]
    return group


def _wins(simulation: Simulation, firsts: Sequence[int], others: Sequence[int]) -> Integers:
    """In how many draws each of the firsts is greater than each of the others."""
    found = np.zeros((len(firsts), len(others)), dtype=np.int64)
    for block in simulation.blocks():
        columns = np.ascontiguousarray(block.T[list(others)])
        for row, first in enumerate(firsts):
            found[row] += np.count_nonzero(block[:, first] > columns + TIE, axis=1)
    return found
