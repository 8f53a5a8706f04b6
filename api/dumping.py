"""The archive as a file of documents, and whether it agrees with itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import func, select

from models import Citation, Identifier, OtherName, Record, connection, store
from models.citation import CitationField
from schemas import KINDS, RecordSchema
from schemas.part import READ_ONLY

from .errors import Problem
from .writing import check

CHUNK = 500


def count() -> int:
    """How many records there are."""
    return sum(
        connection().scalar(select(func.count()).select_from(schema.model)) or 0
        for schema in KINDS.values()
    )


def dump() -> Iterator[bytes]:
    """Every document as a line, without what the archive added: kinds in order, each by slug."""
    store.hold_still()
    for record, schema in KINDS.items():
        for document in _documents(schema.model):
            kept = {n: v for n, v in orjson.loads(document).items() if n not in READ_ONLY}
            yield orjson.dumps({"record": record, **kept}) + b"\n"


def _documents(model: type[Record]) -> Iterator[str]:
    found = select(model.document).order_by(model.slug)
    # From the server bit by bit, or a large archive would be read into memory first.
    streamed = connection().execution_options(yield_per=CHUNK).execute(found)
    return iter(streamed.scalars())


def check_archive() -> Iterator[str]:
    """What is wrong in the archive, a line each: nothing, unless somebody wrote past Readout."""
    store.hold_still()
    for record, schema in KINDS.items():
        for rows in _chunks(schema.model):
            told = store.read(schema.model, [row.slug for row in rows])
            for row in rows:
                yield from (f"{record} {row.slug}: {w}" for w in _wrong(schema, row, told))
        yield from (f"{record} {slug}: has rows and no document" for slug in _orphans(schema.model))


def _chunks(model: type[Record]) -> Iterator[Sequence[Any]]:
    """The records by slug, some at a time: the next ones are asked for after the last."""
    after = ""
    columns = (model.slug, model.version, model.document)
    while True:
        found = select(*columns).where(model.slug > after).order_by(model.slug).limit(CHUNK)
        rows = connection().execute(found).all()
        if not rows:
            return
        yield rows
        after = rows[-1].slug


def _wrong(schema: type[RecordSchema], row: Any, told: dict[str, Any]) -> Iterator[str]:
    document = orjson.loads(row.document)
    said = {name: value for name, value in document.items() if name not in READ_ONLY}
    if document.get("version") != row.version:
        yield f"the document says version {document.get('version')}, the table {row.version}"
    for name, value in told.get(row.slug, {}).items():
        if name not in READ_ONLY and said.get(name) != value:
            yield f"/{name}: the document says {said.get(name)!r}, the tables {value!r}"
    try:
        check(schema, document)
    except Problem as problem:
        yield from (f"{e.get('pointer')}: {e['detail']}" for e in problem.errors)
    yield from _dangling(schema, said)


def _dangling(schema: type[RecordSchema], said: dict[str, Any]) -> Iterator[str]:
    wanted: dict[type[Record], set[str]] = {}
    for part in store.rows(schema.model, said):
        for column, model in store.references(part.model):
            if slug := part.values[column]:
                wanted.setdefault(model, set()).add(slug)
    for model, slugs in wanted.items():
        for slug in sorted(store.missing(model, slugs)):
            yield f"there is no {model.record} “{slug}”, to which it refers"


def _orphans(model: type[Record]) -> Iterator[str]:
    """Owners of shared entries that no record of the kind is."""
    for shared in (Citation, CitationField, Identifier, OtherName):
        owners = select(shared.slug).distinct().where(shared.record == model.record)
        yield from connection().scalars(owners.where(shared.slug.not_in(select(model.slug))))
