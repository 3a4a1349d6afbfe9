"""Worked cases of `tests/law/`, read strictly, and asked as the gates ask them.

A file is a list. Each case has `name`, `facts`, `as_of`, `expect` and `why`, and one of:

- `state`, `avenue`, `charge`: a profile's own rules of limitation (`charge: null` is the history
  without a charge, or all charges together where there is none);
- `avenue` alone: the body's own time limit;
- `state` and `instrument`: when a treaty binds;
- `limits` (and `place`, `majority`): rules of its own, for what no state covers; or `charges`, a
  mapping of charge to rules, which are asked together.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cases.gates import Gate
from cases.model import Accused, Case
from jurisdictions.law import Claimant, LimitAnswer, Matter, past_of, time_gate
from jurisdictions.limits import (
    Facts,
    Rule,
    WorkedOut,
    events_of,
    status_at,
    work_out,
    work_out_rules,
)
from jurisdictions.load import Law, read_law
from jurisdictions.model import Mission
from reading.strict import read_file

CASES = Path(__file__).resolve().parents[1] / "law"
NOT_READ = "MCO"
"""A host of whose law nothing is read, so that no rule of the place is known."""
SELECTORS = ("conduct", "sex", "had_authority", "accused_under_21", "category", "host")
STEP_OF = {
    "own_complaint": "complaint_by_survivor",
    "knowledge": "knowledge_of_father",
    "debt_due": "maintenance_due",
    "end_of_service": "left_service",
    "decision": "decision_not_to_prosecute",
}


class Worked(NamedTuple):
    """One worked case, and the file it stands in."""

    file: str
    case: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.file}: {self.case['name']}"

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.case["as_of"])


@cache
def the_law() -> Law:
    """The law as it ships, read once."""
    return read_law()


@cache
def worked_cases() -> tuple[Worked, ...]:
    return tuple(
        Worked(path.name, case)
        for path in sorted(CASES.glob("*.yaml"))
        for case in read_file(path).tree
    )


def of_kind(kind: str) -> list[Worked]:
    """The cases that ask one thing: `state`, `charges`, `body`, `treaty`, `grammar`."""
    return [worked for worked in worked_cases() if kind_of(worked.case) == kind]


def kind_of(case: dict[str, Any]) -> str:
    if "instrument" in case:
        return "treaty"
    if "limits" in case or "charges" in case:
        return "grammar"
    if "state" not in case:
        return "body"
    charges = [charge for charge, _ in the_law().histories(case["state"], case["avenue"])]
    return "state" if case["charge"] is not None or None in charges else "charges"


def facts_of(said: dict[str, Any]) -> Facts:
    conduct = said.get("conduct")
    return Facts(
        tuple(conduct) if conduct else None,
        said.get("sex"),
        said.get("had_authority"),
        said.get("accused_under_21"),
        said.get("category"),
    )


def days_of(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in SELECTORS}


def by_rules(worked: Worked) -> WorkedOut:
    """A profile's charge, worked out on the rules themselves."""
    case, said = worked.case, worked.case["facts"]
    law = the_law()
    histories = dict(law.histories(case["state"], case["avenue"]))
    assert case["charge"] in histories, f"no such charge; there are {list(histories)}"
    majority = law.profile(case["state"]).age_of_majority
    place: tuple[Rule, ...] = ()
    if "host" in said:
        place = dict(law.histories(said["host"], "crim_host_state")).get(None, ())
    return work_out_rules(
        histories[case["charge"]],
        events_of(days_of(said)),
        facts_of(said),
        worked.as_of,
        (majority.interval if majority else None) or (18, 18),
        place,
    )


def by_grammar(worked: Worked) -> tuple[date | None, date | None, str]:
    """Rules that the case itself brings; of several charges the option's limit."""
    case = worked.case
    majority = case.get("majority", 18)
    ages = tuple(majority) if isinstance(majority, list) else majority
    found = [
        work_out(
            limits,
            days_of(case["facts"]),
            worked.as_of,
            ages,
            facts=facts_of(case["facts"]),
            place=case.get("place", ()),
        )
        for limits in case.get("charges", {"": case.get("limits")}).values()
    ]
    if len(found) == 1:
        return found[0].earliest, found[0].latest, found[0].status
    earliest = min(one.earliest for one in found if one.earliest is not None)
    latest = (
        None if any(one.latest is None for one in found) else max(one.latest for one in found)  # type: ignore[type-var]
    )
    return earliest, latest, status_at(earliest, latest, worked.as_of)


def by_gate(worked: Worked) -> tuple[Gate, LimitAnswer]:
    """The same question put to the time gate, with the facts as steps of a case."""
    case, said = worked.case, worked.case["facts"]
    law = the_law()
    avenue = law.avenues[case["avenue"]]
    forum = case.get("state") or (avenue.eligible.states[0] if avenue.eligible else "URY")
    host = forum if avenue.forum == "host" else said.get("host", NOT_READ)
    steps: list[dict[str, Any]] = []
    mission = None
    for name, value in days_of(said).items():
        if name in ("incident", "birth", "birth_of_child"):
            continue
        if name == "mandate_end":
            mission = "ENDED"
            ended = Mission(
                acronym="ENDED", name="Ended", end=value, active=False, source="-", as_of="2026"
            )
            law = replace(law, missions={"ENDED": ended})
            continue
        for day in value if isinstance(value, list) else [value]:
            step = {"on": day, "kind": STEP_OF.get(name, name), "forum": forum}
            if name == "final_domestic_decision":
                step |= {"kind": "verdict", "final": True}
            if name == "filed":
                step["avenue"] = case["avenue"]
            steps.append(step)
    day = said.get("incident", "2001-01-01")
    accused = {
        "ref": "A1",
        "sending_state": forum,
        "category": said.get("category", "military_contingent"),
        "identified": "named",
        "had_authority": said.get("had_authority"),
        "under_21": said.get("accused_under_21"),
    }
    asked = Case.model_validate(
        {
            "code": f"{host}-001",
            "label": "worked case",
            "host_state": host,
            "mission": mission,
            "incident": {
                "from": day,
                "to": day,
                "conduct": said.get("conduct", ["rape"]),
                "pattern": "single",
            },
            "steps": steps,
        }
    )
    matter = Matter(
        law=law,
        avenue=avenue,
        forum=forum,
        case=asked,
        as_of=worked.as_of,
        accused=(Accused.model_validate(accused),),
        claimants=(claimant_of(said),),
        evidence=(),
        past=past_of(law, asked, forum, worked.as_of),
    )
    return time_gate(matter)


def claimant_of(said: dict[str, Any]) -> Claimant:
    days = dict(events_of({key: said.get(key) for key in ("birth", "birth_of_child")}))
    born, child = days.get("birth"), days.get("birth_of_child")
    return Claimant(
        "S-0001", born[0] if born else None, said.get("sex"), child[0] if child else None
    )
