"""Strict YAML and JSON with places: every problem of a file at once, and nothing half read.

Values are text unless they are plainly `true`, `false`, `null` or a decimal number, so that `NO`,
`on` and `12:30` stay what was written. Depth, anchors, aliases, tags and size are judged on the
parser's events, before anything is built.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

MAX_DEPTH = 20
MAX_BYTES = 2_000_000
MAX_CASEBOOK_BYTES = 32_000_000

_NUMBER = re.compile(r"^-?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$")
_LEADING_ZERO = re.compile(r"^[-+]?0[0-9]+(?:\.[0-9]*)?$")
_NOT_FINITE = re.compile(r"^[-+]?\.?(?:nan|inf|infinity)$", re.IGNORECASE)
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_JSON_NOT_FINITE = re.compile(rb"\b(?:NaN|Infinity)\b")
_JSON_EXPONENT = re.compile(rb"\d[eE]")
_JSON_ESCAPE = re.compile(rb"\\[ubf]")

Path_ = tuple[str | int, ...]
Place = tuple[int, int]
M = TypeVar("M", bound=BaseModel)


class Problem(NamedTuple):
    """One mistake in a file: where, and in one sentence what is wrong and what would be right."""

    file: str
    line: int | None
    column: int | None
    key: str
    what: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.key}: {self.what}" if self.key else f"{place}: {self.what}"


class FileProblems(Exception):
    """A file was refused; `problems` are all that were found."""

    def __init__(self, problems: Sequence[Problem]):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(slots=True)
class Document:
    """A file read strictly: plain values, and where each of them stands.

    `tree` holds dicts, lists, texts, numbers, booleans and None; `places` the line and column
    (from 1) of each path, empty for JSON, where the key path is the place.
    """

    name: str
    tree: Any
    places: dict[Path_, Place] = field(default_factory=dict)
    raw_json: bytes | None = None

    def place(self, path: Path_) -> Place | None:
        """Where a path stands, or the nearest part of it that the file has."""
        for end in range(len(path), -1, -1):
            found = self.places.get(path[:end])
            if found:
                return found
        return None

    def problem(self, path: Path_, what: str) -> Problem:
        """A problem at a path of this file."""
        place = self.place(path)
        line, column = place if place else (None, None)
        return Problem(self.name, line, column, key_text(path), what)


def key_text(path: Iterable[str | int]) -> str:
    """A path as people write it: `cases[0].incident.from`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text


def read_file(path: Path | str, max_bytes: int = MAX_BYTES) -> Document:
    """Read a YAML or JSON file strictly; FileProblems lists every mistake of form."""
    name = str(path)
    try:
        with open(path, "rb") as handle:
            data = handle.read(max_bytes + 1)
    except FileNotFoundError:
        raise FileProblems(
            [Problem(name, None, None, "", "no such file; check the path")]
        ) from None
    except (OSError, IsADirectoryError):
        raise FileProblems(
            [Problem(name, None, None, "", "cannot be read; check that it is a file you may open")]
        ) from None
    return read_bytes(data, name, max_bytes)


