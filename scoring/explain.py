"""Why an option stands where it stands: contributions that add up, and what would change it.

In numbers and in sentences. Every number of a sentence is a rounded number of the answer that it
belongs to. An option that is not available explains nothing but that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from cases.gates import Gate
from criteria.assess import MISSING, Score
from criteria.model import Catalogue, Criterion
from criteria.values import PiecewiseLinear
from scoring.options import MOST_MISSING, Value
from scoring.value import DECIMALS, value_matrices, weigh


class Contribution(NamedTuple):
    """What one criterion adds to V: weight x value, on the least, likely and greatest score."""

    group: str
    criterion: str
    weight: float
    low: float
    likely: float
    high: float
    score: Score


class Difference(NamedTuple):
    """What one criterion adds to the lead of one option over another."""

    criterion: str
    weight: float
    first: float
    second: float
    lead: float


class _Scored(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def scores(self) -> Mapping[str, Score] | None: ...


class _Standing(_Scored, Protocol):
    @property
    def standing(self) -> str: ...


class _Placed(_Standing, Protocol):
    @property
    def case(self) -> str: ...
    @property
    def placed(self) -> bool: ...
    @property
    def value(self) -> Value | None: ...
    @property
    def wishes_known(self) -> bool: ...


class NotScored(ValueError):
    """An option without scores has nothing to explain; only its gates speak."""


def contributions(
    option: _Scored, catalogue: Catalogue, weights: Mapping[str, float]
) -> tuple[Contribution, ...]:
    """Each criterion's share of V, in catalogue order; the likely ones sum to V_likely.

    Raises NotScored for an option that is not shortlistable.
    """
    if option.scores is None:
        raise NotScored(f"{option.id} is not scored; see its gates")
    least, likely, greatest = value_matrices([option.scores], catalogue)
    found = []
    column = 0
    for group in catalogue.groups:
        for criterion in group.criteria:
            weight = weights[criterion.key]
            found.append(
                Contribution(
                    group.key,
                    criterion.key,
                    weight,
                    round(weight * float(least[0, column]), DECIMALS),
                    round(weight * float(likely[0, column]), DECIMALS),
                    round(weight * float(greatest[0, column]), DECIMALS),
                    option.scores[criterion.key],
                )
            )
            column += 1
    return tuple(found)


def why(
    first: _Scored, second: _Scored, catalogue: Catalogue, weights: Mapping[str, float]
) -> tuple[tuple[Difference, ...], float]:
    """Why `first` stands above `second` (or below): differences, the greatest first, and their sum.

    The differences sum exactly to the lead that is returned with them.
    """
    differences = [
        Difference(
            mine.criterion, mine.weight, mine.likely, theirs.likely, mine.likely - theirs.likely
        )
        for mine, theirs in zip(
            contributions(first, catalogue, weights),
            contributions(second, catalogue, weights),
            strict=True,
        )
    ]
    lead = math.fsum(difference.lead for difference in differences)
    differences.sort(key=lambda difference: (-abs(difference.lead), difference.criterion))
    return tuple(differences), lead


def what_would_change(gates: Mapping[str, Gate]) -> Iterator[tuple[str, str, str]]:
    """For law, time and counsel: (gate, reason, what would change it); never a person's agreement."""
    for name in ("law", "time", "counsel"):
        for reason in gates[name].reasons:
            if reason.result != "pass" and reason.changes_if:
                yield name, reason.text, reason.changes_if


# --- why A is above B, in sentences --------------------------------------------------------------

_PLACES = 4
"""Values and weights are told to this many decimals."""


