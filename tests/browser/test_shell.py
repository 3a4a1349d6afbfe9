"""The frame around every screen, as a browser meets it."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ui.screens import ALL_SCREENS, Screen, screens_of
from ui.session import BANNER, ROLES

if TYPE_CHECKING:
    from tests.browser.conftest import App

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
NO_SCRIPTS = {"java_script_enabled": False}
PICTURES = Path(__file__).parent / "pictures"
# The payload of a WebSocket's close frame: code 1001, then the reason.
GOING_AWAY = (1001).to_bytes(2, "big") + b"This visit has ended."
WIDE: dict[str, Any] = {"viewport": {"width": 1400, "height": 1000}}


# One role that each restricted screen is closed to.
CLOSED = [
    (screen, next(role for role in ROLES if role not in screen.roles))
    for screen in ALL_SCREENS
    if set(ROLES) - screen.roles
]


def ask(url: str, **headers: str) -> tuple[int, Message[str, str], bytes]:
    """One request without a browser; redirects are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


def open_screen(page: Page, url: str) -> None:
    """Open an address and wait until Streamlit has drawn it."""
    page.goto(url)
    settled(page)


def settled(page: Page) -> None:
    page.wait_for_selector('[data-testid="stSidebar"] .who', state="attached", timeout=60_000)
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000
    )


def paths_of(index: str) -> list[str]:
    return re.findall(r'(?:src|href)="\.?/([^"]+\.(?:js|css|woff2|svg))"', index)


def test_every_answer_carries_the_security_headers(demo_app: App) -> None:
    index = ask(demo_app.url)[2].decode()
    paths = ["", "ranking", "no-such-page", "leave", "healthz", "shapes/world_50m.json"]
    paths += ["look/style.css", "look/none.css", "shapes/none.json", "_stcore/health"]
    paths += ["_stcore/host-config", "_stcore/agent/openapi.json", "_stcore/metrics", "favicon.png"]
    paths += ["media/none.png", "..%2fapp.py", "trailing/", *paths_of(index)]
    for path in paths:
        _, headers, _ = ask(demo_app.url + path)
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "camera=()" in headers["Permissions-Policy"], path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["Access-Control-Allow-Origin"] is None, path


def test_the_policy_names_no_other_host_and_lets_no_text_run_as_script(demo_app: App) -> None:
    policy = ask(demo_app.url)[1]["Content-Security-Policy"]
    rules = {name: given for name, *given in (rule.split() for rule in policy.split("; "))}
    own = urlsplit(demo_app.url).netloc
    allowed = {"'self'", "'none'", "data:", "blob:", f"ws://{own}", "'unsafe-inline'"}
    for name, given in rules.items():
        for source in given:
            assert source in allowed or source.startswith("'sha256-"), (name, source)
    assert "'unsafe-inline'" not in rules["script-src"] + rules["default-src"]
    assert "data:" not in rules["script-src"]
    for closed in ("object-src", "base-uri", "frame-ancestors"):
        assert rules[closed] == ["'none'"]


def test_documents_are_never_kept_and_shared_files_may_be(demo_app: App) -> None:
    for path in ("", "ranking", "leave", "healthz", "_stcore/host-config"):
        assert ask(demo_app.url + path)[1]["Cache-Control"] == "no-store", path
    script = next(p for p in paths_of(ask(demo_app.url)[2].decode()) if p.startswith("static/js"))
    assert "max-age" in ask(demo_app.url + script)[1]["Cache-Control"]


def test_healthz_says_ok_and_nothing_more(demo_app: App) -> None:
    status, headers, body = ask(demo_app.url + "healthz")
    assert (status, body) == (200, b"ok")
    assert headers["Set-Cookie"] is None


def test_another_name_for_this_machine_is_refused(demo_app: App) -> None:
    status, _, body = ask(demo_app.url, Host="rebound.example")
    assert status == 400
    assert b"Recourse" not in body


def test_a_page_of_another_site_may_not_call(demo_app: App) -> None:
    assert ask(demo_app.url + "healthz", Origin="http://elsewhere.example")[0] == 403


def test_the_doors_for_programs_are_shut(demo_app: App) -> None:
    for path in ("_stcore/agent/openapi.json", "_stcore/agent/mcp", "_stcore/metrics"):
        assert ask(demo_app.url + path)[0] == 404, path


