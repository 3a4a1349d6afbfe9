"""The arrows of the house: kept, and each of them shown to bite."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "reading", "cases", "jurisdictions", "partners", "survivor_preferences", "criteria", "scoring",
    "shortlists", "monitoring", "data", "ui",
)  # fmt: skip
PURE = ROOMS[:9]
MODULES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_arrow_goes_down():
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the house, for walls to be broken in."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path in MODULES:
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return folder


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("reading/wrong.py", "import cases.model", "Arrows only go down"),
        ("cases/wrong.py", "import jurisdictions.model", "Arrows only go down"),
        ("partners/wrong.py", "import survivor_preferences.model", "Arrows only go down"),
        ("criteria/wrong.py", "import scoring.value", "Arrows only go down"),
        ("scoring/wrong.py", "import shortlists", "Arrows only go down"),
        ("monitoring/wrong.py", "import shortlists", "Arrows only go down"),
        ("shortlists/wrong.py", "import ui.session", "Arrows only go down"),
        ("scoring/wrong.py", "import data.access", "Scoring and below"),
        ("jurisdictions/wrong.py", "import data", "Scoring and below"),
        ("shortlists/wrong.py", "import data", "In shortlists and monitoring"),
        ("data/wrong.py", "import ui.session", "Data imports no screen"),
        ("data/wrong.py", "import streamlit", "Data imports no screen"),
        ("jurisdictions/wrong.py", "import sqlalchemy", "Rules import no streamlit"),
        ("scoring/wrong.py", "import plotly.graph_objects", "Rules import no streamlit"),
        ("criteria/wrong.py", "import streamlit", "Rules import no streamlit"),
        ("scoring/wrong.py", "import skcriteria", "Only scoring.crosscheck"),
        ("ui/wrong.py", "import skcriteria.agg", "Only scoring.crosscheck"),
    ],
)
def test_an_arrow_that_goes_up_is_found(house, module, line, contract):
    wrong = house / module
    wrong.write_text(f'"""Wrong."""\n\n{line}\n', encoding="utf-8")
    try:
        found = lint(house)
    finally:
        wrong.unlink()
    assert found.returncode == 1, found.stdout + found.stderr
    broken = [row for row in " ".join(found.stdout.split()).split(" KEPT") if "BROKEN" in row]
    assert any(contract in row.split("BROKEN")[0] or contract in row for row in broken)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("cases/store.py", "import sqlalchemy\nimport data.access"),
        ("shortlists/store.py", "import data.access"),
        ("shortlists/wrong.py", "import data.access"),
        ("scoring/crosscheck.py", "import skcriteria"),
        ("monitoring/wrong.py", "import scoring.options"),
    ],
)
def test_what_the_house_allows_is_allowed(house, module, line):
    allowed = house / module
    kept = allowed.read_text(encoding="utf-8") if allowed.exists() else None
    allowed.write_text(f'"""Allowed."""\n\n{line}\n', encoding="utf-8")
    try:
        found = lint(house)
    finally:
        if kept is None:
            allowed.unlink()
        else:
            allowed.write_text(kept, encoding="utf-8")
    assert found.returncode == 0, found.stdout + found.stderr


# --- what the linter does not look at ------------------------------------------------------------


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_stores_data_and_screens_read_rows(path):
    room = path.relative_to(ROOT).parts[0]
    if room in ("data", "ui") or path.name == "store.py":
        return
    assert not {name for name in imported(path) if re.search(r"\.store(\.|$)", name)}


READS_A_CLOCK = re.compile(r"\b(?:date\.today|datetime\.(?:now|utcnow|today)|time\.time)\s*\(")
READS_A_FILE = re.compile(r"(?<![\w.])open\(|\.(?:read_text|read_bytes|open)\(")
READ_FILES = {
    "jurisdictions/load.py",
    "criteria/load.py",
    "scoring/casebook.py",
    "reading/strict.py",
}


def rules() -> list[Path]:
    return [
        path
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in PURE[:7] and path.name != "store.py"
    ]


@pytest.mark.parametrize("path", rules(), ids=named)
def test_rules_read_no_clock(path):
    assert not READS_A_CLOCK.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", rules(), ids=named)
def test_rules_read_no_file_but_where_files_are_read(path):
    if named(path) not in READ_FILES:
        assert not READS_A_FILE.search(path.read_text(encoding="utf-8"))


def test_every_room_of_the_house_is_under_the_contracts():
    rooms = {
        path.parent.name
        for path in ROOT.glob("*/__init__.py")
        if path.parent.name not in ("tests", "benchmarks")
    }
    assert rooms == set(ROOMS)


def test_the_launcher_reaches_the_house_by_its_screens_alone():
    rooms = {name.split(".")[0] for name in imported(ROOT / "app.py")} & set(ROOMS)
    assert rooms == {"ui"}
