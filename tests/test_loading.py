"""Loads: many documents in one turn at the archive."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from subprocess import PIPE
from typing import Any

import orjson
import pytest
from conftest import application
from serving import READOUT, Server, environment, wait
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api import loading
from models import OtherName, bulk, connection, make_engine, pair, using
from models.meeting import Pair


def load(documents: list[dict[str, Any]]) -> loading.Counts:
    text = b"\n".join(map(orjson.dumps, documents))
    return loading.load(loading.lines("topics", BytesIO(text)), "tester", None)


def test_no_plan_outlives_the_size_that_the_archive_had(empty_archive: Any) -> None:
    """PostgreSQL would read whole tables, as it did when they were small, to the end of a load."""
    engine = make_engine(empty_archive[0])
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite is led by its indexes alone.")
    with using(engine):
        bulk.expect_many()
        for name in ("Trade", "Commerce", "Tariffs", "Customs", "Duties", "Levies", "Tolls"):
            load([{"record": "topic", "slug": f"topic-{n}", "name": name} for n in range(30)])
        kept = connection().exec_driver_sql("SELECT count(*) FROM pg_prepared_statements")
        assert kept.scalar() == 0


def test_what_is_corrected_in_the_same_load_is_not_held_against_it(empty_archive: Any) -> None:
    """References and circles are judged by what the documents say when the load ends."""
    topic = {"record": "topic", "slug": "tariffs", "name": "Tariffs"}
    trade = {"record": "topic", "slug": "trade", "name": "Trade", "broader": "tariffs"}
    with using(make_engine(empty_archive[0])):
        corrected = [{**topic, "broader": "nowhere"}, {**topic, "broader": "trade"}, trade, topic]
        assert load(corrected) == loading.Counts(read=4, changed=4)
        with pytest.raises(loading.LoadError, match="topic tariffs: /broader: By broader"):
            load([{**topic, "broader": "trade"}])
        with pytest.raises(loading.LoadError, match="topic trade: /broader: There is no topic"):
            load([topic, {**trade, "broader": "nowhere"}])


def test_a_load_leaves_every_index_as_it_was(empty_archive: Any) -> None:
    """A load into a new archive takes them away and makes them again, or is undone."""
    with using(make_engine(empty_archive[0])):
        bulk.expect_many()
        before = bulk.plain_indexes()
        load([TRADE])
        assert bulk.plain_indexes() == before
        with pytest.raises(loading.LoadError, match="There is no topic"):
            load([{"record": "topic", "slug": "tolls", "name": "Tolls", "broader": "nowhere"}])
        connection().rollback()
        assert bulk.plain_indexes() == before


def test_whom_a_load_says_to_have_met_is_kept_when_it_ends(empty_archive: Any) -> None:
    """A load into a new archive keeps pairs at its end, and of what the last document said."""
    who = ["donald-trump", "vladimir-putin", "sergey-lavrov"]
    leaders = [{"record": "leader", "slug": slug, "name": slug} for slug in who]
    head = {"record": "meeting", "slug": "osaka", "title": "Osaka", "kind": "bilateral"}

    def meeting(*present: str) -> dict[str, Any]:
        parts = [{"leader": leader, "presence": "attended"} for leader in present]
        return {**head, "status": "held", "held_on": "2019-06-28", "participants": parts}

    with using(make_engine(empty_archive[0])):
        bulk.expect_many()
        load([*leaders, meeting(*who), meeting(*who[:2])])
        found = connection().execute(select(Pair.leader, Pair.counterpart, Pair.met))
        assert sorted(map(tuple, found)) == [(*who[:2], 1), (*who[1::-1], 1)]
        # Again, now that there are some.
        load([meeting(*who)])
        assert len([*connection().execute(select(Pair.slug))]) == 6
        assert [*pair.wrong()] == []


def test_rows_that_a_database_refuses_are_told_alike_on_both(empty_archive: Any) -> None:
    names = ("record", "slug", "position", "name")
    rows = [("topic", f"topic-{n}", 0, None) for n in range(2 * bulk.FEW)]
    engine = make_engine(empty_archive[0])
    with using(engine), pytest.raises(IntegrityError):
        bulk.insert_rows(OtherName, names, rows)
    # What was raised holds it, and would have it connected while others ask who is.
    engine.dispose()


def test_documents_come_in_order_whoever_checks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "CHUNK", 10)
    topics = [{"record": "topic", "slug": f"topic-{n}", "name": f"{n}"} for n in range(300)]
    text = b"\n".join(map(orjson.dumps, [*topics, {"record": "topic", "slug": "bad"}, *topics]))
    drafts = loading.lines("file", BytesIO(text))
    assert [next(drafts).slug for _ in topics] == [topic["slug"] for topic in topics]
    with pytest.raises(loading.LoadError, match=r"^file:301: topic bad: /name: "):
        next(drafts)


def test_nobody_is_left_without_indexes(empty_archive: Any) -> None:
    """SQLite's readers do not see that they are away; PostgreSQL's could not read."""
    engine, other = make_engine(empty_archive[0]), make_engine(empty_archive[0])
    with using(engine), other.connect() as reader:
        bulk.expect_many()
        before = bulk.plain_indexes()
        for alone in (False, True):
            with bulk.many_rows(lambda: None):
                kept = bulk.plain_indexes() == before
                assert kept == (engine.name == "postgresql" and not alone)
                if not alone:
                    found = reader.exec_driver_sql("SELECT count(*) FROM meetings WHERE kind = 'x'")
                    assert found.scalar() == 0
            assert bulk.plain_indexes() == before
            connection().rollback()
            reader.close()
            other.dispose()


TRADE = {"record": "topic", "slug": "trade", "name": "Trade"}


@contextmanager
def loads(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A load that has begun to write and waits for what there is to be read."""
    command = [str(READOUT), "load", "-"]
    with subprocess.Popen(command, env=environment(url), stdin=PIPE, stdout=PIPE) as load:
        yield load


