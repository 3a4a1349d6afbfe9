"""Limits: until when a claim may be brought, on every reading of the dates that are known.

A date is an interval, law is dated, and a reform treats earlier facts in one of three ways. So a
limit is worked out for each day that each date could be, and its ends are the least and the
greatest of all: they need not lie at the ends of the dates, because a rule may change inside them.

The least and greatest are found without visiting every day. Between the days on which something
changes (a rule begins or ends, a person comes of an age, a reform finds a limit alive or dead)
a limit only ever moves later when a date moves later, so the days around each change and the ends
of each interval are enough. `tests/jurisdictions/test_limits_brute_force.py` visits every day and
compares.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from jurisdictions.model import AvenueLimit, Clock, Limit, When
from reading.dates import NEVER, PartialDate, Period, add_period, add_years, subtract_period

UNKNOWN = date.min
"""A limit on which nothing is known; sorts before every day."""
NOT_STARTED = NEVER - timedelta(days=1)
"""A clock whose event has not happened; alive, and later than any day."""

_DAY = timedelta(days=1)
_BORN: dict[str, str] = {"majority": "birth", "majority_of_child": "birth_of_child"}


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule of limitation, ready to be worked out; `index` is its place in the profile.

    Compared by identity: a rule is made once for each profile, and what is worked out is
    remembered by it.
    """

    index: int
    begins: PartialDate | None
    ends: PartialDate | None
    period: Period | None
    runs_from: str
    not_before: str | None
    interrupted_by: tuple[str, ...]
    suspended_during: tuple[tuple[str, str], ...]
    by_start: bool
    cap: Clock | None
    at_least: Clock | None
    earlier_facts: str
    when: When | None
    of_place: bool
    also_of_place: bool
    safety_value: bool
    weight: int
    """How many selectors it has: of two rules in force the more particular governs."""
    opens: date
    """The first day it could have been in force; the earliest day there is where nobody says."""


def rule_of(entry: Limit | AvenueLimit, index: int) -> Rule:
    """A rule from an entry of a profile or of a body's own time limit."""
    period, when = entry.period, getattr(entry, "when", None)
    begins = entry.in_force.from_
    return Rule(
        index=index,
        begins=begins,
        ends=entry.in_force.to,
        period=period if isinstance(period, Period) else None,
        runs_from=entry.runs_from,
        not_before=entry.not_before,
        interrupted_by=entry.interrupted_by,
        suspended_during=getattr(entry, "suspended_during", ()),
        by_start=entry.governed_by == "start",
        cap=entry.cap,
        at_least=entry.at_least,
        earlier_facts=getattr(entry, "earlier_facts", "none"),
        when=when,
        of_place=getattr(entry, "law_of", None) == "place",
        also_of_place=getattr(entry, "also_law_of", None) == "place",
        safety_value=getattr(entry, "safety_value", False),
        weight=sum(value is not None for value in when.__dict__.values()) if when else 0,
        opens=date.min if begins is None else begins.earliest,
    )


class Facts(NamedTuple):
    """What selects a rule; None where it is not known, and then the rules are spanned."""

    conduct: tuple[str, ...] | None = None
    sex: str | None = None
    had_authority: bool | None = None
    accused_under_21: bool | None = None
    category: str | None = None


Events = tuple[tuple[str, tuple[PartialDate, ...]], ...]
"""Each event that has happened, with its dates, in a form that can be remembered."""


class Reading(NamedTuple):
    """What one chain of rules gives: from `earliest` to `latest` (None: never runs out)."""

    rules: tuple[int, ...]
    earliest: date | None
    latest: date | None


