"""Lists by index: entries keep what their record is sorted by"""

from typing import Any

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'

SLUG = sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql')
MEETINGS = ('meeting_key', 'sequence_key', 'slug')
LATEST = ('recency', 'slug')


def keep(table: str, record: str, columns: dict[str, Any]) -> None:
    """Let the entries of a list keep columns of their record."""
    for name, kind in columns.items():
        op.add_column(table, sa.Column(name, kind))
        op.execute(
            f'UPDATE {table} SET {name} ='
            f' (SELECT {record}.{name} FROM {record} WHERE {record}.slug = {table}.slug)'
        )


def index(table: str, *columns: str, where: str | None = None) -> None:
    condition = where and sa.text(where)
    op.create_index(
        f'ix_{table}_{"_".join(columns)}', table, list(columns),
        sqlite_where=condition, postgresql_where=condition,
    )


def known(table: str, *columns: str) -> None:
    index(table, *columns, where=f'{columns[0]} IS NOT NULL')


def unique(table: str, columns: dict[str, Any], old: list[str], new: list[str]) -> None:
    """Another unique constraint, which is the index of a list too."""
    with op.batch_alter_table(table) as batch:
        for name, kind in columns.items():
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.drop_constraint(f'uq_{table}_{"_".join(old)}', type_='unique')
        batch.create_unique_constraint(f'uq_{table}_{"_".join(new)}', new)


def upgrade() -> None:
    for table, column in (
        ('citations', 'source'),
        ('meeting_participants', 'leader'),
        ('meeting_participants', 'party'),
        ('meeting_topics', 'topic'),
        ('statement_topics', 'topic'),
        ('meetings', 'first_day_slug'),
        ('meetings', 'part_of'),
        ('meetings', 'place_country'),
        ('meetings', 'status_by'),
        ('sources', 'party'),
        ('statements', 'made_key_slug'),
        ('statements', 'meeting'),
        ('statements', 'party'),
        ('statements', 'reply_to'),
        ('statements', 'speaker'),
    ):
        op.drop_index(f'ix_{table}_{column}', table)

    # The earliest day, which sorts, was kept twice: once with null for the undated.
    op.drop_column('statements', 'first_day')
    op.execute('ALTER TABLE statements RENAME COLUMN made_key TO first_day')

    day = {'recency': sa.Integer()}
    keep('meeting_participants', 'meetings', day)
    unique('meeting_participants', day, ['slug', 'leader'], ['leader', *LATEST])
    keep('meeting_topics', 'meetings', day)
    unique('meeting_topics', day, ['slug', 'topic'], ['topic', *LATEST])
    keys = {'meeting_key': SLUG, 'sequence_key': sa.Integer(), 'recency': sa.Integer(), 'first_day': sa.Integer()}
    keep('statement_topics', 'statements', keys)
    unique('statement_topics', keys, ['slug', 'topic'], ['topic', *MEETINGS])
    op.add_column('citations', sa.Column('recency', sa.Integer()))
    op.execute(
        "UPDATE citations SET recency = coalesce((SELECT meetings.recency FROM meetings"
        " WHERE citations.record = 'meeting' AND meetings.slug = citations.slug), 9999999)"
    )
    with op.batch_alter_table('citations') as batch:
        batch.alter_column('recency', existing_type=sa.Integer(), nullable=False)

    index('citations', 'source', 'record', *LATEST)
    known('meeting_participants', 'party', *LATEST)
    index('statement_topics', 'topic', *LATEST)

    index('meetings', 'kind', 'status', *LATEST)
    for column in ('kind', 'status', 'setting', 'composition'):
        index('meetings', column, *LATEST)
    known('meetings', 'place_country', *LATEST)
    known('meetings', 'part_of', *LATEST)
    known('meetings', 'status_by')

    index('statements', 'first_day', 'slug')
    for column in ('kind', 'phase'):
        index('statements', column, *MEETINGS)
    for column in ('speaker', 'party'):
        known('statements', column, *MEETINGS)
    known('statements', 'speaker', *LATEST)
    known('statements', 'meeting')
    known('statements', 'reply_to')

    index('sources', 'kind', *LATEST)
    known('sources', 'party', *LATEST)

    for table in ('meetings', 'statements'):
        index(table, *LATEST, 'last_day', 'first_day', where='last_day > first_day')
