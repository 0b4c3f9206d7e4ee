"""Bringing the tables up to date, from nothing and from where they are, on both engines."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bot.store.communities import TABLES, communities, erase
from bot.store.database import Database, StoreError, StoreTooNew, open_database
from bot.store.dialect import statements
from bot.store.schema import migrate, migrations
from bot.store.settings import CommunitySettingsTable


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [number for number, _, _ in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_an_empty_database_gets_every_migration_once(database: Database) -> None:
    async with database.reading() as connection:
        rows = await connection.rows("SELECT number, name FROM migrations ORDER BY number")
    assert [(row["number"], row["name"]) for row in rows] == [
        (number, name) for number, name, _ in migrations()
    ]


async def test_bringing_up_to_date_twice_changes_nothing(
    database: Database, database_url: str
) -> None:
    async with database.writing("web:room") as connection:
        await CommunitySettingsTable(connection, "web:room").put({"zone": "Europe/London"})
        await migrate(connection)
    await database.close()
    again = await open_database(database_url)
    async with again.reading() as connection:
        assert await CommunitySettingsTable(connection, "web:room").get() != {}
    await again.close()


async def test_a_newer_database_is_refused_in_words(database: Database, database_url: str) -> None:
    async with database.writing() as connection:
        await connection.run(
            "INSERT INTO migrations (number, name, applied_at) VALUES (9999, 'later', 'later')"
        )
    await database.close()
    for read_only in (False, True):
        with pytest.raises(StoreTooNew, match="newer version"):
            await open_database(database_url, read_only=read_only)


async def test_an_older_database_is_not_changed_by_looking_in(
    database: Database, database_url: str
) -> None:
    async with database.writing() as connection:
        await connection.run("DELETE FROM migrations")
    await database.close()
    with pytest.raises(StoreError, match="brought up to date"):
        await open_database(database_url, read_only=True)


async def test_a_migration_that_fails_leaves_no_trace(database: Database) -> None:
    broken = "CREATE TABLE fine (a TEXT);\nCREATE TABLE fine (a TEXT);"
    async with database.writing() as connection:
        with suppress(Exception):
            async with connection.savepoint():
                for statement in statements(broken):
                    await connection.run(statement)
    async with database.writing() as connection:
        await connection.run("CREATE TABLE fine (a TEXT)")


async def test_erasing_a_community_empties_every_table_of_it_and_no_other(
    database: Database,
) -> None:
    async with database.writing() as connection:
        for community in ("web:one", "web:two"):
            await CommunitySettingsTable(connection, community).put({})
        assert await communities(connection) == ["web:one", "web:two"]
        assert await erase(connection, "web:one") == 1
        assert await communities(connection) == ["web:two"]


def test_erasing_knows_every_table_that_is_keyed_by_community() -> None:
    created = {
        statement.split()[2]: statement
        for _, _, script in migrations()
        for statement in statements(script)
        if statement.startswith("CREATE TABLE")
    }
    own = {name for name, text in created.items() if "community" in text}
    emptied_with_their_row = {name for name, text in created.items() if "CASCADE" in text}
    assert set(TABLES) == own - emptied_with_their_row
