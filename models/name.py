"""Other names of leaders, topics and parties, as spelt by whoever used them."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from .base import SharedEntry, position


class OtherName(SharedEntry):
    __tablename__ = "other_names"
    plain = "name"

    position: Mapped[int] = position()
    name: Mapped[str] = mapped_column(String(300))
