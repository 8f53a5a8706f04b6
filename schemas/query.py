"""The query parameters of lists."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from models import Record
from models.dates import span
from models.vocabulary import Vocabulary

from .fields import Choice, Form, Word, slug_rules

IDENTIFIER = r"^[^:]+:.+$"
DAY = r"^[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?$"


class Limit(fields.Integer):
    """A number of items. Python would also take `1_0`, ` 5` and digits of other scripts."""

    def _validated(self, value: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", str(value)):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class PageQuery(ma.Schema):
    """What every list takes. Parameters that it does not know are refused."""

    class Meta:
        unknown = ma.RAISE

    limit = Limit(
        load_default=50,
        validate=validate.Range(min=1, max=200),
        metadata={"description": "How many items a page has at most."},
    )
    cursor = fields.String(
        validate=validate.Length(min=1, max=4000),
        metadata={
            "description": "Where the page begins: `next_cursor` of the page before, with the same "
            "filters and the same sort."
        },
    )


class ListQuery(PageQuery):
    total = fields.Boolean(
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "Whether to count all that the filters let through."},
    )


def sort(model: type[Record]) -> Choice:
    """The orders of a kind's list, the first one by default."""
    orders = list(model.sorts)
    explanation = f"An order of the list of {model.__tablename__}."
    return Choice(
        f"{model.__name__}Sort",
        orders,
        explanation,
        load_default=orders[0],
        metadata={
            "description": "The order; `-` puts the newest first. Undated last, ties by slug."
        },
    )


def _each(
    inner: fields.Field[Any], description: str, example: str | None = None
) -> fields.List[Any]:
    examples = {"examples": [[example]]} if example else {}
    metadata = {"description": description, **examples}
    return fields.List(inner, validate=validate.Length(max=20), metadata=metadata)


def all_slugs(description: str, example: str | None = None) -> fields.List[Any]:
    """Slugs, all of which a record must have to do with."""
    description = f"{description} Repeat it to ask for all of them."
    return _slugs(description, example)


def any_slug(description: str, example: str | None = None) -> fields.List[Any]:
    """Slugs, one of which a record must have to do with."""
    return _slugs(f"{description} Repeat it to ask for any of them.", example)


def _slugs(description: str, example: str | None) -> fields.List[Any]:
    return _each(fields.String(validate=slug_rules()), description, example)


def any_word(vocabulary: type[Vocabulary], description: str) -> fields.List[Any]:
    return _each(Word(vocabulary), f"{description} Repeat it to ask for any of them.")


def _calendar_day(value: str) -> None:
    try:
        if not re.fullmatch(DAY, value):
            raise ValueError(f"“{value}” is not a date such as 2019-06-28, 2019-06 or 2019.")
        span(value)
    except ValueError as error:
        raise ma.ValidationError(str(error)) from error


def day(description: str) -> fields.String:
    """A bound of a filter by date."""
    return fields.String(
        validate=[validate.Length(max=10), _calendar_day],
        metadata={
            "description": f"{description} `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.",
            "pattern": DAY,
            "format": "edtf",
            "examples": ["2019-06"],
        },
    )


def identifier() -> fields.List[Any]:
    return _each(
        fields.String(
            validate=[
                validate.Length(max=401),
                Form(IDENTIFIER, error="“{input}” is not of the form scheme:value."),
            ]
        ),
        "Another catalogue's name of the record, as `SCHEME:VALUE`. "
        "Repeat it to ask for all of them.",
    )
