"""The libraries of others, what came from them, and what was withdrawn here, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.store.database import Database
from bot.store.exchange import Exchange, LibraryRow
from bot.store.feeds import FeedRow, Feeds
from bot.store.visited import READING
from tests.fakes import START

HOME = "fake:T1"
LATER = START + timedelta(hours=1)


async def test_a_library_is_kept_with_what_came_from_it(database: Database) -> None:
    async with database.writing() as connection:
        exchange = Exchange(connection, HOME)
        row = LibraryRow(
            id=await exchange.next_id(),
            name="Westmoor",
            address="https://westmoor.example/views/1",
            trusted=("1a2b",),
            added_by="fake:ann",
            added_at=START,
        )
        await exchange.save(row)
        after = replace(row, state=READING, made_at=START, read_at=LATER, details={"status": 404})
        await exchange.save(after)
        assert await exchange.all() == [after]
        await exchange.note(row.id, "theirs/1", 7, "as it was")
        await exchange.note(row.id, "theirs/1", 7, "as it is")
        await exchange.note(row.id, "theirs/2", 8, "another")
        await exchange.drop(row.id, "theirs/2")
        assert await exchange.received(row.id) == {"theirs/1": (7, "as it is")}
        await exchange.forget("fake:ann")
        found = await exchange.get(row.id)
        assert found is not None
        assert found.added_by == ""
        await exchange.remove(row.id)
        assert await exchange.received(row.id) == {}
        assert await exchange.get(row.id) is None


async def test_what_was_withdrawn_is_known_until_it_is_given_again(database: Database) -> None:
    async with database.writing() as connection:
        exchange = Exchange(connection, HOME)
        for view in (3, 1, 3):
            await exchange.withdraw(view, START)
        await exchange.withdraw(2, LATER)
        await exchange.restore(1)
        assert await exchange.withdrawn() == [2, 3]
        assert await exchange.purge(LATER) == 1
        assert await exchange.withdrawn() == [2]


async def test_a_feed_is_kept_as_it_is_and_loses_who_added_it(database: Database) -> None:
    async with database.writing() as connection:
        feeds = Feeds(connection, HOME)
        row = FeedRow(
            id=await feeds.next_id(),
            address="https://westmoor.example/feed",
            added_by="fake:ann",
            added_at=START,
        )
        await feeds.save(row)
        after = replace(
            row, title="Westmoor", fault="status", details={"status": 500}, read_at=LATER
        )
        await feeds.save(after)
        assert await feeds.all() == [after]
        assert (row.name, after.name) == ("westmoor.example", "Westmoor")
        await feeds.forget("fake:ann")
        found = await feeds.get(row.id)
        assert found == replace(after, added_by="")
        await feeds.remove(row.id)
        assert await feeds.all() == []
