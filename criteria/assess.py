"""From facts to score intervals: what a record, a profile or a person's judgement is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cases.gates import Gate
from cases.model import IDENTIFICATION, Accused, Assessment, Case, Evidence
from criteria.model import Catalogue, Criterion
from jurisdictions.load import Law
from jurisdictions.model import Avenue, Rating
from partners.capacity import capacity, has_conflict
from partners.model import Partner
from survivor_preferences.wishes import Interval, fit, least

MISSING = "missing"


class Score(NamedTuple):
    """A score on its criterion's own scale: low <= likely <= high.

    `likely` is None where nobody said. `source` is `person` (judged), `derived`, `profile`,
    `partners`, `avenue`, `wishes` or `missing` (then it is the whole scale). Options whose `fact`
    is equal rest on the same fact.
    """

    low: float
    likely: float | None
    high: float
    source: str
    fact: str


class Question(NamedTuple):
    """Everything that a score of one option may rest on.

    `fits` is each claimant's fit, None where their wishes are not known.
    """

    law: Law
    avenue: Avenue
    forum: str
    case: Case
    accused: Sequence[Accused]
    claimants: Sequence[str]
    evidence: Sequence[Evidence]
    assessments: Sequence[Assessment]
    fits: Sequence[Interval | None]
    law_gate: Gate
    partners: Sequence[Partner]
    as_of: date


def enforceability(law: Law, forum: str) -> Interval:
    """e in [0, 1]: whether what must be enforced there is; the whole of it where not known."""
    profile = law.profiles.get(forum)
    rating = profile.ratings.enforceability if profile else None
    if rating is None:
        return (0.0, None, 1.0)
    return (
        rating.low / 4,
        None if rating.likely is None else rating.likely / 4,
        rating.high / 4,
    )


def fit_of(
    weights: Mapping[str, float] | None,
    law: Law,
    avenue: Avenue,
    best: float,
    forum: str,
    promises: Mapping[str, float],
) -> Interval | None:
    """One claimant's fit with an avenue in a forum."""
    return fit(weights, promises, best, enforceability(law, forum))


def scores_of(question: Question, catalogue: Catalogue) -> dict[str, Score]:
    """The score of each criterion, in catalogue order: judged, else derived, else missing."""
    judged = _most_specific(question)
    scores = {}
    for criterion in catalogue.criteria:
        found = judged.get(criterion.key)
        scores[criterion.key] = found or derived(criterion, question)
    return scores


def derived(criterion: Criterion, question: Question) -> Score:
    """What the records alone say of a criterion, within its scale; missing is the whole scale."""
    rule = _DERIVED.get(criterion.key)
    found = rule(question) if rule else None
    if found is None:
        return Score(
            criterion.low, None, criterion.high, MISSING, _missing_fact(criterion, question)
        )
    low, likely, high = (
        None if level is None else min(max(level, criterion.low), criterion.high)
        for level in found[:3]
    )
    assert low is not None
    assert high is not None
    return Score(low, likely, high, found.source, found.fact)


def _most_specific(question: Question) -> dict[str, Score]:
    """The person's judgement that speaks most closely to this option: both, avenue, forum, neither."""
    chosen: dict[str, tuple[tuple[int, date, int], Score]] = {}
    for number, judged in enumerate(question.case.assessments):
        if judged not in question.assessments:
            continue
        if judged.avenue not in (None, question.avenue.key):
            continue
        if judged.forum not in (None, question.forum):
            continue
        closeness = 2 * (judged.avenue is not None) + (judged.forum is not None)
        order = (closeness, judged.on.latest, number)
        held = chosen.get(judged.criterion)
        if held is None or order > held[0]:
            fact = f"{question.case.code} assessments[{number}]"
            score = Score(judged.low, judged.likely, judged.high, "person", fact)
            chosen[judged.criterion] = (order, score)
    return {key: score for key, (_, score) in chosen.items()}


def _missing_fact(criterion: Criterion, question: Question) -> str:
    where = question.forum
    if criterion.key in ("independence", "protection"):
        if question.avenue.forum == "respondent":
            where = question.avenue.body or question.avenue.key
        return f"{where} {criterion.key}"
    if criterion.key in ("partner_host", "partner_forum"):
        state = question.case.host_state if criterion.key == "partner_host" else where
        return f"partners {state} {question.avenue.family}"
    if criterion.key == "fit":
        return f"wishes {', '.join(question.claimants)}"
    return f"{question.case.code} {question.avenue.key} {criterion.key}"


def _fit(question: Question) -> Score | None:
    if not question.fits or any(one is None for one in question.fits):
        return None
    found = least(question.fits)
    if found is None:
        return None
    fact = (
        f"wishes {', '.join(question.claimants)}"
        if found[0] == found[2]
        else f"{question.forum} ratings.enforceability"
    )
    return Score(*found, "wishes", fact)


