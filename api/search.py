"""Search over all kinds of record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import orjson
from flask import Response, request
from sqlalchemy import Engine
from werkzeug import Request

from models import driver, inclusion, matches, store, using
from models.words import Term, parse
from schemas import KINDS, RecordSchema
from schemas.search import SearchQuery, SearchResultsSchema, texts_of, title_of
from schemas.text import render

from . import examples
from .etag import answer
from .lists import Part, Total, cut, envelope
from .smorest import ETAG, Blueprint
from .snippets import snippet

blp = Blueprint("search", __name__, description="Full text over all kinds of record.")


def _hit(
    schema: type[RecordSchema], document: Mapping[str, Any], score: float, terms: Sequence[Term]
) -> dict[str, Any]:
    said = texts_of(schema, document)
    return {
        "record": schema.model.record,
        "slug": document["slug"],
        "title": title_of(schema, document),
        "snippet": snippet([*said.texts, *said.names], terms),
        "score": score,
    }


EXAMPLE = examples.page(
    _hit(KINDS["meeting"], examples.read(KINDS["meeting"]), 2.428, parse("idlib"))
) | {"counts": {"meeting": 1}, "ranked": matches.RANKED}


@blp.route("/search")
@blp.arguments(SearchQuery, location="query")
@blp.response(200, SearchResultsSchema, example=EXAMPLE, headers=ETAG)
@blp.op(
    "searchRecords",
    "Search the records",
    "The records that a query finds, best first: those that have all its words, whatever their "
    'case and accents. `"several words"` must stand side by side, `-word` must not be there, '
    "`word*` is how one begins. Whatever is typed is a query; one that asks for no word finds "
    "nothing.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def get_results(asked: dict[str, Any]) -> Response:
    return answer(_body(asked))


def plain_page(engine: Engine, asked: Mapping[str, Any], here: Request) -> bytes:
    """A page in JSON, for a request that Flask does not know of."""
    with using(engine):
        return _body(asked, here)


def _body(asked: Mapping[str, Any], here: Request = request) -> bytes:
    query, kinds = asked["q"], asked["record"]
    store.hold_still()
    about = {"q": query, "record": kinds}
    best = partial(matches.ranked, kinds, query)
    part = Part(best, matches.ORDER, asked["limit"], asked.get("cursor"), about, here)
    rows, following = cut(part, driver.here)
    counted = {kind: getattr(rows[0], kind) for kind in sorted(kinds)}
    return envelope(
        _hits([row for row in rows if row.slug], parse(query)),
        following,
        _total(kinds, query, rows[0]) if asked["total"] else None,
        head={"counts": {k: n for k, n in counted.items() if n}, "ranked": matches.RANKED},
        here=here,
    )


def _total(kinds: Sequence[str], query: str, row: Any) -> Total:
    """How many records a query finds, up to COUNTED; of some kinds a row of the ranked tells it."""
    every = {kind: getattr(row, f"every_{kind}") for kind in kinds}
    number = sum(filter(None, every.values()))
    others = [kind for kind, known in every.items() if known is None]
    if others and number < matches.COUNTED:
        number += matches.count(others, query, matches.COUNTED - number)
    return Total(min(number, matches.COUNTED), number < matches.COUNTED)


def _hits(rows: Sequence[Any], terms: Sequence[Term]) -> list[str]:
    """What is shown of the records found, each as a JSON text."""
    slugs = defaultdict(list)
    for row in rows:
        slugs[KINDS[row.record].model].append(row.slug)
    documents = inclusion.of_kinds(slugs)
    return [
        render(_hit(KINDS[row.record], document, -row.below / 1000, terms))
        for row in rows
        for document in [orjson.loads(documents[row.record, row.slug])]
    ]
