"""How sure the docket is: in how large a share of the weight draws' best dockets an option is.

The core index (Liesiö, Mild & Salo 2007, Preference programming for robust portfolio modeling and
project selection, EJOR 181: 1488-1505; there over all weights that are allowed, here over draws of
them). A short list is looked at set by set; for a long one a good docket is sought in some draws.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy.optimize import Bounds

from scoring.portfolio import (
    CLOSE,
    SCALE,
    TIE,
    Bools,
    Candidate,
    Floats,
    NotForADocket,
    Programme,
    Rules,
    solved,
)
from scoring.value import DECIMALS

MOST_SETS = 20_000
"""Lists with no more feasible sets than this are enumerated whole; longer ones are sampled."""
MOST_TRIES = 30_000
"""Ways to share work among partners tried, one by one, before an enumeration is given up."""
MOST_PAIRS = 40_000_000
"""Sets x draws looked at in an enumeration; further draws are left out."""
SAMPLED = 3_000
"""Columns of the programme x draws looked at where a list is too long to enumerate. A number and not
a time, so that the same inputs give the same bytes on any machine."""
NODES = 5
"""Branches looked at in one sampled draw."""

_HAIR = 1e-9
"""What sums of efforts may differ by in the last bits."""


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
    `candidates`. The error is sqrt(p (1 - p) / draws). Sampling takes the draws in their order, as
    many as the length of the list allows. `known` is a feasible set to begin from, such as the best
    one for the gains of the candidates.
    """
    table = np.asarray(gains, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(candidates) or not table.shape[0]:
        raise NotForADocket("gains must be draws x candidates, at least one draw")
    if not np.isfinite(table).all():
        raise NotForADocket("a gain is not a finite number")
    given = len(table)
    table = table[:, sorted(range(len(candidates)), key=lambda n: candidates[n].id)]
    programme = Programme(candidates, capacity or {}, rules or Rules())
    gap = 0.0
    method: Literal["enumeration", "sampling"] = "enumeration"
    sets = every_set(programme)
    if sets is None:
        method = "sampling"
        table = table[: max(1, SAMPLED // programme.width)]
        sets, most = _good_sets(programme, table, known)
    if not len(sets):
        return None
    table = table[: max(1, MOST_PAIRS // len(sets))]
    held, reached = _best_of(sets, table)
    if method == "sampling":
        gap = float(
            np.mean(
                [max(0.0, 1 - r / m) if m > 0 else 0.0 for r, m in zip(reached, most, strict=True)]
            )
        )
    shares = held.mean(axis=0)
    errors = np.sqrt(shares * (1 - shares) / len(table))
    return CoreIndex(
        method,
        len(table),
        given,
        round(gap, DECIMALS),
        tuple(
            Core(id_, round(float(share), DECIMALS), round(float(error), DECIMALS))
            for id_, share, error in zip(programme.ids, shares, errors, strict=True)
        ),
    )


def _best_of(sets: Bools, gains: Floats) -> tuple[Bools, Floats]:
    """Each draw's best of these sets, which come in order of preference, and its sum."""
    table = np.ascontiguousarray(sets.T, dtype=np.float64)
    block = max(1, 2_000_000 // len(sets))
    best, reached = [], []
    for start in range(0, len(gains), block):
        sums = gains[start : start + block] @ table
        top = sums.max(axis=1, keepdims=True)
        best.append((sums >= top - TIE).argmax(axis=1))
        reached.append(top[:, 0])
    return sets[np.concatenate(best)], np.concatenate(reached)


def _preferred(sets: Bools) -> Bools:
    """The smallest first, then by id."""
    return sets[np.lexsort((*(~sets[:, ::-1]).T, sets.sum(axis=1)))] if sets.shape[1] else sets


# --- a long list ---------------------------------------------------------------------------------


def _good_sets(
    programme: Programme, gains: Floats, known: Collection[str] | None
) -> tuple[Bools, list[float]]:
    """Good sets, and what no set exceeds in each draw.

    In each draw the relaxed programme, whose sum is that bound, decides what it takes or leaves
    whole; the solver decides the rest (relaxation-enforced neighbourhood search, Berthold 2014,
    RENS: the optimal rounding, Mathematical Programming Computation 6: 33-54).
    """
    size = programme.size
    if known is None:
        best = programme.best()
        found = [] if best is None else [best[0]]
    else:
        found = [np.array([id_ in known for id_ in programme.ids], dtype=np.bool_)]
    most: list[float] = []
    if found:
        held = programme.constraints()
        for row in gains:
            objective = programme.objective(row)
            relaxed = solved(objective, held, whole=False)
            most.append(-float(relaxed.fun) / SCALE)
            lower, upper = np.zeros(programme.width), np.ones(programme.width)
            lower[:size] = relaxed.x[:size] > 1 - 1e-6
            upper[:size] = relaxed.x[:size] > 1e-6
            near = solved(objective, held, Bounds(lower, upper), nodes=NODES, gap=CLOSE)
            if near.x is not None:
                found.append(near.x[:size] > 0.5)
    return _preferred(np.unique(np.array(found, dtype=np.bool_).reshape(-1, size), axis=0)), most


# --- a short list --------------------------------------------------------------------------------


class _TooMany(Exception):
    """There are too many sets to look at each."""


def every_set(programme: Programme) -> Bools | None:
    """Every feasible set, the smallest first, then by id; None where there are too many.

    Sets grow by one option at a time, while they hold to the rows that no further option can mend
    and partners can carry them; orders, locks, least numbers and shares are looked at in the end.
    """
    size = programme.size
    rows = [row for row in programme.rows if all(number < size for number in row.coefficients)]
    table = np.zeros((len(rows), size))
    for line, row in enumerate(rows):
        table[line, list(row.coefficients)] = list(row.coefficients.values())
    most = np.array([row.most for row in rows]) + _HAIR
    grows = (table >= 0).all(axis=1)
    if (most[grows] < 0).any():
        return np.zeros((0, size), dtype=np.bool_)
    seats = _Seats(programme)
    level = np.zeros((1, size), dtype=np.bool_)
    held = np.zeros((1, len(seats.free)))
    levels = [level]
    count = 1
    if count > MOST_SETS:
        return None
    try:
        while size and len(level):
            larger, carried = [], []
            last = np.where(level.any(axis=1), size - 1 - level[:, ::-1].argmax(axis=1), -1)
            for number in range(size):
                lines = np.flatnonzero(last < number)
                sets = level[lines]
                sets[:, number] = True
                good = (sets @ table[grows].T <= most[grows]).all(axis=1)
                sets, after, fits = seats.join(sets[good], held[lines[good]], number)
                larger.append(sets[fits])
                carried.append(after[fits])
                count += int(fits.sum())
                if count > MOST_SETS:
                    return None
            level, held = np.concatenate(larger), np.concatenate(carried)
            levels.append(level)
    except _TooMany:
        return None
    found = np.concatenate(levels)
    good = (found @ table[~grows].T <= most[~grows]).all(axis=1)
    total = found.sum(axis=1)
    for _, members, share in programme.groups:
        good &= found[:, list(members)].sum(axis=1) <= np.maximum(1.0, share * total + _HAIR)
    return _preferred(found[good])


class _Seats:
    """Who could carry what, kept only where some option leaves a choice of who does; otherwise the
    rows say it."""

    def __init__(self, programme: Programme):
        chosen = programme.equal != []
        refs = {ref: number for number, ref in enumerate(programme.capacity)} if chosen else {}
        self.free = np.array([programme.capacity[ref] for ref in refs]).ravel() + _HAIR
        self.loads: list[list[Floats]] = [[] for _ in range(programme.size)]
        self.tries = 0
        for team in programme.teams if chosen else ():
            load = np.zeros((len(refs), programme.periods))
            for ref, effort in team.load.items():
                load[refs[ref]] = effort
            self.loads[team.number].append(load.ravel())

    def join(self, sets: Bools, held: Floats, number: int) -> tuple[Bools, Floats, Bools]:
        """The sets that `number` has joined, what is then carried, and whether it can be."""
        after, fits = held.copy(), np.full(len(sets), not self.loads[number])
        for load in self.loads[number]:
            fit = ~fits & (held + load <= self.free).all(axis=1)
            after[fit] += load
            fits |= fit
        for line in np.flatnonzero(~fits):
            shared = self.anew(np.flatnonzero(sets[line]).tolist(), np.zeros_like(self.free))
            if shared is not None:
                after[line], fits[line] = shared, True
        return sets, after, fits

    def anew(self, members: Sequence[int], held: Floats) -> Floats | None:
        """What is carried once members are added to what is held, among every choice of teams."""
        if not members:
            return held
        for load in self.loads[members[0]] or [np.zeros_like(held)]:
            self.tries += 1
            if self.tries > MOST_TRIES:
                raise _TooMany
            if (held + load <= self.free).all():
                found = self.anew(members[1:], held + load)
                if found is not None:
                    return found
        return None
