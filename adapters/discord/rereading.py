"""What became of messages while nobody listened: those that are held are looked at again, and what
was changed or taken away is heard. Reactions are not: Discord tells their number here and not who
gave them.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence

import discord
from discord.abc import Messageable

from adapters.chat import ChannelRef, CommunityRef
from adapters.discord import incoming
from adapters.discord.hearing import Hearing
from adapters.discord.wire import UNKNOWN_CHANNEL
from adapters.port import MessageHeld, Queries

log = logging.getLogger(__name__)

MOST_LISTED = 300  # messages of one place that are listed to find the held ones among them
MOST_PLACES = 50  # places, a server, with a call or more each


Wrote = Callable[[discord.Message], Awaitable[None]]


class Rereading:
    """Looks again at what is held."""

    def __init__(
        self, client: discord.Client, queries: Queries, hearing: Hearing, *, message_content: bool
    ) -> None:
        """Ask `queries` what is held, and Discord what became of it."""
        self._client = client
        self._queries = queries
        self._hearing = hearing
        self._message_content = message_content

    async def look(self, guild: discord.Guild, since: int, read: set[int], wrote: Wrote) -> None:
        """Look at all that is held of one server, the newest first.

        What was written since, anywhere but in the places that were `read` already, is handed to
        `wrote`: a thread that was folded away meanwhile is in no list that Discord sends.
        """
        held = await self._held(guild)
        forums = {forum.id for forum in guild.forums}
        for place, messages in by_place(held, forums)[:MOST_PLACES]:
            try:
                fresh = await self._place(guild, place, messages)
                for message in reversed(fresh if place not in read else []):
                    if message.id > since:
                        await wrote(message)
            except discord.HTTPException as error:
                # Nothing is known of what cannot be seen: it stays as it is.
                log.warning("could not look again at channel %s: %s", place, error.status)

    async def channel_gone(self, guild: discord.Guild, channel: int) -> None:
        """A channel was deleted, with its threads and every message."""
        for each in await self._held(guild):
            if each.message.channel.id == str(channel):
                await self._withdraw(each)
        await self._removed(guild, channel)

    async def thread_gone(self, guild: discord.Guild, thread: int, *, private: bool) -> None:
        """A thread was deleted, and every message in it. Its first message stays, unless in a
        forum.
        """
        if private:
            await self.channel_gone(guild, thread)
            return
        forums = {forum.id for forum in guild.forums}
        for place, messages in by_place(await self._held(guild), forums):
            for each in messages if place == thread else ():
                await self._withdraw(each)

    async def _held(self, guild: discord.Guild) -> tuple[MessageHeld, ...]:
        return await self._queries.held(CommunityRef(incoming.DISCORD, str(guild.id)))

    async def _removed(self, guild: discord.Guild, channel: int) -> None:
        await self.heard_gone(
            ChannelRef(CommunityRef(incoming.DISCORD, str(guild.id)), str(channel))
        )

    async def heard_gone(self, channel: ChannelRef) -> None:
        """Discord says that there is no such channel any more."""
        await self._hearing.hear(incoming.channel_gone(channel, discord.utils.utcnow()))

    async def _place(
        self, guild: discord.Guild, place: int, held: Sequence[MessageHeld]
    ) -> list[discord.Message]:
        """Compare one place with what is held; the messages there that are not, newest first."""
        room: object = guild.get_channel_or_thread(place)
        if room is None:
            try:
                room = await self._client.fetch_channel(place)
            except discord.NotFound as error:
                if error.code == UNKNOWN_CHANNEL:
                    for each in held:
                        await self._withdraw(each)
                    if held[0].message.channel.id == str(place):
                        await self._removed(guild, place)
                return []
        at = incoming.where(room)
        if at is None or not isinstance(room, Messageable) or not _readable(room):
            return []
        numbers = {_number_of(each): each for each in held}
        oldest = min(numbers)
        listed = 0
        others = []
        async for message in room.history(
            limit=MOST_LISTED, after=discord.Object(oldest - 1), oldest_first=False
        ):
            listed += 1
            reached = message.id
            known = numbers.pop(message.id, None)
            if known is None:
                others.append(message)
            elif self._differs(known, message):
                event = incoming.revised(message, at)
                if event is not None:
                    await self._hearing.hear(event)
        for number, each in numbers.items():
            # Where the list was cut short, what is older was not looked for.
            if listed < MOST_LISTED or number > reached:
                await self._withdraw(each)
        return others

    def _differs(self, held: MessageHeld, message: discord.Message) -> bool:
        unknown = not message.content and not self._message_content
        return held.text != message.content and not unknown

    async def _withdraw(self, held: MessageHeld) -> None:
        await self._hearing.hear(incoming.gone(held.message, discord.utils.utcnow()))


def by_place(held: Iterable[MessageHeld], forums: set[int]) -> list[tuple[int, list[MessageHeld]]]:
    """The messages of each channel and thread, the place with the newest message first."""
    places: dict[int, list[MessageHeld]] = {}
    for each in sorted(held, key=_number_of, reverse=True):
        thread, inside, _ = each.message.id.partition(".")
        channel = int(each.message.channel.id)
        # The first message of a post in a forum stands in the thread that bears its number.
        place = int(thread) if inside or channel in forums else channel
        places.setdefault(place, []).append(each)
    return list(places.items())


def _number_of(held: MessageHeld) -> int:
    return int(held.message.id.rpartition(".")[2])


def _readable(room: object) -> bool:
    if not isinstance(room, discord.abc.GuildChannel | discord.Thread):
        return False
    may = room.permissions_for(room.guild.me)
    return may.view_channel and may.read_message_history
