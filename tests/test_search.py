"""Search: what a query finds, in what order it is listed, and that both databases agree on it."""

import html
import re
from contextlib import ExitStack

import pytest
from conftest import application
from documents import create, every
from hypothesis import given, settings
from hypothesis import strategies as st

from models import gin, matches, search
from models.words import joined, located, parse, words
from schemas import KINDS
from schemas.search import texts_of

LISTS = {record: schema.model.__tablename__ for record, schema in KINDS.items()}
# Documents whose words are not plain to see, beside the seeds.
MADE_UP = [
    ("leader", {"slug": "volodymyr-zelenskyy", "name": "Volodymyr Želénskyy"}),
    ("leader", {"slug": "lech-walesa", "name": "Lech Wałęsa", "other_names": ["Лех Валенса"]}),
    (
        "topic",
        {"slug": "strasse", "name": "Die STRASSE; die Straße", "description": "R2-D2 & C_3PO"},
    ),
    ("party", {"slug": "tokyo", "name": "日本国", "kind": "territory", "other_names": ["ニホン"]}),
    (
        "source",
        {"slug": "hindi", "title": "हिन्दी समाचार", "kind": "wire_report", "note": "½ № 5 ﬁn"},
    ),
    ("statement", {"slug": "thrice", "kind": "scene", "text": "yes yes yes, so so they say: yes"}),
    (
        "statement",
        {"slug": "markup", "kind": "scene", "text": "<b>Summit</b> & \"talks\" 'on' ice"},
    ),
    ("statement", {"slug": "long", "kind": "scene", "text": "summit " * 300 + "of the last word"}),
]


def find(client, query, **asked):
    response = client.get("/search", query_string={"q": query, **asked})
    assert response.status_code == 200, (query, response.text[:300])
    return response.json


def found(client, query, **asked):
    """The records found, best first."""
    items = find(client, query, limit=200, **asked)["items"]
    return [(item["record"], item["slug"]) for item in items]


def listed(client, record, query, **asked):
    response = client.get(f"/{LISTS[record]}", query_string={"q": query, "limit": 200, **asked})
    assert response.status_code == 200, (query, response.text[:300])
    return [item["slug"] for item in response.json["items"]]


def fill(client):
    for record, document in MADE_UP:
        create(client, record, document)


@pytest.fixture
def reader(writer):
    """A reader of the seeds and of the documents made up."""
    fill(writer)
    return writer


# What is found


def test_the_osaka_statement_about_meddling_is_found_with_its_words_marked(client):
    assert find(client, "meddle", total="true") == {
        "items": [
            {
                "record": "statement",
                "slug": "osaka-2019-press-4-remarks",
                "title": "don’t meddle in the election",
                "snippet": "don’t <mark>meddle</mark> in the election",
                "score": 0.63,
            }
        ],
        "next_url": None,
        "next_cursor": None,
        "total": 1,
        "counts": {"statement": 1},
        "ranked": 200,
    }


# Each query with a record that it finds, and one that it does not.
QUERIES = [
    ("Zelenskyy", "volodymyr-zelenskyy", "lech-walesa"),
    ("ZELÉNSKYY", "volodymyr-zelenskyy", "lech-walesa"),
    ("walesa", "lech-walesa", "volodymyr-zelenskyy"),
    ("ВАЛЕНСА", "lech-walesa", "volodymyr-zelenskyy"),
    ("zel*", "volodymyr-zelenskyy", "lech-walesa"),
    ("strasse", "strasse", "thrice"),
    ("STRAẞE", "strasse", "thrice"),
    ("c_3po", "strasse", "thrice"),
    ("日本", "tokyo", "hindi"),
    ("本国", "tokyo", "hindi"),
    ("ニホン", "tokyo", "hindi"),
    ("हिन्दी", "hindi", "tokyo"),
    ("1 2 no fin", "hindi", "tokyo"),
    ("yes so", "thrice", "markup"),
    ('"yes yes yes"', "thrice", "markup"),
    ('"so they" say', "thrice", "markup"),
    ('"so th*" -talks', "thrice", "markup"),
    ("“they say”", "thrice", "markup"),
    ("they-say", "thrice", "markup"),
    ('yes "say: yes', "thrice", "markup"),
    ("summit -word", "markup", "long"),
    ('summit -"the last word"', "markup", "long"),
    ('summit -"last the"', "long", "thrice"),
    ("talks AND -yes", None, "thrice"),
    # Nothing has what it must not have.
    ("summit -summit", None, "long"),
    ('"last word" -la*', None, "long"),
    ('summ* -"summit summit"', "markup", "long"),
    ("osaka 2019", "osaka-2019", "helsinki-2018"),
    ("osaka-2019", "osaka-2019", "helsinki-2018"),
    ('"talks on ice"', "markup", "thrice"),
    # A phrase does not go from one text into the next.
    ('"Walesa Лех"', None, "lech-walesa"),
    ('"walesa walesa"', None, "lech-walesa"),
]


