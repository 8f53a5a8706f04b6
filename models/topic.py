"""Topics: what leaders talk about, from the general to the particular."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record, code_points, reference
from .citation import Citation, rests_on
from .filters import AnyOf
from .identifier import Identifier, known_as
from .matches import Says
from .name import OtherName


class Topic(Record):
    __tablename__ = "topics"
    __table_args__ = (Index(None, "name", "slug"),)
    record = "topic"
    above = "broader"
    lists = {"other_names": OtherName, "identifiers": Identifier, "citations": Citation}
    sorts = {"name": ("name", "slug")}

    name: Mapped[str] = mapped_column(code_points(300))
    description: Mapped[str | None] = mapped_column(String(10_000))
    broader: Mapped[str | None] = reference("topics")


Topic.conditions = {
    "broader": AnyOf(Topic.broader),
    "source": rests_on(Topic),
    "identifier": known_as(Topic),
    "q": Says(Topic),
}
