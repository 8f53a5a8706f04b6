"""The Osaka fixture: every fact of the news report and of the other sources, in its place."""

import re
from pathlib import Path

import pytest

KINDS = ("parties", "sources", "topics", "leaders", "meetings", "statements")
REPORT = Path(__file__).parents[1] / "../shared/data/osaka-news-report.txt"
NEWS, READOUT = "osaka-2019-news-report", "osaka-2019-white-house-readout"
TASS, UAWIRE = "osaka-2019-tass-ushakov", "osaka-2019-uawire-ushakov"
NEWSAM, NNN = "osaka-2019-newsam-peskov", "osaka-2019-nnn-peskov"
NEVNOV, POLIT = "osaka-2019-nevnov-lavrov", "osaka-2019-polit-info"
GALPOST, USFREE = "osaka-2019-galpost", "osaka-2019-usfreenews"
TRAVELS, PRESIDENTS = "historian-travels", "historian-presidents"
BESIDE = "multilateral_margins"
PRESS = [
    "osaka-2019-press-1-question",
    "osaka-2019-press-2-answer",
    "osaka-2019-press-3-scene",
    "osaka-2019-press-4-remarks",
    "osaka-2019-press-5-scene",
]

# The White House's own words, a work of the United States Government.
WHITE_HOUSE_TEXT = (
    "Today, President Donald J. Trump met with President Vladimir Putin of Russia on the margins "
    "of the G20 Summit in Osaka, Japan. President Trump and President Putin reviewed the state of "
    "the bilateral relationship between the United States and Russia. Both leaders agreed that "
    "improved relations between the United States and Russia was in each countries' mutual "
    "interest and the interest of the world. The Presidents agreed the two countries will "
    "continue discussion on a 21st century model of arms control, which President Trump stated "
    "as needing to include China. The leaders also discussed the situations in Iran, Syria, "
    "Venezuela, and Ukraine."
)
USHAKOV_TEXT = (
    "The issues are logical: the general state of bilateral affairs, strategic stability and "
    "numerous regional conflicts - Syria, Afghanistan, Ukraine, Venezuela, of course, the Iranian "
    "problem and so on."
)
PESKOV_TEXT = (
    "The leaders talked about international affairs, Syria was also touched upon, the situation "
    "in Idlib was discussed as well as China, and they talked extensively on disarmament issues, "
    "issues of strategic stability."
)


# What needs a citation: facts by their name, and the lists whose entries are named by index.
MEETING = "kind status status_by status_note setting composition held_on planned_on planned_time"
MEASURE = "duration_minutes planned_duration_minutes place part_of summary"
LEADER = "name born_on party description"
FACTS = f"{MEETING} {MEASURE} {LEADER}".split()
LISTS = ("background", "outcomes", "relations", "offices")


def meeting(client, slug="osaka-2019"):
    return client.get(f"/meetings/{slug}").json


def statement(client, slug):
    return client.get(f"/statements/{slug}").json


def every(client, kind, /, **filters):
    """All items of a list, page by page, so that later seeds do not fall off the first page."""
    items, cursor = [], {}
    while cursor is not None:
        page = client.get(f"/{kind}", query_string={**filters, "limit": 200, **cursor}).json
        items += page["items"]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    return items


def documents(client):
    return [document for kind in KINDS for document in every(client, kind)]


def statements(client, **filters):
    return every(client, "statements", meeting="osaka-2019", **filters)


def fields(document, names):
    return tuple(document[name] for name in names.split())


def treatments(document):
    return dict(fields(entry, "topic treatment") for entry in document["topics"])


def citations(document, field, relation="confirms"):
    found = [one for one in document["citations"] if field in one["fields"]]
    return [one for one in found if one["relation"] == relation]


def cited(document, field, relation="confirms"):
    """Where it is said: (source, locator) of each citation of a field."""
    return {fields(one, "source locator") for one in citations(document, field, relation)}


def said_by(document, field, relation="confirms"):
    return {one["source"] for one in citations(document, field, relation)}