def test_a_query_finds_what_it_says(reader):
    for query, one, other in QUERIES:
        slugs = {slug for _, slug in found(reader, query)}
        assert (one in slugs) is (one is not None), query
        assert other not in slugs, query


# Queries that ask for no word, or for nothing but its absence.
EMPTY = ["", " ", "-", '"', '""', '-""', "*", "-*", "🕊️", "-trump", '-"a b" -c', "& | !", "()", "'"]


def test_a_query_that_asks_for_no_word_finds_nothing(client):
    for query in EMPTY:
        answer = find(client, query, total="true")
        assert (answer["items"], answer["total"], answer["counts"]) == ([], 0, {}), query
        assert listed(client, "meeting", query) == [], query


def test_what_begins_so_is_found_however_many_words_do(reader, monkeypatch):
    typed = ["summ*", '"the pre*"', "trump -put*", "日*", "tri* sum*"]
    whole = [found(reader, one) for one in typed]
    assert all(whole[:4])
    monkeypatch.setattr("models.query.MANY", 1)
    assert [found(reader, one) for one in typed] == whole


# What a query language of a database would trip over.
ODD = [
    'trump"',
    '"trump',
    "trump:* & putin",
    "title:trump",
    "trump NEAR(putin)",
    "^trump",
    "{names texts} : trump",
    "trump) OR (putin",
    "trump' --",
    "trump\\",
    "tr%mp t_ump",
    "<->",
    "trump <2> putin",
    "trump AND",
    "NOT trump",
    "\ufeff\u202etrump",
    "\ud83d",
    "trump " * 1666,
    "日" * 10_000,
    "ﷺ" * 10_000,
    "a* " * 3333,
    '-"' * 5000,
    "x" * 10_000,
]


def test_whatever_is_typed_is_a_query(client):
    for query in ODD:
        typed = query.encode("utf-8", "replace")
        assert "items" in find(client, typed)
        listed(client, "statement", typed)


def test_a_query_has_its_bounds(client):
    for asked in ({"q": "x" * 10_001}, {"q": "a\0b"}, {}, {"q": "x", "record": "token"}):
        assert client.get("/search", query_string=asked).status_code == 422, asked
    assert client.get("/meetings", query_string={"q": "\0"}).status_code == 422


# Both databases, and a reading of the documents without any


def naively(documents, query):
    """What a query finds if every document is read."""
    terms = parse(query)
    if not any(term.wanted for term in terms):
        return set()
    return {
        key
        for key, texts in documents.items()
        if all(any(t.needle in text for text in texts) is t.wanted for t in terms)
    }


WORDS = "trump putin the of and a 2019 yes so 日本 本 ニ हिन्दी straße Wałęsa osaka-2019"
TYPED = st.builds(
    "".join,
    st.lists(
        st.sampled_from([" ", " ", " -", '"', "* ", "-", "“", "*", "'", " AND ", "(", ":", "\\"])
        | st.sampled_from(WORDS.split())
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3),
        max_size=8,
    ),
)


def texts_of_all(client):
    return {
        (record, document["slug"]): [joined(t) for part in said for t in part]
        for record, path in LISTS.items()
        for document in every(client, path)
        for said in [texts_of(KINDS[record], document)]
    }


