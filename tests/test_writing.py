"""Writing: a record's whole life, what a body may say, and what the archive keeps of it."""

from itertools import pairwise

import pytest

# Records that the seeds do not have: each with no more than it needs.
NEW = {
    "meetings": {
        "slug": "geneva-2021",
        "title": "Biden–Putin meeting in Geneva",
        "kind": "bilateral",
        "status": "held",
        "held_on": "2021-06-16",
    },
    "leaders": {"slug": "joe-biden", "name": "Joe Biden"},
    "topics": {"slug": "cyber-security", "name": "Cyber security"},
    "statements": {
        "slug": "geneva-2021-scene",
        "kind": "scene",
        "text": "The two shook hands in front of the Villa La Grange.",
    },
    "parties": {"slug": "ch", "name": "Switzerland", "kind": "state"},
    "sources": {
        "slug": "geneva-2021-transcript",
        "title": "Remarks by President Biden in Press Conference, Geneva",
        "kind": "official_transcript",
    },
}
KINDS = list(NEW)
RECORDS = {
    "meetings": "meeting",
    "leaders": "leader",
    "topics": "topic",
    "statements": "statement",
    "parties": "party",
    "sources": "source",
}

# What a later version of each says more, and an earlier one said otherwise.
MORE = {
    "meetings": {"summary": "The two met at the Villa La Grange."},
    "leaders": {"sort_name": "Biden, Joe"},
    "topics": {"description": "Attacks on networks, and their rules."},
    "statements": {"language": "en"},
    "parties": {"other_names": ["Swiss Confederation"]},
    "sources": {"publisher": "The White House"},
}
STILL_MORE = {
    "meetings": {"duration_minutes": 180},
    "leaders": {"born_on": "1942-11-20"},
    "topics": {"other_names": ["Cyberspace"]},
    "statements": {"made_on": "2021-06-16"},
    "parties": {"other_names": ["Confoederatio Helvetica"]},
    "sources": {"published_on": "2021-06-16"},
}

# Every property of each kind, as the contract lists them.
PROPERTIES = {
    "meetings": "slug title kind status status_on status_by status_note setting composition "
    "visit_class held_on held_time planned_on planned_time duration_minutes "
    "planned_duration_minutes place part_of summary participants topics background outcomes "
    "relations",
    "leaders": "slug name sort_name other_names party born_on died_on description offices",
    "topics": "slug name other_names description broader",
    "statements": "slug meeting sequence phase kind fidelity speaker speaker_label party made_on "
    "text language original_text original_language reply_to topics",
    "parties": "slug name kind other_names",
    "sources": "slug title kind publisher party published_on url archived_url language licence "
    "accessed_on note",
}
LISTS = "participants topics background outcomes relations other_names offices"
DEFAULTS = {
    **{name: [] for name in f"{LISTS} identifiers citations".split()},
    **dict.fromkeys(["setting", "composition", "phase", "fidelity"], "unknown"),
}
READ_ONLY = ("version", "created_at", "updated_at")

# What an entry of a list must have beside the member that a test is about.
BESIDE = {
    "participants": {"leader": "donald-trump"},
    "topics": {"topic": "syria"},
    "relations": {"kind": "follows", "meeting": "osaka-2019"},
    "citations": {"source": "osaka-2019-news-report"},
    "identifiers": {"scheme": "wikidata", "value": "Q41969841"},
}

# Where a document refers to others: the pointer, and the kind of the record referred to.
REFERENCES = {
    "meetings": {
        "/status_by": "parties",
        "/place/country": "parties",
        "/part_of": "meetings",
        "/participants/0/leader": "leaders",
        "/participants/0/party": "parties",
        "/topics/0/topic": "topics",
        "/background/0/topics/0": "topics",
        "/background/0/parties/0": "parties",
        "/background/0/statements/0": "statements",
        "/outcomes/0/topics/0": "topics",
        "/relations/0/meeting": "meetings",
        "/citations/0/source": "sources",
    },
    "leaders": {
        "/party": "parties",
        "/offices/0/party": "parties",
        "/citations/0/source": "sources",
    },
    "topics": {"/broader": "topics", "/citations/0/source": "sources"},
    "statements": {
        "/meeting": "meetings",
        "/speaker": "leaders",
        "/party": "parties",
        "/reply_to": "statements",
        "/topics/0/topic": "topics",
        "/citations/0/source": "sources",
    },
    "parties": {"/citations/0/source": "sources"},
    "sources": {"/party": "parties", "/citations/0/source": "sources"},
}
ABOVE = {"meetings": "part_of", "topics": "broader", "statements": "reply_to"}
WIKIDATA = {"scheme": "wikidata", "value": "Q6279"}


