"""How the databases are asked: in few statements, each by an index, no big table read through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from checked import document
from documents import create
from sqlalchemy import Engine, text

from api import paging
from models import Base, Statement, connection, total, using
from models.gap import GapKind
from models.listing import _search
from schemas import KINDS

COPIES = 200
# Every kind that an archive can have a million of. Of parties and topics there are hundreds.
BIG = {
    "citations",
    "citation_fields",
    "leaders",
    "meetings",
    "meeting_pairs",
    "meeting_participants",
    "meeting_topics",
    "revisions",
    "search",
    "sources",
    "statements",
    "statement_topics",
}
# What no copies are made of has none of its words.
WITHOUT = {"search": " WHERE record NOT IN ('party', 'topic')"}
# What is asked of each list, by itself in each of its orders, and together.
ASKED = {
    "meetings": [
        "leader=donald-trump",
        "leader=donald-trump&leader=vladimir-putin",
        "leader=donald-trump&kind=call&status=cancelled",
        "party=us",
        "party=us&date_from=2018&date_to=2019-03",
        "party=us&party=ru&date_from=2018-07-16&date_to=2018-07-16",
        "date_from=2018",
        "date_to=2018",
        "kind=call&kind=bilateral&date_from=2018",
        "topic=syria",
        "topic=syria&leader=vladimir-putin",
        "source=osaka-2019-galpost",
        "source=osaka-2019-galpost&kind=bilateral",
        "country=jp",
        "country=jp&country=fi",
        "part_of=g20-osaka-2019",
        "kind=call",
        "status=postponed",
        "status=postponed&status=proposed",
        "kind=bilateral&kind=call&status=cancelled&status=postponed",
        "setting=remote",
        "composition=plenary",
        "identifier=wikidata:Q1",
    ],
    "statements": [
        "meeting=osaka-2019",
        "meeting=osaka-2019&kind=remarks",
        "meeting=osaka-2019&phase=after&party=us",
        "speaker=donald-trump",
        "party=us",
        "topic=syria",
        "topic=syria&topic=arms-control",
        "topic=syria&speaker=donald-trump",
        "topic=syria&date_from=2019",
        "kind=memcon",
        "kind=memcon&kind=letter&phase=before",
        "phase=during",
        "date_from=2019-06-28&date_to=2019-06-28",
        "source=osaka-2019-galpost",
        "identifier=wikidata:Q1",
    ],
    "sources": ["kind=book", "party=us", "kind=book&kind=dataset", "identifier=wikidata:Q1"],
    "leaders": ["identifier=wikidata:Q1"],
}
TWO = "leader=donald-trump&leader=vladimir-putin"
# What is asked of more than one list.
QUESTIONS = [
    f"/encounters?{TWO}",
    f"/encounters?{TWO}&direct=false&kind=bilateral&date_from=2018",
    f"/encounters?{TWO}&leader=xi-jinping",
    "/leaders/vladimir-putin/counterparts",
    "/search?q=syria",
    "/search?q=syria+trade",
    '/search?q="arms+control"+-syria+put*&record=meeting',
    '/search?q="bill+of+rights"+-"on+the+record"',
    "/meetings?q=syria",
    "/statements?q=syria&topic=syria",
    f"/meetings?{TWO}&include=leaders&include=topics",
    "/meetings/osaka-2019?include=leaders&include=statements",
    "/meetings/osaka-2019/accounts",
    "/meetings/osaka-2019/claims",
    "/meetings/osaka-2019?as_of=2100-01-01T00:00:00Z",
    "/changes",
    "/changes?record=meeting",
    "/archive/coverage",
    "/topics/syria/trajectory?" + TWO,
    "/statements?source=osaka-2019-galpost&date_from=2019&total=true",
]
# A table that is read from end to end, as either database says it.
READ = re.compile(r"(?:\bSCAN|Seq Scan on) (\w+)")
# What SQLite has to sort. What it sorts it has read, with the document if that is asked for.
SORTED = "USE TEMP B-TREE"
# What SQLite takes for a way to few rows, and is one to all of a kind or of a topic.
POOR = re.compile(r"SEARCH citation\w* .*\(record=\?(?: AND slug>\?)?\)|\(topic=\?\) LEFT-JOIN")
# What SQLite asks of each row that it meets, of all that has a value: it takes the square then.
SQUARE = re.compile(r"CORRELATED [^\n]*\n *SEARCH \w+ (?!.*(?:slug|rowid|id)[=<>]\?)")


def fill(engine: Engine, copies: int = COPIES) -> None:
    """Many copies of what the archive holds, each some days later, by the databases' own means."""
    numbers = (
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL "
        f"SELECT n + 1 FROM numbers WHERE n < {copies})"
    )
    copy = "|| '-copy-' || n"
    changed = {
        "slug": f"slug {copy}",
        "id": "id + 10000 * n",
        "seq": "seq + 100000 * n",
        "meeting": f"meeting {copy}",
        "meeting_key": f"CASE meeting_key WHEN '~' THEN '~' ELSE meeting_key {copy} END",
    }
    later = {"recency": "recency - n", "first_day": "first_day + n", "last_day": "last_day + n"}
    with using(engine):
        for table in Base.metadata.sorted_tables:
            if table.name in BIG:
                names = [column.name for column in table.columns]
                copied = ", ".join({**changed, **later}.get(name, f'"{name}"') for name in names)
                listed = ", ".join(f'"{name}"' for name in names)
                found = f"{numbers} SELECT {copied} FROM {table.name} CROSS JOIN numbers"
                found += WITHOUT.get(table.name, "")
                connection().execute(text(f"INSERT INTO {table.name} ({listed}) {found}"))
        if engine.dialect.name == "sqlite":
            index = "INSERT INTO search_index (rowid, words) SELECT id, words FROM search"
            connection().execute(text(f"{index} WHERE slug LIKE '%-copy-%'"))
        connection().commit()
        if engine.dialect.name == "postgresql":
            # SQLite is never told how many there are of what.
            connection().execute(text("ANALYZE"))
            connection().commit()


