"""Whom the text of a record says were met.

A sentence is read from left to right. A word of meeting and a preposition that goes with it
(`WAYS_TO_MEET`) begin a list of persons; who stands in that list was met, and nobody else: not who
was accompanied or buried, nor whose guest or delegation somebody was. What a list may hold is in
mentions.py and titles.py; the words are in terms.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from . import mentions
from .mentions import Mention
from .sentences import Words, entries, sentences, words_of
from .terms import COLLEAGUES

MEETINGS = entries("""
audience, banquet, breakfast, brunch, conference, consultation, consultations, conversation,
conversations, dialogue, dinner, discussion, discussions, engagement, engagements, golf, lunch,
luncheon, meeting, meetings, negotiation, negotiations, reception, retreat, session, sessions,
summit, summits, supper, talk, talks, tea, visit, visits
""")
MET = entries("""
attend, attended, chaired, concluded, confer, conferred, conferring, consult, consulted, consulting,
conversed, dined, discuss, discussed, discussing, examined, exchanged, explored, held, hosted,
launched, lunched, meet, meets, met, negotiated, negotiating, opened, participated, reviewed,
signed, spoke, talked, vacationed
""")
# By a preposition, the words of meeting from which it leads to a person.
WAYS_TO_MEET = {
    "with": MEETINGS | MET,
    "between": MEETINGS,
    "by": entries("briefed, entertained, given, greeted, hosted, received, welcomed"),
    "to": entries("conveyed, delivered, presented, spoke, talked"),
    "on": entries("call, called, calls"),
}
# These need no preposition: “briefed President Chirac”.
TO_MEET = entries("""
briefed, consulted, entertained, greeted, hosted, met, received, saw, visited, welcomed
""")
# From these a preposition leads to a companion, or to somebody who was far away.
APART = entries("""
accompanied, accompanying, arrived, coinciding, concerning, connected, connection, departed, flew,
invited, joined, left, led, phone, returned, returning, sailed, telephone, tour, toured, traveled,
traveling, travelled, travelling, visited
""")
KNOWN = APART.union(*WAYS_TO_MEET.values())
# A meeting that these words speak of is another one, or to come: “briefed NATO on talks with …”,
# “an invitation to meet with …”.
ABOUT = entries("""
about, before, concerning, from, invitation, on, plans, prior, proposed, regarding, request, route
""")
SPOKEN_OF = MEETINGS | entries("confer, consult, discuss, meet")
# How many words may stand between the two.
FARTHEST = 4
# What goes on with a list of persons.
LINKS = {",", ";"} | entries("&, also, and, including, later, or, plus, separately, then")
# Sentences with these tell of what did not come about.
NOT_HELD = entries("canceled, cancelled, declined, failed, postponed, scheduled, unable")


class Met(NamedTuple):
    """A person who was met: the name without title, and the party as far as the text tells it.

    All is as written; `words` are the sentence that says so.
    """

    title: str | None
    name: str
    party: str | None
    words: str


def counterparts(text: str) -> list[Met]:
    """The persons whom the text of a record says were met, each once, in its order."""
    found: dict[tuple[str, str | None], Met] = {}
    for words in sentences(text):
        if NOT_HELD.isdisjoint(word.key for word in words):
            said = text[words[0].start : words[-1].end]
            for person in _met(words):
                found.setdefault((person.name, person.party), Met(*person, said))
    return list(found.values())


def _met(words: Words) -> Iterator[Mention]:
    """The persons in those lists of a sentence that a meeting begins."""
    here, listed, is_met = 0, 0, False
    while here < len(words):
        reading = mentions.read(words, here)
        # A name alone may be that of a place: it must be the next one in the list.
        if reading is None and is_met and LINKS.issuperset(w.key for w in words[listed:here]):
            reading = mentions.bare(words, here)
        if reading is None:
            here += 1
            if words[here - 1].key == "with":
                is_met, listed = _leads_to_a_meeting(words, here - 1), here
            continue
        if reading.mentions:
            is_met = _is_met(words, here, is_met)
        if is_met:
            yield from (person for person in reading.mentions if not _is_colleague(person))
        here = listed = reading.end


def _is_met(words: Words, at: int, was_met: bool) -> bool:
    """Whether the person named at a place was met, as the one before in the list was or not."""
    before = words[at - 1].key if at else ""
    if before in WAYS_TO_MEET:
        return _leads_to_a_meeting(words, at - 1)
    return before in TO_MEET or (was_met and before in LINKS)


def _leads_to_a_meeting(words: Words, at: int) -> bool:
    """Whether the preposition at a place goes with the last word of meeting before it."""
    for here in range(at - 1, -1, -1):
        if words[here].key in KNOWN and not _is_another_meeting(words, here):
            return words[here].key in WAYS_TO_MEET[words[at].key]
    return False


def _is_another_meeting(words: Words, at: int) -> bool:
    before = words[max(at - FARTHEST, 0) : at]
    return words[at].key in SPOKEN_OF and not ABOUT.isdisjoint(word.key for word in before)


def _is_colleague(person: Mention) -> bool:
    return person.party is None and COLLEAGUES.end(words_of(person.title or ""), 0) > 0
