"""Hearing: from a platform's payload to the commit, against the platform's framework alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import islice
from time import time
from typing import Any

import discord
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from adapters.chat import ChannelRef, CommunityRef
from adapters.discord.client import intents
from adapters.discord.incoming import posted, where
from adapters.discord.platform import DiscordPlatform
from adapters.events import Event
from adapters.slack.platform import SlackPlatform
from benchmarks.comparing import Case, Comparison, compare
from benchmarks.house import a_house, kept
from benchmarks.talk import (
    CHANNELS,
    GUILD,
    TEAM,
    Said,
    channel_id,
    discord_guild,
    discord_payload,
    slack_payload,
    talk,
)
from bot.app import App
from bot.commands import VOCABULARY

SECRET = "not a secret"
LOT = 200


async def measure() -> list[Comparison]:
    """Compare for Slack, busy and quiet, and for Discord."""
    return [await _slack("busy", LOT), await _slack("one at a time", 1), await _discord()]


async def _slack(how: str, together: int) -> Comparison:
    channels = [ChannelRef(CommunityRef("slack", TEAM), f"C{each}") for each in range(CHANNELS)]
    stream = talk(1)
    async with a_house(channels) as (app, database), _slack_platform(app) as platform:
        bare, ours = _bare_bolt(), platform._bolt  # the door behind `http`, without aiohttp's part

        async def bolt_alone() -> int:
            return await _dispatch(bare, stream, together)

        async def with_bolt() -> int:
            return await _dispatch(ours, stream, together)

        async def hearing() -> int:
            # From the payload as Bolt has read it to the commit.
            bodies = [slack_payload(said) for said in islice(stream, LOT)]
            for start in range(0, LOT, together):
                some = bodies[start : start + together]
                await asyncio.gather(*(platform._hear(body) for body in some))
            return LOT

        await with_bolt()
        assert await kept(database) == LOT
        return await compare(
            f"Hearing a Slack message, {how}",
            (
                Case("bare Bolt, a listener that does nothing", bolt_alone),
                Case("ours without Bolt: translate, hear, commit", hearing, "T1-slack"),
                Case("ours with Bolt", with_bolt, "T2-slack"),
            ),
        )


@asynccontextmanager
async def _slack_platform(app: App) -> AsyncIterator[SlackPlatform]:
    """Our platform, listening; a server of ours answers in Slack's place who the bot is."""
    server = web.Application()
    server.router.add_route("*", "/api/{method}", _as_slack)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    platform = SlackPlatform(
        bot_token="xoxb-none",
        signing_secret=SECRET,
        mode="http",
        api_url=f"http://{host}:{port}/api/",
        vocabulary=VOCABULARY,
        queries=app.queries,
        state=app.state("slack"),
    )
    listening = asyncio.create_task(platform.listen(app.receive))
    try:
        await platform.caught_up()
        yield platform
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await runner.cleanup()


async def _as_slack(request: web.Request) -> web.Response:
    me = {"ok": True, "team_id": TEAM, "user_id": "UBOT", "bot_id": "BBOT", "url": ""}
    return web.json_response(me if request.match_info["method"] == "auth.test" else {"ok": True})


def _bare_bolt() -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_user_id="UBOT", bot_id="BBOT", bot_token="xoxb-"
        )

    async def nothing() -> None:
        pass

    bare = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)
    bare.event("message")(nothing)
    return bare


async def _dispatch(bolt: AsyncApp, stream: Iterator[Said], together: int) -> int:
    requests = [_request(json.dumps(slack_payload(said))) for said in islice(stream, LOT)]
    for start in range(0, LOT, together):
        some = requests[start : start + together]
        answers = await asyncio.gather(*(bolt.async_dispatch(each) for each in some))
        assert all(answer.status == 200 for answer in answers)
    return LOT


def _request(body: str) -> AsyncBoltRequest:
    now = str(int(time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body)
    headers: dict[str, str | Sequence[str]] = {
        "content-type": "application/json",
        "x-slack-request-timestamp": now,
        "x-slack-signature": signature or "",
    }
    return AsyncBoltRequest(body=body, headers=headers)


class _Heard:
    """Counts what came through, and wakes whoever waits for a number."""

    def __init__(self) -> None:
        self.number = 0
        self._changed = asyncio.Event()

    def one(self) -> None:
        self.number += 1
        self._changed.set()

    async def reaches(self, number: int) -> None:
        while self.number < number:
            self._changed.clear()
            await self._changed.wait()


class _Bare(discord.Client):
    """A bot that does nothing when somebody writes."""

    def __init__(self, heard: _Heard) -> None:
        super().__init__(intents=intents(message_content=True), max_messages=None)
        self._heard = heard

    async def on_message(self, message: discord.Message) -> None:
        self._heard.one()


async def _discord() -> Comparison:
    community = CommunityRef("discord", str(GUILD))
    channels = [ChannelRef(community, str(channel_id(each))) for each in range(CHANNELS)]
    stream = talk(2)
    bare_heard, ours_heard = _Heard(), _Heard()
    async with a_house(channels) as (app, database):

        async def receive(event: Event) -> None:
            await app.receive(event)
            ours_heard.one()

        platform = DiscordPlatform(
            token="none", vocabulary=VOCABULARY, queries=app.queries, state=app.state("discord")
        )
        bare, ours = _Bare(bare_heard), platform.connect(receive)
        for client in (bare, ours):
            await _as_if_connected(client)

        async def discord_alone() -> int:
            return await _parse(bare, stream, bare_heard)

        async def with_discord() -> int:
            return await _parse(ours, stream, ours_heard)

        async def hearing() -> int:
            # From discord.py's message to the commit.
            state: Any = bare._connection
            messages = []
            for said in islice(stream, LOT):
                channel = state.get_channel(channel_id(said.channel))
                payload: Any = discord_payload(said)
                messages.append(discord.Message(state=state, channel=channel, data=payload))
            await asyncio.gather(*(_hear(app, message) for message in messages))
            return LOT

        await with_discord()
        assert await kept(database) == LOT
        comparison = await compare(
            "Hearing a Discord message, busy",
            (
                Case("bare discord.py, on_message does nothing", discord_alone),
                Case("ours without its dispatch: translate, hear, commit", hearing, "T1-discord"),
                Case("ours with discord.py", with_discord, "T2-discord"),
            ),
        )
        for client in (bare, ours):
            await client.close()
        return comparison


async def _hear(app: App, message: discord.Message) -> None:
    at = where(message.channel)
    event = posted(message, at, 1) if at else None
    assert event is not None
    await app.receive(event)


async def _as_if_connected(client: discord.Client) -> None:
    """Give a client what the gateway would have sent it. There is no public way in."""
    await client._async_setup_hook()
    state: Any = client._connection
    me: Any = {"id": "1", "username": "challenger", "discriminator": "0", "avatar": None}
    state.user = discord.ClientUser(state=state, data=me)
    state._add_guild_from_data(discord_guild())


async def _parse(client: discord.Client, stream: Iterator[Said], heard: _Heard) -> int:
    until = heard.number + LOT
    state: Any = client._connection  # its payloads are typed dicts, ours are not
    for said in islice(stream, LOT):
        state.parse_message_create(discord_payload(said))
    await heard.reaches(until)
    return LOT
