"""Problem documents (RFC 9457), and the closed list of their codes."""

from __future__ import annotations

from typing import Self

from marshmallow import fields

from models.vocabulary import Vocabulary

from .fields import Word
from .part import Output


class ProblemCode(Vocabulary):
    """What went wrong. A program can rely on the code; titles and details are for people."""

    status: int

    def __new__(cls, value: str, status: int, definition: str) -> Self:
        # An enumeration's own __new__ cannot be called from that of another.
        word = str.__new__(cls, value)
        word._value_ = value
        word.definition, word.matches, word.status = definition, (), status
        return word

    malformed = "malformed", 400, "The body is not JSON, or not the JSON that the archive keeps."
    bad_request = "bad_request", 400, "The request cannot be understood."
    unauthorized = "unauthorized", 401, "A write needs a valid token."
    forbidden = "forbidden", 403, "The token does not allow this."
    not_found = "not_found", 404, "There is no such record or address."
    method_not_allowed = "method_not_allowed", 405, "The address does not take this method."
    not_acceptable = "not_acceptable", 406, "The answer cannot be given in a form that is accepted."
    slug_taken = "slug_taken", 409, "A record has, or had, this slug."
    identifier_taken = "identifier_taken", 409, "Another record of the kind has this identifier."
    in_use = "in_use", 409, "Other records refer to the record."
    conflict = "conflict", 409, "The write contradicts what the archive holds."
    removed = "removed", 410, "The record was removed; its revisions stay."
    precondition_failed = "precondition_failed", 412, "The record is not as the request expects it."
    too_large = "too_large", 413, "The body is too large."
    address_too_long = "address_too_long", 414, "The address is longer than the server takes."
    unsupported_media_type = "unsupported_media_type", 415, "The body's media type is not taken."
    invalid = (
        "invalid",
        422,
        "Something in the request is not allowed; `errors` says what and where.",
    )
    precondition_required = "precondition_required", 428, "Send If-Match with the record's ETag."
    headers_too_large = "headers_too_large", 431, "There are too many headers, or too long ones."
    internal_error = "internal_error", 500, "The server failed; the fault is not the request's."
    unavailable = "unavailable", 503, "The archive cannot be reached, or is busy; try again."


class ProblemErrorSchema(Output):
    """One thing that is wrong in a request."""

    detail = fields.String(required=True, metadata={"description": "What is wrong."})
    pointer = fields.String(
        metadata={
            "description": "Where in the body, as a JSON Pointer.",
            "examples": ["/participants/0/leader"],
        }
    )
    parameter = fields.String(
        metadata={"description": "The query parameter or header.", "examples": ["limit"]}
    )


class ProblemSchema(Output):
    """Why a request was not fulfilled (RFC 9457)."""

    type = fields.String(
        required=True,
        metadata={
            "format": "uri-reference",
            "description": "An address that defines the code.",
            "examples": ["/vocabularies/problem_code#not_found"],
        },
    )
    title = fields.String(required=True, metadata={"description": "The code's definition."})
    status = fields.Integer(required=True, metadata={"description": "The HTTP status."})
    detail = fields.String(
        required=True, metadata={"description": "What is wrong with this request, for people."}
    )
    code = Word(ProblemCode, required=True, metadata={"description": "What went wrong."})
    errors = fields.List(
        fields.Nested(ProblemErrorSchema),
        required=True,
        metadata={"description": "What is wrong where, if it can be said; the first hundred."},
    )
