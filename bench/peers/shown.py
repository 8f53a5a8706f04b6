"""What the usual peer shows and takes, as pydantic's models."""

from __future__ import annotations

from json import loads
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator


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


class LeaderShown(Shown):
    slug: str
    name: str
    sort_name: str | None
    party: str | None
    born_on: str | None
    died_on: str | None
    description: str | None


class TopicAlong(Shown):
    slug: str
    name: str
    description: str | None
    broader: str | None


class Included(BaseModel):
    leaders: dict[str, LeaderShown]
    topics: dict[str, TopicAlong]


class Meetings(BaseModel):
    items: list[MeetingShown]
    included: Included | None = None


class Encounter(BaseModel):
    meeting: MeetingShown
    ordinal: int | None
    days_since_previous: int | None


class Encounters(BaseModel):
    leaders: list[str]
    counts: dict[str, int]
    first_on: str | None
    last_on: str | None
    minutes: int | None
    items: list[Encounter]


class Statements(BaseModel):
    items: list[StatementShown]


class Hit(BaseModel):
    slug: str
    snippet: str


class Hits(BaseModel):
    items: list[Hit]


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
