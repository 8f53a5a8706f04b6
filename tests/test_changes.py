"""Changes: one order of all changes without gaps, whoever writes while it is read."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

from documents import LISTS, documents, every, fill_pool
from hypothesis import given
from hypothesis import strategies as st
from test_documents import examples, matching
from test_writing import create, patch, remove

from api.writing import Writing, check
from models import connection, using
from schemas import KINDS
from schemas.draft import draft


def changes(client, after=0, **query):
    """All changes after a number, page by page, in the way of a mirror."""
    found = []
    while True:
        page = client.get("/changes", query_string={"after": after, **query})
        assert page.status_code == 200, page.text
        seqs = [change["seq"] for change in page.json["items"]]
        assert seqs == list(range(after + 1, after + 1 + len(seqs)))
        if not seqs:
            return found
        found += page.json["items"]
        after = seqs[-1]


def replayed(found, held=None):
    """What a mirror holds that applied changes in order: documents by kind and slug."""
    held = {} if held is None else held
    for change in found:
        key = (LISTS[change["record"]], change["slug"])
        if change["document"] is None:
            held.pop(key, None)
        else:
            held[key] = change["document"]
    return held


def held_by(client):
    return {(path, d["slug"]): d for path in LISTS.values() for d in every(client, path)}


def test_the_seeds_can_be_mirrored_by_their_changes(client):
    for limit in (1, 7, 200):
        found = changes(client, limit=limit)
        assert replayed(found) == held_by(client)
    assert {change["action"] for change in found} == {"created"}


def test_changes_tell_who_did_what_and_when(empty):
    create(empty, "parties")
    patch(empty, "/parties/ch", name="Schweiz")
    remove(empty, "/parties/ch")
    empty.put(
        "/parties/ch",
        json={"slug": "ch", "name": "Suisse", "kind": "state"},
        headers={"If-None-Match": "*"},
    )
    found = changes(empty)
    assert found == empty.get("/parties/ch/revisions").json["items"]
    assert [one["action"] for one in found] == ["created", "updated", "removed", "restored"]
    assert [one["document"] is None for one in found] == [False, False, True, False]


def test_pages_lead_to_one_another(client):
    seqs, address = [], "/changes?after=10&limit=9"
    while address is not None:
        page = client.get(address).json
        seqs += [change["seq"] for change in page["items"]]
        address = page["next_url"]
    assert seqs == list(range(11, len(changes(client)) + 1))
    assert client.get(f"/changes?after={2**31 - 1}").json["items"] == []


def test_only_a_number_can_be_gone_on_from(client):
    for after in ("", "-1", "1.5", "x", str(2**31), "1_0", "٣"):
        answer = client.get("/changes", query_string={"after": after})
        assert answer.status_code == 422, after
        assert answer.json["errors"][0]["parameter"] == "after"
    other = client.get("/changes?after=1&limit=5").json["next_cursor"]
    assert client.get(f"/changes?after=2&cursor={other}").status_code == 422


def test_changes_are_one_statement(client, count_statements):
    for limit in (1, 200):
        with count_statements() as said:
            client.get(f"/changes?limit={limit}")
        assert len(said) == 1


# Property: an archive is the sum of its changes


SLUGS = {record: f"{record}-1990" for record in LISTS}
steps = st.sampled_from([*LISTS]).flatmap(
    lambda record: st.tuples(
        st.just(record),
        st.none() | documents(record, SLUGS[record]).map(lambda d: d | {"citations": []}),
    )
)


def take(client, record, document):
    """Write a document, or remove the one that is there."""
    path = f"/{LISTS[record]}/{SLUGS[record]}"
    before = client.get(path)
    headers = matching(before) if before.status_code == 200 else {"If-None-Match": "*"}
    if document is not None:
        assert client.put(path, json=document, headers=headers).status_code in (200, 201)
    elif before.status_code == 200:
        assert client.delete(path, headers=headers).status_code == 204


def test_a_record_as_of_any_change_is_what_a_replay_up_to_it_gives(empty):
    fill_pool(empty)
    mark = changes(empty)[-1]["seq"]

    @examples(20)
    @given(st.lists(steps, min_size=1, max_size=5))
    def hold(taken):
        for record, document in taken:
            take(empty, record, document)

    hold()
    mirror = replayed(changes(empty)[:mark])
    followed = changes(empty, mark)
    assert {one["action"] for one in followed} == {"created", "updated", "removed", "restored"}
    for change in followed:
        replayed([change], mirror)
        for record in {change["record"], random.choice([*LISTS])}:
            key = (LISTS[record], SLUGS[record])
            then = empty.get("/".join(("", *key)), query_string={"as_of": change["at"]})
            assert (then.json if then.status_code == 200 else None) == mirror.get(key)
    assert mirror == held_by(empty)


# Writers at once


def write(engine, number):
    """Several turns of one writer: some long, some undone. How many changes were committed."""
    dice = random.Random(number)
    topic = KINDS["topic"]
    kept = 0
    with using(engine):
        for turn in range(6):
            count = dice.randint(1, 4)
            slugs = [f"topic-{number}-{turn}-{n}" for n in range(count)]
            writing = Writing(f"writer-{number}")
            documents = [check(topic, {"slug": slug, "name": slug}) for slug in slugs]
            writing.save(topic, [draft(topic, document) for document in documents])
            threading.Event().wait(dice.choice([0, 0, 0.01, 0.2]))
            if dice.random() < 0.3:
                connection().rollback()
            else:
                writing.commit()
                kept += count
    return kept


def test_readers_never_see_a_gap_while_writers_write_for_long_or_give_up(empty):
    engine, over = empty.application.extensions["engine"], threading.Event()

    def follow():
        client, found = empty.application.test_client(), []
        while True:
            last = over.is_set()
            # `changes` asserts of every page that it follows without a gap.
            found += changes(client, found[-1]["seq"] if found else 0, limit=3)
            if last:
                return found

    with ThreadPoolExecutor(8) as threads:
        readers = [threads.submit(follow) for _ in range(2)]
        try:
            kept = sum(threads.map(lambda number: write(engine, number), range(6)))
        finally:
            over.set()
        seen = [reader.result() for reader in readers]
    assert seen[0] == seen[1]
    assert [change["seq"] for change in seen[0]] == list(range(1, kept + 1))
    assert kept > 30
