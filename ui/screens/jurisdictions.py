"""Jurisdictions: what the law is in a state, who says so, how sure that is, and as of when."""

from __future__ import annotations

import streamlit as st

from jurisdictions.model import Cited, Profile
from reading.strict import FileProblems
from ui import reading_room
from ui.parts import law_words, words
from ui.parts.address import choose, chosen
from ui.parts.html import (
    Column,
    Html,
    html,
    join,
    lines,
    link,
    page_head,
    paragraph,
    show,
    table,
)
from ui.parts.intervals import interval
from ui.parts.marks import chip, mark
from ui.parts.opening import problems_page
from ui.parts.ways import details
from ui.session import address_of

TITLE = "Jurisdictions"
ROLES = {"tcc": "sends people to missions", "host": "hosts missions"}
TRADITIONS = {
    "civil": "civil law",
    "common": "common law",
    "mixed": "mixed law",
    "religious": "religious law",
    "unknown": "legal tradition not recorded",
}
RESTS_ON = Column("Rests on", width="34%")


def state_chosen(law_names: dict[str, str]) -> str | None:
    """The state that the address names, or None."""
    asked = chosen("state", list(law_names), "")
    return asked or None


def sure(fact: Cited) -> Html:
    """Whether a fact alone may close a way, beside what it rests on."""
    word, tint = words.firmness(fact)
    return join([words.cited(fact), chip(word, tint)])


def head(profile: Profile) -> Html:
    """The state, its roles, and who reviewed the profile."""
    said = words.sentence(words.listed([ROLES[role] for role in profile.roles]))
    said = f"{said} {words.sentence(TRADITIONS[profile.legal_tradition])}".strip()
    reviewed = profile.reviewed
    state = (
        mark(
            f"Reviewed by {words.listed(list(reviewed.by or ()))}, {words.partial(reviewed.on)}",
            "disc",
            "yes",
        )
        if reviewed.status == "reviewed"
        else mark(
            "Draft: no two lawyers have signed it. Check before you rely on it.", "ring", "wait"
        )
    )
    return join(
        [
            page_head(profile.name, html('{} <span class="ref">{}</span>', said, profile.state)),
            html('<p class="said">{}</p>', state),
        ]
    )


def basics(profile: Profile) -> Html:
    """Age of majority, reporting duty, and what one who complains may risk."""
    rows: list[tuple[object, ...]] = []
    majority = profile.age_of_majority
    rows.append(
        ("Age of majority", f"{words.years(majority.interval)}", sure(majority))
        if majority
        else ("Age of majority", UNREAD, None)
    )
    duty = profile.reporting_duty
    rows.append(
        ("Duty to report what one hears", known(duty.value), sure(duty))
        if duty
        else ("Duty to report what one hears", UNREAD, None)
    )
    if profile.exposure:
        for entry in profile.exposure:
            whom = f"Meets one sex only: {entry.sex}." if entry.sex else None
            rows.append(
                (
                    "Risk to one who complains",
                    lines(words.sentence(words.plain(entry.risk)), whom),
                    sure(entry),
                )
            )
    else:
        rows.append(
            (
                "Risk to one who complains",
                "None is noted. That does not mean that there is none.",
                None,
            )
        )
    return table(
        [Column("What", head=True, width="20%"), "What the profile says", RESTS_ON],
        rows,
        caption="Basics",
    )


UNREAD = "Not known: nobody has read it."


def known(text: str) -> str:
    """A text, or that it is not known."""
    return "Not known." if text == "unknown" else words.sentence(text)


def avenues(profile: Profile, law: reading_room.Law) -> Html:
    """What this state's law says of each way."""
    rows = []
    for key in profile.avenues:
        avenue = law.avenues.get(key)
        for entry in profile.availability(key):
            rows.append(
                (
                    avenue.name if avenue else words.plain(key),
                    lines(mark(*law_words.availability(entry)), law_words.for_whom(entry)),
                    sure(entry),
                )
            )
    return join(
        [
            table(
                [Column("Way", head=True, width="30%"), "What its law says", RESTS_ON],
                rows,
                caption="Ways in this state's own law",
                empty="Nothing of this state's own law was read yet.",
            ),
            paragraph(
                "A way that is not listed is not known: that is not the same as not there.",
                quiet=True,
            ),
        ]
    )


