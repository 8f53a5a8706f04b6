"""What nobody of good will would send: refused with a problem document, or harmless."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from checked import document

HERE = Path(__file__).parent / "hostile"
JSON_TEXTS: dict[str, str] = json.loads((HERE / "json_texts.json").read_text())
NAUGHTY: list[str] = json.loads((HERE / "naughty.json").read_text())
# Those of the suite that are too long to keep, and bytes that a list of texts cannot have.
INVALID_BYTES = [
    b"[" * 100_000,
    b'[{"":' * 50_000,
    b'["\xff"]',
    b'["\xe5"]',
    b'["\xc0\xaf"]',
    b'["\xed\xa0\x80"]',
    b'["\xf4\xbf\xbf\xbf"]',
    b"[\xff]",
    b'\xff\xfe[\x00"\x00a\x00"\x00]\x00',
    b'\xef\xbb\xbf{"slug": "a", "name": "A"}',
]


def problem(response: Any) -> str:
    """The code of a problem document."""
    assert 400 <= response.status_code < 500, response.text[:300]
    assert response.mimetype == "application/problem+json"
    return str(response.json["code"])


def everything(client: Any) -> dict[str, bytes]:
    lists = ("meetings", "leaders", "topics", "statements", "parties", "sources")
    return {name: client.get(f"/{name}?limit=200").data for name in lists}


# Bodies


def test_every_text_that_is_no_json_is_refused_and_changes_nothing(writer: Any) -> None:
    before = everything(writer)
    etag = writer.get("/topics/syria").headers["ETag"]
    texts = [text.encode() for name, text in JSON_TEXTS.items() if name.startswith("n_")]
    assert len(texts) > 180
    for text in [*texts, *INVALID_BYTES]:
        for method, path in (("POST", "/topics"), ("PUT", "/topics/syria")):
            answer = writer.open(
                path,
                method=method,
                data=text,
                content_type="application/json",
                headers={"If-Match": etag},
            )
            assert problem(answer) == "malformed", text[:100]
    assert everything(writer) == before


def test_every_other_text_of_the_suite_is_kept_or_refused(writer: Any) -> None:
    """As a citation's value, which may be any JSON."""
    texts = [text for name, text in JSON_TEXTS.items() if not name.startswith("n_")]
    kept = 0
    for number, text in enumerate(texts):
        cited = f'[{{"source": "osaka-2019-nnn-peskov", "relation": "disputes", "value": {text}}}]'
        body = f'{{"slug": "text-{number}", "name": "A", "citations": {cited}}}'
        answer = writer.post("/topics", data=body.encode(), content_type="application/json")
        if answer.status_code == 201:
            assert answer.json["citations"][0]["value"] == json.loads(text)
            kept += 1
        else:
            assert problem(answer) in ("malformed", "invalid"), text
    assert kept > 60


def test_every_naughty_string_is_kept_as_it_is(writer: Any) -> None:
    usable = list(dict.fromkeys(text for text in NAUGHTY if "\0" not in text))
    document = {"slug": "naughty", "name": usable[0], "other_names": usable}
    made = writer.post("/topics", json=document)
    assert made.status_code == 201
    assert writer.get("/topics/naughty").json["other_names"] == usable


def test_a_list_that_is_too_long_is_refused_unread(writer: Any) -> None:
    topic = {"slug": "naughty", "name": "Naughty", "identifiers": [{}] * 200_000}
    answer = writer.post("/topics", json=topic)
    assert problem(answer) == "invalid"
    assert [error["pointer"] for error in answer.json["errors"]] == ["/identifiers"]


def test_a_problem_lists_no_more_errors_than_somebody_reads(writer: Any) -> None:
    lists = {name: [7] * 1000 for name in ("other_names", "identifiers", "citations")}
    answer = writer.post("/topics", json={"slug": "naughty", "name": "Naughty", **lists})
    assert problem(answer) == "invalid"
    assert len(answer.json["errors"]) == 100


# Addresses


def test_a_naughty_string_in_an_address_is_refused_or_finds_nothing(client: Any) -> None:
    for text in NAUGHTY:
        written = quote(text, safe="")
        assert problem(client.get(f"/topics/{written}")) in ("not_found", "bad_request")
        for names in (["leader", "cursor", "sort"], ["identifier"]):
            answer = client.get("/meetings", query_string=dict.fromkeys(names, text))
            assert answer.status_code in (200, 422), (names, text)
            assert answer.status_code == 422 or not answer.json["items"], (names, text)


