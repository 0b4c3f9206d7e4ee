"""The platform against a Discord that nobody here wrote. Threads are left out: the twin gives a
thread a number other than its first message's, which Discord does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

import pytest
import pytest_asyncio

from adapters.actions import Revise, Say, Whisper, Withdraw
from adapters.chat import MessageRef
from adapters.discord.platform import DiscordPlatform
from adapters.events import ButtonPressed, CommandCalled, Event, FormSent, MessagePosted
from adapters.posts import Button, Choices, Post, Text
from tests.adapters.discord.conftest import VOCABULARY, Asked, addresses_kept
from tests.adapters.discord.twin.twin import Twin
from tests.fakes import MemoryState

pytestmark = pytest.mark.node

Kind = TypeVar("Kind", bound=Event)

BOARD = Post(
    (
        Text(("What do you think?",)),
        Choices(
            (
                Button("vote:R7:agree", "Agree"),
                Button("view:R7", "Share a view", opens_form=True),
            )
        ),
    )
)


@pytest_asyncio.fixture
async def twin() -> AsyncIterator[Twin]:
    with addresses_kept():
        async with Twin.open() as opened:
            yield opened


async def test_one_conversation_runs_from_end_to_end(twin: Twin) -> None:
    heard: asyncio.Queue[Event] = asyncio.Queue()

    async def next_of(kind: type[Kind]) -> Kind:
        while True:
            event = await heard.get()
            if isinstance(event, kind):
                return event

    platform = DiscordPlatform(
        token=twin.token,
        vocabulary=VOCABULARY,
        queries=Asked(),
        state=MemoryState(),
        api_url=twin.api_url,
        gateway_url=twin.gateway_url,
    )
    listening = asyncio.create_task(platform.listen(heard.put))
    person = {"userId": twin.user, "guildId": twin.guild}
    here = {"channelId": twin.channel} | person
    try:
        async with asyncio.timeout(60):
            await heard.get()  # the invitation: the bot is connected
            ours = {"channelId": twin.channel, "userId": twin.user}
            await twin.do("simulateUserMessage", content="We should", **ours)
            message = await next_of(MessagePosted)
            assert (message.text, message.by.id) == ("We should", twin.user)
            place = message.message.channel

            said = await platform.deliver(Say(channel=place, post=BOARD, mark=99))
            assert said is not None
            assert await platform.find(Say(channel=place, post=BOARD, mark=99)) == said

            await twin.do(
                "simulateButtonClick", messageId=said.id, customId="vote:R7:agree", **here
            )
            press = await next_of(ButtonPressed)
            assert (press.verb, press.message) == ("vote", said)
            thanks = Whisper(
                to=press.by, channel=place, post=Post((Text(("Thank you",)),)), reply=press.reply
            )
            await platform.deliver(thanks)

            await twin.do("simulateButtonClick", messageId=said.id, customId="?view:R7", **here)
            fields = [{"customId": "words", "value": "We tried it"}]
            await twin.do("simulateModalSubmit", customId="form|view|R7", fields=fields, **here)
            form = await next_of(FormSent)
            assert (form.subject, form.value("words")) == ("R7", "We tried it")

            sub = {"name": "digest", "type": 1, "options": [_option("when", "last")]}
            await twin.do("simulateSlashCommand", name="challenge", options=[sub], **here)
            call = await next_of(CommandCalled)
            assert (call.verb, call.text) == ("digest", "last")

            await platform.deliver(Revise(message=said, post=Post((Text(("Closed",)),))))
            await platform.deliver(Withdraw(message=said))
            await platform.deliver(Withdraw(message=said))
            gone = MessageRef(place, said.id)
            assert await platform.find(Say(channel=place, post=BOARD, mark=99)) != gone
    finally:
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening


def _option(name: str, value: str) -> dict[str, object]:
    return {"name": name, "type": 3, "value": value}
