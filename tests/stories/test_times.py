"""What comes due: scheduled questions, and the weekly digest of a bot that slept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from adapters.posts import Choices, Post
from tests.house import House

CHANNEL = "general"
TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


async def on(house: House) -> int:
    """Switch the channel on; how many posts that made."""
    await house.command("ann", CHANNEL, "on")
    return len(house.posts(CHANNEL))


async def until(house: House, moment: datetime) -> None:
    await house.pass_time(moment - house.clock.now())


async def test_a_scheduled_question_comes_at_its_time_and_every_week(house: House) -> None:
    before = await on(house)
    said = await house.command("ann", CHANNEL, "schedule Tuesday 10:00")
    assert "I ask a question" in said
    await until(house, TUESDAY_TEN - timedelta(seconds=1))
    assert not [words for words in house.posts(CHANNEL)[before:] if "digest" not in words]
    await until(house, TUESDAY_TEN)
    assert len(asked(house)) == 1
    why = await house.press("bob", "Why this?", asked(house)[0])
    assert "A moderator set a schedule for this channel" in why
    await house.pass_time(WEEK)
    assert len(asked(house)) == 2


async def test_the_next_run_can_be_skipped_and_put_back(house: House) -> None:
    await on(house)
    await house.command("ann", CHANNEL, "schedule Tuesday 10:00")
    await house.press("ann", "Skip the next one", "I ask a question")
    await until(house, TUESDAY_TEN)
    assert asked(house) == []
    await house.pass_time(WEEK)
    assert len(asked(house)) == 1
    await house.press("ann", "Skip the next one", "I ask a question")
    await house.press("ann", "Skip the next one", "I ask a question")
    await house.pass_time(WEEK)
    assert len(asked(house)) == 2


async def test_only_moderators_set_and_skip_a_schedule(house: House) -> None:
    await on(house)
    assert "Only moderators" in await house.command("bob", CHANNEL, "schedule Tuesday 10:00")
    await house.command("ann", CHANNEL, "schedule Tuesday 10:00")
    await house.command("bob", CHANNEL, "list")
    await until(house, TUESDAY_TEN)
    assert len(asked(house)) == 1


async def test_a_paused_channel_is_not_asked_on_schedule_either(house: House) -> None:
    await on(house)
    await house.command("ann", CHANNEL, "schedule Tuesday 10:00")
    await house.command("ann", CHANNEL, "pause 14")
    await until(house, TUESDAY_TEN)
    assert asked(house) == []
    assert "was left out: the channel was paused" in await house.command("bob", CHANNEL, "log")


async def test_a_bank_holiday_is_left_out(house: House) -> None:
    await on(house)
    await house.command("ann", CHANNEL, "schedule Friday 10:00")
    await until(house, datetime(2026, 12, 24, 12, 0, tzinfo=UTC))
    before = len(asked(house))
    await until(house, datetime(2026, 12, 31, 12, 0, tzinfo=UTC))  # past Christmas Day, a Friday
    assert len(asked(house)) == before


async def test_a_bot_that_slept_through_its_digest_publishes_once_and_late(house: House) -> None:
    await on(house)
    for person in ("bob", "cat", "dan", "eve", "fay", "gus"):
        await house.say(person, CHANNEL, "Bin forms should be the first thing councils share.")
    house.clock.at = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # Wednesday: it slept since Sunday
    await house.restart()
    await house.app.settle()
    assert len(digests(house)) == 1
    await house.app.settle()
    await house.restart()
    await house.app.settle()
    assert len(digests(house)) == 1
    await until(house, datetime(2026, 11, 29, 12, 0, tzinfo=UTC))
    assert len(digests(house)) == 1


async def test_a_bot_that_slept_three_weeks_tells_them_once(house: House) -> None:
    await on(house)
    for person in ("bob", "cat", "dan", "eve", "fay", "gus"):
        await house.say(person, CHANNEL, "Bin forms should be the first thing councils share.")
    house.clock.at += 3 * WEEK
    await house.restart()
    await house.app.settle()
    assert len(digests(house)) == 1
    await house.pass_time(WEEK)
    assert len(digests(house)) == 1  # the week after was quiet


async def test_a_scheduled_question_that_was_slept_through_is_not_asked_out_of_place(
    house: House,
) -> None:
    await on(house)
    await house.command("ann", CHANNEL, "schedule Tuesday 10:00")
    house.clock.at = TUESDAY_TEN + timedelta(hours=9)
    await house.restart()
    await house.app.settle()
    assert asked(house) == []
    await until(house, TUESDAY_TEN + WEEK)
    assert len(asked(house)) == 1


def asked(house: House) -> list[str]:
    """The questions in the channel, those that lapsed as well."""
    shown = zip(house.platform.posts.values(), house.posts(CHANNEL), strict=True)
    return [
        words for post, words in shown if "Not now" in labels(post) or "Nobody answered" in words
    ]


def labels(post: Post) -> list[str]:
    rows = (part for part in post.parts if isinstance(part, Choices))
    return [button.label for row in rows for button in row.buttons]


def digests(house: House) -> list[str]:
    return [words for words in house.posts(CHANNEL) if "The week in talk" in words]
