"""Found: the filter of a list by what a search finds, beside what else the list is narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_

from .key import Asked

# So many that are found are known one by one; of more it is only known that there are more.
KNOWN = 5000
# More are not looked up one by one for a page, 10 us each, if the beginning of the list has it.
FEW = 500
# So many are, though, where the list would be read for long: what is found is at its end. More
# would take their time too, and a worker's memory.
MOST_LOOKED_UP = 150_000
Slugs = Sequence[str]


class Sought(str):
    """What is searched for, and what is found, which is looked up once for a page and its total.

    `facets`: what else is asked of it, one of each. `all`: the slugs of all that is found, if these
    are no more than KNOWN. `shown`: of those that are looked up for a page.
    """

    facets: Sequence[Sequence[str]] = ()
    all: Slugs | None
    shown: Slugs | None


class Found:
    """The record is among those that a search finds.

    `find` finds their slugs if they are no more than so many; `among` makes the condition that a
    column has one of some; `held` that a search finds the record of a row, which is asked of each
    row that is met where they are many. `ask` asks the archive for rows.
    """

    def __init__(
        self,
        model: Any,
        find: Callable[[Sought, int], Slugs | None],
        among: Callable[[Any, Iterable[str]], ColumnElement[bool]],
        held: Callable[[FromClause, str], ColumnElement[bool]],
        ask: Callable[[Asked], Any],
    ) -> None:
        self.model = model
        self._find = find
        self._among = among
        self._held = held
        self.ask = ask

    def all(self, sought: Sought) -> Slugs | None:
        """The slugs of all that is found, if that is known."""
        if "all" not in vars(sought):
            sought.all = sought.shown = self._find(sought, KNOWN)
        return sought.all

    def show(self, sought: Sought, slugs: Slugs | None) -> None:
        """Let these be looked up; None for all that is found, though it is much."""
        if slugs is None and (slugs := self.all(sought)) is None:
            slugs = self._find(sought, MOST_LOOKED_UP)
        sought.shown = slugs

    def few(self, sought: Any) -> ColumnElement[bool] | None:
        """The condition that a record is one of those that are looked up, if any are."""
        self.all(sought)
        return None if sought.shown is None else self._among(self.model.slug, sought.shown)

    def __call__(self, values: Sequence[Any]) -> ColumnElement[bool]:
        return self.on(self.model.__table__, values)

    def on(self, row: FromClause, values: Sequence[Any]) -> ColumnElement[bool]:
        """The record that a row belongs to is found."""
        return and_(*(self._is_found(row, value) for value in values))

    def _is_found(self, row: FromClause, sought: Sought) -> ColumnElement[bool]:
        known = self.all(sought)
        return self._held(row, sought) if known is None else self._among(row.c.slug, known)
