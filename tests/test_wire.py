"""What reaches the server and is no request: answered before the application, with problems too."""

from __future__ import annotations

import os
import resource
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPResponse
from threading import Thread
from typing import Any

import orjson
import pytest
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.parser import RequestParser
from hypothesis import example, given, settings
from hypothesis import strategies as st
from serving import Server

from api import wire

REQUEST_SECONDS = 2


@pytest.fixture(scope="module")
def server(sqlite: Any) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch, sqlite.copy(seeded=True) as (url, tokens):
        patch.setenv("READOUT_REQUEST_SECONDS", str(REQUEST_SECONDS))
        with Server(url, tokens.write) as server:
            yield server


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def said(client: socket.socket) -> bytes:
    """All that the server says until it hangs up."""
    heard = b""
    while piece := client.recv(65_536):
        heard += piece
    return heard


HEAD = b"POST /topics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
# By what is wrong with them: requests, and the status of the answer.
REFUSED = {
    "an address that is too long": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "a header that is too long": (HEAD + b"X: " + b"a" * 9000 + b"\r\n\r\n", 431),
    "too many headers": (HEAD + b"".join(b"X%d: a\r\n" % n for n in range(200)) + b"\r\n", 431),
    "the greeting of TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "HTTP/0.9": (b"GET /\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    "a method in small letters": (b"get / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a tunnel": (b"CONNECT a.example:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
    "two lengths": (HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
    "a negative length": (HEAD + b"Content-Length: -2\r\n\r\n{}", 400),
    "a length and chunks": (
        HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "a chunk without a size": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", 400),
    "a chunk longer than it says": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
        400,
    ),
    "an expectation that nobody knows": (
        HEAD + b"Expect: cake\r\nContent-Length: 2\r\n\r\n{}",
        400,
    ),
    "a header with a space in its name": (HEAD + b"Bad Header: a\r\n\r\n", 400),
    "a folded header": (HEAD + b"X: a\r\n b\r\n\r\n", 400),
    "a NUL": (HEAD + b"X: a\0b\r\n\r\n", 400),
    "bytes beyond ASCII in the address": (b"GET /topics/\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_is_no_request_is_answered_with_a_problem(server: Server, wrong: str) -> None:
    sent, status = REFUSED[wrong]
    with connect(server) as client:
        client.sendall(sent)
        head, _, body = said(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), head
    assert b"Content-Type: application/problem+json" in head
    # A tunnel's answer has no body.
    assert not body or orjson.loads(body)["status"] == status


def asked(path: str, *fields: str) -> bytes:
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: x", *fields, "", "")).encode()


def answered(client: socket.socket) -> tuple[int, list[tuple[str, str]], bytes]:
    """The next answer on a connection; of its date only that there is one."""
    answer = HTTPResponse(client)
    answer.begin()
    headers = [(name, "" if name == "Date" else value) for name, value in answer.getheaders()]
    return answer.status, headers, answer.read()


# Answered by the lane, by Flask, and in pieces.
PLAIN = {
    "/meetings/osaka-2019": 200,
    "/meetings?leader=donald-trump&limit=1": 200,
    "/meetings/nowhere": 404,
    "/meetings?limit=much": 422,
    "/health/live": 200,
    "/": 200,
    "/openapi.json": 200,
    "/docs": 200,
    "/changes.ndjson": 200,
    "/leaders.csv?party=us": 200,
}


@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_request_is_answered_as_any_other(server: Server, path: str) -> None:
    head = asked(path)
    assert wire.environment(head) is not None
    with connect(server) as client:
        client.sendall(head)
        plain = answered(client)
        # What does not come in one piece is nothing plain, but the same request.
        client.sendall(head[:20])
        time.sleep(0.05)
        client.sendall(head[20:])
        assert answered(client) == plain
        known = [f"If-None-Match: {value}" for name, value in plain[1] if name == "ETag"]
        client.sendall(asked(path, *known))
        assert answered(client)[0] == (304 if known else plain[0])
    assert plain[0] == PLAIN[path]
    assert ("Server", "gunicorn") in plain[1]


def test_what_is_sent_ahead_is_answered_in_turn(server: Server) -> None:
    """However it is cut into pieces, and with what is not plain in between."""
    slugs = ["osaka-2019", "hamburg-2017", "helsinki-2018"]
    slugs = 8 * [*slugs, *reversed(slugs)]
    fields = [(), ("Accept-Encoding: identity",), ("Accept:application/json",)]
    sent = b"".join(asked(f"/meetings/{slug}", *fields[n % 3]) for n, slug in enumerate(slugs))
    for size in (len(sent), 57, 400):
        with connect(server) as client:
            for start in range(0, len(sent), size):
                client.sendall(sent[start : start + size])
            # One reader for all: it may have read on into the next answer.
            heard = client.makefile("rb")
            for slug in slugs:
                assert orjson.loads(body_of(heard))["slug"] == slug


def body_of(heard: Any) -> bytes:
    status, length = heard.readline(), 0
    while (line := heard.readline()) != b"\r\n":
        name, _, value = line.partition(b": ")
        length = int(value) if name == b"Content-Length" else length
    assert status.startswith(b"HTTP/1.1 200 ")
    body: bytes = heard.read(length)
    return body


TARGETS = [
    *("/", "/a", '/a/b.c?q=%C3%A9&r="', "/a?", "/a_-~/.."),
    *("/a//b", "//a", "/a/", "/%61", "/a#b", "/a?b#c", "/é", "*", "http://x/a", "/a b"),
]
# Those that may be plain, and those that must not be taken for it.
FIELDS = [
    *("Host: x", "Accept: */*", "accept:  a ", "X-A: 1, 2", "Cookie: a=b; c", "Authorization: B x"),
    *("Connection: keep-alive", "Connection: Keep-Alive", "X-Forwarded-Proto: https"),
    *("X-Forwarded-Ssl: on", "Script-Name: /a", "Remote-User: me", "Host: a b", "Host: x/y@z"),
    *("Host:x", "Host: ", "Host: x,y", "X-A: 1\t", "X-A: a\r\n b", "X-A: \x7f", "X_A: 1"),
    *("Content-Length: 0", "Content-Length: 2", "Content-Type: a", "Transfer-Encoding: chunked"),
    *("Expect: 100-continue", "Connection: close", "Connection: upgrade", "Upgrade: h2c", "TE: a"),
    *(": a", "", "X-A : 1", "X-\u00e9: 1", "X-B: \u00e9", "X-B: \n", "X-B: a\nX-C: b", "X-B"),
]
ENDS = ["\r\n", "\n\n", "\r\n\r\n{}", "\r\n\r\n\r\n", ""]
LATIN = st.text(st.characters(codec="latin-1"))


def mostly(usual: list[str], others: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(len(others) * 9 * usual + len(usual) * others)


@given(
    mostly(["GET"], ["get", "HEAD", "POST", "GET "]),
    mostly(TARGETS[:5], TARGETS[5:]) | LATIN.map("/".__add__),
    mostly(["HTTP/1.1"], ["HTTP/1.0", "HTTP/1.2", "http/1.1"]),
    st.lists(mostly(FIELDS[:14], FIELDS[14:]), max_size=5) | st.lists(LATIN, max_size=2),
    mostly(["\r\n\r\n"], ENDS),
)
@example("GET", "/a", "HTTP/1.1", ["User-Agent: me", "Connection: keep-alive"], "\r\n\r\n")
@settings(max_examples=1000)
def test_what_is_taken_for_plain_says_the_same_to_gunicorn(
    method: str, target: str, version: str, fields: list[str], end: str
) -> None:
    lines = [f"{method} {target} {version}", "Host: x", *fields]
    sent = ("\r\n".join(lines) + end).encode("latin-1")
    if environ := wire.environment(sent):
        understood = by_gunicorn(sent)
        for name in {*environ, *filter(is_field, understood)} - {"wsgi.input"}:
            assert environ.get(name) == understood.get(name)


def is_field(name: str) -> bool:
    return name.startswith("HTTP_")


def by_gunicorn(sent: bytes) -> dict[str, Any]:
    config = Config()
    config.set("forwarded_allow_ips", "")
    request = next(RequestParser(config, iter([sent]), ("127.0.0.1", 1)))
    assert not request.should_close()
    assert request.body.read() == b""
    environ: dict[str, Any] = wsgi.create(request, None, ("127.0.0.1", 1), ("x", 1), config)[1]
    return environ


def is_answered_soon(server: Server, seconds: float = 1) -> bool:
    """Whether others than those who make trouble are: several, since there are two workers."""
    start = time.monotonic()
    with ThreadPoolExecutor(6) as others:
        answers = others.map(lambda _: server.request("GET", "/health/live")[0], range(12))
        assert set(answers) == {200}
    return time.monotonic() - start < seconds


def test_those_who_do_not_hang_up_hold_nobody_up(server: Server) -> None:
    clients = [connect(server) for _ in range(12)]
    for number, client in enumerate(clients):
        wrong = [asked("/", "Connection: close"), b"GET /\r\n\r\n", asked("/health/live")]
        client.sendall(wrong[number % 3])
    assert is_answered_soon(server)
    for client in clients:
        assert client.recv(12).startswith(b"HTTP/1.1 ")
        client.close()


def test_those_who_send_ahead_without_pause_hold_nobody_up(
    sqlite: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READOUT_THREADS", "2")
    # So many that hardly ever one of them ends where the server has read on to.
    sent = 30_000 * asked("/health/live", "Accept-Encoding: identity")
    with sqlite.copy(seeded=True) as (url, tokens), Server(url, tokens.write, 1) as server:
        clients = [connect(server) for _ in range(2)]
        ahead = [Thread(target=send_and_hear, args=(c, sent), daemon=True) for c in clients]
        for one in ahead:
            one.start()
        time.sleep(0.5)
        assert is_answered_soon(server, 3)
        assert all(one.is_alive() for one in ahead)
        for client in clients:
            client.shutdown(socket.SHUT_RDWR)
            client.close()


def send_and_hear(client: socket.socket, sent: bytes) -> None:
    with suppress(OSError):
        client.sendall(sent)
        while client.recv(1 << 20):
            pass


def test_those_who_fill_up_a_worker_leave_others_be(sqlite: Any) -> None:
    with sqlite.copy(seeded=True) as (url, tokens), Server(url, tokens.write, 1) as server:
        (worker,) = server.workers_now()
        # What it opens once only, it has.
        assert server.request("GET", "/meetings/osaka-2019")[0] == 200
        held = len(os.listdir(f"/proc/{worker}/fd"))
        resource.prlimit(worker, resource.RLIMIT_NOFILE, (held + 5, held + 5))
        clients = [connect(server) for _ in range(30)]
        time.sleep(0.5)
        assert server.request("GET", "/meetings/osaka-2019")[0] == 200
        for client in clients:
            client.close()
        # For a second nobody is let in.
        assert is_answered_soon(server, 4)
        server.process.terminate()
        printed, _ = server.process.communicate(timeout=40)
    assert b"Nobody can be let in" in printed
    assert printed.count(b"Nobody can be let in") < 5


def test_a_prefix_of_the_server_stands_before_all_addresses(
    sqlite: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPT_NAME", "/archive")
    with sqlite.copy(seeded=True) as (url, tokens):
        server = Server(url, tokens.write, ready="/archive/health/ready")
        with server, connect(server) as client:
            for fields in ((), ("Accept:application/json",)):
                client.sendall(asked("/archive/meetings/osaka-2019", *fields))
                assert answered(client)[0] == 200
                client.sendall(asked("/archive/meetings?limit=1", *fields))
                page = orjson.loads(answered(client)[2])
                assert page["next_url"].startswith("http://x/archive/meetings?")


def test_those_who_are_slow_hold_nobody_up_for_long(server: Server) -> None:
    """More of them than there are threads, who stop within the head and within the body."""
    slow = [b"GET / HTTP/1.1\r\nX: a", HEAD + b"Content-Length: 100\r\n\r\n{"]
    clients = [connect(server) for _ in range(20)]
    for number, client in enumerate(clients):
        client.sendall(slow[number % 2])
    start = time.monotonic()
    assert server.request("GET", "/health/live")[0] == 200
    # Eight threads, two rounds and a half, and a second within which it is noticed.
    assert time.monotonic() - start < 4 * (REQUEST_SECONDS + 1)
    for number, client in enumerate(clients):
        heard = said(client)
        assert number % 2 == 0 or heard.startswith(b"HTTP/1.1 400 ")
        client.close()


def test_those_who_take_nothing_of_an_answer_hold_nobody_up_for_long(server: Server) -> None:
    clients = [connect(server) for _ in range(9)]
    for client in clients:
        # More answers than there is room for on the way.
        client.sendall(20 * b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(1)
    start = time.monotonic()
    assert server.request("GET", "/health/live")[0] == 200
    assert time.monotonic() - start < 4 * (REQUEST_SECONDS + 1)
    for client in clients:
        client.close()


def test_a_token_is_in_no_log(sqlite: Any) -> None:
    with sqlite.copy(seeded=True) as (url, tokens), Server(url, tokens.write) as server:
        secret = tokens.write.encode()
        authorization = b"Authorization: Bearer " + secret + b"\r\n"
        for wrong in (b"Bad Header: a", authorization.strip() + b"\0", b"X: " + b"a" * 9000):
            with connect(server) as client:
                client.sendall(HEAD + authorization + wrong + b"\r\n\r\n")
                said(client)
        assert server.request("POST", "/topics", {"slug": "b", "name": "B"})[0] == 201
        server.request("POST", f"/topics?token={tokens.write}", {"slug": "c", "name": "C"})
        server.process.terminate()
        printed, _ = server.process.communicate(timeout=40)
    assert b"Listening" in printed or printed
    assert secret not in printed
