"""The vocabulary of the law as data: profiles, limits, avenues, and what each fact rests on.

Every legal fact carries its source, its basis, a confidence and the date it was read as of.
`unknown` is a good answer; nothing is invented to fill a gap.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from cases.model import Category, Conduct
from cases.outcomes import OUTCOMES as OUTCOMES
from cases.outcomes import Outcome as Outcome
from reading.codes import Key, StateCode
from reading.dates import PartialDate, Period

Basis = Literal["read", "settled", "unverified"]
Confidence = Literal["high", "medium", "low"]
Tri = Literal["unknown"] | bool

Family = Literal[
    "criminal",
    "civil",
    "family",
    "criminal_accountability",
    "public_law",
    "regional",
    "un_treaty_body",
    "un_charter",
    "un_internal",
    "international_criminal",
    "quasi_judicial",
    "information",
    "non_legal",
]
FAMILIES: tuple[str, ...] = Family.__args__  # type: ignore[attr-defined]
ForumRule = Literal["tcc", "host", "third", "respondent"]
Promise = Literal["primary", "possible", "indirect", "no"]
PROMISES: dict[str, float] = {"primary": 1.0, "possible": 0.6, "indirect": 0.25, "no": 0.0}
"""What an avenue's promise of an outcome is worth, before who enforces it."""
Entailed = Literal[
    "testimony",
    "travel",
    "publicity",
    "contact_with_accused",
    "contact_with_police",
    "named_to_respondent",
    "parental_rights_for_accused",
    "no_way_back",
]
Instrument = Literal[
    "ICCPR", "ICCPR-OP1", "CRC", "CRC-OPSC", "CRC-OPIC", "CEDAW", "CEDAW-OP", "CAT", "CAT-ART22",
    "CED", "CED-ART31", "ROME", "ACHPR", "AFCHPR-PROT", "AFCHPR-34-6", "ACRWC", "MAPUTO",
    "ECOWAS-CCJ", "EACJ", "ACHR", "IACTHR-JUR", "ECHR", "ESC-COLLECTIVE", "HAGUE-2007-CS",
    "NY-1956", "CPIUN-1946", "CERD-ART14", "CRPD-OP", "ICESCR-OP",
]  # fmt: skip

_EVENT = re.compile(
    r"^(incident|majority|birth_of_child|majority_of_child|decision|final_domestic_decision|"
    r"knowledge|own_complaint|debt_due|mandate_end|end_of_service|age:[1-9][0-9]?)$"
)
_EVENTS = (
    "incident, majority, age:N, birth_of_child, majority_of_child, decision, "
    "final_domestic_decision, knowledge, own_complaint, debt_due, mandate_end, end_of_service"
)


def _starts_a_clock(value: str) -> str:
    if not _EVENT.fullmatch(value):
        raise ValueError(f"{value!r} starts no clock; allowed: {_EVENTS}")
    return value


Event = Annotated[
    str,
    AfterValidator(_starts_a_clock),
    Field(
        json_schema_extra={"pattern": _EVENT.pattern},
        description=f"What starts a clock: {_EVENTS}",
    ),
]


