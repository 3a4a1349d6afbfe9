"""When a treaty binds a state, and what that means for facts and for filing."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from jurisdictions.model import Treaty, TreatyRule
from reading.dates import PartialDate, add_period


class TreatyAnswer(NamedTuple):
    """Where a state stands: `code` None where the treaty binds for these facts.

    `bound_from` is the first day it bound the state, on the earliest and the latest reading.
    """

    code: str | None
    text: str
    firm: bool
    bound_from: tuple[date, date] | None
    changes_if: str | None = None


@lru_cache(maxsize=4096)
def bound_from(treaty: Treaty, rule: TreatyRule | None) -> tuple[date, date] | None:
    """The first day a treaty binds: the later of its entry into force and deposit plus lag.

    `round_up: month` is the first day of the month after that day, even where that day is itself
    the first of a month (Rome Statute art. 126(2)). None where the deposit, or the treaty's own
    entry into force, is not known.
    """
    if treaty.on is None or (rule is None and treaty.date_is == "deposit"):
        return None
    if treaty.date_is == "in_force":
        return treaty.on.earliest, treaty.on.latest
    assert rule is not None
    ends = []
    for deposit, general in (
        (treaty.on.earliest, rule.in_force.earliest),
        (treaty.on.latest, rule.in_force.latest),
    ):
        day = add_period(deposit, rule.lag)
        if rule.round_up == "month":
            day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        ends.append(max(general, day))
    return ends[0], ends[1]


def treaty_answer(
    treaty: Treaty | None,
    rule: TreatyRule | None,
    facts: tuple[PartialDate, PartialDate],
    as_of: date,
    *,
    name: str,
    tested_at: str = "filing",
    later_facts_only: bool = True,
) -> TreatyAnswer:
    """Whether a treaty lets a state be held to it for facts `(from, to)`, asked on `as_of`.

    Codes: `treaty_unknown`, `treaty_not_accepted`, `treaty_withdrawn`, `treaty_after_facts` (the
    facts, or part of them, lie before it bound the state: argue a continuing violation).
    """
    if treaty is None or treaty.status == "unknown":
        return TreatyAnswer(
            "treaty_unknown", f"Whether {name} is accepted is not known.", False, None,
            "the depositary's list is read",
        )  # fmt: skip
    if treaty.status == "not":
        return TreatyAnswer(
            "treaty_not_accepted", f"{name} is not accepted.", treaty.firm, None,
            f"the state accepts {name}",
        )  # fmt: skip
    since = bound_from(treaty, rule)
    begins, ends = facts[0].earliest, facts[1].latest
    if treaty.status == "withdrawn" and treaty.until is not None:
        gone = treaty.until
        if tested_at == "facts":
            if begins >= gone.latest:
                return TreatyAnswer(
                    "treaty_withdrawn", f"The facts lie after the state left {name} on {gone}.",
                    treaty.firm, since,
                )  # fmt: skip
            if ends >= gone.earliest:
                return TreatyAnswer(
                    "treaty_after_facts",
                    f"Part of the facts may lie after the state left {name} on {gone}.",
                    treaty.firm, since, "the days of the facts are settled",
                )  # fmt: skip
        elif as_of >= gone.latest:
            return TreatyAnswer(
                "treaty_withdrawn", f"The state's withdrawal from {name} took effect on {gone}.",
                treaty.firm, since, "it is accepted again",
            )  # fmt: skip
        elif as_of >= gone.earliest:
            return TreatyAnswer(
                "treaty_unknown", f"The withdrawal from {name} took effect at some day of {gone}.",
                False, since, "the day of the withdrawal is read",
            )  # fmt: skip
    if since is None:
        if not later_facts_only:
            return TreatyAnswer(None, "", treaty.firm, None)
        return TreatyAnswer(
            "treaty_unknown", f"{name} is accepted, but not known since when.", False, None,
            "the day of acceptance is read",
        )  # fmt: skip
    if as_of < since[0]:
        return TreatyAnswer(
            "treaty_not_accepted", f"{name} binds the state only from {_span(since)}.",
            treaty.firm, since, "that day has come",
        )  # fmt: skip
    opens = (treaty.facts_from.earliest, treaty.facts_from.latest) if treaty.facts_from else since
    if later_facts_only and begins < opens[1]:
        what = "The facts lie" if ends < opens[0] else "Part of the facts may lie"
        return TreatyAnswer(
            "treaty_after_facts",
            f"{what} before {name} bound the state ({_span(opens)}); "
            "a continuing violation must be argued.",
            treaty.firm, since, "a violation that continued after that day is shown",
        )  # fmt: skip
    return TreatyAnswer(None, "", treaty.firm, since)


def _span(since: tuple[date, date]) -> str:
    first, last = since
    return first.isoformat() if first == last else f"between {first} and {last}"
