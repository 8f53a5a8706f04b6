"""What a vocabulary is: values with definitions, and the outside terms that they match.

Outside terms are written `prefix:term`; PREFIXES says what each prefix stands for.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

PREFIXES = {
    "cameo": "CAMEO event codes, Conflict and Mediation Event Observations codebook 1.1b3",
    "cito": "CiTO, the Citation Typing Ontology, http://purl.org/spar/cito/",
    "csl": "Item types of the Citation Style Language 1.0.2",
    "ical": "STATUS values of iCalendar, RFC 5545",
    "schema": "schema.org, https://schema.org/",
}


class Vocabulary(StrEnum):
    """A word with a one-line `definition` and the outside terms it `matches`."""

    definition: str
    matches: tuple[str, ...]

    def __new__(cls, value: str, definition: str, *matches: str) -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.definition = definition
        word.matches = matches
        return word

    @classmethod
    def described(cls) -> str:
        """The vocabulary's title and every value's definition, as Markdown."""
        values = "\n".join(f"- `{word.value}`: {word.definition}" for word in cls)
        return f"{cls.__doc__}\n\n{values}"
