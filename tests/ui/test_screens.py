"""The screens, role by role: what each shows, and what nobody but an advocate may see of a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reading.strict import read_file
from survivor_preferences.reasons import BEST_INTERESTS_CODES, CONSENT_CODES, SAFETY_CODES
from ui import reading_room
from ui.parts.html import Html
from ui.reading_room import Room
from ui.screens import (
    case,
    cases,
    coverage,
    deadlines,
    jurisdictions,
    portfolio,
    ranking,
    today,
    what_if,
)

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "demo" / "sample.yaml"
DAY = date(2026, 11, 1)
OTHERS = ("coordinator", "lawyer", "steering")
ROLES = (*OTHERS, "advocate")

pytestmark = pytest.mark.xdist_group("screens")


def room_of(role: Any, path: Path = SAMPLE, weights: str = "coordinators") -> Room:
    return reading_room.open_room(path, DAY, role, weights)


def pages(room: Room, path: Path = SAMPLE) -> Iterator[tuple[str, Html]]:
    """Every page that depends on a casebook, with every option and list of it, as this role has it."""
    yield "today", today.page(room)
    held = ranking.in_lists(room.ranking.options)
    if room.role in ("coordinator", "steering"):
        yield "ranking", Html(ranking.lead_text(room))
        for name, options in held.items():
            yield f"ranking {name}", ranking.TABLES[name](room, options)
        found = ranking.spots(room, room.ranking.options)
        yield "ranking plot", ranking.spots_table(room, found)
        yield "ranking figure", Html(ranking.plot(room, found).to_json())
        scored = [option for option in room.ranking.options if option.scores is not None]
        for first, second in pairwise(scored):
            yield "ranking why", ranking.why_table(room, first, second)
            yield "ranking why", ranking.why_words(room, first, second)
        for option in scored:
            yield "ranking bring in", ranking.bring_in(room, option) or Html("")
        yield "ranking find out", ranking.find_table(room, reading_room.findings(room, path))
        sides = reading_room.perspectives(room, path)
        heavy = tried(room, {"group_impact": 60.0, "group_survivor": 60.0})
        after = reading_room.weighed_anew(room, path, heavy)
        yield "what if", what_if.below(room, sides, after, heavy, None)
        docket = reading_room.carried(room, path)
        yield "portfolio", portfolio.page(room, docket)
        yield (
            "portfolio locks",
            Html("").join(
                ranking.html("{}", portfolio.option_words(room, id_))
                for id_ in portfolio.lockable(room)
            ),
        )
        out = [docket.members[0].id] if docket.members else []
        yield "portfolio locked", portfolio.page(room, reading_room.carried(room, path, (), out))
    if room.reads_cases:
        yield "cases", cases.cases_table(room, list(room.cases.values()))
        for code, one in room.cases.items():
            yield f"case {code}", case.head(room, one) + case.whole(room, one)
            for option in room.options_of[code]:
                yield f"case {option.id}", case.one_way(room, one, option)
        everything = deadlines.dated(room, "60", "", "")
        yield "deadlines", deadlines.deadlines_table(room, everything, "60")
        yield "deadlines unknown", deadlines.undated_table(room, deadlines.undated(room))
        yield "deadlines passed", deadlines.undated_table(room, deadlines.passed(room))
        yield "calendar", Html(deadlines.calendar(everything, room.as_of).decode())


def tried(room: Room, moved: dict[str, float]) -> dict[str, float]:
    found: dict[str, float] = what_if.tried(room, reading_room.house().criteria.policy, moved)
    return found


def whole_of(role: str, path: Path = SAMPLE) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, page in pages(room_of(role, path), path):
        found[name] = found.get(name, "") + page
    return found


# --- what others may not see ---------------------------------------------------------------------

# Codes that law and time have too, or that are plain words of the law, are looked for as sentences.
CODES = [
    code
    for code in (*CONSENT_CODES, *SAFETY_CODES, *BEST_INTERESTS_CODES)
    if code not in ("refused", "withdrawn", "expired")
]
SAID = [
    "said no",
    "has withdrawn",
    "not talked about",
    "no answer",
    "we do nothing",
    "paused for safety",
    "the guardian g",
    "ruled out",
    "agreement",
    "best interests of",
    "determination of",
    "safety assessment",
    "never publicity",
]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_an_advocate_reads_why_a_way_is_not_available(role: str) -> None:
    general = general_texts()
    for name, page in whole_of(role).items():
        for text in general:
            page = page.replace(text, "")
        for code in CODES:
            assert not re.search(rf"\b{code}\b", page), (name, code)
        for said in SAID:
            assert said not in page.casefold(), (name, said)
        assert not re.search(r"\b(refused|withdrawn)\b", page), name


def general_texts() -> list[str]:
    """What the law says of every way alike, and of no person: left out of the search."""
    found: set[str] = set()

    def gather(value: Any) -> None:
        if isinstance(value, str):
            found.add(str(Html("") + ranking.html("{}", value)))
            found.add(str(ranking.html("{}", ranking.words.sentence(value))))
        elif isinstance(value, dict):
            for part in value.values():
                gather(part)
        elif isinstance(value, list | tuple):
            for part in value:
                gather(part)

    for avenue in reading_room.house().law.avenues.values():
        gather(avenue.model_dump(mode="json"))
    return sorted((text for text in found if len(text) > 20), key=len, reverse=True)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_an_advocate_reads_how_a_person_is_called(role: str) -> None:
    called = [person.called for person in room_of("advocate").people.values() if person.called]
    assert called
    for name, page in whole_of(role).items():
        for person in called:
            assert not re.search(rf"\b{re.escape(person)}\b", page), (name, person)


@pytest.mark.parametrize("role", OTHERS)
def test_a_reference_to_a_person_stands_only_where_they_claim(role: str) -> None:
    room = room_of(role)
    assert not room.people
    claimed = {
        f"case {option.id}": set(option.claimants)
        for option in room.ranking.options
        if option.available
    }
    for name, page in pages(room):
        named = set(re.findall(r"\bS-\d{4,6}\b", page))
        allowed = claimed.get(name, set()) if role != "steering" else set()
        assert named <= allowed, (name, named)


def test_a_way_that_is_not_available_shows_others_no_gate_and_no_date() -> None:
    room = room_of("lawyer")
    seen = 0
    for code, one in room.cases.items():
        for option in room.options_of[code]:
            if option.standing == "unavailable":
                page = case.one_way(room, one, option)
                assert "This way is not available." in page
                assert "What stands in the way" not in page
                assert "By when" not in page
                seen += 1
    assert seen > 50


# --- nothing differs between a no, a withdrawal, a pause and a question never asked ---------------

CELLS = [("S-0401", "crim_tcc_civilian"), ("S-0311", "acerwc"), ("S-0071", "paternity_tcc")]


def variants(person: str, avenue: str) -> dict[str, dict[str, Any]]:
    """The sample with one person's answer for one cell changed, in the four ways that may not differ."""
    made = {}
    for kind in ("refused", "withdrawn", "never asked", "paused"):
        book: dict[str, Any] = json.loads(json.dumps(read_file(SAMPLE).tree))
        record = next(one for one in book["people"] if one["ref"] == person)
        last = max(event["seq"] for one in book["people"] for event in one["ledger"]) + 1000
        later = {"seq": last, "by": "survivor", "activity": "legal_action", "avenue": avenue}
        later["recorded"] = "2026-10-30T10:00:00Z"
        if kind == "refused":
            record["ledger"].append({**later, "kind": "refuse"})
        elif kind == "withdrawn":
            record["ledger"].append({**later, "kind": "withdraw"})
        elif kind == "never asked":
            record["ledger"] = [e for e in record["ledger"] if e.get("avenue") != avenue]
        else:
            record["stops"].append(
                {"from": "2026-10-30T10:00:00Z", "to": None, "set_by": "AV-1", "avenue": avenue}
            )
        made[kind] = book
    return made


