"""The catalogue of criteria, its policy and weight sets, read strictly from a folder."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from criteria.model import Catalogue, Policy, WeightSet
from criteria.weights import WeightsRefused, weights_of
from reading.strict import FileProblems, load, read_file

HERE = Path(__file__).resolve().parent
DEFAULT_WEIGHTS = HERE / "weights" / "coordinators.yaml"


@dataclass(frozen=True)
class Criteria:
    """The catalogue and its floors; `files` are logical names with their sha256."""

    catalogue: Catalogue
    policy: Policy
    files: tuple[tuple[str, str], ...]


def read_criteria(catalogue: Path = HERE / "catalogue.yaml") -> Criteria:
    """The catalogue in a file, with the `policy.yaml` beside it (or the house's own)."""
    policy = catalogue.parent / "policy.yaml"
    if not policy.exists():
        policy = HERE / "policy.yaml"
    return Criteria(
        load(Catalogue, read_file(catalogue)),
        load(Policy, read_file(policy)),
        (("criteria/catalogue", _hash(catalogue)), ("criteria/policy", _hash(policy))),
    )


@dataclass(frozen=True)
class Weights:
    """A weight set, worked out: the weight of each criterion in catalogue order."""

    chosen: WeightSet
    values: dict[str, float]
    file: tuple[str, str]


def read_weights(criteria: Criteria, path: Path = DEFAULT_WEIGHTS) -> Weights:
    """A weight set from a file; FileProblems where it is not to be used."""
    document = read_file(path)
    chosen = load(WeightSet, document)
    try:
        values = weights_of(chosen, criteria.catalogue, criteria.policy)
    except WeightsRefused as refused:
        raise FileProblems([document.problem(refused.path, refused.what)]) from None
    return Weights(chosen, values, ("weights", _hash(path)))


def weight_sets(criteria: Criteria, folder: Path = HERE / "weights") -> tuple[Weights, ...]:
    """Every weight set of a folder, by name."""
    return tuple(read_weights(criteria, path) for path in sorted(folder.glob("*.yaml")))


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
