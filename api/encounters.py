"""Who met whom: the chronology of leaders, and the counterparts of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from flask import Response, request
from marshmallow import Schema
from sqlalchemy import Engine, select
from werkzeug import Request

from models import Leader, counterpart, driver, store, using
from models.encounter import Chronology, sums
from schemas import LeaderSchema, MeetingSchema
from schemas.encounter import (
    CounterpartQuery,
    CounterpartSchema,
    EncounterListSchema,
    EncounterQuery,
    EncounterSchema,
)
from schemas.part import list_of
from schemas.text import render

from . import examples, formats, lists, records
from .etag import answer
from .formats.format import Format
from .resource import slug_of
from .smorest import ETAG, Blueprint

blp = Blueprint("encounters", __name__, description="Who met whom, when and how often.")

FILTERS = ("kind", "status", "date_from", "date_to")


def _entry(row: Any) -> str:
    """An encounter as a JSON text. The meeting's document is one already: it is put in as it is."""
    place = render({n: getattr(row, n) for n in ("ordinal", "days_since_previous")})
    return f'{{"meeting":{row.document},{place[1:]}'


def _shown(form: Format) -> tuple[type[Schema], Callable[[Any], str]]:
    """What a format has of an encounter: the meeting, or in a table its place as well."""
    return (MeetingSchema, attrgetter("document")) if form.vocabulary else (EncounterSchema, _entry)


def _example(form: Format) -> Any:
    schema, _ = _shown(form)
    entry = examples.encounter()
    return examples.listed(schema, entry if schema is EncounterSchema else entry["meeting"], form)


@formats.offer(blp, "/encounters", formats.LIST, _example)
@blp.route("/encounters")
@blp.arguments(EncounterQuery, location="query")
@blp.response(200, EncounterListSchema, examples=examples.named("EncounterList"), headers=ETAG)
@blp.op(
    "listEncounters",
    "List the encounters of leaders",
    """\
The meetings for which all of the leaders are listed, in the order of their earliest day, with what
they come to; cancelled and planned ones too.

They *met* where the meeting was held or broken off, and each of them attended it, in part at least,
or their presence is `unknown`. What contains another entry of the chronology (`part_of`, however
deep) is listed without ordinal and adds nothing to the sums, so that nothing is counted twice; one
at which they met gives way only to one at which they met. Summits never count; those at which they
did not meet apart are listed with `direct=false` only.

Filters narrow the list, `counts`, `first_on`, `last_on` and `minutes`. `ordinal` and
`days_since_previous` are those of the whole chronology.""",
    problems=(404, 406, 410, 422),
    headers=("if_none_match",),
)
def get_encounters(asked: dict[str, Any]) -> Response:
    found = chronology(asked)
    store.hold_still()
    records.must_exist({Leader: asked["leader"]})
    if form := formats.chosen():
        schema, text = _shown(form)
        return lists.in_format(schema, form, part(found, found.meetings, asked), text)
    rows, following = lists.cut(part(found, found.with_sums, asked))
    return answer(_body(asked, rows, following))


def plain_page(engine: Engine, asked: Mapping[str, Any], here: Request) -> bytes | None:
    """A page in JSON, for a request that Flask does not know of; None if a leader is not there."""
    found = chronology(asked)
    wanted = part(found, found.with_sums, asked, here)
    rows, following = lists.cut(wanted, partial(driver.read, engine))
    # Who is listed is there.
    if not rows[0].slug and _is_missing(engine, asked["leader"]):
        return None
    return _body(asked, rows, following, here)


def _is_missing(engine: Engine, leaders: Sequence[str]) -> bool:
    with using(engine):
        return bool(store.missing(Leader, leaders))


def _body(
    asked: Mapping[str, Any], rows: Sequence[Any], following: str | None, here: Request = request
) -> bytes:
    entries = [_entry(row) for row in rows if row.slug]
    head = {"leaders": list(dict.fromkeys(asked["leader"])), **sums(rows[0])}
    total = lists.Total(rows[0].entries) if asked["total"] else None
    return lists.envelope(entries, following, total, head=head, here=here)


def chronology(asked: Mapping[str, Any]) -> Chronology:
    """The chronology that a query asks for."""
    filters = {n: v if isinstance(v, list) else [v] for n, v in asked.items() if n in FILTERS}
    return Chronology([*dict.fromkeys(asked["leader"])], filters, asked["direct"])


def part(
    found: Chronology, entries: Any, asked: Mapping[str, Any], here: Request = request
) -> lists.Part:
    """The part of a chronology that a query asks for."""
    bound = {name: asked[name] for name in (*FILTERS, "direct") if name in asked}
    bound["leader"] = sorted(set(asked["leader"]))
    return lists.Part(entries, found.order, asked["limit"], asked.get("cursor"), bound, here)


def _row(row: Any) -> str:
    """A counterpart as a JSON text."""
    return render({n: getattr(row, n) for n in CounterpartSchema._declared_fields})


SHOWN = partial(examples.listed, CounterpartSchema, examples.COUNTERPART)
COUNTERPARTS: dict[str, Any] = {
    "rule": "/leaders/<slug>/counterparts",
    "parameters": [slug_of(LeaderSchema)],
}


@formats.offer(blp, forms=formats.TABLE, shown=SHOWN, **COUNTERPARTS)
@blp.route(**COUNTERPARTS)
@blp.arguments(CounterpartQuery, location="query")
@blp.response(
    200, list_of(CounterpartSchema), examples=examples.named("CounterpartList"), headers=ETAG
)
@blp.op(
    "listCounterparts",
    "List whom a leader met",
    "Everybody whom the leader met, as `/encounters` counts it, on behalf of different parties as "
    "far as they are known: how often, when first and last, and for how long together.",
    problems=(404, 406, 410, 422),
    headers=("if_none_match",),
)
def get_counterparts(asked: dict[str, Any], slug: str) -> Response:
    store.hold_still()
    records.must_exist({Leader: [slug]})
    sort, found = asked["sort"], counterpart.counterparts(slug)
    order = [found.c[name] for name in counterpart.SORTS[sort]]
    everybody = select(found).order_by(*order)
    wanted = lists.Part(everybody, order, asked["limit"], asked.get("cursor"), {"sort": sort})
    if form := formats.chosen():
        return lists.in_format(CounterpartSchema, form, wanted, _row)
    rows, following = lists.cut(wanted)
    total = _number(everybody, rows) if asked["total"] else None
    return answer(lists.envelope([_row(row) for row in rows], following, total))


def _number(everybody: Any, rows: Sequence[Any]) -> lists.Total:
    """How many counterparts there are: each row says so, but after the last there is none."""
    return lists.Total(rows[0].number) if rows else lists.count(everybody)
