from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from config.councils import directory, read

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