class WorkedOut(NamedTuple):
    """A limit worked out.

    `earliest` and `latest` are the last day on which one may still act, on the least and the
    most favourable reading; None where it never runs out (or nothing is known). `status` is
    `open`, `uncertain`, `expired`, `not_started`, `none` or `unknown`. `readings` are the limits
    that each chain of rules gives, `gap` says that the days between them are no reading at all,
    `hinges_on` names the dates that would settle it, `rules` every rule that was used, and
    `safety_value` that the days are for planning and not law.
    """

    earliest: date | None
    latest: date | None
    status: str
    readings: tuple[Reading, ...] = ()
    gap: bool = False
    hinges_on: tuple[str, ...] = ()
    rules: tuple[int, ...] = ()
    safety_value: bool = False


def work_out(
    limits: Sequence[Mapping[str, Any]],
    events: Mapping[str, object],
    as_of: date | None = None,
    age_of_majority: int | tuple[int, int] = 18,
    *,
    facts: Facts | None = None,
    place: Sequence[Mapping[str, Any]] = (),
) -> WorkedOut:
    """Work out the limit of one charge from its entries of a profile's `limits`.

    Parameters
    ----------
    limits
        Entries as read from YAML; neither avenue nor cite is checked.
    events
        Date texts (or lists of them) by event: `incident` (the last day of the facts), `birth`,
        `decision`, `charge`, ... ; absent or None has not happened.
    as_of
        The day of the question; without it the status says only that a day is known (`open`).
    age_of_majority
        Years, or the least and the greatest it could be.
    facts
        What selects a rule, where it is known.
    place
        Entries of the state where the act was done, for `law_of: place`.

    Raises
    ------
    ValueError
        For a date, a period or an entry that the grammar does not have.
    """
    ages = (age_of_majority,) * 2 if isinstance(age_of_majority, int) else age_of_majority
    return work_out_rules(
        tuple(_rule_from_yaml(entry, index) for index, entry in enumerate(limits)),
        events_of(events),
        facts or Facts(),
        as_of,
        ages,
        tuple(_rule_from_yaml(entry, index) for index, entry in enumerate(place)),
    )


_CITE = {"source": "-", "basis": "unverified", "confidence": "low", "as_of": "undated"}
_NOT_CHECKED = ("avenue", "note", "rule", *_CITE)


def _rule_from_yaml(entry: Mapping[str, Any], index: int) -> Rule:
    said = {key: value for key, value in entry.items() if key not in _NOT_CHECKED}
    return rule_of(Limit.model_validate({"avenue": "any", **_CITE, **said}), index)


def events_of(events: Mapping[str, object]) -> Events:
    """Events as they are remembered: each name with its dates, absent ones left out."""
    listed = []
    for name, value in events.items():
        if value is None:
            continue
        dates = value if isinstance(value, list | tuple) else [value]
        if dates:
            listed.append((name, tuple(PartialDate.parse(item) for item in dates)))
    return tuple(sorted(listed))


def work_out_rules(
    rules: tuple[Rule, ...],
    events: Events,
    facts: Facts,
    as_of: date | None,
    age_of_majority: tuple[int, int] = (18, 18),
    place: tuple[Rule, ...] = (),
) -> WorkedOut:
    """As `work_out`, on rules and events that are already read."""
    spanned = _span(rules, events, facts, age_of_majority, place)
    status = spanned.status
    if status == "dated":
        status = "open"
        if as_of is not None:
            status = status_at(spanned.earliest, spanned.latest, as_of)
    if status in ("uncertain", "unknown") or as_of is None:
        hinges = _hinges_on(rules, events, facts, age_of_majority, place)
        return spanned._replace(status=status, hinges_on=hinges)
    return spanned._replace(status=status)


def status_at(earliest: date | None, latest: date | None, as_of: date) -> str:
    """`open` while every reading is, `expired` when none is, `uncertain` between; None never runs out."""
    if earliest is None or as_of <= earliest:
        return "none" if earliest is None else "open"
    if latest is not None and as_of > latest:
        return "expired"
    return "uncertain"


