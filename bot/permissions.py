"""Who may, and where. Checked at every press, not once at the start."""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.events import Asked
from adapters.port import FormWanted
from bot.work import UnitOfWork
from challenges.refusals import NotNow, NotYours


def only_moderators(asked: Asked | FormWanted) -> None:
    """Refuse a member the platform does not vouch for."""
    if not asked.administers:
        raise NotYours("not-a-moderator")


async def only_where_on(channel: ChannelRef, work: UnitOfWork) -> None:
    """Refuse what would speak in a channel that is switched off."""
    row = await work.channels.get(channel)
    if row is None or not row.on:
        raise NotNow("channel-off")
