"""Shapes: what is asked of a list but for the values, for which a statement is made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam

from .days import DAYS, days
from .filters import AnyOf, Every, Filters

if TYPE_CHECKING:
    from .base import Record

# The filters, each with how many values it has. Where a condition does more than compare them, they
# are named themselves.
Shape = tuple[tuple[str, int | tuple[str, ...]], ...]

T = TypeVar("T")


@cache
def bound(model: type[Record]) -> frozenset[str]:
    """The filters that only compare values: what they ask is made a statement only once."""
    made = {n for n, condition in model.conditions.items() if isinstance(condition, AnyOf | Every)}
    return frozenset(made.union(DAYS).intersection(model.conditions))


def shaped(model: type[Record], filters: Filters) -> tuple[Shape, dict[str, Any]]:
    """The shape of what is asked, and the values of its parameters."""
    shape: list[tuple[str, int | tuple[str, ...]]] = []
    parameters: dict[str, Any] = {}
    for name, values in filters.items():
        different = tuple(dict.fromkeys(values))
        compared = name in bound(model)
        shape.append((name, len(different) if compared else different))
        if compared and name not in DAYS:
            parameters |= {f"{name}_{n}": value for n, value in enumerate(different)}
    return tuple(shape), parameters | days(filters)


def made(make: Callable[..., T], model: type[Record], shape: Shape, *form: Any) -> T:
    """What `make`, which remembers what it made, makes for a shape.

    It makes it anew where a condition does more than compare: what that does can depend on the
    database and on what it holds.
    """
    anew: Any = make
    remembers = bound(model).issuperset(name for name, _ in shape)
    return make(model, shape, *form) if remembers else anew.__wrapped__(model, shape, *form)


def marks(shape: Shape) -> dict[str, Sequence[Any]]:
    """The filters with parameters in the place of their values."""
    return {
        name: values
        if isinstance(values, tuple)
        else [bindparam(f"{name}_{n}") for n in range(values)]
        for name, values in shape
    }
