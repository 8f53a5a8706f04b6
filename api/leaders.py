"""The routes of leaders."""

from __future__ import annotations

from schemas import LeaderQuery, LeaderSchema

from .resource import resource

blp = resource(LeaderSchema, LeaderQuery)