def read_bytes(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> Document:
    """Read the bytes of a YAML (or, for names that end in `.json`, JSON) file strictly."""
    if len(data) > max_bytes:
        raise FileProblems(
            [Problem(name, None, None, "", f"is too large; at most {max_bytes // 1_000_000} MB")]
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise FileProblems(
            [Problem(name, line, column, "", "is not UTF-8 text here; save the file as UTF-8")]
        ) from None
    if text.startswith("\ufeff"):
        text, data = text[1:], data[3:]
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        before = text[: forbidden.start()]
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        what = (
            f"holds a character that is not allowed (U+{ord(forbidden[0]):04X}: control characters "
            "and marks that turn text round); delete it"
        )
        raise FileProblems([Problem(name, line, column, "", what)])
    return _read_json(data, name) if name.endswith(".json") else _YamlReader(text, name).read()


class _YamlReader:
    """One pass over the parser's events: judges form and builds plain values side by side."""

    def __init__(self, text: str, name: str):
        self.text = text
        self.document = Document(name, None)
        self.problems: list[Problem] = []

    def read(self) -> Document:
        try:
            self._run()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            what = (
                f"is not well-formed YAML here ({error.problem or error.context}); mend this line"
            )
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.problems.append(Problem(self.document.name, line, column, "", what))
        except yaml.YAMLError:
            self.problems.append(
                Problem(self.document.name, 1, 1, "", "is not well-formed YAML; mend the file")
            )
        if self.problems:
            raise FileProblems(self.problems)
        return self.document

    def _refuse(self, event: Any, path: Path_, what: str) -> None:
        mark = event.start_mark
        self.problems.append(
            Problem(self.document.name, mark.line + 1, mark.column + 1, key_text(path), what)
        )

    def _run(self) -> None:
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        stack: list[tuple[Any, Path_]] = []
        keys: list[tuple[str | int, bool] | None] = []
        documents = 0
        for event in yaml.parse(self.text, Loader=loader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(
                        event, (), "a second document begins here; one file is one document"
                    )
                    return
                continue
            if isinstance(event, yaml.AliasEvent):
                self._refuse(
                    event, _path(stack, keys), "aliases are not allowed; write the value out"
                )
                self._put(stack, keys, None, event)
                continue
            if isinstance(event, yaml.ScalarEvent):
                self._put(stack, keys, self._scalar(event, stack, keys), event)
                continue
            if isinstance(event, yaml.CollectionStartEvent):
                path = _path(stack, keys)
                if len(stack) >= MAX_DEPTH:
                    self._refuse(event, path, f"is nested too deeply; at most {MAX_DEPTH} levels")
                    return
                self._judge_marks(event, path)
                value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                if not self._expects_value(stack, keys):
                    self._refuse(event, path, "a key must be plain text; not a list or a mapping")
                    return
                self._put(stack, keys, value, event)
                stack.append((value, path))
                keys.append(None)
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                keys.pop()
        if documents == 0:
            self.problems.append(
                Problem(self.document.name, 1, 1, "", "is empty; write the document")
            )

    def _judge_marks(self, event: Any, path: Path_) -> None:
        if event.anchor:
            self._refuse(
                event, path, "anchors are not allowed; write the value out where it is needed"
            )
        if event.tag:
            self._refuse(event, path, "tags are not allowed; delete the mark that begins with `!`")

    @staticmethod
    def _expects_value(stack: list[tuple[Any, Path_]], keys: list[Any]) -> bool:
        return not stack or isinstance(stack[-1][0], list) or keys[-1] is not None

    def _scalar(self, event: Any, stack: list[tuple[Any, Path_]], keys: list[Any]) -> Any:
        path = _path(stack, keys)
        self._judge_marks(event, path)
        text: str = event.value
        if event.style:
            forbidden = _FORBIDDEN.search(text)
            if forbidden:
                self._refuse(
                    event,
                    path,
                    "holds a control character or a mark that turns text round; delete it",
                )
            return text
        if not self._expects_value(stack, keys):
            if text == "<<":
                self._refuse(event, path, "merge keys are not allowed; write the keys out")
            return text
        if text == "true":
            return True
        if text == "false":
            return False
        if text == "null":
            return None
        if text == "":
            self._refuse(
                event,
                path,
                "has no value; write one, or null (a text with a comma needs quotes here)",
            )
            return None
        number = _NUMBER.match(text)
        if number:
            return float(text) if number[1] else int(text)
        if _LEADING_ZERO.match(text):
            self._refuse(
                event,
                path,
                "is a number with a leading zero; take the zero away, or quote it as text",
            )
        elif _NOT_FINITE.match(text):
            self._refuse(event, path, "is not a finite number; write a plain decimal number")
        return text

    def _put(self, stack: list[tuple[Any, Path_]], keys: list[Any], value: Any, event: Any) -> None:
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1)
        if not stack:
            self.document.tree = value
            self.document.places[()] = place
            return
        container, path = stack[-1]
        if isinstance(container, list):
            self.document.places[(*path, len(container))] = place
            container.append(value)
            return
        if keys[-1] is None:
            key = str(value) if not isinstance(value, str) else value
            if key in container:
                first = self.document.places[(*path, key)]
                self._refuse(
                    event,
                    (*path, key),
                    f"this key stands twice (first on line {first[0]}); keep one",
                )
            self.document.places[(*path, key)] = place
            container[key] = None
            keys[-1] = (key, True)
            return
        container[keys[-1][0]] = value
        keys[-1] = None


def _path(stack: list[tuple[Any, Path_]], keys: list[Any]) -> Path_:
    if not stack:
        return ()
    container, path = stack[-1]
    if isinstance(container, list):
        return (*path, len(container))
    return path if keys[-1] is None else (*path, keys[-1][0])


def _read_json(data: bytes, name: str) -> Document:
    bare = _JSON_STRING.sub(b"", data)
    depth = deepest = 0
    for match in re.finditer(rb"[\[{\]}]", bare):
        depth += 1 if match[0] in b"[{" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise FileProblems(
            [Problem(name, None, None, "", f"is nested too deeply; at most {MAX_DEPTH} levels")]
        )
    not_finite = Problem(
        name, None, None, "", "holds a number that is not finite; write decimal numbers"
    )
    if _JSON_NOT_FINITE.search(bare):
        raise FileProblems([not_finite])
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    twice.append(key)
                seen.add(key)
        return built

    check = _finite if _JSON_EXPONENT.search(bare) else None
    try:
        tree = json.loads(data, object_pairs_hook=once, parse_float=check)
    except OverflowError:
        raise FileProblems([not_finite]) from None
    except json.JSONDecodeError as error:
        raise FileProblems(
            [
                Problem(
                    name, error.lineno, error.colno, "",
                    f"is not well-formed JSON here ({error.msg}); mend this line",
                )
            ]
        ) from None  # fmt: skip
    except ValueError:
        raise FileProblems(
            [Problem(name, None, None, "", "holds a number that is too long; shorten it")]
        ) from None
    if twice:
        raise FileProblems(
            [
                Problem(name, None, None, key, "this key stands twice in one object; keep one")
                for key in twice
            ]
        )
    document = Document(name, tree, raw_json=data)
    if _JSON_ESCAPE.search(data):
        bad = [
            document.problem(
                path, "holds a control character or a mark that turns text round; delete it"
            )
            for path, text in _texts(tree, ())
            if _FORBIDDEN.search(text)
        ]
        if bad:
            raise FileProblems(bad)
    return document


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise OverflowError
    return number


def _texts(value: Any, path: Path_) -> Iterable[tuple[Path_, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))


# --- from plain values to models -----------------------------------------------------------------


def load(model: type[M], document: Document) -> M:
    """Make a model of a document; FileProblems names every key that does not fit, with its place."""
    data = document.raw_json
    if data is None:
        data = json.dumps(document.tree, ensure_ascii=False).encode()
    try:
        return model.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise FileProblems(problems_of(error, model, document)) from None


def problems_of(
    error: ValidationError, model: type[BaseModel], document: Document
) -> list[Problem]:
    """Pydantic's errors in this house's words: where, what was found, what is allowed."""
    by_path: dict[Path_, list[Any]] = {}
    for item in error.errors(include_url=False):
        by_path.setdefault(_path_in(document.tree, item), []).append(item)
    found = [
        document.problem(path, what)
        for path, items in by_path.items()
        for what in _sentences(_that_stand(path, items, by_path), model)
    ]
    missing = {f"{_parent(p.key)}.{near[1]}" for p in found if (near := _MEANT.search(p.what))}
    found = [
        problem
        for problem in found
        if problem.what != _MISSING or f"{_parent(problem.key)}.{_last(problem.key)}" not in missing
    ]
    return sorted(found, key=lambda problem: (problem.line or 0, problem.column or 0))


_MISSING = "is missing; add it"
_MEANT = re.compile(r"did you mean `(.+)`")


def _parent(key: str) -> str:
    return key.rpartition(".")[0]


def _last(key: str) -> str:
    return key.rpartition(".")[2]


def _path_in(tree: Any, item: Any) -> Path_:
    """The part of pydantic's location that the file has; names of union branches fall away."""
    path: list[str | int] = []
    here = tree
    last = len(item["loc"]) - 1
    for index, part in enumerate(item["loc"]):
        if isinstance(here, list):
            if not isinstance(part, int) or part >= len(here):
                continue
            here = here[part]
        elif isinstance(here, dict):
            if part not in here and not (index == last and item["type"] == "missing"):
                continue
            here = here.get(part)
        else:
            continue
        path.append(part)
    return tuple(path)


def _that_stand(path: Path_, items: list[Any], by_path: dict[Path_, list[Any]]) -> list[Any]:
    """The errors of one key that are mistakes of their own.

    Where a key may have several forms, each form complains; the form that came furthest is meant.
    A list whose items were refused is not too short besides.
    """
    deeper = any(len(other) > len(path) and other[: len(path)] == path for other in by_path)
    kept = [
        item
        for item in items
        if not (
            item["type"] == "too_short" and len(item["input"]) >= item["ctx"].get("min_length", 1)
        )
    ]
    plain = [item for item in kept if not _is_of_form(item)]
    return plain if plain or deeper else kept


def _is_of_form(item: Any) -> bool:
    """Whether an error says only that another form was expected."""
    return item["type"] in _FORMS or item["type"] in ("literal_error", "bool_type")


def _sentences(items: list[Any], model: type[BaseModel]) -> list[str]:
    if len(items) > 1 and all(_is_of_form(item) for item in items):
        forms = list(dict.fromkeys(_FORMS[i["type"]] for i in items if i["type"] in _FORMS))
        values = ["true, false"] if any(i["type"] == "bool_type" for i in items) else []
        values += [_listed(i["ctx"]["expected"]) for i in items if i["type"] == "literal_error"]
        if not values:
            return [f"{' or '.join(forms)} is expected here"]
        return [f"found {_shown(items[0]['input'])}; allowed: {', '.join([*values, *forms])}"]
    return list(dict.fromkeys(_sentence(item, model) for item in items))


_FORMS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "dict_type": "a mapping of keys",
    "tuple_type": "a list",
    "list_type": "a list",
}
_EXPECTED = {
    "string_type": "text is expected here; put it in quotes",
    "int_type": "a whole number is expected here",
    "int_from_float": "a whole number is expected here",
    "float_type": "a number is expected here",
    "bool_type": "found something else than true or false; write true or false",
    "model_type": "a mapping of keys is expected here",
    "model_attributes_type": "a mapping of keys is expected here",
    "dict_type": "a mapping of keys is expected here",
    "tuple_type": "a list is expected here; write it in square brackets",
    "list_type": "a list is expected here; write it in square brackets",
    "finite_number": "is not a finite number; write a plain decimal number",
}


def _sentence(item: Any, model: type[BaseModel]) -> str:
    kind = item["type"]
    context = item.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return _MISSING
    if kind == "extra_forbidden":
        known = sorted(_keys_beside(model, item["loc"]))
        near = difflib.get_close_matches(str(item["loc"][-1]), known, n=1)
        if near:
            return f"is not a key of this format; did you mean `{near[0]}`"
        return f"is not a key of this format; allowed here: {', '.join(known) or 'nothing'}"
    if kind in ("literal_error", "enum"):
        return f"found {_shown(item['input'])}; allowed: {_listed(context['expected'])}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        allowed = str(context.get("expected_tags", "")).replace("'", "")
        return (
            f"`{context['discriminator'].strip(chr(39))}` is missing or unknown; allowed: {allowed}"
        )
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        sign = {"greater_than_equal": "at least", "less_than_equal": "at most",
                "greater_than": "more than", "less_than": "less than"}[kind]  # fmt: skip
        bound = next(iter(context.values()))
        return f"found {_shown(item['input'])}; it must be {sign} {bound:g}"
    if kind == "string_pattern_mismatch":
        return f"found {_shown(item['input'])}, which is not written as this format asks ({context['pattern']})"
    if kind in ("too_short", "string_too_short"):
        return f"is empty or too short; at least {context.get('min_length', 1)} needed"
    if kind == "string_too_long":
        return f"is too long; at most {context['max_length']} characters"
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    return f"{item['msg'][0].lower()}{item['msg'][1:]}; see the format's schema"


def _listed(expected: str) -> str:
    """Pydantic's list of allowed values, as this house writes one."""
    return expected.replace("'", "").replace(" or ", ", ")


def _shown(value: Any) -> str:
    """A short value as it was found; long texts are not repeated."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else "something longer"


def _keys_beside(model: Any, loc: tuple[str | int, ...]) -> set[str]:
    """The keys a format allows where an unknown one stood."""
    here: list[Any] = [model]
    for part in loc[:-1]:
        here = [inner for shape in here for inner in _inside(shape, part)]
    return {
        field_.alias or name
        for shape in here
        for shape_ in _models(shape)
        for name, field_ in shape_.model_fields.items()
    }


def _models(shape: Any) -> list[type[BaseModel]]:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return [shape]
    return [model for argument in get_args(shape) for model in _models(argument)]


def _inside(shape: Any, part: str | int) -> list[Any]:
    """The shapes one step inside a shape; pydantic's names of union branches stay where they are."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        fields = shape.model_fields.items()
        found = [info.annotation for name, info in fields if part in (name, info.alias)]
        branch = part == shape.__name__ or any(
            part in get_args(info.annotation) for _, info in fields
        )
        return found or ([shape] if branch else [])
    inner = get_args(shape)
    if get_origin(shape) in (tuple, list):
        return [inner[0]] if isinstance(part, int) else [shape]
    if get_origin(shape) is dict:
        return [inner[1]]
    return [found for argument in inner for found in _inside(argument, part)]
