"""Answers with other records beside those that were asked for."""

from __future__ import annotations

from functools import cache

import marshmallow as ma
from marshmallow import fields

from . import KINDS
from .base import RecordSchema
from .part import as_read, component, list_of


@cache
def answered(schema: type[RecordSchema]) -> type[ma.Schema]:
    """The component of a record in every answer: one, so that typed callers meet one class.

    It has room for the others that `include` asks for, which are no part of the document.
    """
    return _with_included(as_read(schema))


@cache
def list_answered(schema: type[RecordSchema]) -> type[ma.Schema]:
    """The component of a list of records, others beside them."""
    return _with_included(list_of(answered(schema)))


def _with_included(schema: type[ma.Schema]) -> type[ma.Schema]:
    return component(
        schema.__name__, schema.__doc__, {**schema._declared_fields, "included": _included()}
    )


def _included() -> fields.Nested:
    said = "Other records, where `include` asked for them; not there at all where it did not."
    return fields.Nested(lambda: Included, metadata={"description": said})


def _beside(schema: type[RecordSchema]) -> fields.Dict:
    said = f"Each {schema.model.record} by its slug, where `include` asked for them."
    inner = fields.Nested(answered(schema))
    return fields.Dict(keys=fields.String(), values=inner, metadata={"description": said})


Included = component(
    "Included",
    "Records that were read along, by the name of their list and by slug.",
    {schema.model.__tablename__: _beside(schema) for schema in KINDS.values()},
)
