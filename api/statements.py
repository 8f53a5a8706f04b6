"""The routes of statements."""

from __future__ import annotations

from schemas import StatementSchema

from .resource import resource

blp = resource(StatementSchema)
