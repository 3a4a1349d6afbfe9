"""Figures of time and memory: `python -m benchmarks`. Nothing here passes or fails.

Each size is ranked in fresh processes through the command line: a JSON casebook is read, every
option is gated, scored and placed, and one JSON object is written to a file. `wall` and `cpu` are
seconds of the whole process, `MiB` its greatest resident size; of several runs the median. The
parts (law, read, rank, write) are processor seconds, measured in one further process, which does
not share the cases out. `drawn` is the wall time of a run with the 10,000 draws that `rank` makes
by default; the other columns are without draws.

    python -m benchmarks                     the table
    python -m benchmarks --runs 5            more runs of each size
    python -m benchmarks profile             where the time of the largest size goes
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import math
import os
import platform
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parent.parent
SIZES = (200, 650, 2000)
SEED = 1
RUNS = 3
SCREEN_RUNS = 20
DEMO = ROOT / "data" / "demo" / "casebook.yaml"
SCREEN = ROOT / "ui" / "screens" / "ranking.py"

Made = TypeVar("Made")


class Run(NamedTuple):
    """One process: wall seconds, processor seconds, greatest resident size in MiB."""

    wall: float
    processor: float
    resident: float


def run_fresh(arguments: Sequence[str], output: Path) -> Run:
    """Run a Python process to its end with its output in a file; SystemExit where it fails.

    The parent must stay small: on Linux a child's greatest size counts from its parent's.
    """
    with output.open("wb") as written:
        begun = time.perf_counter()
        child = subprocess.Popen([sys.executable, *arguments], stdout=written, cwd=ROOT)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with exit code {child.returncode}")
    scale = 1 / 1024 if sys.platform != "darwin" else 1 / 1024**2
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * scale)


def middle(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(*(median(figures) for figures in zip(*runs, strict=True)))


def exponent(small: tuple[int, float], large: tuple[int, float]) -> float:
    """The power of the size with which a figure grows, between two sizes."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def machine() -> str:
    """The processor, how many of it, and the Python that runs."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


# --- inside one process --------------------------------------------------------------------------


def stages(path: Path) -> dict[str, float]:
    """Processor seconds for each part of one ranking, after the program is loaded."""
    from criteria.load import read_criteria, read_weights
    from jurisdictions.load import read_law
    from scoring.casebook import read_casebook
    from scoring.options import rank_options
    from scoring.report import inputs_hash, ranking_json

    gc.disable()
    took: dict[str, float] = {}

    def timed(name: str, act: Callable[[], Made]) -> Made:
        begun = time.process_time()
        made = act()
        took[name] = time.process_time() - begun
        return made

    law = timed("law and criteria", read_law)
    criteria = read_criteria()
    weights = read_weights(criteria)
    book, file = timed("casebook", lambda: read_casebook(path, law, criteria.catalogue))
    assert book.as_of is not None
    day = book.as_of.latest
    ranking = timed(
        "ranking",
        lambda: rank_options(book, law, criteria.catalogue, weights.values, day),
    )
    inputs = inputs_hash((file, *law.files, *criteria.files, weights.file))
    with Path(os.devnull).open("wb") as nowhere:
        timed(
            "writing",
            lambda: nowhere.writelines(ranking_json(ranking, inputs, seed=SEED, draws=0, top=10)),
        )
    took["options"] = len(ranking.options)
    took["shortlistable"] = sum(option.shortlistable for option in ranking.options)
    return took


def screen(runs: int = SCREEN_RUNS) -> list[float]:
    """Seconds that the server takes to draw the Ranking screen on the demo casebook, run by run."""
    os.environ["RECOURSE_DEMO"] = "1"
    os.environ["RECOURSE_CASEBOOK"] = str(DEMO)
    from streamlit.testing.v1 import AppTest

    def draw() -> None:
        from ui.screens import ranking

        ranking.main()

    test = AppTest.from_function(draw, default_timeout=120)
    test.run()
    if test.exception:
        raise SystemExit("the Ranking screen fails; see the log above")
    took = []
    for _ in range(runs):
        begun = time.perf_counter()
        test.run()
        took.append(time.perf_counter() - begun)
    return took


def profile(cases: int, top: int = 25) -> None:
    """Print where the time of one ranking goes, by cumulative and by own time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.json"
        subprocess.run(_write(path, cases), check=True, cwd=ROOT)
        recorder = cProfile.Profile()
        recorder.runcall(stages, path)
    for order in ("cumulative", "tottime"):
        pstats.Stats(recorder).strip_dirs().sort_stats(order).print_stats(top)


