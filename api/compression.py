"""Compression: answers as gzip, for who asks for them so. Who does not pays nothing.

Our own, because Flask's extension stands behind the lane, and leaves the entity tags that it makes
to others: here a tag of what was compressed is good for whatever the plain one is good for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Accept, Headers
from werkzeug.http import parse_accept_header
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Shorter bodies would hardly become shorter, in bytes.
WORTH = 1000
# Beyond, it takes much longer for little.
LEVEL = 5
# What zlib is told to make gzip of it.
GZIP = 31
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")


class Compression:
    """In front of an application."""

    def __init__(self, further: WSGIApplication) -> None:
        self.further = further

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for name in CONDITIONS:
            if '-gzip"' in environ.get(name, ""):
                environ[name] = environ[name].replace('-gzip"', '"')
        if not _is_asked_for(environ):
            return self.further(environ, start_response)
        return self._compressed(environ, start_response)

    def _compressed(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        compressing = False

        def start(status: str, told: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal compressing
            headers = Headers(told)
            compressing = status.startswith("200") and _is_worth_it(headers)
            if compressing:
                headers["Content-Encoding"] = "gzip"
                if "Accept-Encoding" not in headers.get("Vary", ""):
                    headers.add("Vary", "Accept-Encoding")
                del headers["Content-Length"]
            if "ETag" in headers and (compressing or status.startswith("304")):
                headers["ETag"] = f'{headers["ETag"][:-1]}-gzip"'
            return start_response(status, headers.to_wsgi_list(), *error)

        body = self.further(environ, start)
        if not compressing or environ["REQUEST_METHOD"] == "HEAD":
            return body
        return ClosingIterator(_pieces(body), getattr(body, "close", lambda: None))


def _is_asked_for(environ: WSGIEnvironment) -> bool:
    asked = environ.get("HTTP_ACCEPT_ENCODING")
    return bool(asked) and parse_accept_header(asked, Accept)["gzip"] > 0


def _is_worth_it(headers: Headers) -> bool:
    """Whether it is text, which all is that we make, and not known to be short."""
    plain = "Content-Encoding" not in headers and not headers["Content-Type"].startswith("image/")
    return plain and int(headers.get("Content-Length", WORTH)) >= WORTH


def _pieces(body: Iterable[bytes]) -> Iterator[bytes]:
    packed = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    for piece in body:
        if made := packed.compress(piece):
            yield made
    yield packed.flush()
