"""Limits that are settings: of entries, of pages, and of the time for which the database works."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import event

from api.app import create_app
from api.settings import SettingError, Settings
from models import driver, make_engine
from schemas.limits import Limits, keep_to

NAMES = ["Syrian war", "Civil war in Syria", "Syrian crisis"]
# It goes on for ever, on both databases.
FOR_EVER = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0) "
    "SELECT min(i) FROM n"
)


@pytest.fixture
def narrow(app: Flask, archive: Any) -> Iterator[Any]:
    """A writer to whom a second application in this process answers, with limits of its own."""
    url, tokens = archive
    other = create_app(Settings(database_url=url, max_entries=2, max_page=60))
    client = other.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens.write}"
    yield client
    other.extensions["engine"].dispose()
    keep_to(Limits())


def test_a_list_has_as_many_entries_as_the_setting_allows(narrow: Any, writer: Any) -> None:
    for client, status in ((narrow, 422), (writer, 201)):
        topic = {"slug": "syria-since-2011", "name": "Syria since 2011", "other_names": NAMES}
        answer = client.post("/topics", json=topic)
        assert answer.status_code == status, answer.text
        if status == 422:
            (error,) = answer.json["errors"]
            assert error == {"detail": "Longer than maximum length 2.", "pointer": "/other_names"}


def test_a_page_has_as_many_items_as_the_setting_allows(narrow: Any, client: Any) -> None:
    for one, most in ((narrow, 60), (client, 200)):
        assert one.get(f"/meetings?limit={most}").status_code == 200
        answer = one.get(f"/meetings?limit={most + 1}")
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "limit")


def test_the_openapi_document_of_a_server_states_its_own_limits(narrow: Any, client: Any) -> None:
    for one, entries, most in ((narrow, 2, 60), (client, 1000, 200)):
        said = one.get("/openapi.json").json
        listed = said["paths"]["/meetings"]["get"]["parameters"]
        (limit,) = [p["schema"] for p in listed if p["name"] == "limit"]
        assert limit["maximum"] == most
        topic = said["components"]["schemas"]["TopicInput"]["properties"]
        assert topic["other_names"]["maxItems"] == entries


def test_a_page_is_not_smaller_than_what_it_has_by_default() -> None:
    with pytest.raises(SettingError, match=r"READOUT_MAX_PAGE is “49”; a page has 50 items"):
        Settings.from_environment({"READOUT_MAX_PAGE": "49"})


# Time


@contextmanager
def slow(app: Flask, beginning: str) -> Iterator[None]:
    """Let statements that begin so take for ever."""

    def replaced(_: Any, __: Any, said: str, given: Any, *___: Any) -> tuple[str, Any]:
        return (FOR_EVER, ()) if said.startswith(beginning) else (said, given)

    engine = app.extensions["engine"]
    event.listen(engine, "before_cursor_execute", replaced, retval=True)
    # What is given to the driver itself is always a select.
    taken = driver._Prepared(FOR_EVER, {}, {}, [], tuple)
    with patch.object(driver, "_prepared", lambda *_: taken):
        yield
    event.remove(engine, "before_cursor_execute", replaced)


@pytest.fixture
def hurried(app: Flask, archive: Any) -> Flask:
    """An application whose database may work for half a second."""
    app.extensions["engine"].dispose()
    app.extensions["engine"] = make_engine(archive[0], seconds=0.5)
    return app


def refused(answer: Any) -> None:
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert "longer for this than it may" in answer.json["detail"]
    assert int(answer.headers["Retry-After"]) > 0


def test_what_the_database_works_at_for_too_long_is_given_up(hurried: Flask, client: Any) -> None:
    addresses = ("/meetings", "/meetings/osaka-2019", "/search?q=syria", "/meetings.csv")
    with slow(hurried, "SELECT"):
        for address in addresses:
            refused(client.get(address))
    for address in addresses:
        assert client.get(address).status_code == 200


def test_a_write_that_takes_too_long_changes_nothing(hurried: Flask, writer: Any) -> None:
    before = writer.get("/changes?limit=200").data
    topic = {"slug": "grain-exports", "name": "Grain exports"}
    for beginning in ("INSERT INTO topic", "INSERT INTO revision"):
        with slow(hurried, beginning):
            refused(writer.post("/topics", json=topic))
        assert writer.get("/changes?limit=200").data == before
    assert writer.post("/topics", json=topic).status_code == 201


def test_a_list_that_is_sent_whole_may_take_longer_than_each_part_of_it(
    hurried: Flask, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client.get("/statements.ndjson").data
    monkeypatch.setattr("api.paging.CHUNK", 20)
    monkeypatch.setattr("api.etag.PIECE", 1)
    pieces = client.get("/statements.ndjson", buffered=False).iter_encoded()
    heard = next(pieces)
    time.sleep(0.6)
    assert heard + b"".join(pieces) == whole
