"""The worker: slow thinking in a niced process of its own, so that hearing never waits for it.

It reads a snapshot of the store, thinks, and returns a value; it writes nothing. One line of JSON
in, one out. The first line in says where the store is: a command line could be read by others.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TextIO
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from adapters.errands import Writer
from adapters.fetching import Visitor
from bot import gathering, readers, visiting
from bot.logs import fault, log_to_stderr
from bot.nearby import Nearby
from bot.store.database import Database, open_database
from bot.store.digests import write_edition
from bot.store.jobs import JobRow
from bot.store.settings import CommunitySettingsTable
from bot.writers import OnFirstUse
from challenges import reading
from challenges.digest import compile
from config.community import community_settings

NICENESS = 10
LONGEST_JOB = 10 * 60.0  # seconds; then the process is ended and the job tried again later
LONGEST_GOODBYE = 3.0
LONGEST_LINE = 64 * 1024 * 1024


class WorkerFailed(Exception):
    """The worker could not do a job. The text says why, without anybody's words."""


async def think(
    database: Database,
    kind: str,
    community: str,
    payload: dict[str, Any],
    visitor: Visitor = Visitor(),  # noqa: B008, it never changes
    *,
    words_only: bool = False,
    writer: Writer | None = None,
) -> dict[str, Any]:
    """Do one job's thinking; `writer` is the operator's language model, where there is one."""
    if kind == "feed":
        return await visiting.read(payload, visitor)
    if kind == "exchange":
        return await visiting.library(payload, visitor)
    match kind:
        case "digest":
            return await _digest(database, community, payload)
        case "suggest":
            from bot import suggesting  # of all this, only where there is a model

            return await suggesting.ask(database, community, payload, writer)
        case "contrast" | "briefing":
            async with database.reading() as connection:
                return await _nearby(database, words_only).find(connection, community, payload)
        case "vectors":
            async with database.reading() as connection:
                return await _nearby(database, words_only).read(connection, community)
    raise ValueError(f"no job is called {kind!r}")


_SEARCHED: WeakKeyDictionary[Database, Nearby] = WeakKeyDictionary()


def _nearby(database: Database, words_only: bool) -> Nearby:
    """The views of a store in memory, for the best readers there are now."""
    best = readers.best(words_only)
    found = _SEARCHED.get(database)
    if found is None or found.embedder is not best.embedder:
        found = Nearby(best.embedder, best.scorer if best.trained else None)
        _SEARCHED[database] = found
    return found


async def _digest(database: Database, community: str, payload: dict[str, Any]) -> dict[str, Any]:
    since = datetime.fromisoformat(payload["since"])
    until = datetime.fromisoformat(payload["until"])
    async with database.reading() as connection:
        settings = community_settings(await CommunitySettingsTable(connection, community).get())
        week = await gathering.week(connection, community, since, until)
    edition = compile(week, ZoneInfo(settings.zone))
    return {"edition": None if edition is None else write_edition(edition)}


class Worker:
    """Runs jobs in a niced process, started when first needed and again when it has gone."""

    def __init__(
        self,
        database_url: str,
        log_level: str = "INFO",
        longest: float = LONGEST_JOB,
        goodbye: float = LONGEST_GOODBYE,
        *,
        loopback: bool = False,
        words_only: bool = False,
        model: Mapping[str, str] | None = None,
    ) -> None:
        """Read from the store at `database_url`.

        `loopback` allows feeds on this computer, for tests; `words_only` reads views by word lists;
        `model` is where a language model answers.
        """
        self._opening = {
            "database": database_url,
            "log_level": log_level,
            "loopback": loopback,
            "words_only": words_only,
            "model": model,
        }
        self._longest = longest
        self._goodbye = goodbye
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def perform(self, job: JobRow) -> dict[str, Any]:
        """Do one job. Raises WorkerFailed when it cannot be done."""
        request = {"kind": job.kind, "community": job.community, "payload": dict(job.payload)}
        async with self._turn:
            try:
                async with asyncio.timeout(self._longest):
                    answer = await self._ask(request)
            except BaseException as error:
                # Its next answer would be taken for that to the next question.
                await self._end()
                if isinstance(error, OSError | TimeoutError | ValueError):
                    raise WorkerFailed(f"the worker stopped ({type(error).__name__})") from error
                raise
        if "error" in answer:
            raise WorkerFailed(answer["error"])
        return answer

    async def stop(self) -> None:
        """End the process: at once when it is idle, else soon."""
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
            try:
                async with asyncio.timeout(self._goodbye):
                    await self._child.wait()
            except TimeoutError:
                pass
        await self._end()

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        child = await self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(request).encode() + b"\n")
        await child.stdin.drain()
        line = await child.stdout.readline()
        if not line:
            raise BrokenPipeError
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def _running(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_LINE,
                start_new_session=True,  # a Ctrl+C is for the bot, which then ends it
            )
            assert self._child.stdin is not None
            self._child.stdin.write(json.dumps(self._opening).encode() + b"\n")
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            child.kill()
        await child.wait()


async def _serve(answers: TextIO) -> None:
    opening = json.loads(sys.stdin.readline())
    log_to_stderr(opening["log_level"])
    visitor = Visitor(loopback=opening["loopback"])
    writer = OnFirstUse(opening["model"]) if opening["model"] else None
    database = None
    try:
        # Reading a line in a thread keeps the loop free; the end of the input means the bot went.
        while line := await asyncio.to_thread(sys.stdin.readline):
            request = json.loads(line)
            try:
                database = database or await open_database(opening["database"], read_only=True)
                answer = await think(
                    database,
                    request["kind"],
                    request["community"],
                    request["payload"],
                    visitor,
                    words_only=opening["words_only"],
                    writer=writer,
                )
            except Exception as error:
                answer = {"error": fault(error)}
            # What was read may be erased tomorrow: nothing of it stays in this process.
            reading.forget()
            readers.forget()
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
    finally:
        if database is not None:
            await database.close()


def _main() -> None:
    os.nice(NICENESS)
    # Answers have the output to themselves: what a library prints goes to the log.
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        asyncio.run(_serve(answers))


if __name__ == "__main__":
    _main()
