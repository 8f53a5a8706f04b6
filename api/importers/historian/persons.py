"""Persons: how the records mention them, and what is seen of one over the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from . import names
from .names import Name, taken_apart

# Whoever is seen in an office twice within so many days held it in between.
CLEARLY = 2 * 365
# One at a time holds these offices.
SINGLE = {"head_of_state", "head_of_government", "foreign_minister"}
# What a state became: its leaders went on.
HEIRS = {"suhh": "ru", "cshh": "cz", "yucs": "rs", "csxx": "rs"}


def line_of(party: str) -> str:
    """A party, or the one that went on from it."""
    return HEIRS.get(party, party)


class Mention(NamedTuple):
    """A person as a record names one, with the title and the party that the record gives."""

    party: str
    title: str
    name: str
    day: str
    capacity: str
    royal: bool
    # The source that says so, and the record there.
    source: str
    locator: str
    # A president's or secretary's id.
    person: str = ""

    @property
    def line(self) -> str:
        return line_of(self.party)

    @property
    def office(self) -> str:
        """The office as far as it tells persons apart: who is elected has it already."""
        if self.capacity == "leader_elect":
            return "head_of_government" if "minister" in self.title.casefold() else "head_of_state"
        return self.capacity if self.capacity in SINGLE else self.title.casefold()


class Span(NamedTuple):
    """A name and an office, and the days of its first and its last mention."""

    name: Name
    office: str
    first: int
    last: int

    def gap(self, first: int, last: int) -> int:
        """How many days lie between it and other days; 0 where they overlap."""
        return max(0, first - self.last, self.first - last)


class Person:
    """All mentions that are of one person."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.mentions: list[Mention] = []
        self.spans: list[Span] = []

    def add(self, mentions: Sequence[Mention]) -> None:
        self.mentions += mentions
        days = [day_of(m) for m in mentions]
        one = mentions[0]
        self.spans.append(Span(taken_apart(one.name), one.office, min(days), max(days)))

    @property
    def usual_name(self) -> str:
        """The full name that is recorded most often, or what there is."""
        counted = Counter(m.name for m in self.mentions)
        return max(counted, key=lambda n: (taken_apart(n).full, counted[n], -len(n), n))

    @property
    def party(self) -> str | None:
        """The party that the person is mentioned for most often."""
        counted = Counter(m.party for m in self.mentions if m.party)
        return max(counted, key=lambda party: (counted[party], party)) if counted else None

    @property
    def id(self) -> str:
        """The data set's own name for a president or a secretary."""
        return self.mentions[0].person

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day on which the person is mentioned."""
        days = [m.day for m in self.mentions]
        return min(days), max(days)

    def extent_as(self, mention: Mention, full: bool = True) -> Span | None:
        """From when to when the person is seen in a mention's office, under such a name."""
        word, office = taken_apart(mention.name).words[-1], mention.office
        found = [
            s
            for s in self.spans
            if s.office == office
            and s.name.full is full
            and names.has(s.name, word, first=mention.royal, spelling=office in SINGLE)
        ]
        if not found:
            return None
        return Span(found[0].name, office, min(s.first for s in found), max(s.last for s in found))

    def is_called(self, mention: Mention, full: bool | None = None) -> bool:
        """Whether the person has the family's or the king's name of a mention."""
        word = taken_apart(mention.name).words[-1]
        return any(
            names.same(word, s.name.words[0] if mention.royal else names.family(s.name, self.line))
            for s in self.spans
            if full is None or s.name.full is full
        )

    def busy(self, day: int) -> bool:
        """Whether the person is seen in one of the highest offices shortly before and after."""
        days = sorted(day_of(m) - day for m in self.mentions if m.office in SINGLE)
        return any(a <= 0 <= b and b - a <= CLEARLY for a, b in pairwise(days))


def day_of(mention: Mention) -> int:
    return date.fromisoformat(mention.day).toordinal()
