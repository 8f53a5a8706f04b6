"""Forms of answers beside JSON: the table of them, and the one place that chooses.

A view that is offered in formats answers in them at its own address, by `Accept`, and at that with
the suffix of each, which is an operation of its own: generated clients take one type an operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from datetime import datetime
from functools import wraps
from typing import Any

import orjson
from flask import Response, current_app, g, request
from marshmallow import Schema

from models import Record, Revision
from schemas import KINDS, ProblemCode, query

from .. import paging
from ..errors import Problem, invalid, of
from ..etag import JSON, answer, streamed
from ..included import beside
from ..smorest import ETAG, LINK, Blueprint
from . import atom, bib, csl, csv, ics, jsonld, ndjson
from .format import Document, Format, Kind, Others

View = Callable[..., Response]

# Of any list, of lists of records, of single ones, of their versions, and of changes.
TABLE = (csv.FORMAT, ndjson.FORMAT)
LIST = (*TABLE, ics.FORMAT)
RECORD = (ics.FORMAT, jsonld.FORMAT, csl.FORMAT, bib.FORMAT)
REVISION = (csl.FORMAT, bib.FORMAT)
CHANGES = (*TABLE, atom.FORMAT)
FORMATS = {form.suffix: form for form in (*LIST, *RECORD, *CHANGES)}


def fitting(table: Sequence[Format], schema: Kind) -> tuple[Format, ...]:
    """Those formats of a table that make sense for a kind."""
    return tuple(form for form in table if form.fits(schema))


# Choosing


def choose() -> None:
    """Settle the form of the answer before anything is done. Raises 406."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.blueprint not in ("docs", "swagger"):
        g.form = getattr(view, "only", None) or _accepted(getattr(view, "offered", ()))
        if g.form and (names := [n for n in g.form.refused if n in request.args]):
            raise invalid([of(n, f"{g.form.title} has no room for this.") for n in names])


def chosen() -> Format | None:
    """The format that the caller asked for; None is JSON."""
    form: Format | None = g.form
    return form


def _accepted(offered: Sequence[Format]) -> Format | None:
    """The offered type that the caller names, by q, else JSON where the caller takes it.

    Any JSON type will do: some generated clients name the first one of the document, which may be
    that of an error.
    """
    accepted = [(_name(range_), q) for range_, q in request.accept_mimetypes if q > 0]
    named = dict(reversed(accepted))
    forms = {JSON: None, **{form.media_type: form for form in offered}}
    if exact := [name for name in forms if name in named]:
        return forms[max(exact, key=named.__getitem__)]
    if request.accept_mimetypes and not any(_covers_json(name) for name in named):
        raise Problem(ProblemCode.not_acceptable, f"The answer can be {' or '.join(forms)}.")
    return None


def _name(media_range: str) -> str:
    return media_range.split(";")[0].strip().lower()


def _covers_json(name: str) -> bool:
    return name in ("*/*", "application/*") or name.endswith(("/json", "+json"))


# Answering


def respond(model: type[Record], document: str, others: str | None = None) -> Response:
    """A record in the form that the caller asked for; in JSON with others beside it."""
    form = chosen()
    if form is None:
        return answer(beside(document, others).encode())
    schema, data = KINDS[model.record], orjson.loads(document)
    body = form.one(schema, data, request.url_root, _others(form, schema, data))
    return answer(body, content_type=form.content_type)


def _others(form: Format, schema: Kind, data: Document) -> Others:
    """The records whose names a format needs, as they were when the document was written.

    So what is made of a version stays the same, whatever they are called since.
    """
    written_at = datetime.fromisoformat(data["updated_at"])
    found = {key: Revision.last(*key, written_at) for key in form.needs(schema, data)}
    return {key: orjson.loads(row.document) for key, row in found.items() if row and row.document}


def respond_page(
    schema: type[Schema], form: Format, documents: Iterable[str], cursor: str | None
) -> Response:
    """A page of a list, with the address of the next one in `Link`."""
    body = b"".join(form.many(schema, documents, request.url_root))
    response = answer(body, content_type=form.content_type)
    if cursor:
        response.headers["Link"] = f'<{paging.next_url(request, cursor)}>; rel="next"'
    return response


def respond_whole(schema: type[Schema], form: Format, documents: Iterable[str]) -> Response:
    """A list to its end, whatever its length: the documents are read while it is sent."""
    return streamed(form.many(schema, documents, request.url_root), form.content_type)


# Offering


def offer(
    blp: Blueprint, rule: str, forms: Sequence[Format], shown: Callable[[Format], Any], **route: Any
) -> Callable[[View], View]:
    """Let a view answer in formats too: at its own address by `Accept`, and at `rule.csv`.

    `shown` makes the example of a format; `route` is what `blp.route` takes.
    """

    def decorator(view: View) -> View:
        view.offered = forms  # type: ignore[attr-defined]
        for form in forms:
            blp.route(f"{rule}.{form.suffix}", **route)(_only(view, form, shown(form)))
        return view

    return decorator


def _only(view: View, form: Format, example: Any) -> View:
    """The view in one format, with an operation that follows from its own."""

    @wraps(view)
    def only(*args: Any, **kwargs: Any) -> Response:
        return view(*args, **kwargs)

    only.__name__ = f"{view.__name__}_{form.suffix}"
    only.only = form  # type: ignore[attr-defined]
    only._apidoc = _described(deepcopy(view._apidoc), form, example)  # type: ignore[attr-defined]
    return only


def _described(doc: dict[str, Any], form: Format, example: Any) -> dict[str, Any]:
    said = doc["manual_doc"]
    said["operationId"] += form.suffix.capitalize()
    said["summary"] += f", as {form.title}"
    said["description"] = form.about
    # A suffix says what is wanted, whatever Accept says.
    del said["responses"][406]
    headers: dict[str, Any] = ETAG
    for parameter in doc.get("arguments", {}).get("parameters", ()):
        parameter["schema"] = query.of_format(parameter["schema"], form.refused)
        if "cursor" in parameter["schema"]._declared_fields:
            headers = ETAG | LINK
    success = {"description": form.title, "headers": headers, "content_type": form.media_type}
    doc["response"]["responses"] = {200: [success | {"schema": form.schema, "example": example}]}
    return doc
