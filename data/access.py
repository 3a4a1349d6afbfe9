"""Who may see what: one function between the options and everyone who looks at them.

The person's advocate sees their own people's gates in full. Everyone else sees *available* or *not
available* and never why: no code, no count by reason, no claimant, and nothing that differs between
a refusal, a withdrawal, a pause and a question never asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from cases.gates import HUMAN_GATES, OPEN, Gate, Reason, gate_of
from criteria.assess import Score
from jurisdictions.law import LimitAnswer
from scoring.discover import Finding, Kind, Move
from scoring.docket import Docket
from scoring.options import Option, Ranking, Value

Role = Literal["coordinator", "lawyer", "advocate", "steering"]
ROLES: tuple[Role, ...] = ("coordinator", "lawyer", "advocate", "steering")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: in which role, and for an advocate whose advocate they are."""

    role: Role
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SeenOption:
    """An option as one viewer may see it.

    `available` is the three human gates as one. `human` holds them for the viewer's own people,
    with what the safety of someone else asks but not whose, and is None for everyone but their
    advocate. `claimants` are the advocate's own people among them; those who work on the case see
    all where the option is available; it is empty for everyone else.
    """

    case: str
    avenue: str
    forum: str
    accused: tuple[str, ...]
    standing: str
    available: bool
    human: Mapping[str, Gate] | None
    law: Gate
    time: Gate
    counsel: Gate
    limit: LimitAnswer
    claimants: tuple[str, ...]
    scores: Mapping[str, Score] | None
    missing_weight: float | None
    wishes_known: bool
    placed: bool
    value: Value | None
    rank: int | None
    rank_in_case: int | None
    tie_group: int | None
    p_top: float | None
    p_top_error: float | None
    expected_rank: float | None
    rank_range: tuple[int, int] | None

    @property
    def id(self) -> str:
        return f"{self.case}/{self.avenue}/{self.forum}"

    @property
    def shortlistable(self) -> bool:
        return self.standing in ("open", "prepare")


@dataclass(frozen=True, slots=True)
class SeenRanking:
    """A ranking as one viewer may see it."""

    as_of: date
    options: tuple[SeenOption, ...]
    weights: Mapping[str, float]
    weights_name: str

    def option(self, option_id: str) -> SeenOption | None:
        return next((option for option in self.options if option.id == option_id), None)


def see(ranking: Ranking, viewer: Viewer) -> SeenRanking:
    """A ranking with everything taken away that this viewer may not see."""
    return SeenRanking(
        ranking.as_of,
        tuple(see_option(option, viewer) for option in ranking.options),
        ranking.weights,
        ranking.weights_name,
    )


def see_option(option: Option, viewer: Viewer) -> SeenOption:
    """One option as a viewer may see it."""
    available = all(option.gates[name].result == "pass" for name in HUMAN_GATES)
    own = viewer.people.intersection(option.who) if viewer.role == "advocate" else frozenset()
    works_on_it = viewer.role in ("coordinator", "lawyer") and available
    named = frozenset(option.claimants) if works_on_it else viewer.people if own else frozenset()
    knows_all = bool(named) and named.issuperset(option.claimants)
    return SeenOption(
        case=option.case,
        avenue=option.avenue,
        forum=option.forum,
        accused=option.accused,
        standing=option.standing,
        available=available,
        human=_own_gates(option.gates, viewer.people, available) if own else None,
        law=_unnamed(option.gates["law"], named),
        time=_unnamed(option.gates["time"], named),
        counsel=_unnamed(option.gates["counsel"], named),
        limit=_unnamed_limit(option.limit, named),
        claimants=tuple(ref for ref in option.claimants if ref in named),
        scores=option.scores if knows_all else _unnamed_scores(option.scores),
        missing_weight=option.missing_weight,
        wishes_known=option.wishes_known,
        placed=option.placed,
        value=option.value,
        rank=option.rank,
        rank_in_case=option.rank_in_case,
        tie_group=option.tie_group,
        p_top=option.p_top,
        p_top_error=option.p_top_error,
        expected_rank=option.expected_rank,
        rank_range=option.rank_range,
    )


_ABOUT_OTHERS = {
    "others_not_considered": "The risk to someone else in the case has not been judged, or no longer holds.",
    "risk_unacceptable": "The risk to someone else in the case was judged unacceptable.",
}


