"""The files of the data set, and what they record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from models.dates import span

from ..findings import Findings

# By the root of a file: the collection that its records are identified in, and which member of a
# record says what.
JOURNEYS = {
    "visits": ("visits", {"who": "visitor", "country": "from", "text": "description"}),
    "trips": (
        "travels",
        {"who": "name", "country": "country", "locale": "locale", "text": "remarks"},
    ),
}
# What a record says of the days, of its own making, and twice.
OTHER_MEMBERS = {
    *("id", "role", "start-date", "end-date", "created-by", "created-datetime"),
    *("last-modified-by", "last-modified-datetime"),
}


class Journey(NamedTuple):
    """A visit to the United States, or a trip from there, as the data set records it.

    `place` is where the record stands, for whoever must look it up; `who` the visitors with their
    titles, or the name of the traveller, whose id and office are in `person` and `role`.
    """

    collection: str
    id: str
    place: str
    held_on: str
    who: str
    country_id: str
    country: str
    text: str
    locale: str = ""
    person: str = ""
    role: str = ""

    @property
    def first_day(self) -> str:
        return self.held_on.split("/")[0]


class President(NamedTuple):
    """A term of a president of the United States."""

    number: str
    person: str
    name: str
    born_on: str | None
    died_on: str | None
    started_on: str
    ended_on: str | None


class Unreadable(ValueError):
    """A file or a record that cannot be taken as it is; says why."""


def read(folder: Path, findings: Findings) -> Iterator[Journey | President]:
    """All that the files under a folder record, file by file, in the order of their names."""
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(folder.rglob("*.xml")):
        name = str(path.relative_to(folder))
        try:
            root = _root(path)
        except Unreadable as error:
            findings.refused.append(f"{name}: {error}")
            continue
        if root.tag == "presidents":
            yield from (_president(element) for element in root.iter("president"))
        elif root.tag in JOURNEYS:
            yield from _journeys(root, name, seen, findings)
        else:
            findings.warnings.append(f"{name}: <{root.tag}> holds neither visits nor trips.")


def _root(path: Path) -> Any:
    # Entities are not expanded, and nothing outside the file is asked for.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        tree = etree.fromstring(path.read_bytes(), parser).getroottree()
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"This is not XML: {error.msg}.") from None
    except OSError as error:
        raise Unreadable(f"{error.strerror}.") from None
    if tree.docinfo.internalDTD is not None and any(tree.docinfo.internalDTD.iterentities()):
        raise Unreadable("It declares entities, and none are read.")
    return tree.getroot()


def _journeys(
    root: Any, file: str, seen: dict[tuple[str, str], str], findings: Findings
) -> Iterator[Journey]:
    collection, members = JOURNEYS[root.tag]
    for number, element in enumerate(root, 1):
        id = _text(element, "id")
        place = f"{file}: {element.tag} {id or f'without an id, number {number}'}"
        try:
            journey = _journey(element, collection, members, place)
        except ValueError as error:
            findings.refused.append(f"{place}: {error}")
            continue
        if (collection, id) in seen:
            findings.refused.append(f"{place}: {seen[collection, id]} has the same id.")
            continue
        seen[collection, id] = place
        for member in sorted({m.tag for m in element} - {*members.values()} - OTHER_MEMBERS):
            findings.warnings.append(f"{place}: <{member}> is not read.")
        yield journey


def _journey(element: Any, collection: str, members: dict[str, str], place: str) -> Journey:
    """What a record says. Raises ValueError where it lacks what a journey must have."""
    said = {name: _text(element, member) for name, member in members.items()}
    country = element.find(members["country"])
    said["country_id"] = "" if country is None else country.get("id", "").strip()
    said["id"] = _text(element, "id")
    for name in ("id", "who", "country_id"):
        if not said[name]:
            raise Unreadable(f"It does not say its {members.get(name, name)}.")
    return Journey(
        collection=collection,
        place=place,
        held_on=_held_on(element),
        person=element.get("who", ""),
        role=element.get("role", "") or _text(element, "role"),
        **said,
    )


def _held_on(element: Any) -> str:
    """The days of a journey, as exact as they are given."""
    first, last = _text(element, "start-date"), _text(element, "end-date")
    if not first:
        raise Unreadable("It does not say its start-date.")
    held_on = first if last in ("", first) else f"{first}/{last}"
    span(held_on)
    return held_on


def _president(element: Any) -> President:
    return President(
        number=element.get("n", ""),
        person=_text(element, "id"),
        name=_text(element, "name"),
        born_on=_text(element, "birth-year") or None,
        died_on=_text(element, "death-year") or None,
        started_on=_text(element, "took-office-date"),
        ended_on=_text(element, "left-office-date") or None,
    )


def _text(element: Any, member: str) -> str:
    """The text of a member with even white space; "" where there is none."""
    found = element.find(member)
    return "" if found is None else " ".join("".join(found.itertext()).split())
