"""Titles as a text writes them, with the parties and the portfolios that belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from . import terms
from .parties import table
from .sentences import HYPHENS, Phrases, Word, Words, past, text_of, word_at

POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
# What may stand between two titles of one person: “Deputy Prime Minister and Foreign Minister”.
JOINTS = frozenset({"and", "&"}) | HYPHENS
# What goes on with a title whose rank is still to come: “National League for Democracy leader”.
LED_ON = POSSESSIVES | HYPHENS | {"of", "for"}
# What leads from an office to what it is over, and what stands within that.
TAILS = frozenset({"of", "for", "to"})
GLUE = POSSESSIVES | {"and", "of", "the", "for", "with", "in", "&", ","}
# How many words a title may have before the one that makes it a title.
LONGEST_LEAD = 8


def _plurals(title: str) -> Iterator[str]:
    first, _, rest = title.partition(" ")
    yield from (f"{title}s", f"{title[:-1]}ies")
    if rest:
        yield from (f"{first}s {rest}", f"{first[:-1]}ies {rest}")


RANKS = Phrases(terms.TITLES)
# But “Mrs” is no plural.
SHARED_RANKS = Phrases({p for title in terms.TITLES for p in _plurals(title)} - terms.TITLES)


class Title(NamedTuple):
    """A title with the party that it tells, and where it ends.

    `placed`: a party stands behind it (“President of Mexico”). `shared`: it is a plural. `rank`:
    its last words, where they may be a name as well (“Prime Minister Major”).
    """

    words: tuple[Word, ...]
    party: str | None
    end: int
    placed: bool = False
    shared: bool = False
    rank: tuple[Word, ...] = ()


@cache
def _places() -> Phrases:
    """The names of parties, but those that are titles too: “UN High Commissioner for Refugees”."""
    names = (name for party in table() for name in (party.name, *party.other_names))
    return Phrases([name for name in names if "Commissioner" not in name])


@cache
def _adjectives() -> Phrases:
    return Phrases([adjective for party in table() for adjective in party.adjectives])


def title_at(words: Words, at: int, *, leads: bool = True) -> Title | None:
    """The title at a place with all its offices: “Deputy Prime Minister and Foreign Minister”."""
    first = _office(words, at, leads)
    if first is None or first.shared:
        return first
    mark = word_at(words, first.end)
    is_joined = leads and (mark == "," if first.placed else mark in JOINTS)
    joint = words[first.end : first.end + 1] if is_joined else ()
    more = title_at(words, first.end + len(joint), leads=is_joined)
    # “The Emir of Kuwait, Sheikh Jaber” is one, “the Emir of Kuwait, King Fahd” are two.
    if more is None or more.shared or (mark == "," and text_of(more.words) not in terms.APPOSED):
        return first
    return more._replace(
        words=(*first.words, *joint, *more.words),
        party=first.party or more.party,
        rank=more.rank or (() if joint else more.words),
    )


def _office(words: Words, at: int, leads: bool) -> Title | None:
    """One office: the party, what the office is over, what makes it a title, and what it is for."""
    party: str | None = None
    said: list[Word] = []
    here = at
    while here < len(words) and len(said) <= LONGEST_LEAD:
        word = words[here]
        if leads and (end := party_end(words, here)):
            party = party or text_of(words[here:end])
            here = past(POSSESSIVES, words, end)
        elif end := _rank_end(words, here, SHARED_RANKS):
            return Title((*said, *words[here:end]), party, end, shared=True)
        elif (end := _rank_end(words, here, RANKS)) and not is_institution(words, end):
            return _with_tail(words, Title((*said, *words[here:end]), party, end))
        elif _may_lead(words, here, leads) or (said and word in LED_ON):
            said.append(word)
            here += 1
        else:
            return None
    return None


def _may_lead(words: Words, at: int, leads: bool) -> bool:
    """Whether a word may stand before the one that makes a title, a sentence's first never."""
    word = words[at]
    return word.key in terms.BEFORE or (leads and at > 0 and word.is_capital and word != "With")


def is_rank(words: Words, at: int) -> bool:
    return _rank_end(words, at, RANKS) > 0


def is_institution(words: Words, at: int) -> bool:
    """Whether what a title seems to stand before is no name: “General Assembly”."""
    return at < len(words) and words[at].is_capital and words[at].key in terms.INSTITUTIONS


def _rank_end(words: Words, at: int, ranks: Phrases) -> int:
    """Where the words end that make a title, 0 if none stand there."""
    end = ranks.end(words, at)
    if not end or not (words[at].is_capital or words[at].key.rstrip("s") in terms.COMMON):
        return 0
    behind = past(HYPHENS, words, end)
    return behind + 1 if behind < len(words) and words[behind].key in terms.BEHIND else end


def _with_tail(words: Words, title: Title) -> Title:
    """An office with what it is for: “of Mexico”, “for Foreign Affairs and Security Policy”."""
    while word_at(words, title.end) in TAILS:
        is_of, start = words[title.end] == "of", past({"the"}, words, title.end + 1)
        place = place_end(words, start)
        end = max(_portfolio_end(words, start), place)
        if is_of and end == place:
            party = title.party or text_of(words[start:place])
            return title._replace(party=party, end=place, placed=True)
        if end == start:
            break
        whose = party_end(words, start) if is_of and words[end - 1] != "Affairs" else 0
        title = title._replace(
            words=(*title.words, *words[title.end : end]),
            party=title.party or text_of(words[start:whose]) or None,
            end=end,
        )
    return title


def _portfolio_end(words: Words, at: int) -> int:
    """Where the words end that say what an office is for; the place itself if there are none."""
    here = end = at
    while here < len(words):
        if words[here].is_capital and words[here].key in terms.PORTFOLIOS:
            here = end = here + 1
        elif past_party := party_end(words, here):
            here = past_party
        elif words[here] in GLUE:
            here += 1
        else:
            break
    return end


def party_end(words: Words, at: int) -> int:
    """Where the name or the adjective of a party ends, 0 if none stands there."""
    return max(place_end(words, at), _capital_end(_adjectives(), words, at))


def place_end(words: Words, at: int) -> int:
    return _capital_end(_places(), words, at)


def _capital_end(phrases: Phrases, words: Words, at: int) -> int:
    return phrases.end(words, at) if at < len(words) and words[at].is_capital else 0
