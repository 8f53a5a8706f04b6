"""Encounters and counterparts: who met whom, nothing counted twice."""

import random
from itertools import combinations

import orjson
import pytest
from conftest import listening
from documents import create, every
from test_documents import wrong
from test_writing import patch, remove

from models.dates import span

LEADERS = {"ronald-reagan": "us", "mikhail-gorbachev": "suhh", "margaret-thatcher": "gb"}
REAGAN, GORBACHEV, THATCHER = LEADERS
MET = ("attended", "partial", "unknown")
TOOK_PLACE = ("held", "broken_off")
PLACE = ("ordinal", "days_since_previous")


@pytest.fixture
def archive_of(empty):
    """An archive of these meetings of Reagan and Gorbachev, unless they say otherwise."""

    def fill(*meetings):
        for party in ("us", "suhh", "gb"):
            create(empty, "party", {"slug": party, "name": party, "kind": "state"})
        for leader, party in LEADERS.items():
            create(empty, "leader", {"slug": leader, "name": leader, "party": party})
        for document in meetings:
            create(empty, "meeting", document)
        return empty

    return fill


def meeting(slug, date, kind="bilateral", status="held", who=None, **more):
    """A meeting's document; `who` says for each leader whether they were there."""
    who = who or {REAGAN: "attended", GORBACHEV: "attended"}
    parts = [{"leader": n, "party": LEADERS[n], "presence": p} for n, p in who.items()]
    dated = {"held_on" if status in TOOK_PLACE else "planned_on": date}
    head = {"slug": slug, "title": slug, "kind": kind, "status": status}
    return {**head, **dated, "participants": parts, **more}


def encounters(client, *leaders, **query):
    response = client.get("/encounters", query_string={"leader": leaders, **query})
    assert response.status_code == 200, response.text
    return response.json


def places(answer):
    """The chronology in short: slug, ordinal, days since the one before."""
    return [(item["meeting"]["slug"], *(item[n] for n in PLACE)) for item in answer["items"]]


def sums(answer):
    return {name: answer[name] for name in ("counts", "first_on", "last_on", "minutes")}


# The Osaka fixture


def test_the_chronology_of_trump_and_putin(client):
    answer = encounters(client, "donald-trump", "vladimir-putin", limit=200, total="true")
    chronology = [
        ("g20-hamburg-2017", None, None),
        ("hamburg-2017", 1, None),
        ("helsinki-2018", 2, 374),
        ("g20-buenos-aires-2018", None, None),
        # Beside the summit, on a day that no source gives.
        ("buenos-aires-2018-pull-aside", 3, None),
        ("buenos-aires-2018", None, None),
        ("g20-osaka-2019", None, None),
        ("osaka-2019", 4, None),
        ("osaka-2019-pull-aside", 5, 0),
    ]
    assert answer == {
        "leaders": ["donald-trump", "vladimir-putin"],
        "counts": {"held": 5, "cancelled": 1},
        "first_on": "2017-07-07",
        "last_on": "2019-06-28",
        "minutes": 80,
        "items": [
            {
                "meeting": client.get(f"/meetings/{slug}").json,
                **dict(zip(PLACE, place, strict=True)),
            }
            for slug, *place in chronology
        ],
        "next_url": None,
        "next_cursor": None,
        "total": 9,
    }


def test_a_meeting_stands_in_an_encounter_as_it_is_stored(client):
    stored = client.get("/meetings/helsinki-2018").data
    assert stored in client.get("/encounters?leader=donald-trump&leader=vladimir-putin").data


def test_the_counterparts_of_putin(client):
    others = ["ivanka-trump", "jared-kushner", "john-bolton", "mike-pompeo", "stephanie-grisham"]
    osaka = {"held": 1, "first_on": "2019-06-28", "last_on": "2019-06-28", "minutes": 80}
    trump = {"held": 5, "first_on": "2017-07-07", "last_on": "2019-06-28", "minutes": 80}
    answer = client.get("/leaders/vladimir-putin/counterparts?total=true").json
    assert answer == {
        # Not Lavrov and those who came with them: they were on Putin's own side.
        "items": [{"leader": "donald-trump", **trump}, *({"leader": o, **osaka} for o in others)],
        "next_url": None,
        "next_cursor": None,
        "total": 6,
    }