def explained(engine: Engine, statement: str, parameters: Any) -> list[str]:
    """The lines of the plan of a statement."""
    how = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    with engine.connect() as session:
        if engine.dialect.name == "postgresql":
            # Of so few rows it would read all sooner than go by an index; is there one to go by?
            session.exec_driver_sql("SET enable_seqscan = off")
        given = tuple(parameters) if isinstance(parameters, list) else parameters
        rows = session.exec_driver_sql(f"{how} {statement}", given)
        # On SQLite a line has the number of the one that it is within, or 0.
        return [row[-1] if row[1:2] in ((), (0,)) else f"  {row[-1]}" for row in rows]


def scans(plan: list[str], ordered: bool) -> list[str]:
    """The lines by which a big table is read from end to end.

    Where `ordered`, it may be read along an index, until the page is full.
    """
    return [
        line
        for line in plan
        if POOR.search(line)
        or (
            (found := READ.search(line))
            # SQLite tells what a statement calls a table; the record's own has an alias.
            and re.sub(r"_\d+$", "", found[1]) in BIG | {"own"}
            and not (ordered and " INDEX " in line)
        )
    ]


def sorts_documents(url: str, statement: str, plan: list[str]) -> bool:
    """Whether SQLite sorts all documents of a list, and not the keys of a page that is found."""
    listed = url[1:].partition("?")[0] in ASKED and "document" in statement
    return (
        listed and ") AS found" not in statement and any(line.startswith(SORTED) for line in plan)
    )


def takes_the_square(url: str, plan: list[str]) -> bool:
    """Whether SQLite goes through all that has a value for each row of a list that it meets."""
    return url[1:].partition("?")[0] in ASKED and bool(SQUARE.search("\n".join(plan)))


def urls() -> Iterator[tuple[str, bool]]:
    """Addresses, each with whether a list is read along its own order until a page is full."""
    for path, questions in ASKED.items():
        model = next(s.model for s in KINDS.values() if s.model.__tablename__ == path)
        for sort in model.sorts:
            yield f"/{path}?sort={sort}", True
            for asked in questions:
                # Between days, if these are many.
                by_days = all(name.startswith("date_") for name in asked.split("&"))
                yield f"/{path}?sort={sort}&{asked}", sort == "slug" and by_days
        yield from ((f"/{path}?total=true&limit=1&{asked}", False) for asked in questions)
    for path in (
        "meetings/osaka-2019",
        "statements/osaka-2019-s1",
        "meetings/osaka-2019/revisions",
    ):
        yield f"/{path}", False
    yield "/meetings/gone", False
    yield from ((path, False) for path in QUESTIONS)
    # Gone through along an index until a page is full, as lists are.
    yield from ((f"/archive/gaps?kind={kind}", True) for kind in GapKind)
    # All there is, in the order of an index.
    yield from ((f"/exports/{name}.csv", True) for name in ("participations", "dyads"))


@pytest.mark.parametrize("most_counted", [total.MOST_COUNTED, 2])
def test_no_question_makes_a_database_read_a_big_table_through(
    app, client, said, monkeypatch, most_counted
):
    engine = app.extensions["engine"]
    fill(engine)
    monkeypatch.setattr(total, "MOST_COUNTED", most_counted)
    wrong = {}
    for url, ordered in urls():
        # Else, the same is asked whatever is counted.
        if most_counted == 2 and "total=true" not in url:
            continue
        for page in range(2):
            said.clear()
            answer = client.get(url).get_json(silent=True)
            for statement, parameters in [s for s in said if s[0].startswith(("SELECT", "WITH"))]:
                plan = explained(engine, statement, parameters)
                if (
                    scans(plan, ordered)
                    or sorts_documents(url, statement, plan)
                    or takes_the_square(url, plan)
                ):
                    wrong[url, page] = plan
            url = answer and answer.get("next_url")
            if not url:
                break
    assert wrong == {}


