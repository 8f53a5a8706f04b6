"""What only a running server can show: stopping, being killed, writers at once, large bodies."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
from archives import Tokens, fill
from cluster import Node
from serving import Server, readout
from sqlalchemy import text
from test_changes import replayed
from test_plans import fill as multiply
from urllib3.exceptions import ProtocolError

from models import connection, make_engine, using
from models.archive import Turn

MEBIBYTE = 1_048_576
ROUNDS = count()


@pytest.fixture
def server(empty_archive: Any) -> Iterator[Server]:
    url, tokens = empty_archive
    with Server(url, tokens.write) as server:
        yield server


@pytest.mark.parametrize(
    ("proxies", "begin"), [("0", "http://127.0.0.1:"), ("1", "https://readout.example/")]
)
def test_only_proxies_that_are_there_say_what_was_asked_for(
    empty_archive: Any, monkeypatch: pytest.MonkeyPatch, proxies: str, begin: str
) -> None:
    url, tokens = empty_archive
    monkeypatch.setenv("READOUT_PROXIES", proxies)
    forwarded = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "readout.example"}
    with Server(url, tokens.write) as server:
        for number in range(2):
            server.request("POST", "/topics", topic(number))
        page = server.request("GET", "/topics?limit=1", **forwarded)[1]
    assert page["next_url"].startswith(begin)


def topic(number: int) -> dict[str, Any]:
    # Long enough that a half-written one would be seen.
    return {"slug": f"topic-{number}", "name": f"Topic {number}", "description": "x" * 5000}


def followed(server: Server, after: int = 0) -> list[dict[str, Any]]:
    """The changes after a number, in the way of a mirror: there is no gap, whoever writes."""
    changes: list[dict[str, Any]] = []
    while True:
        items = server.request("GET", f"/changes?after={after}&limit=20")[1]["items"]
        if not items:
            return changes
        assert [one["seq"] for one in items] == [*range(after + 1, after + 1 + len(items))]
        changes += items
        after = items[-1]["seq"]


def test_writers_at_once_never_share_or_skip_a_seq(server: Server) -> None:
    def write(number: int) -> int:
        return server.request("POST", "/topics", topic(number))[0]

    with ThreadPoolExecutor(8) as writers:
        assert set(writers.map(write, range(80))) == {201}
    assert len(followed(server)) == 80


def test_of_two_writers_of_one_record_one_wins_and_the_other_is_told(server: Server) -> None:
    server.request("POST", "/topics", topic(0))

    def replace(round_and_name: tuple[str, str]) -> int:
        etag, name = round_and_name
        document = {**topic(0), "name": name}
        return server.request("PUT", "/topics/topic-0", document, If_Match=etag)[0]

    for turn in range(10):
        answer = server.pool.urlopen("GET", "/topics/topic-0")
        etag = answer.headers["ETag"]
        with ThreadPoolExecutor(4) as writers:
            statuses = list(writers.map(replace, [(etag, f"{turn}-{n}") for n in range(4)]))
        assert sorted(statuses) == [200, 412, 412, 412]
    assert server.request("GET", "/topics/topic-0")[1]["version"] == 11


def test_a_refused_write_leaves_no_gap_in_seq(server: Server) -> None:
    assert server.request("POST", "/topics", topic(1))[0] == 201
    assert server.request("POST", "/topics", {**topic(2), "broader": "nowhere"})[0] == 422
    assert server.request("POST", "/topics", topic(3))[0] == 201
    assert [one["slug"] for one in followed(server)] == ["topic-1", "topic-3"]


def test_sigterm_lets_a_request_be_finished(empty_archive: Any) -> None:
    url, tokens = empty_archive
    engine = make_engine(url)
    with Server(url, tokens.write) as server, ThreadPoolExecutor(1) as client:
        with using(engine):
            Turn.take()
            # The write waits for its turn, which we hold, while the server is told to stop.
            answer = client.submit(server.request, "POST", "/topics", topic(1))
            threading.Event().wait(0.5)
            server.process.terminate()
            threading.Event().wait(0.5)
            connection().rollback()
        assert answer.result(timeout=20)[0] == 201
        assert server.process.wait(timeout=20) == 0
    engine.dispose()


def test_an_interrupt_ends_it_without_a_word(server: Server) -> None:
    """To all its processes, as a terminal sends it, while they answer."""
    with ThreadPoolExecutor(2) as clients, suppress(Exception):
        for _ in range(2):
            clients.submit(server.request, "GET", "/changes.ndjson")
        threading.Event().wait(0.05)
        # More than one: the main process hands on what it gets.
        for worker in 20 * server.workers_now():
            os.kill(worker, signal.SIGINT)
        os.killpg(server.process.pid, signal.SIGINT)
    printed, _ = server.process.communicate(timeout=20)
    assert server.process.returncode == 0
    assert b"Traceback" not in printed
    assert b"ERROR" not in printed


def test_a_writer_that_cannot_get_its_turn_is_told_to_come_back(empty_archive: Any) -> None:
    url, tokens = empty_archive
    engine = make_engine(url)
    with Server(url, tokens.write) as server, ThreadPoolExecutor(1) as writer, using(engine):
        Turn.take()
        body = orjson.dumps(topic(1))
        waiting = writer.submit(
            server.pool.urlopen, "POST", "/topics", body, headers=server.headers, retries=False
        )
        # Readers notice nothing of it.
        while not waiting.done():
            assert server.request("GET", "/topics")[0] == 200
            threading.Event().wait(0.1)
        answer = waiting.result()
        assert (answer.status, orjson.loads(answer.data)["code"]) == (503, "unavailable")
        assert answer.headers["Retry-After"] == "1"
        connection().rollback()
        assert server.request("POST", "/topics", topic(1))[0] == 201
    engine.dispose()


def test_a_mirror_that_follows_the_changes_of_busy_writers_holds_the_same(server: Server) -> None:
    def write(number: int) -> None:
        """A record's life, among those of others: made, changed, removed, and back at times."""
        path, dice = f"/topics/topic-{number}", random.Random(number)
        for name in "abcdef":
            etag = server.pool.urlopen("GET", path).headers.get("ETag")
            seen = {"If_Match": etag} if etag else {"If_None_Match": "*"}
            if etag and dice.random() < 0.3:
                assert server.request("DELETE", path, **seen)[0] == 204
            else:
                document = {**topic(number), "name": name}
                assert server.request("PUT", path, document, **seen)[0] in (200, 201)

    def follow(over: threading.Event) -> dict[Any, Any]:
        held: dict[Any, Any] = {}
        seen = 0
        while True:
            last = over.is_set()
            changes = followed(server, seen)
            replayed(changes, held)
            seen += len(changes)
            if last:
                return held

    over = threading.Event()
    with ThreadPoolExecutor(6) as threads:
        mirrors = [threads.submit(follow, over) for _ in range(2)]
        list(threads.map(write, range(12)))
        over.set()
        page = server.request("GET", "/topics?limit=200")[1]
        assert len(page["items"]) > 3
        documents = {("topics", item["slug"]): item for item in page["items"]}
        assert [mirror.result() for mirror in mirrors] == [documents, documents]


