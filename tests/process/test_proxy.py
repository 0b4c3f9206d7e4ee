"""The bot behind a council's web proxy, which opens what passes with a certificate of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.adapters.discord.server import WireServer
from tests.adapters.slack.server import SlackServer
from tests.process.proxy import Proxy
from tests.process.running import ROOT, Bot
from tests.stories.doors.running import PATIENCE

SLACK = {"SLACK_BOT_TOKEN": "xoxb-test", "SLACK_APP_TOKEN": "xapp-test"}
DISCORD = {
    "DISCORD_TOKEN": "a token",
    "DISCORD_GATEWAY_URL": "wss://gateway.discord.gg/gateway",
}


class NamedSlack(SlackServer):
    """A Slack whose socket has the name of the real one."""

    def websocket_url(self) -> str:
        near = super().websocket_url()
        return near.replace(self.address.replace("http", "ws"), "wss://wss-primary.slack.com")


class Behind(Bot):
    """A bot that is told of the proxy the way every other program on the machine is."""

    def __init__(self, folder: Path, outside: dict[str, str], **settings: str) -> None:
        super().__init__(folder, **settings)
        self.outside = outside

    async def _begin(self, command: str, **where: object) -> asyncio.subprocess.Process:
        told = {f"CHALLENGER_{name}": value for name, value in self.settings.items()}
        own = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", command),
            cwd=self.folder,
            env=own | self.outside | told,
            stdin=asyncio.subprocess.DEVNULL,
            **where,  # type: ignore[arg-type]  # files and pipes, which differ by command
        )


@asynccontextmanager
async def behind(
    folder: Path, servers: dict[str, str], settings: dict[str, str], *, trusted: bool = True
) -> AsyncIterator[tuple[Behind, Proxy]]:
    async with Proxy.open(folder, servers) as proxy:
        outside = {"HTTPS_PROXY": proxy.url.replace("://", "://officer:secret@")}
        if trusted:
            outside["SSL_CERT_FILE"] = str(proxy.certificate)
        bot = Behind(folder, outside, **settings)
        try:
            yield bot, proxy
        finally:
            await bot.end()


async def test_slack_is_reached_through_the_proxy_with_the_councils_certificate(
    tmp_path: Path,
) -> None:
    async with NamedSlack() as slack:
        servers = {"slack.com": slack.address, "wss-primary.slack.com": slack.address}
        async with behind(tmp_path, servers, SLACK) as (bot, proxy):
            said = await bot.complete("doctor")
            assert "well  Slack: the bot is" in said.out
            await bot.start()
            await asyncio.wait_for(slack.connected.wait(), PATIENCE)
            await bot.stop()
            assert proxy.passwords == {"officer:secret"}
            assert set(proxy.asked) == {
                "CONNECT slack.com:443",
                "CONNECT wss-primary.slack.com:443",
            }


async def test_discord_is_reached_through_the_proxy_with_the_councils_certificate(
    tmp_path: Path,
) -> None:
    async with WireServer.open() as discord:
        servers = {"discord.com": discord.url, "gateway.discord.gg": discord.url}
        async with behind(tmp_path, servers, DISCORD) as (bot, proxy):
            said = await bot.complete("doctor")
            assert "well  Discord: the bot is challenger, in 1 server." in said.out
            await bot.start()
            await asyncio.wait_for(discord.connected.wait(), PATIENCE)
            await bot.stop()
            assert proxy.passwords == {"officer:secret"}
            assert set(proxy.asked) == {"CONNECT discord.com:443", "CONNECT gateway.discord.gg:443"}


async def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    async with SlackServer() as slack:
        servers = {"slack.com": slack.address}
        async with behind(tmp_path, servers, SLACK, trusted=False) as (bot, _):
            said = await bot.complete("doctor")
            assert said.status == 1
            assert "MEND  Slack:" in said.out
