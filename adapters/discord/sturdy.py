"""Where discord.py is stricter with Discord than it need be: what it cannot read is left out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
from discord.http import Route

from adapters.proxy import proxy_for

log = logging.getLogger(__name__)

Parse = Callable[[Any], None]

NEEDED = "READY"  # without it there is no connection to keep


def sturdy(client: discord.Client) -> None:
    """Teach a client, before it connects, to go on where discord.py would end.

    It lets an event without an expected field end the connection for good, and with it the bot, and
    takes JSON for text when its media type names a charset. It has no public place for either. And
    it takes no notice of a proxy that the machine has.
    """
    discord.http.json_or_text = _read
    client.http.proxy = proxy_for(Route.BASE)
    parsers = client._connection.parsers
    for kind, parse in parsers.items():
        if kind != NEEDED:
            parsers[kind] = _or_left_out(kind, parse)


def _or_left_out(kind: str, parse: Parse) -> Parse:
    def careful(payload: Any) -> None:
        try:
            parse(payload)
        except Exception as error:
            # Never the payload itself: it may hold what somebody wrote.
            log.warning("left out %s, which could not be read: %s", kind, type(error).__name__)

    return careful


async def _read(response: aiohttp.ClientResponse) -> Any:
    text = await response.text(encoding="utf-8")
    if response.content_type == "application/json":
        return json.loads(text)
    return text
