"""Merging: one record where there were two, everywhere at once, and the old address for ever."""

import pytest
from test_changes import changes, held_by, replayed
from test_documents import wrong
from test_writing import BESIDE, NEW, REFERENCES, create, members, patch, remove, seen

NEWS = "osaka-2019-news-report"
MERGED = ("leaders", "parties", "topics", "sources")


@pytest.fixture
def keeper(app, archive):
    """Somebody who may do everything in the archive with the seeds."""
    client = app.test_client()
    client.token = archive[1].admin
    return client


def merge(client, path, into, **headers):
    return client.post(f"{path}/merge", json={"into": into}, headers=headers)


def add(client, plural, slug, /, **more):
    return create(client, plural, **{"slug": slug, **more}).json


def meet(client, slug, *participants, **more):
    return add(client, "meetings", slug, participants=list(participants), **more)


def test_everything_that_referred_to_the_one_refers_to_the_other(keeper):
    wikidata = {"scheme": "viaf", "value": "63969"}
    old = add(
        keeper,
        "leaders",
        "vladimir-v-putin",
        name="Vladimir V. Putin",
        other_names=["Putin, V. V.", "Vladimir Putin"],
        identifiers=[wikidata],
    )
    path = "/participants/vladimir-v-putin/title"
    add(keeper, "leaders", "george-w-bush", name="George W. Bush")
    met = meet(
        keeper,
        "crawford-2001",
        {"leader": "george-w-bush", "title": "President"},
        {"leader": "vladimir-v-putin", "title": "President of Russia"},
        citations=[{"source": NEWS, "fields": [path, "/participants/vladimir-v-putin"]}],
    )
    add(keeper, "statements", "crawford-toast", kind="remarks", speaker="vladimir-v-putin")
    mark = len(changes(keeper))
    kept = keeper.get("/leaders/vladimir-putin").json
    answer = merge(keeper, "/leaders/vladimir-v-putin", "vladimir-putin")
    assert answer.status_code == 200, answer.text
    assert answer.data == keeper.get("/leaders/vladimir-putin").data
    assert answer.json["other_names"] == [*kept["other_names"], old["name"], "Putin, V. V."]
    assert answer.json["identifiers"] == [*kept["identifiers"], wikidata]
    assert answer.json["offices"] == kept["offices"]
    now = keeper.get("/meetings/crawford-2001").json
    assert now["participants"] == [
        met["participants"][0],
        {**met["participants"][1], "leader": "vladimir-putin"},
    ]
    assert now["citations"][0]["fields"] == [
        path.replace("-v-", "-"),
        "/participants/vladimir-putin",
    ]
    assert keeper.get("/statements/crawford-toast").json["speaker"] == "vladimir-putin"
    # One transaction, and a revision for each document that it touched.
    made = changes(keeper, mark)
    assert [(one["action"], one["slug"], one["version"]) for one in made] == [
        ("merged", "vladimir-v-putin", 2),
        ("updated", "vladimir-putin", kept["version"] + 1),
        ("updated", "crawford-2001", 2),
        ("updated", "crawford-toast", 2),
    ]
    assert [one["merged_into"] for one in made] == ["vladimir-putin", None, None, None]
    assert len({one["at"] for one in made}) == 1
    assert {one["note"] for one in made} == {
        "leader “vladimir-v-putin” merged into “vladimir-putin”"
    }
    assert replayed(changes(keeper)) == held_by(keeper)
    assert wrong(keeper) == []


def test_the_old_address_leads_to_the_new_one_for_ever(keeper):
    before = add(keeper, "topics", "syrian-war", name="Syrian war")
    assert merge(keeper, "/topics/syrian-war", "syria").status_code == 200
    for end in ("", "/claims", "?include=sources", "?as_of=9999-01-01T00:00:00Z"):
        answer = keeper.get(f"/topics/syrian-war{end}")
        assert (answer.status_code, answer.data) == (308, b"")
        there = answer.headers["Location"]
        assert there.partition("?")[0] == f"/topics/syria{end.partition('?')[0]}"
        assert there.partition("?")[2].replace("%3A", ":") == end.partition("?")[2]
        assert keeper.get(there).status_code == 200
    assert keeper.head("/topics/syrian-war").status_code == 308
    # What it was stays readable.
    was = keeper.get(f"/topics/syrian-war?as_of={before['updated_at']}")
    assert was.json == before
    assert keeper.get("/topics/syrian-war/revisions/1").json == before
    gone = keeper.get("/topics/syrian-war/revisions/2")
    assert gone.status_code == 410
    assert "merged into “syria”" in gone.json["detail"]
    assert len(keeper.get("/topics/syrian-war/revisions").json["items"]) == 2
    # Nobody can take it for another record.
    again = {**NEW["topics"], "slug": "syrian-war"}
    assert keeper.post("/topics", json=again).status_code == 409
    back = keeper.put("/topics/syrian-war", json=again, headers={"If-None-Match": "*"})
    assert (back.status_code, back.json["code"]) == (409, "slug_taken")
    assert keeper.put("/topics/syrian-war", json=again).status_code == 410
    assert keeper.patch("/topics/syrian-war", json={}).status_code == 410
    assert merge(keeper, "/topics/syrian-war", "iran").status_code == 410
    assert merge(keeper, "/topics/iran", "syrian-war").status_code == 422


