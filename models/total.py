"""Totals: how many records pass filters. Of very many, not all are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    column,
    exists,
    false,
    func,
    intersect,
    literal,
    or_,
    select,
    table,
    true,
    union_all,
)

from . import lookup
from .days import DAYS, begun, without_days
from .facets import untold
from .filters import AnyOf, Every, Filters, keeps
from .found import FEW, are_several, finder, search_among
from .key import Asked
from .page import not_leading
from .shape import Shape, made, marks, shaped
from .way import Way
from .ways import stand_together, ways

if TYPE_CHECKING:
    from .base import Record

# Where each of several filters finds more rows than this, only the newest are counted: what one of
# them finds is looked for among what the others do.
MOST_COUNTED = 10_000
NEWEST_COUNTED = bindparam("most_counted", type_=Integer)
# Of what one index has more are not counted: 130 ns each on PostgreSQL.
MOST_OF_ONE = 200_000
# Where a search finds many, so many records that pass the other filters are asked whether it finds
# them: 5 us each, and what it takes to meet them.
MOST_ASKED = 1000
# The columns by which the newest come first.
NEWEST = ("recency", "slug")
# What asks the archive for one row, if there is one.
Ask = Callable[[Asked], Any]


def count(model: type[Record], filters: Filters, of_many: bool, ask: Ask) -> Asked:
    """How many records pass every filter, and whether that is all of them.

    `of_many`: whether it is known that the index of words finds many.
    """
    if not filters:
        # The archive keeps count of them.
        number: Any = column(model.__tablename__)
        return Asked(select(number, true()).select_from(table("archive")), {})
    search, several = search_among(model, filters), are_several(model, filters, counted=True)
    if (search or several) and not of_many:
        number = lookup.number(model, filters, FEW)
        if number is not None:
            return Asked(select(literal(number), true()), {})
    if search:
        return _number_of_many(model, filters, search)
    shape, parameters = shaped(model, filters)
    parameters |= {"most_counted": MOST_COUNTED, "most_of_one": MOST_OF_ONE}
    is_led = _have_an_index(model, filters) or len(made(_apart, model, shape)) < 2
    if several and not is_led and not untold(model, filters):
        return _more_than_few()
    if not is_led and ask(Asked(made(_are_very_many, model, shape), parameters))[0]:
        return Asked(made(_number_of_newest, model, shape), parameters)
    return Asked(made(_number, model, shape), parameters)


@lru_cache(maxsize=1000)
def _number(model: type[Record], shape: Shape) -> Select[int, bool]:
    """How many records pass every filter, and whether that is all: up to MOST_OF_ONE."""
    found = ways(model, ["slug"], marks(shape))
    most, number = bindparam("most_of_one", type_=Integer), func.count()
    each = (_each(model, way).limit(most).subquery() for way in found)
    rows = (select(true().label("row")).select_from(one) for one in each)
    return select(number, number < most).select_from(union_all(*rows).limit(most).subquery())


def _more_than_few() -> Asked:
    return Asked(select(literal(FEW), false()), {})


def _number_of_many(model: type[Record], filters: Filters, search: str) -> Asked:
    """How many records pass where a search finds many beside facets.

    If more is asked, it is looked for in some that pass the rest. Where these are not all, there
    may be more.
    """
    rest = {name: values for name, values in filters.items() if name != search}
    if not untold(model, rest):
        return _more_than_few()
    shape, parameters = shaped(model, rest)
    each = (_each(model, way).limit(MOST_ASKED) for way in ways(model, ["slug"], marks(shape)))
    row = union_all(*(select(one.subquery().c.slug) for one in each)).limit(MOST_ASKED).subquery()
    found = func.count(case((finder(model).on(row, filters[search]), 1)))
    return Asked(select(found, func.count() < MOST_ASKED).select_from(row), parameters)


@lru_cache(maxsize=1000)
def _number_of_newest(model: type[Record], shape: Shape) -> Select[int, bool]:
    """How many records are among the newest of each filter: these are so many and no more."""
    every = []
    for any_of in made(_apart, model, shape):
        newest = [select(_in_order(rows).limit(NEWEST_COUNTED).subquery()) for rows in any_of]
        every.append(newest[0] if len(newest) == 1 else select(union_all(*newest).subquery()))
    # In an order that each of them has, so that SQLite need not keep any.
    common = intersect(*every).order_by(*NEWEST).subquery()
    return select(func.count(), false()).select_from(common)


def _in_order(rows: Select[Any]) -> Select[Any]:
    """The newest first, as an index has them."""
    return rows.order_by(*rows.selected_columns)


@lru_cache(maxsize=1000)
def _are_very_many(model: type[Record], shape: Shape) -> Select[bool]:
    """Whether each filter finds, by one of its values, more rows than are counted."""
    apart = made(_apart, model, shape)
    more = (
        [_in_order(rows).offset(NEWEST_COUNTED).limit(1) for rows in any_of] for any_of in apart
    )
    return select(and_(*(or_(false(), *map(exists, rows)) for rows in more)))


def _have_an_index(model: type[Record], filters: Filters) -> bool:
    """Whether an index has what passes all of the filters, and nothing else: it is counted."""
    asked = [how for name, how in model.conditions.items() if name in filters and name not in DAYS]
    own = {how.column.key for how in asked if isinstance(how, AnyOf)}
    return len(own) == len(asked) and stand_together(model, frozenset(own))


@lru_cache(maxsize=1000)
def _apart(model: type[Record], shape: Shape) -> list[list[Select[Any]]]:
    """What each filter finds, by any of its values; none where it is in no order of days."""
    return [*_each_apart(model, marks(shape))]


def _each_apart(model: type[Record], filters: Filters) -> Iterator[list[Select[Any]]]:
    dated = len(without_days(filters)) < len(filters)
    for name, how in model.conditions.items():
        values = [] if name in DAYS else filters.get(name, ())
        if values and isinstance(how, Every):
            beside, others = how.together(values)
            yield from ([*_newest(model, *beside.entries(other), dated)] for other in others)
        elif values:
            own = values if isinstance(how, AnyOf) else []
            yield [s for v in own for s in _newest(model, model.__table__, how([v]), dated)]


def _newest(
    model: type[Record], row: FromClause, held: ColumnElement[bool], dated: bool
) -> Iterator[Select[Any]]:
    """What the newest records come first by, of rows of which something holds, if they have it."""
    if keeps(row, model.__table__, NEWEST):
        found = select(*(row.c[name] for name in NEWEST)).where(held)
        yield found.where(begun(row)) if dated else found


def _each(model: type[Record], way: Way) -> Select[Any]:
    """The records on a way, each of them once."""
    if way.first is None:
        return select(way.row.c.slug).where(*way.held)
    # Those that are equal stand together in an index of slugs, or of what the list is in order of.
    by = ["slug"] if way.is_sorted_by(["slug"]) else next(iter(model.sorts.values()))
    names = (name.removeprefix("-") for name in by)
    columns = [way.row.c[name] for name in names if name in way.row.c]
    return select(*not_leading(model, way, columns)).where(*way.held).distinct()
