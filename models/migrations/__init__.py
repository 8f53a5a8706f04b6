"""The steps that bring an archive's tables from any earlier form to the present one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from models.base import connection, using


def is_compared(name: str | None, *_: Any) -> bool:
    """Whether a table or an index is one that the models describe: the search index is of another
    kind on each database, on SQLite several tables, and a step alone makes it."""
    return not (name or "").startswith("search_index")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, rerender: Callable[[set[str]], None] = lambda _: None) -> None:
    """Bring the tables to the newest form, in one transaction.

    A step after which documents have another form says of which kinds: `documents = ("meeting",)`.
    `rerender` writes these anew, when all steps are done and the tables are as the models say.
    """
    config = _config()
    with using(engine), connection().begin():
        config.attributes["connection"] = connection()
        records = _of_another_form(config)
        command.upgrade(config, "head")
        rerender(records)


def _of_another_form(config: Config) -> set[str]:
    """The kinds whose documents the steps that are still to be taken give another form."""
    current = MigrationContext.configure(connection()).get_current_revision()
    steps = ScriptDirectory.from_config(config).iterate_revisions("head", current or "base")
    return {record for step in steps for record in getattr(step.module, "documents", ())}


def is_current() -> bool:
    """Whether the tables have the newest form."""
    context = MigrationContext.configure(connection())
    return (
        context.get_current_revision() == ScriptDirectory.from_config(_config()).get_current_head()
    )


def draft(engine: Engine, message: str) -> None:
    """Write a new step from how the models differ from the tables; to be read before it is kept."""
    config = _config()
    with engine.begin() as migrating:
        config.attributes["connection"] = migrating
        command.revision(config, message, autogenerate=True)