def address(kind, slug=None):
    return f"/{kind}/{slug or NEW[kind]['slug']}"


def create(client, kind, /, **members):
    """A new record of a kind, as it is answered."""
    answer = client.post(f"/{kind}", json={**NEW[kind], **members})
    assert answer.status_code == 201, answer.text
    return answer


def seen(client, path):
    """The header by which somebody who has read a record may change it."""
    return {"If-Match": client.get(path).headers["ETag"]}


def replace(client, path, document):
    return client.put(path, json=document, headers=seen(client, path))


def patch(client, path, /, **members):
    headers = {**seen(client, path), "Content-Type": "application/merge-patch+json"}
    return client.patch(path, json=members, headers=headers)


def remove(client, path):
    answer = client.delete(path, headers=seen(client, path))
    assert answer.status_code == 204, answer.text


def revisions(client, path):
    return client.get(f"{path}/revisions", query_string={"limit": 200}).json["items"]


def pointers(answer):
    """Where a body is wrong."""
    assert answer.status_code == 422, answer.text
    return [error["pointer"] for error in answer.json["errors"]]


def members(pointer, value, beside=BESIDE):
    """The members of a document that has a value at a pointer, and what must stand beside it."""
    name, *steps = pointer.split("/")[1:]
    if steps[:1] == ["0"]:
        inner = value if len(steps) == 1 else members("/" + "/".join(steps[1:]), value, {})
        return {name: [{**beside.get(name, {}), **inner} if len(steps) > 1 else inner]}
    return {name: members("/" + "/".join(steps), value, {}) if steps else value}


# A record's life


