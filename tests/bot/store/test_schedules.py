"""Schedules in the store: what an older version kept is kept, and a change can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.clock import OnClosed, Rule
from bot.store.database import Database
from bot.store.dialect import for_postgresql, statements
from bot.store.schedules import ScheduleRow, Schedules
from bot.store.schema import migrations
from bot.store.transactions import Connection

HERE = "slack:T1"
ANN = "slack:U1"
GENERAL = "slack:T1/C1"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TUESDAY = Rule("0 10 * * TUE")


async def migrate_schedules(connection: Connection, first: int, last: int) -> None:
    """Run what some migrations do to the table of schedules, and nothing else of them."""
    for number, _, script in migrations():
        for statement in statements(script):
            about = statement.partition("(")[0] if "CREATE" in statement else statement
            if first <= number <= last and " schedules" in about:
                postgresql = connection.engine == "postgresql"
                await connection.run(for_postgresql(statement) if postgresql else statement)


async def test_schedules_of_the_first_version_go_on_as_they_were(database: Database) -> None:
    async with database.writing(HERE) as connection:
        await connection.run("DROP TABLE schedules")
        await migrate_schedules(connection, 1, 2)
        await connection.run(
            "INSERT INTO schedules (community, id, channel, move, cron, zone, author, paused_until,"
            " skip_next, created_at) VALUES (:community, 3, :channel, '', '0 10 * * TUE', '',"
            " :author, NULL, 1, '2026-03-02T09:30:00.000000Z')",
            community=HERE,
            channel=GENERAL,
            author=ANN,
        )
        await migrate_schedules(connection, 3, 9999)
        assert await Schedules(connection, HERE).list() == [
            ScheduleRow(3, GENERAL, "", TUESDAY, ANN, NOW, skip_next=True)
        ]


async def test_a_change_is_taken_back_to_what_it_was(database: Database) -> None:
    async with database.writing(HERE) as connection:
        schedules = Schedules(connection, HERE)
        first = await schedules.add(GENERAL, TUESDAY, ANN, NOW, name="Check", what="assumption")
        rule = Rule("0 9 L * *", 2, date(2026, 4, 1), OnClosed.LATER, term_only=True)
        later = NOW + timedelta(minutes=1)
        second = await schedules.change(first, replace(first, rule=rule, name=""), later)
        assert (second.change, second.changed_at) == (2, later)
        assert await schedules.get(1) == second
        back = await schedules.take_back(second, later)
        assert back is not None
        assert replace(back, change=1, changed_at=NOW) == first
        assert back.change == 3
        assert await schedules.take_back(back, later) is None
        assert await schedules.list() == []


async def test_a_removed_schedule_is_not_seen_and_can_come_back(database: Database) -> None:
    async with database.writing(HERE) as connection:
        schedules = Schedules(connection, HERE)
        row = await schedules.add(GENERAL, TUESDAY, ANN, NOW)
        gone = await schedules.change(row, replace(row, removed_at=NOW), NOW)
        assert await schedules.get(1) is None
        assert await schedules.list() == []
        assert await schedules.get(1, removed=True) == gone
        assert await schedules.take_back(gone, NOW) is not None
        assert await schedules.get(1) is not None


async def test_a_forgotten_member_stands_in_no_earlier_state_either(database: Database) -> None:
    async with database.writing(HERE) as connection:
        schedules = Schedules(connection, HERE)
        row = await schedules.add(GENERAL, TUESDAY, ANN, NOW)
        await schedules.change(row, replace(row, name="Check"), NOW)
        await schedules.forget(ANN)
        held = await connection.rows("SELECT * FROM schedules")
        assert ANN not in str([dict(each) for each in held])
        kept = await schedules.get(1)
        assert kept is not None
        assert (kept.by, kept.changed_at) == ("", None)  # so nobody can take it back any more
