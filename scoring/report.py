"""What `rank` prints: one object, the same bytes for the same inputs and seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from cases.gates import Gate, Reason
from criteria.assess import Score
from jurisdictions.law import LimitAnswer
from scoring.options import Option, Ranking
from scoring.value import DECIMALS

VERSION = "0.1.0"


def inputs_hash(files: Iterable[tuple[str, str]], version: str = VERSION) -> str:
    """The hash over sorted (logical name, sha256) pairs and the version; no paths."""
    digest = sha256()
    for name, found in sorted(files):
        digest.update(f"{name}\0{found}\n".encode())
    digest.update(f"version\0{version}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def ranking_json(
    ranking: Ranking, inputs: str, *, seed: int, draws: int, top: int
) -> Iterator[bytes]:
    """The object in pieces, one option at a time, so that a large ranking needs no second copy."""
    head = {
        "recourse": VERSION,
        "as_of": ranking.as_of.isoformat(),
        "inputs": inputs,
        "seed": seed,
        "draws": draws,
        "top": top,
        "weights": {
            "name": ranking.weights_name,
            "values": {key: round(value, DECIMALS) for key, value in ranking.weights.items()},
        },
    }
    yield _dump(head)[:-1] + b',"options":['
    separator = b"\n"
    for option in ranking.options:
        yield separator + _dump(option_json(option))
        separator = b",\n"
    yield b"\n]}\n"


def _dump(value: Any) -> bytes:
    return orjson.dumps(value)


def option_json(option: Option) -> dict[str, Any]:
    """One option, to the key of the contract."""
    return {
        "id": option.id,
        "case": option.case,
        "avenue": option.avenue,
        "forum": option.forum,
        "accused": list(option.accused),
        "standing": option.standing,
        "shortlistable": option.shortlistable,
        "claimants": list(option.claimants),
        "gates": {name: gate_json(gate) for name, gate in option.gates.items()},
        "limit": limit_json(option.limit),
        "scores": (
            None
            if option.scores is None
            else {key: score_json(score) for key, score in option.scores.items()}
        ),
        "missing_weight": option.missing_weight,
        "placed": option.placed,
        "value": None if option.value is None else option.value._asdict(),
        "rank": option.rank,
        "rank_in_case": option.rank_in_case,
        "tie_group": option.tie_group,
        "p_top": option.p_top,
        "p_top_error": option.p_top_error,
        "expected_rank": option.expected_rank,
    }


def gate_json(gate: Gate) -> dict[str, Any]:
    return {"result": gate.result, "reasons": [reason_json(reason) for reason in gate.reasons]}


def reason_json(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "result": reason.result,
        "confirmed": reason.confirmed,
        "text": reason.text,
        "source": reason.source,
        "who": reason.who,
        "changes_if": reason.changes_if,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def limit_json(limit: LimitAnswer) -> dict[str, Any]:
    """A limit; `parts` lists charges or claimants where there are several."""
    return {
        "status": limit.status,
        "earliest": _day(limit.earliest),
        "latest": _day(limit.latest),
        "plan_by": _day(limit.plan_by),
        "days_left": limit.days_left,
        "source": limit.source,
        "firm": limit.firm,
        "parts": [
            {
                "charge": part.charge,
                "who": part.who,
                "status": part.status,
                "earliest": _day(part.earliest),
                "latest": _day(part.latest),
                "source": part.source,
                "firm": part.firm,
            }
            for part in (limit.parts if len(limit.parts) > 1 else ())
        ],
    }


def score_json(score: Score) -> dict[str, Any]:
    return {
        "low": _level(score.low),
        "likely": None if score.likely is None else _level(score.likely),
        "high": _level(score.high),
        "from": score.source,
        "fact": score.fact,
    }


def _level(level: float) -> float | int:
    rounded = round(level, DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded


CSV_COLUMNS = (
    "id", "standing", "placed", "rank", "rank_in_case", "value_low", "value_likely", "value_high",
    "missing_weight", "limit_status", "limit_earliest", "limit_latest", "limit_firm", "consent",
    "safety", "best_interests", "law", "time", "counsel",
)  # fmt: skip


def option_row(option: Option) -> tuple[object, ...]:
    """One option as a line of a table, in the order of CSV_COLUMNS."""
    value: Mapping[str, float] = option.value._asdict() if option.value else {}
    return (
        option.id,
        option.standing,
        option.placed,
        option.rank,
        option.rank_in_case,
        value.get("low"),
        value.get("likely"),
        value.get("high"),
        option.missing_weight,
        option.limit.status,
        _day(option.limit.earliest),
        _day(option.limit.latest),
        option.limit.firm,
        *(gate.result for gate in option.gates.values()),
    )
