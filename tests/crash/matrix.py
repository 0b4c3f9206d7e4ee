"""One afternoon with one death, compared with an afternoon without; and all of them in turn."""

from __future__ import annotations

import asyncio
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.crash.ending import Ending, Seen, differences, ending, plain
from tests.crash.fate import point
from tests.crash.life import Cradle, Life
from tests.crash.people import Persistent
from tests.crash.room import room
from tests.crash.server import server
from tests.crash.workspace import workspace
from tests.stories import afternoon
from tests.stories.afternoon import Door

HALF_HOUR = 1800.0  # a new one may bring quiet hours, or another day


class World(Door, Protocol):
    """A door whose bot dies, and what people see behind it."""

    life: Life

    async def seen(self) -> Seen: ...


Open = Callable[[Cradle, Path, list[str]], AbstractAsyncContextManager[World]]

WORLDS: dict[str, Open] = {
    "web": room,
    "slack": partial(workspace, "socket"),
    "slack-http": partial(workspace, "http"),
    "discord": server,
}

EVERYWHERE = ("web", "slack", "discord")
"""Where every step is tried. Slack over HTTP differs in its transport alone: a sample will do."""


@dataclass(frozen=True, slots=True)
class Told:
    """One afternoon that was told to its end."""

    ending: Ending
    deaths: tuple[str, ...]
    repeated: Counter[str]
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one afternoon with deaths."""

    platform: str
    ends: tuple[str, ...]
    deaths: tuple[str, ...]
    seconds: float
    wrong: str

    @property
    def line(self) -> str:
        verdict = "WRONG" if self.wrong else "same" if self.deaths else "not reached"
        met = "; ".join(self.deaths) or ", ".join(self.ends)
        return f"{verdict:11} {self.platform:10} {self.seconds:4.1f} s  {met}"

    @property
    def command(self) -> str:
        return f"python -m tests.crash {self.platform} {' '.join(self.ends)}"


class Matrix:
    """Tells afternoons on one machine, some of them at a time."""

    def __init__(self, cradle: Cradle) -> None:
        self._cradle = cradle
        self._undisturbed: dict[tuple[str, int], asyncio.Task[Told]] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Matrix]:
        async with Cradle.open() as cradle:
            yield cls(cradle)

    async def points(self, platform: str) -> list[str]:
        """Every point at which an undisturbed afternoon could have been cut."""
        counts = (await self._model(platform)).counts
        return [
            point(kind, number) for kind, most in counts.items() for number in range(1, most + 1)
        ]

    async def cut(self, platform: str, *ends: str) -> Result:
        """Tell an afternoon in which the bot dies at each of some points, one in each life."""
        began, half_hour = time.monotonic(), _half_hour()
        deaths: tuple[str, ...] = ()
        try:
            model = await self._model(platform)
            told = await self._told(platform, list(ends))
            deaths = told.deaths
            if half_hour != _half_hour():
                return await self.cut(platform, *ends)
            wrong = differences(model.ending, told.ending, told.repeated, len(deaths))
        except Exception as error:  # whatever stopped it, the others go on
            wrong = "".join(traceback.format_exception(error))
        return Result(platform, ends, deaths, time.monotonic() - began, wrong)

    async def _model(self, platform: str) -> Told:
        key = (platform, _half_hour())
        if key not in self._undisturbed:
            self._undisturbed[key] = asyncio.create_task(self._told(platform, []))
        try:
            return await self._undisturbed[key]
        except Exception:
            self._undisturbed.pop(key, None)  # the next one tries again
            raise

    async def _told(self, platform: str, ends: list[str]) -> Told:
        with tempfile.TemporaryDirectory(prefix="challenger-crash-") as name:
            folder = Path(name)
            async with WORLDS[platform](self._cradle, folder, ends) as world:
                life = world.life
                try:
                    await afternoon.tell(Persistent(world, life))
                except Exception as error:
                    error.add_note(f"{life.act}: {life.said!r}; deaths so far: {life.deaths}")
                    raise
                seen = await world.seen()
            return Told(
                ending(seen, life.store),
                tuple(life.deaths),
                Counter(
                    f"{person} was told: {plain(line)}"
                    for person, said in life.repeated
                    for line in said.splitlines()
                ),
                Counter(life.counts),
            )


def _half_hour() -> int:
    return int(time.time() / HALF_HOUR)
