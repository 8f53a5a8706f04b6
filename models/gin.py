"""GIN: how PostgreSQL's index of words is asked for what a query finds.

It is in no order, and of a common word it has millions. So for those written last the newest rows
are gone through one by one: a few, and more where these promise that there will be enough. Where
there are not, the index is asked for all that are older.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from .query import Shape, told
from .search import Search, ids

# So many rows are gone through at most, 1 us each; and of few rows this part.
GONE_THROUGH, PART = 60_000, 8
# So many rows from all over a kind are looked at to know whether more than some are found.
LOOKED_AT = 400
# So many of these are then, and all in all so many times those: where it is likely, and certain.
LIKELY, CERTAIN = (4, 2), (8, 6)

_id: Any = Search.__table__.c.id


class Parts(NamedTuple):
    """Ids and slugs of the rows of a kind that a query finds: of the few, of more, and of the rest.

    Of the rest it is all of them, in no order, unless there were enough before.
    """

    tried: CTE
    further: CTE
    rest: Select[Any]


def found(shape: Shape, record: str, most: ColumnElement[int], part: int) -> Parts:
    """What a query finds of a kind, where `most` are enough.

    The few are that part of what is gone through at most.
    """
    first, last = map(whole, ids(record))
    own, newest = _id.between(first, last), func.max(_id)
    some = func.least(whole(GONE_THROUGH), (newest - first) // whole(PART), type_=BigInteger)
    bounds = select((newest - some // whole(part)).label("few"), (newest - some).label("many"))
    before = bounds.where(own).cte(f"before_{record}").c
    few, many = (select(one).scalar_subquery() for one in before)
    tried = _gone_through(shape, record, (own, _id > few), most).cte(f"tried_{record}")
    # Half as many again as are wanted, if all are like these.
    number = func.count()
    promise = and_(number < most, number * whole(2 * part) >= most * whole(3))
    begin = select(case((promise, many), else_=few)).select_from(tried).scalar_subquery()
    more = (own, _id > begin, _id <= few)
    further = _gone_through(shape, record, more, most).cte(f"further_{record}")
    enough = number_of(tried) + number_of(further) >= most
    # By a sum, which is in no index, or the planner would go through all that are older.
    place = (_id + whole(0)).label("id")
    rest = select(place, Search.slug).where(place <= begin, ~enough)
    return Parts(tried, further, rest.where(*_asked(shape, record)))


def every(shape: Shape, record: str, *columns: Any) -> Select[Any]:
    """Columns of all rows of a kind that a query finds, in no order."""
    return select(*columns, _id).where(*_asked(shape, record))


def _asked(shape: Shape, record: str) -> Iterator[ColumnElement[bool]]:
    """What the index is asked, and what it cannot tell. The words are those of the kind."""
    yield Search.words.bool_op("@@")(_match(record, "index"))
    yield from told(shape, Search)


def seem_more(shape: Shape, record: str, most: int, certainly: bool) -> Select[bool]:
    """Whether it seems that more rows of a kind are found than so many: by a few of them."""
    first, last = map(whole, ids(record))
    newest = select(func.max(_id)).where(_id.between(first, last)).scalar_subquery()
    apart = func.greatest((newest - first) // whole(LOOKED_AT), whole(1), type_=BigInteger)
    places = select(func.generate_series(first, newest, apart)).scalar_subquery()
    said = Search.__table__.alias()
    # By a function: or the index of words would be asked.
    holds = func.ts_match_vq(said.c.words, _match(record), type_=Boolean)
    number = func.count(case((and_(holds, *told(shape, said.c)), 1)))
    few, times = CERTAIN if certainly else LIKELY
    seem_more = and_(number >= few, number * apart >= times * most)
    return select(seem_more).where(said.c.id == any_(func.array(places, type_=ARRAY(BigInteger))))


def _gone_through(
    shape: Shape, record: str, which: Sequence[Any], most: ColumnElement[int]
) -> Select[Any]:
    """The newest rows that a query finds of those that are gone through."""
    columns = (_id, Search.slug, Search.words, Search.names, Search.texts)
    # With a limit of its own, and by a function: or the planner would take the index of words, or
    # all of the table.
    walk = select(*columns).where(*which).order_by(_id.desc()).limit(whole(GONE_THROUGH))
    row = walk.subquery().c
    holds = func.ts_match_vq(row.words, _match(record), type_=Boolean)
    found = select(row.id, row.slug).where(holds, *told(shape, row))
    return found.order_by(row.id.desc()).limit(most)


def _match(record: str, asked: str = "match") -> ColumnElement[Any]:
    """A query of a kind, as rows are asked one by one, or as the index is."""
    return cast(bindparam(f"{asked}_{record}", type_=Text), TSQUERY)


def number_of(part: CTE) -> ColumnElement[int]:
    """How many rows a part has."""
    return select(func.count()).select_from(part).scalar_subquery()


def whole(number: int) -> ColumnElement[int]:
    """A number of the statement's own: as a parameter it would be handed over each time."""
    return cast(literal_column(str(number)), BigInteger)
