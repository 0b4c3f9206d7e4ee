"""Whether Discord lets the bot in, and what it lets it do, for whoever sets it up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import discord
from discord.http import Route

from adapters.chat import ChannelRef
from adapters.commands import Vocabulary
from adapters.discord import commands, examining
from adapters.discord.client import intents
from adapters.discord.platform import BAD_TOKEN, NO_INTENT
from adapters.discord.sturdy import sturdy
from adapters.discord.wire import refusal
from adapters.events import Finding
from adapters.port import DeliveryFailed
from adapters.skew import clock

SECONDS = 10.0
MOST_COUNTED = 200


async def check(*, token: str, api_url: str, message_content: bool) -> str:
    """Try the token and say what it opens. Raises DeliveryFailed with the reason."""
    async with _known(token, api_url, message_content, examining.Skew()) as client:
        if message_content and not examining.intent(client, wanted=True).well:
            raise DeliveryFailed(NO_INTENT)
        servers = [guild.name async for guild in client.fetch_guilds(limit=MOST_COUNTED)]
        name = client.user.name if client.user else "the bot"
    plural = "s" if len(servers) > 1 else ""
    return (
        f"the bot is {name}, in {f'{len(servers)} server{plural}' if servers else 'no server yet'}."
    )


async def findings(
    *,
    token: str,
    api_url: str,
    message_content: bool,
    vocabulary: Vocabulary,
    channels: Sequence[ChannelRef],
) -> tuple[Finding, ...]:
    """All that a running bot would find of itself, without one: for the command line."""
    skew = examining.Skew()
    try:
        async with _known(token, api_url, message_content, skew) as client:
            found = [Finding("token", True), examining.intent(client, wanted=message_content)]
            for guild in sorted({ref.community.id for ref in channels}):
                here = [ref for ref in channels if ref.community.id == guild]
                found += await _allowed(client, int(guild), here)
            found.append(await examining.registered(client, commands.tree(vocabulary)))
            return (*found, *clock(skew.seconds))
    except DeliveryFailed as failure:
        if failure.reason != BAD_TOKEN:
            raise
        return (Finding("token", False), *clock(skew.seconds))


async def _allowed(
    client: discord.Client, guild_id: int, refs: Sequence[ChannelRef]
) -> list[Finding]:
    try:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
        known = {str(each.id): each for each in await guild.fetch_channels()}
    except (discord.Forbidden, discord.NotFound):
        return [examining.allowed(ref, None) for ref in refs]
    return [examining.allowed(ref, known.get(ref.id), me) for ref in refs]


@asynccontextmanager
async def _known(
    token: str, api_url: str, message_content: bool, skew: examining.Skew
) -> AsyncIterator[discord.Client]:
    """A client that has logged in and listens to nothing. Raises DeliveryFailed."""
    if api_url:
        Route.BASE = api_url.rstrip("/")
    client = discord.Client(
        intents=intents(message_content=message_content),
        max_ratelimit_timeout=30.0,
        http_trace=skew.trace(),
    )
    sturdy(client)
    try:
        async with client:
            await client.login(token)
            yield client
    except discord.LoginFailure as error:
        raise DeliveryFailed(BAD_TOKEN) from error
    except discord.HTTPException as error:
        raise refusal(error) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise DeliveryFailed("Discord cannot be reached.", retry_after=SECONDS) from error
