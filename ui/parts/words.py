"""Codes, dates and figures as they are read aloud: the same words on every screen."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import NamedTuple

from jurisdictions.law import LimitAnswer, LimitPart
from jurisdictions.model import Cited
from reading.dates import PartialDate, Period
from ui.parts.html import Html, html, join
from ui.session import day_in_words as day

CATEGORIES = {
    "military_contingent": "soldier of a contingent",
    "formed_police_unit": "formed police unit",
    "individual_police_and_observers": "police officer or observer on their own",
    "un_civilian_staff": "UN civilian staff",
    "contractor": "contractor",
    "non_un_force": "force outside the UN",
}
CONDUCT = {
    "rape": "rape",
    "sexual_assault": "sexual assault",
    "exploitation": "exploitation",
    "indecent_acts": "indecent acts",
    "trafficking": "trafficking",
    "images": "images",
}
PATTERN = {"single": "once", "repeated": "repeated", "organised": "organised"}
IDENTIFIED = {
    "unknown": "not known",
    "unit": "unit known",
    "described": "described",
    "named": "named in the file",
}
EVIDENCE = {
    "testimony": "testimony",
    "witness": "witness",
    "medical": "medical record",
    "dna_sample": "DNA sample",
    "dna_result": "DNA result",
    "images": "images",
    "un_report": "UN report",
    "national_report": "national report",
    "documents": "documents",
    "admission": "admission",
}
STEPS = {
    "reported_to_un": "reported to the UN",
    "un_finding": "finding of the UN",
    "referred_to_state": "referred to the state",
    "investigation_opened": "investigation opened",
    "investigation_closed": "investigation closed",
    "charge": "charge",
    "decision_not_to_prosecute": "decision not to prosecute",
    "verdict": "verdict",
    "military_verdict": "verdict of a military court",
    "filed": "filed",
    "decided": "decided",
    "withdrawn_filing": "filing taken back",
    "complaint_by_survivor": "complaint made in person",
    "knowledge_of_father": "the father became known",
    "maintenance_due": "maintenance fell due",
    "waiver_requested": "waiver of immunity asked for",
    "waiver_granted": "immunity waived",
    "waiver_refused": "immunity kept",
    "exhaustion_argued": "exception to exhausting remedies pleaded",
    "notice_to_defendant": "notice to the other side",
    "interim_measure": "interim measure",
    "preservation_letter": "preservation letter",
    "settlement_offer": "offer to settle",
    "left_service": "left service",
}
PROTECTIVE = {
    "interim_measures": "Interim measures",
    "statute_stopping_act": "An act that stops time",
    "preservation_letter": "Preservation letter",
    "dna_retention": "DNA kept safe",
}
ENTAILED = {
    "testimony": "testimony",
    "travel": "travel",
    "publicity": "publicity",
    "contact_with_accused": "contact with the accused",
    "contact_with_police": "contact with the police",
    "named_to_respondent": "being named to the other side",
    "parental_rights_for_accused": "parental rights for the accused",
    "no_way_back": "a step that cannot be taken back",
}
OUTCOMES = {
    "punishment": "punishment",
    "truth_recognition": "being believed and officially acknowledged",
    "compensation": "compensation",
    "child_support": "support for the child",
    "apology": "an apology",
    "rehabilitation": "rehabilitation",
    "policy_reform": "reform",
    "safety_non_repetition": "safety, and that it does not happen again",
}
CRITERIA = {
    "fit": "Fit with what they wish",
    "burden": "What it asks of them",
    "evidence": "Evidence",
    "identification": "Identification",
    "legal_basis": "Legal basis",
    "independence": "Independence of the forum",
    "protection": "Protection in the forum",
    "reach": "Reach",
    "precedent": "Precedent",
    "campaign": "Campaign",
    "partner_host": "Partner in the host state",
    "partner_forum": "Partner in the forum",
    "cost": "Cost",
    "duration": "Duration",
    "backlash": "Backlash",
    "bad_precedent": "Risk of a bad precedent",
}
FAMILIES = {
    "criminal": "Criminal",
    "civil": "Civil",
    "family": "Family",
    "criminal_accountability": "Review of prosecution",
    "public_law": "Public law",
    "regional": "Regional body",
    "un_treaty_body": "UN treaty body",
    "un_charter": "UN charter body",
    "un_internal": "UN internal",
    "international_criminal": "International criminal",
    "quasi_judicial": "Quasi-judicial",
    "information": "Information",
    "non_legal": "Outside the courts",
}
GATES = {
    "consent": "Agreement",
    "safety": "Safety",
    "best_interests": "Best interests",
    "law": "Law",
    "time": "Time",
    "counsel": "Lawyer",
}
SCORE_SOURCES = {
    "person": "judged by a person",
    "derived": "from the record",
    "profile": "from the state's profile",
    "partners": "from the partners",
    "avenue": "from the avenue",
    "wishes": "from wishes",
    "missing": "missing: the whole scale",
}
BASES = {
    "read": "read in the source",
    "settled": "settled",
    "unverified": "not checked at the source",
}
EVENTS = {
    "incident": "the last day of the facts",
    "majority": "coming of age",
    "birth_of_child": "the birth of the child",
    "majority_of_child": "the child's coming of age",
    "decision": "the decision",
    "final_domestic_decision": "the final decision at home",
    "knowledge": "the day the father became known",
    "own_complaint": "the complaint made in person",
    "debt_due": "the day the maintenance fell due",
    "mandate_end": "the end of the mission",
    "end_of_service": "the end of service",
}
COUNTED = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
ORDINALS = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth",
)  # fmt: skip


def plain(code: str) -> str:
    """A code without its underscores, where no table has better words."""
    return code.replace("_", " ")


def of_hundred(share: float) -> str:
    """A share as tries of a hundred; 0 and 100 only where it is just that."""
    rounded = round(100 * share)
    if rounded == 0 and share > 0:
        return "fewer than 1"
    if rounded == 100 and share < 1:
        return "more than 99"
    return str(rounded)


def give_or_take(error: float | None) -> str | None:
    """Two standard errors of a share, in whole tries of a hundred, rounded up; None for none."""
    if not error:
        return None
    return f"give or take {math.ceil(round(200 * error, 9))}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A counted noun: `three cases`, `one way`, `14 ways`."""
    said = COUNTED[number] if number < len(COUNTED) else f"{number:,}"
    return f"{said} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """A text with a capital at its beginning and a stop at its end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else f"{text}."


