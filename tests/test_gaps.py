"""The gaps of the archive: what an editor should mend."""

import base64

import orjson
import pytest
from documents import LISTS, create, every

KINDS = [
    "missing_account",
    "unconfirmed_presence",
    "unused_topic",
    "source_without_address",
    "single_source",
]
PLACE = ("kind", "record", "slug", "path")

# Beside the seeds, so that there are gaps of every kind, and what only looks like one.
MORE = [
    ("topic", {"slug": "chess", "name": "Chess"}),
    ("topic", {"slug": "openings", "name": "Openings", "broader": "chess"}),
    ("source", {"slug": "diary", "title": "A diary", "kind": "book"}),
    ("source", {"slug": "not-cited", "title": "A leaflet", "kind": "web_page"}),
    (
        "meeting",
        {
            "slug": "moscow-2020",
            "title": "Moscow",
            "kind": "plurilateral",
            "status": "broken_off",
            "held_on": "2020-05-09",
            "participants": [
                {"leader": "donald-trump", "party": "us", "presence": "expected"},
                {"leader": "mike-pompeo", "party": "us", "presence": "absent"},
                {"leader": "vladimir-putin", "party": "ru", "presence": "attended"},
                {"leader": "sergey-lavrov", "presence": "expected"},
            ],
            "citations": [
                {"source": "diary", "fields": ["/title", "/status"]},
                {"source": "diary", "fields": ["/title", "/held_on"]},
                {"source": "osaka-2019-galpost", "fields": ["/held_on"]},
            ],
        },
    ),
    (
        "meeting",
        {
            "slug": "geneva-2021",
            "title": "Geneva",
            "kind": "bilateral",
            "status": "held",
            "held_on": "2021-06-16",
            "participants": [
                {"leader": "vladimir-putin", "party": "ru", "presence": "attended"},
                {"leader": "mike-pompeo", "party": "us", "presence": "attended"},
            ],
            "citations": [
                {"source": "diary"},
                {"source": "diary", "note": "Again."},
                {"source": "osaka-2019-galpost", "fields": ["/title"]},
            ],
        },
    ),
    (
        "statement",
        {
            "slug": "geneva-2021-joint",
            "meeting": "geneva-2021",
            "kind": "joint_statement",
            "phase": "after",
            "speaker_label": "The Presidents",
            "text": "A nuclear war cannot be won and must never be fought.",
            "citations": [{"source": "diary"}, {"source": "diary", "fields": ["/text"]}],
        },
    ),
]


@pytest.fixture
def editor(writer):
    for record, document in MORE:
        create(writer, record, document)
    return writer


def gaps(client, **query):
    return every(client, "archive/gaps", **query)


def places(items):
    return [tuple(item[name] for name in PLACE) for item in items]


# What the rules say, told anew from the documents


def expected(client):
    by_kind = {record: every(client, path) for record, path in LISTS.items()}
    found = {
        *_meetings(by_kind["meeting"], by_kind["statement"]),
        *_topics(by_kind),
        *_sources(by_kind),
    }
    for record, documents in by_kind.items():
        for document in documents:
            found |= {
                ("single_source", record, document["slug"], path) for path in _alone(document)
            }
    return found


def _meetings(meetings, statements):
    for meeting in meetings:
        if meeting["status"] not in ("held", "broken_off"):
            continue
        own = [s for s in statements if s["meeting"] == meeting["slug"]]
        joint = [s for s in own if s["kind"] == "joint_statement" and s["phase"] != "before"]
        told = {s["party"] for s in own if s["phase"] == "after"} | {None}
        for part in meeting["participants"]:
            place = ("meeting", meeting["slug"], f"/participants/{part['leader']}")
            if part["party"] not in told and not joint:
                told.add(part["party"])
                yield ("missing_account", *place[:2], f"{place[2]}/party")
            if part["presence"] == "expected":
                yield ("unconfirmed_presence", *place[:2], f"{place[2]}/presence")


def _topics(by_kind):
    used = {
        t["topic"] for kind in ("meeting", "statement") for d in by_kind[kind] for t in d["topics"]
    }
    for meeting in by_kind["meeting"]:
        used |= {t for part in meeting["background"] + meeting["outcomes"] for t in part["topics"]}
    used |= {topic["broader"] for topic in by_kind["topic"]}
    for topic in by_kind["topic"]:
        if topic["slug"] not in used:
            yield ("unused_topic", "topic", topic["slug"], "")


def _sources(by_kind):
    cited = {
        c["source"] for documents in by_kind.values() for d in documents for c in d["citations"]
    }
    for source in by_kind["source"]:
        if source["slug"] in cited and not source["url"] and not source["archived_url"]:
            yield ("source_without_address", "source", source["slug"], "/url")


def _alone(document):
    """The paths of what one source alone is cited for; empty for the record as a whole."""
    whole = {c["source"] for c in document["citations"] if not c["fields"]}
    if whole and len({c["source"] for c in document["citations"]}) == 1:
        yield ""
    by_path = {}
    for citation in document["citations"]:
        for path in citation["fields"]:
            by_path.setdefault(path, set(whole)).add(citation["source"])
    yield from (path for path, sources in by_path.items() if len(sources) == 1)


# The gaps


