"""Problems: everything that goes wrong is a problem document, and lets nothing out."""

import io
import shutil
from pathlib import Path

import orjson
import pytest
from conftest import application
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from test_writing import KINDS, NEW, address, create, pointers, remove, seen

from models import store

JSON = "application/json"
MEMBERS = {"type", "title", "status", "detail", "code", "errors"}
# Words of a trace, of SQL, of a path, none of which is for callers.
SECRETS = ("Traceback", 'File "', "SELECT", "/work", "site-packages", "psycopg", "sqlite3", ".py")
WRITES = ("POST", "PUT", "PATCH")


def problem(answer, status, code):
    """Assert that an answer is this problem, whole and well formed; its detail."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    said = answer.json
    assert said.keys() == MEMBERS
    assert (said["status"], said["code"]) == (status, code)
    assert said["type"] == f"/vocabularies/problem_code#{code}"
    assert said["title"]
    assert [word for word in SECRETS if word in answer.text] == []
    return said["detail"]


def send(client, method, kind, body, content_type=JSON, **more):
    path = f"/{kind}" if method == "POST" else address(kind)
    return client.open(path, method=method, data=body, content_type=content_type, **more)


# Every status


@pytest.mark.parametrize(
    "path", ["/nowhere", "/meetings/nowhere", "/meetings/a/b", "/vocabularies/x"]
)
def test_404_where_nothing_is(client, path):
    assert problem(client.get(path), 404, "not_found")


@pytest.mark.parametrize("kind", KINDS)
def test_404_for_a_record_that_never_was_names_it(client, kind):
    assert "nowhere" in problem(client.get(f"/{kind}/nowhere"), 404, "not_found")
    problem(client.get(f"/{kind}/nowhere/revisions"), 404, "not_found")
    problem(client.get(f"/{kind}/nowhere/revisions/1"), 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PROPFIND", "TRACE", "BREW"])
def test_405_says_which_methods_an_address_takes(writer, method):
    record, history = "/meetings/osaka-2019", "/meetings/osaka-2019/revisions"
    wanted = {record: {"GET", "PUT", "PATCH", "DELETE"}, history: {"GET"}}
    for path, methods in wanted.items():
        answer = writer.open(path, method=method)
        problem(answer, 405, "method_not_allowed")
        assert methods <= {one.strip() for one in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize("kind", KINDS)
def test_405_for_changing_a_list(writer, kind):
    for method in ("PUT", "PATCH", "DELETE", "PROPFIND"):
        answer = writer.open(f"/{kind}", method=method, json={})
        problem(answer, 405, "method_not_allowed")
        assert {"GET", "POST"} <= {one.strip() for one in answer.headers["Allow"].split(",")}


def test_401_says_how_to_authenticate(client):
    answer = client.post("/parties", json=NEW["parties"])
    problem(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "image/*",
        "nonsense",
        "text/html;q=0.9, image/png",
        "application/json;q=0",
        "*/*;q=0",
        "application/xml",
        "x" * 10_000 + "/y",
    ],
)
def test_406_where_no_json_is_accepted(writer, accept):
    headers = {"Accept": accept}
    for path in ("/meetings", "/meetings/osaka-2019", "/meetings/osaka-2019/revisions", "/"):
        problem(writer.get(path, headers=headers), 406, "not_acceptable")
    problem(writer.post("/parties", json=NEW["parties"], headers=headers), 406, "not_acceptable")
    assert writer.get("/parties/ch").status_code == 404


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        JSON,
        "application/problem+json",
        "text/html, */*;q=0.1",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
    ],
)
def test_any_sort_of_json_or_none_is_answered_with_json(client, accept):
    answer = client.get("/meetings/osaka-2019", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, JSON)


def test_409_has_a_code_for_each_reason(writer, monkeypatch):
    taken = {**NEW["parties"], "slug": "jp"}
    problem(writer.post("/parties", json=taken), 409, "slug_taken")
    one = {"identifiers": [{"scheme": "iso", "value": "CH"}]}
    create(writer, "parties", **one)
    again = writer.post("/parties", json={**NEW["parties"], **one, "slug": "helvetia"})
    problem(again, 409, "identifier_taken")
    used = {"headers": seen(writer, "/parties/jp")}
    problem(writer.delete("/parties/jp", **used), 409, "in_use")
    # What the application overlooks, the database still refuses.
    monkeypatch.setattr(store, "referrers", lambda *_: [])
    problem(writer.delete("/parties/jp", **used), 409, "conflict")
    assert writer.get("/parties/jp").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_410_for_what_was_removed(empty, kind):
    create(empty, kind)
    remove(empty, address(kind))
    problem(empty.get(address(kind)), 410, "removed")
    problem(empty.get(f"{address(kind)}/revisions/2"), 410, "removed")
    problem(empty.patch(address(kind), json={}), 410, "removed")
    problem(empty.delete(address(kind)), 410, "removed")


def test_412_and_428_are_problems(writer):
    outdated = {"If-Match": '"0"'}
    problem(writer.delete("/parties/jp", headers=outdated), 412, "precondition_failed")
    problem(writer.delete("/parties/jp"), 428, "precondition_required")


def test_422_says_where_in_its_detail_too(writer):
    answer = writer.post("/parties", json={**NEW["parties"], "kind": "planet"})
    assert "/kind" in problem(answer, 422, "invalid")
    assert pointers(answer) == ["/kind"]
    answer = writer.get("/parties?colour=blue")
    assert "colour" in problem(answer, 422, "invalid")


def test_every_code_is_of_the_vocabulary_and_has_an_address(client):
    answer = client.get("/nowhere").json
    place, code = answer["type"].split("#")
    values = client.get(place).json["items" if "items" in client.get(place).json else "values"]
    assert code in [word["value"] for word in values]


# Bodies


def nested(depth):
    """An object with arrays in it, so many levels in all."""
    return b'{"x":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


MALFORMED = {
    "nothing": b"",
    "white space": b" \n",
    "no JSON": b"slug: ch",
    "half": b'{"slug": "ch"',
    "two": b'{"slug": "ch"} {}',
    "comma": b'{"slug": "ch",}',
    "single quotes": b"{'slug': 'ch'}",
    "comment": b'{"slug": "ch" /* x */}',
    "NaN": b'{"latitude": NaN}',
    "Infinity": b'{"latitude": Infinity}',
    "minus Infinity": b'{"latitude": -Infinity}',
    "too large a float": b'{"latitude": 1e400}',
    "a name twice": b'{"slug": "ch", "slug": "ch"}',
    "a name twice within": b'{"citations": [{"value": {"a": 1, "b": 2, "a": 1}}]}',
    "a name twice by escape": b'{"slug": "ch", "\\u0073lug": "ch"}',
    "lone surrogate": b'{"name": "\\ud800"}',
    "lone surrogate in a name": b'{"\\udc00": 1}',
    "surrogates the wrong way round": b'{"name": "\\udc00\\ud800"}',
    "lone surrogate in UTF-8": b'{"name": "\xed\xa0\x80"}',
    "NUL": b'{"name": "a\\u0000b"}',
    "NUL within": b'{"citations": [{"value": ["\\u0000"]}]}',
    "NUL in a name": b'{"a\\u0000": 1}',
    "raw NUL": b'{"name": "\x00"}',
    "raw line feed": b'{"name": "a\nb"}',
    "deep": nested(33),
    "very deep": nested(100_000),
    "unclosed": b"[" * 100_000,
    "BOM": b'\xef\xbb\xbf{"slug": "ch"}',
    "no UTF-8": b'{"name": "Z\xfcrich"}',
    "overlong UTF-8": b'{"name": "\xc0\xaf"}',
    "UTF-16": '{"slug": "ch"}'.encode("utf-16"),
    "long integer": b'{"latitude": 9223372036854775808}',
    "long negative": b'{"latitude": -9223372036854775809}',
    "longer integer": b'{"latitude": ' + b"9" * 30 + b"}",
    "longest integer": b'{"latitude": ' + b"9" * 5000 + b"}",
    "leading zero": b'{"latitude": 007}',
}
NO_OBJECT = [b"[]", b"[{}]", b'"text"', b"7", b"1.5", b"true", b"null"]


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("kind", KINDS)
def test_400_for_what_is_not_the_json_that_is_kept(writer, kind, method):
    for name, body in MALFORMED.items():
        answer = send(writer, method, kind, body)
        assert (name, answer.status_code) == (name, 400)
        problem(answer, 400, "malformed")
    assert writer.get(address(kind)).status_code == 404


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("kind", KINDS)
def test_422_for_json_that_is_no_object(writer, kind, method):
    for body in NO_OBJECT:
        problem(send(writer, method, kind, body), 422, "invalid")


def test_400_says_what_is_wrong_with_the_text(writer):
    twice = problem(send(writer, "POST", "parties", MALFORMED["a name twice"]), 400, "malformed")
    assert "slug" in twice
    deep = problem(send(writer, "POST", "parties", MALFORMED["deep"]), 400, "malformed")
    assert "32" in deep


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_32_levels_are_read(writer, method):
    assert pointers(send(writer, method, "parties", nested(32)))[0] in ("/x", "/slug", "/name")
    # The document, the list of citations and the citation are three levels themselves.
    value = orjson.loads(b"[" * 29 + b"]" * 29)
    cited = {"source": "osaka-2019-galpost", "value": value}
    body = orjson.dumps({**NEW["parties"], "citations": [cited]})
    assert send(writer, method, "parties", body).json["citations"][0]["value"] == value
    deeper = orjson.dumps({**NEW["parties"], "citations": [{**cited, "value": [value]}]})
    problem(send(writer, method, "parties", deeper), 400, "malformed")


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63) + 1, 2**53 + 1, 0.1, 1e300, 5e-324, -0.0])
def test_a_number_that_can_be_kept_is_kept_exactly(writer, number):
    cited = {"source": "osaka-2019-galpost", "relation": "disputes", "value": number}
    create(writer, "parties", citations=[cited])
    assert writer.get("/parties/ch").json["citations"][0]["value"] == number


def test_every_character_is_kept(writer):
    name = "\u2028 \ufeff \U0001f91d \ufffe e\u0301 \u202e \x7f \x01 <script>"
    assert create(writer, "parties", name=name).json["name"] == name
    assert writer.get("/parties/ch").json["name"] == name


def padded(document, size):
    body = orjson.dumps(document)
    return body + b" " * (size - len(body))


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("kind", KINDS)
def test_413_for_more_than_a_mebibyte(writer, kind, method):
    body = padded(NEW[kind], 2**20 + 1)
    problem(send(writer, method, kind, body), 413, "too_large")
    assert writer.get(address(kind)).status_code == 404


@pytest.mark.parametrize("method", WRITES)
def test_413_for_more_than_a_mebibyte_that_was_not_announced(writer, method):
    stream = io.BytesIO(padded(NEW["parties"], 2**20 + 1))
    environ = {"wsgi.input_terminated": True}
    path = "/parties" if method == "POST" else "/parties/ch"
    answer = writer.open(
        path, method=method, input_stream=stream, content_type=JSON, environ_overrides=environ
    )
    problem(answer, 413, "too_large")


def test_a_mebibyte_is_taken_announced_or_not(writer):
    body = padded(NEW["parties"], 2**20)
    environ = {"wsgi.input_terminated": True}
    answer = writer.post(
        "/parties", input_stream=io.BytesIO(body), content_type=JSON, environ_overrides=environ
    )
    assert answer.status_code == 201
    changed = padded({**NEW["parties"], "name": "Suisse"}, 2**20)
    headers = seen(writer, "/parties/ch")
    assert send(writer, "PUT", "parties", changed, headers=headers).status_code == 200


WRONG_TYPES = [
    None,
    "",
    "text/plain",
    "text/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/problem+json",
    "application/json; charset=latin-1",
    "application/json; charset=utf-16",
    "application/json, text/plain",
    "nonsense",
    "*/*",
]


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("kind", KINDS)
def test_415_for_what_is_not_sent_as_json(writer, kind, method):
    for content_type in WRONG_TYPES:
        answer = send(writer, method, kind, orjson.dumps(NEW[kind]), content_type)
        assert JSON in answer.headers["Accept"], content_type
        problem(answer, 415, "unsupported_media_type")
    assert writer.get(address(kind)).status_code == 404


@pytest.mark.parametrize("method", WRITES)
def test_415_for_a_coded_body(writer, method):
    body = orjson.dumps(NEW["parties"])
    for coding in ("gzip", "br", "deflate", "gzip, identity", "nonsense"):
        answer = send(writer, method, "parties", body, headers={"Content-Encoding": coding})
        problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("content_type", [JSON, f"{JSON}; charset=UTF-8", "Application/JSON"])
def test_json_is_taken_however_its_type_is_written(writer, content_type):
    body = orjson.dumps(NEW["parties"])
    assert send(writer, "POST", "parties", body, content_type).status_code == 201


# Addresses

STRANGE = [
    "%00",
    "osaka-2019%00",
    "%ED%A0%80",
    "%FF%FE",
    "%C3%28",
    "%F0%9F%A4%9D",
    "%0A",
    "osaka-2019%0A",
    "a" * 10_000,
    "'",
    '"',
    "';DROP%20TABLE%20meetings;--",
    "1'%20OR%20'1'='1",
    "%25",
    "%27%29%3B",
    "{slug}",
    "%5C",
    "..%2e",
    "*",
    "null",
    "-1",
]


# “null” would make a slug, and with a dot there is no address.
STRANGE_TO_WRITE = [slug for slug in STRANGE if slug not in ("null", "..%2e")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_strange_address_is_404(writer, kind):
    for slug in STRANGE:
        for path in (f"/{kind}/{slug}", f"/{kind}/{slug}/revisions", f"/{kind}/{slug}/revisions/1"):
            assert (path, writer.get(path).status_code) == (path, 404)


@pytest.mark.parametrize("kind", KINDS)
def test_a_write_to_a_strange_address_is_refused(writer, kind):
    for slug in STRANGE_TO_WRITE:
        path = f"/{kind}/{slug}"
        nameless = {name: value for name, value in NEW[kind].items() if name != "slug"}
        assert (path, writer.put(path, json=nameless).status_code) == (path, 422)
        assert (path, writer.patch(path, json={}).status_code) == (path, 404)
        assert (path, writer.delete(path).status_code) == (path, 404)


def test_a_version_that_is_not_there_is_404(client):
    for version in ("0", "2", "00", "-1", "1.0", "x", "%00", "1e3", "٣"):
        problem(client.get(f"/meetings/osaka-2019/revisions/{version}"), 404, "not_found")


@pytest.mark.parametrize("version", [2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30])
def test_a_version_larger_than_any_is_404(client, version):
    problem(client.get(f"/meetings/osaka-2019/revisions/{version}"), 404, "not_found")


def test_a_strange_vocabulary_is_404(client):
    assert [n for n in STRANGE if client.get(f"/vocabularies/{n}").status_code != 404] == []


FILTERS = {
    "meetings": "leader party topic part_of country source kind status setting composition "
    "date_from date_to identifier sort cursor limit total",
    "statements": "meeting speaker party topic kind phase date_from date_to identifier sort",
    "leaders": "party capacity identifier sort",
    "topics": "broader identifier sort",
    "parties": "kind identifier sort",
    "sources": "kind party identifier sort",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_strange_parameter_is_422_or_finds_nothing(client, kind):
    for name in FILTERS[kind].split():
        for value in [*STRANGE, "", "a:%00", "a:%ED%A0%80", "a:'"]:
            answer = client.get(f"/{kind}?{name}={value}")
            found = answer.json["items"] if answer.status_code == 200 else []
            assert (answer.status_code in (200, 422), found) == (True, []), f"{name}={value}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_strange_parameter_name_is_422(client, kind):
    for name in STRANGE:
        problem(client.get(f"/{kind}?{name}=1"), 422, "invalid")
        problem(client.get(f"/{kind}?{name}"), 422, "invalid")


@pytest.mark.parametrize("method", WRITES)
def test_a_parameter_of_a_write_is_422(writer, method):
    path = "/parties" if method == "POST" else "/parties/ch"
    problem(writer.open(f"{path}?force=true", method=method, json=NEW["parties"]), 422, "invalid")
    assert writer.get("/parties/ch").status_code == 404


# Failures


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RuntimeError("SELECT secret FROM /work/main/api/x.py"), 500, "internal_error"),
        (KeyError("/work"), 500, "internal_error"),
        (RecursionError("/work"), 500, "internal_error"),
        (ProgrammingError("SELECT 1", {}, Exception("/work")), 500, "internal_error"),
        (IntegrityError("SELECT 1", {}, Exception("/work")), 409, "conflict"),
    ],
)
def test_what_is_unexpected_is_a_problem_that_lets_nothing_out(
    writer, monkeypatch, error, status, code
):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("api.writing.Writing.save", fail)
    problem(writer.post("/parties", json=NEW["parties"]), status, code)
    monkeypatch.undo()
    assert writer.post("/parties", json=NEW["parties"]).status_code == 201


def test_what_is_unexpected_in_a_read_is_500(client, monkeypatch):
    def fail(*_):
        raise RuntimeError("SELECT * FROM tokens; /work/main/api/records.py")

    monkeypatch.setattr("api.records.get", fail)
    problem(client.get("/meetings/osaka-2019?include=leaders"), 500, "internal_error")


def unavailable(url):
    """Assert that an application on this database answers 503 wherever it needs it."""
    with application(url) as app:
        client = app.test_client()
        client.token = "readout_0123456789abcdef_c2VjcmV0"
        answers = [client.get(path) for path in ("/meetings", "/parties/jp", "/health/ready")]
        answers.append(client.get("/parties/jp/revisions"))
        answers.append(client.post("/parties", json=NEW["parties"]))
        for answer in answers:
            problem(answer, 503, "unavailable")
            assert int(answer.headers["Retry-After"]) > 0
        assert client.get("/health/live").status_code == 200


def test_503_where_a_folder_stands_in_the_place_of_the_archive(tmp_path):
    unavailable(f"sqlite:///{tmp_path}")


def test_503_where_the_folder_of_the_archive_is_gone(tmp_path):
    unavailable(f"sqlite:///{tmp_path}/gone/readout.sqlite")


def test_503_where_the_file_is_no_archive(tmp_path):
    file = tmp_path / "readout.sqlite"
    file.write_bytes(b"no database " * 1000)
    unavailable(f"sqlite:///{file}")


def test_503_where_nobody_answers():
    unavailable("postgresql+psycopg://reader:secret@127.0.0.1:1/archive")


def test_503_where_the_archive_was_never_made(empty_archive):
    """All of its tables are missing, on both databases."""
    url = empty_archive[0]
    engine = create_engine(url)
    names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if make_url(url).get_backend_name() == "postgresql":
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    cascade = " CASCADE" if "postgresql" in url else ""
    with engine.begin() as session:
        for (name,) in session.execute(text(names)).all():
            # SQLite's search index takes tables of its own along.
            session.execute(text(f"DROP TABLE IF EXISTS {name}{cascade}"))
    engine.dispose()
    unavailable(url)


def test_503_passes_when_the_archive_is_back(tmp_path, sqlite):
    """A connection that broke is not kept."""
    with sqlite.copy(seeded=True) as (url, _), application(url) as app:
        path, away = Path(make_url(url).database), tmp_path / "away.sqlite"
        client = app.test_client()
        shutil.move(path, away)
        path.mkdir()
        problem(client.get("/parties/jp"), 503, "unavailable")
        path.rmdir()
        shutil.move(away, path)
        assert client.get("/parties/jp").status_code == 200


def test_a_form_of_a_record_takes_no_method_of_the_record_itself(writer):
    for path in ("/topics.csv", "/meetings/osaka-2019.ics"):
        answer = writer.options(path)
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        problem(writer.delete(path), 405, "method_not_allowed")


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=a", "bytes=0-9", "lines=1"])
def test_files_are_given_whole_whatever_part_is_asked_for(client, asked):
    whole = client.get("/docs/assets/swagger-ui.css")
    part = client.get("/docs/assets/swagger-ui.css", headers={"Range": asked})
    assert (part.status_code, part.data) == (200, whole.data)
