"""The bot as people start it: `python -m bot`, a process told everything by its environment.

Nothing of it is imported, wrapped or replaced. What it does is seen from outside: on the platforms,
in its exit status, in what it prints, and in its store, which is only read.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from tests.stories.doors.running import until

ROOT = Path(__file__).resolve().parents[2]
ENDS_WITHIN = 60.0  # seconds; only a bot that hangs is ever waited for so long
LEFT = """
    SELECT state, error FROM outbox WHERE state IN ('waiting', 'sending', 'parked')
    UNION ALL SELECT state, error FROM jobs
    UNION ALL SELECT 'failed', error FROM events WHERE attempts > 0
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command that ran to its end left behind."""

    status: int
    out: str
    err: str

    @property
    def sentences(self) -> list[str]:
        """What it says to whoever started it: not the lines of the log."""
        return [line for line in self.err.splitlines() if not line.startswith(("INFO ", "{"))]


class Bot:
    """One installation: its settings, its store, and the process that serves it when one does."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.store = folder / "challenger.db"
        self.port = free_port()
        self.settings = {"DATABASE": f"sqlite:///{self.store}", "WEB_PORT": str(self.port)}
        # Only written into links, and never looked up.
        self.settings |= {"WEB_ADDRESS": "https://challenger.council.example"} | settings
        self._process: asyncio.subprocess.Process | None = None
        (folder / "log").touch()

    @property
    def address(self) -> str:
        """Where its web pages are, and where Slack's signed posts go."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All it has said so far, in all its lives."""
        return (self.folder / "log").read_text()

    async def start(self) -> None:
        """Start serving; returns at once."""
        with (self.folder / "log").open("ab") as log:
            self._process = await self._begin("run", stdout=log, stderr=log)

    async def stop(self) -> None:
        """Ask it to stop, as a container engine does; it ends well and soon."""
        assert self._process is not None
        assert self._process.returncode is None, f"it ended by itself:\n{self.log}"
        self._process.send_signal(signal.SIGTERM)
        assert await self._gone() == 0, self.log

    async def kill(self) -> None:
        """End it where it stands."""
        assert self._process is not None
        self._process.kill()
        await self._gone()

    async def end(self) -> None:
        """Leave no process behind, whatever became of the test."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def complete(self, command: str) -> Ended:
        """Run one command to its end."""
        process = await self._begin(
            command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), ENDS_WITHIN)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    async def done(self) -> None:
        """Wait until it has nothing left to say or to think about."""

        async def look() -> bool:
            assert self.runs, f"it ended by itself:\n{self.log}"
            return not self.left()

        await until(look, f"the bot to be done: {self.folder / 'log'}")

    def left(self) -> list[tuple[str, ...]]:
        """What it has still to do. Nothing may be given up."""
        rows = self._look(LEFT)
        wrong = [row for row in rows if row[0] in ("parked", "failed")]
        assert not wrong, f"{wrong}\n{self.log}"
        return rows

    def authors(self) -> set[str]:
        """Whose messages it holds."""
        return {row[0] for row in self._look("SELECT author FROM messages")}

    def _look(self, query: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as eye:
            return eye.execute(query).fetchall()

    @property
    def runs(self) -> bool:
        """Whether it is alive."""
        return self._process is not None and self._process.returncode is None

    async def _begin(self, command: str, **where: object) -> asyncio.subprocess.Process:
        told = {f"CHALLENGER_{name}": value for name, value in self.settings.items()}
        # Started in an empty folder, so that nobody's own .env is read.
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            command,
            cwd=self.folder,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)} | told,
            stdin=asyncio.subprocess.DEVNULL,
            **where,  # type: ignore[arg-type]  # files and pipes, which differ by command
        )

    async def _gone(self) -> int:
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), ENDS_WITHIN)


@asynccontextmanager
async def installed(folder: Path, **settings: str) -> AsyncIterator[Bot]:
    """An installation that is not started yet."""
    bot = Bot(folder, **settings)
    try:
        yield bot
    finally:
        await bot.end()


def free_port() -> int:
    """A port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
