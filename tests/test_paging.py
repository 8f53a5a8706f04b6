"""Paging: pages joined are the list, cursors are good for their own list only."""

import base64
import os

import orjson
import pytest
from documents import create, every, load

# Every list with all its sorts; the default one is asked for by saying nothing, too.
SORTS = {
    "meetings": (None, "-held_on", "held_on", "slug"),
    "leaders": (None, "sort_name", "slug"),
    "topics": (None, "name"),
    "statements": (None, "meeting", "made_on", "-made_on"),
    "parties": (None, "name"),
    "sources": (None, "-published_on", "title"),
}
LISTS = tuple(SORTS)
# Names that sort beside each other, and the same one twice.
NAMES = ("Éire", "Eire", "🇫🇮", "a, \"b\" & 'c'", "The same", "The same", "Ω", "z")
RECORDS = {
    "meetings": "meeting",
    "leaders": "leader",
    "topics": "topic",
    "statements": "statement",
    "parties": "party",
    "sources": "source",
}


def minimal(path, slug, name, day=None):
    """The least that a record of a list has, called so and dated so."""
    return {
        "meetings": {
            "title": name,
            "kind": "call",
            "status": "held",
            "held_on": day or "2018-12-01",
        },
        "leaders": {"name": name},
        "topics": {"name": name},
        "statements": {"kind": "scene", "text": name, "made_on": day},
        "parties": {"name": name, "kind": "organisation"},
        "sources": {"title": name, "kind": "book", "published_on": day},
    }[path] | {"slug": slug}


def add(client, path, slug, name="The same", day=None):
    create(client, RECORDS[path], minimal(path, slug, name, day))


@pytest.fixture
def reader(writer):
    """The seeds, and records whose places in the order are not plain to see."""
    days = ("0001", "9999-12-31", None, "2018", "2018-12-01", None, "195X", "2018-12-01")
    made_up = [
        (RECORDS[path], minimal(path, f"added-{(number * 3) % 8}", name, day))
        for path in LISTS
        for number, (name, day) in enumerate(zip(NAMES, days, strict=True))
    ]
    load(writer, made_up)
    return writer


def query(sort, **more):
    return ({"sort": sort} if sort else {}) | more


def pages(client, address, asked=None):
    """The pages of a list, each found at the address that the one before it gives."""
    while address is not None:
        response = client.get(address, query_string=asked)
        assert response.status_code == 200, response.text
        yield response.json
        address, asked = response.json["next_url"], None


def slugs(items):
    return [item["slug"] for item in items]


def refused(client, path, asked):
    """The parameters that a refusal names."""
    response = client.get(path, query_string=asked)
    assert response.status_code == 422, (asked, response.status, response.text[:300])
    assert response.json["code"] == "invalid"
    return {error.get("parameter") for error in response.json["errors"]}


def cursor_of(client, path, **asked):
    cursor = client.get(f"/{path}", query_string={"limit": 1, **asked}).json["next_cursor"]
    assert cursor
    return cursor


# Pages joined


@pytest.mark.parametrize("path", LISTS)
def test_pages_joined_are_the_list(reader, path):
    for sort in SORTS[path]:
        whole = reader.get(f"/{path}", query_string=query(sort, limit=200)).json
        assert whole["next_url"] is None
        assert len(whole["items"]) > 8
        for limit in (1, 2, 7):
            parts = list(pages(reader, f"/{path}", query(sort, limit=limit)))
            joined = [item for part in parts for item in part["items"]]
            assert joined == whole["items"], (sort, limit)
            assert {len(part["items"]) for part in parts[:-1]} == {limit}
            assert 0 < len(parts[-1]["items"]) <= limit, "no page is empty"


@pytest.mark.parametrize("path", LISTS)
def test_a_page_that_holds_all_is_the_last(reader, path):
    number = len(every(reader, path))
    full = reader.get(f"/{path}", query_string={"limit": number}).json
    assert (len(full["items"]), full["next_url"], full["next_cursor"]) == (number, None, None)
    less = reader.get(f"/{path}", query_string={"limit": number - 1}).json
    assert less["next_cursor"]
    [last] = list(pages(reader, less["next_url"]))
    assert slugs(last["items"]) == slugs(full["items"])[-1:]


