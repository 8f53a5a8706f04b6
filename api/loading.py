"""Documents from files into the archive: what `readout load` and `readout init` do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import IO, Any, NamedTuple

from sqlalchemy import select

from models import Revision, connection
from schemas import KINDS, RecordSchema
from schemas.text import Malformed, parse

from .errors import Problem
from .writing import Writing, check

# How many documents go to the database at once. More is hardly faster, and takes memory.
CHUNK = 500


class LoadError(Exception):
    """A document that cannot be loaded; says which and why."""


class Line(NamedTuple):
    """A document of a file, with the place where it stands."""

    place: str
    schema: type[RecordSchema]
    data: dict[str, Any]


@dataclass
class Counts:
    """How many documents a load read, and how many of them changed the archive."""

    read: int = 0
    changed: int = 0


def lines(name: str, file: IO[bytes]) -> Iterator[Line]:
    """The documents of a file: NDJSON, or one JSON document or array over several lines."""
    first = file.readline()
    try:
        documents: Any = [(1, parse(first))] if first.strip() else []
    except Malformed:
        documents = [(1, _parsed(name, first + file.read()))]
    for number, data in documents:
        for document in data if isinstance(data, list) else [data]:
            yield _line(f"{name}:{number}", document)
    for number, text in enumerate(file, 2):
        if text.strip():
            yield _line(f"{name}:{number}", _parsed(f"{name}:{number}", text))


def _parsed(place: str, text: bytes) -> Any:
    try:
        return parse(text)
    except Malformed as error:
        raise LoadError(f"{place}: {error}") from None


def _line(place: str, data: Any) -> Line:
    kind = data.get("record") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise LoadError(f"{place}: a document says in “record” what it is: {', '.join(KINDS)}.")
    schema = KINDS[kind]
    try:
        return Line(place, schema, check(schema, data))
    except Problem as problem:
        raise LoadError(_sentence(problem, f"{place}: {kind} {data.get('slug')}")) from None


def _sentence(problem: Problem, about: str | None) -> str:
    said = [f"{e.get('pointer', '')}: {e['detail']}" for e in problem.errors]
    return f"{about}: {'; '.join(said) or problem.description}"


def load(documents: Iterable[Line], by: str, note: str | None, batch: int | None = None) -> Counts:
    """Write documents, replacing by slug. Raises LoadError.

    All or nothing, or `batch` documents at a time.
    """
    counts = Counts()
    for part in _parts(documents, batch) if batch else [documents]:
        try:
            _load(part, by, note, counts)
        except Problem as problem:
            raise LoadError(_sentence(problem, problem.about)) from None
    return counts


def _load(documents: Iterable[Line], by: str, note: str | None, counts: Counts) -> None:
    writing = Writing(by, note)
    for schema, same_kind in groupby(documents, lambda line: line.schema):
        for chunk in _chunks(same_kind):
            actions = writing.save(schema, chunk)
            counts.read += len(chunk)
            counts.changed += sum(action is not None for action in actions.values())
    writing.commit()


def _parts(documents: Iterable[Line], size: int) -> Iterator[list[Line]]:
    part: list[Line] = []
    for line in documents:
        part.append(line)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def _chunks(documents: Iterable[Line]) -> Iterator[list[dict[str, Any]]]:
    """Chunks in which each slug comes once: what comes later replaces what came before."""
    chunk: dict[str, dict[str, Any]] = {}
    for line in documents:
        if line.data["slug"] in chunk or len(chunk) == CHUNK:
            yield list(chunk.values())
            chunk = {}
        chunk[line.data["slug"]] = line.data
    if chunk:
        yield list(chunk.values())


def load_seeds() -> Counts:
    """Write the seeds whose slug never existed: what users changed or removed stays so."""
    found = select(Revision.record, Revision.slug).distinct()
    known = {(record, slug) for record, slug in connection().execute(found)}
    fresh = [s for s in seeds() if (s.schema.model.record, s.data["slug"]) not in known]
    return load(fresh, "readout init", "Seeds") if fresh else Counts()


def seeds() -> Iterator[Line]:
    """The seeds in the order of a dump."""
    for schema in KINDS.values():
        folder = Path(str(files("seeds"))) / schema.model.__tablename__
        for path in sorted(folder.glob("*.json")):
            yield _line(path.name, _parsed(path.name, path.read_bytes()))
