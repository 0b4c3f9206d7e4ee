"""The discord.py client: what it hears it translates, hands to `receive` until that is committed,
and answers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import discord

from adapters.actions import Examine
from adapters.commands import Vocabulary
from adapters.discord import commands, examining, incoming
from adapters.discord.answers import Questions
from adapters.discord.arriving import Arriving
from adapters.discord.asking import Asking
from adapters.discord.barred import Barred
from adapters.discord.examining import COMMANDS_PATH
from adapters.discord.hearing import Hearing
from adapters.discord.incoming import Where
from adapters.discord.lastheard import LastHeard
from adapters.discord.rereading import Rereading
from adapters.discord.sturdy import sturdy
from adapters.discord.wire import Wire, refusal
from adapters.events import Finding
from adapters.port import PlatformState, Queries, Receive
from adapters.skew import clock

log = logging.getLogger(__name__)

# The bot only writes: whoever runs it need not hear that the parts for speaking aloud are missing.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

_TREE = "commands"


def intents(*, message_content: bool) -> discord.Intents:
    """What the bot asks to be told: no member lists, no presence."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        guild_reactions=True,
        dm_messages=True,  # whoever writes to the bot itself gets an answer
        message_content=message_content,
    )


class Client(discord.Client):
    """One connection to Discord, on behalf of one Platform."""

    def __init__(
        self,
        *,
        receive: Receive,
        vocabulary: Vocabulary,
        queries: Queries,
        state: PlatformState,
        message_content: bool,
        patience: tuple[float, ...],
        shards: int | None = None,
    ) -> None:
        """Be ready to connect; `patience` is how long to wait before each further try at an event
        that failed.
        """
        skew = examining.Skew()
        super().__init__(
            http_trace=skew.trace(),
            intents=intents(message_content=message_content),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            shard_count=shards,
        )
        sturdy(self)
        self._state = state
        self._message_content = message_content
        self._skew = skew
        self._tree = commands.tree(vocabulary)
        self._hearing = Hearing(receive, patience)
        self.wire = Wire(self)
        self.questions = Questions(state)
        self.barred = Barred(state)
        self.last_heard = LastHeard(state)
        self.rereading = Rereading(self, queries, self._hearing, message_content=message_content)
        self._arriving = Arriving(
            state=state,
            hearing=self._hearing,
            last_heard=self.last_heard,
            rereading=self.rereading,
            wrote=self.on_message,
        )
        self._asking = Asking(
            vocabulary=vocabulary,
            queries=queries,
            hearing=self._hearing,
            wire=self.wire,
            questions=self.questions,
            barred=self.barred,
        )

    # -- connecting

    async def setup_hook(self) -> None:
        """Before the gateway: what was heard last, and the command tree if it has changed."""
        await self.last_heard.load()
        await self.barred.load()
        application = self.application_id or 0
        digest = commands.digest(self._tree, application)
        if await self._state.get(_TREE) != digest:
            sync = discord.http.Route("PUT", COMMANDS_PATH, application_id=application)
            await self.http.request(sync, json=self._tree)
            await self._state.put(_TREE, digest)

    async def on_connect(self) -> None:
        """A new session: something may have been missed, so no number may pass the gap."""
        self.last_heard.hold_all()

    async def on_ready(self) -> None:
        """Hear what came while nobody listened."""
        await self._arriving.look(self.guilds)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is back after an outage of Discord's."""
        if self.is_ready():
            await self._arriving.come(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited to a server."""
        await self._arriving.come(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server, or the server is gone."""
        await self._arriving.leave(guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone."""
        await self.rereading.channel_gone(channel.guild, channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone, whether it was in memory or not."""
        guild = self.get_guild(payload.guild_id)
        if guild is not None:
            private = payload.thread_type is discord.ChannelType.private_thread
            await self.rereading.thread_gone(guild, payload.thread_id, private=private)

    # -- hearing

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote, now or while the bot was away."""
        at = await self._where(message.channel)
        event = incoming.posted(message, at, self.user.id if self.user else 0) if at else None
        if message.guild is None:
            if event is not None:
                await self._hearing.hear(event)
            return
        self.last_heard.starts(message.guild.id, message.id)
        if event is None or await self._hearing.hear(event):
            await self.last_heard.ends(message.guild.id, message.id)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message has changed, or a preview was unfolded under it."""
        at = await self._where(payload.message.channel)
        event = incoming.revised(payload.message, at) if at else None
        if event is not None:
            await self._hearing.hear(event)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message is gone."""
        if at := await self._where_by_id(payload.channel_id):
            await self._hearing.hear(
                incoming.withdrawn(payload.message_id, at, discord.utils.utcnow())
            )

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Many messages are gone at once."""
        if at := await self._where_by_id(payload.channel_id):
            for message in sorted(payload.message_ids):
                await self._hearing.hear(incoming.withdrawn(message, at, discord.utils.utcnow()))

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody reacted."""
        if payload.member is None or not payload.member.bot:
            await self._reaction(payload)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody took a reaction back."""
        if self.user is None or payload.user_id != self.user.id:
            await self._reaction(payload)

    async def _reaction(self, payload: discord.RawReactionActionEvent) -> None:
        if at := await self._where_by_id(payload.channel_id):
            await self._hearing.hear(incoming.reaction(payload, at, discord.utils.utcnow()))

    async def _where(self, channel: object) -> Where | None:
        if at := incoming.where(channel):
            return at
        id_ = getattr(channel, "id", None)
        return await self._where_by_id(id_) if isinstance(id_, int) else None

    async def _where_by_id(self, channel_id: int) -> Where | None:
        """The place by its number."""
        return incoming.where(await self._channel(channel_id))

    async def _channel(self, channel_id: int) -> object:
        """A channel by its number. A folded-away thread is not in memory and is asked for."""
        if (known := self.get_channel(channel_id)) is not None and incoming.where(known):
            return known
        try:
            return await self.fetch_channel(channel_id)
        except discord.HTTPException:
            return None

    # -- what the bot may do has changed

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel has changed, and perhaps who may do what there."""
        if before.overwrites != after.overwrites:
            await self.barred.changed(_refs([after]))
            if incoming.where(before) != incoming.where(after):
                await self._look_who_reads([after])

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role has changed, and perhaps what it lets its members do."""
        if before.permissions != after.permissions:
            await self.barred.changed(_refs(after.guild.channels))
            if after.is_default() and _hides(before) != _hides(after):
                await self._look_who_reads(after.guild.channels)

    async def _look_who_reads(self, channels: Iterable[discord.abc.GuildChannel]) -> None:
        """Let it be heard now: what is said of a channel elsewhere hangs on who may read it."""
        for channel in channels:
            if at := incoming.where(channel):
                await self._hearing.hear(incoming.readers(at, discord.utils.utcnow()))

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """A member was given other roles, or may speak again: only the bot itself matters."""
        if self.user is not None and after.id == self.user.id:
            await self.barred.changed(_refs(after.guild.channels))

    # -- being looked at, and asked

    async def examine(self, wanted: Examine) -> None:
        """Look at what Discord lets the bot do, and hear what was found."""
        found = [Finding("token", True), examining.intent(self, wanted=self._message_content)]
        for ref in wanted.channels:
            found.append(examining.allowed(ref, await self._channel(int(ref.id))))
        try:
            found.append(await examining.registered(self, self._tree))
        except discord.HTTPException as error:
            raise refusal(error) from error
        found += clock(self._skew.seconds)
        await self._hearing.commit(wanted.found(tuple(found), discord.utils.utcnow()))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A member asks for something and waits for the answer."""
        at = await self._where(interaction.channel)
        if at is not None:
            await self._asking.take(interaction, at)

    async def close(self) -> None:
        """Leave Discord, let what is being heard be heard, and write down how far that was."""
        # discord.py 2.7.1 would still announce that it is ready two seconds after it was closed,
        # and Python 3.11's wait_for may lose one cancellation.
        ready = self._connection._ready_task
        while ready is not None and not ready.done():
            ready.cancel()
            await asyncio.sleep(0)
        await super().close()
        await self._hearing.finish()
        await self.last_heard.keep()


class ShardedClient(Client, discord.AutoShardedClient):
    """Several connections to Discord, for a bot in so many servers that one is too few."""


def _hides(role: discord.Role) -> bool:
    return not (role.permissions.view_channel or role.permissions.administrator)


def _refs(channels: Iterable[discord.abc.GuildChannel]) -> set[str]:
    return {str(at.channel) for each in channels if (at := incoming.where(each))}
