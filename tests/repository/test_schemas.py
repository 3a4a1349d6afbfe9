"""The published JSON Schemas are the models' own, and the files that come with it fit them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from reading.strict import read_file
from ui.command_line import schema_text

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = {
    "profile": ROOT / "jurisdictions" / "schema" / "profile.json",
    "avenue": ROOT / "jurisdictions" / "schema" / "avenue.json",
    "catalogue": ROOT / "criteria" / "schema" / "catalogue.json",
    "weights": ROOT / "criteria" / "schema" / "weights.json",
    "casebook": ROOT / "scoring" / "schema" / "casebook.json",
}
FILES = {
    "profile": sorted((ROOT / "jurisdictions" / "profiles").glob("*.yaml")),
    "avenue": sorted((ROOT / "jurisdictions" / "avenues").glob("*.yaml")),
    "catalogue": [ROOT / "criteria" / "catalogue.yaml"],
    "weights": sorted((ROOT / "criteria" / "weights").glob("*.yaml")),
    "casebook": [ROOT / "data" / "demo" / "sample.yaml"],
}


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_schema_is_in_step_with_its_model(name: str) -> None:
    found = PUBLISHED[name].read_text("utf-8")
    assert found == schema_text(name), f"write it anew: recourse schema {name} > {PUBLISHED[name]}"


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_files_that_come_with_it_fit_the_published_schema(name: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(PUBLISHED[name].read_text("utf-8")))
    assert FILES[name]
    for path in FILES[name]:
        errors = [error.message for error in validator.iter_errors(read_file(path).tree)]
        assert not errors, (path.name, errors[:3])


@pytest.mark.parametrize("name", ["profile", "avenue"])
def test_every_law_file_names_its_schema_for_the_editor(name: str) -> None:
    line = f"# yaml-language-server: $schema=../schema/{name}.json"
    assert [p.name for p in FILES[name] if p.read_text("utf-8").splitlines()[0] != line] == []