def _own_gates(
    gates: Mapping[str, Gate], own: Collection[str], available: bool
) -> Mapping[str, Gate] | None:
    """The human gates of these people; None where what stands in the way is someone else's alone."""
    found = {name: gate_of(_own_reasons(gates[name], own)) for name in HUMAN_GATES}
    return found if available or any(gate != OPEN for gate in found.values()) else None


def _own_reasons(gate: Gate, own: Collection[str]) -> tuple[Reason, ...]:
    """A gate's reasons that concern these people; of the others only that their safety counts."""
    seen: dict[Reason, None] = {}
    for reason in gate.reasons:
        if reason.who is None or reason.who in own:
            seen.setdefault(reason)
        elif reason.code in _ABOUT_OTHERS:
            text = _ABOUT_OTHERS[reason.code]
            seen.setdefault(reason._replace(text=text, source="safety of the others", who=None))
    return tuple(seen)


def _unnamed(gate: Gate, named: Collection[str]) -> Gate:
    """A gate of the law, of time or of counsel without the people whom the viewer may not see."""
    seen: dict[Reason, None] = {}
    for reason in gate.reasons:
        seen.setdefault(reason._replace(who=_who(reason.who, named)))
    return Gate(gate.result, tuple(seen))


def _unnamed_limit(limit: LimitAnswer, named: Collection[str]) -> LimitAnswer:
    parts = (part._replace(who=_who(part.who, named)) for part in limit.parts)
    return limit._replace(parts=tuple(dict.fromkeys(parts)))


def _who(who: str | None, named: Collection[str]) -> str | None:
    return None if who is not None and who.startswith("S-") and who not in named else who


def _unnamed_scores(scores: Mapping[str, Score] | None) -> Mapping[str, Score] | None:
    """Scores whose facts name nobody; a fact that names people keeps its kind alone."""
    if scores is None:
        return scores
    return {
        key: score._replace(fact=score.fact.split(" S-")[0]) if " S-" in score.fact else score
        for key, score in scores.items()
    }


# --- what to find out next -----------------------------------------------------------------------

FINDS_OUT: tuple[Role, ...] = ("coordinator", "lawyer", "steering")
"""Who is shown what to find out next. An advocate asks what the person wants, never what a list needs."""

_PERSON = re.compile(r"\bS-\w+(?:,\s+S-\w+)*")
_ASKED_OF = " Who could find it out:"


@dataclass(frozen=True, slots=True)
class SeenFinding:
    """One thing that could be found out, without the raw fact, which may name whom it is of.

    `text` is what it is and how far it moves the option that it moves most; the rest as in
    `scoring.discover.Finding`.
    """

    kind: Kind
    text: str
    options: tuple[str, ...]
    moves: tuple[Move, ...]
    own: float
    own_error: float
    whole: float
    would_place: tuple[str, ...]
    who: tuple[str, ...]
    asks_person: bool


def see_findings(findings: Iterable[Finding], viewer: Viewer) -> tuple[SeenFinding, ...]:
    """What could be found out, in its order, as this viewer may see it: nothing names a person.

    An advocate sees none of it. What reads alike once nobody is named is told once; to the steering
    group also where only the figures differ, so that the number of lines does not count people.
    """
    if viewer.role not in FINDS_OUT:
        return ()
    seen: dict[tuple[object, ...], SeenFinding] = {}
    for found in findings:
        text = _PERSON.sub("a person", found.text).split(_ASKED_OF)[0]
        who = tuple(_PERSON.sub("a person", one) for one in found.who)
        alike: tuple[object, ...] = (found.kind, text, who, found.options)
        if viewer.role == "steering":
            about = text.split(f" {found.moves[0].option} is ")[0] if found.moves else text
            alike = (found.kind, about)
        seen.setdefault(
            alike,
            SeenFinding(
                found.kind,
                text,
                found.options,
                found.moves,
                found.own,
                found.own_error,
                found.whole,
                found.would_place,
                who,
                found.asks_person,
            ),
        )
    return tuple(seen.values())


# --- dockets -------------------------------------------------------------------------------------


def see_docket(found: Docket, viewer: Viewer) -> Docket:
    """A docket as this viewer may see it: who claims is for the coordinator alone.

    Only options that are available come into a docket, so no other is named in it.
    """
    if viewer.role == "coordinator":
        return found
    return replace(found, members=tuple(one._replace(claimants=()) for one in found.members))
