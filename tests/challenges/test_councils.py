from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.councils import Body, Council, Directory, Found, body, key, local

TODAY = date(2026, 11, 2)
LEEDS = Council("Leeds", "metropolitan district", "LDS", aliases=("Leeds City Council",))
HULL = Council("Kingston upon Hull", "unitary", "KHL", aliases=("Hull City Council",))
TAUNTON = Council("Taunton Deane", "district", end=date(2019, 4, 1), became=("Somerset West",))
OLD = Council("Somerset", "county", end=date(2023, 4, 1), became=("Somerset",))
NEW = Council("Somerset", "unitary", start=date(2023, 4, 1))
NORTHS = [Council(f"North {name}", "district") for name in ("Hill", "Moor", "Dale", "Ford", "End")]
DIRECTORY = Directory([LEEDS, HULL, TAUNTON, OLD, NEW, *NORTHS, Council("Northing", "district")])


@pytest.mark.parametrize(
    "text",
    ["Leeds", "leeds city council", "LEEDS CC", "City of Leeds", "The  Leeds Council", "Leeds, UA"],
)
def test_a_council_is_found_by_any_of_its_names(text: str) -> None:
    assert DIRECTORY.find(text, TODAY) == Found(LEEDS)


def test_a_name_is_found_as_it_was_on_that_day() -> None:
    assert DIRECTORY.find("Somerset", date(2020, 1, 1)).council is OLD
    assert DIRECTORY.find("Somerset", date(2023, 4, 1)).council is NEW


def test_a_closed_council_is_found_with_what_it_became() -> None:
    assert DIRECTORY.find("Taunton Deane Borough Council", TODAY) == Found(
        TAUNTON, ("Somerset West",)
    )


def test_a_nearly_right_name_is_suggested_not_taken() -> None:
    assert DIRECTORY.find("Kingston upon Hul", TODAY) == Found(None, ("Kingston upon Hull",))


def test_a_closed_council_is_never_suggested() -> None:
    assert DIRECTORY.find("Taunton Dean", TODAY) == Found(None)


@pytest.mark.parametrize(
    "text", ["", "Hul", "north", "Ashby Town Council", "Hull Parish Council", "Unknown Body"]
)
def test_a_name_that_says_too_little_or_is_of_another_kind_suggests_nothing(text: str) -> None:
    assert DIRECTORY.find(text, TODAY) == Found(None)


def test_two_councils_of_one_name_are_both_suggested() -> None:
    twins = Directory([Council("Newcastle", "district"), Council("Newcastle", "unitary")])
    assert twins.find("Newcastle", TODAY) == Found(None, ("Newcastle", "Newcastle"))


def test_the_city_of_london_is_not_london() -> None:
    assert key("City of London Corporation") != key("London")
    assert key("Council") == "council"


def test_accents_and_the_welsh_for_council_do_not_matter() -> None:
    mon = Council("Isle of Anglesey", "Welsh council", aliases=("Ynys Môn",))
    directory = Directory([mon, Council("Gwynedd", "Welsh council")])
    for text in ("Ynys Mon", "Cyngor Ynys Môn", "YNYS MÔN"):
        assert directory.find(text, TODAY) == Found(mon)
    assert key("Cyngor Gwynedd") == "gwynedd"


def test_a_combined_authority_is_not_taken_for_a_council_of_its_name() -> None:
    city = Council("Liverpool", "metropolitan district")
    region = Council("Greater Manchester", "combined authority")
    directory = Directory([city, region, Council("Manchester", "metropolitan district")])
    assert directory.find("Liverpool Combined Authority", TODAY).council is None
    for text in ("Greater Manchester CA", "Greater Manchester Mayoral Combined Authority"):
        assert directory.find(text, TODAY).council is region


def test_what_a_council_became_is_known_for_any_day() -> None:
    west = Council(
        "Somerset West", "district", start=date(2019, 4, 1), end=date(2023, 4, 1),
        became=("Somerset",),
    )  # fmt: skip
    directory = Directory([TAUNTON, west, OLD, NEW])
    assert directory.became(TAUNTON, date(2018, 1, 1)) == (TAUNTON,)
    assert directory.became(TAUNTON, date(2020, 1, 1)) == (west,)
    assert directory.became(TAUNTON, TODAY) == (NEW,)
    assert directory.became(OLD, TODAY) == (NEW,)
    assert directory.became(NEW, TODAY) == (NEW,)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ashby Town Council", ("Ashby Town Council", "")),
        (
            "Ashby Town  Council, North West Leicestershire",
            ("Ashby Town Council", "North West Leicestershire"),
        ),
        (
            "Stoke Parish Council in Cheshire East, England",
            ("Stoke Parish Council", "Cheshire East"),
        ),
        (
            "Penarth Community Council,The Vale of Glamorgan",
            ("Penarth Community Council", "The Vale of Glamorgan"),
        ),
        ("Barrow in Furness Town Council", ("Barrow in Furness Town Council", "")),
        ("Leeds City Council", None),
        ("Community Council for Wales", None),
    ],
)
def test_a_parish_or_town_council_is_read_with_the_area_it_is_in(
    text: str, read: tuple[str, str] | None
) -> None:
    assert local(text) == read


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ashby Town Council", Body.PARISH),
        ("Leeds Teaching Hospitals NHS Trust", Body.HEALTH),
        ("West Yorkshire Police", Body.POLICE),
        ("Kent Fire & Rescue Service", Body.POLICE),
        ("Age UK Leeds", Body.VOLUNTARY),
        ("Granicus Ltd", Body.SUPPLIER),
        ("Department for Transport", Body.GOVERNMENT),
        ("Nowhere-on-Sea", Body.OTHER),
        ("Policeman’s Corner", Body.OTHER),
    ],
)
def test_what_kind_of_body_it_is_can_often_be_read_from_its_name(name: str, kind: Body) -> None:
    assert body(name) is kind


@given(st.text(max_size=200))
def test_any_text_can_be_looked_up(text: str) -> None:
    DIRECTORY.find(text, TODAY)
    local(text)
    body(text)
