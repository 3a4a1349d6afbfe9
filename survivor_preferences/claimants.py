"""Several people in one case: each walks the gates alone, and the option takes the best answer.

A child born of the abuse and the parent are a pair until the child's earliest majority, in the
avenues that concern the child; an adult child claims alone. Nothing about the others is used but
what the safety of everyone asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from cases.gates import HUMAN_GATES, OPEN, Gate, Reason, Result, badness, worst
from survivor_preferences.consent import consent_reasons
from survivor_preferences.ledger import NOT_ASKED
from survivor_preferences.people import PersonView, day_of
from survivor_preferences.reasons import in_order
from survivor_preferences.safety import Exposed, best_interests_reasons, risk_as_other, risk_reasons

_WORST_FIRST: tuple[Result, ...] = ("fail", "needs")

Concerns = Literal["survivor", "survivor_and_child_born", "pattern"]


class HumanAnswer(NamedTuple):
    """The three human gates of an option.

    `claimants` are those who pass all three, `who` those whose gates are shown: everyone with the
    best answer.
    """

    claimants: tuple[str, ...]
    gates: dict[str, Gate]
    who: tuple[str, ...]

    @property
    def available(self) -> bool:
        """All that others than a person's advocate may see: whether all three gates pass."""
        return all(gate.result == "pass" for gate in self.gates.values())


class _Walk(NamedTuple):
    """One who claims, or a pair that claims together, with the gates before others are considered."""

    refs: tuple[str, ...]
    consent: tuple[Reason, ...]
    safety: tuple[Reason, ...]
    best_interests: tuple[Reason, ...]

    @property
    def result(self) -> Result:
        return worst(
            reason.result
            for reasons in (self.consent, self.safety, self.best_interests)
            for reason in reasons
        )


def human_gates(
    case_people: Sequence[PersonView],
    concerns: Concerns,
    activity: str,
    avenue: str,
    entails: Sequence[str],
    exposed: Sequence[Exposed],
    at: datetime,
) -> HumanAnswer:
    """The human gates of one option, over everyone in its case.

    An avenue that names nobody (`pattern`) walks the same gates with its own activity. A case that
    holds nobody has nobody's yes.
    """
    if not case_people:
        return _nobody()
    walks = [
        _walk(members, absent, activity, avenue, entails, exposed, at)
        for members, absent in _walkers(case_people, concerns, at)
    ]
    about = {
        view.ref: reason
        for view in case_people
        if (reason := risk_as_other(view, avenue, at)) is not None
    }
    tally = Counter(reason.result for reason in about.values()) if about else {}
    answers = [worst((walk.result, _of_the_others(walk, about, tally))) for walk in walks]
    best = min(answers, key=badness)
    chosen = [walk for walk, answer in zip(walks, answers, strict=True) if answer == best]
    who = tuple(sorted({ref for walk in chosen for ref in walk.refs}))
    if best == "pass":
        return HumanAnswer(who, dict.fromkeys(HUMAN_GATES, OPEN), who)
    others = [r for ref, r in about.items() if any(ref not in walk.refs for walk in chosen)]
    gates = {
        "consent": in_order(reason for walk in chosen for reason in walk.consent),
        "safety": in_order([*(r for walk in chosen for r in walk.safety), *others]),
        "best_interests": in_order(reason for walk in chosen for reason in walk.best_interests),
    }
    return HumanAnswer((), gates, who)


def _walkers(
    case_people: Sequence[PersonView], concerns: Concerns, at: datetime
) -> list[tuple[tuple[PersonView, ...], str | None]]:
    """Who walks the gates, and with each the code of a parent whom the file does not hold."""
    children = [view for view in case_people if view.person.relation == "child_born"]
    if concerns != "survivor_and_child_born" or not children:
        return [((view,), None) for view in case_people]
    by_ref = {view.ref: view for view in case_people}
    day = day_of(at)
    walkers: list[tuple[tuple[PersonView, ...], str | None]] = []
    for child in children:
        ref = child.person.parent
        if ref is None or not child.is_child(day):
            walkers.append(((child,), None))
            continue
        parent = by_ref.get(ref, child.parent)
        walkers.append(((child,), ref) if parent is None else ((child, parent), None))
    return walkers


def _of_the_others(walk: _Walk, about: Mapping[str, Reason], tally: Mapping[Result, int]) -> Result:
    """What everyone else's safety makes of a walk, without visiting each of them again."""
    for result in _WORST_FIRST:
        if tally.get(result, 0) > sum(
            about[ref].result == result for ref in walk.refs if ref in about
        ):
            return result
    return "pass"


def _walk(
    members: tuple[PersonView, ...],
    absent: str | None,
    activity: str,
    avenue: str,
    entails: Sequence[str],
    exposed: Sequence[Exposed],
    at: datetime,
) -> _Walk:
    pair = len(members) > 1 or absent is not None
    consent: list[Reason] = []
    safety: list[Reason] = []
    best_interests: list[Reason] = []
    for view in members:
        consent += consent_reasons(view, activity, avenue, entails, at, pair=pair)
        safety += risk_reasons(view, activity, avenue, exposed, at)
        best_interests += best_interests_reasons(view, activity, avenue, at)
    if absent is not None:
        consent.append(_silent(f"{absent} ledger", absent))
    return _Walk(
        tuple(view.ref for view in members),
        tuple(consent),
        tuple(safety),
        tuple(best_interests),
    )


def _nobody() -> HumanAnswer:
    gates = dict.fromkeys(HUMAN_GATES, OPEN)
    gates["consent"] = in_order([_silent("people", None)])
    return HumanAnswer((), gates, ())


def _silent(source: str, who: str | None) -> Reason:
    return Reason(NOT_ASKED.code, "needs", True, "Not talked about yet.", source, who, None)
