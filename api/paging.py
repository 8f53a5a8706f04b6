"""Paging by key: a page goes on after the last record of the one before, whatever was added."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from sqlalchemy import ColumnElement, Row, Select
from werkzeug import Request

from models import connection, give_time
from models.key import Asked, after

from .errors import invalid, of

Key = Sequence[Any]
# A list: a select in order, or what makes the select of what comes after a key.
Found = Select[Any] | Callable[[Key | None, int | None], Asked]
MAX_INTEGER = 2**31 - 1
# How many rows of a whole list are in memory at once.
CHUNK = 500


def encode(here: Request, key: Key, asked: Mapping[str, Any]) -> str:
    """The cursor after a key, bound to the list, the sort and the filters that it comes from."""
    text = orjson.dumps([_fingerprint(here, asked), *key])
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def decode(
    here: Request, cursor: str, columns: Sequence[ColumnElement[Any]], asked: Mapping[str, Any]
) -> Key:
    """The key in a cursor. Raises 422 for one that is made up or of another list."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        fingerprint, *key = orjson.loads(text)
    except (binascii.Error, ValueError, TypeError):
        raise invalid([of("cursor", "This is no cursor.")]) from None
    if fingerprint != _fingerprint(here, asked):
        raise invalid([of("cursor", "This cursor is of a list with other filters or sort.")])
    if len(key) != len(columns) or not all(map(_fits, key, columns)):
        raise invalid([of("cursor", "This is no cursor.")])
    return list(key)


def part(found: Found, order: Sequence[Any], key: Key | None, limit: int | None) -> Asked:
    """What to ask for what comes after a key, at most so many rows."""
    if not isinstance(found, Select):
        return found(key, limit)
    return Asked((found.where(after(order, key)) if key else found).limit(limit), {})


def walk(
    found: Found, order: Sequence[ColumnElement[Any]] = (), key: Key | None = None
) -> Iterator[Row[Any]]:
    """All rows of a list, by one statement, for an answer that is sent while they are read."""
    own = connection()

    def rows() -> Iterator[Row[Any]]:
        # A cursor of the database's, which is closed when the rows are no longer wanted.
        asked, few = part(found, order, key, None), {"yield_per": CHUNK}
        with own.execute(asked.statement, asked.parameters, execution_options=few) as told:
            for some in told.partitions():
                yield from some
                # Whoever takes long to read them does not use up the time of the next.
                give_time(own)

    return rows()


def key_of(row: Row[Any], order: Sequence[ColumnElement[Any]]) -> Key:
    """The key of a row that was read with the columns of its order."""
    return [getattr(row, column.name) for column in order]


def next_url(here: Request, cursor: str) -> str:
    """The absolute address of the page that begins at a cursor."""
    query = [(name, value) for name, value in here.args.items(multi=True) if name != "cursor"]
    return f"{here.base_url}?{urlencode([*query, ('cursor', cursor)])}"


def _fingerprint(here: Request, asked: Mapping[str, Any]) -> str:
    text = orjson.dumps([here.path, asked], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, digest_size=6).hexdigest()


def _fits(value: Any, column: ColumnElement[Any]) -> bool:
    if column.type.python_type is int:
        return type(value) is int and abs(value) <= MAX_INTEGER
    return isinstance(value, str) and "\0" not in value
