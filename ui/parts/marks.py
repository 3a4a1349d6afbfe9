"""Standings, answers and gates as marks: always a word, a shape and a tint together."""

from __future__ import annotations

from typing import NamedTuple

from ui.parts.html import Html, html, join


class Mark(NamedTuple):
    """How something is said: its word, the shape beside it, and the tint of both."""

    word: str
    shape: str
    tint: str


STANDINGS = {
    "open": Mark("Open", "disc", "yes"),
    "prepare": Mark("Legal work first", "square", "work"),
    "unavailable": Mark("Not available", "bar", "quiet"),
    "under_way": Mark("Under way", "arrow", "yes"),
    "closed": Mark("Not possible in law, as far as confirmed", "stroke", "no"),
}

# What a person's advocate sees of a cell; silence is never drawn as a yes.
ANSWERS = {
    "yes": Mark("Yes", "disc", "yes"),
    "no": Mark("No", "stroke", "no"),
    "silent": Mark("No answer: we do nothing", "ring", "wait"),
    "unasked": Mark("Not talked about yet", "ring", "wait"),
}

GATE_TINTS = {"pass": "yes", "needs": "wait", "fail": "no"}
GATE_WORDS = {"pass": "passed", "needs": "needs something", "fail": "fails"}


def mark(word: str, shape: str, tint: str) -> Html:
    """A word with its shape (disc, ring, square, bar, arrow, stroke) in a tint
    (yes, work, wait, no, quiet)."""
    return html(
        '<span class="mark {}"><span class="shape {}" aria-hidden="true"></span>{}</span>',
        tint,
        shape,
        word,
    )


def standing(code: str) -> Html:
    """The standing of an option. Raises KeyError for a code that the model does not have."""
    return mark(*STANDINGS[code])


def answer(code: str) -> Html:
    """A person's answer, for their advocate."""
    return mark(*ANSWERS[code])


def chip(text: object, tint: str = "quiet") -> Html:
    """A short word in a tinted box."""
    return html('<span class="chip {}">{}</span>', tint, text)


def gate_chips(gates: list[tuple[str, str, str | None]]) -> Html:
    """A row of gates as (name, result, what it needs): the result is in words, not in tint alone."""
    said = [
        chip(
            name if result == "pass" else f"{name}: {note or GATE_WORDS[result]}",
            GATE_TINTS[result],
        )
        for name, result, note in gates
    ]
    return html('<span class="chips">{}</span>', join(said))
