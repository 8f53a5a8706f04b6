"""Words by slug and day: what one word finds between days is met by slug without a look at records"""

from alembic import op
import sqlalchemy as sa

revision = '0020'
down_revision = '0019'

WORDS = ('kind', 'status', 'setting', 'composition', 'place_country')


def upgrade() -> None:
    for word in WORDS:
        known = sa.text(f'{word} IS NOT NULL') if word == 'place_country' else None
        op.create_index(
            f'ix_meetings_{word}_slug_recency', 'meetings', [word, 'slug', 'recency'],
            sqlite_where=known, postgresql_where=known,
        )
    # Last: from here on nobody reads meetings on PostgreSQL.
    for word in WORDS:
        op.drop_index(f'ix_meetings_{word}_slug', 'meetings')
