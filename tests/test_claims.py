"""Claims: what a record says, with the citations that confirm, dispute and qualify it."""

import pytest
from documents import LISTS, every
from test_writing import create, patch, remove

OSAKA = "/meetings/osaka-2019"
SIDES = {"confirms": "confirmed_by", "disputes": "disputed_by", "qualifies": "qualified_by"}


def claims(client, path):
    answer = client.get(f"{path}/claims")
    assert answer.status_code == 200, answer.text
    assert answer.json["next_url"] is None
    return {claim["field"]: claim for claim in answer.json["items"]}


def test_who_says_how_long_they_met(client):
    claim = claims(client, OSAKA)["/duration_minutes"]
    assert claim["value"] == 80
    assert [one["source"] for one in claim["confirmed_by"]] == ["osaka-2019-news-report"]
    assert {one["source"]: one["value"] for one in claim["disputed_by"]} == {
        "osaka-2019-nnn-peskov": 90,
        "osaka-2019-nevnov-lavrov": 90,
        "osaka-2019-polit-info": 90,
        "osaka-2019-galpost": 30,
    }
    assert claim["qualified_by"] == []


@pytest.mark.parametrize("path", LISTS.values())
def test_every_citation_is_for_its_claims(client, path):
    told = 0
    for document in every(client, path):
        by_field = claims(client, f"/{path}/{document['slug']}")
        assert [*by_field] == sorted(by_field)
        for citation in document["citations"]:
            for field in citation["fields"] or [""]:
                assert citation in by_field[field][SIDES[citation["relation"]]]
                told += 1
        said = sum(len(claim[side]) for claim in by_field.values() for side in SIDES.values())
        assert said == sum(len(one["fields"]) or 1 for one in document["citations"])
    assert told or path == "parties"


def test_a_claim_is_of_what_its_path_names(writer):
    said = {"source": "osaka-2019-news-report"}
    cited = ["/place/name", "/participants/donald-trump/title", "/topics/syria", "/background/0"]
    patch(
        writer,
        OSAKA,
        citations=[
            {**said, "fields": cited},
            {**said, "fields": ["/place/name", "/place/name"], "relation": "qualifies"},
            {**said, "fields": [], "quote": "They met."},
        ],
    )
    document, by_field = writer.get(OSAKA).json, claims(writer, OSAKA)
    (syria,) = (topic for topic in document["topics"] if topic["topic"] == "syria")
    assert {field: claim["value"] for field, claim in by_field.items()} == {
        "": None,
        "/background/0": document["background"][0],
        "/participants/donald-trump/title": "President of the United States",
        "/place/name": "Osaka",
        "/topics/syria": syria,
    }
    first, second, third = document["citations"]
    assert by_field["/place/name"]["confirmed_by"] == [first]
    assert by_field["/place/name"]["qualified_by"] == [second]
    assert by_field[""]["confirmed_by"] == [third]


def test_claims_are_those_of_a_record_that_is_there(empty):
    create(empty, "parties")
    assert claims(empty, "/parties/ch") == {}
    remove(empty, "/parties/ch")
    assert empty.get("/parties/ch/claims").status_code == 410
    for slug in ("nobody", "NOBODY"):
        assert empty.get(f"/parties/{slug}/claims").status_code == 404


def test_claims_are_one_statement(client, count_statements):
    with count_statements() as said:
        claims(client, OSAKA)
    assert len(said) == 1
