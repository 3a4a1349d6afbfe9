"""Safety and best interests: what was judged of the risk, and of what is best for a child.

Safety is judged for the person who would claim, and for everyone else in the case, from what is
held and contacting nobody (WHO ethical and safety recommendations, 2007). Best interests are
determined by two people (CRC art. 3; General Comment 14) until the latest day of majority.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from cases.gates import Gate, Reason
from reading.dates import moment_text
from survivor_preferences.ledger import ASSESS, Cell, covers, option_cell
from survivor_preferences.model import BestInterests, RiskLevel, SafetyAssessment, Stop
from survivor_preferences.people import PersonView, day_of, may_run, runs
from survivor_preferences.reasons import bid_reason, in_order

_LEVELS: dict[RiskLevel, int] = {"low": 0, "moderate": 1, "high": 2, "unacceptable": 3}

STOP_REVIEW = timedelta(days=14)
"""Within this time two people look at a safety stop."""
HIGH_RISK_REVIEW = timedelta(days=30)
"""Within this time a high risk with a plan is judged again."""


class Exposed(NamedTuple):
    """A way in which the law of a place may be turned on whoever complains there.

    `sex` where it meets one sex only; a person whose sex is not recorded may be met too. Where the
    law behind it is not `confirmed` it does not fail the gate, and still does not let it pass.
    """

    risk: str
    source: str
    sex: str | None = None
    confirmed: bool = True


def stops_over(
    view: PersonView, cell: Cell, at: datetime, avenue: str | None = None
) -> tuple[Stop, ...]:
    """The stops that run at `at` (from <= at < to) and cover the cell."""
    return tuple(
        stop
        for stop in view.person.stops
        if stop.from_ <= at
        and (stop.to is None or at < stop.to)
        and covers((stop.activity, stop.avenue, stop.recipient), cell, avenue)
    )


def stop_reasons(
    view: PersonView, cell: Cell, at: datetime, avenue: str | None = None
) -> Iterator[Reason]:
    """`safety_stop` for each stop that runs and covers the cell."""
    for stop in stops_over(view, cell, at, avenue):
        yield Reason(
            "safety_stop",
            "fail",
            True,
            "Paused for safety.",
            f"{view.ref} stop of {moment_text(stop.from_)}",
            view.ref,
            "only if two people lift the pause after a new assessment",
        )


def assessment_in_force(
    view: PersonView, avenue: str, day: date
) -> tuple[SafetyAssessment | None, bool]:
    """The assessment that decides for an avenue on a day, and whether an earlier one has run out.

    The avenue's own goes before the general one, then the latest; of two made on one day the worse
    counts. Where the dates are only months or years an assessment is in force when it surely is,
    and one that found the risk unacceptable as long as it may be.
    """
    found: SafetyAssessment | None = None
    best: tuple[bool, date, int, bool] | None = None
    ran_out = False
    for assessment in view.person.safety:
        if assessment.avenue not in (None, avenue):
            continue
        in_force = may_run if assessment.level == "unacceptable" else runs
        if in_force(assessment.on, assessment.valid_until, day):
            rank = (
                assessment.avenue is not None,
                assessment.on.latest,
                _LEVELS[assessment.level],
                not assessment.plan,
            )
            if best is None or rank > best:
                found, best = assessment, rank
        elif assessment.on.earliest <= day:
            ran_out = ran_out or assessment.valid_until.earliest <= day
    return found, ran_out


def risk_reasons(
    view: PersonView, activity: str, avenue: str, exposes: Iterable[Exposed], at: datetime
) -> list[Reason]:
    """What stands against an avenue in the safety of the one who claims; nobody else considered."""
    day = day_of(at)
    reasons: list[Reason] = []
    if view.person.stops:
        reasons += stop_reasons(view, ASSESS, at)
        reasons += stop_reasons(view, option_cell(activity, avenue), at, avenue)
    reasons += (
        Reason(
            "exposes_claimant",
            "fail" if exposed.confirmed else "needs",
            exposed.confirmed,
            f"Whoever complains there may be prosecuted or punished: {exposed.risk}.",
            exposed.source,
            view.ref,
            "only if counsel shows that this law does not reach the one who complains",
        )
        for exposed in exposes
        if exposed.sex is None or view.person.sex in (None, exposed.sex)
    )
    assessment, ran_out = assessment_in_force(view, avenue, day)
    if assessment is None:
        reasons.append(_not_in_force(view, ran_out))
    elif assessment.level == "unacceptable":
        reasons.append(
            Reason(
                "risk_unacceptable",
                "fail",
                True,
                "The risk to this person was judged unacceptable.",
                f"{view.ref} safety of {assessment.on}",
                view.ref,
                "only if a new assessment finds less risk",
            )
        )
    elif assessment.level == "high" and not assessment.plan:
        reasons.append(
            Reason(
                "no_plan",
                "needs",
                True,
                "The risk is high and there is no safety plan.",
                f"{view.ref} safety of {assessment.on}",
                view.ref,
                "if a safety plan is made, or a new assessment finds less risk",
            )
        )
    return reasons


def _not_in_force(view: PersonView, ran_out: bool) -> Reason:
    code, text = (
        ("assessment_expired", "The risk was judged, and that judgement has run out.")
        if ran_out
        else ("not_assessed", "The risk to this person has not been judged.")
    )
    return Reason(
        code, "needs", True, text, f"{view.ref} safety", view.ref, "if the risk is judged anew"
    )


def risk_as_other(view: PersonView, avenue: str, at: datetime) -> Reason | None:
    """What a person's safety asks of an option that someone else in the case would claim."""
    assessment, _ = assessment_in_force(view, avenue, day_of(at))
    if assessment is None:
        return Reason(
            "others_not_considered",
            "needs",
            True,
            "The risk to someone else in the case has not been judged, or no longer holds.",
            f"{view.ref} safety",
            view.ref,
            "if the risk to everyone in the case is judged from what is held",
        )
    if assessment.level == "unacceptable":
        return Reason(
            "risk_unacceptable",
            "fail",
            True,
            "The risk to someone else in the case was judged unacceptable.",
            f"{view.ref} safety of {assessment.on}",
            view.ref,
            "only if a new assessment finds less risk",
        )
    return None


