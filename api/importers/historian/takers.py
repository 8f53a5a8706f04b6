"""Who takes part in a journey: the visitors or the traveller, and those whom they met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..findings import Findings
from . import names, offices, parties
from .counterparts import Met, counterparts
from .files import Journey, President
from .parties import UnknownParty
from .persons import Mention

VISITS, TRAVELS, PRESIDENTS = "historian-visits", "historian-travels", "historian-presidents"


class Taker(NamedTuple):
    """A person who takes part in a journey, with the passage that says so of one who was met."""

    mention: Mention
    passage: str = ""


class Presidents:
    """The presidents of the United States, by their days in office."""

    def __init__(self, terms: Iterable[President]) -> None:
        self.terms = sorted(terms, key=lambda term: term.started_on)

    def called(self, name: str, title: str, day: str) -> President | None:
        """Who was meant by “President Bush” on a day: the one in office, or about to be."""
        if "president" not in title.casefold() or "vice" in title.casefold():
            return None
        elect = "elect" in title.casefold()
        for term in self.terms:
            now = term.started_on <= day <= (term.ended_on or day)
            coming = (
                elect and term.started_on[:4] <= str(int(day[:4]) + 1) and day < term.started_on
            )
            if (coming or now) and _is_called(term.name, name):
                return term
        return None


def named(term: President) -> Mention:
    """A president as the list of presidents names one."""
    return Mention(
        party="us",
        title="President",
        name=term.name,
        day=term.started_on,
        capacity="head_of_state",
        royal=False,
        source=PRESIDENTS,
        locator=f"president {term.number}",
        person=term.person,
    )


def _is_called(full: str, name: str) -> bool:
    one, other = names.taken_apart(full), names.taken_apart(name)
    return one.words[-1] == other.words[-1] and names.may_be(one, other)


def locator(journey: Journey) -> str:
    """What the record is called in citations."""
    if journey.collection == "visits":
        return f"visit {journey.id}"
    return f"{'secretary ' if journey.role == 'secretary' else ''}trip {journey.id}"


def source(journey: Journey) -> str:
    return VISITS if journey.collection == "visits" else TRAVELS


def takers(journey: Journey, presidents: Presidents, findings: Findings) -> list[Taker]:
    """All who take part. Raises UnknownParty for a country that the table does not have."""
    if journey.person:
        found = [Taker(_traveller(journey))]
    else:
        party = parties.country(journey)
        found = [
            Taker(_mention(journey, party.slug, party.kind, visitor.title, visitor.name))
            for visitor in offices.visitors(journey.who)
        ]
    return [*found, *_met(journey, presidents, findings)]


def _traveller(journey: Journey) -> Mention:
    title = {"president": "President", "secretary": "Secretary of State"}.get(
        journey.role, journey.role.capitalize()
    )
    if "as President-elect" in journey.text:
        title = "President-elect"
    return _mention(journey, "us", "state", title, journey.who, journey.person)


def _met(journey: Journey, presidents: Presidents, findings: Findings) -> Iterator[Taker]:
    for met in counterparts(journey.text):
        term = presidents.called(met.name, met.title or "", journey.first_day)
        if term and (met.party is None or parties.words(met.party) <= {"united", "states", "us"}):
            mention = _mention(journey, "us", "state", met.title or "", met.name, term.person)
        else:
            slug, kind = _party(journey, met, findings)
            mention = _mention(journey, slug, kind, met.title or "", met.name)
        yield Taker(mention, met.words)


def _party(journey: Journey, met: Met, findings: Findings) -> tuple[str, str]:
    """Whose leader was met: the party that the text names, or else that of the place."""
    if met.party is None:
        host = parties.country(journey) if journey.person else parties.party("us", "")
        return host.slug, host.kind
    try:
        party = parties.party(met.party, journey.first_day)
    except UnknownParty:
        findings.warnings.append(
            f"{journey.place}: “{met.party}” is no party of the table; {met.name} has none."
        )
        return "", ""
    return party.slug, party.kind


def _mention(
    journey: Journey, party: str, kind: str, title: str, name: str, person: str = ""
) -> Mention:
    title = offices.plain_title(title)
    return Mention(
        party=party,
        title=title,
        name=name,
        day=journey.first_day,
        capacity=offices.capacity(title, party, kind),
        royal=offices.is_royal(title),
        source=source(journey),
        locator=locator(journey),
        person=person,
    )