def test_an_empty_list_is_one_page(empty):
    for path in LISTS:
        page = empty.get(f"/{path}").json
        assert page == {"items": [], "next_url": None, "next_cursor": None, "total": None}


def test_a_page_has_fifty_items_unless_more_are_asked_for(empty):
    for number in range(51):
        add(empty, "topics", f"topic-{number}")
    assert len(empty.get("/topics").json["items"]) == 50
    assert len(empty.get("/topics?limit=200").json["items"]) == 51


# The next address


def test_the_next_address_is_absolute_and_asks_for_the_same(client):
    asked = [
        ("leader", "vladimir-putin"),
        ("leader", "donald-trump"),
        ("kind", "bilateral"),
        ("kind", "pull_aside"),
        ("date_from", "2018"),
        ("sort", "held_on"),
        ("limit", "2"),
        ("total", "true"),
    ]
    whole = client.get("/meetings", query_string=[*asked[:-2], ("limit", "200")]).json["items"]
    parts = list(pages(client, "/meetings", asked))
    assert len(parts) > 1
    assert all(part["next_url"].startswith("http://localhost/meetings?") for part in parts[:-1])
    assert [item for part in parts for item in part["items"]] == whole
    # The count is of all that the filters let through, on every page.
    assert {part["total"] for part in parts} == {len(whole)}


def test_the_next_address_is_where_the_caller_came_in(client):
    came = {"base_url": "https://readout.example.org"}
    following = client.get("/meetings?limit=1", **came).json["next_url"]
    assert following.startswith("https://readout.example.org/meetings?")


def test_the_next_address_says_what_the_cursor_says(client):
    page = client.get("/statements?meeting=osaka-2019&limit=3").json
    by_address = client.get(page["next_url"]).json
    asked = {"meeting": "osaka-2019", "limit": 3, "cursor": page["next_cursor"]}
    assert client.get("/statements", query_string=asked).json == by_address
    assert slugs(by_address["items"]) != slugs(page["items"])


def test_a_filter_stays_in_the_next_address(empty):
    asked = ("identifier", "catalogue:a&b=c%20+é:1")
    named = [{"scheme": "catalogue", "value": "a&b=c%20+é:1"}]
    shared = minimal("sources", "the-one", "The one") | {"identifiers": named}
    create(empty, "source", shared)
    for number in range(2):
        cited = {"citations": [{"source": "the-one"}], "held_on": f"201{number}"}
        create(empty, "meeting", minimal("meetings", f"meeting-{number}", "One") | cited)
    assert slugs(empty.get("/sources", query_string=[asked]).json["items"]) == ["the-one"]
    parts = list(pages(empty, "/meetings", {"source": "the-one", "limit": 1}))
    assert [slugs(part["items"]) for part in parts] == [["meeting-1"], ["meeting-0"]]


@pytest.mark.parametrize("path", ["topics", "parties", "leaders", "sources"])
def test_a_list_goes_on_after_the_longest_name(empty, path):
    sort = "title" if path == "sources" else SORTS[path][1]
    # In one to four bytes each.
    for number, character in enumerate('n"É日🇫'):
        for slug in (f"first-{number}", f"{number}" * 100):
            add(empty, path, slug, character * 300)
    whole = slugs(every(empty, path, sort=sort))
    parts = list(pages(empty, f"/{path}", {"sort": sort, "limit": 1}))
    assert [slugs(part["items"])[0] for part in parts] == whole


# While others write