def safety_gate(
    view: PersonView,
    others: Iterable[PersonView],
    activity: str,
    avenue: str,
    exposes: Sequence[Exposed],
    at: datetime,
) -> Gate:
    """The safety gate of one person for one avenue, with everyone else in the case considered."""
    about_others = (risk_as_other(o, avenue, at) for o in others if o.ref != view.ref)
    return in_order(
        [
            *risk_reasons(view, activity, avenue, exposes, at),
            *(reason for reason in about_others if reason is not None),
        ]
    )


def determination(
    view: PersonView, activity: str, avenue: str | None, day: date
) -> tuple[str | None, str]:
    """How a child's best interests stand for an activity: (None, source) where supported.

    Otherwise `bid_against`, `bid_missing` or `bid_expired`. The avenue's own determination goes
    before the general one, then the latest; a tie with any `against` is against.
    """
    found: BestInterests | None = None
    best: tuple[bool, date, bool] | None = None
    ran_out = False
    for bid in view.person.best_interests:
        if bid.for_ != activity or bid.avenue not in (None, avenue):
            continue
        against = bid.conclusion == "against"
        if (may_run if against else runs)(bid.on, bid.valid_until, day):
            rank = (bid.avenue is not None, bid.on.latest, against)
            if best is None or rank > best:
                found, best = bid, rank
        elif bid.on.earliest <= day:
            ran_out = ran_out or bid.valid_until.earliest <= day
    if found is None:
        return "bid_expired" if ran_out else "bid_missing", f"{view.ref} best_interests"
    source = f"{view.ref} best_interests of {found.on}"
    return ("bid_against" if found.conclusion == "against" else None), source


def best_interests_reasons(
    view: PersonView, activity: str, avenue: str, at: datetime
) -> list[Reason]:
    """What stands against an avenue in a child's best interests.

    A determination must be in force for the option's own activity. One against `assess` closes
    too: then the case is not to be put before anyone.
    """
    day = day_of(at)
    if not view.may_be_child(day):
        return []
    reasons = []
    code, source = determination(view, activity, avenue, day)
    if code is not None:
        reasons.append(bid_reason(view, code, source))
    code, source = determination(view, ASSESS.activity, avenue, day)
    if code == "bid_against":
        reasons.append(bid_reason(view, code, source))
    return reasons


def best_interests_gate(view: PersonView, activity: str, avenue: str, at: datetime) -> Gate:
    """The best-interests gate of one person; a pass from the latest day of majority on."""
    return in_order(best_interests_reasons(view, activity, avenue, at))


class ReviewDue(NamedTuple):
    """A safety stop or a high risk that somebody must look at by a day."""

    person: str
    what: str
    due: date
    source: str


def reviews_due(view: PersonView, at: datetime) -> tuple[ReviewDue, ...]:
    """Running stops that two people have not reviewed, and high risks in force, with their days."""
    day = day_of(at)
    due = [
        ReviewDue(
            view.ref,
            "safety_stop",
            stop.from_.date() + STOP_REVIEW,
            f"{view.ref} stop of {moment_text(stop.from_)}",
        )
        for stop in view.person.stops
        if stop.from_ <= at
        and (stop.to is None or at < stop.to)
        and (stop.reviewed is None or len(set(stop.reviewed.by)) < 2)
    ]
    due += (
        ReviewDue(
            view.ref,
            "high_risk",
            assessment.on.earliest + HIGH_RISK_REVIEW,
            f"{view.ref} safety of {assessment.on}",
        )
        for assessment in view.person.safety
        if assessment.level == "high" and runs(assessment.on, assessment.valid_until, day)
    )
    return tuple(sorted(due, key=lambda one: (one.due, one.source)))