def values(document, field, relation):
    return dict(fields(one, "source value") for one in citations(document, field, relation))


def entry_of(document, name, **wanted):
    """The path and the content of the one entry of a list that has these properties."""
    entries = [(f"/{name}/{place}", entry) for place, entry in enumerate(document[name])]
    [found] = [(path, entry) for path, entry in entries if wanted.items() <= entry.items()]
    return found


def outcome(osaka, kind, *topics):
    """The one outcome of a kind on these topics: its text, and where it is said."""
    path, entry = entry_of(osaka, "outcomes", kind=kind, topics=list(topics))
    return entry["text"], cited(osaka, path)


def step(found, name, key):
    """One step of a citation's path: [what it leads to], or [] where it leads nowhere."""
    if isinstance(found, list) and key:
        return [entry for entry in found if entry[key] == name]
    if isinstance(found, list):
        return found[int(name) :][:1]
    return [found[name]] if isinstance(found, dict) and name in found else []


def resolves(document, path):
    """Whether a path names a property: by slug in participants and topics, else by index."""
    names = path.split("/")[1:]
    key = {"participants": "leader", "topics": "topic"}.get(names[0])
    found = [document]
    for name in names:
        found = found and step(found[0], name, key)
    return found != []


def runs(text, length=8):
    words = re.findall(r"[a-z0-9]+", re.sub("[’']", "", text.lower()))
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


