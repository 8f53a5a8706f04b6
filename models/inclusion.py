"""What can be read along with records: those that they refer to, and those that belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Select, bindparam, literal, select, union_all

from .base import Record, connection
from .row import references, tables
from .store import belongs


@cache
def along_with(model: type[Record]) -> dict[str, type[Record]]:
    """The kinds of record that can be read along with a kind, by the name of their list."""
    kinds = sorted(Record.__subclasses__(), key=lambda kind: kind.__tablename__)
    return {kind.__tablename__: kind for kind in kinds if [*_slugs(kind, model)]}


# The slugs that are asked about, as a parameter: the statements are made once.
_SLUGS: Any = bindparam("slugs", expanding=True)


def documents(
    kinds: Sequence[type[Record]], model: type[Record], slugs: Sequence[str], limit: int
) -> dict[type[Record], list[Any]]:
    """The records that stand beside these, of each kind at most so many, by slug: one select."""
    found: dict[str, list[Any]] = {kind.record: [] for kind in kinds}
    asked = _beside(tuple(kinds), model)
    for row in connection().execute(asked, {"slugs": slugs, "limit": limit}).all():
        found[row.record].append(row)
    return {kind: sorted(found[kind.record], key=attrgetter("slug")) for kind in kinds}


@lru_cache(maxsize=100)
def _beside(kinds: Sequence[type[Record]], model: type[Record]) -> CompoundSelect[Any]:
    limit = bindparam("limit", type_=Integer)
    return union_all(*(select(_of(kind, model).limit(limit).subquery()) for kind in kinds))


def _of(kind: type[Record], model: type[Record]) -> Select[str, str, str]:
    # One IN of all that can be, and no OR, which would have PostgreSQL read the whole table.
    beside = kind.slug.in_(union_all(*_slugs(kind, model)))
    return select(literal(kind.record).label("record"), kind.slug, kind.document).where(beside)


def _slugs(kind: type[Record], model: type[Record]) -> Iterator[Select[Any]]:
    """Selects of the slugs of a kind that records refer to, and of those that belong to them."""
    for part in tables(model):
        for column, target in references(part):
            if target is kind:
                yield select(part.__table__.c[column]).where(belongs(model, part, _SLUGS))
    if kind.within and dict(references(kind))[kind.within] is model:
        yield select(kind.slug).where(kind.__table__.c[kind.within].in_(_SLUGS))


def of_kinds(slugs: Mapping[type[Record], Sequence[str]]) -> dict[tuple[str, str], str]:
    """The documents of records of several kinds, by kind and slug: one select."""
    if not slugs:
        return {}
    wanted = {model.record: theirs for model, theirs in slugs.items()}
    rows = connection().execute(_of_kinds(tuple(slugs)), wanted).all()
    return {(record, slug): document for record, slug, document in rows}


@lru_cache(maxsize=100)
def _of_kinds(models: Sequence[type[Record]]) -> CompoundSelect[Any]:
    return union_all(
        *(
            select(literal(model.record), model.slug, model.document).where(
                model.slug.in_(bindparam(model.record, expanding=True))
            )
            for model in models
        )
    )
