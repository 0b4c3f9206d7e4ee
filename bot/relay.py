"""Takes stored letters to one platform: in order per channel, paced, with back-off. It is the only one that speaks.

A channel post is made once: a letter found half-sent is looked for on the platform before it is sent again.
A private reply is sent at most once: found half-sent, it is let go, for what it said can be asked for again.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from adapters.actions import Say, ShowHome, Tell, Whisper
from adapters.chat import MessageRef
from adapters.port import DeliveryFailed, Platform
from bot.clock import Clock
from bot.store.database import Database
from bot.store.outbox import Letter, Letters

log = structlog.get_logger(__name__)

PRIVATE = (Whisper, Tell, ShowHome)
TRIES = 12  # about a day and a half of trying, then a letter is parked
LONGEST_WAIT = timedelta(hours=4)


class Relay:
    """Delivers the letters for one platform."""

    def __init__(self, database: Database, platform: Platform, clock: Clock) -> None:
        """Deliver what waits in `database` for `platform`."""
        self._database = database
        self._platform = platform
        self._clock = clock
        self._wake = asyncio.Event()
        self._spoke: dict[str, datetime] = {}

    def wake(self) -> None:
        """There may be something new to deliver."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            self._wake.clear()
            wait = await self.deliver_due()
            if wait is None or wait > 0:
                try:
                    async with asyncio.timeout(wait):
                        await self._wake.wait()
                except TimeoutError:
                    pass

    async def deliver_all(self) -> None:
        """Deliver everything that may go now, without pacing: for replays and tests."""
        while await self._round(frozenset()):
            pass

    async def deliver_due(self) -> float | None:
        """Deliver one letter per free channel; how many seconds to wait then (0 for none, None for until woken)."""
        now = self._clock.now()
        pause = timedelta(seconds=self._platform.pause_between_posts)
        self._spoke = {lane: at for lane, at in self._spoke.items() if at + pause > now}
        if await self._round(frozenset(self._spoke)):
            return 0
        moments = [at + pause for at in self._spoke.values()]
        async with self._database.reading() as connection:
            due = await Letters(connection, self._platform.name).next_wake(now)
        if due is not None:
            moments.append(max(due, min(moments, default=due)))
        if not moments:
            return None
        return max(0.01, self._clock.seconds_until(min(moments)))

    async def _round(self, busy: frozenset[str]) -> bool:
        async with self._database.writing() as connection:
            letters = await Letters(connection, self._platform.name).next_due(
                self._clock.now(), busy
            )
        await asyncio.gather(*(self._take(letter) for letter in letters))
        return bool(letters)

    async def _take(self, letter: Letter) -> None:
        try:
            if letter.state == "sending":
                if isinstance(letter.action, PRIVATE):
                    return await self._sent(letter, None)
                if isinstance(letter.action, Say) and (
                    found := await self._platform.find(letter.action)
                ):
                    return await self._sent(letter, found)
            else:
                async with self._database.writing() as connection:
                    await Letters(connection, self._platform.name).sending(
                        letter.id, self._clock.now()
                    )
            reference = await self._platform.deliver(letter.action)
        except DeliveryFailed as failure:
            return await self._failed(letter, failure)
        except Exception as error:
            # A bug in an adapter must not stop the other letters: it is logged in full and the letter tried again.
            log.exception("a delivery broke", letter=letter.id, platform=self._platform.name)
            return await self._failed(letter, DeliveryFailed(repr(error), retry_after=60))
        self._spoke[letter.lane] = self._clock.now()
        return await self._sent(letter, reference)

    async def _sent(self, letter: Letter, reference: MessageRef | None) -> None:
        async with self._database.writing() as connection:
            await Letters(connection, self._platform.name).sent(
                letter.id, reference, self._clock.now()
            )

    async def _failed(self, letter: Letter, failure: DeliveryFailed) -> None:
        now = self._clock.now()
        async with self._database.writing() as connection:
            letters = Letters(connection, self._platform.name)
            if failure.retry_after is None or letter.attempts >= TRIES:
                await letters.park(letter.id, failure.reason, now)
                log.error(
                    "a letter is parked",
                    letter=letter.id,
                    platform=self._platform.name,
                    channel=letter.channel,
                    reason=failure.reason,
                )
                return
            wait = max(
                timedelta(seconds=failure.retry_after),
                min(timedelta(seconds=2**letter.attempts), LONGEST_WAIT),
            )
            await letters.postpone(letter.id, now + wait, failure.reason)
            log.warning(
                "a letter waits",
                letter=letter.id,
                platform=self._platform.name,
                seconds=wait.total_seconds(),
                reason=failure.reason,
            )
