from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from config.councils import directory, read
from tests.conftest import DATA

TODAY = date(2026, 11, 22)
HEADER = "code,name,kind,nation,region,start,end,became,aliases\n"
COUNCILS = (
    "# where it comes from\n"
    + HEADER
    + "SRY,Surrey,county,England,South East,,,,\n"
    + "TAU,Taunton Deane,district,England,South West,,2019-04-01,SOM,Taunton;Deane\n"
    + "SOM,Somerset,unitary,England,South West,2023-04-01,,,\n"
)
CHANGES = "on,code,becomes,kind\n"


def test_the_packaged_directory_is_read_once_and_knows_its_councils() -> None:
    known = directory()
    assert directory() is known
    assert sum(council.existed(TODAY) for council in known.councils) > 380
    found = known.find("Hull City Council", TODAY).council
    assert found is not None
    assert (found.name, found.nation) == ("Kingston upon Hull", "England")


def test_every_council_of_today_is_found_by_its_own_name() -> None:
    known = directory()
    lost = [
        council.name
        for council in known.councils
        if council.existed(TODAY) and known.find(council.name, TODAY).council is not council
    ]
    assert lost == []


def test_surrey_becomes_two_councils_in_april_2027() -> None:
    known = directory()
    before, after = date(2027, 3, 31), date(2027, 4, 1)
    surrey = known.find("Surrey County Council", before).council
    assert surrey is not None
    assert surrey.existed(before)
    assert known.find("Surrey", after).suggestions == ("East Surrey", "West Surrey")
    assert known.find("Elmbridge", after).suggestions == ("East Surrey",)
    west = known.find("West Surrey Council", after).council
    assert west is not None
    assert (west.kind, west.start, west.nation) == ("unitary", after, "England")


def test_source_and_licence_stand_in_the_header() -> None:
    header = files("config").joinpath("councils.csv").read_text(encoding="utf-8")[:600]
    assert "mySociety" in header
    assert "CC BY 4.0" in header


def test_what_a_council_became_is_a_name_and_its_aliases_are_found() -> None:
    known = read(COUNCILS, CHANGES)
    found = known.find("Deane", TODAY)
    assert found.council is not None
    assert (found.council.name, found.suggestions) == ("Taunton Deane", ("Somerset",))


def test_a_reorganisation_of_an_unknown_council_is_named() -> None:
    with pytest.raises(ValueError, match=r"reorganisations.csv: no council has the code 'XYZ'"):
        read(COUNCILS, CHANGES + "2027-04-01,XYZ,East Surrey,unitary\n")


def test_what_is_expected_and_not_decided_is_known_of_districts_with_their_county() -> None:
    rows = (
        HEADER.replace("aliases", "aliases,within")
        + "KEN,Kent,county,England,South East,,,,,\n"
        + "ASF,Ashford,district,England,South East,,,,,KEN\n"
        + "OLD,Old,district,England,South East,,2009-04-01,,,KEN\n"
        + "LDS,Leeds,metropolitan district,England,,,,,,\n"
    )
    known = read(rows, CHANGES, "area,expected,councils\nKent and Medway,2028-04-01,KEN\n")
    expected = {council.name: council.expected for council in known.councils}
    on = date(2028, 4, 1)
    assert expected == {"Kent": on, "Ashford": on, "Old": None, "Leeds": None}
    with pytest.raises(ValueError, match=r"expected.csv: no council has the code 'XYZ'"):
        read(rows, CHANGES, "area,expected,councils\nNowhere,2028-04-01,XYZ\n")


def test_reorganisation_is_expected_in_every_county_but_surrey_and_in_no_city_outside() -> None:
    known = directory()
    for council in known.councils:
        if council.kind in ("county", "district") and council.end is None:
            assert council.expected == date(2028, 4, 1), council.name
        if council.nation != "England" or council.kind == "metropolitan district":
            assert council.expected is None, council.name
    kent = known.find("Kent County Council", TODAY).council
    assert kent is not None
    assert known.became(kent, date(2029, 1, 1)) == (kent,)  # nothing is decided


def test_districts_know_their_county_and_their_combined_authority() -> None:
    known = directory()
    cambridge = known.find("Cambridge City Council", TODAY).council
    assert cambridge is not None
    assert cambridge.within == ("Cambridgeshire", "Cambridgeshire and Peterborough")


def test_what_came_of_surrey_is_known_from_both_sides() -> None:
    known = directory()
    east = known.find("East Surrey", date(2027, 5, 1)).council
    assert east is not None
    assert sorted(each.name for each in known.councils if east.name in each.became) == [
        "Elmbridge",
        "Epsom and Ewell",
        "Mole Valley",
        "Reigate and Banstead",
        "Surrey",
        "Tandridge",
    ]


@pytest.mark.data
def test_names_as_people_write_them_lead_to_the_right_council() -> None:
    """1,774 names, misspelt ones among them, each with the code it stands for."""
    file = DATA / "councils" / "lookup_name_to_registry.csv"
    known = directory()
    today: Counter[str] = Counter()
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            council = known.find(row["la-name"], TODAY).council
            meant = next(c for c in known.councils if c.code == row["local-authority-code"])
            if council is None:
                today["confirmed by whoever wrote it"] += 1
            elif council is meant or council in known.became(meant, TODAY):
                today["found"] += 1
            else:
                today["taken for another"] += 1
    assert today["taken for another"] == 0
    assert today["found"] >= 1740
