"""Small files in the form of the Office of the Historian's, for tests of the importer."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

MADE = (
    "<created-by>wicentowskijc</created-by><created-datetime>2010-10-19T13:56:12.253-04:00"
    "</created-datetime><last-modified-by>wicentowskijc</last-modified-by>"
    "<last-modified-datetime>2010-10-19T13:56:12.253-04:00</last-modified-datetime>"
)
PRESIDENTS = [
    ("41", "bush-george-h-w", "George H. W. Bush", "1924", "1989-01-20", "1993-01-20"),
    ("42", "clinton-william-j", "William J. Clinton", "1946", "1993-01-20", "2001-01-20"),
    ("43", "bush-george-w", "George W. Bush", "1946", "2001-01-20", "2009-01-20"),
    ("45", "trump-donald-j", "Donald J. Trump", "1946", "2017-01-20", "2021-01-20"),
]


def visit(
    id: str, days: str, visitor: str, country: str, text: str = "", label: str | None = None
) -> str:
    """A visit; `days` is one day, or two with a slash."""
    start, _, end = days.partition("/")
    return (
        f"<visit><id>{id}</id><start-date>{start}</start-date><end-date>{end or start}</end-date>"
        f"<visitor>{escape(visitor)}</visitor><from id='{country}'>{label or country.title()}"
        f"</from><description>{escape(text)}</description>{MADE}</visit>"
    )


def trip(id: str, days: str, who: str, name: str, country: str, locale: str, text: str = "") -> str:
    """A trip; `who` is the traveller's office and id: `president bush-george-w`."""
    start, _, end = days.partition("/")
    role, person = who.split()
    return (
        f"<trip role='{role}' who='{person}'><id>{id}</id><role>{role}</role><name>{name}</name>"
        f"<start-date>{start}</start-date><end-date>{end or start}</end-date>"
        f"<country id='{country}'>{country.title()}</country><locale>{escape(locale)}</locale>"
        f"<remarks>{escape(text)}</remarks>{MADE}</trip>"
    )


def write(folder: Path, **files: list[str]) -> Path:
    """A folder with the list of presidents and files of these records, by name."""
    folder.mkdir(exist_ok=True)
    for name, records in files.items():
        root = "trips" if records and records[0].startswith("<trip") else "visits"
        (folder / f"{name}.xml").write_text(f"<{root}>{''.join(records)}</{root}>")
    (folder / "presidents.xml").write_text(_presidents())
    return folder


def _presidents() -> str:
    listed = [
        f"<president n='{n}'><id>{id}</id><name>{name}</name><birth-year>{born}</birth-year>"
        f"<took-office-date>{began}</took-office-date><left-office-date>{ended}</left-office-date>"
        "</president>"
        for n, id, name, born, began, ended in PRESIDENTS
    ]
    return f"<presidents>{''.join(listed)}</presidents>"
