"""A moderator sets up a channel through whichever door: a schedule, a change of mind, the settings.

The doors' clock is the machine's own, so nothing here depends on which day it is.
"""

from __future__ import annotations

from tests.stories.afternoon import Door

NAME = "Weekly check"
QUESTION = "Question: Name an assumption"
SET = f"It is called {NAME}."
PROMISE = "(Name an assumption) at these times"


async def tell(door: Door) -> None:
    """The setting up."""
    await door.command("ann", "on")
    await set_a_schedule(door)
    await make_a_mistake(door)
    await change_and_undo(door)
    await skip_and_pause(door)
    await run_now(door)
    await settings(door)
    await look_up(door)


async def set_a_schedule(door: Door) -> None:
    """From nothing to a weekly question, in one form; everybody else is refused."""
    refused = await door.command("bob", "schedule Tuesday 10:00")
    assert "Only moderators" in refused
    before = len(await door.posts())
    answers = {"When?": "Tuesday 10:00", "What comes then?": QUESTION, "What is it called?": NAME}
    said = await door.fill_command("ann", "schedule", answers)
    assert f"Set. {SET}" in said
    assert said.count("at 10am") == 3 or said.count("<t:") == 3  # three runs, in words or stamps
    assert "Everybody in this community can read it there." in said
    shown = await door.press("ann", "Preview", PROMISE)
    assert f"This is how {NAME} would read" in shown
    assert len(await door.posts()) == before
    quick = await door.command("ann", "schedule every second Friday 9am")
    assert "Set. It is called Every second Friday 09:00" in quick
    assert "Undone." in await door.press("ann", "Undo", "Every second Friday")
    await door.restart()


async def make_a_mistake(door: Door) -> None:
    """What cannot be read is said in one sentence, and all that was typed is repeated."""
    answers = {"When?": "now and then", "What is it called?": "A name worth keeping"}
    said = await door.fill_command("ann", "schedule", answers)
    assert "“now and then” is not a time I can read" in said
    assert "A name worth keeping" in said


async def change_and_undo(door: Door) -> None:
    """A changed schedule goes back to what it was."""
    said = await door.fill("ann", "Change", PROMISE, {"When?": "first Tuesday 11:00"})
    assert f"Changed. {SET}" in said
    assert "The schedule is as it was before." in await door.press("ann", "Undo", "Changed.")
    assert "Tuesday 10:00" in await door.command("bob", "list")
    removed = await door.press("ann", "Remove", "The schedule is as it was before.")
    assert "You can undo that for 10 minutes." in removed
    assert NAME not in await door.command("bob", "list")
    assert "as it was before" in await door.press("ann", "Undo", "You can undo that")


async def skip_and_pause(door: Door) -> None:
    """One run is left out, and some weeks are."""
    assert "is left out" in await door.command("ann", "skip")
    assert "takes place" in await door.press("ann", "Do not skip the next one", "is left out")
    said = await door.fill("ann", "Pause until", "as it was before", {"Until when?": "3 weeks"})
    assert f"{NAME} is paused until" in said
    assert f"{NAME} runs again." in await door.press("ann", "End the pause", "is paused until")


async def run_now(door: Door) -> None:
    """A run in between is for all to read, and can be taken back."""
    before = len(await door.posts())
    said = await door.press("ann", "Run now", "as it was before")
    assert "Later runs stay as they are" in said
    assert len(await door.posts()) == before + 1
    await door.press("ann", "Take it back", "Later runs stay as they are")
    assert len(await door.posts()) == before


async def settings(door: Door) -> None:
    """A private menu leads to a form for each part."""
    assert "Whose bank holidays: England" in await door.command("ann", "settings")
    answers = {"Whose bank holidays?": "Scotland", "Out of term": "2099-12-18 to 2100-01-04"}
    said = await door.fill("ann", "Quiet times", "Whose bank holidays: England", answers)
    assert "Whose bank holidays: Scotland" in said
    wrong = await door.fill("ann", "Records", "Whose bank holidays: England", {"For how many days are messages kept?": "3"})  # fmt: skip # noqa: E501
    assert "“3” is not a number of days from 7 to 365." in wrong


async def look_up(door: Door) -> None:
    """Everybody may read what is set and who changed it."""
    listed = await door.command("bob", "list")
    assert NAME in listed
    told = await door.command("bob", "log")
    for words in (
        f"set the schedule “{NAME}”",
        "removed the schedule",
        "took back the latest change",
        "changed the settings. Whose bank holidays: “England” became “Scotland”.",
    ):
        assert words in told
