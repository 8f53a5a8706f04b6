"""What all tables share: the connection of one request or command, column types, Record, Entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Result,
    String,
    Text,
    any_,
    bindparam,
    func,
    select,
    text,
    type_coerce,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine

from . import listing, total
from .filters import Condition
from .instant import UTCDateTime
from .key import Asked
from .page import Wanted
from .vocabulary import Vocabulary

SLUG_LENGTH = 100

# The order of the columns of a primary key, wherever they are declared: all rows of a record are
# found by the first ones.
RECORD, SLUG, ENTRY, POSITION = -4, -3, -2, -1


class Store:
    """An archive, and the connection that one request or command has to it.

    `connect` opens it: to the archive itself, or to one of its replicas. One that is `kept`
    outlives the request: an answer is read from it while it is sent.
    """

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self.connect = connect
        self.connection: Connection | None = None
        self.kept = False

    def close(self) -> None:
        """Give the connection back; what was not committed is undone."""
        connection, self.connection = self.connection, None
        if connection is not None:
            # Where the server fell since it answered, it is closed all the same.
            with suppress(DBAPIError):
                connection.close()


# A context variable and not a thread-local: a server's threads come and go, and two archives may
# be open in one process.
_store: ContextVar[Store] = ContextVar("store")


def open_store(connect: Callable[[], Connection]) -> Store:
    """Make `connection()` answer with this archive from here on, until the store is closed."""
    _store.set(store := Store(connect))
    return store


def connection() -> Connection:
    """The connection of the request or command that is running, opened when first asked for."""
    store = _store.get()
    if store.connection is None:
        store.connection = store.connect()
    return store.connection


def ask(asked: Asked) -> Result[*tuple[Any, ...]]:
    """Ask the archive."""
    return connection().execute(asked.statement, asked.parameters)


@contextmanager
def using(engine: Engine) -> Iterator[Store]:
    """Run a command on an archive: what it did not commit by the end is undone."""
    before = _store.get(None)
    store = open_store(engine.connect)
    try:
        yield store
    finally:
        store.close()
        if before is not None:
            _store.set(before)


def among(column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a column holds one of these texts, however many: they are one value."""
    return _held(column, connection().dialect.name, bindparam(None, [*values]))


def named(column: Any, dialect: str, name: str) -> ColumnElement[bool]:
    """The same with a parameter for the texts, a list: for a statement that is asked again."""
    return _held(column, dialect, bindparam(name))


def _held(column: Any, dialect: str, texts: BindParameter[Any]) -> ColumnElement[bool]:
    held: ColumnElement[bool]
    if dialect == "postgresql":
        held = any_(type_coerce(texts, ARRAY(Text))) == column
    else:
        each = func.json_each(type_coerce(texts, JSON)).table_valued("value")
        held = column.in_(select(each.c.value))
    return held


def code_points(length: int) -> TypeEngine[str]:
    """Text that sorts by code point: SQLite's own way, and the collation "C" of PostgreSQL."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def reference(table: str, *, index: bool = True, **options: Any) -> MappedColumn[Any]:
    """A column that holds the slug of a record, checked when the transaction ends.

    It is indexed, so that those who refer to a record are found; without `index` another index
    has to begin with it.
    """
    key = ForeignKey(f"{table}.slug", deferrable=True, initially="DEFERRED")
    return mapped_column(code_points(SLUG_LENGTH), key, index=index, **options)


def index_where(condition: str, *columns: str) -> Index:
    """An index of the rows that fulfil a condition; the others take no place in it."""
    rows = text(condition)
    return Index(None, *columns, sqlite_where=rows, postgresql_where=rows)


def where_known(name: str, *others: str) -> Index:
    """An index of a column that is often null."""
    return index_where(f"{name} IS NOT NULL", name, *others)


def imprecise() -> Index:
    """An index of those whose days are more than one: few, and found apart from the others."""
    return index_where("last_day > first_day", "recency", "slug", "last_day", "first_day")


def word(vocabulary: type[Vocabulary], **options: Any) -> MappedColumn[Any]:
    """A column that holds a value of a vocabulary, and nothing else."""
    values = EnumType(
        *(w.value for w in vocabulary),
        name=vocabulary.__name__,
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    return mapped_column(values, **options)


def dated(**options: Any) -> MappedColumn[Any]:
    """A column that holds an EDTF date."""
    return mapped_column(String(40), **options)


def derived(kind: Any, derive: Callable[[Mapping[str, Any]], Any], **options: Any) -> Any:
    """A column that is no field but follows from the document: a sort key, an earliest day.

    `derive` gets the whole document, in the tables of entries too: they keep what their record is
    sorted by, so that one index of theirs finds a list and has it in order.
    """
    return mapped_column(kind, info={"derive": derive}, **options)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # The lists of a document, or of an entry of one, each with the table of its entries.
    lists: ClassVar[Mapping[str, type[Entry]]] = {}
    # The objects whose members are columns of the same table: `place` is place_name and so on.
    objects: ClassVar[tuple[str, ...]] = ()


class Entry(Base):
    """An entry of a list in a document. `slug` is the record's, `position` counts from 0."""

    __abstract__ = True

    # For entries that are a plain string: the column that holds it.
    plain: ClassVar[str | None] = None


