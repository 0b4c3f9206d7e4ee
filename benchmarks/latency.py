"""How long a message waits to be heard for good while others come at a steady rate: the slow ones.

An open loop: messages are sent on a schedule that waits for nobody, so that a pause of ours counts
for every message that was due in it. The same is measured beside a worker that makes a digest of a
long history over and over, in its niced process. A decision is made and a message kept in the same
commit, so there is one time for both.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import islice

from adapters.chat import ChannelRef, CommunityRef
from adapters.events import Audience
from benchmarks.comparing import Comparison, Measured
from benchmarks.house import a_house
from benchmarks.store import event_of
from benchmarks.talk import CHANNELS, START, TEAM, Said, talk
from bot.app import App
from bot.store.database import Database
from bot.store.jobs import JobRow
from bot.store.moments import moment
from bot.worker import Worker

RATE = 1000  # messages a second
SECONDS = 3
HISTORY = 200_000

_COMMUNITY = CommunityRef("slack", TEAM)
_KEEP = (
    "INSERT INTO messages (community, id, channel, author, text, at, council, audience) VALUES"
    " (:community, :id, :channel, :author, :text, :at, '', :audience)"
)


async def measure() -> list[Comparison]:
    """Measure alone, then beside digests."""
    channels = [ChannelRef(_COMMUNITY, f"C{each}") for each in range(CHANNELS)]
    stream = talk(1)
    async with a_house(channels) as (app, database):
        await _fill(database)
        await _at_a_rate(app, stream)  # not measured
        alone = await _at_a_rate(app, stream)
        beside = await _beside_digests(app, database, stream)
    base = _at(alone, 0.99)
    measured = tuple(
        Measured(name, ms / base, ms / base, 0, ms * 1000, budget)
        for name, ms, budget in (
            ("99 of 100, nothing beside it", base, ""),
            ("half of them", _at(alone, 0.5), ""),
            ("99 of 100, beside digests", _at(beside, 0.99), "T5-beside"),
            ("half of them, beside digests", _at(beside, 0.5), ""),
        )
    )
    limits = (
        Measured("what T5 allows", 1, 1, 0, 10_000),
        Measured("99 of 100, nothing beside it", base / 10, base / 10, 0, base * 1000, "T5"),
    )
    of = f"{RATE:,} a second for {SECONDS} s"
    return [
        Comparison(f"Until a message is heard for good, {of}", limits),
        Comparison(f"The same, and beside digests of {HISTORY:,} messages", measured),
    ]


async def _at_a_rate(app: App, stream: Iterator[Said]) -> list[float]:
    """Milliseconds from when each message was due until it was heard, in order of length."""
    took: list[float] = []
    events = [event_of(said, "late") for said in islice(stream, RATE * SECONDS)]

    async def hear(number: int, due: float) -> None:
        await app.receive(events[number])
        took.append((time.perf_counter() - due) * 1000)

    begun = time.perf_counter() + 0.05
    async with asyncio.TaskGroup() as hearing:
        for number in range(len(events)):
            due = begun + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            hearing.create_task(hear(number, due))
    return sorted(took)


async def _beside_digests(app: App, database: Database, stream: Iterator[Said]) -> list[float]:
    worker = Worker(f"sqlite:///{await _file(database)}", "ERROR")
    week = {"since": START - timedelta(days=7), "until": START}
    payload = {name: at.isoformat() for name, at in week.items()}
    job = JobRow(1, str(_COMMUNITY), "digest", "", payload, "running", 0)

    async def digests() -> None:
        while True:
            await worker.perform(job)

    working = asyncio.create_task(digests())
    try:
        await asyncio.sleep(2)  # until it has started and reads
        took = await _at_a_rate(app, stream)
        assert not working.done()
        return took
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        await worker.stop()


async def _fill(database: Database) -> None:
    """Keep a long history of the week before."""
    step = timedelta(days=7) / HISTORY
    async with database.writing(str(_COMMUNITY)) as connection:
        rows = [
            {
                "community": str(_COMMUNITY),
                "id": f"slack:{TEAM}/C{said.channel}/old{said.number}",
                "channel": f"slack:{TEAM}/C{said.channel}",
                "author": f"slack:U{said.person}",
                "text": said.text,
                "at": moment(START - timedelta(days=7) + said.number * step),
                "audience": Audience.COMMUNITY.value,
            }
            for said in islice(talk(9), HISTORY)
        ]
        await connection.run_many(_KEEP, rows)


async def _file(database: Database) -> str:
    async with database.reading() as connection:
        row = await connection.row("SELECT file FROM pragma_database_list WHERE name = 'main'")
    assert row is not None
    return str(row["file"])


def _at(took: Sequence[float], share: float) -> float:
    return took[min(len(took) - 1, int(len(took) * share))]
