"""Case: what could be done here, what stands in the way, and by when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from cases.gates import HUMAN_GATES
from cases.model import Case
from data.access import SeenOption
from jurisdictions.model import Avenue
from scoring.explain import contributions
from ui.parts import words
from ui.parts.address import choose, words_in
from ui.parts.html import (
    Column,
    Html,
    bullets,
    html,
    join,
    lines,
    link,
    page_head,
    paragraph,
    safe,
    show,
    table,
)
from ui.parts.intervals import interval
from ui.parts.marks import STANDINGS, chip, mark, standing
from ui.parts.opening import open_room
from ui.parts.ways import (
    details,
    gates_row,
    hindrances,
    limit_cell,
    profile_link,
    reasons_table_rows,
    way_link,
)
from ui.reading_room import Room
from ui.session import address_of

TITLE = "Case"
HOLDERS = {"un": "the UN", "police": "the police"}
WALKED = ("open", "prepare", "under_way")
JUDGED = re.compile(r" assessments\[(\d+)\]$")
TEAM = (
    ("legal", "host", "a lawyer where it happened"),
    ("legal", "sending", "a lawyer in a sending state"),
    ("psychosocial", "host", "psychosocial support where it happened"),
    ("advocacy", "either", "a partner for advocacy"),
)


# --- the case as a whole -------------------------------------------------------------------------


def head(room: Room, case: Case) -> Html:
    """What the case is, in a sentence; its code is small print."""
    incident = case.incident
    conduct = words.listed([words.CONDUCT.get(one, words.plain(one)) for one in incident.conduct])
    begins, ends = words.partial(incident.from_), words.partial(incident.to)
    when = begins if begins == ends else f"{begins} to {ends}"
    states = words.listed([room.law.name(state) for state in case.sending_states])
    said = (
        f"{room.law.name(case.host_state)}, {when}: {conduct} ({words.PATTERN[incident.pattern]}). "
        f"{words.sentence(words.count(len(case.accused), 'accused', 'accused'))[:-1]}"
    )
    said += f", sent by {states}." if states else "."
    mission = room.law.missions.get(case.mission or "")
    if mission:
        said += f" Mission: {mission.name}."
    return page_head(case.label, html('{} <span class="ref">{}</span>', said, case.code))


def summary(options: Sequence[SeenOption]) -> Html:
    """How many ways stand where, as chips."""
    counted = Counter(option.standing for option in options)
    tints = {"open": "yes", "prepare": "work", "under_way": "yes", "closed": "no"}
    return html(
        '<div class="chips">{}</div>',
        join(
            chip(f"{STANDINGS[name].word}: {counted[name]}", tints.get(name, "quiet"))
            for name in ("open", "prepare", "under_way", "unavailable", "closed")
            if counted[name]
        ),
    )


def walked_table(room: Room, options: Sequence[SeenOption]) -> Html:
    """The ways that may be walked, with their gates, their limit and what comes first."""
    return table(
        [
            Column("Way", head=True, width="34%"),
            Column("Standing", width="9.5rem"),
            Column("Gates", width="30%"),
            Column("Runs out"),
        ],
        [
            (
                lines(way_link(room, option), *hindrance_lines(option)),
                standing(option.standing),
                gates_row(option),
                limit_cell(room, option),
            )
            for option in options
            if option.standing in WALKED
        ],
        caption="Ways that may be walked",
        empty="No way of this case may be walked today. The lists below say which there are.",
    )


def hindrance_lines(option: SeenOption) -> tuple[object, ...]:
    """The gravest thing still to do, and how many more there are."""
    found = hindrances(option)
    if not found:
        return ("Nothing in law, time or counsel stands in the way.",)
    more = len(found) - 1
    return (
        words.first_sentence(found[0].text),
        f"And {words.count(more, 'other point')}." if more else None,
    )


def unavailable_part(room: Room, options: Sequence[SeenOption]) -> Html:
    """Ways that are not available: their names; to the person's advocate with their gates in full."""
    found = [option for option in options if option.standing == "unavailable"]
    if not found:
        return Html("")
    if any(option.human is not None for option in found):
        inside = table(
            [
                Column("Way", head=True, width="40%"),
                Column("Gates"),
                Column("Runs out", width="11rem"),
            ],
            [
                (way_link(room, option), gates_row(option), limit_cell(room, option))
                for option in found
            ],
            caption="Ways that are not available",
        )
    else:
        inside = bullets(way_link(room, option) for option in found)
    return details(html("{} · {}", "Not available", len(found)), inside)


