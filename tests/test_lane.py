"""What is answered before Flask is woken is answered as Flask would have."""

from __future__ import annotations

import pytest
from checked import CheckedClient
from flask import Flask
from sqlalchemy import create_engine

RECORDS = ["/meetings/osaka-2019", "/leaders/donald-trump", "/parties/ru", "/topics/syria"]
LISTS = [
    "/meetings",
    "/meetings?leader=donald-trump&leader=vladimir-putin&limit=1",
    "/meetings?party=us&date_from=2018&date_to=2019-06&sort=slug",
    "/meetings?kind=bilateral&kind=summit&status=held&limit=2",
    "/statements?meeting=osaka-2019&limit=3",
    "/statements?topic=%73yria&sort=-made_on",
    "/sources?limit=2",
    "/topics?broader=nowhere",
    "/encounters?leader=donald-trump&leader=vladimir-putin",
    "/encounters?leader=vladimir-putin&leader=donald-trump&direct=false&limit=2&total=true",
    "/encounters?leader=donald-trump&leader=vladimir-putin&kind=call&kind=bilateral&date_from=2018",
]
# What takes two statements, of one moment.
IN_TWO = [
    "/meetings?leader=vladimir-putin&include=leaders&include=topics&limit=2",
    "/statements?topic=syria&include=meetings,parties",
    "/encounters?leader=donald-trump&leader=vladimir-putin&date_to=1900",
    "/search?q=syria&limit=3",
    "/search?q=%22arms+control%22+-syria&record=meeting&record=statement",
]
PLAIN = [*RECORDS, *LISTS, *IN_TWO]
# Not plain, so that Flask answers; it means the same.
BY_FLASK = {"Accept": "application/json, text/html;q=0.1"}


def told(client: CheckedClient, path: str, **headers: str) -> tuple[str, bytes, dict[str, str]]:
    answer = client.get(path, headers=headers)
    # The server says the date, whatever Flask says.
    return answer.status, answer.data, {**answer.headers, "Date": ""}


@pytest.mark.parametrize("path", PLAIN)
def test_the_lane_answers_as_flask_does(client, count_statements, path):
    plain, by_flask = told(client, path), told(client, path, **BY_FLASK)
    assert plain == by_flask
    assert told(client, path, Accept="application/json") == plain
    assert plain[0] == "200 OK"
    for tags in (plain[2]["ETag"], f'"other", W/{plain[2]["ETag"]}', "*", '"other"'):
        known = {"If-None-Match": tags}
        assert told(client, path, **known) == told(client, path, **known, **BY_FLASK)
    with count_statements() as said:
        client.get(path)
    assert len(said) == (2 if path in IN_TWO else 1)


@pytest.mark.parametrize("path", PLAIN)
def test_flask_is_not_woken_for_what_is_plain(app, client, monkeypatch, path):
    client.get("/health/live")
    monkeypatch.setattr(app, "full_dispatch_request", lambda: pytest.fail("Flask was woken"))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/statements?", "/encounters?leader=donald-trump&leader=vladimir-putin", "/search?q=syria"],
)
def test_pages_of_the_lane_lead_on_as_those_of_flask_do(client, path):
    everything, found = client.get(f"{path}&limit=200").json["items"], []
    path = f"{path}&limit=4"
    while path:
        page = client.get(path)
        assert page.data == client.get(path, headers=BY_FLASK).data
        assert page.json["next_url"] is None or page.json["next_url"].startswith("http://localhost")
        found += page.json["items"]
        path = (page.json["next_url"] or "").removeprefix("http://localhost")
    assert found == everything
    assert len(found) > 4


@pytest.mark.parametrize(
    "path",
    [
        "/meetings/nowhere",
        "/meetings/Osaka",
        "/meetings/osaka-2019?x=1",
        "/treaties/one",
        "/treaties",
        "/meetings?colour=red",
        "/meetings?limit=0",
        "/meetings?limit=5&limit=6",
        "/meetings?cursor=nonsense",
        "/meetings?date_from=2019-02-30",
        "/meetings?leader=%00",
        "/meetings?include=treaties",
        "/encounters?leader=donald-trump&leader=nobody",
        "/encounters?leader=donald-trump",
        "/encounters?leader=donald-trump&leader=vladimir-putin&cursor=nonsense",
        "/search",
        "/search?q=syria&colour=red",
    ],
)
def test_what_the_lane_cannot_answer_flask_does(client, path):
    assert told(client, path) == told(client, path, **BY_FLASK)
    assert told(client, path)[0][0] == "4"


@pytest.mark.parametrize("path", ["/meetings/?limit=1", "/meetings?limit=1&total=true&q=syria"])
def test_what_is_more_than_plain_flask_answers(client, path):
    assert told(client, path) == told(client, path, **BY_FLASK)
    assert told(client, path)[0] == "200 OK"


@pytest.mark.parametrize("path", ["/meetings/osaka-2019", "/meetings", "/search?q=syria"])
def test_what_fails_in_the_lane_is_a_problem(app: Flask, client, path):
    app.extensions["engine"] = create_engine("sqlite:////nowhere/at/all.sqlite")
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.json["code"] == "unavailable"
    assert answer.headers["Retry-After"]
