"""Many rows at once, by the quickest way that a database has."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import cache, lru_cache
from typing import Any, NamedTuple

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Float, Integer, String
from sqlalchemy.dialects.postgresql import TSVECTOR

from .archive import Archive
from .base import Base, connection
from .driver import told_as_ours
from .instant import UTCDateTime

# How much of a SQLite archive a load keeps in memory, in KiB: the indexes that it adds to are gone
# through at random, and what does not fit is written again and again.
ROOM = 262_144
# How much it may sort in memory, while it makes an index.
SORTED = 65_536
SORT_MUCH = {
    "sqlite": f"PRAGMA cache_size = -{SORTED}",
    "postgresql": f"SET LOCAL maintenance_work_mem = {4 * SORTED}",
}
# Those that no constraint has: the table, the name, and how they are made.
PLAIN_INDEXES = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master"
    " WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT tablename, indexname, indexdef FROM pg_indexes"
    " WHERE schemaname = current_schema()"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}
# An archive with fewer changes has hardly anything in its indexes.
HARDLY_ANY = 10_000
# Fewer rows are not worth a COPY.
FEW = 20
# By which type of PostgreSQL's a COPY sends the values of a column as they are kept there. Where
# one is of another type, a row is sent as text, and each value written out and read again. Nobody
# would refuse a number that is too large for its type: documents are checked before.
KEPT_AS: dict[type[Any], str] = {
    BigInteger: "int8",
    Integer: "int4",
    Float: "float8",
    String: "text",
    DateTime: "timestamptz",
    JSON: "json",
    TSVECTOR: "tsvector",
}


class _Entries(Dumper):
    """What an index of words has of a text, as PostgreSQL reads a tsvector; psycopg cannot say it.

    How many entries there are, and each with an end and without a place.
    """

    format, oid = Format.BINARY, psycopg.postgres.types["tsvector"].oid

    def dump(self, entries: str) -> bytes:
        if not entries:
            return bytes(4)
        number = entries.count(" ") + 1
        return number.to_bytes(4, "big") + entries.encode().replace(b" ", bytes(3)) + bytes(3)


# For this type alone: texts are dumped as they were.
psycopg.adapters.register_dumper(None, _Entries)


def insert_rows(model: type[Base], names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows into the table of a model: values of these columns, in this order."""
    if not rows:
        return
    insertion = _insertion(model, names, connection().dialect)
    bound = [insertion.bound(row) for row in rows] if insertion.binds else rows
    if connection().dialect.name == "postgresql" and len(rows) > FEW:
        _copy(insertion, bound)
    else:
        connection().exec_driver_sql(insertion.insert, bound)


def _copy(insertion: _Insertion, rows: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = connection().connection.driver_connection
    with (
        told_as_ours(connection().dialect, insertion.copy),
        driver.cursor() as cursor,
        cursor.copy(insertion.copy) as copy,
    ):
        if insertion.kept_as:
            copy.set_types(insertion.kept_as)
        for row in rows:
            copy.write_row(row)


class _Insertion(NamedTuple):
    """How rows come into a table, and what makes of a value one that the driver takes."""

    insert: str
    copy: str
    # The types by which a COPY sends values; none where it sends text.
    kept_as: list[str]
    binds: list[tuple[int, Any]]

    def bound(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, bind in self.binds:
            values[place] = bind(values[place])
        return tuple(values)


@cache
def _insertion(model: type[Base], names: tuple[str, ...], dialect: Dialect) -> _Insertion:
    """Made once: SQLAlchemy would look at each value of each row again."""
    table: Any = model.__table__
    quote = dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, names))})"
    values = ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * len(names))
    kinds = [(place, table.c[name].type) for place, name in enumerate(names)]
    # A word of a vocabulary is what it is: it was checked.
    binds = [
        # The rows of a change have its instant, one like the other.
        (place, lru_cache(16)(bind) if isinstance(kind, UTCDateTime) else bind)
        for place, kind in kinds
        if not isinstance(kind, Enum)
        and (bind := kind.dialect_impl(dialect).bind_processor(dialect))
    ]
    statement = " ".join(("INSERT INTO", into, "VALUES", f"({values})"))
    kept_as = _kept_as([kind for _, kind in kinds], dialect)
    form = " WITH (FORMAT binary)" if kept_as else ""
    return _Insertion(statement, f"COPY {into} FROM STDIN{form}", kept_as, binds)


def _kept_as(kinds: Sequence[Any], dialect: Dialect) -> list[str]:
    """The types by which a COPY sends the values of columns; none where one of them has none."""
    own = (kind.dialect_impl(dialect) for kind in kinds)
    # What a type of ours is made of.
    own = (getattr(kind, "impl_instance", kind) for kind in own)
    names = [next((KEPT_AS[k] for k in KEPT_AS if isinstance(kind, k)), "") for kind in own]
    return names if all(names) else []