def closed_part(room: Room, options: Sequence[SeenOption]) -> Html:
    """Ways that law or time closes, as far as confirmed, with why."""
    found = [option for option in options if option.standing == "closed"]
    if not found:
        return Html("")
    rows = []
    for option in found:
        closing = [
            reason
            for gate in (option.law, option.time)
            for reason in gate.reasons
            if reason.result == "fail"
        ]
        rows.append(
            (
                way_link(room, option),
                join(html("<div>{}</div>", reason.text) for reason in closing),
            )
        )
    return details(
        html("{} · {}", "Not possible in law, as far as confirmed", len(found)),
        table([Column("Way", head=True, width="40%"), "Why"], rows, caption="Closed ways"),
    )


def accused_table(room: Room, case: Case) -> Html:
    """The accused: never a name."""
    return table(
        [Column("Accused", head=True), "Sent by", "As", "Known", "Where they are known to be"],
        [
            (
                one.ref,
                profile_link(room, one.sending_state),
                words.CATEGORIES.get(one.category, words.plain(one.category)),
                words.IDENTIFIED[one.identified],
                words.listed([room.law.name(state) for state in one.present_in]) or "not known",
            )
            for one in case.accused
        ],
        caption="The accused",
        empty="No accused is recorded. Record at least the sending state: it decides whose courts.",
    )


def evidence_table(room: Room, case: Case) -> Html:
    """The evidence and who holds it; of whom it is, to the advocate alone."""
    advocate = bool(room.people)
    columns: list[Column | str] = [Column("Evidence", head=True), "Strength", "Held by"]
    if advocate:
        columns.append("Of whom")
    rows: list[tuple[object, ...]] = []
    for one in case.evidence:
        row: list[object] = [
            words.sentence(words.EVIDENCE.get(one.kind, words.plain(one.kind)))[:-1],
            one.strength,
            HOLDERS.get(one.held_by, one.held_by),
        ]
        if advocate:
            whom = words.listed([room.called(ref) or ref for ref in one.of])
            row.append(
                whom or ("names nobody" if one.cleared_by else "names nobody; not cleared yet")
            )
        rows.append(tuple(row))
    return table(
        columns,
        rows,
        caption="What is held",
        empty="Nothing is recorded as held. Record what exists and who keeps it, not what it says.",
    )


def steps_table(room: Room, case: Case) -> Html:
    """What has happened, oldest first."""
    rows = []
    for step in sorted(case.steps, key=lambda one: one.on.earliest):
        avenue = room.law.avenues.get(step.avenue or "")
        where = room.law.name(step.forum) if step.forum else None
        rows.append(
            (
                words.partial(step.on),
                lines(
                    words.sentence(words.STEPS.get(step.kind, words.plain(step.kind)))[:-1],
                    avenue.name if avenue else None,
                ),
                where,
                lines(
                    words.plain(step.outcome).replace("_", " ") if step.outcome else None,
                    "final" if step.final else None,
                    f"notified {words.partial(step.notified)}" if step.notified else None,
                ),
            )
        )
    return table(
        [Column("When", head=True, width="8rem"), "What", "Where", "Outcome"],
        rows,
        caption="What has happened",
        empty="No step is recorded yet.",
    )


def protective_table(room: Room, case: Case) -> Html:
    """Urgent steps that stand outside any docket."""
    rows = []
    for step in case.protective:
        late = step.done is None and step.by is not None and step.by.latest < room.as_of
        state = (
            mark(f"Done {words.partial(step.done)}", "disc", "yes")
            if step.done
            else mark("Overdue", "stroke", "no")
            if late
            else mark("To be done", "ring", "wait")
        )
        rows.append((words.PROTECTIVE[step.kind], state, words.partial(step.by), step.owner))
    return table(
        [Column("Step", head=True), "State", "By", "Who sees to it"],
        rows,
        caption="Protective steps",
        empty="None is recorded. Ask early: what is not kept safe now may be gone later.",
    )


