"""The filters of lists. Every one makes a condition of the values that a caller gave, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Index,
    String,
    UniqueConstraint,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement

from .dates import earliest, latest

# More rows are not counted, where one only wants to know which are fewer.
MOST = 10_000

Column = InstrumentedAttribute[Any]
# The filters that are asked for, each with its values.
Filters = Mapping[str, Sequence[str]]
# On the record's own row, or on that of an entry.
Condition = Callable[[Sequence[str]], ColumnElement[bool]]


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
    """A column to sort by: no database is to go along its index, and past most of what is there."""

    inherit_cache = True


@compiles(unindexed, "postgresql")
def _lengthened(element: unindexed, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} || '')"


compiles(unindexed, "sqlite")(_reckoned)


class AnyOf:
    """The record's own column holds one of the values."""

    def __init__(self, column: Column) -> None:
        self.column = column

    def __call__(self, values: Sequence[str]) -> ColumnElement[bool]:
        return self.column == values[0] if len(values) == 1 else self.column.in_(values)

    def on(self, row: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
        """The record whose row this is holds one: asked of each row that is met."""
        return or_(*(apart(row.c[self.column.key]) == value for value in values))

    def number(self, values: Sequence[str]) -> ColumnElement[int]:
        """How many records hold one of the values, if they are no more than MOST."""
        return _number(self.column.class_.__table__, self(values))


class Every:
    """For each of the values the record has an entry that holds it in this column.

    `also` is what else its entries hold: the kind of record, where several kinds have them.
    """

    def __init__(self, model: Any, column: Column, **also: str) -> None:
        self.model = model
        self.table = column.class_.__table__
        self.column = column.key
        self.also = also

    def __call__(self, values: Sequence[str]) -> ColumnElement[bool]:
        found = (self.entries(value) for value in values)
        return and_(*(self.model.slug.in_(select(e.c.slug).where(held)) for e, held in found))

    def entries(self, value: str) -> tuple[FromClause, ColumnElement[bool]]:
        """The entries, and the condition that one of them holds the value."""
        entries = self.table.alias()
        held = {self.column: value, **self.also}
        return entries, and_(*(entries.c[name] == what for name, what in held.items()))

    def first(self, row: FromClause, value: Any) -> ColumnElement[bool] | None:
        """That an entry is the first of its record's that hold a value; None if no other can be."""
        keys = (key for key in self.table.constraints if isinstance(key, UniqueConstraint))
        if any({self.column, "slug"} <= {*key.columns.keys()} for key in keys):
            return None
        entries, held = self.entries(value)
        same = entries.c.slug == row.c.slug
        place = select(func.min(entries.c.position)).where(held, same)
        return row.c.position == place.correlate(row).scalar_subquery()

    def rarest_first(self, values: Sequence[Any]) -> Sequence[Any]:
        """The values, that first which the fewest entries hold: all of these are gone through."""
        if len(values) == 1:
            return values
        counted = (
            select(type_coerce(value, String).label("value"), self.number([value]).label("number"))
            for value in values
        )
        numbers = union_all(*counted).cte()
        ordered = select(numbers.c.value).order_by(numbers.c.number, numbers.c.value).limit(1)
        return [
            chosen(ordered.offset(place).scalar_subquery(), value)
            for place, value in enumerate(values)
        ]

    def number(self, values: Sequence[Any]) -> ColumnElement[int]:
        """How many entries hold the value that the fewest hold, if they are no more than MOST."""
        return least(*(_number(*self.entries(value)) for value in values))

    def on(self, row: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
        """The record that a row belongs to has such entries: asked of each row that is met."""
        return and_(true(), *(self._beside(row, *self.entries(value)) for value in values))

    def _beside(
        self, row: FromClause, entries: FromClause, held: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        same = entries.c.slug == row.c.slug
        sorts = [table.c[name] for name in self._sorted_by(row) for table in (entries, row)]
        return exists().where(held, same, alike(*sorts)).correlate(row)

    def _sorted_by(self, row: FromClause) -> list[str]:
        """By what an index sorts the entries of a value, such as a row has it too: most of it."""
        kept = [
            [name for name in names if "derive" in self.table.c[name].info]
            for names in indexes(self.table)
            if names[0] == self.column
        ]
        return max((names for names in kept if keeps(row, self.table, names)), key=len, default=[])


def indexes(row: Any) -> Iterator[list[str]]:
    """The columns of each index of the table that a row is of, but for its primary key.

    Those of some rows only are left out, if more is asked of these than to have a first column.
    """
    table = getattr(row, "element", row)
    unique = (key for key in table.constraints if isinstance(key, UniqueConstraint))
    named = sorted(table.indexes, key=lambda index: str(index.name))
    return ([*one.columns.keys()] for one in chain(unique, filter(_leads_to_all, named)))


def _leads_to_all(index: Index) -> bool:
    where = index.dialect_options["sqlite"]["where"]
    return where is None or str(where) == f"{index.columns[0].name} IS NOT NULL"


def keeps(row: FromClause, table: FromClause, names: Sequence[str]) -> bool:
    """Whether a row has columns of a table, such as they are there: they follow from the same.

    Citations have a day, which is that of meetings and of nothing else.
    """
    known = getattr(row, "element", row)
    return all(n in row.c and _follows(known.c[n]) is _follows(table.c[n]) for n in names)


def _follows(column: Any) -> Any:
    return column.info.get("derive")


def _number(rows: FromClause, held: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows there are. An index tells it, at 40 ns each."""
    some = select(literal(1)).select_from(rows).where(held).limit(MOST).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def least(*numbers: ColumnElement[int]) -> ColumnElement[int]:
    """The least of some numbers, as SQLite has it: of one, `min` would go through a table."""
    return func.min(*numbers) if len(numbers) > 1 else numbers[0]


class Found:
    """The record is among those that a search finds.

    `few` makes the condition that it is one of them if they are few, who are looked up; `held` that
    the record of a row is, which is asked of each row that is met where they are many. `every`
    finds them all, in no order.
    """

    def __init__(
        self,
        model: Any,
        few: Callable[[str], ColumnElement[bool] | None],
        held: Callable[[FromClause, str], ColumnElement[bool]],
        every: Callable[..., Any],
    ) -> None:
        self.model = model
        self.few = few
        self.held = held
        self.every = every

    def __call__(self, values: Sequence[str]) -> ColumnElement[bool]:
        return self.on(self.model.__table__, values)

    def on(self, row: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
        """The record that a row belongs to is found."""
        return and_(*(self.held(row, value) for value in values))


def not_before(last_day: Column) -> Condition:
    """The record's days overlap with those from the given date on."""
    return lambda values: last_day >= earliest(values[0])


def not_after(first_day: Column) -> Condition:
    """The record's days overlap with those up to the given date."""
    return lambda values: first_day <= latest(values[0])
