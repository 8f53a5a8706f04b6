"""Entity tags: what a caller has already is not sent again; and HEAD."""

import re

from flask.testing import FlaskClient

ADDRESSES = (
    "/",
    "/meetings",
    "/statements?meeting=osaka-2019&limit=2&total=true",
    "/meetings/osaka-2019",
    "/parties/jp",
    "/meetings/osaka-2019/revisions",
    "/meetings/osaka-2019/revisions/1",
    "/vocabularies",
    "/vocabularies/meeting_kind",
    "/health/live",
    "/health/ready",
)


def test_every_answer_has_a_strong_etag(client):
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code == 200, address
        assert re.fullmatch(r'"[^"]+"', response.headers["ETag"]), address
        assert client.get(address).headers["ETag"] == response.headers["ETag"]
        assert response.headers["Vary"] == "Accept, Accept-Encoding", address


def test_the_openapi_document_has_an_etag_too(app):
    # The client that checks answers knows only what the document itself lists.
    response = FlaskClient(app).get("/openapi.json")
    assert response.json["openapi"].startswith("3.1")
    assert re.fullmatch(r'"[^"]+"', response.headers.get("ETag", "no tag"))
    asked = {"If-None-Match": response.headers["ETag"]}
    again = FlaskClient(app).get("/openapi.json", headers=asked)
    assert again.status_code == 304


def test_what_the_caller_has_already_is_not_sent_again(client):
    for address in ADDRESSES:
        tag = client.get(address).headers["ETag"]
        for value in (tag, f"W/{tag}", f'"other", {tag}', f'W/"other" , W/{tag}', "*"):
            response = client.get(address, headers={"If-None-Match": value})
            assert (response.status_code, response.data) == (304, b""), (address, value)
            assert response.headers["ETag"] == tag
            assert response.headers["Vary"] == "Accept, Accept-Encoding"


def test_what_the_caller_has_not_is_sent(client):
    for address in ADDRESSES:
        before = client.get(address)
        for value in ('"other"', 'W/"other"', before.headers["ETag"].strip('"')[:5], ""):
            response = client.get(address, headers={"If-None-Match": value})
            assert (response.status_code, response.data) == (200, before.data), (address, value)


def test_what_is_not_there_is_no_304(client):
    assert client.get("/meetings/yalta-1945", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/meetings?limit=0", headers={"If-None-Match": "*"}).status_code == 422


def test_different_bodies_have_different_etags(client):
    answers = [client.get(address) for address in ADDRESSES]
    assert len({answer.headers["ETag"] for answer in answers}) == len(
        {answer.data for answer in answers}
    )


def test_an_etag_changes_with_the_body(writer):
    item, listing = "/meetings/osaka-2019", "/meetings?kind=bilateral"
    other = writer.get("/meetings?kind=summit").headers["ETag"]
    before = {address: writer.get(address) for address in (item, listing)}
    change = {"summary": "They met."}
    matching = {"If-Match": before[item].headers["ETag"]}
    written = writer.patch(item, json=change, headers=matching)
    assert written.status_code == 200
    for address, response in before.items():
        conditional = {"If-None-Match": response.headers["ETag"]}
        after = writer.get(address, headers=conditional)
        assert after.status_code == 200
        assert after.headers["ETag"] != response.headers["ETag"]
    assert writer.get(item).headers["ETag"] == written.headers["ETag"]
    assert writer.get("/meetings?kind=summit").headers["ETag"] == other


def test_head_answers_as_get_without_the_body(client):
    for address in ADDRESSES:
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.data) == (200, b""), address
        for name in ("ETag", "Vary", "Content-Type", "Content-Length", "Cache-Control"):
            assert head.headers.get(name) == got.headers.get(name), (address, name)
        tag = {"If-None-Match": got.headers["ETag"]}
        assert client.head(address, headers=tag).status_code == 304
    assert client.head("/meetings/yalta-1945").status_code == 404
    assert client.head("/meetings?lider=x").status_code == 422


def test_if_match_of_a_read_must_hold(client):
    for address in (*ADDRESSES, "/encounters?leader=donald-trump&leader=vladimir-putin"):
        tag = client.get(address).headers["ETag"]
        for given, status in ((tag, 200), ("*", 200), ('"other"', 412), (f"W/{tag}", 412)):
            answer = client.get(address, headers={"If-Match": given})
            assert answer.status_code == status, (address, given)
            assert status == 200 or answer.json["code"] == "precondition_failed"
