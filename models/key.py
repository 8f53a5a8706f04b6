"""Keys, which pages come after, by what their list is sorted by; statements with their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_, tuple_

from .hints import unforeseen

Key = Sequence[Any]


class Asked(NamedTuple):
    """A statement, and the values of its parameters.

    What is known before it is asked: `number`, how many rows there are on all pages; `of_many`,
    that the index of words finds more than is counted.
    """

    statement: Any
    parameters: dict[str, Any]
    number: int | None = None
    of_many: bool = False


# How many rows a page has, as a parameter.
LIMIT = bindparam("limit", type_=Integer)


def page(key: Key | None, limit: int | None) -> dict[str, Any]:
    """The parameters of a page: the key that it comes after, for `beyond`, and LIMIT."""
    keys = {f"key_{n}": value for n, value in enumerate(key or ())}
    return keys if limit is None else {**keys, "limit": limit}


def beyond(
    columns: Sequence[ColumnElement[Any]], falling: Sequence[bool] = ()
) -> ColumnElement[bool]:
    """What comes after the key among the parameters."""
    key = [bindparam(f"key_{n}", type_=column.type) for n, column in enumerate(columns)]
    return after(columns, key, falling)


def after(
    columns: Sequence[ColumnElement[Any]], key: Key, falling: Sequence[bool] = ()
) -> ColumnElement[bool]:
    """What comes after a key."""
    if not any(falling):
        return tuple_(*columns) > tuple_(*_unforeseen(key))
    (first, *others), (value, *values) = columns, key
    beyond = first < value if falling[0] else first > value
    # The first condition is implied by the second; it is what an index can begin from.
    reached = first <= value if falling[0] else first >= value
    return and_(reached, or_(beyond, after(others, values, falling[1:])))


def _unforeseen(key: Key) -> Key:
    """A key of which PostgreSQL does not know where it is.

    It reckons with the first column alone, and with nothing where that is the same: next to no rows
    would come after the day that a third of a list has in common, whatever index it takes.
    """
    first, *others = key
    return [unforeseen(first), *others] if others else key