# What counts


def test_what_contains_another_entry_adds_nothing_however_deep(archive_of):
    client = archive_of(
        meeting("visit", "1987-12-07/1987-12-10", "visit", duration_minutes=5000),
        meeting("summit", "1987-12-08/1987-12-10", "summit", part_of="visit"),
        # Neither of them is listed for the day; it stands between all the same.
        meeting("day", "1987-12-08", "other", who={THATCHER: "attended"}, part_of="summit"),
        meeting("talks", "1987-12-08", part_of="day", duration_minutes=60),
    )
    answer = encounters(client, REAGAN, GORBACHEV)
    assert places(answer) == [("visit", None, None), ("summit", None, None), ("talks", 1, None)]
    assert sums(answer) == {
        "counts": {"held": 1},
        **{"first_on": "1987-12-08", "last_on": "1987-12-08", "minutes": 60},
    }


def test_one_at_which_they_met_yields_only_to_one_at_which_they_met(archive_of):
    client = archive_of(
        meeting("visit", "1987-12-07", "visit"),
        meeting("dinner", "1987-12-08", status="cancelled", part_of="visit"),
        meeting("other-visit", "1988-05-29", "visit", "cancelled"),
        meeting("other-dinner", "1988-05-30", status="cancelled", part_of="other-visit"),
    )
    answer = encounters(client, REAGAN, GORBACHEV)
    assert answer["counts"] == {"held": 1, "cancelled": 2}
    assert [place[1] for place in places(answer)] == [1, None, None, None]


def test_a_visit_to_a_summit_counts_although_the_summit_does_not(archive_of):
    client = archive_of(
        meeting("visit", "1987-12-07", "visit"),
        meeting("summit", "1987-12-08", "summit", part_of="visit"),
    )
    assert places(encounters(client, REAGAN, GORBACHEV)) == [("visit", 1, None)]


def test_a_summit_without_a_meeting_apart_appears_with_direct_false_only(archive_of):
    everybody = dict.fromkeys(LEADERS, "attended")
    client = archive_of(
        meeting("summit", "1987-12-08", "summit", who=everybody),
        meeting("talks", "1987-12-09", part_of="summit"),
    )
    assert places(encounters(client, REAGAN, GORBACHEV)) == [
        ("summit", None, None),
        ("talks", 1, None),
    ]
    assert encounters(client, REAGAN, THATCHER)["items"] == []
    indirect = encounters(client, REAGAN, THATCHER, direct="false", total="true")
    assert places(indirect) == [("summit", None, None)]
    assert indirect["total"] == 1
    assert sums(indirect) == {"counts": {}, "first_on": None, "last_on": None, "minutes": None}


def test_every_status_is_listed_and_only_what_took_place_has_an_ordinal(archive_of):
    statuses = "broken_off cancelled held postponed proposed rescheduled scheduled unconfirmed"
    listed = [meeting(s.replace("_", "-"), "1986-10-11", status=s) for s in statuses.split()]
    answer = encounters(archive_of(*listed), REAGAN, GORBACHEV)
    assert {slug: n for slug, n, _ in places(answer) if n} == {"broken-off": 1, "held": 2}
    assert answer["counts"] == dict.fromkeys(statuses.split(), 1)


@pytest.mark.parametrize("presence", ["expected", "absent", "disputed", *MET])
def test_they_met_where_each_attended_or_nothing_says_otherwise(archive_of, presence):
    who = {REAGAN: "attended", GORBACHEV: presence}
    client = archive_of(meeting("talks", "1986-10-11", who=who))
    met = presence in MET
    answer = encounters(client, REAGAN, GORBACHEV)
    assert places(answer) == [("talks", 1 if met else None, None)]
    assert answer["counts"] == ({"held": 1} if met else {})
    assert len(client.get(f"/leaders/{REAGAN}/counterparts").json["items"]) == met


