"""Accounts: what each side says of a meeting before and after it, and what was said in public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, select

from .base import connection
from .hints import alike
from .meeting import Participant
from .statement import ORDERS, Statement, StatementTopic
from .vocabularies import StatementKind, StatementPhase, TopicTreatment
from .vocabulary import Vocabulary


class Verdict(Vocabulary):
    """Whose accounts of a meeting have a topic: the first that fits."""

    joint = "joint", "A joint statement has it."
    both = "both", "Two sides or more have it in their accounts after the meeting."
    one_side = "one_side", "One side has it in its account after the meeting."
    press_only = (
        "press_only",
        "It came up in public during the meeting, and no account after it has it.",
    )
    announced_only = "announced_only", "It was named before the meeting only."


class AccountStanding(Vocabulary):
    """Whether an account is on record."""

    held = "held", "The archive holds a statement of it."
    not_held = "not_held", "The archive holds none, which does not mean that the side kept silent."


class Account(NamedTuple):
    """Of a side, before or after; in public, whoever speaks; or of all sides together."""

    name: str
    party: str | None
    phase: StatementPhase


PRESS = Account("press", None, StatementPhase.during)
JOINT = Account("joint", None, StatementPhase.after)
SIDES_SPEAK = (StatementPhase.before, StatementPhase.after)


def of_side(party: str, phase: str) -> Account:
    """What a side says before or after a meeting."""
    return Account(f"{party}-{phase}", party, StatementPhase[phase])


class Accounts:
    """The accounts of one meeting: its sides, what is on record, and each topic by account."""

    def __init__(self, parties: Iterable[str], statements: Sequence[Any]) -> None:
        self.sides = list(dict.fromkeys(parties))
        if len(self.sides) < 2:
            # Who took part is recorded for one side at most: the sides are those that speak.
            speaking = (s.party for s in statements if s.party and s.phase in SIDES_SPEAK)
            self.sides = list(dict.fromkeys([*self.sides, *speaking]))
        self.on_record: set[Account] = set()
        # By topic, in the order in which they come up, the statements of each account.
        self.topics: dict[str, dict[Account, list[Any]]] = {}
        for statement in statements:
            if account := self._account_of(statement):
                self.on_record.add(account)
                if statement.topic:
                    told = self.topics.setdefault(statement.topic, {})
                    told.setdefault(account, []).append(statement)

    def _account_of(self, statement: Any) -> Account | None:
        """The account that a statement belongs to; None where it speaks for none of the sides."""
        before = statement.phase == StatementPhase.before
        if statement.kind == StatementKind.joint_statement and not before:
            return JOINT
        if statement.phase == StatementPhase.during:
            return PRESS
        if statement.party in self.sides and statement.phase in SIDES_SPEAK:
            return of_side(statement.party, statement.phase)
        return None

    def columns(self) -> list[Account]:
        """Every account that could be, in order of time: of each side, in public, of each side."""
        before, after = ([of_side(side, phase) for side in self.sides] for phase in SIDES_SPEAK)
        return [*before, PRESS, *after, *([JOINT] if JOINT in self.on_record else [])]

    def standing(self, account: Account) -> AccountStanding:
        return AccountStanding.held if account in self.on_record else AccountStanding.not_held

    def cells(self, topic: str) -> list[tuple[Account, list[Any]]]:
        """The accounts that have a topic, each with its statements of it."""
        told = self.topics.get(topic, {})
        return [(account, told[account]) for account in self.columns() if account in told]

    def compared(self, topic: str) -> dict[str, Any]:
        """Whose accounts after the meeting have a topic, and what follows.

        A side is silent only where an account of its own is on record and does not have it.
        """
        told = self.topics.get(topic, {})
        sides: dict[str, list[str]] = {"sides": [], "silent": [], "not_held": []}
        for side in self.sides:
            account = of_side(side, StatementPhase.after)
            if account in told or JOINT in told:
                sides["sides"].append(side)
            else:
                sides["silent" if account in self.on_record else "not_held"].append(side)
        return {"verdict": _verdict(told, len(sides["sides"])), **sides}


def _verdict(told: Collection[Account], sides: int) -> Verdict | None:
    """The verdict on a topic that these accounts have, so many sides among them afterwards."""
    if JOINT in told:
        return Verdict.joint
    if sides:
        return Verdict.both if sides > 1 else Verdict.one_side
    if PRESS in told:
        return Verdict.press_only
    return Verdict.announced_only if told else None


def treatment(statements: Iterable[Any]) -> TopicTreatment:
    """How some statements together treat a topic: as the one that goes furthest."""
    return max((TopicTreatment[s.treatment] for s in statements), key=_FURTHER.index)


# What is unknown goes nowhere; the others stand in the vocabulary in the order of their weight.
_FURTHER = sorted(TopicTreatment, key=lambda word: word != TopicTreatment.unknown)


def accounts(meetings: Sequence[str], topic: str | None = None) -> dict[str, Accounts]:
    """The accounts of some meetings, of one topic or of all, by meeting. Two statements."""
    parties: dict[str, list[str]] = defaultdict(list)
    for slug, party in connection().execute(_parties(meetings)):
        parties[slug].append(party)
    statements: dict[str, list[Any]] = defaultdict(list)
    for row in connection().execute(_statements(meetings, topic)):
        statements[row.meeting].append(row)
    return {slug: Accounts(parties[slug], statements[slug]) for slug in meetings}


def _parties(meetings: Sequence[str]) -> Select[Any]:
    """On whose behalf somebody takes part."""
    named = (Participant.slug.in_(meetings), Participant.party.is_not(None))
    return select(*Participant.__table__.c["slug", "party"]).where(*named).order_by("position")


def _statements(meetings: Sequence[str], topic: str | None) -> Select[Any]:
    """The statements of some meetings, once for each topic, or once without any."""
    about = StatementTopic.slug == Statement.slug
    if topic is not None:
        sorts = (getattr(t, n) for n in ORDERS[0] for t in (StatementTopic, Statement))
        about = and_(about, StatementTopic.topic == topic, alike(*sorts))
    return (
        select(
            *(Statement.meeting, Statement.slug, Statement.phase, Statement.kind, Statement.party),
            *(StatementTopic.topic, StatementTopic.treatment, Statement.language),
            # Only where it is asked for: texts may be long.
            case((StatementTopic.topic.is_not(None), Statement.text)).label("text"),
        )
        .outerjoin(StatementTopic, about)
        .where(Statement.meeting_key.in_(meetings))
        .order_by(*Statement.order("meeting"), StatementTopic.position)
    )
