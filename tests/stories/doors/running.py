"""The whole application, serving by itself on a real clock, and how a test sees it is done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from adapters.port import Platform
from bot.app import App
from bot.clock import SystemClock
from bot.store.database import Database, open_database
from bot.store.vault import Vault
from bot.worker import Worker
from challenges.dice import SeededDice
from config.councils import directory

Found = TypeVar("Found")

PATIENCE = 60.0  # seconds until a story says that something never came; a busy machine is slow
LOOK_EVERY = 0.01
SECRET = "the secret of an installation that stays the same"

Build = Callable[[App], tuple[Platform, ...]]
"""Makes the platforms of an application that is about to run."""

Ready = Callable[[], Awaitable[object]]
"""Returns when the platforms hear."""


@dataclass
class Running:
    """One application at work. `stop` lets it finish what it has in hand, as a signal would."""

    app: App
    database: Database
    worker: Worker
    task: asyncio.Task[None]

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        await self.worker.stop()
        await self.database.close()


async def start(url: str, build: Build, ready: Ready) -> Running:
    """Open the store and serve; returns when the platforms hear."""
    database = await open_database(url)
    worker = Worker(url, loopback=True)
    app = App(
        database,
        clock=SystemClock(),
        dice=SeededDice(b"seed" * 8),
        directory=directory(),
        perform=worker.perform,
        base_url="http://127.0.0.1:1",
        vault=Vault([SECRET]),
        patience=PATIENCE,
    )
    for platform in build(app):
        platform.pause_between_posts = 0.0  # nobody in a story is tired of reading
        app.add(platform)
    task = asyncio.create_task(app.run())
    waiting = asyncio.ensure_future(ready())
    running = Running(app, database, worker, task)
    await asyncio.wait({task, waiting}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        await running.stop()
        task.result()
        raise AssertionError("the platform never came up")
    return running


async def idle(database: Database) -> bool:
    """Whether nothing waits to be said and no slow work is booked."""
    async with database.reading() as connection:
        rows = await connection.rows(
            "SELECT state, error FROM outbox WHERE state IN ('waiting', 'sending', 'parked')"
            " UNION ALL SELECT state, error FROM jobs"
        )
    parked = [row["error"] for row in rows if row["state"] == "parked"]
    assert not parked, f"parked: {parked}"
    return not rows


async def until_idle(database: Database) -> None:
    """Wait until the bot has done what it was asked."""

    async def look() -> bool:
        return await idle(database)

    await until(look, "the bot to be done")


async def until(look: Callable[[], Awaitable[Found | None]], what: str) -> Found:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := await look()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        await asyncio.sleep(LOOK_EVERY)
    return found
