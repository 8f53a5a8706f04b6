"""Reads given to the database's driver itself: around a short one, SQLAlchemy takes longer."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

from .base import connection
from .engine import give_time
from .key import Asked


def read(engine: Engine, asked: Asked) -> list[Any]:
    """All rows that a statement finds, as named tuples, by a connection of its own.

    They hold texts and numbers, which drivers read alike. Raises what a connection of SQLAlchemy's
    would. The statement is one that is asked again.
    """
    prepared = _prepared(asked.statement, engine.dialect)
    with told_as_ours(engine.dialect, prepared.text):
        own = engine.raw_connection()
        try:
            give_time(own)
            return _rows(own, prepared, asked)
        finally:
            # The pool undoes what was begun.
            own.close()


def here(asked: Asked) -> list[Any]:
    """The same by the connection of the request that is running, as part of its transaction."""
    session = connection()
    if not session.in_transaction():
        session.begin()
    prepared = _prepared(asked.statement, session.dialect)
    with told_as_ours(session.dialect, prepared.text):
        return _rows(session.connection, prepared, asked)


def _rows(lent: PoolProxiedConnection, prepared: _Prepared, asked: Asked) -> list[Any]:
    cursor = lent.cursor()
    cursor.execute(prepared.text, prepared.given(asked.parameters))
    return [*map(prepared.row, cursor.fetchall())]


@contextmanager
def told_as_ours(dialect: Dialect, statement: str) -> Iterator[None]:
    """Raise what a driver raises as SQLAlchemy does."""
    refusal = dialect.loaded_dbapi.Error
    try:
        yield
    except refusal as error:
        raise DBAPIError.instance(statement, None, error, refusal) from error


class _Prepared(NamedTuple):
    """A statement as the driver takes it, and how it takes the parameters."""

    text: str
    # What they are where none is given.
    defaults: Mapping[str, Any]
    binds: Mapping[str, Callable[[Any], Any]]
    # In which order, where they have no names.
    places: list[str] | None
    # What makes one of its rows.
    row: Callable[[Iterable[Any]], Any]

    def given(self, parameters: Mapping[str, Any]) -> Any:
        named = {**self.defaults, **parameters}
        for name, bind in self.binds.items():
            named[name] = bind(named[name])
        return named if self.places is None else [named[name] for name in self.places]


@lru_cache(maxsize=1000)
def _prepared(statement: Any, dialect: Dialect) -> _Prepared:
    compiled = statement.compile(dialect=dialect)
    binds = {
        name: bind
        for parameter, name in compiled.bind_names.items()
        if (bind := parameter.type.dialect_impl(dialect).bind_processor(dialect))
    }
    row = namedtuple("row", statement.selected_columns.keys())  # type: ignore[misc]
    return _Prepared(str(compiled), compiled.params, binds, compiled.positiontup, row._make)
