"""What reaches the server and is no request: answered before the application, with problems too."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from serving import Server

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
