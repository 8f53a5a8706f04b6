"""What importers make of outside data, into the archive: what `readout import` does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select

from models import Citation, Leader, Meeting, Record, Revision, connection, store
from models.vocabularies import ChangeAction
from schemas import (
    LeaderSchema,
    MeetingSchema,
    PartySchema,
    RecordSchema,
    SourceSchema,
)
from schemas.draft import draft
from schemas.merging import Contradiction

from .errors import Problem
from .importers.findings import Findings
from .importers.historian.documents import DataSet, Known, sources
from .importers.historian.known import Kept
from .successors import Successors
from .writing import Writing, check, without_read_only

BY = "readout import historian"
CREATED = "From the data of the Office of the Historian"
CHANGED = "The data of the Office of the Historian says something else than at the import before"
CHUNK = 500

Document = dict[str, Any]
Progress = Callable[[Iterator[Document], int], Iterable[Document]]


class ImportFailure(Exception):
    """An import that wrote nothing; says why."""


def run(folder: Path, findings: Findings, progress: Progress) -> dict[str, Counter[str]]:
    """Import the data set of a folder. What became of the documents, by kind of record.

    All or nothing: where anything is refused, nothing is written. Raises ImportFailure for what
    the archive refuses.
    """
    data = DataSet(folder, findings)
    counts = {"records": Counter(read=data.read, refused=len(findings.refused))}
    if not data.read and not findings.refused:
        raise ImportFailure(f"{folder} holds no visits and no trips.")
    if findings.refused:
        return counts
    writing = Writing(BY)
    successors = Successors()
    data.recognise(_known(successors))
    parts = {
        "parties": (PartySchema, data.party_documents()),
        "sources": (SourceSchema, sources()),
        "leaders": (LeaderSchema, data.leader_documents()),
        "summits": (MeetingSchema, data.summit_documents()),
        "records": (MeetingSchema, progress(data.visit_documents(), data.read)),
    }
    try:
        for name, (schema, documents) in parts.items():
            followed = _followed(successors, schema, documents, findings)
            counts.setdefault(name, Counter()).update(_write(writing, schema, followed, findings))
        writing.commit()
    except Problem as problem:
        said = "; ".join(e["detail"] for e in problem.errors) or problem.description
        raise ImportFailure(f"{problem.about}: {said}") from None
    return counts


def _known(successors: Successors) -> Known:
    """What the archive has of what the data set tells. Leaders are few, and all are looked at."""
    gone = {slug for model in (Leader, Meeting) for slug in _gone(model)}
    told: dict[tuple[str, str], list[Document]] = defaultdict(list)
    cited = select(Citation.slug).where(
        Citation.record == "meeting", Citation.source.in_(d["slug"] for d in sources())
    )
    # An imported visit that somebody edited is no meeting told from its record, but the record.
    own = Meeting.kind.not_in(["summit", "visit"])
    for kept in _kept(Meeting, own, Meeting.slug.in_(cited), Revision.by != BY).values():
        for place in {(c["source"], c["locator"]) for c in kept.document["citations"]}:
            told[place].append(kept.document)
    summits = _kept(Meeting, Meeting.kind == "summit")
    return Known(_kept(Leader), summits, gone, told, successors.gone(Leader))


COLUMNS = ("read", "created", "changed", "unchanged", "left alone", "refused")


def table(counts: Mapping[str, Counter[str]], findings: Findings) -> str:
    """What an import did, for people."""
    lines = ["".join(f"{head:>12}" for head in ("", *COLUMNS))]
    for name, counted in counts.items():
        if "read" not in counted:
            counted["read"] = counted.total()
        lines.append("".join(f"{cell:>12}" for cell in (name, *(counted[c] for c in COLUMNS))))
    lines.append(f"{'warnings':>12}{len(findings.warnings):>12}")
    return "\n".join(lines)


def _kept(model: type[Record], *which: ColumnElement[bool]) -> dict[str, Kept]:
    """Documents of the archive, each with whether the last to write it was the importer."""
    own = (
        (Revision.record == model.record)
        & (Revision.slug == model.slug)
        & (Revision.version == model.version)
    )
    found = select(model.slug, model.document, Revision.by).join(Revision, own).where(*which)
    rows = connection().execute(found)
    return {row.slug: Kept(without_read_only(row.document), row.by == BY) for row in rows}


def _gone(model: type[Record]) -> Iterable[str]:
    """The records that earlier imports made and somebody took out since."""
    ours = select(Revision.slug).where(Revision.record == model.record, Revision.by == BY)
    return connection().scalars(ours.where(Revision.slug.not_in(select(model.slug))).distinct())


def _write(
    writing: Writing,
    schema: type[RecordSchema],
    documents: Iterable[Document],
    findings: Findings,
) -> Counter[str]:
    """Write documents but for those that somebody else wrote, or wrote in, and count them."""
    counts: Counter[str] = Counter()
    left = iter(documents)
    while chunk := list(islice(left, CHUNK)):
        _call_by_identifier(schema.model, chunk)
        checked = {d["slug"]: d for d in chunk}
        kept = _kept(schema.model, schema.model.slug.in_(checked))
        alone = _left_alone(schema.model, checked, kept, findings)
        counts["left alone"] += len(alone)
        for note, slugs in ((CREATED, checked.keys() - kept), (CHANGED, kept.keys() - alone)):
            writing.note = note
            drafts = [draft(schema, checked[slug]) for slug in sorted(slugs - alone)]
            actions = writing.save(schema, drafts)
            counts.update(_said(action) for action in actions.values())
    return counts


def _followed(
    successors: Successors,
    schema: type[RecordSchema],
    documents: Iterable[Document],
    findings: Findings,
) -> Iterator[Document]:
    """The documents, checked, but for those that editors merged into others, which they follow."""
    for document in documents:
        if successors.of(schema.model.record, document["slug"]) == document["slug"]:
            try:
                yield successors.followed(schema, check(schema, document))
            except Contradiction as contradiction:
                place = f"{schema.model.record} {document['slug']}"
                findings.warnings.append(f"{place}: {contradiction}, since a merger; left out.")


def _said(action: ChangeAction | None) -> str:
    return {None: "unchanged", ChangeAction.updated: "changed"}.get(action, "created")


def _call_by_identifier(model: type[Record], documents: Sequence[Document]) -> None:
    """Give documents the slugs of the records that have their identifiers."""
    pairs = {
        (i["scheme"], i["value"]): document
        for document in documents
        for i in document.get("identifiers", ())
    }
    for slug, scheme, value in store.identified(model, pairs) if pairs else ():
        pairs[scheme, value]["slug"] = slug


def _left_alone(
    model: type[Record],
    documents: Mapping[str, Document],
    kept: Mapping[str, Kept],
    findings: Findings,
) -> set[str]:
    """The records that others wrote or took out; those that they changed since are reported."""
    alone = {s for s, k in kept.items() if not k.ours and k.document != documents[s]}
    ours = select(Revision.slug).where(Revision.record == model.record, Revision.by == BY)
    once = set(connection().scalars(ours.where(Revision.slug.in_(documents))))
    for slug in sorted(alone & once):
        findings.warnings.append(f"{model.record} {slug}: edited since the import, left alone.")
    for slug in sorted(once - kept.keys()):
        findings.warnings.append(f"{model.record} {slug}: removed since the import, left out.")
    return alone | (once - kept.keys())
