"""What holds for every document: it is read as it was written, and can be written as it was read.

The documents are made up from the schemas, and those of the seeds.
"""

import orjson
import pytest
from documents import LISTS, completed, create, documents, every, fill_pool
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import Schema

from api import checking, rendering
from api.errors import Problem
from api.examples import written
from api.writing import check
from models import connection, store, using
from schemas import KINDS
from schemas.part import READ_ONLY, Part

SLUG = "washington-1987"
# An example removes what the one before it wrote, so they can share the archive of their test.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
kinds = pytest.mark.parametrize("record", list(KINDS))


def examples(number):
    return settings(max_examples=number, deadline=None, suppress_health_check=SHARED, database=None)


def address(record, slug=SLUG):
    return f"/{LISTS[record]}/{slug}"


def write(client, record, document):
    """Write a document as a new record, in the place of the one that was written before it."""
    before = client.get(address(record))
    if before.status_code == 200:
        assert client.delete(address(record), headers=matching(before)).status_code == 204
    response = client.put(address(record), json=document, headers={"If-None-Match": "*"})
    assert response.status_code == 201, response.text
    return response


def matching(response):
    return {"If-Match": response.headers["ETag"]}


def without_read_only(document):
    return {name: value for name, value in document.items() if name not in READ_ONLY}


def told_by_tables(client, record, slug):
    """The document as the tables have it."""
    with using(client.application.extensions["engine"]):
        return store.read(KINDS[record].model, [slug])[slug]


def rerender(client, record):
    with using(client.application.extensions["engine"]):
        rendering.rerender([record])
        connection().commit()


def wrong(client):
    """What `readout check` finds wrong in the archive."""
    with using(client.application.extensions["engine"]):
        return list(checking.check_archive())


def assert_unchanged(before, after):
    """The answer to a write that changed nothing."""
    assert after.status_code == 200, after.text
    assert after.data == before.data
    assert after.headers["ETag"] == before.headers["ETag"]


@kinds
def test_a_document_is_read_as_it_was_written(empty, record):
    fill_pool(empty)

    @examples(40)
    @given(documents(record, SLUG))
    def check(document):
        written = write(empty, record, document)
        read = empty.get(address(record))
        assert without_read_only(read.json) == completed(KINDS[record], document)
        assert read.data == written.data
        assert set(read.json) == {*KINDS[record]._declared_fields}

    check()


@kinds
def test_the_tables_say_what_the_document_says(empty, record):
    fill_pool(empty)

    @examples(20)
    @given(documents(record, SLUG))
    def check(document):
        written = write(empty, record, document)
        read = written.json
        told = told_by_tables(empty, record, SLUG)
        assert without_read_only(told) == without_read_only(read)
        assert wrong(empty) == []
        rerender(empty, record)
        assert empty.get(address(record)).text == written.text

    check()


@kinds
def test_a_document_that_was_read_can_be_put_back(empty, record):
    fill_pool(empty)

    @examples(20)
    @given(documents(record, SLUG))
    def check(document):
        write(empty, record, document)
        read = empty.get(address(record))
        put = empty.put(address(record), json=read.json, headers=matching(read))
        assert_unchanged(read, put)
        # What was sent first says the same, defaults left out.
        again = empty.put(address(record), json=document, headers=matching(read))
        assert_unchanged(read, again)

    check()


@kinds
def test_a_patch_that_names_nothing_changes_nothing(empty, record):
    fill_pool(empty)

    @examples(15)
    @given(documents(record, SLUG))
    def check(document):
        written = write(empty, record, document)
        assert_unchanged(written, empty.patch(address(record), json={}, headers=matching(written)))
        assert_unchanged(written, empty.get(address(record)))

    check()


@kinds
def test_a_document_can_be_replaced_by_any_other(empty, record):
    """What the one before it had is gone, in the tables too."""
    fill_pool(empty)
    uncited = documents(record, SLUG).map(lambda document: document | {"citations": []})

    @examples(15)
    @given(uncited, uncited)
    def check(first, second):
        before = write(empty, record, first)
        response = empty.put(address(record), json=second, headers=matching(before))
        assert response.status_code == 200, response.text
        assert without_read_only(response.json) == completed(KINDS[record], second)
        assert without_read_only(told_by_tables(empty, record, SLUG)) == without_read_only(
            response.json
        )

    check()


@kinds
def test_every_seed_can_be_put_back_unchanged(writer, record):
    for document in every(writer, LISTS[record]):
        path = address(record, document["slug"])
        read = writer.get(path)
        assert read.json == document
        assert_unchanged(read, writer.put(path, json=document, headers=matching(read)))
        assert_unchanged(read, writer.patch(path, json={}, headers=matching(read)))
        assert document["version"] == 1
    assert wrong(writer) == []


@kinds
def test_the_tables_say_what_the_seeds_say(client, record):
    slugs = [document["slug"] for document in every(client, LISTS[record])]
    assert slugs
    for slug in slugs:
        told = without_read_only(told_by_tables(client, record, slug))
        assert told == without_read_only(client.get(address(record, slug)).json)


def properties(record):
    """The properties that documents of a kind are made up with."""
    seen = set()

    @settings(examples(60), derandomize=True, database=None)
    @given(documents(record, SLUG))
    def look(document):
        seen.update(name for name, value in document.items() if value not in (None, []))

    look()
    return seen


@kinds
def test_made_up_documents_have_every_property(record):
    assert properties(record) == {*KINDS[record]._declared_fields} - {*READ_ONLY}


@examples(20)
@given(slugs=st.lists(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True), max_size=3))
def test_a_slug_within_a_hundred_characters_names_a_record(empty, slugs):
    for slug in {slug for slug in slugs if len(slug) <= 100}:
        if empty.get(address("topic", slug)).status_code == 404:
            create(empty, "topic", {"slug": slug, "name": slug})
        assert empty.get(address("topic", slug)).json["slug"] == slug


# What stands in the place of anything in a document; MISSING takes it away.
MISSING = object()
ODD = (
    *(MISSING, None, True, 0, 5, -1, 2.0, 1.5, 10**12, "", "a", "osaka-2019", "no slug", "2019-06"),
    *("x" * 20_000, [], [None], [{}], {}, {"name": "Osaka"}, {"no": 1}),
)


def altered(value):
    """A value with each thing in it, at whatever depth, replaced by each odd one; one at a time."""
    yield from ODD
    if isinstance(value, dict | list):
        places = value.items() if isinstance(value, dict) else enumerate(value)
        for place, inner in list(places):
            for other in altered(inner):
                copy = value.copy()
                copy[place] = other
                if other is MISSING:
                    del copy[place]
                yield copy


def shortened(value):
    """A value with two entries of each list: those that follow are checked as these are."""
    if isinstance(value, dict):
        return {name: shortened(inner) for name, inner in value.items()}
    return [shortened(inner) for inner in value[:2]] if isinstance(value, list) else value


def outcome(schema, data):
    try:
        return check(schema, data)
    except Problem as problem:
        return problem.errors


@pytest.mark.parametrize("schema", KINDS.values(), ids=KINDS)
def test_what_is_taken_as_it_is_is_what_marshmallow_would_make_of_it(schema, monkeypatch):
    given = [*altered(shortened(written(schema)))][len(ODD) :]
    quickly = [outcome(schema, data) for data in given]
    monkeypatch.setattr(Part, "_deserialize", Schema._deserialize)
    assert [orjson.dumps(one) for one in quickly] == [
        orjson.dumps(outcome(schema, data)) for data in given
    ]
