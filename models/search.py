"""Search: the words of all records, and which records a query finds among them.

SQLite has an FTS5 index of them, PostgreSQL a GIN index of a tsvector; both are told which words
there are, and make no words themselves. What they cannot tell, phrases for one, is looked up in the
folded text. Rank is reckoned from it too, in whole numbers, so that both give the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Insert,
    Integer,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    cast,
    column,
    delete,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    table,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from .base import SLUG_LENGTH, Base, Record, code_points, connection
from .filters import Found
from .listing import Asked, Key
from .words import Term, joined, parse

# Of each kind at most so many matches are ranked, those written last: a common word is in millions.
RANKED = 500
# How many bytes of its names, and of its other texts, a record is found by. PostgreSQL has no room
# for the words of more than a million.
NAMES_LENGTH, TEXTS_LENGTH = 100_000, 400_000
# What keeps texts apart: no phrase goes from one into the next, because nobody can ask for it.
BETWEEN = "|"
# A name counts for more than a text, and what is short for more than what is long.
NAME_WEIGHT, NAME_SPAN, TEXT_SPAN = 3, 50, 500


# How each database is asked for a word, for one by its beginning, and for two.
FTS5 = ('"{}"', '"{}"*', " AND ")
TSVECTOR_QUERY = ("'{}'", "'{}':*", " & ")


class Texts(NamedTuple):
    """What a record can be found by: the names it has, and its other texts."""

    names: Sequence[str]
    texts: Sequence[str]


class Search(Base):
    """The folded words of a record, each between spaces. A row is never changed but replaced."""

    __tablename__ = "search"
    __table_args__ = (UniqueConstraint("record", "slug"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    record: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(code_points(SLUG_LENGTH))
    names: Mapped[str] = mapped_column(Text)
    texts: Mapped[str] = mapped_column(Text)
    # Each word once.
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR, "postgresql"))


# On SQLite the index is a table, which triggers keep in step.
_index = table("search_index", column("rowid", Integer), column("search_index"))


def _ids(record: str) -> tuple[int, int]:
    """The first and the last id that a row of a kind can have.

    Every kind has a range of its own, so that the index can be asked for one kind alone.
    """
    first = crc32(record.encode()) << 30
    return first, first + (1 << 30) - 1


# Writing


def folded(said: Texts) -> tuple[str, str]:
    """The words of the names and of the other texts, as they are kept."""
    return _cut(said.names, NAMES_LENGTH), _cut(said.texts, TEXTS_LENGTH)


def _cut(texts: Sequence[str], length: int) -> str:
    words = BETWEEN.join(map(joined, texts))
    encoded = words.encode()
    if len(encoded) <= length:
        return words
    return encoded[:length].decode(errors="ignore").rpartition(" ")[0] + " "


def write(record: str, said: Mapping[str, Texts], known: Sequence[str]) -> None:
    """Let records of a kind be found by what they say now. `known` are those that were before."""
    erase(record, known)
    first, last = _ids(record)
    common = {"record": record, "first": first, "last": last}
    if values := [{**common, **_row(slug, texts)} for slug, texts in said.items()]:
        connection().execute(_inserting(), values)


@cache
def _inserting() -> Insert:
    """The insert of a row, which takes the next id of its kind by itself."""
    rows = Search.__table__.alias()
    first, last = (bindparam(name, type_=BigInteger) for name in ("first", "last"))
    newest = select(func.max(rows.c.id)).where(rows.c.id.between(first, last)).scalar_subquery()
    return insert(Search).values(id=func.coalesce(newest + 1, first))


def _row(slug: str, said: Texts) -> dict[str, str]:
    names, texts = folded(said)
    distinct = {*names.split(), *texts.split()} - {BETWEEN}
    return {"slug": slug, "names": names, "texts": texts, "words": " ".join(sorted(distinct))}


def erase(record: str, slugs: Sequence[str]) -> None:
    """Let records be found no more."""
    if slugs:
        theirs = and_(Search.record == record, Search.slug.in_(slugs))
        connection().execute(delete(Search).where(theirs))


def read(record: str, slugs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """By which words records are found now, as `folded` has them."""
    columns = (Search.slug, Search.names, Search.texts)
    found = select(*columns).where(Search.record == record, Search.slug.in_(slugs))
    return {slug: (names, texts) for slug, names, texts in connection().execute(found)}


# Finding. What is asked is made into statements once for each shape of a query, with parameters in
# the place of its words: that takes longer than to execute them.


_AT_MOST = bindparam("ranked", type_=Integer)


class Shape(NamedTuple):
    """A query without its words: how many of its terms are wanted, and which are looked up.

    Those of several words and those that are not wanted are looked up in the texts, because the
    index has single words: whether each of them is wanted.
    """

    dialect: str
    wanted: int
    looked_up: tuple[bool, ...]


def _shaped(query: str) -> tuple[Shape, dict[str, Any]]:
    """The shape of a query, and the values of its parameters."""
    terms, dialect = parse(query), connection().dialect.name
    wanted = [term for term in terms if term.wanted]
    looked_up = [term for term in terms if not term.wanted or len(term.words) > 1]
    parameters: dict[str, Any] = {}
    for n, term in enumerate(wanted, 1):
        parameters |= {f"wanted_{n}": term.needle, f"length_{n}": len(term.needle)}
    parameters |= {f"looked_up_{n}": term.needle for n, term in enumerate(looked_up)}
    parameters["ranked"] = RANKED
    if wanted:
        parameters["match"] = _all_words(wanted, *(FTS5 if dialect == "sqlite" else TSVECTOR_QUERY))
    return Shape(dialect, len(wanted), tuple(t.wanted for t in looked_up)), parameters


def _all_words(terms: Sequence[Term], exact: str, beginning: str, conjunction: str) -> str:
    """Every word of the terms, as an index is asked for it. No word has a sign of its own there."""
    return conjunction.join(
        (beginning if term.prefix and number == len(term.words) else exact).format(word)
        for term in terms
        for number, word in enumerate(term.words, 1)
    )


def _matching(shape: Shape, record: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """Columns of the rows of a kind that a query finds, those written last first.

    All terms must be found, and one that is wanted must be among them.
    """
    told = [_told(number, held) for number, held in enumerate(shape.looked_up)]
    if not shape.wanted:
        return select(*columns, Search.id).where(false())
    match = bindparam("match", type_=Text)
    if shape.dialect == "sqlite":
        id_ = _index.c.rowid
        found = select(*columns, id_).where(column("search_index").op("MATCH")(match))
        # How many there are the index tells alone, if nothing has to be looked up.
        alone = not columns and not told
        found = found if alone else found.join_from(_index, Search, id_ == Search.id)
    else:
        id_ = Search.id
        found = select(*columns, id_).where(Search.words.bool_op("@@")(cast(match, TSQUERY)))
    return found.where(id_.between(*_ids(record)), *told).order_by(id_.desc())


def _told(number: int, wanted: bool) -> ColumnElement[bool]:
    """Whether a text has a term that is looked up, or has it not."""
    needle = bindparam(f"looked_up_{number}", type_=Text)
    held = or_(Search.names.contains(needle), Search.texts.contains(needle))
    return held if wanted else ~held


def says(model: type[Record]) -> Found:
    """The filter of a list by what a query finds."""
    return Found(model, partial(slugs, model.record))


def slugs(record: str, query: str) -> Select[Any]:
    """The slugs of the records of a kind that a query finds."""
    shape, parameters = _shaped(query)
    found = _matching(shape, record, Search.slug).with_only_columns(Search.slug).order_by(None)
    return found.params(parameters)


def count(records: Sequence[str], query: str) -> Asked:
    """How many records a query finds, however many there are."""
    shape, parameters = _shaped(query)
    return Asked(_count(shape, tuple(records)), parameters)


@lru_cache(maxsize=1000)
def _count(shape: Shape, records: tuple[str, ...]) -> Select[Any]:
    every = union_all(*(_matching(shape, record).order_by(None) for record in records))
    return select(func.count()).select_from(every.subquery())


def counts(records: Sequence[str], query: str) -> Asked:
    """How many records of each kind a query finds, up to RANKED: kind and number."""
    shape, parameters = _shaped(query)
    return Asked(_counts(shape, tuple(records)), parameters)


@lru_cache(maxsize=1000)
def _counts(shape: Shape, records: tuple[str, ...]) -> CompoundSelect[Any]:
    found = ((record, _matching(shape, record).limit(_AT_MOST).subquery()) for record in records)
    return union_all(
        *(select(literal(name), func.count()).select_from(one) for name, one in found)
    )


# The order of what is found: by score with a minus before it, in thousandths; then kind and slug.
ORDER = (column("below", BigInteger), column("record", String), column("slug", String))


def ranked(records: Sequence[str], query: str, key: Key | None, limit: int) -> Asked:
    """The records that a query finds, best first: those after a key, and so many at most."""
    shape, parameters = _shaped(query)
    parameters |= {f"key_{n}": value for n, value in enumerate(key or ())}
    return Asked(_ranked(shape, tuple(records), bool(key)), parameters | {"limit": limit})


@lru_cache(maxsize=1000)
def _ranked(shape: Shape, records: tuple[str, ...], follows: bool) -> Select[Any]:
    found = union_all(*(_scored(shape, record) for record in records)).subquery()
    columns = [found.c[one.name] for one in ORDER]
    best = select(*columns).order_by(*columns).limit(bindparam("limit", type_=Integer))
    key = [bindparam(f"key_{n}", type_=one.type) for n, one in enumerate(ORDER)]
    return best.where(tuple_(*columns) > tuple_(*key)) if follows else best


def _scored(shape: Shape, record: str) -> Select[Any]:
    """The newest rows of a kind that a query finds, each with its score."""
    # What a text is without a term is measured once, in a select that stays one by itself.
    measured = [
        length.label(f"{name}_{number}")
        for name, text in (("names", Search.names), ("texts", Search.texts))
        for number, length in enumerate(_lengths(text, shape.wanted))
    ]
    found = _matching(shape, record, Search.slug, *measured).limit(_AT_MOST).subquery()
    score = sum((_score(number, found.c) for number in range(1, shape.wanted + 1)), literal(0))
    return select((-score).label("below"), literal(record).label("record"), found.c.slug)


def _lengths(text: Any, wanted: int) -> Iterator[ColumnElement[int]]:
    """The length of a text, and those that it has without each of the terms, counted from 1."""
    yield func.length(text, type_=Integer)
    for number in range(1, wanted + 1):
        needle = bindparam(f"wanted_{number}", type_=Text)
        yield func.length(func.replace(text, needle, ""), type_=Integer)


def _score(number: int, lengths: Any) -> ColumnElement[int]:
    names = _share(number, "names", NAME_SPAN, lengths)
    return NAME_WEIGHT * names + _share(number, "texts", TEXT_SPAN, lengths)


def _share(number: int, text: str, span: int, lengths: Any) -> ColumnElement[int]:
    """0 to 1000: how much a text is about a term. More of the same counts less and less."""
    length, without = lengths[f"{text}_0"], lengths[f"{text}_{number}"]
    times = (length - without) // bindparam(f"length_{number}", type_=Integer)
    return literal(1000 * span, BigInteger) * times // (span * (times + 1) + length)
