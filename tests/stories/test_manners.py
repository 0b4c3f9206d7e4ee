"""Good manners at every door: the menu, the nearest word, a form for what was left out, a preview,
taking back. The same few minutes in the browser room, on Slack and on Discord.
"""

from __future__ import annotations

from tests.stories.afternoon import Door
from tests.stories.doors.discord import DiscordDoor
from tests.stories.doors.slack import SlackDoor
from tests.stories.doors.web import CHANNEL, WebDoor

WEEKLY = {
    "When?": "Tuesday 10:00",
    "What comes then?": "Any question that fits",
    "What if the day is closed?": "Left out",
    "What is it called?": "Tuesday question",
}


async def help_is_never_far(door: Door) -> None:
    """The bare command is the menu, and a command is explained."""
    assert "I ask the questions a group has stopped asking" in await door.command("bob", "")
    assert "How to dissent" in await door.command("bob", "help round")


async def a_slip_of_the_pen_is_no_error(door: Door) -> None:
    """Where any word can be typed; Discord offers only what exists."""
    said = await door.command("bob", "setings")
    assert "Did you mean /challenge settings" in said
    assert "Nothing was changed" in said


async def a_schedule_is_seen_before_it_is_posted(door: Door) -> None:
    """A form asks for what was left out; the answer and the preview come to one person alone."""
    assert "Switched on" in await door.command("ann", "on")
    said = await door.fill_command("ann", "schedule", WEEKLY)
    assert "It is called Tuesday question" in said
    assert "Everybody in this community can read it there" in said
    before = await door.posts()
    said = await door.press("ann", "Preview", "It is called")
    assert "would read in" in said
    assert "Next:" in said
    assert await door.posts() == before
    assert "Tuesday question" in await door.command("bob", "list")
    assert "Only moderators" in await door.command("bob", "schedule Friday 9am")


async def what_was_done_can_be_taken_back(door: Door) -> None:
    """A skip, a removal with its undo, a question with its undo."""
    said = await door.press("ann", "Skip the next one", "It is called")
    assert "is left out" in said
    said = await door.press("ann", "Remove", "It is called")
    assert "You can undo that for 10 minutes" in said
    assert "The schedule is as it was" in await door.press("ann", "Undo", "You can undo that")
    assert "Tuesday question" in await door.command("ann", "log")


async def the_language_belongs_to_the_community(door: Door) -> None:
    """It is asked for and set here, and not by what somebody's own app speaks."""
    assert "I know these languages" in await door.command("ann", "language")
    assert "Only moderators" in await door.command("bob", "language en-GB")
    assert "in this channel from now on" in await door.command("ann", "language en-GB here")


async def it_says_why_and_can_be_told_to_be_quiet(door: Door) -> None:
    """On whatever is said to all: why it stands there, leave me out, report it. A conversation that
    is to be left alone is left alone.
    """
    said = await door.press("bob", "Why this?", "A moderator switched me on")
    assert "tells a channel before it reads anything there" in said
    assert "a moderator can pause it" in said
    said = await door.press("bob", "Leave me out for two weeks", "before it reads anything")
    assert "You are left out until" in said
    assert "You are left out until" in await door.command("bob", "snooze")
    assert "not left out any more" in await door.command("bob", "snooze me off")
    said = await door.press("bob", "Report this", "before it reads anything")
    assert "without your name" in said
    assert "was reported" in await door.command("cat", "log")
    assert "Paused. No question is asked here" in await door.command("ann", "pause 14")
    assert "Questions may come here again" in await door.command("ann", "resume")


async def manners(door: Door) -> None:
    await help_is_never_far(door)
    await a_schedule_is_seen_before_it_is_posted(door)
    await what_was_done_can_be_taken_back(door)
    await the_language_belongs_to_the_community(door)
    await it_says_why_and_can_be_told_to_be_quiet(door)


async def nobody_was_written_to(door: Door) -> None:
    """Nobody asked for a direct message, and none came."""
    if isinstance(door, WebDoor):
        bob = await door._person("bob")
        assert {each["channel"] for each in (await bob.everything())["messages"]} <= {CHANNEL}
    if isinstance(door, SlackDoor):
        assert door.slack.called("conversations.open") == []


async def test_good_manners(door: Door) -> None:
    await manners(door)
    if not isinstance(door, DiscordDoor):
        await a_slip_of_the_pen_is_no_error(door)
    await nobody_was_written_to(door)
