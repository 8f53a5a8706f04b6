"""Sources: what citations refer to."""

from __future__ import annotations

from models import Source
from models.vocabularies import SourceKind

from . import fields, query
from .base import RecordSchema, citations, identifiers


class SourceSchema(RecordSchema):
    """A text, recording or data set that facts are cited from."""

    model = Source
    matches = {
        "": "schema:CreativeWork csl:document",
        "title": "schema:name csl:title",
        "kind": "schema:@type csl:type",
        "publisher": "schema:publisher csl:publisher",
        "published_on": "schema:datePublished csl:issued",
        "url": "schema:url csl:URL",
        "archived_url": "schema:archivedAt csl:archive_location",
        "language": "schema:inLanguage csl:language",
        "licence": "schema:license",
        "accessed_on": "csl:accessed",
        "note": "schema:description",
        "identifiers": "schema:identifier",
        "citations": "schema:citation",
    }

    title = fields.name("Its title.", required=True, example="Travels of the President")
    kind = fields.word(SourceKind, "What sort of source it is.", required=True)
    publisher = fields.text("Who published it.", max=300, example="TASS")
    party = fields.reference("party", "The party whose account it is, if it is one's.")
    published_on = fields.date("When it was published.", example="2019-06-28")
    url = fields.url("Where it is.")
    archived_url = fields.url("Where a copy of it is kept.")
    language = fields.language("The language it is in.")
    licence = fields.text("The terms under which it may be used.", max=300, example="CC0-1.0")
    accessed_on = fields.date("When it was read.", example="2024-05-02")
    note = fields.text("What a reader must know of it: read in part, for one.", max=2000)
    identifiers = identifiers()
    citations = citations()


class SourceQuery(query.ListQuery):
    sort = query.sort(Source)
    kind = query.any_word(SourceKind, "The sort of source.")
    party = query.any_slug("A party whose account it is.", "us")
    source = query.source()
    identifier = query.identifier()
    q = query.said()
    include = query.include(Source)
