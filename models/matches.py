"""Matches: which records a query finds, and in what order.

What is asked is made into statements once for each shape of a query, with parameters in the place
of its words: that takes longer than to execute them. What the index of a database cannot tell,
phrases of more than two words, is looked up in the folded text. Rank is reckoned from it too, in
whole numbers, so that both databases give the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
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
    or_,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from .base import Record, among, connection
from .filters import FEW, Found
from .hints import unforeseen
from .key import LIMIT, Asked, Key, beyond, page
from .query import Shape, shaped
from .search import Search, ids
from .words import parse

# Of each kind at most so many matches are ranked, those written last: a common word is in millions.
RANKED = 200
# So many of the newest rows PostgreSQL goes through, 0.4 us each, before it asks its index; and of
# few rows this part.
GONE_THROUGH, PART = 30_000, 8
# A name counts for more than a text, and what is short for more than what is long.
NAME_WEIGHT, NAME_SPAN, TEXT_SPAN = 3, 50, 500

# On SQLite the index is a table, kept in step by `search.write` and a trigger.
_index = table("search_index", column("rowid", Integer), column("search_index"))

# How many are ranked, as a parameter.
_AT_MOST = bindparam("ranked", type_=Integer)


def _matching(shape: Shape, record: str, *columns: Any) -> Select[Any]:
    """Columns of the rows of a kind that a query finds, those written last first.

    All terms must be found, and one that is wanted must be among them.
    """
    told = _told(shape)
    if not shape.wanted:
        return select(*columns, Search.id).where(false())
    match = bindparam(f"match_{record}", type_=Text)
    if shape.dialect == "sqlite":
        id_: ColumnElement[int] = _index.c.rowid
        found = select(*columns, id_).where(column("search_index").op("MATCH")(match))
        # How many there are the index tells alone, if nothing has to be looked up.
        alone = not columns and not told
        found = found if alone else found.join_from(_index, Search, id_ == Search.id)
        first, last = map(_whole, ids(record))
        found = found.where(id_.between(first, last))
    else:
        id_ = Search.__table__.c.id
        # The words are those of the kind. PostgreSQL would go through all ids of it besides.
        found = select(*columns, id_).where(Search.words.bool_op("@@")(cast(match, TSQUERY)))
    return found.where(*told).order_by(id_.desc())


def _told(shape: Shape, said: Any = Search) -> list[ColumnElement[bool]]:
    """What the texts of a row have to hold, and not to hold, that no index tells."""
    return [
        _holds(said, bindparam(f"looked_up_{number}", type_=Text), wanted)
        for number, wanted in enumerate(shape.looked_up)
    ]


def _holds(said: Any, needle: Any, wanted: bool) -> ColumnElement[bool]:
    """Whether the texts of a row have a term, or have it not if it is not wanted."""
    # Not by LIKE, which takes SQLite three times as long.
    place = func.instr if connection().dialect.name == "sqlite" else func.strpos
    held = or_(place(said.names, needle) > 0, place(said.texts, needle) > 0)
    return held if wanted else ~held


def says(model: type[Record]) -> Found:
    """The filter of a list by what a query finds."""
    return Found(model, partial(few, model), partial(held, model.record))


def few(model: type[Record], query: str) -> ColumnElement[bool] | None:
    """The condition that a query finds a record of a kind; None if it finds more than FEW."""
    shape, parameters = shaped(query, [model.record])
    asked = _few(shape, model.record)
    found = connection().scalars(asked, {**parameters, **page(None, FEW + 1)}).all()
    return among(model.slug, found) if len(found) <= FEW else None


@lru_cache(maxsize=1000)
def _few(shape: Shape, record: str) -> Select[Any]:
    return select(_some(shape, record, Search.slug).subquery().c.slug).limit(unforeseen(LIMIT))


def _some(shape: Shape, record: str, *columns: Any) -> SelectBase:
    """Columns of the rows of a kind that a query finds, in any order, LIMIT of them or more."""
    if shape.dialect == "sqlite" or not shape.begins:
        return _matching(shape, record, *columns).order_by(None)
    # For a beginning PostgreSQL gathers all that its index has, twice.
    newest, older = _in_two_parts(shape, record, LIMIT)
    rest = older.order_by(None).limit(unforeseen(LIMIT)).subquery()
    return union_all(select(newest.c.slug), select(rest.c.slug))


def held(record: str, row: FromClause, query: str) -> ColumnElement[bool]:
    """The condition that a query finds the record of a row, which is looked up in its texts."""
    said = Search.__table__.alias()
    told = (_holds(said.c, term.needle, term.wanted) for term in parse(query))
    own = (said.c.record == record, said.c.slug == row.c.slug)
    found = select(said.c.id).where(*own, *told).correlate(row).limit(1)
    # Not as EXISTS: PostgreSQL would look for the words in every text there is, and join.
    return found.scalar_subquery().is_not(None)


def count(records: Sequence[str], query: str) -> Asked:
    """How many records a query finds, and whether that is all: up to FEW."""
    shape, parameters = shaped(query, records)
    return Asked(_count(shape, tuple(records)), {**parameters, "limit": FEW})


@lru_cache(maxsize=1000)
def _count(shape: Shape, records: tuple[str, ...]) -> Select[Any, Any]:
    found = (select(_some(shape, record).subquery()) for record in records)
    number = func.count()
    some = union_all(*found).limit(unforeseen(LIMIT)).subquery()
    return select(number, number < LIMIT).select_from(some)


# The order of what is found: by score with a minus before it, in thousandths; then kind and slug.
ORDER: Sequence[Any] = (
    column("below", BigInteger),
    column("record", String),
    column("slug", String),
)


def ranked(records: Sequence[str], query: str, key: Key | None, limit: int) -> Asked:
    """The records that a query finds, best first: those after a key, and so many at most.

    Each beside how many of each kind there are, up to RANKED, under the kind's name. These numbers
    come also where no record is left: alone.
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
    numbers = (func.count(case((found.c.record == record, 1))).label(record) for record in records)
    counts = select(*numbers).subquery("counts")
    both = select(*shown.c, *counts.c).select_from(counts.outerjoin(shown, true()))
    return both.order_by(*shown.c)


