"""A bot that many workspaces install, on the loopback, and somebody with a browser."""

from __future__ import annotations

import asyncio
import contextlib
import html
import re
from collections.abc import AsyncIterator
from typing import Any, Literal, Protocol

import aiohttp
from aiohttp import web
from yarl import URL

from adapters.slack.install import Installing
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.installs import CLIENT_ID, CLIENT_SECRET
from tests.adapters.slack.server import SlackServer
from tests.fakes import MemoryState
from tests.loopback import served

KEYS = ("a key that nobody guesses, number one",)


class Fragile(MemoryState):
    """Names that begin with `broken` cannot be kept."""

    broken = ""

    async def put(self, name: str, text: str) -> None:
        if self.broken and name.startswith(self.broken):
            raise OSError("the disk is full")
        await super().put(name, text)


class Many(Bot):
    """One SlackPlatform for every workspace that installs it."""

    def __init__(self, slack: SlackServer, mode: Literal["socket", "http"] = "http") -> None:
        self.address = ""
        self.keys: tuple[str, ...] = KEYS
        super().__init__(slack, mode)
        self.memory: Fragile = Fragile()
        self.platform = self.built()

    def credentials(self) -> dict[str, Any]:
        installing = Installing(CLIENT_ID, CLIENT_SECRET, self.keys, lambda: self.address)
        return {"installing": installing}

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[Many]:
        """Run a new platform, as after a restart, until the block ends."""
        self.platform = self.built()
        app = web.Application()
        app.router.add_post("/slack/events", self.platform.http)
        app.router.add_route("*", "/slack/install", self.platform.install)
        app.router.add_route("*", "/slack/oauth_redirect", self.platform.oauth_redirect)
        async with served(app) as self.address:
            if self.mode == "http":
                self.slack.events_url = f"{self.address}/slack/events"
            task = asyncio.ensure_future(self.platform.listen(self.recorder.receive))
            caught_up = asyncio.ensure_future(self.platform.caught_up())
            try:
                both = {task, caught_up}
                await asyncio.wait(both, timeout=60, return_when=asyncio.FIRST_COMPLETED)
                if task.done():
                    await task
                if self.mode == "socket":
                    await asyncio.wait_for(self.slack.connected.wait(), 60)
                yield self
            finally:
                caught_up.cancel()
                task.cancel()
                await asyncio.gather(task, caught_up, return_exceptions=True)


class Served(Protocol):
    """A bot with its pages at an address, and the Slack it is in."""

    slack: SlackServer

    @property
    def address(self) -> str:
        """Where its pages are."""
        ...


class Browser:
    """Somebody who installs: a browser with cookies that goes where it is led."""

    def __init__(self, bot: Served) -> None:
        self._bot = bot
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.status = 0
        self.at = ""

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def open(self, address: str) -> str:
        """Open a page and read it."""
        async with self._session.get(address) as response:
            self.status, self.at = response.status, str(response.url)
            return await response.text()

    async def knocks(self, method: str, address: str) -> int:
        """Ask for a page in another way; the status."""
        async with self._session.request(method, address) as response:
            return response.status

    async def sent_back(self, address: str) -> str:
        """Agree on Slack's page; where it sends the browser."""
        async with self._session.get(address, allow_redirects=False) as response:
            return response.headers["Location"]

    def holds(self, cookie: str, value: str) -> None:
        """Have a cookie of our pages."""
        self._session.cookie_jar.update_cookies({cookie: value}, URL(self._bot.address))

    async def led_to_slack(self) -> str:
        """Open the page to install from; where it leads."""
        page = await self.open(f"{self._bot.address}/slack/install")
        (link,) = re.findall(r'href="([^"]*)"', page)
        return html.unescape(link)

    async def install(self, team: str) -> str:
        """Install in a workspace; the words of the last page."""
        self._bot.slack.installs.chosen = team
        return await self.open(await self.led_to_slack())


async def installed(bot: Many, *teams: str) -> None:
    """Have workspaces install the bot, one after the other."""
    for team in teams:
        if team != bot.slack.team:
            bot.slack.neighbour(team)
        async with Browser(bot) as browser:
            assert "Challenger is installed" in await browser.install(team)
