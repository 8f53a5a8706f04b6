"""The lane for what is asked most: one record, plainly, answered before Flask is woken.

All that is not plain goes on to the application, which answers the same with the same headers:
the tag and what goes with it are made by `etag.headers`, the rest is copied from the application.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import Engine, bindparam, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.http import is_resource_modified

from schemas import KINDS
from schemas.fields import slug_is_well_formed

from .etag import JSON, headers, tag

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# What a request may bring without being more than plain, by what WSGI calls it.
PLAIN = {"QUERY_STRING": "", "CONTENT_LENGTH": "0", "HTTP_ACCEPT": "*/*"}
SPECIAL = ("HTTP_READOUT_SEQ", "HTTP_TRANSFER_ENCODING")
MODELS = {schema.model.__tablename__: schema.model for schema in KINDS.values()}


class Lane:
    """In front of an application. It does without where reads go to replicas."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.further: WSGIApplication = app.wsgi_app
        self.statements: dict[tuple[str, str], str] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        document = self._document(environ) if _is_plain(environ) else None
        if document is None:
            return self.further(environ, start_response)
        body = document.encode()
        mark = tag(body)
        told = [*headers(mark), *self._common]
        if not is_resource_modified(environ, etag=mark):
            start_response("304 NOT MODIFIED", told)
            return []
        told += [("Content-Type", JSON), ("Content-Length", str(len(body)))]
        start_response("200 OK", told)
        return [body]

    def _document(self, environ: WSGIEnvironment) -> str | None:
        """The record at the address, if that is one of a record, and the archive can be asked."""
        _, plural, slug = environ["PATH_INFO"].split("/")
        if plural not in MODELS or not slug_is_well_formed(slug):
            return None
        engine: Engine = self.app.extensions["engine"]
        asked = self._statement(plural, engine)
        try:
            with engine.connect() as connection:
                positional = engine.dialect.positional
                given: Any = (slug,) if positional else {"slug": slug}
                document: str | None = connection.exec_driver_sql(asked, given).scalar()
                return document
        except (DBAPIError, PoolTimeout):
            return None

    def _statement(self, plural: str, engine: Engine) -> str:
        """The select of a document, made once in the words of each database."""
        key = plural, engine.dialect.name
        if key not in self.statements:
            model = MODELS[plural]
            found = select(model.document).where(model.slug == bindparam("slug"))
            self.statements[key] = str(found.compile(dialect=engine.dialect))
        return self.statements[key]

    @cached_property
    def _common(self) -> list[tuple[str, str]]:
        """The headers that every answer of the application has."""
        answer = self.app.test_client().get("/health/live")
        # The date is the server's to say.
        own = {"date", "content-type", "content-length", *(name.lower() for name, _ in headers(""))}
        return [(name, value) for name, value in answer.headers if name.lower() not in own]


def _is_plain(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ["PATH_INFO"].count("/") == 2
        and all(environ.get(name) in (None, "", value) for name, value in PLAIN.items())
        and not any(name in environ for name in SPECIAL)
    )
