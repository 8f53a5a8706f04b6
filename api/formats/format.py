"""What an output format is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas import RecordSchema

Kind = type[RecordSchema]
Document = dict[str, Any]


@dataclass(frozen=True)
class Format:
    """A form of an answer beside JSON: how it is asked for, and what writes it.

    `one` writes a record; `many` writes a list bit by bit, from documents that are JSON texts. Both
    get the root of this server's addresses last. `fits` tells whether a kind has what it needs.
    """

    suffix: str
    media_type: str
    title: str
    about: str
    one: Callable[[Kind, Document, str], bytes] | None = None
    many: Callable[[Kind, Iterable[str], str], Iterator[bytes]] | None = None
    fits: Callable[[Kind], bool] = lambda _: True
    # What OpenAPI says of the body.
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})

    @property
    def content_type(self) -> str:
        """The media type as it is sent."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")