class SharedEntry(Entry):
    """An entry of a list that documents of several kinds have; `record` says which kind."""

    __abstract__ = True

    record: Mapped[str] = mapped_column(String(10), primary_key=True, sort_order=RECORD)
    slug: Mapped[str] = mapped_column(code_points(SLUG_LENGTH), primary_key=True, sort_order=SLUG)


def owner(table: str) -> MappedColumn[Any]:
    """The slug of the record that an entry belongs to."""
    key = ForeignKey(f"{table}.slug", deferrable=True, initially="DEFERRED")
    return mapped_column(code_points(SLUG_LENGTH), key, primary_key=True, sort_order=SLUG)


def position() -> MappedColumn[Any]:
    """The place of an entry in its list, counted from 0."""
    return mapped_column(Integer, primary_key=True, autoincrement=False, sort_order=POSITION)


def entry() -> MappedColumn[Any]:
    """The position of the entry whose own list this entry stands in."""
    return mapped_column(Integer, primary_key=True, autoincrement=False, sort_order=ENTRY)


class Record(Base):
    """A kind of record. Its row holds the finished document beside what the document says.

    `record` is the kind's name in the singular. `sorts` are the orders of its list, the default one
    first, each by columns that are never null, the slug last: so a page can go on from a key. A
    column with `-` before it descends. `conditions` are the filters of its list, the narrowest
    first: each makes a condition of its values.
    """

    __abstract__ = True

    record: ClassVar[str]
    # The column that leads from a record up to the one it belongs under, if the kind has one.
    above: ClassVar[str | None] = None
    # The column that names the record to which it belongs, and with which it can be read along.
    within: ClassVar[str | None] = None
    sorts: ClassVar[Mapping[str, tuple[str, ...]]]
    conditions: ClassVar[Mapping[str, Condition]]

    slug: Mapped[str] = mapped_column(code_points(SLUG_LENGTH), primary_key=True, sort_order=SLUG)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    # The finished document, as it is sent. The last column: the others are read without it.
    document: Mapped[str] = mapped_column(Text, sort_order=1000)

    @classmethod
    def order(cls, sort: str) -> list[ColumnElement[Any]]:
        """The columns by which a sort orders the list."""
        return [cls.__table__.c[name.removeprefix("-")] for name in cls.sorts[sort]]

    @classmethod
    def search(
        cls,
        sort: str,
        filters: Mapping[str, Sequence[str]],
        key: Sequence[Any] | None = None,
        limit: int | None = None,
        counted: bool = False,
    ) -> Asked:
        """The documents that pass every filter, in order, each with the columns of its sort.

        Those after a key, and so many at most. `counted`: whether it will be asked how many.
        """
        return listing.search(cls, Wanted(sort, filters, key, limit), counted)

    @classmethod
    def count(cls, filters: Mapping[str, Sequence[str]], of_many: bool = False) -> Asked:
        """How many records pass every filter, and whether that is all.

        `of_many`: what is known of a page of them.
        """
        return total.count(cls, filters, of_many, lambda asked: ask(asked).first())
