"""Streamlit's page made ours, the door before it, and the session behind it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.file_util import get_static_dir

from ui import session
from ui.door import Door
from ui.serve import NoPort, free_port
from ui.shell import ShellChanged, build_shell

INDEX = Path(get_static_dir(), "index.html").read_text(encoding="utf-8")
SHELL = build_shell(INDEX, session.BANNER)


def through(app: Any, path: str = "/", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request through the door to an app behind it."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "headers": [
            (name.encode(), value.encode())
            for name, value in {"host": "127.0.0.1:1", **headers}.items()
        ],
    }
    # A thread of its own: the browser's driver may have left an event loop running in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, Door(app, SHELL)(scope, receive, send)).result()
    start, *rest = sent
    heads = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], heads, b"".join(part["body"] for part in rest)


async def page(_scope: Any, _receive: Any, send: Any) -> None:
    kind = [(b"content-type", b"text/html; charset=utf-8"), (b"etag", b"x")]
    await send({"type": "http.response.start", "status": 200, "headers": kind})
    await send({"type": "http.response.body", "body": b"Streamlit's ", "more_body": True})
    await send({"type": "http.response.body", "body": b"own page"})


async def broken(_scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError("what somebody said")


def test_every_inline_script_is_hashed_and_there_is_no_other() -> None:
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", SHELL.document.decode(), re.DOTALL)
    inline = [text for attributes, text in scripts if "src=" not in attributes]
    assert all(not text.strip() for attributes, text in scripts if "src=" in attributes)
    expected = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline
    ]
    assert [f"'sha256-{one}'" for one in expected] == list(SHELL.script_hashes)


def test_the_page_has_a_banner_and_a_way_out_before_any_script_draws() -> None:
    text = SHELL.document.decode()
    assert session.BANNER in text
    assert text.index('href="/leave"') < text.index('<div id="root">')
    assert "made-up" not in build_shell(INDEX, None).document.decode()


def test_a_page_that_streamlit_changed_stops_the_start() -> None:
    with pytest.raises(ShellChanged, match="once was expected"):
        build_shell(INDEX.replace("<body>", "<body class=new>"), None)


def test_streamlits_page_is_replaced_whole() -> None:
    status, headers, body = through(page)
    assert (status, body) == (200, SHELL.document)
    assert headers["content-length"] == str(len(SHELL.document))
    assert headers["cache-control"] == "no-store"
    assert "etag" not in headers


def test_a_failure_is_a_reference_and_never_what_failed(caplog: pytest.LogCaptureFixture) -> None:
    status, headers, body = through(broken)
    assert status == 500
    assert b"somebody" not in body
    assert headers["x-content-type-options"] == "nosniff"
    reference = body.decode().rstrip(".").split()[-1]
    assert reference in caplog.text


@pytest.mark.parametrize(
    "host", ["", "evil.example", "127.0.0.1.evil.example", "[", "a@evil.example:1"]
)
def test_an_unknown_host_is_refused_before_the_app(host: str) -> None:
    assert through(broken, host=host)[0] == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "LOCALHOST"])
def test_the_names_of_this_machine_are_answered(host: str) -> None:
    assert through(page, host=host)[0] == 200


def test_a_host_is_added_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert through(page, host="office.example")[0] == 400
    monkeypatch.setenv("RECOURSE_HOSTS", "office.example")
    assert through(page, host="office.example")[0] == 200


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://127.0.0.1:2"])
def test_a_call_from_another_page_is_refused(origin: str) -> None:
    assert through(broken, origin=origin)[0] == 403


def test_a_visit_is_given_once_and_kept() -> None:
    given = through(page)[1]["set-cookie"]
    assert "HttpOnly" in given
    token = given.split(";")[0].removeprefix("visit=")
    assert session.is_known(token)
    assert "set-cookie" not in through(page, cookie=f"visit={token}")[1]
    session.end_visit(token)
    assert not session.is_known(token)
    assert "set-cookie" in through(page, cookie=f"visit={token}")[1]


def test_ending_a_visit_cuts_its_open_lines_and_no_others() -> None:
    mine, theirs = session.begin_visit(), session.begin_visit()
    cut: list[str] = []
    with (
        session.line_of(mine, lambda: cut.append("mine")),
        session.line_of(theirs, lambda: cut.append("theirs")),
    ):
        session.end_visit(mine)
    session.end_visit(theirs)
    assert cut == ["mine"]


def test_the_working_date_is_the_casebooks_unless_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "book.yaml"
    book.write_text("casebook: 1\nas_of: 2026-11-01\ncases:\n  - as_of: 2020-01-01\n")
    monkeypatch.delenv("RECOURSE_AS_OF", raising=False)
    monkeypatch.setenv("RECOURSE_CASEBOOK", str(book))
    assert session.working_date() == date(2026, 11, 1)
    book.write_text("casebook: 1\ncases:\n  - as_of: 2020-01-01\n")
    assert session.working_date() == date.today()
    monkeypatch.setenv("RECOURSE_AS_OF", "2024-02-29")
    assert session.working_date() == date(2024, 2, 29)


def test_a_taken_port_is_said_and_the_next_one_found() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NoPort, match=f"Port {port} is taken"):
            free_port(port)
    assert 8501 <= free_port(None) < 8551
