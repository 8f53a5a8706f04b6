"""Documents rendered anew from their tables, where a migration has given them another form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from models import search, store, survey
from schemas import KINDS, RecordSchema
from schemas.base import finish
from schemas.part import complete
from schemas.search import found_by
from schemas.text import render


def rerender(records: Iterable[str]) -> None:
    """Write the current documents of these kinds anew, and what searches find them by.

    Versions and revisions stay as they are.
    """
    for record in records:
        schema = KINDS[record]
        for rows in survey.chunks(schema.model):
            told = store.read(schema.model, [row.slug for row in rows])
            texts = [{"slug": r.slug, "document": _text(schema, told[r.slug], r)} for r in rows]
            store.update_rows(schema.model, texts)
            search.write(record, {slug: found_by(schema, told[slug]) for slug in told}, [*told])


def _text(schema: type[RecordSchema], told: Mapping[str, Any], row: Any) -> str:
    document = finish(told, row.version, row.created_at, row.updated_at)
    return render(complete(schema, document))
