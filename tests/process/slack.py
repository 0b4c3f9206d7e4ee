"""Members of a Slack workspace, and the bot that serves it as a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import aiohttp

from tests.adapters.slack.server import SlackServer
from tests.process.running import Bot, installed
from tests.stories.doors.running import PATIENCE, until
from tests.stories.doors.slack import SlackDoor

Mode = Literal["socket", "http"]


class ProcessDoor(SlackDoor):
    """The door of the stories, with a process behind it."""

    def __init__(self, slack: SlackServer, mode: Mode, bot: Bot) -> None:
        super().__init__("", slack, mode)
        self.bot = bot

    async def start(self) -> None:
        await self.bot.start()
        if self._mode == "http":
            await hears(self.bot)
            await self.slack.listen_at(f"{self.bot.address}/slack/events")
        else:
            await connected(self.slack, self.bot)

    async def restart(self) -> None:
        await self.bot.stop()
        await self.start()

    async def held(self, person: str) -> str:
        """What the bot holds of what somebody wrote."""
        return await self.command(person, "privacy export")

    async def holds(self, person: str, words: str) -> None:
        """Wait until the bot holds what somebody wrote while it was away."""

        async def look() -> bool:
            return words in await self.held(person)

        await until(look, words)

    async def _done(self) -> None:
        await self.slack.settle()
        await self.bot.done()
        await self.slack.settle()  # what it said has come back to it as well
        lost = [each.kind for each in self.slack.deliveries if not each.acknowledged]
        assert not lost, f"not acknowledged: {lost}\n{self.bot.log}"


@asynccontextmanager
async def workspace(folder: Path, mode: Mode) -> AsyncIterator[ProcessDoor]:
    """A workspace and an installation of the bot that is not started yet."""
    async with (
        SlackServer(ack_seconds=PATIENCE, waits=(0.05, 0.2, 1.0)) as slack,
        installed(folder, **settings(slack, mode)) as bot,
    ):
        slack.trigger_seconds = PATIENCE
        yield ProcessDoor(slack, mode, bot)


def settings(slack: SlackServer, mode: Mode) -> dict[str, str]:
    """What an operator sets."""
    secret = (
        {"SLACK_APP_TOKEN": slack.app_token}
        if mode == "socket"
        else {"SLACK_SIGNING_SECRET": slack.signing_secret}
    )
    return secret | {
        "SLACK_MODE": mode,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
    }


async def connected(slack: SlackServer, bot: Bot) -> None:
    """Wait for the bot on the socket."""

    async def look() -> bool:
        assert bot.runs, f"it ended by itself:\n{bot.log}"
        return slack.connected.is_set()

    await until(look, "the bot on the socket")


async def hears(bot: Bot) -> None:
    """Wait until Slack's posts are listened to: an unsigned one is then refused."""
    async with aiohttp.ClientSession() as http:

        async def look() -> bool:
            assert bot.runs, f"it ended by itself:\n{bot.log}"
            try:
                async with http.post(f"{bot.address}/slack/events", json={}) as answer:
                    return answer.status == 401
            except aiohttp.ClientConnectorError:
                return False

        await until(look, "the bot to listen")
