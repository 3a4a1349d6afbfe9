"""What looks identifying is refused, by kind and without repeating it; plain notes pass."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from reading.identifying import PlainText, looks_identifying


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to someone@example.org", "an e-mail address"),
        ("see https://example.org/x", "a web address"),
        ("see www.example.ht", "a web address"),
        ("example.com has it", "a web address"),
        ("near 18.5392, -72.3350", "coordinates"),
        ("at 18°32' N", "coordinates"),
        ("Mr. Placeholder said so", "a name after a title"),
        ("Dr Placeholder holds it", "a name after a title"),
        ("Mme Exemple", "a name after a title"),
        ("Capitaine Exemple", "a name after a title"),
        ("Señora Ejemplo", "a name after a title"),
        ("a girl called Placeholder", "a name after *called*"),
        ("a man known as Placeholder", "a name after *called*"),
        ("une fille nommée Exemple", "a name after *called*"),
        ("una niña llamada Ejemplo", "a name after *called*"),
        ("passport 12345678", "a document number"),
        ("Passport no. AB 1234567", "a document number"),
        ("carte d'identité 00441122", "a document number"),
        ("matricule 44112", "a document number"),
        ("holds AB123456", "a document number"),
        ("call +509 34 56 78 90", "a phone number"),
        ("call 034 567 8901", "a phone number"),
        ("call (509) 3456-7890", "a phone number"),
        ("call 50934567890", "a phone number"),
    ],
)
def test_what_looks_identifying_is_named_by_its_kind(text: str, kind: str) -> None:
    assert looks_identifying(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Children's court, closed.",
        "Paternity and abuse, one accused",
        "A/RES/52/247 and A/45/594 para. 47(b)",
        "ST/SGB/2003/13",
        "S/2016/360, annex",
        "UN report of 2015-12-17",
        "from 2012-03 to 2014-06-30",
        "2011-07-14 – 2012-01-03",
        "between 2004 and 2017",
        "S-0141 and S-0142 stand apart",
        "HTI-014, joined with HTI-0152",
        "P-HTI-1 holds the file",
        "AV-1 and AV-12 cleared it",
        "art. 340, art. 346(3); CPP arts 7, 8",
        "The mission's conduct and discipline team",
        "dr in the village clinic",
        "it is called off",
        "the so-called family court",
        "named in the file",
        "known as a practice since 2009",
        "a sum of 12 000 to 15 000",
        "within 60 days, 6 months or 20 years",
        "18 or 21; 0.35 of the weight",
        "Médecin de district, sans nom",
        "the General Assembly and the Major Group",
        "",
    ],
)
def test_plain_notes_and_the_fields_own_numbers_pass(text: str) -> None:
    assert looks_identifying(text) is None


def test_a_refusal_names_the_kind_and_never_repeats_the_words() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(PlainText).validate_python("a girl called Placeholder")
    said = str(caught.value.errors()[0]["ctx"]["error"])
    assert said == (
        "this text seems to hold a name after *called*; take it out, the record points to who "
        "holds the file"
    )
