"""Coverage: what the archive holds, so that no record is not read as no meeting."""

from __future__ import annotations

from marshmallow import fields

from models.vocabularies import MeetingKind

from . import query
from .fields import Word
from .part import Output


class CoverageSchema(Output):
    """How many meetings of a kind, in a decade, cite a source."""

    source = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "The slug of the source; null for meetings that cite none.",
            "examples": ["historian-travels"],
        },
    )
    kind = Word(MeetingKind, required=True, metadata={"description": "The sort of encounter."})
    decade = fields.Integer(
        required=True, metadata={"description": "Its first year.", "examples": [2010]}
    )
    meetings = fields.Integer(
        required=True,
        metadata={
            "description": "How many there are, of every status. One that cites several sources "
            "counts for each of them.",
            "examples": [7],
        },
    )


class CoverageQuery(query.PageQuery):
    source = query.any_slug("A source that meetings cite.", "historian-travels")
    kind = query.any_word(MeetingKind, "The sort of encounter.")
