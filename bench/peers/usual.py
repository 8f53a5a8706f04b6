"""What FastAPI's documentation shows: pydantic models, SQLAlchemy's ORM, eager loading, indexes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from json import dumps, loads
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict, field_validator
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session, selectinload, sessionmaker
from tables import (
    Citation,
    Meeting,
    MeetingTopic,
    Participant,
    Statement,
    StatementTopic,
    first_day,
)

engine = create_engine(
    f"sqlite:///{os.environ['PEER_ARCHIVE']}", connect_args={"check_same_thread": False}
)
sessions = sessionmaker(engine)
app = FastAPI()


class Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ParticipantShown(Shown):
    leader: str
    party: str | None
    title: str | None
    part: str
    presence: str


class TopicShown(Shown):
    topic: str
    treatment: str
    note: str | None


class CitationShown(Shown):
    source: str
    locator: str | None
    relation: str
    fields: list[str]

    @field_validator("fields", mode="before")
    @classmethod
    def as_list(cls, value: Any) -> Any:
        return loads(value) if isinstance(value, str) else value


class MeetingShown(Shown):
    slug: str
    title: str
    kind: str
    status: str
    held_on: str | None
    planned_on: str | None
    duration_minutes: int | None
    place_name: str | None
    place_country: str | None
    summary: str | None
    participants: list[ParticipantShown]
    topics: list[TopicShown]
    citations: list[CitationShown]


class StatementTopicShown(Shown):
    topic: str


class StatementShown(Shown):
    slug: str
    meeting: str | None
    sequence: int | None
    kind: str
    fidelity: str
    speaker: str | None
    text: str
    language: str | None
    topics: list[StatementTopicShown]


class Meetings(BaseModel):
    items: list[MeetingShown]


class Statements(BaseModel):
    items: list[StatementShown]


class Hit(BaseModel):
    slug: str
    snippet: str


class Hits(BaseModel):
    items: list[Hit]


def session() -> Iterator[Session]:
    with sessions() as opened:
        yield opened


Opened = Annotated[Session, Depends(session)]
EAGERLY = [
    selectinload(Meeting.participants),
    selectinload(Meeting.topics),
    selectinload(Meeting.citations),
]


@app.get("/meetings/{slug}", response_model=MeetingShown)
def get_meeting(slug: str, opened: Opened) -> Any:
    meeting = opened.scalar(select(Meeting).where(Meeting.slug == slug).options(*EAGERLY))
    if meeting is None:
        raise HTTPException(404)
    return meeting


class ParticipantIn(BaseModel):
    leader: str
    party: str | None = None
    title: str | None = None
    part: str = "principal"
    presence: str = "unknown"


class TopicIn(BaseModel):
    topic: str
    treatment: str = "unknown"
    note: str | None = None


class CitationIn(BaseModel):
    source: str
    locator: str | None = None
    relation: str = "confirms"
    fields: list[str] = []


class MeetingIn(BaseModel):
    title: str
    kind: str
    status: str
    held_on: str | None = None
    planned_on: str | None = None
    duration_minutes: int | None = None
    place_name: str | None = None
    place_country: str | None = None
    summary: str | None = None
    participants: list[ParticipantIn] = []
    topics: list[TopicIn] = []
    citations: list[CitationIn] = []


def entries(model: Any, given: list[Any]) -> list[Any]:
    return [model(position=n, **entry.model_dump()) for n, entry in enumerate(given)]


@app.put("/meetings/{slug}", response_model=MeetingShown)
def put_meeting(slug: str, given: MeetingIn, opened: Opened) -> Any:
    meeting = opened.scalar(select(Meeting).where(Meeting.slug == slug).options(*EAGERLY))
    if meeting is None:
        raise HTTPException(404)
    for name, value in given.model_dump(exclude={"participants", "topics", "citations"}).items():
        setattr(meeting, name, value)
    meeting.day = first_day(given.held_on or given.planned_on or "")
    for name in ("participants", "topics", "citations"):
        getattr(meeting, name).clear()
    # What is taken out goes first: the new rows have the same keys.
    opened.flush()
    meeting.participants = entries(Participant, given.participants)
    meeting.topics = entries(MeetingTopic, given.topics)
    meeting.citations = [
        Citation(position=n, **entry.model_dump(exclude={"fields"}), fields=dumps(entry.fields))
        for n, entry in enumerate(given.citations)
    ]
    opened.commit()
    return opened.scalar(select(Meeting).where(Meeting.slug == slug).options(*EAGERLY))


@app.get("/meetings", response_model=Meetings)
def list_meetings(
    opened: Opened,
    leader: Annotated[list[str] | None, Query()] = None,
    party: Annotated[list[str] | None, Query()] = None,
    topic: Annotated[list[str] | None, Query()] = None,
    date_from: str | None = None,
    date_to: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Any:
    found = select(Meeting).options(*EAGERLY).order_by(Meeting.day.desc(), Meeting.slug)
    for column, values in (
        (Participant.leader, leader),
        (Participant.party, party),
        (MeetingTopic.topic, topic),
    ):
        for value in values or ():
            found = found.where(
                Meeting.slug.in_(select(column.class_.meeting).where(column == value))
            )
    if date_from:
        found = found.where(Meeting.day >= date_from)
    if date_to:
        found = found.where(Meeting.day <= date_to + "~")
    return {"items": opened.scalars(found.offset(offset).limit(limit)).all()}


@app.get("/statements", response_model=Statements)
def list_statements(opened: Opened, topic: str, limit: int = 50) -> Any:
    found = (
        select(Statement)
        .join(StatementTopic)
        .where(StatementTopic.topic == topic)
        .options(selectinload(Statement.topics))
        .order_by(StatementTopic.meeting, StatementTopic.sequence, StatementTopic.statement)
        .limit(limit)
    )
    return {"items": opened.scalars(found).all()}


@app.get("/search", response_model=Hits)
def search(opened: Opened, q: str, limit: int = 20) -> Any:
    found = text(
        "SELECT slug, snippet(said, 1, '<mark>', '</mark>', '…', 24) AS snippet FROM said "
        "WHERE said MATCH :q ORDER BY rank LIMIT :limit"
    )
    return {"items": [dict(row._mapping) for row in opened.execute(found, locals_of(q, limit))]}


def locals_of(q: str, limit: int) -> dict[str, Any]:
    return {"q": " ".join(f'"{word}"' for word in q.split()), "limit": limit}
