"""The words of a text, sentence by sentence, and tables of words to find in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property


def entries(lines: str) -> frozenset[str]:
    """What a table holds: words or phrases, with commas between them."""
    return frozenset(" ".join(entry.split()) for entry in lines.split(",")) - {""}


# What stands in brackets explains, and belongs to no sentence: “Nassau (The Bahamas)”.
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
HYPHENS = frozenset("-–/")
# What a phrase may have between its words: “Secretary-General” is “Secretary General”.
PASSED_OVER = HYPHENS | {","}
SAME = {"st": "saint", "sts": "saint"}

# These begin a sentence after an abbreviation too: “… returned to the U.S. Met with …”.
OPENERS = entries("""
Accompanied, Addressed, After, Afterward, Afterwards, Also, Arrived, Attended, Conferred, Delivered,
Departed, Discussed, During, First, Had, He, Held, In, Informal, Later, Left, Met, Official, On,
Opened, Participated, Private, Received, Returned, Revisited, She, Signed, State, Stopped,
Subsequently, The, Then, Toured, Traveled, Unofficial, Visited, Was, While, With
""")
ABBREVIATIONS = entries("""
Adm, Amb, Brig, Capt, Cmdr, Col, Dr, Gen, Gov, Hon, Lt, Maj, Messrs, Mr, Mrs, Ms, Mt, Prof, Rev,
Sen, Sgt, St, Ste
""")
_SHORT, _OPENER = ("|".join(sorted(words)) for words in (ABBREVIATIONS, OPENERS))
WORD = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}} | \b(?:Jr|Sr)\.               # U.N.
    # “W. Bush” and “St. Lucia”, but not “George V. Met with” nor “Hun Sen. Attended”
    | \b(?:[A-Z]|{_SHORT})\.(?=\s+(?!(?:{_OPENER})\b)[A-Z])
    | ['’]s\b
    | (?:Minister|President)(?=[A-Z])                   # “Prime MinisterKittikachorn”
    | [^\W_]+(?:['’](?!s\b)[^\W\d_]+)*                  # d’Estaing
    | \S
    """,
    re.VERBOSE,
)


class Word(str):
    """A word or a mark, with its place in the text."""

    start: int
    end: int

    @classmethod
    def of(cls, match: re.Match[str]) -> Word:
        word = cls(match[0])
        word.start, word.end = match.span()
        return word

    @cached_property
    def key(self) -> str:
        """The word for comparing: “Müller” is “muller”, and “U.N.” is “un”."""
        plain = unicodedata.normalize("NFKD", self.replace("’", "'").replace(".", ""))
        key = "".join(c for c in plain if not unicodedata.combining(c)).lower() or self
        return SAME.get(key, key)

    @property
    def is_capital(self) -> bool:
        return self[0].isupper()


Words = Sequence[Word]


def word_at(words: Words, at: int) -> str:
    """The word at a place, "" behind the last."""
    return words[at] if at < len(words) else ""


def past(some: Collection[str], words: Words, at: int) -> int:
    """The next place, if one of some words stands at this one."""
    return at + 1 if word_at(words, at).lower() in some else at


def text_of(words: Words) -> str:
    """Words as they were written, but for those between them that were left out."""
    said = ""
    for word, before in zip(words, (None, *words), strict=False):
        is_apart = before is not None and before.end < word.start and word != ","
        said += f" {word}" if is_apart else word
    return said


def words_of(text: str) -> list[Word]:
    """The words and the marks of a text, what stands in brackets left out."""
    bare = BRACKETS.sub(lambda bracket: " " * len(bracket[0]), text)
    return [Word.of(match) for match in WORD.finditer(bare)]


def sentences(text: str) -> Iterator[list[Word]]:
    """The sentences of a text as words, without their full stops."""
    sentence: list[Word] = []
    for word in words_of(text):
        if sentence and (word == "." or (sentence[-1].endswith(".") and word in OPENERS)):
            yield sentence
            sentence = []
        if word != ".":
            sentence.append(word)
    if sentence:
        yield sentence


class Phrases:
    """Phrases, of which the longest that stands at a place is found."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._keys = {
            tuple(word.key for word in words_of(phrase) if word not in PASSED_OVER)
            for phrase in phrases
        }
        self._beginnings = {keys[:n] for keys in self._keys for n in range(1, len(keys) + 1)}

    def end(self, words: Words, at: int) -> int:
        """Where the phrase ends that stands at a place, 0 if none does."""
        end, keys = 0, tuple[str, ...]()
        for here in range(at, len(words)):
            if words[here] in PASSED_OVER and here > at:
                continue
            keys = (*keys, words[here].key)
            if keys not in self._beginnings:
                break
            if keys in self._keys:
                end = here + 1
        return end
