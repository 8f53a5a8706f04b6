"""The accounts of a meeting compared, and how a topic fared from meeting to meeting."""

import random

import pytest
from documents import create, every

REAGAN, GORBACHEV, THATCHER = "ronald-reagan", "mikhail-gorbachev", "margaret-thatcher"
PARTY = {REAGAN: "us", GORBACHEV: "suhh", THATCHER: "gb"}
US, RU = ["us"], ["ru"]
TASS, UAWIRE = "osaka-2019-pre-brief-2-tass", "osaka-2019-pre-brief-3-uawire"
PESKOV, LAVROV = "osaka-2019-peskov-1-subjects", "osaka-2019-lavrov-1"
READOUT = "osaka-2019-readout-"

# Osaka by topic: the verdict, the sides that have it and those that are silent, and the cells:
# by account its treatment, and that of each of its statements.
ANNOUNCED = {"ru-before": ("announced", {TASS: "announced"})}
BY_THE_WHITE_HOUSE = {"us-after": ("discussed", {f"{READOUT}5": "discussed"})}
OSAKA = {
    "us-russia-relations": (
        *("one_side", US, RU),
        ANNOUNCED
        | {
            "press": ("raised", {"osaka-2019-opening-2-trump": "raised"}),
            "us-after": ("agreed", {f"{READOUT}2": "discussed", f"{READOUT}3": "agreed"}),
        },
    ),
    "arms-control": (
        *("both", US + RU, []),
        ANNOUNCED
        | {
            "us-after": ("agreed", {f"{READOUT}4": "agreed"}),
            "ru-after": ("discussed", {PESKOV: "discussed", LAVROV: "discussed"}),
        },
    ),
    "syria": (
        *("both", US + RU, []),
        ANNOUNCED
        | BY_THE_WHITE_HOUSE
        | {"ru-after": ("discussed", {PESKOV: "discussed", LAVROV: "raised"})},
    ),
    "afghanistan": ("announced_only", [], US + RU, ANNOUNCED),
    "ukraine": (
        *("both", US + RU, []),
        ANNOUNCED | BY_THE_WHITE_HOUSE | {"ru-after": ("raised", {LAVROV: "raised"})},
    ),
    "venezuela": ("one_side", US, RU, ANNOUNCED | BY_THE_WHITE_HOUSE),
    "iran": ("one_side", US, RU, ANNOUNCED | BY_THE_WHITE_HOUSE),
    "korean-peninsula": (
        *("announced_only", [], US + RU),
        {"ru-before": ("announced", {UAWIRE: "announced"})},
    ),
    "election-interference": (
        *("press_only", [], US + RU),
        {
            "press": (
                "raised",
                {
                    "osaka-2019-press-1-question": "raised",
                    "osaka-2019-press-2-answer": "announced",
                    "osaka-2019-press-4-remarks": "raised",
                },
            )
        },
    ),
    "china": (
        *("both", US + RU, []),
        {
            "us-after": ("raised", {f"{READOUT}4": "raised"}),
            "ru-after": ("discussed", {PESKOV: "discussed"}),
        },
    ),
    "trade": (
        *("one_side", RU, US),
        {"ru-after": ("agreed", {"osaka-2019-peskov-2-trade": "agreed"})},
    ),
}


def account(name, party, phase, standing):
    return {"account": name, "party": party, "phase": phase, "standing": standing}


OSAKA_ACCOUNTS = [
    account("us-before", "us", "before", "not_held"),
    account("ru-before", "ru", "before", "held"),
    account("press", None, "during", "held"),
    account("us-after", "us", "after", "held"),
    account("ru-after", "ru", "after", "held"),
]


def cells(client, expected):
    """The cells of a topic, whole, from their short form above."""
    for name, (treatment, statements) in expected.items():
        passages = []
        for slug, own in statements.items():
            said = client.get(f"/statements/{slug}").json
            words = {"text": said["text"], "language": said["language"]}
            passages.append({"statement": slug, "treatment": own, **words})
        yield {
            "account": name,
            "treatment": treatment,
            "statements": [*statements],
            "passages": passages,
        }


