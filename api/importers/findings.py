"""What an import has to tell: what it refuses, what it left alone, what it is in doubt of."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Findings:
    """Sentences, each beginning with the place in the input, or the record, that it is about.

    `refused` could not be mapped, and nothing is written while there is any. `warnings` were taken
    or left alone knowingly. `doubts` are persons who may be one and are kept as two.
    """

    refused: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
