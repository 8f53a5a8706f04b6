"""Documents taken apart into rows, and put together again from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    RowMapping,
    bindparam,
    delete,
    exists,
    select,
    tuple_,
    update,
)

from . import search
from .base import Base, Entry, Record, SharedEntry, connection
from .bulk import insert_rows
from .identifier import Identifier

Document = Mapping[str, Any]
Key = tuple[Any, ...]

# What `write` adds to the columns that follow from the document's own fields.
KEPT = ("version", "created_at", "updated_at", "document")


class Row(NamedTuple):
    """One row of a document, and the JSON Pointer of the part of the document that it holds."""

    model: type[Base]
    pointer: str
    values: dict[str, Any]

    @property
    def key(self) -> Key:
        """The table and the primary key of the row."""
        return self.model, *(self.values[c.name] for c in self.model.__table__.primary_key)

    def pointer_to(self, column: str) -> str:
        """The pointer of what a column holds: `/place/country` for `place_country`."""
        if getattr(self.model, "plain", None) == column:
            return self.pointer
        for name in self.model.objects:
            if column.startswith(f"{name}_"):
                return f"{self.pointer}/{name}/{column.removeprefix(f'{name}_')}"
        return f"{self.pointer}/{column}"


def rows(model: type[Record], document: Document) -> Iterator[Row]:
    """Every row of a document: the record's own first, then those of the entries of its lists."""
    key = {"record": model.record, "slug": document["slug"]}
    return _rows(model, document, document, key, "")


def _rows(
    model: type[Base], document: Document, data: Document, key: dict[str, Any], pointer: str
) -> Iterator[Row]:
    members = _flat(model, data)
    values = {
        name: derive(document) if derive else key[name] if name in key else members.get(name)
        for name, derive in _columns(model)
    }
    yield Row(model, pointer, values)
    for name, entry_model in model.lists.items():
        for position, entry in enumerate(data[name]):
            entry_key = {**key, "entry": key.get("position"), "position": position}
            entry_data = {entry_model.plain: entry} if entry_model.plain else entry
            entry_pointer = f"{pointer}/{name}/{position}"
            yield from _rows(entry_model, document, entry_data, entry_key, entry_pointer)


@cache
def _columns(model: type[Base]) -> list[tuple[str, Any]]:
    """The columns of a table that follow from a document, each with how it is derived, if it is."""
    columns = model.__table__.columns
    return [(c.name, c.info.get("derive")) for c in columns if c.name not in KEPT]


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
        for column, target in references(row.model):
            if slug := row.values[column]:
                yield target, slug, row.pointer_to(column)


def _kind_of(table: Any) -> type[Record]:
    return next(kind for kind in Record.__subclasses__() if kind.__table__ is table)


def write(
    model: type[Record],
    documents: Iterable[Iterable[Row]],
    finished: Mapping[str, Document],
    new: frozenset[str],
) -> None:
    """Store the rows of documents, with what `finished` has of KEPT for each slug.

    Its `said` are the texts by which a search finds it. `new` are slugs that are not there yet.
    """
    by_table: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    for row in chain.from_iterable(documents):
        by_table[row.model].append(row.values)
    own = [
        values | {name: finished[values["slug"]][name] for name in KEPT}
        for values in by_table.pop(model, [])
    ]
    known = [values["slug"] for values in own if values["slug"] not in new]
    _erase_entries(model, known)
    insert_rows(model, [values for values in own if values["slug"] in new])
    update_rows(model, [values for values in own if values["slug"] not in new])
    for entry_model, values in by_table.items():
        insert_rows(entry_model, values)
    search.write(model.record, {slug: what["said"] for slug, what in finished.items()}, known)


def erase(model: type[Record], slug: str) -> None:
    """Take a record out, with all its rows."""
    _erase_entries(model, [slug])
    search.erase(model.record, [slug])
    connection().execute(delete(model).where(model.slug == slug))


def _erase_entries(model: type[Record], slugs: list[str]) -> None:
    if slugs:
        for entry in tables(model)[1:]:
            connection().execute(delete(entry).where(belongs(model, entry, slugs)))


def belongs(model: type[Record], entry: type[Base], slugs: Any) -> ColumnElement[bool]:
    """The condition that rows of `entry` belong to one of these records: a list, or a parameter."""
    columns = entry.__table__.c
    theirs: ColumnElement[bool] = columns.slug.in_(slugs)
    return theirs & (columns.record == model.record) if issubclass(entry, SharedEntry) else theirs


