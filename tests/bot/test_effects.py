"""Asking about a round from its outcome, and what the tables of the answers hold."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from datetime import timedelta

import pytest

from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.commands import Who
from adapters.events import Audience, ButtonPressed, CommandCalled
from adapters.posts import Part, Post, plain_post
from bot import judged
from bot.commands import VOCABULARY
from bot.presenters import effects as presenter
from bot.presenters.words import note
from bot.store.brakes import AlarmRow, BrakeRow
from bot.store.database import Database
from bot.store.effects import AskedRow
from bot.work import Surroundings, UnitOfWork
from challenges.ballots import Counts
from challenges.dice import SeededDice
from challenges.effects import Cadence, Feedback, Topic
from config.councils import directory
from tests.fakes import START
from tests.house import COMMUNITY, House, a_house

GENERAL = ChannelRef(COMMUNITY, "general")
CHANNEL = str(GENERAL)
KEYS = iter(bytes([number]) * 32 for number in range(1, 250))
AROUND = Surroundings(
    SeededDice(b""), directory(), VOCABULARY, lambda ref: "", lambda: "", lambda: next(KEYS)
)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with a_house(database_url) as opened:
        yield opened


@asynccontextmanager
async def working(
    database: Database, later: timedelta = timedelta(), community: CommunityRef = COMMUNITY
) -> AsyncIterator[UnitOfWork]:
    async with database.writing(str(community)) as connection:
        yield UnitOfWork(connection, community, START + later, AROUND)


# -- a round


async def a_round_is_over(house: House) -> tuple[Part, ...]:
    """A round that ended, and people are asked about it on its outcome."""
    await house.command("ann", "general", "on")
    async with working(house.database) as work:
        found = asdict(Counts(3, 0, 1)), asdict(Counts(1, 2, 1))
        parts = await judged.asked_parts("round", 7, GENERAL, work, found)
        await work.say("round:7:outcome", GENERAL, Post(parts))
    await house.app.settle()
    return parts


async def test_people_are_asked_about_a_round_on_its_outcome(house: House) -> None:
    await a_round_is_over(house)
    assert "it was useful" in await house.press("eve", "Useful", "Was this useful")
    await house.pass_time(judged.OPEN_FOR)
    async with working(house.database) as work:
        row = await work.effects.get("round", 7)
    assert row is not None
    assert (row.said, row.closed, row.key) == (Feedback(useful=1), True, b"")
    assert row.before == {"agree": 3, "unsure": 0, "disagree": 1}
    assert row.after == {"agree": 1, "unsure": 2, "disagree": 1}


async def test_the_outcome_drawn_again_asks_the_same_and_later_says_what_people_said(
    house: House,
) -> None:
    parts = await a_round_is_over(house)
    async with working(house.database, timedelta(hours=5)) as work:
        assert await judged.asked_parts("round", 7, GENERAL, work) == parts
    for person in ("ann", "bob", "cat", "dan", "eve"):
        await house.press(person, "Useful", "Was this useful")
    await house.pass_time(judged.OPEN_FOR)
    async with working(house.database, timedelta(hours=50)) as work:
        after = await judged.asked_parts("round", 7, GENERAL, work)
    assert plain_post(Post(after)) == "Of the 5 people who answered, 5 found this useful."


@pytest.mark.parametrize("key", ["part:1.1", "office:1", "digest:2026-W47"])
async def test_below_what_a_challenger_in_chief_put_many_against_one_is_noticed(
    house: House, key: str
) -> None:
    await house.command("ann", "general", "on")
    await house.command("ann", "general", "privacy messages")
    async with working(house.database) as work:
        await work.say(key, GENERAL, Post((note("What could go wrong?"),)))
    await house.app.settle()
    thread = list(house.platform.posts)[-1]
    await house.say("dan", "general", "I am not convinced: it failed in the north.", thread)
    for person in ("ann", "bob", "cat", "eve", "bob"):
        await house.say(person, "general", "No, you are wrong about that.", thread)
    told = "Many people wrote to one person" in house.whispers("ann")[-1]
    assert told == (not key.startswith("digest"))


# -- who is told


async def test_of_a_private_channel_only_whoever_switched_it_on_is_told_and_may_press_elsewhere(
    house: House,
) -> None:
    house.admins = frozenset({"ann", "bob"})
    for person in ("ann", "bob"):
        await house.command(person, "general", "on")
        await house.command(person, "general", "privacy messages")
    asked = house.asked("bob", "board", None) | {"audience": Audience.PRIVATE}
    await house.hear(CommandCalled(**asked, verb="on"))
    board = house.channel("board")
    for channel in (GENERAL, board):
        async with working(house.database) as work:
            row = BrakeRow(str(channel), Cadence.SLOWER, "not-safe", START)
            await work.brakes.save(row)
            counts = Feedback(unsafe=3)
            await judged.tell(channel, presenter.changed(channel, Cadence.SLOWER, counts), work)
        await house.app.settle()
    told = {person: "\n".join(house.whispers(person)) for person in ("ann", "bob")}
    assert "asks half as often in #general" in told["ann"]
    assert "asks half as often in #general" in told["bob"]
    assert "in #board" not in told["ann"]
    assert "asks half as often in #board" in told["bob"]
    await house.hear(release(house, "ann", board))
    assert "older version" in house.whispers("ann")[-1]
    await house.hear(release(house, "bob", board))
    assert "as often as before in #board" in house.whispers("bob")[-1]


def release(house: House, person: str, channel: ChannelRef) -> ButtonPressed:
    """A press in another channel on the button that lets questions come again."""
    _, subject, value = f"unbrake:{channel}".split(":")
    asked = house.asked(person, "general", None)
    return ButtonPressed(**asked, verb="unbrake", subject=subject, value=value)


async def test_nobody_is_told_of_a_channel_that_was_switched_off_and_no_group_is_written_to(
    house: House,
) -> None:
    await house.command("ann", "general", "on")
    await house.command("ann", "general", "privacy messages")
    async with working(house.database) as work:
        await work.roles.give(MemberRef("fake", "&7"), Who.MODERATOR, "fake:ann", START)
        before = len(house.whispers("ann"))
        await judged.tell(GENERAL, presenter.harm(GENERAL, Feedback(safe=2, unsafe=1)), work)
        await work.channels.switch(GENERAL, False, "fake:ann", START)
        await judged.tell(GENERAL, presenter.harm(GENERAL, Feedback(safe=2, unsafe=1)), work)
    await house.app.settle()
    assert len(house.whispers("ann")) == before + 1


# -- the tables


async def opened(work: UnitOfWork, id: int, kind: str = "challenge") -> AskedRow:
    await work.effects.open(kind, id, CHANNEL, next(KEYS), START)
    row = await work.effects.get(kind, id)
    assert row is not None
    return row


async def test_a_person_counts_once_in_each_question_and_may_change_their_mind(
    database: Database,
) -> None:
    async with working(database) as work:
        table, row = work.effects, await opened(work, 1)
        assert await table.count(row, Topic.USEFUL, "yes", "fake:ann")
        assert not await table.count(row, Topic.USEFUL, "yes", "fake:ann")
        assert await table.count(row, Topic.SAFE, "no", "fake:ann")
        assert await table.count(row, Topic.USEFUL, "no", "fake:bob")
        assert await table.count(row, Topic.USEFUL, "no", "fake:ann")
        said = [each.said for each in [await table.get("challenge", 1)] if each]
        assert said == [Feedback(not_useful=2, unsafe=1)]
        marks = await work.connection.rows("SELECT * FROM effect_marks")
        assert len(marks) == 3
        assert not any("ann" in str(dict(mark)) for mark in marks)


async def test_the_same_answer_leaves_another_mark_each_time_it_is_asked_for(
    database: Database,
) -> None:
    async with working(database) as work:
        for number in (1, 2):
            await work.effects.count(await opened(work, number), Topic.USEFUL, "yes", "fake:ann")
        marks = await work.connection.rows("SELECT mark FROM effect_marks")
        assert len({row["mark"] for row in marks}) == 2


async def test_it_is_asked_about_once(database: Database) -> None:
    async with working(database) as work:
        first = await opened(work, 1)
        assert not await work.effects.open("challenge", 1, CHANNEL, next(KEYS), START)
        assert await work.effects.get("challenge", 1) == first
        assert (await opened(work, 1, "round")).subject == "round.1"


async def test_when_it_is_closed_nobody_can_be_found_in_it(database: Database) -> None:
    async with working(database) as work:
        row = await opened(work, 1)
        await work.effects.count(row, Topic.SAFE, "no", "fake:ann")
        assert await work.effects.export("fake:ann") == [{"of": "challenge 1", "safe": "no"}]
        await work.effects.close(row, {"replies": 2}, {})
        closed = await work.effects.get("challenge", 1)
        assert closed is not None
        assert (closed.key, closed.said, closed.before) == (b"", Feedback(unsafe=1), {"replies": 2})
        assert await work.effects.export("fake:ann") == []
        await work.effects.forget("fake:ann")
        assert [each.said for each in await work.effects.closed_in(CHANNEL, None)] == [closed.said]
        assert await work.connection.rows("SELECT * FROM effect_marks") == []


async def test_a_community_sees_its_own_answers_alone(database: Database) -> None:
    async with working(database) as work:
        await work.effects.close(await opened(work, 1), {}, {})
    other = CommunityRef("fake", "T2")
    async with working(database, community=other) as work:
        assert await work.effects.get("challenge", 1) is None
        assert await work.effects.closed_in(CHANNEL, None) == []
        assert await work.brakes.get(CHANNEL) is None


async def test_counts_go_after_two_years_and_threads_after_a_month(database: Database) -> None:
    async with working(database) as work:
        await work.effects.close(await opened(work, 1), {}, {})
        assert await work.effects.purge(START) == 0
        assert await work.effects.purge(START + timedelta(seconds=1)) == 1
        assert await work.brakes.alarmed("fake:T1/general/m1", CHANNEL, START)
        assert not await work.brakes.alarmed("fake:T1/general/m1", CHANNEL, START)
        [alarm] = await work.brakes.alarms(START)
        assert alarm == AlarmRow("fake:T1/general/m1", CHANNEL, START)
        assert await work.brakes.purge(START + timedelta(seconds=1)) == 1
        assert await work.brakes.alarms(START) == []


async def test_a_cadence_that_is_taken_back_is_not_remembered(database: Database) -> None:
    row = BrakeRow(CHANNEL, Cadence.SLOWER, "not-useful", START)
    async with working(database) as work:
        assert await work.brakes.cadence(CHANNEL) is Cadence.FULL
        with suppress(ZeroDivisionError):
            async with work.connection.savepoint():
                await work.brakes.save(row)
                assert await work.brakes.cadence(CHANNEL) is Cadence.SLOWER
                raise ZeroDivisionError
        assert await work.brakes.cadence(CHANNEL) is Cadence.FULL
        await work.brakes.save(row)
    async with working(database) as work:
        assert await work.brakes.get(CHANNEL) == row


def test_of_two_answers_no_number_is_told() -> None:
    told = plain_post(presenter.changed(GENERAL, Cadence.SLOWER, Feedback(1, 1, 0, 2)))
    assert "of the last" not in told


def test_the_table_of_answers_has_no_place_for_a_name() -> None:
    assert {"member", "by", "author"}.isdisjoint(AskedRow.__slots__)
