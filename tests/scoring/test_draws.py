"""Draws of weights and scores: closed forms, exact regions, one draw for each fact."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.assess import Score
from criteria.load import read_criteria, read_weights
from criteria.weights import rank_order_centroid
from scoring.draws import (
    Floors,
    NoDraws,
    ScoreDraws,
    dirichlet_weights,
    perspective_weights,
    score_at,
    uniform_weights,
)
from scoring.options import Option, Ranking, Value
from scoring.sureness import Simulation, how_sure, places_in_draws, rank_counts, usual_range

CRITERIA = read_criteria()
KEYS = CRITERIA.catalogue.keys


def test_uniform_weights_have_the_moments_of_a_flat_dirichlet() -> None:
    """Mean 1/n, variance (n - 1) / (n^2 (n + 1)); normalised uniforms vary far less."""
    found = uniform_weights(200_000, Floors.none(5))
    assert found.sum(axis=1) == pytest.approx(np.ones(len(found)))
    assert found.mean(axis=0) == pytest.approx(np.full(5, 0.2), abs=0.002)
    assert found.var(axis=0) == pytest.approx(np.full(5, 4 / 150), rel=0.02)


def test_ordered_uniform_weights_have_the_mean_of_rank_order_centroid() -> None:
    """Barron & Barrett (1996): 0.5208 0.2708 0.1458 0.0625 for four."""
    found = uniform_weights(200_000, Floors.none(4), order=[[2], [0], [3], [1]])
    centroid = rank_order_centroid([["c"], ["a"], ["d"], ["b"]])
    assert list(centroid.values()) == pytest.approx([0.5208, 0.2708, 0.1458, 0.0625], abs=1e-4)
    expected = [centroid[key] for key in "abcd"]
    assert found.mean(axis=0) == pytest.approx(expected, abs=0.002)
    assert (found[:, 2] >= found[:, 0]).all()
    assert (found[:, 3] >= found[:, 1]).all()


@pytest.mark.parametrize(
    "floors",
    [
        Floors((0.1, 0, 0.05, 0), (((0, 1), 0.45), ((2,), 0.2))),
        Floors((0.0, 0, 0, 0), (((0, 1), 0.5), ((2, 3), 0.3))),
        Floors((0.15, 0.1, 0, 0), (((0, 1), 0.3),)),
    ],
)
def test_floors_leave_the_distribution_that_rejection_leaves(floors: Floors) -> None:
    plain = np.random.default_rng(5).exponential(size=(1_000_000, 4))
    plain /= plain.sum(axis=1, keepdims=True)
    kept = plain[floors.held(plain)]
    found = uniform_weights(len(kept), floors, 3)
    assert floors.held(found).all()
    error = 5 * kept.std(axis=0) * (2 / len(kept)) ** 0.5
    assert (np.abs(found.mean(axis=0) - kept.mean(axis=0)) < error).all()
    assert np.cov(found.T) == pytest.approx(np.cov(kept.T), abs=6e-4)
    shares = [0.1, 0.5, 0.9]
    pair = np.quantile(found[:, :2].sum(axis=1), shares)
    assert pair == pytest.approx(np.quantile(kept[:, :2].sum(axis=1), shares), abs=4e-3)


def test_the_floors_of_the_policy_hold_in_every_draw() -> None:
    floors = Floors.of(CRITERIA.policy, CRITERIA.catalogue)
    found = uniform_weights(10_000, floors)
    assert (found[:, KEYS.index("fit")] >= 0.15 - 1e-12).all()
    assert (found[:, KEYS.index("burden")] >= 0.10 - 1e-12).all()
    assert (found[:, :2].sum(axis=1) >= 0.30 - 1e-12).all()


def test_floors_that_fill_the_whole_leave_one_point() -> None:
    found = uniform_weights(10, Floors((0.0, 0, 0), (((0,), 0.4), ((1, 2), 0.6))))
    assert found[:, 0] == pytest.approx(np.full(10, 0.4))
    with pytest.raises(NoDraws, match="more than the whole"):
        uniform_weights(10, Floors((0.6, 0.6)))


def test_an_order_under_unequal_floors_is_met_by_drawing_again() -> None:
    floors = Floors((0.2, 0.0, 0.1))
    found = uniform_weights(5_000, floors, order=[[1], [0]])
    assert floors.held(found).all()
    assert (found[:, 1] >= found[:, 0]).all()
    with pytest.raises(NoDraws, match="order"):
        uniform_weights(10, Floors((0.9, 0.0)), order=[[1], [0]])


def test_dirichlet_weights_lie_around_the_stated_set() -> None:
    stated = np.array([0.5, 0.3, 0.2, 0.0])
    found = dirichlet_weights(100_000, stated, 50)
    assert found.mean(axis=0) == pytest.approx(stated, abs=0.002)
    assert found.var(axis=0) == pytest.approx(stated * (1 - stated) / 51, rel=0.03)
    floors = Floors((0.45, 0, 0, 0))
    assert floors.held(dirichlet_weights(5_000, stated, 50, floors)).all()


def test_perspectives_are_kept_apart_and_pooled_equally() -> None:
    found = perspective_weights(500, {"b": [0.9, 0.1], "a": [0.1, 0.9]}, 80)
    assert list(found.apart) == ["a", "b"]
    assert found.apart["a"][:, 1].mean() > 0.8 > 0.2 > found.apart["b"][:, 1].mean()
    assert found.pooled.shape == (1_000, 2)
    assert sorted(map(tuple, found.pooled)) == sorted(
        tuple(row) for part in found.apart.values() for row in part
    )


def test_the_same_seed_gives_the_same_bytes() -> None:
    floors = Floors.of(CRITERIA.policy, CRITERIA.catalogue)
    assert uniform_weights(50, floors, 4).tobytes() == uniform_weights(50, floors, 4).tobytes()
    assert uniform_weights(50, floors, 4).tobytes() != uniform_weights(50, floors, 5).tobytes()


def test_scores_are_triangular_where_likely_and_uniform_where_not() -> None:
    """Triangular mean (a + c + b) / 3, variance (a2 + b2 + c2 - ab - ac - bc) / 18."""
    shares = (np.arange(200_000) + 0.5) / 200_000
    triangular = score_at(shares, 1, 2, 4)
    assert triangular.mean() == pytest.approx(7 / 3, abs=1e-4)
    assert triangular.var() == pytest.approx((1 + 16 + 4 - 4 - 2 - 8) / 18, abs=1e-4)
    uniform = score_at(shares, 1, np.nan, 4)
    assert (uniform.mean(), uniform.var()) == pytest.approx((2.5, 0.75), abs=1e-4)
    assert score_at([0.3, 0.9], 2, 2, 2).tolist() == [2, 2]
    assert (np.diff(triangular) >= 0).all()


def option(case: str, number: int, rng: np.random.Generator, likely: float) -> Option:
    """An option whose every score is an interval resting on one of a few facts."""
    scores = {}
    for criterion in CRITERIA.catalogue.criteria:
        low, middle, high = (float(x) for x in np.sort(rng.uniform(criterion.low, criterion.high, 3)))  # fmt: skip
        fact = f"{criterion.key} {rng.integers(3)}"
        scores[criterion.key] = Score(low, middle, high, "person", fact)
    made = SimpleNamespace(
        case=case, avenue=f"way_{number}", forum="HTI", accused=(), standing="open",
        claimants=(), who=(), gates={}, limit=None,
    )  # fmt: skip
    return Option(**vars(made), scores=scores, placed=True, value=Value(0.0, likely, 1.0))


def ranking(seed: int, options: int) -> Ranking:
    rng = np.random.default_rng(seed)
    made = [option(f"HTI-{rng.integers(4)}", n, rng, 1 - n / 100) for n in range(options)]
    made.append(replace(made[0], avenue="unplaced", placed=False))
    weights = read_weights(CRITERIA).values
    return Ranking(date(2026, 11, 1), tuple(made), weights, CRITERIA.catalogue)


def test_options_on_the_same_facts_keep_their_order_in_every_draw() -> None:
    rng = np.random.default_rng(2)
    better = option("HTI-1", 1, rng, 0.5)
    assert better.scores is not None
    worse = {}
    for criterion in CRITERIA.catalogue.criteria:
        held = better.scores[criterion.key]
        step = -0.1 if criterion.better == "more" else 0.1
        low, likely, high = (
            float(np.clip((x or 0.0) + step, criterion.low, criterion.high)) for x in held[:3]
        )
        worse[criterion.key] = Score(low, likely, high, held.source, held.fact)
    other = replace(better, avenue="way_2", scores=worse)
    for block in Simulation([better, other], CRITERIA, 1_000).blocks():
        assert (block[:, 0] >= block[:, 1] - 1e-12).all()
    same = replace(better, avenue="way_3")
    for block in Simulation([better, same], CRITERIA, 1_000).blocks():
        assert np.array_equal(block[:, 0], block[:, 1])


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_blocks_weighed_at_once_agree_with_values_weighed_one_by_one(seed: int) -> None:
    held = ranking(seed, 5).options
    drawn = ScoreDraws([one.scores or {} for one in held], CRITERIA.catalogue, 300, 1)
    weights = uniform_weights(300, Floors.none(len(KEYS)))
    for block in range(drawn.blocks):
        part = weights[drawn.span(block)]
        expected = np.einsum("doc,dc->do", drawn.values(block), part)
        assert np.allclose(drawn.weighed(block, part), expected, atol=1e-12)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_how_sure_agrees_with_a_plain_count(seed: int) -> None:
    before = ranking(seed, 7)
    found = how_sure(before, CRITERIA, 300, 1, 2)
    assert found == how_sure(before, CRITERIA, 300, 1, 2)
    unplaced = found.options[-1]
    assert (unplaced.p_top, unplaced.expected_rank, unplaced.tie_group) == (None, None, None)
    placed = sorted((one for one in found.options if one.placed), key=lambda one: one.id)
    worth = np.vstack(list(Simulation(placed, CRITERIA, 300, 1).blocks()))
    cases = np.array([one.case for one in placed])
    ranks = np.empty(worth.shape)
    for draw, row in enumerate(worth):
        for n, mine in enumerate(row):
            others = set(cases) - {cases[n]}
            ranks[draw, n] = 1 + sum(row[cases == case].max() > mine + 1e-12 for case in others)
    for n, one in enumerate(placed):
        share = (ranks[:, n] <= 2).mean()
        assert one.p_top == pytest.approx(share)
        assert one.p_top_error == pytest.approx((share * (1 - share) / 300) ** 0.5)
        assert one.expected_rank == pytest.approx(ranks[:, n].mean())
    left = sorted(range(len(placed)), key=lambda n: -(placed[n].value or Value(0, 0, 0)).likely)
    number = 0
    while left:
        number += 1
        first = left[0]
        beaten = {n for n in left[1:] if (worth[:, first] > worth[:, n] + 1e-12).mean() >= 0.75}
        assert {placed[n].id for n in left if n not in beaten} == {
            one.id for one in placed if one.tie_group == number
        }
        left = [n for n in left if n in beaten]


def test_two_options_of_a_case_do_not_crowd_out_another() -> None:
    worth = iter([np.array([[0.9, 0.8, 0.5]])])
    hits, ranks = places_in_draws(worth, ["A", "A", "B"], 2)
    assert hits.tolist() == [1, 1, 1]
    assert ranks.tolist() == [1, 1, 2]


def test_rank_counts_add_up_and_the_usual_range_holds_nine_tenths_of_them() -> None:
    worth = iter([np.array([[0.9, 0.5, 0.1], [0.9, 0.1, 0.5]] * 50)])
    counts = rank_counts(worth, ["A", "B", "C"])
    assert counts.tolist() == [[0, 100, 0, 0], [0, 0, 50, 50], [0, 0, 50, 50]]
    assert usual_range(counts).tolist() == [[1, 1], [2, 3], [2, 3]]
