"""Counterparts: whom a leader met, and what their encounters come to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, FromClause, Select, Subquery, and_, func, select

from .encounter import MET, containing, date, dated
from .leader import Leader
from .meeting import TOOK_PLACE, Meeting, Participant
from .vocabularies import MeetingKind

# The orders of the list, the default one first, each by columns that ascend, the leader last.
SORTS = {
    "-held": ("held_key", "leader"),
    "-last_on": ("recency", "leader"),
    "sort_name": ("sort_key", "leader"),
}


def counterparts(leader: str) -> FromClause:
    """Everybody whom a leader met on another side, with the sums of the encounters that count.

    They are those that the chronology of the two numbers.
    """
    own = _attended(leader)
    again: Any = _again(own, leader).c
    met = _others_at(own.c.slug, own.c.party, leader)
    sums = (
        met.add_columns(
            func.count().label("held"),
            func.min(own.c.dated).label("first"),
            func.max(own.c.dated).label("last"),
            func.max(own.c.first_day).label("last_day"),
            func.sum(own.c.minutes).label("minutes"),
        )
        .outerjoin(
            again.slug.table, and_(again.slug == own.c.slug, again.leader == Participant.leader)
        )
        .where(again.slug.is_(None))
        .group_by(Participant.leader)
        .cte("sums")
    )
    return (
        select(
            *(sums.c.leader, sums.c.held, sums.c.minutes),
            *(date(sums.c.first).label("first_on"), date(sums.c.last).label("last_on")),
            *((-sums.c.held).label("held_key"), (-sums.c.last_day).label("recency")),
            Leader.sort_key,
        )
        .join(Leader, Leader.slug == sums.c.leader)
        .subquery("counterparts")
    )


def _attended(leader: str) -> CTE:
    """The meetings that took place with the leader there, but for summits."""
    return (
        select(
            *(Meeting.slug, Meeting.part_of, Meeting.first_day, Participant.party),
            *(dated().label("dated"), Meeting.duration_minutes.label("minutes")),
        )
        .join(Participant, Participant.slug == Meeting.slug)
        .where(Participant.leader == leader, Participant.presence.in_(MET))
        .where(Meeting.status.in_(TOOK_PLACE), Meeting.kind != MeetingKind.summit)
        .cte("attended")
    )


def _again(own: CTE, leader: str) -> Subquery:
    """What contains those meetings, once for everybody who was at one of these."""
    directly = select(own.c.part_of.label("slug"), own.c.slug.label("inner"), own.c.party)
    around = containing(directly.where(own.c.part_of.is_not(None)))
    found = _others_at(around.c.inner, around.c.party, leader)
    return found.add_columns(around.c.slug).distinct().subquery("again")


def _others_at(meeting: Any, party: Any, leader: str) -> Select[Any]:
    """Who was at a meeting and not on the leader's own side."""
    other_side = func.coalesce(Participant.party != party, True)
    return (
        select(Participant.leader)
        .join(meeting.table, meeting == Participant.slug)
        .where(Participant.leader != leader, Participant.presence.in_(MET), other_side)
    )
