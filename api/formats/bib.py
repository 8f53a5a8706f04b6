"""BibTeX: what a bibliography says of a record, for LaTeX.

Of our own: pybtex 0.26 writes braces, `$`, `^` and backslashes as they come, and a lone brace makes
the file unreadable.
"""

from __future__ import annotations

from typing import Any

from .csl import Item, item
from .format import Document, Format, Kind, Others

TYPES = {"book": "book"}
# BibTeX has names of its own for some variables; biblatex reads the others.
VARIABLES = {
    "title": "title",
    "publisher": "publisher",
    "container-title": "howpublished",
    "event-title": "eventtitle",
    "event-place": "venue",
    "version": "version",
    "language": "language",
    "URL": "url",
    "note": "note",
}
ESCAPED = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)

# An address is taken as it is written.
IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D"})


def _one(schema: Kind, document: Document, root: str, others: Others) -> bytes:
    made = item(schema, document, root, others)
    lines = [f"  {name} = {{{value}}},\n" for name, value in _members(made)]
    kind = TYPES.get(made["type"], "misc")
    return f"@{kind}{{{made['id']},\n{''.join(lines)}}}\n".encode()


def _members(made: Item) -> list[tuple[str, str]]:
    members = [("author", _author(made["author"][0]))] if "author" in made else []
    for variable, name in VARIABLES.items():
        if variable in made:
            signs = IN_ADDRESSES if name == "url" else ESCAPED
            text = made[variable].translate(signs)
            members.append((name, f"{{{text}}}" if name == "title" else text))
    for variable, prefix in (("issued", ""), ("event-date", "event")):
        members += _dates(prefix, made.get(variable, {}))
    return members


def _author(name: dict[str, str]) -> str:
    parts = [name[part].translate(ESCAPED) for part in ("family", "given") if part in name]
    # Braces keep a name that is none of a person from being taken apart.
    return ", ".join(parts) or f"{{{name['literal'].translate(ESCAPED)}}}"


def _dates(prefix: str, date: dict[str, Any]) -> list[tuple[str, str]]:
    """A date as biblatex has it, in EDTF; for BibTeX the year, where it is one."""
    parts = date.get("date-parts", [])
    ends = [f"{end[0]:04}" + "".join(f"-{n:02}" for n in end[1:]) for end in parts]
    text = date.get("literal") or "/".join(ends)
    if not text:
        return []
    year = [("year", ends[0][:4])] if ends and not prefix else []
    return [*year, (f"{prefix}date", text + ("~" if date.get("circa") else ""))]


FORMAT = Format(
    "bib",
    "application/x-bibtex",
    "BibTeX",
    "The record as an entry of a bibliography for BibTeX and biblatex, with the version and the "
    "address at which it can be read again. UTF-8.",
    one=_one,
    vocabulary="csl",
    names=True,
)
