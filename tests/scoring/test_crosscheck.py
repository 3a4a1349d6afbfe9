"""The independent check: agreement, and the traps of scikit-criteria."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.assess import Score
from criteria.load import read_criteria, read_weights
from scoring.acceptability import Floats
from scoring.crosscheck import (
    NotChecked,
    crosscheck,
    decision_matrix,
    export_dmsy,
    rank_reversal,
    weighted_sum,
)
from scoring.value import value_matrices, weigh

NAMES = [f"HTI-{n:03}/civil_state_host/HTI" for n in range(12)]


def world(
    seed: int, options: int = 12, criteria: int = 5
) -> tuple[Floats, Floats, list[str], list[str]]:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 5, (options, criteria)) / 4
    return values, rng.dirichlet(np.ones(criteria)), NAMES[:options], list("abcdefgh"[:criteria])


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_values_agree_with_the_weighted_sum_model(seed: int) -> None:
    criteria = read_criteria()
    weights = read_weights(criteria).values
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(6):
        row = {}
        for criterion in criteria.catalogue.criteria:
            low, likely, high = np.sort(rng.uniform(criterion.low, criterion.high, 3))
            row[criterion.key] = Score(float(low), float(likely), float(high), "person", "x")
        rows.append(row)
    held = list(weights.values())
    for matrix in value_matrices(rows, criteria.catalogue):
        assert np.abs(weigh(matrix, held) - weighted_sum(matrix, held)).max() <= 1e-9


def test_spotis_with_fixed_bounds_is_one_minus_value() -> None:
    values, weights, names, criteria = world(3)
    found = crosscheck(values, weights, names, criteria)
    assert found.agrees
    assert [method.name for method in found.methods] == ["WeightedSumModel", "TOPSIS", "VIKOR", "SPOTIS"]  # fmt: skip
    assert 1 + found.methods[3].scores == pytest.approx(values @ weights)
    assert found.methods[0].tau == found.methods[3].tau == 1
    assert found.methods[0].parts == found.methods[3].parts == ()


def test_parts_name_the_options_whose_rank_is_another() -> None:
    values, weights, names, criteria = world(0)
    for method in crosscheck(values, weights, names, criteria).methods:
        for name, ours, theirs in method.parts:
            assert theirs == method.ranks[names.index(name)] != ours


def test_ties_are_ranks_and_not_the_order_of_sorting() -> None:
    found = crosscheck([[0.1 + 0.2], [0.3], [0.9], [0.3]], [1.0])
    assert found.methods[0].ranks.tolist() == [2, 2, 1, 2]


def test_options_all_the_same_are_level_everywhere() -> None:
    for method in crosscheck(np.full((4, 3), 0.5), [0.2, 0.3, 0.5]).methods:
        assert method.ranks.tolist() == [1, 1, 1, 1]
        assert method.tau is None


def test_dropping_an_option_moves_no_two_others_by_value_or_spotis() -> None:
    values, weights, names, criteria = world(11)
    for dropped in range(len(names)):
        kept = [row for row in range(len(names)) if row != dropped]
        whole = crosscheck(values, weights, names, criteria).methods
        less = crosscheck(values[kept], weights, [names[row] for row in kept], criteria).methods
        for place in (0, 3):
            assert np.allclose(whole[place].scores[kept], less[place].scores, atol=1e-12)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"values": [[np.nan, 0.5]]}, "finite"),
        ({"weights": [-0.5, 1.5]}, "zero or more"),
        ({"values": [[2.0, 0.5]]}, "fixed scales"),
        ({"options": ["A", "B"]}, "one name"),
        ({"criteria": ["c", "c"]}, "once each"),
    ],
)
def test_what_scikit_criteria_lets_pass_is_refused(change: dict[str, Any], what: str) -> None:
    given_: dict[str, Any] = {"values": [[0.5, 0.5]], "weights": [0.5, 0.5], "options": ["A"], "criteria": ["c", "d"]}  # fmt: skip
    with pytest.raises(NotChecked, match=what):
        decision_matrix(**(given_ | change))


def test_the_weighted_sum_keeps_its_first_when_others_get_worse() -> None:
    values, weights, names, criteria = world(5)
    by_sum, _ = rank_reversal(values, weights, names, criteria)
    assert (by_sum.tested, by_sum.kept_first) == (11, 1.0)


def test_options_that_cannot_get_worse_do_not_hang_the_checker() -> None:
    values, weights, names, criteria = world(5)
    values[5], values[4] = values[3], 0.0
    by_sum, _ = rank_reversal(values, weights, names, criteria)
    assert 0 < by_sum.tested < 11
    assert rank_reversal(np.zeros_like(values), weights, names, criteria)[0].why_not


def test_long_lists_are_not_tested_and_say_so() -> None:
    rng = np.random.default_rng(1)
    names = [f"O{n}" for n in range(41)]
    found = rank_reversal(rng.random((41, 2)), [0.5, 0.5], names, ["c", "d"])
    assert all(one.tested == 0 and "this has 41" in (one.why_not or "") for one in found)


def test_dmsy_is_the_same_bytes_and_speaks_of_no_machine() -> None:
    values, weights, names, criteria = world(2, 3)
    text = export_dmsy(values, weights, names, criteria)
    assert text == export_dmsy(values, weights, names, criteria)
    assert names[0] in text
    for word in ("platform", "python_version", "created_at"):
        assert word not in text
