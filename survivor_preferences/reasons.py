"""Every sentence that the human gates can say, and the order in which they say it.

No sentence presses for an agreement. Where nobody has asked it reads *not talked about yet*, where
nobody answered *we do nothing*; what would change an answer is never that somebody else wants it.
"""

from __future__ import annotations

from collections.abc import Iterable

from cases.gates import OPEN, Gate, Reason, Result, gate_of
from survivor_preferences.ledger import State
from survivor_preferences.model import Person
from survivor_preferences.people import PersonView

CONSENT_CODES = (
    "refused",
    "withdrawn",
    "must_not",
    "no_answer",
    "not_asked",
    "lapsed_at_majority",
    "record_incomplete",
    "notice_changed",
    "expired",
    "assess_not_open",
    "no_guardian",
    "independent_guardian_needed",
)
SAFETY_CODES = (
    "safety_stop",
    "risk_unacceptable",
    "exposes_claimant",
    "not_assessed",
    "assessment_expired",
    "no_plan",
    "others_not_considered",
)
BEST_INTERESTS_CODES = ("bid_against", "bid_missing", "bid_expired")
"""Also reasons of consent, where a determination stands in for a child who cannot assent."""

_ORDER = {
    code: place for place, code in enumerate(CONSENT_CODES + SAFETY_CODES + BEST_INTERESTS_CODES)
}
FAILS = frozenset({"refused", "withdrawn", "must_not"})
"""The codes of consent that close; every other only waits."""

_OWN = {
    "refused": "This person said no.",
    "withdrawn": "This person has withdrawn.",
    "no_answer": "No answer was given: we do nothing.",
    "not_asked": "Not talked about yet.",
    "lapsed_at_majority": "What was agreed before coming of age no longer holds.",
    "record_incomplete": "The record does not show that everything was explained.",
    "notice_changed": "What was explained has since changed in a way that matters.",
    "expired": "What was agreed has run out.",
}
_GUARDIAN = {
    "refused": "The guardian {ref} said no.",
    "withdrawn": "The guardian {ref} has withdrawn.",
    "no_answer": "The guardian {ref} gave no answer: we do nothing.",
    "not_asked": "Not talked about yet with the guardian {ref}.",
    "record_incomplete": "The record does not show that everything was explained to the "
    "guardian {ref}.",
    "notice_changed": "What was explained to the guardian {ref} has since changed in a way that "
    "matters.",
    "expired": "What the guardian {ref} agreed to has run out.",
}
_ASSESS = {
    "no_answer": "no answer was given to it",
    "not_asked": "it was not talked about yet",
    "lapsed_at_majority": "what was agreed before coming of age no longer holds",
    "record_incomplete": "the record does not show that everything was explained",
    "notice_changed": "what was explained has since changed in a way that matters",
    "expired": "what was agreed has run out",
    "no_guardian": "no guardian is in term",
    "independent_guardian_needed": "only an independent guardian may answer here",
    "bid_against": "it was determined to be against the child's best interests",
    "bid_missing": "no determination of the child's best interests is held",
    "bid_expired": "the determination of the child's best interests has run out",
}
_RULED_OUT = {
    "testimony": "testimony",
    "travel": "travel",
    "publicity": "publicity",
    "contact_with_accused": "contact with the accused",
    "contact_with_police": "contact with the police",
    "named_to_respondent": "being named to the other side",
    "parental_rights_for_accused": "parental rights for the accused",
    "no_way_back": "a step that cannot be taken back",
}
_SAYS_SO = {
    "she": "she says so {again}herself",
    "he": "he says so {again}himself",
    "they": "they say so {again}themself",
}


def only_if_they_say(person: Person, *, again: bool = False) -> str:
    """What alone changes a person's own answer, in their pronoun."""
    says = _SAYS_SO.get((person.pronoun or "").strip().lower(), "this person says so {again}alone")
    return "only if " + says.format(again="again " if again else "")


