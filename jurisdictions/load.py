"""The law as one value: profiles, avenues, tables, read strictly from a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeVar

from jurisdictions.limits import Rule, rule_of
from jurisdictions.model import (
    OUTCOMES,
    PROMISES,
    Avenue,
    Instrument,
    Lawful,
    Limit,
    Mission,
    Profile,
    Reviewed,
    SameMatter,
    Settled,
    TreatyRule,
)
from reading.states import is_state, state_name
from reading.strict import Document, FileProblems, Problem, load, read_file

HERE = Path(__file__).resolve().parent
L = TypeVar("L", bound=Lawful)


class TreatyTable(Lawful):
    """`treaties.yaml`: when each treaty binds."""

    treaties: Literal[1]
    rules: dict[Instrument, TreatyRule]


class SettledTable(Lawful):
    """`settled.yaml`: rules that no practitioner disputes."""

    settled: Literal[1]
    rules: tuple[Settled, ...]


class MissionTable(Lawful):
    """`missions.yaml`: missions with their ends."""

    missions: Literal[1]
    list: tuple[Mission, ...]


@dataclass(frozen=True, eq=False)
class Law:
    """Everything that the folder says, and nothing else.

    `files` holds the logical name and the sha256 of each file, sorted by name.
    """

    profiles: Mapping[str, Profile]
    avenues: Mapping[str, Avenue]
    same_matter: SameMatter
    treaty_rules: Mapping[str, TreatyRule]
    settled: Mapping[str, Settled]
    missions: Mapping[str, Mission]
    files: tuple[tuple[str, str], ...]

    def profile(self, state: str) -> Profile:
        """A state's profile; an empty one, in which all is unknown, where nobody wrote one."""
        found = self.profiles.get(state)
        if found is None:
            return Profile(
                profile=1, state=state, name=state_name(state), reviewed=Reviewed(status="draft")
            )
        return found

    def name(self, state: str) -> str:
        """The name of a state as the profiles have it."""
        found = self.profiles.get(state)
        return found.name if found else state_name(state)

    @cached_property
    def _histories(self) -> dict[tuple[str, str], tuple[tuple[str | None, tuple[Rule, ...]], ...]]:
        return {}

    def histories(self, state: str, avenue: str) -> tuple[tuple[str | None, tuple[Rule, ...]], ...]:
        """A state's rules of limitation for an avenue, as one history for each charge.

        Rules that name the avenue go before those that name its family. `Rule.index` is the place
        in the profile's `limits`.
        """
        key = (state, avenue)
        found = self._histories.get(key)
        if found is None:
            found = self._histories[key] = tuple(_charges(self.limits(state, avenue)))
        return found

    def limits(self, state: str, avenue: str) -> tuple[tuple[int, Limit], ...]:
        """The entries of a profile's `limits` that speak to an avenue, with their places."""
        profile = self.profiles.get(state)
        if profile is None:
            return ()
        listed = tuple(enumerate(profile.limits))
        exact = tuple(entry for entry in listed if entry[1].avenue == avenue)
        if exact:
            return exact
        family = self.avenues[avenue].family
        return tuple(entry for entry in listed if entry[1].avenue == family)

    @cached_property
    def best_promises(self) -> tuple[tuple[float, ...], ...]:
        """What each avenue promises of each outcome, in the order of OUTCOMES."""
        return tuple(promises_of(avenue) for avenue in self.avenues.values())


def promises_of(avenue: Avenue) -> tuple[float, ...]:
    """An avenue's outcome profile d_a(k), in the order of OUTCOMES, each in [0, 1]."""
    return tuple(PROMISES[avenue.outcomes[outcome]] for outcome in OUTCOMES)  # type: ignore[index]


def _charges(
    entries: Iterable[tuple[int, Limit]],
) -> Iterable[tuple[str | None, tuple[Rule, ...]]]:
    charges: dict[str | None, list[Rule]] = {}
    for index, entry in entries:
        charge = entry.when.charge if entry.when else None
        charges.setdefault(charge, []).append(rule_of(entry, index))
    return [(charge, tuple(rules)) for charge, rules in charges.items()]