class Lawful(BaseModel):
    """A frozen record of law; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Cited(Lawful):
    """A legal fact with what it rests on; `as_of` is the day, month or year it was true of.

    `rule` names the entry of `settled.yaml`, and is asked for when, and only when, `basis` is
    `settled`.
    """

    source: str = Field(min_length=1)
    basis: Basis
    confidence: Confidence
    as_of: PartialDate | Literal["undated"]
    note: str | None = None
    rule: Key | None = None

    @model_validator(mode="after")
    def _settled_names_its_rule(self) -> Self:
        if (self.basis == "settled") != (self.rule is not None):
            raise ValueError(
                "basis `settled` needs `rule`, a key of settled.yaml; other bases have none"
            )
        return self

    @property
    def firm(self) -> bool:
        """Read at medium confidence or better, or settled: alone such a fact may close a way."""
        return self.basis == "settled" or (self.basis == "read" and self.confidence != "low")


class Span(Lawful):
    """When a rule was in force: both days included; `to: null` ends where the next rule begins."""

    from_: PartialDate | None = Field(default=None, alias="from")
    to: PartialDate | None = None

    @model_validator(mode="after")
    def _from_before_to(self) -> Self:
        if self.from_ and self.to and self.from_.earliest > self.to.latest:
            raise ValueError("`from` lies after `to`")
        return self


class AgeOfMajority(Cited):
    """Years: `value`, or `low` and `high` where it differs or is not certain."""

    value: Annotated[int, Field(ge=15, le=25)] | Literal["unknown"] | None = None
    low: Annotated[int, Field(ge=15, le=25)] | None = None
    high: Annotated[int, Field(ge=15, le=25)] | None = None

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        if (self.value is None) == (self.low is None or self.high is None):
            raise ValueError("write `value`, or `low` and `high`")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("`low` is greater than `high`")
        return self

    @property
    def interval(self) -> tuple[int, int] | None:
        """(low, high) in years; None where unknown."""
        if isinstance(self.value, int):
            return (self.value, self.value)
        if self.low is not None and self.high is not None:
            return (self.low, self.high)
        return None


class Duty(Cited):
    """Who must report what they hear, and to whom; `unknown` where it was not found."""

    value: str


class Exposure(Cited):
    """A way that one who complains may be prosecuted, punished or lose something.

    `avenues` are those that raise it; `sex` where it meets one sex only.
    """

    risk: str
    avenues: tuple[Key, ...] = Field(min_length=1)
    sex: Literal["female", "male"] | None = None


class Treaty(Cited):
    """Where a state stands to a treaty.

    `on` is the deposit (or, with `date_is: in_force`, the entry into force for the state);
    `until` the day a withdrawal took effect; `facts_from` the first day of facts that a
    declaration lets in.
    """

    status: Literal["accepted", "not", "withdrawn", "unknown"]
    on: PartialDate | None = None
    date_is: Literal["deposit", "in_force"] = "deposit"
    until: PartialDate | None = None
    facts_from: PartialDate | None = None

    @model_validator(mode="after")
    def _withdrawn_has_an_end(self) -> Self:
        if (self.status == "withdrawn") != (self.until is not None):
            raise ValueError("`until` belongs to status `withdrawn`, and to it alone")
        return self


class Availability(Cited):
    """Whether a state's law has an avenue: for whom (`for`), for which facts.

    `contested` is for authorities that differ. `in_force` are the days of the facts it holds for.
    """

    available: Literal["unknown", "contested"] | bool
    for_: tuple[Category, ...] | None = Field(default=None, alias="for")
    in_force: Span | None = None
    conduct: tuple[Conduct, ...] | None = None


class When(Lawful):
    """What selects a rule of limitation; omitted means always, unknown facts span the rules.

    `victim_under` and `victim_from` are years of age on the last day of the facts.
    """

    conduct: tuple[Conduct, ...] | None = None
    charge: str | None = None
    victim_under: Annotated[int, Field(ge=1, le=30)] | None = None
    victim_from: Annotated[int, Field(ge=1, le=30)] | None = None
    sex: Literal["female", "male"] | None = None
    had_authority: bool | None = None
    accused_under_21: bool | None = None
    category: tuple[Category, ...] | None = None


class Clock(Lawful):
    """A second clock: `cap` ends a limit earlier, `at_least` later; ignored while its event is absent.

    `first_day_counts` where the day of the event is itself the first day of the period.
    """

    runs_from: Event
    period: Period
    first_day_counts: bool = False


class Limit(Cited):
    """One rule of limitation, as the design's grammar has it.

    `period: none` never runs out. `law_of: place` says that the limit is that of the place of the
    act, `also_law_of: place` that the earlier of both bars. `safety_value: true` marks a planning
    date that is not law: the limit then stays unknown.
    """

    avenue: Key
    when: When | None = None
    in_force: Span = Span()
    period: Period | Literal["none"] | None = None
    runs_from: Event = "incident"
    not_before: Event | None = None
    interrupted_by: tuple[str, ...] = ()
    suspended_during: tuple[tuple[str, str], ...] = ()
    governed_by: Literal["facts", "start"] = "facts"
    cap: Clock | None = None
    at_least: Clock | None = None
    earlier_facts: Literal["none", "live_only", "all"] = "none"
    law_of: Literal["place"] | None = None
    also_law_of: Literal["place"] | None = None
    safety_value: bool = False

    @model_validator(mode="after")
    def _has_a_length(self) -> Self:
        if (self.period is None) == (self.law_of is None):
            raise ValueError(
                "write `period`, or `law_of: place` where the law of the place decides"
            )
        return self


class Rating(Cited):
    """A level from 0 to 4 of how a forum is, with its reach."""

    low: Annotated[float, Field(ge=0, le=4)]
    likely: Annotated[float, Field(ge=0, le=4)] | None = None
    high: Annotated[float, Field(ge=0, le=4)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        likely = self.low if self.likely is None else self.likely
        if not self.low <= likely <= self.high:
            raise ValueError("a rating needs low <= likely <= high")
        return self


class Ratings(Lawful):
    """Independence of a state's forums, protection of those who come, and whether orders are enforced."""

    independence: Rating | None = None
    protection: Rating | None = None
    enforceability: Rating | None = None


