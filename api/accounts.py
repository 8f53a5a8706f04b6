"""What the sides say of a meeting, compared; and how a topic fared from meeting to meeting."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from flask import Response

from models import Leader, Meeting, Topic, account, store
from models.account import Account, Accounts
from schemas import MeetingSchema, TopicSchema
from schemas.account import (
    AccountsQuery,
    AccountsSchema,
    TrajectoryEntrySchema,
    TrajectoryQuery,
)
from schemas.part import list_of
from schemas.text import render

from . import examples, lists, records
from .encounters import chronology, part
from .etag import answer
from .resource import slug_of
from .smorest import ETAG, Blueprint

blp = Blueprint("accounts", __name__, description="What each side says, compared.")


@blp.route("/meetings/<slug>/accounts", parameters=[slug_of(MeetingSchema)])
@blp.arguments(AccountsQuery, location="query")
@blp.response(200, AccountsSchema, examples=examples.named("Accounts"), headers=ETAG)
@blp.op(
    "getMeetingAccounts",
    "Compare the accounts of a meeting",
    """\
Every topic by account: what each side said before and after the meeting, and what was said in
public during it, whoever spoke. The verdict is the first that fits: `joint`, a joint statement has
the topic; `both`, two sides or more have it in their accounts afterwards; `one_side`, one has;
`press_only`, it came up in public during the meeting; `announced_only`, it was named before.

The sides are the parties on whose behalf somebody takes part or, where those are fewer than two,
the parties for which statements speak too. A side is `silent` on a topic only where an account of
its own after the meeting is on record; otherwise it is `not_held`, and nothing is said of it.
Topics stand for themselves: what is said of a narrower one is not counted for the broader.""",
    problems=(404, 406, 410, 422),
    headers=("if_none_match",),
)
def get_accounts(asked: dict[str, Any], slug: str) -> Response:
    store.hold_still()
    records.must_exist({Meeting: [slug]})
    found = account.accounts([slug])[slug]
    shown = [a for a in found.columns() if a.party in asked.get("party", [a.party])]
    items = [
        {"topic": topic, **told}
        for topic in found.topics
        if topic in asked.get("topic", [topic]) and (told := _told(found, topic, shown))["cells"]
    ]
    columns = [_column(found, each) for each in shown]
    return answer(render({"meeting": slug, "accounts": columns, "items": items}).encode())


def _column(found: Accounts, each: Account) -> dict[str, Any]:
    """An account and whether it is on record."""
    return {
        "account": each.name,
        "party": each.party,
        "phase": each.phase,
        "standing": found.standing(each),
    }


def _told(found: Accounts, topic: str, shown: Collection[Account]) -> dict[str, Any]:
    """A topic by account, for as many of the accounts as are shown."""
    cells = [
        {
            "account": each.name,
            "treatment": account.treatment(statements),
            "statements": [s.slug for s in statements],
            "passages": [
                {
                    "statement": s.slug,
                    **{name: getattr(s, name) for name in ("treatment", "text", "language")},
                }
                for s in statements
            ],
        }
        for each, statements in found.cells(topic)
        if each in shown
    ]
    return {**found.compared(topic), "cells": cells}


@blp.route("/topics/<slug>/trajectory", parameters=[slug_of(TopicSchema)])
@blp.arguments(TrajectoryQuery, location="query")
@blp.response(
    200,
    list_of(TrajectoryEntrySchema),
    examples=examples.named("TrajectoryEntryList"),
    headers=ETAG,
)
@blp.op(
    "listTopicTrajectory",
    "Follow a topic from meeting to meeting",
    "The chronology of the leaders, as `/encounters` has it, and for each entry whose accounts "
    "have the topic, as `/meetings/{slug}/accounts` tells it. Entries whose accounts do not have "
    "it are listed too: silence is one thing, and an account that is not held another.",
    problems=(404, 406, 410, 422),
    headers=("if_none_match",),
)
def get_trajectory(asked: dict[str, Any], slug: str) -> Response:
    found = chronology(asked)
    store.hold_still()
    records.must_exist({Topic: [slug], Leader: asked["leader"]})
    rows, following = lists.cut(part(found, partial(found.about, slug), asked))
    told = account.accounts([row.slug for row in rows], slug)
    items = [render(_entry(row, told[row.slug], slug)) for row in rows]
    return answer(lists.envelope(items, following))


def _entry(row: Any, found: Accounts, topic: str) -> dict[str, Any]:
    """How a topic fared at one encounter."""
    columns = found.columns()
    return {
        "meeting": row.slug,
        **{n: getattr(row, n) for n in ("status", "dated_on", "ordinal", "treatment")},
        "accounts": [_column(found, each) for each in columns],
        **_told(found, topic, columns),
    }
