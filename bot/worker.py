"""The worker: slow thinking in a niced process of its own, so that hearing never waits for it.

It reads a snapshot of the store, thinks, and returns a value; it writes nothing. One line of JSON in, one out.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.events import Audience
from bot.store.challenges import Challenges
from bot.store.database import Database, open_database
from bot.store.digests import Digests, write_edition
from bot.store.jobs import JobRow
from bot.store.messages import Messages
from bot.store.rounds import Rounds
from bot.store.settings import CommunitySettingsTable
from bot.store.views import Views
from challenges import tally
from challenges.digest import Week, compile
from challenges.messages import CommunityId, conversations
from config.community import community_settings

NICENESS = 10


async def think(
    database: Database, kind: str, community: str, payload: dict[str, Any]
) -> dict[str, Any]:
    """Do one job's thinking."""
    if kind != "digest":
        raise ValueError(f"no job is called {kind!r}")
    return await _digest(database, community, payload)


async def _digest(database: Database, community: str, payload: dict[str, Any]) -> dict[str, Any]:
    since = datetime.fromisoformat(payload["since"])
    until = datetime.fromisoformat(payload["until"])
    async with database.reading() as connection:
        settings = community_settings(await CommunitySettingsTable(connection, community).get())
        messages = await Messages(connection, community).between(
            since, until, (Audience.COMMUNITY,)
        )
        public = {message.channel for message in messages}
        public.add(payload["channel"])
        ended = await Rounds(connection, community).ended_between(since, until)
        going_on = await Rounds(connection, community).open_()
        week = Week(
            community=CommunityId(community),
            number=await Digests(connection, community).next_number(),
            since=since,
            until=until,
            conversations=tuple(conversations(messages)),
            challenges=tuple(await Challenges(connection, community).between(since, until)),
            rounds=tuple(tally.outcome(each) for each in ended if each.channel in public),
            open_rounds=tuple((each.id, each.claim) for each in going_on if each.channel in public),
            views=tuple(await Views(connection, community).between(since, until)),
        )
    edition = compile(week, ZoneInfo(settings.zone))
    return {"edition": None if edition is None else write_edition(edition)}


class Worker:
    """Runs jobs in a niced process, started when first needed and again when it has gone."""

    def __init__(self, database_url: str) -> None:
        """Read from the store at `database_url`."""
        self._url = database_url
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def perform(self, job: JobRow) -> dict[str, Any]:
        """Do one job; raises RuntimeError when the process fails."""
        async with self._turn:
            running = await self._running()
            assert running.stdin is not None
            assert running.stdout is not None
            request = {"kind": job.kind, "community": job.community, "payload": job.payload}
            running.stdin.write(json.dumps(request).encode() + b"\n")
            await running.stdin.drain()
            line = await running.stdout.readline()
            if not line:
                self._child = None
                raise RuntimeError("the worker stopped")
            answer: dict[str, Any] = json.loads(line)
            if "error" in answer:
                raise RuntimeError(answer["error"])
            return answer

    async def stop(self) -> None:
        """End the process."""
        if self._child is not None and self._child.returncode is None:
            assert self._child.stdin is not None
            self._child.stdin.close()
            await self._child.wait()
        self._child = None

    async def _running(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.worker",
                self._url,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=64 * 1024 * 1024,
            )
        return self._child


async def _serve(url: str) -> None:
    database = await open_database(url, read_only=True)
    try:
        # Reading a line in a thread keeps the loop free; the end of the input means the bot has gone.
        while line := await asyncio.to_thread(sys.stdin.readline):
            request = json.loads(line)
            try:
                answer = await think(
                    database, request["kind"], request["community"], request["payload"]
                )
            except Exception as error:
                answer = {"error": repr(error)}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        await database.close()


if __name__ == "__main__":
    os.nice(NICENESS)
    asyncio.run(_serve(sys.argv[1]))
