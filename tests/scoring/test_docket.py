"""From a ranking to a docket: what can never be in one, what bars what, who carries what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from cases.gates import OPEN, Gate, Reason
from cases.model import Case
from criteria.assess import Score
from criteria.load import read_criteria
from jurisdictions.law import LimitAnswer
from jurisdictions.load import Law, read_law
from partners.model import Partner
from scoring.casebook import Casebook
from scoring.docket import (
    HORIZON,
    Docket,
    Effort,
    docket,
    effort_of,
    portfolio_json,
    portfolio_text,
    support_only,
)
from scoring.options import Option, Ranking, Value
from scoring.portfolio import NotForADocket
from scoring.value import value_matrices, weigh

DAY = date(2026, 11, 1)
CATALOGUE = read_criteria().catalogue
WEIGHTS = {key: 1 / len(CATALOGUE.keys) for key in CATALOGUE.keys}
HUMAN_FAIL = Gate("fail", (Reason("refused", "fail", True, "Not agreed.", "ledger"),))


@cache
def law() -> Law:
    return read_law()


def _option(
    id_: str,
    claimants: tuple[str, ...] = ("S-0001",),
    level: float = 0.75,
    standing: str = "open",
    placed: bool = True,
    consent: Gate = OPEN,
    until: date | None = None,
) -> Option:
    case, avenue, forum = id_.split("/")
    gates = dict.fromkeys(("consent", "safety", "best_interests", "law", "time", "counsel"), OPEN)
    gates["consent"] = consent
    scores = {}
    for criterion in CATALOGUE.criteria:
        reach = criterion.high - criterion.low
        at = criterion.low + reach * (level if criterion.better == "more" else 1 - level)
        scores[criterion.key] = Score(at, at, at, "person", criterion.key)
    value = float(weigh(value_matrices([scores], CATALOGUE)[1], list(WEIGHTS.values()))[0])
    limit = LimitAnswer("open" if until else "none", until, until, None, None, "", True, ())
    return Option(
        case, avenue, forum, ("A1",), standing, claimants, claimants, gates, limit, scores, 0.0,
        True, placed, Value(value, value, value),
    )  # fmt: skip


def _case(code: str, sending: str = "FRA", **more: Any) -> Case:
    return Case.model_validate(
        {
            "code": code,
            "label": "Made up",
            "host_state": code[:3],
            "incident": {"from": "2020", "to": "2020", "conduct": ["rape"], "pattern": "single"},
            "accused": [
                {
                    "ref": "A1",
                    "sending_state": sending,
                    "category": "military_contingent",
                    "identified": "named",
                }
            ],
            **more,
        }
    )


FAMILIES = ("criminal", "civil", "family", "un_treaty_body", "regional", "information")


def _partner(ref: str, places: int = 9, **more: Any) -> Partner:
    return Partner.model_validate(
        {
            "ref": ref,
            "states": [ref[2:5]],
            "roles": ["legal"],
            "capacity": dict.fromkeys(FAMILIES, 3),
            "willing": dict.fromkeys(FAMILIES, True),
            "can_carry": places,
            "assessed": {"on": "2026-10-01", "by": "coordinator", "valid_until": "2027-10-01"},
            **more,
        }
    )


def _docket(
    options: Sequence[Option],
    cases: Sequence[Case],
    partners: Sequence[Partner] | None = None,
    **more: Any,
) -> Docket:
    if partners is None:
        states = {case.host_state for case in cases} | {option.forum for option in options}
        partners = [_partner(f"P-{state}-1") for state in sorted(states)]
    book = Casebook(casebook=1, origin="ORG-1", cases=tuple(cases), partners=tuple(partners))
    ranking = Ranking(DAY, tuple(options), WEIGHTS, CATALOGUE, "equal")
    return docket(ranking, book, law(), **{"forum_share": None, "country_share": None, **more})


def _ids(found: Docket) -> list[str]:
    return [member.id for member in found.members]


def test_support_only_gains_nothing_and_asks_nothing() -> None:
    values = support_only(CATALOGUE)
    for criterion, value in zip(CATALOGUE.criteria, values, strict=True):
        assert value == (1.0 if criterion.better == "less" else 0.0)
    less = sum(criterion.better == "less" for criterion in CATALOGUE.criteria)
    option = _option("HTI-001/paternity_host/HTI")
    found = _docket([option], [_case("HTI-001")])
    assert found.support_only == pytest.approx(less / len(CATALOGUE.keys))
    assert option.value is not None
    assert found.value == pytest.approx(option.value.likely - found.support_only)


def test_an_option_worth_no_more_than_support_only_stays_out() -> None:
    found = _docket([_option("HTI-001/paternity_host/HTI", level=0.0)], [_case("HTI-001")])
    assert _ids(found) == []
    assert "no greater than that of support only" in found.left_out[0].why[0]


@pytest.mark.parametrize(
    "hidden",
    [
        {"standing": "unavailable", "placed": False, "consent": HUMAN_FAIL},
        {"standing": "closed", "placed": False},
        {"standing": "under_way", "placed": False},
        {"placed": False},
        # A place that should never have been given is not believed.
        {"consent": HUMAN_FAIL},
        {"standing": "unavailable"},
    ],
)
def test_what_is_not_open_to_people_is_never_in_it_and_cannot_be_locked_in(
    hidden: dict[str, Any],
) -> None:
    shown = _option("HTI-001/paternity_host/HTI", level=0.6)
    other = _option("HTI-002/paternity_host/HTI", ("S-0002",), level=1.0, **hidden)
    cases = [_case("HTI-001"), _case("HTI-002")]
    draws = np.tile(list(WEIGHTS.values()), (3, 1))
    found = _docket([shown, other], cases, draws=draws)
    assert _ids(found) == [shown.id]
    assert other.id not in portfolio_json(found)
    assert other.id not in "\n".join(portfolio_text(found))
    with pytest.raises(NotForADocket) as refused:
        _docket([shown, other], cases, lock_in=[other.id])
    assert "refused" not in str(refused.value)
    assert "agreed" not in str(refused.value)


def test_one_filing_bars_another_body_for_the_same_facts_or_claimants() -> None:
    first = _option("HTI-001/crc_opic/FRA")
    same_person = _option("HTI-002/ecthr/FRA", ("S-0001",))
    others = _option("HTI-003/ecthr/FRA", ("S-0003",))
    other_state = _option("HTI-004/ecthr/DEU", ("S-0001",))
    cases = [_case("HTI-001"), _case("HTI-002"), _case("HTI-003"), _case("HTI-004", "DEU")]
    found = _docket([first, same_person, others, other_state], cases)
    assert [(bar.first, bar.second) for bar in found.excludes] == [
        (first.id, same_person.id),
        (same_person.id, first.id),
    ]
    assert others.id in _ids(found)
    assert other_state.id in _ids(found)
    assert len({first.id, same_person.id} & set(_ids(found))) == 1
    assert all("art." in bar.source for bar in found.excludes)


def test_cases_pleaded_together_are_the_same_matter() -> None:
    first = _option("HTI-001/crc_opic/FRA")
    joined = _option("HTI-002/ecthr/FRA", ("S-0002",))
    cases = [_case("HTI-001", joined_with=["HTI-002"]), _case("HTI-002")]
    assert len(_docket([first, joined], cases).members) == 1


def test_what_bars_only_while_pending_may_follow_and_what_bars_once_settled_may_not() -> None:
    # At present (no order) a pending matter elsewhere closes the Human Rights Committee.
    first = _option("HTI-001/acerwc/BEN")
    hrc = _option("HTI-001/hrctte/BEN")
    cases = [_case("HTI-001", "BEN")]
    apart = _docket([first, hrc], cases, together=[("acerwc", "hrctte")])
    assert len(apart.members) == 1
    short = {"acerwc": Effort(0.5, 1.0, 1)}
    after = _docket([first, hrc], cases, orders=[(hrc.id, first.id)], efforts=short)
    assert _ids(after) == [first.id, hrc.id]
    assert [member.starts for member in after.members] == [0, 1]
    # The other way round: a decision on the merits there closes the African Children's Committee.
    soon = {"hrctte": Effort(0.5, 1.0, 1)}
    settled = _docket([first, hrc], cases, orders=[(first.id, hrc.id)], efforts=soon)
    assert first.id not in _ids(settled)


def test_an_order_moves_the_later_option_to_when_the_earlier_ends() -> None:
    first = _option("HTI-001/paternity_host/HTI")
    later = _option("HTI-001/crc_opic/FRA")
    efforts = {
        "paternity_host": Effort(1.0, 1.0, 2),
        "crc_opic": Effort(0.0, 1.0, 3),
    }
    partners = [_partner("P-HTI-1", 1), _partner("P-FRA-1", 1)]
    found = _docket(
        [first, later], [_case("HTI-001")], partners, orders=[(later.id, first.id)], efforts=efforts
    )
    assert [(member.id, member.starts) for member in found.members] == [
        (later.id, 2),
        (first.id, 0),
    ]
    used = {use.partner: use.used for use in found.partners}
    total = [a + b for a, b in zip(used["P-HTI-1"], used["P-FRA-1"], strict=True)]
    assert total == [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    assert found.periods[2] == date(2027, 11, 1)


@pytest.mark.parametrize(
    ("until", "inside"), [(date(2027, 10, 31), False), (date(2027, 11, 1), True)]
)
def test_an_option_is_never_put_off_past_its_own_time_limit(until: date, inside: bool) -> None:
    first = _option("HTI-001/paternity_host/HTI")
    later = _option("HTI-001/crc_opic/FRA", until=until)
    efforts = {"paternity_host": Effort(1.0, 1.0, 2)}
    given_: dict[str, Any] = {"orders": [(later.id, first.id)], "efforts": efforts}
    found = _docket([first, later], [_case("HTI-001")], **given_)
    assert (later.id in _ids(found)) == inside
    if not inside:
        assert any("run out" in why for left in found.left_out for why in left.why)
        with pytest.raises(NotForADocket, match="run out"):
            _docket([first, later], [_case("HTI-001")], lock_in=[later.id], **given_)


def test_orders_in_a_circle_are_refused() -> None:
    one, two = _option("HTI-001/paternity_host/HTI"), _option("HTI-001/crc_opic/FRA")
    with pytest.raises(NotForADocket, match="circle"):
        _docket([one, two], [_case("HTI-001")], orders=[(one.id, two.id), (two.id, one.id)])


def test_one_main_avenue_a_case_unless_they_go_together() -> None:
    one, two = _option("HTI-001/paternity_host/HTI"), _option("HTI-001/civil_state_tcc/FRA")
    request = _option("HTI-001/foi/FRA", ())
    cases = [_case("HTI-001")]
    found = _docket([one, two, request], cases)
    assert len({one.id, two.id} & set(_ids(found))) == 1
    assert request.id in _ids(found)
    both = _docket([one, two], cases, together=[("civil_state_tcc", "paternity_host")])
    assert _ids(both) == [two.id, one.id]


def test_a_person_is_carried_by_the_lawyer_they_mandated_and_nobody_by_one_in_conflict() -> None:
    option = _option("HTI-001/paternity_host/HTI")
    better = _partner("P-HTI-1", capacity={"family": 4})
    theirs = _partner("P-HTI-2", capacity={"family": 1})
    mandate = {"person": "S-0001", "partner": "P-HTI-2", "forum": "HTI", "on": "2026-01"}
    free = _docket([option], [_case("HTI-001")], [better, theirs])
    assert free.members[0].carried_by == (("HTI", "P-HTI-1"),)
    chosen = _docket([option], [_case("HTI-001", representation=[mandate])], [better, theirs])
    assert chosen.members[0].carried_by == (("HTI", "P-HTI-2"),)
    torn = [
        _partner("P-HTI-1", conflicts=["HTI-001"]),
        _partner("P-HTI-2", willing={"family": False}),
    ]
    none = _docket([option], [_case("HTI-001")], torn)
    assert none.members == ()
    assert none.left_out[0].why == ("No partner could carry it (HTI).",)


def test_what_partners_carry_already_is_not_promised_again() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2, 3)]
    cases = [_case(f"HTI-00{n}") for n in (1, 2, 3)]
    found = _docket(options, cases, [_partner("P-HTI-1", 4, carrying=3)])
    assert _ids(found) == ["HTI-001/paternity_host/HTI"]
    forced = _docket(
        options, cases, [_partner("P-HTI-1", 4, carrying=3)], lock_in=[o.id for o in options]
    )
    assert not forced.feasible
    assert forced.relaxations[0].by == 2
    assert "Let P-HTI-1 carry 2 more at once." in list(portfolio_text(forced))[2]


def test_locks_hold() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2)]
    cases = [_case("HTI-001"), _case("HTI-002")]
    one_place = [_partner("P-HTI-1", 1)]
    assert _ids(_docket(options, cases, one_place)) == [options[0].id]
    assert _ids(_docket(options, cases, one_place, lock_in=[options[1].id])) == [options[1].id]
    assert _ids(_docket(options, cases, one_place, lock_out=[options[0].id])) == [options[1].id]
    with pytest.raises(NotForADocket, match="no option"):
        _docket(options, cases, one_place, lock_out=["HTI-009/paternity_host/HTI"])


def test_a_docket_does_not_rest_on_one_forum_or_one_country() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2, 3)]
    options.append(_option("SLE-001/paternity_host/SLE", ("S-0004",)))
    cases = [*(_case(f"HTI-00{n}") for n in (1, 2, 3)), _case("SLE-001", "DEU")]
    assert len(_docket(options, cases).members) == 4
    forums = _docket(options, cases, forum_share=0.5)
    assert sorted(id_[:3] for id_ in _ids(forums)) == ["HTI", "SLE"]
    countries = _docket(options, cases, country_share=0.6)
    assert sorted(id_[:3] for id_ in _ids(countries)) == ["HTI", "SLE"]


def test_the_budget_counts_levels_of_cost_or_the_costs_given() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2)]
    cases = [_case("HTI-001"), _case("HTI-002")]
    found = _docket(options, cases, budget=1.5)
    assert len(found.members) == 1
    assert found.spent == 1.0
    costs = {options[0].id: 9000.0, options[1].id: 4000.0}
    assert _ids(_docket(options, cases, budget=5000, costs=costs)) == [options[1].id]


def test_the_edge_is_what_the_weights_decide() -> None:
    options = [_option(f"HTI-00{n}/paternity_host/HTI", (f"S-000{n}",)) for n in (1, 2)]
    assert options[0].scores is not None
    assert options[1].scores is not None
    mine, theirs = dict(options[0].scores), dict(options[1].scores)
    mine["evidence"] = Score(4, 4, 4, "person", "e")
    theirs["precedent"] = Score(4, 4, 4, "person", "p")
    options[0].scores, options[1].scores = mine, theirs
    cases = [_case("HTI-001"), _case("HTI-002")]
    keys = list(CATALOGUE.keys)
    draws = np.zeros((4, len(keys)))
    draws[:3, keys.index("evidence")] = 1
    draws[3, keys.index("precedent")] = 1
    found = _docket(options, cases, [_partner("P-HTI-1", 1)], draws=draws)
    assert found.core is not None
    assert [option.share for option in found.core.options] == [0.75, 0.25]
    assert found.edge == (options[0].id, options[1].id)
    with pytest.raises(NotForADocket, match="draws"):
        _docket(options, cases, draws=draws[:, 1:])


def test_every_avenue_asks_for_something() -> None:
    for avenue in law().avenues.values():
        effort = effort_of(avenue)
        assert 0 < effort.host <= 1
        assert 0 < effort.forum <= 1
        assert 1 <= effort.half_years <= HORIZON
    assert effort_of(law().avenues["paternity_host"]).half_years == 5  # (0.5 + 4) / 2 years
    assert effort_of(law().avenues["nationality_and_birth_registration"]).half_years == 6


def _many() -> Iterator[tuple[list[Option], list[Case]]]:
    options, cases = [], []
    for number in range(1, 7):
        code = f"HTI-{number:03d}"
        cases.append(_case(code, ("FRA", "DEU")[number % 2]))
        forum = ("FRA", "DEU")[number % 2]
        who = (f"S-{number:04d}",)
        options += [
            _option(f"{code}/paternity_host/HTI", who, 0.5 + number / 20),
            _option(f"{code}/crc_opic/{forum}", who, 0.6),
        ]
    yield options, cases


def test_the_same_bytes_twice_and_from_any_order() -> None:
    options, cases = next(_many())
    draws = np.random.default_rng(1).dirichlet(np.ones(len(CATALOGUE.keys)), 50)
    partners = [_partner("P-HTI-1", 3), _partner("P-FRA-1", 2), _partner("P-DEU-1", 2)]
    text = portfolio_json(_docket(options, cases, partners, draws=draws, forum_share=0.5))
    again = portfolio_json(_docket(options, cases, partners, draws=draws, forum_share=0.5))
    turned = portfolio_json(
        _docket(options[::-1], cases[::-1], partners[::-1], draws=draws, forum_share=0.5)
    )
    assert text == again == turned
    read = json.loads(text)
    assert read["feasible"] is True
    for use in read["partners"]:
        assert all(used <= free for used, free in zip(use["used"], use["free"], strict=True))
    for member in read["members"]:
        assert member["claimants"]
        assert {entry["partner"] for entry in member["carried_by"]} <= {p.ref for p in partners}


def test_an_empty_ranking_gives_an_empty_docket() -> None:
    found = _docket([], [])
    assert found.feasible
    assert found.members == ()
    assert found.value == 0
    assert next(portfolio_text(found)).startswith("A docket of 0")
