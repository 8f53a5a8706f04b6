"""Citations: where a fact of a record comes from. They belong to records of every kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import SharedEntry, entry, position, reference, word
from .vocabularies import CitationRelation


class CitationField(SharedEntry):
    __tablename__ = "citation_fields"
    plain = "path"

    entry: Mapped[int] = entry()
    position: Mapped[int] = position()
    path: Mapped[str] = mapped_column(String(300))


class Citation(SharedEntry):
    __tablename__ = "citations"
    lists = {"fields": CitationField}

    position: Mapped[int] = position()
    source: Mapped[str] = reference("sources")
    locator: Mapped[str | None] = mapped_column(String(300))
    quote: Mapped[str | None] = mapped_column(String(5000))
    relation: Mapped[str] = word(CitationRelation)
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    note: Mapped[str | None] = mapped_column(String(2000))
