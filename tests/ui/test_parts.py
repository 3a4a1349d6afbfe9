"""The parts of a screen: nothing breaks out of them, and no mark is colour alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.parts.html import Column, Html, html, join, lines, link, safe, show, table
from ui.parts.intervals import interval
from ui.parts.marks import ANSWERS, STANDINGS, answer, chip, gate_chips, standing

HOSTILE = '<script>alert(1)</script>" onmouseover="x'


class Read(HTMLParser):
    """The tags and the text of a markup."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    assert Read(html("<p>{}</p>", text)).tags == [("p", {})]
    read = Read(html('<a title="{}">{}</a>', text, "x"))
    assert [tag for tag, _ in read.tags] == ["a"]
    assert set(read.tags[0][1]) == {"title"}


@given(st.lists(st.text(), min_size=1, max_size=4), st.text(), st.text())
def test_no_cell_title_or_caption_adds_a_tag(cells: list[str], title: str, caption: str) -> None:
    made = table([title for _ in cells], [cells], caption=caption)
    tags = [tag for tag, _ in Read(made).tags]
    assert tags.count("td") == tags.count("th") == len(cells)
    assert set(tags) <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}


def test_markup_made_here_stays_and_a_text_that_looks_like_it_is_escaped() -> None:
    made = html("<b>{}</b>", HOSTILE)
    assert safe(made) is made
    assert "<script" not in made
    assert join([made, "<i>"], between="&").endswith("&amp;&lt;i&gt;")
    assert safe(None) == ""


def test_a_bare_text_is_not_shown() -> None:
    with pytest.raises(TypeError, match="safe"):
        show("<b>text</b>")


def test_a_format_in_the_braces_is_refused() -> None:
    with pytest.raises(ValueError, match="plain braces"):
        html("{:>10}", "x")


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere",
        "javascript:x",
        "/a b",
        "",
    ],
)
def test_a_link_never_leads_out_of_the_app(address: str) -> None:
    with pytest.raises(ValueError, match="stays in the app"):
        link("there", address)


def test_a_link_opens_in_the_same_tab() -> None:
    [(tag, given_attributes)] = Read(link("HTI-014", "/case?case=HTI-014&as=lawyer")).tags
    assert tag == "a"
    assert given_attributes == {"href": "/case?case=HTI-014&as=lawyer", "target": "_self"}


def test_a_table_is_one_that_a_screen_reader_reads() -> None:
    made = table(
        [Column("Way", head=True, width="30%"), Column("Place", number=True)],
        [[lines("Paternity claim in Haiti", "HTI-014", None), 2]],
        caption="Placed ways",
    )
    read = Read(made)
    scopes = [given_attributes.get("scope") for tag, given_attributes in read.tags if tag == "th"]
    assert scopes == ["col", "col", "row"]
    assert "Placed ways" in read.text
    titles = [a["data-title"] for _, a in read.tags if "data-title" in a]
    assert titles == ["Way", "Place"]


def test_a_table_with_no_rows_says_so() -> None:
    made = table(["Way"], [], empty="No case yet. Import a casebook first.")
    assert "Import a casebook first." in made
    assert "<table" not in made


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        table(["A", "B"], [["x"]])


def test_a_width_cannot_carry_a_style() -> None:
    with pytest.raises(ValueError, match="not a width"):
        table([Column("A", width="1px;background:url(x)")], [["x"]])


def test_every_standing_has_its_own_word_and_shape() -> None:
    for kinds in (STANDINGS, ANSWERS):
        assert len({kind.word for kind in kinds.values()}) == len(kinds)
    assert len({kind.shape for kind in STANDINGS.values()}) == len(STANDINGS)
    assert [STANDINGS[code].word for code in ("open", "prepare", "unavailable", "under_way")] == [
        "Open",
        "Legal work first",
        "Not available",
        "Under way",
    ]
    assert STANDINGS["closed"].word == "Not possible in law, as far as confirmed"


def test_a_mark_says_its_word_and_hides_its_shape_from_a_screen_reader() -> None:
    read = Read(standing("prepare"))
    assert read.text == "Legal work first"
    assert ("span", {"class": "shape square", "aria-hidden": "true"}) in read.tags


def test_an_unknown_standing_is_not_drawn() -> None:
    with pytest.raises(KeyError):
        standing("won")


def test_silence_and_refusal_are_never_drawn_as_yes() -> None:
    for code in ("no", "silent", "unasked"):
        assert 'class="mark yes"' not in answer(code)
        assert "disc" not in answer(code)


def test_a_gate_says_in_words_what_it_lacks() -> None:
    text = Read(
        gate_chips(
            [("law", "pass", None), ("time", "fail", None), ("lawyer", "needs", "not mandated")]
        )
    ).text
    assert text == "lawtime: failslawyer: not mandated"
    assert Read(chip(HOSTILE)).text == HOSTILE


def test_an_interval_is_drawn_to_scale_with_its_figures() -> None:
    made = interval(0.55, 0.676, 0.80)
    assert "left:55.00%;width:25.00%" in made
    assert "left:67.60%" in made
    assert (
        Read(made).text == "0.55–0.80, likely 0.68" or Read(made).text == "0.55–0.80, likely 0.68"
    )
    assert "left:25.00%;width:50.00%" in interval(1, 2, 3, most=4)


def test_what_is_not_known_has_no_dot_and_says_so() -> None:
    made = interval(0, None, 4, most=4, places=0)
    assert "dot" not in made
    assert Read(made).text == "0–4, likely value not known"


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted))
def test_no_interval_is_drawn_outside_its_track(ends: list[float]) -> None:
    made = interval(*ends)
    left, width = map(float, re.findall(r"(?:left|width):([\d.]+)%", made)[:2])
    assert 0 <= left <= 100
    assert left + width <= 100.02


@pytest.mark.parametrize("ends", [(0.6, 0.5, 0.7), (-0.1, 0.5, 0.7), (0.1, 0.5, 1.7)])
def test_an_interval_out_of_order_or_scale_is_refused(ends: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="not an interval"):
        interval(*ends)


def test_html_is_a_text() -> None:
    assert isinstance(html("x"), Html)
    assert isinstance(html("x"), str)
