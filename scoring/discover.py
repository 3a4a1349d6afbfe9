"""What to find out next: which open questions could move P(top k), and who could answer them.

Two kinds of question: a fact that is missing or uncertain, and a reason of law, time or counsel that
needs something. What a person agrees to is never one of them, so no reason of consent, safety or
best interests is read here, nor whether a mandate was given. What an unavailable option rests on
is not asked about: it has no scores.

Nothing is drawn anew. All numbers come from the draws of a `scoring.sureness.Simulation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cases.gates import Reason
from criteria.assess import MISSING, Score
from criteria.load import Criteria
from criteria.model import Catalogue
from scoring.acceptability import TIE
from scoring.draws import Floats, Integers
from scoring.explain import PERSONAL
from scoring.options import MOST_MISSING, Option, Ranking
from scoring.sureness import DRAWS, SEED, TOP, Simulation
from scoring.value import DECIMALS

Truths = NDArray[np.bool_]
Kind = Literal["score", "law", "time", "counsel"]

PARTS = 3
"""The draws of a fact are compared in the lowest and the highest of this many equal parts."""

CHANCE = 3.0
"""A move of the whole list counts where it is more than this many of its standard errors."""

DO_NOT_ASK = "Do not ask again unless they wish."

_CHUNK_BYTES = 64 * 2**20


class Move(NamedTuple):
    """How P(top k) of one option moves with the answer, in [0, 1].

    For a fact: `low` with its draws in the lowest third, `high` in the highest. For a reason of law,
    time or counsel: `low` where the answer is that the way is not there, `high` as things stand.
    `error` is the standard error of the difference.
    """

    option: str
    low: float
    high: float
    error: float

    @property
    def size(self) -> float:
        """|high - low|."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that could be found out.

    `fact` is the id that scores share, or the source of the reason. `options` are those that rest on
    it, by id, and `moves` how each of them moves, the greatest first (none for an option that would
    not be placed even then). `own` is the greatest of them and `own_error` its standard error.
    `whole` is the sum over all options of what moves by more than chance. `would_place` are options
    that lack too much to be placed now and would not if this were known. `who` could find it out.
    `asks_person` is whether it could mean asking a person again; then `text` says not to.
    """

    kind: Kind
    fact: str
    code: str
    missing: bool
    criteria: tuple[str, ...]
    options: tuple[str, ...]
    moves: tuple[Move, ...]
    own: float
    own_error: float
    whole: float
    would_place: tuple[str, ...]
    who: tuple[str, ...]
    asks_person: bool
    text: str


def what_to_find_out(
    ranking: Ranking,
    criteria: Criteria,
    draws: int = DRAWS,
    seed: int = SEED,
    top: int = TOP,
    weights: Floats | None = None,
    simulation: Simulation | None = None,
) -> tuple[Finding, ...]:
    """Every open question of the options that may be shortlisted, the one that could move most first.

    **A fact.** With u the share drawn for it in [0, 1), L the draws with u < 1/3 and H those with
    u >= 2/3, an option moves by

        P(top k | H) - P(top k | L),   error sqrt(p_L (1 - p_L) / n_L + p_H (1 - p_H) / n_H)

    (one way of reading the expected value of partial information from a sample: Strong & Oakley
    2013, Medical Decision Making 33(6), 755-766, condition the draws already made in the same way).
    It is the move between two ordinary answers, the lower and the higher third, not between the ends
    of the scale. Where an option lacks too much to be placed, has known wishes, and would be placed
    if this were known, it counts with P(top k | L) and P(top k | H) as if placed beside the others,
    and moves from 0 to the greater of the two; what it would push out is not counted.

    **A reason.** If the answer is that the way is not there, its options leave the list, and so P(top
    k) of each falls to 0, error sqrt(p (1 - p) / n); the others are placed again in the same draws
    without them, error sqrt((g - g**2) / n) with g the share gained. If the way is there, they stay
    as they stand: `low` and `high` are the two. This is the most that it could move: where several
    charges or lawyers would do, one bad answer leaves the others.

    `own` is the greatest move among the options that rest on it; `whole` the sum over all placed
    options of the moves greater than three standard errors. Sorted by `whole`, then `own`, both
    rounded, then kind and fact.

    `simulation` may be given where one was made: of exactly the options that have scores, by id, as
    made here. Memory: about one byte for each draw and option, and 12 bytes for each fact and option
    whose place is not certain. For lists of some thousand options.

    Raises
    ------
    ValueError
        For draws or a top below 1, or a simulation of other options.
    """
    if draws < 1 or top < 1:
        raise ValueError(f"draws are {draws} and top is {top}; both must be 1 or more")
    options = scored_options(ranking)
    if not options:
        return ()
    if simulation is None:
        simulation = Simulation(options, criteria, draws, seed, weights)
    if [one.id for one in simulation.options] != [one.id for one in options]:
        raise ValueError("the simulation is of other options than those that have scores, by id")
    catalogue = criteria.catalogue
    topics = _topics(options, catalogue)
    questions = _reasons(options)
    counted = _Counted(simulation, options, top, topics, questions)
    found = [_of_topic(topic, counted, ranking.weights, catalogue, top) for topic in topics]
    found += [
        _of_question(question, gained, counted, top)
        for question, gained in zip(questions, counted.gained, strict=True)
    ]
    return tuple(sorted(found, key=_order))


def scored_options(ranking: Ranking) -> list[Option]:
    """The options that have scores, by id: those that may be shortlisted, placed or not."""
    return sorted((one for one in ranking.options if one.scores), key=lambda one: one.id)


def _order(found: Finding) -> tuple[float, float, str, str, str, str]:
    return (-found.whole, -found.own, found.kind, found.fact, found.code, found.text)


# --- what is asked -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Topic:
    """A fact, with the options and the scores that rest on it."""

    fact: str
    rests: list[tuple[int, Option, str, Score]] = field(default_factory=list)

    @property
    def columns(self) -> list[int]:
        return sorted({column for column, *_ in self.rests})


@dataclass(slots=True)
class _Question:
    """A reason of law, time or counsel that needs something, with its options."""

    gate: str
    reason: Reason
    columns: list[int] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)


def _topics(options: Sequence[Option], catalogue: Catalogue) -> list[_Topic]:
    found: dict[str, _Topic] = {}
    for column, option in enumerate(options):
        for key in catalogue.keys:
            score = (option.scores or {})[key]
            if score.low < score.high or score.source == MISSING:
                topic = found.setdefault(score.fact, _Topic(score.fact))
                topic.rests.append((column, option, key, score))
    return [found[fact] for fact in sorted(found)]


def _reasons(options: Sequence[Option]) -> list[_Question]:
    """Reasons that need something, of gates that need something; one for what is one question.

    A rule that was not read firmly is one question for all that rest on it. Anything else is about
    the facts of a case, or about a partner.
    """
    found: dict[tuple[str, ...], _Question] = {}
    for column, option in enumerate(options):
        for gate in ("law", "time", "counsel"):
            held = option.gates[gate]
            if held.result != "needs":
                continue
            for reason in held.reasons:
                if reason.result != "needs" or reason.code in PERSONAL:
                    continue
                of_rule = gate != "counsel" and not reason.confirmed
                of_case = gate != "counsel" or reason.code == "conflicted"
                key: tuple[str, ...] = (gate, reason.code, reason.source)
                if not (of_rule and reason.code in _OF_RULES):
                    key += (option.case if of_case else "", reason.text, reason.who or "")
                question = found.setdefault(key, _Question(gate, reason))
                if column not in question.columns[-1:]:
                    question.columns.append(column)
                    question.options.append(option)
    return [found[key] for key in sorted(found)]


_OF_RULES = frozenset({"availability_unknown", "limit_unknown", "treaty_unknown"})
"""Codes that ask what a rule says; the answer is the same for every case."""


# --- counting ------------------------------------------------------------------------------------


class _Counted:
    """What the draws say: top k of every option, by parts of each fact, and without each question's."""

    def __init__(
        self,
        simulation: Simulation,
        options: Sequence[Option],
        top: int,
        topics: Sequence[_Topic],
        questions: Sequence[_Question],
    ):
        self.draws = simulation.draws
        self.options = options
        self.placed = np.array([option.placed for option in options], dtype=np.bool_)
        self.gained = [np.zeros(len(options), dtype=np.int64) for _ in questions]
        groups = _Groups.of(options, self.placed)
        facts = {fact: place for place, fact in enumerate(simulation.scores.facts)}
        rows = [facts[topic.fact] for topic in topics if topic.fact in facts]
        self._row = {simulation.scores.facts[row]: place for place, row in enumerate(rows)}
        held: list[Truths] = []
        parts: list[tuple[Truths, Truths]] = []
        waiting: list[Floats] = []
        wide = max((groups.reach(question.columns) for question in questions), default=0)
        for block, values in enumerate(simulation.blocks()):
            places = groups.places(values)
            held.append(places < top)
            shares = simulation.scores.shares(block)[:, rows]
            parts.append((shares < 1 / PARTS, shares >= 1 - 1 / PARTS))
            waiting.append(values)
            if questions and sum(part.nbytes for part in waiting) >= _CHUNK_BYTES:
                self._without(np.concatenate(waiting), groups, questions, top, wide)
                waiting = []
            elif not questions:
                waiting = []
        if waiting:
            self._without(np.concatenate(waiting), groups, questions, top, wide)
        hits = np.concatenate(held)
        low, high = (np.concatenate([part[end] for part in parts]) for end in (0, 1))
        self.hits = np.count_nonzero(hits, axis=0)
        self._live = np.flatnonzero((self.hits > 0) & (self.hits < self.draws))
        table = hits[:, self._live].astype(np.float32)
        # Whole numbers below 2**24 are exact in float32.
        self._hits_low = low.T.astype(np.float32) @ table
        self._hits_high = high.T.astype(np.float32) @ table
        self._n_low = np.count_nonzero(low, axis=0)
        self._n_high = np.count_nonzero(high, axis=0)

    def by_fact(self, fact: str) -> tuple[Floats, Floats, Floats]:
        """P(top k) of each option with the fact in its lowest and highest part, and the error."""
        base = self.hits / self.draws
        row = self._row.get(fact)
        if row is None or not self._n_low[row] or not self._n_high[row]:
            return base, base, np.zeros(len(base))
        low, high, error = base.copy(), base.copy(), np.zeros(len(base))
        below, above = float(self._n_low[row]), float(self._n_high[row])
        p_low, p_high = self._hits_low[row] / below, self._hits_high[row] / above
        low[self._live], high[self._live] = p_low, p_high
        error[self._live] = np.sqrt(p_low * (1.0 - p_low) / below + p_high * (1.0 - p_high) / above)
        return low, high, error

    def _without(
        self,
        values: Floats,
        groups: _Groups,
        questions: Sequence[_Question],
        top: int,
        wide: int,
    ) -> None:
        """Adds up, for each question, in how many draws an option comes in when its options leave."""
        best = groups.best(values)
        places = groups.places(values)
        # One that leaves takes at most one place from before another; nearer ones come first.
        near = (places >= top) & (places < top + wide) & self.placed
        draw, option = np.nonzero(near)
        behind = places[draw, option] - top
        order = np.argsort(behind, kind="stable")
        draw, option, behind = draw[order], option[order], behind[order]
        value = values[draw, option] + TIE
        of = groups.of_option[option]
        for number, question in enumerate(questions):
            affected = groups.left(question.columns)
            leaving = np.zeros(len(self.options), dtype=np.bool_)
            leaving[question.columns] = True
            upto = int(np.searchsorted(behind, len(affected), side="left"))
            if not upto:
                continue
            fewer = np.zeros(upto, dtype=np.int64)
            for group, staying in affected:
                fewer += _goes_below(best[:, group], values, staying, draw[:upto], value[:upto]) & (
                    of[:upto] != group
                )
            came = (fewer > behind[:upto]) & ~leaving[option[:upto]]
            self.gained[number] += np.bincount(option[:upto][came], minlength=len(self.options))


