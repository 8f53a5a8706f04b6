"""`include`: the records that stand beside others, in one statement more for each kind."""

import orjson
import pytest
from documents import LISTS, every

from api.writing import Writing
from models import make_engine, using
from schemas import KINDS
from schemas.draft import draft

OSAKA = "/meetings/osaka-2019"
# By the list of a kind: the lists that can be read along with it.
ALONG = {
    "meetings": "leaders meetings parties sources statements topics",
    "leaders": "parties sources",
    "topics": "sources topics",
    "statements": "leaders meetings parties sources statements topics",
    "parties": "sources",
    "sources": "parties sources",
}
# The members of documents that refer to a list. `statement` and the like are plain strings.
REFERRING = {
    "leaders": {"leader", "speaker"},
    "meetings": {"meeting", "part_of"},
    "parties": {"party", "country", "status_by", "parties"},
    "sources": {"source"},
    "statements": {"reply_to", "statements"},
    "topics": {"topic", "topics", "broader"},
}


def referred(part, names):
    """The slugs that stand in members of these names, wherever in a document."""
    if isinstance(part, list):
        return {slug for entry in part for slug in referred(entry, names)}
    if not isinstance(part, dict):
        return set()
    found = set()
    for name, value in part.items():
        plain = value if isinstance(value, list) else [value]
        found |= {slug for slug in plain if isinstance(slug, str) and name in names}
        found |= referred(value, names)
    return found


@pytest.mark.parametrize("path", LISTS.values())
def test_what_a_page_refers_to_stands_beside_it(client, path):
    documents = {one: {d["slug"]: d for d in every(client, one)} for one in LISTS.values()}
    page = client.get(f"/{path}?limit=200&include={ALONG[path].replace(' ', ',')}").json
    assert page["items"] == client.get(f"/{path}?limit=200").json["items"]
    assert [*page["included"]] == ALONG[path].split()
    for one, records in page["included"].items():
        wanted = referred(page["items"], REFERRING[one])
        if (path, one) == ("meetings", "statements"):
            slugs = {item["slug"] for item in page["items"]}
            wanted |= {s for s, said in documents[one].items() if said["meeting"] in slugs}
        assert records == {slug: documents[one][slug] for slug in sorted(wanted)}, one
        assert [*records] == sorted(records)


def test_a_record_is_read_with_others_beside_it(client):
    alone = client.get(OSAKA)
    answer = client.get(f"{OSAKA}?include=leaders&include=statements")
    assert answer.data.startswith(alone.data[:-1])
    included = answer.json["included"]
    assert [*included] == ["leaders", "statements"]
    assert included["leaders"]["sergey-lavrov"] == client.get("/leaders/sergey-lavrov").json
    # Those made at it, and those before it that its background names.
    said = {one["slug"] for one in every(client, "statements", meeting="osaka-2019")}
    before = referred(alone.json["background"], {"statements"})
    assert {*included["statements"]} == said | before
    assert len(said) > 20
    assert before - said


def test_what_stands_beside_a_record_is_no_part_of_it(writer):
    alone = writer.get(OSAKA)
    beside = writer.get(f"{OSAKA}?include=leaders").json
    answer = writer.put(OSAKA, json=beside, headers={"If-Match": alone.headers["ETag"]})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/included")
    del beside["included"]
    answer = writer.put(OSAKA, json=beside, headers={"If-Match": alone.headers["ETag"]})
    assert (answer.status_code, answer.data) == (200, alone.data)


def test_the_bytes_of_items_stay_as_they_are(client):
    alone = client.get("/statements?limit=5&sort=-made_on").data
    answer = client.get("/statements?limit=5&sort=-made_on&include=topics")
    end = alone.index(b'],"next_url"')
    assert answer.data.startswith(alone[:end])
    # The page after it is one with others beside it too, and its cursor is that of any page.
    assert "include=topics" in answer.json["next_url"]
    assert answer.json["next_cursor"] == orjson.loads(alone)["next_cursor"]
    following = client.get(answer.json["next_url"]).json
    assert following["included"]["topics"]


def test_nothing_beside_is_an_empty_object(client):
    answer = client.get("/statements?meeting=helsinki-2018&include=topics")
    assert (answer.json["items"], answer.json["included"]) == ([], {"topics": {}})
    assert "included" not in client.get("/topics").json


@pytest.mark.parametrize("path", LISTS.values())
def test_only_what_applies_can_be_included(client, path):
    slug = client.get(f"/{path}").json["items"][0]["slug"]
    for name in {"", "revisions", "Leaders", "leaders,", *ALONG} - {*ALONG[path].split()}:
        for address in (f"/{path}?include={name}", f"/{path}/{slug}?include={name}"):
            answer = client.get(address)
            assert answer.status_code == 422, address
            assert {error["parameter"] for error in answer.json["errors"]} == {"include"}


@pytest.mark.parametrize("path", LISTS.values())
def test_what_is_included_is_one_statement_more(client, count_statements, path):
    slug = client.get(f"/{path}").json["items"][0]["slug"]
    names = ALONG[path].split()
    for number in range(len(names) + 1):
        query = f"include={','.join(names[:number])}" if number else ""
        for address in (f"/{path}?{query}", f"/{path}?limit=2&{query}", f"/{path}/{slug}?{query}"):
            with count_statements() as said:
                assert client.get(address).status_code == 200
            assert len(said) == 1 + bool(number), address


def test_more_than_a_thousand_of_a_kind_are_refused(writer, archive):
    said = {"kind": "scene", "text": "A word.", "meeting": "helsinki-2018"}
    schema = KINDS["statement"]
    drafts = [draft(schema, schema().load({**said, "slug": f"s-{n}"})) for n in range(1001)]
    engine = make_engine(archive[0])
    with using(engine):
        writing = Writing("tester")
        writing.save(schema, drafts)
        writing.commit()
    engine.dispose()
    helsinki = "/meetings/helsinki-2018?include=statements"
    answer = writer.get(helsinki)
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "include")
    assert "1000 statements" in answer.json["detail"]
    last = writer.get("/statements/s-0")
    writer.delete("/statements/s-0", headers={"If-Match": last.headers["ETag"]})
    assert len(writer.get(helsinki).json["included"]["statements"]) == 1000


def test_an_answer_with_others_beside_it_changes_with_them(writer):
    before = writer.get(f"{OSAKA}?include=topics")
    same = writer.get(f"{OSAKA}?include=topics", headers={"If-None-Match": before.headers["ETag"]})
    assert same.status_code == 304
    tag = writer.get("/topics/syria").headers["ETag"]
    writer.patch("/topics/syria", json={"name": "Syrian war"}, headers={"If-Match": tag})
    after = writer.get(f"{OSAKA}?include=topics", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json["included"]["topics"]["syria"]["name"] == "Syrian war"