@lru_cache(maxsize=131072)
def _span(
    rules: tuple[Rule, ...],
    events: Events,
    facts: Facts,
    age_of_majority: tuple[int, int],
    place: tuple[Rule, ...],
) -> WorkedOut:
    """The ends of a limit over every day that each date could be, whatever the day asked."""
    if not rules:
        return WorkedOut(None, None, "unknown")
    low: dict[tuple[int, ...], date] = {}
    high: dict[tuple[int, ...], date] = {}
    unknown = False
    used: set[int] = set()
    for _, limit, chain in _worlds(rules, events, facts, age_of_majority, place):
        used.update(chain)
        if limit == UNKNOWN:
            unknown = True
        elif chain not in low:
            low[chain] = high[chain] = limit
        elif limit < low[chain]:
            low[chain] = limit
        elif limit > high[chain]:
            high[chain] = limit
    chosen = tuple(sorted(used))
    safety = any(rule.safety_value for rule in rules if rule.index in used)
    if not low:
        return WorkedOut(None, None, "unknown", rules=chosen)
    least, greatest = min(low.values()), max(high.values())
    readings = tuple(
        sorted(
            (Reading(chain, _told(low[chain]), _told(high[chain])) for chain in low),
            key=lambda reading: (reading.earliest or NEVER, reading.latest or NEVER, reading.rules),
        )
    )
    if unknown or safety:
        status = "unknown"
    elif least == NEVER:
        status = "none"
    elif least == NOT_STARTED:
        status = "not_started"
    else:
        status = "dated"
    return WorkedOut(
        _told(least),
        _told(greatest),
        status,
        readings,
        _has_gap(low, high),
        (),
        chosen,
        safety,
    )


def _told(day: date) -> date | None:
    return None if day >= NOT_STARTED else day


def _has_gap(low: Mapping[tuple[int, ...], date], high: Mapping[tuple[int, ...], date]) -> bool:
    """Whether days lie between what the chains of rules give."""
    spans = sorted((low[chain], high[chain]) for chain in low)
    reach = spans[0][1]
    for start, end in spans[1:]:
        if reach < NOT_STARTED and start > reach + timedelta(days=1):
            return True
        reach = max(reach, end)
    return False


def _worlds(
    rules: tuple[Rule, ...],
    events: Events,
    facts: Facts,
    age_of_majority: tuple[int, int],
    place: tuple[Rule, ...],
) -> Iterator[tuple[tuple[Any, ...], date, tuple[int, ...]]]:
    """Every choice of days and of unknown facts that is enough to visit, with its limit and rules."""
    everything = (*rules, *place)
    variables = _variables(everything, events, age_of_majority)
    dates = _Dates(list(variables), variables, events)
    for guess in _guesses(everything, facts, events):
        chosen_by = dict(guess)
        own = [rule for rule in rules if _selected(rule.when, chosen_by)]
        theirs = [rule for rule in place if _selected(rule.when, chosen_by)]
        for days in itertools.product(*variables.values()):
            limit, chain = _chain(own, theirs, dates.world(days, chosen_by))
            yield (*days, guess), limit, chain


@lru_cache(maxsize=16384)
def _hinges_on(
    rules: tuple[Rule, ...],
    events: Events,
    facts: Facts,
    age_of_majority: tuple[int, int],
    place: tuple[Rule, ...],
) -> tuple[str, ...]:
    """The dates and facts whose being known would move the limit, by name."""
    if not rules:
        return ()
    by_choice = {
        choice: limit for choice, limit, _ in _worlds(rules, events, facts, age_of_majority, place)
    }
    names = [*_variables((*rules, *place), events, age_of_majority), "facts"]
    found: set[str] = set()
    for position, name in enumerate(names):
        limits: dict[tuple[Any, ...], set[date]] = {}
        for choice, limit in by_choice.items():
            limits.setdefault(choice[:position] + choice[position + 1 :], set()).add(limit)
        if all(len(group) == 1 for group in limits.values()):
            continue
        if name == "facts":
            found.update(fact.split(" ")[0] for choice in by_choice for fact, _ in choice[-1])
        else:
            found.add("in_force" if name.startswith("rule ") else name.split("#")[0])
    return tuple(sorted(found))


