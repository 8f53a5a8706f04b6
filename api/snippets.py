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
    best = max(texts, key=lambda text: _found(joined(text), wanted))
    spans = [(word.start, word.end) for word in located(best)]
    marks = list(_marks(best, wanted))
    begin, end = _passage(spans, marks, len(best))
    shown = [mark for mark in marks if mark[1] <= end]
    html = "".join(_pieces(best, begin, end, shown))
    before, after = "… " if begin else "", " …" if end < len(best) else ""
    return before + re.sub(r"\s+", " ", html).strip() + after


def _found(folded: str, terms: Sequence[Term]) -> int:
    return sum(term.needle in folded for term in terms)


def _marks(text: str, terms: Sequence[Term]) -> Iterator[Span]:
    """Where in the text the terms are, from left to right, none within another."""
    found = list(located(text))
    number = 0
    while number < len(found):
        lengths = [len(t.words) for t in terms if _begins(found[number:], t)]
        if lengths:
            yield found[number].start, found[number + max(lengths) - 1].end
        number += max(lengths, default=1)


def _begins(words: Sequence[Word], term: Term) -> bool:
    """Whether the term is what the words begin with."""
    side_by_side = " ".join(word.text for word in words[: len(term.words)])
    return f" {side_by_side} ".startswith(term.needle)


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
