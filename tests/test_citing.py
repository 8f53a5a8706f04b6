"""Linked data, bibliographies and feeds, as other people's programs read them."""

import warnings

import bibtexparser
import feedparser
import orjson
import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from documents import create, documents, fill_pool
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from test_calendars import AT

from api.formats import FORMATS, RECORD, bib, csl, fitting
from api.formats import jsonld as linked
from schemas import KINDS, RecordSchema, fields
from schemas.base import finish
from schemas.text import render

SCHEMA = "https://schema.org/"
CITED = ["meeting", "statement", "source"]


def expanded(body):
    """What a JSON-LD processor understands; it may fetch nothing."""

    def refuse(url, _):
        raise AssertionError(url)

    (node,) = jsonld.expand(orjson.loads(body), {"documentLoader": refuse})
    return node


def said(node, term):
    return [one.get("@value", one.get("@id")) for one in node.get(f"{SCHEMA}{term}", [])]


def entry(body):
    """The fields of the one entry that a reader of BibTeX finds."""
    library = bibtexparser.parse_string(body.decode())
    assert library.failed_blocks == []
    (found,) = library.entries
    return found.key, {field.key: field.value for field in found.fields}


def unescaped(text):
    for sign in "#$%&_{}":
        text = text.replace(f"\\{sign}", sign)
    names = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
    for name, sign in names.items():
        text = text.replace(f"\\{name}{{}}", sign)
    return text


def rendered(body):
    """The line that citeproc makes of an item."""
    items = orjson.loads(body)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        made = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        made.register(Citation([CitationItem(items[0]["id"])]))
        return str(made.bibliography()[0])


def address(record):
    plural = KINDS[record].model.__tablename__
    slugs = {"statement": "osaka-2019-press-2-answer", "source": "osaka-2019-white-house-readout"}
    return f"/{plural}/{slugs.get(record, 'osaka-2019')}"


# JSON-LD


def test_a_meeting_is_an_event_of_schema_org(client):
    answer = client.get("/meetings/osaka-2019", headers={"Accept": "application/ld+json"})
    assert answer.mimetype == "application/ld+json"
    node = expanded(answer.data)
    assert node["@id"] == "http://localhost/meetings/osaka-2019"
    assert node["@type"] == [f"{SCHEMA}Event"]
    assert said(node, "startDate") == ["2019-06-28"]
    assert said(node, "superEvent") == ["http://localhost/meetings/g20-osaka-2019"]
    roles = node[f"{SCHEMA}attendee"]
    assert {role["@type"][0] for role in roles} == {f"{SCHEMA}Role"}
    assert (said(roles[0], "attendee"), said(roles[0], "roleName")) == (
        ["http://localhost/leaders/donald-trump"],
        ["President of the United States"],
    )
    cancelled = expanded(client.get("/meetings/buenos-aires-2018.jsonld").data)
    assert said(cancelled, "eventStatus") == [f"{SCHEMA}EventCancelled"]


def test_other_records_are_what_schema_org_has_for_them(client):
    person = expanded(client.get("/leaders/vladimir-putin.jsonld").data)
    assert person["@type"] == [f"{SCHEMA}Person"]
    assert said(person, "name") == ["Vladimir Putin"]
    statement = expanded(client.get("/statements/osaka-2019-press-2-answer.jsonld").data)
    assert statement["@type"] == [f"{SCHEMA}CreativeWork"]
    assert said(statement, "author") == ["http://localhost/leaders/donald-trump"]
    assert said(statement, "about")[0] == "http://localhost/meetings/osaka-2019"
    report = expanded(client.get("/sources/osaka-2019-news-report.jsonld").data)
    assert report["@type"] == [f"{SCHEMA}NewsArticle"]


def linked_meeting(document):
    made = {"slug": "tehran-1943", "title": "Tehran", "kind": "summit", "status": "held"}
    loaded = KINDS["meeting"]().load({**made, **document})
    return linked.FORMAT.one(KINDS["meeting"], finish(loaded, 1, AT, AT), "http://x/", {})


def test_a_date_that_iso_has_not_is_an_edtf_literal():
    interval = expanded(linked_meeting({"held_on": "1943-11-28/1943-12-01"}))
    assert said(interval, "startDate") == ["1943-11-28"]
    assert said(interval, "endDate") == ["1943-12-01"]
    for date in ("195X", "1972-02~", "1986-23", "1986-10-XX"):
        (literal,) = expanded(linked_meeting({"held_on": date}))[f"{SCHEMA}startDate"]
        assert literal == {"@type": "http://id.loc.gov/datatypes/edtf/EDTF", "@value": date}
    # It was held on another day than it was planned for.
    moved = expanded(linked_meeting({"held_on": "1943-11", "planned_on": "1943-12"}))
    assert said(moved, "startDate") == ["1943-11"]


