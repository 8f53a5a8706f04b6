"""Drafts: what is worked out of a document before it is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import orjson

from models import Base
from models.draft import Draft
from models.row import Values, taken_apart
from models.search import Folded, folded

from . import KINDS
from .base import RecordSchema
from .search import texts_of
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
        folded(model.record, texts_of(schema, document)),
    )


# To another process


def packed(drafts: Iterable[Draft]) -> bytes:
    """Drafts as one text: to pickle them, and to read that, takes longer."""
    return orjson.dumps([_plain(draft) for draft in drafts])


def unpacked(text: bytes) -> list[Draft]:
    """The drafts that were packed."""
    return [*map(_draft, orjson.loads(text))]


def _plain(draft: Draft) -> tuple[Any, ...]:
    return (
        draft.model.record,
        draft.slug,
        draft.text,
        [(table.__tablename__, values) for table, values in draft.rows.items()],
        [(model.record, slug) for model, slug in draft.references],
        draft.identifiers,
        draft.below,
        tuple(draft.said),
    )


def _draft(plain: Any) -> Draft:
    record, slug, text, rows, references, known_as, below, said = plain
    tables = _tables()
    return Draft(
        KINDS[record].model,
        slug,
        text,
        {tables[name]: [*map(tuple, values)] for name, values in rows},
        frozenset((KINDS[kind].model, other) for kind, other in references),
        [*map(tuple, known_as)],
        below,
        Folded(*said),
    )


@cache
def _tables() -> dict[str, type[Base]]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
