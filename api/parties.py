"""The routes of parties."""

from __future__ import annotations

from schemas import PartyQuery, PartySchema

from .merging import offer_merging
from .resource import resource

blp = resource(PartySchema, PartyQuery)
offer_merging(blp, PartySchema)
