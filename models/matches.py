"""Matches: which records a query finds, and in what order.

What is asked is made into statements once for each shape of a query, with parameters in the place
of its words: that takes longer than to execute them. What the index of a database cannot tell,
phrases of more than two words, is looked up in the folded text. Rank is reckoned from it too, in
whole numbers, so that both databases give the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    SelectBase,
    String,
    Text,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    literal_column,
    null,
    select,
    table,
    true,
    union_all,
)

from . import gin
from .base import Record, among, ask, connection
from .found import Found, Matching
from .gin import number_of, whole
from .hints import unforeseen
from .key import LIMIT, Asked, Key, beyond, page
from .query import Facet, Shape, facets_alone, holds, shaped, told
from .search import KEYS, Search, ids
from .words import parse

# Of each kind at most so many matches are ranked, those written last: a common word is in millions.
RANKED = 200
# So many records are counted at most, of all kinds together.
COUNTED = 1000
# A name counts for more than a text, and what is short for more than what is long.
NAME_WEIGHT, NAME_SPAN, TEXT_SPAN = 3, 50, 500

# On SQLite the index is a table, kept in step by `search.write` and a trigger.
_index = table("search_index", column("rowid", Integer), column("search_index"))

# How many are ranked, as a parameter.
_AT_MOST = bindparam("ranked", type_=Integer)


def _matching(shape: Shape, record: str, *columns: Any) -> Select[Any]:
    """Columns of the rows of a kind that a query finds on SQLite, those written last first.

    All terms must be found, and one that is wanted must be among them.
    """
    if not shape.wanted:
        return select(*columns, Search.id).where(false())
    id_, match = _index.c.rowid, bindparam(f"match_{record}", type_=Text)
    looked_up = told(shape, Search)
    found = select(*columns, id_).where(column("search_index").op("MATCH")(match), *looked_up)
    if columns or looked_up:
        # Else the index tells alone.
        found = found.join_from(_index, Search, id_ == Search.id)
    first, last = map(whole, ids(record))
    return found.where(id_.between(first, last)).order_by(id_.desc())


class Says(Found):
    """The filter of a list by what a query finds in the words of its kind of record."""

    def __init__(self, model: type[Record]) -> None:
        self.record, self.table = model.record, model.__table__

    def asked(
        self, sought: str | None, facets: Sequence[Sequence[str]], without: Sequence[Facet]
    ) -> tuple[Shape, Mapping[str, Any]]:
        if sought is None:
            return facets_alone(self.record, facets)
        return shaped(sought, [self.record], facets, without)

    def seem_more(
        self, shape: Shape, parameters: Mapping[str, Any], most: int, certainly: bool
    ) -> bool:
        if not _is_gin(shape):
            return False
        asked = _seem_more(shape, self.record, most, certainly)
        return bool(connection().scalar(asked, parameters))

    def keeps(self, names: Iterable[str]) -> bool:
        return {"slug", *KEYS}.issuperset(names)

    def matching(self, shape: Shape, names: Iterable[str], most: Any, numbered: bool) -> Matching:
        columns = [Search.__table__.c[name] for name in names]
        if _is_gin(shape):
            every = gin.every(shape, self.record, *columns)
            rows = (every.limit(unforeseen(most)) if numbered else every).cte("matched")
            return Matching(rows, number_of(rows) if numbered else whole(0))
        # The index has them 20 times as fast as what stands beside the words.
        known = _matching(shape, self.record).order_by(None).limit(most).cte("known")
        number, (id_,) = number_of(known), known.c
        found = select(id_, *columns).join_from(known, Search, Search.id == id_)
        return Matching(found.where(number < most).cte("matched"), number)

    def held(self, row: FromClause, sought: str) -> ColumnElement[bool]:
        said = Search.__table__.alias()
        terms = (holds(said.c, term.needle, term.wanted) for term in parse(sought))
        own = (said.c.record == self.record, said.c.slug == row.c.slug)
        found = select(said.c.id).where(*own, *terms).correlate(row).limit(1)
        # Not as EXISTS: PostgreSQL would look for the words in every text there is, and join.
        return found.scalar_subquery().is_not(None)

    def among(self, column: Any, values: Iterable[str]) -> ColumnElement[bool]:
        return among(column, values)

    def ask(self, asked: Asked) -> Sequence[Any]:
        return ask(asked).all()


def _is_gin(shape: Shape) -> bool:
    """Whether an index is asked that is in no order: that of PostgreSQL, unless nobody is asked."""
    return shape.dialect == "postgresql" and shape.wanted > 0


@lru_cache(maxsize=1000)
def _seem_more(shape: Shape, record: str, most: int, certainly: bool) -> Select[bool]:
    return gin.seem_more(shape, record, most, certainly)


def count(records: Sequence[str], query: str, most: int) -> int:
    """How many records of some kinds a query finds, so many at most."""
    shape, parameters = shaped(query, records)
    asked = _count(shape, tuple(records))
    return connection().execute(asked, {**parameters, "limit": most}).scalar_one()


@lru_cache(maxsize=1000)
def _count(shape: Shape, records: tuple[str, ...]) -> Select[int]:
    some = union_all(*(select(_some(shape, record).subquery()) for record in records))
    return select(func.count()).select_from(some.limit(unforeseen(LIMIT)).subquery())


def _some(shape: Shape, record: str) -> SelectBase:
    """The ids of the rows of a kind that a query finds, in any order: LIMIT of them, or more."""
    if not _is_gin(shape):
        return _matching(shape, record).order_by(None)
    tried, further, rest = gin.found(shape, record, LIMIT)
    older = rest.limit(unforeseen(LIMIT)).subquery()
    return union_all(*(select(one.c.id) for one in (tried, further, older)))


# The order of what is found: by score with a minus before it, in thousandths; then kind and slug.
ORDER: Sequence[Any] = (
    column("below", BigInteger),
    column("record", String),
    column("slug", String),
)


def ranked(records: Sequence[str], query: str, key: Key | None, limit: int) -> Asked:
    """The records that a query finds, best first: those after a key, and so many at most.

    Each beside how many of each kind are ranked, under the kind's name, and how many there are of
    it, if that is known, under `every_` and its name. These numbers come also where no record is
    left: alone.
    """
    shape, parameters = shaped(query, records)
    statement = _ranked(shape, tuple(records), bool(key))
    return Asked(statement, {**parameters, "ranked": RANKED, **page(key, limit)})


@lru_cache(maxsize=1000)
def _ranked(shape: Shape, records: tuple[str, ...], follows: bool) -> Select[Any]:
    # Once for both the page and the numbers: to find takes longer than to rank.
    found = union_all(*(_scored(shape, record) for record in records)).cte("found")
    columns = [found.c[one.name] for one in ORDER]
    best = select(*columns).order_by(*columns).limit(LIMIT)
    shown = (best.where(beyond(columns)) if follows else best).subquery("shown")
    numbers = chain.from_iterable(_numbers(found.c, record) for record in records)
    counts = select(*numbers).subquery("counts")
    both = select(*shown.c, *counts.c).select_from(counts.outerjoin(shown, true()))
    return both.order_by(*shown.c)


def _numbers(found: Any, record: str) -> Iterator[ColumnElement[int]]:
    """How many of a kind are ranked, and how many there are of it, or null."""
    own = found.record == record
    ranked = func.count(case((own, 1)))
    yield ranked.label(record)
    beside = func.max(case((own, found.every)))
    yield case((ranked < _AT_MOST, ranked), else_=beside).label(f"every_{record}")


def _scored(shape: Shape, record: str) -> Select[Any]:
    """The newest rows of a kind that a query finds, each with its score."""
    # What a text is without a term is measured once, in a select that stays one by itself.
    measured = [
        length.label(f"{name}_{number}")
        for name, text in (("names", Search.names), ("texts", Search.texts))
        for number, length in enumerate(_lengths(text, shape.wanted))
    ]
    found = _newest(shape, record, Search.slug, *measured).subquery()
    score = sum((_score(number, found.c) for number in range(1, shape.wanted + 1)), whole(0))
    return select(
        (-score).label("below"),
        literal_column(f"'{record}'", String).label("record"),
        found.c.slug,
        found.c.every,
    )


def _newest(shape: Shape, record: str, *columns: Any) -> Select[Any]:
    """Columns of the rows of a kind that a query finds, of those written last, up to RANKED.

    Each beside how many there are, if they had all to be found: else beside null.
    """
    if not _is_gin(shape):
        unknown = cast(null(), BigInteger).label("every")
        return _matching(shape, record, *columns, unknown).limit(_AT_MOST)
    tried, further, rest = gin.found(shape, record, _AT_MOST)
    numbered = rest.add_columns(func.count().over().label("number"))
    latest = numbered.order_by(rest.selected_columns.id.desc()).limit(_AT_MOST)
    older = latest.cte(f"older_{record}")
    found = union_all(*(select(part.c.id) for part in (tried, further, older))).subquery().c
    last = select(found.id).order_by(found.id.desc()).limit(_AT_MOST).subquery()
    beside = select(func.max(older.c.number)).scalar_subquery()
    every = (number_of(tried) + number_of(further) + beside).label("every")
    return select(*columns, every).join(last, last.c.id == Search.id).limit(_AT_MOST)


def _lengths(text: Any, wanted: int) -> Iterator[ColumnElement[int]]:
    """The length of a text, and those that it has without each of the terms, counted from 1."""
    yield func.length(text, type_=Integer)
    for number in range(1, wanted + 1):
        needle = bindparam(f"wanted_{number}", type_=Text)
        yield func.length(func.replace(text, needle, ""), type_=Integer)


def _score(number: int, lengths: Any) -> ColumnElement[int]:
    names = _share(number, "names", NAME_SPAN, lengths)
    return whole(NAME_WEIGHT) * names + _share(number, "texts", TEXT_SPAN, lengths)


def _share(number: int, text: str, span: int, lengths: Any) -> ColumnElement[int]:
    """0 to 1000: how much a text is about a term. More of the same counts less and less."""
    length, without = lengths[f"{text}_0"], lengths[f"{text}_{number}"]
    times = (length - without) // bindparam(f"length_{number}", type_=Integer)
    weight: ColumnElement[int] = whole(span) * times + whole(span) + length
    share: ColumnElement[int] = whole(1000 * span) * times // weight
    return share
