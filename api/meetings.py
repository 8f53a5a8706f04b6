"""The routes of meetings."""

from __future__ import annotations

from schemas import MeetingQuery, MeetingSchema

from .resource import resource

blp = resource(MeetingSchema, MeetingQuery)
