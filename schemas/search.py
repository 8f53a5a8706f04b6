"""Search: which texts of a record are searched, what a search takes, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from marshmallow import fields

from models.facets import facets
from models.matches import RANKED
from models.row import Row, taken_apart
from models.search import Kept, Texts, folded, keys

from . import KINDS, query
from .base import RecordSchema
from .fields import Choice, Name, Text
from .part import Output, list_of

TITLE_LENGTH, MORE = 100, " …"


def found_by(
    schema: type[RecordSchema], document: Mapping[str, Any], rows: Sequence[Row] = ()
) -> Kept:
    """What searches find a record by. `rows`: of the document, if it was taken apart already."""
    rows = rows or [*taken_apart(schema.model, document)]
    told = [*facets(schema.model, rows)]
    own, *_ = rows
    return Kept(keys(own), folded(schema.model.record, texts_of(schema, document), told))


def texts_of(schema: type[RecordSchema], document: Mapping[str, Any]) -> Texts:
    """The texts of a record: all its fields of text. Its slug is the last of its names."""
    names: list[str] = []
    texts: list[str] = []
    _gather(schema, document, names, texts)
    return Texts([*names, document["slug"]], texts)


def _gather(schema: Any, data: Mapping[str, Any], names: list[str], texts: list[str]) -> None:
    for name, field in _telling(schema):
        if (value := data.get(name)) is not None:
            _gather_of(field, value, names, texts)


@cache
def _telling(schema: Any) -> list[tuple[str, Any]]:
    """The fields of a schema that hold texts, at whatever depth."""
    return [(name, f) for name, f in schema._declared_fields.items() if _tells(f)]


def _tells(field: Any) -> bool:
    inner = field.inner if isinstance(field, fields.List) else field
    if isinstance(inner, fields.Nested):
        nested: Any = inner.nested
        return bool(_telling(nested))
    return isinstance(inner, Text)


def _gather_of(field: Any, value: Any, names: list[str], texts: list[str]) -> None:
    if isinstance(field, Text):
        (names if isinstance(field, Name) else texts).append(value)
    elif isinstance(field, fields.List):
        for entry in value:
            _gather_of(field.inner, entry, names, texts)
    else:
        _gather(field.nested, value, names, texts)


def title_of(schema: type[RecordSchema], document: Mapping[str, Any]) -> str:
    """What to call a record in a list of several kinds: the first text that every one has."""
    declared = schema._declared_fields.items()
    name = next(name for name, f in declared if isinstance(f, Text) and f.required)
    title = " ".join(document[name].split())
    if len(title) <= TITLE_LENGTH:
        return title
    # Whole words, with room for what says that there are more.
    begun = title[: TITLE_LENGTH - len(MORE) + 1].rpartition(" ")[0]
    return (begun or title[: TITLE_LENGTH - len(MORE)]) + MORE


def _kind(**options: Any) -> Choice:
    return Choice("RecordKind", [*KINDS], "A kind of record.", **options)


class SearchQuery(query.ListQuery):
    q = query.said(required=True)
    record = query.Names(
        _kind(),
        load_default=[*KINDS],
        metadata={"description": "The kind of record. Repeat it to ask for any of them."},
    )


class HitSchema(Output):
    """A record that a search finds."""

    record = _kind(required=True, metadata={"description": "What kind of record it is."})
    slug = fields.String(required=True, metadata={"description": "The record's slug."})
    title = fields.String(
        required=True,
        metadata={"description": "What the record is called; of a statement, how it begins."},
    )
    snippet = fields.String(
        required=True,
        metadata={
            "description": "The passage where it says so, as HTML: `<mark>` around what was found, "
            "everything else escaped."
        },
    )
    score = fields.Float(
        required=True,
        metadata={"description": "How well it fits, compared with the others. Best first."},
    )


class SearchResultsSchema(list_of(HitSchema)):  # type: ignore[misc]
    """A page of what a search finds."""

    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={
            "description": "How many records of each kind were found; none of a kind is not said. "
            "A number that equals `ranked` means so many or more."
        },
    )
    ranked = fields.Integer(
        required=True,
        metadata={
            "description": "How many records of each kind are ranked and listed at most: those "
            f"written last, now {RANKED}. `total` counts on."
        },
    )
