"""Readout's worker of gunicorn: what is plain is read and answered in one step; problem documents.

All else gunicorn reads, and refuses what is not HTTP: with problem documents too.
"""

from __future__ import annotations

import os
import socket
from contextlib import closing, suppress
from types import SimpleNamespace
from typing import Any

from gunicorn import util
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.http.wsgi import Response, base_environ
from gunicorn.workers.gthread import TConn

from schemas import ProblemCode

from . import errors, wire
from .turns import Turns

DETAILS = {
    ProblemCode.address_too_long: "The address is too long: ask for less, or in several requests.",
    ProblemCode.headers_too_large: "A header, or all of them, are longer than the server takes.",
    ProblemCode.bad_request: "This is not HTTP as the server understands it.",
    ProblemCode.internal_error: errors.DETAILS[500],
}
# What gunicorn wants to know of a plain request to write its answer.
PLAIN = SimpleNamespace(method="GET", version=(1, 1), should_close=lambda: False)
# What becomes of who has gone, or takes nothing of an answer.
GONE = (ConnectionError, BlockingIOError)


class Worker(Turns):
    """What a `Server` has its processes do: `app` is that server, with its settings."""

    def init_process(self) -> None:
        self.most = min(wire.MOST, self.app.settings.max_url or wire.MOST)
        if os.environ.get("SCRIPT_NAME"):
            # All addresses begin with it, and gunicorn takes it away: nothing is plain.
            self.most = 0
        self.always = {**base_environ(self.cfg), "wsgi.multithread": True}
        super().init_process()

    def _handle(self, conn: TConn) -> bool:
        environ = self._plain(conn)
        return super()._handle(conn) if environ is None else self._answer_plainly(conn, environ)

    def _plain(self, conn: TConn) -> dict[str, Any] | None:
        """What is asked for, if that is plain, and then it is taken off the wire."""
        kept = self.alive and len(self.keepalived_conns) < self.max_keepalived
        if not kept or self._has_sent_more(conn):
            return None
        with suppress(OSError):
            sent = conn.sock.recv(self.most, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            if environ := wire.environment(sent):
                conn.sock.recv(len(sent))
                return {**self.always, **environ, **_ends(conn)}
        return None

    def _answer_plainly(self, conn: TConn, environ: dict[str, Any]) -> bool:
        """Answer in one piece what comes in one; whether the connection is kept."""
        told: list[Any] = []
        conn.sock.setblocking(True)
        try:
            body = self.wsgi(environ, lambda *how: told.extend(how))
        except Exception as error:
            self.handle_error(None, conn.sock, conn.client, error)
            return False
        if not isinstance(body, list):
            return self._answer_at_length(conn, told, body)
        # Else whoever asked has gone.
        with suppress(OSError):
            conn.sock.sendall(wire.answer(told[0], told[1], body))
            return True
        return False

    def _answer_at_length(self, conn: TConn, told: list[Any], body: Any) -> bool:
        """Leave it to gunicorn to write what comes in pieces, or is what Flask makes."""
        response = Response(PLAIN, conn.sock, self.cfg)
        try:
            with closing(body):
                response.start_response(*told)
                for piece in body:
                    response.write(piece)
                response.close()
        except GONE:
            return False
        except Exception as error:
            if response.headers_sent:
                # Whoever takes it sees that it is not whole: its end is missing.
                self.log.exception("An answer broke off")
            else:
                self.handle_error(None, conn.sock, conn.client, error)
            return False
        return not response.should_close()

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer for a request that cannot be given to the application, as it would."""
        problem = refusal(exc)
        if problem is ProblemCode.internal_error:
            self.log.error("A request failed outside the application", exc_info=exc)
        else:
            # Without what it says: it may quote a header that has a token in it.
            self.log.info("Refused a request: %s", type(exc).__name__)
        with suppress(OSError):
            util.write_nonblock(client, raw(problem))


def _ends(conn: TConn) -> dict[str, str]:
    """Who asks whom, by WSGI's names."""
    (server, port), (remote, remote_port) = conn.server[:2], conn.client[:2]
    return {
        "SERVER_NAME": server,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": remote,
        "REMOTE_PORT": str(remote_port),
    }


def refusal(error: Exception) -> ProblemCode:
    """What is wrong with a request that gunicorn could not read."""
    if isinstance(error, LimitRequestLine):
        return ProblemCode.address_too_long
    if isinstance(error, LimitRequestHeaders):
        return ProblemCode.headers_too_large
    if isinstance(error, ParseException):
        return ProblemCode.bad_request
    return ProblemCode.internal_error


def raw(problem: ProblemCode) -> bytes:
    """A problem document as it goes over the wire."""
    response = errors.document(problem, DETAILS[problem], [], {"Connection": "close"})
    head = f"HTTP/1.1 {response.status}\r\n{response.headers}"
    return head.encode() + response.get_data()
