"""Lists: the keys of a page are found first, by one index that has them in order, then the rest.

A filter by an entry is answered from the table of the entries, which keeps what its record is
sorted by. So a page costs what its length costs, wherever in a list of whatever length it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    select,
    union_all,
)

from .dates import UNDATED, earliest, latest
from .filters import AnyOf, Every, Found
from .key import LIMIT, Asked, Key, beyond, page

if TYPE_CHECKING:
    from .base import Record

Filters = Mapping[str, Sequence[str]]
# The filters by date, of every list that has days.
DAYS = ("date_from", "date_to")
# More combinations of values than this are not looked up one by one.
MOST_CHOICES = 100


class Way(NamedTuple):
    """A table that has the columns of a sort, and what its rows have to fulfil.

    `first`: that a row is the first of those of its record, where there may be several.
    """

    row: FromClause
    conditions: list[ColumnElement[bool]]
    first: ColumnElement[bool] | None = None


# What is asked of a list but for the values: the filters, each with how many values it has. Where a
# condition does more than compare them, they are named themselves.
Shape = tuple[tuple[str, int | tuple[str, ...]], ...]


def search(
    model: type[Record],
    sort: str,
    filters: Filters,
    key: Key | None,
    limit: int | None,
) -> Asked:
    """The documents that pass every filter, in order, each with the columns of its sort."""
    shape, parameters = _shape(model, filters)
    parameters |= page(key, limit)
    # What else a condition does can depend on the database and on what it holds.
    make = _search if bound(model).issuperset(filters) else _search.__wrapped__
    return Asked(make(model, sort, shape, bool(key), limit is not None), parameters)


def count(model: type[Record], filters: Filters) -> Asked:
    """How many records pass every filter."""
    if asked := _number_found(model, filters):
        return asked
    shape, parameters = _shape(model, filters)
    ways = [*_ways(model, ["slug"], _marks(shape))]
    # Those that are equal stand together in an index of all that the list is in the order of.
    sort = [name.removeprefix("-") for name in next(iter(model.sorts.values()))]
    names = [name for name in sort if all(name in way.row.c for way in ways)]
    found = [
        select(*(way.row.c[name] for name in names)).where(*way.conditions).distinct()
        for way in ways
    ]
    return Asked(select(func.count()).select_from(union_all(*found).subquery()), parameters)


def _number_found(model: type[Record], filters: Filters) -> Asked | None:
    """How many of what a search finds pass the other filters, if no entry leads to fewer."""
    conditions: dict[str, Any] = {name: model.conditions[name] for name in filters}
    search = next((name for name, how in conditions.items() if isinstance(how, Found)), None)
    if search is None or any(isinstance(how, Every) for how in conditions.values()):
        return None
    rest = {name: values for name, values in filters.items() if name != search}
    # Their number alone may be told by the index of words, without a look at any of them.
    columns = ["slug"] if rest else []
    found, parameters = conditions[search].every(filters[search][0], *columns)
    row = found.subquery()
    number = select(func.count()).select_from(row).where(*_beside(model, row, rest))
    return Asked(number, parameters)


@cache
def bound(model: type[Record]) -> frozenset[str]:
    """The filters that only compare values: what they ask is made a statement only once."""
    made = {n for n, condition in model.conditions.items() if isinstance(condition, AnyOf | Every)}
    return frozenset(made.union(DAYS).intersection(model.conditions))


def _shape(model: type[Record], filters: Filters) -> tuple[Shape, dict[str, Any]]:
    shape: list[tuple[str, int | tuple[str, ...]]] = []
    parameters: dict[str, Any] = {}
    for name, values in filters.items():
        different = tuple(dict.fromkeys(values))
        compared = name in bound(model)
        shape.append((name, len(different) if compared else different))
        if compared and name not in DAYS:
            parameters |= {f"{name}_{n}": value for n, value in enumerate(different)}
    return tuple(shape), parameters | _days(filters)


def _marks(shape: Shape) -> dict[str, Sequence[Any]]:
    """The filters with parameters in the place of their values."""
    return {
        name: values
        if isinstance(values, tuple)
        else [bindparam(f"{name}_{n}") for n in range(values)]
        for name, values in shape
    }


@lru_cache(maxsize=1000)
def _search(
    model: type[Record], sort: str, shape: Shape, follows: bool, limited: bool
) -> Select[Any]:
    """The statement for what is asked, made once: that takes longer than to execute it."""
    names = [name.removeprefix("-") for name in model.sorts[sort]]
    falling = [name.startswith("-") for name in model.sorts[sort]]
    limit = LIMIT if limited else None

    def cut(way: Way) -> Select[Any]:
        columns = [way.row.c[name] for name in names]
        found: Select[Any] = select(*columns).where(*way.conditions)
        if way.first is not None:
            # An index gives groups in its own order, but not in one half of which is turned round.
            mixed = any(falling) and not all(falling)
            found = found.where(way.first) if mixed else found.group_by(*columns)
        found = found.order_by(*_ordered(columns, falling)).limit(limit)
        return found.where(beyond(columns, falling)) if follows else found

    first, *others = map(cut, _ways(model, names, _marks(shape)))
    # What has to be sorted is short so: documents are looked up for what is left of it.
    every = union_all(*(select(one.subquery()) for one in (first, *others))) if others else first
    keys = every.subquery("found")
    columns = [keys.c[name] for name in names]
    documents = select(_document(model, keys), *columns)
    return documents.order_by(*_ordered(columns, falling)).limit(limit)


def _document(model: type[Record], row: FromClause) -> Any:
    """The document of a row's record."""
    own: Any = model.__table__.alias("own")
    found = select(own.c.document).where(own.c.slug == row.c.slug)
    return found.correlate(row).scalar_subquery().label("document")


