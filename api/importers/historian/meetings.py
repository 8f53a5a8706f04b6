"""The meetings that the data set makes: a visit for each record, and the summits attended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from . import parties
from .files import Journey
from .names import slugified
from .persons import Mention
from .summits import Attendance, Summit
from .takers import Taker, locator, source

Document = dict[str, Any]
SlugOf = Callable[[Mention], str]

# The first that a text says of the visit itself, and not of what came after it.
CLASSES = re.compile(
    r"\b(?P<official_working>official,? (?:and )?working)|\b(?P<state>state)"
    r"|\b(?P<official>official)|\b(?P<private>private|personal|vacation)|\b(?P<working>working)"
    r"|\b(?P<informal>(?:un|non-?)official|informal|courtesy|good ?will|pastoral|ceremonial)",
    re.IGNORECASE,
)
VISIT = re.compile(
    rf"(?:{CLASSES.pattern})[\w\s]{{0,24}}? ?\b(?:visits?|trip|vacation|call)\b", re.I
)
AFTERWARDS = re.compile(r"\b(?:after ?wards?|later|subsequently|followed by)\b", re.I)
ON_THE_WAY = re.compile(
    r"\b(?:en route|in transit|stop-?over|refuel\w*|overnight stop|stopped|change of planes?)\b",
    re.I,
)
QUOTE, SUMMARY, TITLE, PLACE = 5000, 10_000, 300, 300
STAY = "The days on which those who attended were all there; those of the summit are not stated."


def visit_class(text: str) -> str | None:
    """The rank of a visit by the words of its record."""
    for sentence in re.split(r"(?<=[.;])\s", text):
        match = VISIT.search(sentence)
        if match and not AFTERWARDS.search(sentence[: match.end() + 12]):
            return match.lastgroup
    return "transit" if ON_THE_WAY.search(text) else None


def visit_slug(journey: Journey) -> str:
    """The slug of a record, which nothing but its id decides."""
    kind = "visit" if journey.collection == "visits" else "trip"
    return f"historian-{kind}-{slugified(journey.id)}"


def identifier(journey: Journey) -> Document:
    return {"scheme": f"history.state.gov/{journey.collection}", "value": journey.id}


def visit(
    journey: Journey,
    takers: Sequence[Taker],
    slug_of: SlugOf,
    part_of: str | None,
    told: Sequence[Document],
) -> Document:
    """The meeting that a record is.

    Whom one of the meetings `told` from the same record lists is not listed again as met, or the
    two would have met twice.
    """
    listed = {p["leader"] for meeting in told for p in meeting["participants"]}
    entries = [e for e in _entries(takers, slug_of) if not e[1].passage or e[0] not in listed]
    return {
        "slug": visit_slug(journey),
        "title": _title(journey, takers),
        "kind": "visit",
        "status": "held",
        "setting": "host_territory",
        "visit_class": visit_class(journey.text),
        "held_on": journey.held_on,
        "place": _place(journey),
        "part_of": part_of,
        "summary": journey.text[:SUMMARY] or None,
        "participants": [participant(taker.mention, leader) for leader, taker in entries],
        "relations": [{"kind": "same_day_as", "meeting": m["slug"]} for m in told],
        "identifiers": [identifier(journey)],
        "citations": [
            {"source": source(journey), "locator": locator(journey)},
            *(_met(journey, leader, taker) for leader, taker in entries if taker.passage),
        ],
    }


def _entries(takers: Iterable[Taker], slug_of: SlugOf) -> list[tuple[str, Taker]]:
    """Each leader once: who is named twice has the first title."""
    found: dict[str, Taker] = {}
    for taker in takers:
        found.setdefault(slug_of(taker.mention), taker)
    return list(found.items())


def participant(mention: Mention, leader: str) -> Document:
    return {
        "leader": leader,
        "party": mention.party or None,
        "title": mention.title or None,
        "capacity": mention.capacity,
        "presence": "attended",
    }


def _met(journey: Journey, leader: str, taker: Taker) -> Document:
    return {
        "source": source(journey),
        "locator": locator(journey),
        "quote": taker.passage[:QUOTE],
        "fields": [f"/participants/{leader}"],
    }


def _place(journey: Journey) -> Document:
    if journey.collection == "visits":
        return {"country": "us"}
    return {"name": journey.locale[:PLACE] or None, "country": parties.country(journey).slug}


def _title(journey: Journey, takers: Sequence[Taker]) -> str:
    own = [taker.mention for taker in takers if not taker.passage]
    who = " and ".join(f"{m.title} {m.name}".strip() for m in own)
    if journey.collection == "visits":
        party = parties.document(parties.country(journey).slug)["name"]
        return f"{who} of {party} in the United States"[:TITLE]
    where = f"{journey.locale}, {journey.country}" if journey.locale else journey.country
    return f"{who} in {where}"[:TITLE]


def summit(
    event: Summit,
    slug: str,
    participants: Sequence[tuple[Attendance, Mention]],
    slug_of: SlugOf,
    before: Document | None,
) -> Document:
    """A summit, with those who attended it; what an earlier import made of it only grows."""
    known = before or {"participants": [], "citations": [], "held_on": None, "place": None}
    entries = {p["leader"]: p for p in known["participants"]}
    cited = {path: c for c in known["citations"] for path in c["fields"][:1]}
    for attendance, mention in participants:
        leader = slug_of(mention)
        entries.setdefault(leader, participant(mention, leader))
        cited.setdefault(f"/participants/{leader}", _attended(attendance, leader))
    dates = {**_attended(event.attended[0], ""), "fields": ["/held_on"]}
    cited.setdefault("/held_on", {**dates, "relation": "qualifies", "note": STAY})
    return {
        "slug": slug,
        "title": before["title"] if before else f"{event.name}, {event.days[0]:%B %Y}",
        "kind": "summit",
        "status": "held",
        "held_on": _common(event, known["held_on"]),
        "place": known["place"] or _host(event),
        "participants": [entries[leader] for leader in sorted(entries)],
        "citations": [cited[path] for path in sorted(cited)],
    }


def _attended(attendance: Attendance, leader: str) -> Document:
    return {
        "source": source(attendance.journey),
        "locator": locator(attendance.journey),
        "quote": attendance.words[:QUOTE],
        "fields": [f"/participants/{leader}"],
    }


def _common(event: Summit, before: str | None) -> str:
    """The days that all have in common, those of earlier imports too."""
    first, last = (day.isoformat() for day in event.days)
    if before:
        begun, ended = before.split("/")[0], before.split("/")[-1]
        if max(first, begun) <= min(last, ended):
            first, last = max(first, begun), min(last, ended)
        else:
            first, last = begun, ended
    return first if first == last else f"{first}/{last}"


def _host(event: Summit) -> Document:
    """The country where the summit was held: that of every journey to it."""
    countries = {_place(a.journey)["country"] for a in event.attended}
    return {"country": countries.pop() if len(countries) == 1 else None}


def summit_slug(event: Summit) -> str:
    return f"{slugified(event.name)[:80]}-{event.days[0]:%Y-%m}"
