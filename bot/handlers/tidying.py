"""Once a night: what is older than a community keeps it is erased, and how much is noted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.permissions import WORD_HOLDS
from bot.store.timers import TimerRow
from bot.work import UnitOfWork


class Purges(Protocol):
    """A table that can forget what is old."""

    async def purge(self, before: datetime) -> int:
        """Forget what was before a moment; how many rows."""
        ...


log = structlog.get_logger(__name__)

DAY = timedelta(days=1)
MONTH = timedelta(days=30)  # keys of events heard, letters delivered, verdicts
QUARTER = timedelta(days=90)
YEAR = timedelta(days=365)  # who changed what
TWO_YEARS = 2 * YEAR  # digests, and what they rest on: challenges and rounds


async def tidy(timer: TimerRow, work: UnitOfWork) -> None:
    """Erase what is past its time."""
    settings = await work.settings()
    await work.timers.set(
        "tidy", "", timer.at + timedelta(days=1) * max(1, (work.now - timer.at).days + 1)
    )
    kept = timedelta(days=settings.keep_messages_days)
    tables: tuple[tuple[Purges, timedelta], ...] = (
        (work.messages, kept),
        (work.outbox, MONTH),
        (work.events, MONTH),
        (work.verdicts, MONTH),
        (work.previews, DAY),
        (work.drafts, DAY),
        (work.members, DAY),  # the snoozes that are over
        (work.roles, WORD_HOLDS),
        (work.subscriptions, 2 * DAY),  # the mails that asked to be confirmed
        (work.sessions, timedelta()),  # those that are over, and the links that are counted no more
        (work.suggestions, MONTH),  # what a model drafted, and what it cost
        (work.brakes, MONTH),  # the threads of which moderators were told
        (work.volunteers, MONTH),  # who was asked; it stays on the rota
        (work.terms, MONTH),
        (work.audit, YEAR),
        (work.challenges, TWO_YEARS),
        (work.rounds, TWO_YEARS),
        (work.pledges, TWO_YEARS),  # after the day they were for
        (work.assumptions, TWO_YEARS),
        (work.effects, TWO_YEARS),
        (work.digests, TWO_YEARS),
        (work.desk, MONTH),  # the digests nobody sent
        (work.partners, timedelta()),  # the invitations that nobody answered
        (work.view_presses, timedelta()),  # the keys of the months before, and what they mark
        (work.exchange, TWO_YEARS),  # the numbers of views that were withdrawn from others
        (work.queue, QUARTER),  # what feeds and files brought, counted from when it last came
    )
    erased = {type(table).__name__: await table.purge(work.now - age) for table, age in tables}
    log.info("tidied", community=str(work.community), **erased)
