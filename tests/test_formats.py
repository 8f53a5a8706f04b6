"""Forms of answers beside JSON: how they are asked for, and what other programs read in them."""

import csv
import io
from itertools import islice
from urllib.parse import parse_qs

import orjson
import pytest
from checked import document
from documents import LISTS, documents, every
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from api import etag, paging
from api.formats import FORMATS
from api.formats.csv import table
from schemas import KINDS
from schemas.part import as_read

SUFFIXES = tuple(f".{suffix}" for suffix in FORMATS)
PLURALS = [*LISTS.values()]
FORMULAS = tuple("=+-@\t\r\n＝＋－＠")


def rows(response):
    """The rows of a CSV, as a reader who knows the rule of the apostrophe has them."""
    read = csv.DictReader(io.StringIO(response.data.decode(), newline=""), strict=True)
    return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in read]


def lines(response):
    assert response.data == b"" or response.data.endswith(b"\n")
    return [orjson.loads(line) for line in response.data.splitlines()]


def flat(document):
    """The scalar fields of a document by the column that holds each, as CSV writes them."""
    found = {}
    for name, value in document.items():
        inner = {f"{name}.{n}": v for n, v in value.items()} if isinstance(value, dict) else {}
        found |= inner or {name: value}
    return {n: v for n, v in found.items() if not isinstance(v, list | dict)}


def told(value):
    return "" if value is None else str(value)


# Asking


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv"),
        ("TEXT/CSV; header=present", "text/csv"),
        ("application/x-ndjson;q=0.5, text/csv;q=0.4", "application/x-ndjson"),
        ("text/csv;q=0.1, text/html", "text/csv"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/csv;q=0.2, application/json;q=0.3", "application/json"),
        ("text/csv, application/json", "application/json"),
        ("text/csv;q=0, */*", "application/json"),
        ("application/problem+json", "application/json"),
        ("text/calendar;q=0, application/*", "application/json"),
        ("", "application/json"),
    ],
)
def test_accept_names_the_form_by_its_q(client, accept, media_type):
    answer = client.get("/leaders", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"


def test_what_no_address_offers_is_406(client):
    for path, accept in [
        ("/leaders", "text/calendar"),
        ("/leaders/donald-trump", "text/csv"),
        ("/search?q=syria", "text/csv"),
        ("/changes", "text/calendar"),
        ("/leaders", "text/*"),
        ("/leaders", "text/csv;q=0"),
    ]:
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.json["code"]) == (406, "not_acceptable"), path
    assert client.get("/vocabularies.csv").status_code == 404


@pytest.mark.parametrize("plural", PLURALS)
def test_a_suffix_says_the_same_as_accept_and_outranks_it(client, plural):
    for suffix, media_type in [("csv", "text/csv"), ("ndjson", "application/x-ndjson")]:
        accepted = client.get(f"/{plural}", headers={"Accept": media_type})
        asked = client.get(f"/{plural}.{suffix}", headers={"Accept": "application/json"})
        assert asked.mimetype == accepted.mimetype == media_type
        assert asked.data == accepted.data


def test_what_is_wrong_is_a_problem_in_every_form(client):
    for path in ("/meetings.csv?status=canceled", "/meetings.ndjson?cursor=x", "/meetings.csv?x=1"):
        answer = client.get(path)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid"), path
    # What only JSON has room for.
    for query in ("total=true", "include=leaders"):
        assert client.get(f"/meetings.csv?{query}").status_code == 422
        answer = client.get(f"/meetings?{query}", headers={"Accept": "text/csv"})
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (
            422,
            query.partition("=")[0],
        )


def test_the_main_operations_answer_json_alone():
    for path, item in document()["paths"].items():
        if not path.endswith(SUFFIXES) and "get" in item:
            assert {*item["get"]["responses"]["200"]["content"]} == {"application/json"}, path


# Lists


@pytest.mark.parametrize("record", KINDS)
def test_every_line_of_ndjson_is_a_document_and_all_are_there(client, record):
    plural = LISTS[record]
    assert lines(client.get(f"/{plural}.ndjson")) == every(client, plural)


@pytest.mark.parametrize("record", KINDS)
def test_csv_read_back_gives_the_scalar_fields(client, record):
    plural = LISTS[record]
    found = rows(client.get(f"/{plural}.csv"))
    wanted = [flat(document) for document in every(client, plural)]
    assert len(found) == len(wanted) > 0
    for row, scalars in zip(found, wanted, strict=True):
        assert {n: row.get(n, "") for n in scalars} == {n: told(v) for n, v in scalars.items()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), record=st.sampled_from([*KINDS]))
def test_no_cell_is_a_formula_and_every_scalar_comes_back(data, record):
    schema = KINDS[record]
    made = data.draw(documents(record, "reykjavik-1986"))
    made["identifiers"] = [{"scheme": "=", "value": "=1+1"}]
    text = next(name for name in ("title", "name", "text") if name in made)
    made[text] = data.draw(st.sampled_from([*FORMULAS, "'", ""])) + made[text]
    body = b"".join(table(as_read(schema), [made])).decode()
    (cells,) = [
        row for number, row in enumerate(csv.reader(io.StringIO(body, newline=""))) if number
    ]
    assert [c for c in cells if c.startswith(FORMULAS) and not is_number(c)] == []
    (read,) = csv.DictReader(io.StringIO(body, newline=""))
    for name, value in flat(made).items():
        if value is not None:
            assert read[name].removeprefix("'") == told(value)
    assert orjson.loads(read["identifiers"]) == made["identifiers"]


def is_number(cell):
    try:
        return cell == repr(float(cell)) or cell == repr(int(cell))
    except ValueError:
        return False


