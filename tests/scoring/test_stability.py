"""Stability: closed forms, and a fine walk over the weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.acceptability import Floats
from scoring.stability import smallest_swap, tornado, weight_interval


def scaled(weights: Floats, criterion: int, to: float) -> Floats:
    moved = weights * (1 - to) / (1 - weights[criterion])
    moved[criterion] = to
    return np.asarray(moved)


def first(values: Floats, weights: Floats, top: int, groups: np.ndarray) -> frozenset[int]:
    worth = values @ weights
    best = {group: worth[groups == group].max() for group in groups}
    return frozenset(
        option
        for option in range(len(values))
        if sum(best[g] > worth[option] + 1e-12 for g in best if g != groups[option]) < top
    )


def test_the_interval_of_two_options_in_closed_form() -> None:
    """t = .2 t + .9 (1 - t) at t = 9/17."""
    found = weight_interval([[1.0, 0.0], [0.2, 0.9]], [0.6, 0.4], 0, 1)
    assert found == pytest.approx((0.529412, 1), abs=1e-6)
    assert weight_interval([[1.0, 0.0], [0.2, 0.9]], [0.6, 0.4], 1, 1) == pytest.approx((0, 8 / 17))


def test_a_list_no_longer_than_top_never_changes() -> None:
    assert weight_interval([[1, 0], [0, 1]], [0.5, 0.5], 0, 2) == (0, 1)


def test_options_level_now_leave_no_room() -> None:
    assert weight_interval([[1, 0], [0, 1]], [0.5, 0.5], 0, 1) == (0.5, 0.5)
    assert weight_interval([[1, 0], [1, 0]], [0.5, 0.5], 0, 1) == (0, 1)


@given(seed=st.integers(0, 2**32))
def test_the_interval_is_where_a_walk_finds_the_set_unchanged(seed: int) -> None:
    rng = np.random.default_rng(seed)
    options, criteria = int(rng.integers(1, 9)), int(rng.integers(2, 5))
    values = rng.random((options, criteria)) if seed % 2 else rng.integers(0, 4, (options, criteria)) / 4  # fmt: skip
    weights = rng.dirichlet(np.ones(criteria))
    groups = rng.integers(0, 4, options) if seed % 3 else np.arange(options)
    top, criterion = int(rng.integers(1, 4)), int(rng.integers(criteria))
    low, high = weight_interval(values, weights, criterion, top, None if seed % 3 == 0 else groups)
    assert 0 <= low <= weights[criterion] <= high <= 1
    now = first(values, weights, top, groups)
    for at in rng.uniform(low, high, 25):
        if min(at - low, high - at) > 1e-9:
            assert first(values, scaled(weights, criterion, at), top, groups) == now
    for beyond, end in ((low - 1e-6, 0), (high + 1e-6, 1)):
        if 0 < beyond < 1 and beyond != end:
            assert (
                first(values, scaled(weights, criterion, beyond), top, groups) != now
                or (beyond - end) ** 2 <= 1e-11
            )


def test_a_swap_takes_from_where_the_leader_gains_most() -> None:
    found = smallest_swap([[1, 0, 0], [0, 1, 0]], [0.5, 0.3, 0.2], 0, 1)
    assert found is not None
    assert found.moved == pytest.approx(0.1)
    assert found.weights == pytest.approx([0.4, 0.4, 0.2])


def test_nothing_swaps_an_option_with_one_that_it_dominates() -> None:
    assert smallest_swap([[1, 0.5], [0.5, 0.5]], [0.5, 0.5], 0, 1) is None
    assert smallest_swap([[1, 0], [0, 1]], [0.7, 0.3], 0, 1, floors=[0.6, 0]) is None


@given(seed=st.integers(0, 2**32))
def test_a_swap_is_level_and_no_random_change_is_smaller(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, weights = rng.random((2, 4)), rng.dirichlet(np.ones(4))
    found = smallest_swap(values, weights, 0, 1)
    lead = (values[0] - values[1]) @ weights
    if found is None:
        assert ((values[0] - values[1]) * np.sign(lead) >= 0).all()
        return
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights >= 0).all()
    assert values[0] @ found.weights == pytest.approx(values[1] @ found.weights)
    others = rng.dirichlet(np.ones(4), 300)
    swapped = np.sign((values[0] - values[1]) @ others.T) != np.sign(lead)
    moved = np.abs(others - weights).sum(axis=1) / 2
    assert (moved[swapped] >= found.moved - 1e-9).all()


@given(seed=st.integers(0, 2**32))
def test_the_bars_of_a_tornado_add_up_to_the_range(seed: int) -> None:
    rng = np.random.default_rng(seed)
    low, likely, high = np.sort(rng.random((3, 5)), axis=0)
    weights = rng.dirichlet(np.ones(5))
    bars = tornado(low, likely, high, weights)
    assert sum(bar.width for bar in bars) == pytest.approx((high - low) @ weights)
    assert [bar.width for bar in bars] == sorted((bar.width for bar in bars), reverse=True)
    for bar in bars:
        assert bar.low - 1e-12 <= likely @ weights <= bar.high + 1e-12
