"""Who is here, in which role, on which working day, and how a visit ends.

A visit is named by a random token in a cookie that lives as long as the browser is open. The
server knows the tokens it gave out; a visit that was left is forgotten at once, with all that its
tabs held, and an old cookie opens nothing.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import yaml

ROOT = Path(__file__).resolve().parent.parent
COOKIE = "visit"
VISIT_HOURS = 24
BANNER = "Made-up data. No person, event or organisation here exists."

ROLES = {
    "coordinator": "Litigation coordinator",
    "lawyer": "Lawyer",
    "advocate": "Survivor advocate",
    "steering": "Steering group",
}
DEFAULT_ROLE = "coordinator"
FIRST_SCREEN = "today"


def demo() -> bool:
    """Whether the app runs on made-up data: only then may a visitor change role."""
    return os.environ.get("RECOURSE_DEMO") == "1"


def role() -> str:
    """The role in which this visitor reads: a key of `ROLES`.

    Only made-up data may be read in another role than one's own, so `as` in the address is heard
    in demo mode alone, and an unknown word there is the default role.
    """
    if not demo():
        return DEFAULT_ROLE
    import streamlit as st

    asked = st.query_params.get("as", DEFAULT_ROLE)
    return asked if asked in ROLES else DEFAULT_ROLE


def address_of(screen: str, **parameters: str) -> str:
    """The address of a screen, for a plain link: the role of demo mode is carried along."""
    screen = "" if screen == FIRST_SCREEN else screen
    if demo() and role() != DEFAULT_ROLE:
        parameters = {**parameters, "as": role()}
    return f"/{screen}?{urlencode(parameters)}" if parameters else f"/{screen}"


def casebook_path() -> Path | None:
    """The casebook that the app reads: `RECOURSE_CASEBOOK`, else the made-up one in demo mode."""
    named = os.environ.get("RECOURSE_CASEBOOK")
    if named:
        return Path(named)
    if not demo():
        return None
    larger = ROOT / "data" / "demo" / "casebook.yaml"
    return larger if larger.is_file() else ROOT / "data" / "demo" / "sample.yaml"


def working_date() -> date:
    """The day as of which everything is worked out.

    `RECOURSE_AS_OF` (YYYY-MM-DD), else the `as_of` of the casebook, else today.
    """
    named = os.environ.get("RECOURSE_AS_OF")
    if named:
        return date.fromisoformat(named)
    path = casebook_path()
    stated = _as_of_in(path, path.stat().st_mtime_ns) if path and path.is_file() else None
    return stated or date.today()


_as_of_read: dict[tuple[Path, int], date | None] = {}


def _as_of_in(path: Path, changed: int) -> date | None:
    """The top-level `as_of` of a casebook, from the parser's events: the rest is not built."""
    if (path, changed) not in _as_of_read:
        _as_of_read.clear()
        _as_of_read[path, changed] = _read_as_of(path)
    return _as_of_read[path, changed]


def _read_as_of(path: Path) -> date | None:
    depth, after_key = 0, False
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(path.read_bytes(), Loader=loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.ScalarEvent) and depth == 1:
                if after_key:
                    return date.fromisoformat(event.value)
                after_key = event.value == "as_of"
    except (OSError, ValueError, yaml.YAMLError):
        return None  # the loader says in full what is wrong with the file
    return None


def day_in_words(day: date) -> str:
    """A date as it is read aloud: 1 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


_lock = threading.Lock()
_visits: dict[str, float] = {}
_tabs: dict[str, set[str]] = {}
_lines: dict[str, set[Callable[[], None]]] = {}


def begin_visit() -> str:
    """A new token, remembered for `VISIT_HOURS`."""
    now = time.monotonic()
    with _lock:
        for token in [t for t, begun in _visits.items() if now - begun > VISIT_HOURS * 3600]:
            _visits.pop(token)
            _tabs.pop(token, None)
        token = secrets.token_urlsafe(32)
        _visits[token] = now
    return token


def is_known(token: str | None) -> bool:
    """Whether this server gave the token out and the visit goes on."""
    with _lock:
        return token is not None and token in _visits


def join_visit() -> None:
    """Note that the tab now drawn belongs to its visit, so that leaving ends it too."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    token = st.context.cookies.get(COOKIE)
    running = get_script_run_ctx(suppress_warning=True)
    if token and running:
        with _lock:
            if token in _visits:
                _tabs.setdefault(token, set()).add(running.session_id)


@contextmanager
def line_of(token: str, cut: Callable[[], None]) -> Iterator[None]:
    """While an open connection of a visit lasts: `cut` is called should the visit end first."""
    with _lock:
        _lines.setdefault(token, set()).add(cut)
    try:
        yield
    finally:
        with _lock:
            _lines.get(token, set()).discard(cut)
            if not _lines.get(token):
                _lines.pop(token, None)


def end_visit(token: str | None) -> None:
    """Forget a visit and everything that its tabs held. Call on the server's event loop."""
    from streamlit import runtime

    with _lock:
        tabs = _tabs.pop(token or "", set())
        lines = set(_lines.get(token or "", set()))
        _visits.pop(token or "", None)
    if runtime.exists():
        for tab in tabs:
            runtime.get_instance().close_session(tab)
    for cut in lines:
        cut()
