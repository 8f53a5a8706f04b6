"""The records of leaders that the persons of the data set make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from .files import President
from .joining import A_PAUSE
from .names import slugified, taken_apart
from .persons import Mention, Person
from .takers import PRESIDENTS

Document = dict[str, Any]
SCHEME = "history.state.gov/people"
SEEN = "The first and the last day on which the records name the office, not those of the term."


class Office(NamedTuple):
    """An office, with the days on which it is first and last seen, and the records that say so."""

    title: str | None
    party: str | None
    capacity: str
    first: str
    last: str
    # A source and a locator in it.
    began: tuple[str, str]
    ended: tuple[str, str]

    @property
    def key(self) -> tuple[str | None, str | None, str]:
        return self.title, self.party, self.capacity


def document(
    person: Person, slug: str, before: Document | None, terms: Mapping[str, Sequence[President]]
) -> Document:
    """The record of a person; `before` is what earlier imports made of it, and it only grows."""
    known = [before["name"], *before["other_names"]] if before else []
    recorded = sorted({m.name for m in person.mentions} | set(known))
    name = person.usual_name
    if before and (taken_apart(before["name"]).full or not taken_apart(name).full):
        name = before["name"]
    own = terms.get(person.id, ())
    seen = _merged([*_seen(person.mentions), *(_read(before) if before else ())], bool(own))
    made = {
        "slug": slug,
        "name": name,
        "sort_name": _sort_name(name, person.id),
        "other_names": [n for n in recorded if n != name],
        "party": before["party"] if before else person.party,
        "offices": [_term(term) for term in own] + [_office(office) for office in seen],
    }
    _add_a_president(made, person.id, own)
    made["citations"] = [*_cited_terms(own), *_cited(seen, len(own)), _named(person, before)]
    return made


def _seen(mentions: Sequence[Mention]) -> list[Office]:
    return [
        Office(
            m.title or None,
            m.party or None,
            m.capacity,
            m.day,
            m.day,
            (m.source, m.locator),
            (m.source, m.locator),
        )
        for m in mentions
        if m.title
    ]


def _merged(offices: Iterable[Office], has_terms: bool) -> list[Office]:
    """The offices, each once for the days over which it is seen without a long pause."""
    found: list[Office] = []
    for office in sorted(offices, key=lambda o: (str(o.key), o.first, o.last, o.began)):
        if has_terms and office.title == "President":
            continue
        last = found[-1] if found else None
        if last is None or last.key != office.key or _days(last.last, office.first) > A_PAUSE:
            found.append(office)
        elif office.last > last.last:
            found[-1] = last._replace(last=office.last, ended=office.ended)
    return sorted(found, key=lambda o: (o.first, o.last, str(o.key)))


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def _office(office: Office) -> Document:
    return {
        "title": office.title,
        "party": office.party,
        "capacity": office.capacity,
        "started_on": office.first,
        "ended_on": office.last,
    }


def _term(term: President) -> Document:
    return {
        "title": "President of the United States",
        "party": "us",
        "capacity": "head_of_state",
        "started_on": term.started_on,
        "ended_on": term.ended_on,
    }


def _cited_terms(terms: Sequence[President]) -> list[Document]:
    return [
        {
            "source": PRESIDENTS,
            "locator": f"president {term.number}",
            "fields": [f"/offices/{index}", "/born_on"] + (["/died_on"] if term.died_on else []),
        }
        for index, term in enumerate(terms)
    ]


def _cited(offices: Sequence[Office], after: int) -> list[Document]:
    """Where each office is first and last seen."""
    found = []
    for index, office in enumerate(offices, after):
        path = f"/offices/{index}"
        ends = [(office.began, "started_on"), (office.ended, "ended_on")]
        found += [
            {"source": source, "locator": locator, "fields": [f"{path}/{end}"], "note": SEEN}
            for (source, locator), end in ends
        ]
    return found


def _read(before: Document) -> list[Office]:
    """The offices that an earlier import saw, from its own record."""
    cited = {path: (c["source"], c["locator"]) for c in before["citations"] for path in c["fields"]}
    return [
        Office(
            o["title"],
            o["party"],
            o["capacity"],
            o["started_on"],
            o["ended_on"],
            cited[f"/offices/{index}/started_on"],
            cited[f"/offices/{index}/ended_on"],
        )
        for index, o in enumerate(before["offices"])
        if f"/offices/{index}/started_on" in cited
    ]


def _named(person: Person, before: Document | None) -> Document:
    """Where the person is first named."""
    first = min(person.mentions, key=lambda m: (m.day, m.source, m.locator))
    found = {"source": first.source, "locator": first.locator, "fields": ["/name", "/party"]}
    return before["citations"][-1] if before else found


def _add_a_president(made: Document, id: str, terms: Sequence[President]) -> None:
    if id:
        made["identifiers"] = [{"scheme": SCHEME, "value": id}]
    if terms:
        made |= {"born_on": terms[0].born_on, "died_on": terms[0].died_on}


def _sort_name(name: str, id: str) -> str | None:
    """“Obama, Barack”, where an id tells which word is the family's name."""
    family = id.split("-")[0]
    words = name.split()
    found = [w for w in words if slugified(w) == family]
    return f"{found[-1]}, {' '.join(w for w in words if w is not found[-1])}" if found else None
