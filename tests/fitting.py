"""Filters for tests, each with what it lets through, and records for every one of them."""

from documents import create

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
# By which of their dates lists are narrowed.
DATES = {"meetings": ("held_on", "planned_on"), "statements": ("made_on",)}


def fill(writer):
    """Write the records, and go on as a reader."""
    for record, document in MORE:
        create(writer, record, document)
    writer.token = None


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
        (
            "party=us&country=jp&country=fi",
            both(listed("participants", "party", "us"), in_country("jp", "fi")),
        ),
        (
            "kind=bilateral&kind=visit&country=jp&country=fi",
            both(among("kind", "bilateral", "visit"), in_country("jp", "fi")),
        ),
        ("kind=bilateral&status=held", both(among("kind", "bilateral"), among("status", "held"))),
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
