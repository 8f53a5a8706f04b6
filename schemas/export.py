"""Flat tables for analysis: the columns of each, in order. Their dictionary is made from these."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

from marshmallow import fields

from models.vocabularies import (
    MeetingKind,
    MeetingStatus,
    ParticipantCapacity,
    ParticipantPart,
    ParticipantPresence,
)

from .fields import Word
from .part import Output


def _text(description: str) -> fields.String:
    return fields.String(required=True, metadata={"description": description})


def _number(description: str) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description})


def _day(description: str) -> fields.Date:
    return fields.Date(required=True, metadata={"description": description})


def _word(vocabulary: Any, description: str) -> Word:
    return Word(vocabulary, required=True, metadata={"description": description})


def _codes(whose: str) -> tuple[fields.String, fields.String]:
    said = (
        "The ISO 3166 code of {} with {} letters, of a former state the one that it had; empty "
        "where ISO gives none."
    )
    return _text(said.format(whose, "two")), _text(said.format(whose, "three"))


class ParticipationSchema(Output):
    """One leader at one meeting: a row for every entry of every meeting's `participants`."""

    meeting = _text("The meeting's slug.")
    position = _number("The leader's place in the list of participants, from 0.")
    leader = _text("The leader's slug.")
    party = _text("The slug of the party on whose behalf; empty where no source says.")
    party_alpha_2, party_alpha_3 = _codes("the party")
    capacity = _word(ParticipantCapacity, "The sort of office held that day.")
    part = _word(ParticipantPart, "What the leader does there.")
    presence = _word(ParticipantPresence, "Whether the leader was there.")
    title = _text("The office held that day, in words.")
    kind = _word(MeetingKind, "The sort of meeting.")
    status = _word(MeetingStatus, "Whether the meeting took place.")
    part_of = _text("The slug of the summit or visit that contains the meeting.")
    earliest_on = _day("The earliest day that the meeting's date can mean.")
    latest_on = _day("The latest such day.")
    minutes = _number("How long the meeting was; empty where no source says.")


class DyadSchema(Output):
    """What the encounters of two parties come to in a year; a row where there were any.

    A meeting counts once for two parties, however many leaders they send. Summits do not count,
    nor does what contains another meeting of the two. The year is that of the earliest day.
    """

    party_a = _text("The slug of the one whose slug sorts first.")
    party_a_alpha_2, party_a_alpha_3 = _codes("party_a")
    party_b = _text("The slug of the other.")
    party_b_alpha_2, party_b_alpha_3 = _codes("party_b")
    year = _number("The year of the meetings' earliest day.")
    held = _number(
        "Meetings held or broken off to which each sent somebody whose presence is attended, "
        "partial or unknown."
    )
    cancelled = _number("Meetings of the two that were called off for good.")
    minutes = _number("How long those held were together, as far as known; empty where it is not.")


class ColumnSchema(Output):
    """A column of a table."""

    name = fields.String(required=True, metadata={"description": "Its name, as in the header."})
    holds = fields.String(
        required=True,
        metadata={"description": "`text`, `number`, `day` (YYYY-MM-DD) or `word`."},
    )
    vocabulary = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of a word: the name of its vocabulary under /vocabularies."},
    )
    description = fields.String(required=True, metadata={"description": "What it says."})


class ExportSchema(Output):
    """A flat table, and what its columns say."""

    name = fields.String(required=True, metadata={"description": "Its name, as in its address."})
    description = fields.String(required=True, metadata={"description": "What its rows are."})
    url = fields.Url(required=True, metadata={"description": "Where it is."})
    columns = fields.List(
        fields.Nested(ColumnSchema),
        required=True,
        metadata={"description": "The columns, in order."},
    )


@cache
def iso_codes() -> dict[str, tuple[str, str]]:
    """The ISO 3166-1 codes of parties by slug, alpha-2 and alpha-3; former ones of 3166-3 too."""
    text = (files("schemas") / "iso_3166.csv").read_text()
    return {slug: (two, three) for slug, two, three in csv.reader(text.splitlines()[1:])}
