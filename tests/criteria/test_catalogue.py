"""The catalogue: the tree of the design, fixed scales with a meaning at every end, no worth of a person."""

from typing import Any

import pytest
from pydantic import ValidationError

from criteria.load import read_criteria
from criteria.model import Catalogue, Criterion

CATALOGUE = read_criteria().catalogue
TREE = {
    "survivor": ("fit", "burden"),
    "merits": ("evidence", "identification", "legal_basis"),
    "forum": ("independence", "protection"),
    "impact": ("reach", "precedent", "campaign"),
    "feasibility": ("partner_host", "partner_forum", "cost", "duration"),
    "harm": ("backlash", "bad_precedent"),
}
LESS_IS_BETTER = {"burden", "cost", "duration", "backlash", "bad_precedent"}


def test_the_tree_is_that_of_the_design_in_its_order() -> None:
    found = {g.key: tuple(c.key for c in g.criteria) for g in CATALOGUE.groups}
    assert found == TREE
    assert list(found) == list(TREE)
    assert CATALOGUE.keys == tuple(key for keys in TREE.values() for key in keys)


@pytest.mark.parametrize("criterion", CATALOGUE.criteria, ids=lambda one: one.key)
def test_each_criterion_has_the_scale_and_direction_of_the_design(criterion: Criterion) -> None:
    scale = {"fit": (0, 1), "duration": (0, 15)}.get(criterion.key, (0, 4))
    assert (criterion.low, criterion.high) == scale
    assert criterion.better == ("less" if criterion.key in LESS_IS_BETTER else "more")
    best, worst = (scale[0], scale[1]) if criterion.better == "less" else (scale[1], scale[0])
    assert dict(criterion.value)[best] == 1
    assert dict(criterion.value)[worst] == 0


@pytest.mark.parametrize("criterion", CATALOGUE.criteria, ids=lambda one: one.key)
def test_each_criterion_asks_a_question_and_says_what_its_levels_mean(criterion: Criterion) -> None:
    assert criterion.question.endswith("?")
    assert criterion.guideline
    assert criterion.derived_from
    levels = [anchor.at for anchor in criterion.anchors]
    assert levels == sorted(set(levels))
    assert {criterion.low, criterion.high} <= set(levels)
    if criterion.unit == "level":
        assert levels == [0, 1, 2, 3, 4]
    assert all(anchor.means.strip() for anchor in criterion.anchors)


@pytest.mark.parametrize("criterion", CATALOGUE.criteria, ids=lambda one: one.key)
def test_no_criterion_measures_a_person(criterion: Criterion) -> None:
    words = f"{criterion.key} {criterion.question} {criterion.derived_from}".lower()
    for never in (
        "credib",
        "believ",
        "sympath",
        "reliab",
        "deserv",
        "ideal victim",
        "agreed to more",
    ):
        assert never not in words


def test_no_criterion_is_made_of_consent() -> None:
    assert not {"consent", "safety", "best_interests", "support"} & set(CATALOGUE.keys)


def changed(**changes: Any) -> dict[str, Any]:
    return CATALOGUE.criteria[1].model_dump() | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"value": [[0, 1], [3, 0]]},
        {"value": [[0, 1], [2, 0.5], [2, 0.4], [4, 0]]},
        {"value": [[0, 1], [2, 0.2], [3, 0.5], [4, 0]]},
        {"value": [[0, 0], [4, 1]]},
        {"value": [[0, 0.9], [4, 0]]},
        {"value": [[0, 1]]},
        {"anchors": [{"at": 0, "means": "None."}, {"at": 2, "means": "Some."}]},
        {"colour": "red"},
    ],
)
def test_a_scale_that_does_not_hold_together_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Criterion.model_validate(changed(**changes))


def test_a_criterion_used_twice_is_refused() -> None:
    tree = CATALOGUE.model_dump()
    tree["groups"] = [*tree["groups"], tree["groups"][0] | {"key": "again"}]
    with pytest.raises(ValueError, match="key of its own"):
        Catalogue.model_validate(tree)
