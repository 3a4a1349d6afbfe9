"""An independent check: the same values through the methods of scikit-criteria.

Gates, values and ranks are this house's own. What is asked of scikit-criteria is its scores; ranks
are made here from them, because its `untied_rank_` is the order of sorting and not a rank. Values
lie on fixed scales in [0, 1] and are passed on as they are: normalising them over the options at
hand would make two options change places when a third is dropped.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import skcriteria
import yaml
from numpy.typing import ArrayLike, NDArray
from scipy.stats import kendalltau
from skcriteria.agg.simple import WeightedSumModel
from skcriteria.agg.spotis import SPOTIS
from skcriteria.agg.topsis import TOPSIS
from skcriteria.agg.vikor import VIKOR
from skcriteria.io import read_dmsy, to_dmsy
from skcriteria.ranksrev.rank_invariant_check import RankInvariantChecker

from scoring.acceptability import TIE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

AGREEMENT = 1e-9
"""How far V may lie from `WeightedSumModel` on the same matrix."""
LONGEST = 40
"""The longest list on which rank reversal is tested."""


class NotChecked(ValueError):
    """A matrix that the methods cannot be asked about, and why."""


class Method(NamedTuple):
    """What one method says: scores (greater is better), ranks from 1, Kendall's tau with V.

    `tau` is tau-b in [-1, 1], None where either has all options level. `parts` are the options
    whose rank is another than by V, the furthest first: (option, rank by V, rank here).
    """

    name: str
    scores: Floats
    ranks: Integers
    tau: float | None
    parts: tuple[tuple[str, int, int], ...]


class Agreement(NamedTuple):
    """How far V and scikit-criteria's weighted sum differ at most, and what other methods say."""

    difference: float
    agrees: bool
    methods: tuple[Method, ...]


class Reversal(NamedTuple):
    """What becomes of the first when a lesser option is made a little worse (Wang & Triantaphyllou).

    `kept_first` is the share of such changes in which the first option stays first; `tested` how
    many were made; `why_not` says why a list was not tested.
    """

    method: str
    tested: int
    kept_first: float | None
    why_not: str | None = None


def decision_matrix(
    values: ArrayLike, weights: ArrayLike, options: Sequence[str], criteria: Sequence[str]
) -> Any:
    """The matrix as scikit-criteria holds it: every criterion a benefit, in the order given.

    Raises NotChecked for what scikit-criteria would let pass: a number that is not finite, a
    negative or zero-sum weight, a value outside [0, 1], names that do not fit or are used twice.
    """
    table = np.asarray(values, dtype=np.float64)
    held = np.asarray(weights, dtype=np.float64)
    if table.ndim != 2 or 0 in table.shape or held.shape != (table.shape[1],):
        raise NotChecked(
            "values are options x criteria and weights one number a criterion; found shapes "
            f"{table.shape} and {held.shape}"
        )
    if (len(options), len(criteria)) != table.shape:
        raise NotChecked("there must be one name for each option and each criterion")
    if len(set(options)) != len(options) or len(set(criteria)) != len(criteria):
        raise NotChecked("names of options and of criteria are used once each")
    if not (np.isfinite(table).all() and np.isfinite(held).all()):
        raise NotChecked("values and weights are finite numbers only")
    if (held < 0).any() or held.sum() <= 0:
        raise NotChecked("weights are zero or more, and not all zero")
    if (table < 0).any() or (table > 1).any():
        raise NotChecked("values lie on fixed scales from 0 to 1")
    return skcriteria.mkdm(
        table,
        [max] * table.shape[1],
        weights=held,
        alternatives=list(options),
        criteria=list(criteria),
    )


def weighted_sum(values: ArrayLike, weights: ArrayLike) -> Floats:
    """V by scikit-criteria's `WeightedSumModel`."""
    table = np.asarray(values, dtype=np.float64)
    matrix = decision_matrix(table, weights, *_numbered(table))
    return np.atleast_1d(np.asarray(WeightedSumModel().evaluate(matrix).e_.score, dtype=np.float64))


def crosscheck(
    values: ArrayLike,
    weights: ArrayLike,
    options: Sequence[str] | None = None,
    criteria: Sequence[str] | None = None,
) -> Agreement:
    """The order by V beside TOPSIS, VIKOR and SPOTIS, and whether the weighted sums agree.

    `values` are v_c in [0, 1], options x criteria, at least two options; weights sum to 1. SPOTIS
    has the fixed bounds [0, 1] and the ideal 1, so its score is 1 - V (Dezert et al. 2020); TOPSIS
    (Hwang & Yoon 1981) and VIKOR (Opricovic & Tzeng 2004) measure against the best and worst of the
    options at hand, which is why they may part.
    """
    table = np.asarray(values, dtype=np.float64)
    names = list(options) if options is not None else _numbered(table)[0]
    matrix = decision_matrix(table, weights, names, criteria or _numbered(table)[1])
    if len(table) < 2:
        raise NotChecked("there must be at least two options to compare")
    held = np.asarray(weights, dtype=np.float64)
    ours = np.zeros(len(table))
    for column, weight in enumerate(held):
        ours += weight * table[:, column]
    mine = ranks_of_scores(ours)
    methods = []
    for name, scores in _scores(matrix).items():
        ranks = ranks_of_scores(scores)
        parts = [
            (option, int(here), int(there))
            for option, here, there in zip(names, mine, ranks, strict=True)
            if here != there
        ]
        parts.sort(key=lambda part: (-abs(part[1] - part[2]), part[0]))
        methods.append(Method(name, scores, ranks, _tau(mine, ranks), tuple(parts)))
    difference = float(np.abs(methods[0].scores - ours).max())
    return Agreement(difference, difference <= AGREEMENT, tuple(methods))


