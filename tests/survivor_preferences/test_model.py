"""What a single record is refused for, in words that say what is allowed; and what is legal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from jurisdictions import model as law
from survivor_preferences.consent import consent_gate
from survivor_preferences.model import (
    OUTCOMES,
    BestInterests,
    Event,
    Guardian,
    MustNot,
    Person,
    Record,
    Stop,
    Wishes,
)
from survivor_preferences.people import PersonView


def refusal(model: type[Record], record: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(record)
    return " / ".join(problem["msg"] for problem in caught.value.errors())


def guardian(**changes: Any) -> dict[str, Any]:
    return {
        "ref": "G1",
        "kind": "relative",
        "from": "2020-01-01",
        "to": None,
        "independent": False,
        "conflict": "none",
        "checked": None,
    } | changes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expires": "absent"}, "a grant needs `expires`"),
        ({"notice": "absent"}, "a grant needs `notice`"),
        ({"explained": "absent"}, "a grant needs `explained`"),
        ({"activity": "absent"}, "a grant needs `activity`"),
        ({"activity": "legal_action"}, "a grant of legal_action needs `avenue`"),
        ({"activity": "share"}, "a grant of share needs `recipient`"),
        ({"expires": "2026-06-01T09:00:00Z"}, "`expires` is not after `recorded`"),
        ({"said_on": "2026-06-02"}, "`said_on` lies after the day of `recorded`"),
        ({"avenue": "vra"}, "`avenue` belongs to activity legal_action, not to media"),
        ({"recipient": "press"}, "`recipient` belongs to activity share, not to media"),
        ({"explained": ["risks", "weather"]}, "risks, confidentiality, alternatives"),
        ({"by": "mother"}, "`survivor` or a guardian's code"),
        ({"because": "asked to"}, "Extra inputs are not permitted"),
    ],
)
def test_a_grant_is_refused_in_plain_words(
    an_event: Callable[..., dict[str, Any]], changes: dict[str, Any], words: str
) -> None:
    assert words in refusal(Event, an_event(**changes))


def test_everything_a_grant_lacks_is_said_at_once(an_event: Callable[..., dict[str, Any]]) -> None:
    said = refusal(Event, an_event(expires="absent", notice="absent", explained="absent"))
    assert all(key in said for key in ("`expires`", "`notice`", "`explained`"))


@pytest.mark.parametrize("kind", ["asked", "refuse", "withdraw"])
def test_avenue_and_recipient_belong_to_their_activities_in_every_event(
    an_event: Callable[..., dict[str, Any]], kind: str
) -> None:
    assert "legal_action" in refusal(Event, an_event(kind, activity="petition", avenue="vra"))
    assert "share" in refusal(Event, an_event(kind, activity="petition", recipient="press"))
    assert "two events" in refusal(
        Event, an_event(kind, activity=None, avenue="vra", recipient="press")
    )


@pytest.mark.parametrize("kind", ["refuse", "withdraw"])
def test_a_no_may_name_nothing_and_needs_no_reason(kind: str) -> None:
    no = Event.model_validate(
        {"seq": 1, "kind": kind, "by": "survivor", "recorded": "2026-06-01T09:00:00Z"}
    )
    assert (no.activity, no.avenue, no.recipient) == (None, None, None)
    assert "reason" not in Event.model_fields
    assert "because" not in Event.model_fields


def test_a_grant_may_list_fewer_than_six_and_is_then_not_fully_explained(
    an_event: Callable[..., dict[str, Any]],
) -> None:
    assert not Event.model_validate(an_event(explained=["risks"])).fully_explained
    assert not Event.model_validate(an_event(explained=[])).fully_explained
    assert Event.model_validate(an_event(explained="all")).fully_explained
    six = [
        "read_back",
        "risks",
        "confidentiality",
        "alternatives",
        "right_to_stop",
        "reporting_duty",
    ]
    assert Event.model_validate(an_event(explained=six)).fully_explained


def test_language_format_and_interpreter_are_optional(
    an_event: Callable[..., dict[str, Any]],
) -> None:
    said = Event.model_validate(an_event())
    assert (said.language, said.format, said.interpreter) == (None, None, None)


def test_said_on_may_be_the_day_of_entry_or_earlier(
    an_event: Callable[..., dict[str, Any]],
) -> None:
    for day in ("2026-06-01", "2026-05-30", "2026-06", "2026"):
        said_on = Event.model_validate(an_event(said_on=day)).said_on
        assert said_on is not None
        assert said_on.text == day


def test_a_ledger_whose_seq_does_not_rise_is_refused(
    a_person: Callable[..., dict[str, Any]], an_event: Callable[..., dict[str, Any]]
) -> None:
    for second in (4, 5):
        record = a_person(ledger=[an_event(seq=5), an_event("refuse", seq=second)])
        assert f"seq {second} follows seq 5" in refusal(Person, record)


def test_a_withdrawal_without_a_grant_is_legal(
    a_person: Callable[..., dict[str, Any]], an_event: Callable[..., dict[str, Any]]
) -> None:
    Person.model_validate(a_person(ledger=[an_event("withdraw")]))


def test_an_event_outside_its_guardians_term_is_legal(
    a_person: Callable[..., dict[str, Any]], an_event: Callable[..., dict[str, Any]]
) -> None:
    term = guardian(**{"from": "2020-01-01", "to": "2021-01-01"})
    Person.model_validate(a_person(guardians=[term], ledger=[an_event(by="G1")]))


@pytest.mark.parametrize("checked", [None, {"on": "1999", "by": "AV-1"}])
@pytest.mark.parametrize("conflict", ["none", "suspected", "confirmed", "not_checked"])
def test_any_check_of_a_guardian_is_legal(checked: dict[str, str] | None, conflict: str) -> None:
    Guardian.model_validate(guardian(checked=checked, conflict=conflict))


def test_a_term_wholly_backwards_is_refused_and_one_that_may_be_in_order_is_not() -> None:
    assert "`from` lies wholly after `to`" in refusal(
        Guardian, guardian(**{"from": "2021-02", "to": "2021-01-31"})
    )
    Guardian.model_validate(guardian(**{"from": "2021", "to": "2021-01-01"}))


def test_a_stop_backwards_is_refused() -> None:
    stop = {"from": "2026-10-20T07:30:00Z", "to": "2026-10-20T07:00:00Z", "set_by": "AV-1"}
    assert "`from` lies after `to`" in refusal(Stop, stop)


@pytest.mark.parametrize("by", [[], ["AV-1"], ["AV-1", "AV-1"]])
def test_a_determination_by_fewer_than_two_different_people_is_refused(by: list[str]) -> None:
    record = {
        "on": "2026-06-01",
        "for": "assess",
        "conclusion": "supports",
        "by": by,
        "valid_until": "2027-06-01",
    }
    assert "two different people" in refusal(BestInterests, record)


def test_wishes_are_refused_where_they_say_two_things() -> None:
    on = {"on": "2026-06-01"}
    assert "ranked twice: apology" in refusal(
        Wishes, on | {"ranking": [["apology"], ["punishment", "apology"]]}
    )
    assert "negative points for apology" in refusal(Wishes, on | {"points": {"apology": -1}})
    assert "`ranking` or `points`" in refusal(
        Wishes, on | {"ranking": [["apology"]], "points": {"apology": 1}}
    )
    assert refusal(Wishes, on | {"points": {"apology": float("nan")}})
    assert "number" in refusal(Wishes, on | {"points": {"apology": True}})
    assert refusal(Wishes, on | {"ranking": [["revenge"]]})


def test_sex_is_optional_and_closed(a_person: Callable[..., dict[str, Any]]) -> None:
    assert Person.model_validate(a_person()).sex is None
    assert Person.model_validate(a_person(sex="female")).sex == "female"
    assert refusal(Person, a_person(sex="F"))


@pytest.mark.parametrize("key", ["can_assent", "born", "ledger", "stops", "guardians", "safety"])
def test_what_decides_a_gate_is_never_assumed(
    a_person: Callable[..., dict[str, Any]], key: str
) -> None:
    record = a_person()
    del record[key]
    assert "required" in refusal(Person, record).lower()


@pytest.mark.parametrize("word", ["no", "on", "yes", 1, "false"])
def test_only_true_and_false_say_whether_a_child_can_assent(
    a_person: Callable[..., dict[str, Any]], word: Any
) -> None:
    assert "boolean" in refusal(Person, a_person(can_assent=word))


@pytest.mark.parametrize("seq", [0, -1, True, "5", 1.0])
def test_seq_is_a_whole_number_from_one(an_event: Callable[..., dict[str, Any]], seq: Any) -> None:
    assert refusal(Event, an_event(seq=seq))


def test_the_schema_of_a_person_names_what_files_write() -> None:
    schema = Person.model_json_schema(by_alias=True)["$defs"]
    assert {"from", "to"} <= set(schema["Guardian"]["properties"])
    assert "for" in schema["BestInterests"]["properties"]
    assert schema["Event"]["additionalProperties"] is False


def test_free_texts_that_look_identifying_are_refused(
    a_person: Callable[..., dict[str, Any]],
) -> None:
    assert refusal(Person, a_person(called="someone@example.org"))


def test_the_sample_reads_and_writes_back_as_it_was(
    sample: dict[str, Any], sample_people: dict[str, Person]
) -> None:
    for record in sample["people"]:
        again = sample_people[record["ref"]].model_dump(
            mode="json", by_alias=True, exclude_unset=True
        )
        assert Person.model_validate(again) == sample_people[record["ref"]]
        assert again["ledger"] == [
            event | {"expires": f"{event['expires']}T00:00:00Z"} if event.get("expires") else event
            for event in record["ledger"]
        ]


def test_the_words_for_outcomes_and_for_what_must_not_be_are_those_of_the_law_room() -> None:
    assert OUTCOMES == law.OUTCOMES
    assert get_args(MustNot) == get_args(law.Entailed)


def test_support_stands_apart_from_what_was_agreed(
    view_of: Callable[..., PersonView], an_event: Callable[..., dict[str, Any]]
) -> None:
    """Withdrawing never lowers support: no answer of this room reads it or changes it."""
    support = {"legal": {"state": "in_place", "owner": "P-HTI-1", "by": None}}
    before = view_of(support=support, ledger=[an_event()])
    after = view_of(support=support, ledger=[an_event(), an_event("withdraw", seq=2)])
    assert after.person.support == before.person.support
    without = view_of(ledger=[an_event()])
    at = datetime(2026, 9, 1, tzinfo=UTC)
    assert consent_gate(before, "media", "media", (), at) == consent_gate(
        without, "media", "media", (), at
    )
