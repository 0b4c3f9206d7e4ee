"""Was it useful, was it safe: asked when a talk is quiet, counted without names, and heeded."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import MessageRef
from bot.store.brakes import Brakes
from bot.store.effects import Effects
from challenges.effects import Cadence, Feedback
from tests.house import COMMUNITY, House
from tests.stories import holdings

CHANNEL = "general"
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ivy", "joe")
ASKS = "Was this useful to you?"
HOUR, WINDOW = timedelta(hours=1), timedelta(hours=48)


async def question(house: House, talk: str = "We should join the shared platform.") -> MessageRef:
    """Bob asks about what Ann wrote, Cat answers, and two quiet hours pass."""
    first = await house.say("ann", CHANNEL, talk)
    assert "on its way" in await house.point("bob", "challenge", first, talk)
    await house.say(
        "cat", CHANNEL, "What if the board is too slow?", first
    )
    await house.pass_time(2 * HOUR)
    return first


async def judge(house: House, useful: int, not_useful: int, unsafe: int = 0) -> None:
    """One question, so many answers to it, and the end of the time to answer."""
    await question(house)
    for number, person in enumerate(PEOPLE[: useful + not_useful]):
        label = "Useful" if number < useful else "Not useful"
        assert "Counted" in await house.press(person, label, ASKS)
        feels = "Not safe" if number < unsafe else "Safe"
        assert "Counted" in await house.press(person, feels, ASKS)
    await house.pass_time(WINDOW)


async def cadence(house: House) -> Cadence:
    async with house.database.reading() as connection:
        return await Brakes(connection, str(COMMUNITY)).cadence(str(house.channel(CHANNEL)))


async def said(house: House, number: int) -> Feedback:
    async with house.database.reading() as connection:
        row = await Effects(connection, str(COMMUNITY)).get("challenge", number)
    assert row is not None
    return row.said


async def test_people_are_asked_when_the_talk_has_been_quiet(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    first = await house.say("ann", CHANNEL, "We should join the shared platform.")
    await house.point("bob", "challenge", first, "We should join the shared platform.")
    await house.pass_time(3 * HOUR)
    assert not any(ASKS in post for post in house.posts(CHANNEL))
    await house.say("cat", CHANNEL, "What if the board is too slow?", first)
    await house.pass_time(HOUR)
    await house.say("dan", CHANNEL, "It meets once a year.", first)
    await house.pass_time(HOUR + timedelta(minutes=59))
    assert not any(ASKS in post for post in house.posts(CHANNEL))
    before = len(house.posts(CHANNEL))
    await house.pass_time(timedelta(minutes=1))
    assert ASKS in house.posts(CHANNEL)[-1]
    assert len(house.posts(CHANNEL)) == before


async def test_one_person_has_one_answer_and_may_change_it_also_after_a_restart(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await question(house)
    assert "it was useful" in await house.press("ann", "Useful", ASKS)
    await house.press("ann", "Useful", ASKS)
    assert await said(house, 1) == Feedback(useful=1)
    await house.restart()
    assert "it was not useful" in await house.press("ann", "Not useful", ASKS)
    assert "it felt safe" in await house.press("ann", "Safe", ASKS)
    assert "did not feel safe" in await house.press("bob", "Not safe", ASKS)
    assert await said(house, 1) == Feedback(not_useful=1, safe=1, unsafe=1)
    await house.pass_time(WINDOW)
    assert not any(ASKS in post for post in house.posts(CHANNEL))
    assert await said(house, 1) == Feedback(not_useful=1, safe=1, unsafe=1)


async def test_a_channel_where_questions_do_not_help_slows_down_pauses_and_is_resumed(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "privacy messages")
    await judge(house, useful=4, not_useful=6)
    assert await cadence(house) is Cadence.SLOWER
    note = house.whispers("ann")[-1]
    assert "half as often" in note
    assert "Useful: 4 of the last 10 answers." in note
    await judge(house, useful=4, not_useful=6)
    assert await cadence(house) is Cadence.PAUSED
    assert "has paused" in house.whispers("ann")[-1]
    assert "has paused" in await house.command("bob", CHANNEL, "list")
    asked = await house.say("ann", CHANNEL, "We should buy one system.")
    assert "on its way" in await house.point("bob", "challenge", asked, "We should buy one system.")
    resumed = await house.press("ann", "Let questions come again", "has paused")
    assert "as often as before" in resumed
    assert await cadence(house) is Cadence.FULL
    assert "@ann let Challenger ask as often as before" in await house.command(
        "bob", CHANNEL, "log"
    )


async def test_nothing_kept_says_who_answered_what(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await question(house)
    await house.press("eve", "Not useful", ASKS)
    marks = await holdings.rows(house.database, "effect_marks", "effects")
    assert len(marks) == 2
    assert not any("eve" in row for _, row in marks)
    await house.pass_time(WINDOW)
    assert await holdings.rows(house.database, "effect_marks") == []
    assert not await holdings.where(house.database, "eve", "Not useful")
