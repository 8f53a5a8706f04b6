"""Look-ups: what the index of words finds is found first, and put in the order of a list.

The index keeps what meetings and statements are sorted by, and their days: of most that it finds,
no record is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, func, select, true

from .days import lies, without_days
from .facets import asked, of_stretch, untold
from .filters import Filters
from .found import Matching, Slugs, finder, search_among
from .key import LIMIT, Asked
from .page import Form, Page, Wanted
from .shape import Shape, made, marks, shaped
from .stretch import Stretch
from .way import Way
from .ways import beside

if TYPE_CHECKING:
    from .base import Record

# The columns that tell of a record's days.
DATED = ("recency", "first_day", "last_day")


class Part(NamedTuple):
    """The slugs of a page, in no order; and how many there are on all pages, if that is known."""

    slugs: Slugs
    number: int | None


def page(
    model: type[Record],
    wanted: Wanted,
    most: int,
    certainly: bool = False,
    without: Stretch | None = None,
) -> Part | None:
    """A page of what passes the filters; None if the index finds more than `most`.

    Or likely does, unless it has to be certain. `without`: a stretch that is left out.
    """
    form, filters = (_page, True, wanted.form), wanted.filters
    rows = _ask(model, filters, most, certainly, *form, without=without, **wanted.parameters)
    return None if rows is None else Part(_slugs(rows), rows[0].number)


def page_of_many(model: type[Record], wanted: Wanted, most: int) -> Part | None:
    """The same where it need not be known how many there are, which takes as long to find out."""
    form, filters = (_page, False, wanted.form), wanted.filters
    rows = _ask(model, filters, most, False, *form, **wanted.parameters)
    return None if rows is None else Part(_slugs(rows), None)


def _slugs(rows: Sequence[Any]) -> Slugs:
    return [row.slug for row in rows if row.slug is not None]


def number(model: type[Record], filters: Filters, most: int) -> int | None:
    """How many records pass the filters; None if the index finds more than `most`."""
    rows = _ask(model, filters, most, True, _number)
    return None if rows is None else int(rows[0].number)


def _ask(
    model: type[Record],
    filters: Filters,
    most: int,
    certainly: bool,
    make: Any,
    *form: Any,
    without: Stretch | None = None,
    **parameters: Any,
) -> Sequence[Any] | None:
    """The rows of a statement that `make` makes; None if the index finds more than `most`."""
    how, name = finder(model), search_among(model, filters)
    less = [(of_stretch(without), without.begins)] if without else []
    words, told = how.asked(filters[name][0] if name else None, asked(model, filters), less)
    rest = {other: values for other, values in untold(model, filters).items() if other != name}
    # Where more is asked than the index tells, nothing is claimed before it is counted.
    if how.seem_more(words, told, most, certainly and not rest):
        return None
    shape, values = shaped(model, rest)
    statement = made(make, model, shape, words, *form)
    rows = how.ask(Asked(statement, {**told, **values, **parameters, "most": most + 1}))
    return rows if rows[0].matched <= most else None


@lru_cache(maxsize=1000)
def _page(model: type[Record], rest: Shape, words: Any, numbered: bool, form: Form) -> Select[Any]:
    sort, follows, limited = form
    on_page = Page.of(model, sort, follows, LIMIT if limited else None)
    matched, way = _found(model, rest, words, on_page.names, numbered)
    numbers, shown = _numbers(matched, way, numbered).subquery(), on_page.cut(way).subquery()
    return select(*numbers.c, shown.c.slug).select_from(numbers.outerjoin(shown, true()))


@lru_cache(maxsize=1000)
def _number(model: type[Record], rest: Shape, words: Any) -> Select[Any]:
    return _numbers(*_found(model, rest, words, ["slug"] if rest else []))


def _numbers(matched: Matching, way: Way, numbered: bool = True) -> Select[Any]:
    """How many the index finds, and how many of them pass, if that is asked."""
    told = select(matched.number.label("matched"))
    if not numbered:
        return told
    known = told.subquery()
    number: Any = known.c.matched
    if way.conditions:
        passed = select(func.count()).select_from(way.row).where(*way.conditions)
        number = passed.scalar_subquery()
    return select(known.c.matched, number.label("number"))


def _found(
    model: type[Record], rest: Shape, words: Any, names: Sequence[str], numbered: bool = True
) -> tuple[Matching, Way]:
    """What the index finds, up to one more than is wanted, and the way to what of it passes."""
    filters, how = marks(rest), finder(model)
    others = without_days(filters)
    wanted = [*dict.fromkeys([*names, *(DATED if len(others) < len(filters) else ())])]
    kept = how.keeps(wanted)
    most = bindparam("most", type_=Integer)
    matched = how.matching(words, wanted if kept else ["slug"], most, numbered)
    row = matched.rows if kept else model.__table__
    own = [] if kept else [row.c.slug.in_(select(matched.rows.c.slug))]
    return matched, Way(row, [*own, *lies(row, filters), *beside(model, row, others, names)])
