"""Queries: what is typed, as the index of a database is asked for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .base import connection
from .search import LONGEST_BEGINNING, asked_for, mark, words_that_begin
from .words import Term, parse

# Of more words that begin alike SQLite is not asked one by one.
MANY = 2000


class Language(NamedTuple):
    """How an index is asked for an entry, for those that begin so, for two, and for one without."""

    exact: str
    beginning: str
    conjunction: str
    negation: str


FTS5 = Language('"{}"', '"{}"*', " AND ", " NOT ")
TSVECTOR_QUERY = Language("'{}'", "'{}':*", " & ", " & !")


class Shape(NamedTuple):
    """A query without its words: how many of its terms are wanted, and which are looked up.

    Of those that are looked up in the texts, whether each is wanted.
    """

    dialect: str
    wanted: int
    looked_up: tuple[bool, ...]


def shaped(query: str, records: Sequence[str]) -> tuple[Shape, dict[str, Any]]:
    """The shape of a query, and the values of its parameters, where it is asked of some kinds."""
    terms, dialect = parse(query), connection().dialect.name
    wanted = [] if _contradict(terms) else [term for term in terms if term.wanted]
    looked_up = [term for term in terms if _is_looked_up(term)]
    parameters: dict[str, Any] = {}
    for n, term in enumerate(wanted, 1):
        parameters |= {f"wanted_{n}": term.needle, f"length_{n}": len(term.needle)}
    parameters |= {f"looked_up_{n}": term.needle for n, term in enumerate(looked_up)}
    language = FTS5 if dialect == "sqlite" else TSVECTOR_QUERY
    parameters |= {f"match_{record}": _match(mark(record), terms, language) for record in records}
    return Shape(dialect, len(wanted), tuple(t.wanted for t in looked_up)), parameters


def _contradict(terms: Sequence[Term]) -> bool:
    """Whether something that is wanted has within it what is not: nothing is found then."""
    unwanted = [term.needle for term in terms if not term.wanted]
    return any(needle in term.needle for term in terms if term.wanted for needle in unwanted)


def _is_looked_up(term: Term) -> bool:
    """Whether a term has to be looked up: an index has words, and pairs of them."""
    return len(term.words) > 2


def _match(own: str, terms: Sequence[Term], language: Language) -> str:
    """What an index is asked: for all entries of what is wanted, and for none of what is not.

    What has all entries of a longer term does not have to have the term, and may be wanted still.
    """
    wanted = _entries(own, (term for term in terms if term.wanted), language)
    against = (term for term in terms if not term.wanted and not _is_looked_up(term))
    return language.negation.join(
        (language.conjunction.join(wanted), *_entries(own, against, language))
    )


def _entries(own: str, terms: Iterable[Term], language: Language) -> Iterator[str]:
    """The entries of terms, as an index is asked for each. None has a sign of the language's."""
    for term in terms:
        *entries, last = (own + entry for entry in asked_for(term.words))
        yield from map(language.exact.format, entries)
        yield _beginning(last, language) if term.prefix else language.exact.format(last)


def _beginning(entry: str, language: Language) -> str:
    """What begins so: for SQLite as any of the entries, where it has no index of their beginning.

    It would gather all records that have one of them before it tells the newest.
    """
    if language is FTS5 and len(entry) > LONGEST_BEGINNING:
        known = words_that_begin(entry, MANY)
        if 0 < len(known) < MANY:
            return f"({' OR '.join(map(language.exact.format, known))})"
    return language.beginning.format(entry)
