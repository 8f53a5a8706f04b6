"""CSV (RFC 4180): a header, then a row a record, for spreadsheets and data frames."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

import orjson
from marshmallow import Schema, fields

from schemas.part import as_read

from .format import Format, Kind

# A spreadsheet takes a cell that begins so for a formula. The apostrophe, which guards such a cell,
# is guarded itself: so a reader who takes one away from the front always gets the text.
GUARDED = tuple("=+-@\t\r\n＝＋－＠'")


def table(schema: type[Schema], documents: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The header, then the row of each document, by the fields of a schema in their order."""
    columns = list(_columns(schema._declared_fields))
    yield _line([".".join(path) for path in columns])
    for document in documents:
        yield _line([_cell(document, path) for path in columns])


def _columns(declared: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every column: the members of an object are columns of their own."""
    for name, field in declared.items():
        path = (*above, name)
        nested = isinstance(field, fields.Nested)
        yield from _columns(field.nested._declared_fields, path) if nested else [path]


def _cell(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = data and data.get(name)
    if isinstance(data, list | dict):
        return orjson.dumps(data).decode()
    return f"'{data}" if isinstance(data, str) and data.startswith(GUARDED) else data


def _line(cells: list[Any]) -> bytes:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _many(schema: Kind, documents: Iterable[str], _: str) -> Iterator[bytes]:
    return table(as_read(schema), map(orjson.loads, documents))


FORMAT = Format(
    "csv",
    "text/csv",
    "CSV",
    "A row a record, a column a property in the order of the schema: those of an object are "
    "`place.name` and so on, a list is JSON in its cell, null is an empty one. A text that begins "
    "like a formula (`=`, `+`, `-`, `@`, tab, line break) or with an apostrophe has an apostrophe "
    "before it. UTF-8.",
    many=_many,
)
