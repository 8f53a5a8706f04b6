"""The query parameters of lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from models import Record, inclusion
from models.dates import span
from models.vocabulary import Vocabulary

from .fields import ANYTHING, Choice, Form, Word, slug_rules
from .limits import PageSize

# The items of a page where nothing is said.
PAGE = 50
# Of one kind, in one answer. Ask for smaller pages, or read the list of that kind itself.
MOST_INCLUDED = 1000
# What an answer has room for in JSON alone.
JSON_ALONE = ("include", "total")
IDENTIFIER = r"^[^:\x00]+:[^\x00]+$"
INSTANT = r"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:[.]\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$"
DAY = r"^[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?$"


class Natural(fields.Integer):
    """A whole number from 0 on. Python would also take `1_0`, ` 5` and digits of other scripts."""

    def _validated(self, value: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,10}", str(value)):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Instant(fields.String):
    """An instant with its zone (RFC 3339), as UTC."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            if not re.fullmatch(INSTANT, value, re.ASCII):
                raise ValueError
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ma.ValidationError(
                f"“{value}” is not an instant such as 2026-01-31T00:00:00Z; in an address a `+` is "
                "written %2B."
            ) from None


class Names(fields.List[Any]):
    """Names, given one by one or with commas between them."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        names = [name for text in value for name in text.split(",")]
        return super()._deserialize([*dict.fromkeys(names)], *args, **kwargs)


class PageQuery(ma.Schema):
    """What every list takes. Parameters that it does not know are refused."""

    class Meta:
        unknown = ma.RAISE

    limit = Natural(
        load_default=PAGE,
        validate=PageSize(min=1),
        metadata={"description": "How many items a page has at most."},
    )
    cursor = fields.String(
        validate=validate.Length(min=1, max=4000),
        metadata={
            "description": "Where the page begins: `next_cursor` of the page before, with the same "
            "filters and the same sort.",
            "pattern": ANYTHING,
        },
    )


class ItemQuery(ma.Schema):
    """What reading one record takes."""

    class Meta:
        unknown = ma.RAISE

    as_of = Instant(
        metadata={
            "description": "The record as it stood at this instant (RFC 3339, with its zone).",
            "format": "date-time",
            "examples": ["2026-01-31T09:30:00Z"],
        },
    )

    @ma.validates_schema
    def now_or_then(self, data: Mapping[str, Any], **_: Any) -> None:
        if "as_of" in data and "include" in data:
            raise ma.ValidationError("Records are read along as they are now only.", "include")


class ListQuery(PageQuery):
    total = fields.Boolean(
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "Whether to count all that the filters let through."},
    )


@cache
def of_format(query: type[ma.Schema], refused: tuple[str, ...]) -> type[ma.Schema]:
    """The parameters of a list or a record that is not asked for as JSON."""
    kept = {n: f for n, f in query._declared_fields.items() if n not in refused}
    if "cursor" in kept:
        # It has pages, and can be had without.
        limit = kept["limit"] = deepcopy(kept["limit"])
        limit.load_default = ma.missing
        said = f"{limit.metadata['description']} Without it the list is given whole."
        limit.metadata = {**limit.metadata, "description": said}
    made = type(query.__name__, (ma.Schema,), {})
    made._declared_fields = kept  # type: ignore[attr-defined]
    return made


def narrowed(query: type[ma.Schema], given: Iterable[str]) -> ma.Schema:
    """The parameters of an operation without those that are not given, and mean nothing then.

    Each costs time where it is only looked for.
    """
    return _ready(query, names(query).intersection(given))


@cache
def names(query: type[ma.Schema]) -> frozenset[str]:
    """The parameters that an operation takes."""
    return frozenset(query._declared_fields)


# Each set of parameters has a schema of its own, of some ten kilobytes.
@lru_cache(maxsize=200)
def _ready(query: type[ma.Schema], given: frozenset[str]) -> ma.Schema:
    declared = query._declared_fields.items()
    return query(only=[n for n, f in declared if n in given or _is_read_always(f)])


def _is_read_always(field: fields.Field[Any]) -> bool:
    """Whether a parameter that is not given stands for a value, or is missed."""
    return field.required or field.load_default is not ma.missing


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


def include(model: type[Record]) -> Names:
    """The kinds of record to read along with those of a kind."""
    kinds = [*inclusion.along_with(model)]
    explanation = f"A kind of record that can be read along with {model.__tablename__}."
    return Names(
        Choice(f"{model.__name__}Inclusion", kinds, explanation),
        metadata={
            "description": "Kinds of record to read along, in `included`: those that the "
            "documents refer to, and all statements of a meeting. At most "
            f"{MOST_INCLUDED} of a kind.",
            "examples": [kinds[:2]],
        },
    )


@cache
def item_of(model: type[Record]) -> type[ma.Schema]:
    """What reading one record of a kind takes."""
    return ItemQuery.from_dict({"include": include(model)}, name=f"{model.__name__}ItemQuery")


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


def source() -> fields.List[Any]:
    return all_slugs("A source that it cites.", "osaka-2019-news-report")


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


def said(**options: Any) -> fields.String:
    """Words to find, in the grammar of models/words.py."""
    return fields.String(
        validate=validate.Length(max=10_000),
        metadata={
            "description": "Words, all of which the record has, whatever their case and accents; "
            '`"several words"` side by side, `-word` not among them, `word*` by its beginning.',
            "pattern": ANYTHING,
            "examples": ["syria -iran"],
        },
        **options,
    )
