"""Parties: states, territories and organisations on whose behalf leaders meet."""

from __future__ import annotations

from models import Party
from models.vocabularies import PartyKind

from . import fields, query
from .base import RecordSchema, citations, identifiers


class PartySchema(RecordSchema):
    """A state, territory or organisation on whose behalf leaders meet.

    Its slug is its ISO 3166-1 alpha-2 code in lower case where it has one (`us`), its ISO 3166-3
    code for a former state (`suhh`), `eu`, `un`, `xk` for Kosovo, otherwise a plain slug (`nato`).
    """

    model = Party

    name = fields.name("Its usual name.", required=True, example="Japan")
    kind = fields.word(PartyKind, "What sort of party it is.", required=True)
    other_names = fields.each(
        fields.name("A name."), "Other names, as spelt by those who used them."
    )
    identifiers = identifiers()
    citations = citations()


class PartyQuery(query.ListQuery):
    sort = query.sort(Party)
    kind = query.any_word(PartyKind, "The sort of party.")
    source = query.source()
    identifier = query.identifier()
    q = query.said()
    include = query.include(Party)