@pytest.mark.parametrize(("person", "avenue"), CELLS)
def test_others_see_the_same_bytes_whatever_closed_a_cell(
    person: str, avenue: str, tmp_path: Path
) -> None:
    before = {role: whole_of(role) for role in OTHERS}
    first: dict[str, dict[str, str]] = {}
    for kind, book in variants(person, avenue).items():
        path = tmp_path / f"{kind.replace(' ', '-')}.json"
        path.write_text(json.dumps(book))
        for role in OTHERS:
            seen = whole_of(role, path)
            assert seen == first.setdefault(role, seen), (role, kind)
    assert any(first[role] != before[role] for role in OTHERS)


def test_a_withdrawal_is_seen_in_the_next_read_of_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "book.json"
    path.write_text(json.dumps(read_file(SAMPLE).tree))
    way = "LBR-040/crim_tcc_civilian/FRA"
    before = room_of("coordinator", path).ranking.option(way)
    assert before is not None
    assert before.standing in ("open", "prepare")
    path.write_text(json.dumps(variants("S-0401", "crim_tcc_civilian")["withdrawn"]))
    after = room_of("coordinator", path).ranking.option(way)
    assert after is not None
    assert after.standing == "unavailable"
    assert after.value is None


# --- what each screen says -----------------------------------------------------------------------


