"""What if: whether the same cases would come first if something else mattered more."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import streamlit as st

from criteria.model import Catalogue, Group, Policy, WeightSet
from criteria.weights import WeightsRefused, weights_of
from data.access import SeenOption, SeenRanking
from ui import session
from ui.parts import words
from ui.parts.address import choose, slide
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
from ui.parts.leads import signed
from ui.parts.opening import TOPS, open_room
from ui.parts.ways import case_link, way_link
from ui.reading_room import DEFAULT_WEIGHTS, TOP, Room, house, perspectives, weighed_anew

TITLE = "What if"
LEAD = (
    "Would we still choose these if something else mattered more? Move a slider and the cases are "
    "ordered anew. Nothing is saved: what is tried stands in the address of this page alone."
)

Moved = Mapping[str, float]
"""Points that somebody set, by the key of a group or of a criterion."""


# --- weights -------------------------------------------------------------------------------------


def shares(catalogue: Catalogue, weights: Mapping[str, float]) -> dict[str, float]:
    """The points of 100 of each group, and of each criterion within its group, as weights have them."""
    found: dict[str, float] = {}
    for group in catalogue.groups:
        whole = math.fsum(weights[criterion.key] for criterion in group.criteria)
        found[group_key(group)] = 100 * whole
        for criterion in group.criteria:
            found[criterion.key] = 100 * weights[criterion.key] / whole if whole else 0.0
    return found


def group_key(group: Group) -> str:
    """The name of a group's slider; a group and a criterion may share a key."""
    return f"group_{group.key}"


def tried(room: Room, policy: Policy, moved: Moved) -> dict[str, float]:
    """The weights that the sliders make; those not moved stay as the chosen set has them.

    Raises WeightsRefused where a floor is crossed, or where all of a kind are zero.
    """
    if not moved:
        return dict(room.weights.values)
    points = {**shares(room.catalogue, room.weights.values), **moved}
    chosen = room.weights.chosen
    made = WeightSet(
        name=chosen.name,
        perspective=chosen.perspective,
        by=chosen.by,
        on=chosen.on,
        because=chosen.because,
        method="points",
        groups={group.key: points[group_key(group)] for group in room.catalogue.groups},
        criteria={
            group.key: {criterion.key: points[criterion.key] for criterion in group.criteria}
            for group in room.catalogue.groups
        },
    )
    return weights_of(made, room.catalogue, policy)


def refused_words(room: Room, refused: WeightsRefused) -> str:
    """Why weights cannot be tried, with the group or the criterion by its name."""
    groups = {group.key: group.name for group in room.catalogue.groups}
    last = refused.path[-1] if refused.path else ""
    name = groups.get(last) or words.CRITERIA.get(last) or "The groups"
    what = _PART.sub(lambda found: f"{100 * float(found[0]):.1f} of 100", refused.what)
    return f"{name}: {what}. Until then the order is the one as chosen."


_PART = re.compile(r"\b0\.\d+|\b1\.0+")


def floors_words(room: Room, policy: Policy) -> str:
    """The floors that no weights go below."""
    groups = {group.key: group.name for group in room.catalogue.groups}
    said = [
        f"“{groups[key]}” at least {100 * floor:.0f}" for key, floor in policy.floor_groups.items()
    ]
    said += [
        f"“{words.CRITERIA.get(key, words.plain(key))}” at least {100 * floor:.0f}"
        for key, floor in policy.floor_criteria.items()
    ]
    return f"Of 100: {words.listed(said)}. No weights go below that: what counts is each slider's part of them all. {words.sentence(policy.because)}"


def weights_table(room: Room, weights: Mapping[str, float]) -> Html:
    """What each group and criterion weighs before and now, of 100."""
    rows: list[tuple[object, ...]] = []
    for group in room.catalogue.groups:
        keys = [criterion.key for criterion in group.criteria]
        before = math.fsum(room.weights.values[key] for key in keys)
        now = math.fsum(weights[key] for key in keys)
        rows.append(
            (
                html("<strong>{}</strong>", group.name),
                f"{100 * before:.1f}",
                html("<strong>{}</strong>", f"{100 * now:.1f}"),
                signed(100 * (now - before), 1),
            )
        )
        rows += [
            (
                words.CRITERIA.get(key, words.plain(key)),
                f"{100 * room.weights.values[key]:.1f}",
                f"{100 * weights[key]:.1f}",
                signed(100 * (weights[key] - room.weights.values[key]), 1),
            )
            for key in keys
        ]
    return table(
        [
            Column("Group and criterion", head=True, width="55%"),
            Column("As chosen", number=True),
            Column("Tried", number=True),
            Column("Change", number=True),
        ],
        rows,
        caption="Weights of 100, as chosen and as tried",
    )


