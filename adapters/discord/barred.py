"""Where Discord refused the bot: kept, so that no more is asked for there for a while, and so that
an organiser is told once.

Discord shuts out whoever is refused ten thousand times in ten minutes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from adapters.chat import ChannelRef
from adapters.port import PlatformState

_PREFIX = "barred/"
ONE_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One refusal. `until` is when it is worth asking again, in seconds; 0 when the permissions we
    know of say so at any time.
    """

    channel: str
    names: tuple[str, ...]
    until: float = 0.0
    told: bool = False


class Barred:
    """All the refusals that stand, by place and what was asked for there."""

    def __init__(self, state: PlatformState, now: Callable[[], float] = time.time) -> None:
        """Keep them there."""
        self._state = state
        self._now = now
        self._bars: dict[str, Bar] = {}

    async def load(self) -> None:
        """Read what was kept before the restart."""
        for name, text in await self._state.list(_PREFIX):
            kept = json.loads(text)
            bar = Bar(kept["channel"], tuple(kept["names"]), kept["until"], kept["told"])
            self._bars[name.removeprefix(_PREFIX)] = bar

    def names(self, place: str) -> tuple[str, ...]:
        """What was lacking at the last try, while another is not worth it; else nothing."""
        bar = self._bars.get(place)
        return bar.names if bar is not None and bar.until > self._now() else ()

    async def refused(
        self, place: str, channel: str, names: tuple[str, ...], *, known: bool
    ) -> None:
        """Discord refused it, or would: `known` says that we can see ourselves when that ends."""
        old = self._bars.get(place)
        told = old is not None and old.told and old.names == names
        until = 0.0 if known else self._now() + ONE_DAY
        bar = Bar(channel, names, until, told)
        if old is None or replace(old, until=until) != bar or not known:
            await self._keep(place, bar)

    async def allowed(self, place: str) -> None:
        """It went well."""
        if self._bars.pop(place, None) is not None:
            await self._state.drop(f"{_PREFIX}{place}")

    async def changed(self, channels: set[str]) -> None:
        """The permissions in some channels have changed: it is worth asking again."""
        for place, bar in tuple(self._bars.items()):
            if bar.until and bar.channel in channels:
                await self._keep(place, replace(bar, until=0.0))

    def untold(self, community: str) -> list[Bar]:
        """What nobody of a community has been told yet."""
        here = f"{community}/"
        return [bar for bar in self._bars.values() if not bar.told and bar.channel.startswith(here)]

    async def tell(self, told: Bar) -> None:
        """An organiser has been told."""
        for place, bar in tuple(self._bars.items()):
            if bar.channel == told.channel and bar.names == told.names:
                await self._keep(place, replace(bar, told=True))

    async def _keep(self, place: str, bar: Bar) -> None:
        self._bars[place] = bar
        await self._state.put(f"{_PREFIX}{place}", json.dumps(asdict(bar)))


def place_of(channel: ChannelRef, need: str) -> str:
    """The name of what is asked for somewhere."""
    return f"{channel.id}/{need}"
