"""The command line's contract: keys, exit codes, the same bytes twice, errors in plain sentences."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from icalendar import Calendar

from ui.command_line import SCHEMAS, main

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = str(ROOT / "data" / "demo" / "sample.yaml")

OPTION_KEYS = [
    "id", "case", "avenue", "forum", "accused", "standing", "shortlistable", "claimants", "gates",
    "limit", "scores", "missing_weight", "placed", "value", "rank", "rank_in_case", "tie_group",
    "p_top", "p_top_error", "expected_rank",
]  # fmt: skip
REASON_KEYS = ["code", "result", "confirmed", "text", "source", "who", "changes_if"]
LIMIT_KEYS = [
    "status", "earliest", "latest", "plan_by", "days_left", "source", "firm", "parts",
]  # fmt: skip


class Done(NamedTuple):
    returncode: int
    stdout: bytes
    stderr: bytes


def run(*arguments: str) -> Done:
    """The command in this process, with what it printed."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(kept, encoding="utf-8") for kept in (out, err)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        for stream in streams:
            stream.flush()
    return Done(code, out.getvalue(), err.getvalue())


def run_apart(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ui.command_line", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def ranked() -> dict[str, Any]:
    done = run("rank", SAMPLE, "--json")
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_rank_follows_the_contract_to_the_key(ranked: dict[str, Any]) -> None:
    assert list(ranked) == [
        "recourse",
        "as_of",
        "inputs",
        "seed",
        "draws",
        "top",
        "weights",
        "options",
    ]
    assert ranked["as_of"] == "2026-11-01"
    assert ranked["inputs"].startswith("sha256:")
    assert len(ranked["inputs"]) == 71
    assert (ranked["seed"], ranked["top"]) == (1, 10)
    assert ranked["weights"]["name"] == "coordinators"
    assert sum(ranked["weights"]["values"].values()) == pytest.approx(1, abs=1e-9)
    for option in ranked["options"]:
        assert list(option) == OPTION_KEYS
        assert list(option["gates"]) == [
            "consent",
            "safety",
            "best_interests",
            "law",
            "time",
            "counsel",
        ]
        assert list(option["limit"]) == LIMIT_KEYS
        for gate in option["gates"].values():
            assert list(gate) == ["result", "reasons"]
            assert gate["result"] in ("pass", "needs", "fail")
            for reason in gate["reasons"]:
                assert list(reason) == REASON_KEYS
        if not option["shortlistable"]:
            assert option["value"] is None
            assert option["scores"] is None
        else:
            assert all(
                list(score) == ["low", "likely", "high", "from", "fact"]
                for score in option["scores"].values()
            )
        drawn = [option[key] is not None for key in OPTION_KEYS[14:]]
        assert drawn == [option["placed"]] * 6


def test_options_come_placed_first_then_by_standing(ranked: dict[str, Any]) -> None:
    rooms = []
    for option in ranked["options"]:
        standing = {"unavailable": 2, "under_way": 3, "closed": 4}.get(option["standing"], 1)
        rooms.append(0 if option["placed"] else standing)
    assert rooms == sorted(rooms)
    placed = [option for option in ranked["options"] if option["placed"]]
    keys = [(o["rank"], o["case"], o["rank_in_case"], o["id"]) for o in placed]
    assert keys == sorted(keys)
    for room in ("unavailable", "under_way", "closed"):
        ids = [o["id"] for o in ranked["options"] if o["standing"] == room]
        assert ids == sorted(ids)


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    copy = tmp_path / "another-name.yaml"
    copy.write_bytes(Path(SAMPLE).read_bytes())
    first, second = run("rank", SAMPLE, "--json"), run_apart("rank", str(copy), "--json")
    assert first.stdout == second.stdout
    assert str(tmp_path).encode() not in second.stdout


def test_a_changed_casebook_changes_the_hash_of_inputs(
    tmp_path: Path, ranked: dict[str, Any]
) -> None:
    changed = tmp_path / "sample.yaml"
    changed.write_text(
        Path(SAMPLE).read_text("utf-8").replace("Older allegation", "Old allegation"), "utf-8"
    )
    assert json.loads(run("rank", str(changed), "--json").stdout)["inputs"] != ranked["inputs"]


def test_csv_has_a_line_for_every_option(ranked: dict[str, Any]) -> None:
    lines = run("rank", SAMPLE, "--csv").stdout.decode().splitlines()
    assert len(lines) == 1 + len(ranked["options"])
    assert lines[0].startswith("id,standing,placed,rank")


def test_plain_output_names_every_option(ranked: dict[str, Any]) -> None:
    text = run("rank", SAMPLE).stdout.decode()
    assert all(option["id"] in text for option in ranked["options"])
    assert "not the chance of winning" in text


def test_consent_is_read_at_the_end_of_the_day_and_at_a_moment() -> None:
    listed = json.loads(run("consent", SAMPLE, "--json").stdout)
    assert list(listed[0]) == ["person", "activity", "avenue", "recipient", "open", "reasons"]
    cells = {(c["person"], c["activity"], c["avenue"]): c for c in listed}
    assert cells["S-0141", "legal_action", "paternity_host"]["open"] is True
    kept_out = cells["S-0313", "legal_action", "acerwc"]
    assert [reason["code"] for reason in kept_out["reasons"]] == ["independent_guardian_needed"]
    before = json.loads(run("consent", SAMPLE, "--json", "--at", "2026-10-02T07:59:59Z").stdout)
    after = json.loads(run("consent", SAMPLE, "--json", "--at", "2026-10-02T08:00:00Z").stdout)
    answer = {
        when: next(
            c["open"]
            for c in found
            if (c["person"], c["avenue"]) == ("S-0221", "constitutional_tcc")
        )
        for when, found in (("before", before), ("after", after))
    }
    assert answer == {"before": True, "after": False}


def test_explain_adds_up_exactly_and_says_what_would_change(ranked: dict[str, Any]) -> None:
    placed = [option["id"] for option in ranked["options"] if option["placed"]][:2]
    told = json.loads(run("explain", SAMPLE, placed[0], "--versus", placed[1], "--json").stdout)
    shares = [item["likely"] for item in told["contributions"]]
    assert sum(shares) == pytest.approx(told["option"]["value"]["likely"], abs=1e-11)
    leads = [item["lead"] for item in told["versus"]["differences"]]
    assert sum(leads) == pytest.approx(told["versus"]["lead"], abs=1e-15)
    first, second = (
        next(o["value"]["likely"] for o in ranked["options"] if o["id"] == option_id)
        for option_id in placed
    )
    assert told["versus"]["lead"] == pytest.approx(first - second, abs=1e-11)
    assert {change["gate"] for change in told["changes"]} <= {"law", "time", "counsel"}


def test_deadlines_write_a_calendar_that_names_nobody(tmp_path: Path) -> None:
    target = tmp_path / "deadlines.ics"
    done = run("deadlines", SAMPLE, "--ics", str(target), "--json")
    assert done.returncode == 0, done.stderr.decode()
    listed = json.loads(done.stdout)
    assert any(item["kind"] == "protective" for item in listed)
    calendar = Calendar.from_ical(target.read_bytes())
    events = list(calendar.walk("VEVENT"))
    dated = [item for item in listed if item["earliest"]]
    assert events
    assert {str(event["SUMMARY"]).split(":")[0] for event in events} == {i["id"] for i in dated}
    assert b"S-0" not in target.read_bytes()
    assert all(isinstance(event.decoded("DTSTART"), date) for event in events)
    assert [p.name for p in tmp_path.iterdir()] == ["deadlines.ics"]


def test_coverage_lists_every_profile() -> None:
    states = [line.split()[0] for line in run("coverage").stdout.decode().splitlines()[1:]]
    assert states == sorted(p.stem for p in (ROOT / "jurisdictions" / "profiles").glob("*.yaml"))


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["rank", "nowhere.yaml"], 1, "nowhere.yaml: no such file; check the path"),
        (["explain", SAMPLE, "HTI-014/nothing/HTI"], 1, "No option 'HTI-014/nothing/HTI'"),
        (["explain", SAMPLE, "CIV-007/acerwc/ZAF", "--versus", "CIV-007/paternity_tcc/ZAF"], 1, "is not scored"),
        (["coverage", "--jurisdictions", "nowhere"], 1, "nowhere: no such folder"),
        (["rank", SAMPLE, "--as-of", "2026-11"], 2, "is not one day"),
        (["rank", SAMPLE, "--top", "0"], 2, "one or more"),
        (["consent", SAMPLE, "--at", "noon"], 2, "is not a moment"),
        (["schema", "nothing"], 2, "invalid choice"),
        ([], 2, "COMMAND"),
    ],
)  # fmt: skip
def test_errors_are_plain_sentences_with_their_exit_code(
    arguments: list[str], code: int, sentence: str
) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert sentence in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert done.stdout == b""


