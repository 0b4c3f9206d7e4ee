"""Coming to a server, back to it, and leaving it: the invitation is heard once, and what was missed
meanwhile is read back.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

import discord

from adapters.chat import CommunityRef
from adapters.discord import incoming
from adapters.discord.hearing import Hearing
from adapters.discord.lastheard import LastHeard
from adapters.discord.rereading import Rereading, Wrote
from adapters.port import PlatformState

log = logging.getLogger(__name__)

MOST_READ_BACK = 1000  # messages, of one channel
_GUILD = "guild/"

Room = discord.TextChannel | discord.VoiceChannel | discord.Thread


class Arriving:
    """What happens to a server as a whole."""

    def __init__(
        self,
        *,
        state: PlatformState,
        hearing: Hearing,
        last_heard: LastHeard,
        rereading: Rereading,
        wrote: Wrote,
    ) -> None:
        """Remember there which servers the bot is in; `wrote` takes each message read back."""
        self._state = state
        self._hearing = hearing
        self._last_heard = last_heard
        self._rereading = rereading
        self._wrote = wrote

    async def look(self, guilds: Iterable[discord.Guild]) -> None:
        """Hear what came while nobody listened, and from which servers the bot was removed."""
        guilds = list(guilds)
        here = {str(guild.id) for guild in guilds}
        for name, since in await self._state.list(_GUILD):
            if (id_ := name.removeprefix(_GUILD)) not in here:
                await self._left(id_, since)
        for guild in guilds:
            if not guild.unavailable:
                await self.come(guild)

    async def come(self, guild: discord.Guild) -> None:
        """The bot is in a server, for the first time or again."""
        name, since = f"{_GUILD}{guild.id}", incoming.guild_since(guild)
        if await self._state.get(name) != since:
            hello = incoming.joined(guild, discord.utils.utcnow())
            if await self._hearing.hear(hello):
                await self._state.put(name, since)
        await self._catch_up(guild)

    async def leave(self, guild: discord.Guild) -> None:
        """The bot was removed from a server, or the server is gone."""
        since = await self._state.get(f"{_GUILD}{guild.id}")
        if since is not None:
            await self._left(str(guild.id), since)

    async def _left(self, guild: str, since: str) -> None:
        community = CommunityRef(incoming.DISCORD, guild)
        if await self._hearing.hear(incoming.removed(community, since, discord.utils.utcnow())):
            await self._state.drop(f"{_GUILD}{guild}")
            await self._last_heard.forget(int(guild))

    async def _catch_up(self, guild: discord.Guild) -> None:
        """Read back the messages since the last one heard, and look again at those held.

        Discord tells every channel's last message for nothing, so only those with something new are
        read.
        """
        rooms: tuple[Room, ...] = (*guild.text_channels, *guild.voice_channels, *guild.threads)
        since = self._last_heard.upto(guild.id)
        if since is None:
            newest = max((room.last_message_id or 0 for room in rooms), default=0)
            await self._last_heard.begin(guild.id, newest or guild.id)
            return
        for room in rooms:
            may = room.permissions_for(guild.me)
            readable = may.view_channel and may.read_message_history
            if not readable or (room.last_message_id or 0) <= since:
                continue
            try:
                async for message in room.history(
                    after=discord.Object(since), oldest_first=True, limit=MOST_READ_BACK
                ):
                    await self._wrote(message)
            except (discord.Forbidden, discord.NotFound) as error:
                # One channel that is closed to the bot keeps no other from being read.
                log.warning("may not read back channel %s: %s", room.id, error.status)
            except discord.HTTPException as error:
                # The number stays held, so the next connection reads this again.
                log.warning("could not read back channel %s: %s", room.id, error.status)
                return
        await self._rereading.look(guild, since, {room.id for room in rooms}, self._wrote)
        self._last_heard.release(guild.id, since)
        await self._last_heard.keep()
