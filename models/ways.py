"""Ways to what filters let through: by the entries of a filter, by the record's own columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, null, select, true

from .days import begun_before, without_days
from .filters import AnyOf, Every, Filters, indexes, keeps, least
from .found import Found
from .hints import only_if, same, unindexed
from .way import Way

if TYPE_CHECKING:
    from .base import Record

# More ways than these are not gone, one for each value or combination; nor as many beside entries.
MOST_CHOICES, MOST_LED = 100, 8


def ways(model: type[Record], names: Sequence[str], filters: Filters) -> Iterator[Way]:
    """Ways to all that passes every filter; nothing is found on two of them."""
    others = without_days(filters)
    # What a way has to have of its record: the columns of the sort, and the day where it is asked.
    names = [*names, *(["recency"] if len(others) < len(filters) else [])]
    found = _by_entries(model, names, others) or _by_record(model, others)
    yield from _of_days(model, filters, found)


def _of_days(model: type[Record], filters: Filters, found: Sequence[Way]) -> Iterator[Way]:
    """Ways narrowed to the days that are asked for, and the way to what begins before them."""
    others = without_days(filters)
    if len(others) == len(filters) or not found:
        yield from found
        return
    for way in found:
        yield way._replace(is_dated=True)
    if "date_from" in filters:
        yield _by_imprecise(model, others)


def _by_imprecise(model: type[Record], others: Filters) -> Way:
    """To what may have begun before the first day, of which there is little."""
    row = model.__table__
    conditions: dict[str, Any] = {name: model.conditions[name] for name in others}
    rest = (_by_no_index(how, row, others[name]) for name, how in conditions.items())
    return Way(row, [*rest, begun_before(row)], is_short=True)


def _by_no_index(how: Any, row: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
    """The condition of a filter, by whose index no database is to go: another one has fewer."""
    if isinstance(how, AnyOf):
        return how.on(row, values, unindexed)
    is_asked = isinstance(how, Every | Found)
    held: ColumnElement[bool] = how.on(row, values) if is_asked else how(values)
    return held


def _by_entries(model: type[Record], names: Sequence[str], filters: Filters) -> list[Way]:
    """Ways by entries that have the columns; by slug, one for each value of a word.

    PostgreSQL goes along two indexes of slugs at once, but not along three, of either of two.
    """
    led = _own(model, filters) if names[:1] == ["slug"] else []
    words = [name for name in led if _tells_whose(model, model.conditions[name])]
    asked = _one_of_each(filters, words if _combinations(filters, words) <= MOST_LED else [])
    return [way for one in asked for way in _by_rarer(model, names, one)]


def _one_of_each(filters: Filters, own: Sequence[str]) -> Iterator[Filters]:
    """The filters with one value of each of some: all combinations of these."""
    for choice in product(*(filters[name] for name in own)):
        yield {**filters, **{n: [value] for n, value in zip(own, choice, strict=True)}}


def _combinations(filters: Filters, own: Sequence[str]) -> int:
    return prod(len(filters[name]) for name in own)


def _by_rarer(model: type[Record], names: Sequence[str], filters: Filters) -> list[Way]:
    """The way by entries that have the columns; on SQLite that by the record's own, if rarer."""
    own = _own(model, filters)
    leading = _leading(model, names, filters)
    if leading is None:
        return []
    if not own:
        return [_by_entry(model, leading, names, filters)]
    numbers = _numbers(model, own, filters)
    rarer = _rarer(model, filters, numbers)
    rest = {name: values for name, values in filters.items() if name not in own}
    by_own = (
        _led_by(model, own, filters, name, [only_if(~rarer, value, null()) for value in values])
        for name, values in _only_the_least(own, filters, numbers)
    )
    return [
        _by_entry(model, leading, names, filters, lambda value: only_if(rarer, value, value)),
        *(Way(model.__table__, [*led, *beside(model, model.__table__, rest)]) for led in by_own),
    ]


def _leading(model: type[Record], names: Sequence[str], filters: Filters) -> str | None:
    """The narrowest of the filters by entries that keep these columns of their record."""
    for name, how in model.conditions.items():
        if name in filters and isinstance(how, Every) and keeps(how.table, model.__table__, names):
            return name
    return None


def _numbers(model: type[Record], own: Sequence[str], filters: Filters) -> list[Any]:
    """How many records pass each of the filters by own columns: counted once, whoever asks."""
    hows: Mapping[str, Any] = model.conditions
    return [*select(*(hows[name].number(filters[name]) for name in own)).cte().c]


def _rarer(model: type[Record], filters: Filters, own: Sequence[Any]) -> Any:
    """Whether the filters by entries have fewer rows than each of those by own columns."""
    hows = {n: how for n in filters if isinstance(how := model.conditions[n], Every)}
    entries = least(*(how.number(filters[name]) for name, how in hows.items()))
    return select((entries <= least(*own)).label("rarer")).cte().c.rarer


