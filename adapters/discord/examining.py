"""What Discord lets the bot do: the intent, the permissions a channel, whether the commands people
see are ours, and the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord

from adapters.chat import ChannelRef
from adapters.discord import permissions
from adapters.discord.permissions import Need
from adapters.events import Finding
from adapters.skew import skew

INTENT = "Message Content Intent"
COMMANDS_PATH = "/applications/{application_id}/commands"
_SENT = (
    "type",
    "name",
    "description",
    "required",
    "autocomplete",
    "contexts",
    "integration_types",
    "value",
)


class Skew:
    """How far the machine's clock is from Discord's, by the last answer that said when it was."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.seconds: float | None = None

    def trace(self) -> aiohttp.TraceConfig:
        """What looks at each answer on its way in."""
        traced = aiohttp.TraceConfig()
        traced.on_request_end.append(self._answered)
        return traced

    async def _answered(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        found = skew(ended.response.headers.get("Date", ""))
        self.seconds = self.seconds if found is None else found


def may_read(flags: discord.ApplicationFlags) -> bool:
    """Whether the intent is switched on, as the application's own page says."""
    return flags.gateway_message_content or flags.gateway_message_content_limited


def intent(client: discord.Client, *, wanted: bool) -> Finding:
    """Whether the bot is told what is written: it may be, and it asks to be."""
    reads = wanted and may_read(client.application_flags)
    return Finding("intents", reads, names=() if reads else (INTENT,))


def allowed(ref: ChannelRef, channel: object, me: discord.Member | None = None) -> Finding:
    """What is lacking in one channel for all the bot does. A channel it does not know it cannot
    see.
    """
    lacks = permissions.lacking(channel, Need.ALL, me)
    if channel is None:
        lacks = (permissions.NAMES[permissions.VIEW],)
    return Finding("permissions", not lacks, ref, lacks)


async def registered(client: discord.Client, tree: list[dict[str, Any]]) -> Finding:
    """Whether the commands Discord shows are the ones we have."""
    application = client.application_id or 0
    shown = await client.http.request(
        discord.http.Route("GET", COMMANDS_PATH, application_id=application)
    )
    same = _by_name(map(_as_sent, shown)) == _by_name(map(_as_sent, tree))
    return Finding("commands", same)


def _by_name(tree: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(tree, key=lambda each: (each["type"], each["name"]))


def _as_sent(part: Mapping[str, Any]) -> dict[str, Any]:
    """What we say of a command, without what Discord adds and without what is left at its usual."""
    kept = {name: part[name] for name in _SENT if part.get(name)}
    for name in ("options", "choices"):
        if inside := part.get(name):
            kept[name] = [_as_sent(each) for each in inside]
    return kept
