"""The command line: `readout init load dump check token openapi`, as processes of their own."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import pytest
from serving import READOUT, environment, readout, wait
from sqlalchemy import create_engine, text

from api.app import create_app
from api.loading import BESIDE
from api.settings import Settings

SEEDS = Path(__file__).parent.parent / "seeds"


def lines(documents: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def get(url: str, path: str) -> Any:
    """What the API says of an archive that commands worked on."""
    app = create_app(Settings(database_url=url))
    answer = app.test_client().get(path)
    app.extensions["engine"].dispose()
    return answer


def test_a_dump_loaded_into_an_empty_archive_gives_the_same_dump(
    archive: Any, database: Any, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    assert readout(archive[0], "dump", str(first)).returncode == 0
    with database.copy(seeded=False) as (url, _):
        loaded = readout(url, "load", str(first))
        assert loaded.stdout == "82 documents read, 82 changed.\n"
        assert readout(url, "dump", str(second)).returncode == 0
        assert readout(url, "check").returncode == 0
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_bytes().splitlines()) == sum(1 for _ in SEEDS.glob("*/*.json"))


def test_a_load_may_name_what_comes_later_and_go_round_in_a_circle(
    empty_archive: Any, tmp_path: Path
) -> None:
    """Two meetings refer to each other, and one to a statement that is made at it."""
    url, _ = empty_archive
    one = {"record": "meeting", "slug": "one", "title": "One", "kind": "bilateral"}
    other = {**one, "slug": "other", "title": "Other"}
    dates = {"status": "held", "held_on": "2019-06-28"}
    said = {"record": "statement", "slug": "said", "kind": "scene", "text": "…", "meeting": "one"}
    documents = [
        {**one, **dates, "relations": [{"kind": "follows", "meeting": "other"}]},
        {**other, **dates, "relations": [{"kind": "prepares", "meeting": "one"}]},
        said,
    ]
    documents[0]["background"] = [{"text": "Before", "statements": ["said"]}]
    loaded = readout(url, "load", "-", input=lines(documents))
    assert (loaded.returncode, loaded.stdout) == (0, "3 documents read, 3 changed.\n")
    dumped = readout(url, "dump").stdout
    again = readout(url, "load", "-", input=dumped)
    assert again.stdout == "3 documents read, 0 changed.\n"


def test_a_hierarchy_can_be_turned_round_in_one_load(empty_archive: Any) -> None:
    url, _ = empty_archive
    below = {"record": "topic", "slug": "a", "name": "A", "broader": "b"}
    above = {"record": "topic", "slug": "b", "name": "B", "broader": None}
    assert readout(url, "load", "-", input=lines([below, above])).returncode == 0
    turned = [{**above, "broader": "a"}, {**below, "broader": None}]
    assert readout(url, "load", "-", input=lines(turned)).returncode == 0
    assert get(url, "/topics/b").json["broader"] == "a"


def test_a_load_is_all_or_nothing(empty_archive: Any) -> None:
    url, _ = empty_archive
    good = {"record": "topic", "slug": "trade", "name": "Trade"}
    bad = {"record": "topic", "slug": "iran", "name": "Iran", "broader": "nowhere"}
    done = readout(url, "load", "-", input=lines([good, bad]))
    assert done.returncode == 1
    assert done.stderr == "Error: topic iran: /broader: There is no topic “nowhere”.\n"
    assert get(url, "/topics").json["items"] == []


def test_a_load_in_batches_keeps_the_batches_before(empty_archive: Any) -> None:
    url, _ = empty_archive
    good = {"record": "topic", "slug": "trade", "name": "Trade"}
    bad = {"record": "topic", "slug": "iran"}
    done = readout(url, "load", "--batch", "1", "-", input=lines([good, bad]))
    assert done.returncode == 1
    assert "standard input:2: topic iran: /name: " in done.stderr
    assert [item["slug"] for item in get(url, "/topics").json["items"]] == ["trade"]


def test_a_load_of_many_is_like_one_of_few(empty_archive: Any) -> None:
    """Many are checked by a process of their own, chunk by chunk, and written in bulk."""
    url, _ = empty_archive
    topics = [{"record": "topic", "slug": f"topic-{n}", "name": f"Topic {n}"} for n in range(1200)]
    again = {**topics[0], "name": "The first topic, named again"}
    bad = {"record": "topic", "slug": "bad"}
    failed = readout(url, "load", "-", input=lines([*topics, bad]))
    assert failed.returncode == 1
    assert "standard input:1201: topic bad: /name: " in failed.stderr
    assert get(url, "/topics").json["items"] == []
    batches = readout(url, "load", "--batch", "600", "-", input=lines([*topics, bad]))
    assert batches.returncode == 1
    assert get(url, "/topics?total=true").json["total"] == 1200
    done = readout(url, "load", "-", input=lines([*topics, again]))
    assert done.stdout == "1201 documents read, 1 changed.\n"
    assert get(url, "/topics/topic-0").json["name"] == again["name"]


@pytest.mark.skipif(not Path("/proc").exists(), reason="Processes are looked for in /proc.")
def test_a_load_that_is_killed_leaves_nobody_behind(empty_archive: Any) -> None:
    """The processes that check documents beside it would wait for more of them for ever."""
    topics = [{"record": "topic", "slug": f"topic-{n}", "name": f"Topic {n}"} for n in range(2200)]
    command, surroundings = [str(READOUT), "load", "-"], environment(empty_archive[0])
    with subprocess.Popen(command, env=surroundings, stdin=PIPE, stderr=DEVNULL) as load:
        load.stdin.write(lines(topics).encode())
        load.stdin.flush()
        # Those that check, and one that Python has look after them.
        wait(lambda: len(children(load.pid)) == BESIDE + 1)
        beside = children(load.pid)
        load.kill()
    wait(lambda: not any(Path(f"/proc/{pid}").exists() for pid in beside))


def children(pid: int) -> list[int]:
    """The processes that a process began."""
    return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "This is not JSON"),
        ('{"slug": "x"}', "says in “record” what it is"),
        ('{"record": "treaty"}', "says in “record” what it is"),
        ('{"record": "topic", "slug": "x", "slug": "y", "name": "X"}', "given more than once"),
        ('{"record": "topic", "slug": "X", "name": "X"}', "/slug: “X” is not a slug"),
        ("[1]", "says in “record” what it is"),
    ],
)
def test_what_cannot_be_loaded_is_told_in_one_line(
    sqlite: Any, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content)
    with sqlite.copy(seeded=False) as (url, _):
        done = readout(url, "load", str(file))
    assert done.returncode == 1
    assert said in done.stderr
    assert str(file) in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_told_in_one_line(sqlite: Any) -> None:
    with sqlite.copy(seeded=False) as (url, _):
        done = readout(url, "load", "nowhere.ndjson")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_a_seed_file_can_be_loaded_as_it_is(archive: Any) -> None:
    url, _ = archive
    done = readout(url, "load", str(SEEDS / "meetings" / "osaka-2019.json"))
    assert done.stdout == "1 documents read, 0 changed.\n"


def test_init_keeps_what_users_changed_and_removed(writer: Any, archive: Any) -> None:
    url, _ = archive
    etag = writer.get("/topics/trade").headers["ETag"]
    writer.patch("/topics/trade", json={"name": "Commerce"}, headers={"If-Match": etag})
    writer.post("/topics", json={"slug": "space", "name": "Space"})
    etag = writer.get("/topics/space").headers["ETag"]
    writer.delete("/topics/space", headers={"If-Match": etag})
    assert readout(url, "init").stdout == "The archive is ready; 0 seeds loaded.\n"
    assert writer.get("/topics/trade").json["name"] == "Commerce"
    assert writer.get("/topics/space").status_code == 410


def test_init_makes_an_archive_where_there_is_none(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/archive.sqlite"
    assert readout(url, "init").stdout == "The archive is ready; 82 seeds loaded.\n"
    assert get(url, "/meetings/osaka-2019").status_code == 200


def test_commands_on_no_archive_say_what_to_do(tmp_path: Path) -> None:
    done = readout(f"sqlite:///{tmp_path}/none.sqlite", "dump")
    assert done.returncode == 1
    assert "readout init" in done.stderr
    assert "Traceback" not in done.stderr


# What somebody does past Readout, and what `check` says of it.
PAST_READOUT = [
    (
        "UPDATE meetings SET duration_minutes = 81 WHERE slug = 'osaka-2019'",
        "meeting osaka-2019: /duration_minutes: the document says 80, the tables 81",
    ),
    (
        "UPDATE meetings SET place_country = NULL WHERE slug = 'osaka-2019'",
        "meeting osaka-2019: /place/country: the document says 'jp', the tables None",
    ),
    (
        "UPDATE meetings SET recency = 0 WHERE slug = 'hamburg-2017'",
        "meeting hamburg-2017: /recency: the document says -736517, the tables 0",
    ),
    (
        "UPDATE meeting_participants SET title = 'Tsar' WHERE leader = 'vladimir-putin' "
        "AND slug = 'osaka-2019'",
        "meeting osaka-2019: /participants/1/title: the document says 'President of Russia', "
        "the tables 'Tsar'",
    ),
    (
        "DELETE FROM meeting_topics WHERE slug = 'osaka-2019' AND topic = 'syria'",
        "meeting osaka-2019: /topics/5: has no row in meeting_topics",
    ),
    (
        "INSERT INTO other_names (record, slug, position, name) VALUES ('party', 'jp', 9, 'Nihon')",
        "party jp: other_names has a row that it does not say: ['party', 'jp', 9]",
    ),
    (
        "INSERT INTO other_names (record, slug, position, name) VALUES ('party', 'zz', 0, 'None')",
        "party zz: has rows and no document",
    ),
    (
        "DELETE FROM leaders WHERE slug = 'ivanka-trump'",
        "meeting osaka-2019: /participants/9/leader: there is no leader “ivanka-trump”",
    ),
    (
        "DELETE FROM leaders WHERE slug = 'ivanka-trump'",
        "leader ivanka-trump: its last revision has a document, and there is no record",
    ),
    (
        "UPDATE topics SET version = 9 WHERE slug = 'trade'",
        "topic trade: /version: the document says 1, the tables 9",
    ),
    (
        'UPDATE topics SET document = replace(document, \'"name":"Iran"\', \'"name":"Persia"\') '
        "WHERE slug = 'iran'",
        "topic iran: revision 1 says otherwise than the document",
    ),
    (
        "UPDATE topics SET document = replace(document, '\"other_names\":[],', '') "
        "WHERE slug = 'china'",
        "topic china: /other_names: is missing",
    ),
    (
        "UPDATE meetings SET document = replace(document, '/duration_minutes\"', '/length\"') "
        "WHERE slug = 'osaka-2019'",
        "“/length” names no property of this record that can be cited.",
    ),
    (
        "DELETE FROM revisions WHERE record = 'party' AND slug = 'jp'",
        "party jp: /version: there is no revision 1 with a document",
    ),
    (
        "DELETE FROM revisions WHERE record = 'party' AND slug = 'jp'",
        "the archive is at change 82, and has 81 changes, the last of them 82",
    ),
    (
        "UPDATE archive SET topics = 99",
        "topics: the archive says 99, and has ",
    ),
    (
        "DELETE FROM meeting_pairs WHERE slug = 'osaka-2019' AND leader = 'donald-trump' "
        "AND counterpart = 'vladimir-putin'",
        "meeting osaka-2019: donald-trump and vladimir-putin are not kept as the pair it says",
    ),
    (
        "UPDATE meeting_pairs SET met = 2 WHERE slug = 'hamburg-2017' AND leader = 'donald-trump' "
        "AND counterpart = 'vladimir-putin'",
        "meeting hamburg-2017: donald-trump and vladimir-putin are not kept as the pair it says",
    ),
    (
        "UPDATE revisions SET version = 3 WHERE record = 'topic' AND slug = 'syria'",
        "topic syria: has 1 revisions, and the last is 3",
    ),
]


def test_check_says_what_was_written_past_readout_by_record_and_path(archive: Any) -> None:
    url, _ = archive
    assert readout(url, "check").stdout == "82 records, nothing wrong.\n"
    engine = create_engine(url)
    with engine.begin() as session:
        if engine.dialect.name == "postgresql":
            # Not even the keys between tables hold then.
            session.execute(text("SET session_replication_role = replica"))
        for statement, _ in PAST_READOUT:
            session.execute(text(statement.replace(":", r"\:")))
    engine.dispose()
    done = readout(url, "check")
    assert done.returncode == 1
    for statement, said in PAST_READOUT:
        assert said in done.stdout, f"{statement}\n{done.stdout}"


def test_a_token_is_shown_once_alone_on_the_last_line(empty_archive: Any) -> None:
    url, _ = empty_archive
    made = readout(url, "token", "create", "desk", "--scope", "write", "--days", "30")
    secret = made.stdout.splitlines()[-1]
    assert secret.startswith("readout_")
    listed = readout(url, "token", "list").stdout
    assert "desk\twrite\tvalid " in listed
    assert secret not in listed
    assert readout(url, "token", "create", "desk", "--scope", "write").returncode == 1
    assert readout(url, "token", "revoke", "desk").returncode == 0
    assert readout(url, "token", "revoke", "desk").returncode == 1
    assert "desk\twrite\trevoked" in readout(url, "token", "list").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["load"],
        ["token", "create", "x"],
        ["serve", "--port", "a"],
        ["load", "--batch", "0", "-"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert readout("sqlite:///unused.sqlite", *arguments).returncode == 2


def test_a_setting_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_WORKERS", "many")
    done = readout("sqlite:///unused.sqlite", "serve")
    assert done.returncode == 1
    assert "READOUT_WORKERS is “many”" in done.stderr


def test_the_openapi_document_is_what_the_code_makes() -> None:
    assert readout("sqlite:///unused.sqlite", "openapi", "--check").returncode == 0


def test_sqlite_keeps_what_was_acknowledged_whatever_falls(sqlite: Any) -> None:
    with sqlite.copy(seeded=True) as (url, _):
        app = create_app(Settings(database_url=url))
        with app.extensions["engine"].connect() as session:
            pragma = {n: session.exec_driver_sql(f"PRAGMA {n}").scalar() for n in PRAGMAS}
        app.extensions["engine"].dispose()
        with sqlite3.connect(url.removeprefix("sqlite:///")) as raw:
            assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert pragma == PRAGMAS


# synchronous 2 is FULL.
PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}
