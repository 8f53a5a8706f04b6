"""Totals: how many records pass filters, and of very many that there are as many or more."""

from itertools import combinations

import pytest
from documents import every
from fitting import DATES, FILTERS, fill, pairs
from lists import LISTS, asked

from models import listing, total


@pytest.fixture
def reader(writer):
    fill(writer)
    return writer


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
    # Else so few are told in full.
    for module in (listing, total):
        monkeypatch.setattr(module, "FEW", 0)
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
    many = [(w, p) for w, p in FILTERS[path] if sum(map(p, documents)) > 3 and "&" not in w]
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


@pytest.mark.parametrize("days", ["", "&date_from=2018", "&date_to=2019"])
@pytest.mark.parametrize("path", DATES)
def test_what_has_several_facets_is_listed_and_counted_as_by_indexes_of_its_own(
    reader, monkeypatch, path, days
):
    """The index of words is asked for it; where it has much, an index of each filter is."""
    some = [words for words, _ in FILTERS[path] if "date" not in words][::2]
    asked = [f"/{path}?{'&'.join(three)}{days}" for three in combinations(some, 3)]
    by_words = [reader.get(address).json for address in asked]
    totals = [reader.get(f"{address}&total=true&limit=1").json["total"] for address in asked]
    assert totals == [len(answer["items"]) for answer in by_words]
    for module in (listing, total):
        monkeypatch.setattr(module, "FEW", -1)
    assert [reader.get(address).json for address in asked] == by_words
    assert sum(bool(answer["items"]) for answer in by_words) > 5
