"""Identifiers: what other catalogues call a record. A pair is unique within a kind."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import SharedEntry, position


class Identifier(SharedEntry):
    __tablename__ = "identifiers"
    __table_args__ = (UniqueConstraint("record", "scheme", "value"),)

    position: Mapped[int] = position()
    scheme: Mapped[str] = mapped_column(String(100))
    value: Mapped[str] = mapped_column(String(300))
