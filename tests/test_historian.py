"""`readout import historian`: the visits and trips of the Office of the Historian as records."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from historian import trip, visit, write

from api.cli import main
from api.importers.historian.meetings import visit_class
from api.importers.historian.offices import visitors

DATA = Path(__file__).parents[2] / "shared" / "data" / "historian"

BLAIR = visit(
    "1245",
    "2001-02-23/2001-02-24",
    "Prime Minister Tony Blair",
    "united-kingdom",
    "Official working visit. Met with President Bush at Camp David.",
    "United Kingdom",
)
BONN = trip(
    "338",
    "1989-05-30/1989-05-31",
    "president bush-george-h-w",
    "George H.W. Bush",
    "germany",
    "Bonn, Mainz",
    "Met with Chancellor Kohl.",
)
OSAKA = trip(
    "3889",
    "2019-06-27/2019-06-29",
    "president trump-donald-j",
    "Donald J. Trump",
    "japan",
    "Osaka",
    "Participated in the G–20 Leaders’ Summit. Met with Prime Minister Shinzo Abe.",
)


def readout(url: str, *arguments: str) -> Result:
    """Run a command in this process, which is sooner done than in one of its own."""
    return CliRunner().invoke(main, arguments, env={"READOUT_DATABASE_URL": url})


def take(url: str, folder: Path, *options: str) -> dict[str, list[int]]:
    """Import a folder that can be imported. The table that the command prints at its end."""
    done = readout(url, "import", "historian", str(folder), *options)
    assert done.exit_code == 0, done.stderr
    rows = [line.rsplit(maxsplit=6) for line in done.stdout.splitlines()[1:-1]]
    return {row[0].strip(): [int(cell) for cell in row[1:]] for row in rows}


def leaders(client: Any, **filters: str) -> dict[str, list[str]]:
    """The leaders of a list, by slug: all names of each."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    items = client.get(f"/leaders?limit=200&{query}").json["items"]
    return {item["slug"]: sorted([item["name"], *item["other_names"]]) for item in items}


def participants(client: Any, meeting: str) -> list[str]:
    return [p["leader"] for p in client.get(f"/meetings/{meeting}").json["participants"]]


# Records become meetings


