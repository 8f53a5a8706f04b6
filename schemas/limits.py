"""Limits that are settings: how many entries a list of a document has, and items a page."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from marshmallow import validate


@dataclass(frozen=True)
class Limits:
    entries: int = 1000
    page: int = 200


# Of the request or command that runs: two applications in one process may differ.
_limits: ContextVar[Limits] = ContextVar("limits")
_DEFAULT = Limits()


def keep_to(limits: Limits) -> None:
    """Let rules, and what OpenAPI says of them, go by these limits from here on."""
    _limits.set(limits)


def limits() -> Limits:
    """The limits that are kept now."""
    return _limits.get(_DEFAULT)


class _Limit:
    """The upper bound of a rule, looked up each time that it is asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, rule: Any, _: Any) -> Any:
        return getattr(limits(), self.name)

    def __set__(self, rule: Any, value: Any) -> None:
        """A rule that is made without one does not change it."""


class Entries(validate.Length):
    """As many entries as a list of a document may have."""

    max = _Limit("entries")

    def __call__(self, value: Any) -> Any:
        # Most lists are short, and it is asked of each.
        return value if len(value) <= self.max else super().__call__(value)


class PageSize(validate.Range):
    """As many items as a page may have."""

    max = _Limit("page")
