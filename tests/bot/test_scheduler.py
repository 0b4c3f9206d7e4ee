"""Timers ring at their time, in order; one that fails never keeps another from ringing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from adapters.chat import CommunityRef
from bot.clock import PacedClock, SystemClock
from bot.commands import VOCABULARY
from bot.dispatcher import Dispatcher
from bot.scheduler import Scheduler
from bot.store.database import Database
from bot.store.timers import DueTimers, TimerRow, Timers
from bot.work import Surroundings, UnitOfWork
from challenges.dice import SeededDice
from config.councils import directory
from tests.fakes import START, FakeClock, at_work, until

TEAM, OTHER = CommunityRef("fake", "T1"), CommunityRef("fake", "T2")


@dataclass
class Rung:
    """What rang, in order; a timer of the kind `bad` fails, a `chain` sets another."""

    subjects: list[str] = field(default_factory=list)

    async def ring(self, timer: TimerRow, work: UnitOfWork) -> None:
        self.subjects.append(timer.subject)

    async def fail(self, timer: TimerRow, work: UnitOfWork) -> None:
        raise ValueError("private words")

    async def chain(self, timer: TimerRow, work: UnitOfWork) -> None:
        self.subjects.append(timer.subject)
        await work.timers.set("ring", f"after {timer.subject}", work.now)


@pytest.fixture
def rung() -> Rung:
    return Rung()


def dispatcher(
    database: Database, rung: Rung, clock: FakeClock | PacedClock | SystemClock
) -> Dispatcher:
    around = Surroundings(
        SeededDice(b"s"), directory(), VOCABULARY, lambda ref: "", lambda: "", bytes
    )
    timers = {"ring": (rung.ring,), "bad": (rung.fail,), "chain": (rung.chain,)}
    return Dispatcher(database, clock, around, timers=timers)


async def put(
    database: Database, kind: str, subject: str, at: datetime, community: CommunityRef = TEAM
) -> None:
    async with database.writing(str(community)) as connection:
        await Timers(connection, str(community)).set(kind, subject, at)


async def test_what_is_overdue_at_the_start_rings_at_once_in_order(
    database: Database, rung: Rung
) -> None:
    clock = FakeClock()
    for days in (1, 3, 2):
        await put(database, "ring", f"{days} days ago", START - timedelta(days=days))
    await put(database, "ring", "tomorrow", START + timedelta(days=1))
    async with at_work(Scheduler(dispatcher(database, rung, clock), clock).run()):
        await until(lambda: len(rung.subjects) == 3)
        await asyncio.sleep(0.02)
    assert rung.subjects == ["3 days ago", "2 days ago", "1 days ago"]


async def test_a_timer_set_by_a_timer_rings_in_the_same_turn(
    database: Database, rung: Rung
) -> None:
    clock = FakeClock()
    await put(database, "chain", "first", START)
    await Scheduler(dispatcher(database, rung, clock), clock).fire_due()
    assert rung.subjects == ["first", "after first"]


async def test_it_sleeps_until_the_next_timer(database: Database, rung: Rung) -> None:
    clock = SystemClock()
    await put(database, "ring", "soon", clock.now() + timedelta(milliseconds=60))
    async with at_work(Scheduler(dispatcher(database, rung, clock), clock).run()):
        await until(lambda: rung.subjects == ["soon"])


async def test_an_earlier_timer_wakes_it(database: Database, rung: Rung) -> None:
    clock = SystemClock()
    await put(database, "ring", "in a year", clock.now() + timedelta(days=365))
    scheduler = Scheduler(dispatcher(database, rung, clock), clock)
    async with at_work(scheduler.run()):
        await asyncio.sleep(0.02)
        await put(database, "ring", "now", clock.now())
        scheduler.wake()
        await until(lambda: rung.subjects == ["now"])


async def test_a_timer_that_fails_blocks_no_other(database: Database, rung: Rung) -> None:
    clock = FakeClock()
    await put(database, "bad", "first", START - timedelta(hours=1))
    await put(database, "ring", "second", START)
    await put(database, "ring", "elsewhere", START, OTHER)
    scheduler = Scheduler(dispatcher(database, rung, clock), clock)
    await scheduler.fire_due()
    assert rung.subjects == ["second", "elsewhere"]
    for _ in range(6):
        clock.advance(timedelta(days=1))
        await put(database, "ring", f"day {clock.now().day}", clock.now())
        await scheduler.fire_due()
    assert len(rung.subjects) == 8
    async with database.reading() as connection:
        [parked] = await DueTimers(connection).parked()
    assert (parked.kind, parked.attempts) == ("bad", 5)


async def test_it_notices_when_the_machines_clock_is_put_forward(
    database: Database, rung: Rung
) -> None:
    clock = FakeClock()
    await put(database, "ring", "tomorrow", START + timedelta(days=1))
    scheduler = Scheduler(dispatcher(database, rung, clock), clock, longest_sleep=0.01)
    async with at_work(scheduler.run()):
        await asyncio.sleep(0.03)
        assert rung.subjects == []
        clock.advance(timedelta(days=1))
        await until(lambda: rung.subjects == ["tomorrow"])


async def test_nothing_rings_twice_when_the_machines_clock_is_put_back(
    database: Database, rung: Rung
) -> None:
    clock = FakeClock()
    await put(database, "ring", "now", START)
    scheduler = Scheduler(dispatcher(database, rung, clock), clock)
    await scheduler.fire_due()
    clock.advance(-timedelta(hours=1))
    await scheduler.fire_due()
    clock.advance(timedelta(hours=2))
    await scheduler.fire_due()
    assert rung.subjects == ["now"]


async def test_a_paced_clock_brings_tomorrow_in_a_moment(database: Database, rung: Rung) -> None:
    clock = PacedClock(datetime.now(UTC), 10_000)
    await put(database, "ring", "in ten minutes", clock.now() + timedelta(minutes=10))
    async with at_work(Scheduler(dispatcher(database, rung, clock), clock).run()):
        await until(lambda: rung.subjects == ["in ten minutes"])


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_copies_of_the_bot_ring_each_timer_once(
    database: Database, database_url: str, rung: Rung
) -> None:
    from bot.store.database import open_database

    clock = FakeClock()
    for number in range(20):
        await put(database, "ring", f"{number:02}", START + timedelta(seconds=number - 60))
    second = await open_database(database_url)
    try:
        copies = [Scheduler(dispatcher(each, rung, clock), clock) for each in (database, second)]
        await asyncio.gather(*(each.fire_due() for each in copies))
    finally:
        await second.close()
    assert sorted(rung.subjects) == [f"{number:02}" for number in range(20)]
