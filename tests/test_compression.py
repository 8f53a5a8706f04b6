"""Compression: who asks for gzip gets it, with tags that are as good as the plain ones."""

from __future__ import annotations

import gzip

import pytest

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
# One that the lane answers, one that Flask does, and one that is made while it is sent.
LONG = ["/meetings/osaka-2019", "/meetings?limit=10", "/statements.csv", "/openapi.json"]


@pytest.mark.parametrize("path", LONG)
def test_who_asks_for_gzip_gets_the_same_shorter(client, path):
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(path, headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.sent) == packed.data == plain.data
    assert len(packed.sent) < len(plain.data) / 2
    head = client.head(path, headers=GZIP)
    assert (head.headers["Content-Encoding"], head.data) == ("gzip", b"")


def test_what_was_compressed_has_a_tag_of_its_own_which_is_as_good(writer):
    path = "/meetings/osaka-2019"
    plain, packed = writer.get(path), writer.get(path, headers=GZIP)
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["Vary"] == plain.headers["Vary"]
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
    had = writer.get(path, headers={**GZIP, "If-None-Match": packed.headers["ETag"]})
    assert (had.status_code, had.headers["ETag"]) == (304, packed.headers["ETag"])
    had = writer.get(path, headers={"If-None-Match": packed.headers["ETag"]})
    assert (had.status_code, had.headers["ETag"]) == (304, plain.headers["ETag"])
    changed = {**plain.json, "summary": "Shorter."}
    seen = {"If-Match": packed.headers["ETag"]}
    assert writer.put(path, json=changed, headers=seen).status_code == 200
    assert writer.put(path, json=plain.json, headers=seen).status_code == 412


@pytest.mark.parametrize("asked", ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=nonsense;x"])
def test_who_does_not_ask_gets_the_plain_body(client, asked):
    answer = client.get("/meetings/osaka-2019", headers={"Accept-Encoding": asked})
    assert "Content-Encoding" not in answer.headers
    assert answer.data == client.get("/meetings/osaka-2019").data


def test_what_is_short_or_no_answer_stays_as_it_is(client):
    for path, status in (("/topics/syria", 200), ("/meetings/nowhere", 404), ("/health/live", 200)):
        answer = client.get(path, headers=GZIP)
        assert answer.status_code == status, path
        assert "Content-Encoding" not in answer.headers, path
