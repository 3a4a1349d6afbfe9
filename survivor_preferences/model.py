"""The record of one person: what they decided, what they wish, and what was judged of the risk.

No names, places or account of what happened. Consent itself is never a field here: it is worked
out from the ledger each time it is asked for.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    model_validator,
)

from cases.outcomes import OUTCOMES as OUTCOMES
from cases.outcomes import Outcome as Outcome
from reading.codes import GUARDIAN, AvenueKey, CaseCode, GuardianRef, PersonRef, StaffRef
from reading.dates import Moment, PartialDate
from reading.identifying import PlainText

Activity = Literal[
    "assess",
    "legal_action",
    "petition",
    "private_advocacy",
    "public_advocacy",
    "media",
    "share",
    "contact",
    "dna_sample",
    "statistics",
]
EventKind = Literal["asked", "grant", "refuse", "withdraw"]
Explained = Literal[
    "risks", "confidentiality", "alternatives", "right_to_stop", "reporting_duty", "read_back"
]
MustNot = Literal[
    "testimony",
    "travel",
    "publicity",
    "contact_with_accused",
    "contact_with_police",
    "named_to_respondent",
    "parental_rights_for_accused",
    "no_way_back",
]
Conflict = Literal["none", "suspected", "confirmed", "not_checked"]
RiskLevel = Literal["low", "moderate", "high", "unacceptable"]
SupportKind = Literal["psychosocial", "medical", "legal", "safe_contact", "livelihood"]
SupportState = Literal["in_place", "offered", "missing", "refused", "not_needed", "unknown"]

ACTIVITIES: tuple[str, ...] = Activity.__args__  # type: ignore[attr-defined]
THE_SIX: frozenset[str] = frozenset(Explained.__args__)  # type: ignore[attr-defined]
"""What must have been explained before a yes counts."""
NOES: frozenset[str] = frozenset({"refuse", "withdraw"})
"""The kinds of event that are a no; neither needs a reason or an earlier yes."""


def _survivor_or_guardian(value: str) -> str:
    if value != "survivor" and not GUARDIAN.match(value):
        raise ValueError(f"{value!r} does not say who; write `survivor` or a guardian's code: G1")
    return value


def _of_the_six(value: Any) -> Any:
    if value is None or value == "all":
        return value
    if isinstance(value, list | tuple) and all(
        isinstance(point, str) and point in THE_SIX for point in value
    ):
        return tuple(value)
    raise ValueError(
        "`explained` is `all`, or a list of what was explained out of risks, confidentiality, "
        "alternatives, right_to_stop, reporting_duty, read_back"
    )


Party = Annotated[str, AfterValidator(_survivor_or_guardian)]
Flag = Annotated[bool, Strict()]
Number = Annotated[int, Strict(), Field(ge=1)]
Points = Annotated[float, Strict(), Field(allow_inf_nan=False)]
NoticeId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ValueError("; ".join(problems))


class Record(BaseModel):
    """A frozen record; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Checked(Record):
    """Who looked at something, and on which day."""

    on: PartialDate
    by: StaffRef


class Guardian(Record):
    """Someone who answers beside a child, from `from_` until before `to` (null: still).

    `person` is set where the guardian is a person of the casebook too. Only `conflict: none` lets
    a guardian answer; `independent` is a guardian with no stake in the family or the case.
    """

    ref: GuardianRef
    kind: Literal["parent", "relative", "appointed", "authority"]
    person: PersonRef | None = None
    from_: PartialDate = Field(alias="from")
    to: PartialDate | None = None
    independent: Flag
    conflict: Conflict
    checked: Checked | None = None

    @model_validator(mode="after")
    def _term_in_order(self) -> Self:
        if self.to is not None and self.from_.earliest > self.to.latest:
            raise ValueError("`from` lies wholly after `to`; a term begins before it ends")
        return self


class ExplainedNotice(Record):
    """The notice that was explained, and in which version."""

    id: NoticeId
    version: Number


class Event(Record):
    """One line of a ledger: something asked, or one answer, never changed afterwards.

    A grant names exactly one cell. A refusal or a withdrawal may leave fields empty and then
    covers every cell that agrees with what it names; it needs no reason, and has no field for one.
    `recorded` is the moment of entry, `said_on` the day it was said, if that was earlier.
    """

    seq: Number
    kind: EventKind
    by: Party
    activity: Activity | None = None
    avenue: AvenueKey | None = None
    recipient: PlainText | None = None
    recorded: Moment
    said_on: PartialDate | None = None
    expires: Moment | None = None
    notice: ExplainedNotice | None = None
    explained: Annotated[
        Literal["all"] | tuple[Explained, ...] | None, BeforeValidator(_of_the_six)
    ] = None
    language: PlainText | None = None
    format: PlainText | None = None
    interpreter: PlainText | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        problems = []
        if self.avenue is not None and self.activity not in (None, "legal_action"):
            problems.append(f"`avenue` belongs to activity legal_action, not to {self.activity}")
        if self.recipient is not None and self.activity not in (None, "share"):
            problems.append(f"`recipient` belongs to activity share, not to {self.activity}")
        if self.activity is None and self.avenue is not None and self.recipient is not None:
            problems.append("`avenue` and `recipient` are never of one cell; write two events")
        if self.said_on is not None and self.said_on.earliest > self.recorded.date():
            problems.append("`said_on` lies after the day of `recorded`; it is that day or earlier")
        if self.expires is not None and self.expires <= self.recorded:
            problems.append("`expires` is not after `recorded`; a yes ends later than it began")
        if self.kind == "grant":
            problems += self._what_the_grant_lacks()
        _refuse(problems)
        return self

    def _what_the_grant_lacks(self) -> list[str]:
        lacks = [
            f"a grant needs `{key}`"
            for key in ("activity", "expires", "notice", "explained")
            if getattr(self, key) is None
        ]
        if self.activity == "legal_action" and self.avenue is None:
            lacks.append("a grant of legal_action needs `avenue`; one avenue never opens another")
        if self.activity == "share" and self.recipient is None:
            lacks.append("a grant of share needs `recipient`; it is a yes to that recipient alone")
        return lacks

    @property
    def fully_explained(self) -> bool:
        """All six points were explained."""
        return self.explained == "all" or set(self.explained or ()) >= THE_SIX