def test_a_visit_becomes_a_meeting_with_those_whom_its_text_says_were_met(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    take(archive[0], write(tmp_path / "data", visits=[BLAIR]))
    document = client.get("/meetings/historian-visit-1245").json
    cited = [(c["locator"], c["quote"], c["fields"]) for c in document["citations"]]
    assert cited[0] == ("visit 1245", None, [])
    assert cited[1][::2] == ("visit 1245", ["/participants/george-w-bush"])
    assert "Met with President Bush" in cited[1][1]
    said = {n: v for n, v in document.items() if v not in (None, []) and n != "citations"}
    assert said == {
        **{n: document[n] for n in ("created_at", "updated_at", "place", "participants")},
        "slug": "historian-visit-1245",
        "title": "Prime Minister Tony Blair of United Kingdom in the United States",
        "kind": "visit",
        "status": "held",
        "setting": "host_territory",
        "composition": "unknown",
        "visit_class": "official_working",
        "held_on": "2001-02-23/2001-02-24",
        "summary": "Official working visit. Met with President Bush at Camp David.",
        "identifiers": [{"scheme": "history.state.gov/visits", "value": "1245"}],
        "version": 1,
    }
    assert document["place"]["country"] == "us"
    assert document["participants"] == [
        {
            "leader": "tony-blair",
            "party": "gb",
            "title": "Prime Minister",
            "capacity": "head_of_government",
            "part": "principal",
            "presence": "attended",
        },
        {
            "leader": "george-w-bush",
            "party": "us",
            "title": "President",
            "capacity": "head_of_state",
            "part": "principal",
            "presence": "attended",
        },
    ]


def test_a_trip_becomes_a_meeting_and_its_host_is_of_the_country_visited(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    take(archive[0], write(tmp_path / "data", trips=[BONN]))
    document = client.get("/meetings?identifier=history.state.gov/travels:338").json["items"][0]
    assert document["place"]["name"] == "Bonn, Mainz"
    assert document["place"]["country"] == "de"
    assert [(p["leader"], p["party"]) for p in document["participants"]] == [
        ("george-h-w-bush", "us"),
        ("kohl-of-germany", "de"),
    ]
    bush = client.get("/leaders/george-h-w-bush").json
    assert bush["offices"][0]["started_on"] == "1989-01-20"
    assert bush["born_on"] == "1924"


def test_a_state_visit_alone_is_no_meeting_with_the_president(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    state = visit(
        "250", "1995-10-16/1995-10-18", "President Mandela", "south-africa", "State visit."
    )
    take(archive[0], write(tmp_path / "data", visits=[state]))
    assert participants(client, "historian-visit-250") == ["mandela-of-south-africa"]


def test_two_visitors_may_share_a_record(client: Any, archive: Any, tmp_path: Path) -> None:
    shared = "President Anwar Sadat, Prime Minister Mustafa Khalil"
    data = write(tmp_path / "data", visits=[visit("377", "1979-04-08", shared, "egypt")])
    take(archive[0], data)
    assert participants(client, "historian-visit-377") == ["anwar-sadat", "mustafa-khalil"]


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("Prime Minister Tony Blair", [("Prime Minister", "Tony Blair")]),
        ("President- elect Ernesto Zedillo", [("President-elect", "Ernesto Zedillo")]),
        ("Prime MinisterHaidar al- Abadi", [("Prime Minister", "Haidar al-Abadi")]),
        ("Prime Minster Mackenzie King", [("Prime Minister", "Mackenzie King")]),
        ("Premier and Prince Sihanouk", [("Premier and Prince", "Sihanouk")]),
        ("Taoiseach Enda Kenny", [("Taoiseach", "Enda Kenny")]),
        ("President Benigno S. Aquino, 3rd", [("President", "Benigno S. Aquino, 3rd")]),
        ("Governor General Lord Gowrie", [("Governor General", "Lord Gowrie")]),
        (
            "Chairman of the Presidency Bakir Izetbegovic",
            [("Chairman of the Presidency", "Bakir Izetbegovic")],
        ),
        (
            "European Commission President Jacques Delors",
            [("European Commission President", "Jacques Delors")],
        ),
        (
            "President of the European Commission Jacques Delors",
            [("President of the European Commission", "Jacques Delors")],
        ),
        (
            "President Lech Walesa and Prime Minister Jan Olszewski",
            [("President", "Lech Walesa"), ("Prime Minister", "Jan Olszewski")],
        ),
    ],
)
def test_titles_and_names_are_told_apart(who: str, found: list[tuple[str, str]]) -> None:
    assert [tuple(visitor) for visitor in visitors(who)] == found


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("State Visit. Afterwards made a private visit to Texas.", "state"),
        ("Official Working Visit.", "official_working"),
        ("Official visit at Washington and Camp David.", "official"),
        ("Met with President Clinton during a private visit.", "private"),
        ("Working visit; met with Prime Minister Mulroney.", "working"),
        ("Unofficial visit; attended Minnesota Statehood Centennial.", "informal"),
        ("Overnight stop en route to Tehran.", "transit"),
        ("Attended the NATO Summit. Afterwards made an official visit to Chicago.", None),
        ("Met with Queen Elizabeth II.", None),
        ("", None),
    ],
)
def test_the_rank_of_a_visit_is_read_from_its_words(text: str, rank: str | None) -> None:
    assert visit_class(text) == rank


# Who is who


