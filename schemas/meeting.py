"""Meetings: encounters of leaders, planned, held or cancelled, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from models import Meeting
from models.vocabularies import (
    MeetingComposition,
    MeetingKind,
    MeetingSetting,
    MeetingStatus,
    OutcomeKind,
    ParticipantCapacity,
    ParticipantPart,
    ParticipantPresence,
    RelationKind,
    TopicTreatment,
    VisitClass,
)

from . import fields, query
from .base import RecordSchema, citations, identifiers, repeated
from .part import Part


class PlaceSchema(Part):
    """Where a meeting is held."""

    matches = {
        "": "schema:Place",
        "name": "schema:name ical:LOCATION csl:event-place",
        "venue": "schema:description ical:LOCATION",
        "timezone": "ical:TZID",
        "latitude": "schema:latitude ical:GEO",
        "longitude": "schema:longitude ical:GEO",
    }

    name = fields.text("The town or the place.", max=300, example="Osaka")
    country = fields.reference("party", "The party in whose territory it lies.", example="jp")
    venue = fields.text("The building or the room.", max=300, example="INTEX Osaka")
    timezone = fields.timezone("The IANA time zone of the times of day.")
    latitude = fields.number("Degrees north.", min=-90, max=90, example=34.64)
    longitude = fields.number("Degrees east.", min=-180, max=180, example=135.42)

    @post_load
    def say_nothing_with_null(self, data: dict[str, Any], **_: Any) -> dict[str, Any] | None:
        return data if any(value is not None for value in data.values()) else None


class ParticipantSchema(Part):
    """A leader's part in a meeting."""

    matches = {"": "schema:Role", "leader": "schema:attendee", "title": "schema:roleName"}

    leader = fields.reference("leader", "Who it is.", required=True, example="vladimir-putin")
    party = fields.reference("party", "On whose behalf.", example="ru")
    title = fields.text(
        "The office held that day, in words.", max=300, example="President of Russia"
    )
    capacity = fields.word(ParticipantCapacity, "The sort of office.", default="unknown")
    part = fields.word(ParticipantPart, "What the leader does there.", default="principal")
    presence = fields.word(ParticipantPresence, "Whether the leader was there.", default="unknown")


class MeetingTopicSchema(Part):
    """A topic of a meeting, and what became of it."""

    matches = {"topic": "schema:about"}

    topic = fields.reference("topic", "The topic.", required=True, example="syria")
    treatment = fields.word(TopicTreatment, "What became of it.", default="unknown")
    note = fields.text("What was said of it, in a sentence or two.", max=2000)


class BackgroundSchema(Part):
    """Something that happened before, and bears on the meeting."""

    occurred_on = fields.date("When it happened.", example="2014")
    text = fields.text("What happened.", max=10_000)
    topics = fields.each(fields.reference("topic", "A topic."), "The topics that it bears on.")
    parties = fields.each(fields.reference("party", "A party."), "The parties that it concerns.")
    statements = fields.each(fields.reference("statement", "A statement."), "What was said of it.")


class OutcomeSchema(Part):
    """Something that came of a meeting."""

    kind = fields.word(OutcomeKind, "What sort of outcome it is.")
    text = fields.text("What came of it.", max=10_000)
    topics = fields.each(fields.reference("topic", "A topic."), "The topics that it concerns.")


class RelationSchema(Part):
    """How a meeting stands to another."""

    kind = fields.word(RelationKind, "How it stands to the other.", required=True)
    meeting = fields.reference("meeting", "The other.", required=True, example="helsinki-2018")
    note = fields.text("What else is to be said of it.", max=2000)


