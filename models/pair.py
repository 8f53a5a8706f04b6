"""Pairs: the meetings of each two leaders, kept in order: who met whom is read along them.

They follow from participants and meetings, and are made from these within the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from .base import Base, among, code_points, connection
from .bulk import are_indexes_later
from .draft import Draft
from .meeting import Meeting, Pair, Participant, date_of_meeting
from .row import Values, columns
from .vocabularies import MeetingKind, ParticipantPresence

MET = (ParticipantPresence.attended, ParticipantPresence.partial, ParticipantPresence.unknown)

# What pairs follow from: the rest of a meeting may change, and they stay as they are.
_OF_MEETING = ("kind", "status", "held_on", "planned_on", "duration_minutes", "part_of")
_OF_PARTICIPANT = ("leader", "party", "presence")

# Days are padded to as many digits, so that they sort as text.
_DIGITS = 7


def dated() -> ColumnElement[str]:
    """A meeting's earliest day and its date as one text: the date of the earliest is a minimum."""
    day = cast(Meeting.first_day + 10 ** (_DIGITS - 1), code_points(_DIGITS))
    return day.concat(date_of_meeting())


def date(day_and_date: ColumnElement[str]) -> ColumnElement[str]:
    """The date in such a text."""
    return func.substr(day_and_date, _DIGITS + 1, type_=String)


def altered(drafts: Sequence[Draft]) -> list[str]:
    """Those of some meetings that are there of whose pairs their drafts say anything else."""
    if not drafts:
        return []
    own = [getattr(Meeting, name) for name in _OF_MEETING]
    theirs = [getattr(Participant, name) for name in _OF_PARTICIPANT]
    found = select(Meeting.slug, *own, *theirs).join(Participant, Participant.slug == Meeting.slug)
    found = found.where(among(Meeting.slug, [draft.slug for draft in drafts]))
    before: dict[str, set[Any]] = defaultdict(set)
    for slug, *said in connection().execute(found):
        before[slug].add(tuple(said))
    return [draft.slug for draft in drafts if before[draft.slug] != _said(draft)]


def _said(draft: Draft) -> set[Any]:
    """What pairs follow from in a draft, once for each participant."""
    (meeting,), participants = draft.rows[Meeting], draft.rows.get(Participant, [])
    own = _cut(Meeting, _OF_MEETING)(meeting)
    return {own + _cut(Participant, _OF_PARTICIPANT)(values) for values in participants}


@cache
def _cut(model: type[Base], names: Sequence[str]) -> Callable[[Values], Values]:
    """What takes some columns of the values of a row."""
    return itemgetter(*map(columns(model).index, names))


def write(slugs: Sequence[str]) -> None:
    """Keep the pairs of meetings that have none."""
    if slugs and not are_indexes_later():
        _insert(_pairs(*_COLUMNS).where(among(Meeting.slug, slugs)))


def write_all() -> None:
    """Keep the pairs of all meetings anew. In their order: each comes after the one before."""
    connection().execute(delete(Pair))
    _insert(_pairs(*_COLUMNS).order_by(*_KEY))


def erase(slugs: Sequence[str]) -> None:
    """Take the pairs of meetings out, whose participants are still what they were."""
    if slugs:
        theirs = _pairs(*_KEY).where(among(Meeting.slug, slugs))
        connection().execute(delete(Pair).where(tuple_(*Pair.__table__.primary_key).in_(theirs)))


def wrong() -> Iterator[Any]:
    """Where rows are not what follows from participants and meetings, in the order of the key."""
    kept, due = select(Pair.__table__), _pairs(*_COLUMNS)
    either = union_all(*(select(a.except_(b).subquery()) for a, b in ((kept, due), (due, kept))))
    found: Any = either.subquery().c
    key = [found[column.name] for column in Pair.__table__.primary_key]
    return iter(connection().execute(select(*key).distinct().order_by(*key)))


def _insert(pairs: Select[Any]) -> None:
    connection().execute(insert(Pair).from_select(_NAMES, pairs))


_one, _other = aliased(Participant), aliased(Participant)
_KEY: tuple[Any, ...] = (_one.leader, _other.leader, _one.recency, _one.slug)
_there = and_(_one.took_place == 1, _one.presence.in_(MET), _other.presence.in_(MET))
_apart = and_(Meeting.kind != MeetingKind.summit, func.coalesce(_one.party != _other.party, True))
_COLUMNS: tuple[Any, ...] = (
    *_KEY,
    case((_there, 1), else_=0),
    case((and_(_there, _apart), 1), else_=0),
    dated(),
    Meeting.duration_minutes,
    Meeting.part_of,
)
_NAMES = [column.name for column in Pair.__table__.columns]


def _pairs(*told: Any) -> Select[Any]:
    """Every two leaders whom a meeting lists, both ways round."""
    found = select(*told).join_from(Meeting, _one, _one.slug == Meeting.slug)
    return found.join(_other, and_(_other.slug == Meeting.slug, _other.leader != _one.leader))
