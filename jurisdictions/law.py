"""The law and time gates: does this way exist for these facts, and until when.

The law closes nothing on hearsay. A reason is a fail only where every fact it rests on was read at
medium confidence or better, or is settled; otherwise it is a needs, to be verified before closing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from cases.gates import OPEN, Gate, Reason, Result, badness, worst
from cases.model import IDENTIFICATION, Accused, Case, Evidence, Step
from jurisdictions.limits import (
    Events,
    Facts,
    Rule,
    WorkedOut,
    needed_events,
    rule_of,
    status_at,
    work_out_rules,
)
from jurisdictions.load import Law
from jurisdictions.model import Availability, Avenue, Cited, Profile
from jurisdictions.treaties import TreatyAnswer, treaty_answer
from reading.dates import PartialDate

LAW_CODES = (
    "not_available", "immunity", "wrong_category", "wrong_place", "not_eligible",
    "treaty_not_accepted", "treaty_withdrawn", "same_matter_elsewhere", "already_decided",
    "no_child_born", "threshold", "availability_unknown", "waiver_needed",
    "jurisdiction_contested", "treaty_unknown", "treaty_after_facts", "remedies_not_exhausted",
    "not_identified", "dna_missing", "debtor_not_located", "no_decision_to_review",
)  # fmt: skip
TIME_CODES = (
    "expired", "uncertain", "limit_unknown", "show_exception", "explain_delay",
    "authorities_conflict", "not_started", "reasonable",
)  # fmt: skip
_ORDER = {code: place for place, code in enumerate((*LAW_CODES, *TIME_CODES))}

PLANNING_DAYS = 90
"""`plan_by` lies this many days before the earliest reading of a limit."""

_EVENT_OF = {
    "complaint_by_survivor": "own_complaint",
    "knowledge_of_father": "knowledge",
    "maintenance_due": "debt_due",
    "left_service": "end_of_service",
}
_STOPS_TIME = frozenset(
    {"charge", "investigation_opened", "complaint_by_survivor", "notice_to_defendant", "filed",
     "verdict", "military_verdict", "waiver_requested", "interim_measure"}
)  # fmt: skip
_CRIMINAL = frozenset(
    {"crim_tcc_civilian", "crim_tcc_military", "crim_host_state", "crim_third_state"}
)
_PLACE_AVENUE = {"criminal": "crim_host_state", "civil": "civil_host", "family": "paternity_host"}


class Claimant(NamedTuple):
    """One who would claim, as far as the law asks: themselves, or a parent and child as a pair.

    `who` is the reference that reasons name; `born` the birth of the person harmed, `child_born`
    that of the child of a paternity or maintenance claim.
    """

    who: str
    born: PartialDate | None
    sex: str | None = None
    child_born: PartialDate | None = None


class LimitPart(NamedTuple):
    """One charge's, or one claimant's, limit among several."""

    charge: str | None
    who: str | None
    status: str
    earliest: date | None
    latest: date | None
    source: str
    firm: bool


class LimitAnswer(NamedTuple):
    """The limit of an option; dates are the last days on which one may still act."""

    status: str
    earliest: date | None
    latest: date | None
    plan_by: date | None
    days_left: int | None
    source: str
    firm: bool
    parts: tuple[LimitPart, ...] = ()


class Past(NamedTuple):
    """What had happened in a case, seen from a forum: its steps, and the events they are."""

    steps: tuple[Step, ...]
    events: Mapping[str, tuple[PartialDate, ...]]


class Matter(NamedTuple):
    """What the gates of one option are asked about.

    `accused` are those whom the avenue concerns, `claimants` those who would claim (all people of
    the case where nobody does), `evidence` what may be used, `past` what `past_of` says.
    """

    law: Law
    avenue: Avenue
    forum: str
    case: Case
    as_of: date
    accused: tuple[Accused, ...]
    claimants: tuple[Claimant, ...]
    evidence: tuple[Evidence, ...]
    past: Past


def gate_in_order(reasons: Iterable[Reason], result: Result | None = None) -> Gate:
    """A gate whose reasons stand in the order of codes, then of sources, then of people."""
    listed = tuple(sorted(reasons, key=lambda r: (_ORDER[r.code], r.source, r.who or "")))
    if not listed:
        return OPEN
    return Gate(result or worst(reason.result for reason in listed), listed)


def closing(
    code: str,
    text: str,
    source: str,
    firm: bool,
    who: str | None = None,
    changes: str | None = None,
) -> Reason:
    """A reason that closes where its ground is firm, and else is to be verified first."""
    return Reason(code, "fail" if firm else "needs", firm, text, source, who, changes)


# --- steps ---------------------------------------------------------------------------------------


def steps_in(case: Case, forum: str, as_of: date) -> tuple[Step, ...]:
    """What had happened by `as_of` in a forum, or in none that was named."""
    return tuple(
        step
        for step in case.steps
        if (step.forum is None or step.forum == forum) and step.on.earliest <= as_of
    )


def _before_a_body(step: Step, avenues: Mapping[str, Avenue]) -> bool:
    """Whether a step was taken before a body that answers for the state, not in its own courts."""
    avenue = avenues.get(step.avenue or "")
    return avenue is not None and avenue.forum == "respondent"


def _finals(steps: Iterable[Step], forum: str, avenues: Mapping[str, Avenue]) -> Iterator[Step]:
    """Final decisions of the domestic courts of a state."""
    for step in steps:
        decided = step.kind in ("verdict", "military_verdict", "decided")
        if step.final and decided and step.forum == forum and not _before_a_body(step, avenues):
            yield step


def past_of(law: Law, case: Case, forum: str, as_of: date) -> Past:
    """What had happened by `as_of`, and the events that start, stop or hold clocks in a forum.

    The last day of the facts is `incident`. An act that names no forum starts a clock of the
    person's own (knowledge, complaint, debts), and never interrupts one.
    """
    events: dict[str, list[PartialDate]] = {"incident": [case.incident.to]}
    steps = steps_in(case, forum, as_of)
    for step in steps:
        if step.kind in _EVENT_OF:
            events.setdefault(_EVENT_OF[step.kind], []).append(step.on)
        if step.forum == forum and not _before_a_body(step, law.avenues):
            events.setdefault(step.kind, []).append(step.on)
        if step.kind == "decision_not_to_prosecute" and step.forum == forum:
            events.setdefault("decision", []).append(step.notified or step.on)
    for step in _finals(steps, forum, law.avenues):
        events.setdefault("final_domestic_decision", []).append(step.notified or step.on)
    mission = law.missions.get(case.mission or "")
    if mission is not None and mission.end is not None:
        events["mandate_end"] = [mission.end]
    return Past(steps, {name: tuple(dates) for name, dates in events.items()})


# --- the law gate --------------------------------------------------------------------------------


def law_gate(matter: Matter) -> Gate:
    """Whether this way exists for these facts; each requirement of the avenue file is asked."""
    avenue, forum = matter.avenue, matter.forum
    reasons: list[Reason] = []
    if avenue.eligible is not None and forum not in avenue.eligible.states:
        reasons.append(
            closing(
                "not_eligible",
                f"{matter.law.name(forum)} is not among the states that this body is open to.",
                f"avenue {avenue.key} eligible",
                avenue.eligible.firm,
            )
        )
    asked = _asked_of(avenue)
    for check, requirement, source in asked.once:
        reasons += check(matter, requirement, source)
    reasons += _same_matter(matter)
    by_accused = [_accused_reasons(matter, asked, accused) for accused in matter.accused or (None,)]
    best = min((worst(reason.result for reason in found) for found in by_accused), key=badness)
    result = worst((best, *(reason.result for reason in reasons)))
    return gate_in_order((*reasons, *_once(by_accused)), result)


def _once(groups: Iterable[Iterable[Reason]]) -> Iterator[Reason]:
    seen: set[Reason] = set()
    for group in groups:
        for reason in group:
            if reason not in seen:
                seen.add(reason)
                yield reason


def _accused_reasons(matter: Matter, asked: _Asked, accused: Accused | None) -> list[Reason]:
    """What the law asks of one accused; of a case in which none is recorded, of an unknown one."""
    reasons: list[Reason] = []
    for check, requirement, source in asked.of_accused:
        reasons += check(matter, requirement, source, accused)
    if matter.avenue.key in _CRIMINAL:
        reasons += _already_decided(matter, accused)
    return reasons


def _treaty(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    states = {
        "respondent": (matter.forum,),
        "both": (matter.case.host_state, matter.forum),
        "either": (matter.case.host_state, matter.forum),
    }[requirement.of]
    answers = [(state, _answer(matter, requirement, state)) for state in dict.fromkeys(states)]
    if requirement.of == "either":
        if any(answer.code is None for _, answer in answers):
            return
        ranked = sorted(answers, key=lambda pair: (pair[1].code or "").startswith("treaty_not"))
        answers = ranked[:1]
    for state, answer in answers:
        if answer.code is None:
            if not answer.firm:
                yield Reason(
                    "treaty_unknown", "pass", False,
                    f"{matter.law.name(state)} is recorded as bound by {requirement.instrument}; not confirmed.",
                    f"{state} treaties.{requirement.instrument}", None, "the depositary's list is read",
                )  # fmt: skip
            continue
        text = f"{matter.law.name(state)}: {answer.text}"
        where = f"{state} treaties.{requirement.instrument}"
        if answer.code in ("treaty_not_accepted", "treaty_withdrawn"):
            if requirement.referral:
                yield Reason(
                    answer.code, "needs", answer.firm, f"{text} {requirement.referral}", where, None,
                    answer.changes_if,
                )  # fmt: skip
            else:
                yield closing(answer.code, text, where, answer.firm, None, answer.changes_if)
        else:
            yield Reason(answer.code, "needs", answer.firm, text, where, None, answer.changes_if)


def _answer(matter: Matter, requirement: Any, state: str) -> TreatyAnswer:
    return _treaty_answer(
        matter.law,
        state,
        requirement.instrument,
        matter.case.incident.from_,
        matter.case.incident.to,
        matter.as_of,
        requirement.tested_at,
        requirement.later_facts_only,
    )


@lru_cache(maxsize=65536)
def _treaty_answer(
    law: Law,
    state: str,
    instrument: str,
    begins: PartialDate,
    ends: PartialDate,
    as_of: date,
    tested_at: str,
    later_facts_only: bool,
) -> TreatyAnswer:
    profile = law.profiles.get(state)
    return treaty_answer(
        profile.treaties.get(instrument) if profile else None,  # type: ignore[call-overload]
        law.treaty_rules.get(instrument),
        (begins, ends),
        as_of,
        name=instrument,
        tested_at=tested_at,
        later_facts_only=later_facts_only,
    )


def _exhaustion(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    steps = matter.past.steps
    if any(True for _ in _finals(steps, matter.forum, matter.law.avenues)):
        return
    pleaded = [s for s in steps if s.kind == "exhaustion_argued" and s.forum == matter.forum]
    name = matter.law.name(matter.forum)
    if pleaded:
        yield Reason(
            "remedies_not_exhausted", "pass", False,
            f"The exception to exhausting remedies in {name} is pleaded since {pleaded[0].on}; "
            "the body decides whether it holds.",
            source, None, "the body rules on it",
        )  # fmt: skip
        return
    exception = f" {requirement.exception.rstrip('.')}." if requirement.exception else ""
    yield Reason(
        "remedies_not_exhausted", "needs", requirement.firm,
        f"Remedies in {name} must be tried first, or shown to be useless.{exception}",
        source, None, f"a final decision in {name} is recorded, or the exception is pleaded",
    )  # fmt: skip


def _jurisdiction_abroad(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    if matter.forum != matter.case.host_state:
        yield Reason(
            "jurisdiction_contested", "needs", requirement.firm,
            f"That {matter.law.name(matter.forum)} answers for its agents abroad must be argued. "
            f"{requirement.argument}",
            source, None, "the body, or a higher one, rules that it has jurisdiction",
        )  # fmt: skip


def _place(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    host = matter.case.host_state
    span = requirement.states.get(host)
    begins, ends = matter.case.incident.from_, matter.case.incident.to
    text = f"The facts happened in {matter.law.name(host)}, "
    changes = "a violation that occurred in a member state is pleaded"
    if span is None:
        yield closing(
            "wrong_place", f"{text}which is not a member state of this court.", source,
            requirement.firm, None, changes,
        )  # fmt: skip
        return
    before = span.from_ is not None and begins.earliest < span.from_.latest
    after = span.to is not None and ends.latest > span.to.earliest
    if before or after:
        wholly = (span.from_ is not None and ends.latest < span.from_.earliest) or (
            span.to is not None and begins.earliest > span.to.latest
        )
        when = "outside" if wholly else "perhaps in part outside"
        yield closing(
            "wrong_place", f"{text}{when} the time in which it was a member state of this court.",
            source, requirement.firm and wholly, None, changes,
        )  # fmt: skip


def _child_born(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    births = [claimant for claimant in matter.claimants if claimant.child_born is not None]
    if not births:
        yield closing(
            "no_child_born", "No child born of these facts is recorded.", source, requirement.firm,
            None, "a child born of these facts is recorded",
        )  # fmt: skip
        return
    if requirement.under is None:
        return
    found = [_too_old(claimant, requirement, matter.as_of, source) for claimant in births]
    if None not in found:
        best = min(badness(reason.result) for reason in found if reason)
        yield from (reason for reason in found if reason and badness(reason.result) == best)


def _too_old(claimant: Claimant, requirement: Any, as_of: date, source: str) -> Reason | None:
    """Whether a child has outgrown a claim; None where the child has not."""
    assert claimant.child_born is not None
    if _age_at(claimant.child_born.latest, as_of) >= requirement.under:
        return closing(
            "threshold", f"The child is {requirement.under} or older.", source, requirement.firm,
            claimant.who,
        )  # fmt: skip
    if _age_at(claimant.child_born.earliest, as_of) >= requirement.under:
        return Reason(
            "threshold", "needs", False, f"The child may be {requirement.under} already.", source,
            claimant.who, "the day of birth is settled",
        )  # fmt: skip
    return None


def _age_at(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _dna(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    if not any(item.kind in requirement.evidence for item in matter.evidence):
        sampled = any(item.kind == "dna_sample" for item in matter.evidence)
        text = (
            "A sample is held, but no result of it is recorded."
            if sampled
            else "No proof of paternity is recorded."
        )
        yield Reason(
            "dna_missing", "needs", requirement.firm, text, source, None,
            "a result, or an admission, is recorded",
        )  # fmt: skip


def _decision_to_review(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    steps = matter.past.steps
    if any(s.kind == "decision_not_to_prosecute" and s.forum == matter.forum for s in steps):
        return
    yield Reason(
        "no_decision_to_review", "needs", requirement.firm,
        f"No decision not to prosecute in {matter.law.name(matter.forum)} is recorded.",
        source, None, "a written decision is asked for and recorded",
    )  # fmt: skip


def _threshold(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    incident = matter.case.incident
    if set(requirement.met_by_conduct) & set(incident.conduct):
        return
    if incident.pattern in requirement.met_by_pattern:
        return
    yield closing(
        "threshold", requirement.text, source, requirement.firm, None,
        "counsel finds that the facts reach it",
    )  # fmt: skip


def _sex(matter: Matter, requirement: Any, source: str) -> Iterator[Reason]:
    others = [c for c in matter.claimants if c.sex is not None and c.sex != requirement.sex]
    if others and len(others) == len(matter.claimants):
        for claimant in others:
            yield closing(
                "not_eligible", "This body hears women and girls alone.", source, requirement.firm,
                claimant.who,
            )  # fmt: skip


def _available(
    matter: Matter, requirement: Any, source: str, accused: Accused | None
) -> Iterator[Reason]:
    found = _availability(
        matter.law,
        matter.avenue.key,
        matter.forum,
        accused.category if accused else None,
        matter.case.incident.conduct,
        matter.case.incident.from_,
        matter.case.incident.to,
    )
    if found is not None:
        yield found._replace(who=accused.ref if accused else None) if found.who else found


@lru_cache(maxsize=65536)
def _availability(
    law: Law,
    avenue: str,
    forum: str,
    category: str | None,
    conduct: tuple[str, ...],
    begins: PartialDate,
    ends: PartialDate,
) -> Reason | None:
    """What a state's profile says of an avenue for these facts; None where it is there and firm."""
    profile: Profile | None = law.profiles.get(forum)
    entries = profile.availability(avenue) if profile else ()
    source, name = f"{forum} avenues.{avenue}", law.name(forum)
    unknown = Reason(
        "availability_unknown", "needs", False, f"Whether the law of {name} has this way is not known.",
        source, None, f"a lawyer of {name} reads it",
    )  # fmt: skip
    whole, partial = [], []
    for entry in entries:
        if entry.for_ is not None and category is not None and category not in entry.for_:
            continue
        if entry.conduct is not None and not set(entry.conduct) & set(conduct):
            continue
        covered = _covers(entry, ends)
        if covered == "all":
            whole.append(entry)
        elif covered == "part":
            partial.append(entry)
    if not whole:
        if partial:
            return unknown._replace(
                text=f"The law of {name} changed at the time of the facts; it depends on their last day."
            )
        return unknown
    best = min(whole, key=lambda entry: _WORTH[entry.available])
    if best.available is True:
        if best.firm:
            return None
        return Reason(
            "availability_unknown", "pass", False,
            f"The law of {name} is noted to have this way; not confirmed.",
            source, None, f"a lawyer of {name} confirms it",
        )  # fmt: skip
    if best.available is False:
        return closing(
            "not_available", f"The law of {name} does not have this way for these facts.", source,
            best.firm, "accused" if best.for_ else None, f"the law of {name} changes, or is read otherwise",
        )  # fmt: skip
    if best.available == "contested":
        return Reason(
            "jurisdiction_contested", "needs", best.firm,
            f"Whether the law of {name} reaches these facts is contested.",
            source, None, f"a court of {name} rules on it",
        )  # fmt: skip
    return unknown


