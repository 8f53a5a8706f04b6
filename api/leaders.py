"""The routes of leaders."""

from __future__ import annotations

from schemas import LeaderSchema

from .merging import offer_merging
from .resource import resource

blp = resource(LeaderSchema)
offer_merging(blp, LeaderSchema)
