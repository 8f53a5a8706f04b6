"""Identifiers: what other catalogues call a record. A pair is unique within a kind."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, UniqueConstraint, and_, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record, SharedEntry, position
from .filters import Condition


class Identifier(SharedEntry):
    __tablename__ = "identifiers"
    __table_args__ = (UniqueConstraint("record", "scheme", "value"),)

    position: Mapped[int] = position()
    scheme: Mapped[str] = mapped_column(String(100))
    value: Mapped[str] = mapped_column(String(300))


def known_as(model: type[Record]) -> Condition:
    """The record has each of the identifiers, written `scheme:value`; a value may hold colons."""
    pair = tuple_(Identifier.scheme, Identifier.value)

    def condition(values: Sequence[str]) -> ColumnElement[bool]:
        named = select(Identifier.slug).where(Identifier.record == model.record)
        return and_(*(model.slug.in_(named.where(pair == _pair(v))) for v in values))

    return condition


def _pair(identifier: str) -> tuple[str, ...]:
    return tuple(identifier.split(":", 1))
