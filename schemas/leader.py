"""Leaders: the persons who meet, with the offices that they held."""

from __future__ import annotations

from models import Leader
from models.vocabularies import ParticipantCapacity

from . import fields, query
from .base import RecordSchema, citations, identifiers
from .part import Part


class OfficeSchema(Part):
    """An office that a leader held."""

    matches = {
        "": "schema:Role",
        "title": "schema:roleName",
        "started_on": "schema:startDate",
        "ended_on": "schema:endDate",
    }

    title = fields.text("The office in words.", max=300, example="President of Russia")
    party = fields.reference("party", "The party whose office it is.", example="ru")
    capacity = fields.word(ParticipantCapacity, "The sort of office.", default="unknown")
    started_on = fields.date("When the term began.", example="2012-05-07")
    ended_on = fields.date("When it ended.")


class LeaderSchema(RecordSchema):
    """A person who takes part in meetings or speaks of them."""

    model = Leader
    matches = {
        "": "schema:Person",
        "name": "schema:name csl:literal",
        "sort_name": "csl:family",
        "other_names": "schema:alternateName",
        "born_on": "schema:birthDate",
        "died_on": "schema:deathDate",
        "description": "schema:description",
        "offices": "schema:hasOccupation",
        "identifiers": "schema:identifier",
    }

    name = fields.name("The usual name.", required=True, example="Vladimir Putin")
    sort_name = fields.name(
        "The name as lists sort it; where it is null they sort by `name`.",
        example="Putin, Vladimir",
    )
    other_names = fields.each(
        fields.name("A name."), "Other names, as spelt by those who used them."
    )
    party = fields.reference("party", "The party that the leader belongs to.", example="ru")
    born_on = fields.date("Date of birth.", example="1952-10-07")
    died_on = fields.date("Date of death.")
    description = fields.text("Who this is, in a sentence or two.", max=10_000)
    offices = fields.each(OfficeSchema, "The offices held, oldest first.")
    identifiers = identifiers()
    citations = citations()


class LeaderQuery(query.ListQuery):
    sort = query.sort(Leader)
    party = query.any_slug("The leader's party, or that of an office held.", "ru")
    capacity = query.any_word(ParticipantCapacity, "The sort of an office held.")
    source = query.source()
    identifier = query.identifier()
    q = query.said()
    include = query.include(Leader)
