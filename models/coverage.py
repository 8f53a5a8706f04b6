"""Coverage: how many meetings the archive holds by source, kind and decade, kept as they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Integer, Select, Text, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from .base import SLUG_LENGTH, Base, code_points, connection, word
from .citation import Citation
from .dates import earliest, meeting_day
from .meeting import Meeting
from .vocabularies import MeetingKind

# Of meetings that cite nothing.
NO_SOURCE = ""
Cell = tuple[str, str, int]
NAMES = ("source", "kind", "decade", "meetings")


class Coverage(Base):
    """How many meetings of a kind, in a decade, cite a source."""

    __tablename__ = "coverage"

    source: Mapped[str] = mapped_column(code_points(SLUG_LENGTH), primary_key=True)
    kind: Mapped[str] = word(MeetingKind, primary_key=True)
    decade: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meetings: Mapped[int]

    @classmethod
    def search(cls, filters: Mapping[str, Sequence[str]]) -> Select[Any]:
        """What the archive holds, by source, kind and decade."""
        table = cls.__table__
        found = select(table).where(*(table.c[n].in_(values) for n, values in filters.items()))
        return found.where(table.c.meetings > 0).order_by(*table.primary_key)

    @classmethod
    def add(cls, counts: Mapping[Cell, int]) -> None:
        """Count so many meetings more, or fewer, in each cell."""
        rows = [(*cell, number) for cell, number in sorted(counts.items()) if number]
        if rows and connection().dialect.name == "postgresql":
            insert = postgresql.insert(cls).from_select(NAMES, _each(rows))
            connection().execute(cls._added(insert))
        elif rows:
            named = [dict(zip(NAMES, row, strict=True)) for row in rows]
            connection().execute(cls._added(sqlite.insert(cls)), named)

    @classmethod
    def _added(cls, insert: Any) -> Any:
        """An insertion of which numbers are added to what is there."""
        total = cls.meetings + insert.excluded.meetings
        cell = [cls.source, cls.kind, cls.decade]
        return insert.on_conflict_do_update(index_elements=cell, set_={"meetings": total})

    @classmethod
    def recounted(cls) -> Counter[Cell]:
        """What the tables of meetings and citations say that it should be."""
        cited = select(Citation.slug, Citation.source).where(Citation.record == Meeting.record)
        source = cited.distinct().subquery()
        one = (func.coalesce(source.c.source, NO_SOURCE), Meeting.kind, Meeting.first_day)
        found = select(*one, func.count()).group_by(*one)
        found = found.outerjoin_from(Meeting, source, source.c.slug == Meeting.slug)
        counts: Counter[Cell] = Counter()
        for slug, kind, day, number in connection().execute(found):
            counts[slug, kind, _decade(day)] += number
        return counts


def _each(rows: Sequence[tuple[Any, ...]]) -> Select[Any]:
    """Rows for PostgreSQL, by one statement: one for each would take it much longer."""
    kinds = (Text, Text, Integer, Integer)
    columns = zip(zip(*rows, strict=True), kinds, strict=True)
    values: Any = (bindparam(None, [*column], ARRAY(kind)) for column, kind in columns)
    return select(func.unnest(*values).table_valued(*NAMES).render_derived())


def cells(meeting: Mapping[str, Any]) -> list[Cell]:
    """The cells in which a meeting is counted: one for each source, or that of none."""
    sources = {citation["source"] for citation in meeting["citations"]}
    decade = _decade(earliest(meeting_day(meeting)))
    return [(source, meeting["kind"], decade) for source in sources or {NO_SOURCE}]


def _decade(day: int) -> int:
    """The first year of the decade in which a day lies."""
    return date.fromordinal(day).year // 10 * 10