def told(client, topic):
    verdict, sides, silent, by_account = OSAKA[topic]
    whose = {"verdict": verdict, "sides": sides, "silent": silent, "not_held": []}
    return {**whose, "cells": [*cells(client, by_account)]}


# The Osaka fixture


def test_the_accounts_of_osaka(client):
    assert client.get("/meetings/osaka-2019/accounts").json == {
        "meeting": "osaka-2019",
        "accounts": OSAKA_ACCOUNTS,
        "items": [{"topic": topic, **told(client, topic)} for topic in OSAKA],
    }


def test_topics_and_parties_narrow_what_is_shown_and_no_verdict(client):
    def shown(query):
        answer = client.get(f"/meetings/osaka-2019/accounts?{query}").json
        names = [column["account"] for column in answer["accounts"]]
        return names, {item["topic"]: item for item in answer["items"]}

    names, items = shown("topic=iran&topic=syria")
    assert names == [column["account"] for column in OSAKA_ACCOUNTS]
    assert items == {t: {"topic": t, **told(client, t)} for t in ("syria", "iran")}
    names, items = shown("party=us")
    assert names == ["us-before", "us-after"]
    assert {*items} == {topic for topic, (*_, by) in OSAKA.items() if "us-after" in by}
    assert {topic: item["verdict"] for topic, item in items.items()} == {
        topic: OSAKA[topic][0] for topic in items
    }
    assert shown("party=fi") == ([], {})
    assert shown("topic=chess")[1] == {}
    for query in ("party=No%20Slug", "topic=", "leader=donald-trump", "limit=3"):
        assert client.get(f"/meetings/osaka-2019/accounts?{query}").status_code == 422


def test_a_side_without_an_account_on_record_is_not_silent(client):
    assert client.get("/meetings/helsinki-2018/accounts").json == {
        "meeting": "helsinki-2018",
        "accounts": [
            account("us-before", "us", "before", "not_held"),
            account("ru-before", "ru", "before", "not_held"),
            account("press", None, "during", "not_held"),
            account("us-after", "us", "after", "not_held"),
            account("ru-after", "ru", "after", "not_held"),
        ],
        "items": [],
    }


def test_a_meeting_without_a_record_has_no_accounts(writer):
    for slug in ("yalta-2019", "No%20Slug", "%00"):
        assert writer.get(f"/meetings/{slug}/accounts").status_code == 404
    etag = writer.get("/meetings/osaka-2019-pull-aside").headers["ETag"]
    osaka = writer.get("/meetings/osaka-2019")
    document = osaka.json | {"relations": osaka.json["relations"][:1]}
    document["citations"] = [c for c in document["citations"] if "/relations/1" not in c["fields"]]
    written = writer.put(
        "/meetings/osaka-2019", json=document, headers={"If-Match": osaka.headers["ETag"]}
    )
    assert written.status_code == 200, written.text
    gone = writer.delete("/meetings/osaka-2019-pull-aside", headers={"If-Match": etag})
    assert gone.status_code == 204, gone.text
    assert writer.get("/meetings/osaka-2019-pull-aside/accounts").status_code == 410


# Hard cases


@pytest.fixture
def reykjavik(empty):
    """An archive of the Reykjavík meeting, and what is said of it."""

    def fill(*statements, who=(REAGAN, GORBACHEV), parties=PARTY):
        for party in ("us", "suhh", "gb"):
            create(empty, "party", {"slug": party, "name": party, "kind": "state"})
        for leader in PARTY:
            create(empty, "leader", {"slug": leader, "name": leader})
        for topic in ("arms-control", "human-rights"):
            create(empty, "topic", {"slug": topic, "name": topic})
        create(empty, "topic", {"slug": "zero-option", "name": "0", "broader": "arms-control"})
        create(empty, "meeting", reykjavik_of(who, parties))
        for number, document in enumerate(statements):
            create(empty, "statement", {"slug": f"s-{number}", **document})
        return empty.get("/meetings/reykjavik-1986/accounts").json

    return fill


def reykjavik_of(who, parties):
    head = {"slug": "reykjavik-1986", "title": "Reykjavík", "kind": "bilateral", "status": "held"}
    parts = [{"leader": leader, "party": parties.get(leader)} for leader in who]
    return {**head, "held_on": "1986-10-11/1986-10-12", "participants": parts}


