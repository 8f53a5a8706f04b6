"""Participants keep whether their meeting took place: who was only expected there is found by index"""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.drop_index('ix_meeting_participants_slug_position', 'meeting_participants')
    op.add_column(
        'meeting_participants',
        sa.Column('took_place', sa.Integer(), nullable=False, server_default='0'),
    )
    op.execute(
        'UPDATE meeting_participants SET took_place = 1 WHERE slug IN'
        " (SELECT slug FROM meetings WHERE status IN ('held', 'broken_off'))"
    )
    rows = sa.text("presence = 'expected' AND took_place = 1")
    op.create_index(
        'ix_meeting_participants_slug_position', 'meeting_participants', ['slug', 'position'],
        sqlite_where=rows, postgresql_where=rows,
    )
