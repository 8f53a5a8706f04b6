"""Titles: told apart from the names that they stand before, and the sort of office they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from . import parties

# The words that titles are made of, as the data set spells them, mistakes included.
_BEFORE = (
    r"(?:acting|interim|provisional|caretaker|former|ex|vice|deputy|first|federal|crown|second"
    r"|assistant|under|co|junta|head|chief|lieutenant|brigadier|major|field|foreign|secretary"
    r"|prime|premier|council|supreme|general)"
)
_OFFICE = (
    r"(?:president|pres(?:i)?dent|minister|minist?ere?|minster|premier|chancellor|taoiseach|king"
    r"|queen|emperor|empress|prince|princess|pope|sultan|(?<!\w\s)shah|head|amir|emir"
    r"|grand duke|grand duchess|regent|governor|general|secretary|chair(?:man|woman|person)?"
    r"|member|marshal"
    r"|colonel|captain|admiral|generalissimo|leader|state|government|speaker|ambassador"
    r"|commissioner|representative|envoy|adviser|advisor|councilor|counsellor|director|judge"
    r"|archbishop|cardinal|patriarch|imam|ayatollah|sheikha?|sheik|chief|commander|coordinator"
    r"|co-?chair(?:man)?|executive|administrator|dictator|protector|caudillo|captain regent"
    r"|mrs\.?|mr\.?)"
)
_AFTER = (
    r"(?:\s*-\s*(?:elect|designate|general)"
    r"|\s+of\s+(?:the\s+)?(?:presidency|state|government|council of ministers|council of state"
    r"|national assembly|revolutionary council|foreign affairs|external affairs|defen[cs]e|finance"
    r"|(?:supreme|presidential|military|governing|ruling|national|provisional|transitional"
    r"|sovereignty|leadership)[a-z ]*? (?:council|soviet|committee|junta)"
    r"|politburo|parliament|junta|cabinet|presidium[a-z ]*?soviet))"
)
# “Prime MinisterHaidar al- Abadi” lacks a space: a capital letter begins a name too.
TITLE = re.compile(
    rf"(?:(?:{_BEFORE}[\s-]+)*{_OFFICE}(?-i:(?=[A-Z\s,-]|$)){_AFTER}?,?\s*(?:(?:and|&)\s+)?)+",
    re.IGNORECASE,
)
# What belongs to a name, though it may stand where a title does.
HONORIFIC = re.compile(r"(?:(?:Dr|Sir|Mr|Mrs|Ms|H\.R\.H|H\.E)\.?|Hon\.|Dame)\s+")
# A visitor after the first: a comma or “and”, and a title.
_NEXT = re.compile(rf"(?:,\s*(?:and\s+)?|\s+and\s+|;\s*)(?=(?:{_BEFORE}[\s-]+)*{_OFFICE}\b)", re.I)

# The sorts of office, the first that fits. “President” of a state that is governed by its president
# is its head all the same.
CAPACITIES = [
    (r"\b(?:former|ex)\b", "unknown"),
    (r"-\s*(?:elect|designate)", "leader_elect"),
    (r"(?:deputy|vice)[\s-]+(?:prime|premier|chancellor|minister)", "other_minister"),
    (r"(?:vice|deputy|assistant|under)[\s-]+(?:president|secretary)|under ?secretary", "official"),
    (r"security (?:adviser|advisor|council)|national security", "security_adviser"),
    (r"\benvoy|special (?:representative|coordinator|adviser|advisor)|high rep", "special_envoy"),
    (r"ambassador|permanent representative", "ambassador"),
    (
        r"foreign (?:minist|secretary|affairs|relations)|external (?:affairs|relations)",
        "foreign_minister",
    ),
    (r"minist.* (?:foreign|external)|state for foreign", "foreign_minister"),
    (r"defen[cs]e|minister of war", "defence_minister"),
    (r"financ|treasury|exchequer", "finance_minister"),
    (r"prime min|premier|taoiseach|chancellor|council of ministers", "head_of_government"),
    (r"head of government|first minister", "head_of_government"),
    (
        r"secretar(?:y|ies)[\s-]+general|director[\s-]+general|managing director",
        "organisation_head",
    ),
    (r"minist", "other_minister"),
    (r"crown prince|\bprince of wales|speaker|member|commissioner", "official"),
    (r"general secretary|first secretary|party", "official"),
    (r"governor", "official"),
    (r"chairman of the (?:presidency|presidium|council of state|supreme)", "head_of_state"),
    (r"president|chief of state|head of state|regent|emp(?:eror|ress)|sultan", "head_of_state"),
    (r"\bking\b|\bqueen\b|\bpope\b|\bshah\b|\b[ae]mir\b|grand du", "head_of_state"),
    (r"\bprince(?:ss)?\b|\bmrs\b|first lady", "family"),
    (r".", "official"),
]
# Who is called by the first name, and a number.
ROYAL = re.compile(
    r"\b(king|queen|emperor|empress|pope|sultan|shah|[ae]mir|prince|princess|grand du\w+)\b", re.I
)
# States whose prince is their head.
PRINCIPALITIES = {"mc", "li", "ad"}
# Parties whose secretary of state is the minister of foreign affairs.
SECRETARIES = {"us", "va"}


class Visitor(NamedTuple):
    """A person as a record names one."""

    title: str
    name: str


def visitors(text: str) -> list[Visitor]:
    """The persons that a record's visitor names, with their titles.

    “President A and Prime Minister B” are two, “Premier and Prince Sihanouk” is one.
    """
    found: list[Visitor] = []
    for part in _NEXT.split(text):
        before = found[-1] if found else None
        visitor = split(part)
        if before and not before.name:
            visitor = Visitor(f"{before.title} and {visitor.title}", visitor.name)
            found.pop()
        found.append(visitor)
    return found


def split(text: str) -> Visitor:
    """A title and the name after it: (“Prime Minister”, “Tony Blair”).

    A party may stand before a title, or after it with “of”: “President of the European Commission
    Jacques Delors”.
    """
    before = _party(text.split())
    match = TITLE.match(text, len(before) and len(before) + 1)
    if match is None:
        return Visitor("", plain_name(text))
    title, name = text[: match.end()], text[match.end() :]
    if name.startswith("of "):
        of = " ".join(("of", _party(name.split()[1:])))
        title, name = title + of, name[len(of) :]
    if not name.strip() and " " in title.strip():
        # The last word was a name that is a title elsewhere: “Prime Minister King”.
        title, name = title.strip().rsplit(" ", 1)
    return Visitor(plain_title(title), plain_name(HONORIFIC.sub("", name.strip())))


def _party(words: Sequence[str]) -> str:
    """The party that some words begin with; "" if they do not begin with one."""
    for end in range(min(len(words) - 1, 6), 0, -1):
        if parties.words(" ".join(words[:end])) in parties.by_name():
            return " ".join(words[:end])
    return ""


def plain_title(title: str) -> str:
    """A title without slips: one spelling of a word, no loose hyphens."""
    title = re.sub(r"\s*-\s*(?=elect|designate)", "-", title.strip(" ,"), flags=re.I)
    title = re.sub(r"\b[Mm]in(?:ster|istere)\b", "Minister", title)
    return re.sub(r"\s+", " ", title.replace("-Elect", "-elect")).strip()


def plain_name(name: str) -> str:
    """A name without slips: “Haidar al- Abadi” is “Haidar al-Abadi”."""
    return re.sub(r"-\s+", "-", name).strip(" ,;")


def capacity(title: str | None, party: str | None, kind: str) -> str:
    """The sort of office that a title means; `kind` is the party's."""
    if not title:
        return "unknown"
    said = title.casefold()
    if kind == "organisation" and re.search(r"president|chair|secretary|director|head", said):
        return "organisation_head" if "vice" not in said and "deputy" not in said else "official"
    if party in SECRETARIES and re.search(
        r"^(?:acting )?secretary(?: of state)?(?: cardinal)?$", said
    ):
        return "foreign_minister"
    if party in PRINCIPALITIES and re.fullmatch(r"(?:sovereign )?prince", said):
        return "head_of_state"
    return next(word for pattern, word in CAPACITIES if re.search(pattern, said))


def is_royal(title: str | None) -> bool:
    return bool(title and ROYAL.search(title))