def test_an_advocate_reads_gates_in_full_and_calls_people_as_they_wish() -> None:
    text = " ".join(whole_of("advocate").values())
    assert "Not talked about yet" in text
    assert "no answer: we do nothing" in text
    assert "Paused for safety." in text
    assert "Heron" in text
    assert "Agreement" in text


def test_an_advocate_is_told_of_agreements_that_run_out_and_of_pauses_to_review() -> None:
    tasks = {(task.kind, task.ref) for task in room_of("advocate").tasks}
    assert ("renew", "S-0111") in tasks
    assert ("stop", "S-0111") in tasks
    assert not room_of("coordinator").tasks


def test_nobody_who_is_out_of_reach_is_to_be_talked_to() -> None:
    room = room_of("advocate")
    away = {ref for ref, person in room.people.items() if person.status != "in_contact"}
    assert away
    assert not [
        task for task in room.tasks if task.kind in ("renew", "majority") and task.ref in away
    ]


def test_every_option_stands_in_exactly_one_list() -> None:
    room = room_of("coordinator")
    held = ranking.in_lists(room.ranking.options)
    assert sum(map(len, held.values())) == len(room.ranking.options)
    assert {option.id for options in held.values() for option in options} == {
        option.id for option in room.ranking.options
    }


def test_contributions_to_a_lead_add_up_to_it() -> None:
    room = room_of("coordinator")
    placed = [option for option in room.ranking.options if option.placed]
    page = ranking.why_table(room, placed[0], placed[-1])
    figures = re.findall(r'class="figures">([+−]?\d\.\d{3})<', page)
    *leads, together = [float(figure.replace("−", "-")) for figure in figures]
    assert sum(leads) == pytest.approx(together, abs=0.0005 * (len(leads) + 1))
    assert placed[0].value is not None
    assert placed[-1].value is not None
    difference = placed[0].value.likely - placed[-1].value.likely
    assert together == pytest.approx(difference, abs=0.0006)


def test_steering_group_has_no_case_to_open() -> None:
    room = room_of("steering")
    assert not room.cases
    assert not room.partners
    for _, page in pages(room):
        assert "/case?" not in page


def test_filters_keep_only_what_agrees() -> None:
    room = room_of("coordinator")
    found = ranking.filtered(room, room.ranking.options, "SLE", "GAB", "regional", "child")
    assert found
    for option in found:
        assert option.case.startswith("SLE-")
        assert option.forum == "GAB"
        assert room.law.avenues[option.avenue].family == "regional"
    kept = [
        one.code for one in room.cases.values() if cases.agrees(room, one, "HTI", "DEU", "", "")
    ]
    assert kept == ["HTI-014"]


def test_a_deadline_that_is_not_firm_says_so() -> None:
    room = room_of("coordinator")
    for deadline in deadlines.dated(room, "60", "unsure", "limit"):
        assert "Not firm" in deadlines.firm_cell(room, deadline)
    for deadline in deadlines.dated(room, "60", "firm", "limit"):
        assert "Not firm" not in deadlines.firm_cell(room, deadline)
    assert deadlines.dated(room, "60", "unsure", "limit")


def test_a_profile_shows_each_fact_with_its_source_basis_confidence_and_date() -> None:
    law = reading_room.house().law
    for state, profile in law.profiles.items():
        page = jurisdictions.page(law, state)
        cited = [*profile.limits, *profile.notes, *profile.exposure, *profile.treaties.values()]
        cited += [entry for key in profile.avenues for entry in profile.availability(key)]
        assert page.count(" confidence · ") >= len(cited), state
        for limit in profile.limits:
            assert jurisdictions.html("{}", limit.source) in page, (state, limit.source)


def test_the_coverage_register_has_a_line_for_each_state_and_a_cell_for_each_area() -> None:
    register = reading_room.register()
    law = reading_room.house().law
    assert [line.state for line in register] == sorted(law.profiles)
    page = coverage.register_table(register)
    assert page.count('<th scope="row"') == len(register)
    drawn = [state for trace in coverage.world(register).data for state in trace.locations]
    assert sorted(drawn) == sorted(law.profiles)


def test_perspectives_stand_side_by_side_and_are_not_mixed() -> None:
    room = room_of("coordinator")
    sides = reading_room.perspectives(room, SAMPLE)
    assert set(sides) == set(room.perspectives)
    for name, side in sides.items():
        assert side.weights_name == name
        assert side.weights == room.perspectives[name].values
        alone = room_of("coordinator", SAMPLE, name).ranking
        assert [(o.id, o.rank) for o in side.options] == [(o.id, o.rank) for o in alone.options]


