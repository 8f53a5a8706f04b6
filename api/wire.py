"""Plain requests and their answers as they are on the wire: read at one glance, sent in one piece.

Nearly all that a server is asked are small GETs. What is not one, or looks in any way unusual,
is left to gunicorn, which knows the rest of HTTP, and refuses what is none of it.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from gunicorn.http.wsgi import SERVER
from gunicorn.util import http_date

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# The longest head that is looked at, in bytes.
MOST = 4096
# A whole head and nothing after it: target, path, query, fields. None can be read in two ways.
PLAIN = re.compile(
    r"GET ((/|(?:/[\w.~-]+)+)(?:\?([!\"$-~]*))?) HTTP/1\.1\r\n"
    r"((?:[A-Za-z0-9-]+: [ -~]*\r\n){1,50})\r\n",
    re.ASCII,
)
# Fields that say how a request goes on, or what its connection is for.
FRAMING = frozenset(
    f"HTTP_{name}"
    for name in (
        "CONNECTION",
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "EXPECT",
        "HTTP2_SETTINGS",
        "KEEP_ALIVE",
        "PROXY_CONNECTION",
        "TE",
        "TRAILER",
        "TRANSFER_ENCODING",
        "UPGRADE",
    )
)
KEPT = "connection: keep-alive"


def environment(sent: bytes) -> WSGIEnvironment | None:
    """What WSGI calls what a request says; None if it is not a plain one."""
    plain = PLAIN.fullmatch(sent.decode("latin-1"))
    if plain is None:
        return None
    fields = _fields(plain[4])
    if fields is None or "HTTP_HOST" not in fields:
        return None
    return {
        **fields,
        "REQUEST_METHOD": "GET",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SCRIPT_NAME": "",
        "RAW_URI": plain[1],
        "PATH_INFO": plain[2],
        "QUERY_STRING": plain[3] or "",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }


def _fields(lines: str) -> dict[str, str] | None:
    """The fields of a head by WSGI's names; None if one comes twice, or is about framing."""
    fields: dict[str, str] = {}
    for line in lines.splitlines():
        name, _, value = line.partition(": ")
        key = "HTTP_" + name.upper().replace("-", "_")
        if key in fields or (key in FRAMING and line.lower() != KEPT):
            return None
        fields[key] = value.strip(" ")
    return fields


def answer(status: str, headers: list[tuple[str, str]], body: list[bytes]) -> bytes:
    """An answer of known length, as gunicorn would send it on a connection that is kept."""
    told = "".join([f"{name}: {value}\r\n" for name, value in headers])
    head = f"HTTP/1.1 {status}\r\n{_always(int(time.time()))}{told}\r\n"
    return b"".join([head.encode("latin-1"), *body])


@lru_cache(maxsize=1)
def _always(second: int) -> str:
    """What every answer of a second begins with."""
    return f"Server: {SERVER}\r\nDate: {http_date(second)}\r\nConnection: keep-alive\r\n"
