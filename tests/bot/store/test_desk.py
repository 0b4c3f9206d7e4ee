"""What waits on the desk, on both engines: it is taken once, and nothing of it is a digest yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import Database
from bot.store.desk import Coming, Desk, HeldRow
from bot.store.digests import Digests
from tests.challenges.test_cutting import EDITION, M1, M3

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE, THERE = "web:T", "web:U"
ROW = HeldRow("2026-W47", EDITION, "web:ann", NOW)


async def test_an_edition_is_held_once_and_taken_once(database: Database) -> None:
    async with database.writing(HERE) as connection:
        desk, digests = Desk(connection, HERE), Digests(connection, HERE)
        assert await desk.hold(ROW)
        assert not await desk.hold(ROW)
        assert await desk.held() == [ROW]
        assert await desk.waiting("2026-W47") == ROW
        assert await Desk(connection, THERE).held() == []
        assert await digests.latest() is None
        assert await digests.next_number() == 1
        assert await desk.take(ROW.week)
        assert not await desk.take(ROW.week)


async def test_what_waits_is_found_by_its_words_and_by_who_noted_it(database: Database) -> None:
    async with database.writing(HERE) as connection:
        desk = Desk(connection, HERE)
        await desk.hold(ROW)
        await desk.decide(Coming("Soon.", "web:ann", hold=True))
        assert await desk.quoting([M1, M3]) == [ROW]
        assert await desk.quoting(["web:T/C/99"]) == []
        assert await desk.notes_of("web:ann") == ["Read this.", "Soon."]
        await desk.forget("web:ann")
        assert await desk.notes_of("web:ann") == []
        assert await desk.coming() == Coming(hold=True)
        (left,) = await desk.held()
        assert (left.edition.note, left.noted_by) == ("", "")
        assert await desk.purge(NOW) == 0
        assert await desk.purge(NOW + timedelta(seconds=1)) == 1


async def test_a_week_has_one_digest_and_who_may_read_it_is_kept(database: Database) -> None:
    async with database.writing(HERE) as connection:
        digests = Digests(connection, HERE)
        assert await digests.save("2026-W47", "secret", EDITION, NOW, "web:ann")
        assert not await digests.save("2026-W47", "other", EDITION, NOW)
        assert await digests.open_to_all() == []
        assert await digests.open(7, {"one", "two"})
        (row,) = await digests.open_to_all()
        assert (row.public, row.noted_by) == ({"one", "two"}, "web:ann")
        assert [each.number for each in await digests.noted_by("web:ann")] == [7]
        assert await digests.close(7)
        assert await digests.open_to_all() == []
        assert not await digests.open(99, {"one"})


@pytest.mark.parametrize("number", [7])
async def test_a_digest_without_anything_checked_is_still_public(
    database: Database, number: int
) -> None:
    async with database.writing(HERE) as connection:
        digests = Digests(connection, HERE)
        await digests.save("2026-W47", "secret", EDITION, NOW)
        await digests.open(number, ())
        row = await digests.numbered(number)
        assert row is not None
        assert row.public == frozenset()
