"""Snippets: the passage of a record in which a query is found, as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from models.words import Term, Word, joined, located

# So much is shown before what was found, and in all, in characters.
BEFORE, LENGTH = 80, 240

Span = tuple[int, int]


def snippet(texts: Sequence[str], terms: Sequence[Term]) -> str:
    """The passage of the text in which most of the terms are found; of equal ones the first."""
    wanted = [term for term in terms if term.wanted]
    best = _best(texts, [term.needle for term in wanted])
    words = list(located(best))
    marks = list(_marks(words, wanted))
    begin, end = _passage(words, marks, len(best))
    shown = [mark for mark in marks if mark[1] <= end]
    html = "".join(_pieces(best, begin, end, shown))
    before, after = "… " if begin else "", " …" if end < len(best) else ""
    return before + re.sub(r"\s+", " ", html).strip() + after


def _best(texts: Sequence[str], needles: Sequence[str]) -> str:
    """The first text with most of the needles. Those after one with all are not looked at."""
    best, most = texts[0], 0
    for text in texts:
        folded = joined(text)
        if (found := sum(needle in folded for needle in needles)) > most:
            best, most = text, found
        if most == len(needles):
            break
    return best


def _marks(words: Sequence[Word], terms: Sequence[Term]) -> Iterator[Span]:
    """Where the terms are, from left to right, none within another."""
    begun = tuple(term.words[0] for term in terms)
    free = 0
    for number, word in enumerate(words):
        if number >= free and word.text.startswith(begun):
            lengths = [len(term.words) for term in terms if _begins(words, number, term)]
            if lengths:
                free = number + max(lengths)
                yield word.start, words[free - 1].end


def _begins(words: Sequence[Word], number: int, term: Term) -> bool:
    """Whether the term is what the words begin with, from that number on."""
    side_by_side = " ".join(word.text for word in words[number : number + len(term.words)])
    return f" {side_by_side} ".startswith(term.needle)


def _passage(words: Sequence[Word], marks: Sequence[Span], length: int) -> Span:
    """Where the passage begins and ends: at words, around the first mark."""
    first = marks[0] if marks else (0, 0)
    begin = next((word.start for word in words if word.start >= first[0] - BEFORE), 0)
    if first[0] <= BEFORE:
        begin = 0
    if length - begin <= LENGTH:
        return begin, length
    ends = [word.end for word in words if first[1] < word.end <= begin + LENGTH]
    return begin, max([*ends, first[1]])


def _pieces(text: str, begin: int, end: int, marks: Sequence[Span]) -> Iterator[str]:
    for start, stop in marks:
        yield escape(text[begin:start])
        yield f"<mark>{escape(text[start:stop])}</mark>"
        begin = stop
    yield escape(text[begin:end])
