"""Totals: how many records pass filters. Of very many, not all are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
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

from .days import DAYS, begun, days
from .facets import untold
from .filters import AnyOf, Every, Filters, keeps
from .found import FEW, search_among, searched, unless_many
from .key import Asked
from .listing import marks, not_leading, shaped
from .ways import Way, stand_together, ways

if TYPE_CHECKING:
    from .base import Record

# Where each of several filters finds more rows than this, only the newest are counted: what one of
# them finds is looked for among what the others do.
MOST_COUNTED = 10_000
# Of what one index has more are not counted: 130 ns each on PostgreSQL.
MOST_OF_ONE = 200_000
# Where a search finds many, so many records that pass the other filters are asked whether it finds
# them: 5 us each, and what it takes to meet them.
MOST_ASKED = 1000
# The columns by which the newest come first.
NEWEST = ("recency", "slug")
# What asks the archive for one row, if there is one.
Ask = Callable[[Asked], Any]


def count(model: type[Record], filters: Filters, ask: Ask) -> Asked:
    """How many records pass every filter, and whether that is all of them."""
    if not filters:
        # The archive keeps count of them.
        number: Any = column(model.__tablename__)
        return Asked(select(number, true()).select_from(table("archive")), {})
    asked, filters = filters, unless_many(model, filters, FEW)
    if search := search_among(model, filters):
        return _number_found(model, filters, search)
    apart = [] if _have_an_index(model, filters) else [*_apart(model, filters)]
    if len(apart) > 1 and len(asked) > len(filters) and not untold(model, filters):
        # It is known how many have all of their facets.
        return _more_than_few()
    if len(apart) > 1 and ask(Asked(_are_very_many(apart), days(filters)))[0]:
        return Asked(_number_of_newest(apart), days(filters))
    return _number(model, filters)


def _number(model: type[Record], filters: Filters) -> Asked:
    """How many records pass every filter, and whether that is all: up to MOST_OF_ONE."""
    shape, parameters = shaped(model, filters)
    found = ways(model, ["slug"], marks(shape))
    each = (_each(model, way).limit(MOST_OF_ONE).subquery() for way in found)
    rows = (select(true().label("row")).select_from(one) for one in each)
    some = union_all(*rows).limit(MOST_OF_ONE).subquery()
    number = func.count()
    return Asked(select(number, number < MOST_OF_ONE).select_from(some), parameters)


def _number_found(model: type[Record], filters: Filters, search: str) -> Asked:
    """How many records that a search finds pass every filter, and whether that is all of them."""
    how, sought = searched(model, filters, search)
    known = how.all(sought)
    if known is None:
        return _number_of_many(model, filters, search)
    if untold(model, filters).keys() == {search}:
        return Asked(select(literal(len(known)), true()), {})
    how.show(sought, known)
    return _number(model, filters)


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
    how, sought = searched(model, filters, search)
    found = func.count(case((how.on(row, [sought]), 1)))
    return Asked(select(found, func.count() < MOST_ASKED).select_from(row), parameters)


def _number_of_newest(apart: Sequence[Sequence[Select[Any]]]) -> Select[int, bool]:
    """How many records are among the newest of each filter: these are so many and no more."""
    every = []
    for any_of in apart:
        newest = [select(_in_order(rows).limit(MOST_COUNTED).subquery()) for rows in any_of]
        every.append(newest[0] if len(newest) == 1 else select(union_all(*newest).subquery()))
    # In an order that each of them has, so that SQLite need not keep any.
    common = intersect(*every).order_by(*NEWEST).subquery()
    return select(func.count(), false()).select_from(common)


def _in_order(rows: Select[Any]) -> Select[Any]:
    """The newest first, as an index has them."""
    return rows.order_by(*rows.selected_columns)


def _are_very_many(apart: Sequence[Sequence[Select[Any]]]) -> Select[bool]:
    """Whether each filter finds, by one of its values, more rows than are counted."""
    more = ([_in_order(rows).offset(MOST_COUNTED).limit(1) for rows in any_of] for any_of in apart)
    return select(and_(*(or_(false(), *map(exists, rows)) for rows in more)))


def _have_an_index(model: type[Record], filters: Filters) -> bool:
    """Whether an index has what passes all of the filters, and nothing else: it is counted."""
    asked = [how for name, how in model.conditions.items() if name in filters and name not in DAYS]
    own = {how.column.key for how in asked if isinstance(how, AnyOf)}
    return len(own) == len(asked) and stand_together(model, frozenset(own))


def _apart(model: type[Record], filters: Filters) -> Iterator[list[Select[Any]]]:
    """What each filter finds, by any of its values; none where it is in no order of days."""
    dated = bool(days(filters))
    for name, how in model.conditions.items():
        values = [] if name in DAYS else [*dict.fromkeys(filters.get(name, ()))]
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
        return select(way.row.c.slug).where(*way.conditions)
    # Those that are equal stand together in an index of slugs, or of what the list is in order of.
    by = ["slug"] if way.is_sorted_by(["slug"]) else next(iter(model.sorts.values()))
    names = (name.removeprefix("-") for name in by)
    columns = [way.row.c[name] for name in names if name in way.row.c]
    return select(*not_leading(model, way, columns)).where(*way.conditions).distinct()