def _scored(shape: Shape, record: str) -> Select[Any]:
    """The newest rows of a kind that a query finds, each with its score."""
    # What a text is without a term is measured once, in a select that stays one by itself.
    measured = [
        length.label(f"{name}_{number}")
        for name, text in (("names", Search.names), ("texts", Search.texts))
        for number, length in enumerate(_lengths(text, shape.wanted))
    ]
    found = _newest(shape, record, Search.slug, *measured).subquery()
    score = sum((_score(number, found.c) for number in range(1, shape.wanted + 1)), _whole(0))
    return select(
        (-score).label("below"), literal_column(f"'{record}'", String).label("record"), found.c.slug
    )


def _newest(shape: Shape, record: str, *columns: Any) -> Select[Any]:
    """Columns of the rows of a kind that a query finds, of those written last, up to RANKED."""
    if shape.dialect == "sqlite" or not shape.wanted:
        return _matching(shape, record, *columns).limit(_AT_MOST)
    newest, older = _in_two_parts(shape, record, _AT_MOST)
    both = union_all(select(newest.c.id), select(older.subquery().c.id)).subquery().c
    last = select(both.id).order_by(both.id.desc()).limit(_AT_MOST).subquery()
    return select(*columns).join(last, last.c.id == Search.id).limit(_AT_MOST)


def _in_two_parts(shape: Shape, record: str, most: ColumnElement[int]) -> tuple[CTE, Select[Any]]:
    """Ids and slugs on PostgreSQL, whose index is in no order: of a common word it has millions.

    The newest rows are gone through one by one, and the index is asked for the older only where
    those were not enough, because the words are rare.
    """
    id_: Any = Search.__table__.c.id
    first, last = map(_whole, ids(record))
    own, newest = id_.between(first, last), func.max(id_)
    match = cast(bindparam(f"match_{record}", type_=Text), TSQUERY)
    some = func.least(_whole(GONE_THROUGH), (newest - first) // _whole(PART))
    begin = select(newest - some).where(own).scalar_subquery()
    columns = (id_, Search.slug, Search.words, Search.names, Search.texts)
    # With a limit of its own, and by a function: or the planner would take the index of words, or
    # all of the table.
    walk = select(*columns).where(own, id_ > begin).order_by(id_.desc()).limit(_whole(GONE_THROUGH))
    row = walk.subquery().c
    holds = func.ts_match_vq(row.words, match, type_=Boolean)
    walked = select(row.id, row.slug).where(holds, *_told(shape, row)).order_by(row.id.desc())
    found = walked.limit(most).cte(f"newest_{record}")
    enough = select(func.count()).select_from(found).scalar_subquery() >= most
    # By a sum, which is in no index, or the planner would go through all that are older.
    number = id_ + _whole(0)
    rest = (number <= begin, Search.words.bool_op("@@")(match), *_told(shape))
    older = select(id_, Search.slug).where(~enough, *rest)
    return found, older.order_by(number.desc()).limit(most)


def _lengths(text: Any, wanted: int) -> Iterator[ColumnElement[int]]:
    """The length of a text, and those that it has without each of the terms, counted from 1."""
    yield func.length(text, type_=Integer)
    for number in range(1, wanted + 1):
        needle = bindparam(f"wanted_{number}", type_=Text)
        yield func.length(func.replace(text, needle, ""), type_=Integer)


def _score(number: int, lengths: Any) -> ColumnElement[int]:
    names = _share(number, "names", NAME_SPAN, lengths)
    return _whole(NAME_WEIGHT) * names + _share(number, "texts", TEXT_SPAN, lengths)


def _share(number: int, text: str, span: int, lengths: Any) -> ColumnElement[int]:
    """0 to 1000: how much a text is about a term. More of the same counts less and less."""
    length, without = lengths[f"{text}_0"], lengths[f"{text}_{number}"]
    times = (length - without) // bindparam(f"length_{number}", type_=Integer)
    weight: ColumnElement[int] = _whole(span) * times + _whole(span) + length
    share: ColumnElement[int] = _whole(1000 * span) * times // weight
    return share


def _whole(number: int) -> ColumnElement[int]:
    """A number of the statement's own: as a parameter it would be handed over each time."""
    return cast(literal_column(str(number)), BigInteger)
