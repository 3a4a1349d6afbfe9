"""Ranking: what comes first, why, and how sure; and every option that has no place, in its own list."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TypeVar

import plotly.graph_objects as go
import streamlit as st

from data.access import FINDS_OUT, SeenFinding, SeenOption, SeenRanking
from scoring.explain import Contribution, contributions, what_would_bring_in, why, why_sentences
from ui import session
from ui.parts import words
from ui.parts.address import choose, chosen, search
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
from ui.parts.intervals import interval
from ui.parts.leads import lead, signed
from ui.parts.marks import standing
from ui.parts.opening import TOPS, open_room
from ui.parts.ways import (
    case_link,
    gates_row,
    hindrances,
    in_words,
    limit_cell,
    source_link,
    way_link,
)
from ui.reading_room import (
    DEFAULT_WEIGHTS,
    TOP,
    Room,
    findings,
    gates_of,
    has_found,
    perspectives,
)

TITLE = "Cases and their ways"
ROWS = 40
LISTS = {
    "placed": "Placed",
    "unknown": "Not known well enough",
    "closed": "Not possible in law",
    "unavailable": "Not available",
    "under_way": "Under way",
}
VIEWS = {
    "list": "In order",
    "plot": "Prospects and impact",
    "why": "Why one stands above another",
    "find": "What to find out next",
    "sides": "Perspectives side by side",
}
Listed = TypeVar("Listed")
PROSPECTS = ("merits", "forum")
IMPACT = ("impact",)


def list_of(option: SeenOption) -> str:
    """The list that an option stands in: a key of `LISTS`."""
    if option.placed:
        return "placed"
    return "unknown" if option.shortlistable else option.standing


def in_lists(options: Sequence[SeenOption]) -> dict[str, list[SeenOption]]:
    """Options in their lists, each in the order of the ranking."""
    found: dict[str, list[SeenOption]] = {name: [] for name in LISTS}
    for option in options:
        found[list_of(option)].append(option)
    return found


def lead_text(room: Room) -> str:
    """What the page shows, in two sentences."""
    held = in_lists(room.ranking.options)
    placed, unknown = len(held["placed"]), len(held["unknown"])
    cases = len({option.case for option in held["placed"]})
    said = words.sentence(words.count(len(room.case_codes), "case"))
    if placed:
        said += f" {words.sentence(words.count(placed, 'option'))[:-1]} in {words.count(cases, 'case')} can be placed"
    else:
        said += " No option can be placed"
    if unknown:
        said += f"; {words.count(unknown, 'option')} {'is' if unknown == 1 else 'are'} not known well enough, and {'says' if unknown == 1 else 'say'} what is missing"
    return (
        f"{said}. The rest are not possible in law as far as confirmed, not available, or under "
        "way; each has its list. Cases are ordered by their best option, never people."
    )


# --- filters -------------------------------------------------------------------------------------


def filtered(
    room: Room, options: Sequence[SeenOption], host: str, forum: str, family: str, sought: str
) -> list[SeenOption]:
    """Options that agree with the filters; an empty one lets everything through."""
    sought = sought.casefold().strip()
    return [
        option
        for option in options
        if (not host or option.case.startswith(f"{host}-"))
        and (not forum or option.forum == forum)
        and (not family or room.law.avenues[option.avenue].family == family)
        and (not sought or sought in f"{option.id} {room.way(option)}".casefold())
    ]


def filters(room: Room) -> tuple[str, str, str, str]:
    """The filter row; what is chosen stands in the address."""
    hosts = ["", *sorted({code[:3] for code in room.case_codes}, key=room.law.name)]
    forums = ["", *sorted({option.forum for option in room.ranking.options}, key=room.law.name)]
    families = ["", *sorted({avenue.family for avenue in room.law.avenues.values()})]
    one, two, three, four = st.columns(4)
    with one:
        sought = search("Search a case or a way", "q", clears=("page",))
    with two:
        host = choose(
            st.selectbox, "Where it happened", "host", hosts, "",
            lambda code: room.law.name(code) if code else "Everywhere", clears=("page",),
        )  # fmt: skip
    with three:
        forum = choose(
            st.selectbox, "Forum or respondent", "forum", forums, "",
            lambda code: room.law.name(code) if code else "All", clears=("page",),
        )  # fmt: skip
    with four:
        family = choose(
            st.selectbox, "Kind of way", "family", families, "",
            lambda key: words.FAMILIES.get(key, words.plain(key)) if key else "All",
            clears=("page",),
        )  # fmt: skip
    return host, forum, family, sought


def one_page(options: list[Listed]) -> tuple[list[Listed], int]:
    """The page of a long list that the address names, and how many pages there are."""
    pages = max(1, math.ceil(len(options) / ROWS))
    page = int(chosen("page", [str(number) for number in range(1, pages + 1)], "1"))
    return options[(page - 1) * ROWS : page * ROWS], pages


def turn_pages(pages: int) -> None:
    """Where a list has more than one page, a choice among them."""
    if pages == 1:
        return
    with st.container(horizontal=True, horizontal_alignment="right"):
        choose(
            st.selectbox, "Page", "page", [str(number) for number in range(1, pages + 1)], "1",
            lambda number: f"Page {number} of {pages}", label_visibility="collapsed", width=160,
        )  # fmt: skip


# --- lists ---------------------------------------------------------------------------------------


def placed_table(room: Room, options: Sequence[SeenOption]) -> Html:
    """The placed options; a place is written once for the ways of one case that share it."""
    ways: dict[str, int] = {}
    for option in room.ranking.options:
        if option.placed:
            ways[option.case] = ways.get(option.case, 0) + 1
    ties = shared_places(room)
    rows = []
    before: tuple[str, int | None] | None = None
    for option in options:
        place = (option.case, option.rank)
        again = place == before
        before = place
        rows.append(
            (
                html('<span class="unseen">{}</span>', option.rank) if again else option.rank,
                way_cell(room, option, ways[option.case], ties.get(option.id)),
                standing_cell(option),
                interval(*option.value) if option.value else None,
                tries_cell(option),
                range_words(option.rank_range),
                limit_cell(room, option),
            )
        )
    return table(
        [
            Column("Place", number=False, width="3.2rem"),
            Column("Way", head=True, width="31%"),
            Column("Standing", width="8.5rem"),
            Column("Value: low, likely, high", width="13rem"),
            Column(f"In the first {room.top}", width="9.2rem"),
            Column("Range", width="4.5rem"),
            Column("Runs out", width="11rem"),
        ],
        rows,
        caption="Options in the order of their value",
        empty="No option agrees with these filters. Clear one of them.",
    )


def shared_places(room: Room) -> dict[str, str]:
    """For each option that is a near-tie of one before it, the words that say so.

    A group of near-ties is named by its first option, which does not beat the others in three
    quarters of the tries. The first itself, and an option alone in its group, have no words.
    """
    placed = [option for option in room.ranking.options if option.placed and option.tie_group]
    first: dict[int, SeenOption] = {}
    for option in sorted(placed, key=lambda one: -(one.value.likely if one.value else 0.0)):
        first.setdefault(option.tie_group or 0, option)
    found: dict[str, str] = {}
    above: SeenOption | None = None
    for option in placed:
        head = first[option.tie_group or 0]
        if head is not option:
            found[option.id] = (
                "cannot be told apart from the one above"
                if head is above
                else f"cannot be told apart from place {head.rank}"
            )
        above = option
    return found


def tries_cell(option: SeenOption) -> Html | None:
    """How often an option is among the first, in tries of a hundred."""
    if option.p_top is None:
        return None
    return lines(
        f"in {words.of_hundred(option.p_top)} of 100 tries",
        words.give_or_take(option.p_top_error),
    )


def range_words(ranks: tuple[int, int] | None) -> str | None:
    """The places that an option has in nine tries of ten."""
    if ranks is None:
        return None
    low, high = ranks
    return f"{low}" if low == high else f"{low} to {high}"


def way_cell(room: Room, option: SeenOption, ways: int, tie: str | None = None) -> Html:
    """A way with its case, the place it shares, and the first thing that stands in its way."""
    which = option.rank_in_case or 0
    if ways == 1:
        said = "only way in this case"
    else:
        nth = words.ORDINALS[which] if which < len(words.ORDINALS) else f"number {which}"
        said = f"{nth} of {words.count(ways, 'way')} in this case"
    return lines(
        way_link(room, option),
        html('<span class="ref">{}</span> · {}', case_link(room, option.case), said),
        html('<span class="tie">{}</span>', words.sentence(tie)) if tie else None,
        first_hindrance(option),
    )


def first_hindrance(option: SeenOption) -> str:
    """The gravest thing that is still to do, in one sentence."""
    found = hindrances(option)
    if not found:
        return "Nothing in law, time or counsel stands in the way."
    more = len(found) - 1
    said = words.sentence(words.first_sentence(found[0].text))
    return f"{said} And {words.count(more, 'other point')}." if more else said


def standing_cell(option: SeenOption) -> Html:
    """The standing; an open one that rests on something not confirmed says so."""
    unsure = any(
        reason.result == "pass" and not reason.confirmed
        for gate in (option.law, option.time)
        for reason in gate.reasons
    )
    under = (
        html('<div class="under">{}</div>', "in part unconfirmed")
        if option.standing in ("open", "under_way") and unsure
        else None
    )
    return html("{}{}", standing(option.standing), under)


def unknown_table(room: Room, options: Sequence[SeenOption]) -> Html:
    """Options that are not placed because too much is missing, and what that is."""
    return table(
        [Column("Way", head=True, width="40%"), "Standing", "What is missing", "Runs out"],
        [
            (
                lines(way_link(room, option), case_link(room, option.case)),
                standing_cell(option),
                missing_cell(room, option),
                limit_cell(room, option),
            )
            for option in options
        ],
        caption="Options that are not known well enough to be placed",
        empty="Nothing is listed here with these filters.",
    )


def missing_cell(room: Room, option: SeenOption) -> Html:
    """The criteria without a score, the heaviest first, and the share of the weight they hold."""
    weights = room.ranking.weights
    missing = sorted(
        (key for key, score in (option.scores or {}).items() if score.source == "missing"),
        key=lambda key: -weights[key],
    )
    said = words.listed([words.CRITERIA.get(key, words.plain(key)).lower() for key in missing])
    share = option.missing_weight or 0.0
    return lines(
        words.sentence(said) if said else None,
        f"{100 * share:.0f} of 100 parts of the weight" if said else None,
        None if option.wishes_known else "What everyone who would claim wishes is not known.",
    )


def closed_table(room: Room, options: Sequence[SeenOption]) -> Html:
    """Options that law or time closes, with the reasons that close them."""
    rows = []
    for option in options:
        closing = [
            reason
            for gate in (option.law, option.time)
            for reason in gate.reasons
            if reason.result == "fail"
        ]
        rows.append(
            (
                lines(way_link(room, option), case_link(room, option.case)),
                join(
                    html("<div>{} {}</div>", reason.text, source_link(room, reason.source))
                    for reason in closing
                ),
                words.sentence(
                    "; ".join(dict.fromkeys(r.changes_if for r in closing if r.changes_if))
                )
                or "Nothing that is known here.",
            )
        )
    return table(
        [
            Column("Way", head=True, width="32%"),
            Column("Why it is not possible", width="44%"),
            "What would change it",
        ],
        rows,
        caption="Options that are not possible in law, as far as confirmed",
        empty="Nothing is listed here with these filters.",
    )


def unavailable_table(room: Room, options: Sequence[SeenOption]) -> Html:
    """Options that are not available: which, and nothing else."""
    return table(
        [Column("Way", head=True, width="60%"), "Case", "Standing"],
        [
            (way_link(room, option), case_link(room, option.case), standing("unavailable"))
            for option in options
        ],
        caption="Options that are not available",
        empty="Nothing is listed here with these filters.",
    )


def under_way_table(room: Room, options: Sequence[SeenOption]) -> Html:
    """Options that were filed and are pending."""
    return table(
        [Column("Way", head=True, width="40%"), "Standing", "Gates", "Runs out"],
        [
            (
                lines(way_link(room, option), case_link(room, option.case)),
                standing_cell(option),
                gates_row(option),
                limit_cell(room, option),
            )
            for option in options
        ],
        caption="Options that are under way",
        empty="Nothing is under way with these filters.",
    )


TABLES = {
    "placed": placed_table,
    "unknown": unknown_table,
    "closed": closed_table,
    "unavailable": unavailable_table,
    "under_way": under_way_table,
}
NOTES = {
    "placed": (
        "A try is one way of weighing what we said matters, with one reading of what is uncertain; it "
        "is not the chance of winning. The range holds the places that an option has in 90 of 100 "
        "tries. Where one cannot be told apart from another, that other stands above it in fewer than "
        "75 of 100 tries: read their places as shared."
    ),
    "unknown": (
        "An option is placed when at most a quarter of its weight is missing and what everyone who "
        "would claim wishes is known. What is missing counts as the whole scale, never as zero."
    ),
    "closed": (
        "A way is closed only by facts of law that were read at medium confidence or better, or are "
        "settled. All else is kept open until a lawyer has looked."
    ),
    "unavailable": (
        "Nobody asks why. These ways have no score, no place and no deadline here, and nothing in "
        "this app presses for one of them to open."
    ),
    "under_way": "Filed in that forum, and neither decided nor taken back.",
}


# --- prospects and impact ------------------------------------------------------------------------


def part_of(shares: Sequence[Contribution], groups: Sequence[str]) -> tuple[float, float, float]:
    """Low, likely and high of some groups of criteria, as a share of what they could bring."""
    chosen_ = [share for share in shares if share.group in groups]
    weight = math.fsum(share.weight for share in chosen_)
    if not weight:
        return (0.0, 0.0, 0.0)
    low, likely, high = (
        min(1.0, max(0.0, math.fsum(getattr(share, end) for share in chosen_) / weight))
        for end in ("low", "likely", "high")
    )
    return (low, likely, high)


Spot = tuple[SeenOption, tuple[float, float, float], tuple[float, float, float]]


def spots(room: Room, options: Sequence[SeenOption]) -> list[Spot]:
    """Each scored option with its prospects and its impact, each low, likely, high in [0, 1]."""
    found = []
    for option in options:
        if option.scores is None:
            continue
        shares = contributions(option, room.catalogue, room.ranking.weights)
        found.append((option, part_of(shares, PROSPECTS), part_of(shares, IMPACT)))
    return found


def plot(room: Room, found: Sequence[Spot]) -> go.Figure:
    """Prospects against impact; the best way of each placed case carries its code."""
    best = [spot for spot in found if spot[0].placed and spot[0].rank_in_case == 1]
    rest = [spot for spot in found if not (spot[0].placed and spot[0].rank_in_case == 1)]
    figure = go.Figure()
    for name, some, marker in (
        ("Best way of a case", best, {"size": 11, "color": "#2f8f86", "symbol": "circle"}),
        ("Another way", rest, {"size": 8, "color": "#8b9694", "symbol": "circle-open"}),
    ):
        figure.add_trace(
            go.Scatter(
                x=[spot[1][1] for spot in some],
                y=[spot[2][1] for spot in some],
                mode="markers+text" if some is best and len(best) <= 15 else "markers",
                text=[spot[0].case for spot in some],
                textposition="top center",
                hovertext=[f"{spot[0].case}: {room.way(spot[0])}" for spot in some],
                hoverinfo="text",
                name=name,
                marker=marker,
            )
        )
    for way in ("xaxis", "yaxis"):
        figure.update_layout({way: {"range": [-0.02, 1.05], "dtick": 0.25, "zeroline": False}})
    figure.update_layout(
        xaxis_title="Prospects: merits and forum",
        yaxis_title="Impact for others",
        height=440,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": 1.08},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    return figure


def spots_table(room: Room, found: Sequence[Spot]) -> Html:
    """The numbers of the plot."""
    return table(
        [
            Column("Way", head=True, width="44%"),
            Column("Prospects", width="15rem"),
            Column("Impact for others", width="15rem"),
        ],
        [
            (
                lines(way_link(room, option), case_link(room, option.case)),
                interval(*prospects),
                interval(*impact),
            )
            for option, prospects, impact in found
        ],
        caption="Prospects and impact of each option that is scored",
        empty="No option is scored with these filters.",
    )


# --- why one stands above another ----------------------------------------------------------------


def why_table(room: Room, first: SeenOption, second: SeenOption) -> Html:
    """What each criterion adds to the lead of one option over another; the leads add up."""
    differences, total = why(first, second, room.catalogue, room.ranking.weights)
    most = max((abs(found.lead) for found in differences), default=0.0)
    rows: list[tuple[object, ...]] = [
        (
            words.CRITERIA.get(found.criterion, words.plain(found.criterion)),
            f"{found.weight:.3f}",
            f"{found.first:.3f}",
            f"{found.second:.3f}",
            lead(found.lead, most),
        )
        for found in differences
    ]
    rows.append(
        (
            html("<strong>{}</strong>", "Together"),
            f"{math.fsum(found.weight for found in differences):.3f}",
            html("<strong>{}</strong>", f"{math.fsum(found.first for found in differences):.3f}"),
            html("<strong>{}</strong>", f"{math.fsum(found.second for found in differences):.3f}"),
            html(
                '<span class="lead-bar"><strong class="figures">{}</strong></span>', signed(total)
            ),
        )
    )
    return table(
        [
            Column("Criterion", head=True),
            Column("Weight", number=True),
            Column("First way", number=True),
            Column("Second way", number=True),
            Column("What it adds to the lead", width="22rem"),
        ],
        rows,
        caption="Contributions to the lead; they add up to it",
    )


def why_words(room: Room, first: SeenOption, second: SeenOption) -> Html:
    """The lead in sentences: whether the first stands above, and what each criterion adds or takes."""
    said = why_sentences(first, second, room.catalogue, room.ranking.weights)
    lead_, *rest = [words.sentence(in_words(room, one)) for one in said]
    return join([paragraph(lead_), bullets(rest) if rest else None])


def bring_in(room: Room, option: SeenOption) -> Html | None:
    """What would bring an option among the first; None for one that is there already.

    What a person wishes or agrees to is never part of it.
    """
    way = what_would_bring_in(
        option,
        gates_of(option),
        room.ranking.options,
        room.catalogue,
        room.ranking.weights,
        room.top,
    )
    if way.is_in:
        return None
    return html(
        '<section class="part"><h2>What would bring {} into the first {}</h2><div class="ref">{}</div>{}</section>',
        option.case,
        room.top,
        room.way(option),
        bullets(words.sentence(in_words(room, one)) for one in way.sentences),
    )


# --- what to find out next -----------------------------------------------------------------------

KINDS = {"score": "Fact", "law": "Law", "time": "Time", "counsel": "Lawyer"}


def find_table(room: Room, found: Sequence[SeenFinding]) -> Html:
    """What could be found out, the one that could move most first."""
    return table(
        [
            Column("What", head=True, width="46%"),
            Column("Kind", width="5rem"),
            Column(f"Could move the first {room.top} by", width="13rem"),
            Column("Who could find it out"),
        ],
        [
            (
                lines(*what_cell(room, one)),
                KINDS[one.kind],
                move_cell(one),
                lines(
                    words.sentence(words.listed([who_words(room, who) for who in one.who], "or")),
                    html("<strong>{}</strong>", "Do not ask again unless they wish.")
                    if one.asks_person
                    else None,
                ),
            )
            for one in found
        ],
        caption="What to find out next, in the order of what it could move",
        empty="Nothing that is open here could move the order.",
    )


_FACT = re.compile(
    r"(?P<about>.*): (?P<state>nothing is recorded|not certain) \((?P<criteria>.*)\)\."
)


def what_cell(room: Room, one: SeenFinding) -> tuple[object, ...]:
    """What is open, and how far it moves the option that it moves most."""
    about, moved = one.text.removesuffix(" Do not ask again unless they wish."), ""
    if one.moves:
        name = one.moves[0].option
        about, _, rest = about.partition(f" {name} is ")
        moved = f"{name} is {rest}" if rest else ""
    others = len(one.options) - 1
    moved = in_words(room, moved)
    if others:
        moved += f" It matters for {words.count(others, 'other option')} too."
    fact = _FACT.fullmatch(about)
    if fact is not None and one.kind == "score":
        keys = [key.replace(" ", "_") for key in fact["criteria"].split(", ")]
        named = [words.CRITERIA.get(key, words.plain(key)).lower() for key in keys]
        return (
            words.sentence(in_words(room, f"{fact['about']}: {fact['state']}")),
            f"Counts for: {words.listed(named)}.",
            moved.strip() or None,
        )
    whole = words.sentence(in_words(room, about.partition(": ")[2] or about))
    first = words.first_sentence(whole)
    more = whole[len(first) :].strip()
    return (
        words.sentence(first),
        moved.strip() or None,
        html("<details><summary>{}</summary>{}</details>", "The whole question", more)
        if more
        else None,
    )


def move_cell(one: SeenFinding) -> Html:
    """How much an answer could move the option that it moves most, and the whole list."""
    said = words.of_hundred(one.own)
    size = f"{said} of 100 tries" if one.moves else "nothing that is placed"
    return lines(
        size,
        words.give_or_take(one.own_error),
        f"added up over all options: {100 * one.whole:.0f}" if one.whole > 0 else None,
        f"{words.sentence(words.count(len(one.would_place), 'option'))[:-1]} could be placed"
        if one.would_place
        else None,
    )


def who_words(room: Room, who: str) -> str:
    """Who could find something out, read aloud."""
    kind, _, code = who.partition(" of ")
    if kind == "lawyer" and code in room.law.profiles:
        return f"a lawyer of {room.law.name(code)}"
    return {"coordinator": "the coordinator", "advocate": "the person's advocate"}.get(who, who)


FIND_NOTE = (
    "How much could move is the difference between two answers in the same tries: for a fact its lower "
    "and its higher third, for a question of law, time or counsel that the way is there or is not. What "
    "a person agrees to is never asked here, and nothing that is not available counts."
)


# --- perspectives --------------------------------------------------------------------------------


def sides_table(
    room: Room, sides: Mapping[str, SeenRanking], options: Sequence[SeenOption]
) -> Html:
    """Where each option stands under each set of weights; nothing is averaged."""
    places = {
        name: {option.id: option.rank for option in ranking.options if option.placed}
        for name, ranking in sides.items()
    }
    return table(
        [
            Column("Way", head=True, width="44%"),
            *(Column(words.plain(name).capitalize()) for name in sides),
        ],
        [
            (
                lines(way_link(room, option), case_link(room, option.case)),
                *(
                    found[option.id]
                    if option.id in found
                    else html('<span class="dash">{}</span>', "–")
                    for found in places.values()
                ),
            )
            for option in options
        ],
        caption="The place of each option under each set of weights",
        empty="No option is placed with these filters.",
    )


def weights_cards(room: Room) -> Html:
    """Who made each set of weights, when and why, and what each group weighs."""
    groups = room.catalogue.groups
    return table(
        [
            Column("Weights", head=True),
            *(Column(group.name, number=True) for group in groups),
        ],
        [
            (
                lines(
                    words.plain(name).capitalize(),
                    f"{held.chosen.by}, {words.partial(held.chosen.on)}",
                    held.chosen.because,
                ),
                *(
                    f"{100 * math.fsum(held.values[c.key] for c in group.criteria):.0f}"
                    for group in groups
                ),
            )
            for name, held in room.perspectives.items()
        ],
        caption="What each set of weights gives to each group, of 100",
    )


# --- the page ------------------------------------------------------------------------------------


def main() -> None:
    """Draw the page."""
    room = open_room(TITLE)
    if not room.case_codes:
        show(
            join(
                [
                    page_head(TITLE, "The casebook holds no case yet."),
                    paragraph(
                        "Write the first case into the casebook; its ways are then listed here."
                    ),
                ]
            )
        )
        return
    show(page_head(TITLE, lead_text(room)))
    views = [name for name in VIEWS if name != "find" or room.role in FINDS_OUT]
    view = choose(
        st.segmented_control, "What to show", "view", views, "list", VIEWS.__getitem__,
        clears=("page",), label_visibility="collapsed", required=True,
    )  # fmt: skip
    left, right, _ = st.columns([1, 1, 2])
    with left:
        choose(
            st.selectbox, "Look at the first", "top", list(TOPS), str(TOP),
            lambda number: f"{number} cases", clears=("page",),
        )  # fmt: skip
    with right:
        choose(
            st.selectbox, "Weights", "weights", list(room.perspectives), DEFAULT_WEIGHTS,
            lambda name: weights_words(room, name),
        )  # fmt: skip
    wanted = filters(room)
    options = filtered(room, room.ranking.options, *wanted)
    if view == "list":
        lists(room, options)
    elif view == "plot":
        found = spots(room, options)
        plotted(room, found)
    elif view == "find":
        to_find_out(room, options)
    elif view == "why":
        compared(room, [option for option in options if option.scores is not None])
    else:
        sides = perspectives(room, session.casebook_path())
        somewhere = {o.id for ranking in sides.values() for o in ranking.options if o.placed}
        show(paragraph("Places under each set of weights. They are not averaged away.", quiet=True))
        show(weights_cards(room))
        listed, pages = one_page([option for option in options if option.id in somewhere])
        show(sides_table(room, sides, listed))
        turn_pages(pages)


def weights_words(room: Room, name: str) -> str:
    """A set of weights with the day it was made."""
    return f"{words.plain(name).capitalize()}, {words.partial(room.perspectives[name].chosen.on)}"


def lists(room: Room, options: Sequence[SeenOption]) -> None:
    """The lists, one at a time, each with its count."""
    held = in_lists(options)
    name = choose(
        st.pills, "List", "list", list(LISTS), "placed",
        lambda key: f"{LISTS[key]} · {len(held[key]):,}", clears=("page",),
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    listed, pages = one_page(held[name])
    show(TABLES[name](room, listed))
    turn_pages(pages)
    show(paragraph(NOTES[name], quiet=True))


def plotted(room: Room, found: Sequence[Spot]) -> None:
    """The plot and its numbers."""
    show(
        paragraph(
            "Right is more likely to succeed, up is more changed for others. A way with wide reach and "
            "thin prospects stands at the upper left, and is seen as such.",
            quiet=True,
        )
    )
    if found:
        st.plotly_chart(
            plot(room, found), key="spots", config={"displayModeBar": False},
            alt="Prospects against impact; the table below has the same figures.",
        )  # fmt: skip
    listed, pages = one_page([spot[0] for spot in found])
    shown = {option.id for option in listed}
    show(spots_table(room, [spot for spot in found if spot[0].id in shown]))
    turn_pages(pages)


def to_find_out(room: Room, options: Sequence[SeenOption]) -> None:
    """What to find out next of the options that agree with the filters."""
    waiting = nullcontext() if has_found(room) else st.spinner("Reading the tries …")
    with waiting:
        found = findings(room, session.casebook_path())
    wanted = {option.id for option in options}
    held = [one for one in found if not wanted.isdisjoint(one.options)]
    show(paragraph(FIND_NOTE, quiet=True))
    listed, pages = one_page(held)
    show(find_table(room, listed))
    turn_pages(pages)


def compared(room: Room, scored: Sequence[SeenOption]) -> None:
    """Two options, and what makes the one stand above the other."""
    if len(scored) < 2:
        show(paragraph("Two scored options are needed to compare; clear a filter."))
        return
    by_id = {option.id: option for option in scored}
    ids = list(by_id)
    left, right = st.columns(2)

    def said(option_id: str) -> str:
        return f"{by_id[option_id].case} · {room.way(by_id[option_id])}"

    with left:
        first = choose(st.selectbox, "First way", "first", ids, ids[0], said)
    with right:
        second = choose(st.selectbox, "Second way", "second", ids, ids[1], said)
    if first == second:
        show(paragraph("Both are the same way. Choose another as the second."))
        return
    one, two = by_id[first], by_id[second]
    show(join([why_words(room, one, two), why_table(room, one, two)]))
    below = join(bring_in(room, option) for option in (one, two))
    if below:
        show(below)


if __name__ == "__main__":
    main()
