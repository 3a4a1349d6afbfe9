"""Asking for weights: the steps, contradictions in words, floors, and perspectives side by side."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from criteria.elicitation import (
    ACROSS,
    Answer,
    AnswersRefused,
    Statement,
    against_points,
    contradictions,
    disagreements,
    floors_crossed,
    kendall_tau,
    next_question,
    problems_of,
    rounds,
    statements_of,
    swing_weights,
)
from criteria.load import read_criteria, weight_sets
from criteria.model import Policy, WeightSet
from criteria.weights import WeightsRefused, weights_of

CRITERIA = read_criteria()
CATALOGUE, POLICY = CRITERIA.catalogue, CRITERIA.policy
NO_FLOORS = Policy(policy=1, because="None here.")
ROUNDS = rounds(CATALOGUE)
ABOUT = {
    "name": "mine",
    "perspective": "lawyers",
    "by": "AV-1",
    "on": "2026-11-01",
    "because": "A test.",
}


def matched(
    how: Callable[[str, str], re.Match[str] | None], pattern: str, text: str
) -> re.Match[str]:
    """The match of a sentence that must be there."""
    found = how(pattern, text)
    assert found is not None, text
    return found


def by_points(points: dict[str, float]) -> Answer:
    """An answer whose order is that of its points, equal points together."""
    falling = sorted(points, key=lambda key: -points[key])
    places = [tuple(g) for _, g in itertools.groupby(falling, key=lambda key: points[key])]
    return Answer(tuple(places), points)


def answers(**changes: dict[str, float]) -> dict[str, Answer]:
    """Answers in which everything counts the same, but for these points by round."""
    found = {one.key: by_points(dict.fromkeys(one.keys, 100.0)) for one in ROUNDS}
    for key, points in changes.items():
        found[key] = by_points({**dict.fromkeys(found[key].points, 100.0), **points})
    return found


ENOUGH: dict[str, float] = {"merits": 60, "forum": 50, "impact": 40, "feasibility": 40, "harm": 20}
"""Points across groups with which the survivor's group, at 100, has 100 of 310."""


@st.composite
def complete(draw: st.DrawFn) -> dict[str, Answer]:
    found = {}
    for one in ROUNDS:
        points = {key: float(draw(st.integers(0, 100))) for key in one.keys}
        points[draw(st.sampled_from(one.keys))] = 100.0
        found[one.key] = by_points(points)
    return found


def test_every_criterion_is_weighed_once_from_its_worst_anchor_to_its_best() -> None:
    *within, across = ROUNDS
    asked = {swing.key: swing for one in within for swing in one.swings}
    assert tuple(asked) == CATALOGUE.keys
    assert across.key == ACROSS
    assert across.keys == tuple(group.key for group in CATALOGUE.groups)
    assert asked["burden"].worst == "Testimony in court, confrontation, travel, exposure."
    assert asked["burden"].best == "Nothing; nobody is asked for anything."
    assert asked["evidence"].worst == "None that may be used."


def test_each_round_asks_for_the_order_first_and_then_for_points_until_nothing_is_left() -> None:
    held: dict[str, Answer] = {}
    steps = []
    whole = answers(groups=ENOUGH)
    while (asked := next_question(CATALOGUE, held)) is not None:
        steps.append((asked.round.key, asked.step))
        answer = whole[asked.round.key]
        held[asked.round.key] = answer if asked.step == "points" else Answer(answer.order)
        assert len(steps) < 100
    assert steps == [(one.key, step) for one in ROUNDS for step in ("rank", "points")]
    assert swing_weights(CATALOGUE, POLICY, held, **ABOUT).method == "swing"


@given(complete())
def test_swing_weights_are_points_of_the_group_times_points_within_it(
    said: dict[str, Answer],
) -> None:
    chosen = swing_weights(CATALOGUE, NO_FLOORS, said, **ABOUT)
    assert isinstance(chosen, WeightSet)
    weights = weights_of(chosen, CATALOGUE, NO_FLOORS)
    for group in CATALOGUE.groups:
        of_group = said[ACROSS].points[group.key] / math.fsum(said[ACROSS].points.values())
        points = said[group.key].points
        for criterion in group.criteria:
            share = points[criterion.key] / math.fsum(points.values())
            assert weights[criterion.key] == pytest.approx(of_group * share, abs=1e-12)


