"""What records were: their revisions, the changes of the archive, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import jsonpatch
import orjson
from flask import Response
from sqlalchemy import select

from models import Record, Revision, connection
from schemas import KINDS, ProblemCode, RecordSchema
from schemas.base import rfc3339
from schemas.fields import slug_is_well_formed
from schemas.part import complete
from schemas.revision import ChangeSchema
from schemas.text import render

from .errors import Problem
from .etag import answer
from .formats import chosen, respond, respond_page
from .lists import Part, cut, envelope, in_format
from .records import absent, gone, removed


def as_of(schema: type[RecordSchema], slug: str, instant: datetime) -> Response:
    """The document as it stood at an instant. Raises 404; 410 where it was removed then."""
    model = schema.model
    row = Revision.last(model.record, slug, instant) if slug_is_well_formed(slug) else None
    if row is None:
        detail = f"There was no {model.record} “{slug}” yet on {rfc3339(instant)}."
        raise Problem(ProblemCode.not_found, detail)
    if row.document is None:
        raise gone(model, row)
    return respond(model, whole(row))


def revision(schema: type[RecordSchema], slug: str, version: int) -> Response:
    """The document as a version had it. Raises 404; 410 for the version that removed it."""
    (document,) = _versions(schema.model, slug, version)
    return respond(schema.model, document)


def diff(schema: type[RecordSchema], slug: str, v1: int, v2: int) -> Response:
    """What makes one version of a document another: a JSON Patch. Raises 404 or 410."""
    before, after = map(orjson.loads, _versions(schema.model, slug, v1, v2))
    return answer(orjson.dumps(jsonpatch.make_patch(before, after).patch))


def _versions(model: type[Record], slug: str, *versions: int) -> list[str]:
    """The documents that some versions had, in one select. Raises 404; 410 for a removal."""
    found = Revision.of(model.record, slug).where(Revision.version.in_(versions))
    rows = connection().execute(found).all() if slug_is_well_formed(slug) else []
    there = {row.version: row for row in rows}
    for version in versions:
        if version not in there:
            detail = f"{model.record} “{slug}” has no version {version}."
            raise Problem(ProblemCode.not_found, detail)
    return [_document(model, there[version]) for version in versions]


def _document(model: type[Record], row: Any) -> str:
    """The document of a revision. Raises 410 where it is a removal."""
    if row.document is None:
        raise removed(model, row)
    return whole(row)


def whole(row: Any) -> str:
    """The document of a revision, with what its form lacked when it was written."""
    document = orjson.loads(row.document)
    completed = complete(KINDS[row.record], document)
    return row.document if completed == document else render(completed)


def revisions(schema: type[RecordSchema], slug: str, query: Mapping[str, Any]) -> Response:
    """The changes of a record, oldest first; of a removed one too. Raises 404."""
    model = schema.model
    if not slug_is_well_formed(slug):
        absent(model, slug)
    table: Any = Revision.__table__
    found = Revision.of(model.record, slug)
    part = Part(found, [table.c.version], query["limit"], query.get("cursor"), {})
    if form := chosen():
        if Revision.last(model.record, slug) is None:
            absent(model, slug)
        return in_format(ChangeSchema, form, part, change)
    rows, following = cut(part)
    if not rows and not part.cursor:
        absent(model, slug)
    return answer(envelope([change(row) for row in rows], following))


def changes(query: Mapping[str, Any]) -> Response:
    """The changes of all records that come after a number, in order."""
    table: Any = Revision.__table__
    after, limit, cursor = query["after"], query["limit"], query.get("cursor")
    found, order, asked = select(table).where(table.c.seq > after), [table.c.seq], {"after": after}
    form = chosen()
    if form and form.newest_first:
        rows = connection().execute(found.order_by(table.c.seq.desc()).limit(limit)).all()
        return respond_page(ChangeSchema, form, map(change, rows), None)
    part = Part(found.order_by(*order), order, limit, cursor, asked)
    if form:
        return in_format(ChangeSchema, form, part, change)
    rows, following = cut(part)
    return answer(envelope([change(row) for row in rows], following))


def change(row: Any) -> str:
    """A revision as the change that it records."""
    head = {n: getattr(row, n) for n in ("seq", "record", "slug", "version", "action")}
    said = render(
        {
            **head,
            "at": rfc3339(row.at),
            "by": row.by,
            "note": row.note,
            "merged_into": row.merged_into,
        }
    )
    # The document is a JSON text already: it is put in as it was written.
    return f'{said[:-1]},"document":{whole(row) if row.document else "null"}}}'
