"""The command line: everything that a script, a check or a server needs.

It shows all that the file says: it is for who holds the file. Exit code 0, 1 (something wrong with
the input) or 2 (usage); errors on standard error in plain sentences.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import math
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from criteria.load import DEFAULT_WEIGHTS, Criteria, Weights, read_criteria, read_weights
from criteria.load import HERE as CRITERIA
from criteria.model import Catalogue, WeightSet
from jurisdictions.coverage import AREAS, coverage
from jurisdictions.load import HERE as JURISDICTIONS
from jurisdictions.load import Law, read_law
from jurisdictions.model import Avenue, Profile
from monitoring.deadlines import Deadline, calendar, limit_deadlines, protective_deadlines
from reading.dates import PartialDate, parse_moment
from reading.strict import MAX_CASEBOOK_BYTES, FileProblems, Problem, load, read_file
from scoring.casebook import Casebook, casebook_of, read_casebook
from scoring.explain import (
    NotScored,
    contributions,
    what_would_bring_in,
    what_would_change,
    why,
    why_sentences,
)
from scoring.options import Option, Ranking, end_of_day, house_cells, rank_options
from scoring.report import (
    CSV_COLUMNS,
    VERSION,
    inputs_hash,
    option_json,
    option_row,
    ranking_json,
    reason_json,
)

SCHEMAS: dict[str, type[BaseModel]] = {
    "casebook": Casebook,
    "profile": Profile,
    "avenue": Avenue,
    "catalogue": Catalogue,
    "weights": WeightSet,
}


class Refused(Exception):
    """Something wrong with the input, in one plain sentence; exit code 1."""


@dataclass(frozen=True)
class Read:
    """Everything that a command on a casebook works with."""

    book: Casebook
    law: Law
    criteria: Criteria
    weights: Weights
    as_of: date
    inputs: str

    def ranking(self) -> Ranking:
        return rank_options(
            self.book,
            self.law,
            self.criteria.catalogue,
            self.weights.values,
            self.as_of,
            self.weights.chosen.name,
            workers=_workers(len(self.book.cases)),
        )


SHARED_FROM = 200
"""From this many cases on it pays to share them out among processes."""


def _workers(cases: int) -> int:
    return min(os.cpu_count() or 1, 4) if cases >= SHARED_FROM and hasattr(os, "fork") else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        code: int = asked.run(asked)
        sys.stdout.flush()
        return code
    except FileProblems as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has had enough; close it so that Python does not complain.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


# --- what may be asked ---------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="recourse",
        description=(
            "Decision support for strategic litigation on child sexual abuse by UN peacekeepers. "
            "It advises; people decide. It is not legal advice and never ranks survivors."
        ),
    )
    parser.add_argument("--version", action="version", version=f"recourse {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="open the app in the browser")
    run.add_argument("--demo", action="store_true", help="on made-up data, marked on every page")
    run.add_argument("--port", type=_port, help="the port to use (default: the first free one)")
    run.add_argument("--no-browser", action="store_true", help="do not open a browser")
    run.set_defaults(run=_run)

    check = commands.add_parser(
        "check", help="validate profiles, avenues, criteria, weights, casebooks"
    )
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH",
                       help="files or folders (default: the law and the criteria that come with it)")  # fmt: skip
    check.set_defaults(run=_check)

    rank = commands.add_parser("rank", help="every option of a casebook, gated, scored and placed")
    _casebook_arguments(rank)
    _numbers(rank)
    form = rank.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--csv", action="store_true", help="a table, one line for each option")
    rank.set_defaults(run=_rank)

    explain = commands.add_parser("explain", help="why an option stands where it stands")
    _casebook_arguments(explain)
    explain.add_argument("option", metavar="OPTION", help="CASE/avenue/FORUM")
    explain.add_argument(
        "--versus", metavar="OPTION", help="why above (or below) this other option"
    )
    explain.add_argument("--top", type=_positive, default=10, metavar="K",
                         help="what would bring it into the first K")  # fmt: skip
    explain.add_argument("--json", action="store_true", help="one JSON object")
    explain.set_defaults(run=_explain)

    portfolio = commands.add_parser("portfolio", help="the docket that partners can carry")
    _casebook_arguments(portfolio)
    portfolio.add_argument("--budget", type=_amount, metavar="N",
                           help="in levels of the criterion cost (default: no limit)")  # fmt: skip
    portfolio.add_argument("--lock-in", action="append", default=[], metavar="OPTION",
                           help="keep this option in; may be given again")  # fmt: skip
    portfolio.add_argument("--lock-out", action="append", default=[], metavar="OPTION",
                           help="leave this option out; may be given again")  # fmt: skip
    portfolio.add_argument("--draws", type=_whole, default=1000, metavar="N",
                           help="draws of weights for the core (0: none)")  # fmt: skip
    portfolio.add_argument("--seed", type=_whole, default=1, metavar="N", help="seed of the draws")
    portfolio.add_argument("--json", action="store_true", help="one JSON object")
    portfolio.set_defaults(run=_portfolio)

    consent = commands.add_parser("consent", help="every person and cell: open or not, and why")
    _casebook_arguments(consent, weights=False)
    consent.add_argument("--at", type=_moment, metavar="MOMENT",
                         help="2026-11-01T12:00:00Z (default: the end of the casebook's day)")  # fmt: skip
    consent.add_argument("--json", action="store_true", help="a JSON list")
    consent.set_defaults(run=_consent)

    deadlines = commands.add_parser("deadlines", help="every limit, with the day to plan for")
    _casebook_arguments(deadlines, weights=False)
    deadlines.add_argument("--ics", type=Path, metavar="FILE", help="write a calendar file")
    deadlines.add_argument("--json", action="store_true", help="a JSON list")
    deadlines.set_defaults(run=_deadlines)

    covered = commands.add_parser(
        "coverage", help="state and area: complete, partial, unknown; reviewed or draft; as of"
    )
    covered.add_argument("--jurisdictions", type=Path, metavar="DIR", default=JURISDICTIONS)
    covered.add_argument("--json", action="store_true", help="a JSON list")
    covered.set_defaults(run=_coverage)

    schema = commands.add_parser("schema", help="the JSON Schema of a format")
    schema.add_argument("name", choices=sorted(SCHEMAS), metavar="NAME",
                        help=", ".join(sorted(SCHEMAS)))  # fmt: skip
    schema.set_defaults(run=_schema)
    return parser


def _casebook_arguments(parser: argparse.ArgumentParser, weights: bool = True) -> None:
    parser.add_argument("casebook", type=Path, metavar="CASEBOOK", help="a YAML or JSON file")
    parser.add_argument("--as-of", type=_day, metavar="DATE",
                        help="the day of the question (default: the casebook's, else today)")  # fmt: skip
    parser.add_argument("--jurisdictions", type=Path, metavar="DIR", default=JURISDICTIONS,
                        help="a folder of law to use instead of the one that comes with it")  # fmt: skip
    parser.add_argument("--criteria", type=Path, metavar="FILE", default=CRITERIA / "catalogue.yaml",
                        help="a catalogue of criteria to use instead")  # fmt: skip
    if weights:
        parser.add_argument("--weights", type=Path, metavar="FILE", default=DEFAULT_WEIGHTS,
                            help="a weight set (default: coordinators)")  # fmt: skip


def _numbers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--top", type=_positive, default=10, metavar="K", help="K of P(top k)")
    parser.add_argument("--draws", type=_whole, default=10_000, metavar="N",
                        help="draws of weights and scores; 0 leaves what needs them null")  # fmt: skip
    parser.add_argument("--seed", type=_whole, default=1, metavar="N", help="seed of the draws")


def _day(text: str) -> date:
    try:
        found = PartialDate.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not found.is_day:
        raise argparse.ArgumentTypeError(f"{text!r} is not one day; write 2026-11-01")
    return found.earliest


def _moment(text: str) -> datetime:
    try:
        return parse_moment(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, zero or more")
    return int(text)


def _positive(text: str) -> int:
    found = _whole(text)
    if found < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, one or more")
    return found


def _amount(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or found < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount, zero or more")
    return found


def _port(text: str) -> int:
    found = _whole(text)
    if not 1 <= found <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; write a number from 1 to 65535")
    return found


# --- reading -------------------------------------------------------------------------------------


def _read(asked: argparse.Namespace) -> Read:
    law, criteria = _law(asked.jurisdictions), read_criteria(asked.criteria)
    weights = read_weights(criteria, getattr(asked, "weights", DEFAULT_WEIGHTS))
    book, file = read_casebook(asked.casebook, law, criteria.catalogue)
    as_of = asked.as_of or (book.as_of.latest if book.as_of else datetime.now(UTC).date())
    inputs = inputs_hash((file, *law.files, *criteria.files, weights.file))
    return Read(book, law, criteria, weights, as_of, inputs)


def _law(folder: Path) -> Law:
    if not folder.is_dir():
        raise Refused(f"{folder}: no such folder; a folder of law has profiles/ and avenues/")
    return read_law(folder)


# --- commands ------------------------------------------------------------------------------------


def _run(asked: argparse.Namespace) -> int:
    from ui.serve import NoPort, serve

    if not asked.demo:
        raise Refused(
            "The store of real cases is not part of this version; "
            "start the app on made-up data with `recourse run --demo`."
        )
    try:
        serve(demo=True, port=asked.port, open_browser=not asked.no_browser)
    except NoPort as error:
        raise Refused(str(error)) from None
    return 0


def _check(asked: argparse.Namespace) -> int:
    problems: list[Problem] = []
    checked = 0
    law: Law | None = None
    try:
        law = read_law()
        criteria = read_criteria()
    except FileProblems as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1
    if not asked.paths:
        checked = len(law.files) + len(criteria.files)
        for path in sorted((CRITERIA / "weights").glob("*.yaml")):
            checked += 1
            problems += _problems_of(path, law, criteria)
    for path in asked.paths:
        for file in _files_in(path):
            checked += 1
            problems += _problems_of(file, law, criteria)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{checked} files checked, {len(problems)} problems", file=sys.stderr)
        return 1
    print(f"{checked} files checked, no problems")
    return 0


def _files_in(path: Path) -> Iterable[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml", ".json"))
    if not found:
        raise Refused(f"{path}: holds no YAML or JSON file; name a file or another folder")
    return found


_MARKS = {
    "casebook": Casebook,
    "profile": Profile,
    "avenue": Avenue,
    "catalogue": Catalogue,
    "method": WeightSet,
}


def _problems_of(path: Path, law: Law, criteria: Criteria) -> Sequence[Problem]:
    """What is wrong with one file, whichever of the formats it is."""
    try:
        document = read_file(path, MAX_CASEBOOK_BYTES)
        tree = document.tree if isinstance(document.tree, dict) else {}
        kind = next((mark for mark in _MARKS if mark in tree), None)
        if kind is None:
            kinds = ", ".join(f"`{mark}`" for mark in _MARKS)
            return [
                document.problem(
                    (), f"is no known format; a file of ours has one of the keys {kinds}"
                )
            ]
        if kind != "casebook":
            document = read_file(path)
        if kind == "casebook":
            casebook_of(document, law, criteria.catalogue)
        elif kind == "method":
            read_weights(criteria, path)
        else:
            load(_MARKS[kind], document)
    except FileProblems as error:
        return error.problems
    return []


def _rank(asked: argparse.Namespace) -> int:
    # Millions of reasons are made and none is dropped: collecting garbage meanwhile finds none.
    gc.disable()
    try:
        return _print_rank(asked)
    finally:
        gc.enable()


def _print_rank(asked: argparse.Namespace) -> int:
    read = _read(asked)
    ranking = read.ranking()
    if asked.draws:
        from scoring.sureness import how_sure

        ranking = how_sure(ranking, read.criteria, asked.draws, asked.seed, asked.top)
    if asked.json:
        sys.stdout.flush()
        for piece in ranking_json(
            ranking, read.inputs, seed=asked.seed, draws=asked.draws, top=asked.top
        ):
            sys.stdout.buffer.write(piece)
        return 0
    if asked.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(CSV_COLUMNS)
        writer.writerows(option_row(option) for option in ranking.options)
        return 0
    _print_ranking(ranking, asked.top)
    return 0


_HEADINGS = {
    "placed": "Placed",
    "shortlistable": "Not known well enough to place",
    "unavailable": "Not available",
    "under_way": "Under way",
    "closed": "Not possible in law, as far as confirmed",
}
STANDING_WORDS = {
    "open": "open",
    "prepare": "legal work first",
    "unavailable": "not available",
    "under_way": "under way",
    "closed": "not possible in law, as far as confirmed",
}


def _print_ranking(ranking: Ranking, top: int) -> None:
    print(f"As of {ranking.as_of}, weights {ranking.weights_name}, {len(ranking.options)} options.")
    print("Options have places; people do not. A place is advice, not the chance of winning.")
    section = None
    for option in ranking.options:
        heading = _HEADINGS["placed" if option.placed else _room(option)]
        if heading != section:
            section = heading
            print(f"\n{heading}")
        print(_line(option, top))


def _room(option: Option) -> str:
    return "shortlistable" if option.shortlistable else option.standing


def _line(option: Option, top: int) -> str:
    place = "" if option.rank is None else f"{option.rank}."
    parts = [f"{place:>4} {option.id:<42}"]
    if option.value is not None:
        low, likely, high = option.value
        parts.append(f"{likely:.3f} ({low:.3f} to {high:.3f})")
        if option.p_top is not None:
            parts.append(f"in the first {top} in {100 * option.p_top:.0f} of 100 tries")
        parts.append(STANDING_WORDS[option.standing])
        parts.append(_limit_words(option))
        if not option.placed:
            missing = [
                key for key, score in (option.scores or {}).items() if score.source == "missing"
            ]
            parts.append(f"missing: {', '.join(missing)}")
    else:
        parts.append(
            "; ".join(
                f"{name}: {', '.join(dict.fromkeys(r.code for r in gate.reasons if r.result != 'pass'))}"
                for name, gate in option.gates.items()
                if gate.result != "pass"
            )
        )
    return "  ".join(part for part in parts if part)


def _limit_words(option: Option) -> str:
    limit = option.limit
    if limit.earliest is None:
        return {"none": "no limit", "reasonable": "within a reasonable time"}.get(
            limit.status, f"limit {limit.status.replace('_', ' ')}"
        )
    until = f"runs out {limit.earliest}"
    if limit.latest != limit.earliest:
        until = f"runs out between {limit.earliest} and {limit.latest or 'never'}"
    return until if limit.firm else f"{until} (not firm)"


def _find(ranking: Ranking, option_id: str) -> Option:
    found = ranking.option(option_id)
    if found is None:
        case = option_id.split("/")[0]
        beside = [option.id for option in ranking.options if option.case == case][:3]
        hint = f"; options of this case are {', '.join(beside)}, ..." if beside else ""
        raise Refused(f"No option {option_id!r} in this casebook{hint}")
    return found


def _explain(asked: argparse.Namespace) -> int:
    read = _read(asked)
    ranking = read.ranking()
    option = _find(ranking, asked.option)
    other = _find(ranking, asked.versus) if asked.versus else None
    catalogue, weights = read.criteria.catalogue, ranking.weights
    told: dict[str, Any] = {
        "option": option_json(option),
        "contributions": None,
        "changes": [
            {"gate": gate, "reason": text, "changes_if": changes}
            for gate, text, changes in what_would_change(option.gates)
        ],
        "brings_in": list(
            what_would_bring_in(
                option, option.gates, ranking.options, catalogue, weights, asked.top
            ).sentences
        ),
        "versus": None,
    }
    if option.scores is not None:
        told["contributions"] = [
            {
                "group": c.group, "criterion": c.criterion, "weight": round(c.weight, 12),
                "low": c.low, "likely": c.likely, "high": c.high, "from": c.score.source,
                "fact": c.score.fact,
            }
            for c in contributions(option, catalogue, weights)
        ]  # fmt: skip
    if other is not None:
        try:
            differences, lead = why(option, other, catalogue, weights)
        except NotScored as error:
            raise Refused(f"{error}.") from None
        told["versus"] = {
            "option": other.id,
            "lead": lead,
            "differences": [difference._asdict() for difference in differences],
            "sentences": list(why_sentences(option, other, catalogue, weights)),
        }
    if asked.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    _print_explanation(option, told)
    return 0


def _print_explanation(option: Option, told: dict[str, Any]) -> None:
    print(f"{option.id}: {STANDING_WORDS[option.standing]}")
    if option.claimants:
        print(f"Claimants: {', '.join(option.claimants)}")
    for name, gate in option.gates.items():
        print(f"\n{name.replace('_', ' ')}: {gate.result}")
        for reason in gate.reasons:
            sure = "" if reason.confirmed else ", not confirmed"
            who = f", {reason.who}" if reason.who else ""
            print(f"  {reason.code} ({reason.result}{sure}{who}): {reason.text}")
            print(f"    rests on: {reason.source}")
            if reason.changes_if:
                print(f"    changes {_if(reason.changes_if)}")
    print(f"\nlimit: {_limit_words(option)}, {option.limit.source}")
    for part in option.limit.parts if len(option.limit.parts) > 1 else ():
        label = ", ".join(text for text in (part.charge, part.who) if text)
        print(
            f"  {label}: {part.status}, {part.earliest or '-'} to {part.latest or '-'}, {part.source}"
        )
    if told["contributions"] is None:
        print("\nNot scored: only options that are open, or need legal work first, have scores.")
    else:
        assert option.value is not None
        print(
            f"\nV = {option.value.likely:.6f} ({option.value.low:.6f} to {option.value.high:.6f})"
        )
        for item in told["contributions"]:
            print(
                f"  {item['criterion']:<16} weight {item['weight']:.3f}  adds {item['likely']:.6f} "
                f"({item['low']:.6f} to {item['high']:.6f})  from {item['from']}: {item['fact']}"
            )
    print()
    for sentence in told["brings_in"]:
        print(sentence)
    if told["versus"]:
        print()
        for sentence in told["versus"]["sentences"]:
            print(sentence)


def _if(changes: str) -> str:
    return changes if changes.startswith(("if ", "only if ")) else f"if {changes}"


def _portfolio(asked: argparse.Namespace) -> int:
    # The solver takes longer to load than most commands take to run.
    from scoring.docket import docket, portfolio_json, portfolio_text
    from scoring.draws import Floors, uniform_weights
    from scoring.portfolio import NotForADocket

    read = _read(asked)
    drawn = None
    if asked.draws:
        floors = Floors.of(read.criteria.policy, read.criteria.catalogue)
        drawn = uniform_weights(asked.draws, floors, asked.seed)
    try:
        found = docket(
            read.ranking(),
            read.book,
            read.law,
            budget=asked.budget,
            lock_in=asked.lock_in,
            lock_out=asked.lock_out,
            draws=drawn,
        )
    except NotForADocket as error:
        raise Refused(str(error)) from None
    if asked.json:
        print(portfolio_json(found))
        return 0
    for line in portfolio_text(found):
        print(line)
    return 0


def _consent(asked: argparse.Namespace) -> int:
    read = _read(asked)
    at = asked.at or end_of_day(read.as_of)
    answers = house_cells(read.book, read.law, at)
    if asked.json:
        listed = [
            {
                "person": answer.person,
                "activity": answer.activity,
                "avenue": answer.avenue,
                "recipient": answer.recipient,
                "open": answer.open,
                "reasons": [reason_json(reason) for reason in answer.reasons],
            }
            for answer in answers
        ]
        print(json.dumps(listed, ensure_ascii=False, indent=1))
        return 0
    person = None
    for answer in answers:
        if answer.person != person:
            person = answer.person
            print(f"\n{person}")
        cell = " ".join(part for part in (answer.activity, answer.avenue, answer.recipient) if part)
        word = "open" if answer.open else "not open"
        codes = ", ".join(dict.fromkeys(reason.code for reason in answer.reasons))
        print(f"  {cell:<44} {word}{f': {codes}' if codes else ''}")
    return 0


def _deadlines(asked: argparse.Namespace) -> int:
    read = _read(asked)
    ranking = read.ranking()
    found = (
        *limit_deadlines((option, option.gates["time"]) for option in ranking.options),
        *protective_deadlines(read.book.cases, read.as_of),
    )
    if asked.ics is not None:
        try:
            _write_whole(asked.ics, calendar(found, read.as_of))
        except OSError:
            raise Refused(f"{asked.ics}: cannot be written; check the folder") from None
    if asked.json:
        print(json.dumps([_deadline_json(one) for one in found], ensure_ascii=False, indent=1))
        return 0
    for one in found:
        when = "not known" if one.earliest is None else f"{one.earliest} to {one.latest or 'never'}"
        plan = f", plan by {one.plan_by}" if one.plan_by else ""
        firm = "" if one.firm else ", not firm"
        print(f"{when:<26} {one.status:<12} {one.id}{plan}{firm}  [{one.source}]")
    return 0


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader finds the old one or the new one, never half of it."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(data)
    os.replace(beside, path)


def _deadline_json(deadline: Deadline) -> dict[str, Any]:
    told: dict[str, Any] = deadline._asdict()
    for key in ("earliest", "latest", "plan_by"):
        told[key] = told[key].isoformat() if told[key] else None
    return told


def _coverage(asked: argparse.Namespace) -> int:
    register = coverage(_law(asked.jurisdictions))
    if asked.json:
        listed = [
            {
                "state": line.state,
                "name": line.name,
                "roles": list(line.roles),
                "review": line.review,
                "areas": {area: covered._asdict() for area, covered in line.areas.items()},
            }
            for line in register
        ]
        print(json.dumps(listed, ensure_ascii=False, indent=1))
        return 0
    words = {"complete": "complete", "partial": "partial", "unknown": "-"}
    heads = "".join(f"{area.replace('_', ' '):<20}" for area in AREAS)
    print(f"       review    {heads}".rstrip())
    for line in register:
        cells = []
        for area in AREAS:
            covered = line.areas[area]
            when = f" {covered.newest}" if covered.newest else ""
            cells.append(f"{words[covered.status] + when:<20}")
        print(f"{line.state:<6} {line.review:<9} {''.join(cells).rstrip()}")
    return 0


def schema_text(name: str) -> str:
    """The published JSON Schema of a format."""
    made = SCHEMAS[name].model_json_schema(by_alias=True)
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _schema(asked: argparse.Namespace) -> int:
    sys.stdout.write(schema_text(asked.name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
