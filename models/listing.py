"""Lists: one index has them in order, and a page is read along it with its documents.

A filter by an entry is answered from the table of the entries, which keeps what its record is
sorted by. So a page costs what its length costs, wherever in a list of whatever length it is. Where
no index has the order, the keys are sorted, and documents looked up for those of the page. What a
search finds is found first: lookup.py and beginning.py have the slugs of a page of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from . import beginning, lookup, stretch
from .found import FEW, MOST_LOOKED_UP, are_several, finder, search_among
from .key import LIMIT, Asked, Key
from .page import Page, Wanted, document
from .shape import Shape, made, marks, shaped
from .ways import ways

if TYPE_CHECKING:
    from .base import Record


def search(model: type[Record], wanted: Wanted, counted: bool) -> Asked:
    """The documents that pass every filter, in order, each with the columns of its sort."""
    if search_among(model, wanted.filters):
        return _searched(model, wanted, counted)
    if not are_several(model, wanted.filters, counted):
        return _page_of(model, wanted)
    found = lookup.page(model, wanted, FEW, counted)
    return _those(model, wanted, found) if found else _page_of(model, wanted)._replace(of_many=True)


def _searched(model: type[Record], wanted: Wanted, counted: bool) -> Asked:
    """The documents that a search finds.

    Of many, a stretch of the list has a page, or its beginning. What many records have may all the
    same be at the end of a list. Then all that is found is looked up.
    """
    if found := lookup.page(model, wanted, FEW, counted):
        return _those(model, wanted, found)
    if wanted.limit is not None:
        found = _in_a_stretch(model, wanted, wanted.limit)
        found = found or _begun(model, wanted, wanted.limit)
        found = found or lookup.page_of_many(model, wanted, MOST_LOOKED_UP)
    asked = _those(model, wanted, found) if found else _page_of(model, wanted)
    return asked._replace(of_many=True)


def _begun(model: type[Record], wanted: Wanted, limit: int) -> lookup.Part | None:
    """A page of what a search finds, if a beginning of the list without the search has one."""
    others = dict(wanted.filters)
    sought, *_ = others.pop(str(search_among(model, others)))
    # The longer is made a statement only if the shorter does not tell enough.
    beginnings = (wanted._replace(filters=others, limit=length) for length in beginning.READ)
    begun = (_page_of(model, one) for one in beginnings)
    slugs = beginning.page(begun, finder(model), sought, limit)
    return None if slugs is None else lookup.Part(slugs, None)


def _in_a_stretch(model: type[Record], wanted: Wanted, limit: int) -> lookup.Part | None:
    """A page of what a search finds, if nearly all of it stands in one stretch of the list.

    The rest is looked up, and the stretch read from its start. The page is among both.
    """
    for one, start in _stretches(model, wanted):
        rest = lookup.page(model, wanted, FEW, without=one)
        read = rest and _begun(model, wanted._replace(key=start), limit)
        if rest and read:
            return lookup.Part([*rest.slugs, *read.slugs], None)
    return None


def _stretches(model: type[Record], wanted: Wanted) -> Iterator[tuple[stretch.Stretch, Key]]:
    """The stretches after the key in which those may be that a search finds, with their starts."""
    order, how = model.sorts[wanted.sort], finder(model)
    (sought,) = wanted.filters[str(search_among(model, wanted.filters))]
    for one in stretch.asked(order, sought):
        start = stretch.start(order, one)
        if [*(wanted.key or ())] < [*start]:
            first = how.ask(_page_of(model, Wanted(wanted.sort, {}, start, 1)))
            if first and stretch.is_in(one, order, first[0]):
                yield one, start


def _page_of(model: type[Record], wanted: Wanted) -> Asked:
    shape, parameters = shaped(model, wanted.filters)
    return Asked(made(_search, model, shape, *wanted.form), parameters | wanted.parameters)


@lru_cache(maxsize=1000)
def _search(
    model: type[Record], shape: Shape, sort: str, follows: bool, limited: bool
) -> Select[Any]:
    """The statement for what is asked, made once: that takes longer than to execute it."""
    # What a search finds is asked of one record after the other: the fewer, the better.
    led = bool(shape) and not search_among(model, (name for name, _ in shape))
    page = Page.of(model, sort, follows, LIMIT if limited else None)._replace(led=led)
    found = [*ways(model, page.names, marks(shape))]
    if len(found) == 1 and found[0].is_sorted_by(page.names) and not page.is_mixed:
        return page.cut(found[0], document(model, found[0].row))
    return page.looked_up([part for way in found for part in page.parts(way)])


def _those(model: type[Record], wanted: Wanted, found: lookup.Part) -> Asked:
    """The documents of some records, in order."""
    page, row = Page.of(model, wanted.sort, limit=wanted.limit), model.__table__
    among = finder(model).among(row.c.slug, found.slugs)
    keys = select(*(row.c[name] for name in page.names)).where(among)
    return Asked(page.looked_up([keys]), {}, found.number)
