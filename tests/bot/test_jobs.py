"""Slow work: claimed once, tried again later, parked in the end; and the process that does it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.chat import ChannelRef
from bot.app import JOB_DELAYS, App
from bot.store.channels import Channels
from bot.store.database import Database, open_database
from bot.store.jobs import DueJobs, JobRow, Jobs
from bot.store.outbox import Outbox
from bot.store.settings import CommunitySettingsTable
from bot.worker import NICENESS, Worker, WorkerFailed
from challenges.dice import SeededDice
from config.councils import directory
from tests.fakes import START, FakeClock, FakePlatform, at_work, until

TEAM = "fake:T1"
QUIET_WEEK = {
    "channel": "fake:T1/general",
    "since": (START - timedelta(days=7)).isoformat(),
    "until": START.isoformat(),
}


class Hands:
    """Does jobs in this process, and can be told to fail."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.done: list[str] = []

    async def perform(self, job: JobRow) -> dict[str, Any]:
        self.done.append(job.subject)
        if self.failures:
            self.failures -= 1
            raise ValueError("private words")
        return {"edition": None}


def the_app(database: Database, hands: Hands, clock: FakeClock) -> App:
    app = App(
        database,
        clock=clock,
        dice=SeededDice(b"seed"),
        directory=directory(),
        perform=hands.perform,
    )
    app.add(FakePlatform())
    return app


async def book(database: Database, subject: str = "2026-W47") -> JobRow:
    async with database.writing(TEAM) as connection:
        channel = ChannelRef.parse(QUIET_WEEK["channel"])
        await Channels(connection, TEAM).switch(channel, True, "", START)
        await CommunitySettingsTable(connection, TEAM).put({"digest_channel": str(channel)})
        jobs = Jobs(connection, TEAM)
        number = await jobs.book("digest", subject, QUIET_WEEK, START)
        job = await jobs.get(number)
    assert job is not None
    return job


async def booked(database: Database) -> list[JobRow]:
    async with database.reading() as connection:
        return await Jobs(connection, TEAM).list_()


async def until_tried(database: Database) -> None:
    for _ in range(2000):
        if any(job.attempts for job in await booked(database)):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("nobody tried")


async def test_a_job_that_is_done_is_gone_and_its_words_are_said_once(database: Database) -> None:
    hands = Hands()
    app = the_app(database, hands, FakeClock())
    await book(database)
    await app.work_all()
    await app.work_all()
    assert hands.done == ["2026-W47"]
    assert await booked(database) == []
    async with database.reading() as connection:
        assert await Outbox(connection, TEAM)._said("digest:2026-W47") is not None


async def test_a_job_that_fails_is_tried_later_and_later_and_then_parked_with_an_error(
    database: Database,
) -> None:
    clock = FakeClock()
    app = the_app(database, Hands(failures=99), clock)
    await book(database)
    waits = []
    with capture_logs() as logs:
        for _ in range(len(JOB_DELAYS) + 3):
            await app.work_all()
            async with database.reading() as connection:
                at = await DueJobs(connection).next_at()
            if at is not None:
                waits.append(at - clock.now())
                clock.at = at
    assert waits == list(JOB_DELAYS)
    [job] = await booked(database)
    assert job.state == "parked"
    assert "ValueError at" in job.error
    assert "private" not in job.error
    assert [each["event"] for each in logs if "parked" in each["event"]] == ["a job is parked"]


async def test_a_job_that_failed_does_not_hold_up_the_next(database: Database) -> None:
    hands = Hands(failures=1)
    app = the_app(database, hands, FakeClock())
    await book(database, "first")
    await book(database, "second")
    await app.work_all()
    assert [job.subject for job in await booked(database)] == ["first"]


async def test_a_running_bot_takes_up_a_job_when_it_comes_due_again(database: Database) -> None:
    clock, hands = FakeClock(), Hands(failures=1)
    app = the_app(database, hands, clock)
    await book(database)
    async with at_work(app.run()):
        await until_tried(database)
        clock.advance(JOB_DELAYS[0] - timedelta(milliseconds=30))
        app._wake()  # it looks, and sleeps until the job is due
        await asyncio.sleep(0.01)
        assert len(hands.done) == 1
        clock.advance(timedelta(milliseconds=30))
        await until(lambda: len(hands.done) == 2)


