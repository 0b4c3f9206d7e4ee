"""Sleeps until the next timer and fires it; woken when an earlier one is set.

After a stop, what is overdue fires at once, in order.
"""

from __future__ import annotations

import asyncio

from bot.clock import Clock
from bot.dispatcher import Dispatcher

# Seconds. A sleep does not notice that the machine's clock was set, or that another copy of the
# bot, which set a timer, has gone: so it is never long.
LONGEST_SLEEP = 60.0


class Scheduler:
    """Fires timers as they come due, in order."""

    def __init__(
        self, dispatcher: Dispatcher, clock: Clock, longest_sleep: float = LONGEST_SLEEP
    ) -> None:
        """Fire through `dispatcher`."""
        self._dispatcher = dispatcher
        self._clock = clock
        self._longest_sleep = longest_sleep
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """An earlier timer may have been set."""
        self._wake.set()

    async def run(self) -> None:
        """Fire until cancelled."""
        while True:
            self._wake.clear()
            await self.fire_due()
            try:
                async with asyncio.timeout(await self._sleep()):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def fire_due(self) -> None:
        """Fire what is due now, and what falls due by that, in order."""
        while due := await self._dispatcher.due_timers():
            for timer in due:
                await self._dispatcher.fire(timer)

    async def _sleep(self) -> float:
        next_at = await self._dispatcher.next_timer()
        if next_at is None:
            return self._longest_sleep
        return min(self._longest_sleep, max(0.01, self._clock.seconds_until(next_at)))
