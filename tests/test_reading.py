"""Reading: filters, sorts, conditional requests, what is accepted, and what a read costs."""

import re
from datetime import date
from itertools import combinations

import pytest
from documents import create, every
from flask.testing import FlaskClient

from schemas import KINDS

LISTS = ("meetings", "leaders", "topics", "statements", "parties", "sources")

# Beside the seeds, so that every filter lets something through and keeps something out.
MORE = [
    (
        "party",
        {
            "slug": "fr",
            "name": "France",
            "kind": "state",
            "citations": [{"source": "historian-travels"}],
        },
    ),
    ("party", {"slug": "suhh", "name": "Soviet Union", "kind": "former_state"}),
    (
        "party",
        {
            "slug": "nato",
            "name": "NATO",
            "kind": "organisation",
            "identifiers": [{"scheme": "wikidata", "value": "Q7184"}],
        },
    ),
    (
        "source",
        {
            "slug": "kremlin-versailles",
            "title": "Press conference at Versailles",
            "kind": "official_transcript",
            "party": "ru",
            "identifiers": [{"scheme": "doi", "value": "10.1000/a:b"}],
            "citations": [{"source": "historian-travels"}],
        },
    ),
    (
        "topic",
        {
            "slug": "idlib",
            "name": "Idlib",
            "broader": "syria",
            "identifiers": [{"scheme": "wikidata", "value": "Q200060"}],
            "citations": [{"source": "historian-travels"}],
        },
    ),
    (
        "leader",
        {
            "slug": "emmanuel-macron",
            "name": "Emmanuel Macron",
            "party": "fr",
            "offices": [{"party": "fr", "capacity": "head_of_state"}],
            "identifiers": [{"scheme": "wikidata", "value": "Q3052772"}],
            "citations": [{"source": "historian-travels"}],
        },
    ),
    (
        "leader",
        {
            "slug": "jens-stoltenberg",
            "name": "Jens Stoltenberg",
            "offices": [{"party": "nato", "capacity": "organisation_head"}],
        },
    ),
    (
        "meeting",
        {
            "slug": "versailles-2017",
            "title": "Putin at Versailles",
            "kind": "visit",
            "status": "held",
            "setting": "host_territory",
            "composition": "plenary",
            "visit_class": "working",
            "held_on": "2017-05-29",
            "place": {"name": "Versailles", "country": "fr"},
            "participants": [
                {"leader": "emmanuel-macron", "party": "fr"},
                {"leader": "vladimir-putin", "party": "ru"},
            ],
            "topics": [{"topic": "syria"}, {"topic": "idlib"}],
            "identifiers": [
                {"scheme": "wikidata", "value": "Q30081571"},
                {"scheme": "kremlin", "value": "54618"},
            ],
            "citations": [{"source": "kremlin-versailles"}],
        },
    ),
    (
        "meeting",
        {
            "slug": "moscow-2020",
            "title": "Victory Day in Moscow",
            "kind": "ceremony",
            "status": "postponed",
            "planned_on": "2020-05-09",
            "setting": "host_territory",
            "participants": [{"leader": "vladimir-putin", "party": "ru"}],
        },
    ),
    (
        "statement",
        {
            "slug": "versailles-2017-remarks",
            "meeting": "versailles-2017",
            "kind": "joint_statement",
            "phase": "after",
            "speaker": "emmanuel-macron",
            "party": "fr",
            "text": "Macron spoke of Syria.",
            "made_on": "2017-05-29",
            "topics": [{"topic": "syria"}, {"topic": "idlib"}],
            "identifiers": [{"scheme": "kremlin", "value": "54618"}],
        },
    ),
]


@pytest.fixture
def reader(writer):
    for record, document in MORE:
        create(writer, record, document)
    writer.token = None
    return writer


def slugs(documents):
    return [document["slug"] for document in documents]


def asked(client, path, *query):
    """The slugs of a list that is one page long."""
    response = client.get(f"/{path}", query_string=[*query, ("limit", "200")])
    assert response.status_code == 200, response.text
    assert response.json["next_url"] is None
    return slugs(response.json["items"])


