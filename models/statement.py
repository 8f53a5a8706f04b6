"""Statements: what was said of a meeting or at it, by whom, and how closely it is known."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import (
    SLUG_LENGTH,
    Entry,
    Record,
    code_points,
    dated,
    derived,
    owner,
    position,
    reference,
    word,
)
from .citation import Citation
from .dates import earliest, latest, recency
from .filters import any_of, every, known_as, not_after, not_before, rests_on
from .identifier import Identifier
from .vocabularies import StatementFidelity, StatementKind, StatementPhase, TopicTreatment

# Statements of no meeting, and those without a place in one, come last. The tilde sorts after
# every character of a slug.
NO_MEETING = "~"
NO_SEQUENCE = 9_999_999


class StatementTopic(Entry):
    __tablename__ = "statement_topics"
    __table_args__ = (UniqueConstraint("slug", "topic"),)

    slug: Mapped[str] = owner("statements")
    position: Mapped[int] = position()
    topic: Mapped[str] = reference("topics")
    treatment: Mapped[str] = word(TopicTreatment)


class Statement(Record):
    __tablename__ = "statements"
    __table_args__ = (
        Index(None, "meeting_key", "sequence_key", "slug"),
        Index(None, "made_key", "slug"),
        Index(None, "recency", "slug"),
    )
    record = "statement"
    above = "reply_to"
    within = "meeting"
    lists = {"topics": StatementTopic, "identifiers": Identifier, "citations": Citation}
    sorts = {
        "meeting": ("meeting_key", "sequence_key", "slug"),
        "made_on": ("made_key", "slug"),
        "-made_on": ("recency", "slug"),
    }

    meeting: Mapped[str | None] = reference("meetings")
    sequence: Mapped[int | None]
    phase: Mapped[str] = word(StatementPhase)
    kind: Mapped[str] = word(StatementKind)
    fidelity: Mapped[str] = word(StatementFidelity)
    speaker: Mapped[str | None] = reference("leaders")
    speaker_label: Mapped[str | None] = mapped_column(String(300))
    party: Mapped[str | None] = reference("parties")
    made_on: Mapped[str | None] = dated()
    text: Mapped[str] = mapped_column(String(100_000))
    language: Mapped[str | None] = mapped_column(String(35))
    original_text: Mapped[str | None] = mapped_column(String(100_000))
    original_language: Mapped[str | None] = mapped_column(String(35))
    reply_to: Mapped[str | None] = reference("statements")

    meeting_key: Mapped[str] = derived(
        code_points(SLUG_LENGTH), lambda statement: statement["meeting"] or NO_MEETING
    )
    sequence_key: Mapped[int] = derived(
        Integer,
        lambda statement: NO_SEQUENCE if statement["sequence"] is None else statement["sequence"],
    )
    made_key: Mapped[int] = derived(Integer, lambda statement: earliest(statement["made_on"]))
    recency: Mapped[int] = derived(Integer, lambda statement: recency(statement["made_on"]))
    first_day: Mapped[int | None] = derived(
        Integer, lambda statement: statement["made_on"] and earliest(statement["made_on"])
    )
    last_day: Mapped[int | None] = derived(
        Integer, lambda statement: statement["made_on"] and latest(statement["made_on"])
    )


Statement.conditions = {
    "meeting": any_of(Statement.meeting),
    "speaker": any_of(Statement.speaker),
    "party": any_of(Statement.party),
    "topic": every(Statement, StatementTopic.topic),
    "kind": any_of(Statement.kind),
    "phase": any_of(Statement.phase),
    "date_from": not_before(Statement.last_day),
    "date_to": not_after(Statement.first_day),
    "source": rests_on(Statement),
    "identifier": known_as(Statement),
}
