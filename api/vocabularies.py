"""The vocabularies: every value with its definition and the outside terms that it matches."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from flask import Response
from marshmallow import fields

from models.account import AccountStanding, Verdict
from models.gap import GapKind
from models.vocabularies import VOCABULARIES, served_as
from models.vocabulary import PREFIXES, Vocabulary
from schemas import ProblemCode
from schemas.part import Output, list_of

from .errors import Problem
from .etag import answer
from .lists import Total, envelope
from .smorest import ETAG, Blueprint

blp = Blueprint("vocabularies", __name__, description="The closed lists of values.")
# Those that documents have, and those of answers alone.
SERVED: dict[str, type[Vocabulary]] = {
    **VOCABULARIES,
    **{served_as(v): v for v in (AccountStanding, GapKind, Verdict, ProblemCode)},
}


class VocabularyValueSchema(Output):
    """A value of a vocabulary."""

    value = fields.String(required=True, metadata={"description": "As documents have it."})
    definition = fields.String(required=True, metadata={"description": "What it means."})
    matches = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "Terms of other vocabularies that mean the same, as `prefix:term`. "
            + " ".join(f"`{prefix}`: {said}." for prefix, said in PREFIXES.items())
        },
    )


class VocabularySchema(Output):
    """A closed list of values. A new value is a new version of this API."""

    name = fields.String(required=True, metadata={"description": "Its name, as in its address."})
    description = fields.String(required=True, metadata={"description": "What it is about."})
    # Not `values`, which a dictionary has a method of its own for.
    items = fields.List(
        fields.Nested(VocabularyValueSchema),
        required=True,
        metadata={"description": "The values, in reading order."},
    )


@cache
def document(name: str) -> dict[str, Any]:
    """A vocabulary as it is served."""
    vocabulary = SERVED[name]
    values = [
        {"value": word.value, "definition": word.definition, "matches": list(word.matches)}
        for word in vocabulary
    ]
    return {"name": name, "description": vocabulary.__doc__, "items": values}


@blp.route("/vocabularies")
@blp.response(
    200,
    list_of(VocabularySchema),
    example={
        "items": [document("party_kind")],
        "next_url": None,
        "next_cursor": None,
        "total": len(SERVED),
    },
    headers=ETAG,
)
@blp.op(
    "listVocabularies",
    "List the vocabularies",
    "All of them, on one page.",
    problems=(406, 422),
    headers=("if_none_match",),
)
def get_list() -> Response:
    shown = [orjson.dumps(document(name)).decode() for name in sorted(SERVED)]
    return answer(envelope(shown, None, Total(len(shown))))


@blp.route(
    "/vocabularies/<name>",
    parameters=[
        {
            "in": "path",
            "name": "name",
            "description": "The name of the vocabulary.",
            "example": "meeting_kind",
        }
    ],
)
@blp.response(200, VocabularySchema, example=document("party_kind"), headers=ETAG)
@blp.op(
    "getVocabulary",
    "Read a vocabulary",
    "Its values in reading order, each with its definition.",
    problems=(404, 406, 422),
    headers=("if_none_match",),
)
def get_vocabulary(name: str) -> Response:
    if name not in SERVED:
        raise Problem(ProblemCode.not_found, f"There is no vocabulary “{name}”.")
    return answer(orjson.dumps(document(name)))
