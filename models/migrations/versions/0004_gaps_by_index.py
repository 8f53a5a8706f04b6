"""Gaps by index: participants who are expected, sources without an address"""

from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'


def index(table: str, *columns: str, where: str) -> None:
    rows = sa.text(where)
    op.create_index(
        f'ix_{table}_{"_".join(columns)}', table, list(columns),
        sqlite_where=rows, postgresql_where=rows,
    )


def upgrade() -> None:
    index('meeting_participants', 'slug', 'position', where="presence = 'expected'")
    index('sources', 'slug', where='url IS NULL AND archived_url IS NULL')
