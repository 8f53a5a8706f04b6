"""The archive looked at as a whole: record by record, and row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from .base import Record, connection
from .row import KEPT, Key, tables
from .store import belongs

# How many records are held at once.
CHUNK = 500


def chunks(model: type[Record]) -> Iterator[Sequence[Any]]:
    """The records by slug, some at a time: the next ones are asked for after the last."""
    after, columns = "", [model.__table__.c[name] for name in ("slug", *KEPT)]
    while True:
        found = select(*columns).where(model.slug > after).order_by(model.slug).limit(CHUNK)
        rows = connection().execute(found).all()
        if not rows:
            return
        yield rows
        after = rows[-1].slug


def stored(model: type[Record], slugs: Sequence[str]) -> dict[Key, RowMapping]:
    """The rows that the tables hold of some records, by table and primary key."""
    found: dict[Key, RowMapping] = {}
    for part in tables(model):
        table: Any = part.__table__
        columns = [c for c in table.columns if c.name != "document"]
        chosen = select(*columns).where(belongs(model, part, slugs))
        for row in connection().execute(chosen).mappings():
            found[part, *(row[c.name] for c in table.primary_key)] = row
    return found
