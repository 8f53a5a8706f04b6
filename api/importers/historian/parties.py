"""The parties of the data set: by the country ids that it uses, and by the words of its texts."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from .files import Journey

# What names have or lack: `trinidad-tobago` is `trinidad-and-tobago`.
EMPTY_WORDS = {"the", "of", "and", "d"}
# What a full name adds to the usual one. Not “democratic” and “people’s”: they tell states apart.
FORMS_OF_STATE = {
    *("republic", "kingdom", "state", "principality", "commonwealth", "islamic", "federal"),
    *("federative", "independent", "plurinational", "bolivarian"),
}


class Party(NamedTuple):
    """A line of the table. Where a name has meant several parties, the days tell which."""

    slug: str
    kind: str
    name: str
    other_names: tuple[str, ...]
    adjectives: tuple[str, ...]
    since: str
    until: str

    def was_there(self, day: str) -> bool:
        return self.since <= day and (not self.until or day < self.until)


class UnknownParty(LookupError):
    """A name that the table does not have."""


@cache
def table() -> tuple[Party, ...]:
    """The parties, from parties.csv."""
    text = (files(__package__) / "parties.csv").read_text(encoding="utf-8")
    return tuple(
        Party(
            **{n: row[n] for n in ("slug", "kind", "name", "since", "until")},
            other_names=tuple(filter(None, row["other names"].split(";"))),
            adjectives=tuple(filter(None, row["adjectives"].split(";"))),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def by_name() -> Mapping[frozenset[str], list[Party]]:
    """The parties by their names' words: first those whom it meant in certain years only."""
    found: dict[frozenset[str], list[Party]] = defaultdict(list)
    for party in sorted(table(), key=lambda p: not (p.since or p.until)):
        bounded = party.since or party.until
        for name in (*(() if bounded else (party.name,)), *party.other_names, *party.adjectives):
            found[words(name)].append(party)
    return found


def words(name: str) -> frozenset[str]:
    """What matters of a name: `korea-republic-of` and “Republic of Korea” are the same."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    found = set(re.findall(r"[^\W_]+", re.sub(r"[.'’‘`]", "", plain)))
    return frozenset({"saint" if w == "st" else w for w in found} - EMPTY_WORDS)


def party(name: str, day: str) -> Party:
    """Whom a name or an adjective meant on a day. Raises UnknownParty."""
    known = words(name)
    for variant in (known, known - FORMS_OF_STATE):
        for found in by_name().get(variant, []):
            if found.was_there(day):
                return found
    raise UnknownParty(name)


def country(journey: Journey) -> Party:
    """The country of a journey: where a visitor comes from, or a traveller went.

    An id means a state as it is now, or was last; its label may say that it was another one then.
    Raises UnknownParty.
    """
    by_id = party(journey.country_id, journey.first_day)
    meant = {p.slug for p in by_name()[words(journey.country_id)]}
    try:
        labelled = party(journey.country, journey.first_day)
    except UnknownParty:
        return by_id
    # Where the id has meant both of them, the years know better than a label that stayed behind.
    return labelled if labelled.kind == "former_state" and labelled.slug not in meant else by_id


def document(slug: str) -> dict[str, Any]:
    """The record of a party."""
    lines = [p for p in table() if p.slug == slug]
    names = [n for line in lines for n in line.other_names]
    return {"slug": slug, "name": lines[0].name, "kind": lines[0].kind, "other_names": names}
