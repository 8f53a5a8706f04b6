"""Words: texts folded so that case and accents do not matter, and the queries that ask for them.

All of it is done here and nothing by a database, so that every database finds the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# A longer word is known by its beginning, and of a longer query only the first words count.
LONGEST_WORD, LONGEST_QUERY = 100, 64

# Letters that Unicode does not take for accented ones, as they are typed where they are missing.
PLAIN = dict(zip("øłđðħŧıæœþ", ("o", "l", "d", "d", "h", "t", "i", "ae", "oe", "th"), strict=True))
# Scripts written without spaces, Thai to Han: each of their letters is a word, and a word of theirs
# is a phrase.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\U00020000-\U0003ffff]"
)
WHOLE, RUN = re.compile("(?s:.+)"), re.compile(r"\S+")
ASCII_WORD = re.compile("[a-zA-Z0-9]+")
QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
TERM = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


# Where a word stands in its text: where it begins, and where it has ended.
Span = tuple[int, int]


class Term(NamedTuple):
    """What a query asks for: words side by side, the last perhaps only a beginning; or not them."""

    words: tuple[str, ...]
    prefix: bool
    wanted: bool

    @property
    def needle(self) -> str:
        """What `joined` words hold exactly if the term is among them."""
        return f" {' '.join(self.words)}{'' if self.prefix else ' '}"


class _Folding(dict[int, str]):
    """What each character becomes, for `str.translate`: its plain letters, a space or nothing."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", chr(code)).casefold()
        self[code] = "".join(map(_plain, unicodedata.normalize("NFKD", folded)))
        return self[code]


def _plain(letter: str) -> str:
    if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf"):
        return ""
    if UNSPACED.match(letter):
        return f" {letter} "
    return PLAIN.get(letter, letter) if letter.isalnum() else " "


_FOLDING = _Folding()


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    found = text.translate(_FOLDING).split()
    # Hardly ever is there one to be cut.
    longest = max(map(len, found), default=0)
    return found if longest <= LONGEST_WORD else [word[:LONGEST_WORD] for word in found]


def joined(text: str) -> str:
    """The folded words of a text, each between two spaces."""
    return f" {' '.join(words(text))} "


def located(text: str) -> list[Span]:
    """Where each of the folded words of a text stands in it."""
    # Letter by letter takes long, and most words have plain ones only.
    return [
        span
        for run in (WHOLE if text.isascii() else RUN).finditer(text)
        for span in (_in_ascii(text, run) if run[0].isascii() else _in(run[0], run.start()))
    ]


def _in_ascii(text: str, run: re.Match[str]) -> list[Span]:
    return [word.span() for word in ASCII_WORD.finditer(text, *run.span())]


def _in(run: str, begin: int) -> Iterator[Span]:
    within, start, end = False, 0, 0
    for place, character in enumerate(f"{run} ", begin):
        for letter in _FOLDING[ord(character)]:
            if letter != " ":
                within, start, end = True, start if within else place, place
            elif within:
                yield start, end + 1
                within = False
        # An accent that stands after its letter belongs to the word.
        end = place if within else end


def parse(query: str) -> list[Term]:
    """What a query asks for. Whatever was typed is one; what is no word asks for nothing."""
    terms: dict[Term, None] = {}
    room = LONGEST_QUERY
    for found in TERM.finditer(query.translate(QUOTES)):
        term = _term(found, room)
        if term.words and term not in terms:
            terms[term] = None
            room -= len(term.words)
    return list(terms)


def _term(found: re.Match[str], room: int) -> Term:
    text = found["phrase"] or found["word"] or ""
    asked = tuple(words(text)[:room])
    return Term(asked, text.rstrip().endswith("*"), found["minus"] is None)
