"""Letters go out once, in order, each channel on its own; on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters.actions import Action, Revise, Say, Tell, Whisper
from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.port import DeliveryFailed
from adapters.posts import Post, Text, plain_post
from bot.clock import Clock, SystemClock
from bot.relay import LANES, TRIES, Relay
from bot.store.database import Database
from bot.store.letters import Letters
from bot.store.outbox import Outbox
from tests.fakes import START, FakeClock, FakePlatform, until

TEAM = CommunityRef("fake", "T1")
ANN = MemberRef("fake", "ann")


def words(text: str) -> Post:
    return Post((Text((text,)),))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def relay(database: Database, platform: FakePlatform, clock: FakeClock) -> Relay:
    return Relay(database, platform, clock)


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[Outbox]:
    async with database.writing(str(TEAM)) as connection:
        yield Outbox(connection, str(TEAM))


async def say(database: Database, channel: str, *texts: str) -> None:
    async with writing(database) as outbox:
        for text in texts:
            await outbox.say(text, ChannelRef(TEAM, channel), None, words(text), START)


async def whisper(database: Database, text: str) -> None:
    async with writing(database) as outbox:
        where = ChannelRef(TEAM, "general")
        await outbox.whisper(Whisper(to=ANN, channel=where, post=words(text)), START)


def said(platform: FakePlatform) -> list[str]:
    return [plain_post(post) for post in platform.posts.values()]


def told(platform: FakePlatform) -> list[str]:
    return [plain_post(post) for _, post in platform.private]


async def states(database: Database) -> dict[str, str]:
    async with database.reading() as connection:
        rows = await connection.rows("SELECT key, kind, state FROM outbox ORDER BY id")
    return {row["key"] or row["kind"]: row["state"] for row in rows}


async def parked(database: Database) -> list[str]:
    async with database.reading() as connection:
        return [each.reason for each in await Letters(connection, "fake").parked()]


def failing(failure: DeliveryFailed, times: int, text: str = "") -> Callable[[Action], None]:
    left = [times]

    def fail(action: Action) -> None:
        if left[0] and (not text or text in str(action)):
            left[0] -= 1
            raise failure

    return fail


@asynccontextmanager
async def running(*relays: Relay) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def test_a_channel_hears_its_letters_in_order(
    relay: Relay, database: Database, platform: FakePlatform
) -> None:
    await say(database, "a", *(f"a{n}" for n in range(6)))
    await say(database, "b", *(f"b{n}" for n in range(6)))
    async with running(relay):
        await until(lambda: len(platform.posts) == 12)
    assert [each for each in said(platform) if each[0] == "a"] == [f"a{n}" for n in range(6)]
    assert [each for each in said(platform) if each[0] == "b"] == [f"b{n}" for n in range(6)]


async def test_a_slow_channel_holds_up_no_other(
    relay: Relay, database: Database, platform: FakePlatform
) -> None:
    platform.held["slow"] = asyncio.Event()
    await say(database, "slow", "s1", "s2")
    await say(database, "quick", "q1", "q2", "q3")
    async with running(relay):
        await until(lambda: said(platform) == ["q1", "q2", "q3"])
        platform.held["slow"].set()
        await until(lambda: said(platform)[3:] == ["s1", "s2"])


async def test_a_refusing_channel_holds_up_no_other_and_waits_as_long_as_it_was_told(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.before = failing(DeliveryFailed("Too many.", retry_after=30), 1, "busy")
    await say(database, "busy", "busy1", "busy2")
    await say(database, "quick", "q1", "q2")
    async with running(relay):
        await until(lambda: said(platform) == ["q1", "q2"])
        clock.advance(timedelta(seconds=29))
        relay.wake()
        await asyncio.sleep(0.05)
        assert said(platform) == ["q1", "q2"]
        clock.advance(timedelta(seconds=2))
        relay.wake()
        await until(lambda: said(platform)[2:] == ["busy1", "busy2"])


async def test_so_many_channels_at_once_and_no_more(
    relay: Relay, database: Database, platform: FakePlatform
) -> None:
    for number in range(LANES + 4):
        platform.held[f"c{number}"] = asyncio.Event()
        await say(database, f"c{number}", f"t{number}")
    started: set[str] = set()
    platform.before = lambda action: started.add(str(action))
    async with running(relay):
        await until(lambda: len(started) == LANES)
        await asyncio.sleep(0.03)
        assert len(started) == LANES
        for each in platform.held.values():
            each.set()
        await until(lambda: len(platform.posts) == LANES + 4)


async def test_posts_in_one_channel_are_paced(
    database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.pause_between_posts = 1.0
    await say(database, "a", "a1", "a2")
    await say(database, "b", "b1")
    relay = Relay(database, platform, clock)
    async with running(relay):
        await until(lambda: sorted(said(platform)) == ["a1", "b1"])
        relay.wake()
        await asyncio.sleep(0.05)
        assert len(platform.posts) == 2
        clock.advance(timedelta(seconds=1))
        relay.wake()
        await until(lambda: said(platform)[-1] == "a2")


async def test_a_permanent_refusal_parks_the_letter_says_so_once_and_lets_the_next_go(
    relay: Relay, database: Database, platform: FakePlatform
) -> None:
    platform.before = failing(DeliveryFailed("The bot is not in that channel."), 1)
    await say(database, "a", "a1", "a2")
    with capture_logs() as logs:
        await relay.deliver_all()
    [line] = [each for each in logs if each["log_level"] == "error"]
    assert line["event"] == "a letter is parked"
    assert (line["lane"], line["reason"]) == ("fake:T1/a", "The bot is not in that channel.")
    assert "a1" not in str(logs)
    assert said(platform) == ["a2"]
    assert await parked(database) == ["The bot is not in that channel."]


async def test_a_letter_that_keeps_failing_is_tried_for_a_day_and_then_parked(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.before = failing(DeliveryFailed("No answer.", retry_after=1), 100)
    await say(database, "a", "a1")
    began = clock.now()
    for _ in range(TRIES + 1):
        await relay.deliver_all()
        async with database.reading() as connection:
            at = await Letters(connection, "fake").next_wake(clock.now())
        clock.at = at or clock.at
    assert await parked(database) == ["No answer."]
    assert timedelta(days=1) < clock.now() - began < timedelta(days=2)


async def test_a_post_whose_answer_is_lost_is_found_and_not_made_twice(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    lost = DeliveryFailed("The answer was lost.", retry_after=5, maybe_sent=True)
    platform.after = failing(lost, 1)
    await say(database, "a", "a1", "a2")
    await relay.deliver_all()
    assert await states(database) == {"a1": "sending", "a2": "waiting"}
    clock.advance(timedelta(seconds=6))
    await relay.deliver_all()
    assert said(platform) == ["a1", "a2"]
    assert platform.looked_for == [1]
    assert await states(database) == {"a1": "sent", "a2": "sent"}


async def test_a_post_that_was_surely_not_made_is_made_without_looking(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.before = failing(DeliveryFailed("Too many.", retry_after=5), 1)
    await say(database, "a", "a1")
    await relay.deliver_all()
    clock.advance(timedelta(seconds=6))
    await relay.deliver_all()
    assert said(platform) == ["a1"]
    assert platform.looked_for == []


async def test_a_post_that_was_lost_on_the_way_is_made_after_looking(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    lost = DeliveryFailed("The connection broke.", retry_after=5, maybe_sent=True)
    platform.before = failing(lost, 1)
    await say(database, "a", "a1")
    await relay.deliver_all()
    clock.advance(timedelta(seconds=6))
    await relay.deliver_all()
    assert (said(platform), platform.looked_for) == (["a1"], [1])


async def test_a_bug_in_a_platform_parks_nothing_and_is_looked_into_before_the_next_try(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    left = [1]

    def broken(action: Action) -> None:
        if left[0]:
            left[0] -= 1
            raise KeyError("private words")

    platform.after = broken
    await say(database, "a", "a1")
    await say(database, "b", "b1")
    with capture_logs() as logs:
        await relay.deliver_all()
    assert any(each["event"] == "a delivery broke" for each in logs)
    assert "private words" not in str([{**each, "exc_info": ""} for each in logs])
    clock.advance(timedelta(seconds=61))
    await relay.deliver_all()
    assert sorted(said(platform)) == ["a1", "b1"]


async def test_while_nobody_can_look_the_letter_waits(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    lost = DeliveryFailed("The answer was lost.", retry_after=5, maybe_sent=True)
    platform.after = failing(lost, 1)
    platform.looking = failing(DeliveryFailed("Too many.", retry_after=5), 2)
    await say(database, "a", "a1")
    for _ in range(2):
        await relay.deliver_all()
        clock.advance(timedelta(seconds=6))
        assert await states(database) == {"a1": "sending"}
    await relay.deliver_all()
    clock.advance(timedelta(seconds=6))
    await relay.deliver_all()
    assert said(platform) == ["a1"]
    assert await states(database) == {"a1": "sent"}


async def test_what_nobody_can_ever_look_for_is_parked(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    lost = DeliveryFailed("The answer was lost.", retry_after=5, maybe_sent=True)
    platform.after = failing(lost, 1)
    platform.looking = failing(DeliveryFailed("The bot may not read the channel."), 1)
    await say(database, "a", "a1")
    await relay.deliver_all()
    clock.advance(timedelta(seconds=6))
    await relay.deliver_all()
    assert await parked(database) == ["It could not be checked: The bot may not read the channel."]
    assert said(platform) == ["a1"]


async def test_a_whisper_that_may_have_been_sent_is_let_go(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    lost = DeliveryFailed("The answer was lost.", retry_after=5, maybe_sent=True)
    platform.after = failing(lost, 1)
    await whisper(database, "w1")
    await relay.deliver_all()
    clock.advance(timedelta(seconds=6))
    await relay.deliver_all()
    assert told(platform) == ["w1"]
    assert await states(database) == {}
    assert await parked(database) == []


async def test_a_whisper_that_was_surely_not_sent_is_tried_while_somebody_waits_for_it(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.before = failing(DeliveryFailed("Too many.", retry_after=5), 1)
    await whisper(database, "w1")
    await relay.deliver_all()
    clock.advance(timedelta(seconds=6))
    await relay.deliver_all()
    assert told(platform) == ["w1"]


async def test_a_whisper_nobody_waits_for_any_more_is_let_go(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.before = failing(DeliveryFailed("Too many.", retry_after=200), 100)
    await whisper(database, "w1")
    for _ in range(4):
        await relay.deliver_all()
        clock.advance(timedelta(seconds=201))
    assert told(platform) == []
    assert await states(database) == {}


async def test_a_direct_message_waits_as_long_as_a_post(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.before = failing(DeliveryFailed("Too many.", retry_after=3600), 1)
    async with writing(database) as outbox:
        await outbox.tell(Tell(to=ANN, post=words("t1")), START)
    await relay.deliver_all()
    clock.advance(timedelta(seconds=3601))
    await relay.deliver_all()
    assert told(platform) == ["t1"]


async def test_what_was_in_flight_when_the_bot_died_is_looked_for_and_a_whisper_let_go(
    database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    await say(database, "a", "a1")
    await whisper(database, "w1")
    async with database.writing() as connection:
        letters = Letters(connection, "fake")
        for letter in await letters.next_due(START):
            assert await letters.sending(letter.id, START)
    clock.advance(timedelta(minutes=6))  # longer than another copy keeps a letter to itself
    relay = Relay(database, platform, clock)
    await relay.deliver_all()
    assert (said(platform), told(platform), platform.looked_for) == (["a1"], [], [1])


async def test_a_revision_that_may_have_been_made_is_simply_made_again(
    relay: Relay, database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    await say(database, "a", "a1")
    await relay.deliver_all()
    async with writing(database) as outbox:
        await outbox.revise("a1", words("a2"), clock.now())
    lost = DeliveryFailed("The answer was lost.", retry_after=5, maybe_sent=True)
    platform.after = failing(lost, 1)
    await relay.deliver_all()
    clock.advance(timedelta(seconds=6))
    await relay.deliver_all()
    assert said(platform) == ["a2"]
    assert sum(isinstance(each, Revise) for each in platform.delivered) == 2


async def test_a_letter_in_flight_arrives_although_the_bot_stops(
    database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.held["a"] = asyncio.Event()
    await say(database, "a", "a1", "a2")
    reached = asyncio.Event()
    platform.before = lambda action: reached.set()
    task = asyncio.create_task(Relay(database, platform, clock).run())
    await reached.wait()
    task.cancel()
    await asyncio.sleep(0.01)
    platform.held["a"].set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await states(database) == {"a1": "sent", "a2": "waiting"}


async def test_a_new_letter_wakes_a_sleeping_relay(
    database: Database, platform: FakePlatform
) -> None:
    relay = Relay(database, platform, SystemClock())
    async with running(relay):
        await asyncio.sleep(0.02)
        await say(database, "a", "a1")
        relay.wake()
        await until(lambda: said(platform) == ["a1"])


async def test_a_store_that_fails_ends_the_relay_loudly(
    database: Database, platform: FakePlatform, clock: FakeClock
) -> None:
    class Broken(FakePlatform):
        async def deliver(self, action: Action) -> None:
            await database.close()

    await say(database, "a", "a1")
    with pytest.raises(Exception) as caught:  # noqa: PT011, each engine has its own
        await Relay(database, Broken(), clock).run()
    assert not isinstance(caught.value, asyncio.CancelledError)


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_copies_of_the_bot_say_everything_once_and_in_order(
    database: Database, database_url: str
) -> None:
    from bot.store.database import open_database

    shared = FakePlatform()
    for channel in "abcd":
        await say(database, channel, *(f"{channel}{n}" for n in range(8)))
    second = await open_database(database_url)
    clock: Clock = FakeClock()
    try:
        async with running(Relay(database, shared, clock), Relay(second, shared, clock)):
            await until(lambda: len(shared.posts) == 32)
    finally:
        await second.close()
    assert set((await states(database)).values()) == {"sent"}
    assert len(shared.delivered) == 32
    assert all(isinstance(each, Say) for each in shared.delivered)
    for channel in "abcd":
        in_order = [f"{channel}{n}" for n in range(8)]
        assert [each for each in said(shared) if each[0] == channel] == in_order
