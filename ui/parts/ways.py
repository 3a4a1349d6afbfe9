"""A way of a case in marks and words: its gates, its limit, what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cases.gates import HUMAN_GATES, Gate, Reason
from data.access import SeenOption
from jurisdictions.law import LAW_CODES
from ui.parts import words
from ui.parts.html import Html, html, join, link
from ui.parts.marks import ANSWERS, GATE_WORDS, chip, gate_chips, mark
from ui.reading_room import Room
from ui.session import address_of

TO_THE_ADVOCATE = {
    "not_asked": "unasked",
    "no_answer": "silent",
    "refused": "no",
    "withdrawn": "no",
}
"""What a person's advocate reads of a cell that is not open."""


def case_link(room: Room, code: str, text: object = None) -> Html:
    """A link to a case, for those who may read it; for others its code."""
    if not room.reads_cases:
        return html("{}", text or code)
    return link(text or code, address_of("case", case=code))


def way_link(room: Room, option: SeenOption) -> Html:
    """A link to a way of a case, for those who may read the case; for others its title."""
    if not room.reads_cases:
        return html("{}", room.way(option))
    return link(
        room.way(option),
        address_of("case", case=option.case, way=f"{option.avenue}/{option.forum}"),
    )


def profile_link(room: Room, state: str) -> Html:
    """A link to the profile of a state."""
    return link(room.law.name(state), address_of("jurisdictions", state=state))


def source_link(room: Room, source: str) -> Html:
    """The line that a reason rests on; a line of a profile opens the profile."""
    state, _, line = source.partition(" ")
    if state in room.law.profiles and line:
        return html('<span class="ref">{}: {}</span>', profile_link(room, state), line)
    return html('<span class="ref">{}</span>', source)


def gates_row(option: SeenOption) -> Html:
    """The gates as a row: to others than the advocate the three of the person are one."""
    row: list[tuple[str, str, str | None]] = []
    if option.human is None:
        if not option.available:
            return html('<span class="chips">{}</span>', chip("Not available"))
        row.append(("Available", "pass", None))
    else:
        row += [
            (words.GATES[name], option.human[name].result, human_note(option.human[name]))
            for name in HUMAN_GATES
        ]
    row += [
        (words.GATES[name], gate.result, short_note(gate))
        for name, gate in (("law", option.law), ("time", option.time), ("counsel", option.counsel))
    ]
    return gate_chips(row)


def human_note(gate: Gate) -> str | None:
    """What the advocate reads on a gate of the person that is not passed."""
    for reason in gate.reasons:
        if reason.code in TO_THE_ADVOCATE:
            return ANSWERS[TO_THE_ADVOCATE[reason.code]].word.lower()
    return None


CLOSING = frozenset((*LAW_CODES[:11], "expired"))
"""Codes of law and time that close a way, once what they rest on is confirmed."""
NOTES = {
    "not_available": "not there",
    "immunity": "immunity",
    "wrong_category": "not for this accused",
    "wrong_place": "not for this place",
    "not_eligible": "not open to this state",
    "treaty_not_accepted": "treaty not accepted",
    "treaty_withdrawn": "state left the treaty",
    "same_matter_elsewhere": "same matter elsewhere",
    "already_decided": "already decided",
    "no_child_born": "no child born",
    "threshold": "threshold to argue",
    "availability_unknown": "to be read",
    "waiver_needed": "waiver needed",
    "jurisdiction_contested": "jurisdiction to argue",
    "treaty_unknown": "treaty to be checked",
    "treaty_after_facts": "facts before the treaty",
    "remedies_not_exhausted": "remedies first",
    "not_identified": "accused to identify",
    "dna_missing": "DNA missing",
    "debtor_not_located": "debtor to find",
    "no_decision_to_review": "no decision yet",
    "expired": "ran out",
    "uncertain": "not certain",
    "limit_unknown": "limit not known",
    "show_exception": "exception to show",
    "explain_delay": "delay to explain",
    "authorities_conflict": "authorities differ",
    "no_lawyer": "none found",
    "unwilling": "not willing",
    "conflicted": "conflict of interest",
    "no_capacity": "no place free",
    "not_mandated": "not mandated",
    "stale": "to be asked anew",
}


def short_note(gate: Gate) -> str | None:
    """What a gate needs, in two or three words: the worst of its reasons."""
    for reason in gate.reasons:
        if reason.result == gate.result:
            return NOTES.get(reason.code, GATE_WORDS[gate.result])
    return None


