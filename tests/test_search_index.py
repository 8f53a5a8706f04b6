"""The index of words: what is written is found, an upgrade makes it, and `check` looks after it."""

import re
from pathlib import Path

import pytest
from alembic import command
from conftest import application
from documents import create
from serving import readout
from sqlalchemy import cast, select, text, update
from test_search import find, found, listed

from api import checking, examples
from models import Meeting, Statement, connection, make_engine, migrations, search, using
from models.lookup import DATED
from models.query import shaped
from models.words import joined, words
from schemas import KINDS
from schemas.text import render


def test_a_record_is_found_by_what_it_says_now(writer):
    topic = {"slug": "grain-exports", "name": "Grain exports"}
    create(writer, "topic", topic)
    assert found(writer, "grain") == [("topic", "grain-exports")]
    tag = writer.get("/topics/grain-exports").headers["ETag"]
    changed = writer.put(
        "/topics/grain-exports", json={**topic, "name": "Wheat"}, headers={"If-Match": tag}
    )
    assert changed.status_code == 200
    assert found(writer, "wheat") == [("topic", "grain-exports")]
    assert found(writer, '"grain exports" wheat') == [("topic", "grain-exports")], "by its slug"
    assert find(writer, "wheat")["items"][0]["title"] == "Wheat"
    tag = changed.headers["ETag"]
    assert writer.delete("/topics/grain-exports", headers={"If-Match": tag}).status_code == 204
    assert found(writer, "wheat") == found(writer, "grain") == []


def test_a_record_of_any_length_is_found(empty):
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    many = " ".join(a + b + c + d for a in letters for b in letters for c in letters for d in "xyz")
    document = {"slug": "long", "kind": "scene", "text": many[:100_000]}
    document["original_text"] = "語" * 100_000
    document["citations"] = []
    create(empty, "statement", document)
    assert found(empty, "aaax -bbbb") == [("statement", "long")]
    assert found(empty, "語語語") == [("statement", "long")]
    many_pairs = {"slug": "pairs", "kind": "scene", "text": MANY_PAIRS[:100_000], "citations": []}
    create(empty, "statement", many_pairs)
    assert found(empty, MANY_PAIRS[:5]) == found(empty, "pairs") == [("statement", "pairs")]
    assert found(empty, MANY_PAIRS[99_990:100_000]) == [], "it is beyond what is searched"


def of_a_form(url, revision):
    """Tables as they were after one of the steps, without any row. Takes those away that are."""
    engine = make_engine(url)
    if engine.name == "sqlite":
        Path(engine.url.database).unlink()
    else:
        with engine.begin() as tables:
            tables.execute(text("DROP SCHEMA public CASCADE"))
            tables.execute(text("CREATE SCHEMA public"))
    config = migrations._config()
    with engine.begin() as config.attributes["connection"]:
        command.upgrade(config, revision)
    return engine


HAN = [*map(chr, range(0x4E00, 0x9FFF))]
# So many letters, side by side in so many ways, that an index has no room for all pairs of them.
MANY_PAIRS = "".join(
    HAN[n * step % len(HAN)] for step in (1, 5, 7, 11, 13) for n in range(len(HAN))
)
# By what records are found: usual ones, one without a word, and of two words those that are one.
SAID = [
    search.Texts(["Die Straße", "R2-D2"], ["Yes yes, so they say: yes.", "", "日本国 a"]),
    search.Texts([], []),
    search.Texts(["one"], ["one", "other"]),
    search.Texts(["long"], [MANY_PAIRS, "the last word"]),
]