def test_the_gaps_of_the_osaka_fixture(client):
    unaccounted = [
        "buenos-aires-2018-pull-aside",
        "g20-buenos-aires-2018",
        "g20-hamburg-2017",
        "g20-osaka-2019",
        "hamburg-2017",
        "helsinki-2018",
        "osaka-2019-pull-aside",
    ]
    sides = {"donald-trump": "us", "vladimir-putin": "ru"}
    accounts = [
        {
            "kind": "missing_account",
            "record": "meeting",
            "slug": slug,
            "path": f"/participants/{leader}/party",
            "detail": f"No account of “{party}” after the meeting is on record.",
        }
        for slug in unaccounted
        for leader, party in sides.items()
    ]
    sources = [
        {
            "kind": "source_without_address",
            "record": "source",
            "slug": slug,
            "path": "/url",
            "detail": f"“{slug}” is cited, and no address says where to read it.",
        }
        for slug in ("historian-presidents", "osaka-2019-news-report")
    ]
    answer = client.get("/archive/gaps", query_string={"kind": KINDS[:4], "limit": 200}).json
    ends = {"next_url": None, "next_cursor": None, "total": None}
    assert answer == {"items": accounts + sources, **ends}


def test_gaps_are_what_the_documents_say(editor):
    found = places(gaps(editor))
    assert {*found} == expected(editor)
    assert len({*found}) == len(found)
    assert [kind for kind in KINDS if kind in {place[0] for place in found}] == KINDS
    assert [place[0] for place in found] == sorted((p[0] for p in found), key=KINDS.index)


def test_a_gap_can_be_asked_for_by_its_kind(editor):
    whole = gaps(editor)
    for kind in KINDS:
        assert gaps(editor, kind=kind) == [item for item in whole if item["kind"] == kind] != []
    pair = gaps(editor, kind=["unused_topic", "missing_account"])
    assert pair == [i for i in whole if i["kind"] in ("unused_topic", "missing_account")]


@pytest.mark.parametrize("kind", [[], ["single_source"], KINDS[:4]])
def test_pages_joined_are_the_whole_list(editor, kind):
    whole, items = gaps(editor, kind=kind), []
    query = {"kind": kind, "limit": 3 if kind else 7}
    page = editor.get("/archive/gaps", query_string=query).json
    while True:
        items += page["items"]
        if page["next_url"] is None:
            break
        page = editor.get(page["next_url"]).json
    assert items == whole
    assert len(items) > 10


def test_a_gap_that_is_mended_is_gone(editor):
    def mend(path, patch):
        etag = editor.get(path).headers["ETag"]
        headers = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
        answer = editor.patch(path, data=orjson.dumps(patch), headers=headers)
        assert answer.status_code == 200, answer.text

    before = {*places(gaps(editor))}
    mend("/topics/trade", {"broader": "openings"})
    mend("/sources/diary", {"archived_url": "https://web.archive.org/diary"})
    moscow = editor.get("/meetings/moscow-2020").json
    parts = [part | {"presence": "attended"} for part in moscow["participants"]]
    cited = [*moscow["citations"], {"source": "osaka-2019-galpost", "fields": ["/title"]}]
    mend("/meetings/moscow-2020", {"participants": parts, "citations": cited})
    readout = {
        "kind": "readout",
        "phase": "after",
        "speaker_label": "White House",
        "text": "We met.",
    }
    own = {"slug": "moscow-2020-readout", "meeting": "moscow-2020", "party": "us"}
    create(editor, "statement", own | readout)
    moscow = ("meeting", "moscow-2020")
    assert before - {*places(gaps(editor))} == {
        ("missing_account", *moscow, "/participants/donald-trump/party"),
        ("unconfirmed_presence", *moscow, "/participants/donald-trump/presence"),
        ("unconfirmed_presence", *moscow, "/participants/sergey-lavrov/presence"),
        ("unused_topic", "topic", "openings", ""),
        ("source_without_address", "source", "diary", "/url"),
        ("single_source", *moscow, "/title"),
    }


def test_a_made_up_cursor_is_refused_or_leads_to_the_end(client):
    cursor = client.get("/archive/gaps?limit=1").json["next_cursor"]
    fingerprint, *key = orjson.loads(base64.urlsafe_b64decode(cursor + "==="))

    def asked(*key):
        made = base64.urlsafe_b64encode(orjson.dumps([fingerprint, *key])).decode()
        return client.get("/archive/gaps", query_string={"cursor": made})

    assert asked(*key).status_code == 200
    assert asked(99, *key[1:]).json["items"] == []
    for wrong in ([], key[:-1], [*key, 1], ["0", *key[1:]], [0, "meeting", "a\0", 0, 0]):
        assert asked(*wrong).status_code == 422
    assert client.get(f"/archive/gaps?kind=unused_topic&cursor={cursor}").status_code == 422
    assert client.get("/archive/gaps?kind=nonsense").status_code == 422


def test_any_page_costs_one_statement(client, count_statements):
    for query in ("", "?limit=1", "?kind=single_source&limit=200"):
        with count_statements() as said:
            assert client.get(f"/archive/gaps{query}").status_code == 200
        assert len(said) == 1


def test_the_kinds_of_gap_are_a_vocabulary(client):
    answer = client.get("/vocabularies/gap_kind").json
    assert [value["value"] for value in answer["items"]] == KINDS
