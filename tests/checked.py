"""A client that checks every answer against openapi/openapi.json."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

# Swagger UI, its files and the document itself are not described by the document.
NO_OPERATION = "none"
DOCUMENT = Path(__file__).parent.parent / "openapi" / "openapi.json"


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(DOCUMENT.read_bytes())
    return loaded


@cache
def _validator(schema: bytes) -> Any:
    components = {"components": document()["components"]}
    return jsonschema_rs.validator_for(orjson.loads(schema) | components)


def _resolved(answer: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in answer:
        return answer
    return document()["components"]["responses"][answer["$ref"].rpartition("/")[2]]


def _in_format(path: str | None, response: TestResponse) -> str | None:
    """The path of the operation that answers in one format: chosen by Accept, it is documented at
    the address with its suffix."""
    from api.formats import FORMATS

    suffixes = [f".{suffix}" for suffix, f in FORMATS.items() if f.media_type == response.mimetype]
    return path if path is None or path.endswith((*suffixes, "/")) else "".join([path, *suffixes])


def check(path: str | None, method: str, response: TestResponse) -> None:
    """Assert that OpenAPI documents this answer: status, media type, headers, body."""
    if path == NO_OPERATION:
        return
    operation = document()["paths"].get(_in_format(path, response), {}).get(method.lower())
    if operation is None:
        # Where there is no operation, there is a problem document all the same.
        assert response.status_code in (404, 405, 406, 413), response.status
        answer = document()["components"]["responses"]["ProblemDefault"]
    else:
        assert str(response.status_code) in {*operation["responses"], "304"}, (
            f"{method} {path} does not document {response.status}: {response.text[:500]}"
        )
        answer = operation["responses"].get(str(response.status_code), {"content": {}})
    answer = _resolved(answer)
    content = answer.get("content", {})
    if not content:
        assert response.data == b""
        return
    assert response.mimetype in content
    if response.status_code < 300:
        headers = answer.get("headers", {})
        assert {n for n, h in headers.items() if h.get("required")} <= {*response.headers.keys()}
        assert "Link" not in response.headers or "Link" in headers
    if response.mimetype.endswith(("/json", "+json")):
        schema = content[response.mimetype]["schema"]
        _validator(orjson.dumps(schema)).validate(orjson.loads(response.data))


class CheckedClient(FlaskClient):
    """`token` is sent with every request that does not bring its own Authorization."""

    token: str | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        headers = dict(kwargs.pop("headers", None) or {})
        if self.token and "Authorization" not in headers:
            headers["Authorization"] = f"Bearer {self.token}"
        # Read to its end, unless the test says otherwise: what is not would keep its connection.
        kwargs.setdefault("buffered", True)
        response = super().open(*args, headers=headers, **kwargs)
        if response.headers.get("Content-Encoding") == "gzip":
            # As every client does.
            response.sent = response.data
            response.set_data(gzip.decompress(response.data))
        request = response.request
        if request.method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            check(self._path(request), request.method, response)
        return response

    def _path(self, request: Any) -> str | None:
        """The path of the operation as OpenAPI writes it."""
        from api.smorest import openapi_path

        adapter = self.application.url_map.bind("localhost")
        try:
            rule, _ = adapter.match(request.path, method=request.method, return_rule=True)
        except HTTPException:
            return None
        if rule.endpoint.startswith(("docs.", "swagger.", "api-docs.")):
            return NO_OPERATION
        return openapi_path(rule)