def test_a_chain_of_mergers_is_followed_step_by_step(keeper):
    for slug in ("a", "b", "c"):
        add(keeper, "parties", slug)
    meet(keeper, "m", {"leader": "vladimir-putin", "party": "a"})
    assert merge(keeper, "/parties/a", "b").status_code == 200
    assert merge(keeper, "/parties/b", "c").status_code == 200
    assert keeper.get("/meetings/m").json["participants"][0]["party"] == "c"
    ways = [keeper.get(f"/parties/{slug}").headers.get("Location") for slug in "abc"]
    assert ways == ["/parties/b", "/parties/c", None]
    assert keeper.get("/parties/a", follow_redirects=True).json["slug"] == "c"
    patch(keeper, "/meetings/m", participants=[])
    remove(keeper, "/parties/c")
    assert keeper.get("/parties/b").status_code == 308
    assert keeper.get("/parties/c").status_code == 410


@pytest.mark.parametrize("kind", MERGED)
def test_every_reference_of_every_kind_follows(keeper, kind):
    """Wherever a document can refer to a record of the kind, in one merger."""
    add(keeper, kind, "one")
    add(keeper, kind, "other")
    pointers = [
        (owner, pointer)
        for owner, places in REFERENCES.items()
        for pointer, target in places.items()
        if target == kind
    ]
    for number, (owner, pointer) in enumerate(pointers):
        beside = BESIDE if owner in ("meetings", "leaders") else {}
        given = members(pointer, "one", beside or BESIDE)
        if owner == "statements" and "speaker" in given:
            given["kind"] = "remarks"
        add(keeper, owner, f"owner-{number}", **given)
    assert merge(keeper, f"/{kind}/one", "other").status_code == 200
    for number, (owner, pointer) in enumerate(pointers):
        document = keeper.get(f"/{owner}/owner-{number}").json
        for step in pointer.split("/")[1:]:
            document = document[int(step) if step == "0" else step]
        assert document == "other", (owner, pointer)
    assert wrong(keeper) == []


def test_two_who_both_take_part_are_one_only_if_the_record_allows_it(keeper):
    add(keeper, "leaders", "v-putin")
    one = {"leader": "v-putin", "title": "President", "capacity": "head_of_state"}
    other = {"leader": "vladimir-putin", "title": "President", "presence": "attended"}
    third = {"leader": "sergey-lavrov"}
    cited = [f"/participants/{leader}/title" for leader in ("v-putin", "vladimir-putin")]
    meet(keeper, "m", one, third, other, citations=[{"source": NEWS, "fields": cited}])
    meet(keeper, "n", one, {**other, "title": "Prime Minister"})
    held = held_by(keeper)
    answer = merge(keeper, "/leaders/v-putin", "vladimir-putin")
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    said = "/participants/vladimir-putin/title would be both “President” and “Prime Minister”"
    assert said in answer.json["detail"]
    assert "meeting “n”" in answer.json["detail"]
    assert held_by(keeper) == held
    patch(keeper, "/meetings/n", participants=[one])
    assert merge(keeper, "/leaders/v-putin", "vladimir-putin").status_code == 200
    now = keeper.get("/meetings/m").json
    # What one entry did not say, the other did.
    assert [entry["leader"] for entry in now["participants"]] == ["vladimir-putin", "sergey-lavrov"]
    assert now["participants"][0]["capacity"] == "head_of_state"
    assert now["participants"][0]["presence"] == "attended"
    assert now["citations"][0]["fields"] == ["/participants/vladimir-putin/title"]
    assert wrong(keeper) == []


