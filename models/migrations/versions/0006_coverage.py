"""Coverage: how many meetings there are by source, kind and decade."""

from collections import Counter
from datetime import date

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'

SLUG = sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql')
KINDS = sa.Enum(
    'bilateral', 'plurilateral', 'summit', 'visit', 'call', 'pull_aside', 'negotiation_round', 'mediation',
    'ceremony', 'other', name='MeetingKind', native_enum=False, create_constraint=True, length=32,
)
COUNTED = sa.text(
    "SELECT coalesce(c.source, '') AS source, m.kind, m.first_day, count(*) AS meetings FROM meetings m"
    " LEFT JOIN (SELECT DISTINCT slug, source FROM citations WHERE record = 'meeting') c ON c.slug = m.slug"
    " GROUP BY coalesce(c.source, ''), m.kind, m.first_day"
)


def upgrade() -> None:
    coverage = op.create_table('coverage',
    sa.Column('source', SLUG, nullable=False),
    sa.Column('kind', KINDS, nullable=False),
    sa.Column('decade', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('meetings', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('source', 'kind', 'decade', name=op.f('pk_coverage'))
    )
    counts: Counter[tuple[str, str, int]] = Counter()
    for row in op.get_bind().execute(COUNTED):
        counts[row.source, row.kind, date.fromordinal(row.first_day).year // 10 * 10] += row.meetings
    names = ('source', 'kind', 'decade', 'meetings')
    op.bulk_insert(coverage, [dict(zip(names, (*cell, n))) for cell, n in sorted(counts.items())])