def read_law(folder: Path = HERE) -> Law:
    """Read every file of a jurisdictions folder; FileProblems lists all mistakes of all files."""
    problems: list[Problem] = []
    files: list[tuple[str, str]] = []

    def document(path: Path) -> Document | None:
        try:
            found = read_file(path)
        except FileProblems as error:
            problems.extend(error.problems)
            return None
        name = path.relative_to(folder).as_posix()
        files.append((f"jurisdictions/{name}", sha256(path.read_bytes()).hexdigest()))
        return found

    sources: dict[str, Document] = {}

    def each(kind: str, model: type[L], key: str) -> dict[str, L]:
        """The files of one kind, by the key that each file is also named by."""
        listed: dict[str, L] = {}
        for path in sorted((folder / kind).glob("*.yaml")):
            found = document(path)
            if found is None:
                continue
            try:
                made = load(model, found)
            except FileProblems as error:
                problems.extend(error.problems)
                continue
            named: str = getattr(made, key)
            if path.stem != named:
                what = f"found {named!r}; the file's name says {path.stem!r}"
                problems.append(found.problem((key,), what))
            listed[named] = made
            sources[named] = found
        return listed

    profiles = each("profiles", Profile, "state")
    avenues = each("avenues", Avenue, "key")
    tables: dict[str, Lawful] = {}
    for name, model in (
        ("same_matter", SameMatter),
        ("treaties", TreatyTable),
        ("settled", SettledTable),
        ("missions", MissionTable),
    ):
        found = document(folder / f"{name}.yaml")
        if found:
            try:
                tables[name] = load(model, found)
            except FileProblems as error:
                problems.extend(error.problems)
            sources[name] = found
    if not problems:
        problems += _crossings(profiles, avenues, tables, sources)
    if problems:
        raise FileProblems(problems)
    same_matter, treaties = tables["same_matter"], tables["treaties"]
    settled, missions = tables["settled"], tables["missions"]
    assert isinstance(same_matter, SameMatter)
    assert isinstance(treaties, TreatyTable)
    assert isinstance(settled, SettledTable)
    assert isinstance(missions, MissionTable)
    return Law(
        MappingProxyType(profiles),
        MappingProxyType(avenues),
        same_matter,
        MappingProxyType({str(name): rule for name, rule in treaties.rules.items()}),
        MappingProxyType({rule.key: rule for rule in settled.rules}),
        MappingProxyType({mission.acronym: mission for mission in missions.list}),
        tuple(sorted(files)),
    )


def _crossings(
    profiles: Mapping[str, Profile],
    avenues: Mapping[str, Avenue],
    tables: Mapping[str, Lawful],
    sources: Mapping[str, Document],
) -> Iterable[Problem]:
    """References from one file to another that lead nowhere."""
    settled_table = tables["settled"]
    assert isinstance(settled_table, SettledTable)
    settled = {rule.key for rule in settled_table.rules}
    families = {avenue.family for avenue in avenues.values()}
    for state, profile in profiles.items():
        source = sources[state]
        if not is_state(state):
            yield source.problem(
                ("state",), f"{state!r} is not a state; see ISO 3166-1 alpha-3, or XKX"
            )
        for key in profile.avenues:
            if key not in avenues:
                yield source.problem(("avenues", key), "no such avenue; see jurisdictions/avenues")
        for number, exposure in enumerate(profile.exposure):
            for place, key in enumerate(exposure.avenues):
                if key not in avenues:
                    yield source.problem(
                        ("exposure", number, "avenues", place),
                        f"no avenue {key!r}; see jurisdictions/avenues",
                    )
        for number, limit in enumerate(profile.limits):
            if limit.avenue not in avenues and limit.avenue not in families:
                yield source.problem(
                    ("limits", number, "avenue"),
                    f"found {limit.avenue!r}, neither an avenue nor a family of avenues",
                )
    for key, avenue in avenues.items():
        for number, requirement in enumerate(avenue.requirements):
            rule = getattr(requirement, "rule", None)
            if rule is not None and rule not in settled:
                yield sources[key].problem(
                    ("requirements", number, "rule"), f"no settled rule {rule!r}; see settled.yaml"
                )
    same_matter = tables["same_matter"]
    assert isinstance(same_matter, SameMatter)
    for number, bar in enumerate(same_matter.bars):
        for name in (*bar.at, bar.bars):
            if name not in avenues:
                yield sources["same_matter"].problem(
                    ("bars", number), f"no avenue {name!r}; see jurisdictions/avenues"
                )
