"""Each screen as each role, in a real browser: it opens, stays on this machine, keeps its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import App

WIDTHS = (700, 390)
"""What 200 % zoom leaves of a laptop's screen; a phone."""

READ_CASES = ("coordinator", "lawyer", "advocate")
RANK = ("coordinator", "steering")

# A screen, what follows it in the address, and what its first heading says.
ADDRESSES = [
    *((role, "", "Today") for role in (*READ_CASES, "steering")),
    *((role, "cases?far=open", "Cases") for role in READ_CASES),
    ("lawyer", "case", "Case"),
    ("lawyer", "case?case=NONE-1", "Case"),
    *((role, "case?case=HTI-101", None) for role in READ_CASES),
    *((role, "case?case=HTI-101&way=paternity_host/HTI", None) for role in READ_CASES),
    *(
        (role, f"ranking?{what}", "Cases and their ways")
        for role in RANK
        for what in (
            "list=placed", "list=unknown", "list=closed", "list=unavailable", "list=under_way",
            "view=plot", "view=why", "view=find", "view=sides", "top=3",
        )
    ),
    *((role, "what_if", "What if") for role in RANK),
    ("coordinator", "what_if?group_impact=60&group_survivor=60&top=5", "What if"),
    ("coordinator", "what_if?group_survivor=0&fit=none", "What if"),
    *((role, "portfolio", "Portfolio") for role in RANK),
    ("coordinator", "portfolio?in=none&out=BDI-703/crc_opic/BRA", "Portfolio"),
    ("coordinator", "ranking?weights=lawyers&host=HTI&page=99&list=none", "Cases and their ways"),
    *((role, "deadlines?within=60", "Deadlines") for role in READ_CASES),
    *((role, "jurisdictions", "Jurisdictions") for role in ("lawyer", "steering")),
    ("steering", "jurisdictions?state=HTI", "Haiti"),
    ("lawyer", "jurisdictions?state=URY", "Uruguay"),
    *((role, "coverage?which=", "What is covered") for role in ("advocate", "steering")),
]  # fmt: skip
SCREENS = [
    "",
    "cases",
    "case?case=HTI-101",
    "case?case=HTI-101&way=paternity_host/HTI",
    "ranking",
    "ranking?list=closed",
    "ranking?view=why",
    "ranking?view=find",
    "ranking?view=sides",
    "what_if?group_impact=60&group_survivor=60",
    "what_if?group_survivor=0",
    "portfolio",
    "deadlines",
    "jurisdictions?state=HTI",
    "coverage",
]


def opened(page: Page, app: App, address: str, role: str = "coordinator") -> None:
    """Open an address in a role, and wait until the page is drawn."""
    joint = "&" if "?" in address else "?"
    page.goto(f"{app.url}{address}{joint}as={role}")
    drawn(page)


def drawn(page: Page) -> None:
    page.wait_for_selector(".page-head h1", timeout=90_000)
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=90_000
    )


@pytest.fixture
def errors(page: Page) -> Iterator[list[str]]:
    """What went wrong in the page's own scripts; a test fails on any."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.mark.parametrize(("role", "address", "title"), ADDRESSES)
def test_a_screen_opens_for_a_role_and_nothing_leaves(
    page: Page, demo_app: App, errors: list[str], role: str, address: str, title: str | None
) -> None:
    opened(page, demo_app, address, role)
    heading = page.locator(".page-head h1").first
    if title is not None:
        expect(heading).to_have_text(title)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(0)
    assert demo_app.reached == []


@pytest.mark.parametrize("address", SCREENS)
def test_a_screen_reads_in_light_and_dark_and_fits_a_phone(
    page: Page, demo_app: App, address: str
) -> None:
    opened(page, demo_app, address)
    assert page.evaluate(FAINT) == [], "light"
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(500)
    assert page.evaluate(FAINT) == [], "dark"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 850})
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
        assert page.evaluate(TOO_WIDE) == [], width


# What reaches over the right edge of the page, outside tables that scroll by themselves.
TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const edge = main.getBoundingClientRect().right + 1;
  return [...main.querySelectorAll('.stHtml *')]
    .filter(e => !e.closest('.table-frame') && !e.closest('.unseen'))
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > edge)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120));
}"""

