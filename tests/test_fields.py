"""Models, schemas and OpenAPI list the fields, and agree; so does the contract."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from checked import DOCUMENT, document
from documents import absent
from flask.testing import FlaskClient
from marshmallow import fields, validate
from sqlalchemy import Enum, Float, Integer, String, inspect, text

from api.app import create_app
from api.settings import Settings
from models import Base, make_engine
from models.base import SLUG_LENGTH
from models.migrations import is_compared, upgrade
from schemas import (
    KINDS,
    LeaderQuery,
    MeetingQuery,
    PartyQuery,
    SourceQuery,
    StatementQuery,
    TopicQuery,
)
from schemas.fields import Choice, Number, Reference
from schemas.part import READ_ONLY

# The contract's line "Required", and what it says of entries; the rest may be left out.
REQUIRED = {
    "Meeting": {"slug", "title", "kind", "status"},
    "Leader": {"slug", "name"},
    "Topic": {"slug", "name"},
    "Party": {"slug", "name", "kind"},
    "Source": {"slug", "title", "kind"},
    "Statement": {"slug", "kind", "text"},
    "Participant": {"leader"},
    "MeetingTopic": {"topic"},
    "StatementTopic": {"topic"},
    # A relation, an identifier and a citation would say nothing without these.
    "Relation": {"kind", "meeting"},
    "Identifier": {"scheme", "value"},
    "Citation": {"source"},
    "Place": set(),
    "Background": set(),
    "Outcome": set(),
    "Office": set(),
}
# The properties of each record as the contract lists them, `identifiers` and `citations` aside.
PROPERTIES = {
    "meeting": "slug title kind status status_on status_by status_note setting composition "
    "visit_class held_on held_time planned_on planned_time duration_minutes "
    "planned_duration_minutes place part_of summary participants topics background outcomes "
    "relations",
    "leader": "slug name sort_name other_names party born_on died_on description offices",
    "topic": "slug name other_names description broader",
    "statement": "slug meeting sequence phase kind fidelity speaker speaker_label party made_on "
    "text language original_text original_language reply_to topics",
    "party": "slug name kind other_names",
    "source": "slug title kind publisher party published_on url archived_url language licence "
    "accessed_on note",
}
PARTS = {
    "Place": "name country venue timezone latitude longitude",
    "Participant": "leader party title capacity part presence",
    "MeetingTopic": "topic treatment note",
    "Background": "occurred_on text topics parties statements",
    "Outcome": "kind text topics",
    "Relation": "kind meeting note",
    "Office": "title party capacity started_on ended_on",
    "StatementTopic": "topic treatment",
    "Identifier": "scheme value",
    "Citation": "source locator quote fields relation value note",
}
QUERIES = {
    "meeting": MeetingQuery,
    "leader": LeaderQuery,
    "topic": TopicQuery,
    "statement": StatementQuery,
    "party": PartyQuery,
    "source": SourceQuery,
}
# The contract's filters, but for `q`, which is search; `source` and `identifier` are for all.
FILTERS = {
    "meeting": "leader party topic kind status setting composition date_from date_to part_of "
    "country",
    "leader": "party capacity",
    "topic": "broader",
    "statement": "meeting speaker party topic kind phase date_from date_to",
    "party": "kind",
    "source": "kind party",
}
SORTS = {
    "meeting": ["-held_on", "held_on", "slug"],
    "leader": ["sort_name", "slug"],
    "topic": ["name"],
    "statement": ["meeting", "made_on", "-made_on"],
    "party": ["name"],
    "source": ["-published_on", "title"],
}
kinds = pytest.mark.parametrize("record", list(KINDS))


# Model and schema


def pairs(record):
    """Each table of a kind with the schema of what it holds, and the name of both."""
    return list(_pairs(KINDS[record].model, KINDS[record]))


def _pairs(model, schema) -> Iterator[tuple[Any, Any]]:
    yield model, schema
    for name, entry in model.lists.items():
        inner = schema._declared_fields[name].inner
        if isinstance(inner, fields.Nested):
            yield from _pairs(entry, inner.nested)


def plain_lists(record):
    """Each table of plain strings with the field of what it holds."""
    return [
        (entry, schema._declared_fields[name].inner)
        for model, schema in pairs(record)
        for name, entry in model.lists.items()
        if entry.plain
    ]


def written(schema):
    """The fields of a schema by name, without what is read-only."""
    return {n: f for n, f in schema._declared_fields.items() if n not in READ_ONLY}


def flat(model, schema):
    """The fields that are columns, members of objects among them: `place_name`."""
    for name, field in written(schema).items():
        if name in model.objects:
            for member, inner in written(field.nested).items():
                yield f"{name}_{member}", inner
        elif name not in model.lists:
            yield name, field


def columns(model):
    """The columns that keep what a document says."""
    kept = {"record", "entry", "position", "document", *READ_ONLY}
    if not hasattr(model, "sorts"):
        kept.add("slug")
    stored = [column for column in model.__table__.columns if column.name not in kept]
    return {column.name: column for column in stored if "derive" not in column.info}


def longest(field):
    lengths = [rule.max for rule in field.validators if isinstance(rule, validate.Length)]
    return min(lengths, default=None)


def range_of(field):
    return next(rule for rule in field.validators if isinstance(rule, validate.Range))


@kinds
def test_every_field_is_a_column_a_list_or_an_object(record):
    for model, schema in pairs(record):
        assert {name for name, _ in flat(model, schema)} == {*columns(model)}, model
        lists = {n for n, field in written(schema).items() if isinstance(field, fields.List)}
        objects = {n for n, field in written(schema).items() if isinstance(field, fields.Nested)}
        assert lists == {*model.lists}, model
        assert objects == {*model.objects}, model


@kinds
def test_a_list_of_plain_strings_is_a_table_with_one_column(record):
    for model, field in plain_lists(record):
        assert {*columns(model)} == {model.plain}
        assert isinstance(field, fields.String)
        assert not columns(model)[model.plain].nullable


@kinds
def test_what_is_never_null_is_a_column_that_is_not_null(record):
    for model, schema in pairs(record):
        stored = columns(model)
        for name, field in flat(model, schema):
            assert stored[name].nullable is field.allow_none, (model, name)
            assert not (field.required and field.allow_none), (model, name)


@kinds
def test_what_orders_a_list_is_never_null(record):
    model = KINDS[record].model
    for sort in model.sorts:
        columns = model.order(sort)
        assert not any(column.nullable for column in columns), sort
        assert columns[-1].name == "slug", "ties by slug"


def assert_holds(column, field):
    """A column holds all that a field lets through, and no more where it can tell."""
    about = f"{column.table.name}.{column.name}"
    if isinstance(field, Choice):
        assert isinstance(column.type, Enum), about
        assert list(column.type.enums) == field.values, about
        assert max(map(len, field.values)) <= column.type.length, about
    elif isinstance(field, Number):
        # PostgreSQL's REAL would round what it is given.
        assert isinstance(column.type, Float), about
        assert column.type.precision == 53, about
    elif isinstance(field, fields.Integer):
        assert isinstance(column.type, Integer), about
        assert 0 <= range_of(field).min <= range_of(field).max < 2**31, about
    elif isinstance(field, fields.String):
        assert isinstance(column.type, String), about
        assert not isinstance(column.type, Enum), about
        assert column.type.length == longest(field), about


@kinds
def test_a_column_is_as_long_as_its_field(record):
    for model, schema in pairs(record):
        for name, field in flat(model, schema):
            assert_holds(columns(model)[name], field)
    for model, field in plain_lists(record):
        assert_holds(columns(model)[model.plain], field)


@kinds
def test_a_reference_is_a_foreign_key_that_waits_for_the_end(record):
    found = [(columns(m)[n], f) for m, schema in pairs(record) for n, f in flat(m, schema)]
    found += [(columns(m)[m.plain], f) for m, f in plain_lists(record)]
    for column, field in found:
        assert bool(column.foreign_keys) is isinstance(field, Reference), column
        for key in column.foreign_keys:
            assert key.column.table.name == KINDS[field.kind].model.__tablename__
            assert (key.deferrable, key.initially) == (True, "DEFERRED")
            assert column.type.length == longest(field) == SLUG_LENGTH


@kinds
def test_the_documents_have_the_properties_of_the_contract(record):
    expected = {*PROPERTIES[record].split(), "identifiers", "citations"}
    assert {*written(KINDS[record])} == expected
    for schema in parts(KINDS[record]):
        assert {*written(schema)} == {*PARTS[schema.noun()].split()}


def parts(schema):
    """The schemas of what is nested in a schema."""
    for field in written(schema).values():
        inner = getattr(field, "inner", field)
        if isinstance(inner, fields.Nested):
            yield inner.nested
            yield from parts(inner.nested)


@kinds
def test_what_is_absent_reads_as_the_contract_says(record):
    for schema in (KINDS[record], *parts(KINDS[record])):
        for name, field in written(schema).items():
            if field.required:
                assert name in REQUIRED[schema.noun()], (schema, name)
                continue
            given = field.load_default
            given = given() if callable(given) else given
            assert given == absent(name, field), (schema, name)
            assert field.allow_none is (given is None), (schema, name)


@kinds
def test_every_field_is_described(record):
    for schema in (KINDS[record], *parts(KINDS[record])):
        for name, field in schema._declared_fields.items():
            described = field.metadata["description"]
            assert described.rstrip().endswith((".", ")")), (schema, name)
            assert described[0].isupper() or described[0] in "`1", (schema, name)


# Filters and sorts


@kinds
def test_the_filters_are_those_of_the_contract_and_of_the_model(record):
    query, model = QUERIES[record]._declared_fields, KINDS[record].model
    filters = {*query} - {"limit", "cursor", "total", "sort", "q", "include"}
    assert filters == {*model.conditions} - {"q"}
    assert filters == {*FILTERS[record].split(), "identifier", "source"}


@kinds
def test_the_sorts_are_those_of_the_contract_and_of_the_model(record):
    sort = QUERIES[record]._declared_fields["sort"]
    assert sort.values == list(KINDS[record].model.sorts) == SORTS[record]
    assert sort.load_default == SORTS[record][0]


@kinds
def test_a_filter_by_vocabulary_takes_the_values_of_the_field(record):
    query, own = QUERIES[record]._declared_fields, written(KINDS[record])
    for name in {*query} & {*own}:
        if isinstance(own[name], Choice):
            assert query[name].inner.values == own[name].values, name


@kinds
def test_openapi_lists_the_parameters_of_the_query(record):
    path = document()["paths"][f"/{KINDS[record].model.__tablename__}"]["get"]
    listed = {p["name"]: p for p in path["parameters"] if p["in"] == "query"}
    assert {*listed} == {*QUERIES[record]._declared_fields}
    for parameter in listed.values():
        assert parameter["description"]
        if parameter["schema"].get("type") == "array":
            # The form that all generated clients send.
            assert (parameter["style"], parameter["explode"]) == ("form", True)


# OpenAPI


CONSTRAINTS = {
    "pattern",
    "maxLength",
    "minLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "uniqueItems",
    "multipleOf",
    "additionalProperties",
}
METHODS = ("get", "put", "post", "patch", "delete")


def components():
    return document()["components"]["schemas"]


def operations():
    """Every operation: method, path and what OpenAPI says of it."""
    return [
        (f"{method} {path}", operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def walk(part, skip=("example", "examples")):
    """Every object within a part of the document, examples aside."""
    if isinstance(part, dict):
        yield part
        for name, inner in part.items():
            if name not in skip:
                yield from walk(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from walk(inner)


def nouns():
    return [name.removesuffix("Input") for name in components() if name.endswith("Input")]


def test_every_noun_of_the_contract_has_two_components():
    assert {*nouns()} == {*REQUIRED}
    assert {*nouns()} <= {*components()}


def own_properties(noun):
    """The properties of a component; what can stand beside a record is none of them."""
    return {*components()[noun]["properties"]} - {"included"}


@pytest.mark.parametrize("noun", list(REQUIRED))
def test_what_is_read_has_every_property_and_no_constraint(noun):
    read = components()[noun]
    assert {*read["required"]} == own_properties(noun)
    for part in walk(read):
        assert CONSTRAINTS.isdisjoint(part), part


@pytest.mark.parametrize("noun", list(REQUIRED))
def test_what_is_written_requires_what_the_contract_does(noun):
    asked = components()[f"{noun}Input"]
    assert {*asked.get("required", [])} == REQUIRED[noun]
    assert asked["additionalProperties"] is False, "unknown properties are refused"
    assert {*asked["properties"]} == own_properties(noun)


@kinds
def test_a_patch_takes_nothing_away_that_is_required(record):
    noun = KINDS[record].noun()
    for name, said in components()[f"{noun}Patch"]["properties"].items():
        nullable = "null" in said.get("type", "") or {"type": "null"} in said.get("anyOf", ())
        assert nullable == (name not in REQUIRED[noun]), name


@pytest.mark.parametrize("noun", list(REQUIRED))
def test_what_is_written_refers_to_what_is_written(noun):
    for suffix, others in (("", ("Input", "Patch")), ("Input", ("Patch",))):
        said = [part["$ref"] for part in walk(components()[f"{noun}{suffix}"]) if "$ref" in part]
        names = [reference.rpartition("/")[2] for reference in said]
        assert not [name for name in names if name.endswith(others)]
    references = [p["$ref"] for p in walk(components()[f"{noun}Input"]) if "$ref" in p]
    for name in (reference.rpartition("/")[2] for reference in references):
        assert name.endswith("Input") or "enum" in components()[name], name


@kinds
def test_read_only_properties_say_so(record):
    asked = components()[f"{KINDS[record].noun()}Input"]["properties"]
    assert {name for name, said in asked.items() if said.get("readOnly")} == {*READ_ONLY}


def test_what_is_written_is_constrained_as_the_schema_has_it():
    for schema in {s for kind in KINDS.values() for s in (kind, *parts(kind))}:
        properties = components()[f"{schema.noun()}Input"]["properties"]
        for name, field in written(schema).items():
            if type(field) is fields.String:
                assert properties[name]["maxLength"] == longest(field), (schema, name)
            if isinstance(field, fields.Integer | Number):
                bounds = (properties[name]["minimum"], properties[name]["maximum"])
                assert bounds == (range_of(field).min, range_of(field).max), (schema, name)


def test_patterns_are_those_of_every_language_not_of_python_alone():
    patterns = [
        part["pattern"] for part in walk(document()) if isinstance(part.get("pattern"), str)
    ]
    assert patterns
    for pattern in patterns:
        assert re.match(r"\^", pattern), pattern
        assert pattern.endswith("$"), pattern
        assert not re.search(r"\\[AZz]|\(\?[a-zP<]", pattern), pattern


@pytest.mark.parametrize("noun", list(REQUIRED))
def test_null_is_allowed_where_the_schema_allows_it(noun):
    schemas = {s.noun(): s for kind in KINDS.values() for s in (kind, *parts(kind))}
    for name, field in written(schemas[noun]).items():
        for component in (noun, f"{noun}Input"):
            said = components()[component]["properties"][name]
            kinds_said = said.get("type", [])
            nullable = "null" in kinds_said or {"type": "null"} in said.get("anyOf", [])
            # Any JSON value: null is one.
            assert nullable is field.allow_none or isinstance(field, fields.Raw), (noun, name)


def test_every_component_and_every_property_is_described():
    for name, component in components().items():
        assert component.get("description"), name
        for member, said in component.get("properties", {}).items():
            assert said.get("description"), (name, member)


def test_no_component_is_numbered():
    assert [name for name in components() if re.search(r"\d$", name)] == []
    assert [name for name in components() if not re.fullmatch(r"(?:[A-Z][a-z]+)+", name)] == []


def test_no_default_is_null():
    assert [part for part in walk(document()) if part.get("default", ...) is None] == []


def test_no_property_or_parameter_has_a_name_that_clients_must_change():
    taken = {"date", "format", "type", "next", "copy", "json", "from", "class", "self", "schema"}
    listed = [p["name"] for _, operation in operations() for p in operation.get("parameters", [])]
    # RFC 9457 has given `type` to problems, and RFC 6902 `from` to patches.
    given = {"Problem", "PatchOperation"}
    named = [
        n for c, said in components().items() if c not in given for n in said.get("properties", ())
    ]
    assert taken.isdisjoint([*listed, *named])


def test_every_operation_has_an_id_of_its_own():
    ids = [operation["operationId"] for _, operation in operations()]
    assert len(ids) == len({*ids})
    assert [name for name in ids if not re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)+", name)] == []


def test_every_operation_says_what_it_is():
    for name, operation in operations():
        assert operation["summary"].strip(), name
        assert not operation["summary"].endswith("."), name
        assert operation["description"].strip(), name
        assert len(operation["tags"]) == 1, name
    tags = {tag["name"]: tag.get("description") for tag in document()["tags"]}
    assert {operation["tags"][0] for _, operation in operations()} == {*tags}
    assert all(tags.values())


def contents():
    """The bodies that operations take and give when all goes well: where, schema and examples."""
    for name, operation in operations():
        bodies = [operation.get("requestBody", {})]
        bodies += [said for code, said in operation["responses"].items() if code.startswith("2")]
        for body in bodies:
            for content in body.get("content", {}).values():
                yield name, content


def shown(content):
    """The values of the examples, wherever they are kept."""
    if "example" in content:
        return [content["example"]]
    found = []
    for example in content.get("examples", {}).values():
        kept = document()["components"]["examples"]
        name = example.get("$ref", "").rpartition("/")[2]
        found.append(kept[name]["value"] if name else example["value"])
    return found


def test_every_body_has_an_example_that_is_one():
    for name, content in contents():
        schema = {**content["schema"], "components": document()["components"]}
        examples = shown(content)
        assert examples, name
        for example in examples:
            jsonschema_rs.validator_for(schema).validate(example)


def test_every_operation_documents_success_first():
    for name, operation in operations():
        first = next(iter(operation["responses"]))
        assert first in ("200", "201", "204"), name
        assert "default" in operation["responses"], name


def test_main_operations_answer_json_alone():
    for name, operation in operations():
        for code, said in operation["responses"].items():
            if code.startswith("2") and not re.search(r"\.[a-z]+$", name):
                assert [*said.get("content", {})] in ([], ["application/json"]), name


# What the application may answer before an operation of its own comes to it.
ALWAYS = {"406", "422"}


def test_every_operation_documents_what_every_request_may_be_answered():
    for name, operation in operations():
        # A suffix says what is wanted, whatever Accept says.
        always = ALWAYS - {"406"} if re.search(r"\.[a-z]+$", name) else ALWAYS
        assert always - {*operation["responses"]} == set(), name


def test_every_get_documents_its_etag():
    lacking = [
        name
        for name, operation in operations()
        if name.startswith("get") and "ETag" not in operation["responses"]["200"].get("headers", {})
    ]
    assert lacking == []


def test_writing_asks_for_a_token_and_reading_does_not():
    for name, operation in operations():
        asked = [] if name.startswith("get") else [{"bearerAuth": []}]
        assert operation["security"] == asked, name


def test_the_committed_document_is_what_the_application_says(tmp_path):
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/unused"))
    assert FlaskClient(app).get("/openapi.json").data == DOCUMENT.read_bytes()


# Models and migrations


@pytest.fixture
def engine(empty_archive):
    engine = make_engine(empty_archive[0])
    yield engine
    engine.dispose()


COMPARED = {"compare_server_default": True, "include_name": is_compared}


def test_the_migrations_make_what_the_models_say(engine):
    # The archive was upgraded already; once more changes nothing.
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=COMPARED)
        assert compare_metadata(context, Base.metadata) == []


def words_in(condition):
    return {*re.findall(r"'([a-z_]+)'", condition)}


def test_the_migrations_check_the_vocabularies_that_the_models_do(engine):
    """Alembic does not compare these: a vocabulary that grew would be refused by the tables."""
    found = inspect(engine)
    for table in Base.metadata.tables.values():
        checks = {check["name"]: check for check in found.get_check_constraints(table.name)}
        for column in table.columns:
            if isinstance(column.type, Enum):
                name = f"ck_{table.name}_{column.type.name}"
                assert words_in(checks[name]["sqltext"]) == {*column.type.enums}, name


def test_the_migrations_let_references_wait_for_the_end(engine):
    found = inspect(engine)
    for table in Base.metadata.tables.values():
        keys = {tuple(k["constrained_columns"]): k for k in found.get_foreign_keys(table.name)}
        for constraint in table.foreign_key_constraints:
            said = keys[tuple(constraint.column_keys)]["options"]
            assert said.get("deferrable") is True, (table.name, constraint.column_keys)
            assert said.get("initially", "").upper() == "DEFERRED"


COLLATIONS = text(
    "SELECT table_name, column_name, collation_name FROM information_schema.columns"
    " WHERE table_schema = 'public' AND collation_name IS NOT NULL"
)


def sorted_columns():
    """The columns that order something: slugs, and the texts of sorts."""
    for table in Base.metadata.tables.values():
        yield from ((table.name, column.name) for column in table.columns if column.name == "slug")
    for schema in KINDS.values():
        columns = {column for sort in schema.model.sorts for column in schema.model.order(sort)}
        yield from ((c.table.name, c.name) for c in columns if isinstance(c.type, String))


def test_the_migrations_collate_by_code_point(engine):
    """Alembic does not compare these either."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            tables = connection.scalars(text("SELECT sql FROM sqlite_schema")).all()
            # By code point is SQLite's own way, where nothing else is said.
            assert not [sql for sql in tables if sql and "COLLATE" in sql.upper()]
            return
        said = {(table, column): name for table, column, name in connection.execute(COLLATIONS)}
    assert {place: said.get(place) for place in sorted_columns()} == dict.fromkeys(
        sorted_columns(), "C"
    )
