"""A member asks in chat for a link to the pages, reads them, and is shut out once they left.

On Slack and on Discord, with the real adapters, the real server and a real clock.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.addresses import site_name
from tests.stories.browsing import QUOTED, SESSION, Browser, a_browser, link_in, served
from tests.stories.doors.discord import DiscordDoor, by_discord
from tests.stories.doors.running import until_idle
from tests.stories.doors.slack import SlackDoor, by_slack


async def a_week(door: SlackDoor | DiscordDoor) -> None:
    """Enough is said for a digest, and there is one."""
    await door.command("ann", "on")
    for person in ("bob", "cat", "dan", "eve", "fay", "ann"):
        await door.say(person, QUOTED)
    assert "is being made" in await door.command("ann", "digest now")
    await until_idle(door.running.database)
    assert any("The week in talk" in words for words in await door.posts())


async def signed_in(browser: Browser, address: str) -> None:
    """Look at the page behind a link, and press its button."""
    assert "<form" in (await browser.get(address)).words
    assert not browser.kept(SESSION)
    assert QUOTED in (await browser.press(address)).words
    assert browser.kept(SESSION)


async def test_a_member_of_a_slack_workspace_reads_the_pages_until_they_leave(store: str) -> None:
    async with by_slack(store, "socket") as door:
        await a_week(door)
        home = f"/c/{site_name(f'slack:{door.slack.team}')}/"
        assert "signs you in" in await door.command("bob", "digest pages")
        told: dict[str, Any] = door.slack.ephemerals[-1]
        assert told["user"] == "UBOB"
        async with served(door.running.app) as address, a_browser(address) as browser:
            assert (await browser.get(home)).status == 403
            await signed_in(browser, link_in(str(told["blocks"])))
            asked = len(door.slack.called("users.info"))
            assert QUOTED in (await browser.get(home)).words
            assert len(door.slack.called("users.info")) == asked
            profile = {**door.slack.users["UBOB"], "deleted": False}
            await door.slack.send_event({"type": "user_change", "user": profile})
            assert QUOTED in (await browser.get(home)).words
            gone = {**profile, "deleted": True}
            await door.slack.send_event({"type": "user_change", "user": gone})
            await door.slack.settle()
            assert (await browser.get(home)).status == 403


@pytest.mark.parametrize(
    "flags",
    [{"deleted": True}, {"is_restricted": True}, {"is_ultra_restricted": True}, {"team_id": "T9"}],
    ids=["closed", "a guest", "a guest of one channel", "of another workspace"],
)
async def test_who_is_no_full_member_of_a_slack_workspace_reads_nothing(
    store: str, flags: dict[str, Any]
) -> None:
    async with by_slack(store, "socket") as door:
        await door.command("ann", "on")
        await door.command("bob", "digest pages")
        address = link_in(str(door.slack.ephemerals[-1]["blocks"]))
        door.slack.users["UBOB"] |= flags
        async with served(door.running.app) as pages, a_browser(pages) as browser:
            assert (await browser.press(address)).status == 403


async def test_a_member_of_a_discord_server_reads_the_pages_until_they_leave(store: str) -> None:
    async with by_discord(store) as door:
        await a_week(door)
        home = f"/c/{site_name(str(door.room.community))}/"
        assert "signs you in" in await door.command("bob", "digest pages")
        link = link_in(door.room.whispers("bob")[-1])
        async with served(door.running.app) as pages, a_browser(pages) as browser:
            await signed_in(browser, link)
            assert QUOTED in (await browser.get(home)).words
            secret = browser.kept(SESSION)
        bob = door.room.person("bob").id
        door.room.env.backend.remove_member(door.room.guild.id, bob)
        await door.restart()  # what the platforms said is asked again
        async with served(door.running.app) as pages, a_browser(pages) as browser:
            assert (await browser.ask("GET", home, Cookie=f"{SESSION}={secret}")).status == 403
            async with door.running.database.reading() as connection:
                assert await connection.rows("SELECT * FROM sessions") == []