Topic = Literal[
    "legal_system",
    "jurisdiction_abroad",
    "military_and_civilian",
    "age_of_consent",
    "age_of_majority",
    "criminal_limitation",
    "civil_limitation",
    "civil_party_and_private_prosecution",
    "complaint_needed",
    "review_of_non_prosecution",
    "paternity_and_support",
    "legal_aid",
    "child_witness_protection",
    "freedom_of_information",
    "national_human_rights_institution",
    "constitutional_petition",
    "international_avenues",
    "state_compensation",
    "dna",
    "risk",
    "known_facts",
    "penalty",
    "reform_pending",
]


class Note(Cited):
    """A fact that no other field holds, under the topic a lawyer would look for."""

    topic: Topic
    text: str


class Reviewed(Lawful):
    """`reviewed` once two different lawyers signed; until then a draft."""

    status: Literal["draft", "reviewed"]
    by: tuple[str, ...] | None = None
    on: PartialDate | None = None
    due: PartialDate | None = None

    @model_validator(mode="after")
    def _two_lawyers(self) -> Self:
        if self.status == "reviewed" and (len(set(self.by or ())) < 2 or self.on is None):
            raise ValueError("a reviewed profile needs `by` two different lawyers, and `on`")
        return self


class Profile(Lawful):
    """What one state's law says, as far as it was read."""

    profile: Literal[1]
    state: StateCode
    name: str
    roles: tuple[Literal["tcc", "host"], ...] = ()
    legal_tradition: Literal["civil", "common", "mixed", "religious", "unknown"] = "unknown"
    reviewed: Reviewed
    age_of_majority: AgeOfMajority | None = None
    reporting_duty: Duty | None = None
    exposure: tuple[Exposure, ...] = ()
    treaties: dict[Instrument, Treaty] = {}
    avenues: dict[Key, Availability | tuple[Availability, ...]] = {}
    limits: tuple[Limit, ...] = ()
    ratings: Ratings = Ratings()
    notes: tuple[Note, ...] = ()

    def availability(self, avenue: str) -> tuple[Availability, ...]:
        """What this state's law says of an avenue: no entry, one, or several dated ones."""
        found = self.avenues.get(avenue, ())
        return (found,) if isinstance(found, Availability) else found


# --- avenues -------------------------------------------------------------------------------------


class Description(Lawful):
    """What a person hears in a conversation, in plain words that promise nothing."""

    what_it_is: str
    can_bring: str
    cannot_bring: str
    how_long: str
    asks_of_you: str


class TreatyBinds(Cited):
    """A treaty must bind the respondent state (`both`: the host too).

    `tested_at: filing` asks that the acceptance is in force when one files; `facts` that it was
    when they happened. `later_facts_only` tells that facts from before it are outside, unless the
    violation continued. `referral` says in words by what other way the body can be reached.
    """

    check: Literal["treaty"]
    instrument: Instrument
    of: Literal["respondent", "both", "either"] = "respondent"
    tested_at: Literal["filing", "facts"] = "filing"
    later_facts_only: bool = True
    referral: str | None = None


class Available(Cited):
    """The forum state's profile must say that its law has this avenue."""

    check: Literal["available"]


class Exhaustion(Cited):
    """Domestic remedies must be exhausted, or an exception pleaded (`exhaustion_argued`)."""

    check: Literal["exhaustion"]
    exception: str | None = None