def test_the_columns_are_those_of_the_schema_in_its_order(client):
    header = client.get("/meetings.csv?kind=other").data.decode()
    assert header.startswith("slug,title,kind,status,status_on,")
    assert ",place.name,place.country,place.venue,place.timezone," in header
    assert header.endswith(",version,created_at,updated_at\r\n")
    assert header.count("\r\n") == 1


def test_what_a_search_finds_is_given_whole(client, monkeypatch):
    monkeypatch.setattr(paging, "CHUNK", 2)
    for plural, asked in [("statements", "trump"), ("meetings", "osaka")]:
        wanted = every(client, plural, q=asked)
        assert len(wanted) > 2
        assert lines(client.get(f"/{plural}.ndjson?q={asked}")) == wanted


def test_what_fails_at_once_is_a_problem(client, monkeypatch):
    def fail(*_):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(paging, "part", fail)
    answer = client.get("/meetings.csv")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")


@pytest.mark.parametrize(
    "path",
    [
        "leaders/donald-trump/counterparts",
        "encounters?leader=donald-trump&leader=vladimir-putin",
        "archive/gaps",
        "meetings/osaka-2019/revisions",
        "changes",
    ],
)
def test_what_is_worked_out_is_a_table_too(client, path):
    plain, _, query = path.partition("?")
    listed = every(client, plain, **parse_qs(query))
    assert len(listed) > 0
    assert lines(client.get(f"/{plain}.ndjson?{query}")) == listed
    assert lines(client.get(f"/{plain}.ndjson?{query}&limit=1")) == listed[:1]
    table = rows(client.get(f"/{path}", headers={"Accept": "text/csv"}))
    assert len(table) == len(listed)
    for row, item in zip(table, listed, strict=True):
        cells = {name: told(value) for name, value in flat(item).items() if name in row}
        assert {name: row[name] for name in cells} == cells
        assert len(cells) >= 4


def test_a_table_of_what_is_not_there_is_404(writer):
    for path in ("leaders/nobody/counterparts", "leaders/nobody/revisions"):
        assert writer.get(f"/{path}.csv").status_code == 404
    party = {"slug": "zw", "name": "Zimbabwe", "kind": "state"}
    tag = writer.post("/parties", json=party).headers["ETag"]
    assert writer.delete("/parties/zw", headers={"If-Match": tag}).status_code == 204
    made, removed = lines(writer.get("/parties/zw/revisions.ndjson"))
    assert (made["document"]["slug"], removed["document"]) == ("zw", None)


def test_a_list_without_limit_is_whole_and_with_one_a_page(client, monkeypatch):
    # Smaller than the list: it is read in several chunks.
    monkeypatch.setattr(paging, "CHUNK", 2)
    for sort in ("-held_on", "held_on", "slug"):
        wanted = every(client, "meetings", sort=sort, leader="donald-trump")
        query = {"sort": sort, "leader": "donald-trump"}
        assert len(wanted) > 4
        assert lines(client.get("/meetings.ndjson", query_string=query)) == wanted
        pages, address, query = [], "/meetings.ndjson", {**query, "limit": 2}
        while address:
            page = client.get(address, query_string=query)
            pages += lines(page)
            address = page.headers.get("Link", "").partition("<")[2].partition(">")[0]
            query = None
        assert pages == wanted


def test_a_whole_list_is_of_one_moment_and_keeps_no_writer_waiting(writer, monkeypatch):
    monkeypatch.setattr(paging, "CHUNK", 2)
    monkeypatch.setattr(etag, "PIECE", 1)
    wanted = every(writer, "parties", sort="name")
    got = writer.get("/parties.ndjson?sort=name", buffered=False)
    pieces = iter(got.response)
    begun = [next(pieces)]
    party = {"slug": "zw", "name": "Zimbabwe", "kind": "state"}
    assert writer.post("/parties", json=party).status_code == 201
    assert [orjson.loads(line) for line in (*begun, *pieces)] == wanted
    got.close()
    tag = {"If-None-Match": got.headers["ETag"]}
    assert len(lines(writer.get("/parties.ndjson?sort=name", headers=tag))) == len(wanted) + 1


@pytest.mark.parametrize("read", [0, 1, 10_000])
def test_whoever_wants_no_more_of_a_list_gives_its_connection_back(client, monkeypatch, read):
    monkeypatch.setattr(etag, "PIECE", 1)
    pool = client.application.extensions["engine"].pool
    for address in ("/statements.ndjson", "/exports/dyads.csv", "/meetings.ics"):
        got = client.get(address, buffered=False)
        assert [*islice(got.response, read)] or not read
        assert pool.checkedout() == 1
        got.close()
        assert pool.checkedout() == 0


# Conditional requests


def plain(address):
    path, _, query = address.partition("?")
    return f"{path.partition('.')[0]}?{query}"


ADDRESSES = ["/meetings.csv", "/meetings.ndjson?status=held", "/meetings.csv?limit=2"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_form_has_a_tag_of_its_own_and_is_not_sent_twice(writer, address):
    got = writer.get(address)
    tag = {"If-None-Match": got.headers["ETag"]}
    assert not got.headers["ETag"].startswith("W/")
    assert got.headers["ETag"] != writer.get(plain(address)).headers["ETag"]
    seen, head = writer.get(address, headers=tag), writer.head(address)
    assert (seen.status_code, seen.data) == (304, b"")
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Vary", "Content-Type", "Cache-Control"):
        assert head.headers[name] == got.headers[name]
    summit = {"kind": "summit", "status": "held", "held_on": "2021-06-16", "title": "Geneva"}
    assert writer.post("/meetings", json={"slug": "geneva-2021", **summit}).status_code == 201
    after = writer.get(address, headers=tag)
    assert (after.status_code, b"geneva-2021" in after.data) == (200, True)
