"""Weights by points, ranking and swing; the floors; and every set that the house ships."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from criteria.load import HERE, read_criteria, read_weights, weight_sets
from criteria.model import Policy, WeightSet
from criteria.weights import WeightsRefused, rank_order_centroid, weights_of
from reading.strict import FileProblems

CRITERIA = read_criteria()
CATALOGUE, POLICY = CRITERIA.catalogue, CRITERIA.policy
NO_FLOORS = Policy(policy=1, because="none")
GROUPS = {group.key: [one.key for one in group.criteria] for group in CATALOGUE.groups}
EQUAL_WITHIN = {group: dict.fromkeys(keys, 1.0) for group, keys in GROUPS.items()}


def chosen(
    method: Literal["points", "ranking", "swing"] = "points",
    groups: Mapping[str, float] | None = None,
    **criteria: Mapping[str, float],
) -> WeightSet:
    return WeightSet(
        name="mine",
        perspective="lawyers",
        by="AV-1",
        on="2026-11-01",
        because="A test.",
        method=method,
        groups=groups or dict.fromkeys(GROUPS, 1.0),
        criteria={**EQUAL_WITHIN, **criteria},
    )


# Barron & Barrett (1996), Decision quality using ranked attribute weights, table of ROC weights.
PUBLISHED = {
    2: (0.7500, 0.2500),
    3: (0.6111, 0.2778, 0.1111),
    4: (0.5208, 0.2708, 0.1458, 0.0625),
    5: (0.4567, 0.2567, 0.1567, 0.0900, 0.0400),
    6: (0.4083, 0.2417, 0.1583, 0.1028, 0.0611, 0.0278),
}


@pytest.mark.parametrize("n", PUBLISHED)
def test_a_ranking_has_the_published_rank_order_centroid_weights(n: int) -> None:
    found = rank_order_centroid([[f"k{place}"] for place in range(n)])
    assert [round(weight, 4) for weight in found.values()] == list(PUBLISHED[n])
    assert math.fsum(found.values()) == pytest.approx(1, abs=1e-12)


def test_ties_share_the_mean_of_their_places() -> None:
    found = rank_order_centroid([["first"], ["a", "b"], ["last"]])
    assert found["first"] == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert found["a"] == found["b"] == pytest.approx(((13 / 12) / 4 + (7 / 12) / 4) / 2)
    assert found["last"] == pytest.approx(1 / 16)


def test_everything_tied_weighs_the_same() -> None:
    found = rank_order_centroid([["a", "b", "c"]])
    assert list(found.values()) == pytest.approx([1 / 3] * 3)


def test_nothing_ranked_weighs_nothing() -> None:
    assert rank_order_centroid([]) == {}
    assert rank_order_centroid([[]]) == {}


@given(st.permutations(list("abcdefgh")), st.lists(st.booleans(), min_size=7, max_size=7))
def test_a_better_place_never_weighs_less_and_all_sum_to_one(
    order: list[str], cuts: list[bool]
) -> None:
    ranking = [[order[0]]]
    for key, cut in zip(order[1:], cuts, strict=True):
        if cut:
            ranking.append([key])
        else:
            ranking[-1].append(key)
    found = rank_order_centroid(ranking)
    assert math.fsum(found.values()) == pytest.approx(1, abs=1e-12)
    each = [found[place[0]] for place in ranking]
    assert each == sorted(each, reverse=True)
    assert all(found[key] == found[place[0]] for place in ranking for key in place)


# --- the three ways of making them ---------------------------------------------------------------


@pytest.mark.parametrize("method", ["points", "swing"])
def test_points_are_shares_of_the_group_times_shares_within_it(
    method: Literal["points", "ranking", "swing"],
) -> None:
    groups = {"survivor": 50, "merits": 20, "forum": 10, "impact": 10, "feasibility": 10, "harm": 0}
    found = weights_of(
        chosen(method, groups, survivor={"fit": 3, "burden": 1}), CATALOGUE, NO_FLOORS
    )
    assert found["fit"] == pytest.approx(0.5 * 0.75)
    assert found["burden"] == pytest.approx(0.5 * 0.25)
    assert found["evidence"] == pytest.approx(0.2 / 3)
    assert found["backlash"] == found["bad_precedent"] == 0
    assert math.fsum(found.values()) == pytest.approx(1, abs=1e-12)


def test_swing_weighs_by_the_swing_from_worst_to_best() -> None:
    """The largest swing is 100 and the rest are said against it: 100, 60 and 40 are a half,
    three and two tenths."""
    merits = {"evidence": 100, "identification": 60, "legal_basis": 40}
    found = weights_of(chosen("swing", merits=merits), CATALOGUE, NO_FLOORS)
    assert [found[key] * 6 for key in merits] == pytest.approx([0.5, 0.3, 0.2])


def test_a_ranking_of_places_becomes_rank_order_centroid_weights() -> None:
    found = weights_of(
        chosen(
            "ranking",
            {"survivor": 1, "merits": 2, "forum": 3, "impact": 4, "feasibility": 5, "harm": 6},
            merits={"evidence": 1, "identification": 3, "legal_basis": 1},
        ),
        CATALOGUE,
        NO_FLOORS,
    )
    assert found["fit"] + found["burden"] == pytest.approx(147 / 360)
    tied = (11 / 18 + 5 / 18) / 2
    assert found["evidence"] == found["legal_basis"] == pytest.approx(0.2416667 * tied, abs=1e-6)


def test_weights_stand_in_the_order_of_the_catalogue_whatever_the_order_of_the_file() -> None:
    backwards = dict(reversed(list(dict.fromkeys(GROUPS, 1.0).items())))
    found = weights_of(
        chosen(groups=backwards, survivor={"burden": 1, "fit": 2}), CATALOGUE, NO_FLOORS
    )
    assert tuple(found) == CATALOGUE.keys
    assert found["fit"] == pytest.approx(2 / 18)


def test_a_single_zero_is_allowed() -> None:
    found = weights_of(chosen(harm={"backlash": 0, "bad_precedent": 5}), CATALOGUE, NO_FLOORS)
    assert found["backlash"] == 0
    assert found["bad_precedent"] == pytest.approx(1 / 6)


# --- what is refused, and where ------------------------------------------------------------------


def refused(weights: WeightSet, policy: Policy = NO_FLOORS) -> WeightsRefused:
    with pytest.raises(WeightsRefused) as error:
        weights_of(weights, CATALOGUE, policy)
    return error.value


ONES = dict.fromkeys(GROUPS, 1.0)


@pytest.mark.parametrize(
    ("weights", "path", "says"),
    [
        (chosen(groups={**ONES, "money": 1}), ("groups", "money"), "not known here"),
        (
            chosen(groups={k: 1 for k in GROUPS if k != "harm"}),
            ("groups", "harm"),
            "is missing",
        ),
        (chosen(groups={**ONES, "harm": -1}), ("groups", "harm"), "is negative"),
        (chosen(groups={**ONES, "harm": math.nan}), ("groups", "harm"), "finite"),
        (chosen(groups={**ONES, "harm": math.inf}), ("groups", "harm"), "finite"),
        (chosen(groups=dict.fromkeys(GROUPS, 0)), ("groups",), "all zero"),
        (chosen(money={"fees": 1}), ("criteria", "money"), "is no group"),
        (
            chosen(harm={"backlash": 1, "bad_precedent": 1, "rumour": 1}),
            ("criteria", "harm", "rumour"),
            "not known here",
        ),
        (chosen(harm={"backlash": 1}), ("criteria", "harm", "bad_precedent"), "is missing"),
        (
            chosen(harm={"backlash": 1, "bad_precedent": -0.1}),
            ("criteria", "harm", "bad_precedent"),
            "is negative",
        ),
        (
            chosen(harm={"backlash": math.nan, "bad_precedent": 1}),
            ("criteria", "harm", "backlash"),
            "finite",
        ),
        (chosen(harm={"backlash": 0, "bad_precedent": 0}), ("criteria", "harm"), "all zero"),
        (
            chosen("ranking", harm={"backlash": 0, "bad_precedent": 1}),
            ("criteria", "harm", "backlash"),
            "not a place",
        ),
        (
            chosen("ranking", harm={"backlash": 1.5, "bad_precedent": 1}),
            ("criteria", "harm", "backlash"),
            "not a place",
        ),
    ],
)
def test_a_set_that_cannot_be_used_is_refused_at_its_place(
    weights: WeightSet, path: tuple[str, ...], says: str
) -> None:
    error = refused(weights)
    assert error.path == path
    assert says in error.what


def test_a_group_without_criteria_is_missing() -> None:
    weights = chosen()
    weights = weights.model_copy(
        update={"criteria": {k: v for k, v in weights.criteria.items() if k != "harm"}}
    )
    assert refused(weights).path == ("criteria", "harm")


# --- floors --------------------------------------------------------------------------------------

REST = {"merits": 20, "forum": 20, "impact": 10, "feasibility": 10, "harm": 10}


def with_survivor(group: float, fit: float, burden: float) -> WeightSet:
    share = sum(REST.values()) * group / (1 - group)
    return chosen(groups={"survivor": share, **REST}, survivor={"fit": fit, "burden": burden})


def test_exactly_at_every_floor_passes() -> None:
    found = weights_of(with_survivor(0.30, 2, 1), CATALOGUE, POLICY)
    assert found["fit"] == pytest.approx(0.20)
    assert found["burden"] == pytest.approx(0.10)
    found = weights_of(with_survivor(0.30, 1, 1), CATALOGUE, POLICY)
    assert found["fit"] == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("weights", "path"),
    [
        (with_survivor(0.2999, 2, 1), ("groups", "survivor")),
        (with_survivor(0.30, 0.499, 0.501), ("criteria", "survivor", "fit")),
        (with_survivor(0.30, 0.667, 0.333), ("criteria", "survivor", "burden")),
        (with_survivor(0.90, 1, 0), ("criteria", "survivor", "burden")),
    ],
)
def test_below_a_floor_is_refused_at_its_place(weights: WeightSet, path: tuple[str, ...]) -> None:
    error = refused(weights, POLICY)
    assert error.path == path
    assert "below the floor" in error.what


def test_the_floors_are_those_of_the_design() -> None:
    assert POLICY.floor_groups == {"survivor": 0.30}
    assert POLICY.floor_criteria == {"fit": 0.15, "burden": 0.10}


numbers = st.floats(0, 100, allow_nan=False)


@given(st.data())
def test_no_set_that_is_accepted_lies_below_a_floor(data: st.DataObject) -> None:
    groups = {key: data.draw(numbers) for key in GROUPS}
    within = {group: {key: data.draw(numbers) for key in keys} for group, keys in GROUPS.items()}
    assume(groups["survivor"] > 0)
    try:
        found = weights_of(chosen("points", groups, **within), CATALOGUE, POLICY)
    except WeightsRefused:
        return
    assert math.fsum(found.values()) == pytest.approx(1, abs=1e-9)
    assert all(weight >= 0 for weight in found.values())
    assert found["fit"] + found["burden"] >= 0.30 - 1e-9
    assert found["fit"] >= 0.15 - 1e-9
    assert found["burden"] >= 0.10 - 1e-9


# --- files ---------------------------------------------------------------------------------------

FILES = sorted((HERE / "weights").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_weight_set_of_the_house_is_readable_and_named_as_its_file(path: Path) -> None:
    found = read_weights(CRITERIA, path)
    assert found.chosen.name == path.stem
    assert tuple(found.values) == CATALOGUE.keys
    assert math.fsum(found.values.values()) == pytest.approx(1, abs=1e-12)


def test_each_perspective_has_a_set_and_the_default_is_the_coordinators() -> None:
    perspectives = {found.chosen.perspective for found in weight_sets(CRITERIA)}
    assert perspectives == {"coordinators", "lawyers", "survivor_advocates", "steering_group"}
    assert read_weights(CRITERIA).chosen.name == "coordinators"


def test_a_file_that_crosses_a_floor_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (HERE / "weights" / "coordinators.yaml").read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("survivor: 34", "survivor: 3"), encoding="utf-8")
    with pytest.raises(FileProblems) as error:
        read_weights(CRITERIA, path)
    (problem,) = error.value.problems
    assert problem.line == 1 + text[: text.index("groups:")].count("\n")
    assert "below the floor of 0.30" in str(problem)
