"""Statements: what was said of a meeting or at it, by whom, and how closely it is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from models import Statement
from models.vocabularies import (
    StatementFidelity,
    StatementKind,
    StatementPhase,
    TopicTreatment,
)

from . import fields, query
from .base import RecordSchema, citations, identifiers, repeated
from .part import Part

# What could be seen, and what nobody in particular tells, has no speaker.
WITHOUT_SPEAKER = {StatementKind.scene, StatementKind.narrative}


class StatementTopicSchema(Part):
    """A topic of a statement, and how the statement treats it."""

    matches = {"topic": "schema:about"}

    topic = fields.reference("topic", "The topic.", required=True, example="syria")
    treatment = fields.word(
        TopicTreatment, "What became of it, by this statement.", default="unknown"
    )


class StatementSchema(RecordSchema):
    """What was said at a meeting, or about one."""

    model = Statement
    matches = {
        "": "schema:CreativeWork csl:entry",
        "meeting": "schema:about csl:event-title",
        "kind": "schema:@type csl:type",
        "speaker": "schema:author csl:author",
        "speaker_label": "schema:creditText csl:author",
        "made_on": "schema:dateCreated csl:issued",
        "text": "schema:text csl:title",
        "language": "schema:inLanguage csl:language",
        "topics": "schema:about",
        "identifiers": "schema:identifier",
        "citations": "schema:citation",
    }

    meeting = fields.reference(
        "meeting", "The meeting; null for what was said elsewhere.", example="osaka-2019"
    )
    sequence = fields.whole("Its place among the meeting's statements.", max=1_000_000, example=3)
    phase = fields.word(
        StatementPhase, "When it was made, seen from the meeting.", default="unknown"
    )
    kind = fields.word(StatementKind, "What sort of text it is.", required=True)
    fidelity = fields.word(
        StatementFidelity, "How close the text is to what was said.", default="unknown"
    )
    speaker = fields.reference("leader", "Who says it.", example="donald-trump")
    speaker_label = fields.text(
        "Who says it, where the speaker has no record. Either this or `speaker`; a scene or a "
        "narrative may do without.",
        max=300,
        example="White House",
    )
    party = fields.reference("party", "The side it speaks for; null for the press.", example="us")
    made_on = fields.date("When it was made.", example="2019-06-28")
    text = fields.text("What was said.", max=100_000, required=True)
    language = fields.language("The language of the text.")
    original_text = fields.text("What was said, in the language it was said in.", max=100_000)
    original_language = fields.language("The language it was said in.")
    reply_to = fields.reference("statement", "The statement that it answers or follows.")
    topics = fields.each(StatementTopicSchema, "What it is about; one entry for each topic.")
    identifiers = identifiers()
    citations = citations()

    @validates_schema
    def topics_differ(self, data: Mapping[str, Any], **_: Any) -> None:
        if errors := repeated([t["topic"] for t in data["topics"]], "topic"):
            raise ValidationError({"topics": errors})

    @validates_schema
    def it_has_one_speaker(self, data: Mapping[str, Any], **_: Any) -> None:
        named = [data["speaker"], data["speaker_label"]]
        if all(named):
            raise ValidationError("Name the speaker once: speaker has a record.", "speaker_label")
        if not any(named) and data["kind"] not in WITHOUT_SPEAKER:
            raise ValidationError("Say who says it, here or in speaker_label.", "speaker")


class StatementQuery(query.ListQuery):
    sort = query.sort(Statement)
    meeting = query.any_slug("The meeting it belongs to.", "osaka-2019")
    speaker = query.any_slug("The leader who says it.", "donald-trump")
    party = query.any_slug("The side it speaks for.", "us")
    topic = query.all_slugs("A topic that it is about.", "syria")
    kind = query.any_word(StatementKind, "The sort of text.")
    phase = query.any_word(StatementPhase, "When it was made, seen from the meeting.")
    date_from = query.day("Statements that may have been made on this day or later.")
    date_to = query.day("Statements that may have been made on this day or earlier.")
    source = query.source()
    identifier = query.identifier()
    q = query.said()
    include = query.include(Statement)
