"""CSV (RFC 4180): a header, then a row a record, for spreadsheets and data frames."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from marshmallow import Schema, fields

from schemas.part import Part, as_read

from .format import Format

# A spreadsheet takes a cell that begins so for a formula. The apostrophe, which guards such a cell,
# is guarded itself: so a reader who takes one away from the front always gets the text.
GUARDED = frozenset("=+-@\t\r\n＝＋－＠'")


def table(schema: type[Schema], documents: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The header, then the row of each document, by the fields of a schema in their order."""
    columns = list(_columns(schema._declared_fields))
    line = _Line()
    yield line.of([".".join(path) for path in columns])
    for document in documents:
        yield line.of([_cell(document, path) for path in columns])


def _columns(declared: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every column: the members of an object are columns of their own.

    What is not in every answer is in none of these.
    """
    for name, field in declared.items():
        path = (*above, name)
        nested = isinstance(field, fields.Nested)
        if field.required:
            yield from _columns(field.nested._declared_fields, path) if nested else [path]


def _cell(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = data and data.get(name)
    if isinstance(data, str):
        return f"'{data}" if data[:1] in GUARDED else data
    return orjson.dumps(data).decode() if isinstance(data, list | dict) else data


class _Line:
    """What the writer writes to, a line at a time."""

    def __init__(self) -> None:
        self.writer = csv.writer(self)

    def of(self, cells: list[Any]) -> bytes:
        self.writer.writerow(cells)
        return self.text.encode()

    def write(self, text: str) -> None:
        self.text = text


def _many(schema: type[Schema], documents: Iterable[str], _: str) -> Iterator[bytes]:
    read = as_read(schema) if issubclass(schema, Part) else schema
    return table(read, map(orjson.loads, documents))


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
