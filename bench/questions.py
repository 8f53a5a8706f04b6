"""What is asked: addresses for Readout and for its peers, which must answer alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from sqlalchemy import select

from api import paging
from api.app import create_app
from api.settings import Settings
from models import Meeting, connection, using
from models.matches import RANKED

# How many addresses a cold run goes round.
COLD = 2000
# How many records at a time are asked for in archives of all sizes, of lists that are short in a
# small one, and of others.
FEW, PAGE = 4, 50
# How many words of a statement are searched for.
BEGUN = 12


class Question(NamedTuple):
    """A question; its addresses for Readout, and for the peers where they can be asked it."""

    name: str
    readout: list[str]
    peers: list[str] | None
    # Of whom else it can be asked: the limits have one answer to all.
    limited: bool = False
    # Whether Readout finds and orders as the peers do.
    compared: bool = True
    # What is compared in place of these, for Readout and for the peers: answers that are whole, in
    # whatever order.
    whole: Sequence[tuple[str, str]] = ()
    # Where answers grow with the archive: how many records at a time make them as long in each.
    at_a_time: int | None = None
    # Whether they tell what all come to that are found: then no more may be found than that.
    sums_up: bool = False


def documents(corpus: str, record: str) -> Iterator[dict[str, Any]]:
    mark = b'"record":"%s"' % record.encode()
    with open(corpus, "rb") as lines:
        yield from (orjson.loads(line) for line in lines if mark in line[:40])


def sample(corpus: str, size: int) -> list[dict[str, Any]]:
    """Meetings from all over the corpus."""
    step = max(1, size // COLD)
    found = list(islice(documents(corpus, "meeting"), 0, None, step))[:COLD]
    random.Random(20190628).shuffle(found)
    return found


def of_meetings(meetings: list[dict[str, Any]], ask: Callable[[dict[str, Any]], Any]) -> list[str]:
    """An address for each meeting, such as somebody would ask who knows of it."""
    return list(dict.fromkeys(path for m in meetings if (path := ask(m))))


def url(path: str, **query: Any) -> str:
    return f"{path}?{urlencode(query, doseq=True)}"


def two_leaders(meeting: dict[str, Any]) -> str:
    leaders = [p["leader"] for p in meeting["participants"][:2]]
    return url("/meetings", leader=leaders)


def party_and_years(meeting: dict[str, Any]) -> str:
    day = meeting["held_on"] or meeting["planned_on"]
    first = int(day[:4]) - 1
    party = meeting["participants"][0]["party"]
    return url("/meetings", party=party, date_from=first, date_to=first + 2)


def deep_pages(url_of_archive: str, size: int, count: int = 200) -> tuple[list[str], list[str]]:
    """Pages at nine tenths of the whole list: by cursor, and by offset."""
    app = create_app(Settings(database_url=url_of_archive))
    order = Meeting.order("-held_on")
    start = int(size * 0.9)
    asked = {"sort": "-held_on"}
    with using(app.extensions["engine"]), app.test_request_context("/meetings") as here:
        found = select(*order).order_by(*order).offset(start - 1).limit(count * 7)
        rows = connection().execute(found).all()[::7]
        cursors = [paging.encode(here.request, paging.key_of(row, order), asked) for row in rows]
    app.extensions["engine"].dispose()
    offsets = range(start, start + 7 * len(rows), 7)
    return [url("/meetings", cursor=c) for c in cursors], [
        url("/meetings", offset=o) for o in offsets
    ]


def words(meeting: dict[str, Any]) -> str:
    """Two words of what a meeting was about."""
    return url("/search", q=" ".join(meeting["summary"].rstrip(".").split()[1:3]), limit=20)


def sentences(corpus: str, size: int) -> Iterator[tuple[str, str]]:
    """Searches for how statements begin: few others have all these words.

    Without the first, which may be a place that slugs have too: the peers look in the text alone.
    """
    for statement in islice(documents(corpus, "statement"), 0, None, max(1, size // 100)):
        begun = " ".join(statement["text"].split()[1:BEGUN])
        theirs = url("/search", q=begun, limit=RANKED)
        yield f"{theirs}&record=statement", theirs


def questions(archive: str, corpus: str, size: int) -> list[Question]:
    meetings = sample(corpus, size)
    one = of_meetings(meetings, lambda m: f"/meetings/{m['slug']}")
    leaders = of_meetings(meetings, two_leaders)
    years = of_meetings(meetings, party_and_years)
    topics = of_meetings(meetings, lambda m: url("/statements", topic=m["topics"][0]["topic"]))
    cursors, offsets = deep_pages(archive, size)
    encounters = [path.replace("/meetings", "/encounters") for path in leaders]
    latest = [f"{path}&limit=1" for path in leaders]
    include = [f"{path}&include=leaders&include=topics" for path in leaders]
    searched = of_meetings(meetings, words)
    return [
        Question("one meeting", one, one, limited=True),
        Question("one meeting, had already", one, None, limited=True, compared=False),
        Question("meetings of two leaders", leaders, leaders, at_a_time=FEW),
        Question("the latest of two leaders", latest, latest),
        Question("party and years", years, years, at_a_time=PAGE),
        Question("page at 90 % depth", cursors, offsets),
        Question("statements of a topic", topics, topics),
        Question("search with snippets", searched, searched, whole=[*sentences(corpus, size)]),
        Question("encounters of two", encounters, encounters, at_a_time=FEW, sums_up=True),
        Question("leaders and topics included", include, include, at_a_time=FEW),
    ]
