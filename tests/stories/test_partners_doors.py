"""Members of a Slack workspace and of a Discord server in one round, each at their own door."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from bot.commands import VOCABULARY
from tests.adapters.discord.room import DiscordRoom
from tests.adapters.slack.server import SlackServer
from tests.stories.afternoon import STAND, SURE, Door, number_of
from tests.stories.doors.discord import DiscordDoor
from tests.stories.doors.running import PATIENCE, start
from tests.stories.doors.slack import SlackDoor

CLAIM = "We move all planning forms to the shared platform in June."
US, THEM = "Ambleford digital leads", "Westmoor web team"
WORDS = {
    "ann": "The elections got in the way.",
    "bob": "The supplier went under in the first winter.",
    "cat": "Nobody had trained the call handlers.",
}


@pytest.fixture
async def doors(store: str) -> AsyncIterator[tuple[SlackDoor, DiscordDoor]]:
    """One bot, in a workspace and in a server."""
    async with SlackServer(ack_seconds=PATIENCE) as slack, DiscordRoom.empty(VOCABULARY) as room:
        slack.trigger_seconds = PATIENCE
        there, here = DiscordDoor(store, room), SlackDoor(store, slack, "socket")

        async def ready() -> None:
            await asyncio.gather(here.ready(), there.ready())

        running = await start(store, lambda app: (*here.build(app), *there.build(app)), ready)
        here.running = there.running = running
        try:
            yield here, there
        finally:
            await running.stop()


async def test_a_workspace_and_a_server_hold_a_round_together(
    doors: tuple[SlackDoor, DiscordDoor],
) -> None:
    here, there = doors
    await here.command("ann", "on")
    await there.command("ann", "on")
    await here.command("ann", "rounds partners")
    told = await here.fill(
        "ann", "Invite another channel", "together", {"What is your channel called there?": US}
    )
    code = re.search(r"rounds join ([a-z2-7]{16})", told)
    assert code, told
    await there.command("ann", f"rounds join {code[1]}")
    asked = {"What is your channel called there?": THEM}
    assert "is asked now" in await there.fill("ann", "Answer it", US, asked)
    assert "Agreed" in await here.press("ann", "Say yes", "asks to hold rounds")
    assert f"together with {US} now" in "\n".join(await there.posts())

    await here.command("bob", "round pre-mortem")
    await here.fill(
        "bob",
        "Open a round: Pre-mortem",
        "Pre-mortem",
        {"What is the plan?": CLAIM, "Where is it held?": f"Here and with {THEM}"},
    )
    for door in (here, there):
        assert CLAIM in "\n".join(await door.posts())
    for door, person in ((here, "ann"), (here, "bob"), (there, "cat")):
        await writes(door, person)
    assert "members of all of them read" in there.above_the_box
    hidden = "\n".join(await here.posts())
    assert not any(words in hidden for words in WORDS.values())

    await here.command("ann", "rounds")
    await here.press("ann", "Round 1: end this part now", CLAIM)
    for door in (here, there):
        shown = "\n".join(await door.posts())
        assert all(words in shown for words in WORDS.values())
    number = number_of(WORDS["ann"], "\n".join(await there.posts()))
    assert "vote is in" in await there.press("dan", f"{number}: moves me", WORDS["ann"])


async def writes(door: Door, person: str) -> None:
    answers = {
        STAND: "Yes, go ahead",
        "How sure are you?": SURE,
        "Why did it fail?": WORDS[person],
    }
    assert "hidden" in await door.fill(person, "Take part", "Part 1 of 3", answers)
