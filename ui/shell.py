"""The page that Streamlit's script fills: its index.html with our title, look and way out.

The banner of demo mode and the link out stand in the page itself, outside what the script draws:
they are there before it runs, when it fails, and when scripts are off.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from typing import NamedTuple

TITLE = "Recourse"

HEAD = """<meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="/look/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/look/style.css" />
    <script src="/look/leave.js"></script>"""

WAY_OUT = '<a class="leave-always" href="/leave">Leave this page now</a>'

NO_SCRIPT = (
    "<noscript><p>This app needs scripts to show its screens. Without them, the command "
    "<code>recourse</code> gives the same answers. The link to leave works either way.</p></noscript>"
)


class Shell(NamedTuple):
    """The document, and the hashes of the inline scripts that its policy has to allow."""

    document: bytes
    script_hashes: tuple[str, ...]


class ShellChanged(RuntimeError):
    """Streamlit's page is not what this module was written for."""


def build_shell(index: str, banner: str | None) -> Shell:
    """Our page from Streamlit's `index.html`; `banner` is the line on top, None for none.

    Raises ShellChanged where a part that has to be replaced is not found exactly once: a silent
    miss would drop the way out.
    """
    page = _replace(index, r"<title>.*?</title>", f"<title>{TITLE}</title>")
    page = _replace(page, r'<link rel="shortcut icon"[^>]*>', HEAD)
    page = _replace(page, r'<link rel="service-desc"[^>]*>', "")
    page = _replace(page, r"<noscript>.*?</noscript>", NO_SCRIPT)
    top = f'<div class="made-up" role="note">{escape(banner)}</div>' if banner else ""
    kind = ' class="made-up-data"' if banner else ""
    page = _replace(page, r"<body>", f"<body{kind}>\n    {top}{WAY_OUT}")
    page = re.sub(r"<!--.*?-->\s*", "", page, flags=re.DOTALL)
    inline = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    return Shell(page.encode(), tuple(_hash(text) for text in inline))


def _replace(page: str, pattern: str, new: str) -> str:
    page, found = re.subn(pattern, lambda _: new, page, flags=re.DOTALL)
    if found != 1:
        raise ShellChanged(
            f"Streamlit's index.html has {pattern} {found} times where once was expected. "
            "Install the version that requirements.lock names."
        )
    return page


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
