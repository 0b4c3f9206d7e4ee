"""What only Discord has, through the whole application: forums, completions, the doctor."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.stories.doors.discord import DiscordDoor, by_discord


@pytest.fixture
async def door(store: str) -> AsyncIterator[DiscordDoor]:
    async with by_discord(store) as door:
        yield door


async def test_a_council_is_completed_while_it_is_typed(door: DiscordDoor) -> None:
    offered = await door.room.type("bob", "council", "name", "manch")
    assert any("Manchester" in each for each in offered)
    assert len(offered) <= 25


async def test_a_question_is_asked_in_a_post_of_a_forum(door: DiscordDoor) -> None:
    room = door.room
    forum = room.add_forum("ideas")
    idea = await room.forum_post("bob", forum, "Forms", "One form for all councils would do.")

    async def command(person: str, verb: str) -> str:
        before = len(room.whispers(person))
        await room.command(person, verb, channel="ideas", thread=idea)
        await door._done()
        return "\n".join(room.whispers(person)[before:])

    assert "Switched on" in await command("ann", "on")
    assert "on its way" in await command("bob", "start")
    said = room.posts(thread=idea)
    assert len(said) == 1, said
    assert "?" in said[0]


async def test_the_doctor_names_what_the_bot_lacks_here(door: DiscordDoor) -> None:
    await door.command("ann", "on")
    await door.room.forbid(door.room.channel("general"), send_messages_in_threads=False)
    said = await door.command("ann", "doctor")
    assert "Send Messages in Threads" in said
    assert "The commands that people see are up to date." in said
