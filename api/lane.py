"""The lane for what is asked most: a record, or a page of a list, answered before Flask is woken.

All that is not plain goes on to the application, which answers the same with the same headers:
bodies, tags and what goes with them are made by the same functions, the rest is copied from the
application. What fails here is handed over too, to be told as a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask, Request
from marshmallow import Schema
from sqlalchemy import Engine, Select, bindparam, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.http import is_resource_modified

from models import Record, driver
from models.key import Asked
from models.shape import bound
from schemas import KINDS, QUERIES
from schemas.encounter import EncounterQuery
from schemas.fields import slug_is_well_formed
from schemas.limits import Limits, keep_to
from schemas.query import names
from schemas.search import SearchQuery

from . import encounters, search
from .errors import Problem
from .etag import JSON, headers, tag
from .lists import plain_page
from .smorest import Parser

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# What a request may bring without being more than plain, by what WSGI calls it.
PLAIN = {
    "REQUEST_METHOD": ("GET",),
    "CONTENT_LENGTH": (None, "", "0"),
    "HTTP_ACCEPT": (None, "", "*/*", JSON),
}
SPECIAL = ("HTTP_IF_MATCH", "HTTP_READOUT_SEQ", "HTTP_TRANSFER_ENCODING")
# What a page is asked for with, beside filters.
PAGE = ("sort", "limit", "cursor", "include")
MODELS = {schema.model.__tablename__: schema.model for schema in KINDS.values()}
# The environment's key for what failed here.
FAILED = "readout.failed"


class Listed(NamedTuple):
    """A list: what its pages take, which parameters of that are plain, and what makes a page."""

    query: type[Schema]
    plain: frozenset[str]
    page: Callable[[Engine, Mapping[str, Any], Request], bytes | None]


class Lane:
    """In front of an application. It does without where reads go to replicas."""

    def __init__(self, app: Flask, limits: Limits) -> None:
        self.app, self.limits = app, limits
        self.further: WSGIApplication = app.wsgi_app
        self.parser = Parser()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = self._body(environ)
        if body is None:
            return self.further(environ, start_response)
        mark = tag(body)
        told = [*headers(mark), *self._common]
        if not is_resource_modified(environ, etag=mark):
            start_response("304 NOT MODIFIED", told)
            return []
        told += [("Content-Type", JSON), ("Content-Length", str(len(body)))]
        start_response("200 OK", told)
        return [body]

    @property
    def engine(self) -> Engine:
        """The archive's, which tests replace."""
        engine: Engine = self.app.extensions["engine"]
        return engine

    def _body(self, environ: WSGIEnvironment) -> bytes | None:
        """What is asked for, if it is plain and there."""
        if not _is_plain(environ):
            return None
        try:
            return self._read(environ)
        except (DBAPIError, PoolTimeout) as error:
            environ[FAILED] = error
            return None

    def _read(self, environ: WSGIEnvironment) -> bytes | None:
        """The record or the page at the address, if that is one of either."""
        plural, within, slug = environ["PATH_INFO"].removeprefix("/").partition("/")
        if not within and (listed := _lists().get(plural)):
            return self._page(listed, Request(environ))
        model = MODELS.get(plural)
        plain = slug_is_well_formed(slug) and not environ.get("QUERY_STRING")
        return self._document(model, slug) if model and plain else None

    def _document(self, model: type[Record], slug: str) -> bytes | None:
        rows = driver.read(self.engine, Asked(_select(model), {"slug": slug}))
        return rows[0].document.encode() if rows else None

    def _page(self, listed: Listed, here: Request) -> bytes | None:
        """A page, if all that is asked for comes by statements that are made only once."""
        if not listed.plain.issuperset(here.args):
            return None
        keep_to(self.limits)
        try:
            query = self.parser.parse(listed.query, here, location="query")
            return listed.page(self.engine, query, here)
        except Problem:
            return None

    @cached_property
    def _common(self) -> list[tuple[str, str]]:
        """The headers that every answer of the application has."""
        answer = self.app.test_client().get("/health/live")
        # The date is the server's to say.
        own = {"date", "content-type", "content-length", *(name.lower() for name, _ in headers(""))}
        return [(name, value) for name, value in answer.headers if name.lower() not in own]


def _is_plain(environ: WSGIEnvironment) -> bool:
    return all(environ.get(name) in values for name, values in PLAIN.items()) and not any(
        name in environ for name in SPECIAL
    )


@cache
def _lists() -> Mapping[str, Listed]:
    """The lists by what their addresses begin with."""
    kinds = {
        plural: Listed(QUERIES[model.record], bound(model).union(PAGE), partial(plain_page, model))
        for plural, model in MODELS.items()
    }
    # These take nothing that is not plain.
    return {
        **kinds,
        "encounters": Listed(EncounterQuery, names(EncounterQuery), encounters.plain_page),
        "search": Listed(SearchQuery, names(SearchQuery), search.plain_page),
    }


@lru_cache
def _select(model: type[Record]) -> Select[str]:
    """The select of a document, made once."""
    return select(model.document).where(model.slug == bindparam("slug"))
