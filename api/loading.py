"""Documents from files into the archive: what `readout load` and `readout init` do."""

from __future__ import annotations

import gc
import os
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import IO, Any

from sqlalchemy import select

from models import Record, Revision, connection, pair
from models.bulk import many_rows
from models.draft import Draft
from schemas import KINDS
from schemas.draft import draft
from schemas.limits import Limits, keep_to, limits
from schemas.text import Malformed, parse

from .errors import Problem
from .writing import Writing, check

# How many documents go to the database at once. More is hardly faster, and takes memory.
CHUNK = 1000
# How many processes check chunks, beside that which writes them. To write takes about as long.
BESIDE = 2
# How many chunks are given to them, ahead of that which is written.
AHEAD = 5
# Documents of each kind, by slug.
Chunk = Mapping[type[Record], dict[str, Draft]]
# A line of a file, after the place where it stands.
Text = tuple[str, bytes]


class LoadError(Exception):
    """A document that cannot be loaded; says which and why."""


# Good documents, and what is wrong with the one that comes after them.
Checked = tuple[list[Draft], LoadError | None]


@dataclass
class Counts:
    """How many documents a load read, and how many of them changed the archive."""

    read: int = 0
    changed: int = 0


def lines(name: str, file: IO[bytes]) -> Iterator[Draft]:
    """The documents of a file: NDJSON, or one JSON document or array over several lines."""
    first = file.readline()
    try:
        documents: Any = [(1, parse(first))] if first.strip() else []
    except Malformed:
        documents = [(1, _parsed(name, first + file.read()))]
    for number, data in documents:
        for document in data if isinstance(data, list) else [data]:
            yield _line(f"{name}:{number}", document)
    texts = ((f"{name}:{number}", text) for number, text in enumerate(file, 2) if text.strip())
    yield from _checked(texts)


def _checked(texts: Iterator[Text]) -> Iterator[Draft]:
    """The documents of many lines: they are checked beside, while those before are written."""
    chunks = iter(lambda: list(islice(texts, CHUNK)), [])
    first = next(chunks, [])
    if len(first) < CHUNK:
        # Too few for another process to be worth its start.
        yield from _good(*_check_all(first))
        return
    _spare_the_collector()
    # Not forked: a connection to a database bears no copies.
    with ProcessPoolExecutor(BESIDE, get_context("spawn"), _begin, (limits(),)) as beside:
        yield from _checked_ahead(chain([first], chunks), beside)


def _checked_ahead(chunks: Iterable[list[Text]], beside: ProcessPoolExecutor) -> Iterator[Draft]:
    """The documents of chunks, in order, some of which are checked before they are asked for."""
    ahead: deque[Future[Checked]] = deque()
    for chunk in chunks:
        ahead.append(beside.submit(_check_all, chunk))
        if len(ahead) > AHEAD:
            yield from _good(*ahead.popleft().result())
    while ahead:
        yield from _good(*ahead.popleft().result())


def _begin(limits: Limits) -> None:
    Thread(target=_end_with_the_load, daemon=True).start()
    keep_to(limits)
    _spare_the_collector()


def _end_with_the_load() -> None:
    """Nobody tells a process beside when the load is killed: it would wait for ever."""
    if load := parent_process():
        load.join()
        os._exit(1)


def _spare_the_collector() -> None:
    """Let it look seldom for what goes round in circles: nothing does of all that a load makes."""
    gc.freeze()
    gc.set_threshold(100_000)


def _check_all(texts: Iterable[Text]) -> Checked:
    """The documents before the first that cannot be loaded, and what is wrong with that one."""
    checked = []
    for place, text in texts:
        try:
            checked.append(_line(place, _parsed(place, text)))
        except LoadError as error:
            return checked, error
    return checked, None


def _good(drafts: list[Draft], error: LoadError | None) -> Iterator[Draft]:
    yield from drafts
    if error:
        raise error


def _parsed(place: str, text: bytes) -> Any:
    try:
        return parse(text)
    except Malformed as error:
        raise LoadError(f"{place}: {error}") from None


def _line(place: str, data: Any) -> Draft:
    kind = data.get("record") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise LoadError(f"{place}: a document says in “record” what it is: {', '.join(KINDS)}.")
    schema = KINDS[kind]
    try:
        return draft(schema, check(schema, data))
    except Problem as problem:
        raise LoadError(_sentence(problem, f"{place}: {kind} {data.get('slug')}")) from None


def _sentence(problem: Problem, about: str | None) -> str:
    said = [f"{e.get('pointer', '')}: {e['detail']}" for e in problem.errors]
    return f"{about}: {'; '.join(said) or problem.description}"


def load(documents: Iterable[Draft], by: str, note: str | None, batch: int | None = None) -> Counts:
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


def _load(documents: Iterable[Draft], by: str, note: str | None, counts: Counts) -> None:
    writing = Writing(by, note)
    with many_rows(pair.write_all):
        for chunk in _chunks(documents):
            _save(writing, chunk, counts)
    writing.commit()


def _save(writing: Writing, chunk: Chunk, counts: Counts) -> None:
    for model, same_kind in chunk.items():
        actions = writing.save(KINDS[model.record], list(same_kind.values()))
        counts.read += len(same_kind)
        counts.changed += sum(action is not None for action in actions.values())


def _parts(documents: Iterable[Draft], size: int) -> Iterator[list[Draft]]:
    part: list[Draft] = []
    for line in documents:
        part.append(line)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def _chunks(documents: Iterable[Draft]) -> Iterator[Chunk]:
    """Chunks, by kind, in which each slug comes once: what comes later replaces what was before."""
    chunk: dict[type[Record], dict[str, Draft]] = defaultdict(dict)
    size = 0
    for one in documents:
        if size == CHUNK or one.slug in chunk[one.model]:
            yield chunk
            chunk, size = defaultdict(dict), 0
        chunk[one.model][one.slug] = one
        size += 1
    yield chunk


def load_seeds() -> Counts:
    """Write the seeds whose slug never existed: what users changed or removed stays so."""
    found = select(Revision.record, Revision.slug).distinct()
    known = {(record, slug) for record, slug in connection().execute(found)}
    fresh = [s for s in seeds() if (s.model.record, s.slug) not in known]
    return load(fresh, "readout init", "Seeds") if fresh else Counts()


def seeds() -> Iterator[Draft]:
    """The seeds in the order of a dump."""
    for schema in KINDS.values():
        folder = Path(str(files("seeds"))) / schema.model.__tablename__
        for path in sorted(folder.glob("*.json")):
            yield _line(path.name, _parsed(path.name, path.read_bytes()))