def refused(client, path, *query):
    """The parameters that a refusal names."""
    response = client.get(path, query_string=query)
    assert response.status_code == 422, (path, query, response.text)
    assert response.json["code"] == "invalid"
    return {error.get("parameter") for error in response.json["errors"]}


# Filters


def among(name, *values):
    return lambda document: document[name] in values


def listed(name, key, *values):
    """Each of the values stands in an entry of the list."""
    return lambda document: {*values} <= {entry[key] for entry in document[name]}


def in_country(*values):
    return lambda document: (document["place"] or {}).get("country") in values


def of_party(*values):
    """Leaders who belong to one of the parties, or held an office for one."""

    def passes(leader):
        parties = {leader["party"], *(office["party"] for office in leader["offices"])}
        return not parties.isdisjoint(values)

    return passes


def known_as(*pairs):
    def passes(document):
        return {*pairs} <= {f"{i['scheme']}:{i['value']}" for i in document["identifiers"]}

    return passes


def both(*predicates):
    return lambda document: all(passes(document) for passes in predicates)


TRAVELS = ("source=historian-travels", listed("citations", "source", "historian-travels"))
SYRIA = listed("topics", "topic", "syria")
LAVROV, PUTIN, MACRON = "sergey-lavrov", "vladimir-putin", "emmanuel-macron"
# A query in words, and what it lets through.
FILTERS = {
    "meetings": [
        ("leader=sergey-lavrov", listed("participants", "leader", LAVROV)),
        (
            "leader=vladimir-putin&leader=emmanuel-macron",
            listed("participants", "leader", PUTIN, MACRON),
        ),
        ("party=us", listed("participants", "party", "us")),
        ("party=fr&party=ru", listed("participants", "party", "fr", "ru")),
        ("topic=syria", SYRIA),
        ("topic=syria&topic=idlib", listed("topics", "topic", "syria", "idlib")),
        ("kind=bilateral", among("kind", "bilateral")),
        ("kind=visit&kind=summit", among("kind", "visit", "summit")),
        ("status=cancelled", among("status", "cancelled")),
        ("status=postponed&status=cancelled", among("status", "postponed", "cancelled")),
        ("setting=third_country", among("setting", "third_country")),
        ("setting=unknown&setting=host_territory", among("setting", "unknown", "host_territory")),
        ("composition=one_on_one", among("composition", "one_on_one")),
        (
            "composition=expanded&composition=plenary",
            among("composition", "expanded", "plenary"),
        ),
        ("part_of=g20-osaka-2019", among("part_of", "g20-osaka-2019")),
        ("country=jp", in_country("jp")),
        ("topic=syria&status=held", both(SYRIA, among("status", "held"))),
        ("party=us&country=jp", both(listed("participants", "party", "us"), in_country("jp"))),
        ("source=kremlin-versailles", listed("citations", "source", "kremlin-versailles")),
        (
            "source=osaka-2019-news-report&source=historian-travels",
            listed("citations", "source", "osaka-2019-news-report", "historian-travels"),
        ),
        ("identifier=wikidata:Q30081571", known_as("wikidata:Q30081571")),
        (
            "identifier=wikidata:Q30081571&identifier=kremlin:54618",
            known_as("wikidata:Q30081571", "kremlin:54618"),
        ),
        (
            "leader=vladimir-putin&kind=bilateral&kind=ceremony&party=us",
            both(
                listed("participants", "leader", PUTIN),
                listed("participants", "party", "us"),
                among("kind", "bilateral", "ceremony"),
            ),
        ),
    ],
    "leaders": [
        ("party=us", of_party("us")),
        ("party=nato", of_party("nato")),
        ("capacity=head_of_state", listed("offices", "capacity", "head_of_state")),
        ("capacity=spokesperson", listed("offices", "capacity", "spokesperson")),
        TRAVELS,
        ("identifier=wikidata:Q3052772", known_as("wikidata:Q3052772")),
        (
            "party=ru&capacity=head_of_state",
            both(of_party("ru"), listed("offices", "capacity", "head_of_state")),
        ),
    ],
    "topics": [
        ("broader=ukraine", among("broader", "ukraine")),
        ("broader=syria", among("broader", "syria")),
        TRAVELS,
        ("identifier=wikidata:Q200060", known_as("wikidata:Q200060")),
    ],
    "statements": [
        ("meeting=osaka-2019", among("meeting", "osaka-2019")),
        ("speaker=dmitry-peskov", among("speaker", "dmitry-peskov")),
        ("party=us", among("party", "us")),
        ("topic=syria", SYRIA),
        ("topic=syria&topic=idlib", listed("topics", "topic", "syria", "idlib")),
        ("topic=syria&kind=remarks&kind=answer", both(SYRIA, among("kind", "remarks", "answer"))),
        ("topic=syria&phase=after", both(SYRIA, among("phase", "after"))),
        ("topic=syria&party=ru", both(SYRIA, among("party", "ru"))),
        ("kind=readout", among("kind", "readout")),
        ("kind=question&kind=answer", among("kind", "question", "answer")),
        ("phase=before", among("phase", "before")),
        ("phase=before&phase=during", among("phase", "before", "during")),
        (
            "source=osaka-2019-tass-ushakov",
            listed("citations", "source", "osaka-2019-tass-ushakov"),
        ),
        ("identifier=kremlin:54618", known_as("kremlin:54618")),
        (
            "party=ru&phase=after&meeting=osaka-2019",
            both(among("party", "ru"), among("phase", "after"), among("meeting", "osaka-2019")),
        ),
    ],
    "parties": [
        ("kind=organisation", among("kind", "organisation")),
        ("kind=organisation&kind=former_state", among("kind", "organisation", "former_state")),
        TRAVELS,
        ("identifier=wikidata:Q7184", known_as("wikidata:Q7184")),
    ],
    "sources": [
        ("kind=wire_report", among("kind", "wire_report")),
        ("kind=wire_report&kind=dataset", among("kind", "wire_report", "dataset")),
        TRAVELS,
        ("party=us", among("party", "us")),
        ("identifier=doi:10.1000/a:b", known_as("doi:10.1000/a:b")),
    ],
}


