"""What goes wrong between the bot and Discord, on a real socket: nothing is lost, nothing is heard
twice that is not told apart by its key, and whoever should know is told.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TypeVar

import pytest

from adapters.actions import Examine, Whisper
from adapters.chat import MemberRef
from adapters.discord.checking import findings
from adapters.discord.client import Client, ShardedClient
from adapters.discord.platform import USED_UP, DiscordPlatform
from adapters.events import (
    CommandCalled,
    Event,
    Examined,
    Finding,
    Joined,
    MessagePosted,
    MessageWithdrawn,
)
from adapters.port import DeliveryFailed, MessageHeld, Receive
from adapters.posts import Post, Text
from tests.adapters.discord.conftest import VOCABULARY, Asked
from tests.adapters.discord.server import (
    EVERYTHING,
    INVALID,
    RECONNECT,
    WireServer,
)
from tests.adapters.discord.test_wire import SAY, Heard, connected_to, listening
from tests.fakes import MemoryState

ANSWER = Post((Text(("Here you are",)),))
LIMIT = {"message": "You are being rate limited.", "retry_after": 0.01, "global": True}
VIA = {"Retry-After": "0.01", "Via": "1.1 loopback"}  # without it, it is a block and no limit


Kind = TypeVar("Kind", bound=Event)


class Impatient(DiscordPlatform):
    """Waits less long for the answer to a heartbeat than a minute."""

    def connect(self, receive: Receive, shards: int = 1) -> Client:
        client = super().connect(receive, shards)
        client._connection.heartbeat_timeout = 0.3
        return client


async def next_of(heard: Heard, kind: type[Kind]) -> Kind:
    while True:
        event = await heard.queue.get()
        if isinstance(event, kind):
            return event


# -- the gateway


@pytest.mark.parametrize("how", ["closed", "torn", "asked to reconnect", "resumable"])
async def test_a_line_lost_in_mid_stream_is_taken_up_again(server: WireServer, how: str) -> None:
    heard = Heard()
    async with listening(connected_to(server, MemoryState()), heard):
        await server.connected.wait()
        for number in range(3):
            await server.say(f"Before {number}")
        await server.say("Between 0", lost=True)
        await server.say("Between 1", lost=True)
        match how:
            case "closed":
                await server.cut()
            case "torn":
                await server.tear()
            case "asked to reconnect":
                await server.cut(op=RECONNECT)
            case _:
                await server.cut(op=INVALID, body=True)
        await server.connected.wait()
        await server.say("After")
        said = [await heard.next_text() for _ in range(6)]
    assert said == [*(f"Before {n}" for n in range(3)), "Between 0", "Between 1", "After"]
    assert heard.queue.empty()
    assert server.logins == ["new", "resumed"]


async def test_a_gateway_that_answers_no_heartbeat_is_left_and_joined_again(
    server: WireServer,
) -> None:
    server.beat_every, server.deaf = 50, True
    heard = Heard()
    platform = Impatient(
        token="a token",
        vocabulary=VOCABULARY,
        queries=Asked(),
        state=MemoryState(),
        api_url=f"{server.url}/api/v10",
        gateway_url=server.gateway,
    )
    async with listening(platform, heard):
        await server.connected.wait()
        server.beat_every = 41250  # in the next connection, which is patient again
        assert platform._client is not None
        platform._client._connection.heartbeat_timeout = 60.0
        await server.say("Before")
        await server.say("Between", lost=True)
        assert [await heard.next_text() for _ in range(2)] == ["Before", "Between"]
    assert server.logins == ["new", "resumed"]


async def test_what_was_deleted_before_a_new_session_is_heard_to_be(server: WireServer) -> None:
    heard, queries = Heard(), Asked()
    platform = connected_to(server, MemoryState(), queries)
    async with listening(platform, heard):
        await server.connected.wait()
        await server.say("One")
        ref = (await next_of(heard, MessagePosted)).message
        queries.holds.append(MessageHeld(ref, "One"))
        server.history.clear()
        await server.cut(op=INVALID, body=False)
        await server.connected.wait()
        await server.say("Two")
        assert await heard.next_text() == "Two"
        assert (await next_of(heard, MessageWithdrawn)).message == ref


async def test_several_connections_hear_and_speak_as_one(server: WireServer) -> None:
    server.shards = 2
    heard, platform = Heard(), connected_to(server, MemoryState())
    async with listening(platform, heard):
        await server.connected.wait()
        await server.say("We should")
        assert await heard.next_text() == "We should"
        assert await platform.deliver(SAY) is not None
        assert isinstance(platform._client, ShardedClient)
        await server.say("Between", lost=True)
        await server.cut()
        assert await heard.next_text() == "Between"
    assert server.logins == ["new", "new", "resumed"]


async def test_a_bot_that_may_not_sign_in_any_more_says_so(server: WireServer) -> None:
    server.sign_ins = 0
    with pytest.raises(DeliveryFailed) as failed:
        await connected_to(server, MemoryState()).listen(Heard())
    assert failed.value.reason == USED_UP.format(minutes=61)
    assert server.logins == []


# -- speaking


async def test_a_limit_on_all_it_does_is_waited_out(server: WireServer) -> None:
    platform = connected_to(server, MemoryState())
    async with listening(platform, Heard()):
        await server.connected.wait()
        server.refusals += [(429, LIMIT, VIA), (429, LIMIT, VIA)]
        said = await asyncio.gather(platform.deliver(SAY), platform.deliver(replace(SAY, mark=6)))
    assert all(said)
    assert len(server.posts) == 2


async def test_a_post_whose_reply_is_lost_is_made_once(server: WireServer) -> None:
    platform = connected_to(server, MemoryState())
    async with listening(platform, Heard()):
        await server.connected.wait()
        server.lose_replies = 1
        with pytest.raises(DeliveryFailed, match="cannot be reached") as failed:
            await platform.deliver(SAY)
        assert failed.value.maybe_sent
        found = await platform.find(SAY)
        assert found is not None
        assert await platform.deliver(SAY) == found  # and even said again, it is there once
    assert len(server.posts) == 1


async def test_a_channel_that_refuses_is_asked_again_when_the_bot_itself_has_changed(
    server: WireServer,
) -> None:
    platform = connected_to(server, MemoryState())
    async with listening(platform, Heard()):
        await server.connected.wait()
        server.refusals.append((403, {"message": "Missing Permissions", "code": 50013}, {}))
        for _ in range(2):
            with pytest.raises(DeliveryFailed, match="check that it has View Channel"):
                await platform.deliver(SAY)
        assert server.refusals == []
        await server.change_me(roles=[])
        async with asyncio.timeout(60):
            while True:
                try:
                    assert await platform.deliver(SAY)
                    break
                except DeliveryFailed:
                    await asyncio.sleep(0.01)
    assert len(server.posts) == 1


# -- being asked


class Answering(Heard):
    """Answers every command privately, the first time it is heard."""

    def __init__(self) -> None:
        super().__init__()
        self.platform: DiscordPlatform
        self.keys: list[str] = []

    async def __call__(self, event: Event) -> None:
        if isinstance(event, CommandCalled):
            first = event.key not in self.keys
            self.keys.append(event.key)
            if first:
                await self.platform.deliver(
                    Whisper(to=event.by, channel=event.channel, post=ANSWER, reply=event.reply)
                )
        await super().__call__(event)


async def test_two_copies_of_one_command_have_one_key_and_one_answer(server: WireServer) -> None:
    heard = Answering()
    heard.platform = connected_to(server, MemoryState())
    async with listening(heard.platform, heard):
        await server.connected.wait()
        call = await server.call("help")
        await server.again(call)
        first, second = [await next_of(heard, CommandCalled) for _ in range(2)]
    assert first.key == second.key
    assert [path.split("/")[0] for path, _ in server.replies] == ["interactions", "webhooks"]


async def test_an_answer_whose_reply_is_lost_loses_no_command(server: WireServer) -> None:
    heard = Answering()
    heard.platform = connected_to(server, MemoryState())
    async with listening(heard.platform, heard):
        await server.connected.wait()
        already = {"message": "Interaction has already been acknowledged.", "code": 40060}
        server.refusals.append((400, already, {}))
        await server.call("help")
        await next_of(heard, CommandCalled)
    assert "Here you are" in str(server.replies)


async def test_a_command_answered_too_late_is_not_done_and_can_be_given_again(
    server: WireServer, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Answering()
    heard.platform = connected_to(server, MemoryState())
    async with listening(heard.platform, heard):
        await server.connected.wait()
        server.refusals.append((404, {"message": "Unknown interaction", "code": 10062}, {}))
        with caplog.at_level(logging.WARNING):
            late = await server.call("help")
            again = await server.call("help")
            event = await next_of(heard, CommandCalled)
    assert event.key.endswith(again["id"])
    assert not event.key.endswith(late["id"])
    assert "Discord did not wait for the answer." in caplog.text


# -- examining


async def test_all_is_found_well_where_it_is(server: WireServer) -> None:
    heard, platform = Heard(), connected_to(server, MemoryState())
    here = SAY.channel
    async with listening(platform, heard):
        await next_of(heard, Joined)
        ann = MemberRef("discord", "200")
        look = Examine(key="look", community=here.community, to=ann, channel=here, channels=(here,))
        await platform.deliver(look)
        running = (await next_of(heard, Examined)).findings
    assert {each.code for each in running if each.well} == {
        "token",
        "intents",
        "permissions",
        "commands",
        "clock",
    }
    assert await looked_from_outside(server) == running


async def test_all_that_is_wrong_is_found_from_outside(server: WireServer) -> None:
    server.commands = [{"name": "other", "description": "Not ours", "type": 1}]
    server.flags, server.skew = 0, 3600
    server.everyone = str(int(EVERYTHING) & ~(1 << 3) & ~(1 << 11))  # but not write
    assert await looked_from_outside(server) == (
        Finding("token", True),
        Finding("intents", False, names=("Message Content Intent",)),
        Finding("permissions", False, SAY.channel, ("Send Messages",)),
        Finding("commands", False),
        Finding("clock", False, names=("60 minutes",)),
    )
    server.token_is_good = False
    server.skew = 0
    assert await looked_from_outside(server) == (Finding("token", False), Finding("clock", True))


async def looked_from_outside(server: WireServer) -> tuple[Finding, ...]:
    return await findings(
        token="a token",
        api_url=f"{server.url}/api/v10",
        message_content=True,
        vocabulary=VOCABULARY,
        channels=(SAY.channel,),
    )
