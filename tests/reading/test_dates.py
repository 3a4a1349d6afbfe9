"""Partial dates as intervals, periods of law, birthdays and moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.dates import (
    NEVER,
    PartialDate,
    Period,
    add_period,
    add_years,
    birthday,
    days_between,
    moment_text,
    parse_moment,
    subtract_period,
)


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2011", date(2011, 1, 1), date(2011, 12, 31)),
        (2011, date(2011, 1, 1), date(2011, 12, 31)),
        ("2011-07", date(2011, 7, 1), date(2011, 7, 31)),
        ("2011-02", date(2011, 2, 1), date(2011, 2, 28)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("2011-07-14", date(2011, 7, 14), date(2011, 7, 14)),
        ("2012-02-29", date(2012, 2, 29), date(2012, 2, 29)),
        (date(2012, 2, 29), date(2012, 2, 29), date(2012, 2, 29)),
        ("1000", date(1000, 1, 1), date(1000, 12, 31)),
        ("9998", date(9998, 1, 1), date(9998, 12, 31)),
    ],
)
def test_a_partial_date_is_every_day_it_could_mean(
    written: object, earliest: date, latest: date
) -> None:
    found = PartialDate.parse(written)
    assert (found.earliest, found.latest) == (earliest, latest)
    assert days_between(found) == (latest - earliest).days + 1
    assert found.is_day == (earliest == latest)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2011-13", "'2011-13' is not a date; the month must lie between 01 and 12"),
        ("2011-00", "'2011-00' is not a date; the month must lie between 01 and 12"),
        ("2011-02-29", "'2011-02-29' is not a date; that month has 28 days"),
        ("2012-02-30", "'2012-02-30' is not a date; that month has 29 days"),
        ("2011-04-31", "'2011-04-31' is not a date; that month has 30 days"),
        ("2011-04-00", "'2011-04-00' is not a date; that month has 30 days"),
        ("0999", "'0999' is not a date; the year must lie between 1000 and 9998"),
        (999, "'0999' is not a date; the year must lie between 1000 and 9998"),
        (9999, "'9999' is not a date; the year must lie between 1000 and 9998"),
        ("2011-7", "'2011-7' is not a date; write 2011, 2011-07 or 2011-07-14"),
        ("14.07.2011", "'14.07.2011' is not a date; write 2011, 2011-07 or 2011-07-14"),
        ("2011-07-14T00:00:00Z", "'2011-07-14T00:00:00Z' is not a date; write 2011, 2011-07 or 2011-07-14"),
        ("2011-07-14\n", "'2011-07-14\\n' is not a date; write 2011, 2011-07 or 2011-07-14"),
        ("٢٠١١", "'٢٠١١' is not a date; write 2011, 2011-07 or 2011-07-14"),
        ("", "'' is not a date; write 2011, 2011-07 or 2011-07-14"),
        (True, "True is not a date; write 2011, 2011-07 or 2011-07-14"),
        (2011.0, "2011.0 is not a date; write 2011, 2011-07 or 2011-07-14"),
        (None, "None is not a date; write 2011, 2011-07 or 2011-07-14"),
        (-5, "'-005' is not a date; write 2011, 2011-07 or 2011-07-14"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_what_would_be(written: object, said: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        PartialDate.parse(written)
    assert str(caught.value) == said


@pytest.mark.parametrize("written", ["2011", "2011-07", "2011-07-14"])
def test_a_partial_date_is_written_as_it_was_read(written: str) -> None:
    assert str(PartialDate.parse(written)) == written


@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_a_day_lies_within_its_month_and_its_month_within_its_year(day: date) -> None:
    text = day.isoformat()
    year, month, exact = (PartialDate.parse(text[:length]) for length in (4, 7, 10))
    assert year.earliest <= month.earliest <= exact.earliest == day
    assert day == exact.latest <= month.latest <= year.latest
    for edge in (month.earliest - timedelta(days=1), month.latest + timedelta(days=1)):
        assert edge.month != day.month


# --- periods -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "period", "last"),
    [
        ("2011-07-14", "P20Y", "2031-07-14"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2096-02-29", "P4Y", "2100-02-28"),
        ("2026-03-31", "P1M", "2026-04-30"),
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2026-01-31", "P2M", "2026-03-31"),
        ("2026-08-31", "P6M", "2027-02-28"),
        ("2026-12-31", "P14M", "2028-02-29"),
        ("2024-02-01", "P60D", "2024-04-01"),
        ("2023-12-31", "P1D", "2024-01-01"),
        ("2024-02-29", "P1Y6M", "2025-08-28"),
        ("2024-01-31", "P1M1D", "2024-03-01"),
        ("2024-01-31", "P1Y1M1D", "2025-03-01"),
        ("2024-02-29", "P1Y12M", "2026-02-28"),
        ("2024-02-29", "P24M", "2026-02-28"),
        ("2023-01-31", "P13M", "2024-02-29"),
        ("2023-01-31", "P1Y1M", "2024-02-29"),
        ("2026-05-05", "P0D", "2026-05-05"),
    ],
)
def test_the_last_day_is_start_plus_period_clipped_step_by_step(
    start: str, period: str, last: str
) -> None:
    assert add_period(date.fromisoformat(start), Period.parse(period)) == date.fromisoformat(last)


def test_a_period_that_leaves_the_calendar_never_ends() -> None:
    assert add_period(date(9990, 1, 1), Period.parse("P20Y")) == NEVER
    assert add_period(date(9999, 12, 1), Period.parse("P90D")) == NEVER
    assert add_period(date(2020, 1, 1), None) == NEVER
    assert add_period(NEVER, Period.parse("P1D")) == NEVER


@pytest.mark.parametrize(
    "written",
    ["P", "20Y", "P20", "P1D1Y", "P1M1Y", "P-1Y", "P1.5Y", "PT5H", "P2W", "p1y", "P1Y ", "P1Y\n", "", "none", 20, None, "P٣Y"],
)  # fmt: skip
def test_what_is_no_period_is_refused(written: object) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        Period.parse(written)
    assert str(caught.value) == f"{written!r} is not a period; write P20Y, P6M or P60D"


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 60), st.integers(0, 30))
def test_a_later_start_never_ends_earlier(start: date, years: int, months: int) -> None:
    period = Period.parse(f"P{years}Y{months}M")
    assert add_period(start, period) <= add_period(start + timedelta(days=1), period)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 60), st.integers(0, 11))
def test_going_back_a_period_comes_near_to_where_it_began(
    start: date, years: int, months: int
) -> None:
    period = Period.parse(f"P{years}Y{months}M")
    assert abs((subtract_period(add_period(start, period), period) - start).days) <= 3


# --- birthdays -----------------------------------------------------------------------------------


def test_a_limit_clips_a_leap_birthday_and_majority_falls_on_the_next_day() -> None:
    assert add_years(date(2000, 2, 29), 18) == date(2018, 2, 28)
    assert birthday(date(2000, 2, 29), 18) == date(2018, 3, 1)
    assert add_years(date(2000, 2, 29), 20) == birthday(date(2000, 2, 29), 20) == date(2020, 2, 29)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 100))
def test_a_birthday_is_never_before_the_clipped_day(born: date, age: int) -> None:
    assert add_years(born, age) <= birthday(born, age)
    assert (birthday(born, age) - add_years(born, age)).days <= 1


# --- moments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-06-03T09:10:00Z", datetime(2026, 6, 3, 9, 10, tzinfo=UTC)),
        ("2026-06-03T09:10:00.5Z", datetime(2026, 6, 3, 9, 10, 0, 500_000, tzinfo=UTC)),
        ("2026-06-03", datetime(2026, 6, 3, tzinfo=UTC)),
        (date(2026, 6, 3), datetime(2026, 6, 3, tzinfo=UTC)),
        (
            datetime(2026, 6, 3, 11, tzinfo=timezone(timedelta(hours=2))),
            datetime(2026, 6, 3, 9, tzinfo=UTC),
        ),
    ],
)
def test_a_moment_is_in_utc_and_a_date_means_its_midnight(
    written: object, moment: datetime
) -> None:
    assert parse_moment(written) == moment
    assert parse_moment(written).tzinfo == UTC


@pytest.mark.parametrize(
    "written",
    [
        "2026-06-03T09:10:00", "2026-06-03T09:10:00+02:00", "2026-06-03 09:10:00Z", "2026-06", "2026",
        "2026-06-31", "2026-06-03T24:10:00Z", "2026-06-03T09:60:00Z", "2026-02-29T00:00:00Z",
        "2026-06-03T09:10Z", "2026-06-03T09:10:00Z\n", "", 20260603, None, datetime(2026, 6, 3),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(written: object) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_moment(written)
    assert str(caught.value).endswith(" is not a moment; write 2026-06-03T09:10:00Z or 2026-06-03")


@given(st.datetimes(datetime(1000, 1, 1), datetime(9998, 1, 1)))
def test_a_moment_is_written_as_it_reads_back(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    text = moment_text(aware)
    assert text.endswith("Z")
    assert parse_moment(text) == aware