def _ordered(columns: Sequence[ColumnElement[Any]], falling: Sequence[bool]) -> Iterator[Any]:
    return (c.desc() if down else c for c, down in zip(columns, falling, strict=True))


def _ways(model: type[Record], names: Sequence[str], filters: Filters) -> Iterator[Way]:
    """Ways to all that passes every filter; nothing is found on two of them."""
    others = {name: values for name, values in filters.items() if name not in DAYS}
    ways = _by_few(model, others) or _by_entry(model, names, others) or _by_record(model, others)
    if len(others) == len(filters):
        yield from ways
        return
    for way in ways:
        # The latest first: the index of any list that has days can go by them.
        begun = way.row.c.recency.between(_day("latest"), _day("earliest"))
        yield Way(way.row, [*way.conditions, begun], way.first)
    if "date_from" in filters:
        yield _begun_before(model, others)


def _day(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=Integer)


def _days(filters: Filters) -> dict[str, int]:
    """The days between which a list lies, as they are sorted: negative, the latest first."""
    if not any(name in filters for name in DAYS):
        return {}
    first = earliest(filters["date_from"][0]) if "date_from" in filters else 1
    last = latest(filters["date_to"][0]) if "date_to" in filters else UNDATED - 1
    days = {"latest": -last, "earliest": -first}
    return days | (
        {"before": -min(first - 1, last), "from": first} if "date_from" in filters else {}
    )


def _begun_before(model: type[Record], others: Filters) -> Way:
    """To what may have been earlier than the first day, or later: few have dates so imprecise."""
    row: Any = model.__table__
    imprecise = row.c.last_day > row.c.first_day
    earlier = row.c.recency.between(_day("before"), -1)
    return Way(
        row, [*_beside(model, row, others), imprecise, row.c.last_day >= _day("from"), earlier]
    )


def _by_few(model: type[Record], filters: Filters) -> list[Way]:
    """The way by what a search finds, if that is little: each record of it is looked up."""
    for name, values in filters.items():
        condition = model.conditions[name]
        if isinstance(condition, Found) and (few := condition.few(values[0])) is not None:
            rest = {other: more for other, more in filters.items() if other != name}
            return [Way(model.__table__, [few, *_at_once(model, rest).conditions])]
    return []


def _by_entry(model: type[Record], names: Sequence[str], filters: Filters) -> list[Way]:
    """A way by the entries of one filter, the rest of them asked of what it finds."""
    for name, leading in model.conditions.items():
        if name in filters and isinstance(leading, Every) and {*names} <= {*leading.table.c.keys()}:
            value, *more = leading.rarest_first(filters[name])
            row, held = leading.entries(value)
            rest = {**filters, name: more}
            first = leading.first(row, value)
            return [Way(row, [held, *_beside(model, row, rest)], first)]
    return []


def _beside(model: type[Record], row: FromClause, filters: Filters) -> Iterator[Any]:
    """The conditions that the record of a row passes the filters."""
    own = []
    for name, values in filters.items():
        condition = model.conditions[name]
        if isinstance(condition, Every | Found):
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
    choices = list(product(*(filters[name] for name in chosen)))
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
