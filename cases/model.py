"""What a case is: where and when, who is accused, what is held, what has happened.

No names, places below district level or account of the abuse: the record points to who holds the
file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from reading.codes import AvenueKey, CaseCode, PartnerRef, PersonRef, StaffRef, StateCode
from reading.dates import PartialDate
from reading.identifying import PlainText

Conduct = Literal[
    "rape", "sexual_assault", "exploitation", "indecent_acts", "trafficking", "images"
]
Pattern = Literal["single", "repeated", "organised"]
Category = Literal[
    "military_contingent",
    "formed_police_unit",
    "individual_police_and_observers",
    "un_civilian_staff",
    "contractor",
    "non_un_force",
]
Identified = Literal["unknown", "unit", "described", "named"]
EvidenceKind = Literal[
    "testimony",
    "witness",
    "medical",
    "dna_sample",
    "dna_result",
    "images",
    "un_report",
    "national_report",
    "documents",
    "admission",
]
Strength = Literal["weak", "moderate", "strong"]
StepKind = Literal[
    "reported_to_un",
    "un_finding",
    "referred_to_state",
    "investigation_opened",
    "investigation_closed",
    "charge",
    "decision_not_to_prosecute",
    "verdict",
    "military_verdict",
    "filed",
    "decided",
    "withdrawn_filing",
    "complaint_by_survivor",
    "knowledge_of_father",
    "maintenance_due",
    "waiver_requested",
    "waiver_granted",
    "waiver_refused",
    "exhaustion_argued",
    "notice_to_defendant",
    "interim_measure",
    "preservation_letter",
    "settlement_offer",
    "left_service",
]
ProtectiveKind = Literal[
    "interim_measures", "statute_stopping_act", "preservation_letter", "dna_retention"
]

IDENTIFICATION: dict[str, int] = {"unknown": 0, "unit": 1, "described": 2, "named": 3}
"""How well an accused is known, in order."""


class Record(BaseModel):
    """A frozen record of the casebook; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Incident(Record):
    """The facts: `from_` is the first day they could have begun, `to` the last day of them."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: PartialDate = Field(alias="from")
    to: PartialDate
    conduct: tuple[Conduct, ...] = Field(min_length=1)
    pattern: Pattern


class Accused(Record):
    """One accused: never a name, only what decides jurisdiction and proof."""

    ref: Annotated[str, Field(pattern=r"^A[1-9][0-9]{0,3}$")]
    sending_state: StateCode
    category: Category
    identified: Identified
    present_in: tuple[StateCode, ...] = ()
    had_authority: bool | None = None
    under_21: bool | None = None


class Evidence(Record):
    """A piece of evidence, of whom it is, and who holds it."""

    kind: EvidenceKind
    strength: Strength
    held_by: PlainText
    of: tuple[PersonRef, ...] = ()
    cleared_by: tuple[StaffRef, ...] = ()


class Step(Record):
    """Something that has happened in the case."""

    on: PartialDate
    kind: StepKind
    forum: str | None = None
    avenue: AvenueKey | None = None
    outcome: PlainText | None = None
    final: bool = False
    notified: PartialDate | None = None
    accused: str | None = None


class Representation(Record):
    """A mandate: who acts for whom, where, since when."""

    person: PersonRef
    partner: PartnerRef
    forum: str
    on: PartialDate


class Protective(Record):
    """An urgent step outside any docket."""

    kind: ProtectiveKind
    by: PartialDate | None = None
    done: PartialDate | None = None
    owner: PlainText | None = None


class Assessment(Record):
    """What a person judged of a case, an avenue or a forum, and why."""

    criterion: str
    avenue: AvenueKey | None = None
    forum: str | None = None
    of: tuple[PersonRef, ...] = ()
    low: float
    likely: float | None = None
    high: float
    by: PlainText
    on: PartialDate
    because: PlainText


class Case(Record):
    """A candidate case."""

    code: CaseCode
    label: PlainText
    host_state: StateCode
    mission: PlainText | None = None
    also_against_host: bool = False
    incident: Incident
    accused: tuple[Accused, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[Step, ...] = ()
    representation: tuple[Representation, ...] = ()
    protective: tuple[Protective, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    joined_with: tuple[CaseCode, ...] = ()
    reforms: tuple[str, ...] = ()

    @property
    def sending_states(self) -> tuple[str, ...]:
        """The contributing states of the accused, in their order, each once."""
        return tuple(dict.fromkeys(accused.sending_state for accused in self.accused))
