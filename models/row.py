"""Documents taken apart into the rows of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from .base import Base, Record

Document = Mapping[str, Any]
Key = tuple[Any, ...]
Values = tuple[Any, ...]

# What the archive adds to the columns that follow from the document's own fields.
KEPT = ("version", "created_at", "updated_at", "document")


class Row(NamedTuple):
    """One row of a document, and the JSON Pointer of the part of the document that it holds."""

    model: type[Base]
    pointer: str
    # Of the columns that follow from a document, in their order.
    values: Values

    @property
    def named(self) -> dict[str, Any]:
        """The values by the names of their columns."""
        return dict(zip(columns(self.model), self.values, strict=True))

    def value(self, column: str) -> Any:
        """What it has in a column that follows from a document."""
        return self.values[columns(self.model).index(column)]

    @property
    def key(self) -> Key:
        """The table and the primary key of the row."""
        named = self.named
        return self.model, *(named[c.name] for c in self.model.__table__.primary_key)

    def references(self) -> Iterator[tuple[type[Record], str, str]]:
        """The records that it refers to: kind, slug, and the column where."""
        for place, column, target in _places(self.model):
            if slug := self.values[place]:
                yield target, slug, column

    def pointer_to(self, column: str) -> str:
        """The pointer of what a column holds: `/place/country` for `place_country`."""
        if getattr(self.model, "plain", None) == column:
            return self.pointer
        for name in self.model.objects:
            if column.startswith(f"{name}_"):
                return f"{self.pointer}/{name}/{column.removeprefix(f'{name}_')}"
        return f"{self.pointer}/{column}"


class _Derived(dict[Any, Any]):
    """What follows from a document, by how it is derived: worked out once for all its rows."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __missing__(self, derive: Any) -> Any:
        value = self[derive] = derive(self.document)
        return value


def taken_apart(model: type[Record], document: Document) -> Iterator[Row]:
    """Every row of a document: the record's own first, then those of the entries of its lists."""
    key = {"record": model.record, "slug": document["slug"]}
    return _rows(model, _Derived(document), document, key, "")


def _rows(
    model: type[Base], known: _Derived, data: Document, key: dict[str, Any], pointer: str
) -> Iterator[Row]:
    form = _form(model)
    own = {name: known[derive] for name, derive in form.derived.items()}
    yield Row(model, pointer, form.cut({**form.blank, **_flat(model, data), **key, **own}))
    for name, entry_model in model.lists.items():
        for position, entry in enumerate(data[name]):
            entry_key = {**key, "entry": key.get("position"), "position": position}
            entry_data = {entry_model.plain: entry} if entry_model.plain else entry
            entry_pointer = f"{pointer}/{name}/{position}"
            yield from _rows(entry_model, known, entry_data, entry_key, entry_pointer)


class _Form(NamedTuple):
    """How a row of a table is made: nulls to begin with, what is derived, and the cut."""

    blank: dict[str, None]
    derived: dict[str, Any]
    cut: Callable[[Document], Values]


@cache
def _form(model: type[Base]) -> _Form:
    names = columns(model)
    return _Form(dict.fromkeys(names), derived(model), itemgetter(*names))


@cache
def columns(model: type[Base]) -> tuple[str, ...]:
    """The names of the columns of a table that follow from a document."""
    return tuple(c.name for c in model.__table__.columns if c.name not in KEPT)


@cache
def derived(model: type[Base]) -> dict[str, Any]:
    """The columns of a table that are no fields, each with how it is derived."""
    derive = {c.name: c.info.get("derive") for c in model.__table__.columns}
    return {name: how for name, how in derive.items() if how}


def _flat(model: type[Base], data: Document) -> Document:
    """The data with the members of its objects beside it: `place_name` for `place.name`."""
    if not model.objects:
        return data
    inner = {f"{name}_{k}": v for name in model.objects for k, v in (data[name] or {}).items()}
    return {**data, **inner}


@cache
def tables(model: type[Base]) -> tuple[type[Base], ...]:
    """The table of a kind, or of a list's entries, and those of the lists within."""
    return (model, *(t for entry in model.lists.values() for t in tables(entry)))


@cache
def references(model: type[Base]) -> tuple[tuple[str, type[Record]], ...]:
    """The columns of a table that hold the slug of another record, each with that record's kind."""
    return tuple(
        (column.name, _kind_of(key.column.table))
        for column in model.__table__.columns
        if not column.primary_key
        for key in column.foreign_keys
    )


def referred(parts: Iterable[Row]) -> Iterator[tuple[type[Record], str, str]]:
    """The records that the rows of a document refer to: kind, slug, and the pointer where."""
    for row in parts:
        for target, slug, column in row.references():
            yield target, slug, row.pointer_to(column)


@cache
def _places(model: type[Base]) -> list[tuple[int, str, type[Record]]]:
    """The references of a table, each with its place among the values of a row."""
    return [(columns(model).index(name), name, target) for name, target in references(model)]


def _kind_of(table: Any) -> type[Record]:
    return next(kind for kind in Record.__subclasses__() if kind.__table__ is table)
