"""Documents as JSON text: read strictly, written in one form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson

MAX_DEPTH = 32
MAX_INTEGER = 2**63 - 1


class Malformed(ValueError):
    """Text that is not the JSON that the archive keeps; says what is wrong with it."""


def parse(text: bytes | str, depth: int = MAX_DEPTH) -> Any:
    """What a JSON text says.

    Raises Malformed for what is no JSON, and for what other programs would read differently:
    a name given twice, a number that cannot be kept, NUL characters, deep nesting.
    """
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"This is not JSON: {error}.") from error
    given = (text.encode() if isinstance(text, str) else text).strip()
    # Most texts have too few brackets, and no such escape, for it to be worth a look.
    if given.count(b"[") + given.count(b"{") > depth or rb"\u0000" in given:
        _check(data, depth, depth)
    # orjson keeps the last of two equal names and rounds long numbers; the hooks see them. What it
    # would write as it was given has lost nothing.
    if _written(data) != given:
        json.loads(text, object_pairs_hook=_distinct, parse_int=_exact)
    return data


def _written(data: Any) -> bytes | None:
    """The data as orjson writes it; None where it has integers of more than 53 bits."""
    try:
        return orjson.dumps(data, option=orjson.OPT_STRICT_INTEGER)
    except orjson.JSONEncodeError:
        return None


def render(document: Mapping[str, Any]) -> str:
    """A document as the text that is kept and sent."""
    return orjson.dumps(document).decode()


def _check(data: Any, levels: int, depth: int) -> None:
    kind = type(data)
    if kind is str:
        if "\0" in data:
            raise Malformed("A text has a NUL character, which cannot be kept.")
    elif kind is dict or kind is list:
        if levels == 0:
            raise Malformed(f"Arrays and objects are nested more than {depth} deep.")
        for inner in data if kind is list else (*data, *data.values()):
            _check(inner, levels - 1, depth)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise Malformed(f"The name “{twice}” is given more than once in an object.")
    return data


def _exact(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > MAX_INTEGER:
        raise Malformed(f"The number {digits[:30]} is too large to be kept exactly.")
    return int(digits)
