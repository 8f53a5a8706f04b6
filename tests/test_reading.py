"""Reading: other origins, what is accepted, vocabularies, health, revisions, and what it costs."""

import pytest
from documents import every
from lists import LISTS, cost, refused

# Other origins

ELSEWHERE = {"Origin": "https://archive.example.org"}


def assert_open(response):
    """Any origin is allowed: by a star, or by its name, which a cache must then tell apart."""
    allowed = response.headers["Access-Control-Allow-Origin"]
    assert allowed in ("*", ELSEWHERE["Origin"])
    assert allowed == "*" or "Origin" in response.headers.getlist("Vary")


def test_any_origin_may_read(client):
    for address in ("/meetings", "/meetings/osaka-2019", "/meetings/yalta-1945", "/vocabularies"):
        response = client.get(address, headers=ELSEWHERE)
        assert_open(response)
        assert "ETag" in response.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_browser_may_ask_conditionally(client):
    asks = {"Access-Control-Request-Method": "GET"}
    asks["Access-Control-Request-Headers"] = "if-none-match"
    response = client.options("/meetings/osaka-2019", headers=ELSEWHERE | asks)
    assert response.status_code in (200, 204)
    assert_open(response)
    allowed = response.headers["Access-Control-Allow-Methods"].replace(" ", "").split(",")
    assert {"GET", "HEAD"} <= {*allowed}
    assert {"PUT", "POST", "PATCH", "DELETE"}.isdisjoint(allowed), "open for reading only"
    assert "if-none-match" in response.headers["Access-Control-Allow-Headers"].lower()


# What is accepted


@pytest.mark.parametrize("address", ["/meetings/osaka-2019", "/meetings", "/vocabularies"])
def test_whoever_takes_any_json_gets_json(client, address):
    plain = client.get(address)
    for accept in (
        "application/json",
        "application/problem+json",
        "application/vnd.api+json",
        "*/*",
        "application/json;q=0.5",
        "application/json; charset=utf-8",
        "text/html, application/json;q=0.1",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "APPLICATION/JSON",
        "",
    ):
        response = client.get(address, headers={"Accept": accept})
        assert (response.status_code, response.data) == (200, plain.data), accept
        assert response.mimetype == "application/json"


@pytest.mark.parametrize("address", ["/meetings/osaka-2019", "/meetings", "/vocabularies"])
def test_whoever_takes_no_json_gets_none(client, address):
    for accept in (
        "text/html",
        "text/*",
        "image/png, text/plain;q=0.1",
        "application/json;q=0",
        "*/*;q=0",
        "application/xml",
        "application/jsonish",
    ):
        response = client.get(address, headers={"Accept": accept})
        assert response.status_code == 406, accept
        assert response.mimetype == "application/problem+json"
        assert response.json["code"] == "not_acceptable"


# Vocabularies: the contract's, word by word

VOCABULARIES = {
    "meeting_kind": "bilateral plurilateral summit visit call pull_aside negotiation_round "
    "mediation ceremony other",
    "meeting_status": "proposed scheduled held cancelled postponed rescheduled broken_off "
    "unconfirmed",
    "meeting_setting": "host_territory third_country multilateral_margins remote unknown",
    "meeting_composition": "one_on_one restricted expanded working_meal plenary unknown",
    "visit_class": "state official official_working working informal private transit",
    "participant_capacity": "head_of_state head_of_government foreign_minister defence_minister "
    "finance_minister other_minister organisation_head leader_elect security_adviser "
    "special_envoy ambassador official spokesperson family interpreter unknown",
    "participant_part": "principal delegation_member host chair mediator interpreter note_taker "
    "observer press",
    "participant_presence": "attended partial expected absent disputed unknown",
    "topic_treatment": "announced raised discussed agreed disagreed deferred declined denied "
    "unknown",
    "outcome_kind": "agreement commitment invitation follow_up none_announced undisclosed",
    "statement_kind": "remarks question answer interjection pre_brief readout joint_statement "
    "unilateral_statement interview briefing social_post letter memcon reported_speech scene "
    "narrative",
    "statement_phase": "before during after unknown",
    "statement_fidelity": "verbatim official_transcript interpreted translated paraphrase unknown",
    "source_kind": "official_readout official_transcript press_release agreement_text "
    "archive_document dataset wire_report news_report broadcast social_post interview book "
    "web_page",
    "party_kind": "state former_state territory organisation",
    "relation_kind": "follows rescheduled_as replaces same_day_as prepares",
    "citation_relation": "confirms disputes qualifies",
}


def test_every_vocabulary_is_served_with_its_values_and_definitions(client):
    for name, words in VOCABULARIES.items():
        served = client.get(f"/vocabularies/{name}").json
        assert served["name"] == name
        assert [item["value"] for item in served["items"]] == words.split(), name
        for item in served["items"]:
            assert item["definition"].strip(), item
            assert "\n" not in item["definition"], "a definition is one line"
            assert all(":" in term for term in item["matches"]), item


def test_all_vocabularies_are_on_one_list(client):
    listing = client.get("/vocabularies").json
    by_name = {item["name"]: item for item in listing["items"]}
    assert {*VOCABULARIES} <= {*by_name}
    assert (listing["next_url"], listing["next_cursor"]) == (None, None)
    assert len(by_name) == len(listing["items"])
    for name, vocabulary in by_name.items():
        assert client.get(f"/vocabularies/{name}").json == vocabulary


