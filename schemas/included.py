"""Answers with other records beside those that were asked for."""

from __future__ import annotations

from functools import cache
from typing import Any

import marshmallow as ma
from marshmallow import fields

from . import KINDS
from .base import RecordSchema
from .part import as_read, component, list_of


def _beside(schema: type[RecordSchema]) -> fields.Dict:
    said = f"Each {schema.model.record} by its slug, where `include` asked for them."
    inner = fields.Nested(as_read(schema))
    return fields.Dict(keys=fields.String(), values=inner, metadata={"description": said})


Included = component(
    "Included",
    "Records that were read along, by the name of their list and by slug.",
    {schema.model.__tablename__: _beside(schema) for schema in KINDS.values()},
)


@cache
def item_with_included(schema: type[RecordSchema]) -> type[ma.Schema]:
    """The component of a record with others beside it."""
    item = as_read(schema)
    return component(f"{schema.noun()}WithIncluded", item.__doc__, _with_included(item))


@cache
def list_with_included(schema: type[RecordSchema]) -> type[ma.Schema]:
    """The component of a list of records with others beside them."""
    page = list_of(as_read(schema))
    return component(page.__name__, page.__doc__, _with_included(page))


def _with_included(schema: type[ma.Schema]) -> dict[str, Any]:
    said = "Other records, where `include` asked for them."
    included = fields.Nested(Included, metadata={"description": said})
    return {**schema._declared_fields, "included": included}
