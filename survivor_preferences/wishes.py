"""What a person hopes for, as weights, and how well an avenue fits it.

Wishes say what a way is worth to the person; they never open or close one (that is `must_not`, in
consent).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from survivor_preferences.model import OUTCOMES, Wishes

ENFORCED: frozenset[str] = frozenset({"compensation", "child_support", "rehabilitation"})
"""Outcomes that somebody must make the other side deliver."""

Interval = tuple[float, float | None, float]
"""(low, likely, high); likely is None where it is not known."""

UNKNOWN_FIT: Interval = (0.0, None, 1.0)
"""The whole scale, for a person whose wishes are not known."""


def priorities(wishes: Wishes | None) -> dict[str, float] | None:
    """What weight each outcome has for the person, summing to 1; None where none was said.

    Points are normalised. A ranking becomes rank-order-centroid weights. Outcomes not named weigh
    nothing and are absent.
    """
    if wishes is None:
        return None
    if wishes.points is not None:
        total = sum(wishes.points.values())
        if total <= 0:
            return None
        return {outcome: points / total for outcome, points in wishes.points.items() if points > 0}
    return rank_order_centroid(wishes.ranking or ()) or None


def rank_order_centroid(ranking: Sequence[Sequence[str]]) -> dict[str, float]:
    """Weights of a ranking, best first, ties together, sharing the mean of their places.

    p_k = (1/n) sum_{i=k..n} 1/i, over the n outcomes ranked (Barron & Barrett 1996).
    """
    n = sum(len(place) for place in ranking)
    of_place = [sum(1.0 / i for i in range(k, n + 1)) / n for k in range(1, n + 1)]
    weights: dict[str, float] = {}
    taken = 0
    for place in ranking:
        if place:
            shared = sum(of_place[taken : taken + len(place)]) / len(place)
            weights.update(dict.fromkeys(place, shared))
            taken += len(place)
    return weights


def best_promise(weights: Mapping[str, float], profiles: Iterable[Mapping[str, float]]) -> float:
    """The most that any avenue promises this person: max over avenues of sum_k p_k d_a(k)."""
    return max((_promised(weights, profile) for profile in profiles), default=0.0)


def fit(
    weights: Mapping[str, float] | None,
    profile: Mapping[str, float],
    best: float,
    enforceability: Interval,
) -> Interval | None:
    """How much of what any avenue could bring this person this one brings here, in [0, 1].

    fit = sum_k p_k d_a(k) e(k) / best, where `profile` is d_a in [0, 1], `best` is `best_promise`
    over all avenues and e is `enforceability` in [0, 1] for what must be enforced and 1 for the
    rest. `likely` is None where it rests on an enforceability that is not known. None where the
    wishes are not known; zero where no avenue brings anything wished for.
    """
    if weights is None:
        return None
    if best <= 0:
        return (0.0, 0.0, 0.0)
    free = _promised(weights, profile, lambda outcome: outcome not in ENFORCED)
    enforced = _promised(weights, profile, ENFORCED.__contains__)
    low, likely, high = enforceability
    if enforced == 0:
        likely = 1.0
    return (
        _share(free + enforced * low, best),
        None if likely is None else _share(free + enforced * likely, best),
        _share(free + enforced * high, best),
    )


def least(fits: Iterable[Interval | None]) -> Interval | None:
    """The least of several claimants' fits, end by end; None where nobody's is known.

    A claimant whose wishes are not known counts with the whole scale.
    """
    listed = list(fits)
    if all(one is None for one in listed):
        return None
    known = [UNKNOWN_FIT if one is None else one for one in listed]
    likely = [one[1] for one in known if one[1] is not None]
    return (
        min(one[0] for one in known),
        min(likely) if len(likely) == len(known) else None,
        min(one[2] for one in known),
    )


def _promised(
    weights: Mapping[str, float],
    profile: Mapping[str, float],
    counts: Callable[[str], bool] = lambda _: True,
) -> float:
    return sum(
        weights[outcome] * profile.get(outcome, 0.0)
        for outcome in OUTCOMES
        if outcome in weights and counts(outcome)
    )


def _share(part: float, whole: float) -> float:
    return min(1.0, part / whole)
