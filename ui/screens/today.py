"""Today: what needs me? Each line opens the thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from monitoring.deadlines import Deadline
from ui.parts import words
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
    show,
    table,
)
from ui.parts.marks import mark
from ui.parts.opening import FIRST_STEPS, open_room
from ui.parts.ways import case_link, profile_link, way_link
from ui.reading_room import Room, Task
from ui.session import address_of

TITLE = "Today"
SOON = timedelta(days=180)
MOST = 8
TASKS = {
    "stop": "Pauses for safety to look at",
    "safety": "Safety to look at again",
    "renew": "Conversations to renew, if they wish",
    "majority": "Coming of age",
    "best_interests": "Best interests to determine again",
}


def urgent(room: Room) -> list[Deadline]:
    """Limits whose day to plan for, or earliest reading, lies within half a year or has passed."""
    until = room.as_of + SOON
    found = [
        one
        for one in room.limits
        if one.earliest is not None
        and one.status in ("open", "uncertain", "unknown")
        and (one.earliest <= until or (one.plan_by is not None and one.plan_by <= until))
    ]
    return sorted(found, key=lambda one: (one.earliest, one.id))


def due(room: Room) -> list[Deadline]:
    """Protective steps that fall due within half a year, or are late."""
    until = room.as_of + SOON
    return [one for one in room.protective if one.earliest and one.earliest <= until]


def day_mark(room: Room, deadline: Deadline) -> Html:
    """The day with its urgency: brick when it has passed, amber when it is near."""
    left = deadline.days_left if deadline.days_left is not None else 0
    said = words.span(deadline.earliest, deadline.latest)
    if left < 0:
        return mark(said, "stroke", "no")
    return mark(said, "ring", "wait") if left <= 90 else html("{}", said)


def deadlines_part(room: Room) -> Html:
    """What runs out soonest, firm or not."""
    found = urgent(room)
    unknown = sum(one.status == "unknown" and one.earliest is None for one in room.limits)
    rows = []
    for one in found[:MOST]:
        option = room.ranking.option(one.id)
        plan = None
        if one.plan_by is not None:
            plan = (
                f"plan by {words.day(one.plan_by)}"
                if one.plan_by >= room.as_of
                else "the day to plan for has passed"
            )
        rows.append(
            (
                lines(
                    way_link(room, option) if option else one.id,
                    html(
                        '<span class="ref">{}</span>{}',
                        case_link(room, one.case),
                        label(room, one.case),
                    ),
                ),
                lines(html('<span class="limit">{}</span>', day_mark(room, one)), plan),
                lines(
                    mark("Firm", "disc", "yes") if one.firm else mark("Not firm", "ring", "wait"),
                    words.sentence(f"certain if {one.certain_if}") if one.certain_if else None,
                ),
            )
        )
    more = [
        f"{len(found) - MOST} more within half a year" if len(found) > MOST else None,
        f"{unknown} limits are not known and count as urgent" if unknown else None,
    ]
    said = words.sentence("; ".join(part for part in more if part))
    where = room.role in ("coordinator", "lawyer", "advocate")
    return part(
        "What runs out",
        table(
            [Column("Way", head=True, width="46%"), Column("When", width="26%"), "How sure"],
            rows,
            caption="Limits that run out within half a year",
            empty="Nothing that may be walked runs out within half a year, as far as is known.",
        ),
        html(
            '<p class="quiet">{} {}</p>',
            said,
            link("All deadlines", address_of("deadlines")) if where else None,
        ),
    )


def label(room: Room, code: str) -> Html | None:
    """What a case is about, after its code."""
    case = room.cases.get(code)
    return html(" · {}", case.label) if case else None


def protective_part(room: Room) -> Html:
    """Protective steps that are due."""
    found = due(room)
    return part(
        "Protective steps due",
        table(
            [Column("Step", head=True, width="46%"), Column("By", width="26%"), "Who sees to it"],
            [
                (
                    lines(
                        words.PROTECTIVE.get(step_of(one), words.plain(step_of(one))),
                        html(
                            '<span class="ref">{}</span>{}',
                            case_link(room, one.case),
                            label(room, one.case),
                        ),
                    ),
                    day_mark(room, one),
                    owner_of(room, one),
                )
                for one in found[:MOST]
            ],
            caption="Protective steps that are due within half a year",
            empty="No protective step is due within half a year.",
        ),
        html(
            '<p class="quiet">{} {}</p>',
            f"{len(found) - MOST} more within half a year.",
            link("All protective steps", address_of("deadlines", kind="protective")),
        )
        if len(found) > MOST
        else None,
    )


def step_of(deadline: Deadline) -> str:
    """The kind of protective step that a deadline is of."""
    return deadline.id.rpartition(" ")[2]


def owner_of(room: Room, deadline: Deadline) -> Html | str:
    """Who sees to a protective step; nobody is said to be nobody."""
    case = room.cases.get(deadline.case)
    for step in case.protective if case else ():
        if step.kind == step_of(deadline) and step.done is None and step.owner:
            return step.owner
    return mark("Nobody yet", "ring", "wait")


def tasks_part(room: Room, kind: str, found: Sequence[Task]) -> Html:
    """What the advocate has to see to, person by person, the earliest first."""
    rows = [
        (
            lines(
                html('{} <span class="ref">{}</span>', task.person, task.ref),
                html('<span class="ref">{}</span>', case_link(room, task.case))
                if task.case
                else None,
            ),
            words.sentence(task.what),
            task_day(room, task),
        )
        for task in sorted(found, key=lambda one: (one.by or room.as_of, one.ref, one.what))
    ]
    return part(
        TASKS[kind],
        table(
            [Column("Who", head=True, width="26%"), "What", Column("By", width="9rem")],
            rows,
            caption=TASKS[kind],
        ),
        paragraph(
            "Only if they wish to talk. Nobody is pressed, and support stays whatever they say.",
            quiet=True,
        )
        if kind == "renew"
        else None,
    )


def task_day(room: Room, task: Task) -> Html | str | None:
    """The day of a task: brick when it has passed; a conversation is never late."""
    if task.by is None:
        return "when they wish" if task.kind == "renew" else None
    late = task.by < room.as_of and task.kind != "renew"
    return mark(words.day(task.by), "stroke", "no") if late else words.day(task.by)


def support_part(room: Room) -> Html | None:
    """Support that is missing, with who sees to it and by when."""
    if room.role not in ("advocate", "coordinator"):
        return None
    named = bool(room.people)
    found = sorted(
        room.missing_support,
        key=lambda t: (t.by is None, t.by or room.as_of, t.case, t.ref, t.what),
    )
    columns: list[Column | str] = [Column("Support that is missing", head=True, width="34%")]
    if named:
        columns.append("For whom")
    columns += [Column("Case", width="9rem"), "Who sees to it", Column("By", width="9rem")]
    rows = []
    for task in found[:MOST]:
        row: list[object] = [words.sentence(task.what)[:-1]]
        if named:
            row.append(html('{} <span class="ref">{}</span>', task.person, task.ref))
        row += [
            case_link(room, task.case) if task.case else None,
            task.owner or mark("Nobody yet", "ring", "wait"),
            (
                mark(words.day(task.by), "stroke", "no")
                if task.by < room.as_of
                else words.day(task.by)
            )
            if task.by
            else "no date set",
        ]
        rows.append(tuple(row))
    more = len(found) - len(rows)
    return part(
        "Support owed",
        table(
            columns,
            rows,
            caption="Support that is missing",
            empty="No support is recorded as missing.",
        ),
        paragraph(f"And {more} more.", quiet=True) if more > 0 else None,
    )


def profiles_part(room: Room) -> Html:
    """Profiles that cases rest on and two lawyers have not signed, or whose review is due."""
    used = Counter[str]()
    for code, options in room.options_of.items():
        used.update({code[:3], *(option.forum for option in options)})
    rows = []
    for state, cases in sorted(used.items(), key=lambda pair: (-pair[1], pair[0])):
        reviewed = room.law.profile(state).reviewed
        overdue = reviewed.due is not None and reviewed.due.earliest <= room.as_of
        if reviewed.status == "reviewed" and not overdue:
            continue
        said = (
            mark(f"Review due {words.partial(reviewed.due)}", "ring", "wait")
            if overdue
            else mark("Draft, not reviewed", "ring", "wait")
        )
        rows.append((profile_link(room, state), said, words.count(cases, "case")))
    more = len(rows) - MOST
    return part(
        "Profiles to review",
        table(
            [Column("State", head=True, width="46%"), Column("Review", width="26%"), "Rest on it"],
            rows[:MOST],
            caption="Profiles that two lawyers have to look at",
            empty="Every profile that a case rests on is reviewed.",
        ),
        html(
            '<p class="quiet">{} {}</p>',
            f"And {more} more." if more > 0 else None,
            link("What is covered", address_of("coverage")),
        ),
    )


def part(title: str, *inside: object) -> Html:
    """A part of the page under a heading."""
    return html('<section class="part"><h2>{}</h2>{}</section>', title, join(inside))


def lead_text(room: Room) -> str:
    """What the day holds, in a sentence."""
    said = []
    if room.role == "advocate" and room.tasks:
        people = len({task.ref for task in room.tasks})
        said.append(f"{words.count(people, 'person', 'people')} to think of")
    near = len(urgent(room))
    if near:
        said.append(f"{words.count(near, 'limit')} within half a year")
    steps = len(due(room))
    if steps:
        said.append(words.count(steps, "protective step"))
    return (
        words.sentence(words.listed(said))
        if said
        else "Nothing is pressing today, as far as is known."
    )


def page(room: Room) -> Html:
    """The page, in the order that its reader needs."""
    parts: list[Html | None] = [page_head(TITLE, lead_text(room))]
    if not room.case_codes:
        return join([page_head(TITLE, "The casebook holds no case yet."), bullets(FIRST_STEPS)])
    if room.role == "advocate":
        for kind in TASKS:
            found = [task for task in room.tasks if task.kind == kind]
            if found:
                parts.append(tasks_part(room, kind, found))
        parts.append(support_part(room))
    if room.role != "steering":
        parts += [deadlines_part(room), protective_part(room)]
    if room.role == "coordinator":
        parts.append(support_part(room))
    if room.role == "steering":
        parts.append(steering_part(room))
    if room.role in ("coordinator", "lawyer"):
        parts.append(profiles_part(room))
    return join(parts)


def steering_part(room: Room) -> Html:
    """What the steering group may read today."""
    placed = [option for option in room.ranking.options if option.placed]
    return part(
        "To read before you decide",
        bullets(
            [
                html(
                    "{}: {} of {} can be placed.",
                    link("Cases and their ways", address_of("ranking")),
                    words.count(len(placed), "option"),
                    words.count(len({option.case for option in placed}), "case"),
                ),
                html(
                    "{}: what the law is there, and who says so.",
                    link("Jurisdictions", address_of("jurisdictions")),
                ),
                html(
                    "{}: what is known, and what is not.", link("Coverage", address_of("coverage"))
                ),
            ]
        ),
        paragraph("No vote is waiting.", quiet=True),
    )


def main() -> None:
    """Draw the page."""
    show(page(open_room(TITLE)))


if __name__ == "__main__":
    main()
