"""All that bends flask-smorest: strict parsing, problem documents, a document for generators."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any

import flask
import flask_smorest
import orjson
from flask_smorest.spec.plugins import FlaskPlugin
from marshmallow import Schema
from marshmallow.fields import Url
from webargs.flaskparser import FlaskParser

from schemas import ProblemCode, ProblemSchema
from schemas.part import component_name
from schemas.query import narrowed

from . import errors
from .attributes import named_enumeration, no_null_default
from .errors import invalid, of, parameters
from .etag import answer
from .freshness import MOST


class Parser(FlaskParser):
    """Query parameters, strictly: each is known, well formed, and given once if it is single."""

    def handle_error(self, error: Any, *args: Any, **kwargs: Any) -> Any:
        raise invalid(list(parameters(error.messages["query"])))

    def _get_schema(self, argmap: Any, req: flask.Request) -> Schema:
        """The schema of an operation, not made anew for every request."""
        return narrowed(argmap, req.args)

    def load_querystring(self, req: flask.Request, schema: Schema) -> Any:
        proxy: Any = super().load_querystring(req, schema)
        for name, values in req.args.lists():
            if any("\0" in value for value in values):
                raise invalid([of(name, "A parameter cannot hold a NUL character.")])
            if len(values) > 1 and name in schema.fields and name not in proxy.multiple_keys:
                raise invalid([of(name, "This parameter is given more than once.")])
        return proxy


def refuse_unknown_parameters(allowed: Mapping[tuple[str, str], set[str]]) -> None:
    """Refuse query parameters that the operation does not document, on every address of ours."""
    request = flask.request
    method = "GET" if request.method == "HEAD" else request.method
    known = allowed.get((request.endpoint or "", method))
    if known is None:
        return
    if unknown := [name for name in request.args if name not in known]:
        raise invalid([of(name, "There is no such parameter here.") for name in unknown])


# What operations take in headers, by the name under which `op` asks for it.
HEADERS = {
    "if_none_match": ("If-None-Match", "Entity tags: 304 when the answer has one of them."),
    "if_match": ("If-Match", "The ETag of the record as it was read. Required to change one."),
    "create_only": ("If-None-Match", "`*`: only where there is no such record."),
    "seq": (
        "Readout-Seq",
        "The `Readout-Seq` of an earlier write: the answer is not older, whichever copy gives it.",
    ),
    "note": ("X-Change-Note", "Why, kept with the revision: at most 500 characters."),
}
HEADER_SCHEMAS: dict[str, dict[str, Any]] = {
    "note": {"type": "string", "maxLength": 500},
    "seq": {"type": "integer", "minimum": 0, "maximum": MOST},
}
ETAG = {
    "ETag": {
        "required": True,
        "description": "The entity tag of this body, a strong one.",
        "schema": {"type": "string"},
        "example": '"8f9f9bb1c9a5b1a0c2a6a6a1"',
    }
}
LINK = {
    "Link": {
        "description": 'Where the next page is, with `rel="next"`; not there without `limit`, and '
        "on the last page.",
        "schema": {"type": "string"},
    }
}
LOCATION = {
    "Location": {
        "required": True,
        "description": "The address of the record.",
        "schema": {"type": "string", "format": "uri-reference"},
    }
}
SEQ = {
    "Readout-Seq": {
        "required": True,
        "description": "The archive's last change by now. Send it with a read, and the answer is "
        "not older, whichever copy of the archive gives it.",
        "schema": {"type": "integer"},
        "example": 83,
    }
}
PROBLEM_HEADERS = {
    401: {"WWW-Authenticate": "How to authenticate."},
    405: {"Allow": "The methods that the address takes."},
    503: {"Retry-After": "After how many seconds to try again."},
}
# What is said of each component, by its name.
DESCRIPTIONS: dict[str, str] = {}


def _component_name(schema: Any) -> str:
    name = component_name(schema)
    cls = schema if isinstance(schema, type) else type(schema)
    DESCRIPTIONS[name] = inspect.cleandoc(cls.__doc__ or name).split("\n\n")[0]
    return name


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER = Parser()

    def op(
        self,
        operation_id: str,
        summary: str,
        description: str = "",
        *,
        problems: tuple[int, ...] = (),
        headers: tuple[str, ...] = (),
        secure: bool = False,
        links: Mapping[str, Any] | None = None,
        **doc: Any,
    ) -> Callable[[Any], Any]:
        """What OpenAPI says of an operation beside its parameters and its answer."""
        answers = {status: f"Problem{status}" for status in (*problems, 500, 503)}
        if "if_none_match" in headers:
            answers |= {304: "NotModified", 412: "Problem412"}
        if 410 in problems and not secure:
            # Who is told that a record was removed is told that it was merged, too.
            answers[308] = "Merged"
        return self.doc(  # type: ignore[no-any-return]
            operationId=operation_id,
            summary=summary,
            description=description or summary,
            security=[{"bearerAuth": []}] if secure else [],
            responses=answers,
            **{"x-headers": headers, "x-links": links or {}},
            **doc,
        )


class Api(flask_smorest.Api):  # type: ignore[misc]
    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = "ProblemDefault"

    def _init_spec(self, **options: Any) -> None:
        super()._init_spec(**options)
        # apispec says "url", a format that no linter and no generator knows.
        self.register_field(Url, "string", "uri")
        said = "What `readout token create NAME --scope write` prints, as its last line."
        scheme = {"type": "http", "scheme": "bearer", "description": said}
        self.spec.components.security_scheme("bearerAuth", scheme)

    def _register_error_handlers(self) -> None:
        errors.register(self._app)

    def _register_responses(self) -> None:
        # The converter is set up here, before it meets the first schema: that of problems.
        converter = self.ma_plugin.converter
        converter.schema_name_resolver = _component_name
        converter.add_attribute_function(named_enumeration)
        converter.add_attribute_function(no_null_default)
        for status in sorted({code.status for code in ProblemCode}):
            self.spec.components.response(f"Problem{status}", _problem(status), lazy=True)
        other = {**_problem(500), "description": "Any other problem."}
        self.spec.components.response("ProblemDefault", other, lazy=True)
        merged = "The record was merged into another one: Location leads there."
        self.spec.components.response(
            "Merged", {"description": merged, "headers": LOCATION}, lazy=True
        )
        self.spec.components.response(
            "NotModified", {"description": "The caller has this answer already."}, lazy=True
        )

    def _register_etag_headers(self) -> None:
        """Keep smorest's own, which is about its own way with tags, out of the document."""

    def _register_pagination_header(self) -> None:
        """Keep PaginationMetadata out of the document."""

    def component_of_many(self, name: str, schema: type[Schema]) -> None:
        """Have a component that is an array: a body has one name, whatever it is made of."""
        items = self.ma_plugin.resolver.resolve_schema_dict(schema)
        said = inspect.cleandoc(schema.__doc__ or "")
        self.spec.components.schema(
            name, {"type": "array", "items": items, "description": f"In order. Each: {said}"}
        )

    def _openapi_json(self) -> flask.Response:
        return answer(self.text)

    @cached_property
    def text(self) -> bytes:
        """The OpenAPI document as a text that can be read and compared."""
        return orjson.dumps(self.document, option=orjson.OPT_INDENT_2) + b"\n"

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document, in the order in which generators read it best.

        To be asked for when every blueprint is registered.
        """
        document: dict[str, Any] = deepcopy(self.spec.to_dict())
        for path in document["paths"].values():
            for method, operation in path.items():
                if method != "parameters":
                    _tidy(operation, ("seq",) if method == "get" else ())
        schemas = document["components"]["schemas"]
        schemas.update({name: _described(name, schema) for name, schema in schemas.items()})
        return document

    def parameters(self) -> dict[tuple[str, str], set[str]]:
        """The query parameters of every operation, by endpoint and method."""
        paths = self.document["paths"]
        allowed: dict[tuple[str, str], set[str]] = {}
        for rule in self._app.url_map.iter_rules():
            for method, operation in paths.get(openapi_path(rule), {}).items():
                if method != "parameters" and method.upper() in (rule.methods or ()):
                    listed = operation.get("parameters", [])
                    names = {p["name"] for p in listed if p["in"] == "query"}
                    allowed[rule.endpoint, method.upper()] = names
        return allowed


def openapi_path(rule: Any) -> str:
    """The path of a rule as OpenAPI writes it."""
    path: str = FlaskPlugin.flaskpath2openapi(rule.rule)
    return path


def _tidy(operation: dict[str, Any], common: tuple[str, ...]) -> None:
    """Success first, JSON first: clients take the first of what they find.

    `common` are the headers that every operation of its method takes.
    """
    answers = operation["responses"]
    operation["responses"] = dict(sorted(answers.items(), key=lambda item: str(item[0])))
    if links := operation.pop("x-links", None):
        for answer in answers.values():
            if "application/json" in answer.get("content", {}):
                answer["links"] = links
    headers = [_header(name) for name in (*operation.pop("x-headers", ()), *common)]
    parameters = [*operation.get("parameters", []), *headers]
    if parameters:
        operation["parameters"] = parameters


def _header(name: str) -> dict[str, Any]:
    header, description = HEADERS[name]
    schema = HEADER_SCHEMAS.get(name, {"type": "string"})
    return {"in": "header", "name": header, "description": description, "schema": schema}


def _problem(status: int) -> dict[str, Any]:
    codes = [code for code in ProblemCode if code.status == status]
    said = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in PROBLEM_HEADERS.get(status, {}).items()
    }
    body = {"schema": ProblemSchema, "examples": {c.value: _example(c) for c in codes}}
    answer = {
        "description": " ".join(f"`{c.value}`: {c.definition}" for c in codes),
        "content": {errors.MEDIA_TYPE: body},
    }
    return {**answer, "headers": said} if said else answer


def _example(code: ProblemCode) -> dict[str, Any]:
    return {
        "value": {
            "type": f"/vocabularies/problem_code#{code.value}",
            "title": code.definition,
            "status": code.status,
            "detail": code.definition,
            "code": code.value,
            "errors": [],
        }
    }


def _described(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A component with the first paragraph of its schema's docstring.

    Here and not in `Meta.description`, which would silence `additionalProperties`.
    """
    return {"description": DESCRIPTIONS[name], **schema} if name in DESCRIPTIONS else schema
