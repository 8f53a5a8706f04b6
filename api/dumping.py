"""The archive as a file of documents."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import select

from models import Record, ask, connection, store
from schemas import KINDS
from schemas.part import READ_ONLY

CHUNK = 500


def count() -> int:
    """How many records there are."""
    return sum(ask(schema.model.count({})).scalar_one() for schema in KINDS.values())


def dump() -> Iterator[bytes]:
    """Every document as a line, without what the archive added: kinds in order, each by slug."""
    store.hold_still()
    for record, schema in KINDS.items():
        for document in _documents(schema.model):
            kept = {n: v for n, v in orjson.loads(document).items() if n not in READ_ONLY}
            yield orjson.dumps({"record": record, **kept}) + b"\n"


def _documents(model: type[Record]) -> Iterator[str]:
    found = select(model.document).order_by(model.slug)
    # From the server bit by bit, or a large archive would be read into memory first.
    streamed = connection().execution_options(yield_per=CHUNK).execute(found)
    return iter(streamed.scalars())
