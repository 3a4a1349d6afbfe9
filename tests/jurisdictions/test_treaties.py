"""When a treaty binds: deposit plus lag, or the treaty's own entry into force, on every reading."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurisdictions.model import Treaty, TreatyRule
from jurisdictions.treaties import bound_from, treaty_answer
from reading.dates import PartialDate
from tests.jurisdictions.worked import the_law

CITE = {"source": "depositary", "basis": "read", "confidence": "high", "as_of": "2026"}


def a_treaty(status: str = "accepted", **said: Any) -> Treaty:
    return Treaty.model_validate({"status": status, **CITE, **said})


def a_rule(in_force: str = "2014-04-14", lag: str = "P3M", **said: Any) -> TreatyRule:
    return TreatyRule.model_validate(
        {"in_force": in_force, "lag": lag, "source": "art. 19", **said}
    )


@pytest.mark.parametrize(
    ("on", "rule", "first"),
    [
        ("2015-02-23", a_rule(), ("2015-05-23", "2015-05-23")),
        ("2013-02-28", a_rule(), ("2014-04-14", "2014-04-14")),
        ("2015-11-30", a_rule(), ("2016-02-29", "2016-02-29")),
        ("2015", a_rule(), ("2015-04-01", "2016-03-31")),
        ("2014", a_rule(), ("2014-04-14", "2015-03-31")),
        ("2015-02", a_rule(lag="P0D"), ("2015-02-01", "2015-02-28")),
        ("2012-04-02", a_rule("2002-07-01", "P60D", round_up="month"), ("2012-07-01", "2012-07-01")),
        ("2010-03-23", a_rule("2002-07-01", "P60D", round_up="month"), ("2010-06-01", "2010-06-01")),
        ("2024-10-25", a_rule("2002-07-01", "P60D", round_up="month"), ("2025-01-01", "2025-01-01")),
        ("2015-02-23", a_rule("2016"), ("2016-01-01", "2016-12-31")),
    ],
)  # fmt: skip
def test_a_treaty_binds_from_the_later_of_deposit_plus_lag_and_its_own_entry(
    on: str, rule: TreatyRule, first: tuple[str, str]
) -> None:
    assert bound_from(a_treaty(on=on), rule) == tuple(map(date.fromisoformat, first))


def test_the_entry_into_force_for_a_state_needs_no_lag() -> None:
    treaty = a_treaty(on="2015-02-23", date_is="in_force")
    assert bound_from(treaty, a_rule()) == (date(2015, 2, 23), date(2015, 2, 23))
    assert bound_from(treaty, None) == (date(2015, 2, 23), date(2015, 2, 23))


def test_without_a_day_nothing_is_worked_out() -> None:
    assert bound_from(a_treaty(), a_rule()) is None
    assert bound_from(a_treaty(on="2015-02-23"), None) is None


def answer(treaty: Treaty | None, first: str, last: str, as_of: str, **said: Any) -> str | None:
    return treaty_answer(
        treaty,
        a_rule(),
        (PartialDate.parse(first), PartialDate.parse(last)),
        date.fromisoformat(as_of),
        name="CRC-OPIC",
        **said,
    ).code


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2015-05-22", "2015-05-22", "treaty_after_facts"),
        ("2015-05-23", "2015-05-23", None),
        ("2015-05", "2015-05", "treaty_after_facts"),
        ("2015-06", "2015-06", None),
        ("2010", "2020", "treaty_after_facts"),
    ],
)
def test_facts_before_a_treaty_bound_or_astride_ask_for_a_continuing_violation(
    first: str, last: str, code: str | None
) -> None:
    assert answer(a_treaty(on="2015-02-23"), first, last, "2026-11-01") == code


def test_where_earlier_facts_are_let_in_only_the_day_of_filing_counts() -> None:
    treaty = a_treaty(on="2015-02-23")
    assert answer(treaty, "2010", "2010", "2026-11-01", later_facts_only=False) is None
    assert answer(treaty, "2010", "2010", "2015-05-22", later_facts_only=False) == (
        "treaty_not_accepted"
    )


def test_a_declaration_lets_in_facts_from_its_own_day() -> None:
    treaty = a_treaty(on="2015-02-23", facts_from="2012-01-01")
    assert answer(treaty, "2012-01-01", "2012", "2026-11-01") is None
    assert answer(treaty, "2011-12-31", "2012", "2026-11-01") == "treaty_after_facts"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2018-03-14", "2018-03-14", None),
        ("2018-03-15", "2018-03-15", "treaty_withdrawn"),
        ("2018-03-14", "2018-03-15", "treaty_after_facts"),
        ("2018-03", "2018-03", "treaty_after_facts"),
    ],
)
def test_where_the_facts_are_asked_the_day_of_leaving_is_already_outside(
    first: str, last: str, code: str | None
) -> None:
    gone = a_treaty("withdrawn", on="2015-02-23", until="2018-03-15")
    assert answer(gone, first, last, "2026-11-01", tested_at="facts") == code


def test_an_unknown_state_of_a_treaty_is_never_firm() -> None:
    for treaty in (None, a_treaty("unknown")):
        found = treaty_answer(
            treaty, a_rule(), (PartialDate.parse("2016"),) * 2, date(2026, 11, 1), name="X"
        )
        assert (found.code, found.firm) == ("treaty_unknown", False)


@given(
    st.dates(date(2003, 1, 1), date(2025, 12, 31)), st.sampled_from(sorted(the_law().treaty_rules))
)
def test_a_later_deposit_never_binds_earlier(on: date, name: str) -> None:
    rule = the_law().treaty_rules[name]
    first = bound_from(a_treaty(on=on.isoformat()), rule)
    later = bound_from(a_treaty(on=(on + timedelta(days=1)).isoformat()), rule)
    assert first is not None
    assert later is not None
    assert first[0] >= on
    assert later[0] >= first[0]
    if rule.round_up == "month" and first[0] > rule.in_force.latest:
        assert first[0].day == 1


@given(st.integers(2003, 2025), st.integers(1, 12), st.sampled_from(["CRC-OPIC", "ROME"]))
def test_a_month_stands_for_each_of_its_days(year: int, month: int, name: str) -> None:
    rule = the_law().treaty_rules[name]
    known = PartialDate.parse(f"{year}-{month:02d}")
    days = [
        bound_from(a_treaty(on=(known.earliest + timedelta(days=n)).isoformat()), rule)
        for n in range((known.latest - known.earliest).days + 1)
    ]
    firsts = [day[0] for day in days if day]
    assert bound_from(a_treaty(on=known.text), rule) == (min(firsts), max(firsts))
