"""The routes of parties."""

from __future__ import annotations

from schemas import PartyQuery, PartySchema

from .resource import resource

blp = resource(PartySchema, PartyQuery)
