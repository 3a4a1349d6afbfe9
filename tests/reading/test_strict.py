"""The strict loader: what is text and what is typed, what is refused, and where it says so."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from reading.strict import (
    MAX_BYTES,
    MAX_CASEBOOK_BYTES,
    FileProblems,
    load,
    read_bytes,
    read_file,
)


def read(text: str | bytes, name: str = "a.yaml") -> Any:
    return read_bytes(text.encode() if isinstance(text, str) else text, name).tree


def refused(text: str | bytes, name: str = "a.yaml") -> list[str]:
    with pytest.raises(FileProblems) as caught:
        read(text, name)
    return [str(problem) for problem in caught.value.problems]


class Inner(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    kind: Literal["one", "two"] = "one"


class Outer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    share: float = Field(default=0, ge=0, le=1)
    inner: tuple[Inner, ...] = ()
    by_key: dict[str, Inner] = {}


def problems(text: str, name: str = "a.yaml") -> list[str]:
    with pytest.raises(FileProblems) as caught:
        load(Outer, read_bytes(text.encode(), name))
    return [str(problem) for problem in caught.value.problems]


# --- what is text and what is typed --------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "NO", "no", "off", "on", "On", "yes", "Y", "n", "12:30", "1:2:3", "0x1F", "0b1", "1_000",
        "~", "Null", "NULL", "True", "TRUE", "FALSE", "1e3", "1.5e3", "+1", ".5", "1.", "2011-07-14",
        "2026-06-03T09:10:00Z", "1 000", "1,5", "=", "-", "--1",
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_number_or_a_truth_stays_text(written: str) -> None:
    assert read(f"key: {written}" if written != "-" else 'key: "-"') == {"key": written}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", 0),
        ("-7", -7),
        ("2011", 2011),
        ("0.35", 0.35),
        ("-0.5", -0.5),
        ("10.0", 10.0),
        ('"true"', "true"),
        ("'2011'", "2011"),
        ('"010"', "010"),
        ("[NO, 1]", ["NO", 1]),
    ],
)
def test_only_plain_words_and_decimal_numbers_are_typed(written: str, value: Any) -> None:
    found = read(f"key: {written}")["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("written", ["010", "00", "-07", "007.5"])
def test_a_number_with_a_leading_zero_is_refused(written: str) -> None:
    assert refused(f"key: {written}") == [
        "a.yaml:1:6: key: is a number with a leading zero; take the zero away, or quote it as text"
    ]


@pytest.mark.parametrize("written", [".nan", ".NaN", ".inf", "-.inf", "nan", "inf", "Infinity"])
def test_a_number_that_is_not_finite_is_refused(written: str) -> None:
    assert refused(f"key: {written}") == [
        "a.yaml:1:6: key: is not a finite number; write a plain decimal number"
    ]


# --- what is refused, and where ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3:1: a: this key stands twice (first on line 1); keep one"),
        ("x:\n  - {k: 1, k: 2}\n", "a.yaml:2:12: x[0].k: this key stands twice (first on line 2); keep one"),
        ("1: a\n'1': b\n", "a.yaml:2:1: 1: this key stands twice (first on line 1); keep one"),
        ("a: &x 1\n", "a.yaml:1:4: a: anchors are not allowed; write the value out where it is needed"),
        ("a: &x {b: 1}\n", "a.yaml:1:4: a: anchors are not allowed; write the value out where it is needed"),
        ("a: !!str 1\n", "a.yaml:1:4: a: tags are not allowed; delete the mark that begins with `!`"),
        ("a: !python/object:os.system []\n", "a.yaml:1:4: a: tags are not allowed; delete the mark that begins with `!`"),
        ("a: {<<: {b: 1}}\n", "a.yaml:1:5: a: merge keys are not allowed; write the keys out"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document begins here; one file is one document"),
        ("a:\nb: 1\n", "a.yaml:1:3: a: has no value; write one, or null (a text with a comma needs quotes here)"),
        ("? [a, b]\n: 1\n", "a.yaml:1:3: a key must be plain text; not a list or a mapping"),
        ("", "a.yaml:1:1: is empty; write the document"),
        ("# only a comment\n", "a.yaml:1:1: is empty; write the document"),
        ("a: \x07bell\n", "a.yaml:1:4: holds a character that is not allowed (U+0007: control characters and marks that turn text round); delete it"),
        ("a: x\nb: left\u202eright\n", "a.yaml:2:8: holds a character that is not allowed (U+202E: control characters and marks that turn text round); delete it"),
        ("a: \u2066x\n", "a.yaml:1:4: holds a character that is not allowed (U+2066: control characters and marks that turn text round); delete it"),
        ('a: "x\\u202ey"\n', "a.yaml:1:4: a: holds a control character or a mark that turns text round; delete it"),
        ('a: "x\\x07y"\n', "a.yaml:1:4: a: holds a control character or a mark that turns text round; delete it"),
        ('"a\\u2069": 1\n', "a.yaml:1:1: holds a control character or a mark that turns text round; delete it"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_sentence_with_its_place(text: str, sentence: str) -> None:
    assert refused(text) == [sentence]


def test_an_alias_is_refused_with_its_anchor() -> None:
    assert refused("a: &x 1\nb: *x\n") == [
        "a.yaml:1:4: a: anchors are not allowed; write the value out where it is needed",
        "a.yaml:2:4: b: aliases are not allowed; write the value out",
    ]


def test_aliases_that_explode_are_refused_before_anything_is_built() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for n in range(1, 40):
        lines.append(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]")
    assert len(refused("\n".join(lines))) == 40 + 39 * 9


def test_every_problem_is_told_at_once_and_in_the_order_of_the_file() -> None:
    found = refused("a: 010\nb: &x 1\nc: .nan\na: 2\n")
    assert [line.split(":")[1] for line in found] == ["1", "2", "3", "4"]


def test_twenty_levels_are_read_and_twenty_one_are_refused() -> None:
    assert read("[" * 20 + "]" * 20) is not None
    assert refused("[" * 21 + "]" * 21) == [
        "a.yaml:1:21: " + "[0]" * 20 + ": is nested too deeply; at most 20 levels"
    ]


def test_twenty_thousand_brackets_do_not_crash() -> None:
    for text in ("[" * 20_000, "{a: " * 20_000, "[" * 20_000 + "]" * 20_000):
        assert "nested too deeply; at most 20 levels" in refused(text)[0]


def test_json_of_twenty_thousand_brackets_does_not_crash() -> None:
    for text in ("[" * 20_000, '{"a":' * 20_000, "[" * 20_000 + "]" * 20_000):
        assert refused(text, "a.json") == ["a.json: is nested too deeply; at most 20 levels"]


def test_json_is_read_to_the_same_depth_as_yaml() -> None:
    assert read("[" * 20 + "]" * 20, "a.json") is not None
    assert refused("[" * 21 + "]" * 21, "a.json") == [
        "a.json: is nested too deeply; at most 20 levels"
    ]


def test_brackets_inside_a_json_text_are_not_levels() -> None:
    assert read(json.dumps({"a": "[" * 100 + '\\"' + "{" * 100}), "a.json")


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed() -> None:
    data = b"a: " + b"x" * MAX_BYTES
    assert refused(data) == ["a.yaml: is too large; at most 2 MB"]
    assert read_bytes(data, "a.yaml", MAX_CASEBOOK_BYTES).tree == {"a": "x" * MAX_BYTES}


def test_what_is_not_utf_8_is_refused_with_its_place() -> None:
    assert refused(b"a: 1\nb: caf\xe9\n") == [
        "a.yaml:2:7: is not UTF-8 text here; save the file as UTF-8"
    ]


def test_a_byte_order_mark_at_the_start_is_let_through_and_nowhere_else() -> None:
    assert read(b"\xef\xbb\xbfa: 1\n") == {"a": 1}
    assert read(b'\xef\xbb\xbf{"a": 1}', "a.json") == {"a": 1}
    assert refused("a: 1\n\ufeffb: 2\n")[0].startswith("a.yaml:2:1: holds a character")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_are_counted_the_same_with_either_line_end(newline: str) -> None:
    assert refused(newline.join(["a: 1", "b: 2", "c: 03", ""]))[0].startswith("a.yaml:3:4: c:")


def test_what_is_not_well_formed_is_refused_with_its_place() -> None:
    found = refused("a: [1, 2\nb: 3\n")
    assert len(found) == 1
    assert found[0].startswith("a.yaml:2:")
    assert "is not well-formed YAML here" in found[0]


def test_a_tab_as_indentation_is_refused() -> None:
    assert "is not well-formed YAML here" in refused("a:\n\tb: 1\n")[0]


def test_a_missing_file_and_a_folder_are_told_plainly(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "no.yaml", "no such file; check the path"),
                       (tmp_path, "cannot be read; check that it is a file you may open")):  # fmt: skip
        with pytest.raises(FileProblems) as caught:
            read_file(path)
        assert str(caught.value) == f"{path}: {said}"


# --- JSON ----------------------------------------------------------------------------------------


def test_json_keys_that_stand_twice_are_refused() -> None:
    assert refused('{"a": 1, "b": {"c": 1, "c": 2}}', "a.json") == [
        "a.json: c: this key stands twice in one object; keep one"
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_json_numbers_that_are_not_finite_are_refused(number: str) -> None:
    assert refused(f'{{"a": {number}}}', "a.json") == [
        "a.json: holds a number that is not finite; write decimal numbers"
    ]


def test_json_that_overflows_to_infinity_is_refused() -> None:
    assert refused('{"a": 1e999}', "a.json") == [
        "a.json: holds a number that is not finite; write decimal numbers"
    ]


def test_the_word_infinity_in_a_json_text_is_text() -> None:
    assert read('{"a": "NaN and Infinity"}', "a.json") == {"a": "NaN and Infinity"}


def test_json_escapes_do_not_smuggle_marks_in() -> None:
    assert refused('{"a": {"b": "x\\u202ey"}}', "a.json") == [
        "a.json: a.b: holds a control character or a mark that turns text round; delete it"
    ]
    assert refused('{"a": "x\\by"}', "a.json") == [
        "a.json: a: holds a control character or a mark that turns text round; delete it"
    ]


def test_json_that_is_not_well_formed_is_refused_with_its_place() -> None:
    found = refused('{"a": 1,\n "b": }', "a.json")
    assert found[0].startswith("a.json:2:7: is not well-formed JSON here")


def test_json_and_yaml_of_the_same_tree_read_alike() -> None:
    text = '{"name": "A", "share": 0.5, "inner": [{"number": 1, "kind": "two"}]}'
    assert load(Outer, read_bytes(text.encode(), "a.json")) == load(
        Outer, read_bytes(text.encode(), "a.yaml")
    )


# --- models --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: A\nshar: 0.5\n", "a.yaml:2:1: shar: is not a key of this format; did you mean `share`"),
        ("name: A\nzzz: 0.5\n", "a.yaml:2:1: zzz: is not a key of this format; allowed here: by_key, inner, name, share"),
        ("name: A\ninner:\n  - {numbr: 1, number: 1}\n", "a.yaml:3:6: inner[0].numbr: is not a key of this format; did you mean `number`"),
        ("name: A\nby_key: {k: {number: 1, knd: one}}\n", "a.yaml:2:25: by_key.k.knd: is not a key of this format; did you mean `kind`"),
        ("share: 0.5\n", "a.yaml:1:1: name: is missing; add it"),
        ("name: A\ninner: [{kind: one}]\n", "a.yaml:2:9: inner[0].number: is missing; add it"),
        ("name: 5\n", "a.yaml:1:1: name: text is expected here; put it in quotes"),
        ("name: A\nshare: lots\n", "a.yaml:2:1: share: a number is expected here"),
        ("name: A\nshare: 1.5\n", "a.yaml:2:1: share: found 1.5; it must be at most 1"),
        ("name: A\nshare: -1\n", "a.yaml:2:1: share: found -1; it must be at least 0"),
        ("name: A\ninner: [{number: 1.5}]\n", "a.yaml:2:10: inner[0].number: a whole number is expected here"),
        ("name: A\ninner: [{number: 1, kind: three}]\n", 'a.yaml:2:21: inner[0].kind: found "three"; allowed: one, two'),
        ("name: A\ninner: {number: 1}\n", "a.yaml:2:1: inner: a list is expected here; write it in square brackets"),
        ("name: A\ninner: [text]\n", "a.yaml:2:9: inner[0]: a mapping of keys is expected here"),
        ("- name\n", "a.yaml:1:1: a mapping of keys is expected here"),
        ("just text\n", "a.yaml:1:1: a mapping of keys is expected here"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_format_is_told_with_key_and_place(text: str, sentence: str) -> None:
    assert problems(text) == [sentence]


def test_json_problems_name_the_key_path() -> None:
    assert problems('{"name": "A", "inner": [{"number": "x"}]}', "a.json") == [
        "a.json: inner[0].number: a whole number is expected here"
    ]


def test_all_that_does_not_fit_is_told_at_once() -> None:
    found = problems("nam: A\nshare: 2\ninner: [{number: x}, {kind: three, number: 1}]\n")
    assert [int(line.split(":")[1]) for line in found] == [1, 2, 3, 3]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("either: x\n", "a.yaml:1:1: either: a number or a mapping of keys is expected here"),
        ("either: {number: x}\n", "a.yaml:1:10: either.number: a whole number is expected here"),
        ("choice: perhaps\n", 'a.yaml:1:1: choice: found "perhaps"; allowed: true, false, conditional'),
        ("several: []\n", "a.yaml:1:1: several: is empty or too short; at least 1 needed"),
        ("several: [one, two, x]\n", 'a.yaml:1:21: several[2]: found "x"; allowed: one, two'),
    ],
)  # fmt: skip
def test_where_several_forms_are_allowed_one_sentence_names_them(text: str, sentence: str) -> None:
    class Forms(BaseModel):
        model_config = ConfigDict(frozen=True, extra="forbid")

        either: float | Inner = 0
        choice: bool | Literal["conditional"] = True
        several: tuple[Literal["one", "two"], ...] = Field(default=("one",), min_length=1)

    with pytest.raises(FileProblems) as caught:
        load(Forms, read_bytes(text.encode(), "a.yaml"))
    assert [str(problem) for problem in caught.value.problems] == [sentence]


def test_a_long_text_is_not_repeated_in_a_message() -> None:
    found = problems(f"name: A\ninner: [{{number: 1, kind: {'secret' * 20}}}]\n")
    assert found == ["a.yaml:2:21: inner[0].kind: found something longer; allowed: one, two"]


# --- round trips ---------------------------------------------------------------------------------

SAFE = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cc", "Cs", "Cn", "Co"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029",
    ),
    max_size=20,
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.decimals(-1000, 1000, places=4, allow_nan=False).map(float)
    | SAFE
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(SAFE.filter(bool), inner, max_size=4)
    ),
    max_leaves=20,
).map(lambda tree: {"root": tree})


class Quoted(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


Quoted.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def as_written(tree: Any) -> str:
    """YAML as people write it: text quoted, numbers without exponent."""
    return yaml.dump(tree, Dumper=Quoted, allow_unicode=True, sort_keys=False)


@given(trees)
def test_any_tree_that_is_written_reads_back_equal(tree: Any) -> None:
    assert read(as_written(tree)) == tree


@given(trees)
def test_any_tree_written_as_json_reads_back_equal(tree: Any) -> None:
    assert read(json.dumps(tree, ensure_ascii=False), "a.json") == tree
    assert read(json.dumps(tree), "a.json") == tree


@given(trees)
def test_every_value_of_a_tree_has_its_place(tree: Any) -> None:
    text = as_written(tree)
    document = read_bytes(text.encode(), "a.yaml")
    lines = text.splitlines()

    def walk(value: Any, path: tuple[str | int, ...]) -> None:
        line, column = document.places[path]
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*path, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                walk(inner, (*path, index))

    walk(document.tree, ())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_never_crash(data: bytes) -> None:
    for name in ("a.yaml", "a.json"):
        with suppress(FileProblems):
            read_bytes(data, name)
            continue
        found = refused(data, name)
        assert found
        assert all(line.startswith(name) for line in found)


def test_json_halves_of_a_character_and_endless_numbers_are_refused() -> None:
    assert refused('{"a": "\\ud800"}', "a.json") == [
        "a.json: a: holds a control character or a mark that turns text round; delete it"
    ]
    assert refused('{"a": ' + "9" * 5000 + "}", "a.json") == [
        "a.json: holds a number that is too long; shorten it"
    ]


def test_digits_of_other_scripts_are_text() -> None:
    assert read("a: ٢٠١١") == {"a": "٢٠١١"}
