"""An interval as a thin bar with a dot, with its figures under it: everywhere the same."""

from __future__ import annotations

from ui.parts.html import Html, html


def interval(
    low: float,
    likely: float | None,
    high: float,
    least: float = 0.0,
    most: float = 1.0,
    places: int = 2,
) -> Html:
    """A bar from `low` to `high` on the scale `least` to `most`, a dot at `likely`.

    `likely` None is not known: no dot, and the figures say so. Raises ValueError unless
    least <= low <= likely <= high <= most.
    """
    middle = low if likely is None else likely
    if not least <= low <= middle <= high <= most or least == most:
        raise ValueError(f"{low}, {likely}, {high} is not an interval within {least} to {most}.")

    def at(value: float) -> str:
        return f"{100 * (value - least) / (most - least):.2f}%"

    def figure(value: float) -> str:
        return f"{value:.{places}f}"

    width = f"{100 * (high - low) / (most - least):.2f}%"
    dot = (
        html('<span class="dot" style="left:{}"></span>', at(likely))
        if likely is not None
        else None
    )
    said = f"likely {figure(likely)}" if likely is not None else "likely value not known"
    return html(
        '<span class="interval"><span class="track" aria-hidden="true">'
        '<span class="bar" style="left:{};width:{}"></span>{}</span>'
        '<span class="figures">{}–{}, {}</span></span>',
        at(low),
        width,
        dot,
        figure(low),
        figure(high),
        said,
    )
