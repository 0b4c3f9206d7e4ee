"""The organiser's desk at every door: a digest is looked at, gets a note, and is sent once."""

from __future__ import annotations

import pytest

from tests.stories.afternoon import Door

TITLE = "The week in talk"
NOTE = "Read the objection about the lift first."
AGAINST = "No, it costs more than what we pay now, because of the lift."


@pytest.mark.parametrize("door", ["web", "slack", "discord"], indirect=True)
async def test_a_digest_is_previewed_noted_and_sent_once(door: Door) -> None:
    await door.command("ann", "on")
    await door.say("bob", "We should move the archive to the new basement.")
    await door.say("cat", "I agree, because the old rooms are too small for it.")
    await door.say("eve", AGAINST)
    await door.say("fay", "What does the lift cost us in a year?")
    await door.say("dan", "The old archive was flooded in every winter.")
    assert "Only moderators" in await door.command("bob", "digest preview")
    assert "This is a preview" in await door.command("ann", "digest preview")
    assert not await sent(door)
    said = await door.fill("ann", "Add a note", "This is a preview", {"Your note": NOTE})
    assert "top of the next digest" in said
    await door.restart()
    said = await door.press("ann", "Send it now", "This is a preview")
    assert "The note changed since you looked" in said
    assert not await sent(door)
    assert "without what was" in await door.press("ann", "Send it now", NOTE)
    assert "sent already" in await door.press("ann", "Send it now", "This is a preview")
    (posted,) = await sent(door)
    assert NOTE in posted
    assert AGAINST in posted
    check = await door.command("ann", "digest public 1")
    assert NOTE in check
    assert AGAINST not in check


async def sent(door: Door) -> list[str]:
    return [each for each in await door.posts() if TITLE in each]