def test_days_are_counted_only_between_days_that_are_known(archive_of):
    client = archive_of(
        *(meeting(f"m-{date[:10]}", date) for date in ("1985-11-19", "1986", "1986-10-11")),
        *(meeting(f"n-{date}", date) for date in ("1987-01-05", "1987-12-08")),
        meeting("about-then", "1987-12-20~"),
        meeting("o", "1988-05", duration_minutes=None),
        meeting("p", "1988-06-01"),
        meeting("q", "1988-06-02", status="cancelled"),
        meeting("r", "1988-06-03", duration_minutes=30),
    )
    answer = encounters(client, REAGAN, GORBACHEV)
    assert places(answer) == [
        ("m-1985-11-19", 1, None),
        ("m-1986", 2, None),
        # The one of 1986 may have been on any side of it.
        ("m-1986-10-11", 3, None),
        ("n-1987-01-05", 4, None),
        ("n-1987-12-08", 5, 337),
        ("about-then", 6, None),
        ("o", 7, None),
        ("p", 8, None),
        ("q", None, None),
        ("r", 9, 2),
    ]
    assert (answer["first_on"], answer["last_on"], answer["minutes"]) == (
        "1985-11-19",
        "1988-06-03",
        30,
    )


def test_dates_are_answered_with_the_precision_of_their_source(archive_of):
    client = archive_of(meeting("a", "1985-11"), meeting("b", "1986-10-11/1986-10-12"))
    answer = encounters(client, REAGAN, GORBACHEV)
    assert (answer["first_on"], answer["last_on"]) == ("1985-11", "1986-10-11/1986-10-12")
    [other] = client.get(f"/leaders/{REAGAN}/counterparts").json["items"]
    assert (other["first_on"], other["last_on"]) == ("1985-11", "1986-10-11/1986-10-12")


def test_of_three_leaders_all_must_be_listed(archive_of):
    three = dict.fromkeys(LEADERS, "attended")
    client = archive_of(
        meeting("two", "1986-10-11"),
        meeting("three", "1986-10-12", "plurilateral", who=three),
        meeting("without", "1986-10-13", who=three | {THATCHER: "absent"}),
    )
    answer = encounters(client, REAGAN, THATCHER, GORBACHEV)
    assert answer["leaders"] == [REAGAN, THATCHER, GORBACHEV]
    assert places(answer) == [("three", 1, None), ("without", None, None)]


# Filters


def test_filters_narrow_the_list_and_the_sums_and_not_the_ordinals(client):
    def asked(**query):
        answer = encounters(client, "donald-trump", "vladimir-putin", **query)
        return [place[:2] for place in places(answer)], answer["counts"]

    assert asked(date_from="2018-12", status=["held", "cancelled"], kind=["bilateral"]) == (
        [("buenos-aires-2018", None), ("osaka-2019", 4)],
        {"held": 1, "cancelled": 1},
    )
    assert asked(date_to="2017") == (
        [("g20-hamburg-2017", None), ("hamburg-2017", 1)],
        {"held": 1},
    )
    assert asked(kind="call") == ([], {})


def test_what_cannot_be_asked_is_refused(client):
    for query in (
        "",
        "leader=donald-trump",
        "leader=donald-trump&leader=donald-trump",
        "leader=donald-trump&leader=No%20Slug",
        "leader=donald-trump&leader=vladimir-putin&kind=nonsense",
        "leader=donald-trump&leader=vladimir-putin&direct=maybe",
        "leader=donald-trump&leader=vladimir-putin&topic=syria",
        "leader=donald-trump&leader=vladimir-putin&cursor=x",
    ):
        assert client.get(f"/encounters?{query}").status_code == 422, query
    assert client.get("/leaders/vladimir-putin/counterparts?sort=name").status_code == 422


