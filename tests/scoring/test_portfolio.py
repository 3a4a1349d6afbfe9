"""The programme: known optima, and every rule against enumeration."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import milp

import scoring.portfolio as portfolio
from scoring.portfolio import (
    Balance,
    Candidate,
    Exclusion,
    NotForADocket,
    Rules,
    Seat,
    best_portfolio,
)
from tests.scoring.small_dockets import World, best_of, every_allowed, worlds

# --- known optima --------------------------------------------------------------------------------

# KNAPSACK_01, data for the 0/1 knapsack problem, J. Burkardt, Florida State University: P01 to P08
# (P06 and P08 after Kreher & Stinson 1999, Combinatorial Algorithms; P07 after Martello & Toth 1990).
KNAPSACKS: dict[str, tuple[int, list[int], list[int], str, int]] = {
    "P01": (
        165,
        [23, 31, 29, 44, 53, 38, 63, 85, 89, 82],
        [92, 57, 49, 68, 60, 43, 67, 84, 87, 72],
        "1111010000",
        309,
    ),
    "P02": (26, [12, 7, 11, 8, 9], [24, 13, 23, 15, 16], "01110", 51),
    "P03": (190, [56, 59, 80, 64, 75, 17], [50, 50, 64, 46, 50, 5], "110010", 150),
    "P04": (50, [31, 10, 20, 19, 4, 3, 6], [70, 20, 39, 37, 7, 5, 10], "1001000", 107),
    "P05": (104, [25, 35, 45, 5, 25, 3, 2, 2], [350, 400, 450, 20, 70, 8, 5, 5], "10111011", 900),
    "P06": (
        170,
        [41, 50, 49, 59, 55, 57, 60],
        [442, 525, 511, 593, 546, 564, 617],
        "0101001",
        1735,
    ),
    "P07": (
        750,
        [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120],
        [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240],
        "101010111000011",
        1458,
    ),
    "P08": (
        6404180,
        [
            382745, 799601, 909247, 729069, 467902, 44328, 34610, 698150, 823460, 903959, 853665,
            551830, 610856, 670702, 488960, 951111, 323046, 446298, 931161, 31385, 496951, 264724,
            224916, 169684,
        ],
        [
            825594, 1677009, 1676628, 1523970, 943972, 97426, 69666, 1296457, 1679693, 1902996,
            1844992, 1049289, 1252836, 1319836, 953277, 2067538, 675367, 853655, 1826027, 65731,
            901489, 577243, 466257, 369261,
        ],
        "110111000110100100000111",
        13549094,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KNAPSACKS)
@pytest.mark.parametrize("as_budget", [True, False])
def test_known_knapsack_optima(name: str, as_budget: bool) -> None:
    most, weights, profits, taken, optimum = KNAPSACKS[name]
    scale = sum(profits)
    most_weight = sum(weights)
    candidates = [
        Candidate(
            f"I{number:02d}",
            profit / scale,
            seats=() if as_budget else (Seat("here", ("P",), (weight / most_weight,)),),
            cost=weight / most_weight if as_budget else 0.0,
        )
        for number, (weight, profit) in enumerate(zip(weights, profits, strict=True))
    ]
    # A hair more room, so that a sum of binary fractions fits where the whole numbers do.
    room = (most + 0.001) / most_weight
    found = (
        best_portfolio(candidates, rules=Rules(budget=room))
        if as_budget
        else best_portfolio(candidates, {"P": (room,)})
    )
    assert found.gain * scale == pytest.approx(optimum, abs=1e-3)
    assert found.members == tuple(f"I{n:02d}" for n, bit in enumerate(taken) if bit == "1")


@given(worlds(), st.randoms(use_true_random=False))
def test_the_best_set_is_that_of_enumeration_and_of_any_order_of_the_input(
    world: World, shuffle: random.Random
) -> None:
    candidates, capacity, rules = world
    found = best_portfolio(candidates, capacity, rules)
    expected = best_of(
        every_allowed(candidates, capacity, rules), {one.id: one.gain for one in candidates}
    )
    assert found.feasible == (expected is not None)
    if expected is not None:
        assert found.members == expected
        # Who carries what is allowed, fills every seat, and adds up to what is said to be used.
        by_id = {one.id: one for one in candidates}
        seats = {(id_, seat.place) for id_ in expected for seat in by_id[id_].seats}
        assert {(id_, place) for id_, place, _ in found.carried} == seats
        assert found.used is not None
        for ref, places in found.used.items():
            assert all(use <= free + 1e-9 for use, free in zip(places, capacity[ref], strict=True))
    shuffled = list(candidates)
    shuffle.shuffle(shuffled)
    assert best_portfolio(shuffled, dict(reversed(capacity.items())), rules) == found


@given(
    st.lists(st.tuples(st.integers(1, 8), st.sampled_from("abc")), min_size=2, max_size=7),
    st.sampled_from([0.0, 0.25, 0.4, 0.5, 0.75]),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 2),
)
@settings(max_examples=60)
def test_shares_and_counts_of_groups_are_those_of_enumeration(
    listed: list[tuple[int, str]], share: float, most: int | None, least: int | None
) -> None:
    candidates = [Candidate(f"O{n}", gain / 16) for n, (gain, _) in enumerate(listed)]
    groups = {
        name: frozenset(f"O{n}" for n, (_, group) in enumerate(listed) if group == name)
        for name in "abc"
    }
    rules = Rules(
        balances=(
            *(Balance(name, ids, share) for name, ids in groups.items()),
            Balance("all", frozenset().union(*groups.values()), most=most),
            Balance("b at least", groups["b"], least=least),
        )
    )
    found = best_portfolio(candidates, rules=rules)
    gains = {one.id: one.gain for one in candidates}
    expected = best_of(every_allowed(candidates, {}, rules), gains)
    assert (found.members if found.feasible else None) == expected


@given(worlds())
@settings(max_examples=60)
def test_each_relaxation_lets_a_set_exist_and_less_of_it_does_not(world: World) -> None:
    candidates, capacity, rules = world
    found = best_portfolio(candidates, capacity, rules)
    if found.feasible:
        assert found.relaxations == ()
        return
    assert [(r.by, r.rule) for r in found.relaxations] == sorted(
        (r.by, r.rule) for r in found.relaxations
    )
    for relaxation in found.relaxations:
        for short in (0.0, 0.25):
            relaxed = _relaxed(relaxation.rule, relaxation.by - short, world)
            if relaxed is None or (short and relaxation.by <= short):
                continue
            assert bool(every_allowed(*relaxed)) == (short == 0.0), relaxation
    # A lock or a demand that alone stands in the way is found.
    for id_ in rules.lock_in:
        if every_allowed(candidates, capacity, replace(rules, lock_in=rules.lock_in - {id_})):
            assert f"{id_} locked in" in [r.rule for r in found.relaxations]


def _relaxed(rule: str, by: float, world: World) -> World | None:
    candidates, capacity, rules = world
    if rule == "budget" and rules.budget is not None:
        return candidates, capacity, replace(rules, budget=rules.budget + by)
    if rule.startswith("capacity of "):
        ref = rule.removeprefix("capacity of ")
        more = tuple(place + by for place in capacity[ref])
        return candidates, {**capacity, ref: more}, rules
    if rule.endswith(" locked in") and by == 1:
        return candidates, capacity, replace(rules, lock_in=rules.lock_in - {rule.split()[0]})
    if rule.endswith(" locked out") and by == 1:
        return candidates, capacity, replace(rules, lock_out=rules.lock_out - {rule.split()[0]})
    return None


def test_a_partner_on_two_seats_of_one_option_counts_it_once() -> None:
    both = Candidate("O", 0.5, seats=(Seat("host", ("P",), (0.5,)), Seat("body", ("P",), (1.0,))))
    found = best_portfolio([both], {"P": (1.0,)})
    assert found.members == ("O",)
    assert found.used == {"P": (1.0,)}


def test_a_law_that_bars_is_never_relaxed_but_an_unconfirmed_one_may_be_looked_into() -> None:
    two = [Candidate("A", 0.5), Candidate("B", 0.5)]
    firm = Rules(exclusions=(Exclusion("A", "B"),), lock_in=frozenset("AB"))
    assert [r.rule for r in best_portfolio(two, rules=firm).relaxations] == [
        "A locked in",
        "B locked in",
    ]
    unsure = replace(firm, exclusions=(Exclusion("A", "B", firm=False),))
    assert "not both A and B" in [r.rule for r in best_portfolio(two, rules=unsure).relaxations]


def test_where_no_single_rule_is_enough_a_smallest_group_is_named() -> None:
    two = [Candidate("A", 0.5, cost=2.0), Candidate("B", 0.5, cost=2.0)]
    rules = Rules(
        budget=1.0,
        exclusions=(Exclusion("A", "B", of_law=False),),
        lock_in=frozenset("AB"),
    )
    found = best_portfolio(two, rules=rules)
    assert not found.feasible
    assert found.relaxations == ()
    assert len(found.several) == 2


@pytest.mark.parametrize(
    ("candidates", "capacity", "rules"),
    [
        ([Candidate("A", 0.1), Candidate("A", 0.2)], {}, Rules()),
        ([Candidate("A", float("nan"))], {}, Rules()),
        ([Candidate("A", 0.1, cost=-1)], {}, Rules()),
        ([Candidate("A", 0.1)], {"P": (1.0,), "Q": (1.0, 1.0)}, Rules()),
        ([Candidate("A", 0.1)], {}, Rules(lock_in=frozenset({"B"}))),
        ([Candidate("A", 0.1)], {}, Rules(orders=(("A", "B"),))),
        ([Candidate("A", 0.1)], {}, Rules(balances=(Balance("x", frozenset("A"), 1.5),))),
    ],
)
def test_what_makes_no_sense_is_refused(
    candidates: list[Candidate], capacity: dict[str, tuple[float, ...]], rules: Rules
) -> None:
    with pytest.raises(NotForADocket):
        best_portfolio(candidates, capacity, rules)


def _long(size: int, seed: int) -> tuple[list[Candidate], dict[str, tuple[float, ...]], Rules]:
    """A list with many ways to share it among few partners, its costs much like its gains."""
    draw = random.Random(seed)
    refs = [f"P{number}" for number in range(4)]
    candidates = []
    for number in range(size):
        cost = draw.uniform(1, 5)
        seats = tuple(
            Seat(place, tuple(draw.sample(refs, 3)), (draw.choice([0.3, 0.5, 0.7, 0.9]),))
            for place in ("host", "forum")
        )
        gain = round(cost / 12 + draw.gauss(0, 0.01), 12)
        candidates.append(Candidate(f"{number:03d}", gain, f"K{number // 2}", seats, cost))
    return candidates, dict.fromkeys(refs, (2.5,)), Rules(budget=size / 2)


@pytest.mark.parametrize("seed", range(3))
def test_where_the_best_is_not_proven_the_gap_says_how_far_it_may_be(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidates, capacity, rules = _long(16, seed)
    best = best_portfolio(candidates, capacity, rules)
    assert best.gap == 0
    for close in (0.02, 0.2):
        monkeypatch.setattr(portfolio, "EXACT", 0)
        monkeypatch.setattr(portfolio, "CLOSE", close)
        near = best_portfolio(candidates, capacity, rules)
        assert near.gap <= close + 1e-6
        assert best.gain * (1 - near.gap) <= near.gain + 1e-6
        assert near.gain <= best.gain + 1e-6


def test_the_solver_writes_nothing_to_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    for seed in range(6):
        candidates, capacity, rules = _long(14, seed)
        best_portfolio(candidates, capacity, rules)
        best_portfolio(candidates, capacity, replace(rules, lock_in=frozenset({"000", "001"})))
    print("after")
    assert capfd.readouterr().out == "after\n"


def test_what_c_code_writes_while_solving_is_dropped(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    def noisy(*given: Any, **named: Any) -> Any:
        os.write(1, b"a note of the solver")
        return milp(*given, **named)

    monkeypatch.setattr(portfolio, "milp", noisy)
    assert best_portfolio([Candidate("A", 0.5)]).members == ("A",)
    assert capfd.readouterr().out == ""


def test_of_equal_sets_the_smallest_is_taken_then_the_first_by_id() -> None:
    gains = {"A": 0.25, "B": 0.25, "C": 0.25, "D": 0.25, "E": 0.5, "F": 0.0}
    candidates = [Candidate(id_, gain, cost=gain) for id_, gain in gains.items()]
    assert best_portfolio(candidates, rules=Rules(budget=0.75)).members == ("A", "E")
    assert best_portfolio(candidates[:4], rules=Rules(budget=0.5)).members == ("A", "B")
