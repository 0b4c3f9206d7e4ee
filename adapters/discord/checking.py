"""Whether Discord lets the bot in, for whoever sets it up."""

from __future__ import annotations

import aiohttp
import discord
from discord.http import Route

from adapters.discord.client import intents
from adapters.discord.platform import BAD_TOKEN, NO_INTENT
from adapters.discord.sturdy import sturdy
from adapters.discord.wire import refusal
from adapters.port import DeliveryFailed

SECONDS = 10.0
MOST_COUNTED = 200


async def check(*, token: str, api_url: str, message_content: bool) -> str:
    """Try the token and say what it opens. Raises DeliveryFailed with the reason."""
    if api_url:
        Route.BASE = api_url.rstrip("/")
    client = discord.Client(
        intents=intents(message_content=message_content), max_ratelimit_timeout=30.0
    )
    sturdy(client)
    try:
        async with client:
            await client.login(token)
            if message_content and not _may_read(client):
                raise DeliveryFailed(NO_INTENT)
            servers = [guild.name async for guild in client.fetch_guilds(limit=MOST_COUNTED)]
    except discord.LoginFailure as error:
        raise DeliveryFailed(BAD_TOKEN) from error
    except discord.HTTPException as error:
        raise refusal(error) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise DeliveryFailed("Discord cannot be reached.", retry_after=SECONDS) from error
    name = client.user.name if client.user else "the bot"
    plural = "s" if len(servers) > 1 else ""
    return (
        f"the bot is {name}, in {f'{len(servers)} server{plural}' if servers else 'no server yet'}."
    )


def _may_read(client: discord.Client) -> bool:
    """Whether the intent is switched on, as the application's own page says."""
    flags = client.application_flags
    return flags.gateway_message_content or flags.gateway_message_content_limited
