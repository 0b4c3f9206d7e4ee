"""Somebody who holds the store looks for who it was: the words of the promises, held to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.house import House

CHANNEL = "general"


async def rows(house: House, table: str) -> list[dict[str, object]]:
    async with house.database.reading() as connection:
        return [dict(row) for row in await connection.rows(f"SELECT * FROM {table}")]


async def asked(house: House) -> None:
    """A post stands in the channel, and ann, who runs it, read why some time ago."""
    await house.command("ann", CHANNEL, "on")
    await house.press("ann", "Why this?", "switched me on")
    await house.pass_time(timedelta(hours=5))


@pytest.mark.parametrize("days", [0, 2])  # the platform's word for ann is kept anew each day
async def test_the_store_does_not_say_who_reported(house: House, days: int) -> None:
    await asked(house)
    await house.pass_time(timedelta(days=days))
    assert "Reported." in await house.press("ann", "Report this")
    (reported,) = [row for row in await rows(house, "audit") if row["what"] == "reported"]
    assert reported["author"] == ""
    at = str(reported["at"])
    for table in ("outbox", "vouched", "members", "roles", "events", "previews"):
        for row in await rows(house, table):
            if at in [str(value) for value in row.values()]:
                assert "fake:ann" not in str(row), f"{table} says who it was: {row}"


async def test_what_was_said_to_one_member_is_forgotten_when_it_was_said(house: House) -> None:
    await asked(house)
    await house.press("ann", "Report this")
    assert not [row for row in await rows(house, "outbox") if str(row["lane"]).startswith("to ")]
