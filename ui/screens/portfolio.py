"""Portfolio: which set of cases the partners can carry, what it leaves out, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from data.access import SeenOption
from scoring.core import Core
from scoring.docket import CORE, Docket
from scoring.portfolio import Exclusion, NotForADocket
from ui import session
from ui.parts import words
from ui.parts.address import choose, several
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
from ui.parts.opening import open_room
from ui.parts.ways import case_link, in_words, way_link
from ui.reading_room import DEFAULT_WEIGHTS, Room, carried

TITLE = "Portfolio"
LEAD = (
    "The first on a list are not yet a docket: partners carry only so much, and one filing can close "
    "another way for good. This is the set that brings most and can be carried. It is advice; "
    "nothing is saved."
)
NOTES = (
    "A docket is worth the sum of what each way brings more than support only, no case. Steps that "
    "protect, such as an act that stops time, stand outside what is counted here. Only ways that are "
    "available and have a place can be in it."
)


def lockable(room: Room) -> list[str]:
    """The options that a docket could hold, by id: those that are available and have a place."""
    return [option.id for option in room.ranking.options if option.placed and option.available]


def option_words(room: Room, option_id: str) -> str:
    """An option in a list to choose from."""
    option = room.ranking.option(option_id)
    return f"{option.case} · {room.way(option)}" if option else option_id


def seen(room: Room, option_id: str) -> SeenOption | None:
    return room.ranking.option(option_id)


def option_cell(room: Room, option_id: str, *under: object) -> Html:
    """An option as a line with its case under it."""
    option = seen(room, option_id)
    if option is None:
        return html("{}", option_id)
    return lines(way_link(room, option), case_link(room, option.case), *under)


def place_words(room: Room, place: str) -> str:
    """Where a seat is: in a state, or before a body and against a state."""
    _, _, state = place.partition(" against ")
    if state:
        return f"against {room.law.name(state)}"
    return room.law.name(place) if place in room.law.profiles else place


def cores(found: Docket) -> Mapping[str, Core]:
    return {one.id: one for one in found.core.options} if found.core else {}


def core_words(share: float) -> str:
    """What the share of best dockets says of an option."""
    if share >= CORE:
        return "core"
    return "on the edge" if share > 1 - CORE else "outside"


def in_best(found: Docket, one: Core) -> str:
    """In how many of the best sets an option is: of a hundred, or of as many as were sought."""
    draws = found.core.draws if found.core else 0
    if draws < 100:
        return f"in {round(one.share * draws)} of {draws} best sets"
    return f"in {words.of_hundred(one.share)} of 100 best sets"


def core_cell(found: Docket, one: Core | None) -> Html | None:
    """How often an option is in the best set."""
    if one is None:
        return None
    said = words.sentence(core_words(one.share))[:-1]
    return lines(html("<strong>{}</strong>", said), in_best(found, one))


def members_table(room: Room, found: Docket) -> Html:
    """The docket: each option, what it brings, who carries it, how sure its place is."""
    core = cores(found)
    return table(
        [
            Column("Way", head=True, width="36%"),
            Column("Brings more than support only", number=True, width="8rem"),
            Column("Carried by"),
            Column("Time", width="9rem"),
            Column("How sure", width="10rem"),
        ],
        [
            (
                option_cell(room, one.id),
                f"{one.gain:.3f}",
                join(
                    html('<div>{} <span class="ref">{}</span></div>', ref, place_words(room, place))
                    for place, ref in one.carried_by
                )
                or "nobody needed",
                lines(
                    words.count(one.half_years, "half-year"),
                    f"begins after {words.count(one.starts, 'half-year')}" if one.starts else None,
                ),
                core_cell(found, core.get(one.id)),
            )
            for one in found.members
        ],
        caption="The docket that partners can carry",
        empty="No way that is available and has a place brings more than support only.",
    )


def capacity_table(found: Docket) -> Html:
    """Places used of those that are free, by partner and half-year; who is not used is left out."""
    busy = [use for use in found.partners if any(use.used)]
    heads = [f"from {session.day_in_words(day)}" for day in found.periods]
    return table(
        [Column("Partner", head=True, width="10rem"), *(Column(head) for head in heads)],
        [
            (
                use.partner,
                *(used_cell(used, free) for used, free in zip(use.used, use.free, strict=True)),
            )
            for use in busy
        ],
        caption="Places used of those that are free, by partner and half-year",
        empty="The docket needs no partner.",
    )


def used_cell(used: float, free: float) -> Html:
    """Places used of those free, with a word where none is left."""
    full = html('<div class="under">{}</div>', "full") if used >= free - 1e-9 and used else None
    return html('<span class="figures">{} of {}</span>{}', f"{used:g}", f"{free:g}", full)


def excludes_table(room: Room, pairs: Sequence[Exclusion]) -> Html:
    """Which ways keep each other out, and what says so."""
    told: dict[frozenset[str], list[Exclusion]] = {}
    for one in pairs:
        told.setdefault(frozenset((one.first, one.second)), []).append(one)
    return table(
        [Column("One", head=True, width="27%"), Column("The other", width="27%"), "Why"],
        [
            (
                option_cell(room, held[0].first),
                option_cell(room, held[0].second),
                join(
                    html(
                        '<div>{}</div><div class="under">{}</div>',
                        in_words(room, one.why, *keys_of(one)),
                        one.source.partition(": ")[2] or one.source,
                    )
                    for one in held
                ),
            )
            for held in told.values()
        ],
        caption="What excludes what",
        empty="No way excludes another.",
    )


def keys_of(one: Exclusion) -> tuple[str, str]:
    """The avenues that a pair of options speaks of."""
    return one.first.split("/")[1], one.second.split("/")[1]


def left_table(room: Room, found: Docket) -> Html:
    """Placed options that the docket does not hold, and why."""
    core = cores(found)
    pairs = [*found.excludes, *found.may_bar]
    keys = sorted({key for one in pairs for key in keys_of(one)})
    return table(
        [
            Column("Way", head=True, width="38%"),
            "Why it is not in",
            Column("How sure", width="10rem"),
        ],
        [
            (
                option_cell(room, one.id),
                join(
                    html("<div>{}</div>", in_words(room, why, *keys))
                    for why in one.why or ("What could be carried went to others.",)
                ),
                core_cell(found, core.get(one.id)),
            )
            for one in found.left_out
        ],
        caption="Placed options that are not in the docket",
        empty="Every placed way is in the docket.",
    )


def edge_words(room: Room, found: Docket) -> Html | None:
    """The options that the weights decide, and how the core was counted."""
    if found.core is None:
        return None
    core = cores(found)
    inside = [one for one in found.core.options if one.share >= CORE]
    said = [
        paragraph(
            f"{words.sentence(words.count(len(inside), 'way'))[:-1]} {'is' if len(inside) == 1 else 'are'} "
            f"core: in at least {100 * CORE:.0f} % of the best sets, whatever we weigh more within the floors. "
            f"{words.sentence(words.count(len(found.edge), 'way'))[:-1]} "
            f"{'stands' if len(found.edge) == 1 else 'stand'} on the edge: there the weights decide."
        ),
        bullets(
            html("{} · {}: {}", option.case, room.way(option), in_best(found, core[id_]))
            for id_ in found.edge
            if (option := seen(room, id_)) is not None
        )
        if found.edge
        else None,
        paragraph(counted_words(found), quiet=True),
    ]
    return join(said)


def counted_words(found: Docket) -> str:
    """How the core was counted."""
    assert found.core is not None
    draws = f"{found.core.draws:,} ways of weighing"
    if found.core.method == "enumeration":
        return f"Counted in {draws}, each with every set that can be carried."
    return (
        f"Sought in {draws}, so the figures are rough. The sets found lie on average at most "
        f"{100 * found.core.gap:.1f} of 100 below the best."
    )


def infeasible(room: Room, found: Docket) -> Html:
    """Which rule to relax where no set holds to all."""
    single = found.relaxations
    said = (
        "Any one of these would let a set exist, the smallest first:"
        if single
        else "No single rule is enough. These together would let a set exist:"
        if found.several
        else "Nothing that is ours to relax would let one exist. Take out a lock."
    )
    return join(
        [
            html('<p class="refused" role="alert">{}</p>', "No set holds to all rules."),
            paragraph(said),
            bullets(in_words(room, one.text) for one in single or found.several),
        ]
    )


def page(room: Room, found: Docket) -> Html:
    """Everything below the locks."""
    if not found.feasible:
        return infeasible(room, found)
    members = words.sentence(words.count(len(found.members), "way"))[:-1]
    cases = words.count(len({one.id.split("/")[0] for one in found.members}), "case")
    return join(
        [
            part(
                "The set that can be carried",
                paragraph(
                    f"{members} in {cases}. Together they bring {found.value:.2f} more than support "
                    "only, no case."
                ),
                members_table(room, found),
            ),
            part("How sure the set is", edge_words(room, found)),
            part("What partners carry", capacity_table(found)),
            part(
                "To see to before relying on it",
                bullets(in_words(room, one) for one in found.to_check),
            )
            if found.to_check
            else None,
            part("What excludes what", excludes_table(room, found.excludes)),
            part(
                "To watch: a decision at the first closes the second",
                excludes_table(room, found.may_bar),
            )
            if found.may_bar
            else None,
            part("Placed, and not in it", left_table(room, found)),
            paragraph(NOTES, quiet=True),
        ]
    )


def part(title: str, *inside: object) -> Html:
    return html('<section class="part"><h2>{}</h2>{}</section>', title, join(inside))


def main() -> None:
    """Draw the page."""
    room = open_room(TITLE)
    show(page_head(TITLE, LEAD))
    ids = lockable(room)
    if not ids:
        show(paragraph("No way can be placed yet; the Ranking says what is missing."))
        return
    inside = several("Keep in", "in", ids, lambda id_: option_words(room, id_))
    outside = several("Keep out", "out", ids, lambda id_: option_words(room, id_))
    with st.columns([1, 3])[0]:
        choose(
            st.selectbox, "Weights", "weights", list(room.perspectives), DEFAULT_WEIGHTS,
            lambda name: words.plain(name).capitalize(),
        )  # fmt: skip
    both = sorted(set(inside) & set(outside))
    if both:
        show(
            html(
                '<p class="refused" role="alert">{}</p>',
                f"{words.listed([option_words(room, id_) for id_ in both])}: kept in and kept out. Choose one.",
            )
        )
        return
    try:
        with st.spinner("Looking for the set …"):
            found = carried(room, session.casebook_path(), inside, outside)
    except NotForADocket as refused:
        said = words.sentence(in_words(room, str(refused)))
        show(html('<p class="refused" role="alert">{}</p>', said))
        return
    show(page(room, found))


if __name__ == "__main__":
    main()