# Bibliographies


def test_a_meeting_is_cited_at_its_version(client):
    there = "http://localhost/meetings/osaka-2019/revisions/1"
    (item,) = client.get("/meetings/osaka-2019.csl").json
    stored = client.get("/meetings/osaka-2019").json
    written = [int(part) for part in stored["updated_at"][:10].split("-")]
    assert item == {
        "id": "meeting-osaka-2019-v1",
        "type": "entry",
        "title": "Trump–Putin meeting in Osaka",
        "container-title": "Readout",
        "version": "1",
        "issued": {"date-parts": [written]},
        "event-date": {"date-parts": [[2019, 6, 28]]},
        "event-place": "Osaka",
        "URL": there,
    }
    key, fields = entry(client.get("/meetings/osaka-2019.bib").data)
    assert key == item["id"]
    assert (fields["url"], fields["version"], fields["eventdate"]) == (there, "1", "2019-06-28")


def test_a_statement_is_cited_with_its_speaker_and_a_source_as_itself(client):
    (item,) = client.get("/statements/osaka-2019-press-2-answer.csl").json
    assert item["author"] == [{"family": "Trump", "given": "Donald"}]
    assert item["event-title"] == "Trump–Putin meeting in Osaka"
    (readout,) = client.get("/statements/osaka-2019-readout-1.csl").json
    assert readout["author"] == [{"literal": "White House"}]
    _, fields = entry(client.get("/statements/osaka-2019-readout-1.bib").data)
    assert fields["author"] == "{White House}"
    (source,) = client.get("/sources/osaka-2019-white-house-readout.csl").json
    kept = client.get("/sources/osaka-2019-white-house-readout").json
    assert (source["title"], source["publisher"]) == (kept["title"], kept["publisher"])
    assert source["URL"] == kept["url"]
    assert source["note"].endswith("/sources/osaka-2019-white-house-readout/revisions/1")


@pytest.mark.parametrize("record", CITED)
def test_citeproc_reads_what_is_cited(client, record):
    answer = client.get(f"{address(record)}.csl")
    title = answer.json[0]["title"]
    assert title.casefold() in rendered(answer.data).casefold()


@pytest.mark.parametrize("record", CITED)
@pytest.mark.parametrize("suffix", ["csl", "bib"])
def test_what_is_cited_stays_as_it_was(writer, record, suffix):
    path = address(record)
    cited = writer.get(f"{path}.{suffix}").data
    changes = {path: {"citations": []}, "/leaders/donald-trump": {"sort_name": "Other, Name"}}
    for changed, change in changes.items():
        tag = {"If-Match": writer.get(changed).headers["ETag"]}
        assert writer.patch(changed, json=change, headers=tag).status_code == 200
    assert writer.get(f"{path}/revisions/1.{suffix}").data == cited
    assert writer.get(f"{path}/revisions/2.{suffix}").data != cited
    assert writer.get(f"{path}/revisions/9.{suffix}").status_code == 404


def test_a_citation_costs_three_statements_at_most(client, count_statements):
    for record in CITED:
        for suffix in ("csl", "bib", "jsonld"):
            with count_statements() as said:
                client.get(f"{address(record)}.{suffix}")
            assert len(said) <= 3, (record, suffix)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), record=st.sampled_from(CITED))
def test_whatever_a_record_says_can_be_cited(data, record):
    schema = KINDS[record]
    made = data.draw(documents(record, "reykjavik-1986"))
    name = "text" if record == "statement" else "title"
    made[name] = data.draw(st.sampled_from(["", "{", "}", "\\", "100 % & $5 ~^_#"])) + made[name]
    made[name] = made[name][:300]
    document = finish(schema().load(made), 2, AT, AT)
    (item,) = orjson.loads(csl.FORMAT.one(schema, document, "http://x/", {}))
    key, fields = entry(bib.FORMAT.one(schema, document, "http://x/", {}))
    assert key == item["id"] == f"{record}-reykjavik-1986-v2"
    # A title of white space is none.
    assert fields.keys() >= {"title"} & item.keys()
    if "title" in item:
        assert unescaped(fields["title"]) == f"{{{item['title']}}}"
        assert len(item["title"]) <= 300
    expanded(linked.FORMAT.one(schema, document, "http://x/", {}))


