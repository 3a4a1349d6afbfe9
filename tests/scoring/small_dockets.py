"""Small worlds for the docket, and every set that is allowed in them, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from hypothesis import strategies as st

from scoring.portfolio import Balance, Candidate, Exclusion, Rules, Seat


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


def every_allowed(
    candidates: Sequence[Candidate], capacity: Mapping[str, Sequence[float]], rules: Rules
) -> list[tuple[str, ...]]:
    listed = sorted(candidates, key=lambda one: one.id)
    found = []
    for bits in product([True, False], repeat=len(listed)):
        chosen = [one for one, bit in zip(listed, bits, strict=True) if bit]
        if _allowed(chosen, capacity, rules):
            found.append(tuple(one.id for one in chosen))
    return found


def best_of(sets: Sequence[tuple[str, ...]], gains: Mapping[str, float]) -> tuple[str, ...] | None:
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
