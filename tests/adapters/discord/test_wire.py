"""The platform over real sockets: connecting, being cut off, being told to wait. The server is our
own, on loopback.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord.http
import pytest

from adapters.actions import Say
from adapters.chat import ChannelRef, CommunityRef
from adapters.discord.checking import check
from adapters.discord.platform import BAD_TOKEN, NO_INTENT, DiscordPlatform
from adapters.events import Event, Joined, MessagePosted
from adapters.port import DeliveryFailed
from adapters.posts import Post, Text
from tests.adapters.discord.conftest import VOCABULARY, Asked
from tests.adapters.discord.server import GENERAL, GUILD, INVALID, RECONNECT, WireServer
from tests.fakes import MemoryState

PATIENCE = 60  # seconds until a test that waits for nothing is given up
SAY = Say(
    channel=ChannelRef(CommunityRef("discord", GUILD), GENERAL),
    post=Post((Text(("Who differs?",)),)),
    mark=5,
)


def connected_to(
    server: WireServer, state: MemoryState, queries: Asked | None = None
) -> DiscordPlatform:
    return DiscordPlatform(
        token="a token",
        vocabulary=VOCABULARY,
        queries=queries or Asked(),
        state=state,
        api_url=f"{server.url}/api/v10/",
        gateway_url=server.gateway,
    )


class Heard:
    """What has been heard, to wait for."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Event] = asyncio.Queue()

    async def __call__(self, event: Event) -> None:
        await self.queue.put(event)

    async def next_text(self) -> str:
        while True:
            event = await self.queue.get()
            if isinstance(event, MessagePosted):
                return event.text


@asynccontextmanager
async def listening(platform: DiscordPlatform, heard: Heard) -> AsyncIterator[None]:
    task = asyncio.create_task(platform.listen(heard))
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_the_bot_logs_in_says_where_it_is_hears_and_speaks(server: WireServer) -> None:
    heard, platform = Heard(), connected_to(server, MemoryState())
    async with listening(platform, heard):
        assert isinstance(await heard.queue.get(), Joined)
        await server.say("We should")
        assert await heard.next_text() == "We should"
        said = await platform.deliver(SAY)
        assert said is not None
        assert server.posts[0]["nonce"] == "5"


@pytest.mark.parametrize(("op", "then"), [(RECONNECT, "resumed"), (INVALID, "new")])
async def test_what_was_said_while_the_line_was_cut_is_heard(
    server: WireServer, op: int, then: str
) -> None:
    """A session that broke is taken up again; for one that was lost the channel is read back."""
    heard = Heard()
    async with listening(connected_to(server, MemoryState()), heard):
        await server.connected.wait()
        await server.say("One")
        assert await heard.next_text() == "One"
        await server.say("Two", lost=True)
        await server.cut(op=op, body=False)
        assert await heard.next_text() == "Two"
    assert server.logins == ["new", then]


async def test_what_was_missed_between_two_runs_is_read_back(server: WireServer) -> None:
    state, heard = MemoryState(), Heard()
    async with listening(connected_to(server, state), heard):
        await server.connected.wait()
        await server.say("One")
        assert await heard.next_text() == "One"
    server.history.append(server.message("Two"))
    async with listening(connected_to(server, state), heard):
        assert await heard.next_text() == "Two"


async def test_a_rate_limit_is_obeyed_and_the_post_is_made(server: WireServer) -> None:
    platform = connected_to(server, MemoryState())
    limit = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False}
    server.refusals.append((429, limit, {"Retry-After": "0.01", "Via": "1.1 loopback"}))
    async with listening(platform, Heard()):
        await server.connected.wait()
        assert await platform.deliver(SAY) is not None
    assert len(server.posts) == 1


async def test_a_long_rate_limit_is_handed_to_whoever_waits(server: WireServer) -> None:
    platform = connected_to(server, MemoryState())
    limit = {"message": "You are being rate limited.", "retry_after": 90.0, "global": False}
    server.refusals.append((429, limit, {"Retry-After": "90", "Via": "1.1 loopback"}))
    async with listening(platform, Heard()):
        await server.connected.wait()
        with pytest.raises(DeliveryFailed) as failed:
            await platform.deliver(SAY)
    assert failed.value.retry_after == 90.0


async def test_without_the_intent_the_bot_stops_with_one_sentence(server: WireServer) -> None:
    server.refuse_intents = True
    with pytest.raises(DeliveryFailed) as failed:
        await connected_to(server, MemoryState()).listen(Heard())
    assert failed.value.reason == NO_INTENT


async def test_with_a_wrong_token_the_bot_stops_with_one_sentence(server: WireServer) -> None:
    server.token_is_good = False
    with pytest.raises(DeliveryFailed) as failed:
        await connected_to(server, MemoryState()).listen(Heard())
    assert failed.value.reason == BAD_TOKEN


async def test_a_good_token_is_told_what_it_opens(server: WireServer) -> None:
    url = f"{server.url}/api/v10"
    found = await check(token="a token", api_url=url, message_content=True)
    assert found == "the bot is challenger, in 1 server."
    server.flags, server.servers = 0, 0
    found = await check(token="a token", api_url=url, message_content=False)
    assert found == "the bot is challenger, in no server yet."
    with pytest.raises(DeliveryFailed) as failed:
        await check(token="a token", api_url=url, message_content=True)
    assert failed.value.reason == NO_INTENT
    server.token_is_good = False
    with pytest.raises(DeliveryFailed) as failed:
        await check(token="a token", api_url=url, message_content=True)
    assert failed.value.reason == BAD_TOKEN


async def test_a_discord_that_cannot_be_reached_is_tried_again(server: WireServer) -> None:
    platform = connected_to(server, MemoryState())
    async with listening(platform, Heard()):
        await server.connected.wait()
        discord.http.Route.BASE = "http://127.0.0.1:9/api/v10"
        with pytest.raises(DeliveryFailed, match="cannot be reached") as failed:
            await platform.deliver(SAY)
    assert not failed.value.maybe_sent
    assert failed.value.retry_after == 5.0