def test_a_kind_has_the_formats_that_know_it():
    offered = {record: [form.suffix for form in fitting(RECORD, KINDS[record])] for record in KINDS}
    assert offered == {
        "meeting": ["ics", "jsonld", "csl", "bib"],
        "statement": ["jsonld", "csl", "bib"],
        "source": ["jsonld", "csl", "bib"],
        "leader": ["jsonld"],
        "party": [],
        "topic": [],
    }


def test_every_match_is_of_a_property():
    for schema in KINDS.values():
        assert {*schema.matches} - {""} <= {*schema._declared_fields}


# Atom


def test_changes_are_a_feed_of_the_newest(writer):
    tag = {"If-Match": writer.get("/parties/jp").headers["ETag"]}
    note = {"X-Change-Note": "As <it> calls & itself"}
    change = {"other_names": ["Nippon"]}
    assert writer.patch("/parties/jp", json=change, headers=tag | note).status_code == 200
    answer = writer.get("/changes.atom?limit=3")
    assert answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(answer.data)
    assert (feed.bozo, feed.version) == (0, "atom10")
    newest, before, _ = feed.entries
    assert (newest.title, newest.author) == ("party jp: updated", "tester")
    assert newest.link == "http://localhost/parties/jp/revisions/2"
    assert newest.summary == "As <it> calls & itself"
    assert newest.updated == feed.feed.updated > before.updated
    assert writer.get("/changes.atom?limit=3").data == answer.data
    assert writer.get("/changes.atom?cursor=x").status_code == 422
    empty = feedparser.parse(writer.get("/changes.atom?after=1000000").data)
    assert (empty.bozo, empty.entries) == (0, [])


def test_a_removal_leads_to_what_is_left(empty):
    fill_pool(empty)
    party = {"slug": "ch", "name": "Schweiz\u0001", "kind": "state"}
    read = create(empty, "party", party)
    assert read["version"] == 1
    tag = {"If-Match": empty.get("/parties/ch").headers["ETag"]}
    assert empty.delete("/parties/ch", headers=tag).status_code == 204
    newest = feedparser.parse(empty.get("/changes.atom").data).entries[0]
    assert newest.title == "party ch: removed"
    assert newest.link == "http://localhost/parties/ch/revisions"


def test_a_mirror_reads_all_changes_in_one_answer(client):
    lines = client.get("/changes.ndjson?after=5").data.splitlines()
    changes = [orjson.loads(line) for line in lines]
    assert [change["seq"] for change in changes] == [*range(6, 6 + len(changes))]
    assert changes[:50] == client.get("/changes?after=5").json["items"]
    assert len(changes) > 50


# Formats and properties


class CongressSchema(RecordSchema):
    """A meeting whose properties are called otherwise."""

    model = KINDS["meeting"].model
    matches = {
        "": "schema:Event csl:entry ical:VEVENT",
        "heading": "schema:name csl:title ical:SUMMARY",
        "opened_on": "schema:startDate/endDate csl:event-date ical:DATE",
        "opened_at": "ical:TIME",
        "lasted": "ical:DURATION",
        "president": "schema:organizer csl:author",
    }
    heading = fields.text("What it is called.", max=300)
    opened_on = fields.date("When it began.")
    opened_at = fields.time("At what time.")
    lasted = fields.whole("For how long.", max=100)
    president = fields.reference("leader", "Who presided.")


def test_no_format_knows_what_a_property_is_called():
    said = {"heading": "Congress of Berlin", "opened_on": "1878-06-13", "opened_at": None}
    read = {"slug": "berlin-1878", **said, "lasted": 90, "president": "otto-von-bismarck"}
    document = finish(read, 1, AT, AT)
    others = {("leader", "otto-von-bismarck"): {"sort_name": "Bismarck, Otto von"}}
    for form in RECORD:
        assert form.fits(CongressSchema)
        assert form.needs(CongressSchema, document) == ({*others} if form.names else set())
        text = form.one(CongressSchema, document, "http://x/", others).decode()
        assert "Congress of Berlin" in text
        assert "1878" in text
    assert "Bismarck" in text
    for form in (FORMATS["csv"], FORMATS["ndjson"], FORMATS["ics"]):
        text = b"".join(form.many(CongressSchema, [render(document)], "http://x/")).decode()
        assert "Congress of Berlin" in text
