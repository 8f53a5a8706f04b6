"""Snippets: the passage of a record in which a query is found, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from models.words import Span, Term, joined, located

# So much is shown before what was found, and in all, in characters.
BEFORE, LENGTH = 80, 240


def snippet(texts: Sequence[str], terms: Sequence[Term]) -> str:
    """The passage of the text in which most of the terms are found; of equal ones the first."""
    wanted = [term for term in terms if term.wanted]
    best, folded = _best(texts, [term.needle for term in wanted])
    words = located(best)
    marks = list(_marks(folded, words, wanted))
    begin, end = _passage(words, marks, len(best))
    shown = [mark for mark in marks if mark[1] <= end]
    html = "".join(_pieces(best, begin, end, shown))
    before, after = "… " if begin else "", " …" if end < len(best) else ""
    return before + " ".join(html.split()) + after


def _best(texts: Sequence[str], needles: Sequence[str]) -> tuple[str, str]:
    """The first text with most of the needles, and its folded words.

    Those after one with all are not looked at.
    """
    best, most = (texts[0], joined(texts[0])), 0
    for text in texts:
        folded = joined(text)
        if (found := sum(needle in folded for needle in needles)) > most:
            best, most = (text, folded), found
        if most == len(needles):
            break
    return best


def _marks(folded: str, words: Sequence[Span], terms: Sequence[Term]) -> Iterator[Span]:
    """Where the terms are, from left to right, none within another; of several the longest."""
    found = [(at, -len(term.words)) for term in terms for at in _places(folded, term.needle)]
    free = number = last = 0
    for at, length in sorted(found):
        # A space stands before each word.
        number += folded.count(" ", last, at)
        last = at
        if number >= free:
            free = number - length
            yield words[number][0], words[free - 1][1]


def _places(folded: str, needle: str) -> Iterator[int]:
    at = folded.find(needle)
    while at >= 0:
        yield at
        at = folded.find(needle, at + 1)


def _passage(words: Sequence[Span], marks: Sequence[Span], length: int) -> Span:
    """Where the passage begins and ends: at words, around the first mark."""
    first = marks[0] if marks else (0, 0)
    begin = next((start for start, _ in words if start >= first[0] - BEFORE), 0)
    if first[0] <= BEFORE:
        begin = 0
    if length - begin <= LENGTH:
        return begin, length
    ends = [end for _, end in words if first[1] < end <= begin + LENGTH]
    return begin, max([*ends, first[1]])


def _pieces(text: str, begin: int, end: int, marks: Sequence[Span]) -> Iterator[str]:
    for start, stop in marks:
        yield escape(text[begin:start])
        yield f"<mark>{escape(text[start:stop])}</mark>"
        begin = stop
    yield escape(text[begin:end])
