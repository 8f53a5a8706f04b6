"""Citations: what their paths name, and that a path goes along with what it names."""

import pytest
from test_documents import told_by_tables
from test_writing import NEW, address, create, patch, pointers, replace

NEWS, READOUT = "osaka-2019-news-report", "osaka-2019-white-house-readout"


def citation(*paths, **said):
    return {"source": NEWS, "fields": list(paths), **said}


def cite(client, path, *citations):
    """Put these citations in the place of those that a record has."""
    return patch(client, path, citations=list(citations))


def kept(client, path):
    return client.get(path).json["citations"]


# What a path names


@pytest.mark.parametrize(
    ("record", "paths"),
    [
        (
            "/meetings/osaka-2019",
            "/duration_minutes /title /held_on /held_time /visit_class /place /place/name "
            "/place/venue /place/latitude /participants /topics /background /identifiers "
            "/participants/donald-trump /participants/donald-trump/title "
            "/participants/sergey-lavrov/presence /topics/syria /topics/syria/treatment "
            "/topics/afghanistan/note /background/0 /background/1/text /background/0/topics "
            "/outcomes/0 /outcomes/0/text /outcomes/0/kind /relations/0 /relations/0/note",
        ),
        (
            "/leaders/anton-siluanov",
            "/name /died_on /offices /offices/0 /offices/1 /offices/1/title /offices/0/ended_on "
            "/other_names",
        ),
        (
            "/statements/osaka-2019-readout-5",
            "/text /speaker /speaker_label /topics/iran /topics/iran/treatment /reply_to",
        ),
        ("/topics/crimea", "/name /broader /description"),
        ("/parties/jp", "/name /kind /other_names"),
        (f"/sources/{NEWS}", "/title /published_on /archived_url /note"),
    ],
)
def test_a_path_names_a_property_empty_or_not(writer, record, paths):
    answer = cite(writer, record, citation(*paths.split()))
    assert answer.status_code == 200, answer.text
    assert answer.json["citations"][0]["fields"] == paths.split()


def test_a_citation_without_paths_is_for_the_record_as_a_whole(writer):
    assert cite(writer, "/parties/jp", citation()).json["citations"][0]["fields"] == []


def test_a_nested_list_is_walked_by_topic_or_by_index(writer):
    entry = {"text": "Earlier talks.", "topics": ["syria", "iran"], "parties": ["us", "ru"]}
    outcome = {"kind": "follow_up", "topics": ["iran"]}
    create(writer, "meetings", background=[entry], outcomes=[outcome])
    paths = ["/background/0/topics/iran", "/background/0/parties/1", "/outcomes/0/topics/iran"]
    assert cite(writer, address("meetings"), citation(*paths)).status_code == 200
    wrong = ["/background/0/topics/0", "/background/0/parties/us", "/background/0/parties/2"]
    answer = cite(writer, address("meetings"), citation(*wrong))
    assert pointers(answer) == [f"/citations/0/fields/{number}" for number in range(3)]


NAMES_NOTHING = [
    "/nothing",
    "/colour/blue",
    "/title/0",
    "/title/x",
    "/duration_minutes/0",
    "/place/colour",
    "/place/name/0",
    "/participants/0",
    "/participants/barack-obama",
    "/participants/donald-trump/age",
    "/topics/0",
    "/topics/cuba",
    "/topics/syria/colour",
    "/background/99",
    "/background/00",
    "/background/01",
    "/background/-1",
    "/background/-",
    "/background/0/colour",
    "/background/0/parties/us",
    "/background/99999999999999999999",
    "/background/" + "9" * 280,
    "/outcomes/donald-trump",
    "/relations/helsinki-2018",
]
NO_PATHS = [
    "",
    "/",
    "//",
    "title",
    "title/",
    "/title/",
    "/place//name",
    "/Title",
    "/title\n",
    " /title",
    "/background/٠",
    "/background/²",
    "#/title",
    "/place.name",
    "/a~1b",
    "/*",
    "/" + "a" * 300,
    7,
    None,
    ["/title"],
    {},
]
words = str.split
NOT_CITED = [
    *words("/slug /version /created_at /updated_at /citations /citations/0"),
    *words("/citations/0/source /citations/0/fields/0 /slug/0 /version/0"),
]


