"""Calls in a channel, made only where Discord would not refuse them: what is known to be missing is
said without asking, and what was refused is not asked for again until something changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord

from adapters.chat import ChannelRef
from adapters.discord import permissions
from adapters.discord.barred import Barred, place_of
from adapters.discord.permissions import Need
from adapters.discord.wire import FORBIDDEN, MISSING_PERMISSIONS, Refused, Wire


class Permitted:
    """The calls of one client that stand under a channel's permissions."""

    def __init__(self, client: discord.Client, wire: Wire, barred: Barred) -> None:
        """Call over this wire; remember refusals there."""
        self._client = client
        self._wire = wire
        self._barred = barred

    async def call(
        self,
        channel: ChannelRef,
        need: Need,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        **names: int | str,
    ) -> Any:
        """Make one call for `need` in `channel`. Raises a Refused that names what is missing."""
        place = self._client.get_channel(int(channel.id))
        await self.check(channel, need)
        try:
            found = await self._wire.call(method, path, body, params=params, **names)
        except Refused as refused:
            if refused.status != 403 or refused.code not in FORBIDDEN:
                raise
            needed = permissions.needed(place, need)
            key = place_of(channel, need)
            await self._barred.refused(key, str(channel), needed, known=False)
            raise _unexplained(place, needed) from refused
        await self._barred.allowed(place_of(channel, need))
        return found

    async def check(self, channel: ChannelRef, need: Need) -> None:
        """Raise the Refused that Discord would answer with, as far as that can be known."""
        place = self._client.get_channel(int(channel.id))
        if lacks := permissions.lacking(place, need):
            # Whoever mends one thing would come upon the next, so all of it is named.
            more = permissions.lacking(place, Need.READ)
            lacks += tuple(each for each in more if each not in lacks)
            await self._barred.refused(place_of(channel, need), str(channel), lacks, known=True)
            raise _refusal(place, lacks)
        if lacked := self._barred.names(place_of(channel, need)):
            raise _unexplained(place, lacked)

    async def may(self, channel: ChannelRef, need: Need) -> bool:
        """Whether it is worth asking, where something else can be done instead."""
        place = self._client.get_channel(int(channel.id))
        barred = self._barred.names(place_of(channel, need))
        return not permissions.lacking(place, need) and not barred


def _refusal(place: object, lacks: tuple[str, ...]) -> Refused:
    noun = "permission" if len(lacks) == 1 else "permissions"
    reason = f"The bot lacks the {noun} {permissions.listed(lacks)} in {_named(place)} on Discord."
    return Refused(reason, MISSING_PERMISSIONS, 403, None)


def _unexplained(place: object, needed: tuple[str, ...]) -> Refused:
    reason = (
        f"Discord does not let the bot do this in {_named(place)}:"
        f" check that it has {permissions.listed(needed)} there."
    )
    return Refused(reason, MISSING_PERMISSIONS, 403, None)


def _named(place: object) -> str:
    name = getattr(place, "name", "")
    return f"#{name}" if name else "that channel"
