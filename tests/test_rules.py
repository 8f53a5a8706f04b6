"""The rules of fields: what each may hold, and what is refused where it stands."""

from itertools import count

import orjson
import pytest
from test_writing import ABOVE, KINDS, NEW, REFERENCES, address, create, members, pointers

NUMBERS = count()
words = str.split

DATES = {
    "meetings": ["/held_on", "/planned_on", "/status_on", "/background/0/occurred_on"],
    "leaders": ["/born_on", "/died_on", "/offices/0/started_on", "/offices/0/ended_on"],
    "statements": ["/made_on"],
    "sources": ["/published_on", "/accessed_on"],
}
CLOSED = ("/held_on", "/planned_on")
GOOD_DATES = words("""
    2019-06-28 2018-07 2014 195X 19XX 1943-11-28/1943-12-01 1972-02~ 2019-06-28? 2019-06-28%
    2019? 1972-02% 2004-XX 2004-06-XX 2004-XX-XX 2001-21 2001-24 2018-11/2018-12 2014/2015
    1972-02~/1972-03? 0001-01-01 9999-12-31 0001 9999 2020-02-29 2000-02-29 2019-06-28/2019-06-28
""")
OPEN_DATES = ["2019-06-28/..", "../2019-06-28", "2019-06-28/", "/2019-06-28", "2014/..", "../2014~"]
BAD_DATES = [
    *words("2019-02-30 2019-02-29 1900-02-29 2019-04-31 2019-13 2019-00 2019-06-00 2019-06-32"),
    *words("2019-6-1 2019-06-1 19 201 2019- 2019-06- 20190628 2019-179 2019-W26 28.06.2019"),
    *words("XXXX 1XXX 0000 0000-01-01 -0001 -2019 Y170000002 Y-17E7 12019 +2019 1950S2"),
    *words("2019-06-28T10:00:00Z 2019-06-28T10:00 2019-06-28Z 10:00"),
    *words("2020/2019 2019-06-28/2019-06-27 ../.. / /.. ../ .. 2019/2020/2021 2019--2020"),
    *words("2019-25 2019-20 {2019,2020} [2019,2020] 2019-06-~28 ~2019 2019?? 2019-X 2019-1X"),
    *["2019\n", " 2019", "2019 ", "\t2019", "", "２０１９", "٢٠١٩", "2019-06-28 ", "2019/ 2020"],
    *["unknown", "today", "null", "x" * 41, 2019, 2019.5, True, [], {}, ["2019"]],
]

TEXTS = {
    "meetings": {
        "/title": 300,
        "/status_note": 2000,
        "/summary": 10_000,
        "/place/name": 300,
        "/place/venue": 300,
        "/participants/0/title": 300,
        "/topics/0/note": 2000,
        "/background/0/text": 10_000,
        "/outcomes/0/text": 10_000,
        "/relations/0/note": 2000,
    },
    "leaders": {
        "/name": 300,
        "/sort_name": 300,
        "/other_names/0": 300,
        "/description": 10_000,
        "/offices/0/title": 300,
    },
    "topics": {"/name": 300, "/other_names/0": 300, "/description": 10_000},
    "statements": {"/speaker_label": 300, "/text": 100_000, "/original_text": 100_000},
    "parties": {
        "/name": 300,
        "/other_names/0": 300,
        "/identifiers/0/scheme": 100,
        "/identifiers/0/value": 300,
        "/citations/0/locator": 300,
        "/citations/0/quote": 5000,
        "/citations/0/note": 2000,
    },
    "sources": {"/title": 300, "/publisher": 300, "/licence": 300, "/note": 2000},
}