def team(room: Room, case: Case) -> Html:
    """Partners near this case, what they do in it, and what the team lacks."""
    sending = set(case.sending_states)
    acting = {one.partner: one.forum for one in case.representation}
    rows = []
    have: set[tuple[str, str]] = set()
    for partner in room.partners.values():
        where = set(partner.states)
        near_host, near_sending = case.host_state in where, bool(where & sending)
        if not (near_host or near_sending or partner.ref in acting):
            continue
        conflict = case.code in partner.conflicts or bool(sending & set(partner.conflicts))
        if not conflict:
            for role in partner.roles:
                have |= {(role, "host")} if near_host else set()
                have |= {(role, "sending")} if near_sending else set()
                have.add((role, "either"))
        forum = acting.get(partner.ref)
        what = (
            mark("Conflict of interest", "stroke", "no")
            if conflict
            else mark(f"Mandated in {room.law.name(forum)}", "disc", "yes")
            if forum
            else None
        )
        rows.append(
            (
                partner.ref,
                words.listed([room.law.name(state) for state in partner.states]),
                words.listed(list(partner.roles)),
                what,
                f"{partner.carrying} of {partner.can_carry}",
            )
        )
    lacks = [said for role, where_, said in TEAM if (role, where_) not in have]
    return join(
        [
            table(
                [Column("Partner", head=True), "Where", "What they do", "In this case", "Carrying"],
                rows,
                caption="Partners where it happened and in the sending states",
                empty="No partner is recorded where it happened or in the sending states.",
            ),
            paragraph(f"The team lacks {words.listed(lacks)}.") if lacks else None,
        ]
    )


def people_table(room: Room, case: Case) -> Html | None:
    """Who is in this case, as they wish to be called; for their advocate alone."""
    found = [person for person in room.people.values() if case.code in person.cases]
    if not found:
        return None
    relations = {"survivor": "survivor", "child_born": "child born", "dependant": "dependant"}
    states = {"in_contact": "in contact", "out_of_reach": "out of reach", "deceased": "has died"}
    rows = []
    for person in found:
        wishes = None
        if person.wishes and person.wishes.ranking:
            wishes = bullets(
                (
                    words.listed([words.OUTCOMES[one] for one in place])
                    for place in person.wishes.ranking
                ),
                ordered=True,
            )
        elif person.wishes and person.wishes.points:
            wishes = bullets(
                f"{words.OUTCOMES[one]}: {points:g} points"
                for one, points in sorted(person.wishes.points.items(), key=lambda p: -p[1])
            )
        never = (
            words.listed([words.ENTAILED[one] for one in person.wishes.must_not])
            if person.wishes
            else ""
        )
        rows.append(
            (
                lines(
                    html('{} <span class="ref">{}</span>', person.called or "", person.ref),
                    " · ".join(
                        part
                        for part in (
                            relations[person.relation],
                            person.pronoun,
                            states[person.status],
                        )
                        if part
                    ),
                ),
                wishes or "not talked about yet",
                words.sentence(f"never {never}") if never else None,
            )
        )
    return table(
        [
            Column("Who", head=True, width="30%"),
            "What they wish, in their order",
            "What must not be",
        ],
        rows,
        caption="The people of this case",
    )


def whole(room: Room, case: Case) -> Html:
    """The page of a case."""
    options = room.options_of.get(case.code, ())
    people = people_table(room, case)
    return join(
        [
            summary(options),
            section("What could be done here", walked_table(room, options)),
            closed_part(room, options),
            unavailable_part(room, options),
            section("Who is in this case", people) if people is not None else None,
            section("Protective steps", protective_table(room, case)),
            section("What has happened", steps_table(room, case)),
            section("What is held", evidence_table(room, case)),
            section("The accused", accused_table(room, case)),
            section("The team", team(room, case)),
            section("What it could help to change", reforms(room, case)) if case.reforms else None,
        ]
    )


