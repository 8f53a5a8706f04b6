"""What every kind of record can do over HTTP, written once. resource.py makes the routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NoReturn

import orjson
from flask import Response, request, url_for
from sqlalchemy import bindparam, literal, select, union_all
from werkzeug.exceptions import HTTPException

from models import Record, Revision, connection, store
from models.draft import Draft
from models.vocabularies import ChangeAction
from schemas import ProblemCode, RecordSchema
from schemas.base import rfc3339
from schemas.claim import claims_of
from schemas.draft import draft
from schemas.fields import slug_is_well_formed
from schemas.text import render

from .auth import writer_name
from .bodies import body, merged, note
from .errors import Problem, at, invalid
from .etag import answer, must_match
from .formats import respond
from .freshness import tell
from .included import included
from .lists import envelope
from .writing import Writing, check

READS = ("GET", "HEAD")
MERGE_PATCH = "application/merge-patch+json"


# Reading


def get(model: type[Record], slug: str, include: Sequence[str] = ()) -> Response:
    """The record's document, others beside it. Raises 404; 410 where it was removed."""
    if include:
        store.hold_still()
    document = _document(model, slug)
    if document is None:
        absent(model, slug)
    return respond(model, document, included(model, [slug], include))


def _document(model: type[Record], slug: str) -> str | None:
    if not slug_is_well_formed(slug):
        return None
    return connection().scalar(select(model.document).where(model.slug == slug))


def must_exist(wanted: Mapping[type[Record], Sequence[str]]) -> None:
    """Raises 404 or 410 where one of the records is not there. One statement for all of them."""
    asked = [(model, slug) for model, slugs in wanted.items() for slug in slugs]
    sought = _sought(tuple(model for model, _ in asked))
    slugs = {f"slug_{n}": s if slug_is_well_formed(s) else "" for n, (_, s) in enumerate(asked)}
    there = {tuple(row) for row in connection().execute(sought, slugs)}
    for model, slug in asked:
        if (model.record, slug) not in there:
            absent(model, slug)


@lru_cache(maxsize=100)
def _sought(models: Sequence[type[Record]]) -> Any:
    """Which of so many records are there, each as kind and slug."""
    return union_all(
        *(
            select(literal(model.record), model.slug).where(model.slug == bindparam(f"slug_{n}"))
            for n, model in enumerate(models)
        )
    )


def absent(model: type[Record], slug: str) -> NoReturn:
    """Say that there is no such record, or what became of it. Raises 308, 404 or 410."""
    last = Revision.last(model.record, slug) if slug_is_well_formed(slug) else None
    if last is None:
        raise Problem(ProblemCode.not_found, f"There is no {model.record} “{slug}”.")
    raise gone(model, last)


def gone(model: type[Record], last: Any) -> HTTPException:
    """What became of a record: its address leads to the one that it was merged into."""
    here = request.view_args or {}
    if last.merged_into is None or request.method not in READS or here.get("slug") != last.slug:
        return removed(model, last)
    # Asked in the same way, with the same parameters.
    asked = {**request.args.to_dict(flat=False), **here, "slug": last.merged_into}
    there = url_for(request.endpoint or "", **asked)
    return HTTPException(response=Response(status=308, headers={"Location": there}))


def removed(model: type[Record], last: Any) -> Problem:
    note = f" ({last.note})" if last.note else ""
    end = f"merged into “{last.merged_into}”" if last.merged_into else "removed"
    return Problem(
        ProblemCode.removed,
        f"The {model.record} “{last.slug}” was {end} on {rfc3339(last.at)} by {last.by}{note}. "
        f"Its revisions are at /{model.__tablename__}/{last.slug}/revisions.",
    )


def claims(model: type[Record], slug: str) -> Response:
    """What the record says where it is cited, and the citations. Raises 404 or 410."""
    document = orjson.loads(_document(model, slug) or absent(model, slug))
    return answer(envelope([render(claim) for claim in claims_of(document)], None))


# Writing


def create(schema: type[RecordSchema]) -> Response:
    """Store the body as a new record. Raises 409 where its slug is or was taken."""
    given = _drafted(schema, body())
    slug = given.slug
    writing = Writing(writer_name(), note())
    if last := Revision.last(schema.model.record, slug):
        back = last.action == ChangeAction.removed
        hint = " PUT with If-None-Match: * brings a removed one back." if back else ""
        detail = f"The slug “{slug}” is taken.{hint}"
        raise Problem(ProblemCode.slug_taken, detail, [at("/slug", detail)])
    writing.save(schema, [given])
    return written(writing, schema, slug, 201)


def replace(schema: type[RecordSchema], slug: str) -> Response:
    """Store the body as the record, new or not. Raises 412 or 428 where it may not be seen."""
    given = body()
    if isinstance(given, dict):
        given = {"slug": slug, **given}
    replacement = _drafted(schema, given, slug)
    writing = Writing(writer_name(), note())
    before = _document(schema.model, slug)
    must_match(before.encode() if before is not None else None)
    if before is None and not request.if_none_match.star_tag:
        _must_never_have_been(schema.model, slug)
    writing.save(schema, [replacement])
    return written(writing, schema, slug, 201 if before is None else 200)


def _drafted(schema: type[RecordSchema], data: Any, slug: str | None = None) -> Draft:
    """What was given as the record at an address, ready to be kept. Raises 422.

    Made before the turn, for which other writers wait.
    """
    given = draft(schema, check(schema, data))
    if slug not in (None, given.slug):
        raise invalid([at("/slug", f"The address says “{slug}”. A slug is for life.")])
    return given


def _must_never_have_been(model: type[Record], slug: str) -> None:
    """A removed record comes back only for one who knows that it was removed."""
    if last := Revision.last(model.record, slug):
        raise removed(model, last)


def merge(schema: type[RecordSchema], slug: str) -> Response:
    """Change what the body names in the record, by JSON Merge Patch (RFC 7396)."""
    patch = body(MERGE_PATCH)
    if not isinstance(patch, dict):
        raise invalid([at("", "A merge patch of a record is an object.")])
    by, why = writer_name(), note()
    before = _stored(schema.model, slug)
    changed = _drafted(schema, merged(orjson.loads(before), patch), slug)
    must_match(before.encode())
    writing = Writing(by, why)
    if _stored(schema.model, slug) != before:
        # Another writer had the turn meanwhile.
        raise Problem(ProblemCode.precondition_failed, "The record changed since you read it.")
    writing.save(schema, [changed])
    return written(writing, schema, slug, 200)


def remove(schema: type[RecordSchema], slug: str) -> Response:
    """Take the record out. Raises 409 where others refer to it."""
    writing = Writing(writer_name(), note())
    must_match(_stored(schema.model, slug).encode())
    writing.remove(schema, slug)
    writing.commit()
    return tell(Response(status=204), writing.turn.seq)


def _stored(model: type[Record], slug: str) -> str:
    """The document that a change is about. Raises 404, 410, or 412 where one was expected."""
    document = _document(model, slug)
    if document is None:
        must_match(None)
        absent(model, slug)
    return document


def written(writing: Writing, schema: type[RecordSchema], slug: str, status: int) -> Response:
    """Commit, and answer with the document that is stored now."""
    writing.commit()
    document = _document(schema.model, slug) or ""
    response = answer(document.encode(), status)
    if status == 201:
        response.headers["Location"] = url_for(
            f"{schema.model.__tablename__}.get_record", slug=slug
        )
    return tell(response, writing.turn.seq)
