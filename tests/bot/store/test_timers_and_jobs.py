"""What comes due, and slow work: claimed once, postponed, parked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import Connection, Database, open_database
from bot.store.jobs import DueJobs, Jobs
from bot.store.timers import DueTimers, TimerRow, Timers

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing("slack:T1") as opened:
        yield opened


@pytest.fixture
def timers(connection: Connection) -> Timers:
    return Timers(connection, "slack:T1")


@pytest.fixture
def jobs(connection: Connection) -> Jobs:
    return Jobs(connection, "slack:T1")


async def test_timers_come_due_in_order_across_communities(
    timers: Timers, connection: Connection
) -> None:
    await timers.set("round", "2", NOW + HOUR)
    await timers.set("round", "1", NOW)
    await Timers(connection, "discord:9").set("digest", "", NOW - HOUR)
    due = DueTimers(connection)
    assert await due.next_at() == NOW - HOUR
    assert [(row.community, row.subject) for row in await due.due(NOW)] == [
        ("discord:9", ""),
        ("slack:T1", "1"),
    ]
    assert len(await due.due(NOW + HOUR)) == 3
    assert len(await due.due(NOW + HOUR, most=1)) == 1


async def test_a_timer_set_again_replaces_the_first(timers: Timers) -> None:
    await timers.set("round", "1", NOW)
    await timers.postpone("round", "1", NOW + HOUR, "boom")
    await timers.set("round", "1", NOW + 2 * HOUR)
    assert await timers.list_() == [TimerRow("slack:T1", "round", "1", NOW + 2 * HOUR)]
    assert await timers.at("round", "1") == NOW + 2 * HOUR
    assert await timers.at("round", "9") is None


async def test_a_timer_is_taken_once(timers: Timers, connection: Connection) -> None:
    await timers.set("round", "1", NOW)
    [timer] = await DueTimers(connection).due(NOW)
    assert await timers.take(timer)
    assert not await timers.take(timer)
    assert await timers.list_() == []


async def test_a_timer_moved_since_it_was_seen_is_left_alone(
    timers: Timers, connection: Connection
) -> None:
    await timers.set("round", "1", NOW)
    [seen] = await DueTimers(connection).due(NOW)
    await timers.set("round", "1", NOW + HOUR)
    assert not await timers.take(seen)
    assert len(await timers.list_()) == 1


async def test_a_timer_cancelled_is_gone(timers: Timers) -> None:
    await timers.set("round", "1", NOW)
    await timers.cancel("round", "1")
    await timers.cancel("round", "1")
    assert await timers.get("round", "1") is None


async def test_a_timer_that_fails_rings_later_and_keeps_its_hour(
    timers: Timers, connection: Connection
) -> None:
    await timers.set("round", "1", NOW)
    [seen] = await DueTimers(connection).due(NOW)
    assert await timers.postpone("round", "1", NOW + HOUR, "boom") == 1
    assert await timers.postpone("round", "9", NOW + HOUR, "boom") == 0
    assert await DueTimers(connection).due(NOW) == []
    [again] = await DueTimers(connection).due(NOW + HOUR)
    assert (again.at, again.attempts, again.error) == (NOW, 1, "boom")
    assert not await timers.take(seen)
    assert await timers.take(again)


async def test_a_parked_timer_rings_no_more(timers: Timers, connection: Connection) -> None:
    await timers.set("round", "1", NOW)
    await timers.park("round", "1", "boom")
    due = DueTimers(connection)
    assert await due.due(NOW) == []
    assert await due.next_at() is None
    [parked] = await due.parked()
    assert (parked.subject, parked.parked, parked.error) == ("1", True, "boom")


async def test_a_job_comes_back_with_what_it_was_given(jobs: Jobs, connection: Connection) -> None:
    number = await jobs.book("digest", "2026-W09", {"channel": "slack:T1/C1", "n": [1, 2]}, NOW)
    [job] = await DueJobs(connection).due(NOW)
    assert (job.id, job.community, job.kind, job.subject) == (
        number, "slack:T1", "digest", "2026-W09",
    )  # fmt: skip
    assert job.payload == {"channel": "slack:T1/C1", "n": [1, 2]}
    assert await jobs.get(number) == job
    assert await jobs.done(number)
    assert not await jobs.done(number)
    assert await jobs.list_() == []


async def test_the_same_job_waits_once_with_the_later_payload(jobs: Jobs) -> None:
    first = await jobs.book("digest", "2026-W09", {"n": 1}, NOW)
    assert await jobs.book("digest", "2026-W09", {"n": 2}, NOW) == first
    assert await jobs.book("digest", "2026-W10", {"n": 3}, NOW) != first
    assert [job.payload for job in await jobs.list_()] == [{"n": 2}, {"n": 3}]


async def test_a_job_is_claimed_once(jobs: Jobs, connection: Connection) -> None:
    number = await jobs.book("digest", "w", {}, NOW)
    due = DueJobs(connection)
    assert await due.claim(number, NOW)
    assert not await due.claim(number, NOW)
    assert await due.due(NOW) == []
    assert await jobs.book("digest", "w", {}, NOW) != number


async def test_a_job_that_fails_waits_and_is_parked_in_the_end(
    jobs: Jobs, connection: Connection
) -> None:
    number = await jobs.book("digest", "w", {}, NOW)
    due = DueJobs(connection)
    await due.failed(number, "boom", NOW + HOUR)
    assert await due.due(NOW) == []
    assert await due.next_at() == NOW + HOUR
    [job] = await due.due(NOW + HOUR)
    assert (job.attempts, job.error) == (1, "boom")
    await due.park(number, "boom again")
    assert await due.due(NOW + HOUR) == []
    assert [parked.error for parked in await due.parked()] == ["boom again"]


async def test_a_job_that_is_given_up_keeps_nothing_of_what_somebody_typed(
    jobs: Jobs, connection: Connection
) -> None:
    number = await jobs.book("contrast", "w", {"question": "private words"}, NOW)
    due = DueJobs(connection)
    await due.failed(number, "boom", NOW)
    await due.park(number, "boom again")
    assert [parked.payload for parked in await due.parked()] == [{}]


async def test_a_job_whose_worker_went_away_is_given_back(
    jobs: Jobs, connection: Connection
) -> None:
    number = await jobs.book("digest", "w", {}, NOW)
    due = DueJobs(connection)
    await due.claim(number, NOW)
    assert await due.release(NOW) == 0
    assert await due.release(NOW + HOUR) == 1
    assert [job.id for job in await due.due(NOW)] == [number]


@pytest.mark.postgresql
async def test_two_copies_do_not_claim_one_job(postgresql_url: str) -> None:
    one, two = await open_database(postgresql_url), await open_database(postgresql_url)
    async with one.writing("slack:T1") as connection:
        number = await Jobs(connection, "slack:T1").book("digest", "w", {}, NOW)
    async with one.writing() as first:
        assert await DueJobs(first).claim(number, NOW)
        second = two.writing()
        # A second copy, in the middle of the first one's claim, does not wait for it.
        connection = await second.__aenter__()
        assert not await DueJobs(connection).claim(number, NOW)
        await second.__aexit__(None, None, None)
    await one.close()
    await two.close()


@pytest.mark.postgresql
async def test_two_copies_do_not_fire_one_timer(postgresql_url: str) -> None:
    one, two = await open_database(postgresql_url), await open_database(postgresql_url)
    async with one.writing("slack:T1") as connection:
        await Timers(connection, "slack:T1").set("round", "1", NOW)
    seen = []
    for copy in (one, two):
        async with copy.reading() as connection:
            seen += await DueTimers(connection).due(NOW)
    taken = []
    for copy, timer in zip((one, two), seen, strict=True):
        async with copy.writing(timer.community) as connection:
            taken.append(await Timers(connection, timer.community).take(timer))
    assert taken == [True, False]
    await one.close()
    await two.close()
