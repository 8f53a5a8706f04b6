"""GIN: how PostgreSQL's index of words is asked for what a query finds.

It is in no order, and of a common word it has millions. So for those written last a few of the
newest rows are gone through one by one; the index is asked for the newest blocks, one after the
other, where these promise that there will be enough; and for all that are older, where there are
not.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from .query import Shape, told
from .search import BLOCK, Search, block_mark, ids

# So many of the newest rows are gone through, 1 us each; and of few rows this part.
GONE_THROUGH, PART = 2000, 20
# So many of the newest blocks are asked for then at most, 2.5 ms each, if these will do.
BLOCKS = 6
# So many rows from all over a kind are looked at to know whether more than some are found.
LOOKED_AT = 400
# So many of these are then, and all in all so many times those: where it is likely, and certain.
LIKELY, CERTAIN = (3, 2), (8, 6)

_id: Any = Search.__table__.c.id
# By a sum, which is in no index, or the planner would go through all that are older.
_place: Any = _id + literal_column("0", BigInteger)


class Parts(NamedTuple):
    """Ids and slugs of the rows of a kind that a query finds: of the few, of more, and of the rest.

    Of the rest it is all of them, in no order, unless there were enough before.
    """

    tried: CTE
    further: CTE
    rest: Select[Any]


def found(shape: Shape, record: str, most: ColumnElement[int]) -> Parts:
    """What a query finds of a kind, where `most` are enough."""
    rows = _Rows(shape, record, most)
    tried = rows.gone_through().cte(f"tried_{record}")
    number = number_of(tried)
    # Half as many again as are wanted, if all are like these.
    promise = number * whole(2 * BLOCKS * BLOCK) >= most * rows.length * whole(3)
    further = rows.of_blocks(and_(number < most, promise)).cte(f"further_{record}")
    begin = case((promise, rows.start(BLOCKS)), else_=rows.tried + whole(1))
    rest = rows.before(begin, number + number_of(further) < most)
    return Parts(tried, further, rest)


class _Rows:
    """What a query finds of the rows of a kind, by where these are."""

    def __init__(self, shape: Shape, record: str, most: ColumnElement[int]) -> None:
        self.shape, self.record, self.most = shape, record, most
        self.first, self.last = map(whole, ids(record))
        own, newest = _id.between(self.first, self.last), func.max(_id)
        some = func.least(whole(GONE_THROUGH), (newest - self.first) // whole(PART))
        bounds = select(
            (newest - self.first).label("newest"),
            (newest - some).label("tried"),
            some.label("length"),
        )
        before = bounds.where(own).cte(f"before_{record}").c
        self.newest, self.tried, self.length = (select(one).scalar_subquery() for one in before)

    def gone_through(self) -> Select[Any]:
        """Of the newest, each asked by itself."""
        columns = (_id, Search.slug, Search.words, Search.names, Search.texts)
        newest = select(*columns).where(_id.between(self.first, self.last), _id > self.tried)
        # With a limit of its own, and by a function: or the planner would take the index of words.
        row = newest.order_by(_id.desc()).limit(whole(GONE_THROUGH)).subquery().c
        holds = func.ts_match_vq(row.words, _match(self.record), type_=Boolean)
        found = select(row.id, row.slug).where(holds, *told(self.shape, row))
        return found.order_by(row.id.desc()).limit(self.most)

    def of_blocks(self, asked: ColumnElement[bool]) -> Select[Any]:
        """Of one block after the other, if they are asked, from the newest: until it is enough."""
        numbers = func.generate_series(whole(0), whole(BLOCKS - 1)).table_valued("number")
        block = numbers.render_derived()
        found = self._of_block(block.c.number, asked).lateral()
        return select(found).select_from(block).join(found, true()).limit(self.most)

    def _of_block(self, number: ColumnElement[int], asked: ColumnElement[bool]) -> Select[Any]:
        begin, end = f"' & ''{block_mark(self.record)}'", "''''"
        block = literal_column(begin, Text) + cast(self._block(number), Text)
        match = _text(self.record, "index") + block + literal_column(end, Text)
        found = self._told(cast(match, TSQUERY)).where(_place <= self.tried, asked)
        return found.order_by(_place.desc()).limit(self.most)

    def before(self, begin: ColumnElement[int], asked: ColumnElement[bool]) -> Select[Any]:
        """Of all that are older, if they are asked."""
        every = self._told(_match(self.record, "index"))
        return every.where(_place < begin, asked, begin > self.first)

    def _told(self, match: ColumnElement[Any]) -> Select[Any]:
        """What the index of words tells, and what it cannot."""
        held = Search.words.bool_op("@@")(match)
        return select(_place.label("id"), Search.slug).where(held, *told(self.shape, Search))

    def start(self, blocks: int) -> ColumnElement[int]:
        """The first id of so many of the newest blocks."""
        return self.first + self._block(whole(blocks - 1)) * whole(BLOCK)

    def _block(self, number: ColumnElement[int]) -> ColumnElement[int]:
        return self.newest // whole(BLOCK) - number


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


def _match(record: str, asked: str = "match") -> ColumnElement[Any]:
    """A query of a kind, as rows are asked one by one, or as the index is."""
    return cast(_text(record, asked), TSQUERY)


def _text(record: str, asked: str) -> ColumnElement[str]:
    return bindparam(f"{asked}_{record}", type_=Text)


def number_of(part: CTE) -> ColumnElement[int]:
    """How many rows a part has."""
    return select(func.count()).select_from(part).scalar_subquery()


def whole(number: int) -> ColumnElement[int]:
    """A number of the statement's own: as a parameter it would be handed over each time."""
    return cast(literal_column(str(number)), BigInteger)
