"""What is chosen on a screen stands in its address: a link shows the same, and a reload keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st


def chosen(name: str, allowed: Sequence[str], default: str) -> str:
    """What the address says of a choice; the default where it says nothing that is allowed."""
    value = st.query_params.get(name, default)
    return value if value in allowed else default


def words_in(name: str, most: int = 80) -> str:
    """A free text of the address, cut to a length."""
    return st.query_params.get(name, "")[:most]


def choose(
    widget: Callable[..., Any],
    label: str,
    name: str,
    allowed: Sequence[str],
    default: str,
    words: Callable[[str], str] = str,
    clears: Sequence[str] = (),
    **more: Any,
) -> str:
    """A choice among words (`st.selectbox`, `st.pills`), kept in the address under `name`.

    `clears` names what else a new choice takes out of the address: a page number, for instance.
    """
    value = chosen(name, allowed, default)
    key = f"choice_{name}"
    st.session_state[key] = value

    def change() -> None:
        keep(name, st.session_state[key] or default, default)
        for other in clears:
            st.query_params.pop(other, None)

    widget(label, allowed, key=key, format_func=words, on_change=change, **more)
    return value


def several(
    label: str,
    name: str,
    allowed: Sequence[str],
    words: Callable[[str], str] = str,
    **more: Any,
) -> list[str]:
    """A choice of any number, kept in the address under `name`, with commas between."""
    asked = st.query_params.get(name, "").split(",")
    value = [one for one in allowed if one in asked]
    key = f"choice_{name}"
    st.session_state[key] = value

    def change() -> None:
        keep(name, ",".join(st.session_state[key]), "")

    st.multiselect(label, allowed, key=key, format_func=words, on_change=change, **more)
    return value


def slide(label: str, name: str, default: float, **more: Any) -> float | None:
    """A slider from 0 to 100, kept in the address under `name`; None while nobody has moved it.

    It stands at `default`, rounded, until then.
    """
    told = st.query_params.get(name, "")
    moved = int(told) if told.isascii() and told.isdecimal() and int(told[:4]) <= 100 else None
    key = f"choice_{name}"
    st.session_state[key] = round(default) if moved is None else moved

    def change() -> None:
        st.query_params[name] = str(st.session_state[key])

    st.slider(label, 0, 100, key=key, on_change=change, **more)
    return None if moved is None else float(moved)


def search(label: str, name: str, clears: Sequence[str] = ()) -> str:
    """A search field, kept in the address under `name`."""
    value = words_in(name)
    key = f"choice_{name}"
    st.session_state[key] = value

    def change() -> None:
        keep(name, st.session_state[key].strip(), "")
        for other in clears:
            st.query_params.pop(other, None)

    st.text_input(label, key=key, on_change=change, max_chars=80)
    return value


def keep(name: str, value: str, default: str) -> None:
    """Write a choice into the address; the default leaves it short."""
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