def _goes_below(
    best: Floats, values: Floats, staying: Sequence[int], draw: Integers, value: Floats
) -> Truths:
    """Where the best of a case stands above a value, and without those that leave no longer does."""
    above: Truths = best[draw] > value
    if staying:
        above &= values[:, list(staying)].max(axis=1)[draw] <= value
    return above


class _Groups:
    """The placed options by case, and what stands above each option."""

    def __init__(self, of_option: Integers, members: list[list[int]]):
        self.of_option = of_option
        self.members = members

    @classmethod
    def of(cls, options: Sequence[Option], placed: Truths) -> _Groups:
        """Cases that have a placed option are numbered from 0; the others are -1."""
        number: dict[str, int] = {}
        members: list[list[int]] = []
        for column, option in enumerate(options):
            if placed[column]:
                group = number.setdefault(option.case, len(members))
                if group == len(members):
                    members.append([])
                members[group].append(column)
        of_option = np.array([number.get(option.case, -1) for option in options], dtype=np.int64)
        return cls(of_option, members)

    def best(self, values: Floats) -> Floats:
        """The best placed value of each case, draws x cases."""
        found = [values[:, columns].max(axis=1) for columns in self.members]
        return np.stack(found, axis=1) if found else np.empty((len(values), 0))

    def places(self, values: Floats) -> Integers:
        """How many other cases' best placed options are greater, for each option in each draw."""
        best = self.best(values)
        rising = np.sort(best, axis=1)
        above = np.empty(values.shape, dtype=np.int64)
        for draw in range(len(values)):
            below = np.searchsorted(rising[draw], values[draw] + TIE, side="right")
            above[draw] = rising.shape[1] - below
        has = np.flatnonzero(self.of_option >= 0)
        above[:, has] -= best[:, self.of_option[has]] > values[:, has] + TIE
        return above

    def left(self, columns: Sequence[int]) -> list[tuple[int, list[int]]]:
        """Cases that lose placed options when these leave, each with the ones that stay."""
        leaving = set(columns)
        groups = sorted({int(self.of_option[column]) for column in columns} - {-1})
        found = []
        for group in groups:
            staying = [column for column in self.members[group] if column not in leaving]
            if len(staying) < len(self.members[group]):
                found.append((group, staying))
        return found

    def reach(self, columns: Sequence[int]) -> int:
        """How many places at most another option gains when these leave."""
        return len(self.left(columns))


