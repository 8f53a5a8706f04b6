"""Preconditions: nothing is overwritten unseen, whatever a caller sends."""

import pytest
from test_writing import KINDS, MORE, NEW, address, create, remove, seen

# Each header case has a party of its own, so that none sees what another one changed.
PARTIES = {
    "neither": "ch",
    "right": "at",
    "outdated": "fr",
    "weak": "it",
    "any": "es",
    "right among others": "pt",
    "weak among others": "gb",
    "create only": "be",
    "right and create only": "nl",
    "another tag and create only": "lu",
    "not the one stored": "dk",
}
OUTDATED = '"8f9f9bb1c9a5b1a0c2a6a6a1"'
ALL_IF_MATCH = ("right", "outdated", "weak", "any", "right among others", "weak among others")
SUCCESS = {"PUT": 200, "PATCH": 200, "DELETE": 204}


def headers(case, tag):
    """What a case sends, if `tag` is the entity tag of the record."""
    return {
        "neither": {},
        "right": {"If-Match": tag},
        "outdated": {"If-Match": OUTDATED},
        "weak": {"If-Match": f"W/{tag}"},
        "any": {"If-Match": "*"},
        "right among others": {"If-Match": f"{OUTDATED}, {tag}"},
        "weak among others": {"If-Match": f"{OUTDATED}, W/{tag}"},
        "create only": {"If-None-Match": "*"},
        "right and create only": {"If-Match": tag, "If-None-Match": "*"},
        "another tag and create only": {"If-Match": OUTDATED, "If-None-Match": "*"},
        "not the one stored": {"If-None-Match": OUTDATED},
    }[case]


def party(slug, name="Party"):
    return {"slug": slug, "name": name, "kind": "state"}


def attempt(client, method, slug, sent):
    body = {"PUT": {"json": party(slug, "Changed")}, "PATCH": {"json": {"name": "Changed"}}}
    path = f"/parties/{slug}"
    return client.open(path, method=method, headers=sent, **body.get(method, {}))


def answers(client, method, tags):
    """The status that each case gets for a method."""
    return {
        case: attempt(client, method, slug, headers(case, tags.get(slug, '"1"'))).status_code
        for case, slug in PARTIES.items()
    }


def stored(client):
    """Every party, stored; the entity tag of each."""
    made = [client.post("/parties", json=party(slug)) for slug in PARTIES.values()]
    return {answer.json["slug"]: answer.headers["ETag"] for answer in made}


@pytest.mark.parametrize("method", SUCCESS)
def test_a_record_that_is_there_is_changed_only_by_one_who_saw_it(empty, method):
    assert answers(empty, method, stored(empty)) == {
        "neither": 428,
        "right": SUCCESS[method],
        "outdated": 412,
        "weak": 412,
        "any": 428,
        "right among others": SUCCESS[method],
        "weak among others": 412,
        "create only": 412,
        "right and create only": 412,
        "another tag and create only": 412,
        "not the one stored": 428,
    }


@pytest.mark.parametrize("method", SUCCESS)
def test_a_record_that_was_not_to_be_changed_is_as_it_was(empty, method):
    tags = stored(empty)
    answers(empty, method, tags)
    changed = {"right", "right among others"}
    kept = [slug for case, slug in PARTIES.items() if case not in changed]
    assert {slug: empty.get(f"/parties/{slug}").headers["ETag"] for slug in kept} == {
        slug: tags[slug] for slug in kept
    }


@pytest.mark.parametrize(("method", "absent"), [("PUT", 201), ("PATCH", 404), ("DELETE", 404)])
def test_a_record_that_never_was_is_matched_by_nothing(empty, method, absent):
    assert answers(empty, method, {}) == {
        "neither": absent,
        **dict.fromkeys(ALL_IF_MATCH, 412),
        "create only": absent,
        "right and create only": 412,
        "another tag and create only": 412,
        "not the one stored": absent,
    }


@pytest.mark.parametrize(("method", "knowing"), [("PUT", 201), ("PATCH", 410), ("DELETE", 410)])
def test_a_removed_record_comes_back_only_by_one_who_knows_that_it_is_gone(empty, method, knowing):
    tags = stored(empty)
    for slug, tag in tags.items():
        empty.delete(f"/parties/{slug}", headers={"If-Match": tag})
    assert answers(empty, method, tags) == {
        "neither": 410,
        **dict.fromkeys(ALL_IF_MATCH, 412),
        "create only": knowing,
        "right and create only": 412,
        "another tag and create only": 412,
        "not the one stored": 410,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_tag_of_any_plain_answer_is_the_one_to_match(empty, kind):
    """That of a creation, of a change and of a read are one and the same."""
    path = address(kind)
    created = create(empty, kind)
    changed = empty.patch(path, json=MORE[kind], headers={"If-Match": created.headers["ETag"]})
    assert changed.headers["ETag"] == empty.get(path).headers["ETag"]
    again = empty.put(path, json=NEW[kind], headers={"If-Match": changed.headers["ETag"]})
    assert (again.status_code, again.json["version"]) == (200, 3)
    remove(empty, path)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_seen_before_another_change_is_outdated(empty, kind):
    path = address(kind)
    create(empty, kind)
    both = seen(empty, path)
    assert empty.patch(path, json=MORE[kind], headers=both).status_code == 200
    late = [
        empty.put(path, json=NEW[kind], headers=both),
        empty.patch(path, json=NEW[kind], headers=both),
        empty.delete(path, headers=both),
    ]
    assert [(one.status_code, one.json["code"]) for one in late] == [
        (412, "precondition_failed")
    ] * 3
    assert empty.get(path).json["version"] == 2


def test_the_same_document_sent_by_one_who_saw_an_older_one_is_outdated_too(empty):
    first = create(empty, "parties").headers["ETag"]
    changed = {**NEW["parties"], **MORE["parties"]}
    assert empty.put("/parties/ch", json=changed, headers={"If-Match": first}).status_code == 200
    assert empty.put("/parties/ch", json=changed, headers={"If-Match": first}).status_code == 412


def test_the_tag_of_a_list_is_not_that_of_its_record(empty):
    create(empty, "parties")
    tag = empty.get("/parties").headers["ETag"]
    assert empty.delete("/parties/ch", headers={"If-Match": tag}).status_code == 412


def test_a_creation_needs_no_condition_and_takes_none(empty):
    answer = empty.post("/parties", json=NEW["parties"], headers={"If-None-Match": "*"})
    assert answer.status_code == 201
    again = empty.post("/parties", json=NEW["parties"], headers={"If-None-Match": "*"})
    assert (again.status_code, again.json["code"]) == (409, "slug_taken")


def test_without_a_condition_the_problem_says_what_to_send(empty):
    create(empty, "parties")
    answer = empty.delete("/parties/ch")
    assert (answer.status_code, answer.json["code"]) == (428, "precondition_required")
    assert "If-Match" in answer.json["detail"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_what_is_wrong_with_a_request_is_said_before_its_condition(empty, method):
    create(empty, "parties")
    for sent in ({}, {"If-Match": OUTDATED}):
        wrong = {"slug": "ch", "name": "", "kind": "state"}
        answer = empty.open("/parties/ch", method=method, json=wrong, headers=sent)
        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == "/name"
