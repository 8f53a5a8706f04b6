"""Readout as a later version might be, for tests: topics have an origin, participants a seat.

Run as a program it takes the commands of `readout`; `get PATH…` prints what is answered there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import String
from sqlalchemy.orm import mapped_column

from models import Topic, migrations
from models.meeting import Participant
from schemas import TopicSchema, fields
from schemas.meeting import ParticipantSchema

STEP = """
from alembic import op
import sqlalchemy as sa

revision = "later"
down_revision = {head!r}
documents = ("topic", "meeting")


def upgrade() -> None:
    op.add_column("topics", sa.Column("origin", sa.String(100)))
    op.add_column("meeting_participants", sa.Column("seat", sa.String(100)))
"""


def _grow(model: Any, schema: Any, name: str) -> None:
    """Give a table a column and its documents a property, in the second place."""
    setattr(model, name, mapped_column(String(100)))
    first, *others = schema._declared_fields.items()
    field = fields.text("What is said since.", max=100)
    schema._declared_fields = dict([first, (name, field), *others])


def _take_another_step(folder: Path) -> None:
    before = migrations._config()
    head = ScriptDirectory.from_config(before).get_current_head()
    (folder / "later.py").write_text(STEP.format(head=head))
    versions = Path(migrations.__file__).parent / "versions"

    def config() -> Config:
        before.set_main_option("version_locations", f"{versions}{os.pathsep}{folder}")
        return before

    migrations._config = config


if __name__ == "__main__":
    _grow(Topic, TopicSchema, "origin")
    _grow(Participant, ParticipantSchema, "seat")
    _take_another_step(Path(sys.argv.pop(1)))
    if sys.argv[1] == "get":
        from api.app import create_app

        client = create_app().test_client()
        for path in sys.argv[2:]:
            print(client.get(path).text)
    else:
        from api.cli import main

        main()
