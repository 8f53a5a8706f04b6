"""Records are merged: a change says into which one."""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'

BEFORE = ('created', 'updated', 'removed', 'restored')


def upgrade() -> None:
    into = sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql')
    before = sa.Enum(*BEFORE, name='ChangeAction', native_enum=False, create_constraint=True, length=32)
    after = sa.Enum(*BEFORE, 'merged', name='ChangeAction', native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table('revisions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_into', into, nullable=True))
        batch_op.alter_column('action', existing_type=before, type_=after, existing_nullable=False)
