"""What every record's document has, and what every one must fulfil."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from marshmallow import ValidationError, pre_load, validates_schema
from marshmallow import fields as ma_fields

from models import Record

from . import fields
from .citation import CitationSchema, path_errors
from .part import READ_ONLY, Part
from .text import render


class IdentifierSchema(Part):
    """What another catalogue calls the record."""

    matches = {"": "schema:PropertyValue", "scheme": "schema:propertyID", "value": "schema:value"}

    scheme = fields.text(
        "The catalogue; a colon would end it in filters.",
        max=100,
        required=True,
        form=r"^[^:\x00]+$",
        hint="A scheme has no colon, and “{input}” has one.",
        example="wikidata",
    )
    value = fields.text("The name there.", max=300, required=True, example="Q567")


class RecordSchema(Part):
    """A record's document. `model` is the table that keeps it."""

    model: ClassVar[type[Record]]

    slug = fields.slug()
    version = ma_fields.Integer(
        dump_only=True, metadata={"description": "1, and one more with every change."}
    )
    created_at = ma_fields.DateTime(
        dump_only=True, metadata={"description": "When the record was first written, in UTC."}
    )
    updated_at = ma_fields.DateTime(
        dump_only=True, metadata={"description": "When it was last changed, in UTC."}
    )

    @pre_load
    def drop_what_is_read_only(self, data: Any, **_: Any) -> Any:
        """A document that was read, and a line of a dump, can be written back as they are."""
        if not isinstance(data, Mapping):
            return data
        dropped = {*READ_ONLY, *(["record"] if data.get("record") == self.model.record else [])}
        return {name: value for name, value in data.items() if name not in dropped}

    @validates_schema
    def paths_name_properties(self, data: Mapping[str, Any], **_: Any) -> None:
        if errors := path_errors(data):
            raise ValidationError({"citations": errors})

    @validates_schema
    def identifiers_differ(self, data: Mapping[str, Any], **_: Any) -> None:
        pairs = [f"{i['scheme']}:{i['value']}" for i in data["identifiers"]]
        if errors := repeated(pairs):
            raise ValidationError({"identifiers": errors})


def identifiers() -> Any:
    return fields.each(IdentifierSchema, "What other catalogues call the record.")


def citations() -> Any:
    return fields.each(CitationSchema, "Where the facts of the record come from.")


def repeated(names: Iterable[str], member: str | None = None) -> dict[int, Any]:
    """Marshmallow messages for the entries, by index, that name what an earlier one named."""
    errors: dict[int, Any] = {}
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            message = [f"“{name}” stands in this list already."]
            errors[index] = {member: message} if member else message
        seen.add(name)
    return errors


def finish(
    data: Mapping[str, Any], version: int, created_at: datetime, updated_at: datetime
) -> dict[str, Any]:
    """The finished document: what was loaded, with what the archive adds."""
    return {**data, **_added(version, created_at, updated_at)}


@lru_cache(maxsize=1024)
def ending(version: int, created_at: datetime, updated_at: datetime) -> str:
    """How the text of a document goes on where its last brace was, to be that of a finished one."""
    return f",{render(_added(version, created_at, updated_at))[1:]}"


def _added(version: int, created_at: datetime, updated_at: datetime) -> dict[str, Any]:
    instants = {"created_at": rfc3339(created_at), "updated_at": rfc3339(updated_at)}
    return {"version": version, **instants}


def rfc3339(instant: datetime) -> str:
    """An instant in UTC, to the microsecond."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
