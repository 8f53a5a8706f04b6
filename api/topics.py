"""The routes of topics."""

from __future__ import annotations

from schemas import TopicQuery, TopicSchema

from .resource import resource

blp = resource(TopicSchema, TopicQuery)
