"""Searches in bulk: what is found is told to the index of SQLite with its row, and by no trigger."""

from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER search_added')
