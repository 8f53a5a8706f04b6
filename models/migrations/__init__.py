"""The steps that bring an archive's tables from any earlier form to the present one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from models.base import connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest form, in one transaction."""
    config = _config()
    with engine.begin() as migrating:
        config.attributes["connection"] = migrating
        command.upgrade(config, "head")


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
