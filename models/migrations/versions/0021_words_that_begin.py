"""Words that begin so: PostgreSQL is asked for each of them, as SQLite is"""

from alembic import op
import sqlalchemy as sa

revision = '0021'
down_revision = '0020'

# SQLite tells what its index has, as a table of the same name.
WORDS = """INSERT INTO search_index_words
    SELECT DISTINCT word FROM search, string_to_table(names || texts, ' ') AS word
    WHERE word NOT IN ('', '|')"""


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.create_table('search_index_words',
        sa.Column('word', sa.Text(collation='C'), nullable=False),
        sa.PrimaryKeyConstraint('word', name=op.f('pk_search_index_words')),
        )
        op.execute(WORDS)