def own_reason(view: PersonView, state: State) -> Reason:
    """Why the person's own word does not open a cell."""
    code, result = state.code, _result(state.code)
    if state.no:
        changes: str | None = only_if_they_say(view.person)
    else:
        changes = (
            None
            if state.seq is None or code == "no_answer"
            else (only_if_they_say(view.person, again=True))
        )
    confirmed = view.majority_known or code != "lapsed_at_majority"
    text = _OWN[code] if confirmed else _with_age(_OWN[code])
    return Reason(code, result, confirmed, text, _line(view, state), view.ref, changes)


def guardian_reason(view: PersonView, ref: str, state: State) -> Reason:
    """Why a guardian's word does not open a child's cell."""
    result = _result(state.code)
    if state.no:
        changes: str | None = "only if that guardian says otherwise"
    elif state.seq is None or state.code == "no_answer":
        changes = None
    else:
        changes = "only if that guardian says so again"
    confirmed = view.majority_known or result == "fail"
    text = _GUARDIAN[state.code].format(ref=ref)
    return Reason(
        state.code,
        result,
        confirmed,
        text if view.majority_known else _with_age(text),
        f"{_line(view, state)} ({ref})",
        view.ref,
        changes,
    )


def no_guardian(view: PersonView) -> Reason:
    return _of_age(
        view,
        "no_guardian",
        "No guardian is in term.",
        f"{view.ref} guardians",
        "if a guardian without a conflict of interest is appointed",
    )


def independent_guardian_needed(view: PersonView) -> Reason:
    return _of_age(
        view,
        "independent_guardian_needed",
        "Only the word of an independent guardian counts here, and none has been spoken with.",
        f"{view.ref} guardians",
        "only if an independent guardian without a conflict of interest says so",
    )


def must_not(view: PersonView, ruled_out: str) -> Reason:
    """An avenue cannot be walked without something that the person ruled out."""
    wishes = view.person.wishes
    return Reason(
        "must_not",
        "fail",
        True,
        f"This way cannot be walked without {_RULED_OUT[ruled_out]}, which this person ruled out.",
        f"{view.ref} wishes of {wishes.on}" if wishes else f"{view.ref} wishes",
        view.ref,
        only_if_they_say(view.person),
    )


def assess_not_open(reason: Reason) -> Reason:
    """The same ground, said of `assess`: a no stays a no, all else is `assess_not_open`."""
    if reason.result == "fail":
        return reason
    return reason._replace(
        code="assess_not_open",
        text=f"The record is not open to the steering group: {_ASSESS[reason.code]}.",
    )


def bid_reason(view: PersonView, code: str, source: str) -> Reason:
    """A child's best interests were determined against, not at all, or too long ago."""
    if code == "bid_against":
        return Reason(
            code,
            "fail",
            True,
            "It was determined to be against the child's best interests.",
            source,
            view.ref,
            "only if two people determine the child's best interests anew",
        )
    text = (
        "No determination of the child's best interests is held."
        if code == "bid_missing"
        else "The determination of the child's best interests has run out."
    )
    return _of_age(
        view, code, text, source, "if two people determine that it is in the child's best interests"
    )


def in_order(reasons: Iterable[Reason]) -> Gate:
    """The gate of these reasons, each once, in the order of codes, then source, then person."""
    listed = dict.fromkeys(reasons)
    if not listed:
        return OPEN
    if len(listed) == 1:
        return gate_of(listed)
    return gate_of(sorted(listed, key=lambda r: (_ORDER[r.code], r.source, r.who or "", r.text)))


def _result(code: str) -> Result:
    return "fail" if code in FAILS else "needs"


def _line(view: PersonView, state: State) -> str:
    return f"{view.ref} ledger" if state.seq is None else f"{view.ref} ledger seq {state.seq}"


def _with_age(text: str) -> str:
    return f"{text[:-1]} (the age of majority there is not known, and 18 was used)."


def _of_age(view: PersonView, code: str, text: str, source: str, changes: str | None) -> Reason:
    """A reason that rests on the person being a child; unconfirmed where the law's age is unknown."""
    known = view.majority_known
    return Reason(
        code, "needs", known, text if known else _with_age(text), source, view.ref, changes
    )
