"""Sleeps until the next timer and fires it; woken when an earlier one is set. After a stop, what is overdue fires at once."""

from __future__ import annotations

import asyncio

from bot.clock import Clock
from bot.dispatcher import Dispatcher

LONGEST_SLEEP = 24 * 60 * 60.0


class Scheduler:
    """Fires timers as they come due, in order."""

    def __init__(self, dispatcher: Dispatcher, clock: Clock) -> None:
        """Fire through `dispatcher`."""
        self._dispatcher = dispatcher
        self._clock = clock
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """An earlier timer may have been set."""
        self._wake.set()

    async def run(self) -> None:
        """Fire until cancelled."""
        while True:
            self._wake.clear()
            await self.fire_due()
            next_at = await self._dispatcher.next_timer()
            sleep = (
                LONGEST_SLEEP
                if next_at is None
                else min(LONGEST_SLEEP, max(0.01, self._clock.seconds_until(next_at)))
            )
            try:
                async with asyncio.timeout(sleep):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def fire_due(self) -> None:
        """Fire what is due now, and what falls due by that, in order."""
        while due := await self._dispatcher.due_timers():
            for timer in due:
                await self._dispatcher.fire(timer)