def test_one_person_is_one_record_and_two_are_two(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    visits = [
        visit("1", "2001-11-12", "President Vladimir V. Putin", "russia"),
        visit("2", "2003-09-26", "President Putin", "russia"),
        visit("3", "2005-09-15", "President Vladimir Putin", "russia"),
        visit("4", "1959-03-23", "King Hussein", "jordan"),
        visit("5", "1964-04-13", "King Hussein I", "jordan"),
        visit("6", "1971-05-10", "Prime Minister Kim", "korea-south"),
        visit("7", "1999-05-10", "Prime Minister Kim", "korea-south"),
        visit("8", "2010-04-12", "President Dmitri Medvedev", "russia"),
        visit("9", "2011-11-12", "President Dimitry A. Medvedev", "russia"),
        visit("10", "1999-06-01", "President-elect Olusegun Obasanjo", "nigeria"),
        visit("11", "1999-10-28", "President Obasanjo", "nigeria"),
    ]
    take(archive[0], write(tmp_path / "data", visits=visits))
    assert set(leaders(client, party="ru")) >= {"vladimir-putin", "dmitri-medvedev"}
    assert participants(client, "historian-visit-2") == ["vladimir-putin"]
    assert participants(client, "historian-visit-9") == ["dmitri-medvedev"]
    assert leaders(client, party="jo") == {"hussein-i-of-jordan": ["Hussein", "Hussein I"]}
    assert len(leaders(client, party="kr")) == 2
    assert leaders(client, party="ng") == {"olusegun-obasanjo": ["Obasanjo", "Olusegun Obasanjo"]}
    offices = client.get("/leaders/olusegun-obasanjo").json["offices"]
    assert [(o["title"], o["capacity"], o["started_on"]) for o in offices] == [
        ("President-elect", "leader_elect", "1999-06-01"),
        ("President", "head_of_state", "1999-10-28"),
    ]


def test_a_father_and_a_son_of_one_office_are_two(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    visits = [
        visit("1", "1977-05-09", "President Assad", "syria"),
        visit("2", "1985-01-16", "President Assad", "syria"),
        visit("3", "2001-02-26", "President Bashar Assad", "syria"),
        visit("4", "2003-05-03", "President Assad", "syria"),
        visit("5", "1994-01-16", "President Assad", "syria"),
    ]
    take(archive[0], write(tmp_path / "data", visits=visits))
    who = [participants(client, f"historian-visit-{number}")[0] for number in range(1, 6)]
    father, son = "assad-of-syria", "bashar-assad"
    assert who == [father, father, son, son, father]


def test_an_import_follows_what_was_merged_since(client: Any, archive: Any, tmp_path: Path) -> None:
    visits = [
        visit("1", "1999-09-28", "Prime Minister Ahmed Example", "egypt"),
        visit("2", "1961-09-28", "King Example", "egypt"),
    ]
    data = write(tmp_path / "data", visits=visits)
    take(archive[0], data)
    [old], [new] = (participants(client, f"historian-visit-{number}") for number in (2, 1))
    assert old != new
    admin = {"Authorization": f"Bearer {archive[1].admin}"}
    merged = client.post(f"/leaders/{old}/merge", json={"into": new}, headers=admin)
    assert merged.status_code == 200
    before = client.get("/meetings/historian-visit-2").json
    assert take(archive[0], data)["records"][1:4] == [0, 0, 2]
    assert client.get("/meetings/historian-visit-2").json == before
    assert client.get(f"/leaders/{old}").status_code == 308


def test_which_president_bush_was_meant_is_told_by_the_date(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    texts = [("1", "1991-09-23"), ("2", "2006-07-28")]
    met = [visit(i, day, "President Jones", "fiji", "Met with President Bush.") for i, day in texts]
    take(archive[0], write(tmp_path / "data", visits=met))
    assert participants(client, "historian-visit-1")[1] == "george-h-w-bush"
    assert participants(client, "historian-visit-2")[1] == "george-w-bush"


def test_leaders_whom_the_archive_has_are_found_and_left_as_they_are(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    pompeo = trip(
        "3921",
        "2019-05-14",
        "secretary pompeo-michael-r",
        "Michael R. Pompeo",
        "russia",
        "Sochi",
        "Met with President Vladimir Putin and Foreign Minister Sergei Lavrov.",
    )
    take(archive[0], write(tmp_path / "data", trips=[OSAKA, pompeo]))
    named = ["mike-pompeo", "vladimir-putin", "sergey-lavrov"]
    assert participants(client, "historian-trip-3921") == named
    for slug in (*named, "donald-trump"):
        assert client.get(f"/leaders/{slug}").json["version"] == 1


def test_a_meeting_that_rests_on_the_record_already_is_not_counted_twice(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    both = "/encounters?leader=donald-trump&leader=vladimir-putin"
    before = client.get(both).json["counts"]
    said = "Bilateral meeting with Russian President Vladimir Putin."
    who = "president trump-donald-j"
    helsinki = trip("3817", "2018-07-16", who, "Donald J. Trump", "finland", "Helsinki", said)
    take(archive[0], write(tmp_path / "data", trips=[helsinki]))
    assert participants(client, "historian-trip-3817") == ["donald-trump"]
    relations = client.get("/meetings/historian-trip-3817").json["relations"]
    assert [(r["kind"], r["meeting"]) for r in relations] == [("same_day_as", "helsinki-2018")]
    assert client.get(both).json["counts"] == before


def test_names_and_files_in_another_order_make_the_same_records(
    database: Any, tmp_path: Path
) -> None:
    one = [BLAIR, visit("9", "1998-02-04", "Prime Minister Blair", "united-kingdom")]
    dumps = []
    for number, files in enumerate(({"a": one, "b": [BONN]}, {"b": one[::-1], "a": [BONN]})):
        with database.copy(seeded=True) as (url, _):
            take(url, write(tmp_path / str(number), **files))
            dumps.append(readout(url, "dump").stdout)
    assert dumps[0] == dumps[1]


def test_persons_who_may_be_one_are_listed_in_the_report(archive: Any, tmp_path: Path) -> None:
    kims = [
        visit("6", "1971-05-10", "Prime Minister Kim", "korea-south"),
        visit("7", "1983-05-10", "Prime Minister Kim", "korea-south"),
    ]
    report = tmp_path / "report.txt"
    take(archive[0], write(tmp_path / "data", visits=kims), "--report", str(report))
    assert "may be one person: Prime Minister Kim, 1971-05-10" in report.read_text()


# Events


def test_a_summit_that_several_attended_is_one_record(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    said = ["Attended NATO’s 50th Anniversary Summit.", "Attended the NATO Summit Meeting. Rested."]
    visits = [
        visit("1335", "1999-04-23/1999-04-25", "Chancellor Gerhard Schroeder", "germany", said[0]),
        visit(
            "1332", "1999-04-22/1999-04-25", "Prime Minister Tony Blair", "united-kingdom", said[1]
        ),
        visit("900", "1998-04-24", "President Jones", "fiji", "Attended the NATO Summit."),
    ]
    take(archive[0], write(tmp_path / "data", visits=visits))
    summit = client.get("/meetings/nato-summit-1999-04").json
    assert (summit["kind"], summit["held_on"]) == ("summit", "1999-04-23/1999-04-25")
    assert [p["leader"] for p in summit["participants"]] == ["gerhard-schroeder", "tony-blair"]
    parts = client.get("/meetings?part_of=nato-summit-1999-04&sort=slug").json["items"]
    assert [p["slug"] for p in parts] == ["historian-visit-1332", "historian-visit-1335"]


def test_a_summit_that_the_archive_has_is_found_by_name_and_date(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    before = client.get("/meetings/g20-osaka-2019").json
    take(archive[0], write(tmp_path / "data", trips=[OSAKA]))
    assert client.get("/meetings/historian-trip-3889").json["part_of"] == "g20-osaka-2019"
    assert client.get("/meetings/g20-osaka-2019").json == before


# Again


def test_a_second_run_changes_nothing(archive: Any, tmp_path: Path) -> None:
    data = write(tmp_path / "data", visits=[BLAIR], trips=[BONN, OSAKA])
    first = take(archive[0], data)
    assert first["records"] == [3, 3, 0, 0, 0, 0]
    dumped = readout(archive[0], "dump").stdout
    again = take(archive[0], data)
    assert again["records"] == [3, 0, 0, 3, 0, 0]
    assert {row[1] + row[2] for row in again.values()} == {0}
    assert readout(archive[0], "dump").stdout == dumped


def test_what_changed_upstream_is_a_new_version_that_says_so(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    data = write(tmp_path / "data", visits=[BLAIR], trips=[BONN])
    take(archive[0], data)
    write(data, visits=[BLAIR.replace("2001-02-24", "2001-02-25")])
    assert take(archive[0], data)["records"] == [2, 0, 1, 1, 0, 0]
    last = client.get("/meetings/historian-visit-1245/revisions").json["items"][-1]
    assert (last["version"], last["by"]) == (2, "readout import historian")
    assert last["note"].startswith("The data of the Office of the Historian says something else")
    assert last["document"]["held_on"] == "2001-02-23/2001-02-25"


def test_what_a_person_edited_is_reported_and_left_alone(
    writer: Any, archive: Any, tmp_path: Path
) -> None:
    data = write(tmp_path / "data", visits=[BLAIR], trips=[BONN])
    take(archive[0], data)
    for path, change in (
        ("/meetings/historian-visit-1245", {"composition": "working_meal"}),
        ("/leaders/tony-blair", {"name": "Sir Tony Blair"}),
    ):
        etag = writer.get(path).headers["ETag"]
        writer.patch(path, json=change, headers={"If-Match": etag})
    write(data, visits=[BLAIR.replace("2001-02-24", "2001-02-25")])
    done = readout(archive[0], "import", "historian", str(data))
    assert done.exit_code == 0
    assert "meeting historian-visit-1245: edited since the import, left alone." in done.stderr
    assert "leader tony-blair: edited since the import, left alone." in done.stderr
    kept = writer.get("/meetings/historian-visit-1245").json
    assert (kept["version"], kept["held_on"]) == (2, "2001-02-23/2001-02-24")
    assert writer.get("/leaders/tony-blair").json["name"] == "Sir Tony Blair"


def test_what_another_import_adds_leaves_slugs_as_they_are(
    client: Any, archive: Any, tmp_path: Path
) -> None:
    """A leader's record grows by what further files say, under the slug that it got first."""
    take(archive[0], write(tmp_path / "one", trips=[BONN]))
    kohl = visit("876", "1991-09-16", "Chancellor Helmut Kohl", "germany", "Working visit.")
    take(archive[0], write(tmp_path / "two", visits=[kohl]))
    assert leaders(client, party="de") == {"kohl-of-germany": ["Helmut Kohl", "Kohl"]}
    document = client.get("/leaders/kohl-of-germany").json
    assert document["name"] == "Helmut Kohl"
    assert [(o["started_on"], o["ended_on"]) for o in document["offices"]] == [
        ("1989-05-30", "1991-09-16")
    ]
    assert readout(archive[0], "check").exit_code == 0


# What is refused

BOMB = (
    '<!DOCTYPE visits [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<visits><visit><id>&b;</id></visit></visits>"
)
GOOD = f"<visits>{BLAIR}</visits>"


BAD = [
    ("<visits><visit></visits>", "bad.xml: This is not XML"),
    (GOOD[: len(GOOD) // 2], "bad.xml: This is not XML"),
    ("", "bad.xml: This is not XML"),
    (BOMB, "bad.xml: It declares entities"),
    (
        GOOD.replace("2001-02-24", "2001-02-20"),
        "visit 1245: “2001-02-23/2001-02-20” ends before",
    ),
    (
        GOOD.replace("2001-02-24", "2001-02-31"),
        "visit 1245: “2001-02-23/2001-02-31” names a day",
    ),
    (GOOD.replace("</visits>", f"{BLAIR}</visits>"), "visit 1245: bad.xml: visit 1245 has the"),
    (GOOD.replace("united-kingdom", "atlantis"), "visit 1245: “atlantis” is no country"),
    (
        GOOD.replace("<id>1245</id>", ""),
        "visit without an id, number 1: It does not say its id",
    ),
    (GOOD.replace("Prime Minister Tony Blair", ""), "visit 1245: It does not say its visitor"),
    (
        GOOD.replace("<start-date>2001-02-23</start-date>", ""),
        "visit 1245: It does not say its st",
    ),
]


def test_what_cannot_be_mapped_is_told_by_file_and_id_and_nothing_is_written(
    archive: Any, tmp_path: Path
) -> None:
    data = write(tmp_path / "data", trips=[BONN])
    before = readout(archive[0], "dump").stdout
    for text, said in BAD:
        (data / "bad.xml").write_text(text)
        done = readout(archive[0], "import", "historian", str(data))
        assert done.exit_code == 1
        assert said in done.stderr
        assert done.stderr.count("\n") <= 3
    assert readout(archive[0], "dump").stdout == before


def test_a_folder_without_records_is_told(sqlite: Any, tmp_path: Path) -> None:
    with sqlite.copy(seeded=False) as (url, _):
        done = readout(url, "import", "historian", str(tmp_path))
    assert (done.exit_code, "holds no visits and no trips" in done.stderr) == (1, True)


def test_files_of_other_kinds_are_named_and_do_no_harm(archive: Any, tmp_path: Path) -> None:
    data = write(tmp_path / "data", trips=[BONN])
    (data / "build.xml").write_text("<project name='travels'/>")
    (data / "README.md").write_text("Travels")
    done = readout(archive[0], "import", "historian", str(data))
    assert done.exit_code == 0
    assert done.stderr == "build.xml: <project> holds neither visits nor trips.\n"


# All of it


@pytest.mark.skipif(not DATA.is_dir(), reason="the data set is not beside this checkout")
def test_the_data_set_is_imported_whole_and_a_second_run_changes_nothing(
    database: Any, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    with database.copy(seeded=True) as (url, _):
        counts = take(url, DATA)
        assert counts["records"][0] == counts["records"][1] > 4000
        assert counts["records"][5] == 0
        again = take(url, DATA)
        assert {row[1] + row[2] for row in again.values()} == {0}
        assert readout(url, "check").exit_code == 0
        assert readout(url, "dump", str(first)).exit_code == 0
    with database.copy(seeded=False) as (url, _):
        assert readout(url, "load", str(first)).exit_code == 0
        assert readout(url, "dump", str(second)).exit_code == 0
    assert _digest(first) == _digest(second)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
