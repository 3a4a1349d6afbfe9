"""V against scikit-criteria's own weighted sum, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
import skcriteria
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from skcriteria.agg.simple import WeightedSumModel

from criteria.assess import Score
from criteria.load import read_criteria, read_weights
from scoring.value import DECIMALS, value_matrices, weigh

CRITERIA = read_criteria()
CATALOGUE = CRITERIA.catalogue
COLUMNS = len(CATALOGUE.keys)
Matrix = NDArray[np.float64]


def independent(matrix: Matrix, weights: Matrix) -> Matrix:
    """scikit-criteria on the same matrix: every criterion is better when more, nothing is scaled,
    and the columns keep the order of their weights."""
    decision = skcriteria.mkdm(matrix, [max] * matrix.shape[1], weights=weights)
    return np.asarray(WeightedSumModel().evaluate(decision).e_.score, dtype=np.float64)


def random_weights(random: np.random.Generator) -> Matrix:
    found = random.dirichlet(np.full(COLUMNS, 0.5))
    return np.asarray(found / found.sum(), dtype=np.float64)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rows", [2, 7, 300])
def test_the_value_agrees_with_scikit_criteria(seed: int, rows: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.random((rows, COLUMNS))
    matrix[random.random(matrix.shape) < 0.1] = 0.0
    weights = random_weights(random)
    found = weigh(matrix, weights.tolist())
    assert found == pytest.approx(independent(matrix, weights), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_each_weight_meets_its_own_column(seed: int) -> None:
    """scikit-criteria keeps old weights when columns are taken in another order; ours go by place."""
    random = np.random.default_rng(seed)
    matrix, weights = random.random((9, COLUMNS)), random_weights(random)
    order = random.permutation(COLUMNS)
    here = weigh(matrix[:, order], weights[order].tolist())
    assert here == pytest.approx(weigh(matrix, weights.tolist()), abs=1e-12)
    assert here == pytest.approx(independent(matrix[:, order], weights[order]), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_no_other_option_moves_a_value(seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix, weights = random.random((30, COLUMNS)), random_weights(random)
    whole = weigh(matrix, weights.tolist())
    for rows in ([4], [4, 9, 2], list(range(29, -1, -1))):
        assert weigh(matrix[rows], weights.tolist()).tolist() == whole[rows].tolist()


def test_the_sum_runs_in_catalogue_order_and_is_rounded() -> None:
    found = weigh(np.array([[0.1, 0.2, 0.3]]), [1 / 3, 1 / 3, 1 / 3])
    total = 0.0
    for level in (0.1, 0.2, 0.3):
        total += (1 / 3) * level
    assert found[0] == round(total, DECIMALS)
    assert found.dtype == np.float64


def test_what_differs_in_the_last_bit_alone_is_equal_after_rounding() -> None:
    third = 1 / 3
    found = weigh(np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0 + 1e-15]]), [third] * 3)
    assert found[0] == found[1] == 1


# --- from scores to the matrices -----------------------------------------------------------------


def rows_of(**levels: tuple[float, float | None, float]) -> dict[str, Score]:
    found = {}
    for criterion in CATALOGUE.criteria:
        low, likely, high = levels.get(criterion.key, (criterion.low, None, criterion.high))
        found[criterion.key] = Score(low, likely, high, "person", "made up")
    return found


def column(key: str) -> int:
    return CATALOGUE.keys.index(key)


def test_a_missing_likely_counts_as_the_value_of_the_middle_of_its_range() -> None:
    least, likely, greatest = value_matrices([rows_of()], CATALOGUE)
    assert likely[0, column("fit")] == 0.5
    assert likely[0, column("burden")] == 0.5
    assert likely[0, column("partner_host")] == 0.5
    # The middle of fifteen years is seven and a half, between 0.4 (five) and 0.1 (ten).
    assert likely[0, column("duration")] == pytest.approx(0.25)
    assert least[0].tolist() == [0.0] * COLUMNS
    assert greatest[0].tolist() == [1.0] * COLUMNS
    some = value_matrices([rows_of(evidence=(2, None, 3), burden=(0, None, 1))], CATALOGUE)[1]
    assert some[0, column("evidence")] == pytest.approx(0.65)
    assert some[0, column("burden")] == pytest.approx(0.9)


def test_where_less_is_better_the_low_score_has_the_greater_value() -> None:
    least, likely, greatest = value_matrices([rows_of(burden=(1, 2, 4), cost=(0, 0, 3))], CATALOGUE)
    at = column("burden")
    assert (least[0, at], likely[0, at], greatest[0, at]) == (0, 0.5, 0.8)
    at = column("cost")
    assert (least[0, at], likely[0, at], greatest[0, at]) == (0.2, 1, 1)


@given(st.data())
def test_the_likely_value_lies_between_the_least_and_the_greatest(data: st.DataObject) -> None:
    levels = {}
    for criterion in CATALOGUE.criteria:
        low, likely, high = sorted(
            data.draw(st.floats(criterion.low, criterion.high)) for _ in range(3)
        )
        levels[criterion.key] = (low, data.draw(st.sampled_from((None, likely))), high)
    weights = list(read_weights(CRITERIA).values.values())
    least, likely, greatest = (
        weigh(matrix, weights)[0] for matrix in value_matrices([rows_of(**levels)], CATALOGUE)
    )
    assert 0 <= least <= likely <= greatest <= 1


def test_the_best_of_everything_is_one_and_the_worst_nothing() -> None:
    best = rows_of(
        **{
            c.key: ((c.high,) * 3 if c.better == "more" else (c.low,) * 3)
            for c in CATALOGUE.criteria
        }
    )
    worst = rows_of(
        **{
            c.key: ((c.low,) * 3 if c.better == "more" else (c.high,) * 3)
            for c in CATALOGUE.criteria
        }
    )
    weights = list(read_weights(CRITERIA).values.values())
    for matrix in value_matrices([best, worst], CATALOGUE):
        assert weigh(matrix, weights).tolist() == [1, 0]
