"""Partial dates as intervals, and periods of law.

A date that a survivor or a file gives is often a year or a month. It stands for every day it
could mean, and everything that follows from it (majority, limits, treaty dates) is worked out on
intervals. Days are UTC.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

NEVER = date.max
"""Stands for *never runs out* where days are compared; later than any real day."""

_PARTIAL = re.compile(r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$")
_PERIOD = re.compile(r"^P(?=[0-9])(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})D)?$")
_MOMENT = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z$")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """Every day that `2011`, `2011-07` or `2011-07-14` could mean.

    `earliest` and `latest` are both included; `text` is what was written.
    """

    earliest: date
    latest: date
    text: str

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read a partial date from text or a whole year number; ValueError says what is allowed."""
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, bool):
            raise ValueError(_not_a_date(value))
        if isinstance(value, int):
            value = f"{value:04d}"
        if isinstance(value, datetime):
            raise ValueError(_not_a_date(value))
        if isinstance(value, date):
            value = value.isoformat()
        if not isinstance(value, str):
            raise ValueError(_not_a_date(value))
        return _parse_partial(value)

    @property
    def is_day(self) -> bool:
        return self.earliest == self.latest

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "description": "A year, a month or a day: 2011, 2011-07 or 2011-07-14",
            "anyOf": [
                {"type": "string", "pattern": _PARTIAL.pattern},
                {"type": "integer", "minimum": 1000, "maximum": 9998},
            ],
        }


def _not_a_date(value: object) -> str:
    return f"{value!r} is not a date; write 2011, 2011-07 or 2011-07-14"


@lru_cache(maxsize=65536)
def _parse_partial(text: str) -> PartialDate:
    match = _PARTIAL.fullmatch(text)
    if not match:
        raise ValueError(_not_a_date(text))
    year = int(match[1])
    if not 1000 <= year <= 9998:
        raise ValueError(f"{text!r} is not a date; the year must lie between 1000 and 9998")
    if match[2] is None:
        return PartialDate(date(year, 1, 1), date(year, 12, 31), text)
    month = int(match[2])
    if not 1 <= month <= 12:
        raise ValueError(f"{text!r} is not a date; the month must lie between 01 and 12")
    last = calendar.monthrange(year, month)[1]
    if match[3] is None:
        return PartialDate(date(year, month, 1), date(year, month, last), text)
    day = int(match[3])
    if not 1 <= day <= last:
        raise ValueError(f"{text!r} is not a date; that month has {last} days")
    only = date(year, month, day)
    return PartialDate(only, only, text)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in law: `P20Y`, `P6M`, `P60D`, or several in that order (`P1Y6M`)."""

    years: int
    months: int
    days: int
    text: str

    @classmethod
    def parse(cls, value: object) -> Period:
        """Read a period; ValueError says what is allowed."""
        if isinstance(value, Period):
            return value
        match = _PERIOD.fullmatch(value) if isinstance(value, str) else None
        if not match:
            raise ValueError(f"{value!r} is not a period; write P20Y, P6M or P60D")
        return cls(int(match[1] or 0), int(match[2] or 0), int(match[3] or 0), str(value))

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "pattern": _PERIOD.pattern,
            "description": "A period: P20Y, P6M, P60D",
        }


def add_period(start: date, period: Period | None) -> date:
    """The last day of a period that starts on `start`; `None` never runs out.

    Years, months and days are added in that order; after each step a day that the month does not
    have becomes its last (29 February plus one year is 28 February).
    """
    if period is None or start >= NEVER:
        return NEVER
    day = add_years(start, period.years)
    if period.months:
        month = day.year * 12 + day.month - 1 + period.months
        day = _clipped(month // 12, month % 12 + 1, day.day)
    if period.days and day < NEVER:
        try:
            day += timedelta(days=period.days)
        except OverflowError:
            return NEVER
    return day


def subtract_period(day: date, period: Period | None) -> date:
    """A day about `period` before `day`; exact to within the days that months differ by."""
    if period is None:
        return date.min
    month = day.year * 12 + day.month - 1 - period.years * 12 - period.months
    if month < 12:
        return date.min
    back = _clipped(month // 12, month % 12 + 1, day.day)
    try:
        return back - timedelta(days=period.days)
    except OverflowError:
        return date.min


def add_years(day: date, years: int) -> date:
    """The same day `years` later, 29 February becoming 28 February where there is none."""
    return _clipped(day.year + years, day.month, day.day)


def _clipped(year: int, month: int, day: int) -> date:
    if year > 9999:
        return NEVER
    if year < 1:
        return date.min
    if day > 28:
        day = min(day, calendar.monthrange(year, month)[1])
    return date(year, month, day)


def birthday(born: date, age: int) -> date:
    """The day a person comes of an age; a 29 February birthday falls on 1 March here."""
    year = born.year + age
    if year > 9999:
        return NEVER
    if born.month == 2 and born.day == 29 and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def parse_moment(value: object) -> datetime:
    """Read a moment, RFC 3339 with `Z`; a date where a moment is asked means 00:00Z."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(_not_a_moment(value))
        return value.astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, str):
        return _parse_moment(value)
    raise ValueError(_not_a_moment(value))


def _not_a_moment(value: object) -> str:
    return f"{value!r} is not a moment; write 2026-06-03T09:10:00Z or 2026-06-03"


@lru_cache(maxsize=65536)
def _parse_moment(text: str) -> datetime:
    partial = _PARTIAL.fullmatch(text)
    try:
        if partial and partial[3]:
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(_not_a_moment(text))


class Moment(datetime):
    """A pydantic field type for `parse_moment`; values are plain timezone-aware datetimes."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            parse_moment,
            serialization=core_schema.plain_serializer_function_ser_schema(
                moment_text, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "description": "A moment: 2026-06-03T09:10:00Z; a date means 00:00Z",
            "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z)?$",
        }


def moment_text(moment: datetime) -> str:
    """A moment as it is written in files: RFC 3339 with `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def days_between(interval: PartialDate) -> int:
    """How many days a partial date could be."""
    return (interval.latest - interval.earliest).days + 1
