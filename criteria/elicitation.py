"""Asking for weights: swings step by step, contradictions named, floors said plainly, sides compared.

Swing weighting (von Winterfeldt & Edwards 1986, Decision Analysis and Behavioral Research, chapter
8): not *how important is it*, but *how much would it matter to go from the worst level of its scale
to the best*. First within each group, then across groups, where the swing of a group is that of all
its criteria together.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal, NamedTuple

import numpy as np

from criteria.model import Catalogue, Criterion, Policy, WeightSet
from criteria.weights import TOLERANCE, weights_of
from reading.dates import PartialDate

ACROSS = "groups"
"""The key of the last round, in which the groups themselves are weighed."""

MOST_POINTS = 100.0


class AnswersRefused(ValueError):
    """Answers that make no weight set; `problems` says each reason in one or two sentences."""

    def __init__(self, problems: Sequence[str]):
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


# --- the steps -----------------------------------------------------------------------------------


class Swing(NamedTuple):
    """What is weighed: going from the worst level of a scale to its best, or of a whole group."""

    key: str
    name: str
    worst: str
    best: str


class Round(NamedTuple):
    """Swings that are weighed against each other: of one group, or the groups (key `groups`)."""

    key: str
    name: str
    swings: tuple[Swing, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(swing.key for swing in self.swings)


class Answer(NamedTuple):
    """What was said in a round.

    `order` lists places, the swing that matters most first, equal ones together. `points` are 100
    for the first place and 0 to 100 for the others; empty as long as only the order was said.
    """

    order: tuple[tuple[str, ...], ...]
    points: Mapping[str, float] = {}


class Asked(NamedTuple):
    """The next thing to ask: to rank the swings of a round, or to give them points."""

    round: Round
    step: Literal["rank", "points"]
    question: str


def rounds(catalogue: Catalogue) -> tuple[Round, ...]:
    """One round for each group, in the order of the catalogue, and one across the groups."""
    within = [
        Round(group.key, group.name, tuple(_swing(criterion) for criterion in group.criteria))
        for group in catalogue.groups
    ]
    across = tuple(
        Swing(
            group.key,
            group.name,
            "; ".join(f"{_name(one.key)}: {_swing(one).worst}" for one in group.criteria),
            "; ".join(f"{_name(one.key)}: {_swing(one).best}" for one in group.criteria),
        )
        for group in catalogue.groups
    )
    return (*within, Round(ACROSS, "The groups", across))


def _swing(criterion: Criterion) -> Swing:
    means = {anchor.at: anchor.means for anchor in criterion.anchors}
    low, high = means[criterion.low], means[criterion.high]
    worst, best = (low, high) if criterion.better == "more" else (high, low)
    return Swing(criterion.key, criterion.question, worst, best)


def _name(key: str) -> str:
    return key.replace("_", " ")


def next_question(catalogue: Catalogue, answers: Mapping[str, Answer]) -> Asked | None:
    """What to ask next; None when every round is answered. A round of one swing asks nothing."""
    for one in rounds(catalogue):
        if len(one.swings) == 1:
            continue
        answer = answers.get(one.key)
        if answer is None or _order_problems(one, answer):
            return Asked(
                one,
                "rank",
                f"{one.name}: suppose everything were at its worst. Which would you first take from "
                "worst to best? Which next?",
            )
        if _point_problems(one, answer):
            first = " and ".join(_name(key) for key in answer.order[0])
            return Asked(
                one,
                "points",
                f"{one.name}: {first} from worst to best is 100 points. How many is each of the "
                "others, from 0 to 100?",
            )
    return None


def problems_of(one: Round, answer: Answer) -> tuple[str, ...]:
    """What is wrong with an answer, each in plain words; empty where nothing is."""
    if len(one.swings) == 1 and not answer.order and not answer.points:
        return ()
    order = _order_problems(one, answer)
    return order or _point_problems(one, answer)


def _order_problems(one: Round, answer: Answer) -> tuple[str, ...]:
    named = [key for place in answer.order for key in place]
    found = [
        f"{one.name}: {_name(key)} is not known here; allowed: {', '.join(one.keys)}."
        for key in dict.fromkeys(named)
        if key not in one.keys
    ]
    found += [
        f"{one.name}: {_name(key)} is ranked twice; give it one place."
        for key in one.keys
        if named.count(key) > 1
    ]
    found += [
        f"{one.name}: {_name(key)} has no place; rank it." for key in one.keys if key not in named
    ]
    return tuple(found)


def _point_problems(one: Round, answer: Answer) -> tuple[str, ...]:
    found = [
        f"{one.name}: {_name(key)} is not known here; allowed: {', '.join(one.keys)}."
        for key in answer.points
        if key not in one.keys
    ]
    for key in one.keys:
        if key not in answer.points:
            found.append(f"{one.name}: {_name(key)} has no points; give it 0 to 100.")
        elif not (math.isfinite(answer.points[key]) and 0 <= answer.points[key] <= MOST_POINTS):
            found.append(
                f"{one.name}: {_name(key)} has {answer.points[key]:g} points; points go from 0 to 100."
            )
    if found:
        return tuple(found)
    places = [place for place in answer.order if place]
    found += [
        f"{one.name}: {_name(key)} is ranked first and has {answer.points[key]:g} points; the first "
        "has 100."
        for key in places[0]
        if answer.points[key] != MOST_POINTS
    ]
    for place in places[1:]:
        for before, key in pairwise(place):
            if answer.points[before] != answer.points[key]:
                found.append(
                    f"{one.name}: {_name(before)} and {_name(key)} are ranked equal but have "
                    f"{answer.points[before]:g} and {answer.points[key]:g} points; change the order "
                    "or the points."
                )
    for higher, lower in pairwise(places):
        least = min(higher, key=lambda key: answer.points[key])
        most = max(lower, key=lambda key: answer.points[key])
        if answer.points[most] > answer.points[least]:
            found.append(
                f"{one.name}: {_name(least)} is ranked above {_name(most)} but has "
                f"{answer.points[least]:g} points against {answer.points[most]:g}; change the order "
                "or the points."
            )
    return tuple(found)


def swing_weights(
    catalogue: Catalogue,
    policy: Policy,
    answers: Mapping[str, Answer],
    *,
    name: str,
    perspective: str,
    by: str,
    on: PartialDate | str,
    because: str,
) -> WeightSet:
    """The weight set that complete answers make, by the key of their round.

    Within a group and across groups the weights are points / sum of points; a criterion's weight is
    the product of the two. The floors of the policy are tested on it.

    Raises
    ------
    AnswersRefused
        For answers that are incomplete or do not agree with themselves, or floors that are crossed:
        every problem, in plain words.
    """
    problems: list[str] = []
    points: dict[str, dict[str, float]] = {}
    listed = rounds(catalogue)
    unknown = [key for key in answers if key not in {one.key for one in listed}]
    problems += [f"There is no round {key!r}; rounds are {', '.join(o.key for o in listed)}." for key in unknown]  # fmt: skip
    for one in listed:
        answer = answers.get(one.key)
        if answer is None and len(one.swings) == 1:
            points[one.key] = {one.keys[0]: MOST_POINTS}
        elif answer is None:
            problems.append(f"{one.name}: not asked yet.")
        else:
            problems += problems_of(one, answer)
            points[one.key] = {key: float(answer.points.get(key, MOST_POINTS)) for key in one.keys}
    if problems:
        raise AnswersRefused(problems)
    groups = points.pop(ACROSS)
    chosen = WeightSet.model_validate(
        {
            "name": name,
            "perspective": perspective,
            "by": by,
            "on": on,
            "because": because,
            "method": "swing",
            "groups": groups,
            "criteria": points,
        }
    )
    crossed = floors_crossed(chosen, catalogue, policy)
    if crossed:
        raise AnswersRefused([floor.text for floor in crossed])
    return chosen


# --- floors --------------------------------------------------------------------------------------


class FloorCrossed(NamedTuple):
    """A floor that a weight set goes below; `text` says it plainly, with what would be enough."""

    key: str
    weight: float
    floor: float
    text: str


def floors_crossed(
    chosen: WeightSet, catalogue: Catalogue, policy: Policy
) -> tuple[FloorCrossed, ...]:
    """Every floor that a set by points or swings goes below, groups first.

    Raises criteria.weights.WeightsRefused for a set that is wrong in another way.
    """
    weights = weights_of(chosen, catalogue, Policy(policy=1, because="None asked here."))
    total = math.fsum(chosen.groups.values())
    found = []
    for group in catalogue.groups:
        share = math.fsum(weights[one.key] for one in group.criteria)
        floor = policy.floor_groups.get(group.key, 0.0)
        if share < floor - TOLERANCE:
            enough = _enough(chosen.groups[group.key], total, floor, chosen.method)
            text = f"{group.name}: comes to {share:.3f} of the whole; the floor is {floor:.2f}. {enough}{policy.because}"  # fmt: skip
            found.append(FloorCrossed(group.key, share, floor, text))
    for group in catalogue.groups:
        share = math.fsum(weights[one.key] for one in group.criteria)
        within = chosen.criteria[group.key]
        for one in group.criteria:
            floor = policy.floor_criteria.get(one.key, 0.0)
            if weights[one.key] >= floor - TOLERANCE:
                continue
            if share <= floor:
                enough = f"Its whole group has {share:.3f}; give the group more first. "
            else:
                needed = floor / share
                enough = _enough(within[one.key], math.fsum(within.values()), needed, chosen.method)
            text = f"{_name(one.key)}: comes to {weights[one.key]:.3f} of the whole; the floor is {floor:.2f}. {enough}{policy.because}"  # fmt: skip
            found.append(FloorCrossed(one.key, weights[one.key], floor, text))
    return tuple(found)


def _enough(points: float, total: float, share: float, method: str) -> str:
    """How many points would be a share of the total, the other points staying as they are."""
    if method == "ranking" or share >= 1:
        return "Give it more. "
    needed = math.ceil(round(share * (total - points) / (1 - share), 9))
    if method == "swing" and needed > MOST_POINTS:
        most = math.floor(round(MOST_POINTS * (1 - share) / share, 9))
        return f"Give it {MOST_POINTS:g} points, and the others at most {most} together. "
    return f"Give it at least {needed} points, or the others fewer. "


# --- contradictions ------------------------------------------------------------------------------


class Statement(NamedTuple):
    """One swing compared with another: it matters more, or the same."""

    first: str
    second: str
    says: Literal["more", "same"] = "more"


class Contradiction(NamedTuple):
    """Statements that cannot all hold; `text` names them and says that one must give."""

    statements: tuple[Statement, ...]
    text: str


def contradictions(statements: Iterable[Statement]) -> tuple[Contradiction, ...]:
    """Statements that go round in a circle, each circle once, the shortest for each statement.

    *More* and *same* are transitive: a circle that holds at least one *more* cannot be true. For
    every *more* the shortest way back is looked for; where there is none for any, some order (with
    ties) agrees with everything that was said.
    """
    said = tuple(dict.fromkeys(statements))
    after: dict[str, list[tuple[str, Statement]]] = {}
    for statement in said:
        after.setdefault(statement.first, []).append((statement.second, statement))
        if statement.says == "same":
            after.setdefault(statement.second, []).append((statement.first, statement))
    found: dict[frozenset[Statement], Contradiction] = {}
    for statement in said:
        if statement.says != "more":
            continue
        back = _way(after, statement.second, statement.first)
        if back is not None:
            circle = (statement, *back)
            found.setdefault(frozenset(circle), Contradiction(circle, _circle_words(circle)))
    return tuple(found.values())


def _way(
    after: Mapping[str, Sequence[tuple[str, Statement]]], start: str, goal: str
) -> tuple[Statement, ...] | None:
    """The shortest chain of statements from one swing to another; empty where they are one."""
    ways: dict[str, tuple[Statement, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here == goal:
            return ways[here]
        for there, statement in after.get(here, ()):
            if there not in ways:
                ways[there] = (*ways[here], statement)
                waiting.append(there)
    return None


def _words(statement: Statement) -> str:
    first, second = _name(statement.first), _name(statement.second)
    if statement.says == "same":
        return f"{first} matters as much as {second}"
    return f"{first} matters more than {second}"


def _circle_words(circle: Sequence[Statement]) -> str:
    if len(circle) == 1:
        return f"{_words(circle[0]).capitalize()}: a swing cannot matter more than itself."
    *most, last = (_words(statement) for statement in circle)
    listed = ", ".join(most)
    return f"These cannot all hold: {listed}, and {last}. One of them must give."


def statements_of(answer: Answer) -> tuple[Statement, ...]:
    """An order as statements about neighbours: each place above the next, equals the same."""
    found: list[Statement] = []
    places = [place for place in answer.order if place]
    for place in places:
        found += [Statement(a, b, "same") for a, b in pairwise(place)]
    found += [Statement(a[0], b[0]) for a, b in pairwise(places)]
    return tuple(found)


def against_points(
    statements: Iterable[Statement], points: Mapping[str, float]
) -> tuple[Contradiction, ...]:
    """Statements that the points given do not bear out, each in words."""
    found = []
    for statement in dict.fromkeys(statements):
        if statement.first not in points or statement.second not in points:
            continue
        first, second = points[statement.first], points[statement.second]
        if (first > second) if statement.says == "more" else (first == second):
            continue
        text = (
            f"You said that {_words(statement)}, but gave them {first:g} and {second:g} points. "
            "One of the two must give."
        )
        found.append(Contradiction((statement,), text))
    return tuple(found)


# --- perspectives side by side -------------------------------------------------------------------


class Gap(NamedTuple):
    """How far two perspectives are apart on one criterion: weights in [0, 1]."""

    criterion: str
    first: float
    second: float

    @property
    def difference(self) -> float:
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two perspectives side by side; nothing is averaged.

    `gaps` hold every criterion, the greatest difference first. `tau` is Kendall's tau-b of their
    orders in [-1, 1]; None where no orders were given or one of them ties everything. `same_way` of
    `pairs` is how many pairs of options stand the same way round, of those that both tell apart.
    """

    first: str
    second: str
    gaps: tuple[Gap, ...]
    tau: float | None
    same_way: int
    pairs: int
    sentences: tuple[str, ...]


