"""Flat tables for analysis, sent while they are read, and the dictionary of their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import orjson
from flask import Response, request
from marshmallow import Schema, fields

from models import export
from models.vocabularies import VOCABULARIES
from schemas.export import DyadSchema, ExportSchema, ParticipationSchema, iso_codes
from schemas.fields import Word
from schemas.part import list_of

from . import examples, paging
from .etag import answer, streamed
from .formats import csv
from .lists import Total, envelope
from .smorest import ETAG, Blueprint

blp = Blueprint("exports", __name__, description="Flat tables for analysis.")

TABLES = {"participations": ParticipationSchema, "dyads": DyadSchema}
HOLDS = {Word: "word", fields.Integer: "number", fields.Date: "day", fields.String: "text"}
_SERVED = {vocabulary: name for name, vocabulary in VOCABULARIES.items()}


def _dictionary(name: str, root: str) -> dict[str, Any]:
    """A table and its columns, as their schema has them."""
    schema = TABLES[name]
    return {
        "name": name,
        "description": " ".join((schema.__doc__ or "").split()),
        "url": f"{root}exports/{name}.csv",
        "columns": [_column(n, field) for n, field in schema._declared_fields.items()],
    }


def _column(name: str, field: fields.Field[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "holds": HOLDS[type(field)],
        "vocabulary": _SERVED[field.vocabulary] if isinstance(field, Word) else None,
        "description": field.metadata["description"],
    }


@blp.route("/exports")
@blp.response(
    200,
    list_of(ExportSchema),
    example=examples.page(_dictionary("dyads", examples.HOST)),
    headers=ETAG,
)
@blp.op(
    "listExports",
    "List the tables for analysis",
    "Each with a dictionary of its columns.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def get_exports() -> Response:
    tables = [orjson.dumps(_dictionary(name, request.url_root)).decode() for name in TABLES]
    return answer(envelope(tables, None, Total(len(tables))))


def _export(name: str, example: Mapping[str, Any], rows: Callable[[], Iterator[Any]]) -> None:
    """The route of a table."""
    schema: type[Schema] = TABLES[name]

    @blp.route(f"/exports/{name}.csv", endpoint=name)
    @blp.response(
        200,
        {"type": "string"},
        content_type=csv.FORMAT.media_type,
        example=b"".join(csv.table(schema, [example])).decode(),
        headers=ETAG,
    )
    @blp.op(
        f"export{name.capitalize()}",
        f"The table of {name}, as CSV",
        f"{(schema.__doc__ or '').strip()}\n\nThe columns: `/exports`. {csv.FORMAT.about}",
        problems=(422,),
        headers=("if_none_match",),
    )
    def get_table() -> Response:
        return streamed(csv.table(schema, rows()), csv.FORMAT.content_type)

    get_table.only = csv.FORMAT


def _participations() -> Iterator[dict[str, Any]]:
    rows = paging.walk(export.participations())
    return (_participation(dict(row._mapping)) for row in rows)


def _participation(row: Mapping[str, Any]) -> dict[str, Any]:
    days = {"earliest_on": row["first_day"], "latest_on": row["last_day"]}
    return {
        **row,
        **_codes("party", row["party"]),
        **{name: date.fromordinal(day).isoformat() for name, day in days.items()},
        "meeting": row["slug"],
        "minutes": row["duration_minutes"],
    }


def _codes(name: str, slug: str | None) -> dict[str, str | None]:
    two, three = iso_codes().get(slug or "", (None, None))
    return {name: slug, f"{name}_alpha_2": two, f"{name}_alpha_3": three}


def _dyads() -> Iterator[dict[str, Any]]:
    rows = paging.walk(export.dyads())
    return (
        {**row._mapping, **_codes("party_a", row.party_a), **_codes("party_b", row.party_b)}
        for row in rows
    )


_export(
    "participations",
    _participation(
        {
            "slug": "osaka-2019",
            "position": 0,
            "leader": "donald-trump",
            "party": "us",
            "capacity": "head_of_state",
            "part": "principal",
            "presence": "attended",
            "title": "President of the United States",
            "kind": "bilateral",
            "status": "held",
            "part_of": "g20-osaka-2019",
            "first_day": 737_238,
            "last_day": 737_238,
            "duration_minutes": 80,
        }
    ),
    _participations,
)
_export(
    "dyads",
    {**_codes("party_a", "ru"), **_codes("party_b", "us"), "year": 2019, "held": 2, "minutes": 80},
    _dyads,
)
