"""Records that were merged into others, and documents that still speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models import Record, Revision, connection
from models.row import referred, taken_apart
from models.vocabularies import ChangeAction
from schemas import RecordSchema
from schemas.merging import renamed


class Successors:
    """The record in whose place each merged one is spoken of, however often it was merged on."""

    def __init__(self) -> None:
        merged = select(Revision.record, Revision.slug, Revision.merged_into)
        rows = connection().execute(merged.where(Revision.action == ChangeAction.merged))
        self._into = {(row.record, row.slug): row.merged_into for row in rows}

    def of(self, record: str, slug: str) -> str:
        """The slug that stands for a slug now: itself, if it was never merged."""
        while (record, slug) in self._into:
            slug = self._into[record, slug]
        return slug

    def gone(self, model: type[Record]) -> set[str]:
        """The slugs of a kind that were merged into others."""
        return {slug for record, slug in self._into if record == model.record}

    def followed(self, kind: type[RecordSchema], document: dict[str, Any]) -> dict[str, Any]:
        """A checked document with what others were merged into. Raises Contradiction."""
        for model, slug in {(m, s) for m, s, _ in referred(taken_apart(kind.model, document))}:
            if (into := self.of(model.record, slug)) != slug:
                document = replaced(kind, document, model, slug, into)
        return document


def replaced(
    kind: type[RecordSchema], document: Mapping[str, Any], model: type[Record], old: str, new: str
) -> dict[str, Any]:
    """The document with one record in the place of another. Raises Contradiction."""
    pointers = [
        pointer
        for target, slug, pointer in referred(taken_apart(kind.model, document))
        if (target, slug) == (model, old)
    ]
    return renamed(document, pointers, model.record, old, new)
