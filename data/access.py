"""Who may see what: one function between the options and everyone who looks at them.

The person's advocate sees their own people's gates in full. Everyone else sees *available* or *not
available* and never why: no code, no count by reason, no claimant, and nothing that differs between
a refusal, a withdrawal, a pause and a question never asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cases.gates import HUMAN_GATES, Gate, Reason
from criteria.assess import Score
from jurisdictions.law import LimitAnswer
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

    `available` is the three human gates as one. `human` holds them in full where the viewer is the
    advocate of everyone they speak of, and is None for everyone else. `claimants` is empty for all
    but that advocate and those who work on the case, and always where the option is not available.
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
    theirs = viewer.role == "advocate" and bool(option.who) and viewer.people.issuperset(option.who)
    works_on_it = viewer.role in ("coordinator", "lawyer") and available
    named = theirs or works_on_it
    law, time, counsel = (option.gates[name] for name in ("law", "time", "counsel"))
    if not named:
        law, time, counsel = (_unnamed(gate) for gate in (law, time, counsel))
    return SeenOption(
        case=option.case,
        avenue=option.avenue,
        forum=option.forum,
        accused=option.accused,
        standing=option.standing,
        available=available,
        human={name: option.gates[name] for name in HUMAN_GATES} if theirs else None,
        law=law,
        time=time,
        counsel=counsel,
        limit=option.limit if named else _unnamed_limit(option.limit),
        claimants=option.claimants if named else (),
        scores=_unnamed_scores(option.scores, named),
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
    )


def _unnamed(gate: Gate) -> Gate:
    """A gate of the law, of time or of counsel without the people it was worked out for."""
    seen: dict[Reason, None] = {}
    for reason in gate.reasons:
        who = None if (reason.who or "").startswith("S-") else reason.who
        seen.setdefault(reason._replace(who=who))
    return Gate(gate.result, tuple(seen))


def _unnamed_limit(limit: LimitAnswer) -> LimitAnswer:
    return limit._replace(parts=tuple(dict.fromkeys(p._replace(who=None) for p in limit.parts)))


def _unnamed_scores(scores: Mapping[str, Score] | None, named: bool) -> Mapping[str, Score] | None:
    """Scores whose facts name nobody; a fact that names people keeps its kind alone."""
    if scores is None or named:
        return scores
    return {
        key: score._replace(fact=score.fact.split(" S-")[0]) if " S-" in score.fact else score
        for key, score in scores.items()
    }
