"""What is covered: state by area, complete, partial or unknown; reviewed or draft; as of when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from jurisdictions.load import Law
from jurisdictions.model import Cited, Profile
from reading.dates import PartialDate

Status = Literal["complete", "partial", "unknown"]

AREAS = (
    "treaties",
    "age_of_majority",
    "reporting_duty",
    "avenues",
    "criminal_limits",
    "civil_limits",
    "family_limits",
    "review_limits",
    "ratings",
)
"""Areas of a profile, as a lawyer would ask for them."""

_CRIMINAL = frozenset({"criminal", "crim_tcc_civilian", "crim_tcc_military", "crim_host_state"})
_CIVIL = frozenset({"civil", "civil_individual_tcc", "civil_state_tcc", "civil_host"})
_FAMILY = frozenset({"family", "paternity_tcc", "paternity_host"})
_REVIEW = frozenset(
    {"criminal_accountability", "review_nonprosecution", "constitutional_tcc", "public_law"}
)
_RATINGS = ("independence", "protection", "enforceability")


class Covered(NamedTuple):
    """How far one area of one state is known, and as of when (the oldest and newest fact)."""

    status: Status
    facts: int
    firm: int
    oldest: str | None
    newest: str | None


class StateCoverage(NamedTuple):
    """One state's line of the register."""

    state: str
    name: str
    roles: tuple[str, ...]
    review: str
    areas: dict[str, Covered]


def coverage(law: Law) -> tuple[StateCoverage, ...]:
    """The register, one line for each profile, by code.

    An area is `complete` where facts are noted and every one is firm (read at medium confidence or
    better, or settled), `partial` where some are unknown or not confirmed, `unknown` where none is
    noted. Complete means that nothing noted is open; a lawyer's review is shown beside it.
    """
    return tuple(
        StateCoverage(
            state,
            profile.name,
            profile.roles,
            profile.reviewed.status,
            {area: _covered(area, profile) for area in AREAS},
        )
        for state, profile in sorted(law.profiles.items())
    )


def _covered(area: str, profile: Profile) -> Covered:
    if area == "treaties":
        return _judge(
            ((fact, fact.status != "unknown") for fact in profile.treaties.values()),
        )
    if area == "age_of_majority":
        majority = profile.age_of_majority
        return _judge([(majority, majority.interval is not None)] if majority else [])
    if area == "reporting_duty":
        duty = profile.reporting_duty
        return _judge([(duty, duty.value != "unknown")] if duty else [])
    if area == "avenues":
        return _judge(
            (entry, entry.available != "unknown")
            for key in profile.avenues
            for entry in profile.availability(key)
        )
    if area == "ratings":
        noted = [getattr(profile.ratings, name) for name in _RATINGS]
        found = _judge((rating, True) for rating in noted if rating is not None)
        if found.status == "complete" and None in noted:
            return found._replace(status="partial")
        return found
    families = {
        "criminal_limits": _CRIMINAL,
        "civil_limits": _CIVIL,
        "family_limits": _FAMILY,
        "review_limits": _REVIEW,
    }[area]
    return _judge(
        (limit, not limit.safety_value) for limit in profile.limits if limit.avenue in families
    )


def _judge(facts: Iterable[tuple[Cited, bool]]) -> Covered:
    listed = list(facts)
    known = [fact for fact, is_known in listed if is_known]
    firm = sum(fact.firm for fact in known)
    status: Status = "partial"
    if not known:
        status = "unknown"
    elif firm == len(listed):
        status = "complete"
    days = sorted(
        (fact.as_of for fact in known if isinstance(fact.as_of, PartialDate)),
        key=lambda day: day.earliest,
    )
    return Covered(
        status,
        len(listed),
        firm,
        str(days[0]) if days else None,
        str(days[-1]) if days else None,
    )
