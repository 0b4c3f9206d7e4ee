"""A challenger-in-chief at every door: volunteers, is asked, takes the part, is named and thanked.

Nothing here waits for a day: a moderator goes on, as they may.
"""

from __future__ import annotations

from tests.stories.afternoon import Door
from tests.stories.doors.every import at_every_door

CLAIM = "We move every form online in June."
OFFER = "looks for what speaks against an idea"
POINT = "1. One resident in nine has no connection at home."


@at_every_door
async def test_a_challenger_in_chief(door: Door) -> None:
    await door.command("ann", "on")
    await be_open_at_all_hours(door)
    await volunteer(door)
    await look_for_a_real_doubt(door)
    await door.restart()
    await take_the_part(door)
    await door.restart()
    await play_the_part(door)
    await end_with_thanks(door)


@at_every_door
async def test_one_who_truly_doubts_it_comes_before_any_part(door: Door) -> None:
    await door.command("ann", "on")
    await be_open_at_all_hours(door)
    await volunteer(door)
    await look_for_a_real_doubt(door)
    said = await door.press("cat", "I doubt it and will say so", "truly doubt this")
    assert "The channel is told that you truly doubt this" in said
    assert "It is their own view, not a part that is played" in (await door.posts())[-1]
    assert "Would you be" not in await door.command("bob", "volunteer")


async def be_open_at_all_hours(door: Door) -> None:
    """Nobody is written to in quiet hours, and the doors' clock is the machine's own."""
    await door.command("ann", "settings")
    answers = {
        "Quiet hours": "00:00 to 00:00",
        "Whose bank holidays?": "None: weekends are not quiet either",
    }
    assert "Saved." in await door.fill("ann", "Quiet times", "Whose bank holidays", answers)


async def volunteer(door: Door) -> None:
    """By one's own press, with one's name or without it."""
    assert OFFER in await door.command("bob", "volunteer")
    said = await door.press("bob", "Yes, and you may name me", OFFER)
    assert "You are on the rota" in said
    assert OFFER in await door.command("dan", "volunteer")
    assert "your name is not shown" in await door.press("dan", "Yes, without my name", OFFER)
    assert "I do not ask you before" in await door.command("dan", "volunteer away")


async def look_for_a_real_doubt(door: Door) -> None:
    """Only a moderator may; the channel is asked first, and nobody else."""
    assert "Look for a challenger" not in await door.command("cat", "volunteer rota")
    assert "On the rota, by name" in await door.command("ann", "volunteer rota")
    answers = {"What is to be challenged?": CLAIM, "For how long?": "2 weeks"}
    said = await door.fill("ann", "Look for a challenger", "On the rota, by name", answers)
    assert "Opened." in said
    asked = (await door.posts())[-1]
    assert "truly doubt this" in asked
    assert CLAIM in asked
    assert "Would you be" not in await door.command("bob", "volunteer")


async def take_the_part(door: Door) -> None:
    """One volunteer is asked, in private, and says yes."""
    said = await door.press("cat", "I doubt it, without my name", "truly doubt this")
    assert "counted without your name" in said
    assert "I ask the volunteers now" in await door.press(
        "ann", "Ask the volunteers now", "Opened."
    )
    assert "for 2 weeks?" in await door.command("bob", "volunteer")
    briefing = await door.press("bob", "Yes, I will", "Would you be challenger-in-chief")
    assert "Your briefing" in briefing
    assert "A move to try" in briefing
    named = (await door.posts())[-1]
    assert "is challenger-in-chief here until" in named
    assert "a part they play" in named


async def play_the_part(door: Door) -> None:
    """What is said in the part is marked as one."""
    answers = {"What speaks against it?": POINT}
    said = await door.fill("bob", "Say something in the part", "Your briefing", answers)
    assert "marked as a part that is played" in said
    played = (await door.posts())[-1]
    assert "A part that is played" in played
    assert POINT in played


async def end_with_thanks(door: Door) -> None:
    """By consent, where all can read it."""
    assert "The office is held by" in await door.command("ann", "volunteer rota")
    assert "This term is over" in await door.press("ann", "End it", "The office is held by")
    assert "Thank you" in (await door.posts())[-1]
    assert "Done. You are on no rota" in await door.command("bob", "volunteer step-down")