class MeetingSchema(RecordSchema):
    """An encounter of leaders: planned, held, cancelled or only reported."""

    model = Meeting
    matches = {
        "": "schema:Event csl:entry ical:VEVENT",
        "title": "schema:name csl:title ical:SUMMARY",
        "kind": "ical:CATEGORIES",
        "status": "schema:eventStatus ical:STATUS",
        "held_on": "schema:startDate/endDate csl:event-date ical:DATE",
        "held_time": "ical:TIME",
        "planned_on": "schema:startDate/endDate csl:event-date ical:DATE",
        "planned_time": "ical:TIME",
        "duration_minutes": "ical:DURATION",
        "planned_duration_minutes": "ical:DURATION",
        "place": "schema:location ical:LOCATION csl:event-place",
        "part_of": "schema:superEvent",
        "summary": "schema:description ical:DESCRIPTION",
        "participants": "schema:attendee",
        "topics": "schema:about",
        "identifiers": "schema:identifier",
        "citations": "schema:subjectOf",
        "updated_at": "csl:issued",
    }

    title = fields.name(
        "What the archive calls it.",
        required=True,
        example="Trump and Putin at the G20 in Osaka",
    )
    kind = fields.word(MeetingKind, "What sort of encounter it is.", required=True)
    status = fields.word(MeetingStatus, "Whether it took place.", required=True)
    status_on = fields.date("When it got its status.", example="2018-11-29")
    status_by = fields.reference("party", "The party that gave it its status.", example="us")
    status_note = fields.text("Why it got its status.", max=2000)
    setting = fields.word(MeetingSetting, "On whose ground it is held.", default="unknown")
    composition = fields.word(MeetingComposition, "Who is in the room.", default="unknown")
    visit_class = fields.word(VisitClass, "The protocol rank of a visit.")
    held_on = fields.date(
        "When it was held; null if it was not. It or `planned_on` is required.",
        open_ended=False,
        example="2019-06-28",
    )
    held_time = fields.time("Local time at which it began.", example="14:05")
    planned_on = fields.date("When it was to be held.", open_ended=False, example="2019-06-28")
    planned_time = fields.time("Local time at which it was to begin.", example="14:00")
    duration_minutes = fields.whole("How long it was, in minutes.", max=525_600, example=80)
    planned_duration_minutes = fields.whole(
        "How long it was to be, in minutes.", max=525_600, example=60
    )
    place = fields.nested(PlaceSchema, "Where it is held.")
    part_of = fields.reference(
        "meeting", "The summit or visit that contains it.", example="g20-osaka-2019"
    )
    summary = fields.text("What the meeting was, in a few sentences.", max=10_000)
    participants = fields.each(
        ParticipantSchema, "Who takes part, in order; one entry for each leader."
    )
    topics = fields.each(MeetingTopicSchema, "What was talked about; one entry for each topic.")
    background = fields.each(BackgroundSchema, "What happened before and bears on it.")
    outcomes = fields.each(OutcomeSchema, "What came of it.")
    relations = fields.each(RelationSchema, "How it stands to other meetings.")
    identifiers = identifiers()
    citations = citations()

    @validates_schema
    def it_has_a_date(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["held_on"] is None and data["planned_on"] is None:
            raise ValidationError(
                "Say when it was held, or in planned_on when it was to be.", "held_on"
            )

    @validates_schema
    def entries_differ(self, data: Mapping[str, Any], **_: Any) -> None:
        leaders = repeated([p["leader"] for p in data["participants"]], "leader")
        topics = repeated([t["topic"] for t in data["topics"]], "topic")
        if leaders or topics:
            raise ValidationError({"participants": leaders, "topics": topics})


class MeetingQuery(query.ListQuery):
    sort = query.sort(Meeting)
    leader = query.all_slugs("A leader who is listed as a participant.", "vladimir-putin")
    party = query.all_slugs("A party on whose behalf somebody takes part.", "us")
    topic = query.all_slugs("A topic of the meeting.", "syria")
    kind = query.any_word(MeetingKind, "The sort of encounter.")
    status = query.any_word(MeetingStatus, "Whether it took place.")
    setting = query.any_word(MeetingSetting, "On whose ground.")
    composition = query.any_word(MeetingComposition, "Who is in the room.")
    date_from = query.day("Meetings that may have been on this day or later.")
    date_to = query.day("Meetings that may have been on this day or earlier.")
    part_of = query.any_slug("The summit or visit that directly contains it.", "g20-osaka-2019")
    country = query.any_slug("The party in whose territory it is held.", "jp")
    source = query.source()
    identifier = query.identifier()
    q = query.said()
    include = query.include(Meeting)