def reforms(room: Room, case: Case) -> Html:
    """The reforms that a case could help to bring about."""
    return bullets(
        room.reforms[key].title if key in room.reforms else words.plain(key) for key in case.reforms
    )


def section(title: str, inside: Html) -> Html:
    """A part of the page under a heading."""
    return html('<section class="part"><h2>{}</h2>{}</section>', title, inside)


# --- one way -------------------------------------------------------------------------------------


def one_way(room: Room, case: Case, option: SeenOption) -> Html:
    """One way of a case: gates with reasons, the limit, what it asks, what follows if it is lost."""
    avenue = room.law.avenues[option.avenue]
    back = link("All ways of this case", address_of("case", case=case.code))
    parts: list[object] = [
        html(
            '<section class="part way"><p class="back">{}</p><h2>{}</h2>{}{}</section>',
            back,
            room.way(option),
            standing(option.standing),
            gates_row(option),
        )
    ]
    if option.human is None and not option.available and option.standing != "closed":
        parts.append(paragraph("This way is not available."))
    else:
        if option.value is not None:
            parts.append(section("How it stands", standing_words(room, option)))
        parts.append(
            section("What stands in the way, and what would change it", gates_table(room, option))
        )
        parts.append(section("By when", by_when(room, option, avenue)))
        if option.scores is not None:
            parts.append(section("What its value is made of", scores_table(room, case, option)))
    parts += [
        section("What it is", described(avenue)),
        section("What counsel confirms", to_confirm(avenue)),
        section("What it asks of the person", asks(avenue)),
        section("If it is lost", if_lost(avenue)),
        section("Money", money(avenue)),
        section("Protective steps of this case", protective_table(room, case)),
        precedents(avenue),
    ]
    return join(parts)


def standing_words(room: Room, option: SeenOption) -> Html:
    """The value with its reach, and the place in words."""
    assert option.value is not None
    if option.placed:
        same = [one for one in room.options_of[option.case] if one.placed]
        nth = option.rank_in_case or 0
        said = (
            f"Place {option.rank} among the cases; number {nth} of {len(same)} placed "
            f"{'way' if len(same) == 1 else 'ways'} of this case."
        )
    else:
        said = "Not known well enough to be placed: too much is missing. The table below says what."
    claimants = [
        html("{}{}", room.called(ref) or "", html(' <span class="ref">{}</span>', ref))
        for ref in option.claimants
    ]
    return join(
        [
            interval(*option.value),
            paragraph(said),
            html('<p class="quiet">Who would claim: {}</p>', join(claimants, ", "))
            if claimants
            else None,
        ]
    )


def gates_table(room: Room, option: SeenOption) -> Html:
    """Each gate with its reasons in words, what they rest on, and what would change them."""
    named = [
        (name, gate)
        for name, gate in (
            *((key, option.human[key]) for key in HUMAN_GATES if option.human is not None),
            ("law", option.law),
            ("time", option.time),
            ("counsel", option.counsel),
        )
    ]
    rows = reasons_table_rows(room, named)
    if option.human is None:
        available = "Available." if option.available else "Not available."
        rows.insert(0, ("Available or not", available, None))
    return table(
        [
            Column("Gate", head=True, width="9rem"),
            Column("Reason, and what it rests on", width="58%"),
            "What would change it",
        ],
        rows,
        caption="The gates of this way",
    )


