"""Ways: tables that lead to records, with what has to be fulfilled and the order that rows have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause

from .days import begun
from .filters import indexes
from .hints import apart


class Way(NamedTuple):
    """A table that has the columns of a sort, and what its rows have to fulfil.

    The first of these conditions leads to them. `first`: that a row is the first of those of its
    record, where there may be several. `by`: the columns whose one value leads to the rows; None if
    something else does. `is_dated`: whether they have to lie between the days that are asked for.
    `is_short`: whether they are few in any case.
    """

    row: FromClause
    conditions: list[ColumnElement[bool]]
    first: ColumnElement[bool] | None = None
    by: frozenset[str] | None = None
    is_dated: bool = False
    is_short: bool = False

    @property
    def held(self) -> list[ColumnElement[bool]]:
        """All that rows have to fulfil."""
        return [*self.conditions, *([begun(self.row)] if self.is_dated else [])]

    @property
    def past_other_days(self) -> Way:
        """The way to the same rows by an index that has those of other days among them."""
        return self._replace(conditions=[*self.conditions, begun(self.row, apart)], is_dated=False)

    @property
    def is_by_slug(self) -> bool:
        """Whether an index has the rows in the order of slugs, with other days among them."""
        return self.is_dated and self.past_other_days.is_sorted_by(["slug"])

    def is_sorted_by(self, names: Sequence[str]) -> bool:
        """Whether an index that leads to the rows has them in this order."""
        by = self.by
        if by is None or self.is_dated or not by.isdisjoint(names):
            return False
        return any(_leads(columns, by, [*names]) for columns in indexes(self.row))


def _leads(columns: list[str], by: frozenset[str], order: list[str]) -> bool:
    """Whether an index leads to the rows with some values, or to all, and has them in an order."""
    led = [*takewhile(lambda column: column != order[0], columns)]
    # Some have the day as well, behind the order.
    in_order = columns[len(led) :] in (order, [*order, "recency"])
    return in_order and (by.issuperset(led) if led else not by)