# --- the days that matter ------------------------------------------------------------------------


def _variables(
    rules: Sequence[Rule], events: Events, age_of_majority: tuple[int, int]
) -> dict[str, list[Any]]:
    """For each date that could move a limit, the days that are enough to visit."""
    needed = needed_events(tuple(rules))
    open_dates: dict[str, PartialDate] = {}
    for name, dates in events:
        if name in needed:
            for number, partial in enumerate(dates):
                open_dates[f"{name}#{number}"] = partial
    boundaries: dict[str, PartialDate] = {}
    marks: set[date] = set()
    for rule in rules:
        for edge, boundary in (("begins", rule.begins), ("ends", rule.ends)):
            if boundary is not None:
                marks.update((boundary.earliest, boundary.latest))
                if not boundary.is_day:
                    boundaries[f"rule {id(rule)} {edge}"] = boundary
    if _meets(rules):
        for known in open_dates.values():
            marks.update((known.earliest, known.latest))
    ages = _ages(rules, age_of_majority)
    clocks = [clock for rule in rules for clock in (rule.cap, rule.at_least) if clock]
    periods = {rule.period for rule in rules if rule.period} | {clock.period for clock in clocks}
    variables: dict[str, list[Any]] = {
        name: [partial.earliest] if partial.is_day else [partial.earliest, partial.latest]
        for name, partial in (*open_dates.items(), *boundaries.items())
    }
    wide = {
        name: partial
        for name, partial in (*open_dates.items(), *boundaries.items())
        if not partial.is_day
    }
    if wide and marks:
        shifted = set(marks)
        for mark in marks:
            for period in periods:
                shifted.update(_about(subtract_period(mark, period), period))
        for mark in tuple(shifted):
            for age in ages:
                shifted.update((_back(mark, age), add_years(mark, age)))
        for name, partial in wide.items():
            variables[name] = sorted({*variables[name], *_inside(shifted, partial)})
    variables["age_of_majority#0"] = list(range(age_of_majority[0], age_of_majority[1] + 1))
    return variables


def _inside(marks: Iterable[date], partial: PartialDate) -> Iterator[date]:
    """The days of a date on which, or within two days of which, something changes."""
    first, last = partial.earliest - 2 * _DAY, partial.latest + 2 * _DAY
    for mark in marks:
        if first <= mark <= last:
            for step in range(-2, 3):
                day = mark + step * _DAY
                if partial.earliest <= day <= partial.latest:
                    yield day


def _meets(rules: Iterable[Rule]) -> bool:
    """Whether one date decides what another is worth: an age at the facts, a step that stops time."""
    return any(
        rule.interrupted_by
        or rule.suspended_during
        or (rule.when and (rule.when.victim_under or rule.when.victim_from))
        for rule in rules
    )


def _about(day: date, period: Period) -> tuple[date, ...]:
    if day == date.min:
        return ()
    if not period.months:
        return (day,)
    return tuple(day + timedelta(days=step) for step in (-2, 0, 2))


def _back(day: date, years: int) -> date:
    return add_years(day, -years) if day.year > years + 1 else date.min


@lru_cache(maxsize=16384)
def needed_events(rules: tuple[Rule, ...]) -> frozenset[str]:
    """The events that these rules ask for; `incident` always."""
    needed = {"incident"}
    for rule in rules:
        clocks = [rule.runs_from, rule.not_before]
        clocks += [clock.runs_from for clock in (rule.cap, rule.at_least) if clock]
        for event in clocks:
            if event is not None:
                needed.add(event)
                needed.add(_BORN.get(event, "birth" if event.startswith("age:") else event))
        needed.update(rule.interrupted_by)
        needed.update(itertools.chain.from_iterable(rule.suspended_during))
        if rule.when and (rule.when.victim_under or rule.when.victim_from):
            needed.add("birth")
    return frozenset(needed)


