"""Search: the words of all records, and which records a query finds among them.

SQLite has an FTS5 index of them, PostgreSQL a GIN index of a tsvector; both are told which words
there are, and make no words themselves. What they cannot tell, phrases for one, is looked up in the
folded text. Rank is reckoned from it too, in whole numbers, so that both give the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
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
    Subquery,
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
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from .base import SLUG_LENGTH, Base, Record, code_points, connection
from .filters import Found
from .words import Term, joined, parse

# Of each kind at most so many matches are ranked, those written last: a common word is in millions.
RANKED = 1000
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


# Finding


def matching(record: str, query: str) -> Select[Any]:
    """The rows of a kind that a query finds, those written last first.

    All terms must be found, and one that is wanted must be among them.
    """
    terms = parse(query)
    found = select(Search.__table__).where(*map(_told_by_text, filter(_is_looked_up, terms)))
    wanted = [term for term in terms if term.wanted]
    if not wanted:
        return found.where(false())
    if connection().dialect.name == "sqlite":
        match = column("search_index").op("MATCH")(_all_words(wanted, *FTS5))
        found = found.join(_index, _index.c.rowid == Search.id).where(match)
        return found.where(_index.c.rowid.between(*_ids(record))).order_by(_index.c.rowid.desc())
    match = Search.words.bool_op("@@")(cast(_all_words(wanted, *TSVECTOR_QUERY), TSQUERY))
    return found.where(match, Search.id.between(*_ids(record))).order_by(Search.id.desc())


def _is_looked_up(term: Term) -> bool:
    """Whether the index, which has single words, does not tell enough of a term."""
    return not term.wanted or len(term.words) > 1


def _told_by_text(term: Term) -> ColumnElement[bool]:
    held = or_(Search.names.contains(term.needle), Search.texts.contains(term.needle))
    return held if term.wanted else ~held


def _all_words(terms: Sequence[Term], exact: str, beginning: str, conjunction: str) -> str:
    """Every word of the terms, as an index is asked for it. No word has a sign of its own there."""
    return conjunction.join(
        (beginning if term.prefix and number == len(term.words) else exact).format(word)
        for term in terms
        for number, word in enumerate(term.words, 1)
    )


def slugs(record: str, query: str) -> Select[Any]:
    """The slugs of the records of a kind that a query finds."""
    return matching(record, query).with_only_columns(Search.slug).order_by(None)


def says(model: type[Record]) -> Found:
    """The filter of a list by what a query finds."""
    return Found(model, partial(slugs, model.record))


def count(records: Sequence[str], query: str) -> int:
    """How many records a query finds, however many there are."""
    every = union_all(*(slugs(record, query) for record in records)).subquery()
    return connection().scalar(select(func.count()).select_from(every)) or 0


def counts(records: Sequence[str], query: str) -> dict[str, int]:
    """How many records of each kind a query finds, up to RANKED; none of a kind is not said."""
    found = _candidates(records, query).subquery()
    numbers = select(found.c.record, func.count().label("found")).group_by(found.c.record)
    rows = connection().execute(numbers.order_by(found.c.record))
    return {row.record: row.found for row in rows}


def ranked(records: Sequence[str], query: str) -> Subquery:
    """The records that a query finds, to be ordered by `below`, record and slug, its columns.

    `below` is the score with a minus before it, in thousandths.
    """
    found = _candidates(records, query).subquery()
    score = sum((_score(term, found.c) for term in parse(query) if term.wanted), literal(0))
    below = (-score).label("below")
    return select(below, found.c.record, found.c.slug).subquery()


def _candidates(records: Sequence[str], query: str) -> CompoundSelect[Any]:
    return union_all(
        *(select(matching(record, query).limit(RANKED).subquery()) for record in records)
    )


def _score(term: Term, columns: Any) -> ColumnElement[int]:
    names = _share(term, columns.names, NAME_SPAN)
    return NAME_WEIGHT * names + _share(term, columns.texts, TEXT_SPAN)


def _share(term: Term, text: Any, span: int) -> ColumnElement[int]:
    """0 to 1000: how much a text is about a term. More of the same counts less and less."""
    length = func.length(text, type_=Integer)
    without = func.length(func.replace(text, term.needle, ""), type_=Integer)
    times = (length - without) // len(term.needle)
    return literal(1000 * span, BigInteger) * times // (span * (times + 1) + length)
