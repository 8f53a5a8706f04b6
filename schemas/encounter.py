"""Encounters of leaders, and whom a leader met."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from models import counterpart
from models.vocabularies import MeetingKind, MeetingStatus

from . import query
from .fields import Choice, slug_rules
from .included import answered
from .meeting import MeetingSchema
from .part import Output, component, list_of


class TogetherQuery(query.PageQuery):
    """What a chronology of leaders takes."""

    leader = fields.List(
        fields.String(validate=slug_rules()),
        required=True,
        validate=validate.Length(min=2, max=20),
        metadata={
            "description": "Those who met. Name two or more, each in a parameter of its own.",
            "examples": [["donald-trump", "vladimir-putin"]],
        },
    )
    direct = fields.Boolean(
        load_default=True,
        truthy={"true"},
        falsy={"false"},
        metadata={
            "description": "`false` also lists the summits at which all of them were and did not "
            "meet apart."
        },
    )
    kind = query.any_word(MeetingKind, "The sort of encounter.")
    status = query.any_word(MeetingStatus, "Whether it took place.")
    date_from = query.day("Encounters that may have been on this day or later.")
    date_to = query.day("Encounters that may have been on this day or earlier.")

    @ma.validates("leader")
    def at_least_two(self, leaders: list[str], **_: object) -> None:
        if len(set(leaders)) < 2:
            raise ma.ValidationError("Name two or more different leaders.")


class EncounterQuery(TogetherQuery, query.ListQuery):
    """What the list of encounters takes."""


class EncounterSchema(Output):
    """An entry of the chronology of some leaders."""

    meeting = fields.Nested(
        answered(MeetingSchema), required=True, metadata={"description": "The meeting."}
    )
    ordinal = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "Which of their meetings it is, counted from the first on record; null "
            "where they did not meet, and for a summit or visit that contains another entry.",
            "examples": [4],
        },
    )
    days_since_previous = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "Days since the meeting with the ordinal before; null where the dates "
            "do not say.",
            "examples": [374],
        },
    )


def _list() -> type[ma.Schema]:
    head = {
        "leaders": fields.List(
            fields.String(), required=True, metadata={"description": "Who, as asked for."}
        ),
        "counts": fields.Dict(
            keys=fields.String(),
            values=fields.Integer(),
            required=True,
            metadata={
                "description": "How many encounters there are in all that the filters let through, "
                "by status. Nothing is counted twice.",
                "examples": [{"held": 5, "cancelled": 1}],
            },
        ),
        "first_on": _date("The date of the first meeting"),
        "last_on": _date("The date of the last meeting"),
        "minutes": _minutes(),
    }
    listed = list_of(EncounterSchema)
    return component("EncounterList", "The chronology of leaders.", head | listed._declared_fields)


def _date(said: str) -> fields.String:
    return fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": f"{said} that took place, EDTF; null where none did.",
            "format": "edtf",
            "examples": ["2017-07-07"],
        },
    )


def _minutes() -> fields.Integer:
    return fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "How long the meetings were together, those whose length is not known "
            "aside; null where none is known.",
            "examples": [80],
        },
    )


EncounterListSchema = _list()


class CounterpartQuery(query.ListQuery):
    sort = Choice(
        "CounterpartSort",
        list(counterpart.SORTS),
        "An order of the list of counterparts.",
        load_default=next(iter(counterpart.SORTS)),
        metadata={
            "description": "The order: `-held` puts those met most often first, `-last_on` those "
            "met last. Ties by slug."
        },
    )


class CounterpartSchema(Output):
    """Somebody whom a leader met."""

    leader = fields.String(
        required=True, metadata={"description": "Who.", "examples": ["vladimir-putin"]}
    )
    held = fields.Integer(
        required=True, metadata={"description": "How often they met.", "examples": [5]}
    )
    first_on = _date("The date of the first meeting")
    last_on = _date("The date of the last meeting")
    minutes = _minutes()
