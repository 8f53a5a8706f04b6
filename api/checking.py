"""Whether the archive agrees with itself: documents, tables, references, citations, revisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select, tuple_

from models import (
    Archive,
    Citation,
    Coverage,
    Identifier,
    OtherName,
    Record,
    Revision,
    Search,
    ask,
    connection,
    pair,
    search,
    store,
    survey,
)
from models.citation import CitationField
from models.row import Row, referred, taken_apart
from schemas import KINDS, RecordSchema
from schemas.part import READ_ONLY, complete
from schemas.search import found_by

from .errors import Problem
from .writing import check

Documents = Mapping[str, Mapping[str, Any]]
# Of a record, by its slug: what is wrong with it, and where.
Wrong = Iterator[tuple[str, str]]


def check_archive() -> Iterator[str]:
    """What is wrong in the archive, a line each: nothing, unless somebody wrote past Readout."""
    store.hold_still()
    for record, schema in KINDS.items():
        for rows in survey.chunks(schema.model):
            for slug, wrong in _wrong(schema, rows):
                yield f"{record} {slug}: {wrong}"
        yield from (f"{record} {slug}: has rows and no document" for slug in _orphans(schema.model))
        yield from (f"{record} {slug}: {wrong}" for slug, wrong in _lives(schema.model))
    yield from _order()
    yield from _miscounted()
    yield from _misnumbered()
    yield from _wrongly_paired()


def _wrong(schema: type[RecordSchema], rows: Sequence[Any]) -> Wrong:
    documents = {row.slug: orjson.loads(row.document) for row in rows}
    whole = {slug: complete(schema, document) for slug, document in documents.items()}
    for slug, document in documents.items():
        yield from ((slug, f"/{name}: is missing") for name in whole[slug] if name not in document)
        yield from ((slug, wrong) for wrong in _breaches(schema, document))
    yield from _unlike_tables(schema.model, whole)
    yield from _dangling(schema.model, whole)
    yield from _unlike_revisions(schema, whole, rows)
    yield from _unlike_searches(schema, whole)


def _breaches(schema: type[RecordSchema], document: Mapping[str, Any]) -> Iterator[str]:
    """The rules that a document breaks, with the paths of its citations that name nothing."""
    try:
        check(schema, document)
    except Problem as problem:
        yield from (f"{error.get('pointer')}: {error['detail']}" for error in problem.errors)


def _unlike_tables(model: type[Record], documents: Documents) -> Wrong:
    """Where the tables say otherwise than the documents."""
    stored = survey.stored(model, [*documents])
    for slug, document in documents.items():
        for row in taken_apart(model, document):
            held = stored.pop(row.key, None)
            if held is None:
                yield slug, f"{row.pointer}: has no row in {row.model.__tablename__}"
                continue
            for column, value in (row.named | _kept(row, document)).items():
                if held[column] != value:
                    said = f"the document says {value!r}, the tables {held[column]!r}"
                    yield slug, f"{row.pointer_to(column)}: {said}"
    for (part, *key), more in stored.items():
        yield more["slug"], f"{part.__tablename__} has a row that it does not say: {key}"


def _kept(row: Row, document: Mapping[str, Any]) -> dict[str, Any]:
    """What a record's own row has from the archive: its version and its instants."""
    if row.pointer:
        return {}
    instants = {name: datetime.fromisoformat(document[name]) for name in READ_ONLY[1:]}
    return {"version": document["version"], **instants}


def _dangling(model: type[Record], documents: Documents) -> Wrong:
    wanted: dict[type[Record], dict[str, list[tuple[str, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for slug, document in documents.items():
        for target, name, pointer in referred(taken_apart(model, document)):
            wanted[target][name].append((slug, pointer))
    for target, names in wanted.items():
        for name in sorted(store.missing(target, names)):
            for slug, pointer in names[name]:
                yield slug, f"{pointer}: there is no {target.record} “{name}”"


def _unlike_revisions(
    schema: type[RecordSchema], documents: Documents, rows: Iterable[Any]
) -> Wrong:
    """Where the newest revision of a record is not its document."""
    versions = [(row.slug, row.version) for row in rows]
    found = select(Revision.slug, Revision.document).where(
        Revision.record == schema.model.record,
        tuple_(Revision.slug, Revision.version).in_(versions),
    )
    last = {row.slug: row.document for row in connection().execute(found)}
    for slug, version in versions:
        text = last.get(slug)
        if text is None:
            yield slug, f"/version: there is no revision {version} with a document"
        elif complete(schema, orjson.loads(text)) != documents[slug]:
            yield slug, f"revision {version} says otherwise than the document"


def _unlike_searches(schema: type[RecordSchema], documents: Documents) -> Wrong:
    """Where searches do not find a record by what its document says."""
    found = search.read(schema.model.record, [*documents])
    for slug, document in documents.items():
        keys, (names, texts, words) = found_by(schema, document)
        if found.get(slug) != (keys, names, texts, {*words.split()}):
            yield slug, "searches do not find it by what it says"


def _orphans(model: type[Record]) -> Iterator[str]:
    """Owners of shared entries that no record of the kind is."""
    for shared in (Citation, CitationField, Identifier, OtherName, Search):
        owners = select(shared.slug).distinct().where(shared.record == model.record)
        yield from connection().scalars(owners.where(shared.slug.not_in(select(model.slug))))


def _lives(model: type[Record]) -> Wrong:
    """Records whose versions have gaps, and those that are gone though nobody removed them."""
    own = Revision.record == model.record
    last = func.max(Revision.version)
    ends = select(Revision.slug, last.label("version"), func.count().label("kept")).where(own)
    ends = ends.group_by(Revision.slug)
    for row in connection().execute(ends.having(last != func.count())):
        yield row.slug, f"has {row.kept} revisions, and the last is {row.version}"
    newest = ends.subquery()
    gone = select(Revision.slug).join(
        newest, (Revision.slug == newest.c.slug) & (Revision.version == newest.c.version)
    )
    gone = gone.where(own, Revision.document.is_not(None), Revision.slug.not_in(select(model.slug)))
    for slug in connection().scalars(gone):
        yield slug, "its last revision has a document, and there is no record"


def _order() -> Iterator[str]:
    """Whether the changes are numbered without gaps, up to where the archive says it is."""
    seq = connection().scalar(select(Archive.seq))
    found = select(func.count(), func.coalesce(func.max(Revision.seq), 0))
    number, last = connection().execute(found).one()
    if not number == last == seq:
        yield f"the archive is at change {seq}, and has {number} changes, the last of them {last}"


def _miscounted() -> Iterator[str]:
    """Where the coverage that is kept is not what there is."""
    kept = {row[:3]: row.meetings for row in connection().execute(Coverage.search({}))}
    counted = Coverage.recounted()
    for source, kind, decade in sorted(kept.keys() | counted.keys()):
        said, there = kept.get((source, kind, decade), 0), counted[source, kind, decade]
        if said != there:
            yield f"coverage {source} {kind} {decade}: {said} meetings counted, {there} are there"


def _misnumbered() -> Iterator[str]:
    """Where the archive does not have as many records as it says."""
    for schema in KINDS.values():
        said = ask(schema.model.count({})).scalar()
        there = connection().scalar(select(func.count()).select_from(schema.model))
        if said != there:
            yield f"{schema.model.__tablename__}: the archive says {said}, and has {there}"


def _wrongly_paired() -> Iterator[str]:
    """Where the pairs that are kept are not what meetings say."""
    for row in pair.wrong():
        two = f"{row.leader} and {row.counterpart}"
        yield f"meeting {row.slug}: {two} are not kept as the pair it says"
