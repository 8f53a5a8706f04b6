"""Statements by date: those of a kind, a phase, a side or a topic stand in both orders of their days"""

from alembic import op
import sqlalchemy as sa

revision = '0010'
down_revision = '0009'

OLDEST = ('first_day', 'slug')
LATEST = ('recency', 'slug')


def index(*columns: str, known: bool = False) -> None:
    rows = sa.text(f'{columns[0]} IS NOT NULL') if known else None
    op.create_index(
        f'ix_statements_{"_".join(columns)}', 'statements', list(columns),
        sqlite_where=rows, postgresql_where=rows,
    )


def upgrade() -> None:
    for order in (OLDEST, LATEST):
        index('kind', *order)
        index('phase', *order)
        index('party', *order, known=True)
    index('speaker', *OLDEST, known=True)
    op.create_index('ix_statement_topics_topic_first_day_slug', 'statement_topics', ['topic', *OLDEST])