def expect_many() -> None:
    """Make this connection ready for a load."""
    connection().info["expects many"] = True
    driver: Any = connection().connection.driver_connection
    if connection().dialect.name == "sqlite":
        driver.execute(f"PRAGMA cache_size = -{ROOM}")
        # A load looks for what is referred to itself, for many documents at once.
        driver.execute("PRAGMA foreign_keys = OFF")
        if _is_new():
            _take_for_itself(driver)
    else:
        # A plan that was kept would be one for the few rows that there were when it was made.
        driver.prepare_threshold = None


def are_indexes_later() -> bool:
    """Whether what stands in the order of something is made when a load has ended."""
    return bool(connection().info.get("indexes later"))


def _is_new() -> bool:
    return Archive.state()[0] <= HARDLY_ANY


def _take_for_itself(driver: Any) -> None:
    """Have SQLite write into the file of a new archive, if nobody else has it open.

    The log, from which others read what was before, would grow to the length of the whole load, and
    be copied. Whoever comes meanwhile is refused; every server has its archive open.
    """
    connection().rollback()
    # SQLite refuses at once where somebody has.
    with suppress(sqlite3.OperationalError):
        driver.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def many_rows(complete: Callable[[], None]) -> Iterator[None]:
    """Let the rows that the block inserts in a transaction cost as little as they can.

    `complete` makes what is left to the end while `are_indexes_later`. Where nothing prepared the
    connection for a load, rows are few.
    """
    if not connection().info.get("expects many"):
        yield
        return
    if connection().dialect.name == "postgresql":
        _spare_the_keys()
    with _indexes_later(complete) if _is_new() and _nobody_waits() else nullcontext():
        yield


def _nobody_waits() -> bool:
    """Whether nobody would be kept waiting without indexes.

    SQLite's readers see none of it; PostgreSQL would let nobody read who came meanwhile, but every
    server has a connection.
    """
    if connection().dialect.name == "sqlite":
        return True
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    # Only of processes that somebody uses is it told who.
    others += " AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
    return connection().exec_driver_sql(others).scalar() == 0


def _spare_the_keys() -> None:
    """Have PostgreSQL not look for what each row refers to: a load does, for many at once.

    It is the right of superusers, and of whom they gave it. For others it looks at once for the
    records that entries belong to: what is left to the end it remembers row by row.
    """
    may = "SELECT has_parameter_privilege('session_replication_role', 'SET')"
    if connection().exec_driver_sql(may).scalar():
        connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
    else:
        connection().exec_driver_sql(f"SET CONSTRAINTS {', '.join(_owners())} IMMEDIATE")


def _owners() -> list[str]:
    """The keys by which entries belong to a record, which is there before they are."""
    tables = Base.metadata.tables.values()
    keys = (key for table in tables for key in table.foreign_key_constraints)
    return sorted(str(key.name) for key in keys if key.column_keys == ["slug"])


@contextmanager
def _indexes_later(complete: Callable[[], None]) -> Iterator[None]:
    """Make the indexes of an archive that holds next to nothing when the block has ended.

    Row by row, they would be gone through at random, each page again and again. Those stay that
    constraints have: by them rows are found meanwhile. It is one transaction: nobody sees the
    archive without them.
    """
    dialect = connection().dialect.name
    indexes = plain_indexes()
    for name in indexes:
        connection().exec_driver_sql(f'DROP INDEX "{name}"')
    # Kept in hand: one that broke off meanwhile is asked for nothing.
    info = connection().info
    info["indexes later"] = True
    try:
        yield
    finally:
        del info["indexes later"]
    connection().exec_driver_sql(SORT_MUCH[dialect])
    complete()
    for statement in indexes.values():
        connection().exec_driver_sql(statement)
    if dialect == "sqlite":
        connection().exec_driver_sql(f"PRAGMA cache_size = -{ROOM}")


def plain_indexes() -> dict[str, str]:
    """The indexes of the archive's tables that no constraint has, and how they are made."""
    found = connection().exec_driver_sql(PLAIN_INDEXES[connection().dialect.name])
    return {name: made for table, name, made in found if table in Base.metadata.tables}


def take_stock(changed: int) -> None:
    """Let the database put in order what so many changes left to be done."""
    if connection().dialect.name == "sqlite":
        # The index of words is in as many parts as it came in, and each search asks all of them:
        # they are made one, but with no more work, in pages, than the load was.
        merge = "INSERT INTO search_index(search_index, rank) VALUES ('merge', ?)"
        connection().exec_driver_sql(merge, (-max(changed, 1),))
        connection().commit()
        driver: Any = connection().connection.driver_connection
        driver.execute("PRAGMA journal_mode = WAL")
    else:
        # Words that wait to be put into the index are read through by every search.
        connection().exec_driver_sql(
            "SELECT gin_clean_pending_list(indexrelid) FROM pg_index JOIN pg_class "
            "ON pg_class.oid = indexrelid WHERE relname = 'search_index'"
        )
        connection().exec_driver_sql("ANALYZE")
    connection().commit()
