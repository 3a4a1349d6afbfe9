"""How sure the docket is: the core index over weight draws.

The share of draws whose best docket holds an option (Liesiö, Mild & Salo 2007, Preference
programming for robust portfolio modeling and project selection, EJOR 181: 1488-1505, there over all
feasible weights, read here over draws of them).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.portfolio import (
    _SCALE,
    TIE,
    Bools,
    Candidate,
    Floats,
    NotForADocket,
    Programme,
    Row,
    Rules,
)
from scoring.value import DECIMALS

MOST_SETS = 20_000
"""Lists with no more feasible sets than this are enumerated whole; longer ones are sampled."""
MOST_TRIES = 30_000
"""Teams tried in an enumeration before it is given up."""
MOST_PAIRS = 40_000_000
"""Sets x draws looked at in an enumeration; further draws are left out."""
SAMPLED = 24
"""Most draws looked at where the list is too long to enumerate. A number and not a time, so that the
same inputs give the same bytes on any machine."""
MOST_MOVES = 40
"""Improvements made to a docket in one sampled draw."""


class Core(NamedTuple):
    """In how large a share of the draws' best dockets an option is, with its Monte Carlo error."""

    id: str
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class CoreIndex:
    """`method` is `enumeration` (every feasible set looked at in every draw, so that each draw's
    best is exact) or `sampling` (a docket sought in each of fewer draws). `draws` were used, of
    `given`, and the error is that of the draws used. `gap` is how far, on average and at most, the
    dockets found may lie below the best ones, as a share of them; 0 where they are exact."""

    method: Literal["enumeration", "sampling"]
    draws: int
    given: int
    gap: float
    options: tuple[Core, ...]