def weight_of(reason: Reason) -> str:
    """How a reason counts, in words."""
    if reason.result == "pass":
        return "noted" if reason.confirmed else "open, not confirmed"
    if reason.result == "fail":
        return "closes this way"
    if reason.confirmed:
        return "to be done"
    return "to be verified before closing" if reason.code in CLOSING else "not confirmed"


def hindrances(option: SeenOption) -> tuple[Reason, ...]:
    """What law, time and counsel still need, the gravest first.

    A gate takes its best charge and its best accused: one that passes needs nothing, whatever its
    other readings say.
    """
    return tuple(
        sorted(
            (
                reason
                for gate in (option.law, option.time, option.counsel)
                if gate.result != "pass"
                for reason in gate.reasons
                if reason.result != "pass"
            ),
            key=lambda reason: reason.result != "fail",
        )
    )


def limit_cell(room: Room, option: SeenOption) -> Html:
    """When a way runs out, with how sure that is."""
    said = words.runs_out(option.limit, room.as_of)
    main = (
        mark(said.main, "ring" if said.tint == "wait" else "stroke", said.tint)
        if said.tint in ("wait", "no")
        else html("{}", said.main)
    )
    under = html('<div class="under">{}</div>', said.under) if said.under else None
    return html('<div class="limit">{}</div>{}', main, under)


def reasons_table_rows(room: Room, gates: Iterable[tuple[str, Gate]]) -> list[tuple[object, ...]]:
    """The reasons of gates as rows: gate, reason with what it rests on, what would change it."""
    rows: list[tuple[object, ...]] = []
    for name, gate in gates:
        if not gate.reasons:
            rows.append((words.GATES[name], html("{}", "Passed; nothing stands in the way."), None))
        for place, reason in enumerate(gate.reasons):
            who = room.called(reason.who) if reason.who else None
            about = who or (reason.who if reason.who and reason.who.startswith("A") else None)
            rows.append(
                (
                    words.GATES[name]
                    if place == 0
                    else html('<span class="unseen">{}</span>', words.GATES[name]),
                    html(
                        '{}<div class="under">{}{} · {}</div>',
                        html('<div class="main">{}</div>', reason.text),
                        html("{} · ", about) if about else None,
                        weight_of(reason),
                        source_link(room, reason.source),
                    ),
                    words.sentence(reason.changes_if) if reason.changes_if else None,
                )
            )
    return rows


def details(summary: object, *inside: object, open_: bool = False) -> Html:
    """A part that opens on demand; what it holds is in the page, for a reader and for print."""
    opened = Html(" open") if open_ else None
    return html("<details{}><summary>{}</summary>{}</details>", opened, summary, join(inside))


_OPTION = re.compile(r"\b([A-Z]{3}-\d{3})/([a-z0-9_]+)/([A-Z]{3})\b")
_STATE = re.compile(r"\b[A-Z]{3}\b(?!-)")
_KEY = re.compile(r"\b[a-z]+[0-9]*(?:_[a-z0-9]+)+\b|\b[a-z]+[0-9]+[a-z]*\b")
_NUMBERED = re.compile(r"\b([a-z_]+?)s\[(\d+)\]")


def in_words(room: Room, text: str, *keys: str) -> str:
    """A sentence of the rules with its codes read out: options, avenues, states.

    `keys` are avenues that are named by keys of one word.
    """

    def option(found: re.Match[str]) -> str:
        case, avenue, forum = found.groups()
        if avenue not in room.law.avenues:
            return found[0]
        return f"{case} ({room.law.avenues[avenue].name}, {room.law.name(forum)})"

    def state(found: re.Match[str]) -> str:
        return room.law.name(found[0]) if found[0] in room.law.profiles else found[0]

    def key(found: re.Match[str]) -> str:
        avenue = room.law.avenues.get(found[0])
        return f"“{avenue.name}”" if avenue else words.plain(found[0])

    def avenue(found: re.Match[str]) -> str:
        held = room.law.avenues.get(found[1])
        return f"“{held.name}”" if held else found[0]

    text = re.sub(r"\bavenue ([a-z0-9_]+)\b", avenue, text.replace("ratings.", ""))
    text = _NUMBERED.sub(lambda found: f"{found[1]} {int(found[2]) + 1}", text)
    text = _KEY.sub(key, _STATE.sub(state, _OPTION.sub(option, text)))
    for one in keys:
        if "_" not in one:
            text = re.sub(rf"\b{re.escape(one)}\b", f"“{room.law.avenues[one].name}”", text)
    return text
