"""The filters of lists. Every one makes a condition of the values that a caller gave, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
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
from sqlalchemy.orm import InstrumentedAttribute

from .dates import earliest, latest
from .hints import alike, apart, chosen, unindexed

# More rows are not counted, where one only wants to know which are fewer.
COMPARED = 10_000
Column = InstrumentedAttribute[Any]
# The filters that are asked for, each with its values.
Filters = Mapping[str, Sequence[str]]
# On the record's own row, or on that of an entry.
Condition = Callable[[Sequence[str]], ColumnElement[bool]]


class AnyOf:
    """The record's own column holds one of the values."""

    def __init__(self, column: Column) -> None:
        self.column = column

    @property
    def table(self) -> Any:
        return self.column.class_.__table__

    def __call__(self, values: Sequence[str]) -> ColumnElement[bool]:
        return self.column == values[0] if len(values) == 1 else self.column.in_(values)

    def on(
        self, row: FromClause, values: Sequence[str], asked: type[apart | unindexed] = apart
    ) -> ColumnElement[bool]:
        """The record whose row this is holds one: asked of each row that is met."""
        return or_(*(asked(row.c[self.column.key]) == value for value in values))

    def number(self, values: Sequence[str]) -> ColumnElement[int]:
        """How many records hold one of the values; at most COMPARED."""
        return number_of_rows(self.table, self(values))


class Every:
    """For each of the values the record has an entry that holds it in this column.

    `also` is what else its entries hold: the kind of record, where several kinds have them. `pairs`
    are the columns of a table that has the records of each two values, if one is kept.
    """

    def __init__(
        self, model: Any, column: Column, pairs: tuple[Column, Column] | None = None, **also: Any
    ) -> None:
        self.model = model
        self.table = column.class_.__table__
        self.column = column.key
        self.also = also
        self.pairs = pairs

    def together(self, values: Sequence[Any]) -> tuple[Every, Sequence[Any]]:
        """How several values are looked for, and which: beside the first, where pairs are kept."""
        if not self.pairs or len(values) < 2:
            return self, values
        one, other = self.pairs
        return Every(self.model, other, **{one.key: values[0]}), values[1:]

    def __call__(self, values: Sequence[str]) -> ColumnElement[bool]:
        how, looked_for = self.together(values)
        found = (how.entries(value) for value in looked_for)
        return and_(*(self.model.slug.in_(select(e.c.slug).where(held)) for e, held in found))

    def entries(self, value: Any) -> tuple[FromClause, ColumnElement[bool]]:
        """The entries, and the condition that one of them holds the value."""
        entries = self.table.alias()
        return entries, self._held(entries, entries.c[self.column] == value)

    def _held(self, entries: FromClause, held: ColumnElement[bool]) -> ColumnElement[bool]:
        return and_(held, *(entries.c[name] == what for name, what in self.also.items()))

    def first(self, row: FromClause, value: Any) -> ColumnElement[bool] | None:
        """That an entry is the first of its record's that hold a value; None if no other can be."""
        if any({self.column, *self.also, "slug"} <= {*key} for key in _unique(self.table)):
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
        """How many entries hold the value that the fewest hold; at most COMPARED."""
        how, looked_for = self.together(values)
        return least(*(number_of_rows(*how.entries(value)) for value in looked_for))

    def on(
        self, row: FromClause, values: Sequence[str], names: Sequence[str] = ()
    ) -> ColumnElement[bool]:
        """The record that a row belongs to has such entries: asked of each row that is met.

        In the order of names, if rows are met in one.
        """
        how, looked_for = self.together(values)
        return and_(true(), *(how._beside(row, names, value) for value in looked_for))

    def _beside(self, row: FromClause, names: Sequence[str], value: Any) -> ColumnElement[bool]:
        entries, held = self.entries(value)
        sorted_by = self._sorted_by(row, names)
        if sorted_by is None:
            # SQLite would take an index to all entries of the value for one to few.
            held = self._held(entries, apart(entries.c[self.column]) == value)
        same = entries.c.slug == row.c.slug
        sorts = [t.c[name] for name in sorted_by or () for t in (entries, row)]
        return exists().where(held, same, alike(*sorts)).correlate(row)

    def _sorted_by(self, row: FromClause, names: Sequence[str]) -> list[str] | None:
        """By what an index sorts the entries of a value, such as a row has it too.

        That of the order, if there is one, and else what has most of it: so one is found at once.
        None if no index leads to an entry by its value and its record.
        """
        by = {self.column, *self.also}
        orders = (
            [name for name in order if "derive" in self.table.c[name].info]
            for order in sorted(self._orders(by), key=lambda order: (order == [*names], len(order)))
        )
        kept = [order for order in orders if keeps(row, self.table, order)]
        return kept[-1] if kept else None

    def _orders(self, by: Set[str]) -> Iterator[list[str]]:
        """The orders in which indexes have the entries of a value."""
        for columns in indexes(self.table):
            if {*columns[: len(by)]} == by:
                yield columns[len(by) :]


def indexes(row: Any) -> Iterator[list[str]]:
    """The columns of each index of the table that a row is of.

    Those of some rows only are left out, if more is asked of these than to have a first column.
    """
    table = getattr(row, "element", row)
    named = sorted(table.indexes, key=lambda index: str(index.name))
    return ([*one.columns.keys()] for one in chain(_keys(table), filter(_leads_to_all, named)))


def _keys(table: Table) -> list[Any]:
    of = UniqueConstraint | PrimaryKeyConstraint
    return [key for key in table.constraints if isinstance(key, of)]


def _unique(table: Table) -> Iterator[list[str]]:
    """The columns by which rows of a table are unique."""
    unique = (index for index in table.indexes if index.unique and _leads_to_all(index))
    return ([*one.columns.keys()] for one in chain(_keys(table), unique))


def _leads_to_all(index: Index) -> bool:
    where = index.dialect_options["sqlite"]["where"]
    return where is None or str(where) == f"{index.columns[0].name} IS NOT NULL"


def keeps(row: FromClause, table: FromClause, names: Sequence[str]) -> bool:
    """Whether a row has columns of a table, such as they are there: they follow from the same.

    Citations have a day, which is that of meetings and of nothing else.
    """
    known = getattr(row, "element", row)
    return all(
        n in row.c and n in table.c and _follows(known.c[n]) is _follows(table.c[n]) for n in names
    )


def _follows(column: Any) -> Any:
    return column.info.get("derive")


def number_of_rows(rows: FromClause, held: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows there are; at most COMPARED. An index tells it, at 40 ns each."""
    some = select(literal(1)).select_from(rows).where(held).limit(COMPARED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def least(*numbers: ColumnElement[int]) -> ColumnElement[int]:
    """The least of some numbers, as SQLite has it: of one, `min` would go through a table."""
    return func.min(*numbers) if len(numbers) > 1 else numbers[0]


def not_before(last_day: Column) -> Condition:
    """The record's days overlap with those from the given date on."""
    return lambda values: last_day >= earliest(values[0])


def not_after(first_day: Column) -> Condition:
    """The record's days overlap with those up to the given date."""
    return lambda values: first_day <= latest(values[0])
