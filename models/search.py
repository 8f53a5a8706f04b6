"""Search: the words of all records, as they are kept. matches.py finds records by them.

SQLite has an FTS5 index of them, PostgreSQL a GIN index of a tsvector; both are told which words
there are, and make no words themselves. Each two words that stand side by side are in the index as
one more: a phrase of common words would else be looked for in every text that has them somewhere.
So are the facets of a record. Beside its words stands what its list is sorted by: so what a search
finds is put in order without a look at any record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from .base import SLUG_LENGTH, Base, among, code_points, connection
from .bulk import insert_rows
from .row import Row, Values
from .words import joined

# How many bytes of its names, and of its other texts, a record is found by, and how many the index
# may have of it: PostgreSQL has room for a million.
NAMES_LENGTH, TEXTS_LENGTH, INDEX_LENGTH = 100_000, 400_000, 1_000_000
# What keeps texts apart: no phrase goes from one into the next, because nobody can ask for it.
BETWEEN = "|"
# How long a mark is, and the longest beginnings that SQLite has an index of: a mark, two letters.
MARK, LONGEST_BEGINNING = 2, 4
# By what lists are sorted and narrowed to days.
KEYS = ("meeting_key", "sequence_key", "recency", "first_day", "last_day")
# After whatever a word may go on with.
LAST = chr(0x10FFFF)
# What stands before and within two words: words that begin so are not looked for among pairs.
PAIR, JOINT = "__", "_"


class Texts(NamedTuple):
    """What a record can be found by: the names it has, and its other texts."""

    names: Sequence[str]
    texts: Sequence[str]


class Folded(NamedTuple):
    """The words of a record: of its names, of its texts, and what the index has of it."""

    names: str
    texts: str
    words: str


class Kept(NamedTuple):
    """What is kept of a record: its keys in the order of KEYS, and its words."""

    keys: Values
    said: Folded


class Search(Base):
    """The folded words of a record, each between spaces. A row is never changed but replaced."""

    __tablename__ = "search"
    __table_args__ = (UniqueConstraint("record", "slug"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    record: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(code_points(SLUG_LENGTH))
    # As the record's own row has them, if it does. Before the texts, so that these are not read.
    meeting_key: Mapped[str | None] = mapped_column(code_points(SLUG_LENGTH))
    sequence_key: Mapped[int | None]
    recency: Mapped[int | None]
    first_day: Mapped[int | None]
    last_day: Mapped[int | None]
    names: Mapped[str] = mapped_column(Text)
    texts: Mapped[str] = mapped_column(Text)
    # Each word, each two side by side and each facet, once, after the mark of the kind.
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR, "postgresql"))


def ids(record: str) -> tuple[int, int]:
    """The first and the last id that a row of a kind can have.

    Every kind has a range of its own, in which the newest is the last.
    """
    first = crc32(record.encode()) << 30
    return first, first + (1 << 30) - 1


def mark(record: str) -> str:
    """What each word of a kind begins with in the index, where so its records are by themselves.

    Else an index would have to go through the records of other kinds to those of one.
    """
    return record[:MARK]


# So many rows of a kind are a block: what of an index in no order is asked for newest first.
BLOCK = 1 << 15


def block(record: str, number: int) -> str:
    """The entry of the block that a row is in, in the index of PostgreSQL."""
    return f"{block_mark(record)}{(number - ids(record)[0]) // BLOCK}"


def block_mark(record: str) -> str:
    """What the entries of the blocks of a kind begin with."""
    return f"{mark(record)}_block_"


# Writing


def folded(
    record: str, said: Texts, facets: Sequence[str] = (), length: int = TEXTS_LENGTH
) -> Folded:
    """The words of the names and of the other texts of a record of a kind, as they are kept."""
    names, texts = _cut(said.names, min(length, NAMES_LENGTH)), _cut(said.texts, length)
    words = _entries(mark(record), names + BETWEEN + texts, facets)
    if len(words) * 4 > INDEX_LENGTH and len(words.encode()) > INDEX_LENGTH:
        # Of texts that hardly ever say the same again.
        return folded(record, said, facets, length // 2)
    return Folded(names, texts, words)


def _entries(own: str, texts: str, facets: Sequence[str]) -> str:
    """What the index has: each word, each two side by side and each facet, once, after a mark."""
    said = [text.split() for text in texts.split(BETWEEN)]
    words = dict.fromkeys(chain.from_iterable(said))
    pairs = dict.fromkeys(map(JOINT.join, chain.from_iterable(map(pairwise, said))))
    alone = f" {own}".join(("", *words, *dict.fromkeys(facets)))[1:]
    return alone + f" {own}{PAIR}".join(("", *pairs))


def asked_for(words: Sequence[str]) -> list[str]:
    """By which entries of the index it has words that stand side by side, without their mark."""
    return [*words] if len(words) == 1 else [PAIR + JOINT.join(two) for two in pairwise(words)]


def keys(row: Row) -> Values:
    """The keys that a record's own row has."""
    named = row.named
    return tuple(map(named.get, KEYS))


