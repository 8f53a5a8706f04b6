"""EDTF dates mean what the library of the Library of Congress's specification says they do."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from edtf import parse_edtf

from models.dates import span

YEARS = ("0001", "1900", "2019", "2020", "9999")
PARTS = ("", "-01", "-02", "-12", "-21", "-22", "-23", "-24", "-XX", "-XX-XX", "-02-XX", "-12-31")
FORMS = [*map("".join, itertools.product(YEARS, PARTS)), "195X", "201X", "999X", "19XX", "99XX"]


@pytest.mark.parametrize("qualifier", ["", "~", "?", "%"])
def test_a_date_spans_what_the_library_says(qualifier: str) -> None:
    for form in FORMS:
        parsed: Any = parse_edtf(form)
        days = date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
        assert span(f"{form}{qualifier}") == days, form


def test_a_day_that_no_calendar_has_is_refused() -> None:
    for form in ("0000", "000X", "00XX", "2019-02-29", "2019-04-31", "0000-XX", "2019/0000"):
        with pytest.raises(ValueError, match="no calendar"):
            span(form)