def test_every_vocabulary_that_meets_outside_terms_says_so(client):
    served = {item["name"]: item for item in client.get("/vocabularies").json["items"]}
    matches = {item["value"]: item["matches"] for item in served["meeting_status"]["items"]}
    assert "ical:CANCELLED" in matches["cancelled"]


def test_a_vocabulary_that_is_not_there_is_not_found(client):
    assert client.get("/vocabularies/scope").status_code == 404
    assert client.get("/vocabularies/MeetingKind").status_code == 404


# Health, and the front door


def test_the_service_is_alive_and_ready(client):
    assert client.get("/health/live").json == {"status": "live"}
    assert client.get("/health/ready").json == {"status": "ready"}


def test_health_refuses_no_less_than_other_addresses(client):
    assert refused(client, "/health/live", ("verbose", "1")) == {"verbose"}
    assert client.get("/health/ready", headers={"Accept": "text/html"}).status_code == 406


def test_the_front_door_leads_everywhere(client):
    service = client.get("/").json
    links = service["links"]
    assert {*LISTS, "vocabularies", "docs", "openapi.json"} <= {*links}
    for path in (*LISTS, "vocabularies"):
        assert links[path] == f"http://localhost/{path}"
        assert client.get(links[path]).status_code == 200


# Revisions

OSAKA = "/meetings/osaka-2019"


def changed(writer, note=None, **members):
    tag = {"If-Match": writer.get(OSAKA).headers["ETag"]}
    noted = {"X-Change-Note": note} if note else {}
    response = writer.patch(OSAKA, json=members, headers=tag | noted)
    assert response.status_code == 200
    return response.json


def test_the_revisions_of_a_record_are_all_it_was(writer):
    first = writer.get(OSAKA).json
    second = changed(writer, "Shorter", summary="They met.")
    third = changed(writer, duration_minutes=90)
    revisions = writer.get(f"{OSAKA}/revisions").json
    assert [one["document"] for one in revisions["items"]] == [first, second, third]
    heads = [(one["record"], one["slug"], one["version"]) for one in revisions["items"]]
    assert heads == [("meeting", "osaka-2019", number) for number in (1, 2, 3)]
    assert [one["action"] for one in revisions["items"]] == ["created", "updated", "updated"]
    assert [one["note"] for one in revisions["items"]][1:] == ["Shorter", None]
    assert [one["by"] for one in revisions["items"]][1:] == ["tester", "tester"]
    assert [one["at"] for one in revisions["items"]] == [
        document["updated_at"] for document in (first, second, third)
    ]
    # The order of all changes has no gaps.
    assert revisions["items"][2]["seq"] == revisions["items"][1]["seq"] + 1


def test_a_revision_is_the_document_as_it_was_written(writer):
    first = writer.get(OSAKA)
    changed(writer, summary="They met.")
    revision = writer.get(f"{OSAKA}/revisions/1")
    assert revision.data == first.data
    assert writer.get(f"{OSAKA}/revisions/2").data == writer.get(OSAKA).data
    assert revision.headers["ETag"] == first.headers["ETag"]


def test_a_revision_that_is_not_there_is_not_found(client):
    for address in (
        f"{OSAKA}/revisions/2",
        f"{OSAKA}/revisions/0",
        f"{OSAKA}/revisions/{2**31}",
        f"{OSAKA}/revisions/{2**70}",
        "/meetings/yalta-1945/revisions",
        "/meetings/yalta-1945/revisions/1",
        "/meetings/YALTA/revisions/1",
    ):
        assert client.get(address).status_code == 404, address


def test_what_has_no_record_is_not_found(client):
    for path in LISTS:
        for slug in ("yalta-1945", "YALTA", "a" * 101, "%00", "é", "a'b"):
            assert client.get(f"/{path}/{slug}").status_code == 404, (path, slug)


# What reading costs: one more statement per row is a defect


@pytest.mark.parametrize("path", LISTS)
def test_reading_is_one_statement(client, count_statements, path):
    first = every(client, path)[0]["slug"]
    tag = client.get(f"/{path}/{first}").headers["ETag"]
    assert cost(count_statements, client, f"/{path}/{first}") == 1
    assert cost(count_statements, client, f"/{path}/{first}", **{"If-None-Match": tag}) == 1
    for limit in (1, 2, 7, 200):
        assert cost(count_statements, client, f"/{path}?limit={limit}") == 1
        shown = client.get(f"/{path}?limit={limit}&total=true").json
        # Where the page is the whole list, nothing has to be counted.
        counted = shown["next_url"] is not None
        assert counted or shown["total"] == len(shown["items"])
        assert cost(count_statements, client, f"/{path}?limit={limit}&total=true") == 1 + counted
    following = client.get(f"/{path}?limit=2").json["next_url"]
    assert cost(count_statements, client, following) == 1
    assert cost(count_statements, client, f"/{path}/{first}/revisions") == 1
    assert cost(count_statements, client, f"/{path}/{first}/revisions/1") == 1


def test_vocabularies_and_liveness_cost_nothing(client, count_statements):
    for address in ("/", "/vocabularies", "/vocabularies/meeting_kind", "/health/live"):
        assert cost(count_statements, client, address) == 0, address