def test_of_words_and_pairs_no_text_is_asked(client, said):
    for query, looked_up in {
        'the "arms control" -"the end" -syria put*': False,
        '"arms control tr*"': True,
        'the -"bill of rights"': True,
    }.items():
        said.clear()
        assert client.get("/search", query_string={"q": query, "total": "true"}).status_code == 200
        asked = [statement for statement, _ in said if statement.startswith(("SELECT", "WITH"))]
        assert any(re.search(r"(instr|strpos)\(", s) for s in asked) is looked_up, query


@pytest.mark.parametrize("asked", ["", "&leader=vladimir-putin", "&date_from=1990"])
def test_few_that_a_query_finds_are_put_in_order_without_a_look_at_them(app, client, said, asked):
    engine = app.extensions["engine"]
    fill(engine)
    following = client.get(f"/meetings?q=syria&limit=1{asked}").json["next_url"]
    said.clear()
    assert client.get(following).json["items"]
    (page,) = [s for s in said if s[0].startswith(("WITH matched", "WITH known"))]
    plan = explained(engine, *page)
    assert any("search" in line for line in plan)
    assert [line for line in plan if re.search("meeting|recency_", line)] == []


# A word that thousands of statements have, beside one that a few have.
RARE_AND_COMMON = [
    "meeting=osaka-2019&kind=remarks",
    "speaker=somebody&kind=remarks",
    "kind=remarks&phase=during&speaker=somebody",
    "topic=syria&speaker=somebody&kind=remarks",
    "speaker=somebody&kind=remarks&date_from=2018",
]


def test_of_several_filters_that_leads_which_lets_the_fewest_through(app, writer, monkeypatch):
    engine = app.extensions["engine"]
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has statistics, and no steps to be counted")
    create(writer, "leader", {"slug": "somebody", "name": "Somebody"})
    told = {"slug": "one", "kind": "remarks", "phase": "during", "text": "Yes."}
    told |= {"speaker": "somebody", "made_on": "2019-06-28", "topics": [{"topic": "syria"}]}
    create(writer, "statement", told)
    fill(engine)
    with using(engine):
        for table in ("statement_topics", "statements"):
            connection().execute(text(f"DELETE FROM {table} WHERE slug LIKE 'one-copy-%'"))
        connection().commit()
    ticks = []
    with engine.connect() as session:
        # All that follows goes by this connection, the last that was given back.
        session.connection.dbapi_connection.set_progress_handler(lambda: ticks.append(1), 1000)
    # Nor is the index of words asked, which knows so few.
    monkeypatch.setattr("models.listing.FEW", 0)
    # So that to count is next to nothing here too.
    for module in ("filters", "page"):
        monkeypatch.setattr(f"models.{module}.COMPARED", 50)
    monkeypatch.setattr("models.listing._search", _search.__wrapped__)
    assert writer.get("/statements?kind=remarks&total=true&limit=1").json["total"] > 1500
    asked = [
        f"/statements?sort={sort}&{few}" for sort in Statement.sorts for few in RARE_AND_COMMON
    ]
    # Of a party hundreds of meetings come before the first of a country.
    for url in (*asked, "/meetings?party=us&country=jp&sort=slug&limit=1"):
        ticks.clear()
        assert writer.get(url).json["items"], url
        assert len(ticks) < 4, (url, len(ticks))


# Beside what an operation requires, one at a time.
FURTHER = {"total": "true", "limit": 200, "as_of": "2100-01-01T00:00:00Z"}


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """The addresses of all that can be read, each with queries, by the document's examples."""
    readable = {p: methods for p, methods in document()["paths"].items() if "get" in methods}
    for path, methods in readable.items():
        said = [*methods.get("parameters", []), *methods["get"].get("parameters", [])]
        place = {p["name"]: p["example"] for p in said if p["in"] == "path"}
        query = {p["name"]: p for p in said if p["in"] == "query"}
        required = {
            name: p["schema"]["examples"][0] for name, p in query.items() if p.get("required")
        }
        further = {name: value for name, value in FURTHER.items() if name in query}
        if "include" in query:
            kinds = query["include"]["schema"]["items"]["$ref"].rpartition("/")[2]
            further["include"] = document()["components"]["schemas"][kinds]["enum"]
        for more in ({}, *({name: value} for name, value in further.items())):
            yield path.format(**place), {**required, **more}


def test_every_operation_takes_fewer_than_five_statements_however_much_it_reads(app, client, said):
    fill(app.extensions["engine"], 60)
    # Of no list is all in memory at once.
    assert client.get("/meetings?date_to=2100&total=true").json["total"] > paging.CHUNK
    cost = {}
    for path, query in operations():
        said.clear()
        answer = client.get(path, query_string=query)
        assert answer.status_code == 200, (path, query, answer.text[:500])
        # To its end.
        assert answer.data
        cost[path, *query] = len(said)
    assert {asked: number for asked, number in cost.items() if number > 4} == {}
    # As many as there are, and not none because nobody counted.
    assert len(cost) > 150
    assert cost["/meetings.csv",] == 2
