"""Merging records: what becomes of the documents that speak of one that is two no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

import marshmallow as ma
from marshmallow import fields

from .citation import NAMED_LISTS
from .fields import slug_rules

Document = Mapping[str, Any]
UNSAID = (None, "unknown")


class MergerSchema(ma.Schema):
    """Which record another one is to be merged into."""

    class Meta:
        unknown = ma.RAISE

    into = fields.String(
        required=True,
        validate=slug_rules(),
        metadata={
            "description": "The slug of the record that stays.",
            "examples": ["vladimir-putin"],
        },
    )


class Contradiction(Exception):
    """A list has both records, and says of each what cannot be said of one."""

    def __init__(self, path: str, member: str, one: Any, other: Any) -> None:
        super().__init__(f"{path}/{member} would be both “{one}” and “{other}”")


def absorbed(document: Document, other: Document) -> dict[str, Any]:
    """The document with the names and the identifiers of another one after its own."""
    both = dict(document)
    if "other_names" in both:
        names = [*both["other_names"], other["name"], *other["other_names"]]
        both["other_names"] = [n for n in dict.fromkeys(names) if n != both["name"]]
    more = [one for one in other["identifiers"] if one not in both["identifiers"]]
    return both | {"identifiers": [*both["identifiers"], *more]}


def renamed(
    document: Document, pointers: Iterable[str], record: str, old: str, new: str
) -> dict[str, Any]:
    """The document with one record of a kind in the place of another.

    At the pointers, where it refers to it, and in the paths of its citations. An entry for each of
    the two becomes one entry. Raises Contradiction.
    """
    changed = deepcopy(dict(document))
    for pointer in pointers:
        _put(changed, pointer, new)
    for citation in changed["citations"]:
        paths = (_path(path, record, old, new) for path in citation["fields"])
        citation["fields"] = [*dict.fromkeys(paths)]
    together: dict[str, Any] = _together(changed, record, "")
    return together


def _put(document: dict[str, Any], pointer: str, slug: str) -> None:
    *way, last = pointer.split("/")[1:]
    part: Any = document
    for step in way:
        part = part[int(step)] if isinstance(part, list) else part[step]
    part[int(last) if isinstance(part, list) else last] = slug


def _path(path: str, record: str, old: str, new: str) -> str:
    steps = path.split("/")
    for place in range(1, len(steps)):
        if NAMED_LISTS.get(steps[place - 1]) == record and steps[place] == old:
            steps[place] = new
    return "/".join(steps)


def _together(part: Any, record: str, path: str) -> Any:
    """The part with one entry for each record in the lists that name their entries by it."""
    if isinstance(part, dict):
        return {name: _list_or_part(name, inner, record, path) for name, inner in part.items()}
    if isinstance(part, list):
        return [_together(entry, record, f"{path}/{n}") for n, entry in enumerate(part)]
    return part


def _list_or_part(name: str, part: Any, record: str, path: str) -> Any:
    if NAMED_LISTS.get(name) != record or not isinstance(part, list):
        return _together(part, record, f"{path}/{name}")
    entries: dict[str, Any] = {}
    for entry in part:
        slug = entry[record] if isinstance(entry, dict) else entry
        entries[slug] = _both(entries.get(slug, entry), entry, f"{path}/{name}/{slug}")
    return [*entries.values()]


def _both(one: Any, other: Any, path: str) -> Any:
    """What two entries for the same record say together."""
    if one == other:
        return one
    for member, value in one.items():
        if value not in UNSAID and other[member] not in UNSAID and value != other[member]:
            raise Contradiction(path, member, value, other[member])
    return {name: other[name] if value in UNSAID else value for name, value in one.items()}
