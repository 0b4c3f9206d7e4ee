"""A view is read for what it means as soon as it may be shown, whichever way it came."""

from __future__ import annotations

from dataclasses import replace

from bot.store.queue import Queue
from challenges.queue import Candidate, suggested
from tests.fakes import START
from tests.house import House

CHANNEL = "general"


async def readers(house: House) -> list[str]:
    """What has read each view, the oldest first; nothing asked for one of them."""
    async with house.database.reading() as connection:
        rows = await connection.rows("SELECT reader FROM view_vectors ORDER BY view")
    return [row["reader"] for row in rows]


def item(number: int, source: str) -> Candidate:
    return suggested(
        source=source, key=f"{number}", title=f"We dropped paper form {number}",
        excerpt="Nobody asked for it.", council="Westmoor",
    )  # fmt: skip


async def wait(house: House, *items: Candidate) -> None:
    async with house.database.writing("fake:T1") as connection:
        await Queue(connection, "fake:T1").add(items, START)


async def test_one_that_a_member_shares_or_changes(house: House) -> None:
    await house.command("eve", CHANNEL, "council Westmoor")
    words = {"claim": "We should keep faxes", "text": "We kept one.", "status": "kept"}
    await house.form("eve", CHANNEL, "share", **words)
    [first] = await readers(house)
    assert first not in ("", "-")
    await house.fill("eve", "Change it", text="We dropped it after all.", status="dropped")
    assert await readers(house) == [first]


async def test_those_that_a_moderator_uses_of_a_feed_and_of_a_file(house: House) -> None:
    await wait(house, item(1, "feed:1"), *(item(number, "file:a.csv") for number in (2, 3)))
    await house.command("ann", CHANNEL, "views queue")
    await house.fill("ann", "Use it as a view", "paper form 1")
    await house.press("ann", "Use all of this file")
    found = await readers(house)
    assert len(found) == 3
    assert not {"", "-"} & {*found}


async def test_more_than_are_read_at_a_time_are_read_one_part_after_the_other(
    house: House,
) -> None:
    await wait(house, *(replace(item(n, "file:a.csv"), text=f"It was {n}.") for n in range(120)))
    await house.command("ann", CHANNEL, "views queue")
    assert "120 views can be shown" in await house.press("ann", "Use all of this file")
    found = await readers(house)
    assert len(found) == 120
    assert not {"", "-"} & {*found}
