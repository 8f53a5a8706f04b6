"""What an editor should mend in the archive."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select

from models import gap
from models.gap import GapKind
from schemas.gap import GapQuery, GapSchema
from schemas.part import list_of
from schemas.text import render

from . import examples, paging, records
from .smorest import ETAG, Blueprint

blp = Blueprint("archive", __name__, description="The archive as a whole.")

DETAILS: dict[str, str] = {
    GapKind.missing_account: "No account of “{}” after the meeting is on record.",
    GapKind.unconfirmed_presence: "“{}” was expected; whether they came is not recorded.",
    GapKind.unused_topic: "Nothing is said of “{}”, and nothing stands under it.",
    GapKind.source_without_address: "“{}” is cited, and no address says where to read it.",
    GapKind.single_source: "One source alone is cited for it: “{}”.",
}


@blp.route("/archive/gaps")
@blp.arguments(GapQuery, location="query")
@blp.response(200, list_of(GapSchema), examples=examples.named("GapList"), headers=ETAG)
@blp.op(
    "listArchiveGaps",
    "List what is to be mended",
    GapKind.described() + "\n\nKind by kind in this order, then by record, slug and the place in "
    "it. An editor who mends one does not see it again.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def get_gaps(asked: dict[str, Any]) -> Response:
    kinds, limit = asked.get("kind", [*GapKind]), asked["limit"]
    bound = {"kind": sorted(kinds)}
    order = [gap.gaps(kinds, None, 0).c[name] for name in ("rank", *gap.KEY)]
    key = paging.decode(asked["cursor"], order, bound) if "cursor" in asked else None
    found = gap.gaps(kinds, key, limit + 1)
    order = [found.c[name] for name in ("rank", *gap.KEY)]
    rows, following = records.cut(select(found).order_by(*order), order, limit, None, bound)
    return records.envelope([render(_gap(row)) for row in rows], following)


def _gap(row: Any) -> dict[str, str]:
    place = {name: getattr(row, name) for name in ("kind", "record", "slug", "path")}
    return {**place, "detail": DETAILS[row.kind].format(row.about)}