_WORTH: dict[bool | str, int] = {True: 0, "contested": 1, "unknown": 2, False: 3}


def _covers(entry: Availability, day: PartialDate) -> str:
    span = entry.in_force
    if span is None:
        return "all"
    begins = span.from_.latest if span.from_ else date.min
    ends = span.to.earliest if span.to else date.max
    if begins <= day.earliest and day.latest <= ends:
        return "all"
    first = span.from_.earliest if span.from_ else date.min
    last = span.to.latest if span.to else date.max
    return "none" if day.latest < first or day.earliest > last else "part"


def _identification(
    matter: Matter, requirement: Any, source: str, accused: Accused | None
) -> Iterator[Reason]:
    known = accused.identified if accused else "unknown"
    if IDENTIFICATION[known] < IDENTIFICATION[requirement.level]:
        who = accused.ref if accused else None
        yield Reason(
            "not_identified", "needs", True,
            f"The accused is known by {_KNOWN[known]}; this way needs {_KNOWN[requirement.level]}.",
            source, who, "an investigation, or the state, identifies the accused",
        )  # fmt: skip


_KNOWN = {
    "unknown": "nothing yet",
    "unit": "the unit",
    "described": "a description",
    "named": "a name held in the file",
}


def _debtor_located(
    matter: Matter, requirement: Any, source: str, accused: Accused | None
) -> Iterator[Reason]:
    if accused is None or matter.forum not in accused.present_in:
        yield Reason(
            "debtor_not_located", "needs", requirement.firm,
            f"It is not known that the father is in {matter.law.name(matter.forum)}.",
            source, accused.ref if accused else None, "it is learned where he is",
        )  # fmt: skip


