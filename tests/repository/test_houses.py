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


def test_every_arrow_goes_down() -> None:
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


def house(folder: Path, modules: dict[str, str]) -> Path:
    """A copy of the house with these modules beside its own."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path in MODULES:
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    for name, text in modules.items():
        (folder / name).write_text(f'"""Made for this test."""\n\n{text}\n', encoding="utf-8")
    return folder


WRONG = (
    ("reading", "cases.model", "Arrows only go down"),
    ("cases", "jurisdictions.model", "Arrows only go down"),
    ("partners", "survivor_preferences.model", "Arrows only go down"),
    ("jurisdictions", "partners.model", "Arrows only go down"),
    ("criteria", "scoring.value", "Arrows only go down"),
    ("scoring", "shortlists", "Arrows only go down"),
    ("monitoring", "shortlists", "Arrows only go down"),
    ("shortlists", "ui.session", "Arrows only go down"),
    ("scoring", "data.access", "Scoring and below import neither"),
    ("jurisdictions", "data", "Scoring and below import neither"),
    ("survivor_preferences", "ui.session", "Scoring and below import neither"),
    ("shortlists", "data", "In shortlists and monitoring too"),
    ("data", "ui.session", "Data imports no screen"),
    ("data", "streamlit", "Data imports no screen"),
    ("jurisdictions", "sqlalchemy", "Rules import no streamlit"),
    ("scoring", "plotly", "Rules import no streamlit"),
    ("criteria", "streamlit", "Rules import no streamlit"),
    ("scoring", "skcriteria", "Only scoring.crosscheck"),
    ("ui", "skcriteria", "Only scoring.crosscheck"),
)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a house with one wrong arrow of each kind."""
    folder = tmp_path_factory.mktemp("broken")
    modules = {
        f"{room}/wrong_{n}.py": f"import {target}" for n, (room, target, _) in enumerate(WRONG)
    }
    found = lint(house(folder, modules))
    assert found.returncode == 1, found.stdout + found.stderr
    return found.stdout


@pytest.mark.parametrize(("number", "wrong"), list(enumerate(WRONG)), ids=str)
def test_an_arrow_that_goes_up_is_found(
    broken: str, number: int, wrong: tuple[str, str, str]
) -> None:
    room, target, contract = wrong
    told = broken[broken.index("Broken contracts") :]
    start = told.index(contract)
    following = [told.find(other, start + 1) for other in {row[2] for row in WRONG} - {contract}]
    end = min((place for place in following if place > start), default=len(told))
    assert f"{room}.wrong_{number} -> {target} " in told[start:end]


def test_what_the_house_allows_is_allowed(tmp_path: Path) -> None:
    allowed = {
        "cases/store.py": "import sqlalchemy\nimport data",
        "shortlists/store.py": "import sqlalchemy\nimport data.access",
        "shortlists/allowed.py": "import data.access\nimport scoring.options",
        "monitoring/allowed.py": "import scoring.options",
        "scoring/crosscheck.py": "import skcriteria",
        "scoring/allowed.py": "import scoring.crosscheck",
        "data/allowed.py": "import sqlalchemy\nimport scoring.options",
        "ui/allowed.py": "import streamlit\nimport plotly\nimport data.access",
    }
    found = lint(house(tmp_path, allowed))
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
def test_only_stores_data_and_screens_read_rows(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    if room in ("data", "ui") or path.name == "store.py":
        return
    assert not {name for name in imported(path) if re.search(r"\.store(\.|$)", name)}


CLOCKS = {"today", "now", "utcnow", "time_ns", "monotonic", "perf_counter"}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "glob", "iterdir"}
READ_FILES = {
    "jurisdictions/load.py",
    "criteria/load.py",
    "scoring/casebook.py",
    "reading/strict.py",
}


def called(path: Path) -> set[str]:
    """The names that a module calls, by their last part; its own methods are not files."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                found.add(node.func.attr)
            elif isinstance(node.func, ast.Name):
                found.add(node.func.id)
    return found


def rules() -> list[Path]:
    return [
        path
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in PURE[:7] and path.name != "store.py"
    ]


@pytest.mark.parametrize("path", rules(), ids=named)
def test_rules_read_no_clock(path: Path) -> None:
    assert not called(path) & CLOCKS


@pytest.mark.parametrize("path", rules(), ids=named)
def test_rules_read_no_file_but_where_files_are_read(path: Path) -> None:
    if named(path) not in READ_FILES:
        assert not called(path) & FILES


def test_every_room_of_the_house_is_under_the_contracts() -> None:
    rooms = {
        path.parent.name
        for path in ROOT.glob("*/__init__.py")
        if path.parent.name not in ("tests", "benchmarks")
    }
    assert rooms == set(ROOMS)


def test_the_launcher_reaches_the_house_by_its_screens_alone() -> None:
    rooms = {name.split(".")[0] for name in imported(ROOT / "app.py")} & set(ROOMS)
    assert rooms == {"ui"}
