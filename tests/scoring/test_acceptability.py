"""Acceptability against results that others made, closed forms, and a plain count."""

import os
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scoring import acceptability
from scoring.acceptability import Floats, rank_acceptability, top_acceptability
from scoring.draws import Floors, uniform_weights


def worlds(rng: np.random.Generator) -> tuple[Floats, Floats, np.ndarray, int]:
    options, draws, criteria = (int(rng.integers(1, most)) for most in (50, 80, 6))
    values = (
        rng.random((options, criteria))
        if rng.random() < 0.5
        else rng.integers(0, 4, (options, criteria)) / 4
    )
    weights = rng.exponential(size=(draws, criteria))
    weights /= weights.sum(axis=1, keepdims=True)
    if rng.random() < 0.3:
        values, weights = values * 10 - 5, weights * rng.random((draws, 1)) * 5
    return values, weights, rng.integers(0, 12, options), int(rng.integers(1, 8))


def counted(values: Floats, weights: Floats, top: int, groups: np.ndarray | None = None) -> Floats:
    """The definition, word for word."""
    worth = weights @ values.T if values.ndim == 2 else np.einsum("doc,dc->do", values, weights)
    labels = np.arange(worth.shape[1]) if groups is None else groups
    names = np.unique(labels)
    best = np.stack([worth[:, labels == name].max(axis=1) for name in names], axis=1)
    greater = best[:, None, :] > worth[:, :, None] + 1e-12
    ranks = 1 + (greater & (labels[:, None] != names)).sum(axis=2)
    return np.asarray((ranks <= top).mean(axis=0))


def test_two_extremes_and_a_compromise_share_the_first_place() -> None:
    """V = [[1,0],[0,1],[.6,.6]]: the first is first where w > .6, so 0.4; the third has the rest."""
    first = np.linspace(0, 1, 1_000_001)
    weights = np.column_stack([first, 1 - first])
    found = rank_acceptability([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]], weights)
    assert found.ranks[:, 0] == pytest.approx([0.4, 0.4, 0.2], abs=1e-5)
    assert found.central_weights == pytest.approx(np.array([[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]), abs=1e-5)  # fmt: skip
    assert found.confidence == pytest.approx([1, 1, 1])


def test_the_same_three_in_random_draws() -> None:
    weights = uniform_weights(200_000, Floors.none(2))
    found = top_acceptability([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]], weights, 1)
    error = (0.4 * 0.6 / 200_000) ** 0.5
    assert found == pytest.approx([0.4, 0.4, 0.2], abs=5 * error)


def test_never_first_has_no_central_weights_and_no_confidence() -> None:
    """As in R package smaa: NA, not 0."""
    found = rank_acceptability([[1, 1], [0, 0]], [[0.5, 0.5], [0.2, 0.8]])
    assert np.isnan(found.central_weights[1]).all()
    assert np.isnan(found.confidence[1])
    assert found.confidence[0] == 1


def test_pairwise_winning_of_the_package_smaa() -> None:
    """R package smaa 0.3 (van Valkenhoef), tests/pwi.R: one criterion, ten draws."""
    values = np.array([[0] + [1] * 9, [1] + [0] * 9], dtype=float).T[:, :, None]
    found = rank_acceptability(values, [1.0])
    assert found.pairwise_winning.tolist() == [[0, 0.9], [0.1, 0]]


def test_values_that_differ_in_the_last_bit_are_tied() -> None:
    found = rank_acceptability([[0.1 + 0.2], [0.3], [0.2]], [[1.0]])
    assert found.ranks[:, 0].tolist() == [1, 1, 0]
    assert found.ranks[2].tolist() == [0, 0, 1]
    assert top_acceptability([[0.1 + 0.2], [0.3], [0.2]], [[1.0]], 1).tolist() == [1, 1, 0]


def test_own_group_never_counts_against_an_option() -> None:
    values = [[0.9], [0.8], [0.5], [0.4]]
    assert top_acceptability(values, [[1.0]], 1, ["A", "A", "B", "C"]).tolist() == [1, 1, 0, 0]
    assert top_acceptability(values, [[1.0]], 2, ["A", "A", "B", "C"]).tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize("screen", ["_bounded", "_screened"])
@given(seed=st.integers(0, 2**32))
def test_both_ways_of_screening_agree_with_a_plain_count(screen: str, seed: int) -> None:
    values, weights, groups, top = worlds(np.random.default_rng(seed))
    with pytest.MonkeyPatch.context() as patch:
        for name, size in (("_LEAF", 8), ("_LEAVES", 2), ("_NEAR", 11), ("_CACHED", 200)):
            patch.setattr(acceptability, name, size)
        patch.setattr(acceptability, "_MANY", 1 if screen == "_screened" else 10**9)
        assert np.array_equal(
            top_acceptability(values, weights, top), counted(values, weights, top)
        )
        assert np.array_equal(
            top_acceptability(values, weights, top, groups), counted(values, weights, top, groups)
        )


