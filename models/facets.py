"""Facets: what lists are narrowed by, as entries of the index of words.

So the index tells by itself what has a word and is of this speaker and that topic: it goes through
all of them at once, from what they have in common to the next. Else each record that has the word,
of so many, would be asked whose it is. In which stretch of a list a record stands is a facet too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from .filters import AnyOf, Every, Filters
from .stretch import Stretch, stretches

if TYPE_CHECKING:
    from .base import Record
    from .row import Row

# Before a facet, and wherever it has neither a letter nor a digit. No word has one.
SIGN = "_"
OF_NO_WORD = re.compile("[^a-z0-9]")


def facets(model: type[Record], rows: Sequence[Row]) -> Iterator[str]:
    """The facets of a document of a kind, taken apart into rows; some of them more than once."""
    kept = _kept(model)
    for row in rows:
        for name, column in kept.get(row.model.__table__, ()):
            if value := row.value(column):
                yield _facet(name, value)
    yield from map(of_stretch, stretches(model, rows[0]))


def of_stretch(stretch: Stretch) -> str:
    """The entry of a stretch: that of no facet, though a meeting were `key-osaka`."""
    return _facet(f"in_{stretch.name}", stretch.word)


@lru_cache(10_000)
def _facet(name: str, value: str) -> str:
    return OF_NO_WORD.sub(SIGN, f"{SIGN}{name}{SIGN}{value}")


@cache
def _kept(model: type[Record]) -> Mapping[Any, Sequence[tuple[str, str]]]:
    """The filters that are facets by the tables that hold their values, each with the column."""
    kept: dict[Any, list[tuple[str, str]]] = {}
    for name, how in _told(model).items():
        column = how.column if isinstance(how, Every) else how.column.key
        kept.setdefault(how.table, []).append((name, column))
    return kept


@cache
def _told(model: type[Record]) -> Mapping[str, AnyOf | Every]:
    """The filters that are facets."""
    conditions: Mapping[str, Any] = model.conditions
    return {name: how for name, how in conditions.items() if isinstance(how, AnyOf | Every)}


def asked(model: type[Record], filters: Filters) -> list[Sequence[str]]:
    """What passes the filters has one of each of these facets."""
    every: list[Sequence[str]] = []
    for name, how in _told(model).items():
        values = [_facet(name, value) for value in filters.get(name, ())]
        every += [[value] for value in values] if isinstance(how, Every) else [values]
    return [any_of for any_of in every if any_of]


def number(model: type[Record], filters: Filters) -> int:
    """How many facets are asked, without making them."""
    told = ((_told(model).get(name), values) for name, values in filters.items())
    return sum(len(values) if isinstance(how, Every) else 1 for how, values in told if how)


def untold(model: type[Record], filters: Filters) -> Filters:
    """The filters of which facets tell nothing."""
    return {name: values for name, values in filters.items() if name not in _told(model)}
