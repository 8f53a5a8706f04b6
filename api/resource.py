"""The routes that every kind of record has, made once for all: `resource(schema)`.

A kind that needs more adds ordinary routes to the blueprint that it got.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response

from schemas import QUERIES, PageQuery, RecordSchema
from schemas.claim import ClaimSchema
from schemas.included import answered, list_answered
from schemas.part import as_patch, list_of
from schemas.query import item_of
from schemas.revision import ChangeSchema

from . import examples, formats, history, lists, records
from .auth import auth
from .formats import offer
from .smorest import ETAG, LOCATION, SEQ, Blueprint

# What can go wrong with any body, and with any write.
BODY = (400, 413, 415, 422)
WRITE = (401, 403, 406, 409)
# The converter of a version in an address.
VERSION = "int(max=2147483647)"


def resource(schema: type[RecordSchema]) -> Blueprint:
    """A blueprint with the list, the record and its revisions: read, written and documented."""
    description = (schema.__doc__ or "").split("\n")[0]
    blp = Blueprint(schema.model.__tablename__, __name__, description=description)
    _list(blp, schema)
    _create(blp, schema)
    _read(blp, schema)
    _replace(blp, schema)
    _merge(blp, schema)
    _remove(blp, schema)
    _revisions(blp, schema)
    _revision(blp, schema)
    _diff(blp, schema)
    _claims(blp, schema)
    return blp


def _list(blp: Blueprint, schema: type[RecordSchema]) -> None:
    plural, shown = schema.model.__tablename__, examples.named(f"{schema.noun()}List")

    @offer(
        blp,
        f"/{plural}",
        formats.fitting(formats.LIST, schema),
        partial(examples.listed, schema, examples.read(schema)),
    )
    @blp.route(f"/{plural}")
    @blp.arguments(QUERIES[schema.model.record], location="query")
    @blp.response(200, list_answered(schema), examples=shown, headers=ETAG)
    @blp.op(
        f"list{plural.capitalize()}",
        f"List {plural}",
        f"The {plural} that every filter lets through, in order. Paging is by key: while records "
        "are added, none is shown twice and none is skipped.",
        problems=(406, 422),
        headers=("if_none_match",),
    )
    def get_list(asked: dict[str, Any]) -> Response:
        return lists.page(schema.model, asked)


def _create(blp: Blueprint, schema: type[RecordSchema]) -> None:
    name = schema.model.record

    @blp.route(f"/{schema.model.__tablename__}", methods=["POST"])
    @blp.response(
        201, answered(schema), examples=examples.named(schema.noun()), headers=ETAG | LOCATION | SEQ
    )
    @blp.op(
        f"create{schema.noun()}",
        f"Create a {name}",
        "The body names the slug, which no record has or had.",
        problems=BODY + WRITE,
        headers=("note",),
        secure=True,
        links=_links(schema),
        requestBody=_body(schema, examples.named(f"{schema.noun()}Input")),
    )
    @auth.login_required(role="write")
    def create() -> Response:
        return records.create(schema)


def _read(blp: Blueprint, schema: type[RecordSchema]) -> None:
    name = schema.model.record
    path, parameters = f"/{schema.model.__tablename__}/<slug>", [slug_of(schema)]
    shown = partial(examples.shown, schema)

    @offer(blp, path, formats.fitting(formats.RECORD, schema), shown, parameters=parameters)
    @blp.route(path, parameters=parameters)
    @blp.arguments(item_of(schema.model), location="query")
    @blp.response(200, answered(schema), examples=examples.named(schema.noun()), headers=ETAG)
    @blp.op(
        f"get{schema.noun()}",
        f"Read a {name}",
        "The document as it stands now or, with `as_of`, as it stood then; with the source of "
        "every fact in `citations`. If-Match takes the ETag of the document alone, as it is read "
        "without parameters.",
        problems=(404, 406, 410, 422),
        headers=("if_none_match",),
        links=_links(schema),
    )
    def get_record(asked: dict[str, Any], slug: str) -> Response:
        if "as_of" in asked:
            return history.as_of(schema, slug, asked["as_of"])
        return records.get(schema.model, slug, **asked)


def _replace(blp: Blueprint, schema: type[RecordSchema]) -> None:
    name = schema.model.record
    read, shown = answered(schema), examples.named(schema.noun())

    @blp.route(
        f"/{schema.model.__tablename__}/<slug>", methods=["PUT"], parameters=[slug_of(schema)]
    )
    @blp.response(
        200, read, examples=shown, headers=ETAG | SEQ, description="Replaced, or unchanged."
    )
    @blp.alt_response(
        201, schema=read, examples=shown, headers=ETAG | LOCATION | SEQ, description="Created."
    )
    @blp.op(
        f"replace{schema.noun()}",
        f"Create or replace a {name}",
        "A record that is there is replaced only with If-Match, which holds the ETag that was "
        "read. One that was removed comes back with `If-None-Match: *`. A document that was read "
        "can be sent back as it is: read-only properties are ignored.",
        problems=(*BODY, *WRITE, 410, 412, 428),
        headers=("if_match", "create_only", "note"),
        secure=True,
        links=_links(schema),
        requestBody=_body(schema, examples.named(f"{schema.noun()}Input")),
    )
    @auth.login_required(role="write")
    def replace(slug: str) -> Response:
        return records.replace(schema, slug)


def _merge(blp: Blueprint, schema: type[RecordSchema]) -> None:
    name = schema.model.record

    @blp.route(
        f"/{schema.model.__tablename__}/<slug>", methods=["PATCH"], parameters=[slug_of(schema)]
    )
    @blp.response(200, answered(schema), examples=examples.named(schema.noun()), headers=ETAG | SEQ)
    @blp.op(
        f"update{schema.noun()}",
        f"Change a {name}",
        "A JSON Merge Patch (RFC 7396): what it names is changed, null takes away, a list is "
        "replaced as a whole. The result is checked like a PUT.",
        problems=(*BODY, *WRITE, 404, 410, 412, 428),
        headers=("if_match", "note"),
        secure=True,
        links=_links(schema),
        requestBody=_body(as_patch(schema), examples.named("Patch"), records.MERGE_PATCH),
    )
    @auth.login_required(role="write")
    def merge(slug: str) -> Response:
        return records.merge(schema, slug)


def _remove(blp: Blueprint, schema: type[RecordSchema]) -> None:
    name = schema.model.record

    @blp.route(
        f"/{schema.model.__tablename__}/<slug>", methods=["DELETE"], parameters=[slug_of(schema)]
    )
    @blp.response(204, headers=SEQ, description="Removed.")
    @blp.op(
        f"delete{schema.noun()}",
        f"Remove a {name}",
        "Its revisions stay readable. A record that others refer to cannot be removed.",
        problems=(*WRITE, 404, 410, 412, 422, 428),
        headers=("if_match", "note"),
        secure=True,
    )
    @auth.login_required(role="write")
    def remove(slug: str) -> Response:
        return records.remove(schema, slug)


def _revisions(blp: Blueprint, schema: type[RecordSchema]) -> None:
    name, shown = schema.model.record, examples.named(f"{schema.noun()}Revisions")
    path, parameters = f"/{schema.model.__tablename__}/<slug>/revisions", [slug_of(schema)]
    listed = partial(examples.listed, ChangeSchema, examples.change(schema))

    @offer(blp, path, formats.TABLE, listed, parameters=parameters)
    @blp.route(path, parameters=parameters)
    @blp.arguments(PageQuery, location="query")
    @blp.response(200, list_of(ChangeSchema), examples=shown, headers=ETAG)
    @blp.op(
        f"list{schema.noun()}Revisions",
        f"List the revisions of a {name}",
        "Every change of the record, oldest first, with the document as it was written; of a "
        "removed record too.",
        problems=(404, 406, 422),
        headers=("if_none_match",),
    )
    def get_revisions(asked: dict[str, Any], slug: str) -> Response:
        return history.revisions(schema, slug, asked)


def _revision(blp: Blueprint, schema: type[RecordSchema]) -> None:
    path = f"/{schema.model.__tablename__}/<slug>/revisions/<{VERSION}:version>"

    parameters = [slug_of(schema), _version("version", "The version.")]
    shown = partial(examples.shown, schema)

    @offer(blp, path, formats.fitting(formats.REVISION, schema), shown, parameters=parameters)
    @blp.route(path, parameters=parameters)
    @blp.response(200, answered(schema), examples=examples.named(schema.noun()), headers=ETAG)
    @blp.op(
        f"get{schema.noun()}Revision",
        f"Read a version of a {schema.model.record}",
        "The document as it was written then; it never changes.",
        problems=(404, 406, 410, 422),
        headers=("if_none_match",),
    )
    def get_revision(slug: str, version: int) -> Response:
        return history.revision(schema, slug, version)


def _diff(blp: Blueprint, schema: type[RecordSchema]) -> None:
    path = f"/{schema.model.__tablename__}/<slug>/revisions/<{VERSION}:v1>..<{VERSION}:v2>/diff"
    versions = [_version("v1", "The version that is changed."), _version("v2", "What it becomes.")]

    @blp.route(path, parameters=[slug_of(schema), *versions])
    @blp.response(200, "JsonPatch", example=examples.PATCH, headers=ETAG)
    @blp.op(
        f"diff{schema.noun()}Revisions",
        f"Compare two versions of a {schema.model.record}",
        "A JSON Patch (RFC 6902) that makes the document of the first version that of the second, "
        "which may be the older one.",
        problems=(404, 406, 410, 422),
        headers=("if_none_match",),
    )
    def get_diff(slug: str, v1: int, v2: int) -> Response:
        return history.diff(schema, slug, v1, v2)


def _claims(blp: Blueprint, schema: type[RecordSchema]) -> None:
    name, shown = schema.model.record, examples.named(f"{schema.noun()}Claims")

    @blp.route(f"/{schema.model.__tablename__}/<slug>/claims", parameters=[slug_of(schema)])
    @blp.response(200, list_of(ClaimSchema), examples=shown, headers=ETAG)
    @blp.op(
        f"list{schema.noun()}Claims",
        f"List the claims of a {name}",
        f"What the {name} says in each property that is cited, with the citations that confirm, "
        "dispute and qualify it, by path. Those that name no property are for the record as a "
        "whole, the field that is empty. All are on one page.",
        problems=(404, 406, 410, 422),
        headers=("if_none_match",),
    )
    def get_claims(slug: str) -> Response:
        return records.claims(schema.model, slug)


def slug_of(schema: type[RecordSchema]) -> dict[str, Any]:
    """The path parameter that names a record of a kind."""
    example = examples.slug(schema)
    description = f"The slug of the {schema.model.record}."
    return {"in": "path", "name": "slug", "description": description, "example": example}


def _version(name: str, description: str) -> dict[str, Any]:
    return {"in": "path", "name": name, "description": description, "example": 1}


def _links(schema: type[RecordSchema]) -> dict[str, Any]:
    """What can be done next with a record that was read or written."""
    noun, slug = schema.noun(), {"slug": "$response.body#/slug"}
    seen = {**slug, "If-Match": "$response.header.ETag"}
    replaced = {"parameters": seen, "requestBody": "$response.body"}
    return {
        "read": {"operationId": f"get{noun}", "parameters": slug},
        "replace": {"operationId": f"replace{noun}", **replaced},
        "update": {"operationId": f"update{noun}", "parameters": seen},
        "remove": {"operationId": f"delete{noun}", "parameters": seen},
    }


def _body(schema: Any, shown: Any, media_type: str = "application/json") -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": schema, "examples": shown}}}
