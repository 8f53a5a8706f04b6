"""Meetings: encounters of leaders, planned, held or cancelled, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from .base import (
    SLUG_LENGTH,
    Base,
    Entry,
    Record,
    code_points,
    dated,
    derived,
    entry,
    imprecise,
    index_where,
    owner,
    position,
    reference,
    where_known,
    word,
)
from .citation import Citation, rests_on
from .dates import earliest, latest, meeting_day, meeting_recency
from .filters import AnyOf, Every, not_after, not_before
from .identifier import Identifier, known_as
from .matches import Says
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

# What a meeting is of which it can be said who was there.
TOOK_PLACE = (MeetingStatus.held, MeetingStatus.broken_off)


def _took_place(meeting: Mapping[str, Any]) -> int:
    return int(meeting["status"] in TOOK_PLACE)


class Participant(Entry):
    __tablename__ = "meeting_participants"
    __table_args__ = (
        # A leader has one entry in a meeting.
        Index(None, "leader", "recency", "slug", unique=True),
        Index(None, "leader", "slug"),
        where_known("party", "recency", "slug"),
        where_known("party", "slug"),
        index_where("presence = 'expected' AND took_place = 1", "slug", "position"),
    )

    slug: Mapped[str] = owner("meetings")
    position: Mapped[int] = position()
    leader: Mapped[str] = reference("leaders", index=False)
    party: Mapped[str | None] = reference("parties", index=False)
    title: Mapped[str | None] = mapped_column(String(300))
    capacity: Mapped[str] = word(ParticipantCapacity)
    part: Mapped[str] = word(ParticipantPart)
    presence: Mapped[str] = word(ParticipantPresence)

    recency: Mapped[int] = derived(Integer, meeting_recency)
    took_place: Mapped[int] = derived(Integer, _took_place)


class MeetingTopic(Entry):
    __tablename__ = "meeting_topics"
    # A topic has one entry in a meeting.
    __table_args__ = (
        Index(None, "topic", "recency", "slug", unique=True),
        Index(None, "topic", "slug"),
    )

    slug: Mapped[str] = owner("meetings")
    position: Mapped[int] = position()
    topic: Mapped[str] = reference("topics", index=False)
    treatment: Mapped[str] = word(TopicTreatment)
    note: Mapped[str | None] = mapped_column(String(2000))

    recency: Mapped[int] = derived(Integer, meeting_recency)


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


class Meeting(Record):
    __tablename__ = "meetings"
    __table_args__ = (
        Index(None, "recency", "slug"),
        # What lies between days, in the order of slugs.
        Index(None, "slug", "recency"),
        Index(None, "kind", "status", "recency", "slug"),
        Index(None, "kind", "recency", "slug"),
        Index(None, "status", "recency", "slug"),
        Index(None, "setting", "recency", "slug"),
        Index(None, "composition", "recency", "slug"),
        *(
            Index(None, word, "slug", "recency")
            for word in ("kind", "status", "setting", "composition")
        ),
        where_known("place_country", "recency", "slug"),
        where_known("place_country", "slug", "recency"),
        where_known("part_of", "recency", "slug"),
        where_known("status_by"),
        imprecise(),
    )
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
        "held_on": ("-recency", "slug"),
        "slug": ("slug",),
    }

    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = word(MeetingKind)
    status: Mapped[str] = word(MeetingStatus)
    status_on: Mapped[str | None] = dated()
    status_by: Mapped[str | None] = reference("parties", index=False)
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
    place_country: Mapped[str | None] = reference("parties", index=False)
    place_venue: Mapped[str | None] = mapped_column(String(300))
    place_timezone: Mapped[str | None] = mapped_column(String(100))
    place_latitude: Mapped[float | None] = mapped_column(Float(53))
    place_longitude: Mapped[float | None] = mapped_column(Float(53))
    part_of: Mapped[str | None] = reference("meetings", index=False)
    summary: Mapped[str | None] = mapped_column(String(10_000))

    first_day: Mapped[int] = derived(Integer, lambda meeting: earliest(meeting_day(meeting)))
    last_day: Mapped[int] = derived(Integer, lambda meeting: latest(meeting_day(meeting)))
    recency: Mapped[int] = derived(Integer, meeting_recency)


def date_of_meeting() -> ColumnElement[str]:
    """The date that sorts and filters a meeting, as `meeting_day` has it of a document."""
    return func.coalesce(Meeting.held_on, Meeting.planned_on)


class Pair(Base):
    """A meeting for which two leaders are listed, once for each of them.

    `met`: 1 where it took place and both were there; `counts`: where they met so at no summit, and
    on different sides as far as these are known. `pair.py` keeps them.
    """

    __tablename__ = "meeting_pairs"
    __table_args__ = (
        PrimaryKeyConstraint("leader", "counterpart", "recency", "slug"),
        index_where("counts = 1 AND part_of IS NOT NULL", "leader", "part_of"),
        # The rows stand in the order of the key themselves.
        {"sqlite_with_rowid": False},
    )

    leader: Mapped[str] = mapped_column(code_points(SLUG_LENGTH))
    counterpart: Mapped[str] = mapped_column(code_points(SLUG_LENGTH))
    recency: Mapped[int] = derived(Integer, meeting_recency)
    slug: Mapped[str] = mapped_column(code_points(SLUG_LENGTH))
    met: Mapped[int]
    counts: Mapped[int]
    # The earliest day and the date, as one text that sorts.
    dated: Mapped[str | None] = mapped_column(code_points(50))
    minutes: Mapped[int | None]
    part_of: Mapped[str | None] = mapped_column(code_points(SLUG_LENGTH))


Meeting.conditions = {
    "source": rests_on(Meeting),
    "leader": Every(Meeting, Participant.leader, pairs=(Pair.leader, Pair.counterpart)),
    "topic": Every(Meeting, MeetingTopic.topic),
    "party": Every(Meeting, Participant.party),
    "part_of": AnyOf(Meeting.part_of),
    "country": AnyOf(Meeting.place_country),
    "kind": AnyOf(Meeting.kind),
    "status": AnyOf(Meeting.status),
    "setting": AnyOf(Meeting.setting),
    "composition": AnyOf(Meeting.composition),
    "date_from": not_before(Meeting.last_day),
    "date_to": not_after(Meeting.first_day),
    "identifier": known_as(Meeting),
    "q": Says(Meeting),
}