def _category(
    matter: Matter, requirement: Any, source: str, accused: Accused | None
) -> Iterator[Reason]:
    if accused is None:
        return
    answer = requirement.answers.get(accused.category)
    if answer is None:
        return
    who = accused.ref
    place = f"{source}.{accused.category}"
    if answer.result in ("immunity", "wrong_category"):
        yield closing(answer.result, answer.text, place, answer.firm, who)
    elif answer.result == "waiver_needed":
        yield from _waiver(matter, answer, place, accused)
    else:
        yield Reason(
            "jurisdiction_contested", "needs", answer.firm, answer.text, place, who,
            "counsel reads the agreement that governs it",
        )  # fmt: skip


def _waiver(matter: Matter, answer: Any, source: str, accused: Accused) -> Iterator[Reason]:
    kinds = [
        step.kind
        for step in matter.case.steps
        if step.kind in ("waiver_requested", "waiver_granted", "waiver_refused")
        and step.accused in (None, accused.ref)
        and step.on.earliest <= matter.as_of
    ]
    last = kinds[-1] if kinds else None
    if last == "waiver_granted":
        return
    if last == "waiver_refused":
        yield closing(
            "immunity", f"{answer.text} A waiver was refused.", source, answer.firm, accused.ref,
            "the Secretary-General waives the immunity",
        )  # fmt: skip
        return
    asked = " It has been asked for." if last == "waiver_requested" else ""
    yield Reason(
        "waiver_needed", "needs", answer.firm, f"{answer.text}{asked}", source, accused.ref,
        "the Secretary-General waives the immunity",
    )  # fmt: skip


