"""Deadlines: what runs out when, how firm that is, and what would make it certain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from monitoring.deadlines import Deadline, calendar
from ui.parts import words
from ui.parts.address import choose
from ui.parts.html import Column, Html, html, join, lines, page_head, paragraph, show, table
from ui.parts.marks import mark, standing
from ui.parts.opening import open_room
from ui.parts.timeline import scale, timeline
from ui.parts.ways import case_link, source_link, way_link
from ui.reading_room import Room

TITLE = "Deadlines"
REACH = {"1": "One year", "3": "Three years", "10": "Ten years", "60": "All"}
FIRM = {"": "Firm or not", "firm": "Firm", "unsure": "Not firm"}
KINDS = {"": "All", "limit": "Limits", "protective": "Protective steps"}


def dated(room: Room, years: str, firm: str, kind: str) -> list[Deadline]:
    """Deadlines with a day, soonest first, within a reach of years from the working date."""
    until = room.as_of + timedelta(days=round(365.25 * int(years)))
    found = [
        one
        for one in (*room.protective, *room.limits)
        if one.earliest is not None
        and one.status != "not_started"
        and (one.kind == "protective" or one.status != "expired")
        and (one.earliest <= until or years == "60")
        and (not firm or one.firm == (firm == "firm"))
        and (not kind or one.kind == kind)
    ]
    return sorted(found, key=lambda one: (one.earliest, one.id))


def passed(room: Room) -> list[Deadline]:
    """Limits of ways still walked that ran out on every reading: what comes late must be explained."""
    return [one for one in room.limits if one.status == "expired"]


def undated(room: Room) -> list[Deadline]:
    """Limits that are not known: treated as urgent until they are read."""
    return [one for one in room.limits if one.status == "unknown" and one.earliest is None]


def what_cell(room: Room, deadline: Deadline) -> Html:
    """What runs out, and in which case."""
    option = room.ranking.option(deadline.id) if deadline.kind == "limit" else None
    if option is not None:
        return lines(way_link(room, option), case_line(room, deadline.case))
    kind = deadline.id.rpartition(" ")[2]
    return lines(words.PROTECTIVE.get(kind, words.plain(kind)), case_line(room, deadline.case))


def case_line(room: Room, code: str) -> Html:
    """A case by its code and label."""
    case = room.cases.get(code)
    return html(
        '<span class="ref">{}</span>{}',
        case_link(room, code),
        html(" · {}", case.label) if case else None,
    )


def when_cell(room: Room, deadline: Deadline) -> Html:
    """The day, the day to plan for, and how many days are left."""
    left = deadline.days_left
    said = words.span(deadline.earliest, deadline.latest)
    tint = (
        "no"
        if left is not None and left < 0
        else "wait"
        if left is not None and left <= 180
        else ""
    )
    main = mark(said, "stroke" if tint == "no" else "ring", tint) if tint else html("{}", said)
    plan = None
    if deadline.plan_by and deadline.kind == "limit":
        plan = (
            f"plan by {words.day(deadline.plan_by)}"
            if deadline.plan_by >= room.as_of
            else "the day to plan for has passed"
        )
    days = None
    if left is not None:
        days = (
            f"{left:,} days left"
            if left >= 0
            else f"the earliest reading passed {-left:,} days ago"
        )
        if deadline.kind == "protective" and left < 0:
            days = f"overdue by {-left:,} days"
    return lines(html('<span class="limit">{}</span>', main), plan, days)


def firm_cell(room: Room, deadline: Deadline) -> Html:
    """Whether the day is firm, what it rests on, and what would make it certain."""
    if deadline.kind == "protective":
        return lines("set by the team", source_link(room, deadline.source))
    word = mark("Firm", "disc", "yes") if deadline.firm else mark("Not firm", "ring", "wait")
    certain = deadline.certain_if
    if certain is None and not deadline.firm:
        certain = "a lawyer reads what it rests on and confirms it"
    return lines(
        word,
        source_link(room, deadline.source),
        f"Certain if {certain}." if certain else None,
    )


def deadlines_table(room: Room, found: Sequence[Deadline], years: str) -> Html:
    """The list with its timeline."""
    begins = min([room.as_of, *(one.earliest for one in found if one.earliest)], default=room.as_of)
    begins = max(begins, room.as_of - timedelta(days=365))
    if years == "60":
        ends = max((one.earliest for one in found if one.earliest), default=room.as_of)
    else:
        ends = room.as_of + timedelta(days=round(365.25 * int(years)))
    ends = max(ends, begins + timedelta(days=30))
    return table(
        [
            Column("What runs out", head=True, width="32%"),
            Column("When", width="22%"),
            Column("Timeline", width="20%", under=scale(begins, ends)),
            Column("Firm, or what would make it certain", width="26%"),
        ],
        [
            (
                what_cell(room, one),
                when_cell(room, one),
                timeline(begins, ends, one.earliest, one.latest, one.plan_by, room.as_of, one.firm)
                if one.earliest
                else None,
                firm_cell(room, one),
            )
            for one in found
        ],
        caption="Deadlines, the soonest first",
        empty="Nothing runs out within this reach. Choose a longer one to see more.",
    )


def undated_table(room: Room, found: Sequence[Deadline]) -> Html:
    """Limits without a day: what has to be read, and by whom."""
    return table(
        [Column("What", head=True, width="44%"), "Standing", "What would make it certain"],
        [
            (
                what_cell(room, one),
                standing(one.standing) if one.standing else None,
                lines(
                    words.sentence(one.certain_if or "a lawyer reads the limit"),
                    source_link(room, one.source),
                ),
            )
            for one in found
        ],
        caption="Limits that are not known",
    )


def main() -> None:
    """Draw the page."""
    room = open_room(TITLE)
    unknown, late = undated(room), passed(room)
    show(
        page_head(
            TITLE,
            "Limits of the ways that may be walked, and protective steps that are not done. A day that is not "
            "firm rests on something that nobody has confirmed: plan for it, and have it read.",
        )
    )
    one, two, three, four = st.columns([1, 1, 1, 1], vertical_alignment="bottom")
    with one:
        years = choose(st.selectbox, "Within", "within", list(REACH), "3", REACH.__getitem__)
    with two:
        firm = choose(st.selectbox, "How sure", "firm", list(FIRM), "", FIRM.__getitem__)
    with three:
        kind = choose(st.selectbox, "What", "kind", list(KINDS), "", KINDS.__getitem__)
    found = dated(room, years, firm, kind)
    with four:
        st.download_button(
            "Calendar file (.ics)",
            data=calendar(found, room.as_of),
            file_name="deadlines.ics",
            mime="text/calendar",
            disabled=not found,
            on_click="ignore",
            width="stretch",
            help="The days listed below, as entries for the whole day. They name cases by their code alone.",
        )
    show(
        join(
            [
                deadlines_table(room, found, years),
                paragraph(
                    "The dot is the earliest reading; the bar reaches to the latest. A hollow dot is not firm. "
                    "The small tick is the day to plan for; the upright line is the working date.",
                    quiet=True,
                ),
                html(
                    '<section class="part"><h2>{}</h2>{}</section>',
                    "Not known: treat as urgent",
                    undated_table(room, unknown),
                )
                if unknown
                else None,
                html(
                    '<section class="part"><h2>{}</h2>{}{}</section>',
                    "Past on every reading, and still possible",
                    paragraph(
                        "These ways stay open to those who can show an exception or explain the delay.",
                        quiet=True,
                    ),
                    undated_table(room, late),
                )
                if late
                else None,
            ]
        )
    )


if __name__ == "__main__":
    main()
