"""Hands what was heard to the application until it is committed. Discord never sends an event
again, so one that failed is tried again from here.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from adapters.events import Event
from adapters.port import Receive

log = logging.getLogger(__name__)

LAST_SECONDS = 5.0


class Hearing:
    """The way in: one for all that a client hears."""

    def __init__(self, receive: Receive, patience: tuple[float, ...]) -> None:
        """Hand over to `receive`; `patience` is how long to wait before each further try."""
        self._receive = receive
        self._patience = patience
        self._open: set[asyncio.Task[Any]] = set()

    async def commit(self, event: Event) -> None:
        """Hand an event over once. Returns after the commit; else raises."""
        task = asyncio.current_task()
        assert task is not None  # discord.py runs every listener in a task of its own
        self._open.add(task)
        try:
            await self._receive(event)
        finally:
            self._open.discard(task)

    async def hear(self, event: Event) -> bool:
        """Hand an event over, again if need be; whether it was committed."""
        for pause in (*self._patience, None):
            try:
                await self.commit(event)
            except Exception:
                log.exception("could not hear %s", event.key)
                if pause is not None:
                    await asyncio.sleep(pause)
            else:
                return True
        return False

    async def finish(self) -> None:
        """Let what is being heard be heard before the bot goes."""
        others = {task for task in self._open if task is not asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=LAST_SECONDS)
