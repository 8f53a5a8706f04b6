"""Records beside others: what `include` asks for, put in as the JSON texts that they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models import Record, inclusion
from schemas.query import MOST_INCLUDED

from .errors import invalid, of


def included(model: type[Record], slugs: Sequence[str], include: Sequence[str]) -> str | None:
    """The records that stand beside these as a JSON text, one statement a kind. Raises 422."""
    if not include:
        return None
    return _object((name, _object(_records(name, model, slugs))) for name in include)


def beside(text: str, others: str | None) -> str:
    """An object that is a JSON text, others beside it if there are any."""
    return text if others is None else f'{text[:-1]},"included":{others}}}'


def _records(name: str, model: type[Record], slugs: Sequence[str]) -> list[tuple[str, str]]:
    """The records of one kind: slug and document."""
    kind = inclusion.along_with(model)[name]
    rows = inclusion.documents(kind, model, slugs, MOST_INCLUDED + 1)
    if len(rows) > MOST_INCLUDED:
        detail = f"More than {MOST_INCLUDED} {name} stand beside these {model.__tablename__}."
        raise invalid([of("include", f"{detail} Ask for fewer with `limit`, or read /{name}.")])
    return [(row.slug, row.document) for row in rows]


def _object(members: Iterable[tuple[str, str]]) -> str:
    """A JSON object whose members are JSON texts already."""
    return "{" + ",".join(f'"{name}":{text}' for name, text in members) + "}"
