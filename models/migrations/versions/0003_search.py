"""Search"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
# They keep their form: which texts are searched is for the schemas to say, so that searches find
# them once they are written anew.
documents = ('party', 'source', 'topic', 'leader', 'meeting', 'statement')

# The index has no column of its own: it holds row numbers of `search`, and triggers keep it in step.
# `ascii` leaves the words as they are, which are folded and set apart by spaces already.
SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        words, content='search', content_rowid='id', tokenize='ascii', prefix='1 2 3',
        detail='none', columnsize=0)""",
    """CREATE TRIGGER search_added AFTER INSERT ON search BEGIN
        INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER search_taken AFTER DELETE ON search BEGIN
        INSERT INTO search_index(search_index, rowid, words)
        VALUES ('delete', old.id, old.words); END""",
)


def upgrade() -> None:
    op.create_table('search',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('record', sa.String(length=10), nullable=False),
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('names', sa.Text(), nullable=False),
    sa.Column('texts', sa.Text(), nullable=False),
    sa.Column('words', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search')),
    sa.UniqueConstraint('record', 'slug', name=op.f('uq_search_record_slug'))
    )
    if op.get_bind().dialect.name == 'sqlite':
        for statement in SQLITE_INDEX:
            op.execute(statement)
    else:
        op.create_index('search_index', 'search', ['words'], postgresql_using='gin')
