"""The numbers of the digests: closed until an organiser opens them, and none of them is small."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from io import StringIO

import pytest
from jsonschema import Draft202012Validator

from adapters.port import Page
from bot.addresses import Addresses
from bot.presenters.pages.open_figures import COLUMNS, safe, table
from challenges.open_figures import Counted, Figure
from tests.house import House
from tests.stories.test_desk import CHANNEL, SECRET, talk

FILES = ("data", "data.csv", "data.json", "data.schema.json")


async def read(house: House, name: str, person: str = "") -> Page:
    page = await house.page(Addresses.of("", str(house.community)).to(name), person)
    assert page is not None
    return page


async def test_the_numbers_are_open_when_an_organiser_says_so_and_no_longer(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest now")
    strangers = await read(house, "nothing")
    for name in FILES:
        assert await read(house, name) == strangers
    assert "Only organisers" in await house.command("bob", CHANNEL, "digest open-data")
    assert "are not open" in (await read(house, "data", "bob")).body.decode()

    said = await house.command("ann", CHANNEL, "digest open-data")
    assert "not open" in said
    assert "Open Government" in await house.press("ann", "Open Government Licence", "not open")
    shown = (await read(house, "data")).body.decode()
    assert "Open Government Licence v3.0" in shown
    assert SECRET not in shown
    written = (await read(house, "data.csv")).body.decode()
    rows = list(csv.DictReader(StringIO(written, newline="")))
    values = {row["measure"]: (row["value"], row["status"]) for row in rows}
    assert values["people"] == ("5", "")
    assert values["messages"] == ("5", "")
    assert values["dissent rounds ended"] == ("0", "")
    document = json.loads((await read(house, "data.json")).body)
    schema = json.loads((await read(house, "data.schema.json")).body)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
    assert [str(each["value"]) for each in document["figures"]] == [row["value"] for row in rows]
    assert (await read(house, "data.csv")).body.decode() == written

    await house.press("ann", "Close them", "Anybody can read and reuse")
    for name in FILES:
        assert await read(house, name) == strangers
    log = await house.command("bob", CHANNEL, "log")
    assert "opened the numbers" in log
    assert "closed the open numbers" in log


async def test_a_small_number_is_in_no_file(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    for number in range(6):
        await house.say("bob", CHANNEL, f"Bob alone has said so {number} times, in a row.")
    house.clock.advance(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")
    await house.command("ann", CHANNEL, "digest open-data")
    await house.press("ann", "Creative Commons Attribution", "not open")
    rows = list(csv.DictReader(StringIO((await read(house, "data.csv")).body.decode())))
    values = {row["measure"]: (row["value"], row["status"]) for row in rows}
    assert values["people"] == ("", "c")
    assert values["messages"] == ("6", "")
    assert not {row["value"] for row in rows} & {"1", "2", "3", "4"}
    assert "hidden" in (await read(house, "data")).body.decode()


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\r=x", " =x", '=HYPERLINK("http://x")'],
)
def test_no_spreadsheet_takes_words_for_a_formula(words: str) -> None:
    assert not safe(words).lstrip(" ").startswith(("=", "+", "-", "@"))
    figure = Figure(date(2026, 11, 16), date(2026, 11, 22), Counted.PEOPLE_BY_KIND, words, 7)
    header, row = csv.reader(StringIO(table([figure]).decode(), newline=""))
    assert tuple(header) == COLUMNS
    assert not row[3].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