@given(seed=st.integers(0, 2**32))
def test_uncertain_scores_agree_with_a_plain_count(seed: int) -> None:
    rng = np.random.default_rng(seed)
    _, weights, groups, top = worlds(rng)
    values = rng.integers(0, 4, (len(weights), len(groups), weights.shape[1])) / 4
    for labels in (None, groups):
        assert np.array_equal(
            top_acceptability(values, weights, top, labels), counted(values, weights, top, labels)
        )


def test_a_large_pool_agrees_with_all_ranks() -> None:
    rng = np.random.default_rng(7)
    values = rng.random((4_500, 8))
    values[::3] = np.round(values[::3] * 4) / 4
    weights = uniform_weights(700, Floors.none(8), 5)
    worth = weights @ values.T
    threshold = np.sort(worth, axis=1)[:, -20]
    expected = (worth >= threshold[:, None] - 1e-12).mean(axis=0)
    assert np.array_equal(top_acceptability(values, weights, 20), expected)


@given(seed=st.integers(0, 2**32))
def test_ranks_add_up_and_p_top_grows(seed: int) -> None:
    values, weights, groups, _ = worlds(np.random.default_rng(seed))
    found = rank_acceptability(values, weights)
    assert found.ranks.sum(axis=1) == pytest.approx(np.ones(len(values)))
    assert (found.ranks.cumsum(axis=1)[:, -1] <= 1 + 1e-12).all()
    before = np.zeros(len(values))
    for top in range(1, len(values) + 1):
        now = top_acceptability(values, weights, top)
        assert now == pytest.approx(found.ranks[:, :top].sum(axis=1))
        assert (now >= before).all()
        assert (top_acceptability(values, weights, top, groups) >= now).all()
        before = now


@given(seed=st.integers(0, 2**32))
def test_without_ties_each_place_is_taken_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.random((int(rng.integers(1, 9)), 3))
    weights = uniform_weights(40, Floors.none(3), int(rng.integers(100)))
    found = rank_acceptability(values, weights)
    assert found.ranks.sum(axis=0) == pytest.approx(np.ones(len(values)))
    both = found.pairwise_winning + found.pairwise_winning.T
    assert both + np.eye(len(values)) == pytest.approx(np.ones_like(both))


@given(seed=st.integers(0, 2**32))
def test_a_dominated_option_is_never_above(seed: int) -> None:
    values, weights, _, _ = worlds(np.random.default_rng(seed))
    values = np.vstack([values, values[0] - 0.1])
    weights = np.abs(weights)
    assert rank_acceptability(values, weights).pairwise_winning[-1, 0] == 0


def test_what_cannot_be_ranked_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        rank_acceptability([[np.nan]], [[1.0]])
    with pytest.raises(ValueError, match="2 criteria and weights 1"):
        top_acceptability([[1.0, 2.0]], [[1.0]], 1)
    with pytest.raises(ValueError, match="top is 0"):
        top_acceptability([[1.0]], [[1.0]], 0)
    with pytest.raises(ValueError, match="groups must be 1 labels"):
        top_acceptability([[1.0]], [[1.0]], 1, [1, 2])


@pytest.mark.oracles
@pytest.mark.parametrize("study", ["thrombo", "hansen"])
def test_the_package_smaa_is_met_exactly(study: str) -> None:
    """R package smaa 0.3: acceptabilities, central weights, confidence, pairwise winning."""
    named = os.environ.get("RECOURSE_ORACLES")
    assert named, "set RECOURSE_ORACLES to a folder with rsmaa_golden.npz and smaa.yaml"
    folder = Path(named)
    arrays = np.load(folder / "rsmaa_golden.npz")
    stated = yaml.safe_load((folder / "smaa.yaml").read_text(encoding="utf-8"))[f"rsmaa_{study}"]
    found = rank_acceptability(arrays[f"{study}_meas"], arrays[f"{study}_w"])
    assert np.abs(found.ranks - stated["rank_acceptability"]).max() < 1e-9
    assert np.abs(found.central_weights - stated["central_weights"]).max() < 1e-7
    assert np.abs(found.confidence - stated["confidence"]).max() < 1e-9
    if "pairwise_winning" in stated:
        assert np.abs(found.pairwise_winning - stated["pairwise_winning"]).max() < 1e-9
