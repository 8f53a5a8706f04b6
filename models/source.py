"""Sources: what citations refer to."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record, code_points, dated, derived, index_where, reference, where_known, word
from .citation import Citation, rests_on
from .dates import recency
from .filters import AnyOf
from .identifier import Identifier, known_as
from .matches import Says
from .vocabularies import SourceKind


class Source(Record):
    __tablename__ = "sources"
    __table_args__ = (
        Index(None, "recency", "slug"),
        Index(None, "title", "slug"),
        Index(None, "kind", "recency", "slug"),
        where_known("party", "recency", "slug"),
        index_where("url IS NULL AND archived_url IS NULL", "slug"),
    )
    record = "source"
    lists = {"identifiers": Identifier, "citations": Citation}
    sorts = {"-published_on": ("recency", "slug"), "title": ("title", "slug")}

    title: Mapped[str] = mapped_column(code_points(300))
    kind: Mapped[str] = word(SourceKind)
    publisher: Mapped[str | None] = mapped_column(String(300))
    party: Mapped[str | None] = reference("parties", index=False)
    published_on: Mapped[str | None] = dated()
    url: Mapped[str | None] = mapped_column(String(2000))
    archived_url: Mapped[str | None] = mapped_column(String(2000))
    language: Mapped[str | None] = mapped_column(String(35))
    licence: Mapped[str | None] = mapped_column(String(300))
    accessed_on: Mapped[str | None] = dated()
    note: Mapped[str | None] = mapped_column(String(2000))

    recency: Mapped[int] = derived(Integer, lambda source: recency(source["published_on"]))


Source.conditions = {
    "kind": AnyOf(Source.kind),
    "party": AnyOf(Source.party),
    "source": rests_on(Source),
    "identifier": known_as(Source),
    "q": Says(Source),
}
