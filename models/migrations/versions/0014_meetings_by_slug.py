"""Meetings by slug: those that a filter narrows stand in this order too"""

from alembic import op
import sqlalchemy as sa

revision = '0014'
down_revision = '0013'

WORDS = ('kind', 'status', 'setting', 'composition')


def upgrade() -> None:
    for word in WORDS:
        op.create_index(f'ix_meetings_{word}_slug', 'meetings', [word, 'slug'])
    op.create_index('ix_meeting_participants_leader_slug', 'meeting_participants', ['leader', 'slug'])
    known = sa.text('party IS NOT NULL')
    op.create_index(
        'ix_meeting_participants_party_slug', 'meeting_participants', ['party', 'slug'],
        sqlite_where=known, postgresql_where=known,
    )
    op.create_index('ix_meeting_topics_topic_slug', 'meeting_topics', ['topic', 'slug'])
