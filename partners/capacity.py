"""How well partners in a state could carry one more option of a family."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from partners.model import LevelInterval, Partner

Interval = tuple[float, float | None, float]
"""(low, likely, high) on 0 to 4; likely is None where it is not known."""

WHOLE_SCALE: Interval = (0.0, None, 4.0)


def has_conflict(partner: Partner, case: str, states: Iterable[str]) -> bool:
    """Whether a partner has a conflict with the case, or with one of the states it is against."""
    return case in partner.conflicts or any(state in partner.conflicts for state in states)


def out_of_date(partner: Partner, as_of: date) -> bool:
    """Whether the last assessment no longer holds, on the earliest reading of its end."""
    until = partner.assessed.valid_until
    return until is not None and as_of >= until.earliest


def capacity(
    partners: Iterable[Partner],
    state: str,
    family: str,
    case: str,
    against: Iterable[str],
    as_of: date,
) -> Interval | None:
    """The best that partners of a state offer for a family, end by end.

    Only partners without conflict, not unwilling, and with free capacity count; *conditional* sets
    the low end to 0 and an assessment out of date is the whole scale. None where no partner of the
    state was assessed for the family; 0 where some were and none is available.
    """
    against = tuple(against)
    recorded = [p for p in partners if state in p.states and family in p.capacity]
    if not recorded:
        return None
    offers = [
        _offer(partner, family, as_of)
        for partner in recorded
        if not has_conflict(partner, case, against)
        and partner.willing.get(family) is not False
        and partner.can_carry > partner.carrying
    ]
    if not offers:
        return (0.0, 0.0, 0.0)
    likely = [offer[1] for offer in offers if offer[1] is not None]
    return (
        max(offer[0] for offer in offers),
        max(likely) if likely else None,
        max(offer[2] for offer in offers),
    )


def _offer(partner: Partner, family: str, as_of: date) -> Interval:
    if out_of_date(partner, as_of):
        return WHOLE_SCALE
    level = partner.capacity[family]
    if isinstance(level, LevelInterval):
        low, likely, high = level.low, level.likely, level.high
    else:
        low, likely, high = level, level, level
    sure = partner.willing.get(family) is True
    return (low if sure else 0.0, likely, high)
