"""EDTF dates (ISO 8601-2, levels 0 and 1) as the days that they span."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

# The form of a date of level 0 or 1 with a year of four digits, as JSON Schema can state it too.
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_YEAR = f"[0-9]{{4}}(?:-(?:{_MONTH}(?:-(?:{_DAY}|XX))?|2[1-4]|XX(?:-XX)?))?"
_DATE = f"(?:(?:{_YEAR}|[0-9]{{3}}X|[0-9]{{2}}XX)[?~%]?)"
CLOSED_FORM = f"{_DATE}(?:/{_DATE})?"
FORM = f"(?:{_DATE}(?:/(?:{_DATE}|[.][.])?)?|(?:[.][.])?/{_DATE})"
OPEN_ENDS = {"", ".."}
FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The months of each season, and of a year without one; a winter ends with its year.
SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 12), "XX": (1, 12)}

# Sorts after every day, and after the negative of every day.
UNDATED = 9_999_999


@lru_cache(maxsize=65_536)
def span(text: str) -> tuple[date, date]:
    """The earliest and the latest day that an EDTF date can mean; open ends are year 1 or 9999.

    A date of a certain form can still be none: 2019-02-30, 2019/2018.

    Raises ValueError, with a sentence for the person who wrote it, for anything else.
    """
    if not re.fullmatch(FORM, text):
        raise ValueError(f"“{text}” is not an EDTF date such as 2019-06-28, 2018-07 or 195X.")
    first, last = _bound(text, "lower"), _bound(text, "upper")
    if first > last:
        raise ValueError(f"“{text}” ends before it begins.")
    return first, last


def meeting_day(meeting: Mapping[str, Any]) -> str | None:
    """The date that sorts and filters a meeting: when it was held, else when it was to be."""
    day: str | None = meeting.get("held_on") or meeting.get("planned_on")
    return day


def is_open(text: str) -> bool:
    """Whether an interval has an open or unknown end, as in `2019-06-28/..`."""
    return not OPEN_ENDS.isdisjoint(text.split("/"))


def earliest(text: str | None) -> int:
    """The earliest day, counted from 1 January of year 1; UNDATED when there is no date."""
    return span(text)[0].toordinal() if text else UNDATED


def latest(text: str | None) -> int:
    """The latest day, counted from 1 January of year 1; UNDATED when there is no date."""
    return span(text)[1].toordinal() if text else UNDATED


def recency(text: str | None) -> int:
    """A number that grows as the earliest day gets older: newest first, undated last."""
    return -earliest(text) if text else UNDATED


def meeting_recency(document: Mapping[str, Any]) -> int:
    """By which meetings are sorted, newest first; of what is no meeting it says nothing."""
    return recency(meeting_day(document))


def _bound(text: str, side: str) -> date:
    """The outermost day on one side of a date that has the right form."""
    ends = text.split("/")
    end = ends[0 if side == "lower" else -1]
    if end in OPEN_ENDS:
        return date.min if side == "lower" else date.max
    try:
        return _day(end, side == "lower")
    except ValueError as error:
        raise ValueError(f"“{text}” names a day that no calendar has.") from error


def _day(text: str, lower: bool) -> date:
    """The first or the last day of a date; qualifiers do not widen it.

    Worked out here, for the libraries take milliseconds, and a document may have thousands.
    """
    years, months, days = [*text.rstrip("?~%").split("-"), "XX", "XX"][:3]
    year = int(years.replace("X", "0" if lower else "9"))
    first, last = SEASONS.get(months) or (int(months), int(months))
    month = first if lower else last
    if days != "XX":
        return date(year, month, int(days))
    return date(year, month, 1 if lower else monthrange(year, month)[1])
