"""Queries: what is typed, as the index of a database is asked for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, bindparam, func, or_

from .base import connection
from .search import LONGEST_BEGINNING, MARK, PAIR, asked_for, kept_words, mark, words_that_begin
from .words import Term, parse

# Of more words than this, for all beginnings of a query, an index is not asked one by one: SQLite
# has each of them open at once.
MANY = 1000
# How an entry is asked for that begins so.
Begins = Callable[[str], str]
# What tells words that begin so, and so many at most.
Kept = Callable[[str, int], Sequence[str]]
# A facet, and whether it only begins so.
Facet = tuple[str, bool]


class Language(NamedTuple):
    """How an index is asked: for an entry, what begins so, two, one without the other, either."""

    exact: str
    beginning: str
    conjunction: str
    negation: str
    disjunction: str


FTS5 = Language('"{}"', '"{}"*', " AND ", " NOT ", " OR ")
TSVECTOR_QUERY = Language("'{}'", "'{}':*", " & ", " & !", " | ")
LANGUAGES = {"sqlite": FTS5, "postgresql": TSVECTOR_QUERY}


class Shape(NamedTuple):
    """A query without its words: how many of its terms are wanted, and which are looked up.

    Of those that are looked up in the texts, whether each is wanted.
    """

    dialect: str
    wanted: int
    looked_up: tuple[bool, ...]


def shaped(
    query: str,
    records: Sequence[str],
    facets: Sequence[Sequence[str]] = (),
    without: Sequence[Facet] = (),
) -> tuple[Shape, dict[str, Any]]:
    """The shape of a query, and the values of its parameters, where it is asked of some kinds.

    `facets`: one of each is asked too, and none of those that it is asked `without`.
    """
    terms, dialect = parse(query), connection().dialect.name
    wanted = [term for term in terms if term.wanted]
    unwanted = [term for term in terms if not term.wanted]
    if not wanted or _contradict(wanted, unwanted):
        # Nothing is found, and nothing has to be asked.
        return Shape(dialect, 0, ()), {}
    looked_up = [term for term in terms if _is_looked_up(term)]
    parameters: dict[str, Any] = {}
    for n, term in enumerate(wanted, 1):
        parameters |= {f"wanted_{n}": term.needle, f"length_{n}": len(term.needle)}
    parameters |= {f"looked_up_{n}": term.needle for n, term in enumerate(looked_up)}
    language = LANGUAGES[dialect]
    # What has all entries of a longer term does not have to have the term, and may be wanted still.
    against = [term for term in unwanted if not _is_looked_up(term)]
    ways_to_begin = _ways_to_begin(wanted, against, dialect)
    for record in records:
        own = mark(record)
        more = [*_facets(own, facets, language)]
        for name, begins in ways_to_begin.items():
            less = [_entry(own + one, goes_on, language, begins) for one, goes_on in without]
            asked = (_match(own, wanted, against, less, language, begins), *more)
            parameters[f"{name}_{record}"] = language.conjunction.join(asked)
    return Shape(dialect, len(wanted), tuple(t.wanted for t in looked_up)), parameters


def facets_alone(record: str, facets: Sequence[Sequence[str]]) -> tuple[Shape, dict[str, Any]]:
    """The shape of a query of nothing but one of each, as if that were a word; and its values."""
    dialect = connection().dialect.name
    language = LANGUAGES[dialect]
    match = language.conjunction.join(_facets(mark(record), facets, language))
    return Shape(dialect, 1, ()), {f"{name}_{record}": match for name in ("match", "index")}


def _facets(own: str, facets: Sequence[Sequence[str]], language: Language) -> Iterator[str]:
    return (_any_of(own, any_of, language) for any_of in facets)


def told(shape: Shape, said: Any) -> list[ColumnElement[bool]]:
    """What the texts of a row have to hold, and not to hold, that no index tells."""
    return [
        holds(said, bindparam(f"looked_up_{number}", type_=Text), wanted)
        for number, wanted in enumerate(shape.looked_up)
    ]


def holds(said: Any, needle: Any, wanted: bool) -> ColumnElement[bool]:
    """Whether the texts of a row have a term, or have it not if it is not wanted."""
    # Not by LIKE, which takes SQLite three times as long.
    place = func.instr if connection().dialect.name == "sqlite" else func.strpos
    held = or_(place(said.names, needle) > 0, place(said.texts, needle) > 0)
    return held if wanted else ~held


def _contradict(wanted: Sequence[Term], unwanted: Sequence[Term]) -> bool:
    """Whether something that is wanted has within it what is not: nothing is found then."""
    return any(no.needle in yes.needle for yes in wanted for no in unwanted)


def _is_looked_up(term: Term) -> bool:
    """Whether a term has to be looked up: an index has words, and pairs of them."""
    return len(term.words) > 2


def _match(
    own: str,
    wanted: Sequence[Term],
    against: Sequence[Term],
    less: Sequence[str],
    language: Language,
    begins: Begins,
) -> str:
    """What is asked: for all entries of what is wanted, and for none of what is not.

    What is to be left out is so of each: SQLite goes from what is left of one to the next.
    """
    entries = _asked(own, wanted, language, begins)
    asked = language.conjunction.join(language.negation.join((one, *less)) for one in entries)
    unwanted = _asked(own, against, language, language.beginning.format)
    return language.negation.join((asked, *unwanted))


def _asked(own: str, terms: Sequence[Term], language: Language, begins: Begins) -> Iterator[str]:
    """The entries of terms, as an index is asked for each. None has a sign of the language's."""
    for term in terms:
        *entries, last = (own + entry for entry in asked_for(term.words))
        yield from map(language.exact.format, entries)
        yield _entry(last, term.prefix, language, begins)


def _entry(entry: str, goes_on: bool, language: Language, begins: Begins) -> str:
    """How an entry is asked for, or what begins so."""
    return begins(entry) if goes_on else language.exact.format(entry)


def _ways_to_begin(
    wanted: Sequence[Term], against: Sequence[Term], dialect: str
) -> dict[str, Begins]:
    """How what begins so is asked for: of an index, and on PostgreSQL of rows one by one."""
    language, most = LANGUAGES[dialect], MANY // max(sum(term.prefix for term in wanted), 1)
    exact = (term for term in against if not term.prefix)
    without = {entry for term in exact for entry in asked_for(term.words)}
    # Words are looked up once, whatever kinds have them.
    known = partial(_known, language, most, without, cache(kept_words))
    if dialect == "sqlite":
        return {"match": known}
    return {"match": language.beginning.format, "index": known}


def _known(language: Language, most: int, without: Collection[str], kept: Kept, entry: str) -> str:
    """What begins so, as any of the entries that do and may be wanted.

    An index would gather all records that have one of them before it tells the first. There may be
    none of these entries, or more than are asked one by one.
    """
    known = words_that_begin(entry, most, kept) if len(entry) > LONGEST_BEGINNING else ()
    if not 0 < len(known) < most:
        return language.beginning.format(entry)
    # Nothing has the sign of a pair for an entry.
    return _any_of("", [one for one in known if one[MARK:] not in without] or [PAIR], language)


def _any_of(own: str, entries: Sequence[str], language: Language) -> str:
    return f"({language.disjunction.join(language.exact.format(own + one) for one in entries)})"
