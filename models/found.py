"""Found: the filter of a list by what a search finds, beside what else the list is narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ColumnElement, FromClause, and_

from .facets import asked, number
from .filters import Filters
from .key import Asked

if TYPE_CHECKING:
    from .base import Record

# So much that is found is known one by one; of more it is not known how much it is.
FEW = 5000
# More than this is not looked up for a page, which is full soon: the list is read in its order, and
# each of its records asked.
FULL_SOON = 1000
# So many are looked up, though, where the list would be read for long: what is found is at its end.
# More would take their time too, and a worker's memory.
MOST_LOOKED_UP = 150_000
# By so many facets a list is looked up without a search, and one that is counted.
SEVERAL, COUNTED = 3, 2
Slugs = Sequence[str]


class Sought(str):
    """What is searched for, and what is found, which is looked up once for a page and its total.

    `facets`: what else is asked of it, one of each. `all`: the slugs of all that is found, if that
    is little. `shown`: of those that are looked up for a page.
    """

    facets: Sequence[Sequence[str]] = ()
    all: Slugs | None
    shown: Slugs | None


class Anything(Sought):
    """Facets alone are asked."""


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
        self.held = held
        self.ask = ask

    def all(self, sought: Sought, most: int = 0) -> Slugs | None:
        """The slugs of all that is found, if that is little: FEW at most."""
        if "all" not in vars(sought):
            sought.all = sought.shown = self._find(sought, most or FEW)
        return sought.all

    def show(self, sought: Sought, slugs: Slugs | None) -> None:
        """Let these be looked up, of many; None for all of them."""
        if slugs is None and (slugs := self.all(sought)) is None:
            slugs = self._find(sought, MOST_LOOKED_UP)
        sought.shown = slugs

    def few(self, sought: Any) -> ColumnElement[bool] | None:
        """The condition that a record is one of those that are looked up, if any are."""
        self.all(sought)
        return None if sought.shown is None else self._among(self.model.slug, sought.shown)

    def __call__(self, values: Sequence[str]) -> ColumnElement[bool]:
        return self.on(self.model.__table__, values)

    def on(self, row: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
        """The record that a row belongs to is found."""
        return and_(*(self.held(row, value) for value in values))


def search_among(model: type[Record], filters: Iterable[str]) -> str | None:
    """The filter by what a search finds, if there is one."""
    return next((name for name in filters if isinstance(model.conditions[name], Found)), None)


def searched(model: type[Record], filters: Filters, name: str) -> tuple[Found, Sought]:
    """The filter of this name by what a search finds, and what is searched for beside the rest."""
    how, sought = cast(Found, model.conditions[name]), cast(Sought, filters[name][0])
    sought.facets = asked(model, filters)
    return how, sought


def are_several(model: type[Record], filters: Filters, counted: bool = False) -> bool:
    """Whether so many facets are asked that what has all of them may be little."""
    several = COUNTED if counted else SEVERAL
    return number(model, filters) >= several and not search_among(model, filters)


def narrowed(model: type[Record], filters: Filters, counted: bool = False) -> Filters:
    """The filters, and if several of them are facets, beside them what has all of these."""
    name = search_among(model, model.conditions)
    if name is None or not are_several(model, filters, counted):
        return filters
    both = {**filters, name: [Anything()]}
    how, anything = searched(model, both, name)
    how.all(anything, FEW if counted else FULL_SOON)
    return both


def unless_many(model: type[Record], filters: Filters, few: int) -> Filters:
    """The filters, but without what has several facets if more than a few have."""
    name = search_among(model, filters)
    if name is None or not isinstance(anything := filters[name][0], Anything):
        return filters
    if anything.all is not None and len(anything.all) <= few:
        return filters
    return {other: values for other, values in filters.items() if other != name}