def test_both_databases_find_what_the_documents_say(sqlite, postgresql):
    with ExitStack() as stack:
        clients = []
        for database in (sqlite, postgresql):
            url, tokens = stack.enter_context(database.copy(seeded=True))
            clients.append(stack.enter_context(application(url)).test_client())
            clients[-1].token = tokens.write
            fill(clients[-1])
        documents = texts_of_all(clients[0])

        @settings(max_examples=80, deadline=None)
        @given(TYPED)
        def agree(query):
            answers = [find(client, query, limit=200, total="true") for client in clients]
            assert answers[0] == answers[1]
            slugs = {(item["record"], item["slug"]) for item in answers[0]["items"]}
            assert slugs == naively(documents, query)
            assert answers[0]["total"] == sum(answers[0]["counts"].values()) == len(slugs)
            for record in ("meeting", "statement"):
                theirs = {slug for kind, slug in slugs if kind == record}
                in_lists = [{*listed(client, record, query)} for client in clients]
                assert in_lists == [theirs, theirs]

        agree()


# How it is listed


def test_a_name_weighs_more_than_a_text(client):
    assert found(client, "syria")[0] == ("topic", "syria")
    assert found(client, "donald trump")[0] == ("leader", "donald-trump")
    items = find(client, "trump putin", limit=200)["items"]
    assert [item["score"] for item in items] == sorted((i["score"] for i in items), reverse=True)


def test_kinds_narrow_and_are_counted(client):
    every_kind = found(client, "trump")
    for asked in (["statement"], ["leader", "meeting"], ["leader,meeting"], ["topic", "topic"]):
        kinds = {kind for names in asked for kind in names.split(",")}
        assert found(client, "trump", record=asked) == [f for f in every_kind if f[0] in kinds]
        counts = find(client, "trump", record=asked)["counts"]
        assert counts == {k: n for k, n in find(client, "trump")["counts"].items() if k in kinds}


def test_pages_joined_are_the_whole(client):
    whole = find(client, "the", limit=200)["items"]
    assert len(whole) > 30
    for limit in (1, 7):
        joined_pages, address = [], f"/search?q=the&limit={limit}"
        while address:
            page = client.get(address).json
            joined_pages += page["items"]
            address = page["next_url"]
        assert joined_pages == whole


def test_a_cursor_is_good_for_its_own_query_only(client):
    cursor = find(client, "the", limit=1)["next_cursor"]
    for asked in ({"q": "a"}, {"q": "the", "record": "topic"}, {"q": "the", "cursor": "x"}):
        response = client.get("/search", query_string={"cursor": cursor, **asked})
        assert response.status_code == 422, asked


def test_of_a_common_word_those_written_last_are_ranked(client, monkeypatch):
    monkeypatch.setattr(matches, "RANKED", 3)
    answer = find(client, "the", total="true", limit=200)
    assert max(answer["counts"].values()) == answer["ranked"] == 3
    assert len(answer["items"]) == sum(answer["counts"].values()) < answer["total"]
    # The seeds were written by slug.
    newest = sorted(slug for kind, slug in found(client, "the") if kind == "statement")
    assert newest == sorted(listed(client, "statement", "the"))[-3:]


# Which of 150 topics have a word: the newest is the first.
SPREAD = {
    "every": lambda n: True,
    "third": lambda n: n % 3 == 0,
    "tenth": lambda n: n % 10 == 1,
    "late": lambda n: n < 2,
    "soon": lambda n: 4 <= n < 9,
    "early": lambda n: n > 100,
}


@pytest.fixture(params=[(20, search.BLOCK), (20, 8), (1, 16), (150, 8)])
def blocks(request, monkeypatch):
    """Parts of the newest that are gone through, and blocks of rows: of all lengths."""
    monkeypatch.setattr(gin, "PART", request.param[0])
    monkeypatch.setattr(gin, "BLOCKS", 2)
    for module in (search, gin):
        monkeypatch.setattr(module, "BLOCK", request.param[1])
    # They are a part of the statements, which are made once.
    made = (matches._ranked, matches._count)
    for each in made:
        each.cache_clear()
    yield
    for each in made:
        each.cache_clear()


