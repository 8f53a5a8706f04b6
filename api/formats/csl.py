"""CSL-JSON: what a bibliography says of a record, for Zotero, pandoc and other CSL processors.

A record is cited at a version, and the address of that version is told: so what was cited can be
read again. What is an entry of this archive is cited as one; a source is cited as itself.
"""

from __future__ import annotations

import re
from typing import Any

import orjson
from marshmallow import fields

from schemas import KINDS
from schemas.fields import Reference
from schemas.part import Open, component

from .format import Document, Format, Kind, Others
from .terms import Said, address, by_term, clean, is_date, word

ARCHIVE = "Readout"
LONGEST_TITLE = 300
Item = dict[str, Any]
# The dates that CSL can say in numbers, with the qualifiers that it calls circa.
ISO = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?[?~%]?")

# Of many more properties, some of which have names that clients of ours would have to change.
CslItem = component(
    "CslItem",
    "An item of a bibliography, as csl-data.json of the Citation Style Language 1.0.2 has it.",
    {"id": fields.String(required=True, metadata={"description": "Record, slug and version."})},
    Open,
)


def item(schema: Kind, document: Document, root: str, others: Others) -> Item:
    """A record as an item of a bibliography."""
    record, version = schema.model.record, document["version"]
    made: Item = {"id": f"{record}-{document['slug']}-v{version}", "type": schema.term("csl")}
    for term, said in by_term(schema, document, "csl").items():
        # The first of those that say something.
        made.update([(term, v) for one in said if (v := _value(one, others))][:1])
    there = f"{address(record, document['slug'], root)}/revisions/{version}"
    if schema.term("csl") == "entry":
        entry = {"container-title": ARCHIVE, "version": str(version), "URL": there}
        return made | entry
    return {"URL": there} | made | {"note": f"{ARCHIVE}, {record}, version {version}: {there}"}


def _value(one: Said, others: Others) -> Any:
    if one.value is None:
        return None
    if one.term == "type":
        return word(one.field, one.value, "csl")
    if isinstance(one.field, fields.DateTime):
        return _date(one.value[: len("2019-06-28")])
    if is_date(one.field):
        return _date(one.value)
    text = _text(one, others)
    return [_name(text)] if one.term == "author" else text


def _text(one: Said, others: Others) -> str:
    """The text itself; of a reference the name or the title of the record, if it is known."""
    text = clean(one.value)
    if isinstance(one.field, Reference):
        other = others.get((one.field.kind, one.value), {})
        found = by_term(KINDS[one.field.kind], other, "csl")
        names = [*found["family"], *found["literal"], *found["title"]]
        text = next((clean(name.value) for name in names if name.value), text)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def _name(text: str) -> dict[str, str]:
    """A person whose name sorts as “Putin, Vladimir”; whatever else it is, as it is written."""
    family, _, given = text.partition(", ")
    return {"family": family, "given": given} if given else {"literal": text}


def _date(text: str) -> Item:
    """An EDTF date: in numbers where CSL has numbers for it, else as it is written."""
    ends = [ISO.fullmatch(end) for end in text.split("/")]
    if not all(ends):
        return {"literal": text}
    parts = [[int(n) for n in end.groups() if n] for end in ends if end]
    circa = {"circa": True} if any(sign in text for sign in "?~%") else {}
    return {"date-parts": parts, **circa}


def _one(schema: Kind, document: Document, root: str, others: Others) -> bytes:
    return orjson.dumps([item(schema, document, root, others)])


FORMAT = Format(
    "csl",
    "application/vnd.citationstyles.csl+json",
    "CSL-JSON",
    "The record as an item of a bibliography, for Zotero, pandoc and other processors of the "
    "Citation Style Language, with the version and the address at which it can be read again.",
    one=_one,
    vocabulary="csl",
    names=True,
    schema="CslItems",
)
