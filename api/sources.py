"""The routes of sources."""

from __future__ import annotations

from schemas import SourceSchema

from .merging import offer_merging
from .resource import resource

blp = resource(SourceSchema)
offer_merging(blp, SourceSchema)