@pytest.mark.parametrize("looked_up", [False, True])
def test_those_written_last_are_found_wherever_they_stand(writer, monkeypatch, blocks, looked_up):
    """PostgreSQL goes through some of 150, and asks for blocks if these promise enough."""
    monkeypatch.setattr(matches, "RANKED", 5)
    for n in reversed(range(150)):
        has = [word for word, which in SPREAD.items() if which(n)]
        name = " ".join(f"here {word} is" for word in has)
        create(writer, "topic", {"slug": f"number-{n}", "name": name})
    for word, which in SPREAD.items():
        query = f'"here {word} is"' if looked_up else word
        newest = [f"number-{n}" for n in range(150) if which(n)]
        mine = [slug for _, slug in found(writer, query, record="topic")]
        assert sorted(mine) == sorted(newest[:5]), query
        number = find(writer, f"{query} {word[:4]}*", record="topic", total="true")["total"]
        assert number == len(newest), query


def test_of_very_many_it_is_told_that_there_are_as_many_or_more(client, monkeypatch):
    monkeypatch.setattr(matches, "RANKED", 3)
    whole = find(client, "the", total="true", limit=1, record=["statement", "meeting"])
    assert whole["total"] > 10
    assert "total_at_least" not in whole
    # As many as are counted may be all, or not.
    for most in (4, whole["total"]):
        monkeypatch.setattr(matches, "COUNTED", most)
        answer = find(client, "the", total="true", limit=1, record=["statement", "meeting"])
        assert (answer["total"], answer["total_at_least"]) == (None, most)
    monkeypatch.setattr(matches, "COUNTED", whole["total"] + 1)
    assert find(client, "the", total="true", limit=1, record=["statement", "meeting"]) == whole


# Snippets


def test_what_is_not_found_is_escaped(reader):
    [item] = find(reader, "ice")["items"]
    assert item["snippet"] == (
        "&lt;b&gt;Summit&lt;/b&gt; &amp; &quot;talks&quot; &#x27;on&#x27; <mark>ice</mark>"
    )
    assert item["title"] == "<b>Summit</b> & \"talks\" 'on' ice"


@given(st.text() | st.text("aB é中ไ½\u0301 _-’\n"))
def test_every_folded_word_is_located_where_it_stands(text):
    places = located(text)
    assert len(places) == len(words(text))
    for word, (start, end) in zip(words(text), places, strict=True):
        assert word in words(text[start:end])


def test_a_snippet_is_the_passage_where_it_says_so(reader):
    [item] = find(reader, '"the last word"')["items"]
    assert item["snippet"].endswith("summit of <mark>the last word</mark>")
    assert item["snippet"].startswith("… summit")
    assert len(item["snippet"]) < 300


def test_every_snippet_marks_what_was_asked_for_and_quotes_the_record(reader):
    for query in ("trump", "osaka 2019", "the", "yes", "walesa", "本", "हिन्दी", "fin", "don’t"):
        for item in find(reader, query, limit=200)["items"]:
            marked = re.findall("<mark>(.*?)</mark>", item["snippet"])
            assert marked, (query, item)
            assert all({*words(html.unescape(m))} <= {*words(query)} for m in marked), item
            plain = html.unescape(re.sub("</?mark>|^… | …$", "", item["snippet"]))
            document = reader.get(f"/{LISTS[item['record']]}/{item['slug']}").json
            texts = [t for part in texts_of(KINDS[item["record"]], document) for t in part]
            assert any(plain in re.sub(r"\s+", " ", t) for t in texts), item


# What it costs


def test_a_search_costs_the_same_however_much_it_finds(client, count_statements):
    find(client, "x")
    # PostgreSQL looks at some of all records first.
    few = 1 + (client.application.extensions["engine"].dialect.name == "postgresql")
    for address, cost in (
        ("/search?q=the", 2),
        ("/search?q=the&limit=1&total=true", 2),
        ("/search?q=meddle", 2),
        ("/meetings?q=the", few + 1),
        ("/statements?q=the%20trump%20-putin&total=true&kind=remarks", few + 1),
        ("/statements?q=the%20trump%20-putin&total=true&limit=1", few + 1),
    ):
        with count_statements() as said:
            assert client.get(address).status_code == 200
        assert len(said) == cost, address
