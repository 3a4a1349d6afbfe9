"""Facts of law in words: a limit, an availability, a treaty, a rating."""

from __future__ import annotations

from jurisdictions.model import Availability, Limit, Rating, Span, Treaty, When
from ui.parts import words

TREATIES = {
    "ICCPR": "Civil and Political Rights (ICCPR)",
    "ICCPR-OP1": "ICCPR, individual complaints",
    "CRC": "Rights of the Child (CRC)",
    "CRC-OPSC": "CRC, sale of children",
    "CRC-OPIC": "CRC, complaints procedure",
    "CEDAW": "Discrimination against Women (CEDAW)",
    "CEDAW-OP": "CEDAW, complaints procedure",
    "CAT": "Against Torture (CAT)",
    "CAT-ART22": "CAT art. 22, complaints",
    "CED": "Enforced Disappearance (CED)",
    "CED-ART31": "CED art. 31, complaints",
    "ROME": "Rome Statute of the ICC",
    "ACHPR": "African Charter",
    "AFCHPR-PROT": "African Court",
    "AFCHPR-34-6": "African Court, direct access",
    "ACRWC": "African Charter on the Child",
    "MAPUTO": "Maputo Protocol",
    "ECOWAS-CCJ": "ECOWAS Court",
    "EACJ": "East African Court",
    "ACHR": "American Convention",
    "IACTHR-JUR": "Inter-American Court",
    "ECHR": "European Convention",
    "ESC-COLLECTIVE": "European Social Charter, collective complaints",
    "HAGUE-2007-CS": "Hague Child Support 2007",
    "NY-1956": "Recovery Abroad of Maintenance 1956",
    "CPIUN-1946": "Privileges and Immunities of the UN 1946",
    "CERD-ART14": "CERD art. 14, complaints",
    "CRPD-OP": "CRPD, complaints",
    "ICESCR-OP": "ICESCR, complaints",
}
TOPICS = {
    "legal_system": "Legal system",
    "jurisdiction_abroad": "Jurisdiction abroad",
    "military_and_civilian": "Military and civilian courts",
    "age_of_consent": "Age of consent",
    "age_of_majority": "Age of majority",
    "criminal_limitation": "Limitation, criminal",
    "civil_limitation": "Limitation, civil",
    "civil_party_and_private_prosecution": "Civil party, private prosecution",
    "complaint_needed": "Complaint needed",
    "review_of_non_prosecution": "Review of non-prosecution",
    "paternity_and_support": "Paternity and support",
    "legal_aid": "Legal aid",
    "child_witness_protection": "Protection of child witnesses",
    "freedom_of_information": "Freedom of information",
    "national_human_rights_institution": "National human rights institution",
    "constitutional_petition": "Constitutional petition",
    "international_avenues": "International ways",
    "state_compensation": "State compensation",
    "dna": "DNA",
    "risk": "Risk",
    "known_facts": "Known facts",
    "penalty": "Penalty",
    "reform_pending": "Reform pending",
}
AREAS = {
    "treaties": "Treaties",
    "age_of_majority": "Age of majority",
    "reporting_duty": "Reporting duty",
    "avenues": "Ways",
    "criminal_limits": "Criminal limits",
    "civil_limits": "Civil limits",
    "family_limits": "Family limits",
    "review_limits": "Review limits",
    "ratings": "Ratings",
}
STATUSES = {
    "complete": ("Complete", "disc", "yes"),
    "partial": ("Partial", "square", "work"),
    "unknown": ("Unknown", "ring", "quiet"),
}
RATINGS = {
    "independence": "Independence of its courts",
    "protection": "Protection of those who come",
    "enforceability": "Whether orders are carried out",
}


def treaty(entry: Treaty) -> tuple[str, str, str]:
    """(word, shape, tint) of where a state stands to a treaty, with its day."""
    what = "in force" if entry.date_is == "in_force" else "accepted"
    if entry.status == "accepted":
        since = f" since {words.partial(entry.on)}" if entry.on else ", day not known"
        limits = f"; facts from {words.partial(entry.facts_from)}" if entry.facts_from else ""
        return f"{what.capitalize()}{since}{limits}", "disc", "yes"
    if entry.status == "withdrawn":
        return f"Left, with effect on {words.partial(entry.until)}", "stroke", "no"
    if entry.status == "not":
        return "Not accepted", "bar", "quiet"
    return "Unknown", "ring", "wait"


