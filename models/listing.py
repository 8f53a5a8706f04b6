"""Lists: one index has them in order, and a page is read along it with its documents.

A filter by an entry is answered from the table of the entries, which keeps what its record is
sorted by. So a page costs what its length costs, wherever in a list of whatever length it is. Where
no index has the order, the keys are sorted, and documents looked up for those of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    bindparam,
    case,
    func,
    select,
    true,
    union_all,
)

from .days import DAYS, days
from .filters import AnyOf, Every, Filters
from .found import FULL_SOON, Found, Sought, search_among, searched, unless_many
from .hints import apart, unindexed
from .key import LIMIT, Asked, Key, beyond, page
from .ways import Way, ways

if TYPE_CHECKING:
    from .base import Record

# So much of a list is read for what a search finds, before another way is gone; and so much where
# the first has a part of the page at least.
READ, PROMISE = (2000, 10_000), 4
# So much of a list is read where no index has its order, before the rest of it is sorted.
STRETCHES = (2000, 20_000)
# Slugs are of letters, digits and hyphens.
PAST_ALL = "~"
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
    filters = unless_many(model, filters, FULL_SOON)
    _look_up_first(model, sort, filters, key, limit)
    return _page_of(model, sort, filters, key, limit)


def _page_of(
    model: type[Record], sort: str, filters: Filters, key: Key | None, limit: int | None
) -> Asked:
    shape, parameters = shaped(model, filters)
    parameters |= page(key, limit)
    # What else a condition does can depend on the database and on what it holds.
    make = _search if bound(model).issuperset(filters) else _search.__wrapped__
    return Asked(make(model, sort, shape, bool(key), limit is not None), parameters)


def _look_up_first(
    model: type[Record], sort: str, filters: Filters, key: Key | None, limit: int | None
) -> None:
    """Find those of many that a search finds which are on a page: they are looked up alone.

    The beginning of the list has them, where they are many enough. What many records have may all
    the same be at the end of a list: the name of a place, in the order of slugs that begin with
    places. Then all that is found is looked up.
    """
    name = search_among(model, filters)
    if name is None:
        return
    how, sought = searched(model, filters, name)
    known = how.all(sought)
    if limit is not None and (known is None or len(known) > FULL_SOON):
        others = {other: values for other, values in filters.items() if other != name}
        # The longer is made a statement only if the shorter does not tell enough.
        begun = (_page_of(model, sort, others, key, length) for length in READ)
        how.show(sought, _on_page(begun, how, sought, limit))


def _on_page(
    begun: Iterable[Asked], how: Found, sought: Sought, limit: int
) -> Sequence[str] | None:
    """What a search finds of a page, if it is found in a beginning of the list; None if not.

    The longer one is read on if the shorter has a part of the page at least.
    """
    slugs: list[str] = []
    before = 0
    for beginning, length in zip(begun, READ, strict=True):
        rows = how.ask(_found_first(beginning, before, how, sought, limit - len(slugs)))
        slugs += [row.slug for row in rows if row.slug is not None]
        if len(slugs) == limit or rows[0].read < length - before:
            return slugs
        if len(slugs) * PROMISE < limit:
            break
        before = length
    return None


def _found_first(begun: Asked, before: int, how: Found, sought: str, limit: int) -> Asked:
    """What a search finds of the beginning of a list, so much at most, and how much was read.

    The latter where that is all, and beside nothing where nothing is found. `before`: what was read
    before.
    """
    rows = begun.statement
    keys = (column for column in rows.selected_columns if column.name != "document")
    # The rows of a part that is read come in its order, and are asked one by one.
    row = select(rows.with_only_columns(*keys).subquery()).offset(before).subquery()
    found = select(row.c.slug).where(how.on(row, [sought])).limit(limit).cte()
    on_page, read = (
        select(func.count()).select_from(one).scalar_subquery() for one in (found, row)
    )
    # How much there is to read does not matter where it fills the page.
    number = select(case((on_page < limit, read)).label("read")).subquery()
    both = select(number.c.read, found.c.slug).select_from(number.outerjoin(found, true()))
    return Asked(both, begun.parameters)


def not_leading(model: type[Record], way: Way, columns: list[Any]) -> list[Any]:
    """The columns of a group, where they must not lead SQLite away from the way's own index.

    The entries of all records stand in the order of slugs: by that it would go through all of them.
    """
    return (
        [*map(apart, columns)]
        if _misled(way, columns) and way.row is not model.__table__
        else columns
    )


def _misled(way: Way, columns: Sequence[Any]) -> bool:
    """Whether the order is that of slugs, in which all records stand, but not those of the way."""
    return [column.name for column in columns] == ["slug"] and not way.is_sorted_by(["slug"])


@cache
def bound(model: type[Record]) -> frozenset[str]:
    """The filters that only compare values: what they ask is made a statement only once."""
    made = {n for n, condition in model.conditions.items() if isinstance(condition, AnyOf | Every)}
    return frozenset(made.union(DAYS).intersection(model.conditions))


def shaped(model: type[Record], filters: Filters) -> tuple[Shape, dict[str, Any]]:
    """The shape of what is asked, and the values of its parameters."""
    shape: list[tuple[str, int | tuple[str, ...]]] = []
    parameters: dict[str, Any] = {}
    for name, values in filters.items():
        different = tuple(dict.fromkeys(values))
        compared = name in bound(model)
        shape.append((name, len(different) if compared else different))
        if compared and name not in DAYS:
            parameters |= {f"{name}_{n}": value for n, value in enumerate(different)}
    return tuple(shape), parameters | days(filters)


def marks(shape: Shape) -> dict[str, Sequence[Any]]:
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
    # What a search finds is asked of one record after the other: the fewer, the better.
    led = bool(shape) and not search_among(model, (name for name, _ in shape))
    page = _Page(model, names, falling, follows, LIMIT if limited else None, led)
    found = [*ways(model, names, marks(shape))]
    if len(found) == 1 and found[0].is_sorted_by(names) and not page.is_mixed:
        return page.cut(found[0], _document(model, found[0].row))
    return page.looked_up([part for way in found for part in page.parts(way)])


def _known(column: Any) -> Any:
    """A column that a database may go by."""
    return column


class _Page(NamedTuple):
    """A page: by what it is sorted and what of that falls, whether it follows one, its length.

    `led`: whether filters lead to what is on it.
    """

    model: type[Record]
    names: list[str]
    falling: list[bool]
    follows: bool
    limit: Any
    led: bool

    @property
    def is_mixed(self) -> bool:
        """Whether a half of the order is turned round, in which no index gives groups."""
        return any(self.falling) and not all(self.falling)

    def parts(self, way: Way) -> Iterator[Select[Any]]:
        """The keys of the page as they are found on one way.

        Where filters lead elsewhere than their order does, some of that is read first: of many that
        are looked for, the next few thousand hold a page. What comes after them is sorted, if that
        is not full.
        """
        columns: list[Any] = [way.row.c[name] for name in self.names]
        if not _misled(way, columns) or not (self.led or way.is_short):
            yield self.cut(way)
        elif way.is_by_slug and self.limit is not None:
            yield from self._in_stretches(way, columns[0])
        else:
            yield self._sorted(way)

    def _in_stretches(self, way: Way, key: ColumnElement[Any]) -> Iterator[Select[Any]]:
        """The keys in the next stretch of the list, in a longer one behind it, and in the rest.

        Of each so many as those before leave of the page.
        """
        left: Any = self.limit
        begin: ColumnElement[bool] = true()
        for length in STRETCHES:
            end = self._end(length)
            near = self.cut(way).where(begin, key <= end).limit(left).cte()
            yield select(near)
            left -= select(func.count()).select_from(near).scalar_subquery()
            begin = key > end
        yield self._sorted(way).where(unindexed(key) > end).limit(left)

    def _end(self, length: int) -> ColumnElement[str]:
        """The last key of so much of the list; what comes after all keys, if it ends before."""
        key = self.model.__table__.alias("read").c[self.names[0]]
        read = select(key).order_by(key).limit(1).offset(length)
        read = read.where(beyond([key])) if self.follows else read
        # Once, though one stretch ends there and another begins.
        ended = select(func.coalesce(read.scalar_subquery(), PAST_ALL).label("key")).cte()
        return select(ended.c.key).scalar_subquery()

    def _sorted(self, way: Way) -> Select[Any]:
        """The page as it is found on one way, by no index of its order."""
        return self.cut(way, told=apart if way.is_foreseen else unindexed)

    def cut(self, way: Way, *others: Any, told: Callable[[Any], Any] = _known) -> Select[Any]:
        """The page as it is found on one way: other columns, and those of its key.

        `told`: how a database is told of these, where it must not go by them.
        """
        columns: list[Any] = [way.row.c[name] for name in self.names]
        order = [*map(told, columns)]
        found: Select[Any] = select(*others, *columns).where(*way.conditions)
        found = found.where(beyond(order, self.falling)) if self.follows else found
        if way.first is not None:
            once = not_leading(self.model, way, columns)
            found = found.where(way.first) if self.is_mixed else found.group_by(*once)
        return found.order_by(*self._ordered(order)).limit(self.limit)

    def looked_up(self, parts: Sequence[Select[Any]]) -> Select[Any]:
        """The page put together from keys; what has to be sorted is short so."""
        first, *others = parts
        every = union_all(*(select(one.subquery()) for one in parts)) if others else first
        keys = every.subquery("found")
        columns = [keys.c[name] for name in self.names]
        documents = select(_document(self.model, keys), *columns)
        return documents.order_by(*self._ordered(columns)).limit(self.limit)

    def _ordered(self, columns: Sequence[ColumnElement[Any]]) -> Iterator[Any]:
        return (c.desc() if down else c for c, down in zip(columns, self.falling, strict=True))


def _document(model: type[Record], row: FromClause) -> Any:
    """The document of a row's record."""
    if row is model.__table__:
        return row.c.document
    own: Any = model.__table__.alias("own")
    found = select(own.c.document).where(own.c.slug == row.c.slug)
    return found.correlate(row).scalar_subquery().label("document")