def said(party, phase, *topics, kind="briefing", **more):
    """A statement about the meeting, and what it says of some topics."""
    return {
        "meeting": "reykjavik-1986",
        "kind": kind,
        "phase": phase,
        "party": party,
        "speaker_label": "an official",
        "text": "We are deeply disappointed.",
        "topics": [{"topic": topic, "treatment": "discussed"} for topic in topics],
        **more,
    }


def verdicts(answer):
    names = ("verdict", "sides", "silent", "not_held")
    return {item["topic"]: tuple(item[name] for name in names) for item in answer["items"]}


def test_a_joint_statement_speaks_for_every_side(reykjavik):
    answer = reykjavik(
        said(None, "after", "arms-control", kind="joint_statement"),
        said("us", "after", "arms-control", "human-rights"),
    )
    assert verdicts(answer) == {
        "arms-control": ("joint", ["us", "suhh"], [], []),
        # The joint statement is no account of the Soviet side's own that could be silent.
        "human-rights": ("one_side", ["us"], [], ["suhh"]),
    }
    assert answer["accounts"][-1] == account("joint", None, "after", "held")
    assert [c["account"] for c in answer["items"][0]["cells"]] == ["us-after", "joint"]


def test_a_joint_announcement_is_no_joint_account(reykjavik):
    announced = said("us", "before", "arms-control", kind="joint_statement")
    assert verdicts(reykjavik(announced)) == {
        "arms-control": ("announced_only", [], [], ["us", "suhh"])
    }


def test_the_exchange_in_public_is_one_column_whoever_speaks(reykjavik):
    answer = reykjavik(
        said("us", "before", "human-rights"),
        said(None, "during", "human-rights", kind="question"),
        said("suhh", "during", "human-rights", kind="answer"),
    )
    assert verdicts(answer) == {"human-rights": ("press_only", [], [], ["us", "suhh"])}
    assert [(c["account"], c["statements"]) for c in answer["items"][0]["cells"]] == [
        ("us-before", ["s-0"]),
        ("press", ["s-1", "s-2"]),
    ]


def test_what_outsiders_and_the_press_say_afterwards_is_no_account(reykjavik):
    answer = reykjavik(
        said("us", "after", "arms-control"),
        said("gb", "after", "arms-control"),
        said(None, "after", "arms-control", kind="narrative", speaker_label=None),
        said("suhh", "unknown", "arms-control"),
    )
    assert verdicts(answer) == {"arms-control": ("one_side", ["us"], [], ["suhh"])}


def test_those_who_speak_are_the_sides_where_who_took_part_is_not_recorded(reykjavik):
    answer = reykjavik(
        said("us", "before", "arms-control"),
        said("suhh", "after", "arms-control"),
        parties={GORBACHEV: "suhh"},
    )
    assert verdicts(answer) == {"arms-control": ("one_side", ["suhh"], [], ["us"])}


def test_three_sides_can_have_a_topic_or_be_silent_on_it(reykjavik):
    answer = reykjavik(
        said("gb", "after", "human-rights", "arms-control"),
        said("us", "after", "arms-control"),
        who=(REAGAN, GORBACHEV, THATCHER),
    )
    assert verdicts(answer) == {
        "human-rights": ("one_side", ["gb"], ["us"], ["suhh"]),
        "arms-control": ("both", ["us", "gb"], [], ["suhh"]),
    }


def test_a_narrower_topic_is_not_counted_for_the_broader(reykjavik):
    answer = reykjavik(said("us", "after", "arms-control"), said("suhh", "after", "zero-option"))
    assert verdicts(answer) == {
        "arms-control": ("one_side", ["us"], ["suhh"], []),
        "zero-option": ("one_side", ["suhh"], ["us"], []),
    }


def test_a_cell_is_treated_as_its_furthest_statement_treats_it(reykjavik):
    words = ["agreed", "unknown", "announced", "denied", "discussed"]
    topics = [[{"topic": "arms-control", "treatment": word}] for word in words]
    answer = reykjavik(*(said("us", "after", topics=entry) for entry in topics))
    [cell] = answer["items"][0]["cells"]
    assert cell["treatment"] == "denied"
    assert [passage["treatment"] for passage in cell["passages"]] == words


