"""Once a night: what is older than a community keeps it is erased, and how much is noted."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.store.timers import TimerRow
from bot.work import UnitOfWork

log = structlog.get_logger(__name__)

KEPT = timedelta(days=30)  # keys of events heard, letters delivered, verdicts


async def tidy(timer: TimerRow, work: UnitOfWork) -> None:
    """Erase what is past its time."""
    settings = await work.settings()
    await work.timers.set(
        "tidy", "", timer.at + timedelta(days=1) * max(1, (work.now - timer.at).days + 1)
    )
    messages = await work.messages.purge(work.now - timedelta(days=settings.keep_messages_days))
    letters = await work.outbox.purge(work.now - KEPT)
    heard = await work.events.purge(work.now - KEPT)
    log.info(
        "tidied", community=str(work.community), messages=messages, letters=letters, heard=heard
    )
