"""How the room hears: an event is kept, then received, then done to the room; in that order."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict

from adapters.events import Event, MessagePosted
from adapters.port import Receive
from adapters.web.incoming import Refused
from adapters.web.room import Room
from adapters.web.shown import Telling
from adapters.words import marked

_log = logging.getLogger(__name__)
_NOT_THROUGH = marked("That did not go through. Nothing was lost. Try again.")
_TRIES = 3  # the application parks an event that fails so often
_REMEMBERED = 2000


class Hearing:
    """Passes events to the application and shows in the room what came of them."""

    def __init__(self, room: Room, telling: Telling, receive: Receive) -> None:
        """Hear for this room."""
        self._room = room
        self._telling = telling
        self._receive = receive
        self._now: dict[str, asyncio.Task[None]] = {}
        self._heard: OrderedDict[str, None] = OrderedDict()

    async def catch_up(self) -> None:
        """Hear what was kept before a crash and never heard to the end."""
        for number, event in await self._room.unheard():
            for attempt in range(1, _TRIES + 1):
                try:
                    await self._receive(event)
                    await self._done(number, event)
                except Exception:
                    _log.exception("an event kept from the last run failed, attempt %d", attempt)
                else:
                    break

    async def hear(self, event: Event, number: int | None = None) -> None:
        """Hear one event. A Refused says it did not go through and left no trace.

        A request repeated while the first is under way waits for it; later it has nothing to do.
        """
        if event.key in self._heard:
            return
        task = self._now.get(event.key)
        if task is None:
            task = asyncio.create_task(self._hear_new(number or self._room.next_number(), event))
            self._now[event.key] = task
            task.add_done_callback(self._over)
        # Shielded, because a page that closes must not take the event with it.
        await asyncio.shield(task)

    async def stop(self) -> None:
        """Let go of what is under way; it is kept and will be heard at the next start."""
        tasks = list(self._now.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear_new(self, number: int, event: Event) -> None:
        if isinstance(event, MessagePosted) and self._room.sent(event.key):
            return
        await self._room.note_unheard(number, event)
        try:
            await self._receive(event)
        except Exception as trouble:
            _log.exception("an event was not heard: %s", type(event).__name__)
            await self._room.note_heard(number)
            raise Refused(503, _NOT_THROUGH) from trouble
        await self._done(number, event)

    async def _done(self, number: int, event: Event) -> None:
        changed = await self._room.apply(event)
        await self._room.note_heard(number)
        self._heard[event.key] = None
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
        if changed is not None:
            self._telling.message(changed)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._now = {key: each for key, each in self._now.items() if each is not task}
        if not task.cancelled():
            task.exception()  # read here too, because the page that waited may be gone
