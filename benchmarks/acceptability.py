"""How quick P(top k) is, against the bare matrix product of the same size.

Everything in one process with one BLAS thread; medians of five. The bare product is float64, in
blocks into one buffer that is used again, so that it never pays for fresh memory.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scoring.acceptability import top_acceptability

Floats = NDArray[np.float64]

DRAWS = 10_000
CRITERIA = 15
TOP = 20
ROUNDS = 5


class Figure(NamedTuple):
    """One line of the table; `limit` is what it must not exceed, in the same unit."""

    what: str
    value: float
    unit: str
    limit: float | None


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bare(values: Floats, weights: Floats) -> Callable[[], None]:
    transposed = np.ascontiguousarray(values.T)
    size = max(8, 2**16 // len(values) * 8)
    buffer = np.empty((size, len(values)))

    def work() -> None:
        for start in range(0, len(weights), size):
            part = weights[start : start + size]
            np.matmul(part, transposed, out=buffer[: len(part)])

    return work


def _kernels(values: Floats, weights: Floats, groups: NDArray[np.int64]) -> tuple[float, ...]:
    """Medians of (bare product, without groups, with groups), measured in turn."""
    bare = _bare(values, weights)
    rounds = [
        (
            _seconds(bare),
            _seconds(lambda: top_acceptability(values, weights, TOP)),
            _seconds(lambda: top_acceptability(values, weights, TOP, groups)),
        )
        for _ in range(ROUNDS)
    ]
    return tuple(median(times) for times in zip(*rounds, strict=True))


def _beyond_inputs(values: Floats, weights: Floats) -> float:
    tracemalloc.start()
    try:
        top_acceptability(values, weights, TOP)
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def _scikit_criteria(values: Floats, weights: Floats, rounds: int = 5) -> float:
    """Seconds that a loop over scikit-criteria would take, from its first draws."""
    from scoring.crosscheck import weighted_sum

    times = [_seconds(partial(weighted_sum, values, weights[k])) for k in range(rounds)]
    return median(times) * len(weights)


def _worlds(options: int) -> tuple[Floats, dict[str, Floats], NDArray[np.int64]]:
    rng = np.random.Generator(np.random.PCG64(options))
    values = rng.random((options, CRITERIA))
    uniform = rng.exponential(size=(DRAWS, CRITERIA))
    stated = rng.gamma(rng.dirichlet(np.full(CRITERIA, 4.0)) * 50.0, size=(DRAWS, CRITERIA))
    weights = {
        "any weights": uniform / uniform.sum(axis=1, keepdims=True),
        "weights around a stated set": stated / stated.sum(axis=1, keepdims=True),
    }
    return values, weights, rng.integers(0, max(1, options // 20), options)


def figures() -> list[Figure]:
    """The lines of the table: ratios to the bare product, milliseconds, MiB."""
    rows: list[Figure] = []
    with threadpool_limits(limits=1):
        for options, limit in ((60_000, 1.5), (10_000, 2.5), (1_000, None)):
            values, sets, groups = _worlds(options)
            for name, weights in sets.items():
                size = f"top {TOP} of {options:,} x {DRAWS:,} x {CRITERIA}, {name}"
                bare, plain, grouped = _kernels(values, weights, groups)
                rows.append(Figure(f"{size}: bare product", bare * 1e3, "ms", None))
                rows.append(
                    Figure(size, plain * 1e3, "ms", 40.0)
                    if limit is None
                    else Figure(size, plain / bare, "x bare product", limit)
                )
                rows.append(
                    Figure(f"{size}: with groups", grouped / plain, "x without groups", 1.5)
                )
            uniform = sets["any weights"]
            if options == 60_000:
                rows.append(
                    Figure(
                        f"{options:,} options: beyond inputs",
                        _beyond_inputs(values, uniform),
                        "MiB",
                        64.0,
                    )
                )
            loop = _scikit_criteria(values, uniform)
            quick = _seconds(partial(top_acceptability, values, uniform, TOP))
            rows.append(Figure(f"{options:,} options: a loop over scikit-criteria takes", loop / quick, "x as long (at least 300)", None))  # fmt: skip
    return rows


def main() -> None:
    """Print the table."""
    for row in figures():
        limit = "" if row.limit is None else f"  (at most {row.limit:g})"
        print(f"{row.what}: {row.value:.2f} {row.unit}{limit}")


if __name__ == "__main__":
    main()
