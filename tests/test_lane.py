"""What is answered before Flask is woken is answered as Flask would have."""

from __future__ import annotations

import pytest
from checked import CheckedClient

RECORDS = ["/meetings/osaka-2019", "/leaders/donald-trump", "/parties/ru", "/topics/syria"]
# Not plain, so that Flask answers; it means the same.
BY_FLASK = {"Accept": "application/json, text/html;q=0.1"}


def told(client: CheckedClient, path: str, **headers: str) -> tuple[str, bytes, dict[str, str]]:
    answer = client.get(path, headers=headers)
    # The server says the date, whatever Flask says.
    return answer.status, answer.data, {**answer.headers, "Date": ""}


@pytest.mark.parametrize("path", RECORDS)
def test_the_lane_answers_as_flask_does(client, count_statements, path):
    plain, by_flask = told(client, path), told(client, path, **BY_FLASK)
    assert plain == by_flask
    assert plain[0] == "200 OK"
    for tags in (plain[2]["ETag"], f'"other", W/{plain[2]["ETag"]}', "*", '"other"'):
        known = {"If-None-Match": tags}
        assert told(client, path, **known) == told(client, path, **known, **BY_FLASK)
    with count_statements() as said:
        client.get(path)
    assert len(said) == 1


@pytest.mark.parametrize(
    "path", ["/meetings/nowhere", "/meetings/Osaka", "/meetings/osaka-2019?x=1", "/treaties/one"]
)
def test_what_the_lane_cannot_answer_flask_does(client, path):
    assert told(client, path) == told(client, path, **BY_FLASK)
    assert told(client, path)[0][0] == "4"
