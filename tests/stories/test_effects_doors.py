"""Was it useful, was it safe, at every door: asked, answered, heeded, and let go by a moderator.

Two hours and two days pass by moving the timers of the store: the rest runs as it does for people.
"""

from __future__ import annotations

from typing import Protocol

from bot.store.moments import moment
from tests.fakes import START
from tests.stories.afternoon import Door
from tests.stories.doors.every import at_every_door
from tests.stories.doors.running import Running, until_idle

ASKS = "Was this useful to you?"
FIRST, SECOND, THIRD = (
    "We should join the shared platform.",
    "We should close the phone line.",
    "We should buy one system for all of us.",
)


class RunningDoor(Door, Protocol):
    """A door that says what runs behind it."""

    running: Running


@at_every_door
async def test_a_channel_where_people_do_not_feel_safe_is_left_in_peace(door: RunningDoor) -> None:
    assert "Switched on" in await door.command("ann", "on")
    await ask_and_judge(door, FIRST)
    assert "asks half as often" in await door.command("bob", "list")
    await door.restart()
    await ask_and_judge(door, SECOND)
    shown = await door.command("bob", "list")
    assert "has paused in" in shown
    assert "6 people who said" in shown
    assert "6 did not feel safe" in shown
    await ask(door, THIRD)  # whoever asks for a question still gets one
    assert "has paused in" in await door.command("ann", "list")
    assert "as often as before" in await door.press("ann", "Let questions come again", "has paused")
    assert "paused in" not in await door.command("ann", "list")


async def ask_and_judge(door: RunningDoor, words: str) -> None:
    await ask(door, words)
    await door.say("cat", "What if the board is too slow?", below=words)
    assert not any(ASKS in post for post in await door.posts())
    await ring(door, "quiet")
    assert any(ASKS in post for post in await door.posts())
    for person in ("bob", "cat", "dan"):
        assert "felt safe" in await door.press(person, "Safe", ASKS)
        assert "did not feel safe" in await door.press(person, "Not safe", ASKS)
    assert "not useful" in await door.press("eve", "Not useful", ASKS)
    await ring(door, "judged")
    assert not any(ASKS in post for post in await door.posts())


async def ask(door: RunningDoor, words: str) -> None:
    await door.say("ann", words)
    assert "on its way" in await door.point("bob", "Challenge this", words)


async def ring(door: RunningDoor, kind: str) -> None:
    """The time of a kind of timer has come."""
    database = door.running.database
    async with database.writing() as connection:
        moved = await connection.run(
            "UPDATE timers SET at = :at, due_at = :at WHERE kind = :kind",
            at=moment(START.replace(year=2020)),
            kind=kind,
        )
    assert moved == 1
    await door.running.app.fire_due()
    await until_idle(database)
