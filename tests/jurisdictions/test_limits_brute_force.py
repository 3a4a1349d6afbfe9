"""Limits against a slow reference that visits every day and follows the design's text line by line."""

from __future__ import annotations

import calendar
import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jurisdictions.limits import Facts, work_out

FOREVER = date(9999, 12, 31)
WAITING = date(9999, 12, 30)
NOTHING = date(1, 1, 1)
Rule = dict[str, Any]
World = tuple[list[Rule], dict[str, str], tuple[int, int]]


def every_day(text: str) -> list[date]:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return [date(parts[0], parts[1], parts[2])]
    if len(parts) == 2:
        year, month = parts
        last = calendar.monthrange(year, month)[1]
        return [date(year, month, day) for day in range(1, last + 1)]
    first = date(parts[0], 1, 1)
    return [first + timedelta(days=n) for n in range((date(parts[0] + 1, 1, 1) - first).days)]


def later(day: date, period: str) -> date:
    number, unit = int(period[1:-1]), period[-1]
    if unit == "D":
        return day + timedelta(days=number)
    months = day.month - 1 + (number * 12 if unit == "Y" else number)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def event_day(name: str, days: dict[str, date], majority: int) -> date:
    if name in days:
        return days[name]
    if name == "majority" or name.startswith("age:"):
        if "birth" not in days:
            return NOTHING
        years = majority if name == "majority" else int(name[4:])
        return later(days["birth"], f"P{years}Y")
    return WAITING


def own_limit(rule: Rule, days: dict[str, date], majority: int) -> date:
    start = event_day(rule["runs_from"], days, majority)
    if rule["period"] == "none" and "cap" not in rule:
        return FOREVER
    if start not in (NOTHING, WAITING) and "not_before" in rule:
        held = event_day(rule["not_before"], days, majority)
        start = NOTHING if held == NOTHING else start if held == WAITING else max(start, held)
    if start in (NOTHING, WAITING):
        limit = start
    else:
        limit = FOREVER if rule["period"] == "none" else later(start, rule["period"])
        for kind in rule.get("interrupted_by", []):
            step = days.get(kind)
            if step and start <= step <= limit and rule["period"] != "none":
                limit = later(step, rule["period"])
    if limit == NOTHING:
        return NOTHING
    for key, choose in (("at_least", max), ("cap", min)):
        if key in rule:
            other = event_day(rule[key]["runs_from"], days, majority)
            if other == NOTHING:
                return NOTHING
            if other != WAITING:
                limit = choose(limit, later(other, rule[key]["period"]))
    return limit


def one_world(
    rules: list[Rule], days: dict[str, date], majority: int, edges: dict[int, date]
) -> date:
    incident = days["incident"]

    def fits(rule: Rule) -> bool:
        under = rule.get("when", {}).get("victim_under")
        return under is None or incident < later(days["birth"], f"P{under}Y")

    def begin(number: int) -> date:
        return edges.get(number, date(1, 1, 2))

    fitting = [number for number, rule in enumerate(rules) if fits(rule)]
    in_force = []
    for number in fitting:
        after = [begin(other) for other in fitting if begin(other) > begin(number)]
        end = min(after) - timedelta(days=1) if after else FOREVER
        if begin(number) <= incident <= end:
            in_force.append(number)
    if not in_force:
        return NOTHING
    governing = max(in_force, key=lambda n: (len(rules[n].get("when", {})), begin(n)))
    limit = own_limit(rules[governing], days, majority)
    by_day: dict[date, int] = {}
    for number in fitting:
        day = begin(number)
        if day > incident:
            held = by_day.get(day)
            if held is None or len(rules[number].get("when", {})) > len(
                rules[held].get("when", {})
            ):
                by_day[day] = number
    for day in sorted(by_day):
        rule = rules[by_day[day]]
        if limit == NOTHING or rule["earlier_facts"] == "none":
            continue
        if rule["earlier_facts"] == "all":
            limit = own_limit(rule, days, majority)
        elif limit >= day:
            reformed = own_limit(rule, days, majority)
            limit = NOTHING if reformed == NOTHING else max(limit, reformed)
    return limit


