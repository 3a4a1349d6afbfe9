"""The real app in a real Chromium, with everything that leaves the machine counted as a failure."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "demo" / "sample.yaml"

# A loaded machine draws late; what is waited for stays the same.
expect.set_options(timeout=30_000)

# The server with a hook that notes every address it looks up or connects to.
START = """
import sys
HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", None, "")
def note(event, given):
    if event == "socket.getaddrinfo":
        name = given[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(given[1], tuple):
        name = given[1][0]
    else:
        return
    name = name.decode() if isinstance(name, bytes) else name
    if name not in HERE:
        with open(sys.argv[2], "a") as log:
            log.write(f"{event} {name}\\n")
sys.addaudithook(note)
from pathlib import Path
from ui.serve import serve
serve(
    demo=sys.argv[3] == "demo",
    port=int(sys.argv[1]),
    open_browser=False,
    casebook=Path(sys.argv[4]) if len(sys.argv) > 4 else None,
)
"""

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
NO_BROWSER = (
    "The browser tests need Chromium and found none. On Debian and Ubuntu: "
    "apt-get install chromium. Elsewhere, install Chromium or Chrome."
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_browser() -> str | None:
    """The program of a Chromium-like browser on this machine."""
    named = (shutil.which(name) for name in NAMES)
    placed = (place for place in PLACES if Path(place).is_file())
    return next((found for found in (*named, *placed) if found), None)


@dataclass
class App:
    """A running app: where it is, and what it reached for outside this machine."""

    url: str
    outside: Path

    @property
    def reached(self) -> list[str]:
        return self.outside.read_text().splitlines() if self.outside.exists() else []


def _serve(kind: str, *casebook: str) -> Iterator[App]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        # A worker of pytest may have wandered: the app has to start from anywhere.
        outside, log = home / "outside", home / "log"
        inherited = {
            k: v for k, v in os.environ.items() if not k.startswith(("RECOURSE_", "STREAMLIT_"))
        }
        environment = {**inherited, "HOME": folder, "USERPROFILE": folder, "PYTHONPATH": str(ROOT)}
        with log.open("w") as written:
            server = subprocess.Popen(
                [sys.executable, "-c", START, str(port), str(outside), kind, *casebook],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
        try:
            url = f"http://127.0.0.1:{port}/"
            _wait_for(url, server, log)
            yield App(url, outside)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"The app stopped while starting:\n{log.read_text()}")
        try:
            opener.open(f"{url}healthz", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The app did not answer within a minute:\n{log.read_text()}")


@pytest.fixture(scope="session")
def demo_app() -> Iterator[App]:
    """The app on made-up data, as `make run` starts it."""
    yield from _serve("demo")


@pytest.fixture(scope="session")
def plain_app() -> Iterator[App]:
    """The app on a casebook of its own, not in demo mode."""
    yield from _serve("plain", str(SAMPLE))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.fail(NO_BROWSER)
    # Chromium refuses its own sandbox to root, which is who runs in a container.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=[*FLAGS, *(["--no-sandbox"] if as_root else [])]
        )
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a browser did while a test ran."""

    outside: list[str] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext, allowed: set[str]) -> None:
        """Note every request to another host, and every breach of the content policy."""

        def seen(url: str) -> None:
            parts = urlsplit(url)
            if parts.scheme not in ("data", "blob", "about") and parts.netloc not in allowed:
                self.outside.append(url)

        def sockets(page: Page) -> None:
            page.on("websocket", lambda opened: seen(opened.url))

        def console(text: str) -> None:
            if "Content Security Policy" in text or "Permissions-Policy" in text:
                self.policy.append(text)

        context.on("request", lambda request: seen(request.url))
        context.on("console", lambda message: console(message.text))
        context.on("page", sockets)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def context(
    chromium: Browser, demo_app: App, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A fresh browser profile. A test fails when anything in it left the machine or broke the
    policy. Parametrise it indirectly with the options of a Playwright context."""
    options = getattr(request, "param", {"viewport": {"width": 1400, "height": 1000}})
    made = chromium.new_context(**options)
    allowed = {urlsplit(demo_app.url).netloc}
    if "plain_app" in request.fixturenames:
        plain: App = request.getfixturevalue("plain_app")
        allowed.add(urlsplit(plain.url).netloc)
    watch.over(made, allowed)
    yield made
    made.close()
    assert watch.outside == []
    assert watch.policy == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
