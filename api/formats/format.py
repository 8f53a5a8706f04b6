"""What an output format is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas import RecordSchema
from schemas.query import JSON_ALONE

from .terms import referred

Kind = type[RecordSchema]
Document = dict[str, Any]
# Records that a document refers to, by kind and slug.
Others = Mapping[tuple[str, str], Document]


def _never(*_: Any) -> Any:
    raise NotImplementedError


@dataclass(frozen=True)
class Format:
    """A form of an answer beside JSON: how it is asked for, and what writes it.

    `one` writes a record; `many` writes a list bit by bit, from documents that are JSON texts. Both
    get the root of this server's addresses, and `one` the records to which the document refers in
    what matches a term of the `vocabulary`, as they were when it was written.
    """

    suffix: str
    media_type: str
    title: str
    about: str
    one: Callable[[Kind, Document, str, Others], bytes] = _never
    many: Callable[[Any, Iterable[str], str], Iterator[bytes]] = _never
    vocabulary: str | None = None
    # Whether `one` needs the names of those referred to.
    names: bool = False
    # The query parameters that it has no room for.
    refused: tuple[str, ...] = JSON_ALONE
    # Whether it shows the newest first, and no more than a page of them.
    newest_first: bool = False
    # What OpenAPI says of the body.
    schema: Any = field(default_factory=lambda: {"type": "string"})

    def fits(self, schema: Kind) -> bool:
        """Whether the kind is something in the vocabulary by which the format goes."""
        return self.vocabulary is None or schema.term(self.vocabulary) is not None

    def needs(self, schema: Kind, document: Document) -> set[tuple[str, str]]:
        """The records, by kind and slug, that `one` needs beside a document."""
        return (
            referred(schema, document, self.vocabulary) if self.names and self.vocabulary else set()
        )

    @property
    def content_type(self) -> str:
        """The media type as it is sent."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")