@pytest.mark.parametrize("chunked", [False, True], ids=["content-length", "chunked"])
def test_a_413_reaches_a_client_that_is_still_sending(server: Server, chunked: bool) -> None:
    size = 8 * MEBIBYTE
    piece = b" " * 65_536
    framed = b"10000\r\n" + piece + b"\r\n" if chunked else piece
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        head = f"POST /topics HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{length}"
        client.sendall(head.encode() + b"\r\n\r\n")
        # Sending everything would fail here if the server hung up instead of reading on.
        for _ in range(size // len(piece)):
            client.sendall(framed)
        client.sendall(b"0\r\n\r\n" if chunked else b"")
        assert client.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_what_was_acknowledged_survives_kill_9(empty_archive: Any) -> None:
    url, tokens = empty_archive
    with Server(url, tokens.write) as server:
        acknowledged = write_until(server, server.kill)
    with Server(url, tokens.write) as server:
        assert_kept(server, acknowledged)


def test_what_was_acknowledged_survives_kill_9_of_postgresql() -> None:
    folder, tokens = Path(tempfile.mkdtemp(prefix="readout-node-")), Tokens()
    node = Node(folder, "lone")
    node.run("initdb", "--auth=trust", "-U", "postgres", "-D", str(node.data))
    node.start()
    fill(make_engine(node.url()), False, tokens)
    try:
        with Server(node.url(), tokens.write) as server:
            for _ in range(2):
                acknowledged = write_until(server, node.kill)
                status, problem = server.request("GET", "/topics")
                assert (status, problem["code"]) == (503, "unavailable")
                node.start_again()
                # The server goes on with the database when it is back.
                assert_kept(server, acknowledged)
    finally:
        node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def write_until(server: Server, kill: Callable[[], None]) -> list[int]:
    """Two writers write on until something is killed under them, after their 30th write.

    The numbers of the topics that they were told are kept.
    """
    acknowledged: list[int] = []
    start = 10_000 * next(ROUNDS)

    def write(first: int) -> None:
        for number in range(first, first + 4000, 2):
            try:
                status, _ = server.request("POST", "/topics", topic(number))
            except Exception:
                return
            if status != 201:
                return
            acknowledged.append(number)

    with ThreadPoolExecutor(2) as writers:
        both = [writers.submit(write, start + first) for first in (0, 1)]
        while len(acknowledged) < 30:
            threading.Event().wait(0.005)
        kill()
        for one in both:
            one.result()
    return acknowledged


def assert_kept(server: Server, acknowledged: list[int]) -> None:
    """All that was acknowledged is there, and nothing that is there is half-written."""
    assert len(acknowledged) >= 30
    for number in acknowledged:
        status, document = server.request("GET", f"/topics/topic-{number}")
        assert status == 200
        assert document["description"] == topic(number)["description"]
    # Of what was not acknowledged the last ones may be there too, but whole.
    changes = followed(server)
    assert {f"topic-{number}" for number in acknowledged} <= {one["slug"] for one in changes}
    checked = readout(server.url, "check")
    assert checked.stdout == f"{len(changes)} records, nothing wrong.\n"


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "by gunicorn"])
def test_a_list_that_breaks_off_on_its_way_does_not_look_whole(
    postgresql: Any, plain: bool
) -> None:
    fields = {} if plain else {"Connection": "close"}
    with postgresql.copy(seeded=True) as (url, tokens):
        engine = make_engine(url)
        multiply(engine)
        with Server(url, tokens.write) as server:
            answer = server.pool.urlopen(
                "GET", "/changes.ndjson", headers=fields, preload_content=False
            )
            assert (answer.status, answer.read(100)[:8]) == (200, b'{"seq":1')
            with engine.connect() as session:
                others = "FROM pg_stat_activity WHERE datname = current_database()"
                mine = "pid <> pg_backend_pid()"
                session.execute(text(f"SELECT pg_terminate_backend(pid) {others} AND {mine}"))
            with pytest.raises(ProtocolError):
                answer.read()
            # The next request finds the archive again.
            assert server.request("GET", "/meetings/osaka-2019")[0] == 200
        engine.dispose()
