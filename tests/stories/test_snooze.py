"""Being left alone: a member, a channel, a thread; at once, in words, ending by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.actions import Tell
from adapters.chat import MemberRef
from adapters.posts import Post, Text
from bot.work import UnitOfWork
from tests.bot.test_permissions import AROUND
from tests.house import COMMUNITY, House
from tests.stories.afternoon import Door
from tests.stories.test_signals import OBJECTION, last_words, questions, talk, verdict
from tests.stories.test_times import asked

CHANNEL = "general"


async def be_left_out(door: Door) -> None:
    """Bob is left out for two weeks and ends it; only a moderator pauses the channel."""
    await door.command("ann", "on")
    assert "To be left out means" in await door.command("bob", "snooze")
    assert "You are left out until" in await door.press(
        "bob", "Leave me out for a week", "To be left out means"
    )
    assert "You are left out until" in await door.command("bob", "privacy")
    assert "not left out any more" in await door.press("bob", "End it now", "no question comes")
    assert "You are left out until" in await door.command("bob", "snooze me until 2027-01-04")
    assert "not left out any more" in await door.command("bob", "snooze me off")
    assert "Only moderators" in await door.command("bob", "snooze channel 3")
    assert "No question is asked here until" in await door.command("ann", "snooze channel 3")
    assert "may come here again" in await door.press("ann", "End the pause", "It ends by itself")


async def test_snoozing(door: Door) -> None:
    await be_left_out(door)


async def test_nothing_points_at_one_who_is_left_out_until_it_ends(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    assert "You are left out" in await house.command("cat", CHANNEL, "snooze me 1")
    await last_words(house, first)
    assert questions(house) == []
    assert (await verdict(house, first)).verdict.reason == "left-out"
    await house.pass_time(timedelta(days=1))
    await house.say("dan", CHANNEL, "I agree with that as well.", first)
    assert len(questions(house)) == 1


async def test_what_one_who_is_left_out_writes_sets_nothing_off(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    await house.command("bob", CHANNEL, "snooze me 2")
    await last_words(house, first)
    assert questions(house) == []
    await house.say("ivy", CHANNEL, "I agree with that as well.", first)
    assert len(questions(house)) == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("snooze me 14", "Tuesday 1 December 2026 at 10am"),
        ("snooze me for 3 days", "Friday 20 November 2026 at 10am"),
        ("snooze me", "Tuesday 1 December 2026 at 10am"),
        ("snooze ME 1", "Wednesday 18 November 2026 at 10am"),
        ("snooze me 9999", "Wednesday 17 November 2027 at 10am"),
        ("snooze me until 2027-01-04", "You are left out until Monday 4 January 2027"),
        ("snooze me 2027-06-01", "Tuesday 1 June 2027 at midnight"),
        ("snooze me until 2026-11-16", "is not a time I can read"),
        ("snooze me until Friday", "is not a time I can read"),
        ("snooze me off", "not left out any more"),
        ("snooze everybody", "is not a time I can read"),
        ("snooze thread", "works in the thread of a conversation"),
    ],
)
async def test_for_how_long_is_said_in_words(house: House, words: str, expected: str) -> None:
    assert expected in await house.command("bob", CHANNEL, words)


async def test_a_thread_is_left_alone_by_anybodys_word(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    said = await house.command("zoe", CHANNEL, "snooze thread 7", first)
    assert "leaves this conversation alone until" in said
    await last_words(house, first)
    assert questions(house) == []


async def test_a_pause_of_the_channel_stands_in_the_log_and_ends_by_itself(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "schedule Tuesday 10:00")
    await house.command("ann", CHANNEL, "snooze channel 10")
    assert "paused questions" in await house.command("bob", CHANNEL, "log")
    await house.pass_time(timedelta(days=8))
    assert asked(house) == []
    await house.pass_time(timedelta(days=7))
    assert len(asked(house)) == 1


async def test_nobody_is_written_to_directly_who_did_not_ask_for_it(house: House) -> None:
    bob = MemberRef("fake", "bob")

    async def told() -> int:
        async with house.database.writing(str(COMMUNITY)) as connection:
            work = UnitOfWork(connection, COMMUNITY, house.clock.now(), AROUND)
            await work.tell(bob, Post((Text(("About your entry.",)),)))
        await house.app.settle()
        return sum(isinstance(each, Tell) for each in house.platform.delivered)

    assert "you get none" in await house.command("bob", CHANNEL, "privacy")
    assert await told() == 0
    assert "may write to you directly" in await house.command("bob", CHANNEL, "privacy messages")
    assert await told() == 1
    await house.command("bob", CHANNEL, "snooze me 3")
    assert await told() == 1
    await house.pass_time(timedelta(days=3))
    assert await told() == 2
    assert "never writes" in await house.command("bob", CHANNEL, "privacy messages off")
    assert await told() == 2
    assert "may write" in await house.command("bob", CHANNEL, "privacy messages on")
