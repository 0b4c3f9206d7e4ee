"""The App: the whole, running. It holds store, platforms, dispatcher, relays and scheduler."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.chat import CommunityRef, MemberRef, MessageRef
from adapters.events import Event
from adapters.port import DeliveryFailed, Platform, PlatformState, Queries
from adapters.sealing import Seal
from bot.clock import Clock
from bot.commands import VOCABULARY
from bot.dispatcher import Dispatcher
from bot.inside import Inside
from bot.logs import fault
from bot.queries import SECONDS, StoreQueries
from bot.relay import Relay
from bot.scheduler import Scheduler
from bot.site.belonging import Belonging
from bot.site.entrance import Entrance
from bot.statement import UNSAID, AccessibilityStatement
from bot.store.database import Database
from bot.store.jobs import DueJobs, JobRow
from bot.store.platform_state import PlatformRows
from bot.store.round_keys import renew_keys
from bot.store.suggestions import Allowance
from bot.store.vault import Vault
from bot.work import Surroundings
from challenges.councils import Directory
from challenges.dice import Dice

log = structlog.get_logger(__name__)

Perform = Callable[[JobRow], Awaitable[dict[str, Any]]]
"""Does one job's slow thinking, outside any unit of work."""

JOB_LEASE = timedelta(minutes=15)  # then a job that another copy took is nobody's
JOB_DELAYS = tuple(timedelta(minutes=m) for m in (1, 10, 60))  # then a job is parked
LONGEST_SLEEP = 60.0  # seconds; then look again, for another copy of the bot may have gone


def _new_key() -> bytes:
    return secrets.token_bytes(32)


_PRIVATE = ("unheard/", "whisper/", "home/")
"""What a platform of our own keeps of one member's doings: they may be secret for a while."""


class StoredState:
    """What one platform must remember, in the store; what is private of it is sealed."""

    def __init__(self, database: Database, platform: str, vault: Vault | None = None) -> None:
        """Keep the rows of `platform` in `database`."""
        self._database = database
        self._platform = platform
        self._vault = vault

    async def get(self, name: str) -> str | None:
        """The text under a name."""
        async with self._database.reading() as connection:
            found = await PlatformRows(connection, self._platform).get(name)
        return None if found is None else self._opened(name, found)

    async def put(self, name: str, text: str) -> None:
        """Keep a text under a name; durable when this returns."""
        if self._vault and name.startswith(_PRIVATE):
            text = self._vault.close_letter(text)
        async with self._database.writing() as connection:
            await PlatformRows(connection, self._platform).put(name, text)

    async def drop(self, name: str) -> None:
        """Forget a name."""
        async with self._database.writing() as connection:
            await PlatformRows(connection, self._platform).drop(name)

    async def list(self, prefix: str) -> list[tuple[str, str]]:
        """All names with a prefix and their texts, in order of name."""
        async with self._database.reading() as connection:
            found = await PlatformRows(connection, self._platform).list(prefix)
        opened = ((name, self._opened(name, text)) for name, text in found)
        return [(name, text) for name, text in opened if text is not None]

    def _opened(self, name: str, text: str) -> str | None:
        """The text; None where it is sealed and the secret is lost."""
        if not self._vault or not name.startswith(_PRIVATE) or text.startswith("{"):
            return text
        return self._vault.open_letter(text)