# The vocabularies, as the contract lists them.
CAPACITIES = (
    "head_of_state head_of_government foreign_minister defence_minister finance_minister "
    "other_minister organisation_head leader_elect security_adviser special_envoy ambassador "
    "official spokesperson family interpreter unknown"
)
TREATMENTS = "announced raised discussed agreed disagreed deferred declined denied unknown"
WORDS = {
    "meetings": {
        "/kind": "bilateral plurilateral summit visit call pull_aside negotiation_round mediation "
        "ceremony other",
        "/status": "proposed scheduled held cancelled postponed rescheduled broken_off unconfirmed",
        "/setting": "host_territory third_country multilateral_margins remote unknown",
        "/composition": "one_on_one restricted expanded working_meal plenary unknown",
        "/visit_class": "state official official_working working informal private transit",
        "/participants/0/capacity": CAPACITIES,
        "/participants/0/part": "principal delegation_member host chair mediator interpreter "
        "note_taker observer press",
        "/participants/0/presence": "attended partial expected absent disputed unknown",
        "/topics/0/treatment": TREATMENTS,
        "/outcomes/0/kind": "agreement commitment invitation follow_up none_announced undisclosed",
        "/relations/0/kind": "follows rescheduled_as replaces same_day_as prepares",
    },
    "leaders": {"/offices/0/capacity": CAPACITIES},
    "statements": {
        "/kind": "remarks question answer interjection pre_brief readout joint_statement "
        "unilateral_statement interview briefing social_post letter memcon reported_speech scene "
        "narrative",
        "/phase": "before during after unknown",
        "/fidelity": "verbatim official_transcript interpreted translated paraphrase unknown",
        "/topics/0/treatment": TREATMENTS,
    },
    "parties": {
        "/kind": "state former_state territory organisation",
        "/citations/0/relation": "confirms disputes qualifies",
    },
    "sources": {
        "/kind": "official_readout official_transcript press_release agreement_text "
        "archive_document dataset wire_report news_report broadcast social_post interview book "
        "web_page"
    },
}

REQUIRED = {
    "meetings": "title kind status",
    "leaders": "name",
    "topics": "name",
    "statements": "kind text",
    "parties": "name kind",
    "sources": "title kind",
}


def document(kind, pointer, value):
    """A new record that has a value at a pointer, with a slug that was not used before."""
    speaker = {"speaker_label": "White House"} if kind == "statements" else {}
    extra = {"value": 1} if value == "disputes" else {}
    given = {"slug": f"geneva-2021-{next(NUMBERS)}", **speaker, **members(pointer, value)}
    if extra:
        given["citations"][0].update(extra)
    return {**NEW[kind], **given}


def outcome(client, kind, pointer, value):
    """What becomes of a value: `stored` as it was sent, or the pointers of what is wrong."""
    # As UTF-8: Flask's `json=` escapes, and a long text would be too large a body.
    body = orjson.dumps(document(kind, pointer, value))
    answer = client.post(f"/{kind}", data=body, content_type="application/json")
    if answer.status_code == 201:
        return "stored" if at(answer.json, pointer) == value else at(answer.json, pointer)
    # A value may break two rules, and then there is an error for each.
    return sorted(set(pointers(answer)))


def at(found, pointer):
    for step in pointer.split("/")[1:]:
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


def wrongly_refused(client, kind, pointer, values):
    return [v for v in values if outcome(client, kind, pointer, v) != "stored"]


def wrongly_taken(client, kind, pointer, values):
    return [v for v in values if outcome(client, kind, pointer, v) != [pointer]]


# Slugs