def why_sentences(
    first: _Standing, second: _Standing, catalogue: Catalogue, weights: Mapping[str, float]
) -> tuple[str, ...]:
    """`why` in words: the lead, then what each criterion adds or takes, the greatest first.

    What rounds to nothing is counted in one last sentence. Where one of the two has no scores,
    only that is said, and of an option that is not available nothing else.
    """
    unscored = [_unscored(option) for option in (first, second) if option.scores is None]
    if unscored:
        return tuple(dict.fromkeys(unscored))
    differences, lead = why(first, second, catalogue, weights)
    mine = math.fsum(difference.first for difference in differences)
    theirs = math.fsum(difference.second for difference in differences)
    against = f"{mine:.{_PLACES}f} against {theirs:.{_PLACES}f}"
    if round(lead, DECIMALS) == 0:
        said = [f"{first.id} is level with {second.id}: {against}."]
    else:
        side = "above" if lead > 0 else "below"
        said = [f"{first.id} is {side} {second.id} by {_told(abs(lead))}: {against}."]
    small = 0
    for difference in differences:
        if round(abs(difference.lead), _PLACES) == 0:
            small += difference.lead != 0
            continue
        verb = "adds" if difference.lead > 0 else "takes"
        said.append(
            f"{_name(difference.criterion)} {verb} {_told(abs(difference.lead))}: "
            f"{difference.first:.{_PLACES}f} against {difference.second:.{_PLACES}f}, at a weight of "
            f"{difference.weight:.{_PLACES}f}."
        )
    if small:
        what = "criterion differs" if small == 1 else "criteria differ"
        each = "" if small == 1 else " each"
        said.append(f"{small} more {what} by less than {10**-_PLACES:.{_PLACES}f}{each}.")
    return tuple(said)


def _told(number: float) -> str:
    if round(number, _PLACES) == 0 and number > 0:
        return f"less than {10**-_PLACES:.{_PLACES}f}"
    return f"{number:.{_PLACES}f}"


def _name(key: str) -> str:
    return key.replace("_", " ")


def _unscored(option: _Standing) -> str:
    words = {
        "closed": "is closed by law or time; it has no score",
        "under_way": "is under way; it is not ranked",
    }
    return f"{option.id} {words.get(option.standing, 'is not available')}."


# --- what would bring an option in ---------------------------------------------------------------

PERSONAL = frozenset({"not_mandated"})
"""Reasons of law, time and counsel that only a person's own decision changes."""

_DNA_LEVEL = 3.0


class GateStep(NamedTuple):
    """What law, time or counsel asks first."""

    gate: str
    reason: str
    changes_if: str


class ScoreStep(NamedTuple):
    """A change of one score that alone is enough.

    `now` and `to` are levels of the criterion's own scale, `now` the middle of the range where
    nobody said what is likely (`said` is False). `share` is the change as a share of the scale.
    `value` is V_likely afterwards. `anchor` is
    the nearest worded level that is as good as `to`. `held` is whether `to` lies in what is now held possible.
    `shared` counts options of other cases that rest on the same fact and would move as well, which
    is not worked out here. `asks_person` is whether it could mean asking a person for something.
    """

    criterion: str
    unit: str
    now: float
    to: float
    share: float
    value: float
    anchor: tuple[float, str] | None
    said: bool
    held: bool
    shared: int
    asks_person: bool