def test_no_casebook_is_said_and_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(reading_room.NoCasebook):
        room_of("coordinator", tmp_path / "none.yaml")


def test_every_page_escapes_what_a_casebook_says(tmp_path: Path) -> None:
    book: dict[str, Any] = json.loads(json.dumps(read_file(SAMPLE).tree))
    nasty = "<img src=x onerror=alert(1)>"
    book["cases"][0]["label"] = nasty
    book["people"][0]["called"] = nasty
    book["reforms"][0]["title"] = nasty
    book["partners"][0]["expertise"] = [nasty]
    path = tmp_path / "nasty.json"
    path.write_text(json.dumps(book))
    for role in ROLES:
        for name, page in whole_of(role, path).items():
            assert "<img" not in page or name == "calendar", (role, name)


# --- how sure, and what to find out --------------------------------------------------------------


def placed_of(room: Room) -> list[Any]:
    return [option for option in room.ranking.options if option.placed]


def test_each_placed_option_says_how_often_it_is_among_the_first_and_no_other_does() -> None:
    room = room_of("coordinator")
    page = ranking.placed_table(room, placed_of(room))
    assert page.count(" of 100 tries</div>") == len(placed_of(room))
    for option in room.ranking.options:
        assert (option.p_top is not None) == option.placed
        assert (option.rank_range is not None) == option.placed
    for option in placed_of(room):
        cell = ranking.tries_cell(option) or ""
        assert f"in {ranking.words.of_hundred(option.p_top)} of 100 tries" in cell
        assert option.rank_range[0] <= option.rank_range[1]
    assert "not the chance of winning" in ranking.NOTES["placed"].replace("it is not", "not")


def test_shares_are_never_rounded_to_certainty() -> None:
    said = ranking.words.of_hundred
    assert [said(p) for p in (0.0, 0.001, 0.93, 0.999, 1.0)] == [
        "0",
        "fewer than 1",
        "93",
        "more than 99",
        "100",
    ]
    assert ranking.words.give_or_take(0.0041) == "give or take 1"
    assert ranking.words.give_or_take(0.0101) == "give or take 3"
    assert ranking.words.give_or_take(0.0) is None


def test_a_near_tie_names_the_place_that_it_shares() -> None:
    room = room_of("coordinator")
    ties = ranking.shared_places(room)
    groups: dict[int, list[Any]] = {}
    for option in placed_of(room):
        groups.setdefault(option.tie_group, []).append(option)
    assert len(ties) == sum(len(group) - 1 for group in groups.values())
    for group in groups.values():
        first = max(group, key=lambda option: option.value.likely)
        assert first.id not in ties
        for option in group:
            if option is not first:
                assert ties[option.id].endswith((f"place {first.rank}", "the one above"))


def test_another_top_is_another_reading_of_the_same_order() -> None:
    ten = room_of("coordinator")
    three = reading_room.open_room(SAMPLE, DAY, "coordinator", "coordinators", 3)
    assert [(o.id, o.rank) for o in three.ranking.options] == [
        (o.id, o.rank) for o in ten.ranking.options
    ]
    pairs_ = list(zip(placed_of(three), placed_of(ten), strict=True))
    assert all(few.p_top <= many.p_top for few, many in pairs_)
    assert any(few.p_top < many.p_top for few, many in pairs_)


def test_what_to_find_out_is_for_all_but_the_advocate_and_names_nobody() -> None:
    assert reading_room.findings(room_of("advocate"), SAMPLE) == ()
    for role in OTHERS:
        found = reading_room.findings(room_of(role), SAMPLE)
        assert found
        for one in found:
            assert not hasattr(one, "fact")
            assert not re.search(r"\bS-\d", f"{one.text} {one.who}")
    asked = [one for one in found if one.asks_person]
    assert asked
    page = ranking.find_table(room_of("steering"), asked)
    assert page.count("Do not ask again unless they wish.") == len(asked)


def test_what_would_bring_an_option_in_is_said_only_of_those_outside() -> None:
    room = reading_room.open_room(SAMPLE, DAY, "coordinator", "coordinators", 3)
    scored = [option for option in room.ranking.options if option.scores is not None]
    outside = 0
    for option in scored:
        page = ranking.bring_in(room, option)
        assert (page is None) == (option.placed and option.rank <= 3)
        outside += page is not None
    assert outside


# --- what if -------------------------------------------------------------------------------------


