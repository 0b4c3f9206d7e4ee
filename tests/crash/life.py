"""One bot over all its lives: a process of its own that is started again whenever it dies."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
LOOK_EVERY = 0.01
LOG_LINES = 30

LEFT = """
    SELECT state, error FROM outbox WHERE state IN ('waiting', 'sending', 'parked')
    UNION ALL SELECT state, error FROM jobs
    UNION ALL SELECT 'failed', error FROM events WHERE attempts > 0
"""


Report = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Broken(AssertionError):
    """The bot did what no death explains."""


class Cradle:
    """The warm process that bears the bots: each starts in milliseconds."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Cradle]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.bot",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # a Ctrl+C is for us, and we end it
        )
        assert process.stdin is not None
        try:
            yield cls(process)
        finally:
            process.stdin.close()
            await process.wait()

    async def bear(self, wish: Mapping[str, str]) -> int:
        """Start one bot; its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps(wish).encode() + b"\n")
            return int(await self._process.stdout.readline())


class Life:
    """A bot that dies at the given points, one in each life, and then lives on."""

    def __init__(
        self,
        cradle: Cradle,
        folder: Path,
        settings: Mapping[str, str],
        ends: list[str],
        on_death: Callable[[], None] = lambda: None,
    ) -> None:
        self.store = folder / "store.db"
        self.address = ""
        self.deaths: list[str] = []  # where it died, and during which act
        self.counts: dict[str, int] = {}
        self.act = "the start"
        self.said = ""
        self.repeated: list[tuple[str, str]] = []  # who asked once more, and the answer
        self._cradle = cradle
        self._folder = folder
        self._ends = ends
        self._on_death = on_death
        self._settings = {
            "DATABASE": f"sqlite:///{self.store}",
            "SEED": "seed" * 8,
            "READERS": "words",
            **settings,
        }
        self._hearing = asyncio.Event()
        self._reports: asyncio.Queue[Report] = asyncio.Queue()
        self._stopping = False
        self._pid = 0
        self._eye: sqlite3.Connection | None = None
        self._living: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def lived(self) -> AsyncIterator[Life]:
        """Live for as long as the block lasts, and end well."""
        lines = (f"CHALLENGER_{name}={value}\n" for name, value in self._settings.items())
        (self._folder / "settings").write_text("".join(lines))
        reports = await asyncio.start_unix_server(self._reported, self._folder / "report")
        self._living = asyncio.create_task(self._live())
        try:
            await self.serving()
            yield self
        finally:
            await self._stop()
            reports.close()

    async def serving(self) -> str:
        """Wait until the bot hears; where its pages are."""
        hearing = asyncio.create_task(self._hearing.wait())
        assert self._living is not None
        await asyncio.wait(
            {hearing, self._living}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
        if not hearing.done():
            hearing.cancel()
            if self._living.done():
                self._living.result()
            raise Broken(f"the bot never came up\n{self._log()}")
        return self.address

    async def done(self) -> None:
        """Wait until the bot lives and has nothing left to do."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            await self.serving()
            left = self._left()
            if left == [] and self._hearing.is_set():
                return
            for row in left or ():
                if row["state"] in ("parked", "failed"):
                    raise Broken(f"{row['state']}: {row['error']}\n{self._log()}")
            if asyncio.get_running_loop().time() > deadline:
                raise Broken(f"never done: {[dict(row) for row in left or ()]}\n{self._log()}")
            await asyncio.sleep(LOOK_EVERY)

    def heard(self, key: str) -> bool:
        """Whether an event with this in its key has been heard."""
        if not self._hearing.is_set():
            return False
        found = self._look().execute(
            "SELECT 1 FROM events WHERE heard_at IS NOT NULL AND instr(key, ?)", (key,)
        )
        return found.fetchone() is not None

    def kill(self) -> None:
        """End this life now, from outside."""
        self._hearing.clear()
        os.kill(self._pid, signal.SIGKILL)

    def _left(self) -> list[sqlite3.Row] | None:
        """What the bot has still to do. Looked at beside the bot, and let go when it dies."""
        if not self._hearing.is_set():
            return None
        return self._look().execute(LEFT).fetchall()

    def _look(self) -> sqlite3.Connection:
        if self._eye is None:
            self._eye = look_into(self.store)
        return self._eye

    async def _live(self) -> None:
        while True:
            end = self._ends.pop(0) if self._ends else ""
            said = await self._one_life(end)
            self._hearing.clear()
            if self._eye is not None:
                self._eye.close()
                self._eye = None
            if self._stopping:
                return
            if f"dying {end}" not in said and not end.startswith("answer"):
                raise Broken(f"the bot died by itself during {self.act}\n{self._log()}")
            self.deaths.append(f"{end} during {self.act}")
            self._on_death()

    async def _one_life(self, end: str) -> list[str]:
        said: list[str] = []
        wish = {
            "settings": str(self._folder / "settings"),
            "log": str(self._folder / "log"),
            "report": str(self._folder / "report"),
            "end": end,
        }
        self._pid = await self._cradle.bear(wish)
        gone = asyncio.Event()
        try:
            watch = os.pidfd_open(self._pid)
        except ProcessLookupError:
            watch = -1
            gone.set()
        loop = asyncio.get_running_loop()
        if watch >= 0:
            loop.add_reader(watch, gone.set)
        ended: list[asyncio.StreamWriter] = []
        try:
            report, writer = await asyncio.wait_for(self._reports.get(), PATIENCE)
            ended.append(writer)
            while line := (await report.readline()).decode().rstrip("\n"):
                said.append(line)
                kind, _, rest = line.partition(" ")
                if kind == "hearing":
                    self.address = rest
                    self._hearing.set()
                elif kind == "counts":
                    self.counts = json.loads(rest)
            # Its files are closed, and its lock with them, when the process is gone altogether.
            await asyncio.wait_for(gone.wait(), PATIENCE)
        finally:
            if watch >= 0:
                loop.remove_reader(watch)
                os.close(watch)
            if not gone.is_set():
                self.kill()
            for each in ended:
                each.close()
        return said

    async def _reported(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reports.put_nowait((reader, writer))

    async def _stop(self) -> None:
        assert self._living is not None
        self._stopping = True
        if not self._living.done() and self._hearing.is_set():
            with suppress(ProcessLookupError):  # it died at its very last step
                os.kill(self._pid, signal.SIGTERM)
            await asyncio.wait({self._living}, timeout=PATIENCE)
        self._living.cancel()
        await asyncio.gather(self._living, return_exceptions=True)

    def _log(self) -> str:
        log = self._folder / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        return "\n".join(lines[-LOG_LINES:])


def look_into(store: Path) -> sqlite3.Connection:
    """The store, to look at only."""
    eye = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    eye.row_factory = sqlite3.Row
    return eye


def tables(store: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with closing(look_into(store)) as eye:
        names = eye.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return {
            name: [dict(row) for row in eye.execute(f"SELECT * FROM {name}")]
            for (name,) in names.fetchall()
            if not name.startswith("sqlite_")
        }