class Wishes(Record):
    """What the person hopes for, and what must not happen to them on the way.

    `ranking` is best first, ties together; or `points` for each outcome. `must_not` closes every
    avenue that cannot be walked without it.
    """

    ranking: tuple[tuple[Outcome, ...], ...] | None = None
    points: dict[Outcome, Points] | None = None
    must_not: tuple[MustNot, ...] = ()
    on: PartialDate

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        problems = []
        if self.ranking is not None and self.points is not None:
            problems.append("write `ranking` or `points`, not both")
        ranked = [outcome for place in self.ranking or () for outcome in place]
        twice = sorted({outcome for outcome in ranked if ranked.count(outcome) > 1})
        if twice:
            problems.append(f"ranked twice: {', '.join(twice)}; an outcome has one place")
        negative = sorted(outcome for outcome, n in (self.points or {}).items() if n < 0)
        if negative:
            problems.append(f"negative points for {', '.join(negative)}; points are zero or more")
        _refuse(problems)
        return self


class SafetyAssessment(Record):
    """The risk as it was judged on a day, good until before `valid_until`.

    Without `avenue` it is the general one. `plan` says that there is a safety plan.
    """

    on: PartialDate
    avenue: AvenueKey | None = None
    level: RiskLevel
    plan: Flag
    valid_until: PartialDate


class BestInterests(Record):
    """A determination of a child's best interests for an activity, by two people at least."""

    on: PartialDate
    for_: Activity = Field(alias="for")
    avenue: AvenueKey | None = None
    conclusion: Literal["supports", "against"]
    by: tuple[StaffRef, ...]
    valid_until: PartialDate

    @model_validator(mode="after")
    def _by_two(self) -> Self:
        if len(set(self.by)) < 2:
            raise ValueError("a determination needs `by` at least two different people")
        return self


class Reviewed(Record):
    """Who reviewed a safety stop, and on which day."""

    on: PartialDate
    by: tuple[StaffRef, ...]


class Stop(Record):
    """A pause for safety, from a moment until before another (null: still running).

    It covers every cell that agrees with what it names; naming nothing, it covers everything.
    """

    from_: Moment = Field(alias="from")
    to: Moment | None = None
    set_by: StaffRef
    activity: Activity | None = None
    avenue: AvenueKey | None = None
    recipient: PlainText | None = None
    lifted_by: tuple[StaffRef, ...] = ()
    reviewed: Reviewed | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to is not None and self.from_ > self.to:
            raise ValueError("`from` lies after `to`; a stop begins before it ends")
        return self


class Support(Record):
    """One kind of support: where it stands, who sees to it, by when."""

    state: SupportState
    owner: PlainText | None = None
    by: PartialDate | None = None


class Person(Record):
    """A person of the casebook, known by a code and by a name of their choosing.

    `can_assent: false` is a capacity assessment, kept elsewhere, that they cannot assent now.
    `status` stops reminders and conversations, not agreements. `sex` is recorded only where a law
    asks for it.
    """

    ref: PersonRef
    cases: tuple[CaseCode, ...]
    called: PlainText | None = None
    pronoun: PlainText | None = None
    sex: Literal["female", "male"] | None = None
    relation: Literal["survivor", "child_born", "dependant"]
    parent: PersonRef | None = None
    born: PartialDate
    can_assent: Flag
    language: PlainText | None = None
    status: Literal["in_contact", "out_of_reach", "deceased"]
    guardians: tuple[Guardian, ...]
    ledger: tuple[Event, ...]
    wishes: Wishes | None = None
    safety: tuple[SafetyAssessment, ...]
    best_interests: tuple[BestInterests, ...]
    stops: tuple[Stop, ...]
    support: dict[SupportKind, Support] = {}

    @model_validator(mode="after")
    def _seq_rises(self) -> Self:
        for before, after in zip(self.ledger, self.ledger[1:], strict=False):
            if after.seq <= before.seq:
                raise ValueError(
                    f"ledger: seq {after.seq} follows seq {before.seq}; a ledger is only added "
                    "to, so `seq` rises from line to line"
                )
        return self


class Notice(Record):
    """A notice: its current version, and since which version a yes still holds."""

    id: NoticeId
    current: Number
    material_since: Number