# --- the table -----------------------------------------------------------------------------------


def _write(path: Path, cases: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.world", str(path), str(cases), "--seed", str(SEED)]


def table(sizes: Sequence[int], runs: int, screens: int) -> None:
    """Measure every size in fresh processes, and print what was found."""
    print(machine())
    print()
    print(f"{'cases':>6} {'options':>8} {'scored':>7} {'wall s':>8} {'cpu s':>8} {'MiB':>7}"
          f" {'law s':>7} {'read s':>7} {'rank s':>7} {'write s':>8} {'drawn s':>8}")  # fmt: skip
    found: dict[int, Run] = {}
    with tempfile.TemporaryDirectory() as folder:
        for cases in sizes:
            path, output = Path(folder) / f"{cases}.json", Path(folder) / "out.json"
            subprocess.run(_write(path, cases), check=True, cwd=ROOT)
            command = ["-m", "ui.command_line", "rank", str(path), "--json"]
            without = [*command, "--draws", "0"]
            found[cases] = run = middle([run_fresh(without, output) for _ in range(runs)])
            drawn = run_fresh(command, output)
            run_fresh(["-m", "benchmarks", "stages", str(path)], output)
            part = json.loads(output.read_text(encoding="utf-8"))
            print(
                f"{cases:>6} {part['options']:>8} {part['shortlistable']:>7} {run.wall:>8.2f} "
                f"{run.processor:>8.2f} {run.resident:>7.0f} {part['law and criteria']:>7.2f} "
                f"{part['casebook']:>7.2f} {part['ranking']:>7.2f} {part['writing']:>8.2f} "
                f"{drawn.wall:>8.2f}"
            )
            path.unlink()
    first, last = min(sizes), max(sizes)
    if first != last:
        print()
        for name in ("wall", "processor", "resident"):
            power = exponent(
                (first, getattr(found[first], name)), (last, getattr(found[last], name))
            )
            print(f"{name}, {first} to {last} cases: grows as cases^{power:.2f}")
    if screens and SCREEN.exists():
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "screen.json"
            run_fresh(["-m", "benchmarks", "screen", "--runs", str(screens)], output)
            took = json.loads(output.read_text(encoding="utf-8"))
        print()
        print(
            f"Ranking screen, demo casebook, drawn again on the server: median "
            f"{1000 * median(took):.0f} ms of {len(took)} (least {1000 * min(took):.0f}, "
            f"most {1000 * max(took):.0f})"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Figures of time and memory.")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="CASES")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each size")
    parser.add_argument("--screens", type=int, default=SCREEN_RUNS, help="0: leave it out")
    parts = parser.add_subparsers(dest="part")
    one = parts.add_parser("stages", help="one ranking, part by part, as JSON")
    one.add_argument("path", type=Path)
    drawn = parts.add_parser("screen", help="the Ranking screen, as JSON")
    drawn.add_argument("--runs", type=int, default=SCREEN_RUNS)
    where = parts.add_parser("profile", help="where the time goes")
    where.add_argument("--cases", type=int, default=max(SIZES))
    asked = parser.parse_args(arguments)
    if asked.part == "stages":
        print(json.dumps(stages(asked.path)))
    elif asked.part == "screen":
        print(json.dumps(screen(asked.runs)))
    elif asked.part == "profile":
        profile(asked.cases)
    else:
        table(asked.sizes, asked.runs, asked.screens)


if __name__ == "__main__":
    main()
