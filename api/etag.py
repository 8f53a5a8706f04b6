"""Entity tags: answers asked for conditionally, and writes that see what they change."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from importlib.metadata import version
from itertools import chain, islice
from typing import Any

from flask import Response, g, request

from models import Archive, store
from schemas import ProblemCode

from .errors import Problem

JSON = "application/json"
PIECE = 65_536


def tag(body: bytes) -> str:
    """The strong entity tag of a body. Processors have instructions for this hash."""
    return hashlib.sha256(body).hexdigest()[:24]


def answer(body: bytes, status: int = 200, content_type: str = JSON) -> Response:
    """A body with its entity tag: 304 where the caller has it already."""
    return _tagged(Response(body, status, content_type=content_type), tag(body))


class Stream(Response):
    """A body that is made while it is sent: werkzeug must not put it together to measure it."""

    implicit_sequence_conversion = False


def streamed(pieces: Iterable[bytes], content_type: str) -> Response:
    """A body of any length, with an entity tag that is of the archive and the request.

    All of it is of one moment, also what is read when the request is over: the connection is given
    back when the body ends, or when nobody wants more of it.
    """
    store.hold_still()
    state = [*Archive.state(), version("readout"), request.url, content_type]
    response = _tagged(Stream(iter(()), content_type=content_type), tag(repr(state).encode()))
    if request.method == "GET" and response.status_code == 200:
        body = _gathered(pieces)
        response.response = _begun(body)
        g.store.kept = True
        response.call_on_close(body.close)
        response.call_on_close(g.store.close)
    return response


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, the first one made: what fails at once can still be told as a problem."""
    return chain([*islice(pieces, 1)], pieces)


def _gathered(pieces: Iterable[bytes]) -> Generator[bytes]:
    """The same bytes in pieces that are worth sending."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= PIECE:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


def headers(tag: str) -> list[tuple[str, str]]:
    """What is said of a body beside its type and its length."""
    # To be kept, and to be asked for again each time.
    return [
        ("ETag", f'"{tag}"'),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept, Accept-Encoding"),
    ]


def _tagged(response: Response, tag: str) -> Response:
    for name, value in headers(tag):
        response.headers[name] = value
    if request.method in ("GET", "HEAD"):
        response.make_conditional(_conditions())
    if response.status_code == 412:
        raise Problem(ProblemCode.precondition_failed, "It is not as If-Match has it.")
    return response


def _conditions() -> dict[str, Any]:
    """The request without an If-Match that whatever is there fulfils, which werkzeug refuses."""
    if not request.if_match.star_tag:
        return request.environ
    return {name: value for name, value in request.environ.items() if name != "HTTP_IF_MATCH"}


def must_match(body: bytes | None) -> None:
    """Refuse a change of a record that is not as the caller saw it: `body`, None if not there.

    Raises 428 without If-Match, or with `*`, which would match what was never seen; 412 when it
    does not hold the tag of the body, or holds it as a weak one.
    """
    if body is None:
        if "If-Match" in request.headers:
            raise Problem(ProblemCode.precondition_failed, "There is no such record to match.")
        return
    if request.if_none_match.star_tag:
        raise Problem(ProblemCode.precondition_failed, "The record is there already.")
    if not request.if_match or request.if_match.star_tag:
        raise Problem(
            ProblemCode.precondition_required,
            "Send If-Match with the ETag that you read, so that no change is overwritten unseen.",
        )
    if not request.if_match.contains(tag(body)):
        raise Problem(ProblemCode.precondition_failed, "The record changed since you read it.")
