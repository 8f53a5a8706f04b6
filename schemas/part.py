"""The base of every schema of the contract, and the components that OpenAPI makes of each."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import marshmallow as ma
from marshmallow import fields


class Part(ma.Schema):
    """A document, or an object within one, as it is written: unknown properties are refused.

    One list of fields makes up to three OpenAPI components: `Meeting`, as read; `MeetingInput`, as
    written; `MeetingPatch`, as merged.
    """

    class Meta:
        unknown = ma.RAISE

    @classmethod
    def noun(cls) -> str:
        return cls.__name__.removesuffix("Schema")


class Output(ma.Schema):
    """An object of an answer. Answers may gain properties; clients must bear that."""

    class Meta:
        unknown = ma.EXCLUDE


def component_name(schema: Any) -> str:
    """The name that a schema has in OpenAPI."""
    cls = schema if isinstance(schema, type) else type(schema)
    return f"{cls.noun()}Input" if issubclass(cls, Part) else cls.__name__.removesuffix("Schema")


READ_ONLY = ("version", "created_at", "updated_at")


@cache
def as_read(schema: type[Part]) -> type[ma.Schema]:
    """The component of what is read: every property is there, and nothing is a constraint."""
    declared = schema._declared_fields
    order = sorted(declared, key=lambda name: name in READ_ONLY)
    members = {name: _read_field(declared[name]) for name in order}
    return _component(schema.noun(), schema, members, Output)


def _read_field(field: fields.Field[Any]) -> fields.Field[Any]:
    if isinstance(field, fields.Nested):
        return fields.Nested(as_read(_schema(field)), **_read_options(field))
    if isinstance(field, fields.List):
        return fields.List(_read_field(field.inner), **_read_options(field))
    read = deepcopy(field)
    read.required, read.validators, read.load_default = True, [], ma.missing
    read.metadata = {name: said for name, said in read.metadata.items() if name != "pattern"}
    return read


def _read_options(field: fields.Field[Any]) -> dict[str, Any]:
    return {"required": True, "allow_none": field.allow_none, "metadata": field.metadata}


@cache
def as_patch(schema: type[Part]) -> type[ma.Schema]:
    """The component of a merge patch: every property may be left out; null takes it away."""
    members = {
        name: _patch_field(field)
        for name, field in schema._declared_fields.items()
        if name not in READ_ONLY
    }
    return _component(f"{schema.noun()}Patch", schema, members, Output)


def _patch_field(field: fields.Field[Any]) -> fields.Field[Any]:
    if isinstance(field, fields.Nested):
        return fields.Nested(as_patch(_schema(field)), allow_none=True, metadata=field.metadata)
    patch = deepcopy(field)
    patch.required, patch.allow_none, patch.load_default = False, True, ma.missing
    return patch


def _schema(field: fields.Nested) -> Any:
    return field.nested


def _component(
    name: str, schema: type[Part], members: dict[str, Any], base: type[ma.Schema]
) -> type[ma.Schema]:
    made = type(name, (base,), {"__doc__": schema.__doc__})
    # Assigned, not declared: a property called `fields` would hide the schema's own.
    made._declared_fields = members  # type: ignore[attr-defined]
    return made


@cache
def list_of(item: type[ma.Schema]) -> type[ma.Schema]:
    """The component of a list of these items."""
    members = {
        "items": fields.List(
            fields.Nested(item), required=True, metadata={"description": "The page, in order."}
        ),
        "next_url": fields.Url(
            required=True,
            allow_none=True,
            metadata={"description": "The address of the next page; null on the last."},
        ),
        "next_cursor": fields.String(
            required=True,
            allow_none=True,
            metadata={"description": "The `cursor` of the next page; null on the last."},
        ),
        "total": fields.Integer(
            required=True,
            allow_none=True,
            metadata={"description": "How many there are in all, where `total=true` asked for it."},
        ),
    }
    made = type(f"{component_name(item)}List", (Output,), {"__doc__": "A page of a list."})
    made._declared_fields = members  # type: ignore[attr-defined]
    return made
