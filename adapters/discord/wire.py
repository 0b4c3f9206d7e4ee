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

from adapters.discord.components import without_pictures
from adapters.port import DeliveryFailed

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK = 10003, 10008, 10015
UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
UNKNOWN_INTERACTION, ALREADY_ANSWERED, INVALID_TOKEN = 10062, 40060, 50027
MISSING_ACCESS, MISSING_PERMISSIONS, NO_DIRECT_MESSAGES = 50001, 50013, 50007
FORBIDDEN = (0, MISSING_ACCESS, MISSING_PERMISSIONS)  # of a place, not of one message or member
ARCHIVED, HAS_THREAD, LOCKED, TOO_MANY_THREADS = 50083, 160004, 160005, 160006
TAG_REQUIRED = 40067
MAY_BE_A_PICTURE = (400, 403)  # statuses: one that cannot be fetched, or may not be embedded here
_SOON = 5.0
_LATER = 60.0

_TOO_OLD = "The press is over 15 minutes old, and Discord takes no more answers to it."
REASONS = {
    UNKNOWN_CHANNEL: "The channel is gone from Discord.",
    UNKNOWN_MESSAGE: "The post is gone from Discord.",
    UNKNOWN_WEBHOOK: _TOO_OLD,
    INVALID_TOKEN: _TOO_OLD,
    UNKNOWN_INTERACTION: "Discord did not wait for the answer.",
    ALREADY_ANSWERED: "Discord had an answer to this already.",
    MISSING_ACCESS: "The bot lacks the permission View Channel for that channel on Discord.",
    NO_DIRECT_MESSAGES: "This member does not take direct messages from the bot on Discord.",
    MISSING_PERMISSIONS: "The bot lacks a permission on Discord for this.",
    50035: "Discord refused the post because part of it has the wrong shape.",
    ARCHIVED: "The thread is closed on Discord.",
    LOCKED: "The thread is locked on Discord: a moderator of the server can unlock it.",
    TOO_MANY_THREADS: "The server has as many open threads as Discord allows: close some.",
    TAG_REQUIRED: (
        "This forum wants a tag on every post, and the bot chooses none: in the settings of the"
        " forum, switch off that people must select tags."
    ),
}
_TOO_FAST = (40003, 20016, 20028)


class Refused(DeliveryFailed):
    """Discord said no, and said so with a number."""

    def __init__(self, reason: str, code: int, status: int, retry_after: float | None) -> None:
        """Keep the number too, for the few cases where it means something else."""
        super().__init__(reason, retry_after=retry_after, maybe_sent=status >= 500)
        self.code = code
        self.status = status

    def saying(self, reason: str) -> Refused:
        """The same refusal in words that fit what was asked for."""
        return Refused(reason, self.code, self.status, self.retry_after)


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
        towards. What is refused with a picture in it is sent once more without.
        """
        try:
            return await self._called(method, path, body, params, names)
        except Refused as refused:
            bare = without_pictures(dict(body or {}))
            if bare is None or refused.status not in MAY_BE_A_PICTURE:
                raise
        return await self._called(method, path, bare, params, names)

    async def _called(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        params: Mapping[str, Any] | None,
        names: Mapping[str, int | str],
    ) -> Any:
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
