"""Beginnings of lists: of much that a search finds, a page is read in the list's own order."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import case, func, select, true

from .found import Found, Slugs
from .key import Asked

# So much of a list is read for what a search finds, before another way is gone; and so much where
# the first has a part of the page at least.
READ, PROMISE = (2000, 10_000), 2


def page(begun: Iterable[Asked], how: Found, sought: str, limit: int) -> Slugs | None:
    """The slugs of a page of what a search finds; None if no beginning of the list has a page.

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
