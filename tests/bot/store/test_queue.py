"""What waits for a moderator: each thing once, however often it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.store.database import Database
from bot.store.queue import Queue
from challenges.queue import Candidate, CandidateState, suggested
from tests.fakes import START

HOME = "fake:T1"


def item(key: str, source: str = "feed:1") -> Candidate:
    return suggested(source=source, key=key, title=f"Title {key}", excerpt="Words.", at=START)


async def test_each_thing_waits_once_and_stays_decided(database: Database) -> None:
    async with database.writing() as connection:
        queue = Queue(connection, HOME)
        assert await queue.add([item("a"), item("b")], START) == 2
        first = await queue.next()
        assert first is not None
        assert first == replace(item("a"), id=first.id)
        await queue.add([replace(item("t", "file:t"), tags=("rural", "Ynys Môn"))], START)
        [tagged] = await queue.of("file:t", CandidateState.WAITING, 1)
        assert tagged.tags == ("rural", "Ynys Môn")
        await queue.remove("file:t")
        await queue.decide(first.id, CandidateState.USED, view=7)
        assert await queue.add([item("a"), item("b"), item("c", "file:x")], START) == 1
        assert await queue.waiting() == {"feed:1": 1, "file:x": 1}
        used = await queue.get(first.id)
        assert used is not None
        assert (used.state, used.view) == (CandidateState.USED, 7)
        assert await queue.skip_all("feed:1") == 1
        assert await queue.waiting() == {"file:x": 1}
        assert await Queue(connection, "fake:T2").next() is None


async def test_of_very_much_that_is_new_only_the_last_waits(database: Database) -> None:
    async with database.writing() as connection:
        queue = Queue(connection, HOME)
        assert await queue.add([item(str(n)) for n in range(9)], START, most=2) == 2
        left = await queue.next()
        assert left is not None
        assert left.title == "Title 7"


async def test_what_is_still_listed_is_known_and_the_rest_forgotten(database: Database) -> None:
    later = START + timedelta(days=50)
    async with database.writing() as connection:
        queue = Queue(connection, HOME)
        await queue.add([item("old")], START)
        await queue.add([item("a")], START + timedelta(days=1))
        await queue.still("feed:1", START + timedelta(days=1), later)
        assert await queue.purge(later - timedelta(days=1)) == 1
        assert await queue.add([item("a")], later) == 0
        await queue.remove("feed:1")
        assert await queue.next() is None
