"""Leaders: the persons who meet, with the offices that they held."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Index, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from .base import Entry, Record, code_points, dated, derived, owner, position, reference, word
from .citation import Citation, rests_on
from .identifier import Identifier, known_as
from .matches import Says
from .name import OtherName
from .vocabularies import ParticipantCapacity


class Office(Entry):
    __tablename__ = "leader_offices"

    slug: Mapped[str] = owner("leaders")
    position: Mapped[int] = position()
    title: Mapped[str | None] = mapped_column(String(300))
    party: Mapped[str | None] = reference("parties")
    capacity: Mapped[str] = word(ParticipantCapacity, index=True)
    started_on: Mapped[str | None] = dated()
    ended_on: Mapped[str | None] = dated()


class Leader(Record):
    __tablename__ = "leaders"
    __table_args__ = (Index(None, "sort_key", "slug"),)
    record = "leader"
    lists = {
        "other_names": OtherName,
        "offices": Office,
        "identifiers": Identifier,
        "citations": Citation,
    }
    sorts = {"sort_name": ("sort_key", "slug"), "slug": ("slug",)}

    name: Mapped[str] = mapped_column(String(300))
    sort_name: Mapped[str | None] = mapped_column(String(300))
    party: Mapped[str | None] = reference("parties")
    born_on: Mapped[str | None] = dated()
    died_on: Mapped[str | None] = dated()
    description: Mapped[str | None] = mapped_column(String(10_000))

    sort_key: Mapped[str] = derived(
        code_points(300), lambda leader: leader["sort_name"] or leader["name"]
    )


def _of_party(values: Sequence[str]) -> ColumnElement[bool]:
    """Those who belong to one of the parties, or held an office for one."""
    officers = select(Office.slug).where(Office.party.in_(values))
    return or_(Leader.party.in_(values), Leader.slug.in_(officers))


def _in_capacity(values: Sequence[str]) -> ColumnElement[bool]:
    """Those who held an office of one of the sorts."""
    return Leader.slug.in_(select(Office.slug).where(Office.capacity.in_(values)))


Leader.conditions = {
    "party": _of_party,
    "capacity": _in_capacity,
    "source": rests_on(Leader),
    "identifier": known_as(Leader),
    "q": Says(Leader),
}
