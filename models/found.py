"""Found: the filter of a list by what a search finds, and what the index of words is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, FromClause, and_

from .facets import number
from .filters import Filters
from .key import Asked

if TYPE_CHECKING:
    from .base import Record

# So much that is found is counted, and put in the order of a list: 2 us each on PostgreSQL. Of more
# a page is full soon: the list is read in its own order.
FEW = 5000
# So much is put in order, though, where the list would be read for long: it is at its end.
MOST_LOOKED_UP = 150_000
# By so many facets a list is looked up without a search, and one that is counted.
SEVERAL, COUNTED = 3, 2
Slugs = Sequence[str]


class Matching(NamedTuple):
    """What the index of words finds: columns of these records, in no order, and how many it is.

    The number may be 0 where it was not asked for.
    """

    rows: CTE
    number: ColumnElement[int]


class Found:
    """The record is among those that a search finds. matches.py has it of the words of records.

    `table` is that of the kind of record.
    """

    table: Any

    def asked(
        self, sought: str | None, facets: Sequence[Sequence[str]], without: Sequence[Any]
    ) -> tuple[Any, Mapping[str, Any]]:
        """The shape of what the index is asked for, and its parameters.

        One of each facet too, and of a search none of those that it is asked `without`.
        """
        raise NotImplementedError

    def seem_more(
        self, shape: Any, parameters: Mapping[str, Any], most: int, certainly: bool
    ) -> bool:
        """Whether it seems that more than so many are found: so that one can say so, or not."""
        raise NotImplementedError

    def keeps(self, names: Iterable[str]) -> bool:
        """Whether the index keeps these columns of a record."""
        raise NotImplementedError

    def matching(self, shape: Any, names: Iterable[str], most: Any, numbered: bool) -> Matching:
        """So many at most of what is found. There need be no rows if there are so many.

        All of it, if it is not known that there are so many, and need not be numbered.
        """
        raise NotImplementedError

    def held(self, row: FromClause, sought: str) -> ColumnElement[bool]:
        """A search finds the record of a row: asked of each that is met, where many are found."""
        raise NotImplementedError

    def among(self, column: Any, values: Iterable[str]) -> ColumnElement[bool]:
        """A column has one of some values, however many."""
        raise NotImplementedError

    def ask(self, asked: Asked) -> Sequence[Any]:
        """Ask the archive for rows."""
        raise NotImplementedError

    def __call__(self, values: Sequence[str]) -> ColumnElement[bool]:
        return self.on(self.table, values)

    def on(self, row: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
        """A search finds the record that a row belongs to."""
        return and_(*(self.held(row, value) for value in values))


def search_among(model: type[Record], filters: Iterable[str]) -> str | None:
    """The filter by what a search finds, if there is one."""
    return next((name for name in filters if isinstance(model.conditions[name], Found)), None)


def finder(model: type[Record]) -> Found:
    """How searches find records of a kind."""
    conditions: Mapping[str, Any] = model.conditions
    return next(how for how in conditions.values() if isinstance(how, Found))


def are_several(model: type[Record], filters: Filters, counted: bool = False) -> bool:
    """Whether so many facets are asked that what has all of them may be little."""
    several = COUNTED if counted else SEVERAL
    return number(model, filters) >= several and not search_among(model, filters)
