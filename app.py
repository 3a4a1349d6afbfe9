"""The launcher: Streamlit behind our own door, the way out, map shapes, then `ui/main.py`."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.file_util import get_static_dir

from ui.door import Door
from ui.session import BANNER, COOKIE, demo, end_visit
from ui.shell import build_shell

ROOT = Path(__file__).resolve().parent
LOOK = ROOT / "ui" / "look"
SHAPES = ROOT / "data" / "geo"
COOKIES = (COOKIE, "_streamlit_session", "_streamlit_user", "_streamlit_xsrf")


# What the screens use, loaded before the first visitor and frozen with the rest below.
USED_BY_SCREENS = ("pandas", "plotly.graph_objects", "ui.reading_room")


async def leave(request: Request) -> Response:
    """Quick exit: the visit ends on the server, the cookies go, a page of no interest remains."""
    end_visit(request.cookies.get(COOKIE))
    answer = FileResponse(LOOK / "leave.html", media_type="text/html; charset=utf-8")
    for name in COOKIES:
        answer.delete_cookie(name, path="/")
    return answer


async def healthz(_: Request) -> Response:
    """Says that the server answers; nothing more."""
    return PlainTextResponse("ok")


async def today(request: Request) -> Response:
    """The first screen stands at the root; its own name leads there too."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}", status_code=307)


app = st.App(
    ROOT / "ui" / "main.py",
    routes=[
        Route("/leave", leave),
        Route("/healthz", healthz),
        Route("/today", today),
        Mount("/shapes", StaticFiles(directory=SHAPES)),
        Mount("/look", StaticFiles(directory=LOOK)),
    ],
    middleware=[
        Middleware(
            Door,
            shell=build_shell(
                Path(get_static_dir(), "index.html").read_text(encoding="utf-8"),
                BANNER if demo() else None,
            ),
        )
    ],
)

for module in USED_BY_SCREENS:
    import_module(module)
# Streamlit collects all garbage after every run: what is loaded by now need not be looked at again.
gc.collect()
gc.freeze()
