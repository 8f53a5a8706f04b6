"""Threads that take turns at waiting for callers: a worker of gunicorn.

Gunicorn's own has one thread that waits, and hands each request to another. Handing over takes
longer than most answers, so here who waits answers too, and only where that takes long does
another thread go on waiting.
"""

from __future__ import annotations

import selectors
import socket
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

# After so many seconds within one request another thread waits for the next ones.
PATIENCE = 0.02
# So long a connection that was answered for the last time may still send, unheard: were it closed
# at once, what is on its way would take the answer back.
LINGER = 2

# What a selector tells of.
Events = Sequence[tuple[selectors.SelectorKey, int]]


class Relieved(BaseException):
    """Another thread waits for callers by now."""


class Turns(ThreadWorker):  # type: ignore[misc]
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
        # Whether a stop waits for the answers that are being made.
        self.finishes = True
        # Until when nobody is let in.
        self.full = 0.0
        # What was answered by threads whose turn was over, and whether it is kept.
        self.answered: SimpleQueue[tuple[TConn, bool]] = SimpleQueue()
        # The connections from which a request is read, each with the time by which it must be
        # here. Threads add and remove, the main one looks: all are single steps of a dictionary.
        self.arriving: dict[TConn, float] = {}

    @property
    def seconds(self) -> int:
        """Within which a request must be here, and something of an answer be taken."""
        seconds: int = self.app.settings.request_seconds
        return seconds

    def init_process(self) -> None:
        # Where a database answers over a network, others are waited for while it does.
        self.patient = self.app.settings.database_url.startswith("sqlite:")
        super().init_process()

    def run(self) -> None:
        """Until told to stop, and then until all are answered, or the time for that is over."""
        self.poller.register(self.method_queue.fileno(), selectors.EVENT_READ, self._go_on)
        for _ in range(self.cfg.threads):
            threading.Thread(target=self._take_turns, daemon=True).start()
        self.turns.release()
        while self.alive and self.is_parent_alive():
            self._look_after()
        self.alive = False
        end = time.monotonic() + self.cfg.graceful_timeout
        while self.nr_conns > 0 and self.finishes and time.monotonic() < end:
            self._look_after()

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Stop without waiting for answers."""
        # Not as gunicorn does: an exception here would come in the middle of whatever is locked.
        self.finishes = False
        self.handle_exit(sig, frame)

    # What the main thread does

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

    # What the others do in turn

    def _take_turns(self) -> None:
        while True:
            self.turns.acquire()
            try:
                while True:
                    self._wait()
            except Relieved:
                # What else callers want, the next one is told again; this it tells itself.
                self.method_queue.defer(int)
            except Exception:
                self.log.exception("Waiting for callers failed")
                # Not again and again without a pause.
                time.sleep(PATIENCE)
                self.turns.release()

    def _wait(self) -> None:
        """For callers, and for a second at most; see who asks for nothing any more."""
        room = self.nr_conns < self.worker_connections and time.monotonic() > self.full
        self.set_accept_enabled(self.alive and room)
        if not self.alive:
            # The main thread may have a second to go.
            self.asked.set()
            self._cap_keepalive(time.monotonic() + STOP_KEEPALIVE_LINGER)
        events = self.poller.select(1 if self.alive else 0.1)
        # Before the rest, which another thread may begin anew.
        self._part_from_the_silent(events)
        for key, _ in events:
            key.data(key.fileobj)

    def _part_from_the_silent(self, events: Events) -> None:
        now = time.monotonic()
        for conns in (self.keepalived_conns, self.pending_conns):
            while conns and conns[0].timeout < now and not _asks(conns[0], events):
                self._forget(conns.popleft())

    def _go_on(self, wake: Any) -> None:
        """With those who were answered by threads whose turn was over."""
        self.method_queue.run_callbacks(wake)
        while not self.answered.empty():
            self._finish(*self.answered.get_nowait())

    def accept(self, listener: socket.socket) -> None:
        try:
            super().accept(listener)
        except OSError as error:
            # There are no descriptors left, for one. Some will be, and others want to be answered.
            self.log.error("Nobody can be let in: %s", error.strerror)
            self.full = time.monotonic() + 1

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
        kept = self._answer(conn, turn)
        try:
            turn.pop()
        except IndexError:
            self.answered.put((conn, kept))
            raise Relieved from None
        self._finish(conn, kept)

    def _expect(self, conn: TConn) -> None:
        """Have nobody wait for a connection that has not said anything yet."""
        # Whoever takes nothing of an answer for so long does not want it.
        timeout = struct.pack("@ll", self.seconds, 0)
        with suppress(OSError):
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
        conn.init()
        self._finish(conn, True)

    def _answer(self, conn: TConn, turn: list[TConn]) -> bool:
        """Whether a connection is kept, after the requests that are here already.

        After one, if another thread waits by now: others are to be heard too.
        """
        try:
            kept = self._handle(conn)
            while kept and turn and self._has_sent_more(conn):
                kept = self._handle(conn)
        except (Exception, SystemExit):
            self.log.exception("Answering failed")
            return False
        return kept

    def _handle(self, conn: TConn) -> bool:
        """Have gunicorn read and answer a request; whether the connection is kept."""
        self.arriving[conn] = time.monotonic() + self.seconds
        try:
            return bool(self.handle(conn))
        finally:
            self.arriving.pop(conn, None)

    def _has_sent_more(self, conn: TConn) -> bool:
        return bool(conn.parser.unreader.buf.getvalue())

    def _finish(self, conn: TConn, kept: bool) -> None:
        """Go on with a connection that was answered."""
        try:
            (self._keep if kept else self._part_from)(conn)
        except (OSError, ValueError, KeyError):
            # It is closed already: gunicorn does so where an answer breaks off.
            self.nr_conns -= 1
            conn.close()

    def _keep(self, conn: TConn) -> None:
        """Wait for what else comes on a connection."""
        conn.sock.setblocking(False)
        conn.set_timeout()
        # What came already can be answered as soon as the caller takes something, after others.
        event = selectors.EVENT_WRITE if self._has_sent_more(conn) else selectors.EVENT_READ
        self.poller.register(conn.sock, event, partial(self.on_client_socket_readable, conn))
        self.keepalived_conns.append(conn)

    def _part_from(self, conn: TConn) -> None:
        """Wait until the caller hangs up, too, but not for long."""
        conn.sock.setblocking(False)
        conn.sock.shutdown(socket.SHUT_WR)
        conn.timeout = time.monotonic() + LINGER
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._hear_out, conn))
        self.pending_conns.append(conn)

    def _hear_out(self, conn: TConn, client: socket.socket) -> None:
        with suppress(OSError):
            if client.recv(65_536) and time.monotonic() < conn.timeout:
                return
        self.pending_conns.remove(conn)
        self._forget(conn)

    def _forget(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()


def _asks(conn: TConn, events: Events) -> bool:
    return any(key.fileobj is conn.sock for key, _ in events)
