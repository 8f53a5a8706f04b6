"""Atom (RFC 4287): the changes of the archive as a feed, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
from feedgen.feed import FeedGenerator

from schemas.query import JSON_ALONE

from .format import Format
from .terms import address, clean

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _many(_: Any, changes: Iterable[str], root: str) -> Iterator[bytes]:
    feed = FeedGenerator()
    feed.id(f"{root}changes.atom")
    feed.title("Changes of the archive")
    feed.link(href=f"{root}changes.atom", rel="self", type=FORMAT.media_type)
    feed.link(href=f"{root}changes", rel="alternate", type="application/json")
    feed.generator("Readout")
    # Not the time of asking: the same changes are the same bytes.
    feed.updated(LONG_AGO)
    for change in map(orjson.loads, changes):
        _add(feed, change, root)
    yield feed.atom_str()


def _add(feed: Any, change: dict[str, Any], root: str) -> None:
    record, slug, at = change["record"], change["slug"], datetime.fromisoformat(change["at"])
    history = f"{address(record, slug, root)}/revisions"
    entry = feed.add_entry(order="append")
    entry.id(f"{history}/{change['version']}")
    # A version that removed the record has no document to show.
    entry.link(href=f"{history}/{change['version']}" if change["document"] else history)
    entry.title(f"{record} {slug}: {change['action']}")
    entry.updated(at)
    entry.published(at)
    entry.author(name=clean(change["by"]))
    entry.category(term=record)
    entry.summary(clean(change["note"] or f"Version {change['version']}."))
    feed.updated(max(at, feed.updated()))


FORMAT = Format(
    "atom",
    "application/atom+xml",
    "Atom",
    "A feed of the newest changes, the newest first; `limit` says how many. Each leads to the "
    "document as it was written.",
    many=_many,
    newest_first=True,
    refused=(*JSON_ALONE, "cursor"),
)
