"""Weights of criteria: by points, by ranking, by swing; under floors that nobody crosses."""

from __future__ import annotations

import math
from collections.abc import Mapping

from criteria.model import Catalogue, Policy, WeightSet
from survivor_preferences.wishes import rank_order_centroid

__all__ = ["WeightsRefused", "rank_order_centroid", "weights_of"]

TOLERANCE = 1e-12
"""How far below a floor a weight may lie before it counts as crossed; rounding, nothing more."""


class WeightsRefused(ValueError):
    """A weight set that cannot be used; `path` is the key it stumbled on."""

    def __init__(self, path: tuple[str, ...], what: str):
        super().__init__(what)
        self.path = path
        self.what = what


def weights_of(chosen: WeightSet, catalogue: Catalogue, policy: Policy) -> dict[str, float]:
    """The weight of each criterion, in the order of the catalogue; they sum to 1.

    weight = weight of the group x weight within the group. `points` and `swing` are normalised;
    `ranking` gives places (1 best, equal places tie) that become rank-order-centroid weights.

    Raises
    ------
    WeightsRefused
        For unknown or missing keys, a negative or not finite number, all zero, a place below 1, or
        a floor of the policy that is crossed.
    """
    groups = _shares(chosen.groups, [group.key for group in catalogue.groups], chosen, ("groups",))
    unknown = [key for key in chosen.criteria if key not in groups]
    if unknown:
        raise WeightsRefused(
            ("criteria", unknown[0]), f"is no group; groups are: {', '.join(groups)}"
        )
    weights: dict[str, float] = {}
    for group in catalogue.groups:
        path = ("criteria", group.key)
        if group.key not in chosen.criteria:
            raise WeightsRefused(path, "is missing; add it")
        within = _shares(
            chosen.criteria[group.key],
            [criterion.key for criterion in group.criteria],
            chosen,
            path,
        )
        weights.update({key: groups[group.key] * share for key, share in within.items()})
    total = math.fsum(weights.values())
    weights = {key: weight / total for key, weight in weights.items()}
    _hold_floors(weights, catalogue, policy)
    return weights


def _shares(
    given: Mapping[str, float], keys: list[str], chosen: WeightSet, path: tuple[str, ...]
) -> dict[str, float]:
    for key, number in given.items():
        if key not in keys:
            raise WeightsRefused((*path, key), f"is not known here; allowed: {', '.join(keys)}")
        if not math.isfinite(number):
            raise WeightsRefused(
                (*path, key), "is not a finite number; write a plain decimal number"
            )
        if number < 0:
            raise WeightsRefused((*path, key), "is negative; weights are zero or more")
    missing = [key for key in keys if key not in given]
    if missing:
        raise WeightsRefused((*path, missing[0]), "is missing; add it")
    if chosen.method == "ranking":
        for key, place in given.items():
            if place < 1 or place != int(place):
                raise WeightsRefused((*path, key), "is not a place; places are 1 (best), 2, 3, ...")
        places = sorted(set(given.values()))
        by_place = [[key for key in keys if given[key] == place] for place in places]
        ranked = rank_order_centroid(by_place)
        return {key: ranked[key] for key in keys}
    total = math.fsum(given.values())
    if total <= 0:
        raise WeightsRefused(path, "are all zero; at least one must be more")
    return {key: given[key] / total for key in keys}


def _hold_floors(weights: Mapping[str, float], catalogue: Catalogue, policy: Policy) -> None:
    for group in catalogue.groups:
        floor = policy.floor_groups.get(group.key)
        share = math.fsum(weights[criterion.key] for criterion in group.criteria)
        if floor is not None and share < floor - TOLERANCE:
            raise WeightsRefused(
                ("groups", group.key),
                f"comes to {share:.3f}, below the floor of {floor:.2f}; give this group more",
            )
    for key, floor in policy.floor_criteria.items():
        if key in weights and weights[key] < floor - TOLERANCE:
            group_key = next(
                g.key for g in catalogue.groups if any(c.key == key for c in g.criteria)
            )
            raise WeightsRefused(
                ("criteria", group_key, key),
                f"comes to {weights[key]:.3f}, below the floor of {floor:.2f}; give it more",
            )
