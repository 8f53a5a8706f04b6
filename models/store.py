"""Documents kept as rows, and put together again from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    RowMapping,
    bindparam,
    delete,
    select,
    tuple_,
    update,
)

from . import pair, search
from .base import Base, Entry, Record, SharedEntry, among, connection
from .bulk import insert_rows
from .draft import Draft
from .identifier import Identifier
from .meeting import Meeting
from .row import KEPT, Document, Key, Values, columns, derived, references, tables


def write(
    model: type[Record],
    drafts: Sequence[Draft],
    kept: Mapping[str, Values],
    new: frozenset[str],
) -> None:
    """Store documents of a kind, each with its values of KEPT. `new` are not there yet."""
    by_table: dict[type[Base], list[Values]] = defaultdict(list)
    for draft in drafts:
        for table, values in draft.rows.items():
            by_table[table].extend(values)
    names = (*columns(model), *KEPT)
    own = dict(zip([d.slug for d in drafts], by_table.pop(model, ()), strict=True))
    own = {slug: values + kept[slug] for slug, values in own.items()}
    known = [slug for slug in own if slug not in new]
    altered = pair.altered([d for d in drafts if d.slug not in new]) if model is Meeting else []
    pair.erase(altered)
    _erase_entries(model, known)
    insert_rows(model, names, [values for slug, values in own.items() if slug in new])
    update_rows(model, [dict(zip(names, own[slug], strict=True)) for slug in known])
    for table, rows in by_table.items():
        insert_rows(table, columns(table), rows)
    if model is Meeting:
        pair.write([*new, *altered])
    search.write(model.record, {draft.slug: draft.found_by for draft in drafts}, known)


def erase(model: type[Record], slug: str) -> None:
    """Take a record out, with all its rows."""
    if model is Meeting:
        pair.erase([slug])
    _erase_entries(model, [slug])
    search.erase(model.record, [slug])
    connection().execute(delete(model).where(model.slug == slug))


def _erase_entries(model: type[Record], slugs: list[str]) -> None:
    if slugs:
        for entry in tables(model)[1:]:
            connection().execute(delete(entry).where(belongs(model, entry, slugs)))


def belongs(model: type[Record], entry: type[Base], slugs: Sequence[str]) -> ColumnElement[bool]:
    """The condition that rows of `entry` belong to one of these records."""
    return owned(model, entry, entry.__table__.c.slug.in_(slugs))


def owned(
    model: type[Record], entry: type[Base], theirs: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The condition that rows of `entry` belong to records of a kind that `theirs` holds of."""
    shared = issubclass(entry, SharedEntry)
    return theirs & (entry.__table__.c.record == model.record) if shared else theirs


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
    names = [n for n in columns(part) if n not in place_in_list and n not in derived(part)]
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
    """Those of the slugs that no record of this kind has: one select, if there are any."""
    if not (wanted := set(slugs)):
        return wanted
    return wanted - set(connection().scalars(select(model.slug).where(among(model.slug, wanted))))


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


def in_cycles(model: type[Record], slugs: Iterable[str]) -> set[str]:
    """Those of the records from which following `model.above` leads back to them: one select."""
    table: Any = model.__table__
    up = table.c[model.above]
    found = select(table.c.slug.label("start"), up.label("slug")).where(among(table.c.slug, slugs))
    above = found.cte("above", recursive=True)
    # UNION, not UNION ALL: on a cycle that does not pass through the record it comes to an end.
    above = above.union(select(above.c.start, up).where(table.c.slug == above.c.slug))
    led_back = select(above.c.start).where(above.c.start == above.c.slug)
    return set(connection().scalars(led_back))


def identified(model: type[Record], pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """The records that have one of these identifiers: slug, scheme, value."""
    pair = tuple_(Identifier.scheme, Identifier.value)
    found = select(Identifier.slug, Identifier.scheme, Identifier.value)
    return list(
        connection().execute(found.where(Identifier.record == model.record, pair.in_(list(pairs))))
    )
