"""Places among other cases and within a case, and the order in which options are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.gates import GATES, OPEN, Gate, Result
from criteria.assess import MISSING, Score
from criteria.load import read_criteria, read_weights
from criteria.model import Catalogue
from jurisdictions.law import LimitAnswer
from jurisdictions.load import read_law
from scoring.casebook import read_casebook
from scoring.options import Option, Ranking, rank_options, reweigh, standing_of

LEVELS = [{"at": at, "means": "Made up."} for at in (0, 4)]
CATALOGUE = Catalogue.model_validate(
    {
        "catalogue": 1,
        "groups": [
            {
                "key": "made_up",
                "name": "Made up",
                "criteria": [
                    {
                        "key": key,
                        "question": "How much?",
                        "unit": "level",
                        "low": 0,
                        "high": 4,
                        "better": "more",
                        "anchors": LEVELS,
                        "value": [[0, 0], [4, 1]],
                        "derived_from": "Judged.",
                        "guideline": "None.",
                    }
                    for key in ("first", "second")
                ],
            }
        ],
    }
)
HALVES = {"first": 0.5, "second": 0.5}
NO_LIMIT = LimitAnswer("none", None, None, None, None, "made up", True)
CODES = ("HTI-001", "HTI-002", "HTI-003")


def option(
    case: str = "HTI-001",
    avenue: str = "a",
    first: float | None = 0.0,
    second: float | None = 0.0,
    standing: str = "open",
    **changes: Any,
) -> Option:
    scored = standing in ("open", "prepare")
    return Option(
        case,
        avenue,
        "HTI",
        (),
        standing,
        (),
        (),
        dict.fromkeys(GATES, OPEN),
        NO_LIMIT,
        {
            key: Score(0, None, 4, MISSING, key)
            if level is None
            else Score(level, level, level, "person", key)
            for key, level in (("first", first), ("second", second))
        }
        if scored
        else None,
        wishes_known=changes.pop("wishes_known", scored),
        **changes,
    )


def placed(*options: Option, weights: dict[str, float] = HALVES) -> Ranking:
    return reweigh(Ranking(date(2026, 11, 1), tuple(options), {}, CATALOGUE), weights)


def places(ranking: Ranking) -> dict[str, tuple[int | None, int | None]]:
    return {o.id.rsplit("/", 1)[0]: (o.rank, o.rank_in_case) for o in ranking.options}


def test_a_case_with_many_avenues_does_not_crowd_out_the_others() -> None:
    many = [option("HTI-001", f"a{n}", 4, 4 - n / 10) for n in range(9)]
    found = places(placed(*many, option("HTI-002", "b", 3, 3), option("HTI-003", "c", 2, 2)))
    assert [found[f"HTI-001/a{n}"] for n in range(9)] == [(1, n + 1) for n in range(9)]
    assert found["HTI-002/b"] == (2, 1)
    assert found["HTI-003/c"] == (3, 1)


def test_the_lesser_options_of_a_case_stand_behind_the_best_of_other_cases_alone() -> None:
    found = places(
        placed(
            option("HTI-001", "best", 4, 4),
            option("HTI-001", "worst", 0, 1),
            option("HTI-002", "b", 2, 2),
            option("HTI-002", "c", 1, 1),
        )
    )
    assert found == {
        "HTI-001/best": (1, 1),
        "HTI-001/worst": (2, 2),
        "HTI-002/b": (2, 1),
        "HTI-002/c": (2, 2),
    }


def test_equal_values_tie_and_the_next_place_is_left_free() -> None:
    found = places(
        placed(
            option("HTI-001", "a", 4, 0),
            option("HTI-002", "b", 0, 4),
            option("HTI-003", "c", 1, 1),
            option("HTI-003", "d", 2, 0),
        )
    )
    assert found == {
        "HTI-001/a": (1, 1),
        "HTI-002/b": (1, 1),
        "HTI-003/c": (3, 1),
        "HTI-003/d": (3, 1),
    }


def test_a_true_tie_is_not_split_by_the_last_bit() -> None:
    """0.1 + 0.2 and 0.3 are one value, whichever way the sum was made."""
    weights = {"first": 1 / 3, "second": 2 / 3}
    ranking = placed(
        option("HTI-001", "a", 1.2, 0.6), option("HTI-002", "b", 0.6, 0.9), weights=weights
    )
    assert places(ranking) == {"HTI-001/a": (1, 1), "HTI-002/b": (1, 1)}


def test_an_option_that_is_not_placed_moves_nobody() -> None:
    found = places(
        placed(
            option("HTI-001", "unknown", None, 4),
            option("HTI-001", "wishes", 4, 4, wishes_known=False),
            option("HTI-002", "b", 1, 1),
        )
    )
    assert found == {
        "HTI-002/b": (1, 1),
        "HTI-001/unknown": (None, None),
        "HTI-001/wishes": (None, None),
    }


def test_exactly_a_quarter_missing_is_still_placed() -> None:
    quarter = placed(option(first=None), weights={"first": 0.25, "second": 0.75})
    more = placed(option(first=None), weights={"first": 0.2500001, "second": 0.7499999})
    assert quarter.options[0].placed
    assert not more.options[0].placed
    assert more.options[0].value is not None


coarse = st.sampled_from((0.0, 1.0, 2.0, 4.0, None))


@given(
    st.lists(st.tuples(st.sampled_from(CODES), coarse, coarse), min_size=1, max_size=9),
    st.sampled_from((0.0, 0.25, 0.5, 1.0)),
)
def test_places_are_those_of_a_count_by_hand(
    rows: list[tuple[str, float | None, float | None]], share: float
) -> None:
    options = [option(case, f"a{n}", one, two) for n, (case, one, two) in enumerate(rows)]
    ranking = placed(*options, weights={"first": share, "second": 1 - share})
    by_hand: dict[str, tuple[str, float]] = {}
    for n, (case, one, two) in enumerate(rows):
        missing = share * (one is None) + (1 - share) * (two is None)
        if missing <= 0.25:
            first, second = (2.0 if level is None else level for level in (one, two))
            by_hand[f"{case}/a{n}/HTI"] = (case, share * first / 4 + (1 - share) * second / 4)
    for found in ranking.options:
        assert found.placed == (found.id in by_hand)
        if found.placed:
            case, mine = by_hand[found.id]
            assert found.value is not None
            assert found.value.likely == pytest.approx(mine, abs=1e-12)
            assert found.rank == 1 + len({c for c, v in by_hand.values() if c != case and v > mine})
            assert found.rank_in_case == 1 + sum(
                c == case and v > mine for c, v in by_hand.values()
            )


def test_placed_come_first_then_not_placed_unavailable_under_way_and_closed() -> None:
    listed = [
        option("HTI-003", "z", 4, 4),
        option("HTI-002", "b", 2, 2),
        option("HTI-002", "a", 1, 1),
        option("HTI-001", "y", 2, 2),
        option("HTI-001", "x", 2, 2),
        option("HTI-002", "n", None, None),
        option("HTI-001", "n", 4, 4, standing="prepare", wishes_known=False),
        option("HTI-002", "u", standing="unavailable"),
        option("HTI-001", "u", standing="unavailable"),
        option("HTI-001", "w", standing="under_way"),
        option("HTI-003", "c", standing="closed"),
        option("HTI-001", "c", standing="closed"),
    ]
    expected = [
        "HTI-003/z/HTI",
        "HTI-001/x/HTI",
        "HTI-001/y/HTI",
        "HTI-002/b/HTI",
        "HTI-002/a/HTI",
        "HTI-001/n/HTI",
        "HTI-002/n/HTI",
        "HTI-001/u/HTI",
        "HTI-002/u/HTI",
        "HTI-001/w/HTI",
        "HTI-001/c/HTI",
        "HTI-003/c/HTI",
    ]
    assert [o.id for o in placed(*listed).options] == expected
    assert [o.id for o in placed(*reversed(listed)).options] == expected


# --- standing ------------------------------------------------------------------------------------


def gates(**results: Result) -> dict[str, Gate]:
    return {name: Gate(results.get(name, "pass")) for name in GATES}


@pytest.mark.parametrize(
    ("results", "filed", "standing"),
    [
        ({}, False, "open"),
        ({"law": "needs"}, False, "prepare"),
        ({"time": "needs"}, False, "prepare"),
        ({"counsel": "needs"}, False, "prepare"),
        ({"consent": "needs"}, False, "unavailable"),
        ({"safety": "fail"}, False, "unavailable"),
        ({"best_interests": "needs", "law": "needs"}, False, "unavailable"),
        ({"law": "fail"}, False, "closed"),
        ({"time": "fail"}, False, "closed"),
        ({"law": "fail", "consent": "fail"}, False, "closed"),
        ({"time": "fail", "consent": "needs"}, False, "closed"),
        ({}, True, "under_way"),
        ({"law": "fail", "time": "fail"}, True, "under_way"),
        ({"consent": "needs"}, True, "under_way"),
        ({"consent": "fail"}, True, "unavailable"),
        ({"safety": "fail"}, True, "unavailable"),
        ({"safety": "fail", "law": "fail"}, True, "closed"),
    ],
)
def test_standing_is_the_first_that_fits_in_the_order_of_the_design(
    results: dict[str, Result], filed: bool, standing: str
) -> None:
    assert standing_of(gates(**results), filed) == standing


@pytest.mark.parametrize("workers", [2, 3])
def test_sharing_the_cases_out_changes_nothing(workers: int) -> None:
    law, criteria = read_law(), read_criteria()
    path = Path(__file__).resolve().parents[2] / "data" / "demo" / "casebook.yaml"
    book = read_casebook(path, law, criteria.catalogue)[0]
    weights = read_weights(criteria).values
    alone, shared = (
        rank_options(book, law, criteria.catalogue, weights, date(2026, 11, 1), workers=count)
        for count in (1, workers)
    )
    assert len(alone.options) > 1000
    assert shared.options == alone.options
