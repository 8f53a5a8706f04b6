"""Records beside others: what `include` asks for, put in as the JSON texts that they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models import Record, inclusion
from schemas.query import MOST_INCLUDED

from .errors import Problem, invalid, of


def included(model: type[Record], slugs: Iterable[str], include: Sequence[str]) -> str | None:
    """The records that stand beside these as a JSON text: one statement. Raises 422."""
    if not include:
        return None
    kinds = [inclusion.along_with(model)[name] for name in include]
    found = inclusion.documents(kinds, model, [*slugs], MOST_INCLUDED + 1)
    for kind, rows in found.items():
        if len(rows) > MOST_INCLUDED:
            raise _too_many(kind.__tablename__, model)
    return _object(
        (kind.__tablename__, _object((row.slug, row.document) for row in rows))
        for kind, rows in found.items()
    )


def beside(text: str, others: str | None) -> str:
    """An object that is a JSON text, others beside it if there are any."""
    return text if others is None else f'{text[:-1]},"included":{others}}}'


def _too_many(name: str, model: type[Record]) -> Problem:
    detail = f"More than {MOST_INCLUDED} {name} stand beside these {model.__tablename__}."
    return invalid([of("include", f"{detail} Ask for fewer with `limit`, or read /{name}.")])


def _object(members: Iterable[tuple[str, str]]) -> str:
    """A JSON object whose members are JSON texts already."""
    return "{" + ",".join(f'"{name}":{text}' for name, text in members) + "}"
