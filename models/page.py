"""Pages: the keys of what is on one, as they are found on one way or several, and its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, select, union_all

from .days import begun
from .filters import COMPARED, Filters, number_of_rows
from .hints import apart, known, only_if, unindexed
from .key import Key, beyond, page
from .way import Way

if TYPE_CHECKING:
    from .base import Record


# Of what a statement is made: the order, whether the page follows one, whether it ends.
Form = tuple[str, bool, bool]


class Wanted(NamedTuple):
    """What is asked of a list: an order, what passes filters, after a key, so many at most."""

    sort: str
    filters: Filters
    key: Key | None
    limit: int | None

    @property
    def form(self) -> Form:
        """What its statement is made of."""
        return self.sort, bool(self.key), self.limit is not None

    @property
    def parameters(self) -> dict[str, Any]:
        return page(self.key, self.limit)


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


class Page(NamedTuple):
    """A page: by what it is sorted and what of that falls, whether it follows one, its length.

    `led`: whether filters lead to what is on it.
    """

    model: type[Record]
    names: list[str]
    falling: list[bool]
    follows: bool
    limit: Any = None
    led: bool = False

    @classmethod
    def of(cls, model: type[Record], sort: str, follows: bool = False, limit: Any = None) -> Page:
        """A page in an order that the list of a kind has, as if no filters led to it."""
        order = model.sorts[sort]
        names = [name.removeprefix("-") for name in order]
        return cls(model, names, [name.startswith("-") for name in order], follows, limit)

    @property
    def is_mixed(self) -> bool:
        """Whether a half of the order is turned round, in which no index gives groups."""
        return any(self.falling) and not all(self.falling)

    def parts(self, way: Way) -> Iterator[Select[Any]]:
        """The keys of the page as they are found on one way.

        Where filters lead elsewhere than their order does, these are sorted; what lies between days
        only if it is little.
        """
        columns: list[Any] = [way.row.c[name] for name in self.names]
        if not _misled(way, columns) or not (self.led or way.is_short):
            yield self.cut(way)
        elif way.is_by_slug and self.limit is not None:
            yield from self._by_days_or_slug(way)
        else:
            yield self._sorted(way)

    def _by_days_or_slug(self, way: Way) -> Iterator[Select[Any]]:
        """The keys of what lies between days, sorted if it is little, else met in the list's order.

        PostgreSQL finds out by itself which is better.
        """
        number = number_of_rows(way.row, and_(*way.conditions[:1], begun(way.row)))
        # Counted once, whoever asks.
        are_few = select((number < COMPARED).label("few")).cte().c.few
        yield self._sorted(way).limit(only_if(are_few, self.limit, self.limit, 0))
        yield self.cut(way.past_other_days).limit(only_if(~are_few, self.limit, 0, 0))

    def _sorted(self, way: Way) -> Select[Any]:
        """The page as it is found on one way; on SQLite by no index of its order."""
        return self.cut(way, told=apart if way.is_by_slug else unindexed)

    def cut(self, way: Way, *others: Any, told: Callable[[Any], Any] = known) -> Select[Any]:
        """The page as it is found on one way: other columns, and those of its key.

        `told`: how a database is told of these, where it must not go by them.
        """
        columns: list[Any] = [way.row.c[name] for name in self.names]
        order = [*map(told, columns)]
        found: Select[Any] = select(*others, *columns).where(*way.held)
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
        documents = select(document(self.model, keys), *columns)
        return documents.order_by(*self._ordered(columns)).limit(self.limit)

    def _ordered(self, columns: Sequence[ColumnElement[Any]]) -> Iterator[Any]:
        return (c.desc() if down else c for c, down in zip(columns, self.falling, strict=True))


def document(model: type[Record], row: FromClause) -> Any:
    """The document of a row's record."""
    if row is model.__table__:
        return row.c.document
    own: Any = model.__table__.alias("own")
    found = select(own.c.document).where(own.c.slug == row.c.slug)
    return found.correlate(row).scalar_subquery().label("document")
