"""The archive"""

from alembic import op
import sqlalchemy as sa

revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('archive',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_archive_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_archive'))
    )
    op.create_table('citation_fields',
    sa.Column('record', sa.String(length=10), nullable=False),
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('entry', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('record', 'slug', 'entry', 'position', name=op.f('pk_citation_fields'))
    )
    op.create_table('identifiers',
    sa.Column('record', sa.String(length=10), nullable=False),
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('scheme', sa.String(length=100), nullable=False),
    sa.Column('value', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('record', 'slug', 'position', name=op.f('pk_identifiers')),
    sa.UniqueConstraint('record', 'scheme', 'value', name=op.f('uq_identifiers_record_scheme_value'))
    )
    op.create_table('other_names',
    sa.Column('record', sa.String(length=10), nullable=False),
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('record', 'slug', 'position', name=op.f('pk_other_names'))
    )
    op.create_table('parties',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('name', sa.String(length=300).with_variant(sa.String(length=300, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.Enum('state', 'former_state', 'territory', 'organisation', name='PartyKind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_parties'))
    )
    with op.batch_alter_table('parties', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parties_name_slug'), ['name', 'slug'], unique=False)

    op.create_table('revisions',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('record', sa.String(length=10), nullable=False),
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('action', sa.Enum('created', 'updated', 'removed', 'restored', name='ChangeAction', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=100), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_revisions')),
    sa.UniqueConstraint('record', 'slug', 'version', name=op.f('uq_revisions_record_slug_version'))
    )
    with op.batch_alter_table('revisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_revisions_record_slug_at'), ['record', 'slug', 'at'], unique=False)

    op.create_table('tokens',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('scope', sa.Enum('write', 'admin', name='Scope', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_tokens')),
    sa.UniqueConstraint('key', name=op.f('uq_tokens_key'))
    )
    op.create_table('topics',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('name', sa.String(length=300).with_variant(sa.String(length=300, collation='C'), 'postgresql'), nullable=False),
    sa.Column('description', sa.String(length=10000), nullable=True),
    sa.Column('broader', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['broader'], ['topics.slug'], name=op.f('fk_topics_broader'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_topics'))
    )
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topics_broader'), ['broader'], unique=False)
        batch_op.create_index(batch_op.f('ix_topics_name_slug'), ['name', 'slug'], unique=False)

    op.create_table('leaders',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('sort_name', sa.String(length=300), nullable=True),
    sa.Column('party', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('born_on', sa.String(length=40), nullable=True),
    sa.Column('died_on', sa.String(length=40), nullable=True),
    sa.Column('description', sa.String(length=10000), nullable=True),
    sa.Column('sort_key', sa.String(length=300).with_variant(sa.String(length=300, collation='C'), 'postgresql'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['party'], ['parties.slug'], name=op.f('fk_leaders_party'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_leaders'))
    )
    with op.batch_alter_table('leaders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leaders_party'), ['party'], unique=False)
        batch_op.create_index(batch_op.f('ix_leaders_sort_key_slug'), ['sort_key', 'slug'], unique=False)

    op.create_table('meetings',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.Enum('bilateral', 'plurilateral', 'summit', 'visit', 'call', 'pull_aside', 'negotiation_round', 'mediation', 'ceremony', 'other', name='MeetingKind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('proposed', 'scheduled', 'held', 'cancelled', 'postponed', 'rescheduled', 'broken_off', 'unconfirmed', name='MeetingStatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status_on', sa.String(length=40), nullable=True),
    sa.Column('status_by', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('status_note', sa.String(length=2000), nullable=True),
    sa.Column('setting', sa.Enum('host_territory', 'third_country', 'multilateral_margins', 'remote', 'unknown', name='MeetingSetting', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('composition', sa.Enum('one_on_one', 'restricted', 'expanded', 'working_meal', 'plenary', 'unknown', name='MeetingComposition', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('visit_class', sa.Enum('state', 'official', 'official_working', 'working', 'informal', 'private', 'transit', name='VisitClass', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('held_on', sa.String(length=40), nullable=True),
    sa.Column('held_time', sa.String(length=5), nullable=True),
    sa.Column('planned_on', sa.String(length=40), nullable=True),
    sa.Column('planned_time', sa.String(length=5), nullable=True),
    sa.Column('duration_minutes', sa.Integer(), nullable=True),
    sa.Column('planned_duration_minutes', sa.Integer(), nullable=True),
    sa.Column('place_name', sa.String(length=300), nullable=True),
    sa.Column('place_country', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('place_venue', sa.String(length=300), nullable=True),
    sa.Column('place_timezone', sa.String(length=100), nullable=True),
    sa.Column('place_latitude', sa.Float(precision=53), nullable=True),
    sa.Column('place_longitude', sa.Float(precision=53), nullable=True),
    sa.Column('part_of', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('summary', sa.String(length=10000), nullable=True),
    sa.Column('first_day', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Integer(), nullable=False),
    sa.Column('recency', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['part_of'], ['meetings.slug'], name=op.f('fk_meetings_part_of'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['place_country'], ['parties.slug'], name=op.f('fk_meetings_place_country'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['status_by'], ['parties.slug'], name=op.f('fk_meetings_status_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_meetings'))
    )
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meetings_first_day_slug'), ['first_day', 'slug'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_part_of'), ['part_of'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_place_country'), ['place_country'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_recency_slug'), ['recency', 'slug'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_status_by'), ['status_by'], unique=False)

    op.create_table('sources',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('title', sa.String(length=300).with_variant(sa.String(length=300, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.Enum('official_readout', 'official_transcript', 'press_release', 'agreement_text', 'archive_document', 'dataset', 'wire_report', 'news_report', 'broadcast', 'social_post', 'interview', 'book', 'web_page', name='SourceKind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('publisher', sa.String(length=300), nullable=True),
    sa.Column('party', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('published_on', sa.String(length=40), nullable=True),
    sa.Column('url', sa.String(length=2000), nullable=True),
    sa.Column('archived_url', sa.String(length=2000), nullable=True),
    sa.Column('language', sa.String(length=35), nullable=True),
    sa.Column('licence', sa.String(length=300), nullable=True),
    sa.Column('accessed_on', sa.String(length=40), nullable=True),
    sa.Column('note', sa.String(length=2000), nullable=True),
    sa.Column('recency', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['party'], ['parties.slug'], name=op.f('fk_sources_party'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_sources'))
    )
    with op.batch_alter_table('sources', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sources_party'), ['party'], unique=False)
        batch_op.create_index(batch_op.f('ix_sources_recency_slug'), ['recency', 'slug'], unique=False)
        batch_op.create_index(batch_op.f('ix_sources_title_slug'), ['title', 'slug'], unique=False)

    op.create_table('background_parties',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('entry', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('party', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['party'], ['parties.slug'], name=op.f('fk_background_parties_party'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_background_parties_slug'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'entry', 'position', name=op.f('pk_background_parties'))
    )
    with op.batch_alter_table('background_parties', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_background_parties_party'), ['party'], unique=False)

    op.create_table('background_topics',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('entry', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('topic', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_background_topics_slug'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['topic'], ['topics.slug'], name=op.f('fk_background_topics_topic'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'entry', 'position', name=op.f('pk_background_topics'))
    )
    with op.batch_alter_table('background_topics', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_background_topics_topic'), ['topic'], unique=False)

    op.create_table('citations',
    sa.Column('record', sa.String(length=10), nullable=False),
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('source', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('locator', sa.String(length=300), nullable=True),
    sa.Column('quote', sa.String(length=5000), nullable=True),
    sa.Column('relation', sa.Enum('confirms', 'disputes', 'qualifies', name='CitationRelation', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('value', sa.JSON(none_as_null=True).with_variant(sa.Text(), 'sqlite'), nullable=True),
    sa.Column('note', sa.String(length=2000), nullable=True),
    sa.ForeignKeyConstraint(['source'], ['sources.slug'], name=op.f('fk_citations_source'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('record', 'slug', 'position', name=op.f('pk_citations'))
    )
    with op.batch_alter_table('citations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_citations_source'), ['source'], unique=False)

    op.create_table('leader_offices',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(length=300), nullable=True),
    sa.Column('party', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('capacity', sa.Enum('head_of_state', 'head_of_government', 'foreign_minister', 'defence_minister', 'finance_minister', 'other_minister', 'organisation_head', 'leader_elect', 'security_adviser', 'special_envoy', 'ambassador', 'official', 'spokesperson', 'family', 'interpreter', 'unknown', name='ParticipantCapacity', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('started_on', sa.String(length=40), nullable=True),
    sa.Column('ended_on', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['party'], ['parties.slug'], name=op.f('fk_leader_offices_party'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['slug'], ['leaders.slug'], name=op.f('fk_leader_offices_slug'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'position', name=op.f('pk_leader_offices'))
    )
    with op.batch_alter_table('leader_offices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leader_offices_capacity'), ['capacity'], unique=False)
        batch_op.create_index(batch_op.f('ix_leader_offices_party'), ['party'], unique=False)

    op.create_table('meeting_background',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('occurred_on', sa.String(length=40), nullable=True),
    sa.Column('text', sa.String(length=10000), nullable=True),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_meeting_background_slug'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'position', name=op.f('pk_meeting_background'))
    )
    op.create_table('meeting_outcomes',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('agreement', 'commitment', 'invitation', 'follow_up', 'none_announced', 'undisclosed', name='OutcomeKind', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('text', sa.String(length=10000), nullable=True),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_meeting_outcomes_slug'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'position', name=op.f('pk_meeting_outcomes'))
    )
    op.create_table('meeting_participants',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('leader', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('party', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=True),
    sa.Column('capacity', sa.Enum('head_of_state', 'head_of_government', 'foreign_minister', 'defence_minister', 'finance_minister', 'other_minister', 'organisation_head', 'leader_elect', 'security_adviser', 'special_envoy', 'ambassador', 'official', 'spokesperson', 'family', 'interpreter', 'unknown', name='ParticipantCapacity', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('part', sa.Enum('principal', 'delegation_member', 'host', 'chair', 'mediator', 'interpreter', 'note_taker', 'observer', 'press', name='ParticipantPart', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('presence', sa.Enum('attended', 'partial', 'expected', 'absent', 'disputed', 'unknown', name='ParticipantPresence', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['leader'], ['leaders.slug'], name=op.f('fk_meeting_participants_leader'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['party'], ['parties.slug'], name=op.f('fk_meeting_participants_party'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_meeting_participants_slug'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'position', name=op.f('pk_meeting_participants')),
    sa.UniqueConstraint('slug', 'leader', name=op.f('uq_meeting_participants_slug_leader'))
    )
    with op.batch_alter_table('meeting_participants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_participants_leader'), ['leader'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_participants_party'), ['party'], unique=False)

    op.create_table('meeting_relations',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('follows', 'rescheduled_as', 'replaces', 'same_day_as', 'prepares', name='RelationKind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('meeting', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('note', sa.String(length=2000), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meetings.slug'], name=op.f('fk_meeting_relations_meeting'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_meeting_relations_slug'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'position', name=op.f('pk_meeting_relations'))
    )
    with op.batch_alter_table('meeting_relations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_relations_meeting'), ['meeting'], unique=False)

    op.create_table('meeting_topics',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('topic', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('treatment', sa.Enum('announced', 'raised', 'discussed', 'agreed', 'disagreed', 'deferred', 'declined', 'denied', 'unknown', name='TopicTreatment', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('note', sa.String(length=2000), nullable=True),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_meeting_topics_slug'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['topic'], ['topics.slug'], name=op.f('fk_meeting_topics_topic'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'position', name=op.f('pk_meeting_topics')),
    sa.UniqueConstraint('slug', 'topic', name=op.f('uq_meeting_topics_slug_topic'))
    )
    with op.batch_alter_table('meeting_topics', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_topics_topic'), ['topic'], unique=False)

    op.create_table('outcome_topics',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('entry', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('topic', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_outcome_topics_slug'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['topic'], ['topics.slug'], name=op.f('fk_outcome_topics_topic'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'entry', 'position', name=op.f('pk_outcome_topics'))
    )
    with op.batch_alter_table('outcome_topics', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_topics_topic'), ['topic'], unique=False)

    op.create_table('statements',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('meeting', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.Column('phase', sa.Enum('before', 'during', 'after', 'unknown', name='StatementPhase', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('kind', sa.Enum('remarks', 'question', 'answer', 'interjection', 'pre_brief', 'readout', 'joint_statement', 'unilateral_statement', 'interview', 'briefing', 'social_post', 'letter', 'memcon', 'reported_speech', 'scene', 'narrative', name='StatementKind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('fidelity', sa.Enum('verbatim', 'official_transcript', 'interpreted', 'translated', 'paraphrase', 'unknown', name='StatementFidelity', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('speaker', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('speaker_label', sa.String(length=300), nullable=True),
    sa.Column('party', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('made_on', sa.String(length=40), nullable=True),
    sa.Column('text', sa.String(length=100000), nullable=False),
    sa.Column('language', sa.String(length=35), nullable=True),
    sa.Column('original_text', sa.String(length=100000), nullable=True),
    sa.Column('original_language', sa.String(length=35), nullable=True),
    sa.Column('reply_to', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=True),
    sa.Column('meeting_key', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('sequence_key', sa.Integer(), nullable=False),
    sa.Column('made_key', sa.Integer(), nullable=False),
    sa.Column('recency', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Integer(), nullable=True),
    sa.Column('last_day', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meetings.slug'], name=op.f('fk_statements_meeting'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['party'], ['parties.slug'], name=op.f('fk_statements_party'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['reply_to'], ['statements.slug'], name=op.f('fk_statements_reply_to'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['speaker'], ['leaders.slug'], name=op.f('fk_statements_speaker'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_statements'))
    )
    with op.batch_alter_table('statements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_statements_made_key_slug'), ['made_key', 'slug'], unique=False)
        batch_op.create_index(batch_op.f('ix_statements_meeting'), ['meeting'], unique=False)
        batch_op.create_index(batch_op.f('ix_statements_meeting_key_sequence_key_slug'), ['meeting_key', 'sequence_key', 'slug'], unique=False)
        batch_op.create_index(batch_op.f('ix_statements_party'), ['party'], unique=False)
        batch_op.create_index(batch_op.f('ix_statements_recency_slug'), ['recency', 'slug'], unique=False)
        batch_op.create_index(batch_op.f('ix_statements_reply_to'), ['reply_to'], unique=False)
        batch_op.create_index(batch_op.f('ix_statements_speaker'), ['speaker'], unique=False)

    op.create_table('background_statements',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('entry', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('statement', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['slug'], ['meetings.slug'], name=op.f('fk_background_statements_slug'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['statement'], ['statements.slug'], name=op.f('fk_background_statements_statement'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'entry', 'position', name=op.f('pk_background_statements'))
    )
    with op.batch_alter_table('background_statements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_background_statements_statement'), ['statement'], unique=False)

    op.create_table('statement_topics',
    sa.Column('slug', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('topic', sa.String(length=100).with_variant(sa.String(length=100, collation='C'), 'postgresql'), nullable=False),
    sa.Column('treatment', sa.Enum('announced', 'raised', 'discussed', 'agreed', 'disagreed', 'deferred', 'declined', 'denied', 'unknown', name='TopicTreatment', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.ForeignKeyConstraint(['slug'], ['statements.slug'], name=op.f('fk_statement_topics_slug'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['topic'], ['topics.slug'], name=op.f('fk_statement_topics_topic'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('slug', 'position', name=op.f('pk_statement_topics')),
    sa.UniqueConstraint('slug', 'topic', name=op.f('uq_statement_topics_slug_topic'))
    )
    with op.batch_alter_table('statement_topics', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_statement_topics_topic'), ['topic'], unique=False)

    # The one row of the archive: nothing has been changed yet.
    op.execute("INSERT INTO archive (id, seq, changed_at) VALUES (1, 0, '1970-01-01 00:00:00+00:00')")