# --- what moved ----------------------------------------------------------------------------------


def best_ways(ranking: SeenRanking) -> dict[str, SeenOption]:
    """The best placed way of each case, in the order of their places."""
    found: dict[str, SeenOption] = {}
    for option in ranking.options:
        if option.placed and option.rank is not None and option.rank_in_case == 1:
            found.setdefault(option.case, option)
    return dict(sorted(found.items(), key=lambda item: (item[1].rank or 0, item[0])))


def what_moved(room: Room, before: SeenRanking, after: SeenRanking, top: int) -> list[str]:
    """What the new order changes, case by case: those that matter for the first `top` first."""
    old, new = best_ways(before), best_ways(after)
    said: list[tuple[int, int, str]] = []
    for case in sorted({*old, *new}):
        one, two = old.get(case), new.get(case)
        if one is None:
            assert two is not None
            said.append((0, two.rank or 0, f"{case} can be placed now, at {two.rank}."))
        elif two is None:
            lost = "lacks too much of what now weighs more, and has no place"
            said.append((0, one.rank or 0, f"{case} {lost}; it was at {one.rank}."))
        elif one.rank != two.rank:
            was, is_ = one.rank or 0, two.rank or 0
            text = f"{case} goes from {was} to {is_}"
            crossed = (was <= top) != (is_ <= top)
            if crossed:
                text += f", {'into' if is_ <= top else 'out of'} the first {top}"
            if one.id != two.id:
                text += f"; its best way is now: {room.way(two)}"
            said.append((0 if crossed else 1, min(was, is_), f"{text}."))
        elif one.id != two.id:
            said.append((2, one.rank or 0, f"{case} stays at {one.rank}; its best way is now: {room.way(two)}."))  # fmt: skip
    return [text for _, _, text in sorted(said)]


def moved_part(room: Room, before: SeenRanking, after: SeenRanking, most: int = 12) -> Html:
    """What moved, in words."""
    said = what_moved(room, before, after, room.top)
    old = {case for case, one in best_ways(before).items() if (one.rank or 0) <= room.top}
    new = {case for case, one in best_ways(after).items() if (one.rank or 0) <= room.top}
    if not said:
        head = "Nothing moves: the cases keep their places and their best ways."
    elif old == new:
        head = f"The first {room.top} are the same cases as before."
    else:
        came, went = words.listed(sorted(new - old)), words.listed(sorted(old - new))
        head = "; ".join(
            part
            for part in (
                f"into the first {room.top}: {came}" if came else "",
                f"out of it: {went}" if went else "",
            )
            if part
        )
        head = words.sentence(head)
    more = len(said) - most
    return html(
        '<section class="part" aria-live="polite"><h2>What moved</h2>{}{}{}</section>',
        paragraph(head),
        bullets(said[:most]) if said else None,
        paragraph(f"And {words.count(more, 'other case')}.", quiet=True) if more > 0 else None,
    )


def order_table(room: Room, before: SeenRanking, after: SeenRanking) -> Html:
    """The first cases in the order that is tried, with where they stood."""
    old = best_ways(before)
    first = [one for one in best_ways(after).values() if (one.rank or 0) <= room.top]
    return table(
        [
            Column("Place", width="4rem"),
            Column("Before", width="5rem"),
            Column("Case and its best way", head=True, width="65%"),
            Column("Value", number=True, width="6rem"),
        ],
        [
            (
                one.rank,
                old[one.case].rank
                if one.case in old
                else html('<span class="dash">{}</span>', "none"),
                lines(way_link(room, one), case_link(room, one.case)),
                f"{one.value.likely:.3f}" if one.value else None,
            )
            for one in first
        ],
        caption="The first cases under the weights that are tried",
        empty="No case can be placed under these weights.",
    )


def sides_table(room: Room, sides: Mapping[str, SeenRanking]) -> Html:
    """The first cases under each set of weights, place by place; nothing is averaged."""
    firsts: dict[str, dict[int, list[SeenOption]]] = {}
    for name, ranking in sides.items():
        by_place: dict[int, list[SeenOption]] = {}
        for one in best_ways(ranking).values():
            by_place.setdefault(one.rank or 0, []).append(one)
        firsts[name] = by_place

    def cell(found: Sequence[SeenOption]) -> Html:
        return join(
            lines(case_link(room, one.case), room.law.avenues[one.avenue].name) for one in found
        )

    return table(
        [
            Column("Place", head=True, width="4rem"),
            *(words.plain(name).capitalize() for name in sides),
        ],
        [
            (place, *(cell(by_place.get(place, [])) for by_place in firsts.values()))
            for place in range(1, room.top + 1)
            if any(place in by_place for by_place in firsts.values())
        ],
        caption="The first cases under each set of weights",
        empty="No case can be placed.",
    )