@pytest.mark.parametrize("paths", [NAMES_NOTHING, NO_PATHS, NOT_CITED])
def test_a_path_that_names_nothing_is_refused_where_it_stands(writer, paths):
    answer = cite(writer, "/meetings/osaka-2019", citation(*paths))
    # A path may break two rules, and then there is an error for each.
    wanted = [f"/citations/0/fields/{number}" for number in range(len(paths))]
    assert list(dict.fromkeys(pointers(answer))) == wanted


def test_each_wrong_path_of_each_citation_has_its_pointer(writer):
    good, bad = "/title", "/nothing"
    answer = cite(writer, "/parties/jp", citation("/name"), citation("/name", bad, good))
    assert pointers(answer) == ["/citations/1/fields/1", "/citations/1/fields/2"]
    assert kept(writer, "/parties/jp") == []


def test_a_place_that_is_not_there_has_no_properties(writer):
    create(writer, "meetings")
    assert cite(writer, address("meetings"), citation("/place")).status_code == 200
    answer = cite(writer, address("meetings"), citation("/place/name"))
    assert pointers(answer) == ["/citations/0/fields/0"]


def test_what_is_cited_cannot_be_taken_away_from_under_its_citation(writer):
    path = "/meetings/osaka-2019"
    osaka = writer.get(path).json
    others = [one for one in osaka["participants"] if one["leader"] != "sergey-lavrov"]
    cite(writer, path, citation("/participants/sergey-lavrov/title"))
    assert pointers(patch(writer, path, participants=others)) == ["/citations/0/fields/0"]
    assert patch(writer, path, participants=others, citations=[]).status_code == 200


# What a citation says


def test_a_dispute_says_what_its_source_has_instead(writer):
    for nothing in ({}, {"value": None}):
        disputes = citation("/duration_minutes", relation="disputes", **nothing)
        answer = cite(writer, "/meetings/osaka-2019", citation("/title"), disputes)
        assert pointers(answer) == ["/citations/1/value"]


@pytest.mark.parametrize("relation", ["disputes", "qualifies", "confirms"])
@pytest.mark.parametrize("value", [90, 0, False, "", "1 hour", 1.5, [], {}, {"a": [None, {}]}])
def test_a_value_is_kept_whatever_it_is(writer, relation, value):
    said = citation("/name", relation=relation, value=value)
    assert cite(writer, "/parties/jp", said).json["citations"][0]["value"] == value
    assert kept(writer, "/parties/jp")[0]["value"] == value


def test_only_a_dispute_needs_a_value(writer):
    relations = ["confirms", "qualifies"]
    answer = cite(writer, "/parties/jp", *(citation("/name", relation=one) for one in relations))
    assert [one["value"] for one in answer.json["citations"]] == [None, None]


# Entries that move

TELEPHONED = {"text": "They spoke by telephone."}
RECALLED = {"text": "Ambassadors were recalled."}
EXPELLED = {"text": "Diplomats were expelled."}
LISTS = {
    "background": ("meetings", TELEPHONED, RECALLED, EXPELLED),
    "outcomes": (
        "meetings",
        {"kind": "commitment", "text": "Ambassadors return."},
        {"kind": "follow_up", "text": "Talks on strategic stability."},
        {"kind": "none_announced"},
    ),
    "relations": (
        "meetings",
        {"kind": "follows", "meeting": "osaka-2019"},
        {"kind": "follows", "meeting": "helsinki-2018"},
        {"kind": "follows", "meeting": "hamburg-2017"},
    ),
    "offices": (
        "leaders",
        {"title": "Senator for Delaware", "party": "us"},
        {"title": "Vice President of the United States", "party": "us"},
        {"title": "President of the United States", "party": "us"},
    ),
    "other_names": ("leaders", "Joseph R. Biden, Jr.", "Joseph Robinette Biden", "Джо Байден"),
}
each_list = pytest.mark.parametrize("name", LISTS)
REFUSED = ["/citations/0/fields/0"]


