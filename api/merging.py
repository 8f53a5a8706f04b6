"""Merging: one record where there were two, for kinds that get the same thing under two names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from models import store
from schemas import KINDS, ProblemCode, RecordSchema
from schemas.draft import draft
from schemas.fields import slug_is_well_formed
from schemas.included import answered
from schemas.merging import Contradiction, MergerSchema, absorbed

from . import examples
from .auth import auth, writer_name
from .bodies import body, note
from .errors import Problem, at, invalid
from .etag import must_match
from .records import absent, written
from .resource import BODY, WRITE, slug_of
from .smorest import ETAG, SEQ, Blueprint
from .successors import replaced
from .writing import Writing, check, current, without_read_only

CHUNK = 500


def offer_merging(blp: Blueprint, schema: type[RecordSchema]) -> None:
    """Give a kind the route that merges one of its records into another."""
    name, plural = schema.model.record, schema.model.__tablename__
    content = {"schema": MergerSchema, "example": {"into": examples.slug(schema)}}

    @blp.route(f"/{plural}/<slug>/merge", methods=["POST"], parameters=[slug_of(schema)])
    @blp.response(200, answered(schema), examples=examples.named(schema.noun()), headers=ETAG | SEQ)
    @blp.op(
        f"merge{schema.noun()}",
        f"Merge a {name} into another",
        f"Everything that refers to the {name} refers to the other one from then on, which also "
        "takes over its names and identifiers; each changed document has a new version. The "
        "old address leads to the new one for ever, and its revisions stay readable. 409 where one "
        "document speaks of both and contradicts itself if they are one. If-Match is not required: "
        "where it is sent, it holds the ETag of the record that goes.",
        problems=(*BODY, *WRITE, 404, 410, 412),
        headers=("if_match", "note"),
        secure=True,
        requestBody={"required": True, "content": {"application/json": content}},
    )
    @auth.login_required(role="admin")
    def merge_record(slug: str) -> Response:
        return _merge(schema, slug, check(MergerSchema, body())["into"])


def _merge(schema: type[RecordSchema], slug: str, into: str) -> Response:
    """Merge a record into another. Raises 404 or 410, 409, 412, 422."""
    model = schema.model
    if not slug_is_well_formed(slug):
        absent(model, slug)
    writing = Writing(writer_name(), note() or f"{model.record} “{slug}” merged into “{into}”")
    both = current(model, [slug, into])
    if slug not in both:
        absent(model, slug)
    if request.if_match:
        must_match(both[slug].document.encode())
    if into not in both or into == slug:
        raise invalid([at("/into", f"“{into}” is no other {model.record} that is there.")])
    merging = _Merging(writing, schema, slug, into)
    merging.take_over(*(without_read_only(both[name].document) for name in (slug, into)))
    merging.move_references()
    return written(writing, schema, into, 200)


class _Merging:
    """A merger in a turn at the archive: `slug` goes, `into` stays."""

    def __init__(self, writing: Writing, schema: type[RecordSchema], slug: str, into: str) -> None:
        self.writing = writing
        self.schema = schema
        self.slug = slug
        self.into = into

    def take_over(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Take the one record out, and let the other have its names and identifiers."""
        self.writing.merge(self.schema, self.slug, self.into)
        above = self.schema.model.above
        if above and new[above] == self.slug:
            # It stood under the one that goes, and comes to stand in its place.
            new[above] = old[above]
        merged = absorbed(self._renamed(self.schema, new), old)
        self.writing.save(self.schema, [draft(self.schema, check(self.schema, merged))])

    def move_references(self) -> None:
        """Let every document that refers to the one refer to the other, some at a time."""
        for kind in KINDS.values():
            # Those that are written no longer refer to it: the next ones are then the first.
            while slugs := store.referring(kind.model, self.schema.model, self.slug, CHUNK):
                rows = current(kind.model, slugs)
                documents = [without_read_only(rows[slug].document) for slug in slugs]
                self.writing.save(kind, [draft(kind, self._renamed(kind, d)) for d in documents])

    def _renamed(self, kind: type[RecordSchema], document: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return replaced(kind, document, self.schema.model, self.slug, self.into)
        except Contradiction as contradiction:
            place = f"{kind.model.record} “{document['slug']}”"
            detail = f"{place} has both, and {contradiction}. Decide there first."
            raise Problem(ProblemCode.conflict, detail, [{"detail": detail}]) from None