def journal(url: str) -> Path:
    """Where SQLite keeps what was before, while it writes into the file."""
    return Path(f"{url.removeprefix('sqlite:///')}-journal")


def is_written(url: str) -> bool:
    """Whether somebody has the turn to write."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def has_log(url: str) -> bool:
    """Whether SQLite writes into a log beside the file, as the head of the file says."""
    return Path(url.removeprefix("sqlite:///")).read_bytes()[18] == 2


def test_a_load_has_a_new_archive_for_itself_if_nobody_has_it_open(sqlite: Any) -> None:
    """SQLite writes into the file, and not into a log first. Who comes then is told to wait."""
    with sqlite.copy(seeded=True) as (url, _), application(url) as app:
        with loads(url) as load:
            wait(journal(url).exists)
            refused = app.test_client().get("/meetings/osaka-2019")
            assert refused.status_code == 503
            assert "Retry-After" in refused.headers
            assert load.communicate(orjson.dumps(TRADE))[0] == b"1 documents read, 1 changed.\n"
        assert has_log(url)
        for path in ("/meetings/osaka-2019", "/topics/trade"):
            assert app.test_client().get(path).status_code == 200


def test_a_killed_load_that_had_the_archive_for_itself_is_undone(sqlite: Any) -> None:
    with sqlite.copy(seeded=True) as (url, _), application(url) as app:
        with loads(url) as load:
            wait(journal(url).exists)
            load.kill()
        assert journal(url).exists()
        assert app.test_client().get("/meetings?leader=donald-trump").json["items"]
        assert has_log(url)


def test_a_server_is_never_kept_out_by_a_load(sqlite: Any) -> None:
    """It has the archive open from its start: its workers, before anybody asked one anything."""
    with sqlite.copy(seeded=True) as (url, _), Server(url) as server, loads(url) as load:
        wait(lambda: is_written(url))
        asked = {server.request("GET", "/meetings/osaka-2019")[0] for _ in range(50)}
        assert asked == {200}
        assert load.communicate(orjson.dumps(TRADE))[0] == b"1 documents read, 1 changed.\n"
        assert server.request("GET", "/topics/trade")[0] == 200