def reads() -> Iterator[tuple[str, list[str]]]:
    """Every operation that reads: its address, as in its examples, and its query parameters."""
    for path, item in document()["paths"].items():
        listed = [*item.get("parameters", []), *item.get("get", {}).get("parameters", [])]
        if "get" in item:
            examples = {p["name"]: p.get("example", "1") for p in listed if p["in"] == "path"}
            yield path.format_map(examples), [p["name"] for p in listed if p["in"] == "query"]


NONSENSE = ["", "a' OR 1=1 --", '"', "%", "NEAR(", "\0", "-1", "x" * 3000]


def test_nonsense_in_any_parameter_of_any_operation_is_no_failure_of_the_server(
    client: Any,
) -> None:
    tried = 0
    for address, names in reads():
        for name in names:
            for text in NONSENSE:
                answer = client.get(address, query_string={name: text})
                assert answer.status_code < 500, (address, name, text)
                tried += 1
    assert tried > 500


def test_thousands_of_repeats_of_any_parameter_are_no_failure_of_the_server(client: Any) -> None:
    for address, names in reads():
        for name in names:
            query = "&".join([f"{name}=a"] * 3000)
            assert problem(client.get(f"{address}?{query}")) in ("invalid", "not_found"), name


def test_a_cursor_of_another_list_or_a_made_up_one_is_refused(client: Any) -> None:
    cursors = {
        address: client.get(address, query_string={"limit": 1}).json.get("next_cursor")
        for address, names in reads()
        if "cursor" in names and "." not in address
    }
    given = [cursor for cursor in cursors.values() if cursor]
    assert len(given) >= 5
    made_up = ["e30", "W10", "bnVsbA", given[0][:-1], given[0] + "A", given[0].swapcase()]
    for address, own in cursors.items():
        for cursor in [*given, *made_up]:
            if cursor != own:
                answer = client.get(address, query_string={"cursor": cursor})
                assert answer.status_code in (404, 422), (address, cursor)


# Methods and headers


@pytest.mark.parametrize("method", ["BREW", "TRACE", "PROPFIND", "CONNECT", "M-SEARCH"])
def test_a_method_that_nobody_knows_is_a_problem_everywhere(writer: Any, method: str) -> None:
    before = everything(writer)
    for address, _ in reads():
        assert problem(writer.open(address, method=method)) == "method_not_allowed"
    assert everything(writer) == before


STRANGE_HEADERS = [
    {"Accept": "*/*;q=nonsense, ;;;, application/json;q=0.0001"},
    {"Accept": ", ".join(["text/x"] * 3000)},
    {"Accept": "application/json" + ";a=b" * 1000},
    {"If-None-Match": '"'},
    {"If-None-Match": ", ".join(['W/"a"'] * 2000)},
    {"If-Modified-Since": "yesterday"},
    {"Range": "bytes=5-2, -0, 99999999999999999999-"},
    {"If-Range": "nonsense"},
    {"Authorization": "Bearer"},
    {"Authorization": "Basic " + "=" * 500},
    {"Cookie": "=;" * 500},
    {"Content-Length": "-1"},
    {"Content-Type": "multipart/form-data"},
    {"X-Forwarded-Host": "<script>", "X-Forwarded-For": "'", "X-Forwarded-Prefix": "//evil"},
    {"Host": "evil.example\\@[::1"},
    {"Readout-Seq": "99999999999999999999"},
    {"Readout-Seq": "\u00b2"},
    {"X-HTTP-Method-Override": "DELETE"},
]


def test_strange_headers_are_a_right_answer_or_a_problem(writer: Any) -> None:
    before = everything(writer)
    for address, _ in reads():
        for headers in STRANGE_HEADERS:
            answer = writer.get(address, headers=headers)
            assert answer.status_code < 400 or problem(answer), (address, headers)
            assert "<script>" not in answer.text, (address, headers)
    assert everything(writer) == before


def test_credentials_that_cannot_be_read_are_none(client: Any) -> None:
    for said in ("Basic \xff", "Basic", "Bearer \xff\xfe", "Bearer a, Bearer b", "\xff", ""):
        topic = {"slug": "naughty", "name": "Naughty"}
        answer = client.post("/topics", json=topic, headers={"Authorization": said})
        assert problem(answer) == "unauthorized", said


# What is shown


def test_what_users_wrote_is_nowhere_html(writer: Any) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    document = {"slug": "evil", "name": script, "description": script}
    assert writer.post("/topics", json=document).status_code == 201
    for address, _ in reads():
        for headers in ({}, {"Accept": "text/html,*/*"}):
            answer = writer.get(re.sub("/topics/[^/.]+", "/topics/evil", address), headers=headers)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if "html" in answer.mimetype or "xml" in answer.mimetype:
                assert "<script>alert" not in answer.text
                assert "<img src=x" not in answer.text
