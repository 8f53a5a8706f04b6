"""Counterparts: whom a leader met, and what their encounters come to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, FromClause, Select, Subquery, func, literal, null, select, union_all

from .encounter import MET, TOOK_PLACE, containing, date, dated
from .leader import Leader
from .meeting import Meeting, Participant
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
    once: Any = _once(_attended(leader), leader).c
    sums = (
        select(
            once.leader,
            func.count().label("held"),
            func.min(once.dated).label("first"),
            func.max(once.dated).label("last"),
            func.max(once.first_day).label("last_day"),
            func.sum(once.minutes).label("minutes"),
        )
        .group_by(once.leader)
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
        .cte("own")
    )


def _once(own: CTE, leader: str) -> Subquery:
    """Those meetings, once for everybody else who was there, if not at one that it contains too.

    By grouping, and not by asking of each whether there is another: no planner gets that wrong.
    """
    columns = (own.c.slug, own.c.dated, own.c.first_day, own.c.minutes)
    met = _others_at(own.c.slug, own.c.party, leader).add_columns(
        *columns, literal(0).label("within")
    )
    directly = select(own.c.part_of.label("slug"), own.c.slug.label("inner"), own.c.party)
    around = containing(directly.where(own.c.part_of.is_not(None)))
    again = _others_at(around.c.inner, around.c.party, leader).add_columns(
        around.c.slug, null(), null(), null(), literal(1)
    )
    told = union_all(met, again).subquery()
    values = (func.max(told.c[name]).label(name) for name in ("dated", "first_day", "minutes"))
    found = select(told.c.leader, *values).group_by(told.c.slug, told.c.leader)
    return found.having(func.max(told.c.within) == 0).subquery()


def _others_at(meeting: Any, party: Any, leader: str) -> Select[Any]:
    """Who was at a meeting and not on the leader's own side."""
    other_side = func.coalesce(Participant.party != party, True)
    return select(Participant.leader).where(
        *(Participant.slug == meeting, Participant.leader != leader),
        *(Participant.presence.in_(MET), other_side),
    )