def test_words_side_by_side_are_in_the_index_after_an_upgrade(empty_archive):
    engine = of_a_form(empty_archive[0], "0014")
    columns = ("id", "record", "slug", "names", "texts", "words")
    with engine.begin() as tables:
        for number, said in enumerate(SAID):
            names, texts = (search.BETWEEN.join(map(joined, part)) for part in said)
            distinct = dict.fromkeys(f"to{word}" for word in words(f"{names} {texts}"))
            key = search.ids("topic")[0] + number
            row = (key, "topic", f"t{number}", names, texts, " ".join(distinct))
            given = ", ".join(f":{name}" for name in columns)
            if engine.name == "postgresql":
                given = given.replace(":words", "CAST(:words AS tsvector)")
            insert = text(f"INSERT INTO search ({', '.join(columns)}) VALUES ({given})")
            tables.execute(insert, dict(zip(columns, row, strict=True)))
    with using(engine):
        migrations.upgrade(engine)
        kept = search.read("topic", [f"t{number}" for number in range(len(SAID))])
        for number, said in enumerate(SAID):
            names, texts, told = search.folded("topic", said)
            assert kept[f"t{number}"][1:] == (names, texts, {*told.split()})
            assert len(told.encode()) <= search.INDEX_LENGTH
    engine.dispose()


# What begins with the mark of a kind and one sign is a facet, with two a pair of words.
FACET = re.compile(r"[a-z]{2}_[a-z]")


AT_STEP = "UPDATE alembic_version SET version_num = '{}'"


def undone(dialect):
    """What an archive did not have before it had facets."""
    yield "DROP INDEX ix_meetings_slug_recency"
    for word in ("kind", "status", "setting", "composition", "place_country"):
        yield f"DROP INDEX ix_meetings_{word}_slug_recency"
        yield f"CREATE INDEX ix_meetings_{word}_slug ON meetings ({word}, slug)"
    if dialect == "postgresql":
        yield "DROP TABLE search_index_words"
    yield AT_STEP.format("0016")


def test_facets_are_in_the_index_after_an_upgrade(archive):
    engine = make_engine(archive[0])
    with using(engine):
        rows = connection().execute(select(search.Search.id, search.Search.words)).all()
        kept = {row.id: {*row.words.replace("'", "").split()} for row in rows}
        for key, entries in kept.items():
            told = " ".join(entry for entry in entries if not FACET.match(entry))
            without = update(search.Search).where(search.Search.id == key)
            connection().execute(without.values(words=cast(told, search.Search.words.type)))
        for step in undone(connection().dialect.name):
            connection().execute(text(step))
        connection().commit()
        migrations.upgrade(engine)
        again = connection().execute(select(search.Search.id, search.Search.words)).all()
    assert {row.id: {*row.words.replace("'", "").split()} for row in again} == kept
    assert sum(bool(FACET.match(entry)) for entries in kept.values() for entry in entries) > 200
    engine.dispose()
    with application(archive[0]) as app:
        client = app.test_client()
        asked = "/statements?speaker=dmitry-peskov&meeting=osaka-2019&q=the&total=true&limit=1"
        answer = client.get(asked).json
        assert answer["total"] > 1
    assert readout(archive[0], "check").returncode == 0


def test_what_begins_so_is_found_whatever_letter_follows(empty_archive):
    """The words of what was there before an upgrade are known too."""
    names = {"a": "Zyq Zyqərbaycan", "b": "Zyqeri Алма", "c": "zyqцы 日本語", "d": "Zyq"}
    asked = {"zyq*": "abcd", "zyq* -zyq": "bc", "zyqə*": "a", "алм*": "b", "-zyqeri zyq*": "acd"}
    asked |= {"zyqeri* -zyqeri": "", '"zyq zyqə*"': "a", '"zyq zyqə*" -"zyq zyqərbaycan"': ""}
    engine = make_engine(empty_archive[0])
    with application(empty_archive[0]) as app:
        client = app.test_client()
        client.token = empty_archive[1].write
        for slug, name in names.items():
            create(client, "topic", {"slug": slug, "name": name})
        for query, slugs in asked.items():
            assert sorted(listed(client, "topic", query)) == [*slugs], query
        with using(engine):
            known = search.words_that_begin("to", 99)
            if engine.name == "postgresql":
                for step in ("DROP TABLE search_index_words", AT_STEP.format("0020")):
                    connection().execute(text(step))
                connection().commit()
                migrations.upgrade(engine)
            assert search.words_that_begin("to", 99) == known
            assert {"tozyq", "tozyqərbaycan", "toалма", "to語"} <= {*known}
    engine.dispose()


