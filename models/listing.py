"""Lists: the keys of a page are found first, by one index that has them in order, then the rest.

A filter by an entry is answered from the table of the entries, which keeps what its record is
sorted by. So a page costs what its length costs, wherever in a list of whatever length it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    tuple_,
    union_all,
)

from .dates import UNDATED, earliest, latest
from .filters import AnyOf, Every, Found

if TYPE_CHECKING:
    from .base import Record

Filters = Mapping[str, Sequence[str]]
Key = Sequence[Any]
# The filters by date, of every list that has days.
DAYS = ("date_from", "date_to")
# More combinations of values than this are not looked up one by one.
MOST_CHOICES = 100


class Way(NamedTuple):
    """A table that has the columns of a sort, and what its rows have to fulfil."""

    row: FromClause
    conditions: list[ColumnElement[bool]]


def search(
    model: type[Record], sort: str, filters: Filters, key: Key | None, limit: int | None
) -> Select[Any]:
    """The documents that pass every filter, in order, each with the columns of its sort."""
    names = [name.removeprefix("-") for name in model.sorts[sort]]
    falling = [name.startswith("-") for name in model.sorts[sort]]

    def cut(way: Way) -> Any:
        columns = [way.row.c[name] for name in names]
        found = select(*columns).where(*way.conditions).order_by(*_ordered(columns, falling))
        # Several entries of a record may hold the same value.
        found = found.distinct() if way.row is not model.__table__ else found
        return (found.where(after(columns, key, falling)) if key else found).limit(limit)

    cuts = [cut(way) for way in _ways(model, names, filters)]
    if len(cuts) > 1:
        cuts = [union_all(*(select(one.subquery()) for one in cuts))]
    found = cuts[0].subquery("found")
    columns = [found.c[name] for name in names]
    documents = select(model.document, *columns).join_from(found, model, model.slug == found.c.slug)
    return documents.order_by(*_ordered(columns, falling)).limit(limit)


def count(model: type[Record], filters: Filters) -> Select[Any]:
    """How many records pass every filter."""
    ways = _ways(model, ["slug"], filters)
    found = [select(way.row.c.slug).where(*way.conditions).distinct() for way in ways]
    return select(func.count()).select_from(union_all(*found).subquery())


def after(
    columns: Sequence[ColumnElement[Any]], key: Key, falling: Sequence[bool] = ()
) -> ColumnElement[bool]:
    """What comes after a key."""
    if not any(falling):
        return tuple_(*columns) > tuple_(*key)
    (first, *others), (value, *values) = columns, key
    beyond = first < value if falling[0] else first > value
    # The first condition is implied by the second; it is what an index can begin from.
    reached = first <= value if falling[0] else first >= value
    return and_(reached, or_(beyond, after(others, values, falling[1:])))


def _ordered(columns: Sequence[ColumnElement[Any]], falling: Sequence[bool]) -> Iterator[Any]:
    return (c.desc() if down else c for c, down in zip(columns, falling, strict=True))


def _ways(model: type[Record], names: Sequence[str], filters: Filters) -> Iterator[Way]:
    """Ways to all that passes every filter; nothing is found on two of them."""
    others = {name: values for name, values in filters.items() if name not in DAYS}
    ways = _by_entry(model, names, others) or _by_record(model, others)
    if any(isinstance(model.conditions[name], Found) for name in others):
        ways = [_at_once(model, others)]
    if len(others) == len(filters):
        yield from ways
        return
    first, last = _days(filters)
    for way in ways:
        # The latest first: the index of any list that has days can go by them.
        begun = way.row.c.recency.between(-last, -first)
        yield Way(way.row, [*way.conditions, begun])
    if first > 1:
        yield _begun_before(model, others, first, last)


def _days(filters: Filters) -> tuple[int, int]:
    first = earliest(filters["date_from"][0]) if "date_from" in filters else 1
    last = latest(filters["date_to"][0]) if "date_to" in filters else UNDATED - 1
    return first, last


def _begun_before(model: type[Record], others: Filters, first: int, last: int) -> Way:
    """To what may have been earlier than the first day, or later: few have dates so imprecise."""
    row: Any = model.__table__
    conditions = _beside(model, row, others)
    imprecise = row.c.last_day > row.c.first_day
    earlier = row.c.recency.between(-min(first - 1, last), -1)
    return Way(row, [*conditions, imprecise, row.c.last_day >= first, earlier])


def _by_entry(model: type[Record], names: Sequence[str], filters: Filters) -> list[Way]:
    """A way by the entries of one filter, the rest of them asked of what it finds."""
    for name, leading in model.conditions.items():
        if name in filters and isinstance(leading, Every) and {*names} <= {*leading.table.c.keys()}:
            value, *more = filters[name]
            row, held = leading.entries(value)
            rest = {**filters, name: more}
            return [Way(row, [held, *_beside(model, row, rest)])]
    return []


def _beside(model: type[Record], row: FromClause, filters: Filters) -> Iterator[Any]:
    """The conditions that the record of a row passes the filters."""
    own = []
    for name, values in filters.items():
        condition = model.conditions[name]
        if isinstance(condition, Every):
            yield condition.on(row, values)
        else:
            own.append(condition(values))
    if row is model.__table__:
        yield from own
    elif own:
        yield exists().where(model.slug == row.c.slug, *own).correlate(row)


def _by_record(model: type[Record], filters: Filters) -> list[Way]:
    """Ways by the record's own columns: each combination of values stands together in an index."""
    chosen = [n for n in filters if isinstance(model.conditions[n], AnyOf)]
    choices = list(product(*(dict.fromkeys(filters[name]) for name in chosen)))
    if len(choices) > MOST_CHOICES:
        return [_at_once(model, filters)]
    ways = []
    for choice in choices:
        asked = {**filters, **{n: [value] for n, value in zip(chosen, choice, strict=True)}}
        ways.append(Way(model.__table__, [model.conditions[n](v) for n, v in asked.items()]))
    return ways


def _at_once(model: type[Record], filters: Filters) -> Way:
    """The way that a database finds by itself."""
    return Way(model.__table__, [model.conditions[n](v) for n, v in filters.items()])
