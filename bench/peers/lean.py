"""The same by hand, as lean as FastAPI lets one be: sqlite3, orjson, no models, no validation."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import namedtuple
from collections.abc import Iterable
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from tables import first_day, in_all

app = FastAPI()
Listed = namedtuple("Listed", "slug day status duration_minutes")
LOCAL = threading.local()
ENTRIES = {
    "participants": "leader, party, title, part, presence",
    "meeting_topics": "topic, treatment, note",
    "citations": "source, locator, relation, fields",
}


def archive() -> sqlite3.Connection:
    if not hasattr(LOCAL, "archive"):
        LOCAL.archive = sqlite3.connect(os.environ["PEER_ARCHIVE"])
        LOCAL.archive.row_factory = sqlite3.Row
    opened: sqlite3.Connection = LOCAL.archive
    return opened


def asked(statement: str, *values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in archive().execute(statement, values)]


def answer(body: Any) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")


def whole(meetings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Meetings with their entries: a statement for each list, however many meetings."""
    by_slug = {meeting["slug"]: meeting for meeting in meetings}
    marks = ", ".join("?" * len(by_slug))
    for table, columns in ENTRIES.items():
        name = table.removeprefix("meeting_")
        for meeting in meetings:
            meeting[name] = []
        found = asked(
            f"SELECT meeting, {columns} FROM {table} WHERE meeting IN ({marks}) "
            "ORDER BY meeting, position",
            *by_slug,
        )
        for entry in found:
            if "fields" in entry:
                entry["fields"] = orjson.loads(entry["fields"])
            by_slug[entry.pop("meeting")][name].append(entry)
    return meetings


@app.get("/meetings/{slug}")
def get_meeting(slug: str) -> Response:
    found = asked("SELECT * FROM meetings WHERE slug = ?", slug)
    return answer(whole(found)[0]) if found else Response(status_code=404)


COLUMNS = (
    *("title", "kind", "status", "held_on", "planned_on", "duration_minutes", "place_name"),
    *("place_country", "summary", "day"),
)


@app.put("/meetings/{slug}")
async def put_meeting(slug: str, request: Request) -> Response:
    given = orjson.loads(await request.body())
    given["day"] = first_day(given["held_on"] or given["planned_on"])
    opened = archive()
    with opened:
        marks = ", ".join(f"{name} = ?" for name in COLUMNS)
        values = [given[name] for name in COLUMNS]
        opened.execute(f"UPDATE meetings SET {marks} WHERE slug = ?", [*values, slug])
        for table, columns in ENTRIES.items():
            names = columns.split(", ")
            opened.execute(f"DELETE FROM {table} WHERE meeting = ?", [slug])
            opened.executemany(
                f"INSERT INTO {table} (meeting, position, {columns}) "
                f"VALUES (?, ?, {', '.join('?' * len(names))})",
                [
                    (slug, number, *(_told(entry[name]) for name in names))
                    for number, entry in enumerate(given[table.removeprefix("meeting_")])
                ],
            )
    return answer(whole(asked("SELECT * FROM meetings WHERE slug = ?", slug))[0])


def _told(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, list) else value


@app.get("/meetings")
def list_meetings(request: Request) -> Response:
    asked_for = request.query_params
    conditions, values = ["1"], []
    for name, column in (("leader", "leader"), ("party", "party")):
        for value in asked_for.getlist(name):
            conditions.append(f"slug IN (SELECT meeting FROM participants WHERE {column} = ?)")
            values.append(value)
    for topic in asked_for.getlist("topic"):
        conditions.append("slug IN (SELECT meeting FROM meeting_topics WHERE topic = ?)")
        values.append(topic)
    if "date_from" in asked_for:
        conditions.append("day >= ?")
        values.append(asked_for["date_from"])
    if "date_to" in asked_for:
        conditions.append("day <= ?")
        values.append(asked_for["date_to"] + "~")
    found = asked(
        f"SELECT * FROM meetings WHERE {' AND '.join(conditions)} "
        "ORDER BY day DESC, slug LIMIT ? OFFSET ?",
        *values,
        int(asked_for.get("limit", 50)),
        int(asked_for.get("offset", 0)),
    )
    items = whole(found)
    if "include" not in asked_for:
        return answer({"items": items})
    named = {
        "leaders": {entry["leader"] for meeting in items for entry in meeting["participants"]},
        "topics": {entry["topic"] for meeting in items for entry in meeting["topics"]},
    }
    return answer({"items": items, "included": {t: among(t, slugs) for t, slugs in named.items()}})


def among(table: str, slugs: Iterable[str]) -> dict[str, Any]:
    slugs = list(slugs)
    marks = ", ".join("?" * len(slugs))
    found = asked(f"SELECT * FROM {table} WHERE slug IN ({marks})", *slugs)
    return {row["slug"]: row for row in found}


@app.get("/encounters")
def list_encounters(request: Request) -> Response:
    leaders = request.query_params.getlist("leader")
    theirs = "slug IN (SELECT meeting FROM participants WHERE leader = ?)"
    listed = archive().execute(
        "SELECT slug, day, status, duration_minutes FROM meetings WHERE kind <> 'summit' AND "
        f"{' AND '.join([theirs] * len(leaders))} ORDER BY day, slug",
        leaders,
    )
    sums, places = in_all(Listed(*row) for row in listed)
    del places[int(request.query_params.get("limit", 50)) :]
    meetings = among("meetings", [place["slug"] for place in places])
    whole([*meetings.values()])
    items = [{**place, "meeting": meetings[place["slug"]]} for place in places]
    return answer({"leaders": leaders, **sums, "items": items})


@app.get("/statements")
def list_statements(topic: str, limit: int = 50) -> Response:
    found = asked(
        "SELECT s.* FROM statement_topics t JOIN statements s ON s.slug = t.statement "
        "WHERE t.topic = ? ORDER BY t.meeting, t.sequence, t.statement LIMIT ?",
        topic,
        limit,
    )
    marks = ", ".join("?" * len(found))
    topics: dict[str, list[dict[str, Any]]] = {}
    for row in archive().execute(
        f"SELECT statement, topic FROM statement_topics WHERE statement IN ({marks}) "
        "ORDER BY statement, position",
        [statement["slug"] for statement in found],
    ):
        topics.setdefault(row["statement"], []).append({"topic": row["topic"]})
    for statement in found:
        statement["topics"] = topics.get(statement["slug"], [])
    return answer({"items": found})


@app.get("/search")
def search(q: str, limit: int = 20) -> Response:
    words = " ".join(f'"{word}"' for word in q.split())
    found = asked(
        "SELECT slug, snippet(said, 1, '<mark>', '</mark>', '…', 24) AS snippet FROM said "
        "WHERE said MATCH ? ORDER BY rank LIMIT ?",
        words,
        limit,
    )
    return answer({"items": found})
