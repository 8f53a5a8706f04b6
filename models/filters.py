"""The conditions that filters make. Every one takes the values that a caller gave, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from .base import Condition, Record
from .citation import Citation
from .dates import earliest, latest
from .identifier import Identifier

Column = InstrumentedAttribute[Any]


def any_of(column: Column) -> Condition:
    """The column holds one of the values."""
    return lambda values: column.in_(values)


def every(model: type[Record], column: Column) -> Condition:
    """For each of the values the record has an entry that holds it in this column."""
    entry = column.class_

    def condition(values: Sequence[str]) -> ColumnElement[bool]:
        owners = (select(entry.slug).where(column == value) for value in values)
        return and_(*(model.slug.in_(slugs) for slugs in owners))

    return condition


def rests_on(model: type[Record]) -> Condition:
    """The record cites each of the sources."""

    def condition(values: Sequence[str]) -> ColumnElement[bool]:
        cited = select(Citation.slug).where(Citation.record == model.record)
        return and_(*(model.slug.in_(cited.where(Citation.source == v)) for v in values))

    return condition


def known_as(model: type[Record]) -> Condition:
    """The record has each of the identifiers, written `scheme:value`; a value may hold colons."""
    pair = tuple_(Identifier.scheme, Identifier.value)

    def condition(values: Sequence[str]) -> ColumnElement[bool]:
        named = select(Identifier.slug).where(Identifier.record == model.record)
        return and_(*(model.slug.in_(named.where(pair == _pair(v))) for v in values))

    return condition


def _pair(identifier: str) -> tuple[str, ...]:
    return tuple(identifier.split(":", 1))


def not_before(last_day: Column) -> Condition:
    """The record's days overlap with those from the given date on."""
    return lambda values: last_day >= earliest(values[0])


def not_after(first_day: Column) -> Condition:
    """The record's days overlap with those up to the given date."""
    return lambda values: first_day <= latest(values[0])
