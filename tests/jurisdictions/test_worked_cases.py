"""Every worked case that a lawyer wrote in `tests/law/`, against the law as it ships."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from jurisdictions.treaties import treaty_answer
from reading.dates import PartialDate
from tests.jurisdictions.worked import (
    Worked,
    by_gate,
    by_grammar,
    by_rules,
    kind_of,
    of_kind,
    the_law,
    worked_cases,
)

LATE = {"show_exception", "explain_delay", "authorities_conflict"}


def given(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("worked", of_kind(kind), ids=lambda worked: worked.id)


def expected(worked: Worked) -> tuple[date | None, date | None, str]:
    expect = worked.case["expect"]
    days = [expect[key] and date.fromisoformat(expect[key]) for key in ("earliest", "latest")]
    return days[0], days[1], expect["status"]


@given("state")
def test_the_limit_of_one_charge_is_what_the_lawyer_worked_out(worked: Worked) -> None:
    found = by_rules(worked)
    assert (found.earliest, found.latest, found.status) == expected(worked), worked.case["why"]


@given("state")
def test_the_time_gate_lists_the_charge_with_the_same_limit(worked: Worked) -> None:
    _, limit = by_gate(worked)
    parts = [part for part in limit.parts if part.charge == worked.case["charge"]]
    if not parts:
        # A charge that cannot be brought on these facts is not listed; nothing is known of it.
        assert expected(worked) == (None, None, "unknown")
        return
    assert [(part.earliest, part.latest, part.status) for part in parts] == [expected(worked)]


@given("charges")
def test_several_charges_run_from_the_earliest_to_the_latest(worked: Worked) -> None:
    _, limit = by_gate(worked)
    assert (limit.earliest, limit.latest, limit.status) == expected(worked), worked.case["why"]


@given("body")
def test_the_time_limit_of_a_body_is_what_the_lawyer_worked_out(worked: Worked) -> None:
    gate, limit = by_gate(worked)
    earliest, latest, status = expected(worked)
    assert (limit.earliest, limit.latest) == (earliest, latest), worked.case["why"]
    assert limit.status == ("expired" if status in LATE else status), worked.case["why"]
    codes = [reason.code for reason in gate.reasons]
    if status in LATE:
        assert (gate.result, codes) == ("needs", [status])
    elif status == "expired":
        assert codes == ["expired"]
        assert gate.result in ("fail", "needs")
    elif status in ("not_started", "reasonable"):
        assert (gate.result, codes) == ("pass", [status])


@given("treaty")
def test_a_treaty_binds_from_the_day_that_was_worked_out(worked: Worked) -> None:
    case, law = worked.case, the_law()
    name, expect = case["instrument"], case["expect"]
    needed = [
        requirement
        for avenue in law.avenues.values()
        for requirement in avenue.requirements
        if requirement.check == "treaty" and requirement.instrument == name
    ]
    asked: dict[str, Any] = {}
    if needed:
        asked = {
            "tested_at": needed[0].tested_at,
            "later_facts_only": any(requirement.later_facts_only for requirement in needed),
        }
    found = treaty_answer(
        law.profile(case["state"]).treaties.get(name),
        law.treaty_rules.get(name),
        (PartialDate.parse(case["facts"]["from"]), PartialDate.parse(case["facts"]["to"])),
        worked.as_of,
        name=name,
        **asked,
    )
    assert found.code == expect["code"], case["why"]
    if "bound_from" in expect:
        days = expect["bound_from"]
        days = [days, days] if isinstance(days, str) else days
        assert found.bound_from == (days and tuple(map(date.fromisoformat, days)))


@given("grammar")
def test_the_grammar_of_limits_gives_what_was_worked_out_by_hand(worked: Worked) -> None:
    assert by_grammar(worked) == expected(worked), worked.case["why"]


def test_every_worked_case_is_asked_and_named_once() -> None:
    assert Counter(kind_of(worked.case) for worked in worked_cases()).keys() == {
        "state", "charges", "body", "treaty", "grammar",
    }  # fmt: skip
    assert len(worked_cases()) >= 245
    twice = [name for name, count in Counter(w.id for w in worked_cases()).items() if count > 1]
    assert twice == []


def test_every_profile_with_limits_has_a_worked_case() -> None:
    law = the_law()
    covered = {w.case["state"] for w in worked_cases() if kind_of(w.case) in ("state", "charges")}
    with_limits = {state for state, profile in law.profiles.items() if profile.limits}
    assert with_limits - covered == set()
