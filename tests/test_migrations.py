"""Migrations of documents: the current ones get their new form, the old ones stay and are whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
from serving import environment
from sqlalchemy import create_engine, text
from test_changes import replayed
from test_writing import patch, remove

LATER = Path(__file__).parent / "later.py"


def kept(url: str) -> list[Any]:
    """The revisions as the archive has them."""
    engine = create_engine(url)
    with engine.connect() as session:
        rows = session.execute(text("SELECT * FROM revisions ORDER BY seq")).all()
    engine.dispose()
    return [tuple(row) for row in rows]


def test_a_step_gives_documents_a_new_form_and_leaves_revisions_as_they_are(
    writer: Any, archive: Any, tmp_path: Path
) -> None:
    url, _ = archive
    patch(writer, "/topics/trade", name="Commerce")
    writer.post("/topics", json={"slug": "space", "name": "Space"})
    remove(writer, "/topics/space")
    before = {path: writer.get(path).json for path in ("/topics/trade", "/meetings/osaka-2019")}
    revisions = kept(url)

    def later(*arguments: str) -> str:
        command = [sys.executable, str(LATER), str(tmp_path), *arguments]
        done = subprocess.run(command, env=environment(url), capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def get(*paths: str) -> list[Any]:
        return [orjson.loads(line) for line in later("get", *paths).splitlines()]

    later("init")
    trade, osaka, first, removed = get(
        "/topics/trade", "/meetings/osaka-2019", "/topics/trade/revisions/1", "/topics/space"
    )
    # The new property stands where the schema has it, and nothing else has changed.
    assert [*trade][:3] == ["slug", "origin", "name"]
    assert trade == {**before["/topics/trade"], "origin": None}
    seated = [{**one, "seat": None} for one in before["/meetings/osaka-2019"]["participants"]]
    assert osaka == {**before["/meetings/osaka-2019"], "participants": seated}
    # Revisions stay as they were written, and are read whole.
    assert kept(url) == revisions
    assert (first["name"], first["origin"], first["version"]) == ("Trade", None, 1)
    assert removed["code"] == "removed"
    (changes, *pages) = get("/changes?limit=200", "/topics?limit=200", "/meetings?limit=200")
    mirror = replayed(changes["items"])
    for page in pages:
        for document in page["items"]:
            path = "topics" if "broader" in document else "meetings"
            assert mirror[path, document["slug"]] == document
            assert [*mirror[path, document["slug"]]] == [*document]
    assert get("/topics/trade/revisions/1..2/diff")[0]
    assert later("check") == "82 records, nothing wrong.\n"
    # An archive that has the new form already is left alone.
    later("init")
    assert get("/topics/trade") == [trade]