def limits(profile: Profile, law: reading_room.Law) -> Html:
    """The rules of limitation with their history, way by way."""
    rows = []
    for number, entry in enumerate(profile.limits):
        avenue = law.avenues.get(entry.avenue)
        name = (
            avenue.name
            if avenue
            else f"{words.FAMILIES.get(entry.avenue, words.plain(entry.avenue))}, all ways"
        )
        rows.append(
            (
                lines(
                    name,
                    law_words.selects(entry.when),
                    html('<span class="ref">limits[{}]</span>', number),
                ),
                lines(law_words.limit(entry), law_words.reach(entry)),
                sure(entry),
            )
        )
    return table(
        [Column("For", head=True, width="28%"), "Rule", RESTS_ON],
        rows,
        caption="Limits in time, with their history",
        empty="No limit was read yet. Treat every one as urgent until a lawyer of that state has.",
    )


def treaties(profile: Profile) -> Html:
    """Where the state stands to each treaty."""
    return table(
        [Column("Treaty", head=True, width="30%"), "Where it stands", RESTS_ON],
        [
            (
                lines(
                    law_words.TREATIES.get(name, name), html('<span class="ref">{}</span>', name)
                ),
                mark(*law_words.treaty(entry)),
                sure(entry),
            )
            for name, entry in profile.treaties.items()
        ],
        caption="Treaties",
        empty="No treaty was looked up yet.",
    )


def ratings(profile: Profile) -> Html:
    """Levels from 0 to 4, each with its reach."""
    rows = []
    for key, name in law_words.RATINGS.items():
        entry = getattr(profile.ratings, key)
        rows.append(
            (name, interval(entry.low, entry.likely, entry.high, 0, 4, 1), sure(entry))
            if entry
            else (name, "Not rated: it counts as the whole scale.", None)
        )
    return table(
        [Column("What", head=True, width="30%"), "Level, 0 to 4", RESTS_ON], rows, caption="Ratings"
    )


def notes(profile: Profile) -> Html:
    """Facts that no other field holds, by topic."""
    order = list(law_words.TOPICS)
    return table(
        [Column("Topic", head=True, width="20%"), "What is noted", RESTS_ON],
        [
            (law_words.TOPICS[note.topic], words.sentence(note.text), sure(note))
            for note in sorted(profile.notes, key=lambda one: order.index(one.topic))
        ],
        caption="Notes",
    )


def section(title: str, inside: Html) -> Html:
    """A part of the page under a heading."""
    return html('<section class="part"><h2>{}</h2>{}</section>', title, inside)


def page(law: reading_room.Law, state: str) -> Html:
    """A profile in words."""
    profile = law.profiles[state]
    only_treaties = not (profile.avenues or profile.limits or profile.notes)
    return join(
        [
            head(profile),
            paragraph("So far only treaties are recorded for this state.")
            if only_treaties
            else None,
            section("Basics", basics(profile)),
            section("Ways in its own law", avenues(profile, law)),
            section("Limits in time", limits(profile, law)),
            section("Ratings", ratings(profile)),
            section("Notes", notes(profile)) if profile.notes else None,
            section("Treaties", treaties(profile)),
        ]
    )


def first_page(law: reading_room.Law) -> Html:
    """Which profiles there are, when no state is chosen."""
    full = [p for p in law.profiles.values() if p.avenues or p.limits]
    rest = [p for p in law.profiles.values() if not (p.avenues or p.limits)]

    def links(profiles: list[Profile]) -> Html:
        return html(
            '<ul class="columns">{}</ul>',
            join(
                html("<li>{}</li>", link(p.name, address_of("jurisdictions", state=p.state)))
                for p in sorted(profiles, key=lambda one: one.name)
            ),
        )

    return join(
        [
            section(f"Profiles with their own law · {len(full)}", links(full)) if full else None,
            details(html("{} · {}", "Treaties only", len(rest)), links(rest)) if rest else None,
            html(
                '<p class="quiet">{}</p>',
                link("What is covered, state by area", address_of("coverage")),
            ),
        ]
    )


def main() -> None:
    """Draw the page."""
    try:
        law = reading_room.house().law
    except FileProblems as refused:
        show(problems_page(TITLE, refused))
        return
    names = {
        "": "Choose a state",
        **{p.state: p.name for p in sorted(law.profiles.values(), key=lambda one: one.name)},
    }
    state = state_chosen(names)
    if state is None:
        show(
            page_head(
                TITLE,
                "What the law is in each state, who says so, and as of when. What nobody has read stays unknown.",
            )
        )
    with st.container(width=420):
        choose(st.selectbox, "State", "state", list(names), "", names.__getitem__)
    show(first_page(law) if state is None else page(law, state))


if __name__ == "__main__":
    main()