@pytest.mark.parametrize(
    "command",
    ["run", "check", "rank", "explain", "portfolio", "consent", "deadlines", "coverage", "schema"],
)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert "usage" in capsys.readouterr().out


def test_check_passes_what_comes_with_it_and_refuses_what_is_no_format(tmp_path: Path) -> None:
    assert b"no problems" in run("check").stdout
    assert run("check", SAMPLE).returncode == 0
    other = tmp_path / "other.yaml"
    other.write_text("something: else\n", "utf-8")
    done = run("check", str(other))
    assert done.returncode == 1
    assert "is no known format" in done.stderr.decode()


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schema_is_printed_as_json(name: str) -> None:
    assert json.loads(run("schema", name).stdout)["$schema"].startswith("https://json-schema.org/")


def test_explain_prints_gates_reasons_and_sentences_for_any_standing(
    ranked: dict[str, Any],
) -> None:
    shown = {option["standing"]: option["id"] for option in ranked["options"]}
    for standing, option_id in shown.items():
        done = run("explain", SAMPLE, option_id)
        text = done.stdout.decode()
        assert done.returncode == 0, (standing, done.stderr.decode())
        for gate in ("consent", "safety", "best interests", "law", "time", "counsel"):
            assert f"\n{gate}: " in text
    first, second = [option["id"] for option in ranked["options"] if option["placed"]][:2]
    assert first in run("explain", SAMPLE, first, "--versus", second).stdout.decode()