def ranks_of_scores(scores: Floats) -> Integers:
    """1 + the number of options whose score is greater by more than the tolerance of ties."""
    rising = np.sort(scores)
    return np.asarray(1 + len(scores) - np.searchsorted(rising, scores + TIE, side="right"))


def _scores(matrix: Any) -> dict[str, Floats]:
    """Each method's scores, greater is better."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # VIKOR warns of criteria on which all options are level; they weigh nothing there.
        warnings.simplefilter("ignore")
        bounds = np.tile([0.0, 1.0], (matrix.shape[1], 1))
        found = {
            "WeightedSumModel": WeightedSumModel().evaluate(matrix).e_.score,
            "TOPSIS": _topsis(matrix),
            "VIKOR": -np.asarray(VIKOR(use_compromise_set=False).evaluate(matrix).e_.q_k),
            "SPOTIS": -np.asarray(
                SPOTIS().evaluate(matrix, bounds=bounds, isp=np.ones(matrix.shape[1])).e_.score
            ),
        }
    return {
        name: np.nan_to_num(np.atleast_1d(np.asarray(scores, dtype=np.float64)))
        for name, scores in found.items()
    }


def _level(matrix: Any) -> bool:
    """Whether all options are the same on every criterion that weighs anything."""
    weighed = matrix.matrix.to_numpy() * matrix.weights.to_numpy()
    return bool((weighed == weighed[0]).all())


def _topsis(matrix: Any) -> Any:
    """TOPSIS divides zero by zero where all options are the same: they are level."""
    if _level(matrix):
        return np.zeros(matrix.shape[0])
    return TOPSIS().evaluate(matrix).e_.similarity


def _tau(ours: Integers, theirs: Integers) -> float | None:
    found = float(kendalltau(ours, theirs).statistic)
    return None if np.isnan(found) else round(found, 12)


def rank_reversal(
    values: ArrayLike,
    weights: ArrayLike,
    options: Sequence[str],
    criteria: Sequence[str],
    *,
    repeat: int = 1,
    seed: int = 1,
) -> tuple[Reversal, ...]:
    """Whether the first stays first when lesser options are made worse; lists of 3 to 40.

    scikit-criteria's `RankInvariantChecker`, for the weighted sum and for TOPSIS. By the weighted
    sum nothing can happen to the first; that it does not is the check.
    """
    matrix = decision_matrix(values, weights, options, criteria)
    table = np.asarray(values, dtype=np.float64)
    found = []
    for name, method in (("WeightedSumModel", WeightedSumModel()), ("TOPSIS", TOPSIS())):
        if not 3 <= len(table) <= LONGEST:
            why_not = f"lists of 3 to {LONGEST} options are tested; this has {len(table)}"
            found.append(Reversal(name, 0, None, why_not))
            continue
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            first = np.ones(2) if _level(matrix) else np.asarray(method.evaluate(matrix).rank_)
            if (first == 1).sum() > 1:
                found.append(Reversal(name, 0, None, "several options are first together"))
                continue
            checker = _Checker(method, repeat=repeat, random_state=seed)
            if not len(checker._maximum_abs_noises(dm=matrix, rank=method.evaluate(matrix))):
                found.append(Reversal(name, 0, None, "no option can be made worse than it is"))
                continue
            compared = checker.evaluate(matrix)
        found.append(Reversal(name, len(compared) - 1, float(compared.extra_.opr)))
    return tuple(found)


class _Checker(RankInvariantChecker):  # type: ignore[misc]
    """The checker without the options that cannot be made worse.

    scikit-criteria 0.10 draws until some change is not zero, which never ends for an option whose
    every allowed change is zero (one that equals the next, or has nothing to lose).
    """

    def _maximum_abs_noises(self, *, dm: Any, rank: Any) -> Any:
        table = super()._maximum_abs_noises(dm=dm, rank=rank)
        names = table.index.get_level_values(0)
        possible = np.minimum(
            np.nan_to_num(table.to_numpy(dtype=np.float64)),
            np.abs(dm.matrix.loc[names].to_numpy(dtype=np.float64)),
        )
        return table.fillna(0.0)[(possible > 0).any(axis=1)]


def export_dmsy(
    values: ArrayLike, weights: ArrayLike, options: Sequence[str], criteria: Sequence[str]
) -> str:
    """The matrix as DMSY text (scikit-criteria's YAML), read back and compared before it leaves.

    scikit-criteria writes the time, the platform and the interpreter into it; they are left out,
    so that the same matrix gives the same bytes and nothing speaks of the machine.
    """
    matrix = decision_matrix(values, weights, options, criteria)
    written = io.StringIO()
    to_dmsy(matrix, written)
    document = yaml.safe_load(written.getvalue())
    meta = document["dmsy"]["meta"]
    for key in ("platform", "system_encoding", "python_version", "created_at"):
        meta.pop(key, None)
    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    again = read_dmsy(io.StringIO(text))
    if not (
        np.array_equal(again.matrix.to_numpy(), matrix.matrix.to_numpy())
        and np.array_equal(again.weights.to_numpy(), matrix.weights.to_numpy())
        and list(again.alternatives) == list(options)
        and list(again.criteria) == list(criteria)
    ):
        raise NotChecked(
            "the matrix does not survive DMSY unchanged; rename what reads as a number"
        )
    return text


def _numbered(table: Floats) -> tuple[list[str], list[str]]:
    options, criteria = table.shape if table.ndim == 2 else (0, 0)
    return ([f"O{row}" for row in range(options)], [f"C{column}" for column in range(criteria)])