def update_rows(model: type[Record], values: list[dict[str, Any]]) -> None:
    """Change columns of records: their own rows, found by slug, all with the same columns."""
    if values:
        change = update(model).where(model.slug == bindparam("key"))
        own = {name: _named(name) for name in values[0] if name != "slug"}
        parameters = [{"key": v.pop("slug"), **_renamed(v)} for v in values]
        connection().execute(change.values(own), parameters)


# A parameter named like a column would be taken for its new value, `slug` for the key's.
def _named(name: str) -> BindParameter[Any]:
    return bindparam(f"new_{name}")


def _renamed(values: Document) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in values.items()}


def read(model: type[Record], slugs: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the tables say of some records: their documents, put together again from the rows."""
    together = _together(model, model, slugs)
    return {slug: document for (document,) in together.values() for slug in [document["slug"]]}


def _together(model: type[Record], part: type[Base], slugs: Sequence[str]) -> dict[Key, list[Any]]:
    """The parts of documents that a table holds, in order, by the key of what they belong to."""
    table: Any = part.__table__
    inner = {name: _together(model, entry, slugs) for name, entry in part.lists.items()}
    keys = [c.name for c in table.primary_key if c.name != "record"]
    found = select(table).where(belongs(model, part, slugs)).order_by(*(table.c[k] for k in keys))
    parts: dict[Key, list[Any]] = defaultdict(list)
    for row in connection().execute(found).mappings():
        own = tuple(row[name] for name in keys)
        data = _nested(part, row) | {name: lists.get(own, []) for name, lists in inner.items()}
        plain = issubclass(part, Entry) and part.plain
        parts[own[:-1] or own].append(data[plain] if plain else data)
    return parts


def _nested(part: type[Base], row: RowMapping) -> dict[str, Any]:
    """A row as the members of a document, objects nested again."""
    place_in_list = {"record", "entry", "position", *(["slug"] if issubclass(part, Entry) else [])}
    names = [n for n, derive in _columns(part) if not derive and n not in place_in_list]
    data = {name: row[name] for name in names}
    for object_name in part.objects:
        prefix = f"{object_name}_"
        members = {n.removeprefix(prefix): data.pop(n) for n in names if n.startswith(prefix)}
        data[object_name] = members if any(v is not None for v in members.values()) else None
    return data


def hold_still() -> None:
    """Let what follows see one state of the archive, whoever writes: a transaction of its own."""
    connection().rollback()
    # SQLite's transactions do so by themselves.
    if connection().dialect.name == "postgresql":
        connection().execution_options(isolation_level="REPEATABLE READ")


def missing(model: type[Record], slugs: Iterable[str]) -> set[str]:
    """Those of the slugs that no record of this kind has: one select."""
    wanted = set(slugs)
    return wanted - set(connection().scalars(select(model.slug).where(model.slug.in_(wanted))))


def referrers(model: type[Record], slug: str, limit: int = 20) -> list[tuple[str, str]]:
    """The records that refer to this one, each as kind and slug; itself is not among them."""
    found = [
        (kind.record, owner)
        for kind in Record.__subclasses__()
        for owner in referring(kind, model, slug, limit + 1)
        if (kind, owner) != (model, slug)
    ]
    return found[:limit]


def referring(kind: type[Record], model: type[Record], slug: str, limit: int) -> list[str]:
    """The slugs of the records of a kind that refer to a record, at most so many."""
    owners = {
        owner
        for part in tables(kind)
        for column, target in references(part)
        if target is model
        for owner in _owners(kind, part, column, slug, limit)
    }
    return sorted(owners)[:limit]


def _owners(
    kind: type[Record], part: type[Base], column: str, slug: str, limit: int
) -> Sequence[str]:
    table: Any = part.__table__
    owners = select(table.c.slug).distinct().where(table.c[column] == slug)
    if issubclass(part, SharedEntry):
        owners = owners.where(table.c.record == kind.record)
    return connection().scalars(owners.order_by(table.c.slug).limit(limit)).all()


def in_cycle(model: type[Record], slug: str) -> bool:
    """Whether following `model.above` from a record leads back to it."""
    table: Any = model.__table__
    up = table.c[model.above]
    above = select(up.label("slug")).where(table.c.slug == slug).cte("above", recursive=True)
    # UNION, not UNION ALL: on a cycle that does not pass through the record it comes to an end.
    above = above.union(select(up).where(table.c.slug == above.c.slug))
    return bool(connection().scalar(select(exists().where(above.c.slug == slug))))


def identified(model: type[Record], pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """The records that have one of these identifiers: slug, scheme, value."""
    pair = tuple_(Identifier.scheme, Identifier.value)
    found = select(Identifier.slug, Identifier.scheme, Identifier.value)
    return list(
        connection().execute(found.where(Identifier.record == model.record, pair.in_(list(pairs))))
    )
