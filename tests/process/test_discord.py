"""The bot as a process, on a Discord that nobody here wrote."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.discord.platform import BAD_TOKEN
from tests.adapters.discord.server import GENERAL, INVALID, RECONNECT
from tests.process.between import Between, lose_one, strange
from tests.process.discord import TwinDoor, Wire, served
from tests.process.running import Bot, installed
from tests.stories.doors.running import until

VIEW = {
    "What is it about?": "Councils should join a shared web platform",
    "What did your council find?": "We joined a shared platform and left.",
    "Where does your council stand?": "We tried it and dropped it",
    "Who may see it?": "People in this community",
}
LIMIT = {"message": "You are being rate limited.", "retry_after": 0.2, "global": False}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[TwinDoor]:
    async with served(tmp_path) as door:
        yield door


@pytest.mark.node
async def test_a_server_is_served_before_and_after_it_was_down(door: TwinDoor) -> None:
    await door.start()
    assert "I ask the questions" in await door.command("help")
    assert "Switched on" in await door.command("on")
    assert "You speak from **Westmoor**" in await door.command("council", name="Westmoor")
    message = await door.say("We should join the shared platform.")
    form = await door.point("Share as a view", message)
    assert "Your view is shared" in await door.fill(form, VIEW)
    assert "on its way" in await door.command("start")
    question = await door.question()

    other = await door.say("Everyone agrees that one platform is enough for us all.")
    assert "on its way" in await door.challenge(other)
    thread = await door.thread()
    assert "Offer another view" in str(await door.posts(thread))
    await door.say("We left it because it was slow.", thread)
    await door.holds("We left it because it was slow.")

    await door.bot.stop()
    await door.say("Who asked the residents?")
    await door.say("It was slow because of our lines.", thread)
    await door.start()
    await door.holds("It was slow because of our lines.")
    await door.holds("Who asked the residents?")
    assert "We should join the shared platform." in await door.held()
    assert "asked for it" in await door.press("Why this?", question)
    assert (await door.opened("Offer another view", question))["title"] == "Share a view"
    await door.bot.stop()

    synced = [path for method, path, _ in door.twin.asked if method == "PUT"]
    assert len(synced) == 1, "the commands are the same, so they are sent once"


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire.open() as wire:
        yield wire


@pytest.fixture
async def bot(tmp_path: Path, wire: Wire) -> AsyncIterator[Bot]:
    async with Between.open(f"{wire.url}/api/v10") as between:
        wire.between = between
        told = {"DISCORD_API_URL": between.url, "DISCORD_GATEWAY_URL": wire.gateway}
        async with installed(tmp_path, DISCORD_TOKEN="a token", **told) as bot:
            yield bot


async def test_the_doctor_says_what_the_token_opens(bot: Bot) -> None:
    said = await bot.complete("doctor")
    assert (said.status, said.err) == (0, ""), said
    assert "well  Discord: the bot is challenger, in 1 server." in said.out.splitlines()


async def test_a_wrong_token_is_one_sentence(bot: Bot, wire: Wire) -> None:
    wire.token_is_good = False
    said = await bot.complete("run")
    assert (said.status, said.sentences) == (78, [BAD_TOKEN])
    said = await bot.complete("doctor")
    assert (said.status, said.err) == (1, "")
    assert f"MEND  Discord: {BAD_TOKEN}" in said.out.splitlines()


async def test_what_goes_wrong_on_the_wire_loses_and_repeats_nothing(bot: Bot, wire: Wire) -> None:
    await bot.start()
    await wire.answers(bot)
    wire.refusals.append((429, LIMIT, {"Retry-After": "0.2", "Via": "1.1 loopback"}))
    assert "Switched on" in await wire.command("on")

    said = [f"This is sentence {number}." for number in range(9)]
    for number, words in enumerate(said):
        await wire.say(words, lost=number in (3, 4, 6, 7))
        if number == 4:
            await wire.cut(op=RECONNECT)  # the stream is taken up again where it broke
            await wire.reconnected()
        elif number == 7:
            await wire.cut(op=INVALID, body=False)  # and here the channel is read back
            await wire.reconnected()
    held = await wire.held(*said)
    assert [held.count(words) for words in said] == [1] * 9
    assert wire.logins == ["new", "resumed", "new"]

    wire.between.change = lose_one(f"channels/{GENERAL}/messages")
    assert "on its way" in await wire.command("start")
    await bot.done()
    assert sum("Not now" in str(post) for post in wire.posts) == 1
    await bot.stop()


async def test_a_command_that_comes_twice_is_done_and_answered_once(bot: Bot, wire: Wire) -> None:
    await bot.start()
    await wire.answers(bot)
    assert "Switched on" in await wire.command("on")
    call = await wire.call("start")
    await wire.again(call)
    assert "on its way" in await wire.answer(call)
    await wire.tear()  # and whatever else goes wrong meanwhile
    await wire.reconnected()
    await wire.again(call)
    await wire.command("help")
    await bot.done()
    assert sum("Offer another view" in str(post) for post in wire.posts) == 1
    assert wire.said(call).count("on its way") == 1
    await bot.stop()


async def test_an_organiser_is_told_once_which_permission_is_missing(bot: Bot, wire: Wire) -> None:
    await bot.start()
    await wire.answers(bot)
    assert "Switched on" in await wire.command("on")
    await wire.forbid(1 << 11)  # to write
    assert "on its way" in await wire.command("start")
    told = "The bot lacks these permissions in"

    async def look() -> bool:
        return "parked" in bot.log

    await until(look, "the letter to be parked")
    assert "lacks the permission Send Messages in #general on Discord" in bot.log
    for _ in range(2):
        await wire.command("help")
    await until(lambda: _said(wire, told), "an organiser to be told")
    assert sum(told in str(body) for _, body in wire.replies) == 1
    assert "Send Messages" in str(wire.replies)
    assert "Offer another view" not in str(wire.posts)
    await bot.stop()


async def _said(wire: Wire, what: str) -> bool:
    return what in str(wire.replies)


async def test_discord_may_say_more_and_less_than_was_agreed(bot: Bot, wire: Wire) -> None:
    wire.between.change = strange
    await bot.start()
    await wire.answers(bot)
    assert "Switched on" in await wire.command("on")
    await wire.send_least()
    await wire.say("It goes on.")
    assert "It goes on." in await wire.held("It goes on.")
    assert "on its way" in await wire.command("start")
    await bot.done()
    assert sum("Not now" in str(post) for post in wire.posts) == 1
    await bot.stop()
