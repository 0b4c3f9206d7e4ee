"""Views that were shared before their authors were asked whether they still hold."""

from __future__ import annotations

from datetime import timedelta

from tests.bot.store.test_migrated import migrated
from tests.house import House
from tests.stories.test_views import begin, pass_days, share

ASKED = "Does it still hold?"


async def brought_up_to_date(house: House) -> None:
    """The store as the version before left it, with no timer for a view, and then as it is now."""
    async with house.database.writing() as connection:
        await connection.run("DELETE FROM timers WHERE kind = 'view'")
        await connection.run("ALTER TABLE candidates DROP COLUMN tags")
        await migrated(connection, 23)
    await house.restart()


async def asked(house: House) -> int:
    return sum(ASKED in words for words in house.whispers("eve"))


async def test_the_author_of_a_young_view_is_asked_when_it_is_a_year_old_and_once(
    house: House,
) -> None:
    await begin(house)
    await house.command("eve", "general", "privacy messages")
    await share(house)
    await pass_days(house, 100)
    await brought_up_to_date(house)
    await pass_days(house, 264)
    assert await asked(house) == 0
    await pass_days(house, 6)  # the day itself, and the weekend after it
    assert await asked(house) == 1
    await pass_days(house, 500)
    assert await asked(house) == 1


async def test_the_author_of_an_old_view_is_asked_soon_and_once(house: House) -> None:
    await begin(house)
    await house.command("eve", "general", "privacy messages")
    await share(house)
    async with house.database.writing() as connection:
        await connection.run("DELETE FROM timers WHERE kind = 'view'")
    await pass_days(house, 500)
    assert await asked(house) == 0
    await brought_up_to_date(house)
    await house.pass_time(timedelta(days=4))
    assert await asked(house) == 1
    await pass_days(house, 500)
    assert await asked(house) == 1