def pairs(words):
    return [tuple(word.split("=", 1)) for word in words.split("&")]


SORTS = [
    (schema.model.__tablename__, sort) for schema in KINDS.values() for sort in schema.model.sorts
]


DATES = {"meetings": ("held_on", "planned_on"), "statements": ("made_on",)}


@pytest.mark.parametrize(("path", "sort"), SORTS)
def test_a_filter_lets_through_what_fits_in_the_order_of_the_list(reader, path, sort):
    documents = every(reader, path, sort=sort)
    for words, passes in FILTERS[path]:
        fitting = [document for document in documents if passes(document)]
        assert 0 < len(fitting) < len(documents), f"{words} tells nothing apart"
        query = [*pairs(words), ("sort", sort)]
        assert asked(reader, path, *query) == slugs(fitting), words
        assert in_pages(reader, path, *query) == slugs(fitting), words
        if path in DATES:
            dated = [d for d in fitting if any(d[name] for name in DATES[path])]
            always = [*query, ("date_from", "0001"), ("date_to", "9999")]
            assert in_pages(reader, path, *always) == slugs(dated), words


@pytest.mark.parametrize("path", LISTS)
def test_two_filters_let_through_what_both_do(reader, path):
    documents = every(reader, path)
    for (words, passes), (more, passes_too) in combinations(FILTERS[path], 2):
        fitting = [d for d in documents if passes(d) and passes_too(d)]
        if not {name for name, _ in pairs(words)} & {name for name, _ in pairs(more)}:
            assert asked(reader, path, *pairs(f"{words}&{more}")) == slugs(fitting), (words, more)


def in_pages(client, path, *query):
    """The slugs of a list, three at a time."""
    page = client.get(f"/{path}", query_string=[*query, ("limit", "3"), ("total", "true")]).json
    found, total = slugs(page["items"]), page["total"]
    while page["next_url"]:
        page = client.get(page["next_url"]).json
        found += slugs(page["items"])
    assert len(found) == total
    return found


