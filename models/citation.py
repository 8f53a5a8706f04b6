"""Citations: where a fact of a record comes from. They belong to records of every kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record, SharedEntry, derived, entry, position, reference, word
from .dates import meeting_recency
from .filters import Every
from .vocabularies import CitationRelation


class CitationField(SharedEntry):
    __tablename__ = "citation_fields"
    plain = "path"

    entry: Mapped[int] = entry()
    position: Mapped[int] = position()
    path: Mapped[str] = mapped_column(String(300))


class AnyValue(JSON):
    """Any JSON value, as it was written."""


@compiles(AnyValue, "sqlite")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _as_text(*_: Any, **__: Any) -> str:
    # In a column called JSON, SQLite would make a number of the text `0.0`, and that number is 0.
    return "TEXT"


class Citation(SharedEntry):
    __tablename__ = "citations"
    __table_args__ = (Index(None, "source", "record", "recency", "slug"),)
    lists = {"fields": CitationField}

    position: Mapped[int] = position()
    source: Mapped[str] = reference("sources", index=False)
    locator: Mapped[str | None] = mapped_column(String(300))
    quote: Mapped[str | None] = mapped_column(String(5000))
    relation: Mapped[str] = word(CitationRelation)
    value: Mapped[Any | None] = mapped_column(AnyValue(none_as_null=True))
    note: Mapped[str | None] = mapped_column(String(2000))

    # Of a meeting: what an archive has most of, and most citations.
    recency: Mapped[int] = derived(Integer, meeting_recency)


def rests_on(model: type[Record]) -> Every:
    """The record cites each of the sources."""
    return Every(model, Citation.source, record=model.record)
