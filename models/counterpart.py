"""Counterparts: whom a leader met, and what their encounters come to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Subquery, and_, func, literal_column, select

from .encounter import containing
from .leader import Leader
from .meeting import Pair
from .pair import date

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
    again: Any = _again(leader).c
    contained = and_(again.slug == Pair.slug, again.counterpart == Pair.counterpart)
    sums = (
        select(
            Pair.counterpart.label("leader"),
            func.count().label("held"),
            func.min(Pair.dated).label("first"),
            func.max(Pair.dated).label("last"),
            func.min(Pair.recency).label("recency"),
            func.sum(Pair.minutes).label("minutes"),
        )
        .outerjoin(again.slug.table, contained)
        .where(Pair.leader == leader, Pair.counts == 1, again.slug.is_(None))
        .group_by(Pair.counterpart)
        .cte("sums")
    )
    return (
        select(
            *(sums.c.leader, sums.c.held, sums.c.minutes, sums.c.recency),
            *(date(sums.c.first).label("first_on"), date(sums.c.last).label("last_on")),
            *((-sums.c.held).label("held_key"), Leader.sort_key),
            func.count().over().label("number"),
        )
        .join(Leader, Leader.slug == sums.c.leader)
        .subquery("counterparts")
    )


def _again(leader: str) -> Subquery:
    """What contains those meetings, once for everybody whom the leader met at one of these."""
    directly = select(Pair.part_of.label("slug"), Pair.counterpart)
    # So that SQLite goes by the index of those: it knows what numbers and ranges of texts imply.
    counts, has_outer = Pair.counts == literal_column("1"), Pair.part_of > literal_column("''")
    nested = (Pair.leader == leader, counts, has_outer)
    around = containing(directly.where(*nested))
    return select(around.c.slug, around.c.counterpart).distinct().subquery("again")
