"""Without the message content intent: what people do deliberately works, and what they merely
write does not reach the bot.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adapters.actions import Say
from adapters.events import (
    Audience,
    ButtonPressed,
    CommandCalled,
    FormSent,
    MessagePointedAt,
    MessagePosted,
)
from tests.adapters.discord.conftest import VOCABULARY, Bench
from tests.adapters.discord.room import DiscordRoom
from tests.adapters.discord.test_asking import answering, post
from tests.adapters.discord.test_speaking import words


@pytest_asyncio.fixture(params=[True, False])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    made = Bench()
    platform = made.fresh(message_content=request.param)
    async with DiscordRoom.open(platform, made.ears, VOCABULARY) as room:
        made.room = room
        made.ears.heard.clear()
        yield made


@pytest.mark.parametrize("bench", [False], indirect=True)
async def test_what_people_merely_write_is_not_told(bench: Bench) -> None:
    await bench.room.say("ann", "general", "We should")
    assert bench.ears.last(MessagePosted).text == ""


async def test_a_mention_is_heard_in_full(bench: Bench) -> None:
    me = bench.room.env.backend.bot_user.id
    await bench.room.say("ann", "general", f"<@{me}> help")
    event = bench.ears.last(MessagePosted)
    assert event.to_bot
    assert event.text.endswith("help")


async def test_a_direct_message_is_heard_in_full_and_can_be_answered(bench: Bench) -> None:
    await bench.room.person("ann").user.send_dm("help")
    event = bench.ears.last(MessagePosted)
    assert (event.text, event.audience, event.to_bot) == ("help", Audience.DIRECT, True)
    await bench.platform.deliver(Say(channel=event.message.channel, post=words("Hello"), mark=4))
    assert bench.room.told("ann") == ["Hello"]


async def test_the_menu_of_a_message_hands_over_its_words(bench: Bench) -> None:
    message = await bench.room.say("ben", "general", "Everyone agrees")
    answering(bench)
    await bench.room.pointer("ann", message, "ask")
    assert bench.ears.last(MessagePointedAt).text == "Everyone agrees"


async def test_commands_buttons_and_forms_work(bench: Bench) -> None:
    answering(bench)
    await bench.room.command("ann", "help", "digest")
    assert bench.ears.last(CommandCalled).text == "digest"
    await post(bench)
    await bench.room.press("ann", "Agree")
    assert bench.ears.last(ButtonPressed).value == "agree"
    await bench.room.press("ann", "Share a view")
    await bench.room.submit("ann", words="We tried it")
    assert bench.ears.last(FormSent).value("words") == "We tried it"
