"""The App: the whole, running. It opens the store, holds platforms, dispatcher, relays, scheduler and worker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.chat import MessageRef
from adapters.events import Event
from adapters.port import Platform, PlatformState, Queries
from bot.clock import Clock
from bot.commands import VOCABULARY
from bot.dispatcher import Dispatcher
from bot.queries import StoreQueries
from bot.relay import Relay
from bot.scheduler import Scheduler
from bot.store.database import Database
from bot.store.jobs import DueJobs, JobRow
from bot.store.platform_state import PlatformRows
from bot.work import Surroundings
from challenges.councils import Directory
from challenges.dice import Dice

log = structlog.get_logger(__name__)

Perform = Callable[[JobRow], Awaitable[dict[str, Any]]]
"""Does one job's slow thinking, outside any unit of work."""

JOB_LEASE = timedelta(minutes=15)
JOB_DELAYS = tuple(timedelta(minutes=m) for m in (1, 10, 60))


class StoredState:
    """What one platform must remember, in the store."""

    def __init__(self, database: Database, platform: str) -> None:
        """Keep the rows of `platform` in `database`."""
        self._database = database
        self._platform = platform

    async def get(self, name: str) -> str | None:
        """The text under a name."""
        async with self._database.reading() as connection:
            return await PlatformRows(connection, self._platform).get(name)

    async def put(self, name: str, text: str) -> None:
        """Keep a text under a name; durable when this returns."""
        async with self._database.writing() as connection:
            await PlatformRows(connection, self._platform).put(name, text)

    async def drop(self, name: str) -> None:
        """Forget a name."""
        async with self._database.writing() as connection:
            await PlatformRows(connection, self._platform).drop(name)

    async def list(self, prefix: str) -> list[tuple[str, str]]:
        """All names with a prefix and their texts, in order of name."""
        async with self._database.reading() as connection:
            return await PlatformRows(connection, self._platform).list(prefix)


class App:
    """Everything wired together. `run` serves until cancelled; the smaller verbs drive it step by step."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        dice: Dice,
        directory: Directory,
        perform: Perform,
        base_url: str = "",
    ) -> None:
        """Wire the parts. Platforms are added with `add`, for they need `queries` and `state` first."""
        self._database = database
        self._clock = clock
        self._perform = perform
        self._platforms: list[Platform] = []
        self._relays: list[Relay] = []
        self._work_booked = asyncio.Event()
        around = Surroundings(dice, directory, VOCABULARY, self._permalink, base_url)
        self._dispatcher = Dispatcher(database, clock, around, self._wake)
        self._scheduler = Scheduler(self._dispatcher, clock)
        self.queries: Queries = StoreQueries(database, clock, around)

    def add(self, platform: Platform) -> None:
        """Serve one more platform."""
        self._platforms.append(platform)
        self._relays.append(Relay(self._database, platform, self._clock))

    def state(self, platform: str) -> PlatformState:
        """Where the platform of that name keeps what it must remember."""
        return StoredState(self._database, platform)

    async def receive(self, event: Event) -> None:
        """Hear one event; returns when its effect is durable."""
        await self._dispatcher.receive(event)

    async def fire_due(self) -> None:
        """Fire the timers that are due."""
        await self._scheduler.fire_due()

    async def next_timer(self) -> datetime | None:
        """When the next timer comes due."""
        return await self._dispatcher.next_timer()

    async def deliver_all(self) -> None:
        """Deliver all that waits."""
        for relay in self._relays:
            await relay.deliver_all()

    async def work_all(self) -> None:
        """Do the jobs that are booked."""
        while True:
            async with self._database.reading() as connection:
                booked = await DueJobs(connection).due(self._clock.now())
            if not booked:
                return
            for job in booked:
                async with self._database.writing(job.community) as connection:
                    ours = await DueJobs(connection).claim(job.id, self._clock.now())
                if ours:
                    await self._work(job)

    async def settle(self) -> None:
        """Fire, work and deliver until nothing is left to do now."""
        await self.fire_due()
        await self.work_all()
        await self.deliver_all()

    async def run(self) -> None:
        """Serve until cancelled."""
        # On SQLite we are alone: what was being worked on when the bot stopped is nobody's.
        lease = JOB_LEASE if self._database.engine == "postgresql" else timedelta()
        async with self._database.writing() as connection:
            await DueJobs(connection).release(self._clock.now() - lease)
        async with asyncio.TaskGroup() as tasks:
            for relay in self._relays:
                tasks.create_task(relay.run())
            tasks.create_task(self._scheduler.run())
            tasks.create_task(self._run_jobs())
            for platform in self._platforms:
                tasks.create_task(platform.listen(self.receive))

    def _permalink(self, message: MessageRef) -> str:
        for platform in self._platforms:
            if platform.name == message.channel.community.platform:
                return platform.permalink(message)
        return ""

    def _wake(self) -> None:
        self._scheduler.wake()
        self._work_booked.set()
        for relay in self._relays:
            relay.wake()

    async def _run_jobs(self) -> None:
        while True:
            self._work_booked.clear()
            await self.work_all()
            try:
                async with asyncio.timeout(60):
                    await self._work_booked.wait()
            except TimeoutError:
                pass

    async def _work(self, job: JobRow) -> None:
        try:
            value = await self._perform(job)
            await self._dispatcher.finish(job, value)
        except Exception as error:
            log.exception("a job failed", kind=job.kind, subject=job.subject)
            delay = JOB_DELAYS[min(job.attempts, len(JOB_DELAYS) - 1)]
            async with self._database.writing(job.community) as connection:
                await DueJobs(connection).failed(job.id, repr(error), self._clock.now() + delay)
