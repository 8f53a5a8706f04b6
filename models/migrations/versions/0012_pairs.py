"""Pairs: the meetings of each two leaders, in order; what is unique about entries is so by an index"""

from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'

SLUG = sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql')
DATED = sa.String(length=50).with_variant(sa.String(length=50, collation='C'), 'postgresql')
UNIQUE = {
    'meeting_participants': ['leader', 'recency', 'slug'],
    'meeting_topics': ['topic', 'recency', 'slug'],
    'statement_topics': ['topic', 'meeting_key', 'sequence_key', 'slug'],
}
THERE = (
    "a.took_place = 1 AND a.presence IN ('attended', 'partial', 'unknown')"
    " AND b.presence IN ('attended', 'partial', 'unknown')"
)
COUNTS = f"{THERE} AND m.kind <> 'summit' AND (a.party <> b.party OR a.party IS NULL OR b.party IS NULL)"
PAIRS = (
    'INSERT INTO meeting_pairs (leader, counterpart, recency, slug, met, counts, dated, minutes, part_of)'
    f' SELECT a.leader, b.leader, a.recency, a.slug, CASE WHEN {THERE} THEN 1 ELSE 0 END,'
    f' CASE WHEN {COUNTS} THEN 1 ELSE 0 END,'
    ' CAST(m.first_day + 1000000 AS VARCHAR(7)) || coalesce(m.held_on, m.planned_on),'
    ' m.duration_minutes, m.part_of'
    ' FROM meetings m JOIN meeting_participants a ON a.slug = m.slug'
    ' JOIN meeting_participants b ON b.slug = m.slug AND b.leader <> a.leader ORDER BY 1, 2, 3, 4'
)


def upgrade() -> None:
    for table, columns in UNIQUE.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f'uq_{table}_{"_".join(columns)}', type_='unique')
            batch.create_index(f'ix_{table}_{"_".join(columns)}', columns, unique=True)
    op.create_table('meeting_pairs',
    sa.Column('leader', SLUG, nullable=False),
    sa.Column('counterpart', SLUG, nullable=False),
    sa.Column('recency', sa.Integer(), nullable=False),
    sa.Column('slug', SLUG, nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('counts', sa.Integer(), nullable=False),
    sa.Column('dated', DATED, nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('part_of', SLUG, nullable=True),
    sa.PrimaryKeyConstraint('leader', 'counterpart', 'recency', 'slug', name=op.f('pk_meeting_pairs')),
    sqlite_with_rowid=False,
    )
    op.execute(PAIRS)
    rows = sa.text('counts = 1 AND part_of IS NOT NULL')
    op.create_index(
        'ix_meeting_pairs_leader_part_of', 'meeting_pairs', ['leader', 'part_of'],
        sqlite_where=rows, postgresql_where=rows,
    )
