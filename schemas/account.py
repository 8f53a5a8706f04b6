"""The accounts of a meeting compared, and how a topic fared from meeting to meeting."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields

from models.account import AccountStanding, Verdict
from models.vocabularies import MeetingStatus, StatementPhase, TopicTreatment

from . import query
from .encounter import TogetherQuery
from .fields import Word
from .part import Output


def _said(description: str, *examples: Any) -> dict[str, Any]:
    return {"required": True, "metadata": {"description": description, "examples": [*examples]}}


class AccountsQuery(ma.Schema):
    """What narrows the accounts of a meeting."""

    class Meta:
        unknown = ma.RAISE

    topic = query.any_slug("A topic to compare.", "syria")
    party = query.any_slug("A side whose accounts to show; the verdicts stay the same.", "us")


class AccountSchema(Output):
    """An account of a meeting: a side's before or after it, or what was said in public."""

    account = fields.String(**_said("Its name, which cells refer to.", "us-after"))
    party = fields.String(
        allow_none=True,
        **_said("The side; null for `press` and `joint`, which are nobody's alone.", "us"),
    )
    phase = Word(StatementPhase, **_said("When, seen from the meeting."))
    standing = Word(AccountStanding, **_said("Whether the archive has it at all."))


class PassageSchema(Output):
    """The words that bear a cell."""

    statement = fields.String(**_said("The statement.", "osaka-2019-readout-5"))
    treatment = Word(TopicTreatment, **_said("How it treats the topic."))
    text = fields.String(
        **_said("Its text.", "The leaders also discussed the situations in Iran, Syria, …")
    )
    language = fields.String(allow_none=True, **_said("The language of the text.", "en"))


class CellSchema(Output):
    """What one account has of a topic."""

    account = fields.String(**_said("The account, by its name.", "us-after"))
    treatment = Word(
        TopicTreatment,
        **_said("How the account treats it: as that of its statements which goes furthest."),
    )
    statements = fields.List(
        fields.String(), **_said("The statements that have it, in order.", ["osaka-2019-readout-5"])
    )
    passages = fields.List(
        fields.Nested(PassageSchema), required=True, metadata={"description": "Their words."}
    )


def _sides(description: str, *example: str) -> fields.List[Any]:
    return fields.List(fields.String(), **_said(description, [*example]))


class ComparedSchema(Output):
    """Whose accounts have a topic."""

    sides = _sides("The sides that have it in their account after the meeting.", "us")
    silent = _sides(
        "The sides whose own account after the meeting is on record and does not have it.", "ru"
    )
    not_held = _sides(
        "The sides whose account after the meeting is not on record: nothing can be said of them."
    )
    cells = fields.List(
        fields.Nested(CellSchema),
        required=True,
        metadata={"description": "The accounts that have it, in the order of `accounts`."},
    )


class TopicComparedSchema(ComparedSchema):
    """A topic of a meeting by account."""

    topic = fields.String(**_said("The topic.", "iran"))
    verdict = Word(Verdict, **_said("Whose accounts have it."))


def _accounts() -> fields.List[Any]:
    description = "Every account that could be, in order of time, on record or not."
    return fields.List(
        fields.Nested(AccountSchema), required=True, metadata={"description": description}
    )


class AccountsSchema(Output):
    """The accounts of a meeting compared."""

    meeting = fields.String(**_said("The meeting.", "osaka-2019"))
    accounts = _accounts()
    items = fields.List(
        fields.Nested(TopicComparedSchema),
        required=True,
        metadata={"description": "The topics that an account has, as they first come up."},
    )


class TrajectoryQuery(TogetherQuery):
    """What the trajectory of a topic takes."""


class TrajectoryEntrySchema(ComparedSchema):
    """How a topic fared at one encounter."""

    meeting = fields.String(**_said("The meeting.", "osaka-2019"))
    status = Word(MeetingStatus, **_said("Whether it took place."))
    dated_on = fields.String(
        required=True,
        metadata={
            "description": "When it was held, or else was to be; EDTF.",
            "format": "edtf",
            "examples": ["2019-06-28"],
        },
    )
    ordinal = fields.Integer(
        allow_none=True,
        **_said("Which of the leaders' meetings it is, as `/encounters` counts them.", 4),
    )
    treatment = Word(
        TopicTreatment,
        allow_none=True,
        **_said("What the meeting's own record says of the topic; null where it says nothing."),
    )
    verdict = Word(Verdict, allow_none=True, **_said("Whose accounts have it; null for none."))
    accounts = _accounts()
