"""Whose evidence may be used: only what is of the claimants, or stands without anyone."""

from __future__ import annotations

from collections.abc import Collection

from cases.model import Assessment, Case, Evidence


def usable_evidence(case: Case, people: Collection[str]) -> tuple[Evidence, ...]:
    """The evidence that counts for these people.

    What is `of` someone counts when all whom it is of are among `people`, so that nothing about
    anyone else is used; what names nobody counts once two people recorded that it stands without
    the others.
    """
    return tuple(
        item
        for item in case.evidence
        if (all(ref in people for ref in item.of) if item.of else len(set(item.cleared_by)) >= 2)
    )


def usable_assessments(case: Case, people: Collection[str]) -> tuple[Assessment, ...]:
    """Assessments judge the case and always count, unless they are `of` others than these people."""
    return tuple(
        item for item in case.assessments if not item.of or any(ref in people for ref in item.of)
    )