def _by_entry(
    model: type[Record],
    leading: str,
    names: Sequence[str],
    filters: Filters,
    looked_for: Callable[[Any], Any] = lambda value: value,
) -> Way:
    """The way by the entries of one filter, the rest of them asked of what it finds."""
    how, values = cast(Every, model.conditions[leading]).together(filters[leading])
    value, *more = how.rarest_first(values)
    row, held = how.entries(looked_for(value))
    rest = beside(model, row, {**filters, leading: more}, names)
    by = frozenset({how.column, *how.also})
    way = Way(row, [held, *rest], how.first(row, value), by)
    if names[:1] == ["slug"] and way.is_sorted_by(["slug"]):
        return way._replace(conditions=[*way.conditions, *_from_first(model, row, filters)])
    return way


def _from_first(
    model: type[Record], row: FromClause, filters: Filters
) -> Iterator[ColumnElement[bool]]:
    """That no row is met before the first slug of those that pass a filter by one word.

    Slugs begin with places: all of a country are in a row, and most of a party may be before them.
    """
    for name in _own(model, filters):
        condition, values = model.conditions[name], filters[name]
        if len(values) == 1 and _tells_whose(model, condition):
            first = select(func.min(model.slug)).where(condition(values)).scalar_subquery()
            yield row.c.slug >= first


def beside(
    model: type[Record], row: FromClause, filters: Filters, names: Sequence[str] = ()
) -> Iterator[Any]:
    """The conditions that the record of a row passes the filters. `names`: the order of rows."""
    own = []
    for name, values in filters.items():
        condition = model.conditions[name]
        if isinstance(condition, Every):
            yield condition.on(row, values, names)
        elif isinstance(condition, Found):
            yield condition.on(row, values)
        elif row is model.__table__:
            yield condition(values)
        elif _tells_whose(model, condition):
            held = exists().where(same(model.slug, row.c.slug), condition(values))
            yield held.correlate(row)
        else:
            own.append(condition(values))
    if own:
        yield exists().where(model.slug == row.c.slug, *own).correlate(row)


def _tells_whose(model: type[Record], condition: Any) -> bool:
    """Whether an index has the slugs of those that hold a value: no record is looked at then."""
    by = [condition.column.key, "slug"] if isinstance(condition, AnyOf) else None
    return any(columns[:2] == by for columns in indexes(model.__table__))


def _own(model: type[Record], filters: Filters) -> list[str]:
    """The filters by the record's own columns, the narrowest first."""
    return [n for n, how in model.conditions.items() if n in filters and isinstance(how, AnyOf)]


def _by_record(model: type[Record], filters: Filters) -> list[Way]:
    """Ways by the record's own columns, one for each value of what leads."""
    hows: Mapping[str, Any] = model.conditions
    own = _own(model, filters)
    by = frozenset(hows[name].column.key for name in own)
    are_apart = len(own) > 1 and not stand_together(model, by)
    choices = sum(len(filters[n]) for n in own) if are_apart else _combinations(filters, own)
    if choices > MOST_CHOICES:
        return [_at_once(model, filters)]
    if are_apart:
        return [*_by_rarest(model, own, filters)]
    # What else is asked, the database may prefer to begin with.
    led = by if len(own) == len(filters) else None
    return [_at_once(model, one)._replace(by=led) for one in _one_of_each(filters, own)]


def _by_rarest(model: type[Record], own: Sequence[str], filters: Filters) -> Iterator[Way]:
    """Ways by that of a record's columns whose values the fewest have, since no index has all.

    SQLite is made to go by it: there are ways by each of them, of which it goes those by one.
    """
    hows: Mapping[str, Any] = model.conditions
    rest = [hows[name](values) for name, values in filters.items() if name not in own]
    for name, values in _only_the_least(own, filters, _numbers(model, own, filters)):
        by = frozenset({hows[name].column.key})
        for value in values:
            led = _led_by(model, own, filters, name, [value])
            yield Way(model.__table__, [*led, *rest], by=by)


def _led_by(
    model: type[Record], own: Sequence[str], filters: Filters, name: str, values: Sequence[Any]
) -> Iterator[ColumnElement[bool]]:
    """That the column which leads holds a value; the others are asked of each row that is met."""
    hows: Mapping[str, Any] = model.conditions
    yield hows[name](values)
    yield from (hows[n].on(model.__table__, filters[n]) for n in own if n != name)


def stand_together(model: type[Record], by: frozenset[str]) -> bool:
    """Whether an index begins with these columns, and not because a list is sorted by one."""
    sorts = {name for order in model.sorts.values() for name in order}
    columns = indexes(model.__table__)
    return by.isdisjoint(sorts) and any({*some[: len(by)]} == by for some in columns)


def _only_the_least(
    own: Sequence[str], filters: Filters, numbers: Sequence[Any]
) -> Iterator[tuple[str, list[Any]]]:
    """The values of each filter, but on SQLite null for all but that which the fewest records pass.

    PostgreSQL, which finds out by itself, gets those of the first and no others.
    """
    for place, (name, number) in enumerate(zip(own, numbers, strict=True)):
        before, after = numbers[:place], numbers[place + 1 :]
        fewest = and_(true(), *(number < n for n in before), *(number <= n for n in after))
        yield name, [only_if(fewest, value, null() if place else value) for value in filters[name]]


def _at_once(model: type[Record], filters: Filters) -> Way:
    """The way that a database finds by itself."""
    held = [model.conditions[name](values) for name, values in filters.items()]
    return Way(model.__table__, [and_(*held)] if held else [])