def _exclusive_by_mandate(
    matter: Matter, requirement: Any, source: str, accused: Accused | None
) -> Iterator[Reason]:
    if accused is None or matter.case.host_state != requirement.host:
        return
    span, begins, ends = requirement.facts, matter.case.incident.from_, matter.case.incident.to
    if (span.from_ and ends.latest < span.from_.earliest) or (
        span.to and begins.earliest > span.to.latest
    ):
        return
    state = accused.sending_state
    answer = _treaty_answer(
        matter.law, state, requirement.unless_party, begins, ends, matter.as_of, "facts", False
    )
    if answer.code is None and answer.firm:
        return
    outside = answer.code in ("treaty_not_accepted", "treaty_withdrawn") and answer.firm
    yield closing(
        "immunity",
        f"A Security Council mandate gives {matter.law.name(state)} alone jurisdiction over its "
        "personnel there, unless it waives it.",
        source,
        requirement.firm and outside,
        accused.ref,
        f"{matter.law.name(state)} waives it",
    )


def _already_decided(matter: Matter, accused: Accused | None) -> Iterator[Reason]:
    for step in matter.past.steps:
        if step.kind not in ("verdict", "military_verdict") or not step.final:
            continue
        if step.forum == matter.forum and step.accused in (None, accused.ref if accused else None):
            yield Reason(
                "already_decided", "fail", True,
                f"A final verdict of {step.on} in {matter.law.name(matter.forum)} stands against "
                "the same accused.",
                f"{matter.case.code} steps {step.on} {step.kind}", accused.ref if accused else None,
                "the verdict is set aside",
            )  # fmt: skip