def texts(value):
    """Every string inside a document."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in inner for text in texts(one)]


def report():
    # The report is not ours to publish, so a clone of the repository comes without it.
    if not REPORT.exists():
        pytest.skip(f"{REPORT.name} is not at hand")
    return REPORT.read_text(encoding="utf-8")


# The meeting as such


def test_the_meeting_was_held_in_osaka_beside_the_g20_on_28_june_2019(client):
    osaka = meeting(client)
    assert fields(osaka, "kind status held_on") == ("bilateral", "held", "2019-06-28")
    assert fields(osaka, "setting part_of") == (BESIDE, "g20-osaka-2019")
    assert fields(osaka["place"], "name country timezone") == ("Osaka", "jp", "Asia/Tokyo")
    for field in ("/held_on", "/setting", "/place", "/part_of"):
        assert {(NEWS, "para. 2"), (READOUT, "sentence 1")} <= cited(osaka, field)


def test_the_duration_is_80_minutes_and_disputed(client):
    osaka = meeting(client)
    assert osaka["duration_minutes"] == 80
    assert cited(osaka, "/duration_minutes") == {(NEWS, "para. 9")}
    disputed = values(osaka, "/duration_minutes", "disputes")
    assert disputed == {NEVNOV: 90, POLIT: 90, NNN: 90, GALPOST: 30}


def test_an_hour_was_planned_for_it_at_about_two_in_the_afternoon(client):
    osaka = meeting(client)
    planned = fields(osaka, "planned_on planned_time planned_duration_minutes")
    assert planned == ("2019-06-28", "14:00", 60)
    assert cited(osaka, "/planned_duration_minutes") == {(NEVNOV, "duration")}
    # "About" and "nearly" are no confirmation of a round figure.
    for field in ("/planned_time", "/planned_duration_minutes"):
        assert said_by(osaka, field, "qualifies") == {TASS, UAWIRE}
    assert osaka["held_time"] is None, "no source says when it began"


def test_the_delegations_are_those_that_galpost_lists(client):
    osaka = meeting(client)
    members = [one for one in osaka["participants"] if one["part"] == "delegation_member"]
    assert [fields(one, "leader party title") for one in members] == [
        ("sergey-lavrov", "ru", "Foreign Minister"),
        ("anton-siluanov", "ru", "First Deputy Prime Minister"),
        ("yuri-ushakov", "ru", "Presidential Aide"),
        ("dmitry-peskov", "ru", "Press Secretary"),
        ("mike-pompeo", "us", "Secretary of State"),
        ("john-bolton", "us", "National Security Adviser"),
        ("stephanie-grisham", "us", "Press Secretary"),
        ("ivanka-trump", "us", "Adviser to the President"),
        ("jared-kushner", "us", "Adviser to the President"),
    ]
    for one in members:
        assert (GALPOST, "delegations") in cited(osaka, f"/participants/{one['leader']}")


def test_full_delegations_took_part(client):
    osaka = meeting(client)
    assert osaka["composition"] == "expanded"
    assert said_by(osaka, "/composition") == {GALPOST, TASS, UAWIRE}


def test_the_principals_come_first_each_for_his_own_side(client):
    first, second, *others = meeting(client)["participants"]
    names = "leader party title"
    assert fields(first, names) == ("donald-trump", "us", "President of the United States")
    assert fields(second, names) == ("vladimir-putin", "ru", "President of Russia")
    assert {first["part"], second["part"]} == {"principal"}
    assert "principal" not in {one["part"] for one in others}


def test_both_titles_of_siluanov_stand(client):
    title = "/participants/anton-siluanov/title"
    assert said_by(meeting(client), title) == {NEWSAM}
    assert values(meeting(client), title, "qualifies") == {NNN: "Finance Minister"}
    offices = client.get("/leaders/anton-siluanov").json["offices"]
    titles = [office["title"] for office in offices]
    assert titles == ["First Deputy Prime Minister", "Finance Minister"]


def test_trumps_terms_are_those_of_the_list_of_presidents(client):
    trump = client.get("/leaders/donald-trump").json
    terms = [fields(office, "started_on ended_on") for office in trump["offices"]]
    assert terms == [("2017-01-20", "2021-01-20"), ("2025-01-20", None)]
    assert cited(trump, "/offices/0") == {(PRESIDENTS, "president 45")}
    assert cited(trump, "/offices/1") == {(PRESIDENTS, "president 47")}
    assert (trump["born_on"], said_by(trump, "/born_on")) == ("1946", {PRESIDENTS})


# What was talked about


def test_each_topic_has_its_treatment_and_its_source(client):
    osaka = meeting(client)
    assert treatments(osaka) == {
        "us-russia-relations": "agreed",
        "election-interference": "raised",
        "arms-control": "agreed",
        "china": "discussed",
        "iran": "discussed",
        "syria": "discussed",
        "venezuela": "discussed",
        "ukraine": "discussed",
        "trade": "agreed",
        "afghanistan": "announced",
        "korean-peninsula": "announced",
    }
    assert [topic for topic in treatments(osaka) if not cited(osaka, f"/topics/{topic}")] == []


@pytest.mark.parametrize("topic", ["iran", "syria", "venezuela", "ukraine"])
def test_a_situation_of_the_readout_is_cited_to_it_to_the_report_and_to_the_tweet(client, topic):
    wanted = {(NEWS, "para. 11"), (READOUT, "sentence 5"), (POLIT, "address of the page")}
    assert wanted <= cited(meeting(client), f"/topics/{topic}")


def test_the_lists_of_tass_and_uawire_both_stand(client):
    osaka = meeting(client)
    assert said_by(osaka, "/topics/korean-peninsula") == {UAWIRE}
    assert said_by(osaka, "/topics/korean-peninsula", "qualifies") == {TASS}
    assert said_by(osaka, "/topics/afghanistan") == {TASS}


@pytest.mark.parametrize(
    ("topic", "sides", "moments"),
    [
        ("election-interference", set(), {"during"}),
        ("syria", {"us", "ru"}, {"before", "after"}),
        ("ukraine", {"us", "ru"}, {"before", "after"}),
        ("arms-control", {"us", "ru"}, {"before", "after"}),
        ("china", {"us", "ru"}, {"after"}),
        ("iran", {"us"}, {"before", "after"}),
        ("venezuela", {"us"}, {"before", "after"}),
        ("us-russia-relations", {"us"}, {"before", "during", "after"}),
        ("trade", {"ru"}, {"after"}),
        ("afghanistan", set(), {"before"}),
        ("korean-peninsula", set(), {"before"}),
    ],
)
def test_a_topic_is_told_of_by_these_sides_after_at_these_moments(client, topic, sides, moments):
    told = statements(client, topic=topic)
    assert {one["party"] for one in told if one["phase"] == "after"} == sides
    assert {one["phase"] for one in told} == moments


@pytest.mark.parametrize(("slug", "locator"), [("crimea", "para. 6"), ("sea-of-azov", "para. 13")])
def test_crimea_and_the_sea_of_azov_belong_to_ukraine(client, slug, locator):
    assert slug in [topic["slug"] for topic in every(client, "topics", broader="ukraine")]
    assert (NEWS, locator) in cited(client.get(f"/topics/{slug}").json, "/broader")


# The exchange in public


def test_the_press_exchange_is_a_thread(client):
    thread = [statement(client, slug) for slug in PRESS]
    assert [one["reply_to"] for one in thread] == [None, *PRESS[:-1]]
    assert [one["kind"] for one in thread] == ["question", "answer", "scene", "remarks", "scene"]
    assert {fields(one, "phase made_on") for one in thread} == {("during", "2019-06-28")}
    treated = [treatments(one).get("election-interference") for one in thread]
    assert treated == ["raised", "announced", None, "raised", None]


def test_the_thread_is_in_the_order_of_the_report(client):
    thread = [one for one in statements(client) if one["slug"] in PRESS]
    assert [one["slug"] for one in thread] == PRESS
    locators = [one["citations"][0]["locator"] for one in thread]
    assert locators == ["para. 2", "para. 3", "para. 3", "para. 4", "para. 4"]


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        (
            "osaka-2019-opening-1-trump",
            "It is a great honor for me to be here with President Putin",
        ),
        ("osaka-2019-opening-2-trump", "We have a very, very good relationship."),
        ("osaka-2019-press-2-answer", "of course I will"),
        ("osaka-2019-press-4-remarks", "don’t meddle in the election"),
    ],
)
def test_trumps_words_are_exact(client, slug, words):
    said = statement(client, slug)
    assert fields(said, "text fidelity language") == (words, "verbatim", "en")
    assert fields(said, "speaker party phase") == ("donald-trump", "us", "during")


def test_putins_opening_words_are_restated(client):
    said = statement(client, "osaka-2019-opening-3-putin")
    assert fields(said, "speaker party fidelity") == ("vladimir-putin", "ru", "paraphrase")
    assert "Helsinki" in said["text"]
    assert said["citations"][0]["source"] == USFREE


def test_the_question_speaks_for_no_party_and_a_scene_has_no_speaker(client):
    question, _, smile, _, finger = (statement(client, slug) for slug in PRESS)
    names = "speaker speaker_label party"
    assert fields(question, names) == (None, "a reporter", None)
    assert fields(smile, names) == fields(finger, names) == (None, None, None)


def test_the_scenes_are_the_smile_and_the_finger(client):
    assert statement(client, PRESS[2])["text"] == "Putin smiles, visibly ill at ease."
    finger = statement(client, PRESS[4])["text"]
    assert finger == "Trump says it mockingly, his finger pointed at Putin."


# The accounts before and after


def test_ushakov_spoke_two_days_before(client):
    told = statements(client, phase="before")
    said = {fields(one, "speaker kind party made_on") for one in told}
    assert said == {("yuri-ushakov", "pre_brief", "ru", "2019-06-26")}
    sources = [{citation["source"] for citation in one["citations"]} for one in told]
    assert sources == [{TASS, UAWIRE}, {TASS}, {UAWIRE, TASS}]


def test_ushakov_told_the_arrangements_and_the_subjects(client):
    arrangements, tass, uawire = statements(client, phase="before")
    named = ("two in the afternoon", "close to an hour", "a room that the American side", "teams")
    assert [words for words in named if words not in arrangements["text"]] == []
    assert fields(tass, "text fidelity") == (USHAKOV_TEXT, "translated")
    assert treatments(uawire) == {"korean-peninsula": "announced"}


def test_the_readout_is_the_white_houses_words_to_the_letter(client):
    passages = statements(client, kind="readout")
    assert " ".join(one["text"] for one in passages) == WHITE_HOUSE_TEXT
    said = {fields(one, "speaker_label party phase fidelity made_on") for one in passages}
    assert said == {("White House", "us", "after", "verbatim", "2019-06-28")}


@pytest.mark.parametrize(
    ("slug", "locators"),
    [
        ("osaka-2019-readout-1", ["para. 9"]),
        ("osaka-2019-readout-3", ["para. 10"]),
        ("osaka-2019-readout-5", ["para. 11"]),
    ],
)
def test_a_passage_that_the_report_has_is_cited_to_it(client, slug, locators):
    cites = statement(client, slug)["citations"]
    assert [one["locator"] for one in cites if one["source"] == NEWS] == locators


def test_the_white_house_posted_too(client):
    [post] = statements(client, kind="social_post")
    assert fields(post, "speaker_label party phase") == ("White House", "us", "after")
    assert post["citations"][0]["source"] == POLIT


def test_peskovs_list_of_subjects_is_translated(client):
    subjects = statements(client, speaker="dmitry-peskov")[0]
    assert fields(subjects, "text fidelity party") == (PESKOV_TEXT, "translated", "ru")
    assert treatments(subjects) == dict.fromkeys(("syria", "china", "arms-control"), "discussed")


def test_the_rest_of_peskovs_account_is_restated(client):
    told = statements(client, speaker="dmitry-peskov")[1:]
    assert {fields(one, "fidelity party phase") for one in told} == {("paraphrase", "ru", "after")}
    sources = [{citation["source"] for citation in one["citations"]} for one in told]
    assert sources == [{NNN}, {NEWSAM, NNN}, {NNN}]


@pytest.mark.parametrize(
    ("slug", "made_on", "named"),
    [
        ("osaka-2019-press-1-question", "2019-06-28", ["interference in elections"]),
        ("osaka-2019-pre-brief-3-uawire", "2019-06-26", ["Korean Peninsula"]),
        ("osaka-2019-white-house-post", "2019-06-28", ["tweet"]),
        ("osaka-2019-peskov-2-trade", "2019-06-28/2019-06-29", ["below what it could be"]),
        (
            "osaka-2019-peskov-3-follow-up",
            "2019-06-28",
            ["Lavrov", "Pompeo", "Siluanov", "Mnuchin"],
        ),
        ("osaka-2019-peskov-4-invitation", "2019-06-28/2019-06-29", ["Moscow", "2020", "accepted"]),
        ("osaka-2019-lavrov-1", "2019-06-28", ["strategic stability", "Syria", "Ukraine"]),
        ("special-counsel-2019-accusation", "2019-03", ["federal investigation", "2016"]),
        ("putin-election-interference-denial", None, ["denies", "2016"]),
    ],
)
def test_a_statement_restated_names_what_was_said(client, slug, made_on, named):
    said = statement(client, slug)
    assert fields(said, "fidelity made_on") == ("paraphrase", made_on)
    assert [words for words in named if words not in said["text"]] == []


@pytest.mark.parametrize(
    ("passage", "treated"),
    [
        (1, {}),
        (2, {"us-russia-relations": "discussed"}),
        (3, {"us-russia-relations": "agreed"}),
        (4, {"arms-control": "agreed", "china": "raised"}),
        (5, dict.fromkeys(("iran", "syria", "venezuela", "ukraine"), "discussed")),
    ],
)
def test_a_passage_of_the_readout_has_its_topics_and_its_sentence(client, passage, treated):
    said = statement(client, f"osaka-2019-readout-{passage}")
    assert treatments(said) == treated
    assert (READOUT, f"sentence {passage}") in {
        fields(one, "source locator") for one in said["citations"]
    }


def test_lavrov_is_known_only_as_restated(client):
    [lavrov] = statements(client, speaker="sergey-lavrov")
    assert fields(lavrov, "fidelity original_text party") == ("paraphrase", None, "ru")
    told = {"arms-control": "discussed", "syria": "raised", "ukraine": "raised"}
    assert treatments(lavrov) == told
    assert lavrov["citations"][0]["source"] == NEVNOV


def test_the_statements_of_a_meeting_run_from_before_to_after(client):
    told = statements(client)
    assert [one["sequence"] for one in told] == list(range(1, len(told) + 1))
    order = [("before", "during", "after").index(one["phase"]) for one in told]
    assert order == sorted(order)


# Background and outcomes


@pytest.mark.parametrize(
    ("locator", "occurred_on", "named"),
    [
        ("para. 6", "2014", ["annexed Crimea", "Ukraine"]),
        ("para. 6", None, ["Kremlin's support", "Bashar al-Assad"]),
        ("para. 7", "2019-03", ["Mueller", "2016", "Putin has denied it"]),
        ("para. 1", "2019-03", ["organised campaign", "first meeting"]),
        ("para. 5", None, ["lowest since the Cold War", "in person"]),
        ("para. 8", None, ["few looked for a milestone"]),
        ("para. 9", None, ["White House"]),
        ("para. 13", None, ["Argentina", "two Ukrainian vessels", "Sea of Azov", "briefly"]),
    ],
)
def test_the_background_in_the_report_is_told_and_cited(client, locator, occurred_on, named):
    osaka = meeting(client)
    paths = enumerate(osaka["background"])
    told = [entry for i, entry in paths if (NEWS, locator) in cited(osaka, f"/background/{i}")]
    text = " ".join(entry["text"] for entry in told if entry["occurred_on"] == occurred_on)
    assert [words for words in named if words not in text] == []


def test_the_accusation_and_its_denial_belong_to_no_meeting(client):
    _, report_of_march = entry_of(meeting(client), "background", occurred_on="2019-03")
    accusation, denial = (statement(client, slug) for slug in report_of_march["statements"])
    for one in (accusation, denial):
        assert fields(one, "meeting kind phase") == (None, "reported_speech", "unknown")
        assert [citation["locator"] for citation in one["citations"]] == ["para. 7"]
    assert accusation["speaker_label"] == "Special Counsel Robert Mueller"
    assert fields(denial, "speaker reply_to") == ("vladimir-putin", accusation["slug"])
    assert treatments(denial) == {"election-interference": "denied"}


def test_the_two_agreed_on_better_relations_and_the_readout_says_it_less_strongly(client):
    osaka = meeting(client)
    path, _ = entry_of(osaka, "outcomes", topics=["us-russia-relations"], kind="commitment")
    assert cited(osaka, path) == {(NEWS, "para. 1"), (NEWS, "para. 10")}
    assert cited(osaka, path, "qualifies") == {(READOUT, "sentence 3")}


def test_talks_on_arms_control_go_on_and_china_belongs_to_them(client):
    text, says = outcome(meeting(client), "commitment", "arms-control", "china")
    assert "21st century" in text
    assert says == {(READOUT, "sentence 4")}


def test_the_invitation_to_moscow_was_accepted_by_peskovs_word(client):
    text, says = outcome(meeting(client), "invitation")
    assert all(word in text for word in ("Moscow", "2020", "75th", "is said by Peskov"))
    assert says == {(NNN, "invitation to Moscow")}


def test_the_follow_up_has_four_names(client):
    text, says = outcome(meeting(client), "follow_up")
    assert all(name in text for name in ("Lavrov", "Pompeo", "Siluanov", "Mnuchin"))
    assert says == {(NEWSAM, "follow-up"), (NNN, "follow-up")}


def test_trade_is_an_outcome_of_the_russian_account(client):
    text, says = outcome(meeting(client), "commitment", "trade")
    assert "Peskov said" in text
    assert says == {(NNN, "bilateral trade")}


# The meetings around it


@pytest.mark.parametrize(
    ("slug", "what", "where", "trip"),
    [
        ("helsinki-2018", ("bilateral", "held", "third_country"), "Helsinki", "trip 3817"),
        ("buenos-aires-2018", ("bilateral", "cancelled", BESIDE), "Buenos Aires", "trip 3819"),
        (
            "buenos-aires-2018-pull-aside",
            ("pull_aside", "held", BESIDE),
            "Buenos Aires",
            "trip 3819",
        ),
        ("hamburg-2017", ("bilateral", "held", BESIDE), "Hamburg", "trip 3738"),
        ("g20-osaka-2019", ("summit", "held", "unknown"), "Osaka", "trip 3889"),
        ("g20-buenos-aires-2018", ("summit", "held", "unknown"), "Buenos Aires", "trip 3819"),
        ("g20-hamburg-2017", ("summit", "held", "unknown"), "Hamburg", "trip 3738"),
    ],
)
def test_a_meeting_is_what_and_where_its_sources_have_it(client, slug, what, where, trip):
    found = meeting(client, slug)
    assert fields(found, "kind status setting") == what
    assert found["place"]["name"] == where
    assert (TRAVELS, trip) in cited(found, "/place")


def test_osaka_follows_helsinki_although_they_had_spoken_at_buenos_aires(client):
    osaka = meeting(client)
    path, relation = entry_of(osaka, "relations", kind="follows", meeting="helsinki-2018")
    assert "Buenos Aires" in relation["note"]
    assert (NEWS, "para. 12") in cited(osaka, path)
    assert cited(osaka, path, "qualifies") == {(NEWS, "para. 13")}


def test_the_words_before_the_photograph_are_a_meeting_of_their_own(client):
    aside = meeting(client, "osaka-2019-pull-aside")
    held = fields(aside, "kind held_on part_of")
    assert held == ("pull_aside", "2019-06-28", "g20-osaka-2019")
    assert "nothing of substance" in aside["summary"]
    assert entry_of(aside, "relations", kind="same_day_as", meeting="osaka-2019")
    assert cited(aside, "/summary") == {(USFREE, "before the group photograph")}


def test_no_adviser_was_at_helsinki_and_congress_was_not_told(client):
    helsinki = meeting(client, "helsinki-2018")
    assert fields(helsinki, "held_on composition") == ("2018-07-16", "one_on_one")
    present = [one["leader"] for one in helsinki["participants"]]
    assert present == ["donald-trump", "vladimir-putin"]
    assert cited(helsinki, "/held_on") == {(TRAVELS, "trip 3817")}
    assert cited(helsinki, "/composition") == {(NEWS, "para. 12")}
    text, says = outcome(helsinki, "undisclosed")
    assert "Congress" in text
    assert says == {(NEWS, "para. 12")}


def test_buenos_aires_was_cancelled_by_the_united_states_over_the_sea_of_azov(client):
    cancelled = meeting(client, "buenos-aires-2018")
    assert fields(cancelled, "status status_by held_on") == ("cancelled", "us", None)
    assert "two Ukrainian vessels and their crews in the Sea of Azov" in cancelled["status_note"]
    assert (NEWS, "para. 13") in cited(cancelled, "/status_note")
    assert {one["presence"] for one in cancelled["participants"]} == {"expected"}


def test_the_day_planned_for_buenos_aires_is_disputed(client):
    cancelled = meeting(client, "buenos-aires-2018")
    assert cancelled["planned_on"] == "2018-12-01"
    assert said_by(cancelled, "/planned_on") == {GALPOST}
    assert values(cancelled, "/planned_on", "disputes") == {NEWS: "2018-11"}


def test_the_month_of_the_cancellation_is_known_with_a_reservation(client):
    cancelled = meeting(client, "buenos-aires-2018")
    assert cancelled["status_on"] == "2018-11", "no source says on what day it was cancelled"
    assert cited(cancelled, "/status_on", "qualifies") == {(NEWS, "para. 13")}


def test_the_two_spoke_briefly_at_buenos_aires_on_a_day_not_stated(client):
    aside = meeting(client, "buenos-aires-2018-pull-aside")
    held = fields(aside, "kind status part_of")
    assert held == ("pull_aside", "held", "g20-buenos-aires-2018")
    assert aside["held_on"] == "2018-11-29/2018-12-01"
    assert citations(aside, "/held_on") == [], "the trip's dates bound the day, they do not give it"


def test_hamburg_was_held_beside_the_g20_of_2017(client):
    hamburg = meeting(client, "hamburg-2017")
    assert fields(hamburg, "held_on part_of") == ("2017-07-07", "g20-hamburg-2017")
    assert cited(hamburg, "/held_on") == {(GALPOST, "earlier meetings")}


@pytest.mark.parametrize(
    ("slug", "held_on", "trip", "stay"),
    [
        ("g20-osaka-2019", "2019-06", "trip 3889", "2019-06-28/2019-06-30"),
        ("g20-buenos-aires-2018", "2018-11/2018-12", "trip 3819", "2018-11-29/2018-12-01"),
        ("g20-hamburg-2017", "2017-07", "trip 3738", "2017-07-06/2017-07-08"),
    ],
)
def test_a_summit_is_not_dated_by_the_presidents_stay(client, slug, held_on, trip, stay):
    summit = meeting(client, slug)
    assert fields(summit, "kind held_on") == ("summit", held_on)
    assert (TRAVELS, trip) in cited(summit, "/held_on", "qualifies")
    assert values(summit, "/held_on", "qualifies")[TRAVELS] == stay


# The archive as a whole


def test_every_paragraph_of_the_report_is_cited(client):
    cites = [one for document in documents(client) for one in document["citations"]]
    used = {one["locator"] for one in cites if one["source"] == NEWS}
    assert used == {f"para. {number}" for number in range(1, 14)}


def test_no_source_is_unused(client):
    used = {one["source"] for document in documents(client) for one in document["citations"]}
    assert {source["slug"] for source in every(client, "sources")} == used


def test_every_citation_path_names_a_property(client):
    for document in documents(client):
        paths = [path for one in document["citations"] for path in one["fields"]]
        assert [path for path in paths if not resolves(document, path)] == [], document["slug"]


def test_whatever_disputes_says_what_it_has_instead(client):
    cites = [one for document in documents(client) for one in document["citations"]]
    disputes = [one["value"] for one in cites if one["relation"] == "disputes"]
    assert disputes
    assert None not in disputes


@pytest.mark.parametrize("kind", ["meetings", "leaders", "statements"])
def test_nothing_is_without_a_citation(client, kind):
    assert [one["slug"] for one in every(client, kind) if not one["citations"]] == []


def facts(document):
    """The paths of all that a meeting or a leader states."""
    stated = [name for name in FACTS if document.get(name) not in (None, "unknown")]
    named = [f"participants/{one['leader']}" for one in document.get("participants", [])]
    named += [f"topics/{one['topic']}" for one in document.get("topics", [])]
    placed = [(name, len(document.get(name, []))) for name in LISTS]
    named += [f"{name}/{place}" for name, length in placed for place in range(length)]
    return {f"/{name}" for name in stated + named}


@pytest.mark.parametrize("kind", ["meetings", "leaders"])
def test_every_fact_of_a_meeting_or_a_leader_is_cited(client, kind):
    for document in every(client, kind):
        said = {path for one in document["citations"] for path in one["fields"]}
        assert facts(document) - said == set(), document["slug"]


def test_a_source_read_in_part_says_so(client):
    notes = {one["slug"]: one["note"] or "" for one in every(client, "sources")}
    partly = {slug for slug, note in notes.items() if "Read in part" in note}
    assert partly >= {TASS, GALPOST, USFREE}
    assert partly.isdisjoint({NEWS, READOUT, UAWIRE, NEWSAM, NNN, NEVNOV, POLIT})


def test_no_sentence_of_the_report_is_copied_outside_officials_words(client):
    told = set().union(*(runs(part) for part in re.split("“[^”]*”|\n", report())))
    kept = set().union(*(runs(text) for one in documents(client) for text in texts(one)))
    assert len(told) > 100
    assert told & kept == set()
