"""Encounters: the meetings that leaders had with each other, none of them counted twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from operator import mul
from typing import Any, ClassVar, NamedTuple, cast

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    column,
    func,
    literal,
    or_,
    select,
    true,
)

from .dates import earliest, latest
from .filters import AnyOf, Every, Filters
from .hints import alike
from .key import LIMIT, Asked, Key, beyond, page
from .meeting import TOOK_PLACE, Meeting, MeetingTopic, date_of_meeting
from .pair import date, dated
from .vocabularies import MeetingKind, MeetingStatus

# What a filter compares is its value, but for these a day.
_DAYS = {"date_from": earliest, "date_to": latest}
# How meetings are found for which leaders are listed.
_LISTED = cast(Every, Meeting.conditions["leader"])


class Shape(NamedTuple):
    """A chronology but for its values: how many leaders, and how many values each filter has."""

    leaders: int
    filters: tuple[tuple[str, int], ...]
    direct: bool


class Chronology:
    """The encounters of some leaders that pass every filter, by their earliest day and slug.

    If `direct`, without the summits at which they did not meet apart. Statements are made once for
    each shape: that takes longer than to execute them.
    """

    order: ClassVar[Sequence[Any]] = (column("first_day", Integer), column("slug", String))

    def __init__(self, leaders: Sequence[str], filters: Filters, direct: bool) -> None:
        numbers = tuple((name, len(values)) for name, values in filters.items())
        self._shape = Shape(len(leaders), numbers, direct)
        self._parameters: dict[str, Any] = {f"leader_{n}": who for n, who in enumerate(leaders)}
        for name, values in filters.items():
            means = _DAYS.get(name, str)
            self._parameters |= {
                f"asked_{name}_{n}": means(value) for n, value in enumerate(values)
            }

    def meetings(self, key: Key | None, limit: int | None) -> Asked:
        """The encounters in order, each with its place among them and the meeting's document."""
        return self._asked(_meetings, key, limit)

    def with_sums(self, key: Key | None, limit: int | None) -> Asked:
        """The same, each beside what all those that count come to, for `sums`.

        That comes also where no encounter is left: alone.
        """
        return self._asked(_with_sums, key, limit)

    def about(self, topic: str, key: Key | None, limit: int | None) -> Asked:
        """The same, with what each meeting's own record says of a topic."""
        return self._asked(_treatments, key, limit, topic=topic)

    def _asked(
        self, make: Callable[..., Select[Any]], key: Key | None, limit: int | None, **given: str
    ) -> Asked:
        statement = make(self._shape, bool(key), limit is not None)
        return Asked(statement, {**self._parameters, **page(key, limit), **given})


def sums(row: Any) -> dict[str, Any]:
    """What the encounters that count come to, of a row that has it."""
    numbers = {status: getattr(row, status) for status in sorted(s.value for s in MeetingStatus)}
    return {
        "counts": {status: number for status, number in numbers.items() if number},
        "first_on": row.first_on,
        "last_on": row.last_on,
        "minutes": row.minutes,
    }


@lru_cache(maxsize=1000)
def _meetings(shape: Shape, follows: bool, limited: bool) -> Select[Any]:
    shown: Any = _shown(_passed(shape), follows, limited)
    entries = select(*shown.c, Meeting.document).join(Meeting, Meeting.slug == shown.c.slug)
    return entries.order_by(shown.c.first_day, shown.c.slug)


@lru_cache(maxsize=1000)
def _with_sums(shape: Shape, follows: bool, limited: bool) -> Select[Any]:
    # Once for both the page and the sums: to put all in order takes longer than to show some.
    passed = _passed(shape)
    shown, sums = _shown(passed, follows, limited), _sums(passed).subquery("sums")
    document = select(Meeting.document).where(Meeting.slug == shown.c.slug).scalar_subquery()
    both = select(*shown.c, document.label("document"), *sums.c)
    ordered = both.select_from(sums.outerjoin(shown, true()))
    return ordered.order_by(shown.c.first_day, shown.c.slug)


@lru_cache(maxsize=1000)
def _treatments(shape: Shape, follows: bool, limited: bool) -> Select[Any]:
    shown: Any = _shown(_passed(shape), follows, limited)
    own = (MeetingTopic.slug == Meeting.slug, alike(MeetingTopic.recency, Meeting.recency))
    about = and_(MeetingTopic.topic == bindparam("topic"), *own)
    meetings = shown.join(Meeting, Meeting.slug == shown.c.slug)
    entries = select(*shown.c, MeetingTopic.treatment).outerjoin_from(meetings, MeetingTopic, about)
    return entries.order_by(shown.c.first_day, shown.c.slug)


def _shown(passed: CTE, follows: bool, limited: bool) -> FromClause:
    """The encounters of a page, each with its place: what else is told is looked up for them."""
    own: Any = passed.c
    order = [own.first_day, own.slug]
    place = (*order, own.ordinal, own.days_since_previous, own.status)
    found = select(*place, date(own.dated).label("dated_on"))
    found = found.where(beyond(order)) if follows else found
    return (found.order_by(*order).limit(LIMIT) if limited else found).subquery("shown")


def _sums(passed: CTE) -> Select[Any]:
    """What the encounters that count come to, in one row: under each status how many it has."""
    own: Any = passed.c
    met = own.ordinal.is_not(None)
    numbers = (
        func.sum(case((own.status == status, own.counted))).label(status)
        for status in MeetingStatus
    )
    return select(
        *(*numbers, func.count().label("entries")),
        func.sum(case((met, own.minutes))).label("minutes"),
        date(func.min(case((met, own.dated)))).label("first_on"),
        date(func.max(case((met, own.dated)))).label("last_on"),
    ).select_from(passed)