def _same_matter(matter: Matter) -> Iterator[Reason]:
    """Whether the same facts are, or were, before a body that bars this one."""
    here = matter.avenue.key
    for step, state in _filings(matter):
        if step.avenue == here:
            if state == "examined" and step.final and matter.avenue.forum == "respondent":
                yield Reason(
                    "already_decided", "fail", True,
                    f"This body has decided on the same facts ({step.on}).",
                    f"{matter.case.code} steps {step.on} {step.kind}", None, None,
                )  # fmt: skip
            continue
        for number, bar in enumerate(matter.law.same_matter.bars):
            if bar.bars != here or step.avenue not in bar.at:
                continue
            if bar.respondents is not None and matter.forum not in bar.respondents:
                continue
            if bar.when == "pending" and state != "pending":
                continue
            if bar.when == "settled" and state != "examined":
                continue
            yield closing(
                "same_matter_elsewhere",
                f"The same facts {'are' if state == 'pending' else 'were'} before another body "
                f"({step.avenue}, {step.on}).",
                f"same_matter bars[{number}]",
                bar.firm,
                None,
                "the other procedure ends" if bar.when == "pending" else None,
            )


def _filings(matter: Matter) -> Iterator[tuple[Step, str]]:
    """Filings before bodies, pending or examined, for the same facts and the same respondent."""
    last: dict[str, tuple[Step, str]] = {}
    for step in matter.past.steps:
        if step.avenue is None or step.kind not in ("filed", "decided", "withdrawn_filing"):
            continue
        if step.kind == "withdrawn_filing":
            last.pop(step.avenue, None)
        else:
            last[step.avenue] = (step, "pending" if step.kind == "filed" else "examined")
    yield from last.values()