@given(complete())
def test_a_set_is_made_exactly_when_the_floors_hold_and_each_crossing_is_said(
    said: dict[str, Answer],
) -> None:
    free = swing_weights(CATALOGUE, NO_FLOORS, said, **ABOUT)
    try:
        weights_of(free, CATALOGUE, POLICY)
    except WeightsRefused:
        with pytest.raises(AnswersRefused) as refused:
            swing_weights(CATALOGUE, POLICY, said, **ABOUT)
        crossed = floors_crossed(free, CATALOGUE, POLICY)
        assert refused.value.problems == tuple(floor.text for floor in crossed)
        for floor in crossed:
            numbers = matched(
                re.search, r"comes to (\d\.\d{3}) of the whole; the floor is (\d\.\d\d)", floor.text
            )
            assert numbers is not None
            assert float(numbers[1]) == pytest.approx(floor.weight, abs=5.1e-4)
            assert float(numbers[2]) == floor.floor > floor.weight
            assert POLICY.because in floor.text
    else:
        assert swing_weights(CATALOGUE, POLICY, said, **ABOUT) == free


@given(complete())
def test_the_points_named_for_a_group_are_enough_and_one_fewer_is_not(
    said: dict[str, Answer],
) -> None:
    free = swing_weights(CATALOGUE, NO_FLOORS, said, **ABOUT)
    crossed = [f for f in floors_crossed(free, CATALOGUE, POLICY) if f.key == "survivor"]
    assume(crossed)
    named = re.search(r"at least (\d+) points", crossed[0].text)
    others = math.fsum(free.groups.values()) - free.groups["survivor"]
    if named is None:
        most = int(matched(re.search, r"at most (\d+) together", crossed[0].text)[1])
        assert 100 / (100 + most) >= 0.30 > 100 / (100 + most + 1)
    else:
        enough = int(named[1])
        assert enough / (enough + others) >= 0.30 > (enough - 1) / (enough - 1 + others)