def test_rank_says_how_sure_and_without_draws_says_nothing(ranked: dict[str, Any]) -> None:
    placed = [option for option in ranked["options"] if option["placed"]]
    assert ranked["draws"] == 10_000
    assert all(0 <= option["p_top"] <= 1 for option in placed)
    assert all(option["expected_rank"] >= 1 for option in placed)
    bare = json.loads(run("rank", SAMPLE, "--json", "--draws", "0").stdout)
    assert bare["draws"] == 0
    assert {option["p_top"] for option in bare["options"]} == {None}
    assert [o["id"] for o in bare["options"]] == [o["id"] for o in ranked["options"]]


def test_portfolio_holds_only_placed_options_one_main_way_a_case(ranked: dict[str, Any]) -> None:
    placed = {option["id"] for option in ranked["options"] if option["placed"]}
    told = json.loads(run("portfolio", SAMPLE, "--json", "--draws", "50").stdout)
    members = [member["id"] for member in told["members"]]
    assert members
    assert set(members) <= placed
    cases = [member.split("/")[0] for member in members]
    assert len(set(cases)) == len(cases)
    out = json.loads(
        run("portfolio", SAMPLE, "--json", "--draws", "0", "--lock-out", members[0]).stdout
    )
    assert members[0] not in [member["id"] for member in out["members"]]
    refused = run("portfolio", SAMPLE, "--lock-in", "SLE-003/crim_tcc_civilian/BGD")
    assert refused.returncode == 1
    assert "cannot be in a docket" in refused.stderr.decode()
