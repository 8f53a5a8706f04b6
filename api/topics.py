"""The routes of topics."""

from __future__ import annotations

from schemas import TopicQuery, TopicSchema

from .merging import offer_merging
from .resource import resource

blp = resource(TopicSchema, TopicQuery)
offer_merging(blp, TopicSchema)
