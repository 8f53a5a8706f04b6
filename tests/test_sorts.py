"""Sorts: the orders of every list."""

import pytest
from documents import create, every
from lists import CLOSED, DAYS, a_meeting, a_statement, asked, in_days, slugs

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
