"""What requests bring: bodies, read to their end or refused, and understood strictly; notes."""

from __future__ import annotations

import time
from io import BytesIO
from typing import IO, Any

from flask import current_app, request
from gunicorn.http.errors import ParseException

from schemas import ProblemCode
from schemas.text import Malformed, parse

from .errors import Problem, invalid, of

JSON_TYPES = ("application/json",)
PIECE = 65_536
# Of a body that is too large so much is still read, and for so long: a client that is sending
# meets a closed connection otherwise, and never sees the 413.
DRAIN_BYTES = 64 * 1_048_576
DRAIN_SECONDS = 10
NOTE_LENGTH = 500


def take_body() -> None:
    """Read the body before anything else is done, whatever the endpoint. Raises 413.

    Werkzeug's own limit cuts a body without Content-Length off in silence.
    """
    length = request.content_length
    if not length and not _may_have_a_body():
        return
    stream, limit = request.environ["wsgi.input"], current_app.config["MAX_BODY"]
    try:
        data = _read(stream, limit + 1 if length is None else min(length, limit + 1))
    except (ParseException, OSError):
        detail = "The body is not framed as it says, or broke off."
        raise Problem(ProblemCode.bad_request, detail, headers={"Connection": "close"}) from None
    if len(data) > limit:
        _drain(stream, DRAIN_BYTES if length is None else min(DRAIN_BYTES, length - len(data)))
        detail = f"The body is larger than the {limit} bytes that this server takes."
        raise Problem(ProblemCode.too_large, detail, headers={"Connection": "close"})
    if length is not None and len(data) < length:
        raise Problem(ProblemCode.bad_request, "The body is shorter than its Content-Length.")
    request.environ["wsgi.input"] = BytesIO(data)


def _may_have_a_body() -> bool:
    """Whether there can be a body although no Content-Length says so."""
    if request.method in ("GET", "HEAD", "OPTIONS") and "Transfer-Encoding" not in request.headers:
        return False
    # Without this mark of the server's, reading past the end would wait for ever.
    return "wsgi.input_terminated" in request.environ


def _read(stream: IO[bytes], size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (piece := stream.read(min(PIECE, size - len(data)))):
        data += piece
    return bytes(data)


def _drain(stream: IO[bytes], size: int) -> None:
    end = time.monotonic() + DRAIN_SECONDS
    while size > 0 and time.monotonic() < end and (piece := stream.read(min(PIECE, size))):
        size -= len(piece)


def body(*more_types: str) -> Any:
    """What the request's body says. Raises 400, 413 or 415."""
    types = (*JSON_TYPES, *more_types)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in types or charset not in ("utf-8", "us-ascii"):
        names = " or ".join(types)
        headers = {"Accept": ", ".join(types)}
        raise Problem(
            ProblemCode.unsupported_media_type, f"Send {names}, in UTF-8.", headers=headers
        )
    if request.content_encoding and request.content_encoding.lower() != "identity":
        detail = "Send the body as it is, without Content-Encoding."
        raise Problem(ProblemCode.unsupported_media_type, detail)
    try:
        return parse(request.get_data(), current_app.config["MAX_NESTING"])
    except Malformed as error:
        raise Problem(ProblemCode.malformed, str(error)) from None


def merged(document: Any, patch: Any) -> Any:
    """What a merge patch makes of a document: null takes away, objects are merged within."""
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def note() -> str | None:
    """The X-Change-Note, which may be UTF-8 although HTTP reads headers as Latin-1."""
    raw = request.headers.get("X-Change-Note")
    if raw is None:
        return None
    text = raw.encode("latin-1").decode("utf-8", "replace").strip()
    if len(text) > NOTE_LENGTH:
        raise invalid([of("X-Change-Note", f"A note has at most {NOTE_LENGTH} characters.")])
    return text or None
