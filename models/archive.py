"""The archive's own row: the number of its last change. It is the first lock that a write takes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, UTCDateTime, connection, now


class Archive(Base):
    __tablename__ = "archive"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

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

    def keep(self) -> None:
        connection().execute(update(Archive).values(seq=self.seq, changed_at=self.at))