def test_a_floor_of_one_criterion_names_it_and_what_would_be_enough() -> None:
    said = answers(groups=ENOUGH, survivor={"burden": 20})
    with pytest.raises(AnswersRefused) as refused:
        swing_weights(CATALOGUE, POLICY, said, **ABOUT)
    assert refused.value.problems == (
        "burden: comes to 0.054 of the whole; the floor is 0.10. Give it at least 45 points, or the "
        f"others fewer. {POLICY.because}",
    )
    for points, holds in ((45, True), (44, False)):
        tried = swing_weights(
            CATALOGUE, NO_FLOORS, answers(groups=ENOUGH, survivor={"burden": points}), **ABOUT
        )
        assert (not floors_crossed(tried, CATALOGUE, POLICY)) is holds


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer((("fit",),)), "burden has no place"),
        (Answer((("fit", "burden", "fit"),)), "fit is ranked twice"),
        (Answer((("fit", "burden", "luck"),)), "luck is not known here; allowed: fit, burden"),
        (Answer((("fit",), ("burden",)), {"fit": 100}), "burden has no points"),
        (Answer((("fit",), ("burden",)), {"fit": 100, "burden": 120}), "points go from 0 to 100"),
        (Answer((("fit",), ("burden",)), {"fit": 100, "burden": math.nan}), "points go from 0 to 100"),
        (Answer((("fit",), ("burden",)), {"fit": 80, "burden": 20}), "the first has 100"),
        (Answer((("fit", "burden"),), {"fit": 100, "burden": 90}), "the first has 100"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_answer_is_said_plainly(answer: Answer, said: str) -> None:
    problems = problems_of(ROUNDS[0], answer)
    assert len(problems) == 1
    assert said in problems[0]


def test_points_that_rise_going_down_the_order_are_named() -> None:
    merits = next(one for one in ROUNDS if one.key == "merits")
    answer = Answer(
        (("evidence",), ("identification",), ("legal_basis",)),
        {"evidence": 100, "identification": 30, "legal_basis": 70},
    )
    assert problems_of(merits, answer) == (
        f"{merits.name}: identification is ranked above legal basis but has 30 points against 70; "
        "change the order or the points.",
    )


def test_answers_that_are_incomplete_make_no_set_and_every_gap_is_said() -> None:
    said = answers()
    del said["forum"], said[ACROSS]
    with pytest.raises(AnswersRefused) as refused:
        swing_weights(CATALOGUE, POLICY, {**said, "luck": Answer(())}, **ABOUT)
    assert len(refused.value.problems) == 3


# --- contradictions ------------------------------------------------------------------------------

ITEMS = ("a", "b", "c", "d")
SAID = st.lists(
    st.builds(
        Statement, st.sampled_from(ITEMS), st.sampled_from(ITEMS), st.sampled_from(("more", "same"))
    ),
    max_size=7,
)


def holds(statements: Iterable[Statement], level: dict[str, int]) -> bool:
    return all(
        level[s.first] > level[s.second] if s.says == "more" else level[s.first] == level[s.second]
        for s in statements
    )


def some_order_agrees(statements: Sequence[Statement]) -> bool:
    """By trying every order with ties."""
    return any(
        holds(statements, dict(zip(ITEMS, levels, strict=True)))
        for levels in itertools.product(range(4), repeat=4)
    )


@given(SAID)
def test_contradictions_are_found_exactly_where_no_order_agrees_with_all_that_was_said(
    said: list[Statement],
) -> None:
    assert bool(contradictions(said)) is not some_order_agrees(said)


@given(SAID)
def test_each_contradiction_is_one_in_itself_and_holds_no_statement_too_many(
    said: list[Statement],
) -> None:
    for found in contradictions(said):
        assert set(found.statements) <= set(said)
        assert not some_order_agrees(found.statements)
        for left_out in found.statements:
            assert some_order_agrees([s for s in found.statements if s != left_out])
        for statement in found.statements:
            assert statement.first in found.text
            assert statement.second in found.text


def test_a_circle_is_named_in_words() -> None:
    said = [Statement("fit", "evidence"), Statement("evidence", "partner_host", "same"), Statement("partner_host", "fit")]  # fmt: skip
    (found,) = contradictions(said)
    assert found.text == (
        "These cannot all hold: fit matters more than evidence, evidence matters as much as partner "
        "host, and partner host matters more than fit. One of them must give."
    )


@given(complete())
def test_an_order_never_contradicts_itself_nor_the_points_it_was_made_from(
    said: dict[str, Answer],
) -> None:
    for one in ROUNDS:
        statements = statements_of(said[one.key])
        assert not contradictions(statements)
        assert not against_points(statements, said[one.key].points)


def test_points_against_a_statement_are_named() -> None:
    (found,) = against_points([Statement("fit", "burden")], {"fit": 40, "burden": 100})
    assert found.text.startswith(
        "You said that fit matters more than burden, but gave them 40 and 100"
    )


# --- perspectives side by side -------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=12))
def test_kendalls_tau_agrees_with_scipy_ties_and_all(pairs: list[tuple[int, int]]) -> None:
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    tau, same_way, told_apart = kendall_tau(first, second)
    expected = kendalltau(first, second).statistic
    if tau is None:
        assert math.isnan(expected)
    else:
        assert tau == pytest.approx(expected, abs=1e-12)
    signs = [
        (first[i] - first[j]) * (second[i] - second[j])
        for i, j in itertools.combinations(range(len(pairs)), 2)
    ]
    assert (same_way, told_apart) == (sum(s > 0 for s in signs), sum(s != 0 for s in signs))


def test_each_two_shipped_perspectives_stand_side_by_side_with_their_greatest_differences() -> None:
    sets = {one.chosen.name: one.values for one in weight_sets(CRITERIA)}
    found = disagreements(sets)
    assert len(found) == len(sets) * (len(sets) - 1) // 2
    for one in found:
        sizes = [round(abs(gap.difference), 12) for gap in one.gaps]
        assert sizes == sorted(sizes, reverse=True)
        assert {gap.criterion for gap in one.gaps} == set(CATALOGUE.keys)
        assert math.fsum(gap.difference for gap in one.gaps) == pytest.approx(0, abs=1e-12)
        assert one.tau is None
        for gap, sentence in zip(one.gaps, one.sentences, strict=False):
            more, key, high, _, low = matched(
                re.fullmatch, r"(.+) give (.+) (\d\.\d{3}), (.+) (\d\.\d{3})\.", sentence
            ).groups()
            assert key == gap.criterion.replace("_", " ")
            assert more == (one.first if gap.difference > 0 else one.second).replace("_", " ")
            assert float(high) == pytest.approx(max(gap.first, gap.second), abs=5.1e-4)
            assert float(low) == pytest.approx(min(gap.first, gap.second), abs=5.1e-4)


def test_orders_turned_round_disagree_on_every_pair_and_say_so() -> None:
    sets = {"one": {"fit": 1.0}, "other": {"fit": 1.0}}
    orders = {"one": {"A": 1, "B": 2, "C": 3}, "other": {"A": 3, "B": 2, "C": 1, "D": 4}}
    (found,) = disagreements(sets, orders)
    assert (found.tau, found.same_way, found.pairs) == (-1.0, 0, 3)
    assert found.sentences == (
        "one and other weigh alike.",
        "Their orders agree on 0 of 3 pairs of options that both tell apart. Kendall's tau is -1.00.",
    )


def test_perspectives_that_weigh_different_criteria_are_refused() -> None:
    with pytest.raises(ValueError, match="different criteria: burden, fit"):
        disagreements({"one": {"fit": 1.0}, "other": {"burden": 1.0}})
