"""Wishes as weights, and how an avenue fits them; worked by hand and against published weights."""

from __future__ import annotations

from typing import Any

import pytest

from survivor_preferences.model import Person, Wishes
from survivor_preferences.wishes import (
    UNKNOWN_FIT,
    best_promise,
    fit,
    least,
    priorities,
    rank_order_centroid,
)


def wishes(**said: Any) -> Wishes:
    return Wishes.model_validate({"on": "2026-06-01"} | said)


def test_rank_order_centroid_weights_of_four_are_the_published_ones() -> None:
    """Barron & Barrett 1996: 0.521, 0.271, 0.146, 0.063."""
    weights = rank_order_centroid([["a"], ["b"], ["c"], ["d"]])
    assert [round(w, 4) for w in weights.values()] == [0.5208, 0.2708, 0.1458, 0.0625]


def test_ties_share_the_mean_of_their_places() -> None:
    weights = rank_order_centroid([["a"], ["b", "c"], ["d"]])
    assert weights["b"] == weights["c"] == pytest.approx((0.27083333 + 0.14583333) / 2)
    assert sum(weights.values()) == pytest.approx(1)
    assert rank_order_centroid([["a", "b"]]) == {"a": 0.5, "b": 0.5}


def test_points_are_normalised_and_outcomes_not_named_weigh_nothing() -> None:
    assert priorities(wishes(points={"punishment": 40, "apology": 10, "compensation": 0})) == {
        "punishment": 0.8,
        "apology": 0.2,
    }


@pytest.mark.parametrize(
    "said", [None, wishes(), wishes(ranking=[]), wishes(points={}), wishes(points={"apology": 0})]
)
def test_no_wishes_are_not_known_rather_than_nothing(said: Wishes | None) -> None:
    assert priorities(said) is None
    assert fit(None, {"apology": 1.0}, 1.0, (1, 1, 1)) is None


PROFILES = {
    "court": {"punishment": 1.0, "compensation": 0.6},
    "support": {"child_support": 1.0, "compensation": 0.25},
    "letter": {"apology": 0.25},
}


def test_fit_is_the_share_of_the_most_that_any_avenue_promises() -> None:
    weights = {"punishment": 0.5, "compensation": 0.5}
    best = best_promise(weights, PROFILES.values())
    assert best == pytest.approx(0.8)
    assert fit(weights, PROFILES["court"], best, (0.0, 0.5, 1.0)) == pytest.approx(
        (0.5 / 0.8, 0.65 / 0.8, 1.0)
    )


def test_having_more_wishes_costs_nothing_where_one_avenue_brings_them_all() -> None:
    for wished in ({"punishment": 1.0}, {"punishment": 0.5, "compensation": 0.5}):
        best = best_promise(wished, PROFILES.values())
        found = fit(wished, PROFILES["court"], best, (1, 1, 1))
        assert found is not None
        assert found[1] == 1


def test_enforceability_weighs_only_on_what_must_be_enforced() -> None:
    weights = {"punishment": 1.0}
    assert fit(weights, PROFILES["court"], 1.0, (0.0, None, 1.0)) == (1.0, 1.0, 1.0)
    weights = {"child_support": 1.0}
    assert fit(weights, PROFILES["support"], 1.0, (0.2, None, 0.9)) == (0.2, None, 0.9)


def test_where_no_avenue_brings_what_is_wished_the_fit_is_nothing() -> None:
    weights = {"rehabilitation": 1.0}
    assert best_promise(weights, PROFILES.values()) == 0
    assert fit(weights, PROFILES["court"], 0.0, (1, 1, 1)) == (0, 0, 0)


def test_the_least_of_several_claimants_is_taken_end_by_end() -> None:
    assert least([(0.2, 0.6, 0.9), (0.3, 0.5, 0.7)]) == (0.2, 0.5, 0.7)
    assert least([(0.2, 0.6, 0.9), (0.3, None, 0.7)]) == (0.2, None, 0.7)
    assert least([(0.2, 0.6, 0.9), None]) == (0.0, None, 0.9)
    assert least([None, None]) is None
    assert least([]) is None
    assert UNKNOWN_FIT == (0.0, None, 1.0)


def test_the_samples_ranking_with_a_tie(sample_people: dict[str, Person]) -> None:
    weights = priorities(sample_people["S-0141"].wishes)
    assert weights is not None
    assert weights["truth_recognition"] == weights["apology"]
    assert list(weights) == [
        "child_support",
        "truth_recognition",
        "apology",
        "punishment",
        "compensation",
    ]
    assert sum(weights.values()) == pytest.approx(1)
    assert priorities(sample_people["S-0221"].wishes) == {
        "punishment": 0.4,
        "truth_recognition": 0.4,
        "rehabilitation": 0.2,
    }
    assert priorities(sample_people["S-0312"].wishes) is None
