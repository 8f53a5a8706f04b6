"""What FastAPI's documentation shows: pydantic models, SQLAlchemy's ORM, eager loading, indexes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from json import dumps
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from shown import Encounters, Hits, MeetingIn, Meetings, MeetingShown, Statements
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session, selectinload, sessionmaker
from tables import (
    Citation,
    Leader,
    Meeting,
    MeetingTopic,
    Participant,
    Statement,
    StatementTopic,
    Topic,
    first_day,
    in_all,
)

engine = create_engine(
    f"sqlite:///{os.environ['PEER_ARCHIVE']}", connect_args={"check_same_thread": False}
)
sessions = sessionmaker(engine)
app = FastAPI()


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
    include: Annotated[list[str] | None, Query()] = None,
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
    items = opened.scalars(found.offset(offset).limit(limit)).all()
    return {"items": items, "included": along(opened, items) if include else None}


def along(opened: Session, meetings: Sequence[Meeting]) -> dict[str, Any]:
    leaders = {p.leader for m in meetings for p in m.participants}
    topics = {t.topic for m in meetings for t in m.topics}
    return {
        "leaders": {one.slug: one for one in opened.scalars(among(Leader, leaders))},
        "topics": {one.slug: one for one in opened.scalars(among(Topic, topics))},
    }


def among(model: Any, slugs: Iterable[str]) -> Any:
    return select(model).where(model.slug.in_(slugs))


@app.get("/encounters", response_model=Encounters)
def list_encounters(opened: Opened, leader: Annotated[list[str], Query()], limit: int = 50) -> Any:
    found = select(Meeting.slug, Meeting.day, Meeting.status, Meeting.duration_minutes)
    found = found.where(Meeting.kind != "summit").order_by(Meeting.day, Meeting.slug)
    for one in leader:
        theirs = select(Participant.meeting).where(Participant.leader == one)
        found = found.where(Meeting.slug.in_(theirs))
    sums, places = in_all(opened.execute(found))
    shown = among(Meeting, [place["slug"] for place in places[:limit]]).options(*EAGERLY)
    meetings = {meeting.slug: meeting for meeting in opened.scalars(shown)}
    items = [{**place, "meeting": meetings[place["slug"]]} for place in places[:limit]]
    return {"leaders": leader, **sums, "items": items}


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