# By what a filter is asked for that takes slugs or identifiers.
BY_SLUG = {
    "meetings": ("leader", "party", "topic", "part_of", "country", "source"),
    "leaders": ("party", "source"),
    "topics": ("broader", "source"),
    "statements": ("meeting", "speaker", "party", "topic", "source"),
    "parties": ("source",),
    "sources": ("party", "source"),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_slug_that_nobody_has_gives_an_empty_list(client, path):
    for name in BY_SLUG[path]:
        response = client.get(f"/{path}", query_string={name: "kaspar-hauser", "total": "true"})
        assert response.status_code == 200, name
        assert response.json == {"items": [], "next_url": None, "next_cursor": None, "total": 0}
    assert asked(client, path, ("identifier", "wikidata:Q999999999")) == []


def test_all_of_several_leaders_means_all(reader):
    assert asked(reader, "meetings", ("leader", MACRON), ("leader", "donald-trump")) == []
    assert asked(reader, "meetings", ("leader", MACRON), ("leader", "kaspar-hauser")) == []


NO_SLUGS = ("", "Vladimir Putin", "vladimir_putin", "-putin", "putin\n", "a" * 101, "пу", "a\0")
WORDS = {
    "meetings": ("kind", "status", "setting", "composition"),
    "leaders": ("capacity",),
    "topics": (),
    "statements": ("kind", "phase"),
    "parties": ("kind",),
    "sources": ("kind",),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_value_outside_its_vocabulary_or_form_is_refused(client, path):
    for name in BY_SLUG[path]:
        for value in NO_SLUGS:
            assert refused(client, f"/{path}", (name, value)) == {name}, value
    for name in WORDS[path]:
        for value in ("", "parley", "Held", "held,cancelled", "unknown "):
            assert refused(client, f"/{path}", (name, value)) == {name}, value
        # One that is right does not excuse another that is not.
        assert refused(client, f"/{path}", (name, "unknown"), (name, "parley")) == {name}
    for value in ("", "Q567", ":Q567", "wikidata:", "wikidata\0:Q567"):
        assert refused(client, f"/{path}", ("identifier", value)) == {"identifier"}, value
    for value in ("", "yes", "1", "TRUE "):
        assert refused(client, f"/{path}", ("total", value)) == {"total"}, value
    for value in ("", "version", "-slug", "slug,name", "--held_on"):
        assert refused(client, f"/{path}", ("sort", value)) == {"sort"}, value


@pytest.mark.parametrize("path", LISTS)
def test_a_parameter_that_nobody_knows_is_refused(client, path):
    # None of the six lists has these.
    for name in ("lider", "Leader", "limit[]", "offset", "page", "include[]", "slug", "version"):
        assert refused(client, f"/{path}", (name, "1")) == {name}
    item = every(client, path)[0]["slug"]
    for address in (f"/{path}/{item}", f"/{path}/{item}/revisions", f"/{path}/{item}/revisions/1"):
        assert refused(client, address, ("offset", "1")) == {"offset"}


def test_a_parameter_that_nobody_knows_is_refused_everywhere_else(client):
    for address in ("/", "/vocabularies", "/vocabularies/meeting_kind"):
        assert refused(client, address, ("offset", "1")) == {"offset"}


def test_every_parameter_that_is_wrong_is_named(client):
    query = (("kind", "parley"), ("limit", "0"), ("lider", "x"), ("date_from", "today"))
    named = refused(client, "/meetings", *query)
    # One that nobody knows may be told first, before the others are looked at.
    assert named in ({"kind", "limit", "lider", "date_from"}, {"lider"})
    without = [pair for pair in query if pair[0] != "lider"]
    assert refused(client, "/meetings", *without) == {"kind", "limit", "date_from"}


# Dates. Each with its earliest and its latest day, as ISO 8601-2 has them.

CLOSED = {
    "2019-06-28": ("2019-06-28", "2019-06-28"),
    "2018-07": ("2018-07-01", "2018-07-31"),
    "2014": ("2014-01-01", "2014-12-31"),
    "195X": ("1950-01-01", "1959-12-31"),
    "18XX": ("1800-01-01", "1899-12-31"),
    "1943-11-28/1943-12-01": ("1943-11-28", "1943-12-01"),
    "1972-02~": ("1972-02-01", "1972-02-29"),
    "1985?": ("1985-01-01", "1985-12-31"),
    "2004-06-11%": ("2004-06-11", "2004-06-11"),
    "2016-02-XX": ("2016-02-01", "2016-02-29"),
    "2017-XX": ("2017-01-01", "2017-12-31"),
    "2012-XX-XX": ("2012-01-01", "2012-12-31"),
    "2018-11/2018-12": ("2018-11-01", "2018-12-31"),
    "198X/1991~": ("1980-01-01", "1991-12-31"),
    "0001": ("0001-01-01", "0001-12-31"),
    "9999-12-31": ("9999-12-31", "9999-12-31"),
}
OPEN = {
    "2019-06-28/..": ("2019-06-28", "9999-12-31"),
    "1950/": ("1950-01-01", "9999-12-31"),
    "../1900": ("0001-01-01", "1900-12-31"),
    "/1999-12": ("0001-01-01", "1999-12-31"),
}
DAYS = CLOSED | OPEN
BOUNDS = {
    "2019-06-28": ("2019-06-28", "2019-06-28"),
    "2019-06-29": ("2019-06-29", "2019-06-29"),
    "2019-06-27": ("2019-06-27", "2019-06-27"),
    "2018-07": ("2018-07-01", "2018-07-31"),
    "2018-08": ("2018-08-01", "2018-08-31"),
    "1972-02": ("1972-02-01", "1972-02-29"),
    "1972-03": ("1972-03-01", "1972-03-31"),
    "1955": ("1955-01-01", "1955-12-31"),
    "1943-12": ("1943-12-01", "1943-12-31"),
    "1943": ("1943-01-01", "1943-12-31"),
    "2000": ("2000-01-01", "2000-12-31"),
    "0001-01-01": ("0001-01-01", "0001-01-01"),
    "9999-12-31": ("9999-12-31", "9999-12-31"),
}


def in_days(edtf):
    return tuple(date.fromisoformat(day) for day in DAYS[edtf])


def a_meeting(slug, **members):
    """A meeting with a date, whatever else it has."""
    kept = {"title": "A meeting", "kind": "call", "status": "held", "held_on": "1986-10-11"}
    return {"slug": slug, **kept, **members}


def a_statement(slug, **members):
    return {"slug": slug, "kind": "scene", "text": "They shake hands.", **members}


def overlapping(days, date_from=None, date_to=None):
    """The slugs of those whose days overlap with the bounds; what has no date overlaps nothing."""
    begin = date.fromisoformat(BOUNDS[date_from][0]) if date_from else date.min
    end = date.fromisoformat(BOUNDS[date_to][1]) if date_to else date.max
    spans = {slug: in_days(edtf) for slug, edtf in days.items() if edtf}
    return {slug for slug, (first, last) in spans.items() if last >= begin and first <= end}


def assert_filtered_by_overlap(client, path, days):
    bounds = [{"date_from": bound} for bound in BOUNDS] + [{"date_to": bound} for bound in BOUNDS]
    bounds += [{"date_from": begin, "date_to": begin} for begin in BOUNDS]
    bounds += [{"date_from": "1943", "date_to": "1972-02"}]
    for query in bounds:
        found = asked(client, path, *query.items())
        assert {*found} == overlapping(days, **query), query
        assert len(found) == len({*found})


def test_meetings_are_found_by_days_that_overlap(empty):
    days = {f"held-{number}": edtf for number, edtf in enumerate(CLOSED)}
    for slug, edtf in days.items():
        create(empty, "meeting", a_meeting(slug, held_on=edtf))
    planned = a_meeting("planned", status="cancelled", held_on=None, planned_on="2018-11/2018-12")
    create(empty, "meeting", planned)
    # It counts when it was held, and not when it was to be.
    create(empty, "meeting", a_meeting("late", held_on="2014", planned_on="2019-06-28"))
    assert_filtered_by_overlap(
        empty, "meetings", {**days, "planned": "2018-11/2018-12", "late": "2014"}
    )


def test_statements_are_found_by_days_that_overlap_and_undated_ones_are_not(empty):
    days = {f"made-{number}": edtf for number, edtf in enumerate(DAYS)}
    days["undated"] = None
    for slug, edtf in days.items():
        create(empty, "statement", a_statement(slug, made_on=edtf))
    assert_filtered_by_overlap(empty, "statements", days)


NO_DAYS = (
    "",
    "today",
    "19",
    "2019-6",
    "2019-13",
    "2019-00",
    "2019-02-29",
    "2019-06-31",
    "0000",
    "10000",
    "-2019",
    "195X",
    "2019?",
    "2019/2020",
    "2019-21",
    " 2019",
    "2019\n",
    "20190628",
    "2019-06-28T00:00:00Z",
    "２０１９",
)


@pytest.mark.parametrize("path", ["meetings", "statements"])
def test_a_bound_is_a_year_a_month_or_a_day(client, path):
    for name in ("date_from", "date_to"):
        for value in NO_DAYS:
            assert refused(client, f"/{path}", (name, value)) == {name}, value


# Sorts

# By locale, by UTF-16 and by letter case these would come in other orders.
NAMES = [
    "Zambia",
    "zambia",
    "Zürich",
    "Éire",
    "Eire",
    "éire",
    "e\u0301ire",
    "Österreich",
    "Åland",
    "a-b",
    "a b",
    "ab",
    "A",
    "10",
    "9",
    "_",
    "“Quoted”",
    "Ελλάδα",
    "Россия",
    "日本",
    "ﬁ",
    "Ｊａｐａｎ",
    "🇫🇮",
    "𝔸",
    "The same",
    "The same",
]
# In no order, so that ties are not kept as they came.
SLUGS = [f"one-{(number * 7) % len(NAMES)}" for number in range(len(NAMES))]


def test_the_slugs_of_these_tests_differ():
    assert len({*SLUGS}) == len(NAMES)


def assert_sorted(client, path, sort, key, default=False):
    """The list comes in this order, ties by slug; the default one without being asked for too."""
    documents = every(client, path)
    assert len(documents) > 5
    expected = slugs(sorted(documents, key=lambda one: (*key(one), one["slug"])))
    assert asked(client, path, ("sort", sort)) == expected, sort
    assert (slugs(documents) == expected) is default


def oldest_first(*names):
    def key(document):
        edtf = next((document[name] for name in names if document[name]), None)
        return (1, 0) if edtf is None else (0, in_days(edtf)[0].toordinal())

    return key


def newest_first(*names):
    key = oldest_first(*names)
    return lambda document: (key(document)[0], -key(document)[1])


@pytest.mark.parametrize(("path", "record"), [("topics", "topic"), ("parties", "party")])
def test_topics_and_parties_are_sorted_by_the_code_points_of_their_names(empty, path, record):
    kind = {"kind": "territory"} if record == "party" else {}
    for slug, name in zip(SLUGS, NAMES, strict=True):
        create(empty, record, {"slug": slug, "name": name, **kind})
    assert_sorted(empty, path, "name", lambda one: (one["name"],), default=True)


def test_leaders_are_sorted_by_sort_name_or_slug(empty):
    for number, (slug, name) in enumerate(zip(SLUGS, NAMES, strict=True)):
        # Where there is no name to sort by, the usual one does.
        by = {"name": name} if number % 3 else {"name": "Leader", "sort_name": name}
        create(empty, "leader", {"slug": slug, **by})
    assert_sorted(
        empty, "leaders", "sort_name", lambda one: (one["sort_name"] or one["name"],), default=True
    )
    assert_sorted(empty, "leaders", "slug", lambda one: ())


def test_sources_are_sorted_by_day_or_title(empty):
    forms = [*DAYS, None, None, *DAYS]
    for slug, title, edtf in zip(SLUGS, NAMES, forms[: len(NAMES)], strict=True):
        document = {"slug": slug, "title": title, "kind": "book", "published_on": edtf}
        create(empty, "source", document)
    assert_sorted(empty, "sources", "-published_on", newest_first("published_on"), default=True)
    assert_sorted(empty, "sources", "title", lambda one: (one["title"],))


def test_meetings_are_sorted_by_the_day_they_were_held_or_were_to_be(empty):
    for number, edtf in enumerate([*CLOSED, *list(CLOSED)[:6]]):
        name = "planned_on" if number % 4 == 0 else "held_on"
        slug = SLUGS[number % len(SLUGS)]
        create(empty, "meeting", a_meeting(slug, **{"held_on": None, name: edtf}))
    create(empty, "meeting", a_meeting("late", held_on="2014", planned_on="0001"))
    day = ("held_on", "planned_on")
    assert_sorted(empty, "meetings", "-held_on", newest_first(*day), default=True)
    assert_sorted(empty, "meetings", "held_on", oldest_first(*day))
    assert_sorted(empty, "meetings", "slug", lambda one: ())


def of_meetings(statement):
    """The meeting, then the sequence; what has none comes last."""
    meeting, sequence = statement["meeting"], statement["sequence"]
    return (meeting is None, meeting or "", sequence is None, sequence or 0)


def test_statements_are_sorted_by_meeting_and_sequence_or_by_day(empty):
    for slug in ("yalta-1945", "yalta", "zurich-1946"):
        create(empty, "meeting", a_meeting(slug))
    meetings = ["yalta-1945", "zurich-1946", None, "yalta"]
    for number, edtf in enumerate([*DAYS, None, None, "2014", "2019-06-28"]):
        sequence = [None, 10, 9, 0, 9, 1_000_000][number % 6]
        told = {"meeting": meetings[number % 4], "sequence": sequence, "made_on": edtf}
        create(empty, "statement", a_statement(SLUGS[number], **told))
    assert_sorted(empty, "statements", "meeting", of_meetings, default=True)
    assert_sorted(empty, "statements", "made_on", oldest_first("made_on"))
    assert_sorted(empty, "statements", "-made_on", newest_first("made_on"))


def test_undated_statements_come_last_in_both_directions(client):
    undated = {one["slug"] for one in every(client, "statements") if one["made_on"] is None}
    assert undated
    for sort in ("made_on", "-made_on"):
        assert {*asked(client, "statements", ("sort", sort))[-len(undated) :]} == undated


# Totals


@pytest.mark.parametrize("path", LISTS)
def test_the_total_is_counted_where_it_is_asked_for(reader, path):
    number = len(every(reader, path))
    asking = reader.get(f"/{path}", query_string={"total": "true", "limit": 1}).json
    assert (asking["total"], len(asking["items"])) == (number, 1)
    assert reader.get(f"/{path}", query_string={"limit": 1}).json["total"] is None
    assert reader.get(f"/{path}?total=false").json["total"] is None
    words, passes = FILTERS[path][0]
    fitting = [document for document in every(reader, path) if passes(document)]
    filtered = reader.get(f"/{path}", query_string=[*pairs(words), ("total", "true"), ("limit", 1)])
    assert filtered.json["total"] == len(fitting)


# Conditional requests

ADDRESSES = (
    "/",
    "/meetings",
    "/statements?meeting=osaka-2019&limit=2&total=true",
    "/meetings/osaka-2019",
    "/parties/jp",
    "/meetings/osaka-2019/revisions",
    "/meetings/osaka-2019/revisions/1",
    "/vocabularies",
    "/vocabularies/meeting_kind",
    "/health/live",
    "/health/ready",
)


def test_every_answer_has_a_strong_etag(client):
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code == 200, address
        assert re.fullmatch(r'"[^"]+"', response.headers["ETag"]), address
        assert client.get(address).headers["ETag"] == response.headers["ETag"]
        assert response.headers["Vary"] == "Accept, Accept-Encoding", address


def test_the_openapi_document_has_an_etag_too(app):
    # The client that checks answers knows only what the document itself lists.
    response = FlaskClient(app).get("/openapi.json")
    assert response.json["openapi"].startswith("3.1")
    assert re.fullmatch(r'"[^"]+"', response.headers.get("ETag", "no tag"))
    asked = {"If-None-Match": response.headers["ETag"]}
    again = FlaskClient(app).get("/openapi.json", headers=asked)
    assert again.status_code == 304


def test_what_the_caller_has_already_is_not_sent_again(client):
    for address in ADDRESSES:
        tag = client.get(address).headers["ETag"]
        for value in (tag, f"W/{tag}", f'"other", {tag}', f'W/"other" , W/{tag}', "*"):
            response = client.get(address, headers={"If-None-Match": value})
            assert (response.status_code, response.data) == (304, b""), (address, value)
            assert response.headers["ETag"] == tag
            assert response.headers["Vary"] == "Accept, Accept-Encoding"


def test_what_the_caller_has_not_is_sent(client):
    for address in ADDRESSES:
        before = client.get(address)
        for value in ('"other"', 'W/"other"', before.headers["ETag"].strip('"')[:5], ""):
            response = client.get(address, headers={"If-None-Match": value})
            assert (response.status_code, response.data) == (200, before.data), (address, value)


def test_what_is_not_there_is_no_304(client):
    assert client.get("/meetings/yalta-1945", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/meetings?limit=0", headers={"If-None-Match": "*"}).status_code == 422


def test_different_bodies_have_different_etags(client):
    answers = [client.get(address) for address in ADDRESSES]
    assert len({answer.headers["ETag"] for answer in answers}) == len(
        {answer.data for answer in answers}
    )


def test_an_etag_changes_with_the_body(writer):
    item, listing = "/meetings/osaka-2019", "/meetings?kind=bilateral"
    other = writer.get("/meetings?kind=summit").headers["ETag"]
    before = {address: writer.get(address) for address in (item, listing)}
    change = {"summary": "They met."}
    matching = {"If-Match": before[item].headers["ETag"]}
    written = writer.patch(item, json=change, headers=matching)
    assert written.status_code == 200
    for address, response in before.items():
        conditional = {"If-None-Match": response.headers["ETag"]}
        after = writer.get(address, headers=conditional)
        assert after.status_code == 200
        assert after.headers["ETag"] != response.headers["ETag"]
    assert writer.get(item).headers["ETag"] == written.headers["ETag"]
    assert writer.get("/meetings?kind=summit").headers["ETag"] == other


def test_head_answers_as_get_without_the_body(client):
    for address in ADDRESSES:
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.data) == (200, b""), address
        for name in ("ETag", "Vary", "Content-Type", "Content-Length", "Cache-Control"):
            assert head.headers.get(name) == got.headers.get(name), (address, name)
        tag = {"If-None-Match": got.headers["ETag"]}
        assert client.head(address, headers=tag).status_code == 304
    assert client.head("/meetings/yalta-1945").status_code == 404
    assert client.head("/meetings?lider=x").status_code == 422


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


def cost(count_statements, client, address, **headers):
    with count_statements() as said:
        response = client.get(address, headers=headers)
    assert response.status_code in (200, 304)
    return len(said)


@pytest.mark.parametrize("path", LISTS)
def test_reading_is_one_statement(client, count_statements, path):
    first = every(client, path)[0]["slug"]
    tag = client.get(f"/{path}/{first}").headers["ETag"]
    assert cost(count_statements, client, f"/{path}/{first}") == 1
    assert cost(count_statements, client, f"/{path}/{first}", **{"If-None-Match": tag}) == 1
    for limit in (1, 2, 7, 200):
        assert cost(count_statements, client, f"/{path}?limit={limit}") == 1
        assert cost(count_statements, client, f"/{path}?limit={limit}&total=true") == 2
    following = client.get(f"/{path}?limit=2").json["next_url"]
    assert cost(count_statements, client, following) == 1
    assert cost(count_statements, client, f"/{path}/{first}/revisions") == 1
    assert cost(count_statements, client, f"/{path}/{first}/revisions/1") == 1


def test_filters_cost_no_more(client, count_statements):
    client.get("/meetings")
    for path, filters in FILTERS.items():
        words = "&".join(words for words, _ in filters if "&" not in words)
        assert cost(count_statements, client, f"/{path}?{words}") == 1, path


def test_vocabularies_and_liveness_cost_nothing(client, count_statements):
    for address in ("/", "/vocabularies", "/vocabularies/meeting_kind", "/health/live"):
        assert cost(count_statements, client, address) == 0, address
