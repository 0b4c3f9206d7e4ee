from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.councils import Council, Directory, Found, key

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


@given(st.text(max_size=200))
def test_any_text_can_be_looked_up(text: str) -> None:
    DIRECTORY.find(text, TODAY)
