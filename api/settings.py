"""Settings, from the environment. The README's table says what each one is for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from schemas.limits import Limits
from schemas.query import PAGE

PREFIX = "READOUT_"
ARCHIVES = ("sqlite:///", "postgresql+psycopg://", "postgresql://")
DEFAULT_DATABASE = "sqlite:///instance/readout.sqlite"


class SettingError(Exception):
    """A setting that cannot be used; says which and why."""


@dataclass(frozen=True)
class Settings:
    """What can differ from one installation to another."""

    database_url: str = DEFAULT_DATABASE
    # Copies that follow a PostgreSQL archive, from which it may be read: addresses with spaces
    # between them.
    replica_url: str = ""
    # How many reverse proxies stand in front and set X-Forwarded-*.
    proxies: int = 0
    # In bytes.
    max_body: int = 1_048_576
    # How many objects and lists may stand within one another in a body.
    max_nesting: int = 32
    # How many entries a list of a document may have, and items a page.
    max_entries: int = 1000
    max_page: int = 200
    # How long the database may work for a request; 0 is for as long as it takes.
    database_seconds: int = 30
    # For `readout serve`: bytes of an address, and seconds within which a request must be here.
    max_url: int = 8190
    request_seconds: int = 30
    # For `readout serve`: worker processes, and threads in each.
    workers: int = 2
    threads: int = 4

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Raises SettingError for one that cannot be used."""
        given: dict[str, Any] = {}
        for field in fields(cls):
            text = environment.get(f"{PREFIX}{field.name.upper()}")
            if text is not None:
                given[field.name] = text if field.type == "str" else _number(field.name, text)
        settings = cls(**given)
        if not settings.database_url.startswith(ARCHIVES) or settings.database_url in ARCHIVES:
            raise SettingError(
                f"{PREFIX}DATABASE_URL is “{settings.database_url}”, and should be "
                "sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."
            )
        for url in settings.replicas():
            if not url.startswith(ARCHIVES[1:]):
                raise SettingError(
                    f"{PREFIX}REPLICA_URL has “{url}”; a replica is one of PostgreSQL, "
                    "postgresql+psycopg://USER:PASSWORD@HOST/NAME."
                )
        if settings.max_page < PAGE:
            raise SettingError(
                f"{PREFIX}MAX_PAGE is “{settings.max_page}”; a page has {PAGE} items where the "
                "caller does not say."
            )
        return settings

    def limits(self) -> Limits:
        """The limits that documents and pages keep to."""
        return Limits(self.max_entries, self.max_page)

    def replicas(self) -> list[str]:
        """The addresses of the replicas."""
        return self.replica_url.split()

    def prepare(self) -> None:
        """Make the folder in which a SQLite archive is kept."""
        path = self.database_url.removeprefix("sqlite:///")
        if path != self.database_url:
            Path(path).parent.mkdir(parents=True, exist_ok=True)


def _number(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise SettingError(f"{PREFIX}{name.upper()} is “{text}”, and should be a whole number.")
    return int(text)