class App:
    """Everything wired together. `run` serves until cancelled; smaller verbs drive it in steps."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        dice: Dice,
        directory: Directory,
        perform: Perform,
        base_url: str | Callable[[], str] = "",
        new_key: Callable[[], bytes] = _new_key,
        complaints: str = "",
        statement: AccessibilityStatement = UNSAID,
        mail: Seal | None = None,
        vault: Vault | None = None,
        model: Allowance | None = None,
        patience: float = SECONDS,
    ) -> None:
        """Wire the parts. Platforms are added with `add`: they need `queries` and `state` first.

        `base_url` may be asked each time, for the web pages may not have an address yet. `new_key`
        makes the secret of a round: true chance, so that nothing kept can bring it back.
        `mail` seals addresses; without it nobody can ask for mail. `vault` seals the keys of rounds
        and private letters; without it, as in a replay, they stand in the store as they are.
        `model` says what may be asked of a language model; without it none is asked.
        `patience` is how many seconds a form may take to be opened.
        """
        self._database = database
        self._clock = clock
        self._perform = perform
        self._vault = vault
        self._platforms: list[Platform] = []
        self._relays: list[Relay] = []
        self._work_booked = asyncio.Event()
        address = base_url if callable(base_url) else lambda: base_url
        around = Surroundings(
            dice,
            directory,
            VOCABULARY,
            self._permalink,
            address,
            new_key,
            self._hears_all,
            complaints,
            statement,
            mail,
            vault,
            model,
        )
        self._dispatcher = Dispatcher(database, clock, around, self._wake)
        self._scheduler = Scheduler(self._dispatcher, clock)
        entrance = Entrance(database, clock, around, Belonging(self._belongs), self.receive)
        self.queries: Queries = StoreQueries(database, clock, around, entrance, patience)
        self.add(Inside(self.receive))

    def add(self, platform: Platform) -> None:
        """Serve one more platform."""
        self._platforms.append(platform)
        self._relays.append(Relay(self._database, platform, self._clock, self._vault))

    def state(self, platform: str) -> PlatformState:
        """Where the platform of that name keeps what it must remember."""
        return StoredState(self._database, platform, self._vault)

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
        """Do the jobs that are booked for now."""
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
        """Serve until cancelled. A platform that fails, or stops hearing, ends it all."""
        if self._database.engine == "sqlite":
            # We are alone: what was being worked on when the bot stopped is nobody's.
            await self._release_jobs(timedelta())
        await self.renew_keys()
        try:
            # On the way out those who speak stop first, while the platforms can still deliver.
            async with asyncio.TaskGroup() as hearing:
                for platform in self._platforms:
                    hearing.create_task(self._listen(platform))
                async with asyncio.TaskGroup() as speaking:
                    speaking.create_task(self._scheduler.run())
                    speaking.create_task(self._run_jobs())
                    for relay in self._relays:
                        speaking.create_task(relay.run())
        finally:
            await self._dispatcher.drain()

    async def renew_keys(self) -> None:
        """Look after the keys of the open rounds; a round whose secret is lost ends."""
        if self._vault is None:
            return
        lost = await renew_keys(self._database, self._vault, self._clock.now())
        if lost:
            log.error("the secret of open rounds is lost, so they end", rounds=lost)

    async def _listen(self, platform: Platform) -> None:
        await platform.listen(self.receive)
        raise DeliveryFailed(f"The part for {platform.name} stopped hearing.")

    def _hears_all(self, platform: str) -> bool:
        return all(each.hears_all for each in self._platforms if each.name == platform)

    async def _belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        for platform in self._platforms:
            if platform.name == community.platform:
                return await platform.belongs(member, community)
        raise DeliveryFailed(f"Nobody is there to ask about {community.platform}.")

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
            if self._database.engine == "postgresql":
                await self._release_jobs(JOB_LEASE)
            await self.work_all()
            async with self._database.reading() as connection:
                next_at = await DueJobs(connection).next_at()
            sleep = LONGEST_SLEEP
            if next_at is not None:
                sleep = min(sleep, max(0.01, self._clock.seconds_until(next_at)))
            try:
                async with asyncio.timeout(sleep):
                    await self._work_booked.wait()
            except TimeoutError:
                pass

    async def _release_jobs(self, lease: timedelta) -> None:
        async with self._database.writing() as connection:
            await DueJobs(connection).release(self._clock.now() - lease)

    async def _work(self, job: JobRow) -> None:
        try:
            value = await self._perform(job)
            await self._dispatcher.finish(job, value)
        except Exception as error:
            log.exception(
                "a job failed", kind=job.kind, subject=job.subject, tries=job.attempts + 1
            )
            async with self._database.writing(job.community) as connection:
                jobs = DueJobs(connection)
                if job.attempts < len(JOB_DELAYS):
                    until = self._clock.now() + JOB_DELAYS[job.attempts]
                    await jobs.failed(job.id, fault(error), until)
                else:
                    await jobs.park(job.id, fault(error))
                    log.error("a job is parked", kind=job.kind, subject=job.subject)
