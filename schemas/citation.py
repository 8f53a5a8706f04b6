"""Citations, and the paths by which they point into a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from models.vocabularies import CitationRelation

from .fields import PATH, anything, each, reference, text, word
from .part import Part

# In these lists a path names an entry by what it is about, so that it survives reordering.
NAMED_LISTS = {"participants": "leader", "topics": "topic"}
# A citation is for what the record says, not for how the archive keeps it.
NOT_CITED = {"slug", "version", "created_at", "updated_at", "citations"}


class CitationSchema(Part):
    """Where a fact comes from: a source, the place in it, and which properties rest on it."""

    matches = {"source": "schema:citation"}

    source = reference("source", "The source.", required=True, example="osaka-2019-news-report")
    locator = text("The place in the source.", max=300, example="para. 9")
    quote = text("The source's own words.", max=5000)
    fields = each(  # type: ignore[assignment]
        text(
            "A path such as `/duration_minutes`.",
            max=300,
            form=PATH,
            hint="“{input}” is not a path such as /place/name.",
        ),
        "The properties that rest on the source, as paths like JSON Pointers. In `participants` "
        "and `topics` an entry is named by its leader or topic "
        "(`/participants/donald-trump/title`), in other lists by its index. None: the record as "
        "a whole.",
    )
    relation = word(
        CitationRelation, "Whether the source says so, or otherwise.", default="confirms"
    )
    value = anything("What the source says instead, where it disputes; else null.", example=90)
    note = text("What else is to be said of it.", max=2000)

    @validates_schema
    def a_dispute_has_a_value(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["relation"] == "disputes" and data["value"] is None:
            raise ValidationError("Say what the source says instead.", "value")


class NoSuchProperty(Exception):
    """A path names nothing in a document."""


def cited(document: Mapping[str, Any], path: str) -> Any:
    """The part of a document that a citation's path names. Raises NoSuchProperty."""
    return list(_steps(document, path))[-1][0]


def _steps(document: Mapping[str, Any], path: str) -> Iterator[tuple[Any, list[Any] | None]]:
    """The parts of the document on the way, each with the list in which it goes by its index."""
    part: Any = document
    before = ""
    for name in path.split("/")[1:]:
        indexed = part if isinstance(part, list) and before not in NAMED_LISTS else None
        part = _member(part, name, before)
        before = name
        yield part, indexed


def _member(part: Any, name: str, list_name: str) -> Any:
    if isinstance(part, Mapping) and name in part:
        return part[name]
    if isinstance(part, list) and list_name in NAMED_LISTS:
        return _named(part, NAMED_LISTS[list_name], name)
    if isinstance(part, list) and name.isascii() and name.isdigit() and str(int(name)) == name:
        return _at(part, int(name))
    raise NoSuchProperty


def _named(entries: list[Any], key: str, name: str) -> Any:
    for entry in entries:
        if (entry[key] if isinstance(entry, Mapping) else entry) == name:
            return entry
    raise NoSuchProperty


def _at(entries: list[Any], index: int) -> Any:
    if index < len(entries):
        return entries[index]
    raise NoSuchProperty


def path_errors(document: Mapping[str, Any]) -> dict[int, Any]:
    """Marshmallow messages for the citations' paths that name nothing, by citation."""
    errors: dict[int, Any] = {}
    for number, path_number, path in _paths(document):
        if path.split("/")[1] in NOT_CITED or not _exists(document, path):
            message = f"“{path}” names no property of this record that can be cited."
            errors.setdefault(number, {}).setdefault("fields", {})[path_number] = [message]
    return errors


def moved_errors(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[int, Any]:
    """Messages for the paths that would come to point at another entry than they did.

    An entry that is known by its index was moved, and a citation of it was not.
    """
    errors: dict[int, Any] = {}
    for number, path_number, path in _paths(new):
        before, after = _cited_alike(old, new, new["citations"][number])
        if path in before and _moved(old, new, path, before, after):
            message = f"“{path}” would point at another entry than before; move it with its entry."
            errors.setdefault(number, {}).setdefault("fields", {})[path_number] = [message]
    return errors


def _paths(document: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    for number, citation in enumerate(document["citations"]):
        for path_number, path in enumerate(citation["fields"]):
            yield number, path_number, path


def _exists(document: Mapping[str, Any], path: str) -> bool:
    try:
        cited(document, path)
    except NoSuchProperty:
        return False
    return True


def _cited_alike(
    old: Mapping[str, Any], new: Mapping[str, Any], citation: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """The paths that a citation had before, and has now, whichever entry of `citations` it is.

    A citation is known by all that it says but its paths; one that was corrected, by its source.
    """
    for said in (lambda c: {**c, "fields": None}, lambda c: c["source"]):
        before, after = (
            [
                path
                for c in document["citations"]
                if said(c) == said(citation)
                for path in c["fields"]
            ]
            for document in (old, new)
        )
        if any(said(c) == said(citation) for c in old["citations"]):
            return before, after
    return [], []


def _entries(document: Mapping[str, Any], paths: list[str]) -> list[Any]:
    """The entries known by their index that the paths lead through."""
    return [part for p in paths for part, indexed in _steps(document, p) if indexed is not None]


def _moved(
    old: Mapping[str, Any], new: Mapping[str, Any], path: str, before: list[str], after: list[str]
) -> bool:
    cited_before, cited_now = _entries(old, before), _entries(new, after)
    for (was, entries_before), (is_now, entries) in zip(
        _steps(old, path), _steps(new, path), strict=True
    ):
        if entries is None or entries_before is None or was == is_now:
            continue
        # The citation went along, and came to the place of another that it is for too.
        if is_now in cited_before or was in cited_now:
            continue
        # An entry that is nowhere else was changed in its place, which is no move.
        if was in entries or is_now in entries_before:
            return True
    return False
