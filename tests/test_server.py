"""What only a running server can show: stopping, being killed, writers at once, large bodies."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from serving import Server, readout

from models import connection, make_engine, using
from models.archive import Turn

MEBIBYTE = 1_048_576


@pytest.fixture
def server(empty_archive: Any) -> Iterator[Server]:
    url, tokens = empty_archive
    with Server(url, tokens.write) as server:
        yield server


def topic(number: int) -> dict[str, Any]:
    # Long enough that a half-written one would be seen.
    return {"slug": f"topic-{number}", "name": f"Topic {number}", "description": "x" * 5000}


def all_changes(server: Server, slugs: list[str]) -> list[dict[str, Any]]:
    return [
        change
        for slug in slugs
        for change in server.request("GET", f"/topics/{slug}/revisions")[1]["items"]
    ]


def test_writers_at_once_never_share_or_skip_a_seq(server: Server) -> None:
    def write(number: int) -> int:
        return server.request("POST", "/topics", topic(number))[0]

    with ThreadPoolExecutor(8) as writers:
        assert set(writers.map(write, range(80))) == {201}
    changes = all_changes(server, [f"topic-{n}" for n in range(80)])
    assert sorted(change["seq"] for change in changes) == list(range(1, 81))


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
    assert [c["seq"] for c in all_changes(server, ["topic-1", "topic-3"])] == [1, 2]


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


def test_a_writer_that_cannot_get_its_turn_is_told_to_come_back(empty_archive: Any) -> None:
    url, tokens = empty_archive
    engine = make_engine(url)
    with Server(url, tokens.write) as server, using(engine):
        Turn.take()
        status, problem = server.request("POST", "/topics", topic(1))
        assert (status, problem["code"]) == (503, "unavailable")
        # Readers notice nothing of it.
        assert server.request("GET", "/topics")[0] == 200
    engine.dispose()


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


def test_what_was_acknowledged_survives_kill_9(sqlite: Any) -> None:
    with sqlite.copy(seeded=False) as (url, tokens):
        acknowledged: list[int] = []
        with Server(url, tokens.write) as server:
            _write_until_killed(server, acknowledged)
        assert len(acknowledged) >= 30
        with Server(url, tokens.write) as server:
            for number in acknowledged:
                status, document = server.request("GET", f"/topics/topic-{number}")
                assert status == 200
                assert document["description"] == topic(number)["description"]
            # Of what was not acknowledged the last ones may be there too, but whole.
            _, page = server.request("GET", "/topics?limit=200&total=true")
            slugs = [item["slug"] for item in page["items"]]
            seqs = sorted(change["seq"] for change in all_changes(server, slugs))
            assert seqs == list(range(1, len(seqs) + 1))
        assert readout(url, "check").returncode == 0


def _write_until_killed(server: Server, acknowledged: list[int]) -> None:
    """Two writers write on until the server is killed under them, after their 30th write."""

    def write(first: int) -> None:
        for number in range(first, 2000, 2):
            try:
                status, _ = server.request("POST", "/topics", topic(number))
            except Exception:
                return
            if status == 201:
                acknowledged.append(number)

    with ThreadPoolExecutor(2) as writers:
        both = [writers.submit(write, first) for first in (0, 1)]
        while len(acknowledged) < 30:
            threading.Event().wait(0.005)
        server.kill()
        for one in both:
            one.result()
