"""Gaps: what an editor should mend, found by index, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased, outerjoin
from sqlalchemy.sql.functions import FunctionElement

from .citation import Citation, CitationField
from .key import Asked
from .meeting import BackgroundTopic, MeetingTopic, OutcomeTopic, Participant
from .source import Source
from .statement import Statement, StatementTopic
from .topic import Topic
from .vocabularies import ParticipantPresence, StatementKind, StatementPhase
from .vocabulary import Vocabulary


class GapKind(Vocabulary):
    """What an editor should mend."""

    missing_account = (
        "missing_account",
        "A meeting took place, and no account after it of one of its sides is on record.",
    )
    unconfirmed_presence = (
        "unconfirmed_presence",
        "A meeting took place, and whether a participant who was expected came is not recorded.",
    )
    unused_topic = "unused_topic", "No meeting, no statement and no narrower topic has the topic."
    source_without_address = (
        "source_without_address",
        "A source that is cited has no address, neither its own nor that of a copy.",
    )
    single_source = "single_source", "One source alone is cited for a fact, or for a whole record."


# By these columns all gaps of a sort are sorted.
KEY = ("record", "slug", "entry", "position")
ORDER: list[Any] = [
    *(column("rank", Integer), column("record", String), column("slug", String)),
    *(column("entry", Integer), column("position", Integer)),
]


class Sort(NamedTuple):
    """A sort of gap: the rows that show one, and the columns of KEY by which an index has them.

    `path` is what is to be mended in the document, `about` what is to be said of it.
    """

    by: tuple[str, ...]
    columns: Mapping[str, Any]
    path: Any
    about: Any
    rows: tuple[ColumnElement[bool], ...]
    # What they stand in, where that is more than a table.
    among: Any = None


def _of(record: Any, slug: Any, **more: Any) -> dict[str, Any]:
    """The columns of KEY for gaps of one kind of record."""
    return {
        "record": record,
        "slug": slug,
        "entry": literal(0),
        "position": literal(0),
        **more,
    }


def _some(found: Select[Any]) -> ColumnElement[bool]:
    """That there is such a row, asked of each row that is met.

    Not as EXISTS, which planners answer by joining whole tables.
    """
    return found.limit(1).scalar_subquery().is_not(None)


def _none(found: Select[Any]) -> ColumnElement[bool]:
    """That there is no such row, asked of each row that is met.

    Said so that PostgreSQL reckons with many: of few it would find all, and sort them.
    """
    return case((found.limit(1).scalar_subquery().is_(None), 1)).is_not(None)


def _of_a_participant(member: str, about: Any, *rows: ColumnElement[bool]) -> Sort:
    """Gaps of participants in meetings that took place."""
    return Sort(
        by=("slug", "position"),
        columns=_of(literal("meeting"), Participant.slug, position=Participant.position),
        path=literal("/participants/").concat(Participant.leader).concat(member),
        about=about,
        rows=(*rows, Participant.took_place == _written(1)),
    )


def _written(value: Any) -> Any:
    """A value written into the statement: SQLite compares it with the condition of an index."""
    return literal(value, literal_execute=True)


def _missing_account() -> Sort:
    """Told of the first participant of each side."""
    other = aliased(Participant)
    earlier = and_(other.party == Participant.party, other.position < Participant.position)
    own = and_(Statement.party == Participant.party, Statement.phase == StatementPhase.after)
    joint = and_(
        Statement.kind == StatementKind.joint_statement, Statement.phase != StatementPhase.before
    )
    told = select(Statement.slug).where(Statement.meeting_key == Participant.slug, or_(own, joint))
    return _of_a_participant(
        "/party",
        Participant.party,
        Participant.party.is_not(None),
        _none(select(other.slug).where(other.slug == Participant.slug, earlier)),
        _none(told),
    )


def _unused_topic() -> Sort:
    names = (MeetingTopic.topic, StatementTopic.topic, BackgroundTopic.topic, OutcomeTopic.topic)
    unused = (
        _none(select(column).where(column == Topic.slug))
        for column in (*names, aliased(Topic).broader)
    )
    return Sort(("slug",), _of(literal("topic"), Topic.slug), literal(""), Topic.slug, (*unused,))


def _source_without_address() -> Sort:
    cited = select(Citation.slug).where(Citation.source == Source.slug)
    rows = (Source.url.is_(None), Source.archived_url.is_(None), _some(cited))
    return Sort(("slug",), _of(literal("source"), Source.slug), literal("/url"), Source.slug, rows)


def _beside(row: Any, other: Any) -> ColumnElement[bool]:
    """Two rows are of the same record."""
    return and_(row.record == other.record, row.slug == other.slug)


def _paths(citation: Any, *rows: ColumnElement[bool]) -> Select[Any]:
    """The paths of a citation that are such."""
    its = (_beside(_PATH, citation), _PATH.entry == citation.position)
    return select(_PATH.path).where(*its, *rows).correlate_except(_PATH)


_PATH = aliased(CitationField)


def _single_source() -> Sort:
    """Told of the first citation of a fact, or of the record as a whole.

    A citation without paths is one of the record as a whole, and so of every fact.
    """
    fact, other = aliased(CitationField), aliased(Citation)
    whole = fact.path.is_(None)
    of_it = or_(whole, _none(_paths(other)), _some(_paths(other, _PATH.path == fact.path)))
    another = select(other.slug).where(_beside(other, Citation), other.source != Citation.source)
    columns = _of(Citation.record, Citation.slug, entry=Citation.position)
    its = and_(_beside(fact, Citation), fact.entry == Citation.position)
    return Sort(
        by=KEY,
        columns={**columns, "position": func.coalesce(fact.position, 0)},
        path=func.coalesce(fact.path, ""),
        about=Citation.source,
        rows=(_none(another.where(of_it)), *map(_none, _told_before(fact, whole))),
        among=outerjoin(Citation, fact, its),
    )


def _told_before(fact: Any, whole: ColumnElement[bool]) -> Iterator[Select[Any]]:
    """Earlier citations of the same fact, and of the record as a whole."""
    same, before = aliased(CitationField), aliased(Citation)
    earlier = tuple_(same.entry, same.position) < tuple_(Citation.position, fact.position)
    yield select(same.path).where(_beside(same, Citation), same.path == fact.path, earlier)
    first = (before.position < Citation.position, _none(_paths(before)))
    yield select(before.slug).where(whole, _beside(before, Citation), *first)


_EXPECTED = _written(ParticipantPresence.expected.value)
# In the order of the vocabulary.
SORTS = (
    (GapKind.missing_account, _missing_account()),
    (
        GapKind.unconfirmed_presence,
        _of_a_participant("/presence", Participant.leader, Participant.presence == _EXPECTED),
    ),
    (GapKind.unused_topic, _unused_topic()),
    (GapKind.source_without_address, _source_without_address()),
    (GapKind.single_source, _single_source()),
)


def gaps(kinds: Collection[str], key: Sequence[Any] | None, limit: int | None) -> Asked:
    """The gaps of some kinds after a key, kind by kind: so many at most."""
    parts = [
        select(_part(rank, key).limit(limit).subquery())
        for rank, (kind, _) in enumerate(SORTS)
        if kind in kinds
    ]
    found = union_all(*parts).subquery("gaps")
    order = [found.c[column.name] for column in ORDER]
    return Asked(select(found).order_by(*order).limit(limit), {})


def _part(rank: int, key: Sequence[Any] | None) -> Select[Any]:
    """The gaps of one sort after a key, which begins with a rank, in order."""
    kind, sort = SORTS[rank]
    order = [sort.columns[name] for name in sort.by]
    found = select(
        *(literal(rank).label("rank"), literal(kind.value).label("kind")),
        *(column.label(name) for name, column in sort.columns.items()),
        *(sort.path.label("path"), sort.about.label("about")),
    ).where(*sort.rows)
    found = found.select_from(sort.among) if sort.among is not None else found
    if key:
        # False for the sorts that went before, which the database sees at once.
        found = found.where(literal(rank) >= key[0])
    if key and rank == key[0]:
        after = dict(zip(KEY, key[1:], strict=True))
        found = found.where(*_beyond(order, [after[name] for name in sort.by]))
    return found.order_by(*order)


def _beyond(order: Sequence[Any], key: Sequence[Any]) -> Iterator[ColumnElement[bool]]:
    """What comes after a key; an index begins with what of it is of its own table."""
    beyond = tuple_(*order) > tuple_(*key)
    indexed = [column for column in order if not isinstance(column, FunctionElement)]
    if len(indexed) == len(order):
        yield beyond
        return
    yield tuple_(*indexed) >= tuple_(*key[: len(indexed)])
    # Said as in `_none`, and for the same reason.
    yield case((beyond, 1)).is_not(None)
