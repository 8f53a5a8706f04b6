"""The routes of sources."""

from __future__ import annotations

from schemas import SourceQuery, SourceSchema

from .resource import resource

blp = resource(SourceSchema, SourceQuery)
