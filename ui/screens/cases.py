"""Cases: which there are, and how far along each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from cases.model import Case
from data.access import SeenOption
from ui.parts import words
from ui.parts.address import choose, search
from ui.parts.html import (
    Column,
    Html,
    bullets,
    html,
    join,
    lines,
    page_head,
    paragraph,
    show,
    table,
)
from ui.parts.marks import STANDINGS, mark
from ui.parts.opening import FIRST_STEPS, open_room
from ui.parts.ways import case_link
from ui.reading_room import Room

TITLE = "Cases"
FAR = {
    "": "All",
    "under_way": "Something is under way",
    "open": "A way is open",
    "prepare": "Legal work first",
    "none": "No way to walk today",
    "soon": "Runs out within a year",
}


def soonest(options: Sequence[SeenOption]) -> SeenOption | None:
    """The option that may be walked and runs out first."""
    dated = [
        option
        for option in options
        if (option.shortlistable or option.standing == "under_way")
        and option.limit.earliest is not None
        and option.limit.status in ("open", "uncertain", "unknown")
    ]
    return min(dated, key=lambda option: (option.limit.earliest, option.id), default=None)


def agrees(room: Room, case: Case, host: str, sending: str, far: str, sought: str) -> bool:
    """Whether a case agrees with the filters; an empty one lets everything through."""
    options = room.options_of.get(case.code, ())
    standings = {option.standing for option in options}
    if host and case.host_state != host:
        return False
    if sending and sending not in case.sending_states:
        return False
    if far in ("open", "prepare", "under_way") and far not in standings:
        return False
    if far == "none" and standings & {"open", "prepare", "under_way"}:
        return False
    if far == "soon":
        first = soonest(options)
        if first is None or (first.limit.earliest - room.as_of).days > 365:
            return False
    text = " ".join(
        (
            case.code,
            case.label,
            room.law.name(case.host_state),
            *map(room.law.name, case.sending_states),
        )
    )
    return sought.casefold().strip() in text.casefold()


def cases_table(room: Room, cases: Sequence[Case]) -> Html:
    """The cases with what may be done in each and what runs out first."""
    rows = []
    for case in cases:
        options = room.options_of.get(case.code, ())
        counted = Counter(option.standing for option in options)
        first = soonest(options)
        begins, ends = case.incident.from_.earliest.year, case.incident.to.latest.year
        rows.append(
            (
                lines(
                    case_link(room, case.code, case.label),
                    html(
                        '<span class="ref">{}</span> · {}',
                        case.code,
                        str(begins) if begins == ends else f"{begins}–{ends}",
                    ),
                ),
                lines(
                    room.law.name(case.host_state),
                    f"sent by {words.listed([room.law.name(s) for s in case.sending_states])}"
                    if case.sending_states
                    else "sending state not known",
                ),
                far_cell(counted),
                runs_cell(room, first),
            )
        )
    return table(
        [
            Column("Case", head=True, width="30%"),
            Column("Where, and who sent them", width="26%"),
            Column("Ways", width="22%"),
            Column("Runs out first"),
        ],
        rows,
        caption="Cases",
        empty="No case agrees with these filters. Clear one of them.",
    )


def far_cell(counted: Counter[str]) -> Html:
    """How many ways stand where: those that may be walked as marks, the rest as figures."""
    walked = [
        mark(f"{STANDINGS[name].word}: {counted[name]}", *STANDINGS[name][1:])
        for name in ("under_way", "open", "prepare")
        if counted[name]
    ]
    rest = [
        html('<div class="under">{} {}</div>', counted[name], said)
        for name, said in (("closed", "not possible in law"), ("unavailable", "not available"))
        if counted[name]
    ]
    return join(
        [
            join(html("<div>{}</div>", one) for one in walked)
            if walked
            else html("<div>{}</div>", "None to walk today"),
            *rest,
        ]
    )


def runs_cell(room: Room, option: SeenOption | None) -> Html:
    """What runs out first, and by which way."""
    if option is None:
        return html('<span class="under">{}</span>', "No date known")
    said = words.runs_out(option.limit, room.as_of)
    main = said.main
    if said.tint in ("wait", "no"):
        main = mark(said.main, "ring" if said.tint == "wait" else "stroke", said.tint)
    return lines(html('<span class="limit">{}</span>', main), said.under, room.way(option))


def main() -> None:
    """Draw the page."""
    room = open_room(TITLE)
    if not room.cases:
        show(join([page_head(TITLE, "The casebook holds no case yet."), bullets(FIRST_STEPS)]))
        return
    cases = list(room.cases.values())
    hosts = sorted({case.host_state for case in cases}, key=room.law.name)
    sending = sorted({state for case in cases for state in case.sending_states}, key=room.law.name)
    show(
        page_head(
            TITLE,
            words.sentence(
                f"{words.count(len(cases), 'case')} in {words.count(len(hosts), 'state')}; those accused "
                f"were sent by {words.count(len(sending), 'state')}"
            ),
        )
    )
    one, two, three, four = st.columns(4)
    with one:
        sought = search("Search", "q")
    with two:
        host = choose(
            st.selectbox, "Where it happened", "host", ["", *hosts], "",
            lambda code: room.law.name(code) if code else "Everywhere",
        )  # fmt: skip
    with three:
        sender = choose(
            st.selectbox, "Sending state", "sending", ["", *sending], "",
            lambda code: room.law.name(code) if code else "All",
        )  # fmt: skip
    with four:
        far = choose(st.selectbox, "How far along", "far", list(FAR), "", FAR.__getitem__)
    found = [case for case in cases if agrees(room, case, host, sender, far, sought)]
    if len(found) < len(cases):
        show(paragraph(f"{len(found)} of {len(cases)} cases agree with the filters.", quiet=True))
    show(cases_table(room, found))


if __name__ == "__main__":
    main()