def _ages(rules: Iterable[Rule], age_of_majority: tuple[int, int]) -> set[int]:
    ages: set[int] = set()
    for rule in rules:
        events = [rule.runs_from, rule.not_before]
        events += [clock.runs_from for clock in (rule.cap, rule.at_least) if clock]
        for event in events:
            if event in _BORN:
                ages.update(range(age_of_majority[0], age_of_majority[1] + 1))
            elif event and event.startswith("age:"):
                ages.add(int(event[4:]))
        if rule.when:
            ages.update(age for age in (rule.when.victim_under, rule.when.victim_from) if age)
    return ages


Guess = tuple[tuple[str, object], ...]


def _guesses(rules: Sequence[Rule], facts: Facts, events: Events) -> Iterator[Guess]:
    """Every way in which what selects a rule, and is not known, could be."""
    has_birth = any(name == "birth" for name, _ in events)
    unknown: dict[str, tuple[object, ...]] = {}
    known: dict[str, object] = {}
    for rule in rules:
        when = rule.when
        if when is None:
            continue
        if when.conduct is not None:
            _settle(
                f"conduct {when.conduct}", known, unknown, _overlaps(when.conduct, facts.conduct)
            )
        if when.category is not None:
            match = None if facts.category is None else facts.category in when.category
            _settle(f"category {when.category}", known, unknown, match)
        if when.sex is not None:
            unknown["sex"] = ("female", "male")
            if facts.sex is not None:
                known["sex"] = facts.sex
        if when.had_authority is not None:
            _settle("had_authority", known, unknown, facts.had_authority)
        if when.accused_under_21 is not None:
            _settle("accused_under_21", known, unknown, facts.accused_under_21)
        if not has_birth and (when.victim_under or when.victim_from):
            _settle(f"birth {when.victim_under}-{when.victim_from}", known, unknown, None)
    free = {name: values for name, values in unknown.items() if name not in known}
    fixed = tuple(known.items())
    for values in itertools.product(*free.values()):
        yield fixed + tuple(zip(free, values, strict=True))


def _settle(
    name: str, known: dict[str, object], unknown: dict[str, tuple[object, ...]], value: object
) -> None:
    unknown[name] = (True, False)
    if value is not None:
        known[name] = value


def _overlaps(listed: tuple[str, ...], found: tuple[str, ...] | None) -> bool | None:
    return None if found is None else bool(set(listed) & set(found))


# --- one world, in which every date is a day -----------------------------------------------------


class _Dates:
    """The dates of a question: which of them move, and the lists of days that they make."""

    def __init__(
        self, names: Sequence[str], variables: Mapping[str, Sequence[Any]], events: Events
    ):
        place = {name: position for position, name in enumerate(names)}
        self._majority = place["age_of_majority#0"]
        self._edges = [(name, at) for name, at in place.items() if name.startswith("rule ")]
        self._fixed = {
            name: sorted(partial.earliest for partial in dates)
            for name, dates in events
            if f"{name}#0" in place
        }
        self._moving = [
            (name, [place[f"{name}#{number}"] for number in range(len(dates))])
            for name, dates in events
            if f"{name}#0" in place
            and any(len(variables[f"{name}#{number}"]) > 1 for number in range(len(dates)))
        ]

    def world(self, days: Sequence[Any], chosen_by: Mapping[str, object]) -> _World:
        """The world in which each date is one of its days."""
        lists = self._fixed
        if self._moving:
            lists = lists.copy()
            for name, at in self._moving:
                lists[name] = sorted(days[position] for position in at)
        edges = {name: days[position] for name, position in self._edges}
        return _World(lists, days[self._majority], edges, chosen_by)


