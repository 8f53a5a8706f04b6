"""Lists: pages of them in JSON, and pages or all of one in a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from flask import Response, request
from marshmallow import Schema
from sqlalchemy import Engine, func, select
from werkzeug import Request

from models import Record, ask, connection, driver, store, using
from models.filters import Filters
from models.found import are_several
from models.key import Asked
from schemas import KINDS
from schemas.text import render

from . import paging
from .etag import answer
from .formats import chosen, respond_page, respond_whole
from .formats.format import Format
from .included import beside, included

# The rows of a page, and the cursor of the next.
Cut = tuple[Sequence[Any], str | None]


class Total(NamedTuple):
    """How many items a list has in all, or at least."""

    number: int
    is_all: bool = True


class Part(NamedTuple):
    """The part of a list that is asked for: `found`, ordered by columns that make a key.

    A cursor is good for what was `asked`.
    """

    found: paging.Found
    order: Sequence[Any]
    limit: int
    cursor: str | None
    asked: Mapping[str, Any]
    here: Request = request

    @property
    def key(self) -> paging.Key | None:
        """The key that it comes after. Raises 422 for a cursor of another list."""
        if self.cursor is None:
            return None
        return paging.decode(self.here, self.cursor, self.order, self.asked)

    def statement(self) -> Asked:
        """What finds it, and whether there is more."""
        return paging.part(self.found, self.order, self.key, self.limit + 1)

    def cut(self, rows: Sequence[Any]) -> Cut:
        """The rows of the page, and the cursor of the next."""
        if len(rows) <= self.limit:
            return rows, None
        key = paging.key_of(rows[self.limit - 1], self.order)
        return rows[: self.limit], paging.encode(self.here, key, self.asked)


def page(model: type[Record], query: Mapping[str, Any]) -> Response:
    """A page of a kind's list: what the filters let through, in order."""
    asked, counted = filters(model, query), query["total"]
    # What is to be read along is looked up after the list is read, and what is found before.
    if query.get("include") or "q" in query or are_several(model, asked, counted):
        store.hold_still()
    wanted = part(model, query)
    if form := chosen():
        return in_format(KINDS[model.record], form, wanted)
    statement = wanted.statement()
    found = wanted.cut(_asked(statement))
    total = _total(model, query, found, statement) if counted else None
    return answer(_shown(model, found, query.get("include", ()), total))


def _total(model: type[Record], query: Mapping[str, Any], found: Cut, page: Asked) -> Total:
    """How many records a query finds in all, a page of which was found by a statement."""
    rows, following = found
    if following is None and "cursor" not in query:
        return Total(len(rows))
    if page.number is not None:
        return Total(page.number)
    total = total_of(model.count(filters(model, query), page.of_many))
    return total if total.is_all else Total(max(total.number, len(rows)), is_all=False)


def plain_page(
    model: type[Record], engine: Engine, query: Mapping[str, Any], here: Request
) -> bytes | None:
    """A page in JSON, for a request that Flask does not know of; none if more is to be asked."""
    if are_several(model, filters(model, query)):
        return None
    wanted, include = part(model, query, here), query.get("include", ())
    if not include:
        return _shown(model, cut(wanted, partial(driver.read, engine)), here=here)
    with using(engine):
        store.hold_still()
        return _shown(model, cut(wanted, driver.here), include, here=here)


def _shown(
    model: type[Record],
    found: Cut,
    include: Sequence[str] = (),
    total: Total | None = None,
    here: Request = request,
) -> bytes:
    """A page of records, with what is to be read along."""
    rows, following = found
    others = included(model, (row.slug for row in rows), include)
    return envelope([row.document for row in rows], following, total, others, here=here)


def part(model: type[Record], query: Mapping[str, Any], here: Request = request) -> Part:
    """The part of a kind's list that a query asks for."""
    sort, narrowed = query["sort"], filters(model, query)
    found = partial(model.search, sort, narrowed, counted=query.get("total", False))
    asked = {"sort": sort, **narrowed}
    order, limit, cursor = model.order(sort), query["limit"], query.get("cursor")
    return Part(found, order, limit, cursor, asked, here)


def filters(model: type[Record], query: Mapping[str, Any]) -> Filters:
    """What a query narrows the list by, each filter with all its values."""
    return {n: v if isinstance(v, list) else [v] for n, v in query.items() if n in model.conditions}


def in_format(
    schema: type[Schema],
    form: Format,
    part: Part,
    text: Callable[[Any], str] = attrgetter("document"),
) -> Response:
    """A list in a format: a page where a limit is given, else all of it, read while it is sent."""
    if "limit" in request.args:
        rows, following = cut(part)
        return respond_page(schema, form, map(text, rows), following)
    return respond_whole(schema, form, map(text, paging.walk(part.found, part.order, part.key)))


def _asked(asked: Asked) -> Sequence[Any]:
    return ask(asked).all()


def cut(part: Part, ask: Callable[[Asked], Sequence[Any]] = _asked) -> Cut:
    """The rows of a page, and the cursor of the next.

    A page that has nothing but texts and numbers, the driver itself can be asked for.
    """
    return part.cut(ask(part.statement()))


def count(found: Any) -> Total:
    """How many rows a select has in all."""
    number = select(func.count()).select_from(found.order_by(None).subquery())
    return Total(connection().scalar(number) or 0)


def total_of(asked: Asked) -> Total:
    """The number that a statement counts, and whether it counted all."""
    (number, every) = ask(asked).one()
    return Total(number, bool(every))


def envelope(
    items: Sequence[str],
    cursor: str | None,
    total: Total | None = None,
    others: str | None = None,
    head: Mapping[str, Any] | None = None,
    here: Request = request,
) -> bytes:
    """A list of items that are JSON texts already, as are the others that stand beside them.

    `head` is what is said of all of them before.
    """
    following = paging.next_url(here, cursor) if cursor else None
    begin = f"{render(head)[:-1]}," if head else "{"
    end = render({"next_url": following, "next_cursor": cursor, **_told(total)})
    return beside(f'{begin}"items":[{",".join(items)}],{end[1:]}', others).encode()


def _told(total: Total | None) -> Mapping[str, int | None]:
    if total is None or total.is_all:
        return {"total": total and total.number}
    return {"total": None, "total_at_least": total.number}