def disagreements(
    perspectives: Mapping[str, Mapping[str, float]],
    orders: Mapping[str, Mapping[str, float]] | None = None,
    most: int = 3,
) -> tuple[Disagreement, ...]:
    """Each two perspectives, in the order given: where their weights part, and their orders.

    `perspectives` are weights of criteria by the name of the set; `orders` ranks of options (1 the
    first, ties equal) by the same names. The sentences name at most `most` criteria.

    Raises
    ------
    ValueError
        Where two sets weigh different criteria.
    """
    found = []
    for first, second in combinations(perspectives, 2):
        mine, theirs = perspectives[first], perspectives[second]
        if set(mine) != set(theirs):
            apart = ", ".join(sorted(set(mine) ^ set(theirs)))
            raise ValueError(f"{first} and {second} weigh different criteria: {apart}")
        gaps = sorted(
            (Gap(key, mine[key], theirs[key]) for key in mine),
            key=lambda gap: -round(abs(gap.difference), 12),
        )
        tau, same_way, pairs = None, 0, 0
        if orders is not None and first in orders and second in orders:
            shared = sorted(set(orders[first]) & set(orders[second]))
            tau, same_way, pairs = kendall_tau(
                [orders[first][option] for option in shared],
                [orders[second][option] for option in shared],
            )
        said = tuple(_disagreement_words(first, second, gaps[:most], tau, same_way, pairs))
        found.append(Disagreement(first, second, tuple(gaps), tau, same_way, pairs, said))
    return tuple(found)


