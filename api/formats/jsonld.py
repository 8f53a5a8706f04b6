"""JSON-LD: a record in the terms of schema.org, for linked data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from marshmallow import fields

from schemas import KINDS
from schemas.fields import Reference, Word
from schemas.part import Open, Part, component

from .format import Document, Format, Kind, Others
from .terms import address, is_date, word

# Within the document: nothing is to be fetched to understand it.
CONTEXT = {"@vocab": "https://schema.org/", "edtf": "http://id.loc.gov/datatypes/edtf/"}
# The dates that ISO 8601, and so schema.org, has too.
ISO = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")
Said = Iterator[tuple[str, Any]]

LinkedRecord = component(
    "LinkedRecord", "A record as JSON-LD, in the terms of schema.org.", {}, Open
)


def _one(schema: Kind, document: Document, root: str, _: Others) -> bytes:
    own = {"@context": CONTEXT, "@id": address(schema.model.record, document["slug"], root)}
    return orjson.dumps(own | _node(schema, document, root))


def _node(schema: type[Part], data: Mapping[str, Any], root: str) -> dict[str, Any]:
    """An object in schema.org's terms. One without a type there stands for what it says."""
    node: dict[str, Any] = {"@type": schema.term("schema")}
    for name, field in schema._declared_fields.items():
        term, value = schema.term("schema", name), data.get(name)
        # The first date counts: what was held has a day that was planned too.
        if term and value is not None and not (is_date(field) and term.split("/")[0] in node):
            for one, meant in _said(term, field, value, root):
                _add(node, one, meant)
    return node


def _add(node: dict[str, Any], term: str, value: Any) -> None:
    if term == "@type" or term not in node:
        node[term] = value
    elif value not in (there := node[term] if isinstance(node[term], list) else [node[term]]):
        node[term] = [*there, value]


def _said(term: str, field: fields.Field[Any], value: Any, root: str) -> Said:
    """What a property says under a term."""
    if isinstance(field, fields.List):
        for entry in value:
            yield from _said(term, field.inner, entry, root)
    elif isinstance(field, fields.Nested):
        node = _node(field.nested, value, root)  # type: ignore[arg-type]
        inner = [node] if node["@type"] else [v for n, v in node.items() if n != "@type"]
        yield from ((term, one) for one in inner)
    elif isinstance(field, Reference):
        kind = KINDS[field.kind].term("schema")
        node = {"@id": address(field.kind, value, root)}
        yield term, ({"@type": kind} | node if kind else node)
    elif isinstance(field, Word):
        if meant := word(field, value, "schema"):
            yield term, (meant if term == "@type" else {"@id": f"{CONTEXT['@vocab']}{meant}"})
    else:
        yield from _dates(term, value) if is_date(field) else [(term, value)]


def _dates(term: str, text: str) -> Said:
    """A date, under a term for each end of an interval where there are two."""
    terms, ends = term.split("/"), text.split("/")
    for one, end in zip(terms, ends if len(terms) == len(ends) else [text], strict=False):
        yield one, end if ISO.fullmatch(end) else {"@type": "edtf:EDTF", "@value": end}


FORMAT = Format(
    "jsonld",
    "application/ld+json",
    "JSON-LD",
    "The record in the terms of schema.org, its address as `@id`, other records by theirs. Dates "
    "that ISO 8601 cannot say are EDTF literals. The context is in the document.",
    one=_one,
    vocabulary="schema",
    schema=LinkedRecord,
)