def _cut(texts: Sequence[str], length: int) -> str:
    words = BETWEEN.join(map(joined, texts))
    encoded = words.encode()
    if len(encoded) <= length:
        return words
    return encoded[:length].decode(errors="ignore").rpartition(" ")[0] + " "


def write(record: str, kept: Mapping[str, Kept], known: Sequence[str]) -> None:
    """Let records of a kind be found by what they say now. `known` are those that were before."""
    erase(record, known)
    if kept:
        rows = _rows(record, kept)
        insert_rows(Search, ("id", "record", "slug", *KEYS, *Folded._fields), rows)
        if connection().dialect.name == "postgresql":
            _keep_words(one.said for one in kept.values())
        else:
            # Not by a trigger: for each row it would have FTS5 write what it gathers at once.
            added = "INSERT INTO search_index (rowid, words) VALUES (?, ?)"
            connection().exec_driver_sql(added, [(row[0], row[-1]) for row in rows])


def _rows(record: str, kept: Mapping[str, Kept]) -> list[Values]:
    """The rows of records of a kind: on PostgreSQL with the block that each is in."""
    numbered = enumerate(kept.items(), _next_id(record))
    rows = [(number, record, slug, *one.keys, *one.said) for number, (slug, one) in numbered]
    if connection().dialect.name == "sqlite":
        return rows
    return [(*row, f"{words} {block(record, row[0])}") for *row, words in rows]


def _next_id(record: str) -> int:
    first, last = ids(record)
    newest = connection().scalar(select(func.max(Search.id)).where(Search.id.between(first, last)))
    return first if newest is None else newest + 1


def erase(record: str, slugs: Sequence[str]) -> None:
    """Let records be found no more."""
    if slugs:
        theirs = and_(Search.record == record, among(Search.slug, slugs))
        connection().execute(delete(Search).where(theirs))


# SQLite has a row for each record that has a word: from a word it goes on to what comes after all
# of its rows.
WORDS_THAT_BEGIN = """
    WITH RECURSIVE found(term) AS (
        SELECT (SELECT term FROM search_index_words WHERE term >= ?1 ORDER BY term LIMIT 1)
        UNION ALL SELECT (
            SELECT next.term FROM search_index_words AS next
            WHERE next.term >= found.term || char(1) ORDER BY next.term LIMIT 1
        ) FROM found WHERE term < ?2
    )
    SELECT term FROM found WHERE term < ?2 LIMIT ?3"""


# PostgreSQL does not tell which entries its index has: a table has all words that there ever were.
KEEP_WORDS = "INSERT INTO search_index_words SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
KEPT_WORDS = """
    SELECT word FROM search_index_words WHERE word BETWEEN %s AND %s ORDER BY word LIMIT %s"""


def _keep_words(said: Iterable[Folded]) -> None:
    found = {word for one in said for text in one[:2] for word in text.split()} - {BETWEEN}
    # In order, so that nobody waits for whoever waits for him.
    connection().exec_driver_sql(KEEP_WORDS, (sorted(found),))


def kept_words(begun: str, most: int) -> Sequence[str]:
    """The words that begin so on PostgreSQL; so many at most, and some in no record any more."""
    return connection().exec_driver_sql(KEPT_WORDS, (begun, begun + LAST, most)).scalars().all()


def words_that_begin(
    beginning: str, most: int, kept: Callable[[str, int], Sequence[str]] = kept_words
) -> Sequence[str]:
    """The entries of the index that begin with a mark and some letters; so many at most.

    On PostgreSQL by the words that are kept: some may be of other kinds of record alone.
    """
    if connection().dialect.name == "sqlite":
        bounds = (beginning, beginning + LAST, most)
        return connection().exec_driver_sql(WORDS_THAT_BEGIN, bounds).scalars().all()
    # Of two words side by side the second only begins.
    known = max(MARK, beginning.rfind(JOINT) + 1)
    return [beginning[:known] + word for word in kept(beginning[known:], most)]


def read(record: str, slugs: Sequence[str]) -> dict[str, tuple[Values, str, str, set[str]]]:
    """By which keys, names, other texts and entries of the index records are found now."""
    columns = [Search.__table__.c[name] for name in ("id", "slug", *KEYS, *Folded._fields)]
    found = select(*columns).where(Search.record == record, among(Search.slug, slugs))
    entries = partial(_entries_of, record)
    return {
        slug: (tuple(keys), names, texts, entries(number, words))
        for number, slug, *keys, names, texts, words in connection().execute(found)
    }


def _entries_of(record: str, number: int, words: str) -> set[str]:
    """The entries of a row. PostgreSQL quotes them, and has its block, which is told if not."""
    entries = {*words.replace("'", "").split()}
    return entries if connection().dialect.name == "sqlite" else entries ^ {block(record, number)}