def by_when(room: Room, option: SeenOption, avenue: Avenue) -> Html:
    """The limit in words, each part of it, and the rule it rests on."""
    limit = option.limit
    said = words.runs_out(limit, room.as_of)
    firm = (
        "Firm: each fact it rests on was read at medium confidence or better, or is settled."
        if limit.firm
        else "Not firm: it rests on something that was not confirmed. Have it read before relying on it."
    )
    rows = []
    for part in limit.parts:
        row: list[object] = [
            words.sentence(part.charge)[:-1] if part.charge else "Any",
            words.sentence(words.part_runs_out(part)),
            html('<span class="ref">{}</span>', part.source),
        ]
        if room.people:
            row.insert(1, room.called(part.who))
        rows.append(row)
    columns: list[Column | str] = [Column("Charge or claim", head=True, width="36%")]
    if room.people:
        columns.append("For whom")
    columns += ["Runs out", "Rests on"]
    left = None
    if (
        limit.days_left is not None
        and limit.days_left >= 0
        and limit.status in ("open", "uncertain")
    ):
        left = f"{limit.days_left:,} days from the working date to the earliest reading."
    return join(
        [
            paragraph(
                html(
                    "<strong>{}</strong>{}",
                    said.main,
                    html(" ({})", said.under) if said.under else None,
                )
            ),
            paragraph(left) if left else None,
            paragraph(firm, quiet=True),
            table(columns, rows, caption="The parts of this limit") if rows else None,
            paragraph(html("Rule of the way: {}", avenue.time_limit.rule_text)),
            words.cited(avenue.time_limit),
            bullets(avenue.time_limit.exceptions) if avenue.time_limit.exceptions else None,
        ]
    )


def scores_table(room: Room, case: Case, option: SeenOption) -> Html:
    """Each criterion: the score on its own scale, where it comes from, and what it adds to the value."""
    rows = []
    questions = {criterion.key: criterion for criterion in room.catalogue.criteria}
    for share in contributions(option, room.catalogue, room.ranking.weights):
        criterion, score = questions[share.criterion], share.score
        better = "" if criterion.better == "more" else " (less is better)"
        rows.append(
            (
                lines(
                    words.CRITERIA.get(share.criterion, words.plain(share.criterion)),
                    criterion.question,
                ),
                lines(
                    interval(
                        score.low,
                        score.likely,
                        score.high,
                        criterion.low,
                        criterion.high,
                        1 if criterion.high > 1 else 2,
                    ),
                    f"{criterion.low:g} to {criterion.high:g} {plural(criterion.unit)}{better}",
                ),
                lines(
                    words.SCORE_SOURCES.get(score.source, words.plain(score.source)),
                    because(case, score.fact),
                ),
                f"{share.weight:.3f}",
                lines(f"{share.likely:.3f}", f"{share.low:.3f}–{share.high:.3f}"),
            )
        )
    return join(
        [
            table(
                [
                    Column("Criterion", head=True, width="30%"),
                    Column("Score", width="15rem"),
                    "Where it comes from",
                    Column("Weight", number=True),
                    Column("Adds", number=True),
                ],
                rows,
                caption="What the value is made of",
            ),
            paragraph(
                "What a criterion adds is its weight times its value; the figures add up to the value above. "
                "A missing score counts as the whole scale.",
                quiet=True,
            ),
        ]
    )


def plural(unit: str) -> str:
    """A unit as the name of a scale."""
    return {"level": "levels", "share": "", "year": "years"}.get(unit, unit)


def because(case: Case, fact: str) -> str | None:
    """The reason that a person gave for a judgement, with who and when."""
    found = JUDGED.search(fact)
    if found is None or int(found[1]) >= len(case.assessments):
        return None
    judged = case.assessments[int(found[1])]
    return f"{judged.because} ({judged.by}, {words.partial(judged.on)})"


def described(avenue: Avenue) -> Html:
    """What a person hears of a way, and what it promises."""
    said = avenue.description
    promised = {"primary": [], "possible": [], "indirect": []}
    for outcome, promise in avenue.outcomes.items():
        if promise in promised:
            promised[promise].append(words.OUTCOMES[outcome])
    names = {"primary": "First of all", "possible": "Possibly", "indirect": "Indirectly"}
    return join(
        [
            paragraph(said.what_it_is),
            pairs(
                [
                    ("What it can bring", said.can_bring),
                    ("What it cannot bring", said.cannot_bring),
                    ("How long", said.how_long),
                    ("What it asks of you", said.asks_of_you),
                    *(
                        (names[key], words.sentence(words.listed(found)))
                        for key, found in promised.items()
                        if found
                    ),
                    ("Binding", binding(avenue)),
                ]
            ),
            details("What this rests on", words.cited(avenue)),
        ]
    )


def binding(avenue: Avenue) -> str:
    """Whether what comes out binds the other side."""
    if isinstance(avenue.binding, bool):
        return "Yes." if avenue.binding else "No."
    return words.sentence(words.plain(avenue.binding))


