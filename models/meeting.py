"""Meetings: encounters of leaders, planned, held or cancelled, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Float, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Entry, Record, dated, derived, entry, owner, position, reference, word
from .citation import Citation
from .dates import earliest, latest
from .filters import any_of, every, known_as, not_after, not_before, rests_on
from .identifier import Identifier
from .vocabularies import (
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


class Participant(Entry):
    __tablename__ = "meeting_participants"
    __table_args__ = (UniqueConstraint("slug", "leader"),)

    slug: Mapped[str] = owner("meetings")
    position: Mapped[int] = position()
    leader: Mapped[str] = reference("leaders")
    party: Mapped[str | None] = reference("parties")
    title: Mapped[str | None] = mapped_column(String(300))
    capacity: Mapped[str] = word(ParticipantCapacity)
    part: Mapped[str] = word(ParticipantPart)
    presence: Mapped[str] = word(ParticipantPresence)


class MeetingTopic(Entry):
    __tablename__ = "meeting_topics"
    __table_args__ = (UniqueConstraint("slug", "topic"),)

    slug: Mapped[str] = owner("meetings")
    position: Mapped[int] = position()
    topic: Mapped[str] = reference("topics")
    treatment: Mapped[str] = word(TopicTreatment)
    note: Mapped[str | None] = mapped_column(String(2000))


class BackgroundTopic(Entry):
    __tablename__ = "background_topics"
    plain = "topic"

    slug: Mapped[str] = owner("meetings")
    entry: Mapped[int] = entry()
    position: Mapped[int] = position()
    topic: Mapped[str] = reference("topics")


class BackgroundParty(Entry):
    __tablename__ = "background_parties"
    plain = "party"

    slug: Mapped[str] = owner("meetings")
    entry: Mapped[int] = entry()
    position: Mapped[int] = position()
    party: Mapped[str] = reference("parties")


class BackgroundStatement(Entry):
    __tablename__ = "background_statements"
    plain = "statement"

    slug: Mapped[str] = owner("meetings")
    entry: Mapped[int] = entry()
    position: Mapped[int] = position()
    statement: Mapped[str] = reference("statements")


class Background(Entry):
    __tablename__ = "meeting_background"
    lists = {
        "topics": BackgroundTopic,
        "parties": BackgroundParty,
        "statements": BackgroundStatement,
    }

    slug: Mapped[str] = owner("meetings")
    position: Mapped[int] = position()
    occurred_on: Mapped[str | None] = dated()
    text: Mapped[str | None] = mapped_column(String(10_000))


class OutcomeTopic(Entry):
    __tablename__ = "outcome_topics"
    plain = "topic"

    slug: Mapped[str] = owner("meetings")
    entry: Mapped[int] = entry()
    position: Mapped[int] = position()
    topic: Mapped[str] = reference("topics")


class Outcome(Entry):
    __tablename__ = "meeting_outcomes"
    lists = {"topics": OutcomeTopic}

    slug: Mapped[str] = owner("meetings")
    position: Mapped[int] = position()
    kind: Mapped[str | None] = word(OutcomeKind)
    text: Mapped[str | None] = mapped_column(String(10_000))


class Relation(Entry):
    __tablename__ = "meeting_relations"

    slug: Mapped[str] = owner("meetings")
    position: Mapped[int] = position()
    kind: Mapped[str] = word(RelationKind)
    meeting: Mapped[str] = reference("meetings")
    note: Mapped[str | None] = mapped_column(String(2000))


def _day(meeting: Mapping[str, Any]) -> str:
    """The date that sorts and filters: when it was held, else when it was to be."""
    date: str = meeting["held_on"] or meeting["planned_on"]
    return date


class Meeting(Record):
    __tablename__ = "meetings"
    __table_args__ = (Index(None, "recency", "slug"), Index(None, "first_day", "slug"))
    record = "meeting"
    above = "part_of"
    objects = ("place",)
    lists = {
        "participants": Participant,
        "topics": MeetingTopic,
        "background": Background,
        "outcomes": Outcome,
        "relations": Relation,
        "identifiers": Identifier,
        "citations": Citation,
    }
    sorts = {
        "-held_on": ("recency", "slug"),
        "held_on": ("first_day", "slug"),
        "slug": ("slug",),
    }

    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = word(MeetingKind)
    status: Mapped[str] = word(MeetingStatus)
    status_on: Mapped[str | None] = dated()
    status_by: Mapped[str | None] = reference("parties")
    status_note: Mapped[str | None] = mapped_column(String(2000))
    setting: Mapped[str] = word(MeetingSetting)
    composition: Mapped[str] = word(MeetingComposition)
    visit_class: Mapped[str | None] = word(VisitClass)
    held_on: Mapped[str | None] = dated()
    held_time: Mapped[str | None] = mapped_column(String(5))
    planned_on: Mapped[str | None] = dated()
    planned_time: Mapped[str | None] = mapped_column(String(5))
    duration_minutes: Mapped[int | None]
    planned_duration_minutes: Mapped[int | None]
    place_name: Mapped[str | None] = mapped_column(String(300))
    place_country: Mapped[str | None] = reference("parties")
    place_venue: Mapped[str | None] = mapped_column(String(300))
    place_timezone: Mapped[str | None] = mapped_column(String(100))
    place_latitude: Mapped[float | None] = mapped_column(Float(53))
    place_longitude: Mapped[float | None] = mapped_column(Float(53))
    part_of: Mapped[str | None] = reference("meetings")
    summary: Mapped[str | None] = mapped_column(String(10_000))

    first_day: Mapped[int] = derived(Integer, lambda meeting: earliest(_day(meeting)))
    last_day: Mapped[int] = derived(Integer, lambda meeting: latest(_day(meeting)))
    recency: Mapped[int] = derived(Integer, lambda meeting: -earliest(_day(meeting)))


Meeting.conditions = {
    "leader": every(Meeting, Participant.leader),
    "party": every(Meeting, Participant.party),
    "topic": every(Meeting, MeetingTopic.topic),
    "kind": any_of(Meeting.kind),
    "status": any_of(Meeting.status),
    "setting": any_of(Meeting.setting),
    "composition": any_of(Meeting.composition),
    "date_from": not_before(Meeting.last_day),
    "date_to": not_after(Meeting.first_day),
    "part_of": any_of(Meeting.part_of),
    "country": any_of(Meeting.place_country),
    "source": rests_on(Meeting),
    "identifier": known_as(Meeting),
}