class _World:
    """One choice of a day for each date."""

    __slots__ = ("_chosen_by", "_edges", "_lists", "_majority")

    def __init__(
        self,
        lists: Mapping[str, list[date]],
        majority: int,
        edges: Mapping[str, date],
        chosen_by: Mapping[str, object],
    ):
        self._lists = lists
        self._majority = majority
        self._edges = edges
        self._chosen_by = chosen_by

    def all_of(self, event: str) -> list[date]:
        return self._lists.get(event, [])

    def day(self, event: str) -> date:
        """The day of an event: NOT_STARTED where it has not happened, UNKNOWN where it cannot be told."""
        found = self._lists.get(event)
        if found:
            return found[-1]
        if event in _BORN or event.startswith("age:"):
            born = self._lists.get(_BORN.get(event, "birth"))
            if not born:
                return UNKNOWN if event != "majority_of_child" else NOT_STARTED
            age = int(event[4:]) if event.startswith("age:") else self._majority
            return add_years(born[-1], age)
        return UNKNOWN if event == "incident" else NOT_STARTED

    def begins(self, rule: Rule) -> date:
        """The day a rule came into force here."""
        return self._edges.get(f"rule {id(rule)} begins", rule.opens) if self._edges else rule.opens

    def ends(self, rule: Rule, partial: PartialDate) -> date:
        return self._edges.get(f"rule {id(rule)} ends", partial.earliest)

    def of_age(self, when: When | None) -> bool:
        """Whether the person harmed was of an age, at the facts, that the rule speaks of."""
        if when is None or (when.victim_under is None and when.victim_from is None):
            return True
        born = self._lists.get("birth")
        if not born:
            return bool(self._chosen_by[f"birth {when.victim_under}-{when.victim_from}"])
        facts = self.day("incident")
        if when.victim_under is not None and facts >= add_years(born[-1], when.victim_under):
            return False
        return when.victim_from is None or facts >= add_years(born[-1], when.victim_from)


def _selected(when: When | None, chosen_by: Mapping[str, object]) -> bool:
    """Whether a rule's selectors, age apart, let it speak to the facts as they are taken to be."""
    return when is None or (
        (when.conduct is None or bool(chosen_by[f"conduct {when.conduct}"]))
        and (when.category is None or bool(chosen_by[f"category {when.category}"]))
        and (when.sex is None or chosen_by["sex"] == when.sex)
        and (when.had_authority is None or chosen_by["had_authority"] == when.had_authority)
        and (
            when.accused_under_21 is None or chosen_by["accused_under_21"] == when.accused_under_21
        )
    )


def _chain(
    rules: Sequence[Rule], place: Sequence[Rule], world: _World
) -> tuple[date, tuple[int, ...]]:
    """The limit in one world, and the rules that made it, in order."""
    matching = [(rule, world.begins(rule)) for rule in rules if world.of_age(rule.when)]
    facts = world.day("incident")
    governing: tuple[Rule, date] | None = None
    for rule, opened in matching:
        day = _start(rule, world) if rule.by_start else facts
        if day in (UNKNOWN, NOT_STARTED):
            return (NOT_STARTED if rule.by_start and day == NOT_STARTED else UNKNOWN), ()
        if day < opened or day > _end(rule, opened, matching, world):
            continue
        if governing is None or (rule.weight, opened) > (governing[0].weight, governing[1]):
            governing = (rule, opened)
    if governing is None:
        return UNKNOWN, ()
    limit = _own(governing[0], place, world)
    chain = [governing[0].index]
    if governing[0].by_start:
        return limit, tuple(chain)
    for rule, opened in _reforms(matching, facts):
        if rule.earlier_facts == "none" or limit == UNKNOWN:
            continue
        if rule.earlier_facts == "all":
            limit = _own(rule, place, world)
            chain.append(rule.index)
        elif limit >= opened:
            reformed = _own(rule, place, world)
            if reformed == UNKNOWN or reformed > limit:
                limit = reformed
                chain.append(rule.index)
    return limit, tuple(chain)


