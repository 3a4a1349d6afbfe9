"""What a careful reader expects of the sample casebook, option by option."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from cases.gates import HUMAN_GATES
from criteria.load import read_criteria, read_weights
from jurisdictions.load import Law, read_law
from reading.strict import read_file
from scoring.casebook import Casebook, read_casebook
from scoring.options import Option, Ranking, rank_options

ROOT = Path(__file__).parents[2]
CRITERIA = read_criteria()


@pytest.fixture(scope="module")
def law() -> Law:
    return read_law()


@pytest.fixture(scope="module")
def book(law: Law) -> Casebook:
    return read_casebook(ROOT / "data" / "demo" / "sample.yaml", law, CRITERIA.catalogue)[0]


@pytest.fixture(scope="module")
def ranking(law: Law, book: Casebook) -> Ranking:
    weights = read_weights(CRITERIA)
    return rank_options(book, law, CRITERIA.catalogue, weights.values, date(2026, 11, 1))


@pytest.fixture(scope="module")
def option(ranking: Ranking) -> Callable[[str], Option]:
    return partial(found_in, ranking)


def codes(option: Option, gate: str) -> list[str]:
    return [reason.code for reason in option.gates[gate].reasons]


def found_in(ranking: Ranking, option_id: str) -> Option:
    found = ranking.option(option_id)
    assert found is not None, option_id
    return found


def of_case(ranking: Ranking, code: str) -> list[Option]:
    return [option for option in ranking.options if option.case == code]


def shortlistable(ranking: Ranking, code: str) -> set[str]:
    return {option.id for option in of_case(ranking, code) if option.shortlistable}


# --- HTI-014 -------------------------------------------------------------------------------------


def test_the_haitian_paternity_claim_is_for_mother_and_child_with_consent_and_counsel(
    option: Callable[[str], Option],
) -> None:
    found = option("HTI-014/paternity_host/HTI")
    assert found.claimants == ("S-0141", "S-0142")
    assert found.shortlistable
    for gate in (*HUMAN_GATES, "counsel"):
        assert found.gates[gate].result == "pass"
        assert found.gates[gate].reasons == ()
    assert found.accused == ("A1",)


def test_what_only_was_asked_and_what_was_refused_is_not_available(
    option: Callable[[str], Option],
) -> None:
    asked = option("HTI-014/crc_opic/DEU").gates["consent"]
    assert asked.result == "needs"
    assert [r.code for r in asked.reasons if r.who == "S-0141"] == ["no_answer"]
    media = option("HTI-014/media/HTI").gates["consent"]
    assert media.result == "fail"
    assert [r.code for r in media.reasons if r.who == "S-0141"] == ["refused", "must_not"]


# --- SLE-031 -------------------------------------------------------------------------------------

AGREED = {
    f"SLE-031/{avenue}/{forum}"
    for avenue in ("crc_opic", "acerwc", "civil_state_tcc")
    for forum in ("GAB", "BDI")
}


def test_a_refusal_to_everything_leaves_the_case_to_the_one_who_agreed(ranking: Ranking) -> None:
    found = [option for option in of_case(ranking, "SLE-031") if option.claimants]
    assert {option.id for option in found} == AGREED
    assert {option.claimants for option in found} == {("S-0311",)}
    assert all("S-0312" not in option.who for option in found)
    assert shortlistable(ranking, "SLE-031") <= AGREED


def test_the_words_of_the_one_who_refused_are_in_nothing(
    law: Law, book: Casebook, ranking: Ranking
) -> None:
    """The score of evidence is that of S-0311's testimony and of the cleared report alone."""
    evidence = {
        option.scores["evidence"][:3]
        for option in of_case(ranking, "SLE-031")
        if option.scores is not None
    }
    assert evidence == {(3, 4, 4)}
    case = next(case for case in book.cases if case.code == "SLE-031")
    without = case.model_copy(
        update={"evidence": tuple(item for item in case.evidence if "S-0312" not in item.of)}
    )
    own_alone = case.model_copy(
        update={"evidence": tuple(item for item in case.evidence if "S-0312" in item.of)}
    )
    for changed, same in ((without, True), (own_alone, False)):
        other = book.model_copy(
            update={"cases": tuple(changed if c.code == "SLE-031" else c for c in book.cases)}
        )
        weights = read_weights(CRITERIA).values
        again = rank_options(other, law, CRITERIA.catalogue, weights, date(2026, 11, 1))
        for option in of_case(ranking, "SLE-031"):
            found = found_in(again, option.id)
            if found.scores is not None and not same:
                assert found.scores["evidence"][:3] == (0, 0, 1)
            assert found.standing == option.standing
            assert (found.scores == option.scores) is (same or option.scores is None)
            assert (found.value == option.value) is (same or option.value is None)


