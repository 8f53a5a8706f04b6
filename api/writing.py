"""Writing: what requests, loads and imports all do to change the archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from marshmallow import Schema, ValidationError
from sqlalchemy import func, select

from models import Coverage, Meeting, Record, Revision, Turn, connection, store
from models.bulk import insert_rows
from models.vocabularies import ChangeAction
from schemas import ProblemCode, RecordSchema
from schemas.base import finish
from schemas.citation import moved_errors
from schemas.part import READ_ONLY, ready
from schemas.search import texts_of
from schemas.text import render

from .errors import Problem, at, invalid, pointed

Kind = type[RecordSchema]
Document = Mapping[str, Any]


def check(schema: type[Schema], data: Any) -> dict[str, Any]:
    """A document as it may be kept, defaults filled in. Raises 422 for what its rules forbid."""
    try:
        loaded: dict[str, Any] = ready(schema).load(data)
    except ValidationError as error:
        raise invalid(pointed(error.messages)) from None
    return loaded


class Writing:
    """One turn at the archive: any number of changes, checked together and committed as one.

    Whatever it raises, nothing is changed: the connection undoes what is not committed.
    """

    def __init__(self, by: str, note: str | None = None) -> None:
        self.by = by
        self.note = note
        self.turn = Turn.take()
        # References to records that are not there, or not yet: by kind, slug, then by whom.
        self.awaited: dict[type[Record], dict[str, tuple[Kind, Document]]] = defaultdict(dict)
        # Documents that stand under another one, which must not stand under them.
        self.under: list[tuple[Kind, str]] = []

    def save(self, schema: Kind, documents: Sequence[Document]) -> dict[str, ChangeAction | None]:
        """Create or replace records of a kind; each slug comes once. None: it is as it was.

        `documents` have been through `check`. Raises 409 or 422.
        """
        before = current(schema.model, [d["slug"] for d in documents])
        changed = [d for d in documents if not _same(d, before.get(d["slug"]))]
        _citations_go_along(schema, changed, before)
        _identifiers_are_free(schema, changed)
        versions = _last_versions(schema.model, [d["slug"] for d in changed])
        _none_was_merged(schema, changed, versions)
        finished = {
            d["slug"]: self._finished(schema, d, before.get(d["slug"]), versions) for d in changed
        }
        taken_apart = [list(store.rows(schema.model, document)) for document in changed]
        self._await_references(schema, changed, taken_apart)
        store.write(schema.model, taken_apart, finished, frozenset({*finished} - {*before}))
        actions = {d["slug"]: _action(d, before, versions) for d in changed}
        self._keep_revisions(schema, finished, actions)
        _count(schema, [before[slug] for slug in actions if slug in before], changed)
        return {d["slug"]: actions.get(d["slug"]) for d in documents}

    def remove(self, schema: Kind, slug: str) -> None:
        """Take a record out. Raises 409 where others refer to it."""
        if users := store.referrers(schema.model, slug):
            names = [f"{record} {name}" for record, name in users]
            detail = f"Others refer to {schema.model.record} {slug}: {', '.join(names)}."
            errors = [{"detail": f"{name} refers to it."} for name in names]
            raise Problem(ProblemCode.in_use, detail, errors)
        self._take_out(schema, slug, ChangeAction.removed)

    def merge(self, schema: Kind, slug: str, into: str) -> None:
        """Take a record out whose address leads to another one from now on.

        What refers to it is to be changed before the commit.
        """
        self._take_out(schema, slug, ChangeAction.merged, into)

    def _take_out(
        self, schema: Kind, slug: str, action: ChangeAction, into: str | None = None
    ) -> None:
        version = _last_versions(schema.model, [slug])[slug].version + 1
        _count(schema, current(schema.model, [slug]).values(), [])
        store.erase(schema.model, slug)
        removed = {slug: {"version": version, "document": None}}
        self._keep_revisions(schema, removed, {slug: action}, into)

    def commit(self) -> None:
        """Check what only the end can tell, and make the changes last. Raises 422."""
        missing = {m: store.missing(m, slugs) for m, slugs in self.awaited.items()}
        for model, slugs in missing.items():
            for slug in sorted(slugs):
                raise _dangling(*self.awaited[model][slug], missing)
        for schema, slug in self.under:
            if store.in_cycle(schema.model, slug):
                raise _cycle(schema, slug)
        self.turn.keep()
        connection().commit()

    def _finished(
        self, schema: Kind, document: Document, before: Any | None, versions: Mapping[str, Any]
    ) -> dict[str, Any]:
        last = versions.get(document["slug"])
        version = last.version + 1 if last else 1
        created_at = before.created_at if before else self.turn.at
        text = render(finish(document, version, created_at, self.turn.at))
        instants = {"created_at": created_at, "updated_at": self.turn.at}
        kept = {"version": version, **instants, "document": text}
        return {**kept, "said": texts_of(schema, document)}

    def _await_references(
        self, schema: Kind, documents: Iterable[Document], taken_apart: Iterable[list[store.Row]]
    ) -> None:
        wanted: dict[type[Record], dict[str, tuple[Kind, Document]]] = defaultdict(dict)
        for document, rows in zip(documents, taken_apart, strict=True):
            for model, slug, _ in store.referred(rows):
                wanted[model][slug] = (schema, document)
            if schema.model.above and document[schema.model.above]:
                self.under.append((schema, document["slug"]))
        for model, references in wanted.items():
            for slug in store.missing(model, references):
                self.awaited[model][slug] = references[slug]

    def _keep_revisions(
        self,
        schema: Kind,
        kept: Mapping[str, Document],
        actions: Mapping[str, ChangeAction],
        into: str | None = None,
    ) -> None:
        if not kept:
            return
        common = {
            "record": schema.model.record,
            "at": self.turn.at,
            "by": self.by,
            "note": self.note,
            "merged_into": into,
        }
        rows = [
            {**common, "slug": slug, "seq": self.turn.next(), "action": actions[slug].value}
            | {name: what[name] for name in ("version", "document")}
            for slug, what in kept.items()
        ]
        insert_rows(Revision, rows)


def _count(schema: Kind, before: Iterable[Any], after: Iterable[Document]) -> None:
    """Keep count of what the archive holds of meetings."""
    if schema.model is Meeting:
        Coverage.count((orjson.loads(row.document) for row in before), after)


def current(model: type[Record], slugs: Sequence[str]) -> dict[str, Any]:
    """The records that are there now, by slug: slug, document and created_at."""
    found = select(model.slug, model.document, model.created_at).where(model.slug.in_(slugs))
    return {row.slug: row for row in connection().execute(found)}


def _last_versions(model: type[Record], slugs: Sequence[str]) -> dict[str, Any]:
    """The last version of each record that exists or existed: versions count on after removal."""
    last, merged = func.max(Revision.version), func.max(Revision.merged_into)
    found = (
        select(Revision.slug, last.label("version"), merged.label("merged_into"))
        .where(Revision.record == model.record, Revision.slug.in_(slugs))
        .group_by(Revision.slug)
    )
    return {row.slug: row for row in connection().execute(found)}


def _none_was_merged(
    schema: Kind, changed: Iterable[Document], versions: Mapping[str, Any]
) -> None:
    """The address of a record that was merged leads to another one for ever. Raises 409."""
    for document in changed:
        last = versions.get(document["slug"])
        if last and last.merged_into:
            detail = f"“{document['slug']}” was merged into “{last.merged_into}”, for good."
            problem = Problem(ProblemCode.slug_taken, detail, [at("/slug", detail)])
            problem.about = f"{schema.model.record} {document['slug']}"
            raise problem


def _same(document: Document, before: Any | None) -> bool:
    return before is not None and document == without_read_only(before.document)


def without_read_only(text: str) -> dict[str, Any]:
    """A document that is kept, as it can be written again."""
    return {n: value for n, value in orjson.loads(text).items() if n not in READ_ONLY}


def _action(
    document: Document, before: Mapping[str, Any], versions: Mapping[str, Any]
) -> ChangeAction:
    if document["slug"] in before:
        return ChangeAction.updated
    return ChangeAction.restored if document["slug"] in versions else ChangeAction.created


def _citations_go_along(
    schema: Kind, changed: Iterable[Document], before: Mapping[str, Any]
) -> None:
    for document in changed:
        row = before.get(document["slug"])
        if row and (errors := moved_errors(orjson.loads(row.document), document)):
            raise _about(schema, document, pointed({"citations": errors}))


def _identifiers_are_free(schema: Kind, changed: Sequence[Document]) -> None:
    """Raises 409 where another record of the kind has an identifier, or two of these share one."""
    claimed: dict[tuple[str, str], tuple[Document, int]] = {}
    for document in changed:
        for index, pair in enumerate(_pairs(document)):
            if pair in claimed:
                raise _taken(schema, claimed[pair][0]["slug"], pair, document, index)
            claimed[pair] = (document, index)
    if not claimed:
        return
    written = {document["slug"] for document in changed}
    for slug, scheme, value in store.identified(schema.model, claimed):
        if slug not in written:
            raise _taken(schema, slug, (scheme, value), *claimed[scheme, value])


def _pairs(document: Document) -> list[tuple[str, str]]:
    return [(i["scheme"], i["value"]) for i in document["identifiers"]]


def _about(schema: Kind, document: Document, errors: Iterable[dict[str, str]]) -> Problem:
    problem = invalid(errors)
    problem.about = f"{schema.model.record} {document['slug']}"
    return problem


def _dangling(
    schema: Kind, document: Document, missing: Mapping[type[Record], set[str]]
) -> Problem:
    """All references of a document to records that are not there."""
    errors = [
        at(pointer, f"There is no {model.record} “{slug}”.")
        for model, slug, pointer in store.referred(store.rows(schema.model, document))
        if slug in missing.get(model, ())
    ]
    return _about(schema, document, errors)


def _cycle(schema: Kind, slug: str) -> Problem:
    above = schema.model.above
    detail = f"By {above}, {schema.model.record} “{slug}” would come to stand under itself."
    return _about(schema, {"slug": slug}, [at(f"/{above}", detail)])


def _taken(
    schema: Kind, owner: str, pair: tuple[str, str], document: Document, index: int
) -> Problem:
    name = f"{pair[0]}:{pair[1]}"
    detail = f"{schema.model.record} “{owner}” has the identifier {name}."
    problem = Problem(ProblemCode.identifier_taken, detail, [at(f"/identifiers/{index}", detail)])
    problem.about = f"{schema.model.record} {document['slug']}"
    return problem
