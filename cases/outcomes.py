"""What a person may hope for and an avenue may bring: one vocabulary for wishes and promises."""

from __future__ import annotations

from typing import Literal

Outcome = Literal[
    "punishment",
    "truth_recognition",
    "compensation",
    "child_support",
    "apology",
    "rehabilitation",
    "policy_reform",
    "safety_non_repetition",
]
OUTCOMES: tuple[str, ...] = Outcome.__args__  # type: ignore[attr-defined]
