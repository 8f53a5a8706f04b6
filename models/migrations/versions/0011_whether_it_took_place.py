"""Participants keep whether their meeting took place: who was only expected there is found by index"""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.drop_index('ix_meeting_participants_slug_position', 'meeting_participants')
    op.add_column('meeting_participants', sa.Column('took_place', sa.Integer()))
    op.execute(
        'UPDATE meeting_participants SET took_place = CASE WHEN slug IN'
        " (SELECT slug FROM meetings WHERE status IN ('held', 'broken_off')) THEN 1 ELSE 0 END"
    )
    with op.batch_alter_table('meeting_participants') as batch:
        batch.alter_column('took_place', existing_type=sa.Integer(), nullable=False)
    rows = sa.text("presence = 'expected' AND took_place = 1")
    op.create_index(
        'ix_meeting_participants_slug_position', 'meeting_participants', ['slug', 'position'],
        sqlite_where=rows, postgresql_where=rows,
    )
