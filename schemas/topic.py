"""Topics: what leaders talk about, from the general to the particular."""

from __future__ import annotations

from models import Topic

from . import fields, query
from .base import RecordSchema, citations, identifiers


class TopicSchema(RecordSchema):
    """Something that leaders talk about."""

    model = Topic

    name = fields.name("Its usual name.", required=True, example="Arms control")
    other_names = fields.each(fields.name("A name."), "Other names.")
    description = fields.text("What belongs to it.", max=10_000)
    broader = fields.reference("topic", "The topic that it is a part of.", example="ukraine")
    identifiers = identifiers()
    citations = citations()


class TopicQuery(query.ListQuery):
    sort = query.sort(Topic)
    broader = query.any_slug("The topic that it is directly a part of.", "ukraine")
    source = query.source()
    identifier = query.identifier()
    q = query.said()
    include = query.include(Topic)
