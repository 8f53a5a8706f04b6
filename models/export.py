"""Flat tables for analysis: who took part in what, and how often parties met, year by year."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, and_, case, cast, func, select
from sqlalchemy.orm import aliased

from .encounter import containing
from .meeting import TOOK_PLACE, Meeting, Participant, date_of_meeting
from .pair import MET
from .vocabularies import MeetingKind, MeetingStatus


def participations() -> Select[Any]:
    """A row a leader and meeting, by the meeting's slug and `position`."""
    own = [c for c in Participant.__table__.c if c.name != "title"]
    meeting = (Meeting.kind, Meeting.status, Meeting.part_of, Meeting.first_day, Meeting.last_day)
    found = select(*own, Participant.title, *meeting, Meeting.duration_minutes)
    found = found.join(Meeting, Meeting.slug == Participant.slug)
    return found.order_by(Participant.slug, Participant.position)


def dyads() -> Select[Any]:
    """What the encounters of two parties come to, by the parties and the year.

    Summits do not count, nor does what contains another meeting of the two, however deep: one at
    which they met gives way only to one at which they met.
    """
    pairs = _pairs().cte("pairs")
    inner: Any = _containing(pairs).c
    yields = func.coalesce(inner.met, -1) >= pairs.c.met
    held = func.sum(pairs.c.met)
    cancelled = func.sum(case((pairs.c.status == MeetingStatus.cancelled, 1), else_=0))
    minutes = func.sum(case((pairs.c.met == 1, pairs.c.minutes)))
    two, key = _two(pairs.c), (*_two(pairs.c), pairs.c.year)
    same = (column == other for column, other in zip(two, _two(inner), strict=True))
    return (
        select(*key, held.label("held"), cancelled.label("cancelled"), minutes.label("minutes"))
        .outerjoin(inner.slug.table, and_(inner.slug == pairs.c.slug, *same))
        .where(~yields)
        .group_by(*key)
        .having(held + cancelled > 0)
        .order_by(*key)
    )


def _two(columns: Any) -> tuple[Any, Any]:
    return columns.party_a, columns.party_b


def _year() -> ColumnElement[int]:
    """The year of the earliest day, which the date of a meeting begins with: 195X from 1950 on."""
    year = func.substr(date_of_meeting(), 1, 4)
    return cast(func.replace(year, "X", "0"), Integer)


def _pairs() -> Select[*tuple[Any, ...]]:
    """The meetings that took place or were called off, once for each two parties.

    `met`: 1 where somebody of each was there.
    """
    one, other = aliased(Participant), aliased(Participant)
    there = and_(Meeting.status.in_(TOOK_PLACE), one.presence.in_(MET), other.presence.in_(MET))
    return (
        select(
            *(Meeting.slug, Meeting.part_of, Meeting.status, _year().label("year")),
            Meeting.duration_minutes.label("minutes"),
            *(one.party.label("party_a"), other.party.label("party_b")),
            func.max(case((there, 1), else_=0)).label("met"),
        )
        .join(one, one.slug == Meeting.slug)
        .join(other, and_(other.slug == Meeting.slug, other.party > one.party))
        .where(Meeting.kind != MeetingKind.summit)
        .where(Meeting.status.in_((*TOOK_PLACE, MeetingStatus.cancelled)))
        .group_by(Meeting.slug, one.party, other.party)
    )


def _containing(pairs: CTE) -> Any:
    """What contains one of the meetings. `met`: 1 where the two met at one of them."""
    own = pairs.c
    directly = select(own.part_of.label("slug"), *_two(own), own.met)
    around = containing(directly.where(own.part_of.is_not(None)))
    found = select(around.c.slug, *_two(around.c), func.max(around.c.met).label("met"))
    return found.group_by(around.c.slug, *_two(around.c)).subquery("inner_ones")
