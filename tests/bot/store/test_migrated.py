"""What a migration makes of the rows it finds, on both engines."""

from __future__ import annotations

from datetime import timedelta

from bot.store.database import Connection, Database
from bot.store.dialect import for_postgresql, statements
from bot.store.jobs import DueJobs, Jobs
from bot.store.schema import migrations
from bot.store.timers import Timers
from bot.store.views import Views
from challenges.library import Status, share
from challenges.messages import CommunityId, MemberId
from tests.fakes import START

HOME = "fake:T1"
YEAR_AGO = START - timedelta(days=400)


async def migrated(connection: Connection, number: int) -> None:
    """Take the steps of one migration, on a store that has not taken them."""
    [script] = [script for each, _, script in migrations() if each == number]
    for statement in statements(script):
        postgresql = connection.engine == "postgresql"
        await connection.run(for_postgresql(statement) if postgresql else statement)


async def test_a_view_that_had_no_timer_gets_one_and_no_other_is_moved(database: Database) -> None:
    async with database.writing() as connection:
        views, timers = Views(connection, HOME), Timers(connection, HOME)
        for id_, author in ((1, "fake:eve"), (2, "fake:eve"), (3, None)):
            await views.save(
                share(
                    id=id_, claim="Join", text="We left.", status=Status.DROPPED, council="Leeds",
                    council_kind="unitary", by=MemberId(author) if author else None,
                    community=CommunityId(HOME), now=YEAR_AGO,
                )
            )  # fmt: skip
        await timers.set("view", "2", START)
        await connection.run("ALTER TABLE candidates DROP COLUMN tags")
        await migrated(connection, 23)
        found = {each.subject: each.at for each in await timers.list_()}
    assert found == {"1": YEAR_AGO, "2": START}


async def test_work_that_was_given_up_loses_what_was_typed_and_by_whom(database: Database) -> None:
    async with database.writing() as connection:
        jobs = Jobs(connection, HOME)
        parked = await jobs.book("contrast", "fake:eve 0", {"question": "private words"}, START)
        waits = await jobs.book("contrast", "fake:bob 0", {"question": "wait"}, START)
        await connection.run("UPDATE jobs SET state = 'parked' WHERE id = :id", id=parked)
        await connection.run("ALTER TABLE candidates DROP COLUMN tags")
        await migrated(connection, 23)
        [left] = await DueJobs(connection).parked()
        kept = await jobs.get(waits)
    assert (left.subject, left.payload) == ("", {})
    assert kept is not None
    assert kept.payload == {"question": "wait"}