def test_a_guardian_with_a_suspected_conflict_keeps_a_child_out_of_acerwc(
    law: Law, book: Casebook, option: Callable[[str], Option]
) -> None:
    assert option("SLE-031/acerwc/GAB").claimants == ("S-0311",)
    alone = book.model_copy(
        update={"people": tuple(p for p in book.people if p.ref not in ("S-0311", "S-0312"))}
    )
    weights = read_weights(CRITERIA).values
    found = rank_options(alone, law, CRITERIA.catalogue, weights, date(2026, 11, 1))
    acerwc = found_in(found, "SLE-031/acerwc/GAB")
    assert acerwc.who == ("S-0313",)
    assert codes(acerwc, "consent") == ["independent_guardian_needed"]
    assert not acerwc.shortlistable


def test_before_a_body_the_hosts_lawyer_who_was_mandated_for_that_state_acts(
    option: Callable[[str], Option],
) -> None:
    assert codes(option("SLE-031/crc_opic/GAB"), "counsel") == []
    assert codes(option("SLE-031/acerwc/BDI"), "counsel") == ["not_mandated"]
    assert codes(option("SLE-031/civil_state_tcc/BDI"), "counsel") == ["no_lawyer"]
    assert codes(option("SLE-031/civil_state_tcc/GAB"), "counsel") == ["not_mandated", "stale"]


# --- SLE-003, SLE-011, HTI-022, LBR-040 ----------------------------------------------------------


def test_nothing_is_done_about_someone_whom_nobody_has_asked(ranking: Ranking) -> None:
    assert of_case(ranking, "SLE-003")
    assert shortlistable(ranking, "SLE-003") == set()
    for option in of_case(ranking, "SLE-003"):
        assert option.standing in ("unavailable", "closed")
        assert option.claimants == ()


def test_a_lawyer_who_acted_for_the_other_side_does_not_cover_the_prosecution(
    option: Callable[[str], Option],
) -> None:
    found = option("SLE-011/crim_tcc_civilian/CAN")
    assert found.gates["consent"].result == "pass"
    assert found.gates["counsel"].result == "needs"
    assert "conflicted" in codes(found, "counsel")
    assert {r.source for r in found.gates["counsel"].reasons} == {"partner P-CAN-1"}
    assert found.standing == "prepare"


def test_a_pause_on_one_avenue_closes_it_and_leaves_the_other(
    option: Callable[[str], Option],
) -> None:
    host = option("SLE-011/crim_host_state/SLE")
    assert codes(host, "safety") == ["safety_stop"]
    assert not host.shortlistable
    assert codes(option("SLE-011/crim_tcc_civilian/CAN"), "safety") == []


def test_the_host_may_try_civilian_staff_after_a_waiver(option: Callable[[str], Option]) -> None:
    host = option("SLE-011/crim_host_state/SLE")
    waiver = [r for r in host.gates["law"].reasons if r.code == "waiver_needed"]
    assert [(r.result, r.who) for r in waiver] == [("needs", "A1")]
    assert host.gates["law"].result == "needs"


@pytest.mark.parametrize("case", ["HTI-014", "SLE-031", "CIV-007", "SLE-003"])
def test_host_criminal_courts_are_closed_for_contingent_members_by_immunity(
    option: Callable[[str], Option], case: str
) -> None:
    found = option(f"{case}/crim_host_state/{case[:3]}")
    immunity = [r for r in found.gates["law"].reasons if r.code == "immunity"]
    assert immunity
    assert all(r.result == "fail" and r.confirmed for r in immunity)
    assert found.standing == "closed"


def test_an_older_paper_typed_in_later_does_not_undo_a_withdrawal(
    option: Callable[[str], Option],
) -> None:
    found = option("HTI-022/constitutional_tcc/ZMB")
    assert codes(found, "consent") == ["withdrawn"]
    assert found.gates["consent"].reasons[0].source == "S-0221 ledger seq 12"
    assert found.standing == "unavailable"


