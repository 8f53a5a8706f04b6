"""The documents that the files of the data set make, in the order in which they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from models.dates import span

from ..findings import Findings
from . import leaders, meetings, parties, summits
from .files import Journey, President, read
from .joining import doubts, joined
from .known import Kept, Recognised
from .parties import UnknownParty
from .persons import Mention, Person
from .summits import Attendance, Summit
from .takers import (
    PRESIDENTS,
    TRAVELS,
    VISITS,
    Presidents,
    Taker,
    locator,
    named,
    source,
    takers,
)

Document = dict[str, Any]


class Known(NamedTuple):
    """What the archive has: leaders and summits by slug, with the slugs of those taken out since.

    `told` are the meetings that others wrote down from records of the data set, by source and
    locator; `merged` the leaders that were merged into others.
    """

    leaders: Mapping[str, Kept]
    summits: Mapping[str, Kept]
    gone: Set[str] = frozenset()
    told: Mapping[tuple[str, str], Sequence[Document]] = MappingProxyType({})
    merged: Set[str] = frozenset()


def _doubt(one: Person, other: Person, pair: Sequence[str]) -> str:
    """Two persons who may be one, for somebody who knows."""
    said = " / ".join(
        f"{p.mentions[0].title} {p.usual_name}, {p.days[0]} to {p.days[1]}" for p in (one, other)
    )
    return f"{pair[0]} and {pair[1]} may be one person: {said}."


def _ours(kept: Kept | None) -> Document | None:
    """The document that earlier imports made, if nobody else wrote in it."""
    return kept.document if kept and kept.ours else None


OFFICE = "Office of the Historian, US Department of State"
SOURCES: Sequence[Document] = (
    {
        "slug": VISITS,
        "title": "Visits by Foreign Leaders",
        "url": "https://history.state.gov/departmenthistory/visits",
        "note": "Visit records, named by their number. A visit's dates are those of the stay in "
        "Washington, or of the stay in the United States, not those of a meeting.",
    },
    {
        "slug": TRAVELS,
        "title": "Travels of the President and of the Secretary of State",
        "url": "https://history.state.gov/departmenthistory/travels",
        "note": "Trip records, named by their number.",
    },
    {
        "slug": PRESIDENTS,
        "title": "List of the Presidents of the United States",
        "note": "The data file presidents.xml; an entry is named by its number.",
    },
)


def sources() -> Iterator[Document]:
    """The sources that the records cite."""
    for own in SOURCES:
        yield {
            "kind": "dataset",
            "publisher": OFFICE,
            "party": "us",
            "language": "en",
            "licence": "CC0-1.0",
            **own,
        }


class DataSet:
    """The data set as it lies in a folder, read through once; then what it makes of its records.

    Its journeys are read anew for the meetings, so that only who is who is held in memory.
    """

    def __init__(self, folder: Path, findings: Findings) -> None:
        self.folder = folder
        self.findings = findings
        self.read = 0
        self.parties = {"us"}
        self.terms: dict[str, list[President]] = defaultdict(list)
        self.mentions: set[Mention] = set()
        self.attended: list[tuple[Attendance, list[Mention]]] = []
        self._read_presidents()
        for journey in self._journeys(findings):
            self.read += 1
            self._note(journey)
        self._name_presidents()

    def _read_presidents(self) -> None:
        found = {r for r in read(self.folder, Findings()) if isinstance(r, President)}
        if not found:
            self.findings.warnings.append(
                "No list of presidents (presidents.xml): who “President Bush” was is not known."
            )
        self.presidents = Presidents(found)
        for term in self.presidents.terms:
            self.terms[term.person].append(term)

    def _journeys(self, findings: Findings) -> Iterator[Journey]:
        return (r for r in read(self.folder, findings) if isinstance(r, Journey))

    def _note(self, journey: Journey) -> None:
        """Remember who takes part, and which summit it was."""
        try:
            found = takers(journey, self.presidents, self.findings)
        except UnknownParty:
            self.findings.refused.append(
                f"{journey.place}: “{journey.country_id}” is no country of the table "
                f"({journey.country})."
            )
            return
        self.parties |= {parties.country(journey).slug, *(t.mention.party for t in found)} - {""}
        self.mentions.update(taker.mention for taker in found)
        if attendance := summits.attended(journey):
            own = [taker.mention for taker in found if not taker.passage]
            self.attended.append((attendance, own))

    def _name_presidents(self) -> None:
        """Add the full names of the presidents who were met or who travelled."""
        ids = {m.person for m in self.mentions}
        terms = [term for id in ids for term in self.terms.get(id, ())]
        self.mentions.update(named(term) for term in terms)

    def recognise(self, known: Known) -> None:
        """Tell who is who, and which records of the archive are theirs."""
        self.known = known
        self.persons = joined(self.mentions)
        self.recognised = Recognised(self.persons, known.leaders, known.gone, known.merged)
        for one, other in doubts(self.persons):
            pair = sorted((self.recognised.slug(one), self.recognised.slug(other)))
            if pair[0] != pair[1]:
                self.findings.doubts.append(_doubt(one, other, pair))
        self.findings.doubts.sort()
        self.person_of = {m: p for p in self.persons for m in p.mentions}
        self.summit_of: dict[tuple[str, str], str] = {}
        self.summits: dict[str, Summit] = {}
        for event in summits.gathered(a for a, _ in self.attended):
            slug = self._summit_slug(event)
            if slug in known.gone:
                continue
            before = self.summits[slug].attended if slug in self.summits else ()
            self.summits[slug] = event._replace(attended=before + event.attended)
            for attendance in event.attended:
                self.summit_of[attendance.journey.collection, attendance.journey.id] = slug

    def _summit_slug(self, event: Summit) -> str:
        """The slug of the summit that the archive has by name and date, or a new one."""
        for slug, kept in sorted(self.known.summits.items()):
            key = summits.key(summits.named(kept.document["title"]))
            begun, ended = span(kept.document["held_on"] or kept.document["planned_on"])
            if key == event.key and begun <= event.days[1] and event.days[0] <= ended:
                return slug
        return meetings.summit_slug(event)

    def slug_of(self, mention: Mention) -> str:
        return self.recognised.slug(self.person_of[mention])

    def party_documents(self) -> Iterator[Document]:
        return (parties.document(slug) for slug in sorted(self.parties))

    def leader_documents(self) -> Iterator[Document]:
        for slug, persons in sorted(self._by_slug().items()):
            before = _ours(self.known.leaders.get(slug))
            yield leaders.document(persons[0], slug, before, self.terms)

    def _by_slug(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self.persons:
            found[self.recognised.slug(person)].append(person)
        return found

    def summit_documents(self) -> Iterator[Document]:
        mentions = {(a.journey.collection, a.journey.id): own for a, own in self.attended}
        for slug, event in sorted(self.summits.items()):
            there = [
                (a, mention)
                for a in event.attended
                for mention in mentions[a.journey.collection, a.journey.id]
            ]
            before = _ours(self.known.summits.get(slug))
            yield meetings.summit(event, slug, there, self.slug_of, before)

    def visit_documents(self) -> Iterator[Document]:
        """A meeting for each record, read anew."""
        for journey in self._journeys(Findings()):
            found: list[Taker] = takers(journey, self.presidents, Findings())
            part_of = self.summit_of.get((journey.collection, journey.id))
            yield meetings.visit(journey, found, self.slug_of, part_of, self._told(journey))

    def _told(self, journey: Journey) -> list[Document]:
        """The meetings of these days that somebody else wrote down from the record."""
        first, last = span(journey.held_on)
        return [
            meeting
            for meeting in self.known.told.get((source(journey), locator(journey)), ())
            if (held_on := meeting["held_on"])
            and span(held_on)[0] <= last
            and first <= span(held_on)[1]
        ]
