"""A crowd in the browser room: the real bot in a process of its own, and members at its HTTP door.

Every member has a page open, as in a browser: a session with a cookie, and a stream that tells
what happens. What is timed is a whole request over loopback: the server took no longer than that.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

PATIENCE = 120.0  # seconds until the bot is taken to have stopped answering
MODERATOR = "ann"
_BUTTON = re.compile(r'data-press="([^"]+)"')


class Times:
    """How long each kind of request took, in milliseconds."""

    def __init__(self) -> None:
        """Begin with nothing timed."""
        self.took: dict[str, list[float]] = defaultdict(list)

    def table(self) -> str:
        """A line for each kind: how many, how long half of them, 95 of 100 and the slowest took."""
        width = max(len(kind) for kind in self.took)
        lines = [f"  {'':{width}}  number    half     p95     max   ms"]
        for kind, took in self.took.items():
            lines.append(
                f"  {kind:{width}}  {len(took):6}  {at(took, 0.5):6.0f}  {at(took, 0.95):6.0f}"
                f"  {max(took):6.0f}"
            )
        return "\n".join(lines)

    def slow(self, most: float) -> list[str]:
        """The kinds of which more than 5 in 100 took longer than this."""
        return [kind for kind, took in self.took.items() if at(took, 0.95) > most]


def at(took: Sequence[float], share: float) -> float:
    """The time that this share of them did not go beyond."""
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(frozen=True, slots=True)
class House:
    """The bot at work: where its room is, and its database."""

    address: str
    database: Path
    pid: int

    def waiting(self) -> int:
        """How many letters and jobs wait."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            (number,) = connection.execute(
                "SELECT (SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending'))"
                " + (SELECT COUNT(*) FROM jobs)"
            ).fetchone()
        connection.close()
        return int(number)

    async def until_idle(self) -> None:
        """Wait until all is said and done."""
        deadline = time.monotonic() + PATIENCE
        while await asyncio.to_thread(self.waiting):
            if time.monotonic() > deadline:
                raise RuntimeError("the bot is not done")
            await asyncio.sleep(0.05)

    @property
    def worked(self) -> float:
        """For how many seconds the bot has had a processor."""
        after = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        user, system = after.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> int:
        """The most memory the bot has held, in megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) // 1024 if found else 0


@asynccontextmanager
async def a_house() -> AsyncIterator[House]:
    """The real bot as an operator starts it: its room on loopback, a database of its own."""
    with TemporaryDirectory(prefix="large-rounds-") as place:
        database = Path(place) / "challenger.db"
        settings = {
            "CHALLENGER_DATABASE": f"sqlite:///{database}",
            "CHALLENGER_WEB_PORT": "0",
            "CHALLENGER_ROOM": "true",
            "CHALLENGER_LOG_LEVEL": "WARNING",
        }
        clean = {k: v for k, v in os.environ.items() if not k.startswith("CHALLENGER_")}
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env=clean | settings,
            stdout=asyncio.subprocess.PIPE,
        )
        assert bot.stdout is not None
        try:
            address = ""
            async with asyncio.timeout(PATIENCE):
                while not address:
                    line = (await bot.stdout.readline()).decode()
                    if not line:
                        raise RuntimeError("the bot did not start")
                    found = re.search(r"open at (http\S+)", line)
                    address = found[1] if found else ""
            house = House(address, database, bot.pid)
            await house.until_idle()
            yield house
        finally:
            with suppress(ProcessLookupError):
                bot.terminate()
            await bot.wait()


@dataclass(slots=True)
class Member:
    """One person with a page open. `heard` is when each kind of notice came last."""

    name: str
    client: aiohttp.ClientSession
    address: str
    times: Times
    heard: dict[str, float] = field(default_factory=dict)
    notices: int = 0
    stream: asyncio.Task[None] | None = None
    asked: int = 0
    """How many acts there were that have a private answer."""
    whispers: int = 0
    whispered: asyncio.Event = field(default_factory=asyncio.Event)

    async def be(self, body: dict[str, str]) -> None:
        """Come in."""
        await self.ask("be", body, "coming in")

    async def room(self) -> dict[str, Any]:
        """All one sees when the page opens."""
        begun = time.perf_counter()
        async with self.client.get(f"{self.address}/api/room") as response:
            raw = await response.read()
        self.times.took["room shown"].append((time.perf_counter() - begun) * 1000)
        everything: dict[str, Any] = json.loads(raw)
        return everything

    async def ask(self, act: str, body: dict[str, Any], kind: str) -> dict[str, Any]:
        """One act, timed. A refusal stops the measuring: it would time the wrong thing."""
        begun = time.perf_counter()
        whole = {"id": secrets.token_hex(8), **body}
        async with self.client.post(f"{self.address}/api/{act}", json=whole) as response:
            raw = await response.read()
        self.times.took[kind].append((time.perf_counter() - begun) * 1000)
        answer: dict[str, Any] = json.loads(raw)
        self.asked += act in ("press", "send", "say")
        if not response.ok:
            raise RuntimeError(f"{act}: {answer}")
        return answer

    async def answered(self, act: str, body: dict[str, Any], kind: str) -> None:
        """One act, and how long its private answer takes to be on the page, after all before it."""
        self.asked = max(self.asked, self.whispers)  # some acts have several answers
        begun = time.perf_counter()
        await self.ask(act, body, kind)
        async with asyncio.timeout(PATIENCE):
            while self.whispers < self.asked:
                self.whispered.clear()
                await self.whispered.wait()
        took = (self.heard["whisper"] - begun) * 1000
        self.times.took[f"{kind}: answer on the page"].append(took)

    async def sees(self, button: str, only: str = "") -> dict[str, str]:
        """How to press the newest button whose name begins like this, as soon as it is there."""
        deadline = time.monotonic() + PATIENCE
        while (found := pressed(await self.room(), button, only)) is None:
            if time.monotonic() > deadline:
                raise RuntimeError(f"there is no button {button}")
            await asyncio.sleep(0.1)
        return found

    async def listen(self) -> None:
        """Open the stream."""
        last = (await self.room())["last"]
        address = f"{self.address}/api/stream?last={last}"
        response = await self.client.get(address, timeout=aiohttp.ClientTimeout(total=None))
        self.stream = asyncio.create_task(self._collect(response))

    async def _collect(self, response: aiohttp.ClientResponse) -> None:
        async with response:
            async for line in response.content:
                if line.startswith(b"event: "):
                    kind = line[7:-1].decode()
                    self.heard[kind] = time.perf_counter()
                    self.notices += 1
                    if kind == "whisper":
                        self.whispers += 1
                        self.whispered.set()

    async def leave(self) -> None:
        """Close the page."""
        if self.stream is not None:
            self.stream.cancel()
            await asyncio.gather(self.stream, return_exceptions=True)
        await self.client.close()


@asynccontextmanager
async def a_crowd(house: House, number: int, times: Times) -> AsyncIterator[list[Member]]:
    """A moderator, and so many members in all, each with a page open."""
    members: list[Member] = []
    try:
        for place in range(number):
            # A loopback address has no domain, which is why the jar is told to keep its cookie.
            jar = aiohttp.CookieJar(unsafe=True)
            connector = aiohttp.TCPConnector(limit=0)
            client = aiohttp.ClientSession(
                cookie_jar=jar,
                connector=connector,
                read_bufsize=2**22,
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
            )
            name = f"Member {place:03}" if place else MODERATOR
            member = Member(name, client, house.address, times)
            members.append(member)
            await member.be({"name": name} if place else {"person": MODERATOR})
        for member in members:
            await member.listen()
        yield members
    finally:
        for member in members:
            await member.leave()


async def all_of(
    members: Iterable[Member], does: Callable[[Member], Awaitable[None]], at_once: int
) -> float:
    """Everybody does something, so many of them at once; how many seconds it took in all."""
    queue = list(members)[::-1]

    async def one_after_the_other() -> None:
        while queue:
            await does(queue.pop())

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(at_once):
            tasks.create_task(one_after_the_other())
    return time.perf_counter() - begun


def pressed(everything: dict[str, Any], button: str, only: str = "") -> dict[str, str] | None:
    """How to press the newest button whose name begins like this: its name and its post.

    Others than the one who looks can press it too where that is `only` in a message.
    """
    shown = [
        (kind, each)
        for kind in ("message", "whisper")
        for each in everything[f"{kind}s"]
        if only in ("", kind)
    ]
    shown.sort(key=lambda pair: int(pair[1]["number"]))
    for kind, each in reversed(shown):
        for name in _BUTTON.findall(each["html"]):
            if name.startswith(button):
                return {"button": name, kind: each["id"]}
    return None