def test_two_topics_of_one_list_become_one(keeper):
    add(keeper, "topics", "syrian-war")
    entries = [
        {"topic": "syria", "treatment": "discussed"},
        {"topic": "iran"},
        {"topic": "syrian-war", "note": "Idlib above all."},
    ]
    background = [{"text": "Before.", "topics": ["syrian-war", "iran", "syria"]}]
    paths = [
        "/topics/syrian-war/note",
        "/background/0/topics/syrian-war",
        "/background/0/topics/iran",
    ]
    cited = [{"source": NEWS, "fields": paths}]
    meet(keeper, "m", topics=entries, background=background, citations=cited)
    add(keeper, "statements", "s", topics=[{"topic": "syrian-war"}, {"topic": "syria"}])
    assert merge(keeper, "/topics/syrian-war", "syria").status_code == 200
    now = keeper.get("/meetings/m").json
    assert now["topics"] == [
        {"topic": "syria", "treatment": "discussed", "note": "Idlib above all."},
        {"topic": "iran", "treatment": "unknown", "note": None},
    ]
    assert now["background"][0]["topics"] == ["syria", "iran"]
    assert now["citations"][0]["fields"] == [path.replace("syrian-war", "syria") for path in paths]
    said = keeper.get("/statements/s").json["topics"]
    assert said == [{"topic": "syria", "treatment": "unknown"}]
    assert wrong(keeper) == []


def test_what_stood_under_the_one_comes_to_stand_under_the_other(keeper):
    add(keeper, "topics", "top")
    for slug, broader in (("a", "top"), ("b", "a"), ("c", "b"), ("d", "a")):
        add(keeper, "topics", slug, broader=broader)
    # The one below takes the place of the one above it.
    assert merge(keeper, "/topics/a", "b").status_code == 200
    assert [keeper.get(f"/topics/{slug}").json["broader"] for slug in "bcd"] == ["top", "b", "b"]
    # Further down that would be a circle.
    held = held_by(keeper)
    answer = merge(keeper, "/topics/top", "c")
    assert answer.status_code == 422
    assert "stand under itself" in answer.json["detail"]
    assert held_by(keeper) == held
    # The one above takes in the one below.
    assert merge(keeper, "/topics/c", "b").status_code == 200
    assert keeper.get("/topics/b").json["broader"] == "top"
    assert wrong(keeper) == []


def test_a_merger_needs_two_records_that_are_there(keeper):
    add(keeper, "topics", "gone")
    remove(keeper, "/topics/gone")
    for into in ("iran", "nobody", "gone", "IRAN", "", None, 7):
        answer = merge(keeper, "/topics/iran", into)
        assert answer.status_code == 422, into
        assert answer.json["errors"][0]["pointer"] == "/into"
    assert keeper.post("/topics/iran/merge", json={}).status_code == 422
    more = {"into": "syria", "note": "x"}
    assert keeper.post("/topics/iran/merge", json=more).status_code == 422
    assert keeper.post("/topics/iran/merge", data="{").status_code == 415
    for slug, status in (("nobody", 404), ("IRAN", 404), ("%00", 404), ("gone", 410)):
        assert merge(keeper, f"/topics/{slug}", "syria").status_code == status
    outdated = seen(keeper, "/topics/iran")
    patch(keeper, "/topics/iran", name="Persia")
    assert merge(keeper, "/topics/iran", "syria", **outdated).status_code == 412
    add(keeper, "topics", "persia")
    agreed = seen(keeper, "/topics/iran")
    assert merge(keeper, "/topics/iran", "persia", **agreed).status_code == 200


def test_only_an_admin_merges(writer, client):
    assert merge(writer, "/topics/iran", "syria").status_code == 403
    assert merge(client, "/topics/iran", "syria").status_code == 401
    assert writer.post("/meetings/osaka-2019/merge", json={"into": "x"}).status_code == 404


def test_a_merger_costs_as_many_statements_whatever_refers(keeper, count_statements):
    costs = []
    # So few that PostgreSQL is not given them by COPY, which is no statement that is counted.
    for number in (1, 15):
        add(keeper, "sources", f"report-{number}")
        cited = [{"source": f"report-{number}"}]
        for n in range(number):
            add(keeper, "parties", f"party-{number}-{n}", citations=cited)
        with count_statements() as said:
            assert merge(keeper, f"/sources/report-{number}", NEWS).status_code == 200
        costs.append(len(said))
    assert costs[0] == costs[1]
