"""The days between which a list lies, and how they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, and_, bindparam, or_

from .dates import UNDATED, earliest, latest
from .filters import Filters
from .hints import known

# The filters by date, of every list that has days.
DAYS = ("date_from", "date_to")


def without_days(filters: Filters) -> Filters:
    """The other filters."""
    return {name: values for name, values in filters.items() if name not in DAYS}


def begun(row: FromClause, told: Callable[[Any], Any] = known) -> ColumnElement[bool]:
    """That the record of a row begins between the days that are asked for.

    The latest first: the index of any list that has days can go by them. `told`: how a database is
    told of it, where it must not.
    """
    recency: ColumnElement[int] = told(row.c.recency)
    return recency.between(day("latest"), day("earliest"))


def begun_before(row: FromClause) -> ColumnElement[bool]:
    """That a record may have been earlier than the first day, or later: its date is not precise."""
    imprecise = row.c.last_day > row.c.first_day
    return and_(imprecise, row.c.last_day >= day("from"), row.c.recency.between(day("before"), -1))


def lies(row: FromClause, filters: Filters) -> Iterator[ColumnElement[bool]]:
    """That a record is of the days that are asked for, if any are."""
    if "date_from" in filters:
        yield or_(begun(row), begun_before(row))
    elif "date_to" in filters:
        yield begun(row)


def day(name: str) -> ColumnElement[int]:
    """A day of those that `days` has, as a parameter."""
    return bindparam(name, type_=Integer)


def days(filters: Filters) -> dict[str, int]:
    """The days between which a list lies, as they are sorted: negative, the latest first."""
    if not any(name in filters for name in DAYS):
        return {}
    first = earliest(filters["date_from"][0]) if "date_from" in filters else 1
    last = latest(filters["date_to"][0]) if "date_to" in filters else UNDATED - 1
    days = {"latest": -last, "earliest": -first}
    return days | (
        {"before": -min(first - 1, last), "from": first} if "date_from" in filters else {}
    )
