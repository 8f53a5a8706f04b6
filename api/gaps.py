"""What an editor should mend in the archive."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response

from models import gap
from models.gap import GapKind
from schemas.gap import GapQuery, GapSchema
from schemas.part import list_of
from schemas.text import render

from . import examples, formats, lists
from .etag import answer
from .smorest import ETAG, Blueprint

blp = Blueprint("archive", __name__, description="The archive as a whole.")

DETAILS: dict[str, str] = {
    GapKind.missing_account: "No account of “{}” after the meeting is on record.",
    GapKind.unconfirmed_presence: "“{}” was expected; whether they came is not recorded.",
    GapKind.unused_topic: "Nothing is said of “{}”, and nothing stands under it.",
    GapKind.source_without_address: "“{}” is cited, and no address says where to read it.",
    GapKind.single_source: "One source alone is cited for it: “{}”.",
}


SHOWN = partial(examples.listed, GapSchema, examples.GAP)


@formats.offer(blp, "/archive/gaps", formats.TABLE, SHOWN)
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
    kinds = asked.get("kind", [*GapKind])
    bound = {"kind": sorted(kinds)}
    found = partial(gap.gaps, kinds)
    part = lists.Part(found, gap.ORDER, asked["limit"], asked.get("cursor"), bound)
    if form := formats.chosen():
        return lists.in_format(GapSchema, form, part, _gap)
    rows, following = lists.cut(part)
    return answer(lists.envelope([*map(_gap, rows)], following))


def _gap(row: Any) -> str:
    """A gap as a JSON text."""
    place = {name: getattr(row, name) for name in ("kind", "record", "slug", "path")}
    return render({**place, "detail": DETAILS[row.kind].format(row.about)})
