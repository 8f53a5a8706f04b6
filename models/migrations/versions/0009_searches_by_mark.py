"""Searches by mark: each word of the index begins with its kind, whose records are by themselves."""

from alembic import op

revision = '0009'
down_revision = '0008'

KINDS = ('party', 'source', 'topic', 'leader', 'meeting', 'statement')

SQLITE = (
    'DROP TABLE search_index',
    # Words stand between single spaces; some records have none.
    """UPDATE search SET words =
        substr(record, 1, 2) || replace(words, ' ', ' ' || substr(record, 1, 2)) WHERE words <> ''""",
    # As before, but for the lengths of the beginnings that are looked up at once: the mark has two.
    """CREATE VIRTUAL TABLE search_index USING fts5(
        words, content='search', content_rowid='id', tokenize='ascii', prefix='3 4 5',
        detail='none', columnsize=0)""",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
)
POSTGRESQL = (
    *(f'DROP INDEX search_index_{kind}' for kind in KINDS),
    """UPDATE search SET words = array_to_tsvector(
        ARRAY(SELECT substr(record, 1, 2) || word FROM unnest(tsvector_to_array(words)) AS word))""",
    'CREATE INDEX search_index ON search USING gin (words)',
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL:
        op.execute(statement)
