"""The engine: how each database is set up so that both behave alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

# How long a writer waits for its turn, in seconds.
PATIENCE = 5
# When a PostgreSQL server that no longer answers is given up, in seconds; the last in milliseconds.
REACH = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
REACH |= {"tcp_user_timeout": 5000}


def make_engine(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL archive. Nothing is opened until it is used."""
    postgresql = make_url(url).get_backend_name() == "postgresql"
    if postgresql:
        arguments = {"options": f"-c lock_timeout={PATIENCE * 1000} -c timezone=utc", **REACH}
        return create_engine(url, pool_use_lifo=True, pool_pre_ping=True, connect_args=arguments)
    engine = create_engine(url, pool_use_lifo=True, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _end_sqlite)
    return engine


def _set_up_sqlite(dbapi_connection: Any, _: Any) -> None:
    # The driver would begin transactions late, and never for reads or DDL; we begin them ourselves.
    dbapi_connection.isolation_level = None
    dbapi_connection.execute("PRAGMA journal_mode = WAL")
    dbapi_connection.execute("PRAGMA foreign_keys = ON")
    # FULL: a commit that was acknowledged survives the machine's fall, not only the process's.
    dbapi_connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Any) -> None:
    connection.connection.dbapi_connection.execute("BEGIN")


def _end_sqlite(dbapi_connection: Any, _: Any) -> None:
    # A commit that a deferred key refuses leaves the transaction open, with the lock that it has,
    # and SQLAlchemy takes it for ended.
    if dbapi_connection is not None:
        dbapi_connection.rollback()
