"""A worker of gunicorn: threads that take turns at waiting for callers, and wait for none for ever.

Gunicorn's own has one thread that waits, and hands each request to another. Handing over takes
longer than most answers, so here who waits answers too, and only where that takes long does
another thread go on waiting. What is plain is read and answered in one step: `wire.py`.
"""

from __future__ import annotations

import selectors
import socket
import struct
import threading
import time
from contextlib import closing, suppress
from types import SimpleNamespace
from typing import Any, NamedTuple

from gunicorn import util
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.http.wsgi import Response, base_environ
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from schemas import ProblemCode

from . import errors, wire

DETAILS = {
    ProblemCode.address_too_long: "The address is too long: ask for less, or in several requests.",
    ProblemCode.headers_too_large: "A header, or all of them, are longer than the server takes.",
    ProblemCode.bad_request: "This is not HTTP as the server understands it.",
    ProblemCode.internal_error: errors.DETAILS[500],
}
# After so many seconds within one request another thread waits for the next ones.
PATIENCE = 0.02
# What gunicorn wants to know of a plain request to write its answer.
PLAIN = SimpleNamespace(method="GET", version=(1, 1), should_close=lambda: False)


class Relieved(BaseException):
    """Another thread waits for callers by now."""


class Answered(NamedTuple):
    """What became of a connection, told as gunicorn asks for it."""

    kept: Any

    def result(self) -> Any:
        return self.kept

    def cancelled(self) -> bool:
        return False


class Worker(ThreadWorker):  # type: ignore[misc]
    """The main thread looks after those that are stuck: in an answer, or in a request."""

    alive: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who takes it waits for callers.
        self.turns = threading.Semaphore(0)
        # What the one whose turn it is answers. Who takes it out, itself or the main thread, has
        # decided whether it is still its turn.
        self.turn: list[TConn] = []
        self.asked = threading.Event()
        # The connections from which a request is read, each with the time by which it must be
        # here. Threads add and remove, the main one looks: all are single steps of a dictionary.
        self.arriving: dict[TConn, float] = {}

    @property
    def seconds(self) -> int:
        """Within which a request must be here, and something of an answer be taken."""
        seconds: int = self.app.settings.request_seconds
        return seconds

    def init_process(self) -> None:
        self.most = min(wire.MOST, self.app.settings.max_url or wire.MOST)
        # Where a database answers over a network, others are waited for while it does.
        self.patient = self.app.settings.database_url.startswith("sqlite:")
        self.always = {**base_environ(self.cfg), "wsgi.multithread": True}
        super().init_process()

    def run(self) -> None:
        """Until told to stop, and then until all are answered, or the time for that is over."""
        wake = self.method_queue
        self.poller.register(wake.fileno(), selectors.EVENT_READ, wake.run_callbacks)
        for _ in range(self.cfg.threads):
            threading.Thread(target=self._take_turns, daemon=True).start()
        self.turns.release()
        while self.alive and self.is_parent_alive():
            self._look_after()
        self.alive = False
        end = time.monotonic() + self.cfg.graceful_timeout
        while self.nr_conns > 0 and time.monotonic() < end:
            self._look_after()

    def handle_exit(self, *args: Any) -> None:
        super().handle_exit(*args)
        self.asked.set()

    def _look_after(self) -> None:
        """For a second at most: whoever takes long to answer no longer waits for callers."""
        self.notify()
        self._hang_up_on_the_slow()
        if self.asked.wait(1 if self.alive else 0.1):
            self.asked.clear()
            turn = self.turn
            time.sleep(PATIENCE)
            self._relieve(turn)

    def _relieve(self, turn: list[TConn]) -> None:
        """Let another thread wait for callers, if what somebody's turn was at still goes on."""
        with suppress(IndexError):
            turn.pop()
            self.turns.release()

    def _hang_up_on_the_slow(self) -> None:
        now = time.monotonic()
        for conn in [conn for conn, end in list(self.arriving.items()) if end < now]:
            self.arriving.pop(conn, None)
            # Whoever reads from it finds the end. An answer that is on its way still arrives.
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)

    def _take_turns(self) -> None:
        while True:
            self.turns.acquire()
            try:
                while True:
                    self._wait()
            except Relieved:
                # What it had still to do is left to the next one.
                self.method_queue.defer(int)
            except Exception:
                self.log.exception("Waiting for callers failed")
                self.turns.release()

    def _wait(self) -> None:
        """For callers, and for a second at most; see who asks for nothing any more."""
        self.set_accept_enabled(self.alive and self.nr_conns < self.worker_connections)
        if not self.alive:
            self._cap_keepalive(time.monotonic() + STOP_KEEPALIVE_LINGER)
        self.wait_for_and_dispatch_events(1 if self.alive else 0.1)
        self.murder_keepalived()
        self.murder_pending()

    def enqueue_req(self, conn: TConn) -> None:
        """Answer what came on a connection. Raises Relieved if it took long."""
        if not conn.initialized:
            self._expect(conn)
            return
        turn = self.turn = [conn]
        if not self.patient:
            self._relieve(turn)
        elif not self.asked.is_set():
            self.asked.set()
        answered = Answered(self._answer(conn))
        try:
            turn.pop()
        except IndexError:
            self.method_queue.defer(self.finish_request, conn, answered)
            raise Relieved from None
        self.finish_request(conn, answered)

    def _expect(self, conn: TConn) -> None:
        """Have nobody wait for a connection that has not said anything yet."""
        # Whoever takes nothing of an answer for so long does not want it.
        timeout = struct.pack("@ll", self.seconds, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
        conn.init()
        self.finish_request(conn, Answered(True))

    def _answer(self, conn: TConn) -> Any:
        """Whether a connection is kept, after all the requests that are here already."""
        kept = self.handle(conn)
        while kept and conn.parser.unreader.buf.getvalue():
            kept = self.handle(conn)
        return kept

    def handle(self, conn: TConn) -> Any:
        """Answer one request; whether the connection is kept."""
        environ = self._plain(conn)
        if environ is not None:
            return self._answer_plainly(conn, environ)
        self.arriving[conn] = time.monotonic() + self.seconds
        try:
            return super().handle(conn)
        finally:
            self.arriving.pop(conn, None)

    def _plain(self, conn: TConn) -> dict[str, Any] | None:
        """What is asked for, if that is plain, and then it is taken off the wire."""
        kept = self.alive and len(self.keepalived_conns) < self.max_keepalived
        if not kept or conn.parser.unreader.buf.getvalue():
            return None
        with suppress(OSError):
            sent = conn.sock.recv(self.most, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            if environ := wire.environment(sent):
                conn.sock.recv(len(sent))
                return {**self.always, **environ, **_ends(conn)}
        return None

    def _answer_plainly(self, conn: TConn, environ: dict[str, Any]) -> bool:
        told: list[Any] = []
        conn.sock.setblocking(True)
        try:
            body = self.wsgi(environ, lambda *how: told.extend(how))
            if isinstance(body, list):
                conn.sock.sendall(wire.answer(told[0], told[1], body))
                return True
            return self._answer_at_length(conn, told, body)
        except OSError:
            # Whoever asked has gone.
            return False
        except Exception:
            self.log.exception("Error handling request")
            return False

    def _answer_at_length(self, conn: TConn, told: list[Any], body: Any) -> bool:
        """Leave it to gunicorn to write what comes in pieces, or is what Flask makes."""
        response = Response(PLAIN, conn.sock, self.cfg)
        with closing(body):
            response.start_response(*told)
            for piece in body:
                response.write(piece)
            response.close()
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
