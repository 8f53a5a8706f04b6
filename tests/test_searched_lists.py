"""Searched lists: what a query lets through, in a list's own order, and how many that is."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from conftest import application
from documents import create, every
from test_search import LISTS, QUERIES, fill, listed

from models import beginning, listing, total


@pytest.fixture
def reader(writer):
    fill(writer)
    return writer


# Filters that are answered in other ways, by one select or several.
FILTERS = [
    ("statement", {"topic": "election-interference"}),
    ("statement", {"kind": ["scene", "remarks"], "phase": ["during", "before"]}),
    ("statement", {"date_from": "2019", "date_to": "2019-06"}),
    ("meeting", {"leader": "donald-trump", "party": "ru", "sort": "held_on"}),
    ("meeting", {"topic": "syria", "date_from": "2019-06"}),
    ("meeting", {"source": "osaka-2019-news-report"}),
]


def test_a_list_that_is_searched_keeps_its_order_its_filters_and_its_pages(client):
    whole = [item["slug"] for item in every(client, "statements")]
    slugs = listed(client, "statement", "trump")
    assert slugs == [slug for slug in whole if slug in slugs]
    assert 1 < len(slugs) < len(whole)
    narrowed = listed(client, "statement", "trump", kind="scene", sort="-made_on")
    scenes = [item["slug"] for item in every(client, "statements", kind="scene", sort="-made_on")]
    assert narrowed == [slug for slug in scenes if slug in slugs]
    joined_pages = [item["slug"] for item in every(client, "statements", q="trump", limit=2)]
    assert joined_pages == slugs
    assert client.get("/statements?q=trump&total=true&limit=1").json["total"] == len(slugs)
    for record, asked in FILTERS:
        alone = [item["slug"] for item in every(client, LISTS[record], **asked)]
        found_too = {*listed(client, record, "trump")}
        assert listed(client, record, "trump", **asked) == [s for s in alone if s in found_too]
        assert not found_too.isdisjoint(alone), asked


def test_a_page_is_whole_though_somebody_removes_what_was_just_found(reader, archive, monkeypatch):
    """Else a list would seem to end where it does not."""
    address = "/statements?q=the&limit=3"
    before = reader.get(address).json
    begun = beginning.page

    def remove_one(*asked):
        found = begun(*asked)
        with ThreadPoolExecutor() as beside:
            beside.submit(removed, archive, before["items"][1]["slug"]).result()
        return found

    monkeypatch.setattr(listing, "FEW", 0)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(beginning, "page", remove_one)
        assert reader.get(address).json == before
    after = reader.get(address).json
    assert before["next_url"]
    assert after["next_url"]
    assert after["items"][:2] == [before["items"][0], before["items"][2]]


def removed(archive, slug):
    with application(archive[0]) as other:
        client = other.test_client()
        client.token = archive[1].write
        path = f"/statements/{slug}"
        matching = {"If-Match": client.get(path).headers["ETag"]}
        assert client.delete(path, headers=matching).status_code == 204


@pytest.mark.parametrize("narrowed", [{}, {"kind": "remarks"}, {"party": "us", "date_to": "2019"}])
def test_a_list_tells_the_same_of_very_many(client, monkeypatch, narrowed):
    def totals():
        asked = {"q": "the", "total": "true", "limit": 1, **narrowed}
        answer = client.get("/statements", query_string=asked).json
        return answer["total"], answer.get("total_at_least")

    number, _ = totals()
    assert number > 4
    # Many are found of those between the days: all of these are asked.
    for few in (number, number - 1, 3):
        for module in (listing, total):
            monkeypatch.setattr(module, "FEW", few)
        every = "date_to" in narrowed or few == number
        assert totals() == ((number, None) if every else (None, few))
    monkeypatch.setattr(total, "MOST_ASKED", 4)
    number, at_least = totals()
    assert number is None
    assert 0 < at_least <= 4


# Of each list, what narrows it beside a query, in ways that lists go about differently.
NARROWED = {
    "meeting": [
        *("", "leader=donald-trump", "kind=bilateral&kind=call", "date_from=2018&sort=slug"),
        *("party=us&date_from=2018", "party=us&party=ru&kind=bilateral&sort=slug"),
    ],
    "statement": ["", "topic=syria", "meeting=osaka-2019", "party=us&date_to=2019", "sort=made_on"],
    "leader": ["", "sort=slug", "party=us"],
}


def test_what_is_found_in_a_list_is_the_same_by_either_way(reader, monkeypatch):
    """Few matches are put in order; where there are many, records are asked in theirs.

    Unless these are too many before a page is full: then all that match are put in order.
    """
    asked = [
        f"/{LISTS[record]}?total=true&q={quote(query)}&{narrowed}"
        for record, all_narrowed in NARROWED.items()
        for narrowed in all_narrowed
        for query in [*(query for query, *_ in QUERIES[::3]), "the -trump", "s*", '"of the"']
    ]
    few = [reader.get(address).json for address in asked]
    # Of a list that is whole nothing has to be counted, but where only a part of it is shown.
    totals = [reader.get(f"{address}&limit=1").json["total"] for address in asked]
    whole = [(one, total) for one, total in zip(few, totals, strict=True) if not one["next_url"]]
    assert all(one["total"] == len(one["items"]) == total for one, total in whole)
    for module in (listing, total):
        monkeypatch.setattr(module, "FEW", 0)
    many = [reader.get(address).json for address in asked]
    of_many = [reader.get(f"{address}&limit=1").json["total"] for address in asked]
    assert None in of_many
    assert all(total in (None, whole) for total, whole in zip(of_many, totals, strict=True))
    # What is read on begins where the part before ended.
    monkeypatch.setattr(beginning, "READ", (2, 9))
    monkeypatch.setattr(beginning, "PROMISE", 200)
    read_on = [reader.get(address).json for address in asked]
    monkeypatch.setattr(beginning, "READ", (1,))
    looked_up = [reader.get(address).json for address in asked]
    for answer in few + many + read_on + looked_up:
        answer.pop("total")
        answer.pop("total_at_least", None)
    assert many == read_on == looked_up == few
    assert sum(bool(answer["items"]) for answer in few) > 40


# Lists in orders that have stretches, of a place and of a name that slugs begin with.
STRETCHED = [
    {"path": "statements", "q": "osaka", "sort": "meeting"},
    {"path": "statements", "q": "s* osaka", "sort": "meeting", "phase": "after"},
    {"path": "statements", "q": '"osaka 2019" said', "sort": "made_on"},
    {"path": "statements", "q": "said osaka -trump", "sort": "-made_on", "kind": "scene"},
    {"path": "meetings", "q": "osaka", "sort": "slug"},
    {"path": "leaders", "q": "vladi*", "sort": "slug"},
]


OF_2031 = {"status": "proposed", "planned_on": "2031"}


@pytest.mark.parametrize("asked", STRETCHED, ids=str)
def test_what_is_found_in_one_stretch_of_a_list_is_the_same(writer, monkeypatch, asked):
    for number in range(9):
        for place in ("helsinki-2018", "osaka-2019"):
            said = {"slug": f"{place}-said-{number}", "meeting": place, "text": "Said."}
            create(writer, "statement", {**said, "kind": "scene", "phase": "after"})
        for place in ("baku", "osaka"):
            planned = {"slug": f"{place}-{number}", "title": "A plan", "kind": "bilateral"}
            create(writer, "meeting", {**planned, **OF_2031})
        create(writer, "leader", {"slug": f"vladimir-{number}", "name": "Vladimir"})
    elsewhere = {"slug": "helsinki-2018-of-osaka", "text": "That was said in Osaka 2019."}
    create(writer, "statement", {**elsewhere, "kind": "scene", "phase": "after"})
    # Its facet is not that of a stretch.
    create(writer, "meeting", {**planned, "slug": "key-osaka", **OF_2031})
    of_key = {"slug": "key-osaka-said", "meeting": "key-osaka", "text": "Said of Osaka."}
    create(writer, "statement", {**of_key, "kind": "scene", "phase": "after"})
    assert listed(writer, "statement", "said", meeting="key-osaka") == ["key-osaka-said"]
    few = [item["slug"] for item in every(writer, **asked)]
    in_a_stretch, pages = listing._in_a_stretch, []

    def seen(*given):
        pages.append(in_a_stretch(*given))
        return pages[-1]

    monkeypatch.setattr(listing, "_in_a_stretch", seen)
    monkeypatch.setattr(listing, "FEW", 3)
    monkeypatch.setattr(beginning, "READ", (3,))
    assert [item["slug"] for item in every(writer, **asked, limit=2)] == few
    assert any(pages), "a page was read in the stretch"