# --- findings ------------------------------------------------------------------------------------


def _round(number: float) -> float:
    return round(float(number), DECIMALS) + 0.0


def _of_topic(
    topic: _Topic,
    counted: _Counted,
    weights: Mapping[str, float],
    catalogue: Catalogue,
    top: int,
) -> Finding:
    low, high, error = counted.by_fact(topic.fact)
    moves: list[Move] = []
    would_place: list[str] = []
    whole = 0.0
    for column in topic.columns:
        option = counted.options[column]
        if option.placed:
            moves.append(Move(option.id, _round(low[column]), _round(high[column]), _round(error[column])))  # fmt: skip
        elif _would_be_placed(option, topic.fact, weights, catalogue):
            would_place.append(option.id)
            most = max(float(low[column]), float(high[column]))
            part = counted.draws / PARTS
            moves.append(Move(option.id, 0.0, _round(most), _round((most * (1 - most) / part) ** 0.5)))  # fmt: skip
            whole += most
    sizes = np.abs(high - low)
    whole += float(sizes[counted.placed & (sizes > CHANCE * error)].sum())
    moves.sort(key=lambda move: (-move.size, move.option))
    missing = all(score.source == MISSING for *_, score in topic.rests)
    keys = tuple(dict.fromkeys(key for *_, key, _ in topic.rests))
    who, asks = _who_knows(topic)
    return Finding(
        "score",
        topic.fact,
        "",
        missing,
        keys,
        tuple(counted.options[column].id for column in topic.columns),
        tuple(moves),
        moves[0].size if moves else 0.0,
        moves[0].error if moves else 0.0,
        _round(whole),
        tuple(would_place),
        who,
        asks,
        " ".join(_topic_words(topic, moves, would_place, who, asks, missing, top)),
    )


