"""Takes stored letters to one platform: in order per channel, paced, with back-off.

Each channel is a lane of its own: a slow or refusing one holds up no other. A channel post is made
once: a letter that may have been sent is looked for before it is sent again. A private reply is
sent at most once: one that may have been sent is let go, for what it said can be asked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

import structlog

from adapters.actions import Say, Whisper
from adapters.chat import MessageRef
from adapters.port import DeliveryFailed, Platform
from bot.clock import Clock
from bot.logs import fault
from bot.store.database import Database
from bot.store.letters import Letter, Letters
from bot.store.vault import Vault

log = structlog.get_logger(__name__)

LANES = 16  # channels spoken to at one time at most
TRIES = 20  # a little over a day of trying, then a letter is parked
LONGEST_WAIT = timedelta(hours=4)
REPLY_LIVES = timedelta(minutes=10)  # later than that nobody waits for a private reply
LONGEST_SLEEP = 60.0  # seconds; then look again, for another copy of the bot may have gone
DRAIN = 3.0  # seconds that a letter in flight is given when the bot stops


class Relay:
    """Delivers the letters for one platform."""

    def __init__(
        self, database: Database, platform: Platform, clock: Clock, vault: Vault | None = None
    ) -> None:
        """Deliver what waits in `database` for `platform`; the vault opens the private letters."""
        self._database = database
        self._platform = platform
        self._clock = clock
        self._vault = vault
        self._wake = asyncio.Event()
        self._in_flight: dict[str, asyncio.Task[None]] = {}
        self._spoke: dict[str, datetime] = {}

    def wake(self) -> None:
        """There may be something new to deliver."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled; then what is in flight may still arrive."""
        try:
            while True:
                self._wake.clear()
                wait = await self.deliver_due()
                try:
                    async with asyncio.timeout(wait):
                        await self._wake.wait()
                except TimeoutError:
                    pass
                for task in [task for task in self._in_flight.values() if task.done()]:
                    task.result()  # the store failed: that is not for us to survive
        finally:
            await self._drain()

    async def deliver_all(self) -> None:
        """Deliver everything that may go now, without pacing: for replays and tests."""
        while letters := await self._claim(frozenset(), LANES):
            await asyncio.gather(*(self._deliver(letter) for letter in letters))

    async def deliver_due(self) -> float:
        """Start one letter for each free channel; how many seconds to sleep unless woken."""
        now = self._clock.now()
        pause = timedelta(seconds=self._platform.pause_between_posts)
        self._spoke = {lane: at for lane, at in self._spoke.items() if at + pause > now}
        room = LANES - len(self._in_flight)
        if room:
            for letter in await self._claim(self._spoke.keys() | self._in_flight.keys(), room):
                task = asyncio.create_task(self._deliver(letter))
                self._in_flight[letter.lane] = task
                task.add_done_callback(partial(self._landed, letter.lane))
        moments = [at + pause for at in self._spoke.values()]
        async with self._database.reading() as connection:
            due = await Letters(connection, self._platform.name).next_wake(now)
        if due is not None:
            moments.append(due)
        sleeps = [max(0.01, self._clock.seconds_until(at)) for at in moments]
        return min([LONGEST_SLEEP, *sleeps])

    def _landed(self, lane: str, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is None:
            del self._in_flight[lane]
        self._wake.set()

    async def _drain(self) -> None:
        flying = list(self._in_flight.values())
        if flying:
            await asyncio.wait(flying, timeout=DRAIN)
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)

    async def _claim(self, busy: Collection[str], most: int) -> list[Letter]:
        """Take letters as our own, in the transaction that finds them."""
        now = self._clock.now()
        # Most looks find nothing: those need no turn to write.
        async with self._database.reading() as connection:
            if not await Letters(connection, self._platform.name).any_due(now):
                return []
        async with self._database.writing() as connection:
            letters = Letters(connection, self._platform.name, self._vault)
            due = (await letters.next_due(now, busy))[:most]
            return [letter for letter in due if await letters.sending(letter.id, now)]

    async def _deliver(self, letter: Letter) -> None:
        if letter.state == "sending":  # it was cut off in flight: it may be there
            if letter.private:
                return await self._let_go(letter, "it may have been sent")
            if isinstance(letter.action, Say):
                try:
                    found = await self._platform.find(letter.action)
                except Exception as error:
                    return await self._not_found_out(letter, error)
                if found is not None:
                    return await self._sent(letter, found)
        try:
            reference = await self._platform.deliver(letter.action)
        except Exception as error:
            return await self._failed(letter, self._failure(letter, error))
        self._spoke[letter.lane] = self._clock.now()
        return await self._sent(letter, reference)

    async def _not_found_out(self, letter: Letter, error: Exception) -> None:
        failure = self._failure(letter, error)
        permanent = failure.retry_after is None
        reason = f"It could not be checked: {failure.reason}" if permanent else failure.reason
        checked = DeliveryFailed(reason, retry_after=failure.retry_after, maybe_sent=True)
        await self._failed(letter, checked)

    def _failure(self, letter: Letter, error: Exception) -> DeliveryFailed:
        if isinstance(error, DeliveryFailed):
            return error
        # A bug in an adapter must not stop other letters. What it had done by then is not known.
        log.exception("a delivery broke", letter=letter.id, platform=self._platform.name)
        return DeliveryFailed(fault(error), retry_after=60, maybe_sent=True)

    async def _sent(self, letter: Letter, reference: MessageRef | None) -> None:
        async with self._database.writing() as connection:
            await Letters(connection, self._platform.name).sent(
                letter.id, reference, self._clock.now()
            )

    async def _failed(self, letter: Letter, failure: DeliveryFailed) -> None:
        if letter.private and failure.maybe_sent:
            return await self._let_go(letter, failure.reason)
        if failure.retry_after is None or letter.attempts >= TRIES:
            return await self._park(letter, failure.reason)
        wait = max(
            timedelta(seconds=failure.retry_after),
            min(timedelta(seconds=2**letter.attempts), LONGEST_WAIT),
        )
        until = self._clock.now() + wait
        if isinstance(letter.action, Whisper) and until > letter.written_at + REPLY_LIVES:
            return await self._let_go(letter, failure.reason)
        async with self._database.writing() as connection:
            await Letters(connection, self._platform.name).postpone(
                letter.id, until, failure.reason, maybe_sent=failure.maybe_sent
            )
        self._say(log.warning, "a letter waits", letter, failure.reason, wait)
        return None

    async def _let_go(self, letter: Letter, reason: str) -> None:
        """A private letter is not kept: what it said can be asked for again."""
        await self._put_aside(letter, reason)
        self._say(log.warning, "a private letter is let go", letter, reason)

    async def _park(self, letter: Letter, reason: str) -> None:
        await self._put_aside(letter, reason)
        self._say(log.error, "a letter is parked", letter, reason)

    async def _put_aside(self, letter: Letter, reason: str) -> None:
        async with self._database.writing() as connection:
            await Letters(connection, self._platform.name).park(
                letter.id, reason, self._clock.now()
            )

    def _say(
        self,
        level: Callable[..., object],
        words: str,
        letter: Letter,
        reason: str,
        wait: timedelta = timedelta(),
    ) -> None:
        known = {"seconds": wait.total_seconds()} if wait else {}
        level(
            words,
            letter=letter.id,
            platform=self._platform.name,
            lane="private" if letter.private else letter.lane,  # a log names no member
            reason=reason,
            **known,
        )
