"""Fixtures: every test of the API runs on SQLite and on PostgreSQL, on an archive of its own."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from archives import PostgreSQL, SQLite, Tokens, folder
from checked import CheckedClient
from flask import Flask
from sqlalchemy import Engine, event

from api.app import create_app
from api.settings import Settings
from models import driver, make_engine
from models.key import Asked

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite() -> Iterator[SQLite]:
    path = Path(folder())
    yield SQLite(path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> Any:
    """SQLite, then PostgreSQL."""
    return request.getfixturevalue(request.param)


Archive = tuple[str, Tokens]


@pytest.fixture
def archive(database: Any) -> Iterator[Archive]:
    """An archive with the seeds: its address and its tokens."""
    with database.copy(seeded=True) as made:
        yield made


@pytest.fixture
def empty_archive(database: Any) -> Iterator[Archive]:
    """An archive without any record."""
    with database.copy(seeded=False) as made:
        yield made


# Making an application takes longer than most tests. Those that no test uses now:
IDLE: list[Flask] = []


@contextmanager
def application(url: str) -> Iterator[Flask]:
    """An application on the archive of this address, with an engine of its own."""
    app = IDLE.pop() if IDLE else create_app(Settings())
    app.test_client_class = CheckedClient
    app.extensions["engine"] = make_engine(url)
    yield app
    app.extensions["engine"].dispose()
    IDLE.append(app)


@pytest.fixture
def app(archive: Archive) -> Iterator[Flask]:
    """The application on an archive with the seeds."""
    with application(archive[0]) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> Any:
    """A reader of the archive with the seeds."""
    return app.test_client()


@pytest.fixture
def writer(app: Flask, archive: Archive) -> Any:
    """Somebody who may write in the archive with the seeds."""
    client: Any = app.test_client()
    client.token = archive[1].write
    return client


@pytest.fixture
def empty(empty_archive: Archive) -> Iterator[Any]:
    """Somebody who may write in an empty archive."""
    with application(empty_archive[0]) as app:
        client: Any = app.test_client()
        client.token = empty_archive[1].write
        yield client


@contextmanager
def listening(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that a database is sent while the block lasts, with their parameters."""
    sent: list[tuple[str, Any]] = []
    by_driver = driver._rows

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    def rows(lent: Any, prepared: Any, asked: Asked) -> Any:
        sent.append((prepared.text, prepared.given(asked.parameters)))
        return by_driver(lent, prepared, asked)

    event.listen(engine, "before_cursor_execute", note)
    try:
        # The driver is asked without SQLAlchemy's events.
        with patch.object(driver, "_rows", rows):
            yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def count_statements(app: Flask) -> Callable[[], Any]:
    """`with count_statements() as said:` collects the statements that the database is sent."""
    return lambda: listening(app.extensions["engine"])


@pytest.fixture
def said(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    """The statements that the database is sent in a test, with their parameters."""
    with listening(app.extensions["engine"]) as sent:
        yield sent


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end how many tests each database passed."""
    passed: Counter[str] = Counter()
    for report in terminalreporter.stats.get("passed", []):
        for name in DATABASES:
            passed[name] += f"[{name}" in report.nodeid or f"-{name}" in report.nodeid
    for name, number in passed.items():
        terminalreporter.write_line(f"passed on {name}: {number}")