@dataclass(frozen=True, slots=True)
class WayIn:
    """What would bring an option into the first `top`.

    `place` is 1 + the number of other cases whose best placed option has a greater V_likely, also
    where the option is not placed (`placed` is False); None where it is not scored. `threshold` is
    the V_likely to be reached: that of the best option of the `top`-th other case; None where
    fewer other cases are placed. `missing` are criteria on which nothing is recorded, and
    `missing_weight` what they weigh, where that keeps the option from being placed.
    """

    option: str
    top: int
    place: int | None = None
    placed: bool = False
    value: float | None = None
    threshold: float | None = None
    missing: tuple[str, ...] = ()
    missing_weight: float | None = None
    gates: tuple[GateStep, ...] = ()
    steps: tuple[ScoreStep, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def is_in(self) -> bool:
        """Whether it is among the first `top` already."""
        return self.placed and self.place is not None and self.place <= self.top


def what_would_bring_in(
    option: _Placed,
    gates: Mapping[str, Gate],
    among: Iterable[_Placed],
    catalogue: Catalogue,
    weights: Mapping[str, float],
    top: int,
) -> WayIn:
    """What would bring an option into the first `top`: law, time and counsel, then single scores.

    With t the V_likely to be reached and c a criterion of weight w, the level asked for is the
    nearest x with v_c(x) >= v_c(now) + (t - V) / w, found exactly on the piecewise linear v_c. An
    equal V_likely is enough: places tie. Steps are sorted by the share of the scale they cross,
    then in catalogue order. An option that lacks too much to be placed is brought in only by a
    score that also makes it known well enough.

    What a person wishes or agrees to is never among them, nor a mandate, which is theirs to give.
    `gates` holds law, time and counsel of the option; `among` the ranking it stands in.

    Raises
    ------
    ValueError
        For a top below 1.
    """
    if top < 1:
        raise ValueError(f"top is {top}; it must be 1 or more")
    if option.scores is None or option.value is None:
        return WayIn(option.id, top, sentences=(_unscored(option),))
    others = tuple(other for other in among if other.case != option.case)
    best: dict[str, float] = {}
    for other in others:
        if other.placed and other.value is not None:
            best[other.case] = max(best.get(other.case, -math.inf), other.value.likely)
    falling = sorted(best.values(), reverse=True)
    value = option.value.likely
    place = 1 + sum(found > value for found in falling)
    threshold = falling[top - 1] if len(falling) >= top else None
    missing = tuple(key for key, score in option.scores.items() if score.source == MISSING)
    lacking = round(math.fsum(weights[key] for key in missing), DECIMALS)
    steps: list[ScoreStep] = []
    if option.wishes_known and not (option.placed and place <= top):
        for criterion in catalogue.criteria:
            found = _step(option, criterion, catalogue, weights, threshold, lacking, others)
            if found is not None:
                steps.append(found)
    steps.sort(key=lambda step: step.share)
    way = WayIn(
        option.id,
        top,
        place,
        option.placed,
        value,
        threshold,
        () if option.placed else missing,
        None if option.placed or lacking <= MOST_MISSING else lacking,
        tuple(_gate_steps(gates)),
        tuple(steps),
    )
    return _with_sentences(way, option.wishes_known, catalogue)


def _gate_steps(gates: Mapping[str, Gate]) -> Iterator[GateStep]:
    seen: dict[GateStep, None] = {}
    for name in ("law", "time", "counsel"):
        if gates[name].result != "needs":
            continue
        for reason in gates[name].reasons:
            if reason.result == "needs" and reason.changes_if and reason.code not in PERSONAL:
                seen.setdefault(GateStep(name, reason.text, reason.changes_if))
    yield from seen


def _step(
    option: _Placed,
    criterion: Criterion,
    catalogue: Catalogue,
    weights: Mapping[str, float],
    threshold: float | None,
    lacking: float,
    others: Sequence[_Placed],
) -> ScoreStep | None:
    """The smallest change of this criterion's likely level that is enough; None where none is."""
    assert option.scores is not None
    assert option.value is not None
    score, weight = option.scores[criterion.key], weights[criterion.key]
    if score.fact.startswith("wishes"):
        return None
    known = weight if score.source == MISSING else 0.0
    if not option.placed and round(lacking - known, DECIMALS) > MOST_MISSING:
        return None
    now = (score.low + score.high) / 2 if score.likely is None else score.likely
    lift = 0.0 if threshold is None else threshold - option.value.likely
    if lift <= 0:
        to: float | None = now
    elif weight <= 0:
        return None
    else:
        to = _level_reaching(criterion, now, lift / weight)
    if to is None:
        return None
    changed = score._replace(low=min(score.low, to), likely=to, high=max(score.high, to))
    row = {**option.scores, criterion.key: changed}
    likely = value_matrices([row], catalogue)[1]
    value = float(weigh(likely, [weights[key] for key in catalogue.keys])[0])
    if threshold is not None and value < threshold:
        return None
    dna = criterion.key == "identification" and to > _DNA_LEVEL
    return ScoreStep(
        criterion.key,
        criterion.unit,
        now,
        to,
        abs(to - now) / (criterion.high - criterion.low),
        value,
        _anchor(criterion, to),
        score.likely is not None,
        score.low <= to <= score.high,
        sum(_rests_on(other, score.fact) for other in others),
        dna or (criterion.key == "burden" and score.source in ("person", MISSING)),
    )


def _rests_on(option: _Placed, fact: str) -> bool:
    return any(score.fact == fact for score in (option.scores or {}).values())


def _level_reaching(criterion: Criterion, now: float, lift: float) -> float | None:
    """The level nearest to `now` whose worth is `lift` greater; None where no level is."""
    worth = float(PiecewiseLinear(criterion.value)(now))
    wanted = worth + lift
    if wanted > 1.0:
        if wanted > 1.0 + 1e-11:
            return None
        wanted = 1.0
    if criterion.better == "more":
        ahead = [point for point in criterion.value if point[0] > now]
    else:
        ahead = [point for point in reversed(criterion.value) if point[0] < now]
    level = now
    for next_level, next_worth in ahead:
        if next_worth >= wanted:
            return level + (next_level - level) * (wanted - worth) / (next_worth - worth)
        level, worth = next_level, next_worth
    return None


def _anchor(criterion: Criterion, level: float) -> tuple[float, str] | None:
    """The nearest anchor that is at least as good as a level, with its words."""
    sign = 1 if criterion.better == "more" else -1
    as_good = [anchor for anchor in criterion.anchors if sign * (anchor.at - level) >= 0]
    if not as_good:
        return None
    found = min(as_good, key=lambda anchor: abs(anchor.at - level))
    return found.at, found.means


def told_level(level: float, criterion: Criterion) -> str:
    """A level to two decimals, rounded to the better side, so that what is told is enough."""
    exact = round(level * 100, 10)
    hundredths = math.ceil(exact) if criterion.better == "more" else math.floor(exact)
    within = min(max(hundredths / 100, criterion.low), criterion.high)
    return f"{within:.2f}".rstrip("0").rstrip(".")


def _with_sentences(way: WayIn, wishes_known: bool, catalogue: Catalogue) -> WayIn:
    return replace(way, sentences=tuple(_told_of(way, wishes_known, catalogue)))


def _told_of(way: WayIn, wishes_known: bool, catalogue: Catalogue) -> Iterator[str]:
    if way.is_in:
        yield f"{way.option} is among the first {way.top} already, at place {way.place}."
    elif way.placed:
        yield (
            f"{way.option} is at place {way.place}, with a value of {way.value:.{_PLACES}f}; the first "
            f"{way.top} begin at {way.threshold:.{_PLACES}f}."
        )
    else:
        yield f"{way.option} is not known well enough to be placed."
        if way.missing_weight is not None:
            yield (
                f"{100 * way.missing_weight:.1f} of 100 of its weight is missing; at most "
                f"{100 * MOST_MISSING:g} may be. Nothing is recorded on "
                f"{', '.join(_name(key) for key in way.missing)}."
            )
        if not wishes_known:
            yield (
                "What those who would claim wish is not recorded for all of them. Do not ask again "
                "unless they wish to speak of it."
            )
    for step in way.gates:
        changes = step.changes_if.removeprefix("only if ").removeprefix("if ")
        yield f"{step.gate.capitalize()} first: {step.reason.rstrip('.')}. It changes if {changes}."
    of_key = {criterion.key: criterion for criterion in catalogue.criteria}
    for score in way.steps:
        yield _step_words(score, of_key[score.criterion])
    if not way.steps and not way.is_in and wishes_known:
        yield "No change of a single score is enough."


def _step_words(step: ScoreStep, criterion: Criterion) -> str:
    scale = f"of {criterion.low:g} to {criterion.high:g} ({criterion.unit})"
    better = "or more" if criterion.better == "more" else "or less"
    now = f"now {step.now:.2f}" if step.said else f"not known, counted as {step.now:.2f}"
    said = f"{_name(step.criterion)} at {told_level(step.to, criterion)} {better} {scale} would be enough; {now}."
    if step.anchor:
        at, means = step.anchor
        said += f" {at:g} means: {means.rstrip('.')}."
    if not step.held:
        said += " It lies beyond what is held possible now."
    if step.shared:
        options = (
            "option of another case rests" if step.shared == 1 else "options of other cases rest"
        )
        said += f" {step.shared} {options} on the same fact and would move too."
    if step.asks_person:
        said += " Do not ask anyone again for it unless they wish."
    return said
