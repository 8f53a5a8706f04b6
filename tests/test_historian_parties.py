"""The table of parties by which the importer reads the data of the Office of the Historian."""

from __future__ import annotations

import pycountry
import pytest

from api.importers.historian import parties
from api.importers.historian.parties import UnknownParty
from schemas import PartySchema

NOW = "2020-01-01"


def slug(name: str, day: str = NOW) -> str:
    return parties.party(name, day).slug


def test_every_country_of_iso_3166_has_a_party_by_its_code() -> None:
    codes = {country.alpha_2.lower() for country in pycountry.countries}
    assert codes - {party.slug for party in parties.table()} == set()


def test_no_name_of_iso_3166_means_another_country() -> None:
    """Its usual names are all known; of its long ones, some are."""
    for country in pycountry.countries:
        for name in (getattr(country, "common_name", country.name), country.name):
            try:
                assert slug(name) == country.alpha_2.lower(), name
            except UnknownParty:
                assert "(" in name or "," in name, name
        official = getattr(country, "official_name", country.name)
        if parties.words(official) in parties.by_name():
            assert slug(official) == country.alpha_2.lower()


def test_a_party_is_called_by_its_iso_code_or_by_a_plain_slug() -> None:
    current = {country.alpha_2.lower() for country in pycountry.countries} | {"xk", "eu", "un"}
    former = {country.alpha_4.lower() for country in pycountry.historic_countries}
    for party in parties.table():
        assert len(party.slug) != 2 or party.slug in current, party.slug
        # ISO 3166-3 names end in two letters of a successor, or in HH.
        if party.kind == "former_state" and len(party.slug) == 4:
            assert party.slug in former | {"hesse"}, party.slug
        PartySchema().load(parties.document(party.slug))


def test_a_name_means_one_party_unless_the_years_tell() -> None:
    for words, found in parties.by_name().items():
        assert len({p.slug for p in found if not (p.since or p.until)}) <= 1, words


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("somoa western-samoa samoa", "ws"),
        ("turkey turkiye Türkiye", "tr"),
        ("swaziland eswatini", "sz"),
        ("korea-south korea republic-of-korea", "kr"),
        ("korea-north north-korea", "kp"),
        ("saint-kitts-nevis saint-kitts-and-nevis st-kitts-nevis", "kn"),
        ("sao-tome-and-principe sao-tome-principe", "st"),
        ("congo-democratic-republic zaire Congolese", "cd"),
        ("congo-republic congo-brazzaville", "cg"),
        ("holy-see vatican-city papal-states", "va"),
        ("palestinian-authority west-bank gaza Palestinian", "ps"),
        ("soviet-union U.S.S.R. Soviet", "suhh"),
        ("cote-divoire ivory-coast", "ci"),
    ],
)
def test_spellings_of_one_party(names: str, expected: str) -> None:
    assert {slug(name) for name in names.split()} == {expected}


def test_the_years_tell_what_a_name_meant() -> None:
    assert [slug("russia", d) for d in ("1867-01-01", "1959-09-15", "1992-02-01")] == [
        "ru",
        "suhh",
        "ru",
    ]
    assert [slug("vietnam", d) for d in ("1957-05-08", "2016-05-31")] == ["south-vietnam", "vn"]
    assert [slug("hawaii", d) for d in ("1874-12-12", "1898-01-26")] == [
        "kingdom-of-hawaii",
        "republic-of-hawaii",
    ]


def test_an_unknown_name_is_not_guessed() -> None:
    for name in ("atlantis", "", "republic", "east-samoa"):
        with pytest.raises(UnknownParty):
            slug(name)