def _would_be_placed(
    option: Option, fact: str, weights: Mapping[str, float], catalogue: Catalogue
) -> bool:
    """Whether knowing one fact is enough for an option that lacks too much to be placed."""
    if not option.wishes_known:
        return False
    missing = 0.0
    for key in catalogue.keys:
        score = (option.scores or {})[key]
        if score.source == MISSING and score.fact != fact:
            missing += weights[key]
    return round(missing, DECIMALS) <= MOST_MISSING


def _of_question(question: _Question, gained: Integers, counted: _Counted, top: int) -> Finding:
    draws = counted.draws
    moves: list[Move] = []
    whole = 0.0
    for column, option in zip(question.columns, question.options, strict=True):
        if option.placed:
            share = int(counted.hits[column]) / draws
            error = (share * (1 - share) / draws) ** 0.5
            moves.append(Move(option.id, 0.0, _round(share), _round(error)))
            whole += share
    more = gained / draws
    errors = np.sqrt(np.maximum(more - more * more, 0.0) / draws)
    whole += float(more[more > CHANCE * errors].sum())
    moves.sort(key=lambda move: (-move.size, move.option))
    reason = question.reason
    who, asks = _who_answers(question)
    gate: Kind = (
        "law" if question.gate == "law" else "time" if question.gate == "time" else "counsel"
    )
    return Finding(
        gate,
        reason.source,
        reason.code,
        False,
        (),
        tuple(option.id for option in question.options),
        tuple(moves),
        moves[0].size if moves else 0.0,
        moves[0].error if moves else 0.0,
        _round(whole),
        (),
        who,
        asks,
        " ".join(_question_words(question, moves, who, asks, top)),
    )


# --- who could find it out -----------------------------------------------------------------------

