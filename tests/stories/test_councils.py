"""Which council somebody speaks from: as they say and write it, with a step to confirm it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.chat import MemberRef
from bot.store.members import MemberRow, Members
from tests.house import COMMUNITY, House

# What the store does here is tried on both engines where its tables are tested.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHANNEL = "general"


async def says(house: House, words: str) -> str:
    return await house.command("bob", CHANNEL, f"council {words}")


async def kept(house: House) -> tuple[str, str, str]:
    async with house.database.reading() as connection:
        row = await Members(connection, str(COMMUNITY)).get(MemberRef("fake", "bob"))
    row = row or MemberRow(MemberRef("fake", "bob"))
    return row.council, row.council_kind, row.council_parent


async def test_a_council_is_taken_by_its_name_and_one_nearly_right_is_confirmed(
    house: House,
) -> None:
    assert "You speak from Leeds" in await says(house, "LEEDS City council")
    assert await kept(house) == ("Leeds", "metropolitan district", "")
    assert "Which council do you mean?" in await says(house, "South Ayshire")
    assert (await kept(house))[0] == "Leeds"
    assert "You speak from South Ayrshire" in await house.press("bob", "South Ayrshire")
    assert await kept(house) == ("South Ayrshire", "Scottish council", "")
    assert "no council" in await says(house, "none")
    assert await kept(house) == ("", "", "")


async def test_what_becomes_of_a_council_is_said(house: House) -> None:
    said = await says(house, "Elmbridge")
    assert "replaced on 1 April 2027 by East Surrey" in said
    assert "expected there from 1 April 2028" in await says(house, "Kent County Council")
    assert "1 April" not in await says(house, "Leeds")
    house.clock.at = datetime(2027, 6, 1, 10, tzinfo=UTC)
    said = await says(house, "Surrey County Council")
    assert "Since 1 April 2027 there is East Surrey and West Surrey in its place" in said
    assert (await kept(house))[0] == "Surrey"  # what they wrote was in its name


async def test_a_parish_or_town_council_is_kept_with_the_area_it_is_in(house: House) -> None:
    said = await says(house, "Ashby Town Council, North West Leicestershire District Council")
    assert "Ashby Town Council in North West Leicestershire" in said
    parish = "parish or town council"
    assert await kept(house) == ("Ashby Town Council", parish, "North West Leicestershire")
    assert "behind a comma" in await says(house, "Ashby Town Council")
    said = await says(house, "Troon Community Council, South Ayshire")
    assert "Which council do you mean?" in said
    await house.press("bob", "Troon Community Council, South Ayrshire")
    assert await kept(house) == ("Troon Community Council", parish, "South Ayrshire")
    await says(house, "Foo Parish Council, Nowhere-on-Sea")
    assert await kept(house) == ("Foo Parish Council", parish, "Nowhere-on-Sea")


async def test_another_kind_of_body_is_read_from_its_name_and_put_right(house: House) -> None:
    said = await says(house, "Granicus: Software Ltd")
    assert "kept as a supplier" in said
    assert await kept(house) == ("Granicus Software Ltd", "supplier", "")
    await house.press("bob", "Voluntary", "kept as a supplier")
    assert await kept(house) == ("Granicus Software Ltd", "voluntary organisation", "")
    assert "What kind of body is it?" in await says(house, "Nowhere-on-Sea")
    assert await kept(house) == ("Nowhere-on-Sea", "other body", "")
    await house.press("bob", "Health", "What kind of body")
    assert await kept(house) == ("Nowhere-on-Sea", "health body", "")
