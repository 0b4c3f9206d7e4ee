"""`doctor` in chat: how the bot stands here, and what the platform lets it do."""

from __future__ import annotations

from adapters.events import CommandCalled, Examined
from bot.permissions import seen
from bot.presenters import examining as presenter
from bot.work import UnitOfWork


async def doctor(event: CommandCalled, work: UnitOfWork) -> None:
    """Say at once what the store knows, and let the platform be looked at."""
    on = [row.channel for row in await work.channels.switched_on()]
    here = [each for each in on if await seen(event, str(each), work)]
    stuck = [
        (channel, reason)
        for channel, reason in await work.outbox.parked()
        if await seen(event, str(channel), work)
    ]
    timers = await work.timers.list_()
    running = [timer.at for timer in timers if not timer.parked]
    standing = presenter.Standing(
        stuck_letters=stuck,
        stuck_work=len(await work.events.parked()) + len(timers) - len(running),
        next_at=min(running, default=None),
        address=work.around.base_url,
    )
    await work.whisper(event, presenter.standing(standing))
    await work.examine(event, tuple(here) or (event.channel,))


async def examined(event: Examined, work: UnitOfWork) -> None:
    """Say what the platform lets the bot do, to whoever asked."""
    await work.whisper(event, presenter.examined(event.findings))
