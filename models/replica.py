"""Replicas: copies of a PostgreSQL archive that follow it, and answer reads in its place."""

from __future__ import annotations

import random
from collections.abc import Iterable
from time import monotonic

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

from .archive import Archive

# A replica that could not be reached is left alone for so long, in seconds.
ABSENCE = 5


class Replicas:
    """The engines of the replicas. Which of them answers is drawn anew for each read."""

    def __init__(self, engines: Iterable[Engine]) -> None:
        self._back_at = dict.fromkeys(engines, 0.0)

    def connect(self, seq: int) -> Connection | None:
        """A connection to a replica that has the change `seq`; None where none can be had now."""
        present = [engine for engine, at in self._back_at.items() if at <= monotonic()]
        for engine in random.sample(present, len(present)):
            if (connection := self._reach(engine)) is not None:
                if not seq or _has(connection, seq):
                    return connection
                connection.close()
        return None

    def _reach(self, engine: Engine) -> Connection | None:
        try:
            return engine.connect()
        except OperationalError:
            self.leave(engine)
            return None

    def leave(self, engine: Engine) -> bool:
        """Do without a replica for a while. False when it is none: nothing else can answer."""
        if engine not in self._back_at:
            return False
        self._back_at[engine] = monotonic() + ABSENCE
        return True


def _has(connection: Connection, seq: int) -> bool:
    held = connection.scalar(select(Archive.seq)) or 0
    # What is read next is at least as new: a replica goes forward only.
    connection.rollback()
    return held >= seq
