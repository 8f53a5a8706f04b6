"""Coverage: how many meetings the archive holds by source, kind and decade."""

from collections import Counter

from documents import documents, every, fill_pool
from hypothesis import given
from test_documents import examples, matching, wrong
from test_writing import create, patch, remove

from models import Coverage, using


def cells(client, **query):
    """What is told of the archive, page by page: numbers by source, kind and decade."""
    items = every(client, "archive/coverage", **query)
    told = [((one["source"], one["kind"], one["decade"]), one["meetings"]) for one in items]
    assert [cell for cell, _ in told] == sorted(dict(told), key=lambda cell: (cell[0] or "", *cell))
    return dict(told)


def counted(client):
    """What the list of meetings comes to."""
    found = Counter()
    for meeting in every(client, "meetings"):
        decade = int((meeting["held_on"] or meeting["planned_on"])[:3]) * 10
        for source in {one["source"] for one in meeting["citations"]} or {None}:
            found[source, meeting["kind"], decade] += 1
    return found


def test_the_seeds_are_covered(client):
    assert cells(client) == counted(client)
    assert cells(client)["historian-travels", "bilateral", 2010] > 0


def test_coverage_follows_every_change(writer):
    create(writer, "meetings", held_on="198X")
    assert cells(writer)[None, "bilateral", 1980] == 1
    cited = [{"source": "osaka-2019-news-report"}, {"source": "osaka-2019-news-report"}]
    path = "/meetings/geneva-2021"
    patch(writer, path, kind="visit", held_on=None, planned_on="1979-12-31/1980-01-02")
    patch(writer, path, citations=[*cited, {"source": "historian-travels"}])
    told = cells(writer)
    assert (None, "bilateral", 1980) not in told
    assert told["osaka-2019-news-report", "visit", 1970] == 1
    assert told["historian-travels", "visit", 1970] == 1
    assert told == cells(writer, limit=1) == counted(writer)
    remove(writer, path)
    assert ("historian-travels", "visit", 1970) not in cells(writer)
    assert wrong(writer) == []


def test_coverage_is_that_of_all_meetings_whatever_is_written(empty):
    fill_pool(empty)

    @examples(25)
    @given(documents("meeting", "vienna-1989"))
    def hold(document):
        before = empty.get("/meetings/vienna-1989")
        headers = matching(before) if before.status_code == 200 else {}
        document = document | {
            "citations": [{"source": one["source"]} for one in document.get("citations", [])]
        }
        answer = empty.put("/meetings/vienna-1989", json=document, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        with using(empty.application.extensions["engine"]):
            recounted = {(s or None, *cell): n for (s, *cell), n in Coverage.recounted().items()}
        assert cells(empty) == recounted

    hold()


def test_coverage_can_be_asked_of_a_source_or_a_kind(client):
    told = cells(client)
    one = cells(client, source="historian-travels")
    assert one == {cell: n for cell, n in told.items() if cell[0] == "historian-travels"}
    assert cells(client, kind="summit") == {c: n for c, n in told.items() if c[1] == "summit"}
    assert cells(client, source="nobody") == {}
    for query in ("kind=parley", "source=Nobody", "decade=2010", "limit=0"):
        assert client.get(f"/archive/coverage?{query}").status_code == 422


def test_coverage_is_one_statement(client, count_statements):
    for query in ("", "?limit=1", "?source=historian-travels&kind=bilateral"):
        with count_statements() as said:
            assert client.get(f"/archive/coverage{query}").status_code == 200
        assert len(said) == 1


def test_a_topic_counts_for_nothing(writer, count_statements):
    before = cells(writer)
    with count_statements() as said:
        create(writer, "topics")
    assert not [one for one, _ in said if "coverage" in one]
    assert cells(writer) == before
