"""Documents for tests: those that an archive has, and those that Hypothesis makes up.

What may stand in a field is taken from the schemas; what an absent one reads as, and how a path
names a property, is told here as the contract tells it.
"""

from io import BytesIO

import orjson
from hypothesis import strategies as st
from marshmallow import fields, validate

from api import loading
from models import using
from models.dates import CLOSED_FORM
from schemas import KINDS
from schemas.fields import Choice, Form, Number, Reference
from schemas.part import READ_ONLY

LISTS = {record: schema.model.__tablename__ for record, schema in KINDS.items()}
NAMED = {"participants": "leader", "topics": "topic"}
NOT_CITED = {"slug", "citations", *READ_ONLY}

# The records that made-up documents may refer to.
POOL = {
    "party": [
        {"slug": "us", "name": "United States", "kind": "state"},
        {"slug": "suhh", "name": "Soviet Union", "kind": "former_state"},
        {"slug": "is", "name": "Iceland", "kind": "state"},
    ],
    "source": [
        {"slug": "reykjavik-1986-memcon", "title": "Memcon", "kind": "archive_document"},
        {"slug": "tass-1986", "title": "TASS on Reykjavik", "kind": "wire_report"},
    ],
    "topic": [
        {"slug": "arms-control", "name": "Arms control"},
        {"slug": "human-rights", "name": "Human rights"},
    ],
    "leader": [
        {"slug": "ronald-reagan", "name": "Ronald Reagan"},
        {"slug": "mikhail-gorbachev", "name": "Михаил Горбачёв"},
    ],
    "meeting": [
        {
            "slug": "geneva-1985",
            "title": "Geneva",
            "kind": "summit",
            "status": "held",
            "held_on": "1985-11-19/1985-11-20",
        },
        {
            "slug": "reykjavik-1986",
            "title": "Reykjavík",
            "kind": "bilateral",
            "status": "held",
            "held_on": "1986-10-11/1986-10-12",
        },
    ],
    "statement": [
        {
            "slug": "reykjavik-1986-scene",
            "kind": "scene",
            "text": "The two come out of Höfði House.",
        },
        {
            "slug": "reykjavik-1986-shultz",
            "kind": "briefing",
            "speaker_label": "George Shultz",
            "text": "We are deeply disappointed.",
        },
    ],
}

CLOSED_DATES = [
    "1986-10-11",
    "1986-10",
    "1986",
    "0001",
    "9999-12-31",
    "198X",
    "19XX",
    "1986-XX",
    "1986-10-XX",
    "1986-XX-XX",
    "1986-23",
    "1986?",
    "1972-02~",
    "1986-10-11%",
    "1943-11-28/1943-12-01",
    "1986-10/1987",
    "198X/199X",
    "1986~/1987-05?",
]
OPEN_DATES = ["1986-10-11/..", "1986/", "../1986-10", "/1986-10-12", "../198X~"]

