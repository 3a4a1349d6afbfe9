"""What holds for every file of the project, whoever wrote it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"

# Spelt in parts, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:" + "|".join(["work", "farm", "root"]) + r")\b/")
HOMES = re.compile(r"(?<![\w.])(?:/ho" r"me/|/Us" r"ers/|C:\\Us" r"ers\\)[a-z]", re.IGNORECASE)
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted|npmjs|files\.python|index-url|find-links|trusted-host"
)


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the project: those that git keeps, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(p for name in listed.split("\0") if name and (p := ROOT / name).is_file())


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Each text file, as (path from the root, text)."""
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data:
            found.append((path.relative_to(ROOT).as_posix(), data.decode("utf-8", "replace")))
    return tuple(found)


def pins() -> dict[str, list[tuple[Requirement, list[str]]]]:
    """The lock: name -> [(requirement with its marker, hashes)]."""
    found: dict[str, list[tuple[Requirement, list[str]]]] = {}
    for entry in re.split(r"\n(?=\S)", LOCK.read_text().strip()):
        head, *hashes = [part.strip() for part in entry.replace("\\\n", "\n").splitlines()]
        requirement = Requirement(head)
        found.setdefault(canonicalize_name(requirement.name), []).append((requirement, hashes))
    return found


def project() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        read: dict[str, object] = tomllib.load(file)
    return read


def test_the_lock_names_no_host_no_index_and_no_path() -> None:
    for line in LOCK.read_text().splitlines():
        assert re.fullmatch(
            r"[a-z0-9][a-z0-9-]*==[0-9][\w.+!]*( ; [\w\s.'\"<>=!()]+)? \\"
            r"|    --hash=sha256:[0-9a-f]{64}( \\)?",
            line,
        ), line


def test_every_pin_of_the_lock_is_exact_and_hashed() -> None:
    for entries in pins().values():
        for requirement, hashes in entries:
            assert re.fullmatch(r"==[^*]+", str(requirement.specifier)), requirement
            assert hashes, requirement


def test_the_lock_satisfies_what_pyproject_asks_for() -> None:
    table = project()["project"]
    assert isinstance(table, dict)
    asked = [*table["dependencies"], *table["optional-dependencies"]["dev"]]
    locked = pins()
    for requirement in map(Requirement, asked):
        entries = locked.get(canonicalize_name(requirement.name))
        assert entries, f"{requirement} is not in requirements.lock: run `make lock`."
        for pin, _ in entries:
            version = str(pin.specifier).removeprefix("==")
            assert requirement.specifier.contains(version), f"{pin} does not satisfy {requirement}."


def test_what_builds_the_project_is_locked_too() -> None:
    system = project()["build-system"]
    assert isinstance(system, dict)
    for requirement in map(Requirement, system["requires"]):
        assert canonicalize_name(requirement.name) in pins()


def test_the_lock_serves_windows_and_macos_as_well() -> None:
    markers = {str(pin.marker) for entries in pins().values() for pin, _ in entries if pin.marker}
    assert any("win32" in marker for marker in markers)
    # A package with compiled parts has one file, and so one hash, for each system.
    assert all(len(hashes) > 10 for _, hashes in pins()["numpy"])


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for name, text in texts():
        if name in ("requirements.lock", Path(__file__).relative_to(ROOT).as_posix()):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > 5000:
                continue
            for pattern in (MACHINE_PATHS, HOMES):
                if pattern.search(line):
                    found.append(f"{name}:{number}: {line.strip()[:120]}")
            # The Makefile says that it names none.
            if name != "Makefile" and REGISTRIES.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    assert found == []


def test_every_make_target_is_explained_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert targets == set(phony[1].split())
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    explained = {line.split()[1]: line.split(None, 2)[2] for line in shown.splitlines()}
    assert set(explained) == targets
    assert all(len(text) > 10 for text in explained.values())


def test_the_readme_names_the_two_commands_and_a_way_without_make() -> None:
    readme = (ROOT / "README.md").read_text()
    for part in ("make run", "make test", "Windows without make", "--require-hashes"):
        assert part in readme


def test_ci_is_one_executable_that_ends_in_make_test() -> None:
    run = ROOT / ".ci" / "run"
    assert run.stat().st_mode & 0o111
    assert run.read_text().rstrip().endswith("make test")


def test_the_app_keeps_to_this_machine_by_its_own_settings() -> None:
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        settings = tomllib.load(file)
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["enableXsrfProtection"] is True
    assert settings["server"]["enableAgentApi"] is False
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["allowedOrigins"] == []
    assert "://" not in (ROOT / ".streamlit" / "config.toml").read_text()


def test_no_style_or_script_of_ours_names_another_host() -> None:
    for name, text in texts():
        if name.startswith("ui/look/"):
            without_names = text.replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?:|//[a-z]|@import", _without_comments(without_names)), name


def _without_comments(text: str) -> str:
    return re.sub(r"^\s*//.*$|/\*.*?\*/", "", text, flags=re.MULTILINE | re.DOTALL)
