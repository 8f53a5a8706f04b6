"""What the archive knows already: the leaders and summits that an import finds, and their slugs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any, NamedTuple

from models.base import SLUG_LENGTH
from models.dates import earliest, latest

from . import names, parties
from .joining import A_CAREER, A_REIGN
from .leaders import SCHEME
from .names import slugified, taken_apart
from .persons import Person, line_of

Document = dict[str, Any]


class Kept(NamedTuple):
    """A document of the archive, and whether nobody but the importer wrote it."""

    document: Document
    ours: bool


class Recognised:
    """The slug of each person: that of a record which the archive has, or a new one."""

    def __init__(
        self,
        persons: Sequence[Person],
        kept: Mapping[str, Kept],
        gone: Set[str],
        merged: Set[str],
    ) -> None:
        self.kept = kept
        self.slugs: dict[int, str] = {}
        fresh = _slugs(persons, ())
        for person in persons:
            slug = fresh[id(person)]
            if slug in merged or (slug in kept and is_of(kept[slug].document, person)):
                self.slugs[id(person)] = slug
        self._by_names([p for p in persons if id(p) not in self.slugs])
        left = [p for p in persons if id(p) not in self.slugs]
        self.slugs |= _slugs(left, {*kept, *gone, *self.slugs.values()})

    def _by_names(self, persons: Iterable[Person]) -> None:
        """Find records under other slugs; one of ours can be that of one person only."""
        by_line: dict[str, list[Kept]] = defaultdict(list)
        for kept in self.kept.values():
            by_line[line_of(kept.document["party"] or "")].append(kept)
        given = set(self.slugs.values())
        for person in persons:
            found = [
                k.document["slug"]
                for k in by_line[person.line]
                if (not k.ours or k.document["slug"] not in given) and is_of(k.document, person)
            ]
            if len(found) == 1:
                self.slugs[id(person)] = found[0]
                given.add(found[0])

    def slug(self, person: Person) -> str:
        return self.slugs[id(person)]


def is_of(leader: Mapping[str, Any], person: Person) -> bool:
    """Whether a leader's record is that of the person."""
    ids = {i["value"] for i in leader["identifiers"] if i["scheme"] == SCHEME}
    if ids and person.id:
        return person.id in ids
    if line_of(leader["party"] or "") != person.line:
        return False
    known = [taken_apart(n) for n in (leader["name"], *leader["other_names"])]
    own = {taken_apart(m.name) for m in person.mentions}
    offices = {m.capacity for m in person.mentions} & {o["capacity"] for o in leader["offices"]}
    gap = _gap(leader, person)
    short = not (any(n.full for n in own) and any(k.full for k in known))
    return any(
        (gap <= A_CAREER and n.full and k.full and names.may_be(n, k, spelling=bool(offices)))
        or (short and gap <= A_REIGN and bool(offices) and names.may_be(n, k))
        or (bool(person.id) and bool(offices) and _nicknamed(n, k))
        for n in own
        for k in known
    )


def _nicknamed(name: names.Name, known: names.Name) -> bool:
    """“Michael R. Pompeo” and “Mike Pompeo”."""
    return name.words[-1] == known.words[-1] and name.words[0][:1] == known.words[0][:1]


def _gap(leader: Mapping[str, Any], person: Person) -> int:
    """How many days lie between a person's mentions and the offices of a leader; 0 if unknown."""
    offices = leader["offices"]
    if not offices or any(not o["started_on"] and not o["ended_on"] for o in offices):
        return 0
    first, last = (date.fromisoformat(day).toordinal() for day in person.days)
    begins = min(earliest(o["started_on"]) if o["started_on"] else 0 for o in offices)
    ends = max(latest(o["ended_on"]) for o in offices)
    return max(0, first - ends, begins - last)


def _slugs(persons: Sequence[Person], taken: Iterable[str]) -> dict[int, str]:
    """A slug for each person, by `id`: with the party, then with days, where it is not alone."""
    given: dict[int, str] = {}
    used, left = set(taken), list(persons)
    for form in FORMS:
        wanted: dict[str, list[Person]] = defaultdict(list)
        for person in left:
            wanted[form(person)].append(person)
        for slug, those in wanted.items():
            if len(those) == 1 and slug not in used:
                given[id(those[0])] = slug
        used |= wanted.keys()
        left = [p for p in left if id(p) not in given]
    return given


def _plain(person: Person) -> str:
    """`vladimir-putin`; a single name is no slug without its party: `hussein-i-of-jordan`."""
    name = person.usual_name
    return slugified(name) if len(taken_apart(name).words) > 1 else _of_a_party(person)


def _of_a_party(person: Person) -> str:
    party = f" of {parties.document(person.party)['name']}" if person.party else ""
    return slugified(person.usual_name + party)


def _titled(person: Person) -> str:
    title = min(m.title for m in person.mentions)
    return slugified(f"{title} {_of_a_party(person)}")


def _since(person: Person) -> str:
    return f"{_of_a_party(person)[: SLUG_LENGTH - 11]}-{person.days[0]}"


def _numbered(person: Person) -> str:
    first = min(person.mentions, key=lambda m: (m.day, m.locator, m.name))
    return slugified(f"{first.locator} {first.title} {person.usual_name}")


FORMS: Sequence[Callable[[Person], str]] = (_plain, _of_a_party, _titled, _since, _numbered)
