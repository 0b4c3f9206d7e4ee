"""Whether Slack lets the bot in, for whoever sets it up."""

from __future__ import annotations

from typing import Literal

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import call
from adapters.slack.payload import listed, word

TIMEOUT = 10
MOST_COUNTED = 200


async def check(
    *, bot_token: str, app_token: str, mode: Literal["socket", "http"], api_url: str
) -> str:
    """Try the tokens and say what they open. Raises DeliveryFailed with the reason."""
    client = AsyncWebClient(token=bot_token, base_url=api_url, timeout=TIMEOUT, retry_handlers=[])
    me = await call(client.auth_test())
    if mode == "socket":
        await call(client.apps_connections_open(app_token=app_token))
    channels = await call(client.users_conversations(types="public_channel", limit=MOST_COUNTED))
    number = len(listed(channels, "channels"))
    count = "no public channel yet" if not number else f"{number} public channel"
    plural = "s" if number > 1 else ""
    return f"the bot is {word(me, 'user')} in {word(me, 'team')}, and in {count}{plural}."