def kendall_tau(first: Sequence[float], second: Sequence[float]) -> tuple[float | None, int, int]:
    """Kendall's tau-b of two lists of ranks, with the pairs that agree and those told apart by both.

    tau_b = (C - D) / sqrt((n0 - n1) (n0 - n2)), with C pairs the same way round, D the other way,
    n0 pairs in all, n1 and n2 those tied in each list (Kendall 1945, Biometrika 33(3), 239-251).
    None where a list ties everything. Takes memory for n x n of one byte.
    """
    signs = [
        np.sign(np.subtract.outer(ranks, ranks)).astype(np.int8)
        for ranks in (np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64))
    ]
    product = signs[0] * signs[1]
    same_way = int(np.count_nonzero(product > 0)) // 2
    other_way = int(np.count_nonzero(product < 0)) // 2
    told = [int(np.count_nonzero(sign)) // 2 for sign in signs]
    if not all(told):
        return None, same_way, same_way + other_way
    tau = (same_way - other_way) / math.sqrt(told[0] * told[1])
    return tau, same_way, same_way + other_way


def _disagreement_words(
    first: str, second: str, gaps: Sequence[Gap], tau: float | None, same_way: int, pairs: int
) -> Iterable[str]:
    parted = [gap for gap in gaps if round(abs(gap.difference), 3) > 0]
    if not parted:
        yield f"{_name(first)} and {_name(second)} weigh alike."
    for gap in parted:
        more, less = (first, second) if gap.difference > 0 else (second, first)
        high, low = max(gap.first, gap.second), min(gap.first, gap.second)
        yield f"{_name(more)} give {_name(gap.criterion)} {high:.3f}, {_name(less)} {low:.3f}."
    if pairs:
        of_tau = "" if tau is None else f" Kendall's tau is {tau:.2f}."
        yield f"Their orders agree on {same_way} of {pairs} pairs of options that both tell apart.{of_tau}"