_CHECKS: dict[str, Callable[[Matter, Any, str], Iterator[Reason]]] = {
    "treaty": _treaty,
    "exhaustion": _exhaustion,
    "jurisdiction_abroad": _jurisdiction_abroad,
    "place": _place,
    "child_born": _child_born,
    "dna": _dna,
    "decision_to_review": _decision_to_review,
    "threshold": _threshold,
    "sex": _sex,
}
_BY_ACCUSED: dict[str, Callable[[Matter, Any, str, Accused | None], Iterator[Reason]]] = {
    "available": _available,
    "identification": _identification,
    "debtor_located": _debtor_located,
    "category": _category,
    "exclusive_by_mandate": _exclusive_by_mandate,
}


class _Asked(NamedTuple):
    """An avenue's requirements with the checks that answer them, and where each stands.

    What counsel confirms (`confirm`) is answered by nobody here, and closes nothing.
    """

    once: tuple[tuple[Callable[[Matter, Any, str], Iterator[Reason]], Any, str], ...]
    of_accused: tuple[
        tuple[Callable[[Matter, Any, str, Accused | None], Iterator[Reason]], Any, str], ...
    ]
    rules: tuple[Rule, ...]


_ASKED: dict[int, tuple[Avenue, _Asked]] = {}


def _asked_of(avenue: Avenue) -> _Asked:
    held = _ASKED.get(id(avenue))
    if held is None or held[0] is not avenue:
        listed = [
            (requirement, f"avenue {avenue.key} requirements[{number}]")
            for number, requirement in enumerate(avenue.requirements)
        ]
        held = _ASKED[id(avenue)] = (
            avenue,
            _Asked(
                tuple((_CHECKS[r.check], r, at) for r, at in listed if r.check in _CHECKS),
                tuple((_BY_ACCUSED[r.check], r, at) for r, at in listed if r.check in _BY_ACCUSED),
                tuple(rule_of(rule, i) for i, rule in enumerate(avenue.time_limit.limits)),
            ),
        )
    return held[1]


# --- the time gate -------------------------------------------------------------------------------


class _Charge(NamedTuple):
    """One charge's (and one claimant's) limit, worked out, with what it rests on."""

    charge: str | None
    who: str | None
    found: WorkedOut
    source: str
    firm: bool
    stopped: bool


def time_gate(matter: Matter) -> tuple[Gate, LimitAnswer]:
    """Until when one may file, on every reading; the best charge of the best claimant decides."""
    kind = matter.avenue.time_limit.kind
    source = f"avenue {matter.avenue.key} time_limit"
    firm = matter.avenue.time_limit.firm
    if kind == "none":
        return OPEN, LimitAnswer("none", None, None, None, None, source, firm)
    if kind == "reasonable":
        note = Reason(
            "reasonable", "pass", firm, "There is no number; file within a reasonable time.", source
        )
        return Gate("pass", (note,)), LimitAnswer(
            "reasonable", None, None, None, None, source, firm
        )
    claimants = matter.claimants or (Claimant("", None),)
    answers = [_for_claimant(matter, claimant) for claimant in claimants]
    ranked = sorted(
        range(len(answers)), key=lambda i: (badness(answers[i][0].result), _lateness(answers[i][1]))
    )
    gate, limit = answers[ranked[0]]
    if len(answers) == 1:
        return gate, limit
    listed = tuple(part for _, answer in answers for part in answer.parts)
    return (
        gate_in_order(_once(other.reasons for other, _ in answers), gate.result),
        limit._replace(parts=listed),
    )


def _lateness(limit: LimitAnswer) -> tuple[int, int]:
    last = limit.latest.toordinal() if limit.latest else date.max.toordinal()
    return (-last, -(limit.earliest.toordinal() if limit.earliest else date.max.toordinal()))


def _for_claimant(matter: Matter, claimant: Claimant) -> tuple[Gate, LimitAnswer]:
    who = claimant.who or None
    charges = (
        list(_by_profile(matter, claimant))
        if matter.avenue.time_limit.kind == "per_jurisdiction"
        else [_by_avenue(matter, claimant)]
    )
    if not charges:
        source = f"{matter.forum} limits"
        reason = Reason(
            "limit_unknown", "needs", False,
            f"No limit of {matter.law.name(matter.forum)} for this way is known; "
            "treat it as urgent.",
            source, who, f"a lawyer of {matter.law.name(matter.forum)} reads the limit",
        )  # fmt: skip
        part = LimitPart(None, who, "unknown", None, None, source, False)
        return Gate("needs", (reason,)), LimitAnswer(
            "unknown", None, None, None, None, source, False, (part,)
        )
    judged = [(_judge(matter, charge), charge) for charge in charges]
    judged.sort(key=lambda pair: badness(pair[0].result if pair[0] else "pass"))
    result: Result = judged[0][0].result if judged[0][0] else "pass"
    gate = gate_in_order((reason for reason, _ in judged if reason), result)
    return gate, _limit_of(matter, [charge for _, charge in judged])