def _burden(question: Question) -> Score:
    found = question.avenue.burden
    return Score(
        found.low, found.likely, found.high, "avenue", f"avenue {question.avenue.key} burden"
    )


def _duration(question: Question) -> Score:
    found = question.avenue.duration
    return Score(
        found.low, found.likely, found.high, "avenue", f"avenue {question.avenue.key} duration"
    )


_STRENGTH = {"weak": 1.0, "moderate": 2.0, "strong": 3.0}


def _evidence(question: Question) -> Score:
    """The strongest item, one more where another kind of at least moderate strength confirms it."""
    fact = f"{question.case.code} evidence {', '.join(question.claimants)}".rstrip()
    if not question.evidence:
        return Score(0.0, 0.0, 1.0, "derived", fact)
    by_kind: dict[str, float] = {}
    for item in question.evidence:
        by_kind[item.kind] = max(by_kind.get(item.kind, 0.0), _STRENGTH[item.strength])
    strengths = sorted(by_kind.values(), reverse=True)
    confirmed = len(strengths) > 1 and strengths[1] >= 2
    likely = strengths[0] + (1.0 if confirmed else 0.0)
    return Score(max(0.0, likely - 1), likely, min(4.0, likely + 1), "derived", fact)


def _identification(question: Question) -> Score:
    best = max(question.accused, key=lambda one: IDENTIFICATION[one.identified], default=None)
    if best is None:
        return Score(0.0, 0.0, 1.0, "derived", f"{question.case.code} accused")
    fact = f"{question.case.code} accused {best.ref}"
    level = float(IDENTIFICATION[best.identified])
    linked = any(item.kind in ("dna_result", "admission") for item in question.evidence)
    if linked and best.identified == "named":
        return Score(4.0, 4.0, 4.0, "derived", fact)
    return Score(level, level, level + 1, "derived", fact)


_LEGAL = {"pass": (2.0, 3.0, 4.0), "needs": (0.0, 2.0, 3.0), "fail": (0.0, 0.0, 1.0)}


def _legal_basis(question: Question) -> Score:
    low, likely, high = _LEGAL[question.law_gate.result]
    if any(not reason.confirmed for reason in question.law_gate.reasons):
        low = 0.0
    fact = f"{question.case.code} {question.avenue.key} {question.forum} law"
    return Score(low, likely, high, "derived", fact)


def _rating(question: Question, name: str) -> Score | None:
    if question.avenue.forum == "respondent":
        return None
    profile = question.law.profiles.get(question.forum)
    found: Rating | None = getattr(profile.ratings, name) if profile else None
    if found is None:
        return None
    return Score(found.low, found.likely, found.high, "profile", f"{question.forum} ratings.{name}")


_REACH = {"single": (0.0, 1.0, 2.0), "repeated": (1.0, 2.0, 3.0), "organised": (2.0, 3.0, 4.0)}


def _reach(question: Question) -> Score:
    return Score(
        *_REACH[question.case.incident.pattern], "derived", f"{question.case.code} incident.pattern"
    )


_CAMPAIGN = {True: (1.0, 3.0, 4.0), "conditional": (0.0, 2.0, 3.0), False: (0.0, 1.0, 2.0)}


def _campaign(question: Question) -> Score | None:
    """What partners for advocacy or media would carry; never what a person agreed to."""
    states = (question.case.host_state, question.forum)
    offers: dict[str, bool | str] = {
        partner.ref: partner.policy_reform.willing if partner.policy_reform else False
        for partner in question.partners
        if {"advocacy", "media"} & set(partner.roles)
        and any(state in partner.states for state in states)
        and not has_conflict(partner, question.case.code, question.case.sending_states)
    }
    if not offers:
        return None
    best = max(offers, key=lambda ref: (_CAMPAIGN[offers[ref]], ref))
    return Score(*_CAMPAIGN[offers[best]], "partners", f"partner {best} policy_reform")


def _partner(question: Question, state: str) -> Score | None:
    found = capacity(
        question.partners,
        state,
        question.avenue.family,
        question.case.code,
        question.case.sending_states,
        question.as_of,
    )
    if found is None:
        return None
    return Score(*found, "partners", f"partners {state} {question.avenue.family}")


_DERIVED = {
    "fit": _fit,
    "burden": _burden,
    "evidence": _evidence,
    "identification": _identification,
    "legal_basis": _legal_basis,
    "independence": lambda question: _rating(question, "independence"),
    "protection": lambda question: _rating(question, "protection"),
    "reach": _reach,
    "campaign": _campaign,
    "partner_host": lambda question: _partner(question, question.case.host_state),
    "partner_forum": lambda question: _partner(question, question.forum),
    "duration": _duration,
}


def missing_keys(scores: Mapping[str, Score]) -> Iterable[str]:
    """The criteria on which nothing is recorded."""
    return (key for key, score in scores.items() if score.source == MISSING)
