"""Names of persons, and whether two may be of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from models.base import SLUG_LENGTH

# What stands in a name in one spelling and is left out in another.
PARTICLES = {
    *("al", "el", "ul", "an", "as", "ash", "bin", "bint", "ben", "ibn", "abu", "abd", "de", "da"),
    *("do", "dos", "das", "del", "della", "di", "la", "las", "le", "los", "van", "von", "der"),
    *("den", "ten", "ter", "y", "e", "of", "the", "lord", "sir", "dame", "earl", "viscount", "dr"),
    *("sheikh", "sheik", "sheikha", "prince", "princess", "general", "archbishop", "haji", "jr"),
    *("sr", "hon", "mr", "mrs", "ms", "crown", "cardinal", "dato", "datuk", "tun", "tunku", "3rd"),
    *("marshal", "colonel", "captain", "admiral", "chief", "king", "queen"),
}
# Letters that are no others with a mark.
LETTERS = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
NUMERAL = re.compile(r"[ivx]+")
# Where the family's name comes first.
FAMILY_FIRST = {"cn", "tw", "kr", "kp", "vn", "south-vietnam", "vdvn", "kh", "sg", "hk"}
# From here on two words are one in two spellings: Rousseff and Roussef.
ALIKE = 0.75
LONG_ENOUGH = 5


class Name(NamedTuple):
    """A name taken apart: the words that tell persons apart, initials among them, and a number."""

    words: tuple[str, ...]
    number: str = ""

    @property
    def full(self) -> bool:
        """Whether more than a family's or a king's name is given."""
        return sum(len(word) > 1 for word in self.words) > 1 or bool(self.number)


def folded(text: str) -> list[str]:
    """The words of a text in plain small letters: “O’Neill” is one."""
    spelt = "".join(LETTERS.get(c, c) for c in unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in spelt if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", re.sub(r"['’‘`]", "", plain))


def slugified(text: str) -> str:
    found = re.findall(r"[a-z0-9]+", "-".join(folded(text)))
    return "-".join(found)[:SLUG_LENGTH].strip("-") or "unnamed"


@lru_cache(maxsize=65_536)
def taken_apart(name: str) -> Name:
    found = folded(name)
    number = next((w for w in reversed(found[1:]) if NUMERAL.fullmatch(w)), "")
    kept = [w for w in found if w not in PARTICLES and w != number] or found
    return Name(tuple(kept), number)


def may_be(one: Name, other: Name, spelling: bool = False) -> bool:
    """Whether the shorter name leaves out what the longer has, and otherwise says the same.

    The order counts: “Jabir al-Sabah” is not “Sabah al-Jabir al-Sabah”. With `spelling`, words of
    two spellings pass too.
    """
    if one.number and other.number and one.number != other.number:
        return False
    short, long = sorted((one.words, other.words), key=len)
    if "".join(short) == "".join(long):
        return True
    if len(short) == 1:
        return has(other if one.words == short else one, short[0], first=False, spelling=spelling)
    return _within(short, long, spelling)


def _within(short: Sequence[str], long: Sequence[str], spelling: bool) -> bool:
    rest = iter(long)
    return all(any(same(word, candidate, spelling) for candidate in rest) for word in short)


def same(word: str, other: str, spelling: bool = True) -> bool:
    """Whether a word is another, its initial, or another spelling of it."""
    if word == other:
        return True
    if len(word) == 1 or len(other) == 1:
        return word[0] == other[0]
    return spelling and _alike(word, other)


@lru_cache(maxsize=65_536)
def _alike(word: str, other: str) -> bool:
    if min(len(word), len(other)) < LONG_ENOUGH or word[0] != other[0]:
        return False
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= ALIKE


def has(name: Name, word: str, *, first: bool, spelling: bool) -> bool:
    """Whether a word stands in a name, or at its beginning."""
    words = name.words[:1] if first else name.words
    return any(same(word, w, spelling) for w in words if len(w) > 1)


def family(name: Name, party: str) -> str:
    """The word that is used alone: the family's name."""
    return name.words[0 if party in FAMILY_FIRST else -1]
