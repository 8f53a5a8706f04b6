"""iCalendar (RFC 5545): an event a record, for calendars.

A date is as exact in a calendar as it is on record, and no more: see docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import orjson
from icalendar import Calendar, Event

from models.dates import span

from .format import Document, Format, Kind, Others
from .terms import Said, address, by_term, clean, days, word

Terms = dict[str, list[Said]]
DAY = timedelta(days=1)


def _event(schema: Kind, document: Document, root: str) -> Event:
    """A record as an event. Everything in it comes from the document: the bytes are stable."""
    found = by_term(schema, document, "ical")
    url = address(schema.model.record, document["slug"], root)
    event = Event()
    event.add("uid", f"{schema.model.record}-{document['slug']}@readout")
    event.add("dtstamp", _instant(document["updated_at"]))
    event.add("created", _instant(document["created_at"]))
    event.add("last-modified", _instant(document["updated_at"]))
    event.add("sequence", document["version"] - 1)
    event.add("url", url)
    _say(event, found)
    notes = [*_texts(found["DESCRIPTION"]), *_when(event, found), *map(_status, found["STATUS"])]
    event.add("description", "\n\n".join(notes))
    return event


def _say(event: Event, found: Terms) -> None:
    """What is said in one property each."""
    event.add("summary", "; ".join(_texts(found["SUMMARY"])))
    if place := _texts(reversed(found["LOCATION"])):
        event.add("location", ", ".join(place))
    if len(point := [one.value for one in found["GEO"] if one.value is not None]) == 2:
        event.add("geo", tuple(point))
    if kinds := _texts(found["CATEGORIES"]):
        event.add("categories", kinds)
    for status in filter(None, (word(one.field, one.value, "ical") for one in found["STATUS"])):
        event.add("status", status)


def _texts(said: Iterable[Said]) -> list[str]:
    return [clean(one.value) for one in said if one.value]


def _status(one: Said) -> str:
    word = one.field.words[one.value]  # type: ignore[attr-defined]
    return f"Status: {word}. {word.definition}"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _when(event: Event, found: Terms) -> Iterator[str]:
    """Set the event's days, or its time; yield what a calendar cannot hold of them.

    A record has its dates, times and durations in the same order: as it was, as it was planned.
    """
    plans = zip(found["DATE"], found["TIME"], found["DURATION"], strict=True)
    on, at, minutes = next([one.value for one in plan] for plan in plans if plan[0].value)
    zone = next((one.value for one in found["TZID"]), None)
    if at and zone and len(days(on)) == 1 and (start := _start(on, at, zone)):
        event.add("dtstart", start)
        if minutes:
            event.add("duration", timedelta(minutes=minutes))
        return
    yield from _on_days(event, on)
    if at:
        yield f"Local time: {at}."
    if minutes:
        yield f"Duration: {minutes} minutes."


def _start(on: str, at: str, zone: str) -> datetime | None:
    """A local time in UTC, which needs no description of its zone in the calendar."""
    local = datetime.combine(date.fromisoformat(on), time.fromisoformat(at), ZoneInfo(zone))
    try:
        return local.astimezone(UTC)
    except OverflowError:
        # It is the first or the last day that a calendar has, and another one in UTC.
        return None


def _on_days(event: Event, on: str) -> Iterator[str]:
    first, last = span(on)
    event.add("dtstart", first)
    if last < date.max:
        event.add("dtend", last + DAY)
    event.add("transp", "TRANSPARENT")
    if not days(on):
        yield f"Date: {on} (EDTF). The day is not known; the entry covers all that it may be."


def _one(schema: Kind, document: Document, root: str, _: Others) -> bytes:
    return b"".join(_many(schema, [orjson.dumps(document).decode()], root))


def _many(schema: Kind, documents: Iterable[str], root: str) -> Iterator[bytes]:
    calendar = Calendar()
    calendar.add("prodid", "-//Readout//Readout//EN")
    calendar.add("version", "2.0")
    head, end, tail = calendar.to_ical().partition(b"END:VCALENDAR")
    yield head
    for document in documents:
        yield _event(schema, orjson.loads(document), root).to_ical()
    yield end + tail


FORMAT = Format(
    "ics",
    "text/calendar",
    "iCalendar",
    "An event a record, with a `UID` that stays. A day is an entry for that day, or for the time "
    "of day, in UTC, where it and its zone are known. A month, a year or an approximate date is an "
    "entry for all days that it can mean, which says so in its description. What was called off "
    "has `STATUS:CANCELLED`.",
    one=_one,
    vocabulary="ical",
    many=_many,
)
