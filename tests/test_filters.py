"""Filters: what they let through, by words, by slugs and by days, and what they refuse."""

from datetime import date
from itertools import combinations

import pytest
from documents import create, every
from lists import CLOSED, DAYS, LISTS, a_meeting, a_statement, asked, cost, in_days, refused, slugs

from models import total
from schemas import KINDS

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


# By days

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


@pytest.mark.parametrize("days", [[], [("date_from", "0001"), ("date_to", "9999")]])
@pytest.mark.parametrize("path", DATES)
def test_of_filters_that_each_find_very_many_the_newest_are_counted(
    reader, monkeypatch, path, days
):
    monkeypatch.setattr(total, "MOST_COUNTED", 2)
    documents, told = every(reader, path), []
    many = [(w, p) for w, p in FILTERS[path] if sum(map(p, documents)) > 3 and "&" not in w]
    for (words, passes), (more, passes_too) in combinations(many, 2):
        fitting = [d for d in documents if passes(d) and passes_too(d)]
        if days:
            fitting = [d for d in fitting if any(d[name] for name in DATES[path])]
        query = [*pairs(f"{words}&{more}"), *days, ("total", "true"), ("limit", "1")]
        answer = reader.get(f"/{path}", query_string=query).json
        if answer["total"] is None:
            told.append(answer["total_at_least"])
            assert answer["total_at_least"] <= len(fitting), (words, more)
        else:
            assert answer["total"] == len(fitting), (words, more)
    # Of those that are counted, some pass both filters.
    assert any(told)
    # The same one twice is one, and counted in full.
    (words, passes), *_ = many
    twice = reader.get(f"/{path}?{words}&{words}&total=true&limit=1").json
    assert twice["total"] == sum(map(passes, documents))


@pytest.mark.parametrize("path", LISTS)
def test_what_stands_in_no_order_of_days_is_counted_in_full(reader, monkeypatch, path):
    monkeypatch.setattr(total, "MOST_COUNTED", 0)
    cited = {c["source"] for d in every(reader, path) for c in d["citations"]}
    for sources in combinations(sorted(cited)[:4], 2):
        query = [*(("source", source) for source in sources), ("total", "true"), ("limit", "1")]
        answer = reader.get(f"/{path}", query_string=query)
        assert answer.status_code == 200, sources
        whole = asked(reader, path, *(("source", source) for source in sources))
        if path == "meetings":
            assert answer.json.get("total_at_least", answer.json["total"]) <= len(whole)
        else:
            assert answer.json["total"] == len(whole), sources


def test_what_an_index_has_is_counted_in_full(reader, monkeypatch):
    monkeypatch.setattr(total, "MOST_COUNTED", 0)
    for words in ("leader=donald-trump&leader=vladimir-putin", "kind=bilateral&status=held"):
        whole = asked(reader, "meetings", *pairs(words))
        answer = reader.get(f"/meetings?{words}&total=true&limit=1").json
        assert answer["total"] == len(whole) > 1


@pytest.mark.parametrize("path", DATES)
def test_of_what_an_index_has_so_many_are_counted(reader, monkeypatch, path):
    documents = every(reader, path)
    many = [(w, p) for w, p in FILTERS[path] if sum(map(p, documents)) > 3]
    for most in (3, len(documents) + 1):
        monkeypatch.setattr(total, "MOST_OF_ONE", most)
        told = set()
        for words, passes in many:
            answer = reader.get(
                f"/{path}", query_string=[*pairs(words), ("total", "true"), ("limit", 1)]
            )
            number, at_least = answer.json["total"], answer.json.get("total_at_least")
            told.add(at_least is None)
            fitting = sum(map(passes, documents))
            assert number == fitting if at_least is None else 3 <= at_least <= fitting, words
        # All of them, unless no filter has so many.
        assert told == {most > 3}


def test_filters_cost_no_more(client, count_statements):
    client.get("/meetings")
    for path, filters in FILTERS.items():
        words = "&".join(words for words, _ in filters if "&" not in words)
        assert cost(count_statements, client, f"/{path}?{words}") == 1, path
