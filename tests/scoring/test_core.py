"""The core index: against enumeration, and long lists within their time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring.core as core_module
from scoring.core import core_index
from scoring.portfolio import Candidate, Programme, Rules, Seat, best_portfolio
from tests.scoring.small_dockets import World, best_of, every_allowed, worlds


@given(worlds(), st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_the_core_index_is_the_share_of_draws_whose_best_set_holds_the_option(
    world: World, seed: int
) -> None:
    candidates, capacity, rules = world
    gains = np.random.default_rng(seed).uniform(-0.1, 0.5, (7, len(candidates)))
    sets = every_allowed(candidates, capacity, rules)
    core = core_index(candidates, gains, capacity, rules)
    if not sets:
        assert core is None
        return
    ids = [one.id for one in candidates]
    best = [best_of(sets, dict(zip(ids, row, strict=True))) or () for row in gains]
    assert core is not None
    assert core.method == "enumeration"
    assert core.draws == core.given == 7
    for option in core.options:
        share = sum(option.id in one for one in best) / 7
        assert option.share == pytest.approx(share)
        assert option.error == pytest.approx((share * (1 - share) / 7) ** 0.5)


@given(worlds(), st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_sampling_without_a_gap_is_what_enumeration_finds(world: World, seed: int) -> None:
    candidates, capacity, rules = world
    gains = np.random.default_rng(seed).uniform(-0.1, 0.5, (4, len(candidates)))
    exact = core_index(candidates, gains, capacity, rules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core_module, "MOST_SETS", 0)
        sampled = core_index(candidates, gains, capacity, rules)
    if exact is None:
        assert sampled is None
    else:
        assert sampled is not None
        assert sampled.method == "sampling"
        # What sampling finds is feasible and no further from the best than it says.
        assert sampled.draws == 4
        assert 0 <= sampled.gap <= 1
        if sampled.gap == 0:
            assert sampled.options == exact.options


def _long() -> tuple[list[Candidate], dict[str, tuple[float, ...]], np.ndarray]:
    random = np.random.default_rng(3)
    refs = [f"P{number}" for number in range(6)]
    candidates = [
        Candidate(
            f"{number:02d}",
            float(random.uniform(0.1, 0.5)),
            f"K{number // 3}",
            (Seat("host", tuple(random.choice(refs, 2, replace=False).tolist()), (0.5,)),),
        )
        for number in range(30)
    ]
    centre = np.array([one.gain for one in candidates])
    return candidates, dict.fromkeys(refs, (1.5,)), centre * random.uniform(0.7, 1.3, (80, 30))


def test_a_long_list_is_sampled_by_a_count_and_not_by_the_clock() -> None:
    candidates, capacity, gains = _long()
    core = core_index(candidates, gains, capacity)
    assert core is not None
    assert core.method == "sampling"
    columns = Programme(candidates, capacity, Rules()).width
    assert core.draws == core_module.SAMPLED // columns
    assert core.given == 80
    assert core == core_index(candidates, gains, capacity)
    turned = core_index(candidates[::-1], gains[:, ::-1], capacity)
    assert turned == core


def test_what_sampling_finds_lies_within_its_gap_of_the_best() -> None:
    candidates, capacity, gains = _long()
    core = core_index(candidates, gains, capacity)
    assert core is not None
    rows = gains[: core.draws]
    best = [
        best_portfolio([replace(c, gain=g) for c, g in zip(candidates, row, strict=True)], capacity)
        for row in rows.tolist()
    ]
    for option in core.options:
        share = np.mean([option.id in one.members for one in best])
        # Close sets part by an option or two; the sampled share is that of sets nearly as good.
        assert abs(option.share - share) <= 3 * option.error + 0.25
    assert core.gap < 0.05
