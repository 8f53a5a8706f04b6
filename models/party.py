"""Parties: states, territories and organisations on whose behalf leaders meet."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Record, code_points, word
from .citation import Citation, rests_on
from .filters import AnyOf
from .identifier import Identifier, known_as
from .matches import Says
from .name import OtherName
from .vocabularies import PartyKind


class Party(Record):
    __tablename__ = "parties"
    __table_args__ = (Index(None, "name", "slug"),)
    record = "party"
    lists = {"other_names": OtherName, "identifiers": Identifier, "citations": Citation}
    sorts = {"name": ("name", "slug")}

    name: Mapped[str] = mapped_column(code_points(300))
    kind: Mapped[str] = word(PartyKind)


Party.conditions = {
    "kind": AnyOf(Party.kind),
    "source": rests_on(Party),
    "identifier": known_as(Party),
    "q": Says(Party),
}
