"""How a screen begins: the room is opened, or the page says what to do first."""

from __future__ import annotations

from contextlib import nullcontext
from typing import NoReturn

import streamlit as st

from reading.strict import FileProblems
from scoring.sureness import TOP
from ui import reading_room, session
from ui.parts.address import chosen
from ui.parts.html import Html, bullets, html, join, page_head, paragraph, show

TOPS = ("3", "5", "10", "15", "20")
"""How many cases may be asked about as the first."""


def open_room(title: str) -> reading_room.Room:
    """The room of this visitor. Where there is none, a page under `title` says what to do first."""
    # The first reading of a casebook takes some seconds; every later one a few thousandths.
    top = int(chosen("top", TOPS, str(TOP)))
    asked = st.query_params.get("weights", reading_room.DEFAULT_WEIGHTS)
    waiting = (
        nullcontext()
        if reading_room.has_read(session.casebook_path(), asked, top)
        else st.spinner("Reading the law and the casebook …")
    )
    try:
        with waiting:
            held = reading_room.house()
            weights = chosen("weights", list(held.weights), reading_room.DEFAULT_WEIGHTS)
            return reading_room.open_room(
                session.casebook_path(), session.working_date(), session.role(), weights, top
            )
    except reading_room.NoCasebook:
        _stop_with(join([page_head(title, "No casebook is open yet."), bullets(FIRST_STEPS)]))
    except FileProblems as refused:
        _stop_with(problems_page(title, refused))


def problems_page(title: str, refused: FileProblems, most: int = 50) -> Html:
    """What is wrong with a file, mistake by mistake."""
    problems = [str(problem) for problem in refused.problems]
    more = len(problems) - most
    return join(
        [
            page_head(title, "A file cannot be read, so nothing of it is shown."),
            paragraph("Mend what is listed here, then open this page again."),
            bullets(problems[:most]),
            html("<p>And {} more; <code>{}</code> lists all.</p>", more, "recourse check")
            if more > 0
            else None,
        ]
    )


def _stop_with(page: Html) -> NoReturn:
    show(page)
    st.stop()


FIRST_STEPS = (
    html("To look around on made-up data, start with <code>{}</code>.", "recourse run --demo"),
    html(
        "To work on your own, name the file in <code>{}</code> before you start.",
        "RECOURSE_CASEBOOK",
    ),
    html("To see whether a file can be read, use <code>{}</code>.", "recourse check FILE"),
)
