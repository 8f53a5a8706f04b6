"""Drafts: what is worked out of a document before it is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from models import Base, Meeting
from models.coverage import cells
from models.draft import Draft
from models.row import Values, taken_apart

from .base import RecordSchema
from .search import found_by
from .text import render


def draft(schema: type[RecordSchema], document: Mapping[str, Any]) -> Draft:
    """A document that was checked, ready to be kept. All of it follows from the document alone."""
    model = schema.model
    parts = list(taken_apart(model, document))
    by_table: dict[type[Base], list[Values]] = defaultdict(list)
    for row in parts:
        by_table[row.model].append(row.values)
    return Draft(
        model,
        document["slug"],
        render(document),
        dict(by_table),
        frozenset((target, slug) for row in parts for target, slug, _ in row.references()),
        [(i["scheme"], i["value"]) for i in document["identifiers"]],
        bool(model.above and document[model.above]),
        cells(document) if model is Meeting else [],
        found_by(schema, document, parts),
    )
