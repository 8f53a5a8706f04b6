"""Lists for tests: how they are asked, and records with dates of every form."""

from datetime import date

LISTS = ("meetings", "leaders", "topics", "statements", "parties", "sources")

# Dates, each with its earliest and its latest day, as ISO 8601-2 has them.

CLOSED = {
    "2019-06-28": ("2019-06-28", "2019-06-28"),
    "2018-07": ("2018-07-01", "2018-07-31"),
    "2014": ("2014-01-01", "2014-12-31"),
    "195X": ("1950-01-01", "1959-12-31"),
    "18XX": ("1800-01-01", "1899-12-31"),
    "1943-11-28/1943-12-01": ("1943-11-28", "1943-12-01"),
    "1972-02~": ("1972-02-01", "1972-02-29"),
    "1985?": ("1985-01-01", "1985-12-31"),
    "2004-06-11%": ("2004-06-11", "2004-06-11"),
    "2016-02-XX": ("2016-02-01", "2016-02-29"),
    "2017-XX": ("2017-01-01", "2017-12-31"),
    "2012-XX-XX": ("2012-01-01", "2012-12-31"),
    "2018-11/2018-12": ("2018-11-01", "2018-12-31"),
    "198X/1991~": ("1980-01-01", "1991-12-31"),
    "0001": ("0001-01-01", "0001-12-31"),
    "9999-12-31": ("9999-12-31", "9999-12-31"),
}
OPEN = {
    "2019-06-28/..": ("2019-06-28", "9999-12-31"),
    "1950/": ("1950-01-01", "9999-12-31"),
    "../1900": ("0001-01-01", "1900-12-31"),
    "/1999-12": ("0001-01-01", "1999-12-31"),
}
DAYS = CLOSED | OPEN


def in_days(edtf):
    return tuple(date.fromisoformat(day) for day in DAYS[edtf])


def a_meeting(slug, **members):
    """A meeting with a date, whatever else it has."""
    kept = {"title": "A meeting", "kind": "call", "status": "held", "held_on": "1986-10-11"}
    return {"slug": slug, **kept, **members}


def a_statement(slug, **members):
    return {"slug": slug, "kind": "scene", "text": "They shake hands.", **members}


def slugs(documents):
    return [document["slug"] for document in documents]


def asked(client, path, *query):
    """The slugs of a list that is one page long."""
    response = client.get(f"/{path}", query_string=[*query, ("limit", "200")])
    assert response.status_code == 200, response.text
    assert response.json["next_url"] is None
    return slugs(response.json["items"])


def refused(client, path, *query):
    """The parameters that a refusal names."""
    response = client.get(path, query_string=query)
    assert response.status_code == 422, (path, query, response.text)
    assert response.json["code"] == "invalid"
    return {error.get("parameter") for error in response.json["errors"]}


def cost(count_statements, client, address, **headers):
    with count_statements() as said:
        response = client.get(address, headers=headers)
    assert response.status_code in (200, 304)
    return len(said)