def test_sliders_that_nobody_moved_change_nothing() -> None:
    room = room_of("steering")
    assert tried(room, {}) == room.weights.values
    after = reading_room.weighed_anew(room, SAMPLE, tried(room, {}))
    assert what_if.what_moved(room, room.ranking, after, room.top) == []
    assert "Nothing moves" in what_if.moved_part(room, room.ranking, after)


def test_a_slider_reranks_and_says_which_case_goes_from_where_to_where() -> None:
    room = room_of("coordinator")
    weights = tried(room, {"group_impact": 60.0, "group_survivor": 60.0})
    assert sum(weights.values()) == pytest.approx(1)
    after = reading_room.weighed_anew(room, SAMPLE, weights)
    old, new = what_if.best_ways(room.ranking), what_if.best_ways(after)
    said = what_if.what_moved(room, room.ranking, after, room.top)
    moved = {code for code in old if code in new and old[code].rank != new[code].rank}
    assert moved
    for code in moved:
        told = [text for text in said if text.startswith(f"{code} ")]
        assert len(told) == 1
        assert f"{code} goes from {old[code].rank} to {new[code].rank}" in told[0]
    unmoved = {code for code in old if code in new and old[code].rank == new[code].rank}
    assert not [t for t in said if "goes from" in t and t.split()[0] in unmoved]


def test_a_floor_cannot_be_crossed_and_says_which() -> None:
    room = room_of("coordinator")
    with pytest.raises(what_if.WeightsRefused) as refused:
        tried(room, {"group_survivor": 2.0})
    said = what_if.refused_words(room, refused.value)
    assert said.startswith("What the person wants, and what it asks of them: comes to")
    assert "below the floor of 30.0 of 100" in said
    with pytest.raises(what_if.WeightsRefused) as refused:
        tried(room, {"fit": 1.0})
    assert what_if.refused_words(room, refused.value).startswith("Fit with what they wish:")


def test_what_is_tried_is_kept_nowhere() -> None:
    room = room_of("coordinator")
    before = [(option.id, option.rank, option.value) for option in room.ranking.options]
    reading_room.weighed_anew(
        room, SAMPLE, tried(room, {"group_impact": 55.0, "group_survivor": 70.0})
    )
    again = room_of("coordinator").ranking.options
    assert [(option.id, option.rank, option.value) for option in again] == before
    assert "Nothing is saved" in what_if.LEAD


def test_nobody_else_tries_weights_or_puts_a_docket_together() -> None:
    for role in ("lawyer", "advocate"):
        room = room_of(role)
        with pytest.raises(PermissionError):
            reading_room.weighed_anew(room, SAMPLE, room.weights.values)
        with pytest.raises(PermissionError):
            reading_room.carried(room, SAMPLE)


# --- portfolio -----------------------------------------------------------------------------------


def test_a_docket_holds_only_what_is_available_and_names_its_claimants_to_nobody_else() -> None:
    room = room_of("steering")
    found = reading_room.carried(room, SAMPLE)
    assert found.members
    for one in found.members:
        option = room.ranking.option(one.id)
        assert option is not None
        assert option.available
        assert option.placed
        assert one.claimants == ()
    for one in (*found.left_out, *found.members):
        assert one.id in portfolio.lockable(room)


def test_nobody_carries_more_than_is_free_and_the_page_says_so() -> None:
    room = room_of("coordinator")
    found = reading_room.carried(room, SAMPLE)
    page = portfolio.capacity_table(found)
    for use in found.partners:
        assert all(u <= f + 1e-9 for u, f in zip(use.used, use.free, strict=True))
        assert (use.partner in page) == any(use.used)


def test_a_lock_out_takes_an_option_out_and_says_why() -> None:
    room = room_of("coordinator")
    member = reading_room.carried(room, SAMPLE).members[0].id
    found = reading_room.carried(room, SAMPLE, (), [member])
    assert member not in {one.id for one in found.members}
    left = next(one for one in found.left_out if one.id == member)
    assert "Locked out." in left.why
    assert found.value <= reading_room.carried(room, SAMPLE).value + 1e-9


def test_two_locks_that_exclude_each_other_say_which_rule_to_relax() -> None:
    room = room_of("coordinator")
    ways = [o for o in room.ranking.options if o.placed and o.available]
    main = [
        (one, two)
        for one, two in pairwise(sorted(ways, key=lambda o: o.id))
        if one.case == two.case
    ]
    for one, two in main:
        found = reading_room.carried(room, SAMPLE, [one.id, two.id])
        if not found.feasible:
            page = portfolio.page(room, found)
            assert "No set holds to all rules." in page
            assert "<li>" in page
            return
    pytest.fail("no two ways of one case of the sample exclude each other")
