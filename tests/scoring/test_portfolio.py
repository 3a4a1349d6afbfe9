"""The docket: known optima, every rule against enumeration, and what can never be in one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring.portfolio as portfolio
from cases.gates import OPEN, Gate, Reason
from cases.model import Case
from criteria.assess import Score
from criteria.load import read_criteria
from jurisdictions.law import LimitAnswer
from jurisdictions.load import Law, read_law
from partners.model import Partner
from scoring.casebook import Casebook
from scoring.options import Option, Ranking, Value
from scoring.portfolio import (
    Balance,
    Candidate,
    Docket,
    Exclusion,
    NotForADocket,
    Rules,
    Seat,
    best_portfolio,
    core_index,
    docket,
    effort_of,
    portfolio_json,
    portfolio_text,
    support_only,
)
from scoring.value import value_matrices, weigh

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


# --- against enumeration -------------------------------------------------------------------------


def _teams(candidate: Candidate, capacity: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """Every way to fill the seats of an option, a partner on two seats counting the greater."""
    found = []
    for refs in product(*(seat.partners for seat in candidate.seats)):
        if any(ref not in capacity for ref in refs):
            continue
        load: dict[str, list[float]] = {}
        for ref, seat in zip(refs, candidate.seats, strict=True):
            held = load.get(ref, [0.0] * len(seat.effort))
            load[ref] = [max(a, b) for a, b in zip(held, seat.effort, strict=True)]
        found.append(load)
    return found


def _carriable(chosen: Sequence[Candidate], capacity: Mapping[str, Sequence[float]]) -> bool:
    for teams in product(*(_teams(one, capacity) for one in chosen)):
        if all(
            sum(team[ref][period] for team in teams if ref in team) <= places[period] + 1e-9
            for ref, places in capacity.items()
            for period in range(len(places))
        ):
            return True
    return False


def _allowed(
    chosen: Sequence[Candidate], capacity: Mapping[str, Sequence[float]], rules: Rules
) -> bool:
    ids = {one.id for one in chosen}
    if rules.lock_in - ids or rules.lock_out & ids:
        return False
    if rules.budget is not None and sum(one.cost for one in chosen) > rules.budget + 1e-9:
        return False
    if any({bar.first, bar.second} <= ids for bar in rules.exclusions if bar.first != bar.second):
        return False
    if any(later in ids and earlier not in ids for later, earlier in rules.orders):
        return False
    together = rules.together | {frozenset(order) for order in rules.orders}
    for one, other in product(chosen, chosen):
        if (
            rules.one_main_avenue
            and one.id < other.id
            and one.case
            and one.case == other.case
            and one.main
            and other.main
            and frozenset((one.id, other.id)) not in together
        ):
            return False
    for balance in rules.balances:
        inside = len(ids & balance.members)
        if balance.most is not None and inside > balance.most:
            return False
        if balance.least is not None and inside < balance.least:
            return False
        if balance.share is not None and inside > max(1, balance.share * len(ids) + 1e-9):
            return False
    return _carriable(chosen, capacity)


def _every_allowed(
    candidates: Sequence[Candidate], capacity: Mapping[str, Sequence[float]], rules: Rules
) -> list[tuple[str, ...]]:
    listed = sorted(candidates, key=lambda one: one.id)
    found = []
    for bits in product([True, False], repeat=len(listed)):
        chosen = [one for one, bit in zip(listed, bits, strict=True) if bit]
        if _allowed(chosen, capacity, rules):
            found.append(tuple(one.id for one in chosen))
    return found


def _best(sets: Sequence[tuple[str, ...]], gains: Mapping[str, float]) -> tuple[str, ...] | None:
    """The greatest sum; of equal ones the smallest, then the one that holds the first id."""
    if not sets:
        return None
    top = max(sum(gains[id_] for id_ in one) for one in sets)
    good = [one for one in sets if sum(gains[id_] for id_ in one) >= top - 1e-9]
    ids = sorted(gains)
    return min(good, key=lambda one: (len(one), [id_ not in one for id_ in ids]))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Candidate], dict[str, tuple[float, ...]], Rules]:
    size = draw(st.integers(1, 6))
    refs = ["P1", "P2", "P3"][: draw(st.integers(1, 3))]
    place = st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0])
    capacity: dict[str, tuple[float, ...]] = {ref: (draw(place), draw(place)) for ref in refs}
    candidates = []
    for number in range(size):
        seats = tuple(
            Seat(
                f"seat {place_number}",
                tuple(draw(st.lists(st.sampled_from([*refs, "P9"]), max_size=2, unique=True))),
                (draw(place), draw(place)),
            )
            for place_number in range(draw(st.integers(0, 2)))
        )
        candidates.append(
            Candidate(
                f"O{number}",
                draw(st.integers(-2, 8)) / 16,
                draw(st.sampled_from(["", "K1", "K2"])),
                seats,
                float(draw(st.integers(0, 3))),
                draw(st.booleans()),
            )
        )
    ids = [one.id for one in candidates]
    some = st.sampled_from(ids)
    subset = st.frozensets(some, max_size=size)
    rules = Rules(
        draw(st.none() | st.integers(0, 6).map(float)),
        tuple(
            Exclusion(*pair, of_law=draw(st.booleans()))
            for pair in draw(st.lists(st.tuples(some, some), max_size=2))
        ),
        tuple(pair for pair in draw(st.lists(st.tuples(some, some), max_size=2)) if pair[0] != pair[1]),
        frozenset(frozenset(pair) for pair in draw(st.lists(st.tuples(some, some), max_size=2))),
        draw(st.booleans()),
        tuple(
            Balance(
                f"group {number}",
                draw(subset),
                draw(st.none() | st.sampled_from([0.0, 0.25, 0.4, 0.5, 0.75, 1.0])),
                draw(st.none() | st.integers(0, 2)),
                draw(st.none() | st.integers(0, 2)),
            )
            for number in range(draw(st.integers(0, 2)))
        ),
        draw(st.frozensets(some, max_size=2)),
        draw(st.frozensets(some, max_size=1)),
    )  # fmt: skip
    return candidates, capacity, rules


World = tuple[list[Candidate], dict[str, tuple[float, ...]], Rules]


@given(worlds(), st.randoms(use_true_random=False))
def test_the_best_set_is_that_of_enumeration_and_of_any_order_of_the_input(
    world: World, shuffle: random.Random
) -> None:
    candidates, capacity, rules = world
    found = best_portfolio(candidates, capacity, rules)
    expected = _best(
        _every_allowed(candidates, capacity, rules), {one.id: one.gain for one in candidates}
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
    expected = _best(_every_allowed(candidates, {}, rules), gains)
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
            assert bool(_every_allowed(*relaxed)) == (short == 0.0), relaxation
    # A lock or a demand that alone stands in the way is found.
    for id_ in rules.lock_in:
        if _every_allowed(candidates, capacity, replace(rules, lock_in=rules.lock_in - {id_})):
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


@given(worlds(), st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_the_core_index_is_the_share_of_draws_whose_best_set_holds_the_option(
    world: World, seed: int
) -> None:
    candidates, capacity, rules = world
    gains = np.random.default_rng(seed).uniform(-0.1, 0.5, (7, len(candidates)))
    sets = _every_allowed(candidates, capacity, rules)
    core = core_index(candidates, gains, capacity, rules)
    if not sets:
        assert core is None
        return
    ids = [one.id for one in candidates]
    best = [_best(sets, dict(zip(ids, row, strict=True))) or () for row in gains]
    assert core is not None
    assert core.method == "enumeration"
    assert core.draws == core.given == 7
    for option in core.options:
        share = sum(option.id in one for one in best) / 7
        assert option.share == pytest.approx(share)
        assert option.error == pytest.approx((share * (1 - share) / 7) ** 0.5)


@given(worlds(), st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_sampling_without_a_gap_is_what_enumeration_finds(world: World, seed: int) -> None:
    candidates, capacity, rules = world
    gains = np.random.default_rng(seed).uniform(-0.1, 0.5, (4, len(candidates)))
    exact = core_index(candidates, gains, capacity, rules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portfolio, "MOST_SETS", 0)
        sampled = core_index(candidates, gains, capacity, rules)
    if exact is None:
        assert sampled is None
    else:
        assert sampled is not None
        assert sampled.method == "sampling"
        # What sampling finds is feasible and no further from the best than it says.
        assert sampled.draws == 4
        assert 0 <= sampled.gap <= 1
        if sampled.gap == 0:
            assert sampled.options == exact.options


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


# --- from a ranking ------------------------------------------------------------------------------

DAY = date(2026, 11, 1)
CATALOGUE = read_criteria().catalogue
WEIGHTS = {key: 1 / len(CATALOGUE.keys) for key in CATALOGUE.keys}
HUMAN_FAIL = Gate("fail", (Reason("refused", "fail", True, "Not agreed.", "ledger"),))


@cache
def law() -> Law:
    return read_law()


def _option(
    id_: str,
    claimants: tuple[str, ...] = ("S-0001",),
    level: float = 0.75,
    standing: str = "open",
    placed: bool = True,
    consent: Gate = OPEN,
    until: date | None = None,
) -> Option:
    case, avenue, forum = id_.split("/")
    gates = dict.fromkeys(("consent", "safety", "best_interests", "law", "time", "counsel"), OPEN)
    gates["consent"] = consent
    scores = {}
    for criterion in CATALOGUE.criteria:
        reach = criterion.high - criterion.low
        at = criterion.low + reach * (level if criterion.better == "more" else 1 - level)
        scores[criterion.key] = Score(at, at, at, "person", criterion.key)
    value = float(weigh(value_matrices([scores], CATALOGUE)[1], list(WEIGHTS.values()))[0])
    limit = LimitAnswer("open" if until else "none", until, until, None, None, "", True, ())
    return Option(
        case, avenue, forum, ("A1",), standing, claimants, claimants, gates, limit, scores, 0.0,
        True, placed, Value(value, value, value),
    )  # fmt: skip


def _case(code: str, sending: str = "FRA", **more: Any) -> Case:
    return Case.model_validate(
        {
            "code": code,
            "label": "Made up",
            "host_state": code[:3],
            "incident": {"from": "2020", "to": "2020", "conduct": ["rape"], "pattern": "single"},
            "accused": [
                {
                    "ref": "A1",
                    "sending_state": sending,
                    "category": "military_contingent",
                    "identified": "named",
                }
            ],
            **more,
        }
    )


FAMILIES = ("criminal", "civil", "family", "un_treaty_body", "regional", "information")


def _partner(ref: str, places: int = 9, **more: Any) -> Partner:
    return Partner.model_validate(
        {
            "ref": ref,
            "states": [ref[2:5]],
            "roles": ["legal"],
            "capacity": dict.fromkeys(FAMILIES, 3),
            "willing": dict.fromkeys(FAMILIES, True),
            "can_carry": places,
            "assessed": {"on": "2026-10-01", "by": "coordinator", "valid_until": "2027-10-01"},
            **more,
        }
    )


def _docket(
    options: Sequence[Option],
    cases: Sequence[Case],
    partners: Sequence[Partner] | None = None,
    **more: Any,
) -> Docket:
    if partners is None:
        states = {case.host_state for case in cases} | {option.forum for option in options}
        partners = [_partner(f"P-{state}-1") for state in sorted(states)]
    book = Casebook(casebook=1, origin="ORG-1", cases=tuple(cases), partners=tuple(partners))
    ranking = Ranking(DAY, tuple(options), WEIGHTS, CATALOGUE, "equal")
    return docket(ranking, book, law(), **{"forum_share": None, "country_share": None, **more})


def _ids(found: Docket) -> list[str]:
    return [member.id for member in found.members]


def test_support_only_gains_nothing_and_asks_nothing() -> None:
    values = support_only(CATALOGUE)
    for criterion, value in zip(CATALOGUE.criteria, values, strict=True):
        assert value == (1.0 if criterion.better == "less" else 0.0)
    less = sum(criterion.better == "less" for criterion in CATALOGUE.criteria)
    option = _option("HTI-001/paternity_host/HTI")
    found = _docket([option], [_case("HTI-001")])
    assert found.support_only == pytest.approx(less / len(CATALOGUE.keys))
    assert option.value is not None
    assert found.value == pytest.approx(option.value.likely - found.support_only)


def test_an_option_worth_no_more_than_support_only_stays_out() -> None:
    found = _docket([_option("HTI-001/paternity_host/HTI", level=0.0)], [_case("HTI-001")])
    assert _ids(found) == []
    assert "no greater than that of support only" in found.left_out[0].why[0]


@pytest.mark.parametrize(
    "hidden",
    [
        {"standing": "unavailable", "placed": False, "consent": HUMAN_FAIL},
        {"standing": "closed", "placed": False},
        {"standing": "under_way", "placed": False},
        {"placed": False},
        # A place that should never have been given is not believed.
        {"consent": HUMAN_FAIL},
        {"standing": "unavailable"},
    ],
)
def test_what_is_not_open_to_people_is_never_in_it_and_cannot_be_locked_in(
    hidden: dict[str, Any],
) -> None:
    shown = _option("HTI-001/paternity_host/HTI", level=0.6)
    other = _option("HTI-002/paternity_host/HTI", ("S-0002",), level=1.0, **hidden)
    cases = [_case("HTI-001"), _case("HTI-002")]
    draws = np.tile(list(WEIGHTS.values()), (3, 1))
    found = _docket([shown, other], cases, draws=draws)
    assert _ids(found) == [shown.id]
    assert other.id not in portfolio_json(found)
    assert other.id not in "\n".join(portfolio_text(found))
    with pytest.raises(NotForADocket) as refused:
        _docket([shown, other], cases, lock_in=[other.id])
    assert "refused" not in str(refused.value)
    assert "agreed" not in str(refused.value)


def test_one_filing_bars_another_body_for_the_same_facts_or_claimants() -> None:
    first = _option("HTI-001/crc_opic/FRA")
    same_person = _option("HTI-002/ecthr/FRA", ("S-0001",))
    others = _option("HTI-003/ecthr/FRA", ("S-0003",))
    other_state = _option("HTI-004/ecthr/DEU", ("S-0001",))
    cases = [_case("HTI-001"), _case("HTI-002"), _case("HTI-003"), _case("HTI-004", "DEU")]
    found = _docket([first, same_person, others, other_state], cases)
    assert [(bar.first, bar.second) for bar in found.excludes] == [
        (first.id, same_person.id),
        (same_person.id, first.id),
    ]
    assert others.id in _ids(found)
    assert other_state.id in _ids(found)
    assert len({first.id, same_person.id} & set(_ids(found))) == 1
    assert all("art." in bar.source for bar in found.excludes)


def test_cases_pleaded_together_are_the_same_matter() -> None:
    first = _option("HTI-001/crc_opic/FRA")
    joined = _option("HTI-002/ecthr/FRA", ("S-0002",))
    cases = [_case("HTI-001", joined_with=["HTI-002"]), _case("HTI-002")]
    assert len(_docket([first, joined], cases).members) == 1


def test_what_bars_only_while_pending_may_follow_and_what_bars_once_settled_may_not() -> None:
    # At present (no order) a pending matter elsewhere closes the Human Rights Committee.
    first = _option("HTI-001/acerwc/BEN")
    hrc = _option("HTI-001/hrctte/BEN")
    cases = [_case("HTI-001", "BEN")]
    apart = _docket([first, hrc], cases, together=[("acerwc", "hrctte")])
    assert len(apart.members) == 1
    short = {"acerwc": portfolio.Effort(0.5, 1.0, 1)}
    after = _docket([first, hrc], cases, orders=[(hrc.id, first.id)], efforts=short)
    assert _ids(after) == [first.id, hrc.id]
    assert [member.starts for member in after.members] == [0, 1]
    # The other way round: a decision on the merits there closes the African Children's Committee.
    soon = {"hrctte": portfolio.Effort(0.5, 1.0, 1)}
    settled = _docket([first, hrc], cases, orders=[(first.id, hrc.id)], efforts=soon)
    assert first.id not in _ids(settled)


def test_an_order_moves_the_later_option_to_when_the_earlier_ends() -> None:
    first = _option("HTI-001/paternity_host/HTI")
    later = _option("HTI-001/crc_opic/FRA")
    efforts = {
        "paternity_host": portfolio.Effort(1.0, 1.0, 2),
        "crc_opic": portfolio.Effort(0.0, 1.0, 3),
    }
    partners = [_partner("P-HTI-1", 1), _partner("P-FRA-1", 1)]
    found = _docket(
        [first, later], [_case("HTI-001")], partners, orders=[(later.id, first.id)], efforts=efforts
    )
    assert [(member.id, member.starts) for member in found.members] == [
        (later.id, 2),
        (first.id, 0),
    ]
    used = {use.partner: use.used for use in found.partners}
    total = [a + b for a, b in zip(used["P-HTI-1"], used["P-FRA-1"], strict=True)]
    assert total == [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    assert found.periods[2] == date(2027, 11, 1)


@pytest.mark.parametrize(
    ("until", "inside"), [(date(2027, 10, 31), False), (date(2027, 11, 1), True)]
)
def test_an_option_is_never_put_off_past_its_own_time_limit(until: date, inside: bool) -> None:
    first = _option("HTI-001/paternity_host/HTI")
    later = _option("HTI-001/crc_opic/FRA", until=until)
    efforts = {"paternity_host": portfolio.Effort(1.0, 1.0, 2)}
    given_: dict[str, Any] = {"orders": [(later.id, first.id)], "efforts": efforts}
    found = _docket([first, later], [_case("HTI-001")], **given_)
    assert (later.id in _ids(found)) == inside
    if not inside:
        assert any("run out" in why for left in found.left_out for why in left.why)
        with pytest.raises(NotForADocket, match="run out"):
            _docket([first, later], [_case("HTI-001")], lock_in=[later.id], **given_)


def test_orders_in_a_circle_are_refused() -> None:
    one, two = _option("HTI-001/paternity_host/HTI"), _option("HTI-001/crc_opic/FRA")
    with pytest.raises(NotForADocket, match="circle"):
        _docket([one, two], [_case("HTI-001")], orders=[(one.id, two.id), (two.id, one.id)])


def test_one_main_avenue_a_case_unless_they_go_together() -> None:
    one, two = _option("HTI-001/paternity_host/HTI"), _option("HTI-001/civil_state_tcc/FRA")
    request = _option("HTI-001/foi/FRA", ())
    cases = [_case("HTI-001")]
    found = _docket([one, two, request], cases)
    assert len({one.id, two.id} & set(_ids(found))) == 1
    assert request.id in _ids(found)
    both = _docket([one, two], cases, together=[("civil_state_tcc", "paternity_host")])
    assert _ids(both) == [two.id, one.id]


def test_a_person_is_carried_by_the_lawyer_they_mandated_and_nobody_by_one_in_conflict() -> None:
    option = _option("HTI-001/paternity_host/HTI")
    better = _partner("P-HTI-1", capacity={"family": 4})
    theirs = _partner("P-HTI-2", capacity={"family": 1})
    mandate = {"person": "S-0001", "partner": "P-HTI-2", "forum": "HTI", "on": "2026-01"}
    free = _docket([option], [_case("HTI-001")], [better, theirs])
    assert free.members[0].carried_by == (("HTI", "P-HTI-1"),)
    chosen = _docket([option], [_case("HTI-001", representation=[mandate])], [better, theirs])
    assert chosen.members[0].carried_by == (("HTI", "P-HTI-2"),)
    torn = [
        _partner("P-HTI-1", conflicts=["HTI-001"]),
        _partner("P-HTI-2", willing={"family": False}),
    ]
    none = _docket([option], [_case("HTI-001")], torn)
    assert none.members == ()
    assert none.left_out[0].why == ("No partner could carry it (HTI).",)


def test_what_partners_carry_already_is_not_promised_again() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2, 3)]
    cases = [_case(f"HTI-00{n}") for n in (1, 2, 3)]
    found = _docket(options, cases, [_partner("P-HTI-1", 4, carrying=3)])
    assert _ids(found) == ["HTI-001/paternity_host/HTI"]
    forced = _docket(
        options, cases, [_partner("P-HTI-1", 4, carrying=3)], lock_in=[o.id for o in options]
    )
    assert not forced.feasible
    assert forced.relaxations[0].by == 2
    assert "Let P-HTI-1 carry 2 more at once." in list(portfolio_text(forced))[2]


def test_locks_hold() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2)]
    cases = [_case("HTI-001"), _case("HTI-002")]
    one_place = [_partner("P-HTI-1", 1)]
    assert _ids(_docket(options, cases, one_place)) == [options[0].id]
    assert _ids(_docket(options, cases, one_place, lock_in=[options[1].id])) == [options[1].id]
    assert _ids(_docket(options, cases, one_place, lock_out=[options[0].id])) == [options[1].id]
    with pytest.raises(NotForADocket, match="no option"):
        _docket(options, cases, one_place, lock_out=["HTI-009/paternity_host/HTI"])


def test_a_docket_does_not_rest_on_one_forum_or_one_country() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2, 3)]
    options.append(_option("SLE-001/paternity_host/SLE", ("S-0004",)))
    cases = [*(_case(f"HTI-00{n}") for n in (1, 2, 3)), _case("SLE-001", "DEU")]
    assert len(_docket(options, cases).members) == 4
    forums = _docket(options, cases, forum_share=0.5)
    assert sorted(id_[:3] for id_ in _ids(forums)) == ["HTI", "SLE"]
    countries = _docket(options, cases, country_share=0.6)
    assert sorted(id_[:3] for id_ in _ids(countries)) == ["HTI", "SLE"]


def test_the_budget_counts_levels_of_cost_or_the_costs_given() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2)]
    cases = [_case("HTI-001"), _case("HTI-002")]
    found = _docket(options, cases, budget=1.5)
    assert len(found.members) == 1
    assert found.spent == 1.0
    costs = {options[0].id: 9000.0, options[1].id: 4000.0}
    assert _ids(_docket(options, cases, budget=5000, costs=costs)) == [options[1].id]


def test_the_edge_is_what_the_weights_decide() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2)]
    assert options[0].scores is not None
    assert options[1].scores is not None
    mine, theirs = dict(options[0].scores), dict(options[1].scores)
    mine["evidence"] = Score(4, 4, 4, "person", "e")
    theirs["precedent"] = Score(4, 4, 4, "person", "p")
    options[0].scores, options[1].scores = mine, theirs
    cases = [_case("HTI-001"), _case("HTI-002")]
    keys = list(CATALOGUE.keys)
    draws = np.zeros((4, len(keys)))
    draws[:3, keys.index("evidence")] = 1
    draws[3, keys.index("precedent")] = 1
    found = _docket(options, cases, [_partner("P-HTI-1", 1)], draws=draws)
    assert found.core is not None
    assert [option.share for option in found.core.options] == [0.75, 0.25]
    assert found.edge == (options[0].id, options[1].id)
    with pytest.raises(NotForADocket, match="draws"):
        _docket(options, cases, draws=draws[:, 1:])


def test_every_avenue_asks_for_something() -> None:
    for avenue in law().avenues.values():
        effort = effort_of(avenue)
        assert 0 < effort.host <= 1
        assert 0 < effort.forum <= 1
        assert 1 <= effort.half_years <= portfolio.HORIZON
    assert effort_of(law().avenues["paternity_host"]).half_years == 5  # (0.5 + 4) / 2 years
    assert effort_of(law().avenues["nationality_and_birth_registration"]).half_years == 6


def _many() -> Iterator[tuple[list[Option], list[Case]]]:
    options, cases = [], []
    for number in range(1, 7):
        code = f"HTI-{number:03d}"
        cases.append(_case(code, ("FRA", "DEU")[number % 2]))
        forum = ("FRA", "DEU")[number % 2]
        who = (f"S-{number:04d}",)
        options += [
            _option(f"{code}/paternity_host/HTI", who, 0.5 + number / 20),
            _option(f"{code}/crc_opic/{forum}", who, 0.6),
        ]
    yield options, cases


def test_the_same_bytes_twice_and_from_any_order() -> None:
    options, cases = next(_many())
    draws = np.random.default_rng(1).dirichlet(np.ones(len(CATALOGUE.keys)), 50)
    partners = [_partner("P-HTI-1", 3), _partner("P-FRA-1", 2), _partner("P-DEU-1", 2)]
    text = portfolio_json(_docket(options, cases, partners, draws=draws, forum_share=0.5))
    again = portfolio_json(_docket(options, cases, partners, draws=draws, forum_share=0.5))
    turned = portfolio_json(
        _docket(options[::-1], cases[::-1], partners[::-1], draws=draws, forum_share=0.5)
    )
    assert text == again == turned
    read = json.loads(text)
    assert read["feasible"] is True
    for use in read["partners"]:
        assert all(used <= free for used, free in zip(use["used"], use["free"], strict=True))
    for member in read["members"]:
        assert member["claimants"]
        assert {entry["partner"] for entry in member["carried_by"]} <= {p.ref for p in partners}


def test_an_empty_ranking_gives_an_empty_docket() -> None:
    found = _docket([], [])
    assert found.feasible
    assert found.members == ()
    assert found.value == 0
    assert next(portfolio_text(found)).startswith("A docket of 0")
