"""Totals: how many records pass filters. Of very many, not all are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, reduce
from operator import add
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    bindparam,
    case,
    column,
    false,
    func,
    intersect,
    literal,
    select,
    table,
    true,
    union_all,
)

from .days import DAYS, begun, days
from .filters import FEW, AnyOf, Every, Filters, keeps
from .key import Asked
from .listing import marks, not_leading, search_among, shaped
from .ways import Way, ways, ways_to_few

if TYPE_CHECKING:
    from .base import Record

# Where several filters let through more than this, only the newest are counted: each record that
# one of them lets through is looked for among those of the others.
MOST_COUNTED = 50_000
# The columns by which the newest come first.
NEWEST = ("recency", "slug")
# What asks the archive for one value.
Ask = Callable[[Asked], Any]


def count(model: type[Record], filters: Filters, ask: Ask) -> Asked:
    """How many records pass every filter, and whether that is all of them."""
    if not filters:
        # The archive keeps count of them.
        number: Any = column(model.__tablename__)
        return Asked(select(number, true()).select_from(table("archive")), {})
    shape, parameters = shaped(model, filters)
    few, search = ways_to_few(model, marks(shape)), search_among(model, filters)
    if search and not few:
        return _number_of_many(model, filters, search)
    if not few and (last := _last_counted(model, filters, ask)) is not None:
        return _number_of_newest(model, filters, last)
    found = few or ways(model, ["slug"], marks(shape))
    return Asked(select(_number(_each(model, way) for way in found), true()), parameters)


def _number(found: Iterable[Select[Any]]) -> ColumnElement[int]:
    numbers = (select(func.count()).select_from(one.subquery()) for one in found)
    return reduce(add, (number.scalar_subquery() for number in numbers))


def _number_of_many(model: type[Record], filters: Filters, search: str) -> Asked:
    """How many records pass where a search finds many: FEW of those that pass the rest are asked.

    Where these are not all, there may be more.
    """
    rest = {name: values for name, values in filters.items() if name != search}
    if not rest:
        return Asked(select(literal(FEW), false()), {})
    shape, parameters = shaped(model, rest)
    each = (_each(model, way).limit(FEW) for way in ways(model, ["slug"], marks(shape)))
    row = union_all(*(select(one.subquery().c.slug) for one in each)).limit(FEW).subquery()
    how: Any = model.conditions[search]
    found = func.count(case((how.on(row, filters[search]), 1)))
    return Asked(select(found, func.count() < FEW).select_from(row), parameters)


def _number_of_newest(model: type[Record], filters: Filters, last: int) -> Asked:
    """How many records pass of those that are as recent as the last that is counted, or more."""
    dated = days(filters)
    found = []
    for name, values in _apart(model, filters):
        row, held = _holding(model, name, values)
        key = (row.c[column] for column in NEWEST)
        begins = [begun(row)] if dated else []
        found.append(select(*key).where(held, *begins, row.c.recency <= last))
    # In an order that each of them has, so that SQLite need not keep any.
    both = intersect(*found).order_by(*NEWEST).subquery()
    return Asked(select(func.count(), false()).select_from(both), dated)


def _last_counted(model: type[Record], filters: Filters, ask: Ask) -> int | None:
    """How recent a record has to be to be counted, where each filter finds very many; else None.

    Of a single filter all are counted: its index has them and nothing else.
    """
    apart, found = [*_apart(model, filters)], []
    for name, values in apart if len(apart) > 1 else ():
        first_left = _first_left(model, name, bool(days(filters)), MOST_COUNTED)
        if first_left is None:
            return None
        asked = [ask(Asked(first_left, {"value": v, **days(filters)})) for v in values]
        if (last := min((one for one in asked if one is not None), default=None)) is None:
            return None
        found.append(last)
    return min(found, default=None)


def _apart(model: type[Record], filters: Filters) -> Iterator[tuple[str, Sequence[str]]]:
    """The filters, the narrowest first; each value of one by entries is a filter of its own."""
    for name, how in model.conditions.items():
        values = () if name in DAYS else filters.get(name, ())
        if isinstance(how, Every):
            yield from ((name, [value]) for value in values)
        elif values:
            yield name, values


@cache
def _first_left(model: type[Record], name: str, dated: bool, most: int) -> Select[Any] | None:
    """The recency of the first record with a value that is not counted; None if no index has it."""
    if not isinstance(model.conditions[name], AnyOf | Every):
        return None
    row, held = _holding(model, name, [bindparam("value")])
    if not keeps(row, model.__table__, NEWEST):
        return None
    found = select(row.c.recency).where(held, *([begun(row)] if dated else []))
    return found.order_by(row.c.recency).limit(1).offset(most)


def _holding(
    model: type[Record], name: str, values: Sequence[Any]
) -> tuple[FromClause, ColumnElement[bool]]:
    """The rows by which a filter finds records, and the condition that they hold its values."""
    how = model.conditions[name]
    return how.entries(values[0]) if isinstance(how, Every) else (model.__table__, how(values))


def _each(model: type[Record], way: Way) -> Select[Any]:
    """The records on a way, each of them once."""
    if way.first is None:
        return select(way.row.c.slug).where(*way.conditions)
    # Those that are equal stand together in an index of slugs, or of what the list is in order of.
    by = ["slug"] if way.is_sorted_by(["slug"]) else next(iter(model.sorts.values()))
    names = (name.removeprefix("-") for name in by)
    columns = [way.row.c[name] for name in names if name in way.row.c]
    return select(*not_leading(model, way, columns)).where(*way.conditions).distinct()