@pytest.mark.parametrize("kind", KINDS)
def test_a_records_whole_life(empty, kind):
    path, first, second = address(kind), NEW[kind], {**NEW[kind], **MORE[kind]}

    created = create(empty, kind)
    assert (created.headers["Location"], created.json["version"]) == (path, 1)
    read = empty.get(path)
    assert (read.data, read.headers["ETag"]) == (created.data, created.headers["ETag"])
    again = empty.get(path, headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

    replaced = replace(empty, path, second)
    assert (replaced.status_code, replaced.json["version"]) == (200, 2)
    unchanged = replace(empty, path, second)
    assert (unchanged.status_code, unchanged.data) == (200, replaced.data)
    outdated = {"If-Match": created.headers["ETag"]}
    assert empty.put(path, json=first, headers=outdated).status_code == 412
    assert empty.put(path, json=first).status_code == 428
    patched = patch(empty, path, **STILL_MORE[kind])
    assert (patched.status_code, patched.json["version"]) == (200, 3)

    note = {"X-Change-Note": "Entered twice"}
    gone = empty.delete(path, headers={**seen(empty, path), **note})
    assert (gone.status_code, gone.data) == (204, b"")
    left = empty.get(path)
    assert (left.status_code, left.json["code"]) == (410, "removed")
    said = ("Entered twice", "tester", f"{path}/revisions")
    assert [words for words in said if words not in left.json["detail"]] == []
    assert empty.get(f"{path}/revisions/1").json == created.json
    assert empty.get(f"{path}/revisions/3").json == patched.json
    taken = empty.post(f"/{kind}", json=first)
    assert (taken.status_code, taken.json["code"]) == (409, "slug_taken")

    back = empty.put(path, json=first, headers={"If-None-Match": "*"})
    assert (back.status_code, back.headers["Location"], back.json["version"]) == (201, path, 5)
    assert empty.get(path).data == back.data
    told = [
        (one["seq"], one["version"], one["action"], one["document"])
        for one in revisions(empty, path)
    ]
    assert told == [
        (1, 1, "created", created.json),
        (2, 2, "updated", replaced.json),
        (3, 3, "updated", patched.json),
        (4, 4, "removed", None),
        (5, 5, "restored", back.json),
    ]


def test_changes_of_all_kinds_are_counted_in_one_order_without_gaps(empty):
    for kind in KINDS:
        create(empty, kind)
        replace(empty, address(kind), {**NEW[kind], **MORE[kind]})
        remove(empty, address(kind))
    told = [one for kind in KINDS for one in revisions(empty, address(kind))]
    assert [one["seq"] for one in told] == list(range(1, 3 * len(KINDS) + 1))
    assert [one["record"] for one in told[::3]] == list(RECORDS.values())


def test_a_change_names_its_record_who_made_it_and_when(empty):
    created = create(empty, "parties").json
    [told] = revisions(empty, "/parties/ch")
    assert told == {
        "seq": 1,
        "record": "party",
        "slug": "ch",
        "version": 1,
        "action": "created",
        "at": created["updated_at"],
        "by": "tester",
        "note": None,
        "merged_into": None,
        "document": created,
    }


# Creating and replacing


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_out_reads_as_the_contract_says(empty, kind):
    created = create(empty, kind).json
    names = [*PROPERTIES[kind].split(), "identifiers", "citations"]
    wanted = {name: DEFAULTS.get(name) for name in names} | NEW[kind]
    assert {name: created[name] for name in READ_ONLY[:1]} == {"version": 1}
    assert {n: value for n, value in created.items() if n not in READ_ONLY} == wanted
    assert created.keys() == {*names, *READ_ONLY}


@pytest.mark.parametrize(
    ("kind", "name", "given", "wanted"),
    [
        ("meetings", "participants", {"leader": "donald-trump"},
         {"leader": "donald-trump", "party": None, "title": None, "capacity": "unknown",
          "part": "principal", "presence": "unknown"}),
        ("meetings", "topics", {"topic": "syria"},
         {"topic": "syria", "treatment": "unknown", "note": None}),
        ("meetings", "background", {},
         {"occurred_on": None, "text": None, "topics": [], "parties": [], "statements": []}),
        ("meetings", "outcomes", {}, {"kind": None, "text": None, "topics": []}),
        ("meetings", "relations", {"kind": "follows", "meeting": "osaka-2019"},
         {"kind": "follows", "meeting": "osaka-2019", "note": None}),
        ("leaders", "offices", {},
         {"title": None, "party": None, "capacity": "unknown", "started_on": None,
          "ended_on": None}),
        ("statements", "topics", {"topic": "syria"}, {"topic": "syria", "treatment": "unknown"}),
        ("parties", "citations", {"source": "osaka-2019-galpost"},
         {"source": "osaka-2019-galpost", "locator": None, "quote": None, "fields": [],
          "relation": "confirms", "value": None, "note": None}),
    ],
)  # fmt: skip
def test_what_an_entry_leaves_out_reads_as_the_contract_says(writer, kind, name, given, wanted):
    assert create(writer, kind, **{name: [given]}).json[name] == [wanted]


def test_what_a_place_leaves_out_reads_null(writer):
    place = create(writer, "meetings", place={"name": "Geneva"}).json["place"]
    nothing = dict.fromkeys(("country", "venue", "timezone", "latitude", "longitude"))
    assert place == {"name": "Geneva", **nothing}


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_that_was_read_can_be_sent_back(writer, kind):
    for document in writer.get(f"/{kind}", query_string={"limit": 200}).json["items"]:
        path = address(kind, document["slug"])
        sent = replace(writer, path, document)
        assert (sent.status_code, sent.json) == (200, document)
        assert len(revisions(writer, path)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_put_creates_a_record(empty, kind):
    answer = empty.put(address(kind), json=NEW[kind])
    assert (answer.status_code, answer.headers["Location"]) == (201, address(kind))
    assert answer.headers["ETag"] == empty.get(address(kind)).headers["ETag"]
    assert answer.json == empty.get(address(kind)).json


@pytest.mark.parametrize("kind", KINDS)
def test_a_put_without_a_slug_takes_that_of_its_address(empty, kind):
    document = {name: value for name, value in NEW[kind].items() if name != "slug"}
    assert empty.put(address(kind), json=document).json["slug"] == NEW[kind]["slug"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_slug_is_for_life(empty, kind):
    assert pointers(empty.put(address(kind, "another"), json=NEW[kind])) == ["/slug"]
    create(empty, kind)
    path, other = address(kind), {**NEW[kind], "slug": "another"}
    assert pointers(replace(empty, path, other)) == ["/slug"]
    assert pointers(patch(empty, path, slug="another")) == ["/slug"]
    assert pointers(patch(empty, path, slug=None)) == ["/slug"]
    assert empty.get(address(kind, "another")).status_code == 404
    assert empty.get(path).json["version"] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_slug_is_taken_once_within_a_kind(empty, kind):
    create(empty, kind)
    again = empty.post(f"/{kind}", json={**NEW[kind], **MORE[kind]})
    assert (again.status_code, again.json["code"]) == (409, "slug_taken")
    assert [error["pointer"] for error in again.json["errors"]] == ["/slug"]
    assert empty.get(address(kind)).json["version"] == 1


def test_two_kinds_may_share_a_slug(empty):
    for kind in KINDS:
        create(empty, kind, slug="geneva")
    assert {empty.get(address(kind, "geneva")).status_code for kind in KINDS} == {200}


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_property_is_refused_where_it_stands(empty, kind):
    both = {**NEW[kind], "colour": "blue", "weather": None}
    assert sorted(pointers(empty.post(f"/{kind}", json=both))) == ["/colour", "/weather"]
    assert sorted(pointers(empty.put(address(kind), json=both))) == ["/colour", "/weather"]
    create(empty, kind)
    assert pointers(patch(empty, address(kind), colour="blue")) == ["/colour"]


@pytest.mark.parametrize(
    ("kind", "pointer"),
    [
        ("meetings", "/place/colour"),
        ("meetings", "/participants/0/colour"),
        ("meetings", "/topics/0/colour"),
        ("meetings", "/background/0/colour"),
        ("meetings", "/outcomes/0/colour"),
        ("meetings", "/relations/0/colour"),
        ("leaders", "/offices/0/colour"),
        ("statements", "/topics/0/colour"),
        ("parties", "/citations/0/colour"),
        ("parties", "/identifiers/0/colour"),
    ],
)
def test_an_unknown_property_of_an_entry_is_refused_where_it_stands(writer, kind, pointer):
    document = {**NEW[kind], **members(pointer, "blue")}
    assert pointers(writer.post(f"/{kind}", json=document)) == [pointer]


def test_a_pointer_is_escaped_as_json_pointers_are(empty):
    document = {**NEW["parties"], "a/b~c": 1}
    assert pointers(empty.post("/parties", json=document)) == ["/a~1b~0c"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_only_is_ignored_whatever_it_holds(empty, kind):
    created = create(empty, kind, **dict.fromkeys(READ_ONLY, "no instant")).json
    assert created["version"] == 1
    assert created["created_at"] == created["updated_at"] != "no instant"
    for held in (7, "2019-06-28", None, True, [], {"a": {}}):
        answer = replace(empty, address(kind), {**NEW[kind], **dict.fromkeys(READ_ONLY, held)})
        assert (answer.status_code, answer.json) == (200, created)
        patched = patch(empty, address(kind), **dict.fromkeys(READ_ONLY, held))
        assert (patched.status_code, patched.json) == (200, created)


@pytest.mark.parametrize("kind", KINDS)
def test_created_at_stays_and_updated_at_grows(empty, kind):
    first = create(empty, kind).json
    second = patch(empty, address(kind), **MORE[kind]).json
    assert second["created_at"] == first["created_at"]
    assert second["updated_at"] > first["updated_at"]
    third = patch(empty, address(kind), **MORE[kind]).json
    assert third == second, "a write that changes nothing leaves the instant as well"


# Notes


@pytest.mark.parametrize("note", ["Typo", "Überprüft: «Женева», 16.6.", "ü" * 500])
def test_a_note_is_kept_with_the_change(empty, note):
    headers = {"X-Change-Note": note.encode().decode("latin-1")}
    empty.post("/parties", json=NEW["parties"], headers=headers)
    path = "/parties/ch"
    empty.put(path, json={**NEW["parties"], "name": "Suisse"}, headers=headers | seen(empty, path))
    empty.patch(path, json={"name": "Schweiz"}, headers=headers | seen(empty, path))
    empty.delete(path, headers=headers | seen(empty, path))
    assert [one["note"] for one in revisions(empty, path)] == [note] * 4
    assert note in empty.get(path).json["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_note_that_is_too_long_is_refused(empty, method):
    create(empty, "topics")
    path = "/topics" if method == "POST" else address("topics")
    sent = {"json": {**NEW["topics"], "slug": "espionage"}} if method == "POST" else {}
    sent = {"json": {**NEW["topics"], **MORE["topics"]}} if method in ("PUT", "PATCH") else sent
    headers = {"X-Change-Note": "x" * 501, **seen(empty, address("topics"))}
    answer = empty.open(path, method=method, headers=headers, **sent)
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json["errors"]] == ["X-Change-Note"]
    assert len(revisions(empty, address("topics"))) == 1


def test_a_note_that_is_too_long_is_refused_whether_the_record_is_there_or_not(empty):
    headers = {"X-Change-Note": "x" * 501, "If-Match": '"any"'}
    for method, change in (("PATCH", {}), ("PUT", NEW["topics"])):
        answer = empty.open(address("topics"), method=method, json=change, headers=headers)
        assert answer.status_code == 422, method
        assert [error["parameter"] for error in answer.json["errors"]] == ["X-Change-Note"]


# Merge patches


def geneva(client):
    place = {"name": "Geneva", "venue": "Villa La Grange", "latitude": 46.2, "longitude": 6.2}
    background = [{"text": "They spoke by telephone."}, {"text": "Ambassadors were recalled."}]
    return create(client, "meetings", place=place, background=background, summary="They met.").json


def test_null_in_a_patch_takes_away(empty):
    geneva(empty)
    path = "/meetings/geneva-2021"
    patched = patch(empty, path, summary=None, place=None, background=None).json
    assert (patched["summary"], patched["place"], patched["background"]) == (None, None, [])
    assert patch(empty, path, setting="third_country").json["setting"] == "third_country"
    assert patch(empty, path, setting=None).json["setting"] == "unknown"


def test_a_place_is_merged_within(empty):
    before = geneva(empty)["place"]
    after = patch(empty, "/meetings/geneva-2021", place={"venue": None, "name": "Genève"}).json
    assert after["place"] == {**before, "venue": None, "name": "Genève"}


def test_a_place_can_be_patched_in_where_there_was_none(empty):
    create(empty, "meetings")
    after = patch(empty, "/meetings/geneva-2021", place={"name": "Geneva", "venue": None}).json
    assert (after["place"]["name"], after["place"]["venue"]) == ("Geneva", None)


def test_a_list_is_replaced_as_a_whole(empty):
    before = geneva(empty)
    after = patch(empty, "/meetings/geneva-2021", background=[{"text": "They had met."}]).json
    assert [entry["text"] for entry in after["background"]] == ["They had met."]
    changed = ("background", "version", "updated_at")
    assert {n: v for n, v in after.items() if n not in changed} == {
        n: v for n, v in before.items() if n not in changed
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_patch_that_changes_nothing_makes_no_version(empty, kind):
    created = create(empty, kind).json
    for same in ({}, NEW[kind], created):
        answer = patch(empty, address(kind), **same)
        assert (answer.status_code, answer.json) == (200, created)
    assert len(revisions(empty, address(kind))) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_patch_makes_is_checked_whole(empty, kind):
    create(empty, kind)
    required = [name for name in NEW[kind] if name not in ("slug", "held_on")]
    for name in required:
        assert pointers(patch(empty, address(kind), **{name: None})) == [f"/{name}"]
    assert empty.get(address(kind)).json["version"] == 1


@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json"])
def test_a_patch_is_json_or_merge_patch(empty, media_type):
    create(empty, "parties")
    headers = {**seen(empty, "/parties/ch"), "Content-Type": media_type}
    answer = empty.patch("/parties/ch", data=b'{"name": "Suisse"}', headers=headers)
    assert (answer.status_code, answer.json["name"]) == (200, "Suisse")


@pytest.mark.parametrize("media_type", ["application/json-patch+json", "text/plain", "text/json"])
def test_a_patch_of_another_type_is_told_which_are_taken(empty, media_type):
    create(empty, "parties")
    headers = {**seen(empty, "/parties/ch"), "Content-Type": media_type}
    answer = empty.patch("/parties/ch", data=b'{"name": "Suisse"}', headers=headers)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    taken = {one.strip() for one in answer.headers["Accept"].split(",")}
    assert taken == {"application/json", "application/merge-patch+json"}


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_merge_patch_is_no_document(empty, method):
    path = "/parties" if method == "POST" else "/parties/ch"
    headers = {"Content-Type": "application/merge-patch+json"}
    answer = empty.open(path, method=method, json=NEW["parties"], headers=headers)
    assert (answer.status_code, answer.headers["Accept"]) == (415, "application/json")


# References


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_to_nothing_is_named(writer, kind):
    document = dict(NEW[kind])
    for pointer in REFERENCES[kind]:
        document = joined(document, members(pointer, "nobody", beside={}))
    if kind == "meetings":
        document["relations"][0]["kind"] = "follows"
    found = pointers(writer.post(f"/{kind}", json=document))
    assert sorted(found) == sorted(REFERENCES[kind])
    assert writer.get(address(kind)).status_code == 404


def joined(one, other):
    """Two documents in one, entry by entry."""
    if isinstance(one, dict) and isinstance(other, dict):
        inner = {name: joined(one[name], other[name]) for name in one.keys() & other.keys()}
        return one | other | inner
    if isinstance(one, list) and isinstance(other, list):
        return [joined(one[0], other[0])]
    return other


@pytest.mark.parametrize("kind", KINDS)
def test_a_reference_must_be_to_a_record_of_its_kind(writer, kind):
    """A slug of another kind is the slug of nothing."""
    others = {"parties": "osaka-2019", "sources": "us"}
    for pointer, target in REFERENCES[kind].items():
        wrong = members(pointer, others.get(target, "us"))
        assert pointers(writer.post(f"/{kind}", json={**NEW[kind], **wrong})) == [pointer]


@pytest.mark.parametrize("target", KINDS)
def test_a_record_that_others_refer_to_cannot_be_removed(writer, target):
    create(writer, target)
    uses = [(kind, p) for kind in KINDS for p, to in REFERENCES[kind].items() if to == target]
    users = []
    for number, (kind, pointer) in enumerate(uses):
        slug = f"geneva-2021-{number}"
        create(writer, kind, **members(pointer, NEW[target]["slug"]), slug=slug)
        users.append((kind, slug))
    path = address(target)
    answer = writer.delete(path, headers=seen(writer, path))
    assert (answer.status_code, answer.json["code"]) == (409, "in_use")
    named = sorted(error["detail"].split(" refers")[0] for error in answer.json["errors"])
    assert named == sorted(f"{RECORDS[kind]} {slug}" for kind, slug in users)
    for user in users:
        assert writer.get(path).status_code == 200
        remove(writer, address(*user))
    remove(writer, path)


def test_a_record_that_only_itself_refers_to_can_be_removed(empty):
    create(empty, "sources", citations=[{"source": NEW["sources"]["slug"]}])
    remove(empty, address("sources"))
    assert empty.get(address("sources")).status_code == 410


def test_a_removed_record_can_no_longer_be_referred_to(empty):
    create(empty, "parties")
    remove(empty, "/parties/ch")
    biden = {**NEW["leaders"], "party": "ch"}
    assert pointers(empty.post("/leaders", json=biden)) == ["/party"]


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("kind", ABOVE)
def test_a_record_cannot_come_to_stand_under_itself(empty, kind, length):
    slugs = [f"{NEW[kind]['slug']}-{number}" for number in range(length)]
    create(empty, kind, slug=slugs[0])
    for above, slug in pairwise(slugs):
        create(empty, kind, slug=slug, **{ABOVE[kind]: above})
    first = address(kind, slugs[0])
    assert pointers(patch(empty, first, **{ABOVE[kind]: slugs[-1]})) == [f"/{ABOVE[kind]}"]
    assert empty.get(first).json[ABOVE[kind]] is None


@pytest.mark.parametrize("kind", ABOVE)
def test_a_new_record_cannot_stand_under_itself(empty, kind):
    document = {**NEW[kind], ABOVE[kind]: NEW[kind]["slug"]}
    assert pointers(empty.post(f"/{kind}", json=document)) == [f"/{ABOVE[kind]}"]
    assert empty.get(address(kind)).status_code == 404


# Identifiers


@pytest.mark.parametrize("kind", KINDS)
def test_an_identifier_belongs_to_one_record_of_a_kind(empty, kind):
    create(empty, kind, identifiers=[WIKIDATA])
    other = {"scheme": "gnd", "value": "1"}
    second = {**NEW[kind], "slug": "another", "identifiers": [other, WIKIDATA]}
    for answer in (
        empty.post(f"/{kind}", json=second),
        empty.put(address(kind, "another"), json=second),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "identifier_taken")
        assert [error["pointer"] for error in answer.json["errors"]] == ["/identifiers/1"]
        assert NEW[kind]["slug"] in answer.json["detail"]
    assert empty.get(address(kind, "another")).status_code == 404


def test_an_identifier_may_be_that_of_records_of_different_kinds(empty):
    for kind in KINDS:
        create(empty, kind, identifiers=[WIKIDATA])
    kept = [empty.get(address(kind)).json["identifiers"] for kind in KINDS]
    assert kept == [[WIKIDATA]] * len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_identifier_moves_after_it_was_given_up(empty, kind):
    create(empty, kind, identifiers=[WIKIDATA])
    create(empty, kind, slug="another")
    other = address(kind, "another")
    assert patch(empty, other, identifiers=[WIKIDATA]).status_code == 409
    assert patch(empty, address(kind), identifiers=[]).status_code == 200
    assert patch(empty, other, identifiers=[WIKIDATA]).json["identifiers"] == [WIKIDATA]


@pytest.mark.parametrize("kind", KINDS)
def test_a_removed_record_gives_up_its_identifiers(empty, kind):
    create(empty, kind, identifiers=[WIKIDATA])
    remove(empty, address(kind))
    assert create(empty, kind, slug="another", identifiers=[WIKIDATA]).status_code == 201
    back = {**NEW[kind], "identifiers": [WIKIDATA]}
    refused = empty.put(address(kind), json=back, headers={"If-None-Match": "*"})
    assert (refused.status_code, refused.json["code"]) == (409, "identifier_taken")


# Refused writes


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_write_leaves_no_trace(empty, kind):
    create(empty, kind, identifiers=[WIKIDATA])
    path = address(kind)
    before, tag = empty.get(path), seen(empty, path)
    changed = {**NEW[kind], **MORE[kind]}
    taken = {**changed, "slug": "another", "identifiers": [WIKIDATA]}
    nowhere = {**changed, "citations": [{"source": "nowhere"}]}
    refused = [
        empty.post(f"/{kind}", json=changed),
        empty.post(f"/{kind}", json=taken),
        empty.post(f"/{kind}", json={**nowhere, "slug": "another"}),
        empty.post(f"/{kind}", data=b"{", content_type="application/json"),
        empty.put(path, json=changed),
        empty.put(path, json=changed, headers={"If-Match": '"0"'}),
        empty.put(path, json=nowhere, headers=tag),
        empty.patch(path, json={"citations": [{"source": "nowhere"}]}, headers=tag),
        empty.patch(path, json={"colour": "blue"}, headers=tag),
        empty.delete(path),
    ]
    wanted = [409, 409, 422, 400, 428, 412, 422, 422, 422, 428]
    assert [answer.status_code for answer in refused] == wanted
    after = empty.get(path)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert len(revisions(empty, path)) == 1
    assert empty.get(address(kind, "another")).status_code == 404
    patch(empty, path, **MORE[kind])
    assert [one["seq"] for one in revisions(empty, path)] == [1, 2]
