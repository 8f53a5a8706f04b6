"""Pairs of words: the index has each two that stand side by side as one more"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from models.search import Texts, folded

revision = '0015'
down_revision = '0014'

# Words stand between single spaces; a sign of its own keeps texts apart.
SQLITE = (
    'DROP TABLE search_index',
    """UPDATE search SET words = words || coalesce((
        SELECT group_concat(' ' || substr(record, 1, 2) || '__' || pair, '') FROM (
            SELECT DISTINCT word || '_' || next AS pair FROM (
                SELECT value AS word, lead(value) OVER (ORDER BY key) AS next FROM json_each(
                    '["' || replace(trim(names || '|' || texts), ' ', '","') || '"]'))
            WHERE word <> '|' AND next <> '|')), '') WHERE""",
    # As before, but that the sign between two words is one of a word. It has less beginnings:
    # words that begin so can be looked up.
    """CREATE VIRTUAL TABLE search_index USING fts5(
        words, content='search', content_rowid='id', tokenize="ascii tokenchars '_'",
        prefix='3 4', detail='none', columnsize=0)""",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
    'CREATE VIRTUAL TABLE search_index_words USING fts5vocab(search_index, instance)',
)
POSTGRESQL = (
    'DROP INDEX search_index',
    """UPDATE search SET words = words || array_to_tsvector(ARRAY(
        SELECT substr(record, 1, 2) || '__' || word || '_' || next FROM (
            SELECT word, lead(word) OVER (ORDER BY place) AS next
            FROM string_to_table(trim(names || '|' || texts), ' ') WITH ORDINALITY AS t(word, place)
        ) AS pairs
        WHERE word <> '|' AND next <> '|')) WHERE""",
    'CREATE INDEX search_index ON search USING gin (words)',
)
# The newest rows are gone through, and their words lie in them up to a length of 8 kB: elsewhere, or
# compressed, they take ten times as long.
KEPT_TOGETHER = 'ALTER TABLE search SET (toast_tuple_target = 8160)'
WORDS = sa.column('words', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'))
# How many bytes a row has. Of longer ones the index may have no room for all pairs.
SIZE = {
    'sqlite': 'length(CAST(names || texts AS BLOB))',
    'postgresql': 'octet_length(names) + octet_length(texts)',
}
LONG = 200_000


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    drop, pair, *make = SQLITE if dialect == 'sqlite' else POSTGRESQL
    op.execute(drop)
    if dialect == 'postgresql':
        op.execute(KEPT_TOGETHER)
    op.execute(f'{pair} {SIZE[dialect]} < {LONG}')
    fold_those(f'{SIZE[dialect]} >= {LONG}')
    for statement in make:
        op.execute(statement)


def fold_those(long: str) -> None:
    """Have the archive itself tell the words of long texts, and cut them where it has no room."""
    search = sa.table('search', *map(sa.column, ('id', 'record', 'names', 'texts')), WORDS)
    row, key = search.select().with_only_columns(*list(search.c)[1:4]), search.c.id
    for number in op.get_bind().scalars(sa.select(key).where(sa.text(long))).all():
        record, *said = op.get_bind().execute(row.where(key == number)).one()
        told = folded(record, Texts(*(texts.split('|') for texts in said)))
        was_cut = len(told.texts) < len(said[1])
        values = told._asdict() if was_cut else {'words': told.words}
        op.execute(search.update().where(key == number).values(values))
