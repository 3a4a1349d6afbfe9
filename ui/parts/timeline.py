"""A deadline on a scale of days: from the earliest to the latest reading, with the day to plan for."""

from __future__ import annotations

from datetime import date

from ui.parts.html import Html, html, join


def place(day: date, begins: date, ends: date) -> float:
    """Where a day stands on a scale, 0 to 100; what lies outside stands at its end."""
    whole = (ends - begins).days or 1
    return min(100.0, max(0.0, 100 * (day - begins).days / whole))


def timeline(
    begins: date,
    ends: date,
    earliest: date,
    latest: date | None,
    plan_by: date | None,
    today: date,
    firm: bool,
) -> Html:
    """A track from `begins` to `ends`: a bar between the readings (hollow where it is not firm), a
    dot at the earliest, a tick at the day to plan for, a line at `today`.

    Decoration for the figures that stand beside it.
    """
    left = place(earliest, begins, ends)
    right = place(latest, begins, ends) if latest else 100.0
    return html(
        '<span class="timeline" aria-hidden="true"><span class="track">'
        '<span class="today" style="left:{}"></span>{}'
        '<span class="bar {}" style="left:{};width:{}"></span>'
        '<span class="dot {}" style="left:{}"></span></span></span>',
        f"{place(today, begins, ends):.2f}%",
        html('<span class="plan" style="left:{}"></span>', f"{place(plan_by, begins, ends):.2f}%")
        if plan_by and plan_by >= begins
        else None,
        "firm" if firm else "unsure",
        f"{left:.2f}%",
        f"{max(0.0, right - left):.2f}%",
        "firm" if firm else "unsure",
        f"{left:.2f}%",
    )


def scale(begins: date, ends: date) -> Html:
    """The years (or months, on a short scale) that a timeline spans, for the head of its column."""
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    step = 3 if months <= 18 else 12 if months <= 72 else 60 if months <= 400 else 120
    marks = []
    count = begins.year * 12 + begins.month
    last = ends.year * 12 + ends.month
    while count <= last:
        year, month = divmod(count - 1, 12)
        if (step < 12 and month % step == 0) or (
            step >= 12 and month == 0 and year % (step // 12) == 0
        ):
            day = date(year, month + 1, 1)
            if day >= begins:
                said = f"{day:%b %y}" if step < 12 else str(year)
                marks.append(
                    html(
                        '<span class="tick" style="left:{}">{}</span>',
                        f"{place(day, begins, ends):.2f}%",
                        said,
                    )
                )
        count += 1
    return html('<span class="timeline-scale" aria-hidden="true">{}</span>', join(marks))
