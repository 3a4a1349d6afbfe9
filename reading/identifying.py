"""What looks identifying in a free text, and is refused before it is kept.

The record holds no names, addresses, numbers or places below district level: it points to who
holds the file. A message says what kind of thing was seen and never repeats it.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_TITLES = (
    r"Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Capt|Captain|Lt|Lieutenant|Sgt|Sergeant|Cpl|Corporal|"
    r"Col|Colonel|Adjudant|Caporal|Sergent|Capitaine|Mme|Mlle|Madame|Mademoiselle|Monsieur|"
    r"Maître|Señora?|Sra|Dona|Senhora?|Pastor|Imam"
)

_LOOKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an e-mail address", re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")),
    (
        "a web address",
        re.compile(
            r"(?i)\b(?:https?://|www\.)\S|\b[a-z0-9-]+\.(?:com|org|net|info|io|fr|uk|ht|us|int|edu|gov|me|ly)\b"
        ),
    ),
    (
        "coordinates",
        re.compile(
            r"-?\d{1,3}\.\d{2,}\s*°?\s*[NSns]?\s*[,; ]\s*-?\d{1,3}\.\d{2,}"
            r"|\d{1,3}\s*°\s*\d{1,2}\s*['′]"
        ),
    ),
    ("a name after a title", re.compile(rf"\b(?:{_TITLES})\b\.?\s+[^\W\d_a-zà-ÿ]\w")),
    (
        "a name after *called*",
        re.compile(
            r"\b(?:called|named|known as|nicknamed|nommée?|appelée?|prénommée?|surnommée?|llamad[oa]"
            r"|chamad[oa])\s+['\"“‘]?[^\W\d_a-zà-ÿ]\w"
        ),
    ),
    (
        "a document number",
        re.compile(
            r"(?i)\b(?:passport|passeport|pasaporte|identity card|id card|carte d.identité|cedula|"
            r"service number|matricule|licen[cs]e)\b\D{0,20}[A-Z0-9-]*\d{4,}"
            r"|\b(?-i:[A-Z]{1,3})\d{6,}\b"
        ),
    ),
    (
        "a phone number",
        re.compile(
            r"(?<![\w/.-])(?:\+\d[\d\s().-]{6,}\d|(?:\(?\d{2,5}\)?[\s.-]){2,}\d{2,5}(?![\w/-])|\d{8,}(?![\w/-]))"
        ),
    ),
)

_YEAR = r"(?:1[89]|20)\d{2}(?:-\d{2}(?:-\d{2})?)?"
_DATE = re.compile(rf"\b{_YEAR}\b(?:\s*(?:-|–|to)\s*{_YEAR}\b)?")
"""Dates, which are let through; four digits that no year has may be part of a number to call."""


def looks_identifying(text: str) -> str | None:
    """What kind of identifying thing a text seems to hold; None where it seems to hold none."""
    for kind, pattern in _LOOKS:
        subject = _DATE.sub("·", text) if kind == "a phone number" else text
        if pattern.search(subject):
            return kind
    return None


def check_plain(text: str) -> str:
    """Refuse what looks identifying; the message names the kind and not the words."""
    kind = looks_identifying(text)
    if kind:
        raise ValueError(
            f"this text seems to hold {kind}; take it out, the record points to who holds the file"
        )
    return text


PlainText = Annotated[str, AfterValidator(check_plain)]
"""A free text that must not identify anyone."""
