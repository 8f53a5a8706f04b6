"""Facets: the index of words has what lists are narrowed by, too"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from models.search import Texts, folded

revision = '0017'
down_revision = '0016'

# By kind of record the filters, each with the table and the column that have its values.
FACETS = {
    'party': [('kind', 'parties', 'kind')],
    'source': [('kind', 'sources', 'kind'), ('party', 'sources', 'party')],
    'topic': [('broader', 'topics', 'broader')],
    'leader': [],
    'meeting': [
        ('leader', 'meeting_participants', 'leader'),
        ('party', 'meeting_participants', 'party'),
        ('topic', 'meeting_topics', 'topic'),
        ('country', 'meetings', 'place_country'),
        *((own, 'meetings', own) for own in ('part_of', 'kind', 'status', 'setting', 'composition')),
    ],
    'statement': [
        ('topic', 'statement_topics', 'topic'),
        ('meeting', 'statements', 'meeting_key'),
        *((own, 'statements', own) for own in ('speaker', 'party', 'kind', 'phase')),
    ],
}
CITED = "SELECT '_source_' || source AS said FROM citations" \
    " WHERE citations.record = search.record AND citations.slug = search.slug"
HELD = "SELECT '_{0}_' || {2} FROM {1} WHERE {1}.slug = search.slug AND {2} IS NOT NULL"
# What is neither a letter nor a digit is the sign of a facet; statements of no meeting have a tilde.
FACET = "SELECT DISTINCT substr(search.record, 1, 2) ||" \
    " replace(replace(said, '-', '_'), '~', '_') AS facet FROM ({}) AS facets"
SQLITE = (
    ('DROP TABLE search_index_words', 'DROP TABLE search_index'),
    "UPDATE search SET words = words ||"
    " coalesce((SELECT group_concat(' ' || facet, '') FROM ({})), '') WHERE",
    """CREATE VIRTUAL TABLE search_index USING fts5(
        words, content='search', content_rowid='id', tokenize="ascii tokenchars '_'",
        prefix='3 4', detail='none', columnsize=0)""",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
    'CREATE VIRTUAL TABLE search_index_words USING fts5vocab(search_index, instance)',
)
POSTGRESQL = (
    ('DROP INDEX search_index',),
    'UPDATE search SET words = words || array_to_tsvector(ARRAY({})) WHERE',
    'CREATE INDEX search_index ON search USING gin (words)',
)
SEARCH = sa.table(
    'search', *map(sa.column, ('id', 'record', 'names', 'texts')),
    sa.column('words', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql')),
)
# Of longer texts the index may have no room for what is added.
SIZE = {
    'sqlite': 'length(CAST(names || texts AS BLOB))',
    'postgresql': 'octet_length(names) + octet_length(texts)',
}
LONG = 200_000
JOINED = {'sqlite': "group_concat(facet, ' ')", 'postgresql': "string_agg(facet, ' ')"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    drop, add, *make = SQLITE if dialect == 'sqlite' else POSTGRESQL
    for statement in drop:
        op.execute(statement)
    for record, held in FACETS.items():
        facets = FACET.format(' UNION ALL '.join((CITED, *(HELD.format(*one) for one in held))))
        own = f"record = '{record}' AND {SIZE[dialect]}"
        op.execute(f'{add.format(facets)} {own} < {LONG}')
        fold_those(f'SELECT {JOINED[dialect]} FROM ({facets}) AS own', f'{own} >= {LONG}')
    for statement in make:
        op.execute(statement)


def fold_those(facets: str, long: str) -> None:
    """Have the archive itself tell the words of long texts, and cut them where it has no room."""
    row, key = SEARCH.select().with_only_columns(*list(SEARCH.c)[1:4]), SEARCH.c.id
    for number in op.get_bind().scalars(sa.select(key).where(sa.text(long))).all():
        record, *said = op.get_bind().execute(row.where(key == number)).one()
        asked = sa.text(f'SELECT ({facets}) FROM search WHERE id = {number}')
        own = [facet[2:] for facet in (op.get_bind().scalar(asked) or '').split()]
        told = folded(record, Texts(*(texts.split('|') for texts in said)), own)
        op.execute(SEARCH.update().where(key == number).values(told._asdict()))
