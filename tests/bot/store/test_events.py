"""Heard once, and failing three times at most."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import Connection, Database
from bot.store.events import Events, all_parked

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing("slack:T1") as opened:
        yield opened


@pytest.fixture
def events(connection: Connection) -> Events:
    return Events(connection, "slack:T1")


async def test_an_event_is_heard_once(events: Events) -> None:
    assert await events.heard("Ev1", NOW)
    assert not await events.heard("Ev1", LATER)
    assert await events.heard("Ev2", NOW)


async def test_two_communities_may_use_the_same_key(events: Events, connection: Connection) -> None:
    assert await events.heard("Ev1", NOW)
    assert await Events(connection, "slack:T2").heard("Ev1", NOW)


async def test_an_event_that_failed_may_be_heard_when_it_comes_again(events: Events) -> None:
    assert await events.failed("Ev1", "MessagePosted", "boom", NOW) == 1
    assert await events.heard("Ev1", NOW)
    assert not await events.heard("Ev1", NOW)
    assert await events.parked() == []


async def test_the_third_failure_parks_an_event(events: Events, connection: Connection) -> None:
    for attempt in (1, 2, 3):
        assert await events.failed("Ev1", "MessagePosted", f"boom {attempt}", NOW) == attempt
    assert not await events.heard("Ev1", LATER)
    [parked] = await events.parked()
    assert (parked.key, parked.kind, parked.error, parked.attempts) == (
        "Ev1", "MessagePosted", "boom 3", 3,
    )  # fmt: skip
    assert parked.at == NOW
    assert await all_parked(connection) == [parked]


async def test_old_keys_are_forgotten(events: Events) -> None:
    await events.heard("Ev1", NOW)
    await events.failed("Ev2", "MessagePosted", "boom", NOW)
    await events.heard("Ev3", LATER + timedelta(days=1))
    assert await events.purge(LATER) == 2
    assert not await events.heard("Ev3", LATER)
    assert await events.heard("Ev1", LATER)
