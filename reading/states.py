"""States: ISO 3166-1 alpha-3, and XKX."""

from __future__ import annotations

from functools import cache

import pycountry

KOSOVO = "XKX"


@cache
def is_state(code: str) -> bool:
    """Whether a code is a state of ISO 3166-1 alpha-3, or XKX."""
    return code == KOSOVO or (
        len(code) == 3 and code.isupper() and pycountry.countries.get(alpha_3=code) is not None
    )


@cache
def state_name(code: str) -> str:
    """The short English name of a state; the code itself where there is none."""
    if code == KOSOVO:
        return "Kosovo"
    found = pycountry.countries.get(alpha_3=code) if is_state(code) else None
    if found is None:
        return code
    return str(getattr(found, "common_name", found.name))