def brute(rules: list[Rule], events: dict[str, str], majority: tuple[int, int]) -> set[date]:
    names = list(events)
    edges = [
        (number, every_day(rule["in_force"]["from"]))
        for number, rule in enumerate(rules)
        if rule["in_force"].get("from")
    ]
    found: set[date] = set()
    for days in itertools.product(*(every_day(events[name]) for name in names)):
        for begins in itertools.product(*(choices for _, choices in edges)):
            for age in range(majority[0], majority[1] + 1):
                found.add(
                    one_world(
                        rules,
                        dict(zip(names, days, strict=True)),
                        age,
                        {number: day for (number, _), day in zip(edges, begins, strict=True)},
                    )
                )
    return found


def a_day(first: int, last: int) -> st.SearchStrategy[str]:
    return st.dates(date(first, 1, 1), date(last, 12, 31)).map(date.isoformat)


def a_month(first: int, last: int) -> st.SearchStrategy[str]:
    return a_day(first, last).map(lambda text: text[:7])


periods = st.sampled_from(["P1Y", "P2Y", "P6M", "P1M", "P60D", "P3Y", "P10D", "none"])
lengths = st.sampled_from(["P1Y", "P2Y", "P6M", "P1M", "P90D"])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    events = {
        "incident": draw(st.one_of(a_month(2010, 2013), a_day(2010, 2013), st.just("2011"))),
        "birth": draw(a_day(1993, 1999)),
    }
    if len(events["incident"]) > 4 and draw(st.booleans()):
        events["birth"] = draw(a_month(1993, 1999))
    if draw(st.booleans()):
        events["charge"] = draw(a_day(2010, 2016))
    rules: list[Rule] = []
    for number in range(draw(st.integers(1, 3))):
        rule: Rule = {
            "period": draw(periods),
            "runs_from": draw(st.sampled_from(["incident", "majority", "age:16", "decision"])),
            "earlier_facts": draw(st.sampled_from(["none", "live_only", "all"])),
            "in_force": {},
        }
        if number or draw(st.booleans()):
            rule["in_force"]["from"] = draw(a_day(2009, 2014))
        if draw(st.integers(0, 3)) == 0:
            rule["not_before"] = "majority"
        if draw(st.integers(0, 2)) == 0:
            rule["interrupted_by"] = ["charge"]
        if draw(st.integers(0, 4)) == 0:
            rule["cap"] = {
                "runs_from": draw(st.sampled_from(["incident", "mandate_end"])),
                "period": draw(lengths),
            }
        if draw(st.integers(0, 4)) == 0:
            rule["at_least"] = {
                "runs_from": draw(st.sampled_from(["majority", "age:17"])),
                "period": draw(lengths),
            }
        if draw(st.integers(0, 3)) == 0:
            rule["when"] = {"victim_under": draw(st.sampled_from([13, 15, 18]))}
        rules.append(rule)
    only_days = len(events["incident"]) == 10 and len(events["birth"]) == 10
    for rule in rules:
        if only_days and rule["in_force"].get("from") and draw(st.integers(0, 2)) == 0:
            rule["in_force"]["from"] = rule["in_force"]["from"][:7]
    majority = draw(st.sampled_from([(18, 18), (18, 18), (18, 19)]))
    return rules, events, majority


@given(worlds())
@settings(max_examples=300)
def test_ends_of_a_limit_are_the_least_and_greatest_over_every_day(world: World) -> None:
    rules, events, majority = world
    found = brute(rules, events, majority)
    result = work_out(rules, events, None, majority)
    known = found - {NOTHING}
    if NOTHING in found:
        assert result.status == "unknown"
    if not known:
        assert (result.earliest, result.latest, result.status) == (None, None, "unknown")
        return
    least, greatest = min(known), max(known)
    assert result.earliest == (None if least >= WAITING else least)
    assert result.latest == (None if greatest >= WAITING else greatest)


@pytest.mark.parametrize("sex", ["female", "male"])
def test_an_unknown_selector_spans_what_either_answer_gives(sex: str) -> None:
    rules = [
        {"period": "P10Y", "when": {"sex": "female"}},
        {"period": "P3Y", "when": {"sex": "male"}},
    ]
    spanned = work_out(rules, {"incident": "2012-05-01"}, date(2020, 1, 1))
    known = work_out(rules, {"incident": "2012-05-01"}, date(2020, 1, 1), facts=Facts(sex=sex))
    assert (spanned.earliest, spanned.latest) == (date(2015, 5, 1), date(2022, 5, 1))
    assert spanned.status == "uncertain"
    assert spanned.hinges_on == ("sex",)
    assert (
        known.earliest
        == known.latest
        == (date(2022, 5, 1) if sex == "female" else date(2015, 5, 1))
    )
