"""The route that says what the archive covers."""

from __future__ import annotations

from typing import Any

from flask import Response

from models import Coverage
from schemas.coverage import CoverageQuery, CoverageSchema
from schemas.part import list_of
from schemas.text import render

from . import examples
from .etag import answer
from .lists import Part, cut, envelope
from .smorest import ETAG, Blueprint

blp = Blueprint("coverage", __name__, description="What the archive holds.")
SHOWN = {"source": "historian-travels", "kind": "bilateral", "decade": 2010, "meetings": 1}


@blp.route("/archive/coverage")
@blp.arguments(CoverageQuery, location="query")
@blp.response(200, list_of(CoverageSchema), example=examples.page(SHOWN), headers=ETAG)
@blp.op(
    "getCoverage",
    "Say what the archive covers",
    "How many meetings it holds by source, kind and decade; in that order, those that cite no "
    "source first. Where none is counted none was looked for: it is not said that nobody met.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def get_coverage(asked: dict[str, Any]) -> Response:
    limit, cursor = asked.pop("limit"), asked.pop("cursor", None)
    order = [*Coverage.__table__.primary_key]
    rows, following = cut(Part(Coverage.search(asked), order, limit, cursor, asked))
    return answer(
        envelope(
            [render({**row._mapping, "source": row.source or None}) for row in rows], following
        )
    )
