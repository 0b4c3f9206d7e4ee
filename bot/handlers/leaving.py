"""Where the bot was let go: silence at once, and erasure unless the community takes it back."""

from __future__ import annotations

from datetime import timedelta

import structlog

from adapters.events import Joined, Removed
from bot import shelves
from bot.stopping import stop
from bot.store.communities import erase
from bot.store.timers import TimerRow
from bot.work import UnitOfWork

GRACE = timedelta(days=30)

log = structlog.get_logger(__name__)


async def leave(event: Removed, work: UnitOfWork) -> None:
    """Stop where the bot was removed: nothing is asked or read there any more."""
    for row in await work.channels.switched_on():
        if event.channel is None or row.channel == event.channel:
            await stop(row.channel, "", work)
            await work.outbox.silence(row.channel, work.now)  # of what stopping says, too
    for schedule in await work.schedules.list():
        if event.channel is None or schedule.channel == str(event.channel):
            await work.schedules.remove(schedule.id)
            await work.timers.cancel("schedule", str(schedule.id))


async def begin_grace(event: Removed, work: UnitOfWork) -> None:
    """Say nothing more there, and erase what is held when the month of grace is over."""
    if event.channel is not None:
        return
    await work.outbox.hush(work.now)
    await work.timers.set("purge", "", work.now + GRACE)
    log.info("a community let the bot go", community=str(work.community))


async def end_grace(event: Joined, work: UnitOfWork) -> None:
    """Keep what is held after all: the bot was invited again."""
    if await work.timers.get("purge", "") is not None:
        await work.timers.cancel("purge", "")
        log.info("a community took the bot back", community=str(work.community))


async def purge(timer: TimerRow, work: UnitOfWork) -> None:
    """Erase all that is held of a community that left, unless it uses the bot again."""
    if await work.channels.switched_on():
        return
    await shelves.clear(work)
    rows = await erase(work.connection, str(work.community))
    log.info("a community that left is erased", community=str(work.community), rows=rows)
