"""The made-up casebooks: they read, they rank, and they show enough to look around in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from benchmarks.world import make_world, write_world
from cases.model import Category
from criteria.load import Criteria, Weights, read_criteria, read_weights
from jurisdictions.load import Law, read_law
from scoring.casebook import Casebook, read_casebook, write_casebook
from scoring.options import Ranking, rank_options
from scoring.report import inputs_hash, ranking_json
from survivor_preferences.model import Guardian

FOLDER = Path(__file__).parents[2] / "data" / "demo"
DEMO, SAMPLE = FOLDER / "casebook.yaml", FOLDER / "sample.yaml"
SOON = timedelta(days=90)

Read = Callable[[Path], tuple[Casebook, tuple[str, str]]]


@pytest.fixture(scope="module")
def law() -> Law:
    return read_law()


@pytest.fixture(scope="module")
def criteria() -> Criteria:
    return read_criteria()


@pytest.fixture(scope="module")
def weights(criteria: Criteria) -> Weights:
    return read_weights(criteria)


@pytest.fixture(scope="module")
def read(law: Law, criteria: Criteria) -> Read:
    return lambda path: read_casebook(path, law, criteria.catalogue)


@pytest.fixture(scope="module")
def rank(law: Law, criteria: Criteria, weights: Weights) -> Callable[[Casebook], Ranking]:
    def made(book: Casebook) -> Ranking:
        assert book.as_of is not None
        day = book.as_of.latest
        return rank_options(book, law, criteria.catalogue, weights.values, day, "coordinators")

    return made


@pytest.fixture(scope="module")
def book(read: Read) -> Casebook:
    return read(DEMO)[0]


@pytest.fixture(scope="module")
def ranking(book: Casebook, rank: Callable[[Casebook], Ranking]) -> Ranking:
    return rank(book)


def test_it_has_forty_cases_from_many_states(book: Casebook) -> None:
    assert len(book.cases) == 40
    assert len({case.host_state for case in book.cases}) == 12
    assert len({state for case in book.cases for state in case.sending_states}) == 20
    assert 70 <= len(book.people) <= 90
    assert 25 <= len(book.partners) <= 35


@pytest.mark.parametrize("path", [DEMO, SAMPLE])
def test_its_head_says_that_it_is_made_up(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head = " ".join(line.lstrip("# ") for line in text.partition("\ncasebook:")[0].splitlines())
    assert "Everything in this file is made up" in head
    assert "was in that country at that time: these things cannot have happened" in head


def test_the_app_opens_it_by_name(book: Casebook) -> None:
    assert book.as_of is not None
    assert str(book.as_of) == "2026-11-01"
    assert book.origin == "DEMO-1"


def test_no_code_of_the_two_files_clashes(book: Casebook, read: Read) -> None:
    sample = read(SAMPLE)[0]
    assert not _codes(book) & _codes(sample)


def _codes(book: Casebook) -> set[str | int | None]:
    return {
        *(case.code for case in book.cases),
        *(person.ref for person in book.people),
        *(person.called for person in book.people),
        *(partner.ref for partner in book.partners),
        *(event.seq for person in book.people for event in person.ledger),
    }


def test_every_chosen_name_is_one_word_and_used_once(book: Casebook) -> None:
    called = [person.called for person in book.people]
    assert len(set(called)) == len(called)
    assert all(name and re.fullmatch(r"[A-Z][a-z]+", name) for name in called)


def test_everyone_is_of_a_case_and_every_case_of_someone(book: Casebook) -> None:
    assert all(len(person.cases) == 1 for person in book.people)
    assert {code for person in book.people for code in person.cases} == {
        case.code for case in book.cases
    }


def test_every_partner_that_is_named_is_listed(book: Casebook) -> None:
    known = {partner.ref for partner in book.partners}
    named = {mandate.partner for case in book.cases for mandate in case.representation}
    named |= {
        text
        for case in book.cases
        for text in (
            *(item.held_by for item in case.evidence),
            *(step.owner or "" for step in case.protective),
        )
        if text.startswith("P-")
    }
    named |= {
        kind.owner
        for person in book.people
        for kind in person.support.values()
        if kind.owner and kind.owner.startswith("P-")
    }
    assert named <= known


def test_claimants_evidence_and_mandates_belong_to_their_case(book: Casebook) -> None:
    of_case = {person.ref: person.cases[0] for person in book.people}
    for case in book.cases:
        refs = {ref for item in case.evidence for ref in item.of}
        refs |= {mandate.person for mandate in case.representation}
        assert all(of_case[ref] == case.code for ref in refs), case.code


def test_nothing_lies_after_its_own_day(book: Casebook) -> None:
    assert book.as_of is not None
    day = book.as_of.latest
    for case in book.cases:
        assert case.incident.to.latest <= day
        assert all(step.on.latest <= day for step in case.steps), case.code
        assert all(step.notified is None or step.notified.latest <= day for step in case.steps), (
            case.code
        )
        assert all(judged.on.latest <= day for judged in case.assessments), case.code
    for person in book.people:
        assert all(event.recorded.date() <= day for event in person.ledger), person.ref
        assert all(one.on.latest <= day for one in person.safety), person.ref


def test_it_shows_what_the_record_can_hold(book: Casebook) -> None:
    people = book.people
    assert {a.category for c in book.cases for a in c.accused} == set(get_args(Category))
    assert {a.identified for c in book.cases for a in c.accused} >= {
        "unit", "described", "named",
    }  # fmt: skip
    assert {c.incident.pattern for c in book.cases} == {"single", "repeated", "organised"}
    assert {p.relation for p in people} == {"survivor", "child_born", "dependant"}
    assert {p.status for p in people} == {"in_contact", "out_of_reach", "deceased"}
    guardians: list[Guardian] = [g for p in people for g in p.guardians]
    assert {g.kind for g in guardians} == {"parent", "relative", "appointed", "authority"}
    assert {g.conflict for g in guardians} == {
        "none", "suspected", "confirmed", "not_checked",
    }  # fmt: skip
    assert {e.kind for p in people for e in p.ledger} == {
        "asked", "grant", "refuse", "withdraw",
    }  # fmt: skip
    assert {s.level for p in people for s in p.safety} == {
        "low", "moderate", "high", "unacceptable",
    }  # fmt: skip
    assert {b.conclusion for p in people for b in p.best_interests} == {"supports", "against"}
    assert {s.state for p in people for s in p.support.values()} == {
        "in_place", "offered", "missing", "refused", "not_needed", "unknown",
    }  # fmt: skip
    assert {s.kind for c in book.cases for s in c.steps} >= {
        "filed", "decided", "decision_not_to_prosecute", "military_verdict", "waiver_requested",
        "waiver_granted", "waiver_refused", "exhaustion_argued", "charge", "knowledge_of_father",
    }  # fmt: skip
    assert {p.kind for c in book.cases for p in c.protective} == {
        "interim_measures", "statute_stopping_act", "preservation_letter", "dna_retention",
    }  # fmt: skip
    assert any(case.joined_with for case in book.cases)
    assert any(case.also_against_host for case in book.cases)
    assert any(person.stops for person in people)
    assert {key for case in book.cases for key in case.reforms} == {r.key for r in book.reforms}


def test_a_good_part_of_it_can_be_placed(ranking: Ranking) -> None:
    shortlistable = [option for option in ranking.options if option.shortlistable]
    placed = [option for option in shortlistable if option.placed]
    assert 45 <= len(shortlistable) <= 90
    assert 28 <= len({option.case for option in shortlistable}) <= 36
    assert len(placed) >= 25
    assert len({option.case for option in placed}) >= 15
    assert len(placed) < len(shortlistable)
    standings = [option.standing for option in shortlistable]
    assert 0 < standings.count("open") < standings.count("prepare")


def test_every_standing_is_seen(ranking: Ranking) -> None:
    assert {option.standing for option in ranking.options} == {
        "open", "prepare", "unavailable", "under_way", "closed",
    }  # fmt: skip


def test_dates_press_in_some_and_are_uncertain_or_unknown_in_others(ranking: Ranking) -> None:
    limits = [option.limit for option in ranking.options if option.shortlistable]
    last = ranking.as_of + SOON
    soon = [one for one in limits if one.earliest and ranking.as_of <= one.earliest <= last]
    assert len(soon) >= 4
    assert {"open", "uncertain", "unknown", "none"} <= {one.status for one in limits}


def test_agreements_stand_in_every_state(ranking: Ranking) -> None:
    seen = {
        reason.code
        for option in ranking.options
        for gate in ("consent", "safety", "best_interests")
        for reason in option.gates[gate].reasons
    }
    assert seen >= {
        "refused", "withdrawn", "must_not", "no_answer", "not_asked", "record_incomplete",
        "notice_changed", "expired", "lapsed_at_majority", "assess_not_open", "no_guardian",
        "independent_guardian_needed", "safety_stop", "risk_unacceptable", "exposes_claimant",
        "not_assessed", "assessment_expired", "no_plan", "others_not_considered", "bid_against",
        "bid_missing", "bid_expired",
    }  # fmt: skip


def test_an_older_paper_does_not_undo_a_withdrawal(ranking: Ranking) -> None:
    option = ranking.option("LBR-302/crim_tcc_civilian/PAK")
    assert option is not None
    assert option.standing == "unavailable"


@pytest.mark.parametrize("path", [DEMO, SAMPLE])
def test_it_reads_ranks_and_writes_the_same_bytes_twice(
    path: Path, read: Read, rank: Callable[[Casebook], Ranking], law: Law, criteria: Criteria
) -> None:
    def bytes_of() -> bytes:
        book, file = read(path)
        inputs = inputs_hash((file, *law.files, *criteria.files))
        return b"".join(ranking_json(rank(book), inputs, seed=1, draws=0, top=10))

    first = bytes_of()
    assert first == bytes_of()
    assert b'"shortlistable":true' in first.replace(b" ", b"")


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_written_reads_back_to_the_same_casebook(
    book: Casebook, read: Read, tmp_path: Path, as_json: bool
) -> None:
    copy = tmp_path / ("copy.json" if as_json else "copy.yaml")
    copy.write_text(write_casebook(book, as_json), encoding="utf-8")
    assert read(copy)[0] == book


def test_a_made_up_world_reads_ranks_and_is_the_same_for_the_same_seed(
    read: Read, rank: Callable[[Casebook], Ranking], tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("one.json", "two.json", "three.json")]
    for path, seed in zip(paths, (7, 7, 8), strict=True):
        write_world(path, 60, seed)
    one, two, three = (path.read_bytes() for path in paths)
    assert one == two != three
    assert make_world(60, 7) == make_world(60, 7)
    book = read(paths[0])[0]
    assert len(book.cases) == 60
    assert all(person.called is None for person in book.people)
    options = rank(book).options
    assert 35 <= len(options) / len(book.cases) <= 60
    assert any(option.placed for option in options)
