"""How long a docket and its core index take, on lists of made-up options.

Times are medians of five, in seconds, on whatever machine runs them. The worlds are of the size and
shape of a coalition's list: three options a case, twelve partners, six half-years, two seats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

import numpy as np

from scoring.core import core_index
from scoring.portfolio import Balance, Candidate, Exclusion, Rules, Seat, best_portfolio

RUNS = 5
DRAWS = 10_000
CRITERIA = 15
PERIODS = 6
MOST_SECONDS = 2.0
"""What the core index of sixty options may take."""


def world(
    options: int, seed: int = 1
) -> tuple[list[Candidate], np.ndarray, dict[str, tuple[float, ...]], Rules]:
    """Candidates, their gains under weight draws (draws x options), capacity and rules."""
    random = np.random.default_rng(seed)
    refs = [f"P-{number:02d}" for number in range(12)]
    capacity = {ref: (float(random.integers(1, 4)),) * PERIODS for ref in refs}
    values = random.uniform(0, 1, (options, CRITERIA))
    draws = random.dirichlet(np.full(CRITERIA, 4.0), DRAWS)
    gains = draws @ (values - 0.25).T
    centre = gains.mean(axis=0)
    candidates = []
    for number in range(options):
        length = int(random.integers(1, PERIODS + 1))
        seats = tuple(
            Seat(
                place,
                tuple(random.choice(refs, int(random.integers(1, 3)), replace=False).tolist()),
                tuple(effort if period < length else 0.0 for period in range(PERIODS)),
            )
            for place, effort in (("host", 0.5), ("forum", 1.0))
        )
        candidates.append(
            Candidate(
                f"{number:03d}",
                float(round(centre[number], 12)),
                f"case {number // 3}",
                seats,
                float(random.integers(0, 5)),
            )
        )
    ids = [candidate.id for candidate in candidates]
    forum = random.integers(0, 6, options)
    rules = Rules(
        budget=options / 2,
        exclusions=tuple(
            Exclusion(*random.choice(ids, 2, replace=False).tolist()) for _ in range(options // 3)
        ),
        balances=tuple(
            Balance(
                f"forum {name}",
                frozenset(id_ for id_, place in zip(ids, forum, strict=True) if place == name),
                0.5,
            )
            for name in range(6)
        ),
    )
    return candidates, gains, capacity, rules


def _seconds(run: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return median(times)


def figures() -> Iterator[tuple[str, float, str, float | None]]:
    """Rows of (what, measured, unit, the most it may be; None where nothing was promised)."""
    for options in (12, 30, 60):
        candidates, gains, capacity, rules = world(options)
        best = best_portfolio(candidates, capacity, rules)
        docket = _seconds(lambda c=candidates, p=capacity, r=rules: best_portfolio(c, p, r))  # type: ignore[misc]
        yield f"docket of {options} options", docket, "s", None
        core = _seconds(
            lambda c=candidates, g=gains, p=capacity, r=rules, b=best: core_index(  # type: ignore[misc]
                c, g, p, r, b.members
            )
        )
        yield f"core index of {options} options", core, "s", MOST_SECONDS
        found = core_index(candidates, gains, capacity, rules, best.members)
        assert found is not None
        yield f"draws used for {options} options ({found.method})", found.draws, "draws", None
        yield f"gap of the dockets found for {options} options", 100 * found.gap, "%", None


if __name__ == "__main__":
    for what, measured, unit, most in figures():
        limit = "" if most is None else f"  (at most {most:g})"
        print(f"{what}: {measured:.3g} {unit}{limit}")
