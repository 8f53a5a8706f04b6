"""Flat tables for analysis: the same rows on both databases, each column in the dictionary."""

import csv
import io
from pathlib import Path

import pycountry
import pytest
from documents import every, fill_pool

from models.dates import span
from schemas.export import iso_codes

DOCS = Path(__file__).parent.parent / "docs" / "analysis.md"


def rows(client, name):
    answer = client.get(f"/exports/{name}.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return [*csv.DictReader(io.StringIO(answer.data.decode(), newline=""))]


def dyads(client):
    return [tuple(row.values()) for row in rows(client, "dyads")]


def meeting(client, slug, *parties, presence="attended", **more):
    """Write a meeting at which somebody of each party is listed."""
    leaders = []
    for number, party in enumerate(parties):
        leaders.append({"leader": f"{party}-{number}", "party": party, "presence": presence})
        client.put(f"/leaders/{party}-{number}", json={"name": party, "slug": f"{party}-{number}"})
    document = {"slug": slug, "title": slug, "kind": "bilateral", "status": "held", **more}
    document = {"held_on": "1986-10-11", "participants": leaders, **document}
    answer = client.post("/meetings", json=document)
    assert answer.status_code == 201, answer.text


def test_a_participation_is_one_leader_at_one_meeting(client):
    found = rows(client, "participations")
    assert found[-2] == {
        "meeting": "osaka-2019-pull-aside",
        "position": "0",
        "leader": "donald-trump",
        "party": "us",
        "party_alpha_2": "US",
        "party_alpha_3": "USA",
        "capacity": "head_of_state",
        "part": "principal",
        "presence": "attended",
        "title": "President of the United States",
        "kind": "pull_aside",
        "status": "held",
        "part_of": "g20-osaka-2019",
        "earliest_on": "2019-06-28",
        "latest_on": "2019-06-28",
        "minutes": "",
    }
    wanted = [
        (
            m["slug"],
            str(number),
            p["leader"],
            *(str(d) for d in span(m["held_on"] or m["planned_on"])),
        )
        for m in every(client, "meetings", sort="slug")
        for number, p in enumerate(m["participants"])
    ]
    names = ("meeting", "position", "leader", "earliest_on", "latest_on")
    assert [tuple(row[n] for n in names) for row in found] == wanted


def test_a_dyad_sums_the_encounters_of_two_parties_in_a_year(client):
    assert dyads(client) == [
        ("ru", "RU", "RUS", "us", "US", "USA", "2017", "1", "0", ""),
        ("ru", "RU", "RUS", "us", "US", "USA", "2018", "2", "1", ""),
        ("ru", "RU", "RUS", "us", "US", "USA", "2019", "2", "0", "80"),
    ]


def test_a_meeting_counts_once_for_two_parties_and_never_with_what_it_contains(empty):
    fill_pool(empty)
    visit = {"kind": "visit", "held_on": "1986-10"}
    meeting(empty, "visit", "us", "suhh", **visit, duration_minutes=900)
    meeting(empty, "day-one", "us", "us", "suhh", "suhh", part_of="visit", duration_minutes=60)
    meeting(empty, "day-two", "us", "suhh", "is", part_of="day-one")
    meeting(empty, "called-off", "suhh", "us", status="cancelled", part_of="day-two")
    meeting(empty, "summit", "us", "suhh", "is", kind="summit")
    meeting(empty, "decade", "us", "is", held_on="195X", status="broken_off")
    meeting(empty, "stood-up", "us", "is", presence="absent")
    meeting(empty, "may-come", "us", "is", status="scheduled", presence="expected")
    # Day one contains day two, at which all three met; the visit contains both.
    assert dyads(empty) == [
        ("is", "IS", "ISL", "suhh", "SU", "SUN", "1986", "1", "0", ""),
        ("is", "IS", "ISL", "us", "US", "USA", "1950", "1", "0", ""),
        ("is", "IS", "ISL", "us", "US", "USA", "1986", "1", "0", ""),
        ("suhh", "SU", "SUN", "us", "US", "USA", "1986", "1", "1", ""),
    ]


@pytest.mark.parametrize("name", ["participations", "dyads"])
def test_a_table_has_a_tag_and_takes_no_parameters(client, name):
    tag = client.get(f"/exports/{name}.csv").headers["ETag"]
    again = client.get(f"/exports/{name}.csv", headers={"If-None-Match": tag, "Accept": "x/y"})
    assert again.status_code == 304
    assert client.get(f"/exports/{name}.csv?year=2019").status_code == 422


def test_the_dictionary_has_every_column_in_order(client):
    tables = client.get("/exports").json["items"]
    assert [table["name"] for table in tables] == ["participations", "dyads"]
    for table in tables:
        assert table["url"] == f"http://localhost/exports/{table['name']}.csv"
        assert [column["name"] for column in table["columns"]] == [*rows(client, table["name"])[0]]
        for column in table["columns"]:
            assert column["description"].endswith(".")
            assert (column["holds"] == "word") is bool(column["vocabulary"])
            if column["vocabulary"]:
                assert client.get(f"/vocabularies/{column['vocabulary']}").status_code == 200


def test_the_documentation_has_every_column(client):
    text = DOCS.read_text(encoding="utf-8")
    for table in client.get("/exports").json["items"]:
        for column in table["columns"]:
            assert f"| `{column['name']}` | {column['holds']} | {column['description']} |" in text


def test_the_codes_are_those_of_iso():
    now = {c.alpha_2.lower(): (c.alpha_2, c.alpha_3) for c in pycountry.countries}
    then = {c.alpha_4.lower(): (c.alpha_2, c.alpha_3) for c in pycountry.historic_countries}
    assert iso_codes() == now | then