def with_entries(client, name, entries, *citations):
    """A new record with these entries and citations; its address, its document, the list."""
    kind = LISTS[name][0]
    created = create(client, kind, **{name: entries}, citations=list(citations))
    return address(kind), created.json, created.json[name]


def write(client, path, document, **changed):
    return replace(client, path, {**document, **changed})


@each_list
def test_a_cited_entry_does_not_move_without_its_citation(writer, name):
    _, one, two, three = LISTS[name]
    path, document, (a, b, c) = with_entries(
        writer, name, [one, two, three], citation(f"/{name}/1")
    )
    for entries in ([b, a, c], [a, c, b], [c, a, b]):
        assert pointers(write(writer, path, document, **{name: entries})) == REFUSED
        assert pointers(patch(writer, path, **{name: entries})) == REFUSED
    assert writer.get(path).json == document


@each_list
def test_a_cited_entry_moves_with_its_citation(writer, name):
    _, one, two, three = LISTS[name]
    path, document, (a, b, c) = with_entries(
        writer, name, [one, two, three], citation(f"/{name}/1")
    )
    moved = {**document["citations"][0], "fields": [f"/{name}/0"]}
    answer = write(writer, path, document, **{name: [b, a, c], "citations": [moved]})
    assert (answer.status_code, answer.json[name]) == (200, [b, a, c])
    back = {**moved, "fields": [f"/{name}/2"]}
    answer = patch(writer, path, **{name: [c, a, b], "citations": [back]})
    assert (answer.status_code, answer.json["citations"]) == (200, [back])


@each_list
def test_an_entry_is_not_put_before_a_cited_one_that_stays_behind(writer, name):
    _, one, two, three = LISTS[name]
    path, document, (a, b) = with_entries(writer, name, [one, two], citation(f"/{name}/1"))
    assert pointers(write(writer, path, document, **{name: [three, a, b]})) == REFUSED
    assert write(writer, path, document, **{name: [a, b, three]}).status_code == 200
    moved = {**document["citations"][0], "fields": [f"/{name}/2"]}
    answer = patch(writer, path, **{name: [a, three, b], "citations": [moved]})
    assert answer.status_code == 200


@each_list
def test_the_place_of_a_cited_entry_that_is_removed_is_not_left_to_another(writer, name):
    _, one, two, _ = LISTS[name]
    path, document, (_, b) = with_entries(writer, name, [one, two], citation(f"/{name}/0"))
    assert pointers(write(writer, path, document, **{name: [b]})) == REFUSED
    assert pointers(write(writer, path, document, **{name: []})) == REFUSED
    assert write(writer, path, document, **{name: [b], "citations": []}).status_code == 200


@each_list
def test_a_cited_entry_is_edited_in_its_place(writer, name):
    _, one, two, three = LISTS[name]
    path, document, (_, b) = with_entries(writer, name, [one, two], citation(f"/{name}/0"))
    answer = write(writer, path, document, **{name: [three, b]})
    assert (answer.status_code, answer.json["citations"]) == (200, document["citations"])


@pytest.mark.parametrize("name", ["background", "outcomes", "offices"])
def test_a_path_into_an_entry_moves_with_it_too(writer, name):
    kind, one, two, _ = LISTS[name]
    member = "title" if kind == "leaders" else "text"
    cites = citation(f"/{name}/0/{member}")
    path, document, (a, b) = with_entries(writer, name, [one, two], cites)
    assert pointers(write(writer, path, document, **{name: [b, a]})) == REFUSED
    moved = {**document["citations"][0], "fields": [f"/{name}/1/{member}"]}
    answer = write(writer, path, document, **{name: [b, a], "citations": [moved]})
    assert answer.status_code == 200


