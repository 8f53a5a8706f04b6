"""What nothing on the same server can beat: the bytes of one meeting, sent without looking."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

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