BAD_SLUGS = [
    *words("Geneva-2021 geneva_2021 -geneva geneva- geneva--2021 - . .. geneva/2021 geneva.2021"),
    *["", " ", "geneva 2021", "genève-2021", "geneva-2021\n", "\ngeneva", "g\x7f", "２０２１", "ß"],
    *["a" * 101, 2021, None, True, [], {}, ["geneva"]],
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_slug_is_groups_of_small_letters_and_digits(writer, kind):
    made = [writer.post(f"/{kind}", json={**NEW[kind], "slug": slug}) for slug in BAD_SLUGS]
    assert [pointers(answer) for answer in made] == [["/slug"]] * len(BAD_SLUGS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_slug_has_at_most_100_characters(empty, kind):
    longest = "a" * 100
    assert create(empty, kind, slug=longest).json["slug"] == longest
    assert empty.get(address(kind, longest)).status_code == 200
    assert empty.get(address(kind, f"{longest}a")).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_that_no_record_can_have_is_refused(writer, kind):
    unspecific = {name: value for name, value in NEW[kind].items() if name != "slug"}
    for slug in ("Geneva", "geneva--2021", "a" * 101, "geneva%0A", "a_b"):
        path = f"/{kind}/{slug}"
        assert pointers(writer.put(path, json=unspecific)) == ["/slug"]
        assert writer.get(path).status_code == 404
        assert writer.get(f"{path}/revisions").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_reference_is_a_slug(writer, kind):
    bad = ["Donald-Trump", "", "a" * 101, "us\n", 7, {}, {"slug": "us"}]
    for pointer in REFERENCES[kind]:
        assert wrongly_taken(writer, kind, pointer, bad) == []


@pytest.mark.parametrize("slug", ["0", "a", "1-2-3", "suhh", "kingdom-of-hawaii"])
def test_a_slug_may_be_short_and_begin_with_a_digit(empty, slug):
    assert create(empty, "parties", slug=slug).json["slug"] == slug


# Dates


@pytest.mark.parametrize("kind", DATES)
def test_a_date_is_edtf(writer, kind):
    for pointer in DATES[kind]:
        assert wrongly_refused(writer, kind, pointer, GOOD_DATES) == [], pointer


@pytest.mark.parametrize("kind", DATES)
def test_what_is_no_edtf_date_of_level_0_or_1_is_refused(writer, kind):
    for pointer in DATES[kind]:
        assert wrongly_taken(writer, kind, pointer, BAD_DATES) == [], pointer


@pytest.mark.parametrize("kind", DATES)
def test_an_open_end_is_for_dates_other_than_that_of_the_meeting(writer, kind):
    for pointer in DATES[kind]:
        open_ended = wrongly_refused(writer, kind, pointer, OPEN_DATES)
        assert open_ended == (OPEN_DATES if pointer in CLOSED else []), pointer
    for pointer in CLOSED if kind == "meetings" else ():
        assert wrongly_taken(writer, kind, pointer, OPEN_DATES) == []


def test_a_refused_date_is_named(writer):
    answer = writer.post("/meetings", json={**NEW["meetings"], "held_on": "2019-02-30"})
    assert "2019-02-30" in answer.json["errors"][0]["detail"]


# Times, time zones, languages, addresses


@pytest.mark.parametrize("pointer", ["/held_time", "/planned_time"])
def test_a_time_is_hours_and_minutes(writer, pointer):
    bad = ["24:00", "9:05", "14:60", "14:05:00", "14:05\n", " 14:05", "14.05", "1405", "14:5", ""]
    bad += ["٠٩:٠٥", "14:05Z", "2 pm", "-1:00", 1405, 14.05, True, [], {}]
    assert wrongly_refused(writer, "meetings", pointer, ["00:00", "09:05", "14:05", "23:59"]) == []
    assert wrongly_taken(writer, "meetings", pointer, bad) == []


def test_a_time_zone_is_one_of_the_iana_database(writer):
    good = ["Asia/Tokyo", "Europe/Zurich", "UTC", "America/Argentina/Buenos_Aires"]
    bad = [
        "Asia/Osaka",
        "Mars",
        "JST",
        "+09:00",
        "../../etc/passwd",
        "/etc/localtime",
        "",
        "x" * 101,
    ]
    bad += ["Asia/Tokyo\n", " Asia/Tokyo", "posixrules", "localtime", "Asia", 9, True, [], {}]
    assert wrongly_refused(writer, "meetings", "/place/timezone", good) == []
    assert wrongly_taken(writer, "meetings", "/place/timezone", bad) == []


@pytest.mark.parametrize(
    ("kind", "pointer"),
    [
        ("statements", "/language"),
        ("statements", "/original_language"),
        ("sources", "/language"),
    ],
)
def test_a_language_is_a_tag(writer, kind, pointer):
    bad = ["english", "e", "en_US", "en-", "-en", "en\n", " en", "", "en--US", "x" * 36, 1, [], {}]
    good = ["en", "ru", "pt-BR", "zh-Hant-TW", "es-419", "sr-Latn", "haw"]
    assert wrongly_refused(writer, kind, pointer, good) == []
    assert wrongly_taken(writer, kind, pointer, bad) == []


@pytest.mark.parametrize("pointer", ["/url", "/archived_url"])
def test_an_address_is_one_of_the_web(writer, pointer):
    good = ["https://www.whitehouse.gov/briefing-room/", "http://en.kremlin.ru/events?a=1#b"]
    good += ["https://web.archive.org/web/2021/https://example.org/", "http://archive.example/a"]
    good += [
        "https://0.a",
        "http://[2001:db8::1]:8080?a#b",
        "https://ja.wikipedia.org/wiki/%E9%98%AA",
    ]
    bad = ["ftp://example.org/a", "javascript:alert(1)", "data:text/html,x", "www.kremlin.ru", ""]
    bad += ["//example.org/a", "http://", "https:///a", "mailto:a@example.org", "/a", 1, [], {}]
    bad += ["https://exa mple.org/", "https://example.org/\n", " https://example.org/"]
    bad += [
        "https://ja.wikipedia.org/wiki/大阪",
        "https://example.org/%zz",
        "https://a|b/",
        "http://a#b#c",
    ]
    bad += ["https://example.org/a b", f"https://example.org/{'a' * 2000}"]
    assert wrongly_refused(writer, "sources", pointer, good) == []
    assert wrongly_taken(writer, "sources", pointer, bad) == []


# Numbers

NO_NUMBERS = ["12", "", True, False, [], {}, [12]]


@pytest.mark.parametrize(
    ("kind", "pointer", "most"),
    [
        ("meetings", "/duration_minutes", 525_600),
        ("meetings", "/planned_duration_minutes", 525_600),
        ("statements", "/sequence", 1_000_000),
    ],
)
def test_a_whole_number_is_one_and_not_negative(writer, kind, pointer, most):
    bad = [*NO_NUMBERS, 1.5, -1, most + 1, 2**31, 2**63 - 1, -(2**63) + 1, 1e300]
    assert wrongly_refused(writer, kind, pointer, [0, 1, 80, 80.0, most]) == []
    assert wrongly_taken(writer, kind, pointer, bad) == []


@pytest.mark.parametrize(("name", "most"), [("latitude", 90), ("longitude", 180)])
def test_a_place_lies_on_the_earth(writer, name, most):
    pointer = f"/place/{name}"
    bad = [*NO_NUMBERS, most + 0.0001, -most - 0.0001, 1e300, 2**62]
    assert wrongly_refused(writer, "meetings", pointer, [0, -most, most, 46.2125, -0.5]) == []
    assert wrongly_taken(writer, "meetings", pointer, bad) == []


# Texts


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_is_as_long_as_it_may_be_and_not_empty(writer, kind):
    for pointer, most in TEXTS[kind].items():
        good = ["ü" * most, "𝕏" * most, "O’Neill <b>& “Ko”</b> \\ \" ' ; -- %", "a\nb\tc"]
        bad = ["", "x" * (most + 1), 7, True, [], {}]
        assert wrongly_refused(writer, kind, pointer, good[-2:]) == [], pointer
        assert [outcome(writer, kind, pointer, text) for text in good[:2]] == ["stored"] * 2, (
            pointer
        )
        assert wrongly_taken(writer, kind, pointer, bad) == [], pointer


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_is_a_list_and_holds_no_null(writer, kind):
    for name in ("identifiers", "citations"):
        for wrong in ("x", {}, 7):
            assert outcome(writer, kind, f"/{name}", wrong) == [f"/{name}"]
        assert outcome(writer, kind, f"/{name}", [None]) == [f"/{name}/0"]


def test_a_list_has_at_most_1000_entries(empty):
    names = [f"Name {number}" for number in range(1001)]
    assert outcome(empty, "parties", "/other_names", names[:1000]) == "stored"
    assert outcome(empty, "parties", "/other_names", names) == ["/other_names"]


# Vocabularies


@pytest.mark.parametrize("kind", WORDS)
def test_every_value_of_a_vocabulary_is_taken(writer, kind):
    for pointer, values in WORDS[kind].items():
        assert wrongly_refused(writer, kind, pointer, values.split()) == [], pointer


@pytest.mark.parametrize("kind", WORDS)
def test_a_value_outside_a_vocabulary_is_refused_and_named(writer, kind):
    for pointer, values in WORDS[kind].items():
        first = values.split()[0]
        bad = ["lunch", first.upper(), f"{first} ", f"{first}\n", f" {first}"]
        assert wrongly_taken(writer, kind, pointer, [*bad, "", 1, True, [], {}, [first]]) == []
        answer = writer.post(f"/{kind}", json=document(kind, pointer, "lunch"))
        assert "lunch" in answer.json["errors"][0]["detail"]


# What is required


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_needs_what_the_contract_requires(writer, kind):
    for name in f"slug {REQUIRED[kind]}".split():
        without = {member: value for member, value in NEW[kind].items() if member != name}
        assert pointers(writer.post(f"/{kind}", json=without)) == [f"/{name}"]
        assert pointers(writer.post(f"/{kind}", json={**without, name: None})) == [f"/{name}"]
    found = pointers(writer.post(f"/{kind}", json={"citations": []}))
    assert found == [f"/{name}" for name in f"slug {REQUIRED[kind]}".split()]


def test_a_meeting_needs_the_day_it_was_held_or_planned_for(writer):
    undated = {name: value for name, value in NEW["meetings"].items() if name != "held_on"}
    assert pointers(writer.post("/meetings", json=undated)) == ["/held_on"]
    nulls = {**undated, "held_on": None, "planned_on": None}
    assert pointers(writer.post("/meetings", json=nulls)) == ["/held_on"]
    planned = writer.post("/meetings", json={**undated, "planned_on": "2021-06-16"})
    assert (planned.status_code, planned.json["held_on"]) == (201, None)


@pytest.mark.parametrize(
    ("kind", "pointer"),
    [
        ("meetings", "/participants/0/leader"),
        ("meetings", "/topics/0/topic"),
        ("meetings", "/relations/0/kind"),
        ("meetings", "/relations/0/meeting"),
        ("statements", "/topics/0/topic"),
        ("parties", "/citations/0/source"),
        ("parties", "/identifiers/0/scheme"),
        ("parties", "/identifiers/0/value"),
    ],
)
def test_an_entry_needs_what_it_is_about(writer, kind, pointer):
    given = document(kind, pointer, "us")
    _, name, _, member = pointer.split("/")
    del given[name][0][member]
    assert pointers(writer.post(f"/{kind}", json=given)) == [pointer]
    given[name][0][member] = None
    assert pointers(writer.post(f"/{kind}", json=given)) == [pointer]


# Speakers


def said(client, kind, /, **given):
    members = {"slug": f"geneva-2021-{next(NUMBERS)}", "text": "Good morning.", "kind": kind}
    return client.post("/statements", json={**members, **given})


def test_a_statement_has_one_speaker_unless_nobody_speaks(writer):
    for kind in WORDS["statements"]["/kind"].split():
        free = kind in ("scene", "narrative")
        assert said(writer, kind, speaker="donald-trump").status_code == 201
        assert said(writer, kind, speaker_label="a reporter").status_code == 201
        both = said(writer, kind, speaker="donald-trump", speaker_label="a reporter")
        assert pointers(both) == ["/speaker_label"]
        assert said(writer, kind).status_code == (201 if free else 422), kind


def test_a_patch_cannot_take_the_only_speaker_away(writer):
    said_first = writer.get("/statements/osaka-2019-opening-1-trump")
    headers = {"If-Match": said_first.headers["ETag"]}
    path = "/statements/osaka-2019-opening-1-trump"
    assert pointers(writer.patch(path, json={"speaker": None}, headers=headers)) == ["/speaker"]


# Entries of lists


@pytest.mark.parametrize(
    ("kind", "name", "member", "slugs"),
    [
        ("meetings", "participants", "leader", ("donald-trump", "vladimir-putin")),
        ("meetings", "topics", "topic", ("syria", "iran")),
        ("statements", "topics", "topic", ("syria", "iran")),
    ],
)
def test_a_leader_or_a_topic_has_one_entry(writer, kind, name, member, slugs):
    """A citation's path names the entry by it."""
    entries = [{member: slug} for slug in (*slugs, slugs[0])]
    answer = writer.post(f"/{kind}", json={**NEW[kind], name: entries})
    assert pointers(answer) == [f"/{name}/2/{member}"]
    assert create(writer, kind, **{name: entries[:2]}).status_code == 201


@pytest.mark.parametrize("kind", KINDS)
def test_an_identifier_stands_once_in_a_document(writer, kind):
    one = {"scheme": "wikidata", "value": "Q1"}
    alike = [{"scheme": "wikidata", "value": "Q2"}, {"scheme": "gnd", "value": "Q1"}]
    answer = writer.post(f"/{kind}", json={**NEW[kind], "identifiers": [one, *alike, one]})
    assert pointers(answer) == ["/identifiers/3"]
    assert create(writer, kind, identifiers=[one, *alike]).status_code == 201


def test_a_value_may_have_a_colon_and_a_scheme_none(writer):
    """In a filter the first colon ends the scheme."""
    pairs = [{"scheme": "a:b", "value": "c"}, {"scheme": "a", "value": "b:c"}]
    answer = writer.post("/parties", json={**NEW["parties"], "identifiers": pairs})
    assert pointers(answer) == ["/identifiers/0/scheme"]
    assert create(writer, "parties", identifiers=pairs[1:]).json["identifiers"] == pairs[1:]
    assert writer.get("/parties?identifier=a:b:c").json["items"][0]["slug"] == "ch"


def test_the_same_office_can_be_held_twice(writer):
    office = {"title": "President of the United States", "party": "us"}
    terms = [{**office, "started_on": year} for year in ("2017", "2025")]
    assert len(create(writer, "leaders", offices=terms).json["offices"]) == 2


@pytest.mark.parametrize("place", [{}, {"name": None}, {"country": None, "latitude": None}, None])
def test_a_place_with_nothing_in_it_reads_null(writer, place):
    assert create(writer, "meetings", place=place).json["place"] is None


@pytest.mark.parametrize("kind", ABOVE)
def test_what_stands_above_may_be_left_out(writer, kind):
    assert create(writer, kind, **{ABOVE[kind]: None}).json[ABOVE[kind]] is None


def test_everything_that_is_wrong_is_said_at_once(writer):
    wrong = {
        **NEW["meetings"],
        "kind": "lunch",
        "held_on": "2019-02-30",
        "duration_minutes": "80",
        "participants": [{"leader": "donald-trump"}, {"party": "us", "title": ""}],
        "colour": "blue",
    }
    assert sorted(pointers(writer.post("/meetings", json=wrong))) == [
        "/colour",
        "/duration_minutes",
        "/held_on",
        "/kind",
        "/participants/1/leader",
        "/participants/1/title",
    ]