def test_what_was_there_before_the_index_is_found_after_an_upgrade(empty_archive):
    engine = of_a_form(empty_archive[0], "0001")
    old = examples.read(KINDS["topic"]) | {"slug": "grain-exports", "name": "Grain exports"}
    columns = ("slug", "name", "version", "created_at", "updated_at")
    row = {name: old[name] for name in columns} | {"document": render(old)}
    with engine.begin() as tables:
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        tables.execute(text(f"INSERT INTO topics ({names}) VALUES ({values})"), row)
    engine.dispose()
    assert readout(empty_archive[0], "init").returncode == 0
    with application(empty_archive[0]) as app:
        client = app.test_client()
        assert found(client, "grain") == [("topic", "grain-exports")]
        assert listed(client, "topic", "exports") == ["grain-exports"]


def test_words_that_begin_so_are_known(empty_archive):
    """The index is asked for each of them."""
    with application(empty_archive[0]) as app:
        client = app.test_client()
        client.token = empty_archive[1].write
        create(client, "topic", {"slug": "a", "name": "Rest restful rester restś 語 rest"})
        create(client, "topic", {"slug": "b", "name": "Restful resu"})
        with using(app.extensions["engine"]):
            known = [*search.words_that_begin("torest", 9)]
            assert known == ["torest", "torester", "torestful", "torests"]
            assert search.words_that_begin("torest", 2) == known[:2]
            assert search.words_that_begin("tor", 9) == [*known, "toresu"]
            assert search.words_that_begin("toresu", 9) == ["toresu"]
            assert "to__rest_restful" in search.words_that_begin("to__rest_rest", 9)
            assert search.words_that_begin("toz", 9) == []
            asked = {"restf*": "(torestful)", "resu* -resu": "(__)"}
            for typed, told in {
                **asked,
                "res* -restful": "(torest | torester | torests | toresu)",
            }.items():
                _, parameters = shaped(typed, ["topic"])
                index = parameters.get("index_topic", parameters["match_topic"])
                assert told in re.sub("[\"']", "", index.replace("OR", "|")), typed
            _, parameters = shaped("x -res*", ["topic"])
            assert parameters["match_topic"] in ('"tox" NOT "tores"*', "'tox' & !'tores':*")


def test_check_notices_what_searches_do_not_find(archive):
    with using(make_engine(archive[0])):
        assert list(checking.check_archive()) == []
        connection().rollback()
        connection().execute(text("DELETE FROM search WHERE slug = 'syria'"))
        connection().execute(text("UPDATE search SET texts = ' nothing ' WHERE slug = 'iran'"))
        connection().execute(text("UPDATE search SET slug = 'gone' WHERE slug = 'jp'"))
        connection().execute(text("UPDATE search SET recency = 1 WHERE slug = 'helsinki-2018'"))
        other = "(SELECT words FROM search WHERE slug = 'trade')"
        connection().execute(text(f"UPDATE search SET words = {other} WHERE slug = 'ru'"))
        connection().commit()
        assert sorted(checking.check_archive()) == [
            "meeting helsinki-2018: searches do not find it by what it says",
            "party gone: has rows and no document",
            "party jp: searches do not find it by what it says",
            "party ru: searches do not find it by what it says",
            "topic iran: searches do not find it by what it says",
            "topic syria: searches do not find it by what it says",
        ]


@pytest.mark.parametrize("model", [Meeting, Statement])
def test_the_words_of_a_record_are_kept_beside_what_its_list_is_sorted_by(model):
    sorts = {name.removeprefix("-") for order in model.sorts.values() for name in order}
    assert {"slug", *search.KEYS} >= {*sorts, *DATED}
    assert {*model.__table__.c.keys()} >= {*sorts, *DATED}
