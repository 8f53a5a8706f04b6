"""Persons as a text names them: party, title and name, in any of the orders that are usual."""

from __future__ import annotations

import re
from typing import NamedTuple

from . import terms
from .sentences import HYPHENS, Words, past, text_of, word_at
from .titles import POSSESSIVES, Title, is_institution, is_rank, party_end, place_end, title_at

ARTICLES = frozenset({"the", "a", "an", "his", "her", "their", "its"})
# Words of a name without a capital: “d'Estaing”, “Aquino 3rd”.
NAME_LIKE = re.compile(r"[a-z]{1,2}['’][A-Z]|\d+(?:st|nd|rd|th)$")
JUNIOR = frozenset({"Jr.", "Sr.", "Jr", "Sr"})
# What may follow a name that has no title.
BEHIND_NAMES = terms.BEHIND_NAMES | {"", ",", ";", "and"}


class Mention(NamedTuple):
    """A person: the name without its title, the title without the party, all as written."""

    title: str | None
    name: str
    party: str | None


class Reading(NamedTuple):
    """What is named from a place on: no person where a title stands for a group, or alone."""

    mentions: tuple[Mention, ...]
    end: int


def read(words: Words, at: int) -> Reading | None:
    """The persons who are named from a place on by a title; None if no title stands there."""
    start = past(ARTICLES, words, at)
    if end := terms.NAMED_BY_TITLE.end(words, start):
        end = max(end, _name_end(words, start))
        return _named(words, Title((), None, start), words[start:end], end)
    title = title_at(words, at) or title_at(words, start)
    if title is None:
        return None
    if title.shared:
        return _sharers(words, title)
    start, end = title.end, _name_end(words, title.end)
    if end == start and title.placed and word_at(words, start) == ",":
        start, end = start + 1, _bare_end(words, start + 1)
    if end > start:
        return _named(words, title, words[start:end], end)
    if title.rank:
        # “Prime Minister Major”: what looks like his rank is his name.
        kept = title._replace(words=title.words[: -len(title.rank)])
        return _named(words, kept, title.rank, title.end)
    return _noble(words, title) or Reading((), title.end)


def bare(words: Words, at: int) -> Reading | None:
    """The person who is named at a place without a title, by two to four words."""
    end = _bare_end(words, at)
    return _named(words, Title((), None, at), words[at:end], end) if end > at else None


def _named(words: Words, title: Title, name: Words, end: int) -> Reading:
    if word_at(words, end) in POSSESSIVES:
        return Reading((), end)
    party, end = _party_after(words, end)
    if "Pope" in title.words:
        party = terms.HOLY_SEE
    # “President and Mrs. Mubarak” names him alone.
    said = text_of(title.words).removesuffix(" and Mrs.") or None
    return Reading((Mention(said, text_of(name), title.party or party),), end)


def _noble(words: Words, title: Title) -> Reading | None:
    """“The Duke of Windsor”, who has no other name."""
    if word_at(words, title.end) != "of" or not terms.NOBLES.end(title.words, 0):
        return None
    end = _name_end(words, title.end + 1)
    if end == title.end + 1:
        return None
    name = text_of((*title.words, *words[title.end : end]))
    return Reading((Mention(text_of(title.words), name, title.party),), end)


def _sharers(words: Words, title: Title) -> Reading:
    """“Presidents Perez of Venezuela, Carazo of Costa Rica, and Royo”: each with the title."""
    named: list[Mention] = []
    office = re.sub(r"s\b", "", re.sub(r"ies\b", "y", text_of(title.words)))
    at, following, is_last = title.end, title.end, False
    while (end := _name_end(words, following)) > following:
        party, at = _party_after(words, end)
        named.append(Mention(office, text_of(words[following:end]), title.party or party))
        following = past({"and"}, words, past({","}, words, at))
        if is_last or following == at or title_at(words, following) or party_end(words, following):
            break
        is_last = words[following - 1] == "and"
    return Reading(tuple(named), at)


# Names and parties


def _name_end(words: Words, at: int) -> int:
    """Where a name ends; the place itself if none stands there."""
    here = end = at
    while here < len(words) and not is_institution(words, here):
        word, following = words[here], word_at(words, here + 1)
        # “Theresa May” is a name, “Thatcher June” and “Thatcher May 5” are not.
        if word in terms.MONTHS and (following.isdigit() or (here > at and word != "May")):
            break
        if word.is_capital or NAME_LIKE.match(word):
            here = end = here + 1
        elif word in HYPHENS and here > at and following:
            here = end = here + 2
        elif word in terms.PARTICLES or (word in terms.BOUND_PARTICLES and following in HYPHENS):
            here += 1
        elif word == "," and following in JUNIOR and end > at:
            here = end = here + 2
        else:
            break
    return end


def _bare_end(words: Words, at: int) -> int:
    """Where a name of two to four words ends that has no title; the place itself if none does."""
    end = _name_end(words, at)
    name = [word for word in words[at:end] if word.is_capital]
    is_known = any(_is_known(words, here) for here in range(at, end))
    is_ended = word_at(words, end) in BEHIND_NAMES
    return end if 2 <= len(name) <= 4 and is_ended and not is_known else at


def _is_known(words: Words, at: int) -> bool:
    """Whether a word is one that titles, offices or parties are made of."""
    is_term = words[at].key in terms.PORTFOLIOS | terms.COMMON
    return is_term or is_rank(words, at) or party_end(words, at) > 0


def _party_after(words: Words, at: int) -> tuple[str | None, int]:
    """The party after a name: “of Jordan”; and where it ends."""
    if word_at(words, at) == "of":
        start = past({"the"}, words, at + 1)
        if end := place_end(words, start):
            return text_of(words[start:end]), end
    return None, at
