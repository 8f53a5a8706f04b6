"""The engine: how each database is set up so that both behave alike."""

from __future__ import annotations

import sqlite3
from functools import partial
from time import monotonic
from typing import Any

from psycopg.errors import QueryCanceled
from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event, make_url

# How long a writer waits for its turn, in seconds.
PATIENCE = 5
# After how many steps of its machine SQLite is asked whether its time is over: about a millisecond.
STEPS = 100_000
# As many connections as there are threads: each has one at most, also while it sends an answer.
POOL: dict[str, Any] = {"pool_use_lifo": True, "max_overflow": -1}
# When a PostgreSQL server that no longer answers is given up, in seconds; the last in milliseconds.
REACH = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
REACH |= {"tcp_user_timeout": 5000}
# A statement is one process's work: others would help it to the whole of a list, of which a page is
# wanted, and have requests of their own to answer. What leads to records is in memory: to look one
# up costs hardly more than to read on. Which rows an index of words tells of is remembered one by
# one: with less room, by pages, of which each row would be asked again. And no statement is worth
# what it takes to compile it, though it may seem to cost much: it stops when a page is full.
PLANNING = (
    "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1 -c work_mem=64MB -c jit=off"
)


def make_engine(url: str, seconds: float = 0) -> Engine:
    """An engine for a SQLite or PostgreSQL archive. Nothing is opened until it is used.

    With `seconds`, the database gives up what it works at for longer: a statement, or in SQLite a
    transaction.
    """
    postgresql = make_url(url).get_backend_name() == "postgresql"
    if postgresql:
        times = f"-c lock_timeout={PATIENCE * 1000} -c statement_timeout={seconds * 1000:.0f}"
        arguments = {"options": f"{times} {PLANNING} -c timezone=utc", **REACH}
        return create_engine(url, **POOL, pool_pre_ping=True, connect_args=arguments)
    engine = create_engine(url, **POOL, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    if seconds:
        event.listen(engine, "connect", partial(_watch_sqlite, seconds))
        event.listen(engine, "begin", give_time)
    event.listen(engine, "checkin", _end_sqlite)
    return engine


def _set_up_sqlite(dbapi_connection: Any, _: Any) -> None:
    # The driver would begin transactions late, and never for reads or DDL; we begin them ourselves.
    dbapi_connection.isolation_level = None
    dbapi_connection.execute("PRAGMA journal_mode = WAL")
    dbapi_connection.execute("PRAGMA foreign_keys = ON")
    dbapi_connection.execute("PRAGMA mmap_size = 2147418112")
    # FULL: a commit that was acknowledged survives the machine's fall, not only the process's.
    dbapi_connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Any) -> None:
    connection.connection.dbapi_connection.execute("BEGIN")


def _watch_sqlite(seconds: float, dbapi_connection: Any, record: Any) -> None:
    def is_over() -> bool:
        return bool(monotonic() > record.info["until"])

    record.info["seconds"] = seconds
    dbapi_connection.set_progress_handler(is_over, STEPS)


def give_time(connection: Connection | PoolProxiedConnection) -> None:
    """Let the database work from now on for as long as it may. PostgreSQL reckons by itself."""
    connection.info["until"] = monotonic() + connection.info.get("seconds", 0)


def took_too_long(error: Exception) -> bool:
    """Whether this is the database's own end to what took longer than it may."""
    reason = getattr(error, "orig", None)
    code = getattr(reason, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_INTERRUPT or isinstance(reason, QueryCanceled)


def _end_sqlite(dbapi_connection: Any, _: Any) -> None:
    # A commit that a deferred key refuses leaves the transaction open, with the lock that it has,
    # and SQLAlchemy takes it for ended.
    if dbapi_connection is not None:
        dbapi_connection.rollback()
