"""The sorts of field that documents have, each with its rules and its OpenAPI description."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from marshmallow import Schema, ValidationError, fields, missing, validate

from models.base import SLUG_LENGTH
from models.dates import CLOSED_FORM, FORM, is_open, span
from models.vocabulary import Vocabulary

from .limits import Entries
from .quick import Listed, Object, Quick, String

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
TIME = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"
# The shape of a BCP 47 tag.
LANGUAGE = r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"
# An address of http or https as RFC 3986 has it; what else is in one is percent-encoded.
_IN_ADDRESS = "(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
ADDRESS = (
    r"^https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
    rf"(?:[/?]{_IN_ADDRESS})?(?:#{_IN_ADDRESS})?$"
)
# Any text: NUL cannot be kept. Written so that regular expressions of every language read it alike.
ANYTHING = r"^[^\x00]*$"
# A path written like a JSON Pointer.
PATH = r"^(?:/[a-z0-9_-]+)+$"


class Form(validate.Regexp):
    """A pattern that the whole text must match: `$` alone would let a final line feed through."""

    def __call__(self, value: Any) -> Any:
        if not self.regex.fullmatch(value):
            raise ValidationError(self._format_error(value))
        return value


class Choice(String):
    """One of a few texts; `component` is the name that the enumeration has in OpenAPI."""

    def __init__(
        self, component: str, values: Sequence[str], explanation: str, **kwargs: Any
    ) -> None:
        rule = validate.OneOf(values, error="“{input}” is not one of: {choices}.")
        super().__init__(validate=rule, **kwargs)
        self.component = component
        self.values = list(values)
        self.explanation = explanation


class Word(Choice):
    """A value of a vocabulary."""

    def __init__(self, vocabulary: type[Vocabulary], **kwargs: Any) -> None:
        values = [word.value for word in vocabulary]
        super().__init__(vocabulary.__name__, values, vocabulary.described(), **kwargs)
        self.vocabulary = vocabulary
        self.words = {word.value: word for word in vocabulary}


class Text(String):
    """Words that somebody wrote, by which a search finds the record."""


class Name(Text):
    """What somebody or something is called: a search prefers what it finds there."""


class Whole(Quick, fields.Integer):
    """A whole number, as JSON Schema has it: 2.0 is one, and text that looks like one is not."""

    takes = int

    def _validated(self, value: Any) -> int:
        whole = isinstance(value, float) and value.is_integer()
        return super()._validated(int(value) if whole else value)


class Number(fields.Float):
    """A number: not text that looks like one."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Reference(String):
    """The slug of a record of the given kind, which must exist when the write ends."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind


def _options(description: str, required: bool, default: Any, example: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = {"description": description}
    if example is not None:
        metadata["examples"] = [example]
    options: dict[str, Any] = {"required": required, "metadata": metadata}
    if not required:
        options["load_default"] = default
        options["allow_none"] = default is None
    return options


def slug_rules() -> list[Callable[[Any], Any]]:
    """What makes a text a slug."""
    hint = "“{input}” is not a slug: lower case letters and digits in groups joined by hyphens."
    return [validate.Length(max=SLUG_LENGTH), Form(SLUG, error=hint)]


def slug() -> String:
    description = (
        "The record's name in addresses and references, for life: lower case letters and digits "
        "in groups joined by single hyphens."
    )
    options = _options(description, True, None, None)
    return String(validate=slug_rules(), **options)


def reference(
    kind: str, description: str, *, required: bool = False, example: str | None = None
) -> Reference:
    """The slug of a record of another kind."""
    return Reference(kind, validate=slug_rules(), **_options(description, required, None, example))


def text(
    description: str,
    *,
    max: int,
    required: bool = False,
    form: str | None = None,
    hint: str | None = None,
    example: str | None = None,
) -> String:
    """Text of at least one character. `hint` says what is wrong where `form` does not match."""
    rules: list[Callable[[Any], Any]] = [validate.Length(min=1, max=max)]
    options = _options(description, required, None, example)
    if form:
        return String(validate=[*rules, Form(form, error=hint)], **options)
    options["metadata"]["pattern"] = ANYTHING
    return Text(validate=rules, **options)


def name(description: str, *, required: bool = False, example: str | None = None) -> Name:
    """What something is called."""
    options = _options(description, required, None, example)
    options["metadata"]["pattern"] = ANYTHING
    return Name(validate=[validate.Length(min=1, max=300)], **options)


def word(
    vocabulary: type[Vocabulary],
    description: str,
    *,
    required: bool = False,
    default: str | None = None,
) -> Word:
    return Word(vocabulary, **_options(description, required, default, None))


def date(description: str, *, open_ended: bool = True, example: str | None = None) -> String:
    """An EDTF date of level 0 or 1."""

    def check(value: str) -> None:
        if not open_ended and is_open(value):
            raise ValidationError(f"“{value}” has an open end, and this date may not.")
        try:
            span(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    options = _options(f"{description} EDTF, levels 0 and 1.", False, None, example)
    options["metadata"]["format"] = "edtf"
    options["metadata"]["pattern"] = f"^{FORM if open_ended else CLOSED_FORM}$"
    return String(validate=[validate.Length(max=40), check], **options)


def time(description: str, *, example: str | None = None) -> String:
    """A local time of day."""
    hint = "“{input}” is not a time such as 14:05."
    return text(description, max=5, form=TIME, hint=hint, example=example)


def language(description: str) -> String:
    hint = "“{input}” is not a language tag such as en or pt-BR."
    return text(f"{description} A BCP 47 tag.", max=35, form=LANGUAGE, hint=hint, example="en")


@cache
def _zones() -> frozenset[str]:
    # Not those of the machine, which has `localtime` and others of its own.
    return frozenset((files("tzdata") / "zones").read_text().split())


def timezone(description: str) -> String:
    def check(value: str) -> None:
        if value not in _zones():
            raise ValidationError(f"“{value}” is no time zone of the IANA database.")

    options = _options(description, False, None, "Asia/Tokyo")
    options["metadata"]["format"] = "iana-timezone"
    return String(validate=[validate.Length(max=100), check], **options)


def url(description: str, *, example: str | None = None) -> String:
    """The address of a web page. Some clients give it a type that takes RFC 3986 to the letter."""
    hint = "“{input}” is no address of a web page, such as https://www.kremlin.ru/events?id=%C3%A9."
    options = _options(description, False, None, example)
    options["metadata"]["format"] = "uri"
    return String(validate=[validate.Length(max=2000), Form(ADDRESS, error=hint)], **options)


def whole(description: str, *, min: int = 0, max: int, example: int | None = None) -> Whole:
    """A whole number."""
    options = _options(description, False, None, example)
    return Whole(strict=True, validate=validate.Range(min=min, max=max), **options)


def number(description: str, *, min: float, max: float, example: float | None = None) -> Number:
    options = _options(description, False, None, example)
    return Number(validate=validate.Range(min=min, max=max), **options)


def anything(description: str, *, example: Any = None) -> fields.Raw:
    """Any JSON value."""
    return fields.Raw(**_options(description, False, None, example))


def each(inner: fields.Field[Any] | type[Schema], description: str) -> fields.List[Any]:
    """A list, empty where nothing is said."""
    entry = inner if isinstance(inner, fields.Field) else Object(inner)
    # Null stands for nothing inside a document; a list has entries, or none.
    entry.required, entry.allow_none, entry.load_default = True, False, missing
    options = _options(description, False, list, None)
    return Listed(entry, validate=Entries(), **options)


def nested(schema: type[Schema], description: str) -> Object:
    """An object, null where nothing is said."""
    return Object(schema, **_options(description, False, None, None))


def slug_is_well_formed(value: str) -> bool:
    """Whether a text could be a slug at all."""
    return len(value) <= SLUG_LENGTH and re.fullmatch(SLUG, value) is not None