@pytest.mark.parametrize("path", LISTS)
def test_while_others_write_nothing_is_shown_twice_or_skipped(reader, path):
    other = reader.application.test_client()
    other.token = reader.token
    for round_number, sort in enumerate(SORTS[path]):
        there = slugs(reader.get(f"/{path}", query_string=query(sort, limit=200)).json["items"])
        seen = []
        for number, page in enumerate(pages(reader, f"/{path}", query(sort, limit=3))):
            seen += slugs(page["items"])
            for name, day in (("!", "0002"), ("M", "2018-12-01"), ("🕊", "9999")):
                # Before, among and after what is there, whatever the sort.
                slug = f"{'amz'[number % 3]}-{round_number}-{number}-{day}"
                if number < 6:
                    add(other, path, slug, name, day)
        assert [slug for slug in seen if slug in {*there}] == there, sort
        assert len(seen) == len({*seen}), sort


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_outlives_the_record_it_came_from(reader, path):
    add(reader, path, "added-last", "\U0010ffff", None)
    for sort in SORTS[path]:
        whole = slugs(reader.get(f"/{path}", query_string=query(sort, limit=200)).json["items"])
        place = whole.index("added-last")
        if place in (0, len(whole) - 1):
            continue
        page = reader.get(f"/{path}", query_string=query(sort, limit=place + 1)).json
        address = f"/{path}/added-last"
        tag = {"If-Match": reader.get(address).headers["ETag"]}
        assert reader.delete(address, headers=tag).status_code == 204
        after = [item for part in pages(reader, page["next_url"]) for item in part["items"]]
        assert slugs(after) == whole[place + 1 :]
        return
    assert whole[-1] == "added-last", "it is last in every order, and no cursor comes from it"


# Cursors of other lists, and made-up ones


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_is_good_for_its_own_sort_only(reader, path):
    for sort in SORTS[path][1:]:
        cursor = cursor_of(reader, path, sort=sort)
        for other in SORTS[path][1:]:
            if other != sort:
                asked = {"sort": other, "cursor": cursor}
                assert refused(reader, f"/{path}", asked) == {"cursor"}, (sort, other)


def test_a_cursor_is_good_for_its_own_filters_only(client):
    plain = cursor_of(client, "meetings")
    filtered = cursor_of(client, "meetings", kind="bilateral")
    assert refused(client, "/meetings", {"cursor": plain, "kind": "bilateral"}) == {"cursor"}
    assert refused(client, "/meetings", {"cursor": filtered}) == {"cursor"}
    assert refused(client, "/meetings", {"cursor": filtered, "kind": "summit"}) == {"cursor"}
    more = {"cursor": filtered, "kind": "bilateral", "date_from": "2018"}
    assert refused(client, "/meetings", more) == {"cursor"}


def test_a_cursor_is_good_for_its_own_list_only(client):
    cursors = {path: cursor_of(client, path) for path in LISTS}
    for path in LISTS:
        for other in LISTS:
            if other != path:
                assert refused(client, f"/{other}", {"cursor": cursors[path]}) == {"cursor"}
        assert refused(client, "/meetings/osaka-2019/revisions", {"cursor": cursors[path]})


def test_a_cursor_is_good_for_any_limit_and_any_way_to_say_the_same(client):
    cursor = cursor_of(client, "meetings")
    rest = slugs(every(client, "meetings"))[1:]
    for more in ({}, {"limit": 3}, {"total": "true"}, {"sort": "-held_on"}):
        page = client.get("/meetings", query_string={"cursor": cursor, **more})
        assert page.status_code == 200, more
        assert slugs(page.json["items"]) == rest[: more.get("limit", 50)]


def encoded(value):
    raw = value if isinstance(value, bytes) else orjson.dumps(value)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


MADE_UP = [
    "",
    "x",
    "osaka-2019",
    "====",
    "é",
    "\0",
    "a\0b",
    "'; DROP TABLE meetings; --",
    "a" * 1001,
    "/" * 50,
    *(encoded(value) for value in (None, True, 0, 1.5, "text", [], {}, [[]], [None], [1, 2, 3])),
    *(encoded(value) for value in ({"fingerprint": 1}, [None, None], [{}, [], "x"], ["", 1, ""])),
    encoded(b"[" * 700),
    encoded(b"[1"),
    encoded(b"\xff\xfe"),
    encoded(b"\x80\x04\x95."),
    encoded(b'["\\ud800"]'),
    encoded(b"[NaN]"),
    encoded(b"[1e400]"),
    *(base64.urlsafe_b64encode(os.urandom(length)).decode() for length in (1, 8, 40, 300)),
]