def test_silence_is_claimed_of_no_side_whose_account_is_not_held(reykjavik):
    draw = random.Random(1986)
    statements = [
        said(
            draw.choice(["us", "suhh", "gb", None]),
            draw.choice(["before", "during", "after", "unknown"]),
            *draw.sample(["arms-control", "human-rights", "zero-option"], draw.randrange(3)),
            kind=draw.choice(["briefing", "readout", "remarks"]),
        )
        for _ in range(draw.randrange(4, 12))
    ]
    answer = reykjavik(*statements, who=(REAGAN, GORBACHEV, THATCHER))
    assert answer["items"]
    after = {s["party"] for s in statements if s["phase"] == "after"}
    for item in answer["items"]:
        having = {
            s["party"]
            for s in statements
            if s["phase"] == "after" and item["topic"] in [t["topic"] for t in s["topics"]]
        }
        assert {*item["sides"]} == having - {None}
        assert {*item["silent"]} == after - having - {None}
        assert {*item["not_held"]} == {"us", "suhh", "gb"} - after


# Trajectory

PAIR = "leader=donald-trump&leader=vladimir-putin"


def test_the_trajectory_of_election_interference(client):
    answer = client.get(f"/topics/election-interference/trajectory?{PAIR}&limit=200").json
    chronology = client.get(f"/encounters?{PAIR}&limit=200").json["items"]
    assert [(i["meeting"], i["ordinal"]) for i in answer["items"]] == [
        (i["meeting"]["slug"], i["ordinal"]) for i in chronology
    ]
    by_meeting = {item["meeting"]: item for item in answer["items"]}
    assert by_meeting["osaka-2019"] == {
        "meeting": "osaka-2019",
        **{"status": "held", "dated_on": "2019-06-28", "ordinal": 4, "treatment": "raised"},
        "accounts": OSAKA_ACCOUNTS,
        **told(client, "election-interference"),
    }
    helsinki = by_meeting["helsinki-2018"]
    assert helsinki == {
        "meeting": "helsinki-2018",
        **{"status": "held", "dated_on": "2018-07-16", "ordinal": 2, "treatment": None},
        "accounts": client.get("/meetings/helsinki-2018/accounts").json["accounts"],
        **{"verdict": None, "sides": [], "silent": [], "not_held": US + RU, "cells": []},
    }


def test_a_trajectory_is_paged_and_filtered_like_the_chronology(client):
    path = "topics/syria/trajectory"
    leaders = ["donald-trump", "vladimir-putin"]
    whole = every(client, path, leader=leaders)
    address, items = f"/{path}?{PAIR}&limit=2", []
    while address:
        page = client.get(address).json
        items += page["items"]
        address = page["next_url"]
    assert items == whole
    assert len(items) > 6
    late = every(client, path, leader=leaders, date_from="2019-06-28", kind="bilateral")
    assert [item["meeting"] for item in late] == ["osaka-2019"]


def test_a_trajectory_needs_a_topic_and_leaders_that_are_there(client):
    assert client.get(f"/topics/chess/trajectory?{PAIR}").status_code == 404
    assert client.get(f"/topics/syria/trajectory?{PAIR}&leader=nobody").status_code == 404
    assert client.get("/topics/syria/trajectory?leader=donald-trump").status_code == 422


def test_an_answer_costs_as_many_statements_whatever_its_size(client, count_statements):
    costs = []
    for path in (
        "/meetings/osaka-2019/accounts",
        "/meetings/helsinki-2018/accounts",
        f"/topics/syria/trajectory?{PAIR}&limit=1",
        f"/topics/syria/trajectory?{PAIR}&limit=200",
    ):
        with count_statements() as sent:
            assert client.get(path).status_code == 200
        costs.append(len(sent))
    assert costs == [3, 3, 4, 4]


def test_verdicts_and_standings_are_served_as_vocabularies(client):
    for name, words in {
        "verdict": ["joint", "both", "one_side", "press_only", "announced_only"],
        "account_standing": ["held", "not_held"],
    }.items():
        answer = client.get(f"/vocabularies/{name}").json
        assert [value["value"] for value in answer["items"]] == words
