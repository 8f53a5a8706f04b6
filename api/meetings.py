"""The routes of meetings."""

from __future__ import annotations

from schemas import MeetingSchema

from .resource import resource

blp = resource(MeetingSchema)
