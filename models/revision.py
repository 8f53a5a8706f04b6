"""Revisions: every change of every record, in the one order in which they were committed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from .base import SLUG_LENGTH, Base, code_points, connection, word
from .instant import UTCDateTime
from .vocabularies import ChangeAction


class Revision(Base):
    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("record", "slug", "version"),
        # For reading a record as of an instant.
        Index(None, "record", "slug", "at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(code_points(SLUG_LENGTH))
    version: Mapped[int]
    action: Mapped[str] = word(ChangeAction)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(String(500))
    # The slug of the record that this one was merged into, for good.
    merged_into: Mapped[str | None] = mapped_column(code_points(SLUG_LENGTH))
    # The document as it was written; null for a removal and a merger.
    document: Mapped[str | None] = mapped_column(Text)

    @classmethod
    def of(cls, record: str, slug: str) -> Select[Any]:
        """The revisions of a record, oldest first."""
        table = cls.__table__
        return select(table).where(cls.record == record, cls.slug == slug).order_by(cls.version)

    @classmethod
    def last(cls, record: str, slug: str, until: datetime | None = None) -> Any | None:
        """The newest revision of a record, up to an instant if one is given, else None."""
        found = cls.of(record, slug).order_by(None).order_by(cls.version.desc()).limit(1)
        newest = found if until is None else found.where(cls.at <= until)
        return connection().execute(newest).one_or_none()
