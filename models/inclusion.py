"""What can be read along with records: those that they refer to, and those that belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Select, bindparam, literal, select, union_all

from . import driver
from .base import Base, Record, connection, named
from .hints import unindexed
from .key import Asked
from .row import references, tables
from .store import owned


@cache
def along_with(model: type[Record]) -> dict[str, type[Record]]:
    """The kinds of record that can be read along with a kind, by the name of their list."""
    kinds = sorted(Record.__subclasses__(), key=lambda kind: kind.__tablename__)
    return {kind.__tablename__: kind for kind in kinds if [*_ways(kind, model)]}


def documents(
    kinds: Sequence[type[Record]], model: type[Record], slugs: Sequence[str], limit: int
) -> dict[type[Record], list[Any]]:
    """The records that stand beside these, of each kind at most so many, by slug: one select."""
    found: dict[str, list[Any]] = {kind.record: [] for kind in kinds}
    asked = _beside(connection().dialect.name, tuple(kinds), model)
    for row in driver.here(Asked(asked, {"slugs": slugs, "limit": limit})):
        found[row.record].append(row)
    return {kind: sorted(found[kind.record], key=attrgetter("slug")) for kind in kinds}


@lru_cache(maxsize=100)
def _beside(
    dialect: str, kinds: Sequence[type[Record]], model: type[Record]
) -> CompoundSelect[Any]:
    return union_all(*(_of(kind, model, dialect) for kind in kinds))


def _of(kind: type[Record], model: type[Record], dialect: str) -> Select[str, str, str]:
    # Each is looked up by its slug, and no index is gone through that has them in order: PostgreSQL
    # does not know beforehand of how few records they are asked for.
    (every,) = union_all(*_slugs(kind, model, dialect)).subquery().c
    found = select(unindexed(every).label("slug")).where(every.is_not(None)).distinct()
    slugs: Any = found.limit(bindparam("limit", type_=Integer)).subquery().c
    document = select(kind.document).where(kind.slug == slugs.slug).scalar_subquery()
    record = literal(kind.record).label("record")
    return select(record, slugs.slug, document.label("document"))


def _slugs(kind: type[Record], model: type[Record], dialect: str) -> Iterator[Select[Any]]:
    for part, column, owner in _ways(kind, model):
        yield select(column).where(owned(model, part, named(owner, dialect, "slugs")))


def _ways(kind: type[Record], model: type[Record]) -> Iterator[tuple[type[Base], Any, Any]]:
    """To those of a kind that records refer to, and that belong to them.

    Each a table, its column of the kind's slugs, and that of the records' own.
    """
    for part in tables(model):
        own = part.__table__.c
        yield from ((part, own[name], own.slug) for name, to in references(part) if to is kind)
    if kind.within and dict(references(kind))[kind.within] is model:
        yield kind, kind.slug, kind.__table__.c[kind.within]


def of_kinds(slugs: Mapping[type[Record], Sequence[str]]) -> dict[tuple[str, str], str]:
    """The documents of records of several kinds, by kind and slug: one select."""
    if not slugs:
        return {}
    wanted = {model.record: theirs for model, theirs in slugs.items()}
    asked = _of_kinds(connection().dialect.name, tuple(slugs))
    return {(row.record, row.slug): row.document for row in driver.here(Asked(asked, wanted))}


@lru_cache(maxsize=100)
def _of_kinds(dialect: str, models: Sequence[type[Record]]) -> CompoundSelect[Any]:
    return union_all(
        *(_told(model).where(named(model.slug, dialect, model.record)) for model in models)
    )


def _told(kind: type[Record]) -> Select[str, str, str]:
    return select(literal(kind.record).label("record"), kind.slug, kind.document)
