"""What was found at a quiet hour is asked in the morning, and "not now" is heeded everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from adapters.events import Audience, Feeling
from bot.clock import Calendar
from bot.store.challenges import Challenges
from bot.store.timers import Timers
from tests.house import COMMUNITY, House
from tests.stories.test_signals import (
    AGREEMENT,
    CHANNEL,
    CHAT,
    OBJECTION,
    PEOPLE,
    PROPOSAL,
    last_words,
    questions,
    talk,
)


async def test_a_question_found_in_the_evening_is_asked_when_the_quiet_hours_end(
    house: House,
) -> None:
    first = await talk(house, third=OBJECTION)
    await house.pass_time(timedelta(hours=10))
    await last_words(house, first)
    await house.pass_time(timedelta(hours=12))
    assert questions(house) == []
    await house.pass_time(timedelta(minutes=45))
    assert len(questions(house)) == 1
    await house.pass_time(timedelta(days=7))
    assert len(questions(house)) == 1


async def test_nothing_is_asked_in_the_morning_where_it_was_switched_off(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    await house.pass_time(timedelta(hours=10))
    await last_words(house, first)
    await house.command("ann", CHANNEL, "off")
    await house.press("ann", "Switch off here", "Switching off erases")
    await house.pass_time(timedelta(days=3))
    assert questions(house) == []
    async with house.database.reading() as connection:
        assert await Timers(connection, str(COMMUNITY)).get("weigh", "") is None


async def _flat_talk(house: House) -> None:
    """A talk in the channel itself, with a split that nobody explains."""
    proposal = await house.say("ann", CHANNEL, PROPOSAL)
    for person in PEOPLE[1:4]:
        await house.react(person, proposal, Feeling.FOR)
    for person in PEOPLE[4:7]:
        await house.react(person, proposal, Feeling.AGAINST)
    words = (AGREEMENT, *CHAT, *CHAT, *CHAT, *CHAT)
    for person, text in zip((*PEOPLE, *PEOPLE, *PEOPLE), words, strict=False):
        await house.pass_time(timedelta(minutes=4))
        await house.say(person, CHANNEL, text)


async def test_not_now_is_heeded_by_the_talk_in_the_channel_itself(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await _flat_talk(house)
    ((_, words),) = questions(house)
    assert "8 people have taken part" in await house.press("dan", "Why this?", words)
    assert "two weeks" in await house.press("cat", "Not now", words)
    await house.pass_time(timedelta(days=3))
    await _flat_talk(house)
    assert len(questions(house)) == 1


async def test_not_now_is_heeded_by_the_schedule(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "schedule weekdays 11:00")
    await house.pass_time(timedelta(hours=2))
    await house.press("cat", "Not now")
    await house.pass_time(timedelta(days=13))
    assert await _asked(house) == 1
    await house.pass_time(timedelta(days=3))
    assert await _asked(house) > 1


async def _asked(house: House) -> int:
    long_ago = house.clock.now() - timedelta(days=60)
    async with house.database.reading() as connection:
        table = Challenges(connection, str(COMMUNITY))
        return len(await table.between(long_ago, house.clock.now()))


async def test_a_channel_another_organisation_joins_is_heard_no_more(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.say("bob", CHANNEL, PROPOSAL, audience=Audience.SHARED)
    async with house.database.reading() as connection:
        assert await connection.rows("SELECT id FROM messages") == []


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 11, 19, 20, tzinfo=UTC), datetime(2026, 11, 20, 8, 30, tzinfo=UTC)),
        (datetime(2026, 11, 20, 20, tzinfo=UTC), datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        (datetime(2026, 12, 24, 18, tzinfo=UTC), datetime(2026, 12, 29, 8, 30, tzinfo=UTC)),
        # The clocks went forward in the night before.
        (datetime(2027, 3, 26, 18, tzinfo=UTC), datetime(2027, 3, 30, 7, 30, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_on_the_next_working_morning(now: datetime, opens: datetime) -> None:
    assert Calendar().opens(now) == opens
    assert Calendar().opens(opens) == opens


def test_a_calendar_without_quiet_hours_opens_at_midnight() -> None:
    calendar = Calendar(quiet_from=time(), quiet_to=time())
    saturday = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert calendar.opens(saturday) == datetime(2026, 11, 23, tzinfo=UTC)
