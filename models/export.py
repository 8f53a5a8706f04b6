"""Flat tables for analysis: who took part in what, and how often parties met, year by year."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, and_, case, cast, func, select

from .encounter import MET, TOOK_PLACE
from .meeting import Meeting, Participant
from .vocabularies import MeetingKind, MeetingStatus


def participations() -> Select[Any]:
    """A row a leader and meeting, to be ordered by `slug` (the meeting's) and `position`."""
    own = [c for c in Participant.__table__.c if c.name != "title"]
    meeting = (Meeting.kind, Meeting.status, Meeting.part_of, Meeting.first_day, Meeting.last_day)
    found = select(*own, Participant.title, *meeting, Meeting.duration_minutes)
    found = found.join(Meeting, Meeting.slug == Participant.slug)
    return found.order_by(Participant.slug, Participant.position)


def dyads(party: str) -> Select[Any]:
    """What the encounters of a party with each of those after it come to, by party and year.

    Summits do not count, nor does what contains another meeting of the two, however deep: one at
    which they met gives way only to one at which they met.
    """
    pairs = _pairs(_own(party), party).cte("pairs")
    inner: Any = _containing(pairs).c
    yields = func.coalesce(inner.met, -1) >= pairs.c.met
    held = func.sum(pairs.c.met)
    cancelled = func.sum(case((pairs.c.status == MeetingStatus.cancelled, 1), else_=0))
    minutes = func.sum(case((pairs.c.met == 1, pairs.c.minutes)))
    key = (pairs.c.party, pairs.c.year)
    return (
        select(*key, held.label("held"), cancelled.label("cancelled"), minutes.label("minutes"))
        .outerjoin(inner.slug.table, and_(inner.slug == pairs.c.slug, inner.party == pairs.c.party))
        .where(~yields)
        .group_by(*key)
        .having(held + cancelled > 0)
        .order_by(*key)
    )


def _year() -> ColumnElement[int]:
    """The year of the earliest day, which the date of a meeting begins with: 195X from 1950 on."""
    date = func.coalesce(Meeting.held_on, Meeting.planned_on)
    return cast(func.replace(func.substr(date, 1, 4), "X", "0"), Integer)


def _own(party: str) -> CTE:
    """The meetings of a party that took place or were called off. `came`: 1 where it was there."""
    return (
        select(
            *(Meeting.slug, Meeting.part_of, Meeting.status, _year().label("year")),
            Meeting.duration_minutes.label("minutes"),
            func.max(_there()).label("came"),
        )
        .join(Participant, Participant.slug == Meeting.slug)
        .where(Participant.party == party, Meeting.kind != MeetingKind.summit)
        .where(Meeting.status.in_((*TOOK_PLACE, MeetingStatus.cancelled)))
        .group_by(Meeting.slug)
        .cte("own")
    )


def _there() -> ColumnElement[int]:
    return case((and_(Participant.presence.in_(MET), Meeting.status.in_(TOOK_PLACE)), 1), else_=0)


def _pairs(own: CTE, party: str) -> Select[Any]:
    """Those meetings once for each party after this one. `met`: 1 where both were there."""
    both = own.c.came * case((Participant.presence.in_(MET), 1), else_=0)
    return (
        select(
            *(own.c.slug, own.c.part_of, own.c.status, own.c.year, own.c.minutes),
            Participant.party,
            func.max(both).label("met"),
        )
        .join(Participant, Participant.slug == own.c.slug)
        .where(Participant.party > party)
        .group_by(*(c for c in own.c if c.name != "came"), Participant.party)
    )


def _containing(pairs: CTE) -> Any:
    """What contains one of the meetings. `met`: 1 where the two met at one of them."""
    own = pairs.c
    directly = select(own.part_of.label("slug"), own.party, own.met).where(own.part_of.is_not(None))
    above = directly.cte("above", recursive=True)
    higher = select(Meeting.part_of, above.c.party, above.c.met)
    higher = higher.join(above, Meeting.slug == above.c.slug).where(Meeting.part_of.is_not(None))
    above = above.union(higher)
    found = select(above.c.slug, above.c.party, func.max(above.c.met).label("met"))
    return found.group_by(above.c.slug, above.c.party).subquery("inner_ones")