def test_a_leader_without_a_record_is_404_and_one_that_was_removed_410(empty):
    for slug in ("ronald-reagan", "mikhail-gorbachev"):
        create(empty, "leader", {"slug": slug, "name": slug})
    pair = "/encounters?leader=ronald-reagan&leader=mikhail-gorbachev"
    assert empty.get(f"{pair}&leader=nobody").status_code == 404
    assert empty.get("/leaders/nobody/counterparts").status_code == 404
    assert empty.get("/leaders/No%20Slug/counterparts").status_code == 404
    etag = empty.get("/leaders/ronald-reagan").headers["ETag"]
    empty.delete("/leaders/ronald-reagan", headers={"If-Match": etag})
    assert empty.get(pair).status_code == 410
    assert empty.get("/leaders/ronald-reagan/counterparts").status_code == 410


# Any archive


def made_up(number=70):
    """Meetings of every sort, the same ones every time."""
    draw = random.Random(1986)
    kinds = ["bilateral", "visit", "summit", "call"]
    statuses = ["held", "held", "held", "broken_off", "cancelled", "scheduled"]
    dates = ["1986", "1986-10", "1986-10-11", "1987-12-08/1987-12-10", "1988-05-29", "198X"]
    presences = [*MET, "attended", "attended", "expected"]
    for n in range(number):
        who = draw.sample([*LEADERS], draw.choice([2, 2, 3, 1]))
        document = meeting(
            f"m-{n}",
            draw.choice(dates),
            draw.choice(kinds),
            draw.choice(statuses),
            {name: draw.choice(presences) for name in who},
            part_of=f"m-{draw.randrange(n)}" if n and draw.random() < 0.5 else None,
            duration_minutes=draw.choice([None, 15, 60]),
        )
        if draw.random() < 0.2:
            document["participants"][0]["party"] = None
        yield document


def told_apart(meetings, pair):
    """What the rules say of a pair: slug and ordinal of what is listed. Written for clarity."""
    by_slug = {m["slug"]: m for m in meetings}
    presence = {
        m["slug"]: {p["leader"]: p["presence"] for p in m["participants"]} for m in meetings
    }
    together = [slug for slug in by_slug if set(pair) <= set(presence[slug])]
    met = {
        slug: by_slug[slug]["status"] in TOOK_PLACE
        and all(presence[slug][leader] in MET for leader in pair)
        for slug in together
    }

    def within(slug):
        """The entries that a meeting contains, but summits."""
        inner = [m["slug"] for m in meetings if m["part_of"] == slug]
        own = [s for s in inner if s in met and by_slug[s]["kind"] != "summit"]
        return own + [s for i in inner for s in within(i)]

    chronology, ordinal = [], 0
    for slug in sorted(together, key=lambda s: (day(by_slug[s]), s)):
        yields = any(met[slug] <= met[inner] for inner in within(slug))
        summit = by_slug[slug]["kind"] == "summit"
        counts = met[slug] and not yields and not summit
        ordinal += counts
        if yields or not summit:
            chronology.append((slug, ordinal if counts else None))
    return chronology


def day(document):
    return span(document.get("held_on") or document.get("planned_on"))[0]


def test_the_chronology_is_what_the_rules_say_whoever_is_named_first(archive_of):
    meetings = [*made_up()]
    client = archive_of(*meetings)
    for a, b in combinations(LEADERS, 2):
        answer = encounters(client, a, b, limit=200)
        turned = encounters(client, b, a, limit=200)
        assert [place[:2] for place in places(answer)] == told_apart(meetings, (a, b))
        assert answer | {"leaders": None} == turned | {"leaders": None}
        held = [p for p in places(answer) if p[1]]
        counts = answer["counts"]
        assert [p[1] for p in held] == [*range(1, len(held) + 1)]
        assert counts.get("held", 0) + counts.get("broken_off", 0) == len(held) > 5


