"""What records were: as of an instant, by version, and what differs between two versions."""

import re
from datetime import datetime, timedelta

import orjson
import pytest
from documents import LISTS, documents, fill_pool
from hypothesis import given
from hypothesis import strategies as st
from jsonpatch import apply_patch
from test_documents import examples
from test_writing import KINDS, MORE, NEW, address, create, patch, remove


def at(instant, path, client):
    return client.get(path, query_string={"as_of": instant})


def before(instant):
    """A microsecond earlier, and in another zone."""
    moment = datetime.fromisoformat(instant) - timedelta(microseconds=1)
    return moment.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_is_read_as_it_stood_at_an_instant(empty, kind):
    path = address(kind)
    first = create(empty, kind)
    second = patch(empty, path, **MORE[kind])
    remove(empty, path)
    third = empty.put(path, json=NEW[kind], headers={"If-None-Match": "*"})
    created, updated, removed, restored = (
        one["at"] for one in empty.get(f"{path}/revisions").json["items"]
    )
    assert at(before(created), path, empty).status_code == 404
    for answer, since, until in (
        (first, created, updated),
        (second, updated, removed),
        (third, restored, None),
    ):
        for instant in [since, *([before(until)] if until else ["9999-12-31T23:59:59Z"])]:
            then = at(instant, path, empty)
            assert then.data == answer.data
            assert then.headers["ETag"] == answer.headers["ETag"]
    for instant in (removed, before(restored)):
        gone = at(instant, path, empty)
        assert (gone.status_code, gone.json["code"]) == (410, "removed")
        assert removed in gone.json["detail"]


def test_a_removed_record_can_still_be_read_as_it_was(empty):
    create(empty, "parties")
    written = empty.get("/parties/ch")
    remove(empty, "/parties/ch")
    assert empty.get("/parties/ch").status_code == 410
    assert at(written.json["updated_at"], "/parties/ch", empty).data == written.data


def test_an_instant_may_have_any_zone_and_any_precision(client):
    path = "/meetings/osaka-2019"
    written = datetime.fromisoformat(client.get(path).json["updated_at"])
    tokyo = datetime.fromisoformat(re.sub(r"\+00:00", "+09:00", written.isoformat()))
    there = (tokyo + timedelta(hours=9)).isoformat()
    assert at(there, path, client).status_code == 200
    assert at(there.replace("T", "t"), path, client).status_code == 200
    # What is finer than the archive's own microseconds changes nothing.
    assert at(there.replace("+", "999+"), path, client).status_code == 200
    assert at(tokyo.isoformat(), path, client).status_code == 404


NO_INSTANTS = [
    "",
    "now",
    "2026",
    "2026-01-31",
    "2026-01-31T09:30Z",
    "2026-01-31T09:30:00",
    "2026-01-31 09:30:00Z",
    "2026-01-31T09:30:00 02:00",
    "2026-01-31T09:30:00+0200",
    "2026-01-31T09:30:00.Z",
    "2026-02-30T09:30:00Z",
    "2026-01-31T24:30:00Z",
    "2026-01-31T09:30:00+25:00",
    "20260131T093000Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-01-31T09:30:00Z\n",
    "٢٠٢٦-01-31T09:30:00Z",
    "1769852400",
    "\0",
]


def test_what_is_no_instant_with_its_zone_is_refused(client):
    for instant in NO_INSTANTS:
        answer = at(instant, "/meetings/osaka-2019", client)
        assert answer.status_code == 422, instant
        assert [error["parameter"] for error in answer.json["errors"]] == ["as_of"], instant
    twice = client.get("/meetings/osaka-2019?as_of=2026-01-31T09:30:00Z&as_of=2027-01-31T09:30:00Z")
    assert twice.status_code == 422


def test_records_are_read_along_as_they_are_now_only(client):
    query = {"as_of": "2026-01-31T09:30:00Z", "include": "leaders"}
    answer = client.get("/meetings/osaka-2019", query_string=query)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == "include"


@pytest.mark.parametrize("kind", KINDS)
def test_what_never_was_is_not_found_at_any_instant(client, kind):
    for slug in ("yalta-1945", "YALTA", "%00", "a" * 101):
        answer = at("2026-01-31T09:30:00Z", f"/{kind}/{slug}", client)
        assert answer.status_code == 404, slug


def test_reading_as_of_an_instant_is_one_statement(client, count_statements):
    for instant, status in (("1945-02-04T12:00:00Z", 404), ("9999-01-01T00:00:00Z", 200)):
        with count_statements() as said:
            assert at(instant, "/meetings/osaka-2019", client).status_code == status
        assert len(said) == 1


# What differs


def diff(client, path, first, second):
    return client.get(f"{path}/revisions/{first}..{second}/diff")


def test_the_diff_of_two_versions_is_a_json_patch(writer):
    path = "/meetings/osaka-2019"
    patch(writer, path, duration_minutes=81, summary=None)
    answer = diff(writer, path, 1, 2)
    assert answer.mimetype == "application/json"
    steps = {step["path"]: step for step in answer.json}
    assert {*steps} == {"/duration_minutes", "/summary", "/version", "/updated_at"}
    assert steps["/duration_minutes"] == {
        "op": "replace",
        "path": "/duration_minutes",
        "value": 81,
    }
    back = {step["path"]: step for step in diff(writer, path, 2, 1).json}
    assert back["/duration_minutes"]["value"] == 80
    assert diff(writer, path, 2, 2).json == []


def test_a_diff_is_of_versions_that_are_there(empty):
    create(empty, "parties")
    patch(empty, "/parties/ch", **MORE["parties"])
    remove(empty, "/parties/ch")
    assert diff(empty, "/parties/ch", 1, 2).status_code == 200
    assert diff(empty, "/parties/ch", 1, 3).status_code == 410
    assert diff(empty, "/parties/ch", 3, 1).status_code == 410
    for first, second in ((1, 4), (0, 1), (1, 2**31), ("1", "latest"), (1, "")):
        assert diff(empty, "/parties/ch", first, second).status_code == 404, (first, second)
    assert diff(empty, "/parties/CH", 1, 2).status_code == 404


def test_a_diff_is_one_statement(client, count_statements):
    with count_statements() as said:
        assert diff(client, "/topics/syria", 1, 1).status_code == 200
    assert len(said) == 1


def uncited(record):
    return documents(record, "vienna-1989").map(lambda document: document | {"citations": []})


TWO_VERSIONS = st.sampled_from([*LISTS]).flatmap(
    lambda record: st.tuples(st.just(record), uncited(record), uncited(record))
)


def test_a_diff_applied_to_the_first_version_gives_the_second(empty):
    fill_pool(empty)

    @examples(30)
    @given(TWO_VERSIONS)
    def hold(versions):
        record, first, second = versions
        path = f"/{LISTS[record]}/vienna-1989"
        before = empty.get(path)
        headers = {"If-Match": before.headers["ETag"]} if before.status_code == 200 else {}
        one = empty.put(path, json=first, headers=headers)
        other = empty.put(path, json=second, headers={"If-Match": one.headers["ETag"]})
        steps = diff(empty, path, one.json["version"], other.json["version"])
        # As texts, or true would be 1.
        assert text(apply_patch(one.json, steps.json)) == text(other.json)

    hold()


def text(document):
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
