"""The contract: what documents may say. Knows marshmallow and the models, and nothing of HTTP."""

from .base import RecordSchema
from .leader import LeaderQuery, LeaderSchema
from .meeting import MeetingQuery, MeetingSchema
from .party import PartyQuery, PartySchema
from .problem import ProblemCode, ProblemSchema
from .query import ListQuery, PageQuery
from .source import SourceQuery, SourceSchema
from .statement import StatementQuery, StatementSchema
from .topic import TopicQuery, TopicSchema

# The kinds of record by name, in the order in which a dump lists them.
KINDS: dict[str, type[RecordSchema]] = {
    schema.model.record: schema
    for schema in (
        PartySchema,
        SourceSchema,
        TopicSchema,
        LeaderSchema,
        MeetingSchema,
        StatementSchema,
    )
}

# What the list of each kind takes.
QUERIES: dict[str, type[ListQuery]] = {
    "party": PartyQuery,
    "source": SourceQuery,
    "topic": TopicQuery,
    "leader": LeaderQuery,
    "meeting": MeetingQuery,
    "statement": StatementQuery,
}

__all__ = [
    "KINDS",
    "QUERIES",
    "LeaderQuery",
    "LeaderSchema",
    "ListQuery",
    "MeetingQuery",
    "MeetingSchema",
    "PageQuery",
    "PartyQuery",
    "PartySchema",
    "ProblemCode",
    "ProblemSchema",
    "RecordSchema",
    "SourceQuery",
    "SourceSchema",
    "StatementQuery",
    "StatementSchema",
    "TopicQuery",
    "TopicSchema",
]