def core_index(
    candidates: Sequence[Candidate],
    gains: Floats,
    capacity: Mapping[str, Sequence[float]] | None = None,
    rules: Rules | None = None,
    known: Collection[str] | None = None,
) -> CoreIndex | None:
    """The core index over weight draws; None where no docket holds to all rules.

    `gains` is draws x candidates, each row V - V0 under one draw, columns in the order of
    `candidates`. The error is sqrt(p (1 - p) / draws). Sampling takes the draws in their order, a
    fixed number of them. `known` is a feasible set to begin from, such as the best one for the
    gains of the candidates.
    """
    order = sorted(range(len(candidates)), key=lambda number: candidates[number].id)
    columns = np.asarray(gains, dtype=np.float64)
    if columns.ndim != 2 or columns.shape[1] != len(candidates) or not columns.shape[0]:
        raise NotForADocket("gains must be draws x candidates, at least one draw")
    if not np.isfinite(columns).all():
        raise NotForADocket("a gain is not a finite number")
    columns = columns[:, order]
    programme = Programme(candidates, capacity or {}, rules or Rules())
    sets = every_set(programme)
    gap = 0.0
    if sets is not None:
        if not len(sets):
            return None
        used = min(len(columns), max(1, MOST_PAIRS // len(sets)))
        counts = _count(sets, columns[:used])
        method: Literal["enumeration", "sampling"] = "enumeration"
    else:
        sampled = _sample(programme, columns, known)
        if sampled is None:
            return None
        counts, used, gap = sampled
        method = "sampling"
    shares = counts / used
    return CoreIndex(
        method,
        used,
        len(columns),
        round(gap, DECIMALS),
        tuple(
            Core(
                id_,
                round(float(share), DECIMALS),
                round(math.sqrt(share * (1 - share) / used), DECIMALS),
            )
            for id_, share in zip(programme.ids, shares, strict=True)
        ),
    )


def _count(sets: Bools, gains: Floats) -> NDArray[np.int64]:
    """In how many draws each option is in the best set; `sets` come in order of preference."""
    counts = np.zeros(sets.shape[1], dtype=np.int64)
    table = np.ascontiguousarray(sets.T, dtype=np.float64)
    block = max(1, 2_000_000 // len(sets))
    for start in range(0, len(gains), block):
        sums = gains[start : start + block] @ table
        first = (sums >= sums.max(axis=1, keepdims=True) - TIE).argmax(axis=1)
        counts += sets[first].sum(axis=0)
    return counts


def _sample(
    programme: Programme, gains: Floats, known: Collection[str] | None
) -> tuple[NDArray[np.int64], int, float] | None:
    """In how many of the first draws each option is in a best set found, of how many draws, and how
    far the found sets may be from the best, as a share of it, on average.

    In each draw the relaxed programme, rounded, and the best docket found so far are both improved
    by adding, dropping and exchanging options until nothing helps. The
    relaxed sum bounds what any set could reach.
    """
    if known is None:
        first, _ = programme.solve(programme.gains * _SCALE)
        if first is None:
            return None
    else:
        first = np.array([id_ in known for id_ in programme.ids], dtype=np.bool_)
    search = _Search(programme)
    pool = [first]
    counts = np.zeros(programme.size, dtype=np.int64)
    gaps = []
    for row in gains[:SAMPLED]:
        relaxed = programme.relaxed(row * _SCALE)
        worth = [math.fsum(row[chosen]) for chosen in pool]
        starts = [pool[worth.index(max(worth))]]
        most = math.inf
        if relaxed is not None:
            parts, bound = relaxed
            most = bound / _SCALE
            rounded = search.rounded(parts, row)
            if rounded is not None:
                starts.append(rounded)
        found = [search.improved(chosen, row) for chosen in starts]
        best = max(found, key=lambda chosen: math.fsum(row[chosen]))
        reached = math.fsum(row[best])
        gaps.append(max(0.0, most - reached) / most if 0 < most < math.inf else 0.0)
        counts += best
        if not any((best == held).all() for held in pool):
            pool.append(best)
    return counts, len(gaps), float(np.mean(gaps))


class _Search:
    """Looks for good sets near others; counts its work, so that it never depends on a clock."""

    def __init__(self, programme: Programme):
        self.programme = programme
        size = programme.size
        rows = [row for row in programme.rows if all(v < size for v in row.coefficients)]
        self.table = np.zeros((len(rows), size))
        for line, row in enumerate(rows):
            for variable, coefficient in row.coefficients.items():
                self.table[line, variable] = coefficient
        self.most = np.array([row.most for row in rows]) + 1e-9
        self.seating = _Seating(programme)

    def hold(self, sets: Bools) -> Bools:
        """Which sets hold to everything but who carries them."""
        good = np.asarray((sets @ self.table.T <= self.most).all(axis=1), dtype=np.bool_)
        total = sets.sum(axis=1)
        for _, members, share in self.programme.groups:
            counts = sets[:, list(members)].sum(axis=1)
            good &= counts <= np.maximum(1.0, share * total + 1e-9)
        return good

    def carried(self, chosen: Bools) -> bool:
        """Whether partners can carry a set; not known within the tries allowed counts as no."""
        self.seating.tries = MOST_TRIES - 50
        try:
            members = np.flatnonzero(chosen).tolist()
            # Those with the least choice first: a set that cannot be carried shows it sooner.
            members.sort(key=lambda number: (len(self.seating.teams[number]), number))
            return self.seating.anew(members) is not None
        except _TooMany:
            return False

    def rounded(self, parts: Floats, gains: Floats) -> Bools | None:
        """Options added one by one, those that the relaxed answer holds most of first."""
        locked = self.programme.rules.lock_in
        chosen = np.array([id_ in locked for id_ in self.programme.ids], dtype=np.bool_)
        for number in np.lexsort((-gains, -np.round(parts, 6))):
            if chosen[number] or gains[number] <= 0:
                continue
            chosen[number] = True
            if not (self.hold(chosen[None])[0] and self.carried(chosen)):
                chosen[number] = False
        return chosen if self.hold(chosen[None])[0] and self.carried(chosen) else None

    def improved(self, chosen: Bools, gains: Floats) -> Bools:
        """The set after its best additions, removals and exchanges, one at a time."""
        for _ in range(MOST_MOVES):
            outside, inside = np.flatnonzero(~chosen).tolist(), np.flatnonzero(chosen).tolist()
            moves = [(float(gains[i]), i, -1) for i in outside]
            moves += [(-float(gains[j]), -1, j) for j in inside]
            moves += [(float(gains[i] - gains[j]), i, j) for i in outside for j in inside]
            moves = [move for move in moves if move[0] > TIE]
            if not moves:
                return chosen
            moves.sort(key=lambda move: (-move[0], move[1], move[2]))
            sets = np.repeat(chosen[None], len(moves), axis=0)
            for line, (_, i, j) in enumerate(moves):
                if i >= 0:
                    sets[line, i] = True
                if j >= 0:
                    sets[line, j] = False
            better = next(
                (line for line in np.flatnonzero(self.hold(sets)) if self.carried(sets[line])), None
            )
            if better is None:
                return chosen
            chosen = sets[better]
        return chosen


class _TooMany(Exception):
    """There are too many sets to look at each."""


class _Seating:
    """Whether partners can carry a set, found team by team; counts its tries."""

    def __init__(self, programme: Programme):
        refs = {ref: number for number, ref in enumerate(programme.capacity)}
        periods = programme.periods
        self.free = np.array(list(programme.capacity.values()), dtype=np.float64).ravel() + 1e-9
        self.teams: list[list[Floats]] = [[] for _ in range(programme.size)]
        for team in programme.teams:
            load = np.zeros((len(refs), periods))
            for ref, effort in team.load.items():
                load[refs[ref]] += effort
            self.teams[team.number].append(load.ravel())
        self.tries = 0

    def join(self, held: Floats, number: int) -> Floats | None:
        """The load once one more option is carried beside what is held; None where nobody can."""
        teams = self.teams[number]
        if not teams:
            return held
        for load in teams:
            self.tries += 1
            after = held + load
            if (after <= self.free).all():
                return after
        return None

    def anew(self, members: Sequence[int]) -> Floats | None:
        """A load that carries all of them, looked for among every choice of teams."""

        def seat(place: int, held: Floats) -> Floats | None:
            if self.tries > MOST_TRIES:
                raise _TooMany
            if place == len(members):
                return held
            teams = self.teams[members[place]]
            if not teams:
                return seat(place + 1, held)
            for load in teams:
                self.tries += 1
                after = held + load
                if (after <= self.free).all():
                    found = seat(place + 1, after)
                    if found is not None:
                        return found
            return None

        return seat(0, np.zeros_like(self.free))


def every_set(programme: Programme) -> Bools | None:
    """Every feasible set, the smallest first, then by id; None where there are too many."""
    size = programme.size
    growing = [row for row in programme.rows if _only_grows(row, size)]
    rows_of: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    for number, row in enumerate(growing):
        for variable, coefficient in row.coefficients.items():
            rows_of[variable].append((number, coefficient))
    most = [row.most + 1e-9 for row in growing]
    # Single teams are rows already; only a choice of teams needs its loads kept.
    seating = _Seating(programme) if programme.equal else None
    found: list[tuple[int, ...]] = []
    loads = [0.0] * len(growing)

    def grow(start: int, members: tuple[int, ...], held: Floats | None) -> None:
        found.append(members)
        if len(found) > MOST_SETS:
            raise _TooMany
        for number in range(start, size):
            if any(loads[row] + load > most[row] for row, load in rows_of[number]):
                continue
            after = held
            if seating is not None and held is not None:
                after = seating.join(held, number)
                if after is None:
                    after = seating.anew((*members, number))
                if after is None:
                    continue
                if seating.tries > MOST_TRIES:
                    raise _TooMany
            for row, load in rows_of[number]:
                loads[row] += load
            grow(number + 1, (*members, number), after)
            for row, load in rows_of[number]:
                loads[row] -= load

    try:
        if all(limit >= 0 for limit in most):
            grow(0, (), None if seating is None else np.zeros_like(seating.free))
    except _TooMany:
        return None
    table = np.zeros((len(found), size), dtype=np.bool_)
    for line, members in enumerate(found):
        table[line, list(members)] = True
    table = table[_holds(programme, table)]
    if not size:
        return table
    order = np.lexsort((*(~table[:, ::-1]).T, table.sum(axis=1)))
    return table[order]


def _only_grows(row: Row, size: int) -> bool:
    """Rows over options alone that no further option can mend."""
    return all(
        variable < size and coefficient >= 0 for variable, coefficient in row.coefficients.items()
    )


def _holds(programme: Programme, table: Bools) -> Bools:
    """Which sets hold to the rows that a further option could mend: orders, locks, least, shares."""
    good = np.ones(len(table), dtype=np.bool_)
    size = programme.size
    for row in programme.rows:
        if _only_grows(row, size) or any(variable >= size for variable in row.coefficients):
            continue
        weights = np.zeros(size)
        for variable, coefficient in row.coefficients.items():
            weights[variable] = coefficient
        good &= table @ weights <= row.most + 1e-9
    total = table.sum(axis=1)
    for _, members, share in programme.groups:
        counts = table[:, list(members)].sum(axis=1)
        good &= counts <= np.maximum(1.0, share * total + 1e-9)
    return good
