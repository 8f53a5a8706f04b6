"""Stretches and blocks: the index of words has where a record stands in its list, and in which block of rows"""

from alembic import op

revision = '0022'
down_revision = '0021'

# By kind of record what leads the orders of its list: a slug, or days, after which the undated come
# by slug.
STRETCHES = {
    'party': (),
    'topic': (),
    'leader': ('slug',),
    'meeting': ('slug', 'undated'),
    'source': ('undated',),
    'statement': ('meeting_key', 'undated'),
}
# The first word of a slug, if a hyphen ends it.
WORD = {
    'sqlite': "substr({slug}, 1, instr({slug}, '-') - 1)",
    'postgresql': "split_part({slug}, '-', 1)",
}
STRETCH = "CASE WHEN {slug} LIKE '%-%'{which} THEN '{mark}_in_{name}_' || {word} END"
ADDED = {
    'sqlite': ("coalesce(' ' || {}, '')", ' || ', '{}'),
    'postgresql': ('{}', ', ', 'array_to_tsvector(array_remove(ARRAY[{}], NULL))'),
}
# On PostgreSQL, whose index is in no order. Each kind has 1 << 30 ids.
BLOCK = "'{mark}_block_' || (id & ((1 << 30) - 1)) / 32768"
BEFORE = {'postgresql': 'DROP INDEX search_index'}
AFTER = {
    'sqlite': "INSERT INTO search_index(search_index) VALUES ('rebuild')",
    'postgresql': 'CREATE INDEX search_index ON search USING gin (words)',
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect in BEFORE:
        op.execute(BEFORE[dialect])
    each, between, all_of_them = ADDED[dialect]
    for record, names in STRETCHES.items():
        told = [each.format(stretch(record, name, WORD[dialect])) for name in names]
        if dialect == 'postgresql':
            told.append(BLOCK.format(mark=record[:2]))
        if told:
            added = all_of_them.format(between.join(told))
            op.execute(f"UPDATE search SET words = words || {added} WHERE record = '{record}'")
    op.execute(AFTER[dialect])


def stretch(record: str, name: str, word: str) -> str:
    """The stretch of one order that a record stands in, if it stands in one."""
    slug, which = ('slug', ' AND recency = 9999999') if name == 'undated' else (name, '')
    of = {'slug': slug, 'which': which, 'mark': record[:2], 'name': name}
    return STRETCH.format(**of, word=word.format(slug=slug))
