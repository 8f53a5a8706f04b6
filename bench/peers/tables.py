"""The peers' archive: the same corpus, in tables as SQLAlchemy's documentation has them.

Every question of the benchmark has the index that it needs.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import orjson
from sqlalchemy import ForeignKey, Index, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Participant(Base):
    __tablename__ = "participants"
    __table_args__ = (Index(None, "leader", "meeting"), Index(None, "party", "meeting"))

    meeting: Mapped[str] = mapped_column(ForeignKey("meetings.slug"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    leader: Mapped[str]
    party: Mapped[str | None]
    title: Mapped[str | None]
    part: Mapped[str]
    presence: Mapped[str]


class MeetingTopic(Base):
    __tablename__ = "meeting_topics"
    __table_args__ = (Index(None, "topic", "meeting"),)

    meeting: Mapped[str] = mapped_column(ForeignKey("meetings.slug"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    treatment: Mapped[str]
    note: Mapped[str | None]


class Citation(Base):
    __tablename__ = "citations"

    meeting: Mapped[str] = mapped_column(ForeignKey("meetings.slug"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    locator: Mapped[str | None]
    relation: Mapped[str]
    fields: Mapped[str]


class Meeting(Base):
    __tablename__ = "meetings"
    __table_args__ = (Index(None, "day", "slug"),)

    slug: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    held_on: Mapped[str | None]
    planned_on: Mapped[str | None]
    duration_minutes: Mapped[int | None]
    place_name: Mapped[str | None]
    place_country: Mapped[str | None]
    summary: Mapped[str | None]
    participants: Mapped[list[Participant]] = relationship(
        order_by=Participant.position, cascade="all, delete-orphan"
    )
    topics: Mapped[list[MeetingTopic]] = relationship(
        order_by=MeetingTopic.position, cascade="all, delete-orphan"
    )
    citations: Mapped[list[Citation]] = relationship(
        order_by=Citation.position, cascade="all, delete-orphan"
    )


class StatementTopic(Base):
    __tablename__ = "statement_topics"
    __table_args__ = (Index(None, "topic", "meeting", "sequence", "statement"),)

    statement: Mapped[str] = mapped_column(ForeignKey("statements.slug"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    meeting: Mapped[str]
    sequence: Mapped[int]


class Statement(Base):
    __tablename__ = "statements"

    slug: Mapped[str] = mapped_column(primary_key=True)
    meeting: Mapped[str | None] = mapped_column(ForeignKey("meetings.slug"))
    sequence: Mapped[int | None]
    kind: Mapped[str]
    fidelity: Mapped[str]
    speaker: Mapped[str | None]
    text: Mapped[str]
    language: Mapped[str | None]
    topics: Mapped[list[StatementTopic]] = relationship(order_by=StatementTopic.position)


class Leader(Base):
    __tablename__ = "leaders"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    sort_name: Mapped[str | None]
    party: Mapped[str | None]
    born_on: Mapped[str | None]
    died_on: Mapped[str | None]
    description: Mapped[str | None]


class Topic(Base):
    __tablename__ = "topics"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str | None]
    broader: Mapped[str | None]


MODELS: dict[str, Any] = {
    "meeting": Meeting,
    "statement": Statement,
    "leader": Leader,
    "topic": Topic,
}
ENTRIES = {
    "meeting": {"participants": Participant, "topics": MeetingTopic, "citations": Citation},
    "statement": {"topics": StatementTopic},
}


def first_day(date: str) -> str:
    """Of several days the first, by which Readout sorts too."""
    return f"{date.partition('/')[0]}-01-01"[:10]


def in_all(meetings: Iterable[Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the encounters of a corpus come to, and the place of each; `meetings` are in order.

    Those of a corpus are simple: none is within another, and of all the day is known.
    """
    counts: dict[str, int] = {}
    met: list[Any] = []
    places = []
    for meeting in meetings:
        counts[meeting.status] = counts.get(meeting.status, 0) + 1
        held = meeting.status == "held"
        days = date.fromisoformat(meeting.day) - date.fromisoformat(met[-1].day) if met else None
        met += [meeting] if held else []
        places.append(
            {
                "slug": meeting.slug,
                "ordinal": len(met) if held else None,
                "days_since_previous": days.days if held and days is not None else None,
            }
        )
    minutes = [m.duration_minutes for m in met if m.duration_minutes is not None]
    sums = {
        "counts": counts,
        "first_on": met[0].day if met else None,
        "last_on": met[-1].day if met else None,
        "minutes": sum(minutes) if minutes else None,
    }
    return sums, places


def rows(document: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows of a document of the corpus."""
    record = document["record"]
    model = MODELS[record]
    place = document.get("place") or {}
    more = {
        "day": first_day(document.get("held_on") or document.get("planned_on") or ""),
        "place_name": place.get("name"),
        "place_country": place.get("country"),
    }
    told = {**document, **more}
    yield model, {c.name: told.get(c.name) for c in model.__table__.columns}
    for name, entry in ENTRIES.get(record, {}).items():
        for position, said in enumerate(document[name]):
            row = {**told, **said, "position": position}
            if record == "statement":
                # Those of no meeting come last, as they do in Readout.
                row |= {"meeting": told["meeting"] or "~", "sequence": told["sequence"] or 10**7}
            row[record] = document["slug"]
            if "fields" in said:
                row["fields"] = orjson.dumps(said["fields"]).decode()
            yield entry, {c.name: row.get(c.name) for c in entry.__table__.columns}


def fill(path: str, corpus: str) -> None:
    """Make the peers' archive from a corpus of documents."""
    Base.metadata.create_all(create_engine(f"sqlite:///{path}"))
    archive = sqlite3.connect(path)
    archive.execute("PRAGMA journal_mode = WAL")
    archive.execute("PRAGMA cache_size = -500000")
    waiting: dict[Any, list[tuple[Any, ...]]] = {}
    with open(corpus, "rb") as documents:
        for number, line in enumerate(documents):
            document = orjson.loads(line)
            if document["record"] in MODELS:
                for model, row in rows(document):
                    waiting.setdefault(model, []).append(tuple(row.values()))
            if number % 5000 == 0:
                write(archive, waiting)
    write(archive, waiting)
    archive.execute("CREATE VIRTUAL TABLE said USING fts5(slug UNINDEXED, text)")
    archive.execute("INSERT INTO said SELECT slug, text FROM statements")
    archive.execute("ANALYZE")
    archive.commit()


def write(archive: sqlite3.Connection, waiting: dict[Any, list[tuple[Any, ...]]]) -> None:
    for model, values in waiting.items():
        names = ", ".join(c.name for c in model.__table__.columns)
        marks = ", ".join("?" for _ in model.__table__.columns)
        archive.executemany(
            f"INSERT INTO {model.__tablename__} ({names}) VALUES ({marks})",
            values,
        )
    waiting.clear()


if __name__ == "__main__":
    fill(*sys.argv[1:])
