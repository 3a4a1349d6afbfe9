"""HTML that cannot be broken out of: a text is escaped unless this module made it.

`Html` marks what is already safe. Nothing outside `ui/parts` makes one from a text of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from string import Formatter
from typing import NamedTuple


class Html(str):
    """Markup that is safe to show as it is."""

    __slots__ = ()


def safe(value: object) -> Html:
    """Any value as safe markup: None is nothing, `Html` stays, all else is escaped."""
    if value is None:
        return Html("")
    return value if isinstance(value, Html) else Html(escape(str(value), quote=True))


def html(template: str, *values: object, **named: object) -> Html:
    """A template of this project with its `{}` filled in, each value escaped.

    The template is markup and must be a literal; a value may be a text, a number, `Html` or None.
    Raises ValueError for a conversion or a format in the braces: what is formatted is formatted
    before.
    """
    for _, field, form, conversion in Formatter().parse(template):
        if field is not None and (form or conversion):
            raise ValueError(f"Only plain braces are filled in, not {field}{conversion}{form}.")
    return Html(
        template.format(*map(safe, values), **{name: safe(value) for name, value in named.items()})
    )


def join(parts: Iterable[object], between: str = "") -> Html:
    """Parts one after another, each escaped, with a text between them that is escaped too."""
    return Html(safe(between).join(safe(part) for part in parts))


def link(text: object, address: str) -> Html:
    """A link inside the app. Raises ValueError for an address that leads anywhere else."""
    if not re.match(r"/(?![/\\])", address) or re.search(r"[\x00-\x20\\]", address):
        raise ValueError(f"A link stays in the app; {address!r} is not a path of it.")
    return html('<a href="{}" target="_self">{}</a>', address, text)


def lines(main: object, *under: object) -> Html:
    """A cell with a main line and smaller lines under it; None is left out."""
    small = join(html('<div class="under">{}</div>', line) for line in under if line is not None)
    return html('<div class="main">{}</div>{}', main, small)


class Column(NamedTuple):
    """A column of a table: its heading; `number` aligns figures; `width` is a CSS length.

    `head` makes the cells the heading of their row, which a screen reader reads with each cell.
    `under` is drawn below the heading: the scale of a chart in the cells, for instance.
    """

    title: str
    number: bool = False
    head: bool = False
    width: str | None = None
    under: Html | None = None


_WIDTH = re.compile(r"\d+(\.\d+)?(%|rem|em|ch|px)")


def table(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[object]],
    caption: str | None = None,
    empty: str = "Nothing is listed here.",
) -> Html:
    """A real HTML table. Cells are texts (escaped), `Html`, or None for an empty cell.

    On a narrow screen each row becomes a block and each cell carries its column's title.
    Raises ValueError where a row has not as many cells as there are columns.
    """
    heads = [Column(c) if isinstance(c, str) else c for c in columns]
    body = [_row(heads, row) for row in rows]
    if not body:
        return html('<p class="empty">{}</p>', empty)
    title = html('<caption class="unseen">{}</caption>', caption) if caption else None
    return html(
        '<div class="table-frame"><table class="plain">{}<thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        title,
        join(_head(column) for column in heads),
        join(body),
    )


def _head(column: Column) -> Html:
    if column.width and not _WIDTH.fullmatch(column.width):
        raise ValueError(f"{column.width!r} is not a width such as 12rem or 20%.")
    style = html(' style="width:{}"', column.width) if column.width else None
    kind = Html(' class="number"') if column.number else None
    return html('<th scope="col"{}{}>{}{}</th>', kind, style, column.title, column.under)


def _row(columns: Sequence[Column], cells: Sequence[object]) -> Html:
    if len(cells) != len(columns):
        raise ValueError(f"A row has {len(cells)} cells for {len(columns)} columns.")
    return html("<tr>{}</tr>", join(map(_cell, columns, cells)))


def _cell(column: Column, value: object) -> Html:
    kind = Html(' class="number"') if column.number else None
    if column.head:
        return html('<th scope="row"{} data-title="{}">{}</th>', kind, column.title, value)
    return html('<td{} data-title="{}">{}</td>', kind, column.title, value)


def card(title: object, *parts: object) -> Html:
    """A white box with a heading, for one topic of a page."""
    return html('<section class="card"><h2>{}</h2>{}</section>', title, join(parts))


def paragraph(text: object, quiet: bool = False) -> Html:
    """A paragraph of reading width; `quiet` for what explains the rest."""
    return html('<p class="{}">{}</p>', "quiet" if quiet else "said", text)


def bullets(items: Iterable[object], ordered: bool = False) -> Html:
    """A list of sentences."""
    inner = join(html("<li>{}</li>", item) for item in items)
    return html("<ol>{}</ol>", inner) if ordered else html("<ul>{}</ul>", inner)


def page_head(title: object, lead: object = None) -> Html:
    """The heading of a page and the sentence or two that say what it shows."""
    return html(
        '<header class="page-head"><h1>{}</h1>{}</header>',
        title,
        html('<p class="lead">{}</p>', lead) if lead is not None else None,
    )


def show(markup: Html) -> None:
    """Put safe markup on the page. Raises TypeError for a bare text, which nobody has escaped."""
    if not isinstance(markup, Html):
        raise TypeError("Only markup made by ui.parts is shown; a text goes through safe().")
    import streamlit as st

    st.html(markup)