def _by_profile(matter: Matter, claimant: Claimant) -> Iterator[_Charge]:
    """The limit of each charge of the forum's law that could fit these facts."""
    law, case = matter.law, matter.case
    histories = law.histories(matter.forum, matter.avenue.key)
    if not histories:
        return
    accused = matter.accused[0] if len(matter.accused) == 1 else None
    facts = Facts(
        case.incident.conduct,
        claimant.sex,
        accused.had_authority if accused else None,
        accused.under_21 if accused else None,
        accused.category if accused else None,
    )
    events = _events(matter, claimant)
    profile = law.profile(matter.forum)
    majority = profile.age_of_majority.interval if profile.age_of_majority else None
    fitting = [
        (charge, rules) for charge, rules in histories if _may_fit(rules, facts, events, case)
    ]
    for charge, rules in fitting:
        places: Sequence[tuple[Rule, ...]] = ((),)
        if any(rule.of_place or rule.also_of_place for rule in rules):
            there = _PLACE_AVENUE.get(matter.avenue.family, "crim_host_state")
            places = tuple(
                place
                for _, place in law.histories(case.host_state, there)
                if _may_fit(place, facts, events, case)
            ) or ((),)
        for place in places:
            found = work_out_rules(
                rules,
                _only(events, (*rules, *place)),
                facts,
                matter.as_of,
                majority or (18, 18),
                place,
            )
            used = found.rules or tuple(rule.index for rule in rules)
            firm = all(_firm(profile.limits[index]) for index in used) and majority is not None
            if place:
                firm = False
            source = f"{matter.forum} limits[{used[-1]}]"
            stopped = _may_have_stopped(matter, rules)
            yield _Charge(charge, claimant.who or None, found, source, firm, stopped)


def _firm(entry: Cited) -> bool:
    return entry.firm and not getattr(entry, "safety_value", False)


def _by_avenue(matter: Matter, claimant: Claimant) -> _Charge:
    rules = _asked_of(matter.avenue).rules
    found = work_out_rules(rules, _only(_events(matter, claimant), rules), Facts(), matter.as_of)
    limit = matter.avenue.time_limit
    source = f"avenue {matter.avenue.key} time_limit"
    return _Charge(None, claimant.who or None, found, source, limit.firm, False)


def _events(matter: Matter, claimant: Claimant) -> Mapping[str, tuple[PartialDate, ...]]:
    events = dict(matter.past.events)
    if claimant.born is not None:
        events["birth"] = (claimant.born,)
    if claimant.child_born is not None:
        events["birth_of_child"] = (claimant.child_born,)
    return events


def _only(events: Mapping[str, tuple[PartialDate, ...]], rules: tuple[Rule, ...]) -> Events:
    """Only the events that these rules ask for, so that equal questions are asked once."""
    needed = needed_events(rules)
    return tuple(sorted((name, dates) for name, dates in events.items() if name in needed))


def _may_fit(
    rules: Sequence[Rule], facts: Facts, events: Mapping[str, tuple[PartialDate, ...]], case: Case
) -> bool:
    """Whether a charge could be brought on these facts at all."""
    return any(_rule_may_fit(rule, facts, events, case) for rule in rules)


def _rule_may_fit(
    rule: Rule, facts: Facts, events: Mapping[str, tuple[PartialDate, ...]], case: Case
) -> bool:
    when = rule.when
    if when is None:
        return True
    if when.conduct is not None and facts.conduct and not set(when.conduct) & set(facts.conduct):
        return False
    if when.category is not None and facts.category and facts.category not in when.category:
        return False
    for asked, known in (
        (when.sex, facts.sex),
        (when.had_authority, facts.had_authority),
        (when.accused_under_21, facts.accused_under_21),
    ):
        if asked is not None and known is not None and asked != known:
            return False
    born = events.get("birth")
    if not born:
        return True
    youngest = _age_at(born[-1].latest, case.incident.to.earliest)
    oldest = _age_at(born[-1].earliest, case.incident.to.latest)
    if when.victim_under is not None and youngest >= when.victim_under:
        return False
    return when.victim_from is None or oldest >= when.victim_from


def _may_have_stopped(matter: Matter, rules: Sequence[Rule]) -> bool:
    """Whether an act is recorded that may have stopped time, though no rule here counts it."""
    counted = {kind for rule in rules for kind in rule.interrupted_by}
    return any(
        step.kind in _STOPS_TIME and (step.forum is None or step.kind not in counted)
        for step in matter.past.steps
    )