def test_pages_joined_are_the_whole_chronology(archive_of):
    client = archive_of(*made_up())
    whole = encounters(client, REAGAN, GORBACHEV, limit=200)
    address, items = f"/encounters?leader={REAGAN}&leader={GORBACHEV}&limit=3", []
    while address:
        page = client.get(address).json
        assert sums(page) == sums(whole)
        items += page["items"]
        address = page["next_url"]
    assert len(items) > 9
    assert items == whole["items"]


def test_counterparts_are_the_sums_of_the_encounters(archive_of):
    meetings = [*made_up()]
    for document in meetings:
        for part in document["participants"]:
            part["party"] = LEADERS[part["leader"]]
    client = archive_of(*meetings)
    for leader in LEADERS:
        for other in every(client, f"leaders/{leader}/counterparts"):
            answer = encounters(client, leader, other["leader"])
            counts = answer["counts"]
            assert other["held"] == counts.get("held", 0) + counts.get("broken_off", 0)
            assert all(other[name] == answer[name] for name in ("first_on", "last_on", "minutes"))
        assert every(client, f"leaders/{leader}/counterparts")


def test_pairs_follow_whatever_is_written(archive_of):
    client = archive_of(*made_up(12))
    assert wrong(client) == []
    for path in ("/meetings/m-0", "/meetings/m-3"):
        parts = client.get(path).json["participants"]
        patch(client, path, participants=parts[:1])
        assert wrong(client) == []
        others = [{"leader": name, "presence": "attended"} for name in LEADERS]
        patch(client, path, participants=others, kind="summit", held_on="1990", planned_on=None)
        assert wrong(client) == []
    remove(client, "/meetings/m-11")
    assert wrong(client) == []


def test_pairs_are_written_again_only_where_they_change(archive_of):
    client = archive_of(meeting("reykjavik-1986", "1986-10-11"))
    changes = [
        ({"summary": "They met at Höfdi House.", "held_time": "10:40"}, 0),
        ({"duration_minutes": 600}, 2),
        ({"part_of": None, "title": "Reykjavík"}, 0),
        ({"status": "broken_off"}, 2),
    ]
    for change, number in changes:
        with listening(client.application.extensions["engine"]) as said:
            patch(client, "/meetings/reykjavik-1986", **change)
        assert len([one for one, _ in said if "meeting_pairs" in one]) == number, change
        assert wrong(client) == []


def test_counterparts_are_sorted_and_paged_by_key(writer):
    who = {"donald-trump": "attended", "yuri-ushakov": "attended"}
    parts = [{"leader": leader, "presence": presence} for leader, presence in who.items()]
    create(writer, "meeting", meeting("call", "2019-07", "call") | {"participants": parts})
    putin, lavrov, peskov = "vladimir-putin", "sergey-lavrov", "dmitry-peskov"
    siluanov, ushakov = "anton-siluanov", "yuri-ushakov"
    orders = {
        "-held": [putin, ushakov, siluanov, peskov, lavrov],
        "-last_on": [ushakov, siluanov, peskov, lavrov, putin],
        "sort_name": [lavrov, peskov, putin, siluanov, ushakov],
    }
    for sort, order in orders.items():
        address, leaders = f"/leaders/donald-trump/counterparts?sort={sort}&limit=2", []
        while address:
            page = writer.get(address).json
            leaders += [item["leader"] for item in page["items"]]
            address = page["next_url"]
        assert leaders == order


def test_an_answer_costs_as_many_statements_whatever_its_size(client, count_statements):
    for path in (
        "/encounters?leader=donald-trump&leader=vladimir-putin&total=true",
        "/leaders/vladimir-putin/counterparts?total=true",
    ):
        costs = set()
        for limit in (1, 200):
            with count_statements() as said:
                assert client.get(f"{path}&limit={limit}").status_code == 200
            costs.add(len(said))
        assert costs <= {1, 2, 3, 4}
        assert len(costs) == 1


def test_an_answer_that_the_caller_has_is_not_sent_again(client):
    path = "/encounters?leader=donald-trump&leader=vladimir-putin"
    first = client.get(path)
    assert orjson.loads(first.data)["items"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
