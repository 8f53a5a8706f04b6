"""Changes: every change of every record in one order without gaps, for mirrors of the archive."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response

from schemas import KINDS
from schemas.part import list_of
from schemas.revision import ChangeSchema, ChangesQuery

from . import examples, formats, history
from .smorest import ETAG, Blueprint

blp = Blueprint("changes", __name__, description="What changed, in one order.")


SHOWN = partial(examples.listed, ChangeSchema, examples.change(KINDS["party"]))


@formats.offer(blp, "/changes", formats.CHANGES, SHOWN)
@blp.route("/changes")
@blp.arguments(ChangesQuery, location="query")
@blp.response(
    200, list_of(ChangeSchema), example=examples.page(examples.change(KINDS["party"])), headers=ETAG
)
@blp.op(
    "listChanges",
    "List the changes of the archive",
    "Every change of every record, in the order in which they were committed: a reader who goes on "
    "after the last `seq` that it saw misses nothing. Whoever applies them in order holds the same "
    "documents.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def get_changes(asked: dict[str, Any]) -> Response:
    return history.changes(asked)
