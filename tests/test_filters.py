"""Filters: what they let through, by words, by slugs and by days, and what they refuse."""

from datetime import date
from itertools import combinations

import pytest
from documents import create, every
from fitting import DATES, FILTERS, MACRON, fill, pairs
from lists import CLOSED, DAYS, LISTS, a_meeting, a_statement, asked, cost, in_days, refused, slugs

from models import listing, page
from schemas import KINDS

SORTS = [
    (schema.model.__tablename__, sort) for schema in KINDS.values() for sort in schema.model.sorts
]


@pytest.fixture(params=[page.COMPARED, 1], ids=["sorted", "met"])
def few(request, monkeypatch):
    """How much that lies between days is sorted by slug: all of it here, or next to nothing."""
    monkeypatch.setattr(page, "COMPARED", request.param)
    listing._search.cache_clear()
    yield
    listing._search.cache_clear()


@pytest.fixture
def reader(writer):
    fill(writer)
    return writer


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


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("path", LISTS)
def test_two_filters_let_through_what_both_do(reader, path):
    documents = every(reader, path)
    for (words, passes), (more, passes_too) in combinations(FILTERS[path], 2):
        fitting = [d for d in documents if passes(d) and passes_too(d)]
        if not {name for name, _ in pairs(words)} & {name for name, _ in pairs(more)}:
            assert asked(reader, path, *pairs(f"{words}&{more}")) == slugs(fitting), (words, more)


@pytest.mark.usefixtures("few")
def test_what_passes_filters_between_two_days_is_in_the_order_of_slugs(reader):
    """It is sorted, or met in that order, whichever seems to be less."""
    documents = every(reader, "meetings", sort="slug")
    days = [("date_from", "1985"), ("date_to", "2018-11")]
    between = set(asked(reader, "meetings", *days))
    for words, passes in FILTERS["meetings"]:
        fitting = [d["slug"] for d in documents if passes(d) and d["slug"] in between]
        query = [*pairs(words), *days, ("sort", "slug")]
        assert in_pages(reader, "meetings", *query) == fitting, words


@pytest.mark.parametrize("led", ["party=us", "leader=donald-trump", "topic=trade"])
def test_several_values_of_a_word_beside_entries_are_in_the_order_of_slugs(reader, led):
    """Each value is looked for by itself, unless there are too many to."""
    words = [*pairs("country=jp&country=fi&country=fr&kind=bilateral&kind=call")]
    countries, kinds = ({v for n, v in words if n == name} for name in ("country", "kind"))
    countries |= {"kh", "se"}
    fitting = [
        document["slug"]
        for document in every(reader, "meetings", **dict(pairs(led)), sort="slug")
        if (document["place"] or {}).get("country") in countries and document["kind"] in kinds
    ]
    assert fitting
    for asked_for in (words, [*words, ("country", "kh"), ("country", "se")]):
        query = [*pairs(led), *asked_for, ("sort", "slug")]
        assert in_pages(reader, "meetings", *query) == fitting


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


def test_filters_cost_no_more(client, count_statements):
    """By several the index of words is asked first; that of PostgreSQL, after a look at some."""
    client.get("/meetings")
    first = 1 + (client.application.extensions["engine"].dialect.name == "postgresql")
    for path, filters in FILTERS.items():
        single = [words for words, _ in filters if "&" not in words]
        assert cost(count_statements, client, f"/{path}?{'&'.join(single)}") <= 1 + first, path
        assert cost(count_statements, client, f"/{path}?{'&'.join(single[:2])}") == 1, path
