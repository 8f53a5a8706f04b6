"""The application: `create_app(settings)`."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from typing import Any

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from flask_cors import CORS
from flask_smorest.spec.plugins import unicodeconverter2paramschema
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import UnicodeConverter

from models import Replicas, make_engine, open_store, took_too_long
from schemas.limits import keep_to
from schemas.revision import PatchOperation

from . import (
    accounts,
    changes,
    coverage,
    docs,
    encounters,
    examples,
    exports,
    formats,
    freshness,
    gaps,
    health,
    leaders,
    meetings,
    parties,
    root,
    search,
    sources,
    statements,
    topics,
    vocabularies,
)
from .bodies import take_body
from .compression import Compression
from .lane import FAILED, Lane
from .settings import Settings
from .smorest import Api, refuse_unknown_parameters

DESCRIPTION = """\
Structured records of diplomatic meetings: who met whom, when, for how long, in what office, about
what; what each side said afterwards; and for every fact the source that says so.

Reading is open. Writing takes a bearer token, and `If-Match` with the `ETag` of what was read.
Every error is a problem document (RFC 9457). Dates are EDTF (ISO 8601-2, levels 0 and 1).
"""


class Application(Flask):
    """Flask, but a read whose replica falls meanwhile is answered from another copy."""

    def dispatch_request(self) -> ResponseReturnValue:
        while True:
            try:
                return super().dispatch_request()
            except OperationalError as error:
                used: Connection | None = g.store.connection
                if (
                    took_too_long(error)
                    or used is None
                    or not self.extensions["replicas"].leave(used.engine)
                ):
                    raise
                g.store.close()


class Segment(UnicodeConverter):
    """A piece of an address. What follows a dot is a format, and no part of a slug."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regex = self.regex.replace("[^/]", "[^/.]")


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> Flask:
    """The application on the archive that the settings, or the engine, name."""
    settings = settings or Settings.from_environment()
    # What OpenAPI says is made with these limits, too.
    keep_to(settings.limits())
    open_archive = partial(make_engine, seconds=settings.database_seconds)
    app = Application("api", static_folder=None)
    app.config.update(_config(settings))
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["engine"] = engine or open_archive(settings.database_url)
    app.extensions["replicas"] = Replicas(map(open_archive, settings.replicas()))
    app.url_map.strict_slashes = False
    # An address is there or not: none leads to another one.
    app.url_map.merge_slashes = False
    api = _register(app)
    _guard(app, api, settings)
    CORS(
        app,
        methods=["GET", "HEAD", "OPTIONS"],
        allow_headers=["Accept", "If-None-Match", freshness.HEADER],
        expose_headers=["ETag", "Link", "Location", "Retry-After", freshness.HEADER],
        send_wildcard=True,
        max_age=86_400,
    )
    if not settings.replicas():
        app.wsgi_app = Lane(app, settings.limits())  # type: ignore[method-assign]
    app.wsgi_app = Compression(app.wsgi_app)  # type: ignore[method-assign]
    if settings.proxies:
        hops = dict.fromkeys(("x_for", "x_proto", "x_host", "x_prefix"), settings.proxies)
        app.wsgi_app = ProxyFix(app.wsgi_app, **hops)  # type: ignore[method-assign]
    return app


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "MAX_BODY": settings.max_body,
        "MAX_NESTING": settings.max_nesting,
        "PROPAGATE_EXCEPTIONS": False,
        "API_TITLE": "Readout",
        "API_VERSION": version("readout"),
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/",
        # Made anew for each application: flask-smorest writes into it.
        "API_SPEC_OPTIONS": {
            "info": {
                "description": DESCRIPTION,
                "contact": {"name": "The maintainers of Readout"},
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/", "description": "This server"}],
        },
    }


def _register(app: Flask) -> Api:
    """Every blueprint, in the order in which the documentation shows them."""
    app.url_map.converters["default"] = Segment
    api = Api(app)
    api.register_converter(Segment, unicodeconverter2paramschema)
    for name, value in examples.components().items():
        api.spec.components.example(name, {"value": value})
    api.component_of_many("JsonPatch", PatchOperation)
    api.component_of_many("CslItems", formats.csl.CslItem)
    kinds = (meetings, leaders, topics, statements, parties, sources)
    for module in (
        *(*kinds, search, changes, coverage, encounters, accounts, exports, gaps),
        *(vocabularies, root, health),
    ):
        api.register_blueprint(module.blp)
    app.register_blueprint(docs.blp)
    app.register_blueprint(docs.assets)
    app.extensions["api"] = api
    return api


def _guard(app: Flask, api: Api, settings: Settings) -> None:
    """What is done before and after every request."""

    @app.before_request
    def begin() -> None:
        keep_to(settings.limits())
        g.store = open_store(partial(_connect, app, freshness.asked()))
        if error := request.environ.get(FAILED):
            raise error

    app.before_request(take_body)
    app.before_request(formats.choose)
    app.before_request(partial(refuse_unknown_parameters, api.parameters()))

    @app.after_request
    def never_guess(response: Response) -> Response:
        """Whatever a text looks like, it is what its media type says."""
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        if "store" in g and not g.store.kept:
            g.store.close()


def _connect(app: Flask, seq: int) -> Connection:
    """A connection for the request: a read may go to a replica that has the change `seq`."""
    engine: Engine = app.extensions["engine"]
    replicas: Replicas = app.extensions["replicas"]
    reads = request.method in ("GET", "HEAD")
    return (replicas.connect(seq) if reads else None) or engine.connect()
