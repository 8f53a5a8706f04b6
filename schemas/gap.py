"""Gaps: what an editor should mend."""

from __future__ import annotations

from marshmallow import fields

from models.gap import GapKind

from . import query
from .fields import Word
from .part import Output


class GapQuery(query.PageQuery):
    kind = query.any_word(GapKind, "The sort of gap.")


class GapSchema(Output):
    """Something that an editor should mend."""

    kind = Word(GapKind, required=True, metadata={"description": "The sort of gap."})
    record = fields.String(
        required=True,
        metadata={"description": "The kind of record.", "examples": ["meeting"]},
    )
    slug = fields.String(
        required=True, metadata={"description": "The record's slug.", "examples": ["osaka-2019"]}
    )
    path = fields.String(
        required=True,
        metadata={
            "description": "The property of the record that it is about, written as in citations; "
            "empty for the record as a whole.",
            "examples": ["/duration_minutes"],
        },
    )
    detail = fields.String(
        required=True,
        metadata={
            "description": "What is to be mended, for people.",
            "examples": ["One source alone is cited for it: osaka-2019-news-report."],
        },
    )