TEXTS = [
    "Höfði House",
    "Рейкьявик",
    "レイキャビク",
    "🕊️ peace",
    "e\u0301 is not é",
    '{"slug": "us", "version": 7}',
    '["not", "a", "list"]',
    "null",
    "17",
    '"',
    "\\u0000 \\",
    "two\nlines,\ttab\r\n",
    "%s :name {0} ${x} <b>&amp;</b> '; --",
    "\u2028\ufeff\u202e",
    " ",
]
ZONES = ["Atlantic/Reykjavik", "Europe/Moscow", "UTC"]
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
ASCII = st.characters(codec="ascii", exclude_characters="\0")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(TEXTS)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(CHARACTERS, max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def every(client, path, **filters):
    """All items of a list, page by page."""
    items, address = [], f"/{path}"
    query = {"limit": 200, **filters}
    while address is not None:
        page = client.get(address, query_string=query)
        assert page.status_code == 200, page.text
        items += page.json["items"]
        address, query = page.json["next_url"], None
    return items


def create(client, record, document):
    """Write a new record."""
    response = client.post(f"/{LISTS[record]}", json=document)
    assert response.status_code == 201, response.text
    return response.json


def load(client, documents):
    """Write new records, each with its kind, in one go: to prepare an archive of many."""
    lines = (orjson.dumps({"record": record, **document}) for record, document in documents)
    with using(client.application.extensions["engine"]):
        loading.load(loading.lines("documents", BytesIO(b"\n".join(lines))), "tester", None)


def fill_pool(client):
    """Write the records that made-up documents refer to."""
    for record, documents in POOL.items():
        for document in documents:
            create(client, record, document)


# What the contract says of what is absent


def completed(schema, document):
    """A document with what is absent filled in, without what the archive adds."""
    whole = {}
    for name, field in schema._declared_fields.items():
        if name not in READ_ONLY:
            whole[name] = _completed(name, field, document)
    return whole


def _completed(name, field, document):
    if name not in document:
        return absent(name, field)
    value, inner = document[name], getattr(field, "inner", field)
    if value is None or not isinstance(inner, fields.Nested):
        return value
    if isinstance(value, list):
        return [completed(inner.nested, entry) for entry in value]
    members = completed(inner.nested, value)
    return members if any(member is not None for member in members.values()) else None


def absent(name, field):
    """What an absent property reads as."""
    if isinstance(field, fields.List):
        return []
    if name in ("part", "relation"):
        return {"part": "principal", "relation": "confirms"}[name]
    return "unknown" if isinstance(field, Choice) and "unknown" in field.values else None


def paths(document):
    """The paths of all that can be cited in a complete document."""
    cited = [(name, part) for name, part in document.items() if name not in NOT_CITED]
    return [path for name, part in cited for path in _paths(f"/{name}", part, name)]


def _paths(path, part, name):
    yield path
    if isinstance(part, dict):
        for member, value in part.items():
            yield from _paths(f"{path}/{member}", value, member)
    elif isinstance(part, list):
        for index, entry in enumerate(part):
            yield from _paths(f"{path}/{_step(name, index, entry)}", entry, str(index))


def _step(name, index, entry):
    """How a path names an entry of a list."""
    if name not in NAMED:
        return index
    return entry[NAMED[name]] if isinstance(entry, dict) else entry


# Strategies


@st.composite
def documents(draw, record, slug):
    """A valid document of a kind, citations included."""
    schema = KINDS[record]
    members = _members(schema, without={"slug", "citations", *READ_ONLY})
    document = {"slug": slug, **draw(members.map(_lawful))}
    known = paths(completed(schema, document))
    citations = st.lists(_citations(schema, known), max_size=3)
    return document | draw(st.fixed_dictionaries({}, optional={"citations": citations}))


def _lawful(document):
    """A document as the rules across its fields have it."""
    if "status" in document and not (document.get("held_on") or document.get("planned_on")):
        document["held_on"] = "1986-10-11"
    if "fidelity" in document or "text" in document:
        _give_one_speaker(document)
    return document


def _give_one_speaker(document):
    if document.get("speaker"):
        document.pop("speaker_label", None)
    elif not document.get("speaker_label") and document["kind"] not in ("scene", "narrative"):
        document["speaker_label"] = "a reporter"


def _citations(schema, known):
    inner = schema._declared_fields["citations"].inner.nested
    some = st.lists(st.sampled_from(known), max_size=3)
    cited = st.fixed_dictionaries({}, optional={"fields": some})
    return st.builds(_disputing, _members(inner, without={"fields"}), cited)


def _disputing(citation, cited):
    if citation.get("relation") == "disputes" and citation.get("value") is None:
        citation["value"] = 80
    return citation | cited


def _members(schema, without=frozenset()):
    declared = {n: f for n, f in schema._declared_fields.items() if n not in without}
    required = {name: _values(name, field) for name, field in declared.items() if field.required}
    optional = {n: _values(n, field) for n, field in declared.items() if n not in required}
    return st.fixed_dictionaries(required, optional=optional)


def _values(name, field):
    """What a field may hold."""
    held = _held(name, field)
    return st.none() | held if field.allow_none else held


def _held(name, field):
    if isinstance(field, fields.List):
        return st.lists(_values("", field.inner), max_size=3, unique_by=_sameness(name))
    if isinstance(field, fields.Nested):
        return _members(field.nested)
    if isinstance(field, Choice):
        return st.sampled_from(field.values)
    if isinstance(field, Reference):
        return st.sampled_from([document["slug"] for document in POOL[field.kind]])
    if isinstance(field, fields.Integer | Number):
        return _numbers(field)
    return _texts(field) if isinstance(field, fields.String) else JSON


def _sameness(name):
    """What may not come twice in a list."""
    if name == "identifiers":
        return lambda entry: (entry["scheme"], entry["value"])
    if name in NAMED:
        return lambda entry: entry[NAMED[name]] if isinstance(entry, dict) else entry
    return None


def _rule(field, kind):
    return next((rule for rule in field.validators if isinstance(rule, kind)), None)


def _numbers(field):
    bounds = _rule(field, validate.Range)
    if isinstance(field, Number):
        return st.floats(bounds.min, bounds.max) | st.integers(bounds.min, bounds.max)
    return st.integers(bounds.min, bounds.max)


def _texts(field):
    if field.metadata.get("format") == "iana-timezone":
        return st.sampled_from(ZONES)
    if field.metadata.get("format") == "edtf":
        closed = field.metadata["pattern"] == f"^{CLOSED_FORM}$"
        return st.sampled_from(CLOSED_DATES if closed else CLOSED_DATES + OPEN_DATES)
    longest = _rule(field, validate.Length).max
    if form := _rule(field, Form):
        written = st.from_regex(form.regex, fullmatch=True, alphabet=ASCII)
        return written.filter(lambda text: len(text) <= longest)
    # As long as may be: a column counts characters, not bytes.
    full = [st.just("É" * longest)] if longest <= 300 else []
    return st.one_of(st.sampled_from(TEXTS), st.text(CHARACTERS, min_size=1, max_size=20), *full)
