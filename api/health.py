"""Whether the service is alive, and whether it can answer: for load balancers and supervisors."""

from __future__ import annotations

from flask import Response
from marshmallow import fields
from sqlalchemy import select

from models import Archive, connection
from models.migrations import is_current
from schemas import ProblemCode
from schemas.part import Output

from .errors import RETRY_AFTER, Problem
from .etag import answer
from .smorest import ETAG, Blueprint

blp = Blueprint("health", __name__, description="Whether the service can answer.")


class HealthSchema(Output):
    """How the service is."""

    status = fields.String(
        required=True, metadata={"description": "`live` or `ready`.", "examples": ["ready"]}
    )


@blp.route("/health/live")
@blp.response(200, HealthSchema, example={"status": "live"}, headers=ETAG)
@blp.op(
    "getLiveness",
    "Is the process alive",
    "Asks nothing of the database.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def live() -> Response:
    return answer(b'{"status":"live"}')


@blp.route("/health/ready")
@blp.response(200, HealthSchema, example={"status": "ready"}, headers=ETAG)
@blp.op(
    "getReadiness",
    "Can requests be answered",
    "503 until the database answers, migrated.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def ready() -> Response:
    connection().execute(select(Archive.seq))
    if not is_current():
        detail = "The archive's tables have another form than this version: run readout init."
        raise Problem(ProblemCode.unavailable, detail, headers=RETRY_AFTER)
    return answer(b'{"status":"ready"}')
