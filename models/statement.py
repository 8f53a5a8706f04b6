"""Statements: what was said of a meeting or at it, by whom, and how closely it is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import (
    SLUG_LENGTH,
    Entry,
    Record,
    code_points,
    dated,
    derived,
    imprecise,
    owner,
    position,
    reference,
    where_known,
    word,
)
from .citation import Citation, rests_on
from .dates import earliest, latest, recency
from .filters import AnyOf, Every, not_after, not_before
from .identifier import Identifier, known_as
from .matches import Says
from .vocabularies import StatementFidelity, StatementKind, StatementPhase, TopicTreatment

# Statements of no meeting, and those without a place in one, come last. The tilde sorts after
# every character of a slug.
NO_MEETING = "~"
NO_SEQUENCE = 9_999_999

# By meeting, and by their days: the oldest first, the latest first. All of them, and those that
# one word narrows, stand in each of these orders.
ORDERS = (("meeting_key", "sequence_key", "slug"), ("first_day", "slug"), ("recency", "slug"))


def _meeting_key(statement: Mapping[str, Any]) -> str:
    return statement["meeting"] or NO_MEETING


def _sequence_key(statement: Mapping[str, Any]) -> int:
    return NO_SEQUENCE if statement["sequence"] is None else statement["sequence"]


def _first_day(statement: Mapping[str, Any]) -> int:
    return earliest(statement["made_on"])


def _recency(statement: Mapping[str, Any]) -> int:
    return recency(statement["made_on"])


class StatementTopic(Entry):
    __tablename__ = "statement_topics"
    __table_args__ = (
        # A topic has one entry in a statement.
        Index(None, "topic", *ORDERS[0], unique=True),
        *(Index(None, "topic", *order) for order in ORDERS[1:]),
    )

    slug: Mapped[str] = owner("statements")
    position: Mapped[int] = position()
    topic: Mapped[str] = reference("topics", index=False)
    treatment: Mapped[str] = word(TopicTreatment)

    meeting_key: Mapped[str] = derived(code_points(SLUG_LENGTH), _meeting_key)
    sequence_key: Mapped[int] = derived(Integer, _sequence_key)
    recency: Mapped[int] = derived(Integer, _recency)
    first_day: Mapped[int] = derived(Integer, _first_day)


class Statement(Record):
    __tablename__ = "statements"
    __table_args__ = (
        *(Index(None, *order) for order in ORDERS),
        *(Index(None, word, *order) for word in ("kind", "phase") for order in ORDERS),
        *(where_known(who, *order) for who in ("speaker", "party") for order in ORDERS),
        where_known("meeting"),
        where_known("reply_to"),
        imprecise(),
    )
    record = "statement"
    above = "reply_to"
    within = "meeting"
    lists = {"topics": StatementTopic, "identifiers": Identifier, "citations": Citation}
    sorts = dict(zip(("meeting", "made_on", "-made_on"), ORDERS, strict=True))

    meeting: Mapped[str | None] = reference("meetings", index=False)
    sequence: Mapped[int | None]
    phase: Mapped[str] = word(StatementPhase)
    kind: Mapped[str] = word(StatementKind)
    fidelity: Mapped[str] = word(StatementFidelity)
    speaker: Mapped[str | None] = reference("leaders", index=False)
    speaker_label: Mapped[str | None] = mapped_column(String(300))
    party: Mapped[str | None] = reference("parties", index=False)
    made_on: Mapped[str | None] = dated()
    text: Mapped[str] = mapped_column(String(100_000))
    language: Mapped[str | None] = mapped_column(String(35))
    original_text: Mapped[str | None] = mapped_column(String(100_000))
    original_language: Mapped[str | None] = mapped_column(String(35))
    reply_to: Mapped[str | None] = reference("statements", index=False)

    meeting_key: Mapped[str] = derived(code_points(SLUG_LENGTH), _meeting_key)
    sequence_key: Mapped[int] = derived(Integer, _sequence_key)
    first_day: Mapped[int] = derived(Integer, _first_day)
    recency: Mapped[int] = derived(Integer, _recency)
    last_day: Mapped[int | None] = derived(
        Integer, lambda statement: statement["made_on"] and latest(statement["made_on"])
    )


Statement.conditions = {
    "topic": Every(Statement, StatementTopic.topic),
    # By the column that sorts: the list of a meeting stands together in the index of the default.
    "meeting": AnyOf(Statement.meeting_key),
    "speaker": AnyOf(Statement.speaker),
    "party": AnyOf(Statement.party),
    "kind": AnyOf(Statement.kind),
    "phase": AnyOf(Statement.phase),
    "date_from": not_before(Statement.last_day),
    "date_to": not_after(Statement.first_day),
    "source": rests_on(Statement),
    "identifier": known_as(Statement),
    "q": Says(Statement),
}
