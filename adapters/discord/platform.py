"""Discord behind the port: connect, hear until cancelled, deliver. The work is in `client` and
`outgoing`.
"""

from __future__ import annotations

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.actions import Action, Examine, Say
from adapters.chat import CommunityRef, MemberRef, MessageRef
from adapters.commands import Vocabulary
from adapters.discord import markdown
from adapters.discord.client import Client, ShardedClient, intents
from adapters.discord.outgoing import Outgoing
from adapters.discord.sturdy import sturdy
from adapters.port import DeliveryFailed, Platform, PlatformState, Queries, Receive

NO_INTENT = (
    "Discord does not let the bot read messages yet: switch on “Message Content Intent” on the Bot"
    " page of the application at https://discord.com/developers/applications,"
    " or set CHALLENGER_DISCORD_MESSAGE_CONTENT=false and it does without: commands, buttons, forms"
    " and menus of messages work, but it notices nothing by itself."
)
BAD_TOKEN = (
    "Discord does not accept the bot's token: copy it again from the Bot page of the application."
)

USED_UP = (
    "Discord lets a bot sign in so often a day and no more, and this one has: start it again in"
    " {minutes} minutes."
)


class DiscordPlatform(Platform):
    """One Discord application, in all the servers it was invited to."""

    name = "discord"
    pause_between_posts = 1.0

    def __init__(
        self,
        *,
        token: str,
        vocabulary: Vocabulary,
        queries: Queries,
        state: PlatformState,
        api_url: str = "",
        gateway_url: str = "",
        message_content: bool = True,
        patience: tuple[float, ...] = (1.0, 5.0),
    ) -> None:
        """Be ready to listen. The two addresses are Discord's own unless they are given."""
        self._token = token
        self._vocabulary = vocabulary
        self._queries = queries
        self._state = state
        self.hears_all = self._message_content = message_content
        self._patience = patience
        self._outgoing: Outgoing | None = None
        self._client: Client | None = None
        # discord.py keeps both addresses on its classes and has no other place for them.
        if api_url:
            Route.BASE = api_url.rstrip("/")
        if gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)

    def connect(self, receive: Receive, shards: int = 1) -> Client:
        """The client that hears for this platform and delivers for it, not yet started."""
        # With one connection, discord.py says nothing of shards.
        kind = ShardedClient if shards > 1 else Client
        self._client = kind(
            receive=receive,
            vocabulary=self._vocabulary,
            queries=self._queries,
            state=self._state,
            message_content=self._message_content,
            patience=self._patience,
            shards=shards if shards > 1 else None,
        )
        client = self._client
        self._outgoing = Outgoing(
            client,
            client.wire,
            client.questions,
            client.barred,
            gone=client.rereading.heard_gone,
        )
        return client

    async def listen(self, receive: Receive) -> None:
        """Hear until cancelled. Messages missed meanwhile are read back, and those that are held
        looked at again; a gap in reactions is not filled.
        """
        try:
            shards = await _shards(self._token)
            async with self.connect(receive, shards) as client:
                await client.start(self._token)
        except discord.PrivilegedIntentsRequired as error:
            raise DeliveryFailed(NO_INTENT) from error
        except discord.LoginFailure as error:
            raise DeliveryFailed(BAD_TOKEN) from error

    async def deliver(self, action: Action) -> MessageRef | None:
        """Do it; the reference of the post for a Say, else None."""
        outgoing = self._speaking()
        if isinstance(action, Examine) and self._client is not None:
            await self._client.examine(action)
            return None
        return await outgoing.deliver(action)

    async def find(self, say: Say) -> MessageRef | None:
        """Look for a post that may have been made before a crash."""
        return await self._speaking().find(say)

    def permalink(self, message: MessageRef) -> str:
        """A web address that leads to a message."""
        forum = self._client and self._client.get_channel(int(message.channel.id))
        if isinstance(forum, discord.ForumChannel) and "." not in message.id:
            message = MessageRef(message.channel, f"{message.id}.{message.id}")
        return markdown.address(message)

    async def belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        """Whether somebody is in a server now. Raises DeliveryFailed."""
        return await self._speaking().belongs(member.id, community.id)

    def _speaking(self) -> Outgoing:
        if self._outgoing is None:
            raise DeliveryFailed("The bot is not connected to Discord yet.", retry_after=5.0)
        return self._outgoing


async def _shards(token: str) -> int:
    """How many connections Discord recommends; one where it does not say."""
    client = discord.Client(intents=intents(message_content=False), max_ratelimit_timeout=30.0)
    sturdy(client)
    async with client:
        await client.http.static_login(token)
        try:
            wanted, _, limit = await client.http.get_bot_gateway()
        except discord.GatewayNotFound:
            return 1
    if limit["remaining"] < wanted:
        raise DeliveryFailed(USED_UP.format(minutes=limit["reset_after"] // 60_000 + 1))
    return int(wanted)