def pairs(rows: Sequence[tuple[str, object]]) -> Html:
    """Headings with their text beside them."""
    return html(
        '<dl class="pairs">{}</dl>',
        join(html("<dt>{}</dt><dd>{}</dd>", name, value) for name, value in rows),
    )


def to_confirm(avenue: Avenue) -> Html:
    """Conditions that no record here can answer; counsel checks each before filing."""
    found = [one for one in avenue.requirements if one.check == "confirm"]
    if not found:
        return paragraph("Nothing is noted beyond the gates above.", quiet=True)
    return bullets(
        html('{}<div class="under">{}</div>', one.text, words.cited(one)) for one in found
    )


def asks(avenue: Avenue) -> Html:
    """What a way cannot be walked without, what it may bring with it, and who files."""
    entails = words.listed([words.ENTAILED[one] for one in avenue.entails])
    may = words.listed([words.ENTAILED[one] for one in avenue.may_entail])
    organisation = {True: "Yes.", False: "No.", "unknown": "Not known."}[
        avenue.organisation_may_file
    ]
    return pairs(
        [
            ("Cannot be done without", words.sentence(entails) or "Nothing is noted."),
            ("May bring with it", words.sentence(may) or "Nothing is noted."),
            (
                "Burden",
                words.sentence(words.listed(list(avenue.burden.drivers))) or "Not described.",
            ),
            ("Who knows", words.sentence(avenue.confidentiality)),
            ("Who can file", words.sentence("; ".join(avenue.who_can_file))),
            ("May an organisation file", organisation),
        ]
    )


def if_lost(avenue: Avenue) -> Html:
    """What follows when it is lost; what is not known is said to be."""
    return pairs(
        [
            ("Appeal", known(avenue.if_lost.appeal)),
            ("What it bars", known(avenue.if_lost.bars)),
            ("Who tells the person", "The person's advocate, in person."),
            ("After", "Support stays, whatever the outcome."),
        ]
    )


def money(avenue: Avenue) -> Html:
    """What it costs in kind."""
    held = avenue.money
    return pairs(
        [
            ("Fees", known(held.fees)),
            ("If lost, the other side's costs", known(held.adverse_costs)),
            ("Security", known(held.security)),
            ("Translation", known(held.translation)),
            ("Legal aid", known(held.legal_aid)),
        ]
    )


def known(text: str) -> str:
    """A text of the law, or that it is not known."""
    return "Not known." if text == "unknown" else words.sentence(text)


def precedents(avenue: Avenue) -> Html:
    """Decided matters, without anyone's name."""
    if not avenue.precedents:
        return Html("")
    return details(
        html("{} · {}", "Earlier matters", len(avenue.precedents)),
        table(
            [Column("Matter", head=True, width="38%"), "What came of it", "Source"],
            [
                (
                    lines(one.case, one.relation),
                    one.outcome,
                    lines(
                        safe(one.source), f"{words.BASES[one.basis]} · {one.confidence} confidence"
                    ),
                )
                for one in avenue.precedents
            ],
            caption="Earlier matters",
        ),
    )


# --- the page ------------------------------------------------------------------------------------


def main() -> None:
    """Draw the page."""
    room = open_room(TITLE)
    codes = list(room.cases)
    if not codes:
        show(
            join(
                [
                    page_head(TITLE, "No case is open to you here."),
                    paragraph("Cases are read by those who work on them."),
                ]
            )
        )
        return
    asked = words_in("case")
    if asked not in room.cases:
        lead = "Choose a case." if not asked else "There is no case with this code. Choose another."
        show(page_head(TITLE, lead))
        choose(
            st.selectbox, "Case", "case", ["", *codes], "",
            lambda code: f"{code} · {room.cases[code].label}" if code else "Choose",
        )  # fmt: skip
        return
    case = room.cases[asked]
    show(head(room, case))
    by_way = {f"{o.avenue}/{o.forum}": o for o in room.options_of.get(case.code, ())}
    chosen = by_way.get(words_in("way"))
    show(one_way(room, case, chosen) if chosen else whole(room, case))


if __name__ == "__main__":
    main()
