"""Value functions on fixed scales: what each level is worth, and what is refused."""

import math
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.load import read_criteria
from criteria.model import Criterion
from criteria.values import PiecewiseLinear

BURDEN = [(0, 1), (1, 0.8), (2, 0.5), (3, 0.2), (4, 0)]
CRITERIA = read_criteria().catalogue.criteria


@pytest.mark.parametrize(("level", "worth"), BURDEN)
def test_an_anchor_is_worth_what_the_catalogue_says(level: float, worth: float) -> None:
    assert PiecewiseLinear(BURDEN)(level) == worth


def test_between_two_anchors_it_is_a_straight_line() -> None:
    worth = PiecewiseLinear(BURDEN)
    assert worth(0.5) == pytest.approx(0.9)
    assert worth(2.25) == pytest.approx(0.5 - 0.3 / 4)


def test_outside_the_scale_the_nearer_end_counts() -> None:
    worth = PiecewiseLinear(BURDEN)
    assert worth(-1) == 1
    assert worth(99) == 0


def test_not_a_number_stays_not_a_number() -> None:
    assert math.isnan(PiecewiseLinear(BURDEN)(math.nan))
    assert np.isnan(PiecewiseLinear(BURDEN)([1.0, math.nan])).tolist() == [False, True]


def test_an_array_keeps_its_shape_and_a_number_stays_a_number() -> None:
    worth = PiecewiseLinear(BURDEN)
    assert worth(np.full((3, 2), 2.0)).tolist() == [[0.5, 0.5]] * 3
    assert isinstance(worth(2), float)


def test_the_points_given_may_change_afterwards_without_changing_the_function() -> None:
    points = np.array(BURDEN, dtype=np.float64)
    worth = PiecewiseLinear(cast(Any, points))
    points[:] = 0
    assert worth(0) == 1


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ([], "at least two"),
        ([(0, 0)], "at least two"),
        ([(0, 0, 0), (1, 1, 1)], "at least two"),
        ([(0, 0), (0, 1)], "must rise"),
        ([(1, 0), (0, 1)], "must rise"),
        ([(0, 0), (1, math.nan)], "finite"),
        ([(0, 0), (math.inf, 1)], "finite"),
        ([(math.nan, 0), (1, 1)], "finite"),
    ],
)
def test_points_that_make_no_function_are_refused(
    points: list[tuple[float, float]], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        PiecewiseLinear(points)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.key)
@given(data=st.data())
def test_a_better_level_is_never_worth_less_on_any_criterion_of_the_catalogue(
    criterion: Criterion, data: st.DataObject
) -> None:
    levels = st.floats(criterion.low, criterion.high)
    worse, better = sorted((data.draw(levels), data.draw(levels)))
    if criterion.better == "less":
        worse, better = better, worse
    worth = PiecewiseLinear(criterion.value)
    assert 0 <= worth(worse) <= worth(better) <= 1
