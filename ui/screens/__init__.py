"""One file for each screen, and the table of which role opens which."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ui.session import ROLES

FOLDER = Path(__file__).resolve().parent
EVERYONE = frozenset(ROLES)


class Screen(NamedTuple):
    """A screen: its file, its title, who may open it, whether the sidebar lists it."""

    name: str
    title: str
    roles: frozenset[str] = EVERYONE
    listed: bool = True


ALL_SCREENS = (
    Screen("today", "Today"),
    Screen("cases", "Cases", frozenset({"coordinator", "lawyer", "advocate"})),
    Screen("case", "Case", frozenset({"coordinator", "lawyer", "advocate"}), listed=False),
    Screen("ranking", "Ranking", frozenset({"coordinator", "steering"})),
    Screen("what_if", "What if", frozenset({"coordinator", "steering"})),
    Screen("portfolio", "Portfolio", frozenset({"coordinator", "steering"})),
    Screen("deadlines", "Deadlines", frozenset({"coordinator", "lawyer", "advocate"})),
    Screen("jurisdictions", "Jurisdictions"),
    Screen("coverage", "Coverage"),
)


def screens_of(role: str) -> list[Screen]:
    """The screens that a role may open and whose file is here, in the order of the sidebar."""
    return [s for s in ALL_SCREENS if role in s.roles and (FOLDER / f"{s.name}.py").is_file()]
