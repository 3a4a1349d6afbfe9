"""A museum of broken files, one mistake each, and the one sentence that each is refused with."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from criteria.load import Criteria, read_criteria, read_weights
from criteria.model import Catalogue
from jurisdictions.load import HERE, Law, read_law
from jurisdictions.model import Avenue, Profile
from reading.strict import FileProblems, load, read_file
from scoring.casebook import read_casebook
from ui import command_line

MUSEUM = Path(__file__).resolve().parent / "broken"
SENTENCES: dict[str, str] = read_file(MUSEUM / "sentences.yaml").tree


@cache
def the_law() -> Law:
    return read_law()


@cache
def the_criteria() -> Criteria:
    return read_criteria()


def read(path: Path) -> None:
    """Read a file as the format that its name begins with."""
    kind = path.name.split("-")[0]
    if kind == "casebook":
        read_casebook(path, the_law(), the_criteria().catalogue)
    elif kind == "weights":
        read_weights(the_criteria(), path)
    else:
        models: dict[str, type[BaseModel]] = {
            "profile": Profile, "avenue": Avenue, "catalogue": Catalogue,
        }  # fmt: skip
        load(models[kind], read_file(path))


@pytest.mark.parametrize("name", SENTENCES)
def test_a_broken_file_is_refused_with_its_one_sentence(name: str) -> None:
    with pytest.raises(FileProblems) as caught:
        read(MUSEUM / name)
    assert [str(problem) for problem in caught.value.problems] == [
        f"{MUSEUM / name}{SENTENCES[name]}"
    ]


@pytest.mark.parametrize("name", SENTENCES)
def test_check_says_the_sentence_on_standard_error_and_never_a_traceback(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The law is the same each time; reading it anew for each file takes minutes.
    monkeypatch.setattr(command_line, "read_law", lambda *_: the_law())
    monkeypatch.setattr(command_line, "read_criteria", lambda *_: the_criteria())
    assert command_line.main(["check", str(MUSEUM / name)]) == 1
    out, err = capsys.readouterr()
    assert f"{MUSEUM / name}{SENTENCES[name]}" in err.splitlines()
    assert "Traceback" not in err
    assert "Traceback" not in out


def test_every_broken_file_has_its_sentence() -> None:
    shown = {path.name for path in MUSEUM.iterdir() if "-" in path.name}
    assert shown == set(SENTENCES)
    assert len(shown) >= 45


def test_every_sentence_says_where_and_what() -> None:
    for name, sentence in SENTENCES.items():
        place, _, rest = sentence.partition(": ")
        if name.endswith(".yaml"):
            line, column = place.removeprefix(":").split(":")
            assert int(line) >= 1
            assert int(column) >= 1
        assert rest


# --- what one file says of another ----------------------------------------------------------------


def law_with(folder: Path, name: str, old: str, new: str) -> list[str]:
    """What is said of a copy of the law in which one text of one file is changed."""
    copy = folder / "jurisdictions"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "schema"))
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileProblems) as caught:
        read_law(copy)
    return [str(problem).removeprefix(f"{copy}/") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("profiles/HTI.yaml", "state: HTI", "state: URY", "state: found 'URY'; the file's name says 'HTI'"),
        ("profiles/HTI.yaml", "avenue: criminal", "avenue: crimes", "found 'crimes', neither an avenue nor a family of avenues"),
        ("avenues/foi.yaml", "key: foi", "key: freedom", "key: found 'freedom'; the file's name says 'foi'"),
        ("avenues/crim_host_state.yaml", "key: crim_host_state", "key: crim_host", "key: found 'crim_host'; the file's name says 'crim_host_state'"),
        ("same_matter.yaml", "bars: crc_opic", "bars: crc_opik", "bars[0]: no avenue 'crc_opik'; see jurisdictions/avenues"),
        ("avenues/crc_opic.yaml", "rule: acceptance_needed", "rule: acceptance", "no settled rule 'acceptance'; see settled.yaml"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_told(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    found = law_with(tmp_path, name, old, new)
    assert any(line.startswith(f"{name}:") and said in line for line in found), found


def test_mistakes_of_several_files_are_told_together(tmp_path: Path) -> None:
    copy = tmp_path / "jurisdictions"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "schema"))
    for name in ("HTI", "URY"):
        path = copy / "profiles" / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "surprise: 1\n", encoding="utf-8")
    with pytest.raises(FileProblems) as caught:
        read_law(copy)
    assert [Path(problem.file).stem for problem in caught.value.problems] == ["HTI", "URY"]
