"""Coverage: how far each area of each state's law is known, and whether two lawyers have signed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from jurisdictions.coverage import AREAS, Covered, StateCoverage
from reading.strict import FileProblems
from ui import reading_room
from ui.parts.address import choose, search
from ui.parts.html import (
    Column,
    Html,
    lines,
    link,
    page_head,
    paragraph,
    show,
    table,
)
from ui.parts.law_words import AREAS as AREA_NAMES
from ui.parts.law_words import STATUSES
from ui.parts.maps import RESOLUTION, map_config
from ui.parts.marks import mark
from ui.parts.opening import problems_page
from ui.session import address_of

TITLE = "What is covered"
OWN_LAW = ("avenues", "criminal_limits", "civil_limits", "family_limits", "review_limits")
KINDS = {
    "complete": "Own law, all confirmed",
    "partial": "Own law, in part",
    "treaties": "Treaties only",
}
TINTS = {"complete": "#1d6b5a", "partial": "#6fa8a0", "treaties": "#b9b3a3"}
SHOWN = {"": "All", "own": "With their own law", "tcc": "Sending states", "host": "Host states"}


def kind_of(line: StateCoverage) -> str:
    """How far a profile goes: `complete`, `partial` or `treaties`."""
    known = [line.areas[area].status for area in OWN_LAW]
    if all(status == "unknown" for status in known):
        return "treaties"
    rest = [line.areas[area].status for area in AREAS]
    return "complete" if all(status == "complete" for status in rest) else "partial"


def agrees(line: StateCoverage, shown: str, sought: str) -> bool:
    """Whether a line agrees with the filters."""
    if shown == "own" and kind_of(line) == "treaties":
        return False
    if shown in ("tcc", "host") and shown not in line.roles:
        return False
    return sought.casefold().strip() in f"{line.name} {line.state}".casefold()


def cell(covered: Covered) -> Html:
    """One area of one state: its status, how many facts of it are confirmed, from when to when."""
    if covered.status == "unknown":
        return mark(*STATUSES["unknown"])
    begins, ends = (covered.oldest or "")[:4], (covered.newest or "")[:4]
    when = begins if begins == ends else f"{begins}–{ends}"
    return lines(
        mark(*STATUSES[covered.status]),
        f"{covered.firm} of {covered.facts} confirmed",
        when or "undated",
    )


def register_table(found: Sequence[StateCoverage]) -> Html:
    """The register: state by area."""
    return table(
        [
            Column("State", head=True, width="11rem"),
            *(Column(AREA_NAMES[area]) for area in AREAS),
        ],
        [
            (
                lines(
                    link(line.name, address_of("jurisdictions", state=line.state)),
                    "reviewed" if line.review == "reviewed" else "draft",
                ),
                *(cell(line.areas[area]) for area in AREAS),
            )
            for line in found
        ],
        caption="Coverage, state by area",
        empty="No state agrees with these filters. Clear one of them.",
    )


def world(found: Sequence[StateCoverage]) -> go.Figure:
    """A map of how far each profile goes; outlines come from this machine."""
    figure = go.Figure()
    for kind, name in KINDS.items():
        lines_ = [line for line in found if kind_of(line) == kind]
        figure.add_trace(
            go.Choropleth(
                locations=[line.state for line in lines_],
                z=[1] * len(lines_),
                text=[f"{line.name}: {name.lower()}" for line in lines_],
                hoverinfo="text",
                colorscale=[[0, TINTS[kind]], [1, TINTS[kind]]],
                showscale=False,
                showlegend=True,
                name=name,
                marker={"line": {"width": 0.5, "color": "#fbfaf7"}},
            )
        )
    figure.update_layout(
        geo={
            "resolution": RESOLUTION,
            "projection_type": "natural earth",
            "showframe": False,
            "showcoastlines": True,
            "coastlinecolor": "#8b9694",
            "coastlinewidth": 0.5,
            "showcountries": True,
            "countrycolor": "#b9b3a3",
            "countrywidth": 0.3,
            "bgcolor": "rgba(0,0,0,0)",
            "lataxis_range": [-57, 80],
        },
        height=430,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": -0.02},
        dragmode=False,
    )
    return figure


def summary(found: Sequence[StateCoverage]) -> Html:
    """The figures of the map, as a table beside it."""
    counted = Counter(kind_of(line) for line in found)
    reviewed = sum(line.review == "reviewed" for line in found)
    rows: list[tuple[object, ...]] = [(name, counted[kind]) for kind, name in KINDS.items()]
    rows += [("Reviewed by two lawyers", reviewed), ("No profile", "every other state")]
    return table(
        [Column("How far", head=True), Column("States", number=True)],
        rows,
        caption="The figures of the map",
    )


def main() -> None:
    """Draw the page."""
    try:
        register = reading_room.register()
    except FileProblems as refused:
        show(problems_page(TITLE, refused))
        return
    show(
        page_head(
            TITLE,
            "Complete: every fact noted is confirmed. Partial: some are not, or are unknown. "
            "Unknown: nobody has read it. Complete is not reviewed: that takes two lawyers.",
        )
    )
    left, right = st.columns([3, 1], vertical_alignment="center")
    with left:
        st.plotly_chart(
            world(register),
            key="world",
            config={
                **map_config(st.context.url or ""),
                "displayModeBar": False,
                "scrollZoom": False,
            },
            alt="A map of the states with a profile; the tables have the same figures.",
        )
    with right:
        show(summary(register))
    one, two, _ = st.columns([1, 1, 1])
    with one:
        sought = search("Search a state", "q")
    with two:
        shown = choose(st.selectbox, "Which", "which", list(SHOWN), "own", SHOWN.__getitem__)
    show(register_table([line for line in register if agrees(line, shown, sought)]))
    show(paragraph("Dates are those as of which the facts were read.", quiet=True))


if __name__ == "__main__":
    main()
