"""Who may, and where. Checked at every press, not once at the start."""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.events import Asked, Audience
from adapters.port import FormWanted
from bot.work import UnitOfWork
from challenges.refusals import NoSuchThing, NotNow, NotYours


def only_moderators(asked: Asked | FormWanted) -> None:
    """Refuse a member the platform does not vouch for."""
    if not asked.administers:
        raise NotYours("not-a-moderator")


async def only_where_on(channel: ChannelRef, work: UnitOfWork) -> None:
    """Refuse what would speak in a channel that is switched off."""
    row = await work.channels.get(channel)
    if row is None or not row.on:
        raise NotNow("channel-off")


def only_where_it_stands(asked: Asked | FormWanted, channel: str, code: str) -> None:
    """Refuse what is asked from another channel, in the words for what does not exist.

    Numbers are small and easy to guess, and whether a private channel has such a thing is its own.
    """
    if str(asked.channel) != channel:
        raise NoSuchThing(code)


async def seen(asked: Asked, channel: str, work: UnitOfWork) -> bool:
    """Whether a channel may be named here: one that not everyone can read, only in itself."""
    row = await work.channels.get(ChannelRef.parse(channel))
    public = row is not None and row.audience is Audience.COMMUNITY
    return public or str(asked.channel) == channel
