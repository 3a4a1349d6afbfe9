"""What must always hold of options, over random worlds on the real law."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cases.model import Case
from criteria.assess import MISSING, Score
from criteria.values import PiecewiseLinear
from data.access import ROLES, Viewer, see, see_option
from scoring.casebook import Casebook
from scoring.options import Option, Ranking, Value, rank_options, reweigh
from survivor_preferences.model import Person
from tests.scoring.worlds import (
    AS_OF,
    AVENUES,
    CATALOGUE,
    CELLS,
    EQUAL,
    LOW,
    NOTICE,
    a_partner,
    an_event,
    judgement,
    small_law,
    weights,
    with_events,
    with_judgement,
    with_person,
    with_stop,
    without_case,
    worlds,
)

FEWER = settings(
    max_examples=settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev")).max_examples // 5
)
"""A world is ranked twice or more for each example: some ten milliseconds."""
HEIGHT = {"closed": 0, "unavailable": 0, "under_way": 0, "prepare": 1, "open": 2}
SCALES = {criterion.key: criterion for criterion in CATALOGUE.criteria}
WORTH = {criterion.key: PiecewiseLinear(criterion.value) for criterion in CATALOGUE.criteria}


def ranked(book: Casebook, chosen: Mapping[str, float] = EQUAL) -> Ranking:
    return rank_options(book, small_law(), CATALOGUE, chosen, AS_OF)


def by_id(ranking: Ranking) -> dict[str, Option]:
    return {option.id: option for option in ranking.options}


def value_of(option: Option) -> Value:
    assert option.value is not None, option.id
    return option.value


def scores_of(option: Option) -> Mapping[str, Score]:
    assert option.scores is not None, option.id
    return option.scores


def place_of(option: Option) -> tuple[int, int]:
    """The place among other cases, and that within its own."""
    assert option.rank is not None, option.id
    assert option.rank_in_case is not None, option.id
    return option.rank, option.rank_in_case


def v_likely(key: str, score: Score) -> float:
    middle = (score.low + score.high) / 2 if score.likely is None else score.likely
    return float(WORTH[key](middle))


def test_the_worlds_hold_options_of_every_standing_that_they_are_meant_to() -> None:
    seen = set()

    @settings(database=None)
    @given(worlds())
    def look(book: Casebook) -> None:
        for option in ranked(book).options:
            seen.add((option.standing, option.placed))

    look()
    assert seen >= {("open", True), ("prepare", True), ("prepare", False), ("unavailable", False)}


# --- gates and weights ---------------------------------------------------------------------------


@FEWER
@given(worlds(), weights(), weights())
def test_no_weight_makes_up_for_a_gate(
    book: Casebook, one: dict[str, float], other: dict[str, float]
) -> None:
    first, second = ranked(book, one), ranked(book, other)
    for ranking in (first, second, reweigh(first, other)):
        for option in ranking.options:
            if option.shortlistable:
                continue
            assert option.scores is None
            assert option.value is None
            assert option.missing_weight is None
            assert not option.placed
            assert (option.rank, option.rank_in_case, option.p_top, option.expected_rank) == (
                (None,) * 4
            )
    for option_id, option in by_id(first).items():
        again = by_id(second)[option_id]
        assert (option.standing, option.gates, option.scores) == (
            again.standing,
            again.gates,
            again.scores,
        )


@FEWER
@given(worlds(), weights(), weights())
def test_weighing_anew_is_the_same_as_ranking_anew(
    book: Casebook, one: dict[str, float], other: dict[str, float]
) -> None:
    assert reweigh(ranked(book, one), other).options == ranked(book, other).options


@FEWER
@given(worlds(), weights())
def test_what_is_shortlistable_passes_every_human_gate_and_fails_none(
    book: Casebook, chosen: Mapping[str, float]
) -> None:
    for option in ranked(book, chosen).options:
        human = [option.gates[name].result for name in ("consent", "safety", "best_interests")]
        work = [option.gates[name].result for name in ("law", "time", "counsel")]
        assert option.shortlistable == (set(human) == {"pass"} and "fail" not in work)
        assert bool(option.claimants) == (set(human) == {"pass"})
        if option.standing == "open":
            assert set(work) == {"pass"}


# --- places --------------------------------------------------------------------------------------


@FEWER
@given(worlds(), weights())
def test_places_are_those_of_a_count_by_hand(book: Casebook, chosen: Mapping[str, float]) -> None:
    options = ranked(book, chosen).options
    placed = [option for option in options if option.placed]
    for option in placed:
        better_cases = {
            other.case
            for other in placed
            if other.case != option.case and value_of(other).likely > value_of(option).likely
        }
        assert option.rank == 1 + len(better_cases)
        assert option.rank_in_case == 1 + len(
            [
                o
                for o in placed
                if o.case == option.case and value_of(o).likely > value_of(option).likely
            ]
        )
    for option in options:
        if not option.placed:
            assert option.rank is option.rank_in_case is None


@FEWER
@given(worlds(), weights())
def test_an_option_is_placed_when_it_is_known_well_enough(
    book: Casebook, chosen: Mapping[str, float]
) -> None:
    wishes = {person.ref: person.wishes for person in book.people}
    for option in ranked(book, chosen).options:
        if option.shortlistable:
            missing = sum(
                chosen[key] for key, score in scores_of(option).items() if score.source == MISSING
            )
            assert option.missing_weight is not None
            assert option.missing_weight == pytest.approx(missing, abs=1e-9)
            known = all(wishes[ref] is not None for ref in option.claimants)
            assert option.placed == (option.missing_weight <= 0.25 and known)


@FEWER
@given(worlds(), weights(), st.data())
def test_improving_one_score_never_lowers_a_place(
    book: Casebook, chosen: Mapping[str, float], data: st.DataObject
) -> None:
    before = ranked(book, chosen)
    candidates = [option for option in before.options if option.placed]
    assume(candidates)
    option = data.draw(st.sampled_from(candidates))
    key = data.draw(st.sampled_from(CATALOGUE.keys))
    share = data.draw(st.sampled_from((0.25, 0.5, 1.0)))
    scale, score = SCALES[key], scores_of(option)[key]
    best = scale.high if scale.better == "more" else scale.low
    likely = (score.low + score.high) / 2 if score.likely is None else score.likely
    low, middle, high = (
        level + share * (best - level) for level in (score.low, likely, score.high)
    )
    record = judgement(key, low, middle, high, avenue=option.avenue, forum=option.forum)
    after = by_id(ranked(with_judgement(book, option.case, record), chosen))
    improved = after[option.id]
    assert value_of(improved).likely >= value_of(option).likely
    assert improved.placed
    for now, then in zip(place_of(improved), place_of(option), strict=True):
        assert now <= then
    for other in before.options:
        if other.id != option.id:
            assert after[other.id].value == other.value
            assert after[other.id].standing == other.standing


@FEWER
@given(worlds(), weights(), st.data())
def test_a_case_coming_or_going_never_swaps_two_others_nor_changes_their_value(
    book: Casebook, chosen: Mapping[str, float], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from([case.code for case in book.cases]))
    more, fewer = ranked(book, chosen), by_id(ranked(without_case(book, gone), chosen))
    others = [option for option in more.options if option.case != gone]
    assert {option.id for option in others} == set(fewer)
    for option in others:
        again = fewer[option.id]
        assert (option.value, option.standing, option.placed, option.rank_in_case) == (
            again.value,
            again.standing,
            again.placed,
            again.rank_in_case,
        )
    placed = [option for option in others if option.placed]
    for one in placed:
        for other in placed:
            if place_of(one)[0] < place_of(other)[0]:
                assert place_of(fewer[one.id])[0] <= place_of(fewer[other.id])[0]
            if value_of(one).likely > value_of(other).likely:
                assert place_of(one)[0] <= place_of(other)[0]


# --- missing -------------------------------------------------------------------------------------


@FEWER
@given(worlds(), weights(), st.floats(0, 1))
def test_missing_is_the_whole_scale_and_whatever_is_learned_lies_within_the_value(
    book: Casebook, chosen: Mapping[str, float], share: float
) -> None:
    for option in ranked(book, chosen).options:
        if not option.shortlistable:
            continue
        learned: dict[str, list[float]] = {key: [] for key in ("least", "now", "greatest")}
        for key, score in scores_of(option).items():
            scale = SCALES[key]
            if score.source == MISSING:
                assert score[:3] == (scale.low, None, scale.high)
            at_ends = sorted((WORTH[key](score.low), WORTH[key](score.high)))
            learned["least"].append(chosen[key] * at_ends[0])
            learned["greatest"].append(chosen[key] * at_ends[1])
            within = score.low + share * (score.high - score.low)
            learned["now"].append(chosen[key] * WORTH[key](within))
        value = value_of(option)
        assert value.low == pytest.approx(sum(learned["least"]), abs=1e-9)
        assert value.high == pytest.approx(sum(learned["greatest"]), abs=1e-9)
        assert value.low - 1e-9 <= sum(learned["now"]) <= value.high + 1e-9
        likely = sum(chosen[key] * v_likely(key, score) for key, score in scores_of(option).items())
        assert value.likely == pytest.approx(likely, abs=1e-9)
        assert 0 <= value.low <= value.likely <= value.high <= 1


# --- consent and the ranking ---------------------------------------------------------------------


@given(worlds(), st.data())
def test_a_no_or_a_stop_never_raises_a_standing(book: Casebook, data: st.DataObject) -> None:
    person = data.draw(st.sampled_from(book.people))
    before = by_id(ranked(book))
    kind = data.draw(st.sampled_from(("refuse", "withdraw", "stop")))
    if kind == "stop":
        worse = with_stop(book, person.ref, data.draw(st.sampled_from((None, *AVENUES))))
    else:
        cell = data.draw(st.sampled_from((None, *CELLS)))
        by = data.draw(
            st.sampled_from(("survivor", *(guardian.ref for guardian in person.guardians)))
        )
        seq = 1000 * int(person.ref[2:]) + data.draw(st.integers(0, 9)) * 10 + 5
        recorded = data.draw(st.sampled_from(("2026-05-01T09:00:00Z", "2026-10-31T09:00:00Z")))
        worse = with_events(book, person.ref, an_event(seq, kind, cell, by, recorded=recorded))
    for option_id, option in by_id(ranked(worse)).items():
        assert HEIGHT[option.standing] <= HEIGHT[before[option_id].standing]


@FEWER
@given(worlds(), st.data())
def test_a_yes_changes_no_option_of_another_avenue(book: Casebook, data: st.DataObject) -> None:
    """Nobody is placed higher for having agreed to more: what was there keeps its gates and value."""
    person = data.draw(st.sampled_from(book.people))
    avenue = data.draw(st.sampled_from(AVENUES))
    by = data.draw(st.sampled_from(("survivor", *(g.ref for g in person.guardians))))
    seq = 1000 * int(person.ref[2:]) + 999
    before = by_id(ranked(book))
    after = by_id(ranked(with_events(book, person.ref, an_event(seq, "grant", avenue, by))))
    for option_id, option in before.items():
        if option.avenue == avenue and option.case in person.cases:
            continue
        again = after[option_id]
        assert (again.standing, again.claimants, again.gates, again.limit, again.scores) == (
            option.standing,
            option.claimants,
            option.gates,
            option.limit,
            option.scores,
        )
        assert (again.value, again.placed) == (option.value, option.placed)


def test_the_no_of_one_claimant_does_not_open_what_their_missing_mandate_kept_waiting() -> None:
    """Two agree and one has a lawyer: the option stands where it stands once the other refuses."""
    case = Case.model_validate(
        {
            "code": "HTI-001",
            "label": "Made up",
            "host_state": "HTI",
            "incident": {"from": "2019", "to": "2020", "conduct": ["rape"], "pattern": "single"},
            "accused": [
                {
                    "ref": "A1",
                    "sending_state": "DEU",
                    "category": "military_contingent",
                    "identified": "named",
                }
            ],
            "representation": [
                {"person": "S-0001", "partner": "P-DEU-1", "forum": "DEU", "on": "2026-06-01"}
            ],
        }
    )
    both = Casebook(
        casebook=1,
        origin="ORG-1",
        cases=(case,),
        people=tuple(
            Person.model_validate(
                {
                    "ref": f"S-{n:04d}",
                    "cases": ["HTI-001"],
                    "relation": "survivor",
                    "born": "2004",
                    "can_assent": True,
                    "status": "in_contact",
                    "guardians": [],
                    "ledger": [
                        an_event(10 * n + 1, "grant", "assess"),
                        an_event(10 * n + 2, "grant", "crim_tcc_civilian"),
                    ],
                    "safety": [LOW],
                    "best_interests": [],
                    "stops": [],
                }
            )
            for n in (1, 2)
        ),
        notices=(NOTICE,),
        partners=(a_partner("DEU", ("legal",), 3, True),),
    )
    alone = with_events(both, "S-0002", an_event(29, "refuse", "crim_tcc_civilian"))
    of_both, of_one = (
        ranked(book).option("HTI-001/crim_tcc_civilian/DEU") for book in (both, alone)
    )
    assert of_both is not None
    assert of_one is not None
    assert of_both.claimants == ("S-0001", "S-0002")
    assert of_one.claimants == ("S-0001",)
    assert of_one.standing == of_both.standing == "open"
    assert [(r.code, r.result) for r in of_both.gates["counsel"].reasons] == [
        ("not_mandated", "pass")
    ]


SILENCES = ("refuse", "withdraw", "unasked", "asked", "paused")


def silenced(book: Casebook, ref: str, avenue: str, how: str) -> Casebook:
    """The same world in which this person has not opened this one way, for one reason or another."""
    person = next(person for person in book.people if person.ref == ref)
    ledger = tuple(e for e in person.ledger if (e.activity, e.avenue) != CELLS[avenue])
    by = person.guardians[0].ref if person.guardians else "survivor"
    book = with_person(book, person.model_copy(update={"ledger": ledger}))
    seq = 1000 * int(ref[2:]) + 500
    if how == "unasked":
        return book
    if how == "paused":
        book = with_events(book, ref, an_event(seq, "grant", avenue, by))
        return with_stop(book, ref, avenue)
    return with_events(book, ref, an_event(seq, how, avenue, by))


@FEWER
@given(worlds(), st.data())
def test_nothing_that_others_see_differs_between_refused_withdrawn_unasked_and_paused(
    book: Casebook, data: st.DataObject
) -> None:
    person = data.draw(st.sampled_from(book.people))
    avenue = data.draw(st.sampled_from(AVENUES))
    elsewhere = frozenset(p.ref for p in book.people if not set(p.cases) & set(person.cases))
    viewer = data.draw(
        st.sampled_from([Viewer("advocate", elsewhere), *(Viewer(role) for role in ROLES)])
    )
    views = [see(ranked(silenced(book, person.ref, avenue, how)), viewer) for how in SILENCES]
    assert all(view == views[0] for view in views)


@FEWER
@given(worlds())
def test_whom_an_advocate_does_not_stand_by_is_named_to_them_nowhere(book: Casebook) -> None:
    ranking = ranked(book)
    for person in book.people:
        viewer = Viewer("advocate", frozenset({person.ref}))
        others = {p.ref for p in book.people} - {person.ref}
        for option in ranking.options:
            shown = repr(see_option(option, viewer))
            assert not any(ref in shown for ref in others)


@FEWER
@given(worlds())
def test_to_those_without_people_nobody_is_named_where_an_option_is_not_available(
    book: Casebook,
) -> None:
    ranking = ranked(book)
    for role in ROLES:
        for option in ranking.options:
            seen = see_option(option, Viewer(role))
            assert seen.human is None
            if not seen.available or role in ("steering", "advocate"):
                assert "S-0" not in repr(seen)
                assert seen.claimants == ()
