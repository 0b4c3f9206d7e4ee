"""How far each server has been heard, so that what was written while the bot was away can be read
back.

Discord's numbers grow with time, so one number per server is enough for all its channels and
threads. It is kept in the PlatformState, now and then: what is heard twice is acted on once, by its
key.
"""

from __future__ import annotations

import time

from adapters.port import PlatformState

_PREFIX = "heard/"
_EVERY_MESSAGES = 50
_EVERY_SECONDS = 5.0


class LastHeard:
    """The number up to which every message of a server has been heard and committed."""

    def __init__(self, state: PlatformState) -> None:
        """Keep the numbers there."""
        self._state = state
        self._highest: dict[int, int] = {}
        self._open: dict[int, set[int]] = {}
        self._kept: dict[int, int] = {}
        self._since_kept = 0
        self._kept_at = time.monotonic()

    async def load(self) -> None:
        """Read what was kept before the restart."""
        for name, text in await self._state.list(_PREFIX):
            guild = int(name.removeprefix(_PREFIX))
            self._highest[guild] = self._kept[guild] = int(text)

    def upto(self, guild: int) -> int | None:
        """How far this server has been heard; None for a server never heard before."""
        if guild not in self._highest:
            return None
        return min(
            (message - 1 for message in self._open.get(guild, ())), default=self._highest[guild]
        )

    def hold_all(self) -> None:
        """Let no number grow until `release`: a gap may lie before what is heard next."""
        for guild in self._highest:
            if (number := self.upto(guild)) is not None:
                self._open.setdefault(guild, set()).add(number + 1)

    def release(self, guild: int, held: int | None) -> None:
        """The gap after this number has been read."""
        if held is not None:
            self._open.get(guild, set()).discard(held + 1)

    def starts(self, guild: int, message: int) -> None:
        """A message is being heard."""
        self._open.setdefault(guild, set()).add(message)

    async def ends(self, guild: int, message: int) -> None:
        """A message has been heard and committed."""
        self._open.get(guild, set()).discard(message)
        self._highest[guild] = max(message, self._highest.get(guild, 0))
        self._since_kept += 1
        late = time.monotonic() - self._kept_at > _EVERY_SECONDS
        if late or self._since_kept >= _EVERY_MESSAGES:
            await self.keep()

    async def begin(self, guild: int, newest: int) -> None:
        """A server is heard for the first time: from here on, not what was written before."""
        self._highest[guild] = newest
        await self.keep()

    async def keep(self) -> None:
        """Write down what has changed."""
        self._since_kept, self._kept_at = 0, time.monotonic()
        for guild in tuple(self._highest):
            number = self.upto(guild)
            if number is not None and self._kept.get(guild) != number:
                await self._state.put(f"{_PREFIX}{guild}", str(number))
                self._kept[guild] = number

    async def forget(self, guild: int) -> None:
        """The bot has left a server."""
        self._highest.pop(guild, None)
        self._open.pop(guild, None)
        self._kept.pop(guild, None)
        await self._state.drop(f"{_PREFIX}{guild}")
