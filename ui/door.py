"""What may come in, and what every answer carries.

Only this machine's own names are answered (or those that `RECOURSE_HOSTS` adds), only pages of
this app may call it, and a policy that the browser enforces lets no page call anything else.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ui.session import COOKIE, begin_visit, is_known, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ui.shell import Shell

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{power}=()"
        for power in (
            "accelerometer", "autoplay", "browsing-topics", "camera",
            "display-capture", "geolocation", "gyroscope", "hid", "idle-detection",
            "magnetometer", "microphone", "midi", "payment", "serial", "usb",
        )
    ),
}  # fmt: skip

# Shapes and code, the same for everyone; all else may hold what somebody said and is not kept.
KEPT = ("/static/", "/look/", "/shapes/")
# Streamlit's doors for programs: `recourse` is ours.
SHUT = ("/_stcore/agent", "/_stcore/metrics")

log = logging.getLogger("recourse")


def content_policy(host: str, secure: bool, script_hashes: Iterable[str]) -> str:
    """The Content-Security-Policy of every answer; `host` as the browser named it."""
    socket = f"{'wss' if secure else 'ws'}://{host}"
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *script_hashes]),
            "script-src-attr 'none'",
            # Emotion and Plotly write their style sheets by script; a style can load nothing from
            # elsewhere, since images and fonts cannot.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {socket}",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
        ]
    )


def allowed_hosts() -> frozenset[str]:
    """The names this app answers to: the loopback ones, and `RECOURSE_HOSTS`, comma-separated."""
    added = os.environ.get("RECOURSE_HOSTS", "")
    return LOOPBACK | {name.strip().lower() for name in added.split(",") if name.strip()}


class Door:
    """ASGI middleware around everything, Streamlit's own routes included."""

    def __init__(self, app: ASGIApp, shell: Shell) -> None:
        self.app = app
        self.shell = shell
        self.hosts = allowed_hosts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        visit = _visit(headers.get(b"cookie", ""))
        refused = self._refused(scope, host, headers.get(b"origin"), visit)
        if scope["type"] == "websocket":
            if refused:
                await send({"type": "websocket.close", "code": 1008, "reason": refused[1]})
                return
            await _while_visiting(self.app, visit or "", scope, receive, send)
            return
        answer = _Answer(self.shell, scope, send, "" if refused else host, visit)
        if refused:
            await answer.say(*refused)
            return
        try:
            await self.app(scope, receive, answer.send)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("Error %s at %s", reference, scope["path"])
            if answer.begun:
                raise
            await answer.say(500, f"Something went wrong. Its reference is {reference}.")

    def _refused(
        self, scope: Scope, host: str, origin: str | None, visit: str | None
    ) -> tuple[int, str] | None:
        if _name(host) not in self.hosts:
            return 400, "This address is not one that the app answers to."
        # Streamlit would ask an outside server for our own address before refusing a stranger.
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "Only pages of this app may call it."
        if scope["type"] == "websocket" and not is_known(visit):
            return 403, "This visit has ended."
        if scope["path"].startswith(SHUT):
            return 404, "Nothing is here."
        return None


async def _while_visiting(
    app: ASGIApp, visit: str, scope: Scope, receive: Receive, send: Send
) -> None:
    """Serve a WebSocket until it closes or its visit ends, whichever comes first."""
    ended = asyncio.Event()

    async def next_message() -> Message:
        coming = asyncio.ensure_future(receive())
        ending = asyncio.ensure_future(ended.wait())
        await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not ended.is_set():
            return coming.result()
        coming.cancel()
        return {"type": "websocket.disconnect", "code": 1001}

    with line_of(visit, ended.set):
        await app(scope, next_message, send)
    if ended.is_set():
        # Streamlit thinks that the browser went away; it is told that we did.
        with contextlib.suppress(RuntimeError):
            await send({"type": "websocket.close", "code": 1001, "reason": "This visit has ended."})


class _Answer:
    """One answer on its way out: headers added, Streamlit's page replaced by ours."""

    def __init__(self, shell: Shell, scope: Scope, send: Send, host: str, visit: str | None):
        self._shell, self._scope, self._out = shell, scope, send
        self._host, self._visit = host, visit
        self._replaced = False
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message = self._start(message)
        elif message["type"] == "http.response.body" and self._replaced:
            if message.get("more_body"):
                return
            head = self._scope["method"] == "HEAD"
            message = {**message, "body": b"" if head else self._shell.document}
        elif self._replaced:
            return
        await self._out(message)

    async def say(self, status: int, text: str) -> None:
        body = text.encode()
        head = [(b"content-type", b"text/plain; charset=utf-8")]
        head.append((b"content-length", str(len(body)).encode()))
        await self.send({"type": "http.response.start", "status": status, "headers": head})
        await self.send({"type": "http.response.body", "body": body})

    def _start(self, message: Message) -> Message:
        kept = [(name.lower(), value) for name, value in message["headers"]]
        of = dict(kept)
        path = self._scope["path"]
        document = of.get(b"content-type", b"").startswith(b"text/html")
        fields = dict(FIXED_HEADERS)
        secure = self._scope.get("scheme") == "https"
        fields["Content-Security-Policy"] = (
            content_policy(self._host, secure, self._shell.script_hashes)
            if self._host
            else "default-src 'none'; frame-ancestors 'none'"
        )
        drop = {b"access-control-allow-origin", b"access-control-allow-credentials", b"server"}
        if not path.startswith(KEPT) or message["status"] >= 400:
            fields["Cache-Control"] = "no-store"
            drop |= {b"etag", b"last-modified"}
        if document and path != "/leave":
            self._replaced = True
            drop |= {b"content-encoding", b"content-length", b"accept-ranges"}
            fields["Content-Length"] = str(len(self._shell.document))
            if not is_known(self._visit):
                kept.append((b"set-cookie", _cookie(begin_visit(), secure).encode()))
        drop |= {name.lower().encode() for name in fields}
        head = [(name, value) for name, value in kept if name not in drop]
        head += [(name.lower().encode(), value.encode()) for name, value in fields.items()]
        return {**message, "headers": head}


def _name(host: str) -> str:
    """The name in a Host header, without its port; empty where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _visit(cookies: str) -> str | None:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(cookies)
    except CookieError:
        return None
    return jar[COOKIE].value if COOKIE in jar else None


def _cookie(token: str, secure: bool) -> str:
    # Lax: a link that a colleague sent still finds the visit that is open.
    return f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