def availability(entry: Availability) -> tuple[str, str, str]:
    """(word, shape, tint) of whether the law has a way."""
    if entry.available is True:
        return "In its law", "disc", "yes"
    if entry.available is False:
        return "Not in its law", "stroke", "no"
    if entry.available == "contested":
        return "Authorities differ", "square", "work"
    return "Unknown", "ring", "wait"


def for_whom(entry: Availability) -> str | None:
    """For which accused, conduct and days an availability holds."""
    parts = []
    if entry.for_:
        parts.append("for " + words.listed([words.CATEGORIES[one] for one in entry.for_], "or"))
    if entry.conduct:
        parts.append("for " + words.listed([words.CONDUCT[one] for one in entry.conduct], "or"))
    if entry.in_force:
        parts.append(f"facts {in_force(entry.in_force)}")
    return words.sentence("; ".join(parts)) if parts else None


def in_force(span: Span) -> str:
    """When a rule was in force."""
    if span.from_ is None and span.to is None:
        return "at all times known here"
    begins = f"from {words.partial(span.from_)}" if span.from_ else ""
    ends = f"until {words.partial(span.to)}" if span.to else ""
    return " ".join(part for part in (begins, ends) if part)


def selects(when: When | None) -> str | None:
    """For which facts a rule of limitation is."""
    if when is None:
        return None
    parts = []
    if when.charge:
        parts.append(when.charge)
    if when.conduct:
        parts.append("conduct: " + words.listed([words.CONDUCT[one] for one in when.conduct], "or"))
    if when.victim_under:
        parts.append(f"under {when.victim_under} at the time")
    if when.victim_from:
        parts.append(f"from {when.victim_from} years at the time")
    if when.sex:
        parts.append(when.sex)
    if when.had_authority is not None:
        parts.append("accused had authority" if when.had_authority else "accused had no authority")
    if when.accused_under_21:
        parts.append("accused under 21")
    if when.category:
        parts.append(words.listed([words.CATEGORIES[one] for one in when.category], "or"))
    return words.sentence("; ".join(parts))


def limit(entry: Limit) -> str:
    """A rule of limitation in one or more sentences."""
    if entry.period is None:
        said = "The limit of the place of the act decides."
    elif entry.period == "none":
        said = "It never runs out."
    else:
        said = f"{words.period(entry.period).capitalize()} from {words.event(entry.runs_from)}."
        if entry.not_before:
            said += f" The clock does not start before {words.event(entry.not_before)}."
    if entry.interrupted_by:
        said += f" Starts anew with: {words.listed([step(k) for k in entry.interrupted_by], 'or')}."
    for begins, ends in entry.suspended_during:
        said += f" Stands still from {step(begins)} to {step(ends)}."
    if entry.cap:
        said += f" At the latest {words.period(entry.cap.period)} from {words.event(entry.cap.runs_from)}."
    if entry.at_least:
        said += f" At the earliest {words.period(entry.at_least.period)} from {words.event(entry.at_least.runs_from)}."
    if entry.also_law_of:
        said += " The limit of the place of the act applies too; the earlier bar counts."
    if entry.safety_value:
        said += " A planning date, not law: the limit itself is not known."
    return said


def step(kind: str) -> str:
    """A step that moves a clock."""
    return words.STEPS.get(kind, words.plain(kind))


EARLIER = {
    "none": "does not reach earlier facts",
    "live_only": "reaches earlier facts whose limit had not run out",
    "all": "reaches all earlier facts",
}


def reach(entry: Limit) -> str:
    """When a rule was in force, and what it does to earlier facts."""
    return words.sentence(f"In force {in_force(entry.in_force)}; {EARLIER[entry.earlier_facts]}")


def rating(entry: Rating) -> tuple[float, float | None, float]:
    """A rating as an interval on 0 to 4."""
    return entry.low, entry.likely, entry.high
