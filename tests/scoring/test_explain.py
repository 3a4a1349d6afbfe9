"""Why A is above B, and what would bring an option in: in numbers, and in sentences that hold."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.gates import GATES, HUMAN_GATES, OPEN, Gate, Reason
from criteria.assess import MISSING, Score
from criteria.model import Criterion
from data.access import Viewer, see
from jurisdictions.law import LimitAnswer
from scoring.casebook import Casebook
from scoring.explain import (
    NotScored,
    WayIn,
    contributions,
    told_level,
    what_would_bring_in,
    what_would_change,
    why,
    why_sentences,
)
from scoring.options import Option, Ranking, rank_options, reweigh
from tests.scoring.worlds import AS_OF, CATALOGUE, EQUAL, small_law, weights, worlds

OF_KEY = {criterion.key: criterion for criterion in CATALOGUE.criteria}
NO_LIMIT = LimitAnswer("none", None, None, None, None, "made up", True)
NUMBER = r"(\d+\.\d{4})"


def an_option(
    case: str,
    scores: dict[str, Score] | None,
    standing: str = "open",
    gates: dict[str, Gate] | None = None,
    wishes_known: bool = True,
) -> Option:
    return Option(
        case, "crc_opic", "DEU", (), standing, (), (), dict.fromkeys(GATES, OPEN) | (gates or {}),
        NO_LIMIT, scores, wishes_known=wishes_known and scores is not None,
    )  # fmt: skip


def a_level(chance: Random, criterion: Criterion) -> float:
    """A level of a scale, often one where the value function turns."""
    if chance.random() < 0.5:
        return float(chance.choice(criterion.value)[0])
    return criterion.low + chance.randint(0, 40) / 40 * (criterion.high - criterion.low)


def scored(chance: Random, case: str) -> Option:
    found = {}
    for criterion in CATALOGUE.criteria:
        kind = chance.randint(0, 9)
        fact = f"{case} {criterion.key}"
        if criterion.key == "fit":
            fact = f"wishes S-{case[-3:]}"
        elif criterion.key == "independence":
            fact = "DEU ratings.independence"
        if kind == 0:
            found[criterion.key] = Score(criterion.low, None, criterion.high, MISSING, fact)
        else:
            low, likely, high = sorted(a_level(chance, criterion) for _ in range(3))
            source = "wishes" if criterion.key == "fit" else "person"
            found[criterion.key] = Score(low, None if kind == 1 else likely, high, source, fact)
    return an_option(case, found, wishes_known=chance.random() < 0.9)


def a_ranking(seed: int) -> Ranking:
    """Two to four options of as many cases; made from a seed, as drawing each level would be slow."""
    chance = Random(seed)
    options = [scored(chance, f"HTI-{n:03}") for n in range(chance.randint(2, 4))]
    points = [chance.choice((0, 1, 2, 5, 9)) for _ in OF_KEY]
    points[chance.randrange(len(points))] += 1
    chosen = {key: n / sum(points) for key, n in zip(OF_KEY, points, strict=True)}
    return reweigh(Ranking(date(2026, 11, 1), tuple(options), {}, CATALOGUE), chosen)


def rankings() -> st.SearchStrategy[Ranking]:
    return st.integers(0, 10**9).map(a_ranking)


def matched(
    how: Callable[[str, str], re.Match[str] | None], pattern: str, text: str
) -> re.Match[str]:
    """The match of a sentence that must be there."""
    found = how(pattern, text)
    assert found is not None, text
    return found


def the(ranking: Ranking, option_id: str) -> Option:
    found = ranking.option(option_id)
    assert found is not None
    return found


def scores_in(option: Option) -> Mapping[str, Score]:
    assert option.scores is not None
    return option.scores


def likely(option: Option) -> float:
    assert option.value is not None
    return option.value.likely


def near(told: str, exact: float | None) -> bool:
    assert exact is not None
    return abs(float(told) - exact) <= 0.5e-4 + 1e-9


# --- why A is above B ----------------------------------------------------------------------------


@given(rankings())
def test_contributions_add_up_to_the_difference(ranking: Ranking) -> None:
    first, second = ranking.options[:2]
    differences, lead = why(first, second, CATALOGUE, ranking.weights)
    assert math.fsum(difference.lead for difference in differences) == lead
    assert lead == pytest.approx(likely(first) - likely(second), abs=1e-10)
    for option in (first, second):
        shares = contributions(option, CATALOGUE, ranking.weights)
        assert math.fsum(c.likely for c in shares) == pytest.approx(likely(option), abs=1e-10)


@given(rankings())
def test_each_sentence_of_why_says_the_numbers_it_speaks_of(ranking: Ranking) -> None:
    first, second = ranking.options[:2]
    differences, lead = why(first, second, CATALOGUE, ranking.weights)
    opening, *rest = why_sentences(first, second, CATALOGUE, ranking.weights)
    values = matched(re.search, rf": {NUMBER} against {NUMBER}\.$", opening)
    assert near(values[1], likely(first))
    assert near(values[2], likely(second))
    if round(lead, 12) == 0:
        assert f"{first.id} is level with {second.id}" in opening
    else:
        side = "above" if lead > 0 else "below"
        told = matched(
            re.match, rf"{first.id} is {side} {second.id} by (?:less than )?{NUMBER}:", opening
        )
        assert near(told[1], abs(lead)) or abs(lead) < 1e-4 == float(told[1])
    small = sum(abs(d.lead) > 0 and round(abs(d.lead), 4) == 0 for d in differences)
    if small:
        told = matched(
            re.match,
            r"(\d+) more (?:criterion differs|criteria differ) by less than 0.0001",
            rest.pop(),
        )
        assert int(told[1]) == small
    large = [d for d in differences if round(abs(d.lead), 4) > 0]
    assert len(rest) == len(large)
    for difference, sentence in zip(large, rest, strict=True):
        key, verb, *numbers = matched(
            re.fullmatch,
            rf"(.+) (adds|takes) {NUMBER}: {NUMBER} against {NUMBER}, at a weight of {NUMBER}\.",
            sentence,
        ).groups()
        assert key == difference.criterion.replace("_", " ")
        assert verb == ("adds" if difference.lead > 0 else "takes")
        exact = (abs(difference.lead), difference.first, difference.second, difference.weight)
        assert all(near(*pair) for pair in zip(numbers, exact, strict=True))


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ("unavailable", "is not available."),
        ("closed", "is closed by law or time; it has no score."),
        ("under_way", "is under way; it is not ranked."),
    ],
)
def test_an_option_without_scores_says_only_where_it_stands(standing: str, said: str) -> None:
    refused = Gate("fail", (Reason("refused", "fail", True, "A no.", "S-0001", "S-0001", "a yes"),))
    needs = Gate(
        "needs", (Reason("no_lawyer", "needs", True, "None.", "partners", None, "one joins"),)
    )
    bare = an_option("HTI-001", None, standing, {"consent": refused, "counsel": needs})
    other = an_option("HTI-002", {key: Score(0, 0, 0, "person", key) for key in EQUAL})
    ranking = reweigh(Ranking(date(2026, 11, 1), (bare, other), {}, CATALOGUE), EQUAL)
    first, second = (the(ranking, one.id) for one in (bare, other))
    for pair in ((first, second), (second, first)):
        assert why_sentences(*pair, CATALOGUE, EQUAL) == (f"{first.id} {said}",)
        with pytest.raises(NotScored):
            why(*pair, CATALOGUE, EQUAL)
    way = what_would_bring_in(first, first.gates, ranking.options, CATALOGUE, EQUAL, 1)
    assert way.sentences == (f"{first.id} {said}",)
    assert (way.gates, way.steps, way.place, way.value, way.missing) == ((), (), None, None, ())


# --- what would bring it in ----------------------------------------------------------------------


def with_level(ranking: Ranking, option: Option, key: str, level: float) -> Option:
    """The ranking in which nothing but the likely level of one score of one option is another."""
    score = scores_in(option)[key]
    source = "person" if score.source == MISSING else score.source
    changed = Score(min(score.low, level), level, max(score.high, level), source, score.fact)
    found = replace(option, scores={**scores_in(option), key: changed})
    options = tuple(found if one.id == option.id else one for one in ranking.options)
    return the(reweigh(replace(ranking, options=options), ranking.weights), option.id)


def among_first(option: Option, top: int) -> bool:
    return option.rank is not None and option.rank <= top


def brought_in(ranking: Ranking, option: Option, top: int) -> WayIn:
    return what_would_bring_in(
        option, option.gates, ranking.options, CATALOGUE, ranking.weights, top
    )


@given(rankings(), st.integers(1, 3), st.integers(0, 3))
def test_each_step_brings_the_option_in_and_nothing_less_does(
    ranking: Ranking, top: int, which: int
) -> None:
    option = ranking.options[which % len(ranking.options)]
    way = brought_in(ranking, option, top)
    assert way.is_in is among_first(option, top)
    assert not (way.is_in and way.steps)
    shares = [step.share for step in way.steps]
    assert shares == sorted(shares)
    for step in way.steps:
        criterion = OF_KEY[step.criterion]
        assert criterion.low <= step.to <= criterion.high
        moved = with_level(ranking, option, step.criterion, step.to)
        assert among_first(moved, top)
        assert step.value == likely(moved)
        assert step.share == pytest.approx(
            abs(step.to - step.now) / (criterion.high - criterion.low)
        )
        told = float(told_level(step.to, criterion))
        assert among_first(with_level(ranking, option, step.criterion, told), top)
        if step.to != step.now:
            less = step.now + 0.999 * (step.to - step.now)
            short = with_level(ranking, option, step.criterion, less)
            assert not among_first(short, top) or likely(moved) - likely(short) < 1e-11


@given(rankings(), st.integers(1, 3), st.integers(0, 3))
def test_where_no_step_is_named_the_best_level_does_not_bring_it_in(
    ranking: Ranking, top: int, which: int
) -> None:
    option = ranking.options[which % len(ranking.options)]
    assume(not among_first(option, top))
    named = {step.criterion for step in brought_in(ranking, option, top).steps}
    for key, criterion in OF_KEY.items():
        best = criterion.high if criterion.better == "more" else criterion.low
        reached = among_first(with_level(ranking, option, key, best), top)
        assert reached is (key in named) or scores_in(option)[key].fact.startswith("wishes")


@given(rankings(), st.integers(1, 3), st.integers(0, 3))
def test_each_sentence_of_what_would_bring_it_in_says_the_numbers_it_speaks_of(
    ranking: Ranking, top: int, which: int
) -> None:
    option = ranking.options[which % len(ranking.options)]
    way = brought_in(ranking, option, top)
    said = list(way.sentences)
    opening = said.pop(0)
    assert opening.startswith(option.id)
    if way.is_in:
        place = matched(re.search, rf"is among the first {top} already, at place (\d+)\.$", opening)
        assert int(place[1]) == option.rank
        assert not said
        return
    if option.placed:
        told = matched(
            re.search,
            rf"is at place (\d+), with a value of {NUMBER}; the first {top} begin at {NUMBER}\.$",
            opening,
        )
        assert int(told[1]) == option.rank == way.place
        assert near(told[2], likely(option))
        assert near(told[3], way.threshold)
        better = [one for one in ranking.options if among_first(one, top)]
        assert way.threshold == min(likely(one) for one in better)
    else:
        assert opening.endswith("is not known well enough to be placed.")
        assert option.missing_weight is not None
        if option.missing_weight > 0.25:
            told = matched(
                re.match,
                r"(\d+\.\d) of 100 of its weight is missing; at most 25 may be\.",
                said.pop(0),
            )
            assert float(told[1]) == pytest.approx(100 * option.missing_weight, abs=0.0501)
        if not option.wishes_known:
            assert "Do not ask again unless they wish" in said.pop(0)
    if not way.steps:
        assert said == (["No change of a single score is enough."] if option.wishes_known else [])
        return
    assert len(said) == len(way.steps)
    for step, sentence in zip(way.steps, said, strict=True):
        criterion = OF_KEY[step.criterion]
        key, level, side, low, high, unit, now = matched(
            re.match,
            r"(.+) at ([\d.]+) or (more|less) of (\d+) to (\d+) \((\w+)\) would be enough; "
            r"(?:now|not known, counted as) (\d+\.\d\d)\.",
            sentence,
        ).groups()
        assert key == step.criterion.replace("_", " ")
        assert abs(float(level) - step.to) <= 0.01
        assert (
            (float(level) >= step.to - 1e-9) if side == "more" else (float(level) <= step.to + 1e-9)
        )
        assert side == criterion.better
        assert (float(low), float(high), unit) == (criterion.low, criterion.high, criterion.unit)
        assert float(now) == pytest.approx(step.now, abs=0.00501)
        assert ("not known" in sentence) is (scores_in(option)[step.criterion].likely is None)
        means = {f"{a.at:g} means: {a.means}" for a in criterion.anchors}
        assert sum(words in sentence for words in means) == 1
        assert ("beyond what is held possible" in sentence) is not step.held
        rest = [
            one for one in ranking.options
            if one.case != option.case
            and scores_in(option)[step.criterion].fact in {s.fact for s in scores_in(one).values()}
        ]  # fmt: skip
        shared = re.search(r"(\d+) options? of (?:another case rests|other cases rest)", sentence)
        assert (int(shared[1]) if shared else 0) == len(rest) == step.shared


@given(rankings(), st.integers(1, 3))
def test_what_a_person_wishes_is_never_a_step(ranking: Ranking, top: int) -> None:
    for option in ranking.options:
        assert "fit" not in {
            step.criterion
            for step in brought_in(ranking, option, top).steps
            if scores_in(option)["fit"].fact.startswith("wishes")
        }


def test_a_flat_value_function_is_inverted_at_its_nearest_end() -> None:
    tried = {key: Score(0, 0, 0, "person", key) for key in EQUAL}
    mine = an_option("HTI-001", {**tried, "duration": Score(15, 15, 15, "avenue", "d")})
    # duration: 10 years are worth 0.1, 5 years 0.4, so 0.25 is worth 7.5 years.
    theirs = {**tried, "duration": Score(7.5, 7.5, 7.5, "avenue", "e")}
    ranking = reweigh(
        Ranking(date(2026, 11, 1), (mine, an_option("HTI-002", theirs)), {}, CATALOGUE), EQUAL
    )
    steps = {step.criterion: step for step in brought_in(ranking, the(ranking, mine.id), 1).steps}
    assert steps["duration"].to == pytest.approx(7.5)
    assert steps["evidence"].to == pytest.approx(1 + 0.05 / 0.3)
    assert steps["evidence"].anchor == (2.0, "Moderate, of one kind.")


def test_law_time_and_counsel_come_first_and_a_mandate_never() -> None:
    needs = {
        gate: Gate("needs", (Reason(code, "needs", True, f"About {gate}.", "made up", None, f"{gate} is done"),))
        for gate, code in (("law", "dna_missing"), ("time", "limit_unknown"), ("counsel", "not_mandated"))
    }  # fmt: skip
    weak = {key: Score(1, 1, 1, "person", key) for key in EQUAL}
    strong = {**weak, "evidence": Score(2, 2, 2, "person", "x")}
    ranking = reweigh(
        Ranking(
            date(2026, 11, 1),
            (an_option("HTI-001", weak, "prepare", needs), an_option("HTI-002", strong)),
            {},
            CATALOGUE,
        ),
        EQUAL,
    )
    way = brought_in(ranking, the(ranking, "HTI-001/crc_opic/DEU"), 1)
    assert [step.gate for step in way.gates] == ["law", "time"]
    assert way.sentences[1:3] == (
        "Law first: About law. It changes if law is done.",
        "Time first: About time. It changes if time is done.",
    )
    assert way.sentences[3].split(" at ")[0] in {key.replace("_", " ") for key in EQUAL}


@given(worlds(), weights())
def test_no_reason_of_a_person_is_read_in_any_world(
    book: Casebook, chosen: dict[str, float]
) -> None:
    ranking = rank_options(book, small_law(), CATALOGUE, chosen, AS_OF)
    seen = see(ranking, Viewer("steering"))
    for option in ranking.options:
        own = {
            text
            for name in HUMAN_GATES
            for reason in option.gates[name].reasons
            for text in (reason.text, reason.changes_if)
            if text
        }
        way = what_would_bring_in(option, option.gates, ranking.options, CATALOGUE, chosen, 1)
        told = " ".join(way.sentences)
        assert not any(text in told for text in own)
        assert all(gate not in HUMAN_GATES for gate, *_ in what_would_change(option.gates))
        if option.standing == "unavailable":
            assert way.sentences == (f"{option.id} is not available.",)
        # Whoever may see less reads the same sentences.
        theirs = seen.option(option.id)
        assert theirs is not None
        gates = {"law": theirs.law, "time": theirs.time, "counsel": theirs.counsel}
        again = what_would_bring_in(theirs, gates, seen.options, CATALOGUE, chosen, 1)
        assert [step.to for step in again.steps] == [step.to for step in way.steps]
        assert "S-0" not in told


def test_a_top_below_one_is_refused() -> None:
    option = an_option("HTI-001", {key: Score(0, 0, 0, "person", key) for key in EQUAL})
    with pytest.raises(ValueError, match="top is 0"):
        what_would_bring_in(option, option.gates, (), CATALOGUE, EQUAL, 0)
