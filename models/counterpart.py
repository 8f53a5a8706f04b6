"""Counterparts: whom a leader met, and what their encounters come to."""

from __future__ import annotations

from sqlalchemy import CTE, ColumnElement, FromClause, exists, func, select

from .encounter import MET, TOOK_PLACE, date, dated
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
    own = _attended(leader)
    pairs = _pairs(own, leader)
    sums = (
        select(
            pairs.c.leader,
            func.count().label("held"),
            func.min(pairs.c.dated).label("first"),
            func.max(pairs.c.dated).label("last"),
            func.max(pairs.c.first_day).label("last_day"),
            func.sum(pairs.c.minutes).label("minutes"),
        )
        .where(~_at_one_within(own, pairs))
        .group_by(pairs.c.leader)
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


def _pairs(own: CTE, leader: str) -> CTE:
    """Those meetings, once for everybody who was there and not on the leader's own side."""
    other_side = func.coalesce(Participant.party != own.c.party, True)
    return (
        select(own, Participant.leader)
        .join(Participant, Participant.slug == own.c.slug)
        .where(Participant.leader != leader, Participant.presence.in_(MET), other_side)
        .cte("pairs")
    )


def _at_one_within(own: CTE, pairs: CTE) -> ColumnElement[bool]:
    """Whether the two met at a meeting that this one contains, however deep."""
    directly = select(own.c.part_of.label("slug"), own.c.slug.label("inner"))
    above = directly.where(own.c.part_of.is_not(None)).cte("above", recursive=True)
    higher = select(Meeting.part_of, above.c.inner).join(above, Meeting.slug == above.c.slug)
    above = above.union(higher.where(Meeting.part_of.is_not(None)))
    both = select(above.c.slug, pairs.c.leader).join(pairs, pairs.c.slug == above.c.inner)
    twice = both.join(own, own.c.slug == above.c.slug).distinct().cte("twice")
    return exists().where(twice.c.slug == pairs.c.slug, twice.c.leader == pairs.c.leader)
