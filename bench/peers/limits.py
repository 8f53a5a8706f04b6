"""What nothing on the same server can beat: the bytes of one meeting, sent without looking.

python limits.py bare|view PORT
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from api.server import Server
from api.settings import Settings

BODY = Path(os.environ["LIMIT_BODY"]).read_bytes()
HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))]


def bare(_: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """A bare WSGI function."""
    start_response("200 OK", HEADERS)
    return [BODY]


view = Flask(__name__)


@view.get("/meetings/<slug>")
def meeting(slug: str) -> Response:
    """A Flask view that returns constant bytes, or says that the caller has them."""
    response = Response(BODY, content_type="application/json")
    response.set_etag("limit")
    return response.make_conditional(request)


class Limit(Server):
    """Readout's server without Readout."""

    def load(self) -> Callable[..., Any]:
        return {"bare": bare, "view": view}[sys.argv[1]]


if __name__ == "__main__":
    Limit("127.0.0.1", int(sys.argv[2]), Settings()).run()