async def test_what_was_being_worked_on_when_the_bot_died_is_done_after_all(
    database: Database,
) -> None:
    clock, hands = FakeClock(), Hands()
    job = await book(database)
    async with database.writing(TEAM) as connection:
        assert await DueJobs(connection).claim(job.id, START)
    clock.advance(timedelta(minutes=16))
    async with at_work(the_app(database, hands, clock).run()):
        await until(lambda: hands.done == ["2026-W47"])


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_copies_of_the_bot_do_each_job_once(
    database: Database, database_url: str
) -> None:
    hands, clock = Hands(), FakeClock()
    second = await open_database(database_url)
    for number in range(6):
        await book(database, f"week {number}")
    try:
        copies = [the_app(each, hands, clock) for each in (database, second)]
        await asyncio.gather(*(copy.work_all() for copy in copies))
    finally:
        await second.close()
    assert sorted(hands.done) == [f"week {number}" for number in range(6)]


@pytest.fixture
async def worker(database: Database, database_url: str) -> AsyncIterator[Worker]:
    worker = Worker(database_url, "WARNING")
    yield worker
    await worker.stop()


PROCESSES = Path("/proc")


def lives(pid: int) -> bool:
    return (PROCESSES / str(pid)).exists()


def pid_of(worker: Worker) -> int:
    assert worker._child is not None
    return worker._child.pid


async def test_the_process_works_politely_and_shows_no_password(
    worker: Worker, database: Database, database_url: str
) -> None:
    assert await worker.perform(await book(database)) == {"edition": None}
    pid = pid_of(worker)
    assert os.getpriority(os.PRIO_PROCESS, pid) == min(
        19, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS
    )
    command = (PROCESSES / f"{pid}/cmdline").read_text()
    assert "bot.worker" in command
    assert database_url not in command
    await worker.perform(await book(database))
    assert pid_of(worker) == pid


async def test_a_killed_process_costs_one_try_and_no_more(
    worker: Worker, database: Database
) -> None:
    job = await book(database)
    await worker.perform(job)
    killed = pid_of(worker)
    os.kill(killed, signal.SIGKILL)
    with suppress(WorkerFailed):
        await worker.perform(job)
    assert await worker.perform(job) == {"edition": None}
    assert pid_of(worker) != killed


async def test_a_process_that_dies_at_work_is_said_and_started_anew(
    worker: Worker, database: Database
) -> None:
    job = await book(database)
    await worker.perform(job)
    os.kill(pid_of(worker), signal.SIGSTOP)
    asking = asyncio.create_task(worker.perform(job))
    await asyncio.sleep(0.02)
    os.kill(pid_of(worker), signal.SIGKILL)
    with pytest.raises(WorkerFailed, match="stopped"):
        await asking
    assert await worker.perform(job) == {"edition": None}


async def test_an_answer_nobody_waits_for_is_never_taken_for_another(
    worker: Worker, database: Database
) -> None:
    job = await book(database)
    await worker.perform(job)
    asking = asyncio.create_task(worker.perform(job))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    odd = JobRow(9, TEAM, "no such kind", "", {}, "running", 0)
    with pytest.raises(WorkerFailed, match="ValueError at bot/worker"):
        await worker.perform(odd)


async def test_what_cannot_be_done_is_said_without_anybodys_words(
    worker: Worker, database: Database
) -> None:
    odd = JobRow(9, TEAM, "digest", "", {"since": "private words"}, "running", 0)
    with pytest.raises(WorkerFailed) as failure:
        await worker.perform(odd)
    assert "private" not in str(failure.value)


async def test_the_process_ends_with_the_bot(database_url: str, database: Database) -> None:
    worker = Worker(database_url)
    await worker.perform(await book(database))
    pid = pid_of(worker)
    await worker.stop()
    assert not lives(pid)


async def test_a_busy_process_ends_with_the_bot_too(database_url: str, database: Database) -> None:
    worker = Worker(database_url, goodbye=0.05)
    await worker.perform(await book(database))
    pid = pid_of(worker)
    os.kill(pid, signal.SIGSTOP)
    await worker.stop()
    assert not lives(pid)


async def test_a_job_that_takes_too_long_is_given_up(database_url: str, database: Database) -> None:
    worker = Worker(database_url, longest=5)
    job = await book(database)
    await worker.perform(job)
    worker._longest = 0.05
    os.kill(pid_of(worker), signal.SIGSTOP)
    with pytest.raises(WorkerFailed, match="TimeoutError"):
        await worker.perform(job)
    await worker.stop()
