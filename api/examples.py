"""The examples of the OpenAPI document: records of the Osaka fixture, as they are in seeds/."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
from marshmallow import Schema

from schemas import KINDS, MeetingSchema, RecordSchema
from schemas.base import finish
from schemas.claim import claims_of
from schemas.text import render

from .formats.format import Format

SLUGS = {
    "meetings": "osaka-2019",
    "leaders": "vladimir-putin",
    "topics": "syria",
    "statements": "osaka-2019-press-2-answer",
    "parties": "jp",
    "sources": "osaka-2019-white-house-readout",
}
HOST = "http://127.0.0.1:8000/"
PATCH = [{"op": "replace", "path": "/duration_minutes", "value": 80}]
WRITTEN_AT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


def slug(schema: type[RecordSchema]) -> str:
    """The slug of a kind's example."""
    return SLUGS[schema.model.__tablename__]


@cache
def written(schema: type[RecordSchema]) -> dict[str, Any]:
    """The example as it is written: the seed, without what a default says too."""
    return _seed(schema.model.__tablename__, slug(schema))


def _seed(plural: str, slug: str) -> dict[str, Any]:
    path = f"{plural}/{slug}.json"
    seed: dict[str, Any] = orjson.loads((files("seeds") / path).read_bytes())
    return {name: value for name, value in seed.items() if name != "record"}


@cache
def read(schema: type[RecordSchema]) -> dict[str, Any]:
    """The example as it is read."""
    return finish(schema().load(written(schema)), 1, WRITTEN_AT, WRITTEN_AT)


def change(schema: type[RecordSchema]) -> dict[str, Any]:
    """The change that brought the example into the archive."""
    document = read(schema)
    return {
        "seq": 1,
        "record": schema.model.record,
        "slug": document["slug"],
        "version": 1,
        "action": "created",
        "at": document["updated_at"],
        "by": "readout init",
        "note": "Seeds",
        "merged_into": None,
        "document": document,
    }


def page(item: dict[str, Any]) -> dict[str, Any]:
    """A list with one item."""
    return {"items": [item], "next_url": None, "next_cursor": None, "total": None}


def shown(schema: type[RecordSchema], form: Format) -> Any:
    """The example in a format."""
    document = read(schema)
    needed = form.needs(schema, document)
    others = {(kind, s): _seed(KINDS[kind].model.__tablename__, s) for kind, s in needed}
    return _told(form, form.one(schema, document, HOST, others))


def listed(schema: type[Schema], item: dict[str, Any], form: Format) -> Any:
    """A list with one item, in a format."""
    return _told(form, b"".join(form.many(schema, [render(item)], HOST)))


def _told(form: Format, body: bytes) -> Any:
    """What the OpenAPI document shows of a body: the value of a JSON text, else the text."""
    return orjson.loads(body) if form.media_type.endswith("+json") else body.decode()


def encounter() -> dict[str, Any]:
    """The meeting in Osaka and its place in that chronology."""
    return {"meeting": read(MeetingSchema), "ordinal": 4, "days_since_previous": None}


def encounters() -> dict[str, Any]:
    """The chronology of the two who met in Osaka, from that meeting on."""
    return {
        "leaders": ["donald-trump", "vladimir-putin"],
        "counts": {"cancelled": 1, "held": 5},
        **{"first_on": "2017-07-07", "last_on": "2019-06-28", "minutes": 80},
        **page(encounter()),
    }


COUNTERPART = {
    "leader": "vladimir-putin",
    "held": 5,
    "first_on": "2017-07-07",
    "last_on": "2019-06-28",
    "minutes": 80,
}


_ACCOUNTS = [
    {"account": "us-before", "party": "us", "phase": "before", "standing": "not_held"},
    {"account": "ru-before", "party": "ru", "phase": "before", "standing": "held"},
    {"account": "press", "party": None, "phase": "during", "standing": "held"},
    {"account": "us-after", "party": "us", "phase": "after", "standing": "held"},
    {"account": "ru-after", "party": "ru", "phase": "after", "standing": "held"},
]
_KOREA = {
    "verdict": "announced_only",
    "sides": [],
    "silent": ["us", "ru"],
    "not_held": [],
    "cells": [
        {
            "account": "ru-before",
            "treatment": "announced",
            "statements": ["osaka-2019-pre-brief-3-uawire"],
            "passages": [
                {
                    "statement": "osaka-2019-pre-brief-3-uawire",
                    "treatment": "announced",
                    "text": "The Korean Peninsula is to be among the subjects as well.",
                    "language": "en",
                }
            ],
        }
    ],
}
ACCOUNTS = {
    "meeting": "osaka-2019",
    "accounts": _ACCOUNTS,
    "items": [{"topic": "korean-peninsula", **_KOREA}],
}
TRAJECTORY_ENTRY = {
    "meeting": "osaka-2019",
    "status": "held",
    "dated_on": "2019-06-28",
    "ordinal": 4,
    "treatment": "announced",
    "accounts": _ACCOUNTS,
    **_KOREA,
}


GAP = {
    "kind": "missing_account",
    "record": "meeting",
    "slug": "helsinki-2018",
    "path": "/participants/donald-trump/party",
    "detail": "No account of “us” after the meeting is on record.",
}


def named(name: str) -> dict[str, Any]:
    """An example of the components, as an answer refers to it."""
    return {"osaka": {"$ref": f"#/components/examples/{name}"}}


def components() -> dict[str, Any]:
    """Every example by the name that it has in the OpenAPI document."""
    named: dict[str, Any] = {
        "Patch": {"citations": []},
        "EncounterList": encounters(),
        "CounterpartList": page(COUNTERPART),
        "Accounts": ACCOUNTS,
        "GapList": page(GAP),
        "TrajectoryEntryList": page(TRAJECTORY_ENTRY),
    }
    for schema in KINDS.values():
        noun = schema.noun()
        named[noun] = read(schema)
        named[f"{noun}Input"] = written(schema)
        named[f"{noun}List"] = page(read(schema))
        named[f"{noun}Revisions"] = page(change(schema))
        named[f"{noun}Claims"] = {**page({}), "items": claims_of(read(schema))[:1]}
    return named
