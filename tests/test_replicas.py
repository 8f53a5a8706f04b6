"""Replicas of a real PostgreSQL cluster: reads that go on, writes that come back, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from archives import Tokens, fill
from checked import CheckedClient
from cluster import Cluster, Node
from flask import Flask
from serving import readout, wait
from sqlalchemy import event, text

from api.app import create_app
from api.settings import SettingError, Settings
from models import connection, make_engine, open_store, using


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture
def token(cluster: Cluster) -> str:
    """The secret of a writer of the archive with the seeds that the cluster holds."""
    tokens = Tokens()
    fill(make_engine(cluster.primary.url()), True, tokens)
    for replica in cluster.replicas:
        wait(lambda node=replica: node.ask("SELECT to_regclass('archive') IS NOT NULL"))
    return tokens.write


@pytest.fixture
def app(cluster: Cluster, token: str) -> Iterator[Flask]:
    urls = " ".join(node.url() for node in cluster.replicas)
    app = create_app(Settings(database_url=cluster.url(), replica_url=urls))
    app.test_client_class = CheckedClient
    yield app
    app.extensions["engine"].dispose()


def writing(app: Flask, token: str) -> Any:
    client: Any = app.test_client()
    client.token = token
    return client


def topic(number: int) -> dict[str, str]:
    return {"slug": f"topic-{number}", "name": f"Topic {number}"}


def caught_up(cluster: Cluster) -> bool:
    seqs = {node.ask("SELECT seq FROM archive") for node in cluster.nodes}
    return len(seqs) == 1


def test_reads_go_to_replicas_and_what_one_wrote_is_never_missed(
    app: Flask, cluster: Cluster, token: str
) -> None:
    client = writing(app, token)
    wait(lambda: caught_up(cluster))
    said: list[str] = []
    event.listen(
        app.extensions["engine"], "before_cursor_execute", lambda *given: said.append(given[2])
    )
    assert client.get("/meetings/osaka-2019").status_code == 200
    assert said == []

    for replica in cluster.replicas:
        replica.ask("SELECT pg_wal_replay_pause()")
    seq = client.post("/topics", json=topic(1)).headers["Readout-Seq"]
    assert client.get("/topics/topic-1").status_code == 404
    seen = client.get("/topics/topic-1", headers={"Readout-Seq": seq})
    assert (seen.status_code, seen.json["version"]) == (200, 1)

    for replica in cluster.replicas:
        replica.ask("SELECT pg_wal_replay_resume()")
    wait(lambda: caught_up(cluster))
    said.clear()
    assert client.get("/topics/topic-1", headers={"Readout-Seq": seq}).status_code == 200
    assert said == []
    nonsense = client.get("/topics/topic-1", headers={"Readout-Seq": "last"})
    assert (nonsense.status_code, nonsense.json["errors"][0]["parameter"]) == (422, "Readout-Seq")


def test_reads_fall_back_to_the_primary(app: Flask, cluster: Cluster) -> None:
    client = app.test_client()
    cluster.replicas[0].kill()
    assert {client.get("/parties/jp").status_code for _ in range(5)} == {200}
    cluster.replicas[1].kill()
    assert {client.get("/parties/jp").status_code for _ in range(5)} == {200}


def test_a_server_that_falls_after_it_answered_costs_the_answer_nothing(postgresql: Any) -> None:
    with postgresql.copy(seeded=True) as (url, _):
        engine = make_engine(url)
        store = open_store(engine.connect)
        process = connection().scalar(text("SELECT pg_backend_pid()"))
        with engine.connect() as other:
            other.execute(text(f"SELECT pg_terminate_backend({process}, 1000)"))
        store.close()
        assert store.connection is None
        with using(engine):
            assert connection().scalar(text("SELECT 1")) == 1
        engine.dispose()


def test_the_primary_is_lost_and_a_replica_promoted_and_nothing_acknowledged_is_lost(
    app: Flask, cluster: Cluster, token: str
) -> None:
    acknowledged: list[int] = []
    stop = threading.Event()

    def write() -> None:
        client = writing(app, token)
        for number in range(100_000):
            if stop.is_set():
                return
            if client.post("/topics", json=topic(number)).status_code == 201:
                acknowledged.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    wait(lambda: len(acknowledged) > 20)
    cluster.primary.kill()
    refused = writing(app, token).post(
        "/parties", json={"slug": "ch", "name": "?", "kind": "state"}
    )
    assert (refused.status_code, refused.json["code"]) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    reader = app.test_client()
    assert {reader.get("/meetings/osaka-2019").status_code for _ in range(5)} == {200}

    before = len(acknowledged)
    # Until each has written down all that still reached it.
    wait(lambda: not any(map(streams, cluster.replicas)))
    max(cluster.replicas, key=received).promote()
    wait(lambda: len(acknowledged) > before + 20)
    stop.set()
    writer.join()

    client = writing(app, token)
    latest = {"Readout-Seq": client.post("/topics", json=topic(999_999)).headers["Readout-Seq"]}
    lost = [
        number
        for number in acknowledged
        if client.get(f"/topics/topic-{number}", headers=latest).status_code != 200
    ]
    assert lost == []
    checked = readout(cluster.url(), "check")
    assert (checked.returncode, checked.stderr) == (0, "")


def streams(node: Node) -> bool:
    return bool(node.ask("SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'"))


def received(node: Node) -> int:
    """How far the node's copy of the log goes, in bytes."""
    distance = "pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')"
    return int(node.ask(f"SELECT {distance}"))


def test_a_replica_is_one_of_postgresql() -> None:
    environment = {"READOUT_REPLICA_URL": "postgresql://host/one sqlite:///two.sqlite"}
    with pytest.raises(SettingError, match=r"two\.sqlite"):
        Settings.from_environment(environment)
