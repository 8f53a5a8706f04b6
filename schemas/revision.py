"""Revisions: what changed when, by whom, and the document as it was written."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from models.vocabularies import ChangeAction

from .fields import Choice, Word
from .part import Output, component
from .query import Natural, PageQuery


def _said(description: str, example: Any) -> dict[str, Any]:
    return {"description": description, "examples": [example]}


class ChangeSchema(Output):
    """One change of one record."""

    seq = fields.Integer(
        required=True, metadata=_said("Its number in the one order of all changes, no gaps.", 7)
    )
    record = fields.String(required=True, metadata=_said("The kind of record.", "meeting"))
    slug = fields.String(required=True, metadata=_said("The record's slug.", "osaka-2019"))
    version = fields.Integer(
        required=True, metadata=_said("The record's version after the change.", 2)
    )
    action = Word(ChangeAction, required=True, metadata={"description": "What it did."})
    at = fields.DateTime(
        required=True, metadata=_said("When, in UTC.", "2026-01-31T09:30:00.000000Z")
    )
    by = fields.String(
        required=True, metadata=_said("The name of the token that made it.", "desk-editor")
    )
    note = fields.String(
        required=True, allow_none=True, metadata=_said("Why, in the editor's words.", "Typo")
    )
    merged_into = fields.String(
        required=True,
        allow_none=True,
        metadata=_said("Where it was merged, the slug of the record it was merged into.", None),
    )
    document = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "The document as it was written; null for a removal or merger."},
    )


class ChangesQuery(PageQuery):
    after = Natural(
        load_default=0,
        validate=validate.Range(min=0, max=2**31 - 1),
        metadata={
            "description": "The `seq` of the last change that is known: those after it follow.",
            "examples": [0],
        },
    )


# `from` is no name that a class could declare.
PatchOperation = component(
    "PatchOperation",
    "A step of a JSON Patch (RFC 6902).",
    {
        "op": Choice(
            "PatchVerb",
            ["add", "remove", "replace", "move"],
            "What a step of a JSON Patch does.",
            required=True,
            metadata={"description": "What the step does."},
        ),
        "path": fields.String(
            required=True, metadata=_said("Where, as a JSON Pointer.", "/duration_minutes")
        ),
        "value": fields.Raw(
            allow_none=True, metadata=_said("What is put there, by `add` and `replace`.", 80)
        ),
        "from": fields.String(metadata=_said("Where `move` takes it from.", "/background/0")),
    },
)
