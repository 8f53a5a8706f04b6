"""Summits: the events that visitors and travellers attended, found by name and by date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from models.dates import span

from .files import Journey

_ATTENDED = (
    r"(?:[Aa]ttend(?:ed|ing)|[Pp]articipat(?:ed|ing) in|[Hh]osted|[Cc]haired|[Aa]ddressed"
    r"|(?:[Jj]oined|[Aa]ccompanied|[Mm]et with) [^.;]{0,60}? (?:at|for|to|in|during)"
    r"|[Ss]upported [^.;]{0,60}? participation in|delegation to(?: attend)?)"
)
# A sentence may be no more than the name.
_ALONE = r"(?:^|[.;] )(?!\w+ed )(?=(?:[A-Z0-9][\w’'-]*[ -]){1,4}[Ss]ummit)"
EVENT = re.compile(
    rf"(?:\b{_ATTENDED} (?:(?:the|a|an|his|her|first|annual|opening session of the) )*|{_ALONE})"
    r"(?P<name>[^.;,(]*?\b(?:[Ss]ummits?|Leaders[’']? (?:Special )?(?:Meeting|Week))\b[^.;,(]*)"
)
# After the word itself only what the summit is of, on or for belongs to its name.
TAIL = re.compile(
    r"(?<=ummit)(?: [Mm]eetings?| [Cc]onference)?(?P<of> (?:of the (?!Heads|Presidents)|on |for )"
    r".*?(?= (?:at|in|with|held|hosted)\b|$))?.*$"
)
# Organisations and groups, whatever they are called.
GROUPS = [
    (r"\bg-?7\b|\bg-?8\b|group of (?:seven|eight)|^economic summit", "G7"),
    (r"\bg-?20\b|group of twenty", "G20"),
    (r"\bnato\b|north atlantic", "NATO"),
    (r"\bapec\b|asia[ -]pacific economic", "APEC"),
    (r"\beast asia", "East Asia"),
    (r"\b(?:us|united states)[ -](?:asean|association of southeast)", "US-ASEAN"),
    (r"\basean\b|association of southeast", "ASEAN"),
    (r"\bcsce\b|\bosce\b|security and co-?operation in europe", "OSCE"),
    (r"summit of the americas", "Americas"),
    (r"north american", "North American"),
    (r"nuclear security", "Nuclear Security"),
    (r"\b(?:us|united states)[ -]africa", "US-Africa"),
]
PLAIN = {
    *("summit", "summits", "meeting", "meetings", "conference", "leaders", "economic", "the", "a"),
    *("an", "of", "and", "annual", "special", "informal", "first", "second", "third", "fourth"),
    *("fifth", "sixth", "seventh", "opening", "session", "anniversary", "trilateral", "bilateral"),
}
NOT_NAMES = re.compile(
    r"\b(?:[Pp]re-|with|as|to|[Mm]inister(?:ial)?|President|Briefed|preparations)"
)
# How many days after others left somebody may come to the same event.
BESIDE = 2


class Attendance(NamedTuple):
    """Somebody's journey to a summit, and the words that say so."""

    key: str
    name: str
    words: str
    journey: Journey

    @property
    def first(self) -> date:
        return span(self.journey.held_on)[0]

    @property
    def last(self) -> date:
        return span(self.journey.held_on)[1]


class Summit(NamedTuple):
    """A summit, with the journeys to it."""

    key: str
    name: str
    attended: tuple[Attendance, ...]

    @property
    def days(self) -> tuple[date, date]:
        """The days that all who attended have in common, or else those of all of them."""
        first = max(a.first for a in self.attended)
        last = min(a.last for a in self.attended)
        if first <= last:
            return first, last
        return min(a.first for a in self.attended), max(a.last for a in self.attended)


def attended(journey: Journey) -> Attendance | None:
    """The summit that a journey was for, if its text names one."""
    text = re.sub(r"\b([A-Z])\.(?:([A-Z])\.)+", lambda m: m[0].replace(".", ""), journey.text)
    for match in EVENT.finditer(text.replace("–", "-")):
        name = named(match["name"])
        if name:
            return Attendance(key(name), name, match[0].strip(), journey)
    return None


def named(words: str) -> str:
    """The name of a summit without what is said beside it; "" for a meeting of two, unnamed."""
    # “The ASEAN and East Asia Summit Meetings” are two; the visit is to the first.
    first = re.sub(r"^(.*?) and (?:the )?.*(?=[Ss]ummits\b|[Ss]ummit [Mm]eetings)", r"\1 ", words)
    name = TAIL.sub(lambda m: m["of"] or "", first.strip()).strip()
    name = re.sub(r"[Ss]ummit(?:s| meeting)?\b", "Summit", name).replace("- ", "-")
    name = name[:1].upper() + name[1:]
    return "" if NOT_NAMES.search(name) else name if key(name) else ""


def key(name: str) -> str:
    """What makes two names one: “NATO’s 50th Anniversary Summit”, “North Atlantic … Summit”."""
    plain = name.casefold().replace("–", "-").replace("’s ", " ").replace("'s ", " ")
    for pattern, group in GROUPS:
        if re.search(pattern, plain):
            return group
    words = [w for w in re.findall(r"[^\W_]+", plain) if not re.fullmatch(r"\d\w*", w)]
    return " ".join(sorted({w for w in words if w not in PLAIN}))


def gathered(attendances: Iterable[Attendance]) -> Iterator[Summit]:
    """The summits, each with all who attended it, in order."""
    by_key: dict[str, list[Attendance]] = defaultdict(list)
    for attendance in attendances:
        by_key[attendance.key].append(attendance)
    for key, own in sorted(by_key.items()):
        own.sort(key=lambda a: (a.first, a.last, a.journey))
        event: list[Attendance] = []
        for attendance in own:
            if event and not _beside(event, attendance):
                yield _summit(key, event)
                event = []
            event.append(attendance)
        yield _summit(key, event)


def _beside(event: Sequence[Attendance], attendance: Attendance) -> bool:
    return (attendance.first - max(a.last for a in event)).days <= BESIDE


def _summit(key: str, event: Sequence[Attendance]) -> Summit:
    group = any(key == group for _, group in GROUPS)
    title = {"Americas": "Summit of the Americas"}.get(key, f"{key} summit")
    return Summit(key, title if group else min(a.name for a in event), tuple(event))
