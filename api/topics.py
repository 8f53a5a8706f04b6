"""The routes of topics."""

from __future__ import annotations

from schemas import TopicSchema

from .merging import offer_merging
from .resource import resource

blp = resource(TopicSchema)
offer_merging(blp, TopicSchema)
