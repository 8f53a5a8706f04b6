"""The routes of statements."""

from __future__ import annotations

from schemas import StatementQuery, StatementSchema

from .resource import resource

blp = resource(StatementSchema, StatementQuery)
