"""One call to Discord's REST interface, through discord.py's own client and its rate limits.

What goes wrong comes out as DeliveryFailed with a sentence for whoever runs the bot; no error of
the library passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import discord
from discord.http import Route

from adapters.port import DeliveryFailed

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK = 10003, 10008, 10015
UNKNOWN_INTERACTION, INVALID_TOKEN = 10062, 50027
HAS_THREAD = 160004
_SOON = 5.0
_LATER = 60.0

_TOO_OLD = "The press is over 15 minutes old, and Discord takes no more answers to it."
REASONS = {
    UNKNOWN_CHANNEL: "The channel is gone from Discord.",
    UNKNOWN_MESSAGE: "The post is gone from Discord.",
    UNKNOWN_WEBHOOK: _TOO_OLD,
    INVALID_TOKEN: _TOO_OLD,
    UNKNOWN_INTERACTION: "Discord did not wait for the answer.",
    50001: "The bot lacks the permission View Channel for that channel on Discord.",
    50007: "This member does not take direct messages from the bot on Discord.",
    50013: "The bot lacks a permission on Discord for this.",
    50035: "Discord refused the post because part of it has the wrong shape.",
    50083: "The thread is closed on Discord.",
    160005: "The thread is locked on Discord.",
}
_TOO_FAST = (40003, 20016, 20028)


class Refused(DeliveryFailed):
    """Discord said no, and said so with a number."""

    def __init__(self, reason: str, code: int, status: int, retry_after: float | None) -> None:
        """Keep the number too, for the few cases where it means something else."""
        super().__init__(reason, retry_after=retry_after, maybe_sent=status >= 500)
        self.code = code
        self.status = status


class Wire:
    """Calls on behalf of one client."""

    def __init__(self, client: discord.Client) -> None:
        """Call through this client once it has logged in."""
        self._client = client

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        **names: int | str,
    ) -> Any:
        """Make one call. The names fill the path, and tell discord.py whose rate limit it counts
        towards.
        """
        if self._client.application_id is None:
            raise DeliveryFailed("The bot is not connected to Discord yet.", retry_after=_SOON)
        options: dict[str, Any] = {}
        if body is not None:
            options["json"] = dict(body)
        if params is not None:
            options["params"] = dict(params)
        try:
            return await self._client.http.request(
                Route(method, path, metadata=None, **names), **options
            )
        except discord.RateLimited as error:
            raise DeliveryFailed(
                "Discord asks for a pause.", retry_after=error.retry_after
            ) from error
        except discord.HTTPException as error:
            raise refusal(error) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            unheard = isinstance(error, aiohttp.ClientConnectorError)
            raise DeliveryFailed(
                "Discord cannot be reached.", retry_after=_SOON, maybe_sent=not unheard
            ) from error


def refusal(error: discord.HTTPException) -> Refused:
    """What an error of the library says, and whether it is worth trying again."""
    if error.status == 429 or error.code in _TOO_FAST:
        return Refused("Discord asks for a pause.", error.code, error.status, _LATER)
    if error.status >= 500:
        return Refused("Discord has trouble of its own.", error.code, error.status, _SOON)
    reason = (
        REASONS.get(error.code) or f"Discord refused it with {error.status}, code {error.code}."
    )
    return Refused(reason, error.code, error.status, None)
