"""Problem documents (RFC 9457) for everything that goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import orjson
from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from models import connection, took_too_long
from models.migrations import is_current
from schemas import ProblemCode

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "1"}
# How many errors a problem document lists. A body can have a hundred thousand.
MOST_ERRORS = 100
Errors = Iterable[Mapping[str, str]]

log = logging.getLogger("readout")


class Problem(HTTPException):
    """An answer that is no success: a code of the closed list, and what to say of it."""

    def __init__(
        self,
        problem: ProblemCode,
        detail: str,
        errors: Errors = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = problem
        self.code = problem.status
        self.errors = list(errors)
        self.headers = dict(headers or {})
        # Which record it is about, where many are written at once.
        self.about: str | None = None


def at(pointer: str, detail: str) -> dict[str, str]:
    """An error of the body."""
    return {"detail": detail, "pointer": pointer}


def of(parameter: str, detail: str) -> dict[str, str]:
    """An error of a query parameter or a header."""
    return {"detail": detail, "parameter": parameter}


def invalid(errors: Errors) -> Problem:
    """422 with its errors, not more than anybody reads; the detail is the first of them."""
    listed = list(islice(errors, MOST_ERRORS))
    place = listed[0].get("pointer") or listed[0].get("parameter") or "the body"
    return Problem(ProblemCode.invalid, f"{place}: {listed[0]['detail']}", listed)


def pointed(messages: Any, pointer: str = "") -> Iterator[dict[str, str]]:
    """Marshmallow's tree of messages as errors of the body."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else f"/{_escaped(name)}"
            yield from pointed(inner, f"{pointer}{step}")
    else:
        yield from (at(pointer, message) for message in messages)


def _escaped(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def parameters(messages: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Marshmallow's messages of a query as errors of its parameters."""
    for name, inner in messages.items():
        yield from (of(name, error["detail"]) for error in pointed(inner))


# What werkzeug raises by itself.
BY_STATUS = {
    400: ProblemCode.bad_request,
    401: ProblemCode.unauthorized,
    403: ProblemCode.forbidden,
    404: ProblemCode.not_found,
    405: ProblemCode.method_not_allowed,
    406: ProblemCode.not_acceptable,
    413: ProblemCode.too_large,
    414: ProblemCode.address_too_long,
    415: ProblemCode.unsupported_media_type,
    422: ProblemCode.invalid,
    431: ProblemCode.headers_too_large,
}
DETAILS = {
    404: "There is nothing at this address.",
    405: "The address does not take the method; Allow names those that it does.",
    413: "The body is larger than this server takes.",
    500: "The server failed. The fault is not the request's.",
}


def response_to(error: HTTPException) -> Response:
    """The problem document for an exception of ours or of werkzeug's."""
    if isinstance(error.response, Response):
        return error.response
    if isinstance(error, Problem):
        return document(error.problem, error.description or "", error.errors, error.headers)
    status = error.code or 500
    if status < 400:
        return error.get_response(request.environ)  # type: ignore[return-value]
    problem = BY_STATUS.get(status, ProblemCode.internal_error)
    # `Allow` and its like, which werkzeug works out.
    headers = [(n, v) for n, v in error.get_headers() if not n.startswith("Content-")]
    return document(problem, DETAILS.get(status, problem.definition), [], dict(headers))


def document(
    problem: ProblemCode, detail: str, errors: list[Any], headers: Mapping[str, str]
) -> Response:
    """The problem document as an answer."""
    body = {
        "type": f"/vocabularies/problem_code#{problem.value}",
        "title": problem.definition,
        "status": problem.status,
        "detail": detail,
        "code": problem.value,
        "errors": errors,
    }
    answer = Response(orjson.dumps(body), problem.status, content_type=MEDIA_TYPE)
    answer.headers.update(headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _database_answer(error: Exception) -> Response:
    """The database is gone, not migrated, or we waited or worked for too long."""
    log.warning("The database did not answer: %s", error.__class__.__name__, exc_info=error)
    detail = "The archive cannot be reached, or another write takes long. Try again."
    if took_too_long(error):
        detail = "The archive takes longer for this than it may for one request. Ask for less."
    return document(ProblemCode.unavailable, detail, [], RETRY_AFTER)


def _constraint_answer(error: Exception) -> Response:
    log.warning("A constraint refused a write", exc_info=error)
    detail = "The write contradicts what the archive holds."
    return document(ProblemCode.conflict, detail, [], {})


def _other_database_answer(error: DBAPIError) -> Response:
    if error.connection_invalidated or not _is_an_archive():
        return _database_answer(error)
    log.error("A statement failed", exc_info=error)
    return document(ProblemCode.internal_error, DETAILS[500], [], {})


def _is_an_archive() -> bool:
    """Whether there is an archive of the present form at all. Asked when a statement failed."""
    try:
        connection().rollback()
        return is_current()
    except DBAPIError:
        return False


def register(app: Flask) -> None:
    """Let every error that the application answers be a problem document."""
    app.register_error_handler(HTTPException, response_to)
    for unavailable in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(unavailable, _database_answer)
    app.register_error_handler(IntegrityError, _constraint_answer)
    app.register_error_handler(DBAPIError, _other_database_answer)
