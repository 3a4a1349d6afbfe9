"""Deadlines: in order, firm or not, and a calendar that gives nobody away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from criteria.load import read_criteria, read_weights
from jurisdictions.load import Law, read_law
from monitoring.deadlines import Deadline, calendar, limit_deadlines, protective_deadlines
from scoring.casebook import Casebook, read_casebook
from scoring.options import Ranking, rank_options

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 1)


@pytest.fixture(scope="module")
def law() -> Law:
    return read_law()


@pytest.fixture(scope="module")
def book(law: Law) -> Casebook:
    path = ROOT / "data" / "demo" / "casebook.yaml"
    return read_casebook(path, law, read_criteria().catalogue)[0]


@pytest.fixture(scope="module")
def ranking(law: Law, book: Casebook) -> Ranking:
    criteria = read_criteria()
    return rank_options(book, law, criteria.catalogue, read_weights(criteria).values, AS_OF)


def found(ranking: Ranking) -> tuple[Deadline, ...]:
    return limit_deadlines((option, option.gates["time"]) for option in ranking.options)


def test_every_limit_that_can_run_out_is_listed_soonest_first(ranking: Ranking) -> None:
    listed = found(ranking)
    expected = {o.id for o in ranking.options if o.limit.status not in ("none", "reasonable")}
    assert {one.id for one in listed} == expected
    dated = [one.earliest for one in listed if one.earliest]
    assert dated == sorted(dated)
    undated = [one.earliest is None for one in listed]
    assert undated == sorted(undated, reverse=True)


def test_plan_by_lies_ninety_days_before_the_earliest_reading(ranking: Ranking) -> None:
    dated = [one for one in found(ranking) if one.earliest]
    assert dated
    for one in dated:
        assert one.earliest is not None
        assert one.plan_by is not None
        assert (one.earliest - one.plan_by).days == 90
        assert one.days_left == (one.earliest - AS_OF).days


def test_what_makes_it_certain_is_said_of_open_questions_alone(ranking: Ranking) -> None:
    codes = {
        option.id: {r.code for r in option.gates["time"].reasons} for option in ranking.options
    }
    for one in found(ranking):
        if one.certain_if:
            assert codes[one.id] & {"uncertain", "limit_unknown"}, one


def test_protective_steps_that_are_done_are_not_due(book: Casebook) -> None:
    listed = protective_deadlines(book.cases, AS_OF)
    due = [s for case in book.cases for s in case.protective if s.done is None and s.by]
    assert len(listed) == len(due)
    assert {one.status for one in listed} == {"expired", "open"}


def test_calendar_holds_codes_and_days_and_the_same_bytes_twice(ranking: Ranking) -> None:
    listed = found(ranking)
    data = calendar(listed, AS_OF)
    assert data == calendar(listed, AS_OF)
    assert b"S-5" not in data
    events = Calendar.from_ical(data).walk("VEVENT")
    last_days = {str(e["UID"]): e.decoded("DTSTART") for e in events if "last-day" in str(e["UID"])}
    for one in listed:
        if one.earliest:
            assert last_days[f"{one.id}/last-day@recourse"] == one.earliest