_LABORATORY = "doctor or laboratory (DNA)"
_BY_LAWYERS = frozenset(
    {"legal_basis", "precedent", "bad_precedent", "cost", "independence", "protection", "evidence",
     "identification", "duration"}
)  # fmt: skip
_NAMED = 3.0
_FEW = 3
_PARTNER = re.compile(r"\bpartner (P-[\w-]+)")
_PEOPLE = re.compile(r"\s+S-\w+(?:,\s+S-\w+)*")
_PERSONS_DATE = re.compile(r"birth|born|facts")


def _who_knows(topic: _Topic) -> tuple[tuple[str, ...], bool]:
    """Who could find a fact out, and whether it could mean asking a person again."""
    if topic.fact.startswith("wishes"):
        return ("advocate",), True
    partner = _PARTNER.search(topic.fact)
    if partner:
        return (f"partner {partner[1]}", "coordinator"), False
    found: dict[str, None] = {}
    asks = False
    for _, _, key, score in topic.rests:
        if key == "fit":
            found.update(dict.fromkeys(_lawyers(topic.fact, [o for _, o, *_ in topic.rests])))
        elif key == "burden" and score.source in ("person", MISSING):
            found["advocate"] = None
            asks = True
        elif key == "identification" and score.low >= _NAMED:
            found[_LABORATORY] = None
            asks = True
        elif key in _BY_LAWYERS:
            found.update(dict.fromkeys(_lawyers(topic.fact, [o for _, o, *_ in topic.rests])))
    if not found or any(key in ("evidence", "identification") for *_, key, _ in topic.rests):
        found["coordinator"] = None
    return tuple(found), asks


def _who_answers(question: _Question) -> tuple[tuple[str, ...], bool]:
    """Who could answer a reason, and whether it could mean asking a person again."""
    reason = question.reason
    if question.gate == "counsel":
        partner = _PARTNER.search(reason.source)
        asked = partner is not None and reason.code in ("stale", "no_capacity")
        return (
            (f"partner {partner[1]}", "coordinator") if partner and asked else ("coordinator",)
        ), False
    if reason.code == "dna_missing":
        return (_LABORATORY,), True
    lawyers = _lawyers(reason.source, question.options)
    if reason.code == "explain_delay":
        return (*lawyers, "advocate"), True
    if reason.code in ("uncertain", "threshold") and _PERSONS_DATE.search(reason.changes_if or ""):
        return ("advocate", "coordinator"), True
    if reason.code in ("not_identified", "debtor_not_located", "waiver_needed"):
        return ("coordinator", *lawyers), False
    return lawyers, False


def _lawyers(fact: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Lawyers of the state that a fact names, else of the forums that it matters in."""
    first = fact.split(" ", 1)[0]
    forums = sorted({option.forum for option in options})
    hosts = {option.case[:3] for option in options}
    if first in forums or first in hosts:
        return (f"lawyer of {first}",)
    if len(forums) > _FEW:
        return ("coordinator",)
    return tuple(f"lawyer of {forum}" for forum in forums)


# --- words ---------------------------------------------------------------------------------------


def _topic_words(
    topic: _Topic,
    moves: Sequence[Move],
    would_place: Sequence[str],
    who: Sequence[str],
    asks: bool,
    missing: bool,
    top: int,
) -> Iterator[str]:
    names = ", ".join(dict.fromkeys(key.replace("_", " ") for *_, key, _ in topic.rests))
    subject = _PEOPLE.sub("", topic.fact).strip()
    if subject == "wishes":
        cases = sorted({option.case for _, option, *_ in topic.rests})
        subject = f"wishes, {', '.join(cases)}"
    yield f"{subject}: {'nothing is recorded' if missing else 'not certain'} ({names})."
    if moves:
        first = moves[0]
        if first.option in would_place:
            yield (
                f"{first.option} is not known well enough to be placed; if this were known it could "
                f"be in the first {top} in {100 * first.high:.1f} of 100 tries."
            )
        else:
            yield (
                f"{first.option} is in the first {top} in {100 * first.low:.1f} of 100 tries where its "
                f"level is low, and in {100 * first.high:.1f} where it is high."
            )
    yield from _asked_of(who, asks)


def _question_words(
    question: _Question, moves: Sequence[Move], who: Sequence[str], asks: bool, top: int
) -> Iterator[str]:
    reason = question.reason
    yield f"{question.gate.capitalize()}: {reason.text.rstrip('.')}."
    if moves:
        first = moves[0]
        yield (
            f"{first.option} is in the first {top} in {100 * first.high:.1f} of 100 tries as things "
            "stand, and in none if this way is not there."
        )
    yield from _asked_of(who, asks)


def _asked_of(who: Sequence[str], asks: bool) -> Iterator[str]:
    yield f"Who could find it out: {', '.join(who)}."
    if asks:
        yield DO_NOT_ASK
