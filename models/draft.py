"""Drafts: documents that were found good, with all that follows from them alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .base import Base, Record
from .coverage import Cell
from .row import Values
from .search import Kept


class Draft(NamedTuple):
    """A document ready to be kept. It is made of plain values."""

    model: type[Record]
    slug: str
    # As it was given; what the archive adds comes after it.
    text: str
    # By table, as `row.columns` has them.
    rows: Mapping[type[Base], list[Values]]
    # The records it refers to: kind and slug.
    references: frozenset[tuple[type[Record], str]]
    # What other catalogues call it: scheme and value.
    identifiers: list[tuple[str, str]]
    # Whether it stands under another one.
    below: bool
    # In which cells of the coverage it is counted, if it is a meeting.
    cells: list[Cell]
    # What searches find it by.
    found_by: Kept
