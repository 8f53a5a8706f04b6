"""A worker of gunicorn that waits for no caller for ever, and refuses with problem documents."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from typing import Any

from gunicorn import util
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

from schemas import ProblemCode

from . import errors

DETAILS = {
    ProblemCode.address_too_long: "The address is too long: ask for less, or in several requests.",
    ProblemCode.headers_too_large: "A header, or all of them, are longer than the server takes.",
    ProblemCode.bad_request: "This is not HTTP as the server understands it.",
    ProblemCode.internal_error: errors.DETAILS[500],
}


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads would wait for the rest of a request for as long as the caller likes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The connections that are in a thread, each with the time by which its request must be
        # here. Threads add and remove, the main one looks: all are single steps of a dictionary.
        self.arriving: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        seconds = self.app.settings.request_seconds
        self.arriving[conn] = time.monotonic() + seconds
        # Whoever takes nothing of the answer for so long does not want it.
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", seconds, 0))
        try:
            return super().handle(conn)
        finally:
            self.arriving.pop(conn, None)

    def murder_pending(self) -> None:
        """What gunicorn does once a second; and hear no more of those who are too slow."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, end in list(self.arriving.items()) if end < now]:
            self.arriving.pop(conn, None)
            # Whoever reads from it finds the end. An answer that is on its way still arrives.
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)

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