_InForce = Sequence[tuple[Rule, date]]
"""Rules with the day on which each came into force."""


def _end(rule: Rule, opened: date, matching: _InForce, world: _World) -> date:
    if rule.ends is not None:
        return world.ends(rule, rule.ends)
    later = [other for _, other in matching if other > opened]
    return min(later) - _DAY if later else NEVER


def _reforms(matching: _InForce, facts: date) -> list[tuple[Rule, date]]:
    """The rules that came after the facts, in order; of those of one day the most particular."""
    later: dict[date, Rule] = {}
    for rule, opened in matching:
        if opened > facts and (opened not in later or rule.weight > later[opened].weight):
            later[opened] = rule
    return [(later[opened], opened) for opened in sorted(later)]


def _start(rule: Rule, world: _World) -> date:
    start = world.day(rule.runs_from)
    if rule.not_before is None or start in (UNKNOWN, NOT_STARTED):
        return start
    held = world.day(rule.not_before)
    if held == UNKNOWN:
        return UNKNOWN
    return start if held == NOT_STARTED else max(start, held)


def _own(rule: Rule, place: Sequence[Rule], world: _World) -> date:
    """The last day under one rule: start plus period, stopped, suspended, and held by second clocks."""
    if rule.of_place:
        return _chain(place, (), world)[0] if place else UNKNOWN
    limit = _clocked(rule, world)
    if rule.also_of_place and limit != UNKNOWN:
        there = _chain(place, (), world)[0] if place else UNKNOWN
        return UNKNOWN if there == UNKNOWN else min(limit, there)
    return limit


def _clocked(rule: Rule, world: _World) -> date:
    if rule.period is None and not rule.cap:
        return NEVER
    start = _start(rule, world)
    if start in (UNKNOWN, NOT_STARTED):
        limit = start
    else:
        limit = _suspended(rule, start, add_period(start, rule.period), world)
        for step in _interruptions(rule, world):
            if start <= step <= limit:
                limit = _suspended(rule, step, add_period(step, rule.period), world)
    if limit == UNKNOWN:
        return limit
    if rule.at_least:
        held = _second(rule.at_least, world)
        if held == UNKNOWN:
            return UNKNOWN
        if held != NOT_STARTED:
            limit = max(limit, held)
    if rule.cap:
        ended = _second(rule.cap, world)
        if ended == UNKNOWN:
            return UNKNOWN
        if ended != NOT_STARTED:
            limit = min(limit, ended)
    return limit


def _second(clock: Clock, world: _World) -> date:
    """The last day of a second clock; NOT_STARTED while its event is absent."""
    start = world.day(clock.runs_from)
    if start in (UNKNOWN, NOT_STARTED):
        return start
    end = add_period(start, clock.period)
    return end - timedelta(days=1) if clock.first_day_counts else end


def _interruptions(rule: Rule, world: _World) -> list[date]:
    return sorted(day for kind in rule.interrupted_by for day in world.all_of(kind))


def _suspended(rule: Rule, start: date, limit: date, world: _World) -> date:
    """The limit moved by the days, from the first to before the last, that do not count."""
    if not rule.suspended_during or limit >= NOT_STARTED:
        return limit
    spans = sorted(
        (opened, next((day for day in world.all_of(closing) if day >= opened), NOT_STARTED))
        for opening, closing in rule.suspended_during
        for opened in world.all_of(opening)
    )
    counted_to = start
    for opened, closed in spans:
        first = max(opened, counted_to)
        if first > limit or closed <= first:
            continue
        if closed == NOT_STARTED:
            return NOT_STARTED
        try:
            limit += closed - first
        except OverflowError:
            return NEVER
        counted_to = closed
    return limit
