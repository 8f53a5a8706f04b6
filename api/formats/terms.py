"""A document read by outside terms: what its schema matches, whatever the properties are called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from marshmallow import fields

from models.dates import FULL_DATE
from schemas import KINDS
from schemas.fields import Reference, Word
from schemas.part import Part, term

# What no calendar, feed or bibliography can hold, and what JSON can.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


class Said(NamedTuple):
    """What a document says under a term, and the field that says it."""

    term: str
    field: fields.Field[Any]
    value: Any


def said(schema: type[Part], data: Mapping[str, Any] | None, prefix: str) -> Iterator[Said]:
    """What a document says under the terms of a vocabulary, null too, in the schema's order.

    The members of its objects come in their place; lists are one thing said.
    """
    for name, field in schema._declared_fields.items():
        value, matched = (data or {}).get(name), schema.term(prefix, name)
        if matched and isinstance(field, fields.Nested):
            yield from said(field.nested, value, prefix)  # type: ignore[arg-type]
        elif matched:
            yield Said(matched, field, value)


def by_term(schema: type[Part], data: Mapping[str, Any], prefix: str) -> dict[str, list[Said]]:
    """All of it by term."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in said(schema, data, prefix):
        found[one.term].append(one)
    return found


def referred(schema: type[Part], data: Mapping[str, Any], prefix: str) -> set[tuple[str, str]]:
    """The records, by kind and slug, that a document names under the terms of a vocabulary."""
    return {
        (one.field.kind, one.value)
        for one in said(schema, data, prefix)
        if isinstance(one.field, Reference) and one.value
    }


def word(field: fields.Field[Any], value: str | None, prefix: str) -> str | None:
    """What a value of a vocabulary is called in another."""
    if not isinstance(field, Word) or value is None:
        return None
    return term(prefix, field.words[value].matches)


def address(kind: str, slug: str, root: str) -> str:
    """Where a record is."""
    return f"{root}{KINDS[kind].model.__tablename__}/{slug}"


def clean(text: str) -> str:
    """Text that any format can hold."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_date(field: fields.Field[Any]) -> bool:
    """Whether a field holds an EDTF date."""
    return field.metadata.get("format") == "edtf"


def days(text: str) -> list[str]:
    """The ends of a date whose days are all known: one for a day, two for an interval of days."""
    ends = text.split("/")
    return ends if all(FULL_DATE.fullmatch(end) for end in ends) else []
