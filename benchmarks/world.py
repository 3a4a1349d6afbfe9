"""Made-up casebooks of any size, for measuring and for tests.

Nothing in them can have happened: every host state is one in which no peacekeeping force has ever
been. The law that they meet is real, so that every avenue of every forum is worked out as in
earnest. There are no names. The same size and seed give the same bytes.

About five in six cases have one contributing state or, seldom, two; in the others nobody is
recorded as accused. Each case has about two people, each with a ledger of several events.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

AS_OF = date(2026, 11, 1)

HOSTS = (
    "ARG", "BGD", "BRA", "CAN", "CMR", "DEU", "FRA", "GAB", "GBR", "GHA", "NGA", "SEN", "TZA",
    "URY", "ZMB",
)  # fmt: skip
"""States with a profile in which no peacekeeping force has ever been."""

SENDING = (
    "ARG", "BDI", "BGD", "BRA", "CAN", "CMR", "COG", "DEU", "EGY", "ETH", "FRA", "GAB", "GBR",
    "GHA", "IDN", "IND", "LKA", "MAR", "NGA", "NPL", "PAK", "RWA", "SEN", "TZA", "URY", "ZAF",
    "ZMB",
)  # fmt: skip

ADULT_AVENUES = (
    "crim_tcc_civilian", "crim_tcc_military", "civil_state_tcc", "civil_individual_tcc",
    "review_nonprosecution", "constitutional_tcc", "hrctte", "cat22", "cedaw_op", "crc_opic",
    "acerwc", "achpr", "iachr", "un_special_procedures", "crim_host_state", "civil_host",
)  # fmt: skip
BIRTH_AVENUES = (
    "paternity_host",
    "paternity_tcc",
    "maintenance_ny1956",
    "un_paternity_facilitation",
)
WEIGHTED_CATEGORIES = (
    *["military_contingent"] * 7, "formed_police_unit", "individual_police_and_observers",
    "un_civilian_staff", "contractor", "non_un_force",
)  # fmt: skip
CONDUCT = ("rape", "sexual_assault", "exploitation", "indecent_acts", "trafficking", "images")
OUTCOMES = (
    "punishment", "truth_recognition", "compensation", "child_support", "apology",
    "rehabilitation", "policy_reform", "safety_non_repetition",
)  # fmt: skip
MUST_NOT = (
    "publicity",
    "travel",
    "testimony",
    "contact_with_accused",
    "parental_rights_for_accused",
)
FAMILIES = (
    "criminal", "civil", "family", "public_law", "regional", "un_treaty_body", "un_charter",
    "un_internal", "criminal_accountability",
)  # fmt: skip
JUDGED = (
    "precedent", "reach", "legal_basis", "cost", "backlash", "bad_precedent", "independence",
    "protection",
)  # fmt: skip
EVIDENCE = ("testimony", "witness", "medical", "documents", "un_report", "dna_sample", "dna_result")
STEPS = (
    "un_finding", "referred_to_state", "investigation_opened", "charge", "exhaustion_argued",
    "decision_not_to_prosecute", "notice_to_defendant", "complaint_by_survivor", "military_verdict",
    "filed",
)  # fmt: skip
STAFF = ("AV-1", "AV-2", "AV-3", "AV-4")
PARTNERS_PER_STATE = 3

Tree = dict[str, Any]


def make_world(cases: int, seed: int) -> Tree:
    """A casebook of `cases` cases as plain values, ready for JSON; the same for the same seed."""
    return _Maker(seed).casebook(cases)


def write_world(path: Path | str, cases: int, seed: int) -> None:
    """Write `make_world(cases, seed)` as JSON; the same bytes for the same arguments."""
    text = json.dumps(make_world(cases, seed), ensure_ascii=True, separators=(",", ":"))
    Path(path).write_text(text + "\n", encoding="ascii")


class _Maker:
    """Draws a world; one stream of random numbers, always asked in the same order."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.seq = 0
        self.people: list[Tree] = []

    def casebook(self, cases: int) -> Tree:
        return {
            "casebook": 1,
            "origin": "MADE-UP",
            "as_of": AS_OF.isoformat(),
            "cases": [self.case(number) for number in range(1, cases + 1)],
            "people": self.people,
            "notices": [
                {"id": "assess-xx", "current": 2, "material_since": 1},
                {"id": "legal-xx", "current": 3, "material_since": 2},
            ],
            "partners": [
                self.partner(state, number)
                for state in sorted({*HOSTS, *SENDING})
                for number in range(1, PARTNERS_PER_STATE + 1)
            ],
            "reforms": [{"key": "made_up_reform", "title": "A made-up reform"}],
        }

    # --- small draws -------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, things: Sequence[str], least: int, most: int) -> list[str]:
        return self.random.sample(things, self.random.randint(least, most))

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def partial(self, day: date) -> str:
        """A day as people and files give it: often only the month, or the year."""
        return day.isoformat()[: self.random.choice((10, 10, 7, 7, 4))]

    def interval(self) -> tuple[int, int, int]:
        likely = self.random.randint(0, 4)
        return max(0, likely - self.random.randint(0, 2)), likely, min(4, likely + 1)

    # --- cases -------------------------------------------------------------------------------

    def case(self, number: int) -> Tree:
        host = self.random.choice(HOSTS)
        code = f"{host}-{number:06d}"
        begins = self.day(date(2008, 1, 1), date(2025, 6, 1))
        ends = self.day(begins, min(begins + timedelta(days=500), date(2025, 12, 31)))
        states = self.random.sample(
            [state for state in SENDING if state != host],
            self.random.choices((0, 1, 2), (16, 78, 6))[0],
        )
        accused = [self.accused(place, state) for place, state in enumerate(states, 1)]
        birth = self.chance(0.2)
        refs = self.people_of(code, begins, ends, birth)
        forums = [*states, host]
        incident_from, incident_to = sorted((self.partial(begins), self.partial(ends)))
        if incident_to[:4] == incident_from[:4]:
            incident_to = incident_from = max(incident_from, incident_to, key=len)[:7]
        return {
            "code": code,
            "label": f"Made-up case {number}",
            "host_state": host,
            "mission": None,
            "also_against_host": self.chance(0.05),
            "incident": {
                "from": incident_from,
                "to": incident_to,
                "conduct": self.some(CONDUCT, 1, 2),
                "pattern": self.random.choice(("single", "repeated", "repeated", "organised")),
            },
            "accused": accused,
            "evidence": [self.evidence(host, refs) for _ in range(self.random.randint(1, 4))],
            "steps": self.steps(ends, states),
            "representation": [
                {
                    "person": ref,
                    "partner": f"P-{forum}-{self.random.randint(1, PARTNERS_PER_STATE)}",
                    "forum": forum,
                    "on": "2026-05-20",
                }
                for ref in refs
                for forum in forums
                if self.chance(0.4)
            ],
            "protective": [
                {
                    "kind": "preservation_letter",
                    "by": self.day(AS_OF, date(2027, 6, 30)).isoformat(),
                    "done": None,
                    "owner": f"P-{host}-1",
                }
            ]
            if self.chance(0.4)
            else [],
            "assessments": [self.assessment(name) for name in JUDGED if self.chance(0.7)]
            if self.chance(0.7)
            else [],
            "joined_with": [],
            "reforms": ["made_up_reform"] if self.chance(0.5) else [],
        }

    def accused(self, place: int, state: str) -> Tree:
        return {
            "ref": f"A{place}",
            "sending_state": state,
            "category": self.random.choice(WEIGHTED_CATEGORIES),
            "identified": self.random.choice(("unknown", "unit", "described", "named", "named")),
            "present_in": [state] if self.chance(0.5) else [],
        }

    def evidence(self, host: str, refs: Sequence[str]) -> Tree:
        nobody = self.chance(0.2)
        found: Tree = {
            "kind": self.random.choice(EVIDENCE),
            "strength": self.random.choice(("weak", "moderate", "strong")),
            "held_by": f"P-{host}-1",
            "of": [] if nobody else [self.random.choice(refs)],
        }
        if nobody:
            found["cleared_by"] = list(STAFF[:2])
        return found

    def steps(self, ends: date, states: Sequence[str]) -> list[Tree]:
        day = self.day(ends, ends + timedelta(days=400))
        found: list[Tree] = [{"on": self.partial(day), "kind": "reported_to_un"}]
        for kind in sorted(self.some(STEPS, 0, 4), key=STEPS.index):
            day = self.day(day, day + timedelta(days=700))
            if day > AS_OF:
                break
            step: Tree = {"on": day.isoformat(), "kind": kind}
            if kind == "un_finding":
                step["outcome"] = "substantiated"
            elif not states:
                continue
            else:
                step["forum"] = self.random.choice(states)
            if kind == "filed":
                step["avenue"] = self.random.choice(ADULT_AVENUES)
            if kind == "military_verdict":
                step["outcome"] = "made up"
                step["final"] = self.chance(0.5)
            if kind == "decision_not_to_prosecute":
                notified = day + timedelta(days=self.random.randint(0, 30))
                step["notified"] = min(notified, AS_OF).isoformat()
            found.append(step)
        return found

    def assessment(self, criterion: str) -> Tree:
        low, likely, high = self.interval()
        return {
            "criterion": criterion,
            "low": low,
            "likely": likely,
            "high": high,
            "by": "coordinator",
            "on": "2026-08-20",
            "because": "Made up.",
        }

    # --- people ------------------------------------------------------------------------------

    def people_of(self, code: str, begins: date, ends: date, birth: bool) -> list[str]:
        refs = [
            self.survivor(code, begins, birth and place == 0)
            for place in range(self.random.choices((1, 2, 3, 4), (40, 40, 15, 5))[0])
        ]
        if birth:
            refs.append(self.child_born(code, refs[0], ends))
        return refs

    def ref(self) -> str:
        return f"S-{len(self.people) + 1:06d}"

    def survivor(self, code: str, begins: date, birth: bool) -> str:
        ref = self.ref()
        born = begins - timedelta(days=self.random.randint(13 * 365, 17 * 365))
        child = born + timedelta(days=18 * 366) > AS_OF
        guardians = [self.guardian("G1", "authority", born, None)] if child else []
        avenues = self.some(ADULT_AVENUES, 1, 4)
        if birth:
            avenues += self.some(BIRTH_AVENUES, 1, 3)
        ledger = self.ledger("survivor", avenues, self.chance(0.2))
        if child:
            ledger += self.ledger("G1", avenues, False)
        self.people.append(
            self.person(
                ref, code, "survivor", None, self.partial(born), True, guardians, ledger, child
            )
        )
        return ref

    def child_born(self, code: str, parent: str, ends: date) -> str:
        ref = self.ref()
        born = min(ends + timedelta(days=self.random.randint(100, 270)), AS_OF)
        guardians = [
            self.guardian("G1", "parent", born, parent),
            self.guardian("G2", "appointed", born, None),
        ]
        able = born + timedelta(days=12 * 365) < AS_OF
        avenues = self.some(BIRTH_AVENUES, 1, 4)
        ledger = self.ledger("survivor", avenues, self.chance(0.1)) if able else []
        ledger += self.ledger("G2", avenues, False)
        self.people.append(
            self.person(
                ref, code, "child_born", parent, self.partial(born), able, guardians, ledger, True
            )
        )
        return ref

    def person(
        self, ref: str, code: str, relation: str, parent: str | None, born: str, able: bool,
        guardians: list[Tree], ledger: list[Tree], child: bool,
    ) -> Tree:  # fmt: skip
        known = self.chance(0.9)
        return {
            "ref": ref,
            "cases": [code],
            "relation": relation,
            "parent": parent,
            "born": born,
            "can_assent": able,
            "status": "in_contact",
            "guardians": guardians,
            "ledger": ledger,
            "wishes": {
                "ranking": [[outcome] for outcome in self.some(OUTCOMES, 1, 4)],
                "must_not": self.some(MUST_NOT, 0, 2),
                "on": "2026-05-20",
            }
            if known
            else None,
            "safety": [
                {
                    "on": "2026-05-20",
                    "level": self.random.choice(
                        ("low", "low", "low", "moderate", "moderate", "high")
                    ),
                    "plan": True,
                    "valid_until": self.random.choice(("2027-05-20",) * 9 + ("2026-10-20",)),
                }
            ],
            "best_interests": [
                {
                    "on": "2026-05-20",
                    "for": activity,
                    "conclusion": "supports",
                    "by": list(STAFF[:2]),
                    "valid_until": "2027-05-20",
                }
                for activity in ("assess", "legal_action")
                if child
            ],
            "stops": [{"from": "2026-09-01T08:00:00Z", "set_by": "AV-1"}]
            if self.chance(0.02)
            else [],
            "support": {},
        }

    def guardian(self, ref: str, kind: str, born: date, person: str | None) -> Tree:
        return {
            "ref": ref,
            "kind": kind,
            "person": person,
            "from": born.isoformat(),
            "to": None,
            "independent": person is None,
            "conflict": "none",
            "checked": {"on": "2026-05-01", "by": self.random.choice(STAFF)},
        }

    def ledger(self, by: str, avenues: Sequence[str], doubts: bool) -> list[Tree]:
        """What one party was asked and answered: a sitting, and sometimes a later no."""
        at = datetime(2026, self.random.randint(2, 8), self.random.randint(1, 28), 9, 0)
        events = [self.event("grant", by, at, None)] if self.chance(0.95) else []
        for avenue in avenues:
            at += timedelta(minutes=8)
            kind = self.random.choice(("grant",) * 8 + ("asked", "refuse"))
            events.append(self.event(kind, by, at, avenue))
        if doubts:
            at += timedelta(days=self.random.randint(5, 60))
            events.append(self.event("withdraw", by, at, self.random.choice(avenues)))
        return events

    def event(self, kind: str, by: str, at: datetime, avenue: str | None) -> Tree:
        self.seq += 1
        found: Tree = {
            "seq": self.seq,
            "kind": kind,
            "by": by,
            "activity": "legal_action" if avenue else "assess",
        }
        if avenue:
            found["avenue"] = avenue
        found["recorded"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        if kind == "grant":
            found["expires"] = (at + timedelta(days=365)).date().isoformat()
            found["notice"] = (
                {"id": "legal-xx", "version": self.random.choice((1, 3, 3, 3, 3, 3))}
                if avenue
                else {"id": "assess-xx", "version": 2}
            )
            found["explained"] = "all"
        return found

    # --- partners ----------------------------------------------------------------------------

    def partner(self, state: str, number: int) -> Tree:
        families = self.some(FAMILIES, 3, 6)
        carrying = self.random.randint(0, 4)
        return {
            "ref": f"P-{state}-{number}",
            "states": [state],
            "roles": ["legal", self.random.choice(("advocacy", "documentation", "psychosocial"))],
            "expertise": [],
            "languages": ["xx"],
            "capacity": {family: self.random.randint(1, 4) for family in families},
            "willing": {
                family: self.random.choice((True, True, True, "conditional", False))
                for family in families
            },
            "can_carry": carrying + self.random.randint(0, 4),
            "carrying": carrying,
            "policy_reform": {"willing": self.chance(0.5), "channel": None},
            "conflicts": [],
            "assessed": {
                "on": "2026-05-01",
                "by": "coordinator",
                "valid_until": self.random.choice(("2027-05-01",) * 5 + ("2026-10-01",)),
            },
        }


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a made-up casebook: `python -m benchmarks.world FILE CASES [--seed N]`."""
    parser = argparse.ArgumentParser(prog="benchmarks.world", description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("cases", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    write_world(asked.path, asked.cases, asked.seed)


if __name__ == "__main__":
    main()
