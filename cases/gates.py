"""The answer that every gate gives, in one shape: pass, needs or fail, with reasons.

Six gates are asked of every option and none is ever traded against another. Bulk values are named
tuples: ninety thousand options have millions of reasons, and a tuple is a tenth of a model.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Result = Literal["pass", "needs", "fail"]

GATES = ("consent", "safety", "best_interests", "law", "time", "counsel")
HUMAN_GATES = ("consent", "safety", "best_interests")

_BADNESS: dict[str, int] = {"pass": 0, "needs": 1, "fail": 2}


class Reason(NamedTuple):
    """One ground of a gate's answer.

    `code` is of the closed lists of the design; `source` names the profile line or the record it
    rests on; `who` the person or accused it concerns; `confirmed` is False where it rests on
    something not read at medium confidence or better; `changes_if` says what would change it.
    """

    code: str
    result: Result
    confirmed: bool
    text: str
    source: str
    who: str | None = None
    changes_if: str | None = None


class Gate(NamedTuple):
    """A gate's answer: its worst reason, or pass."""

    result: Result
    reasons: tuple[Reason, ...] = ()


OPEN = Gate("pass")


def badness(result: Result) -> int:
    """0 for pass, 1 for needs, 2 for fail."""
    return _BADNESS[result]


def worst(results: Iterable[Result]) -> Result:
    """The worst of several results; pass where there are none."""
    return max(results, key=badness, default="pass")


def gate_of(reasons: Iterable[Reason]) -> Gate:
    """The gate that these reasons make: the worst of their own results."""
    listed = tuple(reasons)
    if not listed:
        return OPEN
    return Gate(worst(reason.result for reason in listed), listed)
