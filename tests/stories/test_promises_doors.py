"""Answers that are chased, a promise and an assumption, each asked about once, at every door.

Hours and days pass by moving the timers of the store: the rest runs as it does for people.
"""

from __future__ import annotations

from tests.stories.afternoon import CLAIM, ENTRIES, STAND, SURE, Door, move_on, number_of
from tests.stories.doors.every import at_every_door
from tests.stories.test_effects_doors import RunningDoor, ring
from tests.stories.test_office_doors import be_open_at_all_hours

PROMISE = "I will ask the supplier for its accounts."
RESTS = "The grant is paid in April."
TAKEN_UP = "Accept: this is taken up"


@at_every_door
async def test_what_follows_from_a_round(door: RunningDoor) -> None:
    await door.command("ann", "on")
    await be_open_at_all_hours(door)
    number = await come_to_the_answers(door)
    await be_chased(door, number)
    await door.restart()
    await promise(door, number)
    await write_an_assumption_down(door)


async def come_to_the_answers(door: Door) -> int:
    """Bob's round; the number of what the supplier did."""
    await door.command("bob", "round")
    await door.fill(
        "bob", "Open a round: Pre-mortem", "Choose how to dissent", {"What is the plan?": CLAIM}
    )
    for person in ("ann", "cat", "dan"):
        answers = {
            STAND: "Yes, go ahead",
            "How sure are you?": SURE,
            "Why did it fail?": ENTRIES[person],
        }
        await door.fill(person, "Take part", "Part 1 of 3", answers)
    await move_on(door)
    number = number_of(ENTRIES["cat"], "\n".join(await door.posts()))
    await move_on(door)
    return number


async def be_chased(door: RunningDoor, number: int) -> None:
    """Once, and what is answered is asked for no more."""
    await ring(door, "chase")
    assert any("3 things in round 1 still wait" in each for each in await door.posts())
    await door.restart()
    said = await door.fill(
        "bob", f"Answer entry {number}", "still wait for your answer", {"Your answer": TAKEN_UP}
    )
    assert "with your name" in said
    assert any("2 things in round 1 still wait" in each for each in await door.posts())


async def promise(door: RunningDoor, number: int) -> None:
    """In one's own name, beside the answer; asked about once; undone; done."""
    again = {"Your answer": TAKEN_UP}
    await door.fill("bob", f"Answer entry {number}", f"Entry {number}.", again)
    answers = {"What will you do?": PROMISE, "By when?": "soon"}
    said = await door.fill("bob", "Promise something", "Your answer is in", answers)
    assert "“soon” is not a day I can read" in said
    answers = {"What will you do?": PROMISE, "By when?": "in 3 weeks"}
    said = await door.fill("bob", "Promise something", "Your answer is in", answers)
    assert "Your promise stands in the channel" in said
    assert any(PROMISE in each for each in await door.posts())
    await ring(door, "pledge")
    assert "Is it done?" in (await door.posts())[-1]
    assert "No word yet." in await door.command("eve", "rounds pledges")
    assert "Somebody else promised this" in await door.press("cat", "It is done", "Is it done?")
    await door.restart()
    assert "it is done. Thank you" in await door.press("bob", "It is done", "Is it done?")
    assert "open again" in await door.press("bob", "Undo", "it is done. Thank you")
    assert PROMISE in await door.command("bob", "rounds pledges")
    assert "it is dropped" in await door.press("bob", "Drop it", "Round 1.")
    assert "It was dropped." in await door.command("eve", "rounds pledges")


async def write_an_assumption_down(door: RunningDoor) -> None:
    """By hand, with a day; asked about once; the channel is told that it fell."""
    assert RESTS in await door.command("cat", f"rounds assume {RESTS}")
    answers = {"When will you test it?": "end of January"}
    said = await door.fill("cat", "Write it down", RESTS, answers)
    assert "It is on the register" in said
    await ring(door, "assumption")
    assert "Does it still hold?" in (await door.posts())[-1]
    assert "a moderator" in await door.press("dan", "It fell", "Does it still hold?")
    assert "The channel is told" in await door.press("cat", "It fell", "Does it still hold?")
    assert "An assumption did not hold" in (await door.posts())[-1]
    assert "It fell." in await door.command("eve", "rounds assumptions")
