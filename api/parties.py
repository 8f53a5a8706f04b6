"""The routes of parties."""

from __future__ import annotations

from schemas import PartySchema

from .merging import offer_merging
from .resource import resource

blp = resource(PartySchema)
offer_merging(blp, PartySchema)
