"""Numbers of records: the archive keeps count of each kind"""

from alembic import op
import sqlalchemy as sa

revision = '0013'
down_revision = '0012'

KINDS = ('leaders', 'meetings', 'parties', 'sources', 'statements', 'topics')


def upgrade() -> None:
    for kind in KINDS:
        op.add_column('archive', sa.Column(kind, sa.Integer()))
        op.execute(f'UPDATE archive SET {kind} = (SELECT count(*) FROM {kind})')
    with op.batch_alter_table('archive') as batch:
        for kind in KINDS:
            batch.alter_column(kind, existing_type=sa.Integer(), nullable=False)