class JurisdictionAbroad(Cited):
    """Whether the respondent answers for acts of its agents abroad must be argued."""

    check: Literal["jurisdiction_abroad"]
    argument: str


class PlaceOfViolation(Cited):
    """The violation must have happened in one of these states, within the days given."""

    check: Literal["place"]
    states: dict[StateCode, Span]


class Identification(Cited):
    """The accused must be known at least this well."""

    check: Literal["identification"]
    level: Literal["unit", "described", "named"]


class ChildBorn(Cited):
    """A child was born; under `under` years of age at filing where that is asked."""

    check: Literal["child_born"]
    under: int | None = None


class Dna(Cited):
    """One of these kinds of evidence of paternity must be at hand."""

    check: Literal["dna"]
    evidence: tuple[Literal["dna_result", "dna_sample", "admission"], ...]


class DebtorLocated(Cited):
    """It must be known where the debtor is."""

    check: Literal["debtor_located"]


class DecisionToReview(Cited):
    """There must be a decision (or, where `inaction` is true, an open failure to act) to review."""

    check: Literal["decision_to_review"]
    inaction: bool = False


class CategoryAnswer(Cited):
    """What the law answers for one category of accused."""

    result: Literal["immunity", "wrong_category", "waiver_needed", "jurisdiction_contested"]
    text: str


class Categories(Lawful):
    """Categories of accused that this avenue meets with a bar; those not named pass."""

    check: Literal["category"]
    answers: dict[Category, CategoryAnswer]


class ExclusiveByMandate(Cited):
    """A Security Council mandate gives the sending state alone jurisdiction over facts there.

    It shields contributors outside the ICC (`unless_party`), for facts in `host` within `facts`.
    """

    check: Literal["exclusive_by_mandate"]
    host: StateCode
    facts: Span
    unless_party: Instrument = "ROME"


class Threshold(Cited):
    """The facts must reach a legal threshold, which a lawyer has to argue.

    Reached without more where the conduct is among `met_by_conduct` or the pattern among
    `met_by_pattern`.
    """

    check: Literal["threshold"]
    text: str
    met_by_conduct: tuple[Conduct, ...] = ()
    met_by_pattern: tuple[Literal["single", "repeated", "organised"], ...] = ()


class ClaimantSex(Cited):
    """Open to claimants of one sex; unknown stays open and is said."""

    check: Literal["sex"]
    sex: Literal["female", "male"]


class ToConfirm(Cited):
    """A condition that counsel checks and no record here can answer; it closes nothing."""

    check: Literal["confirm"]
    text: str


Requirement = Annotated[
    TreatyBinds
    | Available
    | Exhaustion
    | JurisdictionAbroad
    | PlaceOfViolation
    | Identification
    | ChildBorn
    | Dna
    | DebtorLocated
    | DecisionToReview
    | Categories
    | ExclusiveByMandate
    | Threshold
    | ClaimantSex
    | ToConfirm,
    Field(discriminator="check"),
]


class AvenueLimit(Lawful):
    """One rule of a body's own time limit; the grammar of profiles without avenue and cite."""

    in_force: Span = Span()
    period: Period | Literal["none"]
    runs_from: Event
    not_before: Event | None = None
    interrupted_by: tuple[str, ...] = ()
    governed_by: Literal["facts", "start"] = "start"
    cap: Clock | None = None
    at_least: Clock | None = None


class TimeLimit(Cited):
    """Until when one may file.

    `hard`: missed is inadmissible. `hard_with_exception`: unless a listed exception is shown.
    `abuse_test`: lateness must be explained. `reasonable`: no number. `contested`: authorities
    differ, plan for the shorter. `none`: no limit. `per_jurisdiction`: the profile's limits.
    """

    kind: Literal[
        "hard", "hard_with_exception", "abuse_test", "reasonable", "contested", "none",
        "per_jurisdiction",
    ]  # fmt: skip
    limits: tuple[AvenueLimit, ...] = ()
    exceptions: tuple[str, ...] = ()
    rule_text: str

    @model_validator(mode="after")
    def _limits_where_there_is_a_number(self) -> Self:
        numbered = self.kind in ("hard", "hard_with_exception", "abuse_test", "contested")
        if numbered != bool(self.limits):
            raise ValueError(
                f"a time limit of kind `{self.kind}` needs `limits`; add them"
                if numbered
                else f"a time limit of kind `{self.kind}` has no number; delete `limits`"
            )
        return self


