"""Claims: what a record says, property by property, and the sources that confirm or dispute it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields

from models.vocabularies import CitationRelation

from .citation import CitationSchema, cited
from .part import Output, as_read

RELATIONS = {
    "confirmed_by": CitationRelation.confirms,
    "disputed_by": CitationRelation.disputes,
    "qualified_by": CitationRelation.qualifies,
}


def _those_which(said: str) -> fields.List[Any]:
    inner = fields.Nested(as_read(CitationSchema))
    return fields.List(inner, required=True, metadata={"description": f"Citations that {said}."})


class ClaimSchema(Output):
    """What a record says in one property, and the citations that are for it."""

    field = fields.String(
        required=True,
        metadata={
            "description": "The path of the property, as citations have it; empty for the record "
            "as a whole.",
            "examples": ["/duration_minutes"],
        },
    )
    value = fields.Raw(
        required=True,
        allow_none=True,
        metadata={
            "description": "What the record says there; null for the record as a whole.",
            "examples": [80],
        },
    )
    confirmed_by = _those_which("say so")
    disputed_by = _those_which("say otherwise: what, is in their `value`")
    qualified_by = _those_which("say so with a reservation")


def claims_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The claims of a document that are cited, by path."""
    by_path: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for citation in document["citations"]:
        for path in dict.fromkeys(citation["fields"]) or [""]:
            by_path[path].append(citation)
    return [_claim(document, path, by_path[path]) for path in sorted(by_path)]


def _claim(
    document: Mapping[str, Any], path: str, citations: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    said = {
        name: [citation for citation in citations if citation["relation"] == relation]
        for name, relation in RELATIONS.items()
    }
    return {"field": path, "value": cited(document, path) if path else None, **said}