@each_list
def test_a_citation_of_the_whole_list_lets_its_entries_move(writer, name):
    _, one, two, _ = LISTS[name]
    path, document, (a, b) = with_entries(writer, name, [one, two], citation(f"/{name}"))
    assert write(writer, path, document, **{name: [b, a]}).status_code == 200


@each_list
def test_citations_that_differ_only_in_their_paths_are_told_apart(writer, name):
    """The same report is cited for one entry and, again, for another."""
    _, one, two, three = LISTS[name]
    cites = [citation(f"/{name}/0"), citation(f"/{name}/1")]
    path, document, (a, b, c) = with_entries(writer, name, [one, two, three], *cites)
    stays = write(writer, path, document, **{name: [a, c, b]})
    assert pointers(stays) == ["/citations/1/fields/0"]


@each_list
def test_citations_that_differ_only_in_their_paths_move_with_their_entries(writer, name):
    _, one, two, _ = LISTS[name]
    cites = [citation(f"/{name}/0"), citation(f"/{name}/1")]
    path, document, (a, b) = with_entries(writer, name, [one, two], *cites)
    first, second = document["citations"]
    moved = [{**first, "fields": [f"/{name}/1"]}, {**second, "fields": [f"/{name}/0"]}]
    answer = write(writer, path, document, **{name: [b, a], "citations": moved})
    assert answer.status_code == 200, answer.text
    assert answer.json["citations"] == moved


@each_list
def test_a_citation_that_is_corrected_in_the_same_write_does_not_hide_a_move(writer, name):
    _, one, two, _ = LISTS[name]
    cites = citation(f"/{name}/0", locator="para. 2")
    path, document, (a, b) = with_entries(writer, name, [one, two], cites)
    corrected = {**document["citations"][0], "locator": "para. 3"}
    answer = write(writer, path, document, **{name: [b, a], "citations": [corrected]})
    assert pointers(answer) == REFUSED


def test_participants_and_topics_are_reordered_freely_and_their_paths_survive(writer):
    path = "/meetings/osaka-2019"
    osaka = writer.get(path).json
    names = ("participants", "topics")
    answer = write(writer, path, osaka, **{name: osaka[name][::-1] for name in names})
    assert answer.status_code == 200
    assert answer.json["citations"] == osaka["citations"]
    assert [answer.json[name] for name in names] == [osaka[name][::-1] for name in names]


def test_the_topics_of_a_statement_are_reordered_freely(writer):
    path = "/statements/osaka-2019-readout-5"
    said = writer.get(path).json
    cite(writer, path, citation("/topics/iran", "/topics/syria/treatment"))
    answer = patch(writer, path, topics=said["topics"][::-1])
    assert (answer.status_code, answer.json["topics"]) == (200, said["topics"][::-1])


def test_citations_themselves_are_reordered_freely(writer):
    path = "/meetings/osaka-2019"
    osaka = writer.get(path).json
    answer = write(writer, path, osaka, citations=osaka["citations"][::-1])
    assert (answer.status_code, answer.json["citations"]) == (200, osaka["citations"][::-1])


def test_a_source_is_cited_by_a_record_of_every_kind(writer):
    for kind in NEW:
        create(writer, kind, citations=[citation(locator="para. 2", quote="“…”", note="Once.")])
    told = [kept(writer, address(kind)) for kind in NEW]
    assert {one["source"] for [one] in told} == {NEWS}
    assert {one["locator"] for [one] in told} == {"para. 2"}


def test_a_number_is_kept_as_it_was_written(writer):
    said = [citation("/name", relation="disputes", value=value) for value in (0.0, 80, 80.0, "80")]
    assert cite(writer, "/parties/jp", *said).status_code == 200
    tables = told_by_tables(writer, "party", "jp")["citations"]
    assert [repr(one["value"]) for one in tables] == ["0.0", "80", "80.0", "'80'"]
