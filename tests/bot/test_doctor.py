from __future__ import annotations

from collections.abc import Sequence

from adapters.chat import ChannelRef, CommunityRef
from adapters.events import Finding
from adapters.port import DeliveryFailed
from bot.doctor import examine
from bot.store.channels import Channels
from bot.store.database import open_database
from config.settings import Settings
from tests.fakes import START


async def opens() -> str:
    return "the bot is challenger in the council."


async def is_refused() -> str:
    raise DeliveryFailed("the token is not valid.")


async def test_each_platform_is_asked_whether_its_tokens_open_it(database_url: str) -> None:
    settings = Settings(database=database_url, web_port=0)
    checks = {"One": opens, "Another": is_refused, "A third": None}
    lines = [finding.line async for finding in examine(settings, checks, {})]
    assert lines[-3:] == [
        "well  One: the bot is challenger in the council.",
        "MEND  Another: the token is not valid.",
        "well  A third is not set up, so it is left alone.",
    ]


async def test_what_the_platform_allows_is_looked_at_where_it_is_switched_on(
    database_url: str,
) -> None:
    there = ChannelRef(CommunityRef("one", "T1"), "C1")
    elsewhere = ChannelRef(CommunityRef("another", "T1"), "C1")
    database = await open_database(database_url)
    async with database.writing() as connection:
        for channel in (there, elsewhere):
            channels = Channels(connection, str(channel.community))
            await channels.switch(channel, True, "one:U1", START)
    await database.close()
    asked: list[ChannelRef] = []

    async def look(channels: Sequence[ChannelRef]) -> tuple[Finding, ...]:
        asked.extend(channels)
        missing = Finding("permissions", False, there, ("Send Messages",))
        return (Finding("token", True), Finding("clock", True), missing)

    settings = Settings(database=database_url, web_port=0)
    found = [each async for each in examine(settings, {"One": opens}, {"One": look})]
    assert asked == [there]
    assert [each.line for each in found[-3:]] == [
        "well  One: the bot is challenger in the council.",
        "well  One: The clock is right.",
        "MEND  One: The bot lacks these permissions in #C1: Send Messages.",
    ]


async def test_the_doctor_says_which_readers_are_in_use(database_url: str) -> None:
    lines = [each.line async for each in examine(Settings(database=database_url), {}, {})]
    assert "well  Views are read by the trained readers." in lines
    slim = Settings(database=database_url, readers="words")
    lines = [each.line async for each in examine(slim, {}, {})]
    assert "well  Views are read by word lists, as CHALLENGER_READERS says." in lines
