"""Run by Alembic. The connection comes from models.migrations, within its transaction."""

from typing import Any, Literal

from alembic import context

from models.base import Base
from models.instant import UTCDateTime
from models.migrations import is_compared


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A step outlives the models: it names SQLAlchemy's types, not ours."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UTCDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter most of a table: Alembic copies it instead.
    render_as_batch=True,
    render_item=render_item,
    include_name=is_compared,
)
context.run_migrations()
