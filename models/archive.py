"""The archive's own row: the number of its last change, and of the records of each kind.

It is the first lock that a write takes.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import CheckConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Record, connection
from .instant import UTCDateTime, now


class Archive(Base):
    __tablename__ = "archive"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    # How many there are: to count millions takes longer than all else that a list is asked for.
    leaders: Mapped[int]
    meetings: Mapped[int]
    parties: Mapped[int]
    sources: Mapped[int]
    statements: Mapped[int]
    topics: Mapped[int]

    @classmethod
    def state(cls) -> tuple[int, datetime]:
        """The number and the instant of the last change."""
        seq, changed_at = connection().execute(select(cls.seq, cls.changed_at)).one()
        return seq, changed_at


class Turn:
    """A writer's turn: from `take` to the end of the transaction no other writer is at work.

    So the order of changes is the order of commits, a rollback leaves no gap, and what a writer
    reads within its turn stays true until it commits.
    """

    def __init__(self, seq: int, at: datetime) -> None:
        self.seq = seq
        self.at = at
        # How many records more there are of each kind, by the table's name.
        self.more: Counter[str] = Counter()

    @classmethod
    def take(cls) -> Turn:
        """Wait for the turn. Raises OperationalError when it does not come in five seconds."""
        # What was read so far, of the token for one, was read before the turn. A transaction of
        # its own also because SQLite refuses at once, and does not wait, where one that has read
        # begins to write.
        connection().rollback()
        # An update that changes nothing takes the lock of both databases.
        lock = update(Archive).values(seq=Archive.seq).returning(Archive.seq, Archive.changed_at)
        seq, changed_at = connection().execute(lock).one()
        # A clock that was set back must not put a change before the one it follows.
        return cls(seq, max(now(), changed_at))

    def next(self) -> int:
        """The number of the change that comes next. `keep` stores how far the turn got."""
        self.seq += 1
        return self.seq

    def count(self, model: type[Record], more: int) -> None:
        """There are so many records more of a kind, or fewer."""
        self.more[model.__tablename__] += more

    def keep(self) -> None:
        """Store how far the turn got, and how many records there are now."""
        table = Archive.__table__
        numbers = {name: table.c[name] + more for name, more in self.more.items() if more}
        connection().execute(update(Archive).values(seq=self.seq, changed_at=self.at, **numbers))