def test_what_ran_out_what_changed_and_what_was_not_all_explained_waits(
    option: Callable[[str], Option],
) -> None:
    assert codes(option("HTI-022/un_special_procedures/ZMB"), "consent") == ["expired"]
    assert codes(option("LBR-040/crc_opic/FRA"), "consent") == ["notice_changed"]
    assert codes(option("LBR-040/review_nonprosecution/FRA"), "consent") == ["record_incomplete"]


def test_a_child_who_cannot_assent_needs_an_independent_guardians_word(
    option: Callable[[str], Option],
) -> None:
    facilitated = option("CIV-007/un_paternity_facilitation/ZAF")
    assert codes(facilitated, "consent") == ["independent_guardian_needed"]
    assert option("CIV-007/paternity_tcc/ZAF").claimants == ("S-0071", "S-0072")


# --- scores, places, order -----------------------------------------------------------------------


def test_only_what_is_shortlistable_has_scores_a_value_and_a_place(ranking: Ranking) -> None:
    for option in ranking.options:
        has = (option.scores, option.value, option.missing_weight)
        if option.shortlistable:
            assert None not in has
        else:
            assert has == (None, None, None)
            assert (option.rank, option.rank_in_case, option.placed) == (None, None, False)


def test_every_case_is_taken_down_every_avenue_in_every_forum_that_its_rule_names(
    law: Law, book: Casebook, ranking: Ranking
) -> None:
    expected = set()
    for case in book.cases:
        sending = {accused.sending_state for accused in case.accused}
        present = {state for accused in case.accused for state in accused.present_in}
        for key, avenue in law.avenues.items():
            forums = {
                "tcc": sending,
                "host": {case.host_state},
                "third": present - sending - {case.host_state},
                "respondent": sending | ({case.host_state} if case.also_against_host else set()),
            }[avenue.forum]
            expected |= {f"{case.code}/{key}/{forum}" for forum in forums}
    assert {option.id for option in ranking.options} == expected
    assert len(ranking.options) == len(expected)


def test_the_fit_of_one_mother_with_one_way_as_worked_by_hand(law: Law, book: Casebook) -> None:
    """S-0141 ranked child support; truth and apology together; punishment; compensation.

    Five outcomes in order have the weights 137/300, 77/300, 47/300, 27/300, 12/300, and the two
    that are tied share the mean of 77 and 47: 62/300. Paternity in the host state brings child
    support first (1.0), truth perhaps (0.6), an apology indirectly (0.25). Child support is what
    somebody must enforce.
    """
    weight = {
        "child_support": 137 / 300,
        "truth_recognition": 62 / 300,
        "apology": 62 / 300,
        "punishment": 27 / 300,
        "compensation": 12 / 300,
    }
    free, enforced = 62 / 300 * (0.6 + 0.25), 137 / 300 * 1.0
    worth = {"primary": 1.0, "possible": 0.6, "indirect": 0.25, "no": 0.0}
    best = max(
        sum(
            weight.get(outcome, 0.0) * worth[promise]
            for outcome, promise in read_file(path).tree["outcomes"].items()
        )
        for path in sorted((ROOT / "jurisdictions" / "avenues").glob("*.yaml"))
    )
    rating = law.profiles["HTI"].ratings.enforceability
    low, high = (rating.low / 4, rating.high / 4) if rating else (0.0, 1.0)
    alone = book.model_copy(
        update={
            "people": tuple(
                person
                if person.ref != "S-0142"
                # The child wishes for all that the mother does, so that hers is the least.
                else person.model_copy(
                    update={"wishes": next(p for p in book.people if p.ref == "S-0141").wishes}
                )
                for person in book.people
            )
        }
    )
    weights = read_weights(CRITERIA).values
    ranking = rank_options(alone, law, CRITERIA.catalogue, weights, date(2026, 11, 1))
    scores = found_in(ranking, "HTI-014/paternity_host/HTI").scores
    assert scores is not None
    fit = scores["fit"]
    assert fit.low == pytest.approx((free + enforced * low) / best, abs=1e-12)
    assert fit.high == pytest.approx((free + enforced * high) / best, abs=1e-12)
    assert free + enforced == pytest.approx(0.632333, abs=1e-6)
    assert best >= free + enforced


def test_the_sample_ranks_the_same_twice(law: Law, book: Casebook, ranking: Ranking) -> None:
    weights = read_weights(CRITERIA).values
    again = rank_options(book, law, CRITERIA.catalogue, weights, date(2026, 11, 1))
    assert again.options == ranking.options
