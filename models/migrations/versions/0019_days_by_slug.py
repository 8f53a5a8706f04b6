"""Days by slug: what lies between days is met in the order of slugs without a look at records"""

from alembic import op

revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    op.create_index('ix_meetings_slug_recency', 'meetings', ['slug', 'recency'])
