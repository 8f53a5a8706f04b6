"""Many rows at once, by the quickest way that a database has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from psycopg import sql
from sqlalchemy import Dialect, Table, insert

from .base import Base, connection

# How much of a SQLite archive a load keeps in memory, in KiB: the indexes that it adds to are gone
# through at random, and what does not fit is written again and again.
ROOM = 262_144
# Fewer rows are not worth a COPY.
FEW = 20


def insert_rows(model: type[Base], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows into the table of a model, all with the same columns."""
    table: Any = model.__table__
    if connection().dialect.name == "postgresql" and len(values) > FEW:
        _copy(table, values)
    elif values:
        connection().execute(insert(table), values)


def _copy(table: Table, values: Sequence[Mapping[str, Any]]) -> None:
    columns = _columns(table, connection().dialect)
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    driver: Any = connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(copy) as rows:
        for row in values:
            rows.write_row([bind(row[n]) if bind else row[n] for n, bind in columns])


@cache
def _columns(table: Table, dialect: Dialect) -> list[tuple[str, Any]]:
    """The columns, each with what makes a value of it one that the driver takes, if need be."""
    return [(c.name, c.type.dialect_impl(dialect).bind_processor(dialect)) for c in table.columns]


def expect_many() -> None:
    """Make this connection ready for a load."""
    if connection().dialect.name == "sqlite":
        connection().exec_driver_sql(f"PRAGMA cache_size = -{ROOM}")
    else:
        # A plan that was kept would be one for the few rows that there were when it was made.
        driver: Any = connection().connection.driver_connection
        driver.prepare_threshold = None


def take_stock() -> None:
    """Let PostgreSQL know at once what it holds now; SQLite is led by its indexes alone."""
    if connection().dialect.name == "postgresql":
        connection().exec_driver_sql("ANALYZE")
        connection().commit()
