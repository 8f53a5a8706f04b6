"""The front door: where everything is."""

from __future__ import annotations

from importlib.metadata import version

import orjson
from flask import Response, request
from marshmallow import fields

from schemas import KINDS
from schemas.part import Output

from .etag import answer
from .examples import HOST
from .smorest import ETAG, Blueprint

blp = Blueprint("service", __name__, description="Where everything is.")


class ServiceSchema(Output):
    """What this service is, and where its lists are."""

    name = fields.String(required=True, metadata={"description": "Its name."})
    version = fields.String(required=True, metadata={"description": "Its version."})
    links = fields.Dict(
        keys=fields.String(),
        values=fields.Url(),
        required=True,
        metadata={"description": "Absolute addresses, by what is there."},
    )


LINKS = [
    *(s.model.__tablename__ for s in KINDS.values()),
    "changes",
    "exports",
    "vocabularies",
    "docs",
    "openapi.json",
]


def _document(root: str) -> dict[str, object]:
    links = {name: f"{root}{name}" for name in LINKS}
    return {"name": "Readout", "version": version("readout"), "links": links}


@blp.route("/")
@blp.response(200, ServiceSchema, example=_document(HOST), headers=ETAG)
@blp.op(
    "getService",
    "Where everything is",
    "The addresses of the lists, the vocabularies and the documentation.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def get_service() -> Response:
    return answer(orjson.dumps(_document(request.url_root)))
