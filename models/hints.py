"""What a database has to be told so that it goes by the index that leads to the fewest rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String, case, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class alike(FunctionElement[bool]):  # noqa: N801
    """That columns hold the same, two by two: what sorts the entries of one record does.

    By this SQLite finds an entry in the index that has those of its value in order. PostgreSQL
    finds it anyway, and would reckon with next to no rows if it were told.
    """

    # Of no type: SQLAlchemy would compare a boolean with 1, and no index helps with that.
    inherit_cache = True


@compiles(alike)
def _nothing(*_: Any, **__: Any) -> str:
    return "true"


@compiles(alike, "sqlite")
def _pairs(element: alike, compiler: Any, **options: Any) -> str:
    columns = [compiler.process(column, **options) for column in element.clauses]
    pairs = zip(columns[::2], columns[1::2], strict=True)
    return " AND ".join(f"{one} = {other}" for one, other in pairs) or "true"


class chosen(FunctionElement[Any]):  # noqa: N801
    """One of two values: the first on SQLite, which has to be told what PostgreSQL knows."""

    inherit_cache = True


@compiles(chosen)
def _known(element: chosen, compiler: Any, **options: Any) -> str:
    _, value = element.clauses
    return str(compiler.process(value, **options))


@compiles(chosen, "sqlite")
def _told(element: chosen, compiler: Any, **options: Any) -> str:
    value, _ = element.clauses
    return str(compiler.process(value, **options))


def known(column: Any) -> Any:
    """A column that a database may go by."""
    return column


def only_if(condition: Any, value: Any, else_: Any, otherwise: Any = None) -> Any:
    """A value on SQLite, another one where a condition does not hold; `else_` is PostgreSQL's.

    Within the value, and not beside it: so SQLite looks for nothing that is null at all.
    """
    return chosen(select(case((condition, value), else_=otherwise)).scalar_subquery(), else_)


class apart(FunctionElement[Any]):  # noqa: N801
    """A column that shall not lead SQLite to an index: another one has fewer rows."""

    inherit_cache = True


@compiles(apart)
def _itself(element: apart, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(apart, "sqlite")
def _reckoned(element: apart, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


class unindexed(FunctionElement[Any]):  # noqa: N801
    """A text by whose index no database is to go, past most of what is there."""

    type = String()
    inherit_cache = True


@compiles(unindexed, "postgresql")
def _lengthened(element: unindexed, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} || '')"


compiles(unindexed, "sqlite")(_reckoned)


class same(FunctionElement[bool]):  # noqa: N801
    """That two columns hold the same: SQLite finds it by an index that has the first at its end.

    By equality it would take the primary key, and look at the row, where an index has all of it.
    """

    inherit_cache = True


@compiles(same)
def _equal(element: same, compiler: Any, **options: Any) -> str:
    return " = ".join(compiler.process(column, **options) for column in element.clauses)


@compiles(same, "sqlite")
def _between(element: same, compiler: Any, **options: Any) -> str:
    one, other = (compiler.process(column, **options) for column in element.clauses)
    return f"{one} BETWEEN {other} AND {other}"


class unforeseen(FunctionElement[Any]):  # noqa: N801
    """A value that PostgreSQL is not to know beforehand: how many rows at most, or after which.

    For the first few rows of many it would go through a table, which takes longer than it thinks.
    """

    type = Integer()
    inherit_cache = True


@compiles(unforeseen, "postgresql")
def _selected(element: unforeseen, compiler: Any, **options: Any) -> str:
    return f"(SELECT {compiler.process(element.clauses, **options)})"


compiles(unforeseen)(_itself)
