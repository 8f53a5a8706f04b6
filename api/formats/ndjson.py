"""NDJSON: a document a line, for programs that take a list bit by bit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .format import Format, Kind


def _many(_: Kind, documents: Iterable[str], __: str) -> Iterator[bytes]:
    return (f"{document}\n".encode() for document in documents)


FORMAT = Format(
    "ndjson",
    "application/x-ndjson",
    "NDJSON",
    "A document a line, each as a single record reads.",
    many=_many,
)