def _judge(matter: Matter, charge: _Charge) -> Reason | None:
    """What one charge's limit means for the gate."""
    found, kind = charge.found, matter.avenue.time_limit.kind
    label = f"{charge.charge}: " if charge.charge else ""
    if found.status == "none" or (found.status == "open" and charge.firm):
        return None
    if found.status == "open":
        return None
    if found.status == "not_started":
        return Reason(
            "not_started", "pass", charge.firm, f"{label}The clock has not started.", charge.source,
            charge.who,
        )  # fmt: skip
    if found.status == "unknown":
        planned = f" Plan as if it ran out on {found.earliest}." if found.earliest else ""
        return Reason(
            "limit_unknown", "needs", False, f"{label}The limit is not known.{planned}",
            charge.source, charge.who, f"a lawyer of {matter.law.name(matter.forum)} reads the limit",
        )  # fmt: skip
    if found.status == "uncertain":
        return Reason(
            "uncertain", "needs", charge.firm, f"{label}{_readings(found)}", charge.source, charge.who,
            _settles(found),
        )  # fmt: skip
    late = f"{label}It ran out on {found.latest} at the latest."
    if kind == "hard_with_exception":
        exceptions = "; ".join(matter.avenue.time_limit.exceptions)
        return Reason(
            "show_exception", "needs", charge.firm, f"{late} An exception must be shown: {exceptions}.",
            charge.source, charge.who, "an exception is shown",
        )  # fmt: skip
    if kind == "abuse_test":
        return Reason(
            "explain_delay", "needs", charge.firm, f"{late} The delay must be explained.",
            charge.source, charge.who, "the reasons for the delay are set out",
        )  # fmt: skip
    if kind == "contested":
        return Reason(
            "authorities_conflict", "needs", charge.firm,
            f"{late} Authorities differ on whether this limit applies.",
            charge.source, charge.who, "the court rules that no limit applies",
        )  # fmt: skip
    if charge.stopped:
        return closing(
            "expired", f"{late} A recorded act may have stopped time; verify before closing.",
            charge.source, False, charge.who, "counsel finds that time was stopped",
        )  # fmt: skip
    if not charge.firm:
        return closing(
            "expired",
            f"{late} The rule is not confirmed; verify before closing.",
            charge.source,
            False,
            charge.who,
            f"a lawyer of {matter.law.name(matter.forum)} reads the rule",
        )
    return closing("expired", late, charge.source, True, charge.who)


def _readings(found: WorkedOut) -> str:
    first = found.earliest
    last = found.latest or "never"
    text = f"On one reading it ran out on {first}, on another it runs out on {last}."
    if found.latest is None:
        text = f"On one reading it ran out on {first}, on another it never does."
    if found.gap:
        each = "; ".join(
            f"limits {list(reading.rules)}: {reading.earliest or 'never'} to {reading.latest or 'never'}"
            for reading in found.readings
        )
        text += f" Nothing lies between the readings ({each})."
    return text


_DATE_NAMES = {
    "birth": "the day of birth",
    "birth_of_child": "the day the child was born",
    "incident": "the last day of the facts",
    "decision": "the day the decision was notified",
    "final_domestic_decision": "the day of the final decision",
    "in_force": "the day the law came into force",
    "age_of_majority": "the age of majority",
    "sex": "which rule applies to this claimant",
    "had_authority": "whether the accused had authority over the child",
    "accused_under_21": "whether the accused was under 21",
    "category": "which accused it is",
    "conduct": "which conduct is charged",
}


def _settles(found: WorkedOut) -> str | None:
    names = [
        _DATE_NAMES.get(name, f"the day of {name.replace('_', ' ')}") for name in found.hinges_on
    ]
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} settled" if names else None


def _limit_of(matter: Matter, charges: Sequence[_Charge]) -> LimitAnswer:
    """One limit of several charges: from the earliest of the earliest to the latest of the latest."""
    parts = tuple(
        LimitPart(
            c.charge, c.who, c.found.status, c.found.earliest, c.found.latest, c.source, c.firm
        )
        for c in charges
    )
    best = charges[0]
    if len(charges) == 1:
        earliest, latest, status = best.found.earliest, best.found.latest, best.found.status
    else:
        statuses = {charge.found.status for charge in charges}
        dated = [c for c in charges if c.found.status not in ("unknown", "not_started")]
        ends = [c.found.earliest for c in dated if c.found.earliest is not None]
        earliest = min(ends, default=None)
        latest = None
        if dated and all(c.found.latest is not None for c in dated):
            latest = max(c.found.latest for c in dated if c.found.latest is not None)
        if len(statuses) == 1:
            status = next(iter(statuses))
        elif best.found.status == "unknown":
            status = "unknown"
        elif earliest is None:
            status = best.found.status
        else:
            status = status_at(earliest, latest, matter.as_of)
    firm = all(charge.firm for charge in charges)
    plan_by = earliest - timedelta(days=PLANNING_DAYS) if earliest else None
    days_left = (earliest - matter.as_of).days if earliest else None
    return LimitAnswer(status, earliest, latest, plan_by, days_left, best.source, firm, parts)
