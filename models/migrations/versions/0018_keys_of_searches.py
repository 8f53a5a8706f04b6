"""Keys of searches: the words of a record are kept beside what its list is sorted by"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0018'
down_revision = '0017'

# Of which kinds of record the rows have each key.
KEYS = {
    'meeting_key': ('statements',),
    'sequence_key': ('statements',),
    'recency': ('statements', 'meetings', 'sources'),
    'first_day': ('statements', 'meetings'),
    'last_day': ('statements', 'meetings'),
}
# The keys stand before the texts, where they are read without these; and the rows stay in order.
COPIED = """INSERT INTO search_anew (id, record, slug, {names}, names, texts, words)
    SELECT id, record, slug, {values}, names, texts, words FROM search ORDER BY id"""
KEY = "(SELECT {0} FROM {1} WHERE record = '{2}' AND {1}.slug = search.slug)"
SQLITE = (
    'DROP TABLE search',
    'ALTER TABLE search_anew RENAME TO search',
    # The index has the numbers of rows, which are the same.
    """CREATE TRIGGER search_taken AFTER DELETE ON search BEGIN
        INSERT INTO search_index(search_index, rowid, words)
        VALUES ('delete', old.id, old.words); END""",
)
POSTGRESQL = (
    'DROP TABLE search',
    'ALTER TABLE search_anew RENAME TO search',
    'ALTER TABLE search ADD CONSTRAINT pk_search PRIMARY KEY (id)',
    'ALTER TABLE search ADD CONSTRAINT uq_search_record_slug UNIQUE (record, slug)',
    'CREATE INDEX search_index ON search USING gin (words)',
    'ANALYZE search',
)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    # SQLite adds no constraints to a table; PostgreSQL makes an index of many rows at once.
    constraints = (
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search')),
        sa.UniqueConstraint('record', 'slug', name=op.f('uq_search_record_slug')),
    )
    slug = sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql')
    op.create_table('search_anew',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('record', sa.String(length=10), nullable=False),
    sa.Column('slug', slug, nullable=False),
    sa.Column('meeting_key', slug, nullable=True),
    sa.Column('sequence_key', sa.Integer(), nullable=True),
    sa.Column('recency', sa.Integer(), nullable=True),
    sa.Column('first_day', sa.Integer(), nullable=True),
    sa.Column('last_day', sa.Integer(), nullable=True),
    sa.Column('names', sa.Text(), nullable=False),
    sa.Column('texts', sa.Text(), nullable=False),
    sa.Column('words', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=False),
    *(constraints if is_sqlite else ()),
    )
    if not is_sqlite:
        op.execute('ALTER TABLE search_anew SET (toast_tuple_target = 8160)')
    op.execute(COPIED.format(names=', '.join(KEYS), values=', '.join(map(key, KEYS))))
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        op.execute(statement)


def key(name: str) -> str:
    """What the record of a row has as a key, whatever its kind; null where that has none."""
    kinds = (KEY.format(name, table, table.removesuffix('s')) for table in KEYS[name])
    return f"coalesce({', '.join(kinds)}, NULL)"
