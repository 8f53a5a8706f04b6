"""Queries: what is typed, as the index of a database is asked for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .base import connection
from .search import asked_for, mark
from .words import Term, parse

# Of so many words side by side, their pair, an index tells all.
AT_MOST = 2


class Language(NamedTuple):
    """How an index is asked for an entry, for those that begin so, for two, and for one without."""

    exact: str
    beginning: str
    conjunction: str
    negation: str


LANGUAGES = {
    # FTS5's, and that of a tsquery.
    "sqlite": Language('"{}{}"', '"{}{}"*', " AND ", " NOT "),
    "postgresql": Language("'{}{}'", "'{}{}':*", " & ", " & !"),
}


class Shape(NamedTuple):
    """A query without its words: how many of its terms are wanted, and which are looked up.

    Longer ones than AT_MOST are looked up in the texts: whether each of them is wanted.
    """

    dialect: str
    wanted: int
    looked_up: tuple[bool, ...]


def shaped(query: str, records: Sequence[str]) -> tuple[Shape, dict[str, Any]]:
    """The shape of a query, and the values of its parameters, where it is asked of some kinds."""
    terms, dialect = parse(query), connection().dialect.name
    wanted = [term for term in terms if term.wanted]
    looked_up = [term for term in terms if len(term.words) > AT_MOST]
    parameters: dict[str, Any] = {}
    for n, term in enumerate(wanted, 1):
        parameters |= {f"wanted_{n}": term.needle, f"length_{n}": len(term.needle)}
    parameters |= {f"looked_up_{n}": term.needle for n, term in enumerate(looked_up)}
    language = LANGUAGES[dialect]
    parameters |= {f"match_{record}": _match(mark(record), terms, language) for record in records}
    return Shape(dialect, len(wanted), tuple(t.wanted for t in looked_up)), parameters


def _match(own: str, terms: Sequence[Term], language: Language) -> str:
    """What an index is asked: for all entries of what is wanted, and for none of what is not.

    What has all entries of a longer term may be wanted still: it does not have to have the term.
    """
    against = (term for term in terms if not term.wanted and len(term.words) <= AT_MOST)
    wanted = _entries(own, (term for term in terms if term.wanted), language)
    return language.negation.join(
        (language.conjunction.join(wanted), *_entries(own, against, language))
    )


def _entries(own: str, terms: Iterable[Term], language: Language) -> Iterator[str]:
    """The entries of terms, as an index is asked for each. None has a sign of the language's."""
    for term in terms:
        *entries, last = asked_for(term.words)
        yield from (language.exact.format(own, entry) for entry in entries)
        yield (language.beginning if term.prefix else language.exact).format(own, last)
