"""Who sees what of an option: the advocate their own people in full, nobody else why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from cases.gates import HUMAN_GATES, OPEN, Gate, Reason, Result
from criteria.assess import Score
from criteria.load import read_criteria
from data.access import ROLES, Role, SeenOption, SeenRanking, Viewer, see, see_option
from jurisdictions.law import LimitAnswer, LimitPart
from scoring.options import Option, Ranking, Value

JUDGED = {
    # What the option is: open to everyone who may see the case at all.
    "case": "open",
    "avenue": "open",
    "forum": "open",
    "accused": "open",
    "standing": "open",
    # The three human gates as one word, and in full for the people's own advocate alone.
    "available": "open",
    "human": "own people's advocate",
    # Law and work: open, without the people they were worked out for.
    "law": "unnamed",
    "time": "unnamed",
    "counsel": "unnamed",
    "limit": "unnamed",
    # Whose: the advocate's own; those who work on it, once it is available.
    "claimants": "own people's advocate, and those who work on it",
    # What it is worth: there only where it is shortlistable, so that no yes has a price.
    "scores": "unnamed",
    "missing_weight": "open",
    "wishes_known": "open",
    "placed": "open",
    "value": "open",
    "rank": "open",
    "rank_in_case": "open",
    "tie_group": "open",
    "p_top": "open",
    "p_top_error": "open",
    "expected_rank": "open",
    "rank_range": "open",
}
"""Every field of what is seen, judged. A new field fails here until somebody has judged it."""


def test_every_field_that_anyone_sees_was_judged() -> None:
    assert {field.name for field in fields(SeenOption)} == set(JUDGED)
    assert {field.name for field in fields(SeenRanking)} == {
        "as_of", "options", "weights", "weights_name",
    }  # fmt: skip


def test_every_field_of_an_option_is_either_seen_or_held_back() -> None:
    held_back = {"who", "gates"}
    assert {field.name for field in fields(Option)} - {
        field.name for field in fields(SeenOption)
    } == held_back


def reason(code: str, who: str | None, result: Result = "needs") -> Reason:
    return Reason(code, result, True, f"{code}.", f"{who or 'avenue x'} record", who, "it changes")


def limit(*people: str) -> LimitAnswer:
    parts = tuple(
        LimitPart(None, who, "open", date(2030, 1, 1), date(2030, 1, 1), "HTI limits[0]", True)
        for who in people
    )
    return LimitAnswer(
        "open",
        date(2030, 1, 1),
        date(2030, 1, 1),
        date(2029, 10, 3),
        1157,
        "HTI limits[0]",
        True,
        parts,
    )


def an_option(
    consent: Gate = OPEN,
    safety: Gate = OPEN,
    best_interests: Gate = OPEN,
    who: tuple[str, ...] = ("S-0001",),
    **changes: Any,
) -> Option:
    human = {"consent": consent, "safety": safety, "best_interests": best_interests}
    available = all(gate.result == "pass" for gate in human.values())
    time = tuple(
        Reason("not_started", "pass", True, "The clock has not started.", "HTI limits[0]", one)
        for one in ("S-0001", "S-0002")
    )
    option = Option(
        "HTI-001",
        "paternity_host",
        "HTI",
        ("A1",),
        "open" if available else "unavailable",
        who if available else (),
        who,
        human
        | {
            "law": Gate("needs", (reason("waiver_needed", "A1"),)),
            "time": Gate("pass", time),
            "counsel": OPEN,
        },
        limit("S-0001", "S-0002"),
    )
    if available:
        option.scores = {
            "evidence": Score(1, 2, 3, "derived", f"HTI-001 evidence {', '.join(who)}"),
            "reach": Score(1, 2, 3, "derived", "HTI-001 incident.pattern"),
        }
        option.value, option.placed, option.rank = Value(0.1, 0.2, 0.3), True, 1
    return replace(option, **changes)


def human_of(seen: SeenOption) -> Mapping[str, Gate]:
    assert seen.human is not None
    return seen.human


def scores_of(seen: SeenOption) -> Mapping[str, Score]:
    assert seen.scores is not None
    return seen.scores


REFUSED = Gate("fail", (reason("refused", "S-0001", "fail"),))
OTHERS = [Viewer("coordinator"), Viewer("lawyer"), Viewer("steering"), Viewer("advocate")]
A_STRANGERS = Viewer("advocate", frozenset({"S-0009"}))
OWN = Viewer("advocate", frozenset({"S-0001"}))


def test_the_roles_are_those_judged_here() -> None:
    assert set(ROLES) == {viewer.role for viewer in OTHERS}


def test_the_advocate_sees_the_codes_of_their_own_people() -> None:
    seen = see_option(an_option(REFUSED), OWN)
    assert not seen.available
    assert seen.human is not None
    assert set(seen.human) == set(HUMAN_GATES)
    assert [r.code for r in human_of(seen)["consent"].reasons] == ["refused"]
    assert human_of(seen)["consent"].result == "fail"
    assert human_of(seen)["safety"] == OPEN


@pytest.mark.parametrize(
    "viewer", [*OTHERS, A_STRANGERS], ids=lambda v: f"{v.role}{set(v.people) or ''}"
)
def test_everyone_else_sees_not_available_and_no_code_no_claimant_no_count(viewer: Viewer) -> None:
    hidden = [
        REFUSED,
        Gate("fail", (reason("withdrawn", "S-0001", "fail"),)),
        Gate("needs", (reason("not_asked", "S-0001"),)),
        Gate("needs", (reason("no_answer", "S-0001"), reason("assess_not_open", "S-0001"))),
    ]
    seen = [see_option(an_option(consent), viewer) for consent in hidden]
    stopped = Gate("fail", (reason("safety_stop", "S-0001", "fail"),))
    seen.append(see_option(an_option(safety=stopped), viewer))
    seen.append(
        see_option(
            an_option(best_interests=Gate("needs", (reason("bid_missing", "S-0001"),))), viewer
        )
    )
    assert all(one == seen[0] for one in seen)
    assert seen[0].human is None
    assert not seen[0].available
    assert seen[0].claimants == ()
    assert "S-0" not in repr(seen[0])
    for code in ("refused", "withdrawn", "not_asked", "no_answer", "safety_stop", "bid_missing"):
        assert all(code not in repr(one) for one in seen)


@pytest.mark.parametrize("role", ["coordinator", "lawyer"])
def test_those_who_work_on_an_available_option_see_for_whom(role: Role) -> None:
    seen = see_option(an_option(who=("S-0001", "S-0002")), Viewer(role))
    assert seen.claimants == ("S-0001", "S-0002")
    assert [r.who for r in seen.time.reasons] == ["S-0001", "S-0002"]
    assert scores_of(seen)["evidence"].fact == "HTI-001 evidence S-0001, S-0002"
    assert seen.human is None


def test_those_who_work_on_it_see_nobody_but_the_claimants() -> None:
    seen = see_option(an_option(who=("S-0001",)), Viewer("coordinator"))
    assert "S-0002" not in repr(seen)
    assert [r.who for r in seen.time.reasons] == ["S-0001", None]


def test_the_steering_group_sees_an_available_option_without_anyones_code() -> None:
    option = an_option(who=("S-0001", "S-0002"))
    seen = see_option(option, Viewer("steering"))
    assert seen.available
    assert "S-0" not in repr(seen)
    assert len(seen.time.reasons) == len(seen.limit.parts) == 1
    assert scores_of(seen)["evidence"] == Score(1, 2, 3, "derived", "HTI-001 evidence")
    assert option.scores is not None
    assert scores_of(seen)["reach"] == option.scores["reach"]
    assert (seen.value, seen.rank, seen.placed) == (option.value, 1, True)


def test_an_accused_and_the_lines_of_the_law_are_never_hidden() -> None:
    for viewer in (*OTHERS, OWN):
        seen = see_option(an_option(REFUSED), viewer)
        assert [(r.code, r.who) for r in seen.law.reasons] == [("waiver_needed", "A1")]
        assert seen.accused == ("A1",)
        assert seen.limit.source == "HTI limits[0]"


def test_to_hold_people_in_another_role_opens_nothing() -> None:
    for role in ("coordinator", "lawyer", "steering"):
        seen = see_option(an_option(REFUSED), Viewer(role, frozenset({"S-0001"})))
        assert seen.human is None
        assert seen == see_option(an_option(REFUSED), Viewer(role))


# --- several people in one case ------------------------------------------------------------------


def two_people() -> Option:
    return an_option(
        consent=Gate("needs", (reason("not_asked", "S-0001"), reason("no_answer", "S-0002"))),
        safety=Gate(
            "needs",
            (
                reason("no_plan", "S-0002"),
                reason("others_not_considered", "S-0002"),
                reason("others_not_considered", "S-0003"),
            ),
        ),
        who=("S-0001", "S-0002"),
    )


def test_an_advocate_of_one_of_two_sees_that_ones_gates_alone() -> None:
    seen = see_option(two_people(), OWN)
    assert [(r.code, r.who) for r in human_of(seen)["consent"].reasons] == [("not_asked", "S-0001")]
    assert "no_plan" not in repr(seen)
    assert "S-0002" not in repr(seen)
    assert "S-0003" not in repr(seen)


def test_that_the_safety_of_someone_else_counts_is_seen_but_not_whose() -> None:
    seen = see_option(two_people(), OWN)
    (others,) = human_of(seen)["safety"].reasons
    assert (others.code, others.who) == ("others_not_considered", None)
    assert human_of(seen)["safety"].result == "needs"


def test_the_advocate_of_both_sees_both_in_full() -> None:
    both = Viewer("advocate", frozenset({"S-0001", "S-0002", "S-0003"}))
    seen = see_option(two_people(), both)
    assert seen.human == {name: two_people().gates[name] for name in HUMAN_GATES}


def test_where_someone_else_alone_stands_in_the_way_nothing_is_said() -> None:
    pair = an_option(Gate("fail", (reason("refused", "S-0002", "fail"),)), who=("S-0001", "S-0002"))
    assert see_option(pair, OWN).human is None


def test_an_advocate_sees_their_own_among_the_claimants_and_no_other() -> None:
    seen = see_option(an_option(who=("S-0001", "S-0002")), OWN)
    assert seen.claimants == ("S-0001",)
    assert scores_of(seen)["evidence"].fact == "HTI-001 evidence"
    assert "S-0002" not in repr(seen)


# --- the ranking ---------------------------------------------------------------------------------


def test_a_ranking_is_seen_whole_in_its_order() -> None:
    options = (an_option(), an_option(REFUSED))
    ranking = Ranking(
        date(2026, 11, 1), options, {"reach": 1.0}, read_criteria().catalogue, "coordinators"
    )
    for viewer in (*OTHERS, OWN):
        seen = see(ranking, viewer)
        assert [one.id for one in seen.options] == [one.id for one in options]
        assert seen.options == tuple(see_option(option, viewer) for option in options)
        assert (seen.as_of, seen.weights, seen.weights_name) == (
            ranking.as_of,
            ranking.weights,
            "coordinators",
        )
        assert seen.option("HTI-001/paternity_host/HTI") == seen.options[0]
        assert seen.option("HTI-002/paternity_host/HTI") is None
