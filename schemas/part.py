"""The base of every schema of the contract, and the components that OpenAPI makes of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from functools import cache, cached_property
from typing import Any, ClassVar, TypeVar

import marshmallow as ma
from marshmallow import fields

Loaded = TypeVar("Loaded", bound=ma.Schema)


class Part(ma.Schema):
    """A document, or an object within one, as it is written: unknown properties are refused.

    One list of fields makes up to three OpenAPI components: `Meeting`, as read; `MeetingInput`, as
    written; `MeetingPatch`, as merged.
    """

    class Meta:
        unknown = ma.RAISE

    # The outside terms that match a property, as in vocabularies: `schema:name`. Under "", those
    # that match the whole. Formats go by these, and by no property's name.
    matches: ClassVar[Mapping[str, str]] = {}

    def taken(self, data: Any) -> dict[str, Any]:
        """Good data, with the defaults of what it lacks.

        Raises ValidationError for others, but what is wrong is for `load` to say.
        """
        if self._hooks:
            whole: dict[str, Any] = self.load(data)
            return whole
        return self._fields_of(data)

    def _fields_of(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping) or not data.keys() <= self.load_fields.keys():
            raise ma.ValidationError("Its properties are others.")
        taken = self._defaults.copy()
        for name in self._without_default - data.keys():
            taken[name] = self.load_fields[name].deserialize(ma.missing)
        for name, value in data.items():
            taken[name] = self._takes[name](value)
        return taken

    @cached_property
    def _takes(self) -> dict[str, Callable[[Any], Any]]:
        """How the value of each property is taken."""
        fields = self.load_fields.items()
        return {name: getattr(field, "taken", field.deserialize) for name, field in fields}

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        """What each property is where it is lacking, in order."""
        return {name: field.load_default for name, field in self.load_fields.items()}

    @cached_property
    def _without_default(self) -> set[str]:
        """The properties that must be there, or have a default that is made anew each time."""
        return {
            name
            for name, default in self._defaults.items()
            if default is ma.missing or callable(default)
        }

    def _deserialize(self, data: Any, **options: Any) -> Any:
        """As marshmallow does it, which goes a long way for each field, unless all are good."""
        with suppress(ma.ValidationError):
            return self._fields_of(data)
        return super()._deserialize(data, **options)

    @classmethod
    def noun(cls) -> str:
        return cls.__name__.removesuffix("Schema")

    @classmethod
    def term(cls, prefix: str, name: str = "") -> str | None:
        """The term of an outside vocabulary that matches a property, or the whole."""
        return term(prefix, cls.matches.get(name, "").split())


def term(prefix: str, matches: Iterable[str]) -> str | None:
    """What is called so in an outside vocabulary: `name` for `schema:name`."""
    found = (
        match.removeprefix(f"{prefix}:") for match in matches if match.startswith(f"{prefix}:")
    )
    return next(found, None)


class Output(ma.Schema):
    """An object of an answer. Answers may gain properties; clients must bear that."""

    class Meta:
        unknown = ma.EXCLUDE


@cache
def ready(schema: type[Loaded]) -> Loaded:
    """A schema made ready to load, once: that takes longer than to load a document with it."""
    return schema()


def component_name(schema: Any) -> str:
    """The name that a schema has in OpenAPI."""
    cls = schema if isinstance(schema, type) else type(schema)
    return f"{cls.noun()}Input" if issubclass(cls, Part) else cls.__name__.removesuffix("Schema")


class Open(ma.Schema):
    """An object of an answer in another vocabulary: of its properties, few or none are named."""

    class Meta:
        unknown = ma.INCLUDE


class Patch(ma.Schema):
    """A merge patch: unknown properties are refused, as in the document that it changes."""

    class Meta:
        unknown = ma.RAISE


READ_ONLY = ("version", "created_at", "updated_at")


@cache
def as_read(schema: type[Part]) -> type[ma.Schema]:
    """The component of what is read: every property is there, and nothing is a constraint."""
    declared = schema._declared_fields
    members = {name: _read_field(declared[name]) for name in in_order(declared)}
    return component(schema.noun(), schema.__doc__, members)


def in_order(names: Iterable[str]) -> list[str]:
    """The properties of a document in the order in which it is sent: what the archive adds last."""
    return sorted(names, key=lambda name: name in READ_ONLY)


def _read_field(field: fields.Field[Any]) -> fields.Field[Any]:
    if isinstance(field, fields.Nested):
        return fields.Nested(as_read(_schema(field)), **_read_options(field))
    if isinstance(field, fields.List):
        return fields.List(_read_field(field.inner), **_read_options(field))
    read = deepcopy(field)
    # Of what is read, `readOnly` says nothing, and some generators would make two types of it.
    read.dump_only = False
    read.required, read.validators, read.load_default = True, [], ma.missing
    read.metadata = {name: said for name, said in read.metadata.items() if name != "pattern"}
    return read


def _read_options(field: fields.Field[Any]) -> dict[str, Any]:
    return {"required": True, "allow_none": field.allow_none, "metadata": field.metadata}


@cache
def as_patch(schema: type[Part]) -> type[ma.Schema]:
    """The component of a merge patch: every property may be left out, null takes one away."""
    members = {
        name: _patch_field(field)
        for name, field in schema._declared_fields.items()
        if name not in READ_ONLY
    }
    return component(f"{schema.noun()}Patch", schema.__doc__, members, Patch)


def _patch_field(field: fields.Field[Any]) -> fields.Field[Any]:
    may_go = not field.required
    if isinstance(field, fields.Nested):
        return fields.Nested(as_patch(_schema(field)), allow_none=may_go, metadata=field.metadata)
    patch = deepcopy(field)
    patch.required, patch.allow_none, patch.load_default = False, may_go, ma.missing
    return patch


def _schema(field: fields.Nested) -> Any:
    return field.nested


def complete(schema: type[Part], data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with every property of the schema, in order: what it lacks has its default.

    A document of an older form has fewer properties than one that is written now.
    """
    declared = schema._declared_fields
    known = {name: _completed(name, declared[name], data) for name in in_order(declared)}
    return known | {name: value for name, value in data.items() if name not in known}


def _completed(name: str, field: fields.Field[Any], data: Mapping[str, Any]) -> Any:
    if name not in data:
        default = field.load_default
        return default() if callable(default) else None if default is ma.missing else default
    value, inner = data[name], getattr(field, "inner", field)
    if value is None or not isinstance(inner, fields.Nested):
        return value
    if isinstance(value, list):
        return [complete(_schema(inner), entry) for entry in value]
    return complete(_schema(inner), value)


def component(
    name: str, said: str | None, members: Mapping[str, Any], base: type[ma.Schema] = Output
) -> type[ma.Schema]:
    """A component with a docstring and fields, of answers if nothing else is said."""
    made = type(name, (base,), {"__doc__": said})
    # Assigned, not declared: a property called `fields` would hide the schema's own.
    made._declared_fields = dict(members)  # type: ignore[attr-defined]
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
        "total_at_least": fields.Integer(
            metadata={
                "description": "In place of `total`, which is null then, where there are too many "
                "to count them all: that there are as many, or more."
            },
        ),
    }
    return component(f"{component_name(item)}List", "A page of a list.", members)
