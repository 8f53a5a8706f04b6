"""Stretches: where in a list those records stand whose slugs begin with the same word.

Slugs begin with places. So nearly all that a search for a place finds may be in one stretch, which
may be at the end of the list. The index of words has the stretches of a record as it has facets:
it tells what is found elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from .dates import UNDATED
from .key import Key
from .words import parse

if TYPE_CHECKING:
    from .base import Record
    from .row import Row

# What orders are led by that have stretches: slugs, and days, after which the undated come by slug.
SLUGS, DAYS = ("meeting_key", "slug"), ("first_day", "recency")
# What ends the first word of a slug, and of how many words that are asked for one may be that. So
# many letters are the least that one may begin with: fewer are those of too many.
HYPHEN, TRIED, LETTERS = "-", 3, 3


class Stretch(NamedTuple):
    """What leads an order, as facets are named, and the word that slugs begin with.

    `begins`: whether that may go on.
    """

    name: str
    word: str
    begins: bool = False


def stretches(model: type[Record], row: Row) -> Iterator[Stretch]:
    """The stretches that the record of a row stands in: one for each way to order its list."""
    for name in _names(model):
        word, hyphen, _ = row.value(name if name in SLUGS else "slug").partition(HYPHEN)
        if hyphen and (name in SLUGS or row.value("recency") == UNDATED):
            yield Stretch(name, word)


def asked(order: Sequence[str], query: str) -> Iterator[Stretch]:
    """The stretches of an order, if it has any, in which those may be that a query finds."""
    if name := _name(order):
        for word, begins in islice(dict.fromkeys(_words(query)), TRIED):
            yield Stretch(name, word, begins)


def start(order: Sequence[str], stretch: Stretch) -> Key:
    """A key in an order which all of a stretch come after."""
    return [_slug(stretch) if column in SLUGS else UNDATED for column in order]


def is_in(stretch: Stretch, order: Sequence[str], row: Any) -> bool:
    """Whether the first row after its start is in a stretch: else there is no such stretch."""
    slug: str = next(getattr(row, column) for column in order if column in SLUGS)
    return slug.startswith(_slug(stretch))


def _slug(stretch: Stretch) -> str:
    return stretch.word if stretch.begins else f"{stretch.word}{HYPHEN}"


def _words(query: str) -> Iterator[tuple[str, bool]]:
    """The words that a query asks for, and whether they only begin so."""
    for term in parse(query):
        if term.wanted:
            *others, last = term.words
            yield from ((word, False) for word in others)
            if not term.prefix or len(last) >= LETTERS:
                yield last, term.prefix


@cache
def _names(model: type[Record]) -> frozenset[str]:
    return frozenset(filter(None, map(_name, model.sorts.values())))


def _name(order: Sequence[str]) -> str | None:
    first, *rest = order
    if first in DAYS and rest == ["slug"]:
        return "undated"
    return first if first in SLUGS else None