def test_only_this_machine_is_listened_to(demo_app: App) -> None:
    port = urlsplit(demo_app.url).port
    outward = _own_address()
    if outward is None:
        # A machine with no network has no address to be reached at.
        assert ask(demo_app.url + "healthz")[0] == 200
        return
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex((outward, port)) != 0


def _own_address() -> str | None:
    names = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return next((str(a) for a in sorted(map(str, names)) if not a.startswith("127.")), None)


def test_map_outlines_come_from_this_machine(demo_app: App) -> None:
    status, headers, body = ask(demo_app.url + "shapes/world_50m.json")
    assert status == 200
    assert headers["Content-Type"].startswith("application/json")
    assert b'"HTI"' in body


def every_screen() -> list[tuple[str, Screen | None]]:
    """Each role with each screen that it may open; a role without one meets a page that says so."""
    found: list[tuple[str, Screen | None]] = []
    for role in ROLES:
        found += [(role, screen) for screen in screens_of(role)] or [(role, None)]
    return found


@pytest.mark.parametrize(
    ("role", "screen"), every_screen(), ids=lambda v: v if isinstance(v, str) else v and v.name
)
def test_every_screen_of_every_role_opens_calmly(
    page: Page, demo_app: App, role: str, screen: Screen | None
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    place = "" if screen is None or screen.name == "today" else screen.name
    open_screen(page, f"{demo_app.url}{place}?as={role}")
    expect(page.locator(".made-up")).to_have_text(BANNER)
    expect(page.locator(".made-up")).to_be_in_viewport()
    expect(page.locator(".who")).to_contain_text(ROLES[role])
    expect(page.locator(".who")).to_contain_text("working date")
    expect(page.locator("a.leave")).to_be_visible()
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
    if screen is not None:
        expect(page).to_have_title(screen.title)
    assert errors == []
    assert demo_app.reached == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_not_offered_what_it_may_not_open(page: Page, demo_app: App, role: str) -> None:
    open_screen(page, f"{demo_app.url}?as={role}")
    offered = [screen.title for screen in screens_of(role) if screen.listed]
    expect(page.locator(".st-key-screens a")).to_have_text(offered)
    assert all(role in screen.roles for screen in ALL_SCREENS if screen.title in offered)


@pytest.mark.parametrize(("screen", "role"), CLOSED, ids=lambda v: getattr(v, "name", v))
def test_a_screen_that_is_not_for_a_role_does_not_open_by_its_address(
    page: Page, demo_app: App, screen: Screen, role: str
) -> None:
    open_screen(page, f"{demo_app.url}{screen.name}?as={role}")
    expect(page).not_to_have_title(screen.title)
    expect(page.locator(".who")).to_contain_text(ROLES[role])


def test_the_role_is_switched_in_the_address(page: Page, demo_app: App) -> None:
    open_screen(page, demo_app.url)
    expect(page.locator(".who")).to_contain_text(ROLES["coordinator"])
    page.get_by_role("combobox", name="See the made-up data as").click()
    page.get_by_role("option", name=ROLES["lawyer"]).click()
    expect(page.locator(".who")).to_contain_text(ROLES["lawyer"])
    expect(page).to_have_url(re.compile(r"[?&]as=lawyer$"))
    page.reload()
    expect(page.locator(".who")).to_contain_text(ROLES["lawyer"])


def test_a_role_that_does_not_exist_is_the_usual_one(page: Page, demo_app: App) -> None:
    open_screen(page, f"{demo_app.url}?as=everyone")
    expect(page.locator(".who")).to_contain_text(ROLES["coordinator"])


def test_outside_demo_mode_nobody_changes_role(page: Page, plain_app: App) -> None:
    open_screen(page, f"{plain_app.url}?as=advocate")
    expect(page.locator(".who")).to_contain_text(ROLES["coordinator"])
    expect(page.locator(".st-key-seen_as")).to_have_count(0)
    expect(page.locator(".made-up")).to_have_count(0)
    assert plain_app.reached == []


def leave_by_link(page: Page) -> None:
    page.locator("a.leave").click()


def leave_by_keys(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [leave_by_link, leave_by_keys])
def test_leaving_ends_the_visit_and_leaves_no_way_back(
    page: Page, context: BrowserContext, demo_app: App, leave: Callable[[Page], None]
) -> None:
    open_screen(page, demo_app.url)
    visit = next(c for c in context.cookies() if c["name"] == "visit")
    assert visit["httpOnly"]
    assert visit["expires"] == -1
    leave(page)
    page.wait_for_url("**/leave")
    expect(page).to_have_title("Weather")
    assert "ecourse" not in page.content()
    assert page.locator("a").count() == 0
    assert context.cookies() == []
    # The page was replaced, not followed: what was open is not behind the back button.
    page.go_back()
    assert demo_app.url not in page.url
    # And its token opens nothing any more.
    assert not _socket_opens(demo_app.url, visit["value"])


def test_leaving_one_tab_leaves_the_others(
    page: Page, context: BrowserContext, demo_app: App
) -> None:
    other = context.new_page()
    open_screen(other, demo_app.url)
    open_screen(page, demo_app.url)
    leave_by_keys(page)
    page.wait_for_url("**/leave")
    other.wait_for_url("**/leave")


def test_the_server_hangs_up_on_a_visit_that_was_left(
    page: Page, context: BrowserContext, demo_app: App
) -> None:
    open_screen(page, demo_app.url)
    visit = next(c for c in context.cookies() if c["name"] == "visit")
    wire = _open_socket(demo_app.url, visit["value"])
    with wire:
        assert wire.recv(64).startswith(b"HTTP/1.1 101")
        ask(demo_app.url + "leave", Cookie=f"visit={visit['value']}")
        wire.settimeout(10)
        said = b""
        while GOING_AWAY not in said:
            received = wire.recv(65536)
            assert received, "The line ended without a word."
            said += received
    assert not _socket_opens(demo_app.url, visit["value"])


def test_twice_or_slowly_is_not_leaving(page: Page, demo_app: App) -> None:
    open_screen(page, demo_app.url)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(2300)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert "/leave" not in page.url


@pytest.mark.parametrize("context", [NO_SCRIPTS], indirect=True)
def test_the_way_out_works_with_scripts_off(page: Page, demo_app: App) -> None:
    page.goto(demo_app.url)
    expect(page.locator(".made-up")).to_have_text(BANNER)
    page.get_by_role("link", name="Leave this page now").click()
    expect(page).to_have_title("Weather")


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_on_a_phone_the_way_out_is_in_sight_and_nothing_overflows(
    page: Page, demo_app: App
) -> None:
    open_screen(page, demo_app.url)
    expect(page.locator(".leave-always")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".leave-always").tap()
    page.wait_for_url("**/leave")


@pytest.mark.parametrize(
    ("context", "name"),
    [
        (WIDE, "light"),
        ({**WIDE, "color_scheme": "dark"}, "dark"),
        (PHONE, "phone"),
    ],
    indirect=["context"],
)
def test_the_frame_reads_in_light_and_dark(page: Page, demo_app: App, name: str) -> None:
    open_screen(page, demo_app.url)
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"today-{name}.png")
    for selector in (".made-up", ".leave-always", ".who", ".who .name", "a.leave", "a.leave small"):
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector


# The contrast ratio of WCAG 2.2 between a text and the nearest painted ground behind it.
CONTRAST = """selector => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const bright = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, place) => sum + v * [0.2126, 0.7152, 0.0722][place], 0);
  let at = document.querySelector(selector);
  const ink = bright(numbers(getComputedStyle(at).color));
  let ground = [255, 255, 255];
  for (; at; at = at.parentElement) {
    const painted = numbers(getComputedStyle(at).backgroundColor);
    if (painted.length === 3 || painted[3] === 1) { ground = painted; break; }
  }
  const paper = bright(ground);
  return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
}"""


def _open_socket(url: str, token: str) -> socket.socket:
    """A connection on which a WebSocket with this visit's token was asked for."""
    parts = urlsplit(url)
    wire = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10)
    wire.sendall(
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nOrigin: http://{parts.netloc}\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Cookie: visit={token}\r\n\r\n".encode()
    )
    return wire


def _socket_opens(url: str, token: str) -> bool:
    with _open_socket(url, token) as wire:
        return wire.recv(64).startswith(b"HTTP/1.1 101")


def test_a_running_visit_is_let_in(page: Page, context: BrowserContext, demo_app: App) -> None:
    open_screen(page, demo_app.url)
    visit = next(c for c in context.cookies() if c["name"] == "visit")
    assert _socket_opens(demo_app.url, visit["value"])
    assert not _socket_opens(demo_app.url, "made-up-token")
