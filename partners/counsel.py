"""The counsel gate: a willing, entitled, unconflicted lawyer whom the claimants mandated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cases.gates import Gate, Reason, Result, gate_of
from cases.model import Case
from partners.capacity import has_conflict, out_of_date
from partners.model import Partner

COUNSEL_CODES = ("no_lawyer", "unwilling", "conflicted", "no_capacity", "not_mandated", "stale")

ADVOCACY = frozenset({"non_legal", "information"})
"""Families of avenues that a partner without a lawyer may carry."""


def counsel_gate(
    partners: Iterable[Partner],
    case: Case,
    claimants: Sequence[Sequence[str]],
    family: str,
    forum: str,
    seats: Sequence[str],
    as_of: date,
    *,
    names_nobody: bool = False,
) -> Gate:
    """Whether someone could act: passes, or needs; it never fails.

    `claimants` are those who would claim, each alone or as a child and parent who claim together;
    `seats` are the states whose lawyers may act before the forum (for a body: the respondent's and
    the host's). The lawyer who comes nearest is shown, with everything that is still missing.
    One mandate opens the way for whoever gave it, and a pair gives it together: that another
    claimant has given none is noted and holds up nobody, so that a no never opens what their
    missing mandate had kept waiting. An avenue that names nobody asks for no mandate, and one that
    is no legal action accepts a partner for advocacy or media.
    """
    able = {"legal", "advocacy", "media"} if family in ADVOCACY else {"legal"}
    needs_mandate = not names_nobody and family not in ADVOCACY
    mandated: dict[str, set[str]] = {}
    for mandate in case.representation:
        if mandate.forum == forum and mandate.on.earliest <= as_of:
            mandated.setdefault(mandate.partner, set()).add(mandate.person)
    everyone = {ref for group in claimants for ref in group}
    candidates = [
        partner
        for partner in partners
        if able & set(partner.roles)
        and any(state in partner.states for state in seats)
        and (family in partner.capacity or everyone & mandated.get(partner.ref, set()))
    ]
    if not candidates:
        who = " or ".join(seats)
        return Gate(
            "needs",
            (
                Reason(
                    "no_lawyer", "needs", True,
                    f"No partner who could act ({family.replace('_', ' ')}, {who}) is recorded.",
                    "partners", None, "a partner who can act there joins",
                ),
            ),
        )  # fmt: skip
    against = (
        (*case.sending_states, case.host_state) if case.also_against_host else case.sending_states
    )
    answers = [
        _missing(
            partner, case.code, against, claimants, mandated.get(partner.ref, set()), family, as_of,
            needs_mandate,
        )
        for partner in candidates
    ]  # fmt: skip
    best = min(answers, key=_distance)
    return gate_of(best)


_ORDER = {code: place for place, code in enumerate(COUNSEL_CODES)}
_WEIGHT = {
    "conflicted": 5,
    "unwilling": 4,
    "no_capacity": 3,
    "not_mandated": 2,
    "stale": 1,
}


def _distance(reasons: Sequence[Reason]) -> tuple[tuple[int, ...], int]:
    """How far a lawyer is from acting: the worst that is missing first, then what is only noted."""
    missing = sorted((_WEIGHT[r.code] for r in reasons if r.result != "pass"), reverse=True)
    return tuple(missing), len(reasons)


def _missing(
    partner: Partner,
    case: str,
    against: Sequence[str],
    claimants: Sequence[Sequence[str]],
    mandated: set[str],
    family: str,
    as_of: date,
    needs_mandate: bool,
) -> list[Reason]:
    ref = partner.ref
    found: list[Reason] = []

    def add(code: str, text: str, changes: str, result: Result = "needs") -> None:
        found.append(Reason(code, result, True, text, f"partner {ref}", None, changes))

    if partner.willing.get(family) is False:
        add("unwilling", f"{ref} does not take this kind of case.", "another partner is found")
    if has_conflict(partner, case, against):
        add("conflicted", f"{ref} has a conflict of interest here.", "another partner is found")
    acting = any(person in mandated for group in claimants for person in group)
    if partner.carrying >= partner.can_carry and not acting:
        add("no_capacity", f"{ref} carries all it can.", "a place becomes free, or another joins")
    if needs_mandate:
        given = [mandated.issuperset(group) for group in claimants]
        if not any(given):
            add(
                "not_mandated",
                f"{ref} has no mandate here from those who would claim.",
                "those who want to claim give their own mandate",
            )
        elif not all(given):
            add(
                "not_mandated",
                f"{ref} has no mandate yet from everyone who would claim.",
                "those who want to claim give their own mandate",
                "pass",
            )
    if out_of_date(partner, as_of):
        add(
            "stale",
            f"What {ref} can carry was last looked at too long ago.",
            "it is looked at anew",
        )
    return sorted(found, key=lambda reason: _ORDER[reason.code])
