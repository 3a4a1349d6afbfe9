"""A lead or a lag as a thin bar from the middle: right for more, left for less."""

from __future__ import annotations

from ui.parts.html import Html, html


def lead(value: float, most: float) -> Html:
    """A bar of `value` on the scale -`most` to `most`, with its signed figure."""
    reach = 50 * min(1.0, abs(value) / most) if most > 0 else 0.0
    left = 50.0 if value >= 0 else 50 - reach
    return html(
        '<span class="lead-bar"><span class="figures">{}</span>'
        '<span class="track" aria-hidden="true">{}</span></span>',
        signed(value),
        html(
            '<span class="bar {}" style="left:{};width:{}"></span>',
            "more" if value >= 0 else "less",
            f"{left:.2f}%",
            f"{reach:.2f}%",
        )
        if reach > 0.1
        else None,
    )


def signed(value: float, places: int = 3) -> str:
    """A figure with its sign, and a true minus."""
    figure = f"{abs(value):.{places}f}"
    if float(figure) == 0:
        return f"0.{'0' * places}"
    return f"+{figure}" if value > 0 else f"−{figure}"