def _passed(shape: Shape) -> CTE:
    """The entries of the chronology that pass the filters."""
    own: Any = _numbered([bindparam(f"leader_{n}") for n in range(shape.leaders)]).c
    conditions: dict[str, Callable[[Sequence[Any]], ColumnElement[bool]]] = {
        "kind": AnyOf(own.kind),
        "status": AnyOf(own.status),
        "date_from": lambda days: own.last_day >= days[0],
        "date_to": lambda days: own.first_day <= days[0],
    }
    passed = [
        conditions[name]([bindparam(f"asked_{name}_{n}") for n in range(number)])
        for name, number in shape.filters
    ]
    listed = [own.listed == 1] if shape.direct else []
    return select(*own).where(*passed, *listed).cte("passed")


def _numbered(leaders: Sequence[Any]) -> CTE:
    """Every meeting for which all of the leaders are listed, to be ordered by `first_day`, `slug`.

    `listed` are those that are encounters, which a summit at which they did not meet apart is not;
    `counted` those that count under their status; `met` and counted, those that have an `ordinal`.
    """
    own: Any = _weighed(_together(leaders)).c
    # 1 or 0, and not compared: SQLite takes windows with parameters in them for different ones.
    numbered = own.counted * own.met
    order = {"partition_by": numbered, "order_by": [own.first_day, own.slug]}
    previous = func.lag(own.day).over(**order)
    # None before the previous one may reach beyond it: it would be the previous one then.
    known = func.max(own.last_day).over(**order, rows=(None, -1)) == previous
    ordinal = case((numbered == 1, func.row_number().over(**order)))
    days = case((and_(numbered == 1, known), own.day - previous))
    found = select(*own, ordinal.label("ordinal"), days.label("days_since_previous"))
    return found.cte("chronology")


def _shared(leaders: Sequence[Any]) -> CTE:
    """The meetings for which all of the leaders are listed. `met`: 1 where all of them met."""
    how, others = _LISTED.together(leaders)
    (first, held), *more = (how.entries(leader) for leader in how.rarest_first(others))
    rows: Any = first
    for entry, also_held in more:
        same = (entry.c.slug == first.c.slug, alike(entry.c.recency, first.c.recency))
        rows = rows.join(entry, and_(also_held, *same))
    met = reduce(mul, (first.c.met, *(entry.c.met for entry, _ in more))).label("met")
    found = select(first.c.slug, met).select_from(rows).where(held)
    # Before anything else, by the key alone: else every meeting of a leader is looked up.
    return found.cte("shared").prefix_with("MATERIALIZED")


def _together(leaders: Sequence[str]) -> CTE:
    """Those meetings, with what their place depends on."""
    shared = _shared(leaders)
    # A day that is known: a single one, and not said to be approximate or uncertain.
    known = and_(
        Meeting.first_day == Meeting.last_day, func.length(date_of_meeting()) == len("2019-06-28")
    )
    return (
        select(
            *(Meeting.slug, Meeting.kind, Meeting.status, Meeting.part_of),
            *(Meeting.first_day, Meeting.last_day, case((known, Meeting.first_day)).label("day")),
            *(dated().label("dated"), Meeting.duration_minutes.label("minutes"), shared.c.met),
        )
        .join(shared, shared.c.slug == Meeting.slug)
        .cte("together")
    )


def _among(column: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """That a column holds one of some words, which are known when the statement is made."""
    held: ColumnElement[bool] = column.in_([literal(word, column.type) for word in words])
    return held


def _weighed(together: CTE) -> CTE:
    """Those meetings, each with whether it is listed and whether it counts.

    One that contains another, however deep, yields to it; one at which they met, only if they met
    at the other too.
    """
    own: Any = together.c
    around = _around(together)
    apart = own.kind != MeetingKind.summit
    # Two sets of slugs, and no join: SQLite would go through all of them for each meeting.
    yields = or_(
        own.slug.in_(select(around.c.slug).where(around.c.met == 1)),
        and_(own.met == 0, own.slug.in_(select(around.c.slug))),
    )
    real = or_(own.met == 1, ~_among(own.status, TOOK_PLACE))
    return select(
        *own,
        case((or_(apart, yields), 1), else_=0).label("listed"),
        case((and_(apart, ~yields, real), 1), else_=0).label("counted"),
    ).cte("weighed")


def _around(together: CTE) -> CTE:
    """What contains one of the meetings but a summit, once for each sort. `met` is of the inner."""
    own: Any = together.c
    directly = select(own.part_of.label("slug"), own.met)
    return containing(directly.where(own.part_of.is_not(None), own.kind != MeetingKind.summit))


def containing(directly: Select[*tuple[Any, ...]]) -> CTE:
    """What contains meetings, however deep: `slug`, beside other columns that are handed down.

    `directly` selects what the meetings are part of.
    """
    up: Any = directly.cte("up", recursive=True)
    slug, *handed_down = up.c
    # Looked up one by one: a join would have PostgreSQL read all meetings at each step.
    higher = select(Meeting.part_of).where(Meeting.slug == slug).scalar_subquery()
    up = up.union(select(higher, *handed_down).where(slug.is_not(None)))
    return select(up).where(up.c.slug.is_not(None)).cte("around")
