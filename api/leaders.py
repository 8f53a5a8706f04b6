"""The routes of leaders."""

from __future__ import annotations

from schemas import LeaderQuery, LeaderSchema

from .merging import offer_merging
from .resource import resource

blp = resource(LeaderSchema, LeaderQuery)
offer_merging(blp, LeaderSchema)