# Texts of the screen whose contrast (WCAG 2.2) with the nearest painted ground is below 4.5.
FAINT = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const bright = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, place) => sum + v * [0.2126, 0.7152, 0.0722][place], 0);
  const found = new Set();
  for (const one of document.querySelectorAll('.stHtml *, [data-testid="stButtonGroup"] p')) {
    if (![...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    if (!one.getClientRects().length || one.closest('.unseen')) continue;
    const ink = bright(numbers(getComputedStyle(one).color));
    let ground = [255, 255, 255];
    for (let at = one; at; at = at.parentElement) {
      const painted = numbers(getComputedStyle(at).backgroundColor);
      if (painted.length === 3 || painted[3] === 1) { ground = painted; break; }
    }
    const paper = bright(ground);
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) found.add(`${one.className} ${one.tagName} ${ratio.toFixed(2)}`);
  }
  return [...found];
}"""


def test_a_chip_chooses_a_list_and_the_address_keeps_it(page: Page, demo_app: App) -> None:
    opened(page, demo_app, "ranking")
    page.get_by_role("radio", name=re.compile("^Not possible in law")).click()
    expect(page).to_have_url(re.compile(r"[?&]list=closed"))
    expect(page.get_by_text("Why it is not possible")).to_be_visible()
    page.reload()
    drawn(page)
    expect(page.get_by_text("Why it is not possible")).to_be_visible()


def test_a_filter_stands_in_the_address_and_survives_a_reload(page: Page, demo_app: App) -> None:
    opened(page, demo_app, "cases")
    page.get_by_role("combobox", name="Where it happened").click()
    page.get_by_role("option", name="Haiti").click()
    expect(page).to_have_url(re.compile(r"[?&]host=HTI"))
    expect(page.get_by_text(re.compile(r"\d+ of \d+ cases agree"))).to_be_visible()
    found = int(page.get_by_text(re.compile(r"\d+ of \d+ cases agree")).inner_text().split()[0])
    expect(page.locator("table.plain tbody tr")).to_have_count(found)
    page.reload()
    drawn(page)
    expect(page.locator("table.plain tbody tr")).to_have_count(found)


def test_a_line_opens_the_thing_and_carries_the_role(page: Page, demo_app: App) -> None:
    opened(page, demo_app, "cases", "advocate")
    first = page.locator("table.plain tbody th a").first
    said = first.inner_text()
    first.click()
    drawn(page)
    expect(page.locator(".page-head h1")).to_have_text(said)
    expect(page).to_have_url(re.compile(r"[?&]as=advocate"))
    page.locator("table.plain tbody th a").first.click()
    drawn(page)
    expect(page.get_by_role("link", name="All ways of this case")).to_be_visible()


def test_the_calendar_names_cases_by_their_code_alone(page: Page, demo_app: App) -> None:
    opened(page, demo_app, "deadlines")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Calendar file (.ics)").click()
    text = waiting.value.path().read_text()
    assert text.startswith("BEGIN:VCALENDAR")
    assert re.search(r"SUMMARY:[A-Z]{3}-\d{3}", text)
    assert not re.search(r"\bS-\d{4}", text)


def test_the_map_draws_its_states_from_this_machine(page: Page, demo_app: App) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, demo_app, "coverage")
    page.wait_for_selector("path.choroplethlocation", state="attached", timeout=60_000)
    assert page.locator("path.choroplethlocation").count() > 30
    assert f"{demo_app.url}shapes/world_50m.json" in asked


def test_two_ways_compared_stay_in_the_address(page: Page, demo_app: App) -> None:
    opened(page, demo_app, "ranking?view=why")
    page.get_by_role("combobox", name="Second way").click()
    page.get_by_role("option").nth(4).click()
    expect(page).to_have_url(re.compile(r"[?&]second="))
    expect(page.get_by_text("Together", exact=True)).to_be_visible()


def test_a_slider_moves_the_order_and_stands_in_the_address(page: Page, demo_app: App) -> None:
    opened(page, demo_app, "what_if")
    expect(page.get_by_text("Nothing moves:")).to_be_visible()
    slider = page.get_by_role("slider", name="What the person wants")
    slider.focus()
    for _ in range(20):
        slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"[?&]group_survivor=\d+"))
    expect(page.get_by_text(re.compile(r"goes from \d+ to \d+")).first).to_be_visible()
    page.reload()
    drawn(page)
    expect(page.get_by_text(re.compile(r"goes from \d+ to \d+")).first).to_be_visible()
    page.get_by_role("button", name="As chosen again").click()
    expect(page.get_by_text("Nothing moves:")).to_be_visible()


def test_a_lock_stands_in_the_address_and_is_said(page: Page, demo_app: App) -> None:
    opened(page, demo_app, "portfolio")
    page.get_by_role("combobox", name="Keep out").click()
    page.get_by_role("option", name=re.compile("^BDI-703")).first.click()
    expect(page).to_have_url(re.compile(r"[?&]out=BDI-703"))
    expect(page.get_by_text("Locked out.", exact=True)).to_have_count(1)
