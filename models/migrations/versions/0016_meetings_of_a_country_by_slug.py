"""Meetings of a country stand in the order of slugs too"""

from alembic import op
import sqlalchemy as sa

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    known = sa.text('place_country IS NOT NULL')
    op.create_index(
        'ix_meetings_place_country_slug', 'meetings', ['place_country', 'slug'],
        sqlite_where=known, postgresql_where=known,
    )