def listed(words: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


_END = re.compile(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z])")


def first_sentence(text: str) -> str:
    """The first sentence of a text: the rest stands where the whole is shown."""
    for found in _END.finditer(text):
        if found.start() >= 25 and not re.search(
            r"\b(art|arts|para|paras|no|v)\.$", text[: found.start()]
        ):
            return text[: found.start()]
    return text


def partial(when: PartialDate | str | None) -> str:
    """A year, a month or a day, as far as it is known."""
    if when is None or isinstance(when, str):
        return when or ""
    if when.is_day:
        return day(when.earliest)
    if when.earliest.month == when.latest.month and when.earliest.year == when.latest.year:
        return f"{when.earliest:%b} {when.earliest.year}"
    return str(when.earliest.year)


def years(age: tuple[int, int] | None) -> str:
    """An age of majority."""
    if age is None:
        return "not known"
    return f"{age[0]}" if age[0] == age[1] else f"{age[0]} to {age[1]}"


def period(length: Period | str | None) -> str:
    """A length of time in law."""
    if length is None or isinstance(length, str):
        return "no limit" if length == "none" else (length or "")
    parts = [
        f"{number} {name}{'s' if number != 1 else ''}"
        for number, name in ((length.years, "year"), (length.months, "month"), (length.days, "day"))
        if number
    ]
    return listed(parts) or "no time"


def event(name: str) -> str:
    """What starts a clock."""
    if name.startswith("age:"):
        return f"the birthday at {name[4:]}"
    return EVENTS.get(name, plain(name))


class RunsOut(NamedTuple):
    """A limit in words: the main line, what stands under it, and a tint."""

    main: str
    under: str | None
    tint: str


def runs_out(limit: LimitAnswer, as_of: date) -> RunsOut:
    """When a way runs out. Never without saying that it is not firm, where it is not."""
    firm = None if limit.firm else "not firm"
    if limit.status == "none":
        return RunsOut("None", firm, "quiet")
    if limit.status == "reasonable":
        return RunsOut("Reasonable time", _with("no fixed date", firm), "quiet")
    if limit.status == "not_started":
        return RunsOut("Clock not started", firm, "quiet")
    if limit.status == "unknown":
        planned = f"plan as if it were {day(limit.earliest)}" if limit.earliest else None
        return RunsOut("Not known", _with("treat as urgent", planned), "wait")
    plan = f"plan by {day(limit.plan_by)}" if limit.plan_by and limit.plan_by >= as_of else None
    if limit.plan_by and limit.plan_by < as_of and limit.status != "expired":
        plan = "the day to plan for has passed"
    if limit.status == "expired":
        last = limit.latest or limit.earliest
        return RunsOut(f"Ran out on {day(last)}" if last else "Ran out", firm, "no")
    return RunsOut(span(limit.earliest, limit.latest), _with(firm, plan), _urgency(limit))


def span(earliest: date | None, latest: date | None) -> str:
    """From the earliest to the latest reading of one date."""
    if earliest is None:
        return "Not known"
    if latest is None:
        return f"{day(earliest)}, on another reading never"
    if earliest == latest:
        return day(earliest)
    return f"Between {day(earliest)} and {day(latest)}"


def _urgency(limit: LimitAnswer) -> str:
    left = limit.days_left
    if left is None:
        return "quiet"
    return "no" if left < 0 else "wait" if left <= 180 else "quiet"


def _with(*parts: str | None) -> str | None:
    return " · ".join(part for part in parts if part) or None


def part_runs_out(part: LimitPart) -> str:
    """One charge's or one claimant's limit in words."""
    said = {
        "none": "never runs out",
        "reasonable": "a reasonable time",
        "not_started": "the clock has not started",
        "unknown": "not known",
    }.get(part.status)
    if said is None:
        said = span(part.earliest, part.latest)
        if part.status == "expired":
            said = f"ran out on {day(part.latest or part.earliest)}" if part.earliest else "ran out"
    return said if part.firm else f"{said}; not firm"


def cited(fact: Cited) -> Html:
    """What a legal fact rests on: source, how it was read, how sure, as of when."""
    as_of = partial(fact.as_of)
    return join(
        [
            html(
                '<div class="source">{}</div>', fact.source if len(fact.source) > 1 else "No source"
            ),
            html(
                '<div class="under">{}</div>',
                " · ".join(
                    [
                        BASES[fact.basis],
                        f"{fact.confidence} confidence",
                        f"as of {as_of}" if as_of != "undated" else "undated",
                    ]
                ),
            ),
            html('<div class="under">{}</div>', sentence(fact.note)) if fact.note else None,
        ]
    )


def firmness(fact: Cited) -> tuple[str, str]:
    """(word, tint): whether a fact alone may close a way."""
    return ("confirmed", "yes") if fact.firm else ("to be verified", "wait")