@pytest.mark.parametrize("path", [*LISTS, "meetings/osaka-2019/revisions"])
def test_a_cursor_that_was_made_up_is_refused(client, path):
    for cursor in MADE_UP:
        assert refused(client, f"/{path}", {"cursor": cursor}) == {"cursor"}, cursor


# What a caller might put in the place of a number and of a text.
NO_NUMBERS = (None, True, 1.5, "1", [], {}, 2**31, -(2**31) - 1, 2**63, 2**64 - 1, 10**18)
NO_TEXTS = (None, True, 1, 1.5, [], {}, "\0", "a\0b")


def tampered(cursor):
    """Cursors made from a good one: what is in it is no promise, so it must not be trusted."""
    fingerprint, *key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    for place, part in enumerate(key):
        for wrong in NO_NUMBERS if isinstance(part, int) else NO_TEXTS:
            yield [fingerprint, *key[:place], wrong, *key[place + 1 :]]
    yield [fingerprint, *key, "more"]
    yield [fingerprint, *key[:-1]]
    yield [fingerprint]
    yield [f"{fingerprint}0", *key]
    yield [None, *key]


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_that_was_tampered_with_is_refused(client, path):
    for sort in SORTS[path]:
        good = cursor_of(client, path, **query(sort))
        for wrong in tampered(good):
            asked = query(sort, cursor=encoded(wrong))
            assert refused(client, f"/{path}", asked) == {"cursor"}, wrong


# Limits


NO_LIMITS = ("0", "201", "abc", "-1", " 5", "5 ", "1_0", "", "5.0", "+5", "1e1", "５", "0x10")


@pytest.mark.parametrize("path", [*LISTS, "meetings/osaka-2019/revisions"])
def test_a_limit_is_a_number_from_1_to_200(client, path):
    for limit in (*NO_LIMITS, "9" * 30, "5\n", "5\0", "null", "true"):
        assert refused(client, f"/{path}", {"limit": limit}) == {"limit"}, limit
    for limit in ("1", "200"):
        assert client.get(f"/{path}", query_string={"limit": limit}).status_code == 200


SINGLE = {
    "limit": ("1", "2"),
    "total": ("true", "false"),
    "cursor": ("x", "y"),
    "sort": ("slug", "held_on"),
    "date_from": ("2018", "2019"),
    "date_to": ("2018", "2019"),
}


def test_what_has_one_value_is_given_once(client):
    for name, (one, other) in SINGLE.items():
        for second in (one, other):
            asked = [(name, one), (name, second)]
            assert refused(client, "/meetings", asked) == {name}, asked


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_asked_for_one_sort_and_one_limit(client, path):
    sort = SORTS[path][1]
    assert refused(client, f"/{path}", [("sort", sort), ("sort", sort)]) == {"sort"}
    assert refused(client, f"/{path}", [("limit", "2"), ("limit", "2")]) == {"limit"}


# Revisions are a list too


def test_the_revisions_of_a_record_are_paged(writer):
    for number in range(5):
        tag = {"If-Match": writer.get("/parties/jp").headers["ETag"]}
        named = {"other_names": [f"Name {number}"]}
        assert writer.patch("/parties/jp", json=named, headers=tag).status_code == 200
    for limit in (1, 2, 7):
        parts = list(pages(writer, "/parties/jp/revisions", {"limit": limit}))
        versions = [item["version"] for part in parts for item in part["items"]]
        assert versions == [1, 2, 3, 4, 5, 6]
    cursor = writer.get("/parties/jp/revisions?limit=1").json["next_cursor"]
    assert refused(writer, "/parties/ru/revisions", {"cursor": cursor}) == {"cursor"}