class Eligible(Cited):
    """The states that an instrument is open to; outside them the avenue does not exist."""

    states: tuple[StateCode, ...] = Field(min_length=1)


class Burden(Cited):
    """What it asks of the person, 0 (nothing) to 4 (very much)."""

    low: Annotated[float, Field(ge=0, le=4)]
    likely: Annotated[float, Field(ge=0, le=4)] | None = None
    high: Annotated[float, Field(ge=0, le=4)]
    drivers: tuple[str, ...] = ()


class Duration(Cited):
    """Years from filing to a first decision."""

    low: Annotated[float, Field(ge=0, le=40)]
    likely: Annotated[float, Field(ge=0, le=40)] | None = None
    high: Annotated[float, Field(ge=0, le=40)]


class Money(Lawful):
    """What it costs in kind: words, or `unknown`."""

    fees: str = "unknown"
    adverse_costs: str = "unknown"
    security: str = "unknown"
    translation: str = "unknown"
    legal_aid: str = "unknown"


class IfLost(Lawful):
    """What follows when it is lost: the appeal and its clock, and what it bars."""

    appeal: str = "unknown"
    bars: str = "unknown"


class Precedent(Lawful):
    """A decided or reported matter, without any victim's name."""

    case: str
    outcome: str
    source: str
    basis: Basis
    confidence: Confidence
    relation: Literal["peacekeeper", "analogue", "adjacent", "peacekeeper, not SEA"]


class Avenue(Cited):
    """One legal avenue, machine-usable, with what a person will hear about it."""

    avenue: Literal[1]
    key: Key
    name: str
    family: Family
    forum: ForumRule
    concerns: Literal["survivor", "survivor_and_child_born", "pattern"]
    activity: Literal["legal_action", "media", "private_advocacy", "petition", "statistics"]
    description: Description
    outcomes: dict[Outcome, Promise]
    who_can_file: tuple[str, ...]
    organisation_may_file: Tri
    against: tuple[str, ...]
    eligible: Eligible | None = None
    body: Key | None = None
    requirements: tuple[Requirement, ...] = ()
    time_limit: TimeLimit
    entails: tuple[Entailed, ...] = ()
    may_entail: tuple[Entailed, ...] = ()
    burden: Burden
    duration: Duration
    money: Money = Money()
    confidentiality: str
    binding: Tri | str
    if_lost: IfLost = IfLost()
    precedents: tuple[Precedent, ...] = ()
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _every_outcome(self) -> Self:
        missing = [outcome for outcome in OUTCOMES if outcome not in self.outcomes]
        if missing:
            raise ValueError(f"`outcomes` must name every outcome; missing: {', '.join(missing)}")
        return self


# --- tables --------------------------------------------------------------------------------------


class Bar(Cited):
    """Filing at `at`, pending or examined, bars `bars` for the claimants of the same facts.

    `while`: `strict` also once examined, `pending` only while pending, `settled` once decided on
    the merits. `respondents` limits the bar to states that made a reservation.
    """

    at: tuple[Key, ...] = Field(min_length=1)
    bars: Key
    when: Literal["strict", "pending", "settled"]
    respondents: tuple[StateCode, ...] | None = None


class SameMatter(Lawful):
    """The table of the same matter before two bodies."""

    same_matter: Literal[1]
    bars: tuple[Bar, ...]


class TreatyRule(Lawful):
    """When a treaty binds a state: the later of `in_force` and deposit plus `lag`."""

    in_force: PartialDate
    lag: Period
    round_up: Literal["month"] | None = None
    leaves: Period | None = None
    source: str
    basis: Basis = "unverified"
    confidence: Confidence = "high"


class Settled(Lawful):
    """A rule that no practitioner disputes, cited to its own text."""

    key: Key
    rule: str
    source: str
    instruments: tuple[Instrument, ...] = ()


class Mission(Lawful):
    """A mission and its ends: when its mandate began and ended."""

    acronym: str
    name: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    active: bool
    lead: str | None = None
    headquarters: str | None = None
    source: str
    as_of: PartialDate