def agreement(room: Room, sides: Mapping[str, SeenRanking]) -> str:
    """How far the sets of weights agree on the first cases, in a sentence."""
    sets = [
        {case for case, one in best_ways(ranking).items() if (one.rank or 0) <= room.top}
        for ranking in sides.values()
    ]
    every = set.intersection(*sets) if sets else set()
    any_ = set.union(*sets) if sets else set()
    if not any_:
        return "No case can be placed."
    said = f"{words.sentence(words.count(len(every), 'case'))[:-1]} {'is' if len(every) == 1 else 'are'} among the first {room.top} on every side"
    only = sorted(any_ - every)
    return f"{said}; they part over {words.listed(only)}." if only else f"{said}."


# --- the page ------------------------------------------------------------------------------------


def sliders(room: Room) -> dict[str, float]:
    """A slider for each group, those of its criteria in a part that opens; what somebody moved."""
    start = shares(room.catalogue, room.weights.values)
    moved: dict[str, float] = {}

    def one(label: str, key: str) -> None:
        found = slide(label, key, start[key])
        if found is not None:
            moved[key] = found

    columns = st.columns(2, gap="large")
    for place, group in enumerate(room.catalogue.groups):
        with columns[place % 2]:
            one(group.name, group_key(group))
            if len(group.criteria) > 1:
                with st.expander(f"Within it: {len(group.criteria)} criteria"):
                    for criterion in group.criteria:
                        one(
                            words.CRITERIA.get(criterion.key, words.plain(criterion.key)),
                            criterion.key,
                        )
    return moved


def slider_names(room: Room) -> list[str]:
    """What the sliders are called in the address."""
    return [*(group_key(group) for group in room.catalogue.groups), *room.catalogue.keys]


def as_chosen() -> None:
    """Take every slider out of the address."""
    for name in st.session_state.get("slider_names", ()):
        st.query_params.pop(name, None)


def page(room: Room, sides: Mapping[str, SeenRanking], policy: Policy, moved: Moved) -> Html:
    """Everything below the sliders."""
    refused: str | None = None
    weights = dict(room.weights.values)
    try:
        weights = tried(room, policy, moved)
    except WeightsRefused as found:
        refused = refused_words(room, found)
    after = (
        room.ranking
        if refused or not moved
        else weighed_anew(room, session.casebook_path(), weights)
    )
    return below(room, sides, after, weights, refused)


def below(
    room: Room,
    sides: Mapping[str, SeenRanking],
    after: SeenRanking,
    weights: Mapping[str, float],
    refused: str | None,
) -> Html:
    """What moved, the new order, the weights, and the sides, as one page."""
    return join(
        [
            html('<p class="refused" role="alert">{}</p>', refused) if refused else None,
            None if refused else moved_part(room, room.ranking, after),
            html(
                '<section class="part"><h2>The first {} as {}</h2>{}</section>',
                room.top,
                "chosen" if refused else "tried",
                order_table(room, room.ranking, after),
            ),
            html(
                "<details><summary>{}</summary>{}</details>",
                "The weights, of 100",
                weights_table(room, weights),
            ),
            html(
                '<section class="part"><h2>The first {} from each side</h2>{}{}</section>',
                room.top,
                paragraph(agreement(room, sides)),
                sides_table(room, sides),
            ),
            paragraph(
                "Sides stand beside one another; they are not averaged. What is not available has no "
                "place on any side.",
                quiet=True,
            ),
        ]
    )


def main() -> None:
    """Draw the page."""
    room = open_room(TITLE)
    show(page_head(TITLE, LEAD))
    if not best_ways(room.ranking):
        show(paragraph("No case can be placed yet; the Ranking says what is missing."))
        return
    policy = house().criteria.policy
    st.session_state["slider_names"] = slider_names(room)
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
    with left:
        choose(
            st.selectbox, "Begin with", "weights", list(room.perspectives), DEFAULT_WEIGHTS,
            lambda name: words.plain(name).capitalize(), clears=slider_names(room),
        )  # fmt: skip
    with middle:
        choose(
            st.selectbox, "Look at the first", "top", list(TOPS), str(TOP),
            lambda number: f"{number} cases",
        )  # fmt: skip
    with right:
        st.button("As chosen again", on_click=as_chosen)
    show(paragraph(floors_words(room, policy), quiet=True))
    moved = sliders(room)
    sides = perspectives(room, session.casebook_path())
    show(page(room, sides, policy, moved))


if __name__ == "__main__":
    main()
