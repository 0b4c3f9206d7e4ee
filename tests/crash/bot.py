"""The bot as a process of its own, built as by `python -m bot run`, and told when to die.

Run as a module it stays warm: for each line of JSON it is given it forks one bot and answers with
its process id. A bot says on a socket what it does: `hearing ADDRESS`, `dying POINT`, and in the
end `counts JSON`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import bot.__main__ as command
from adapters.actions import Action, Say
from adapters.chat import CommunityRef, MemberRef, MessageRef
from adapters.port import Platform, Receive
from adapters.slack.platform import SlackPlatform
from adapters.web.platform import WebPlatform
from adapters.web.room import RoomChannel
from bot import doors
from bot.app import App
from bot.clock import SystemClock
from bot.commands import VOCABULARY
from bot.store.database import Connection, Database, Engine, open_database
from bot.store.vault import Vault
from bot.worker import Worker
from challenges.dice import SeededDice
from config.councils import directory
from config.settings import PREFIX, Settings, read_settings
from tests.crash.fate import Fate
from tests.stories.doors.web import CHANNEL, PEOPLE

PAGES = "http://127.0.0.1:1"


class MortalDatabase:
    """A database whose every commit may be the last."""

    def __init__(self, database: Database, fate: Fate) -> None:
        self._database = database
        self._fate = fate

    @property
    def engine(self) -> Engine:
        return self._database.engine

    @asynccontextmanager
    async def writing(self, community: str = "") -> AsyncIterator[Connection]:
        async with self._database.writing(community) as connection:
            yield connection
        self._fate.step("commit")

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        return self._database.reading()

    async def close(self) -> None:
        await self._database.close()


class MortalPlatform:
    """A platform at whose every delivery the process may end."""

    pause_between_posts = 0.0  # nobody in a story is tired of reading
    hears_all = True

    def __init__(self, platform: Platform, fate: Fate) -> None:
        self.inner = platform
        self.name = platform.name
        self._fate = fate

    async def listen(self, receive: Receive) -> None:
        await self.inner.listen(receive)

    async def deliver(self, action: Action) -> MessageRef | None:
        self._fate.step("before")
        reference = await self.inner.deliver(action)
        self._fate.step("after")
        return reference

    async def find(self, say: Say) -> MessageRef | None:
        return await self.inner.find(say)

    def permalink(self, message: MessageRef) -> str:
        return self.inner.permalink(message)

    async def belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        return True


class MortalApp(App):
    """The application, around platforms that may die."""

    def __init__(self, database: Database, fate: Fate, **parts: Any) -> None:
        self._fate = fate
        self.served: list[Platform] = []
        super().__init__(database, **parts)

    def add(self, platform: Platform) -> None:
        self.served.append(platform)
        super().add(MortalPlatform(platform, self._fate))


async def _serve(settings: Settings, end: str, report: socket.socket) -> None:
    def say(line: str) -> None:
        report.sendall(f"{line}\n".encode())

    # Nobody writes to us there: something to read means that whoever started us has gone.
    asyncio.get_running_loop().add_reader(report, os._exit, 1)
    fate = Fate(end, say)
    database = await open_database(settings.database)
    worker = Worker(settings.database, words_only=settings.words_only)
    try:
        app = MortalApp(
            MortalDatabase(database, fate),
            fate,
            clock=SystemClock(),
            dice=SeededDice(settings.seed.get_secret_value().encode()),
            new_key=lambda: b"the same in each run" * 2,
            directory=directory(),
            perform=worker.perform,
            base_url=PAGES,
            vault=Vault(["the same in each run, and nobody else's"]),
        )
        mounts = doors.add_slack_and_discord(app, settings)
        if settings.web_room:
            app.add(_room(app, settings))
        else:
            app.add(doors.web(app, settings, SystemClock(), mounts, say)[0])

        async def announce() -> None:
            say(f"hearing {await _hearing(app)}")

        await command._until_told(app, announce)
    finally:
        await worker.stop()
        await database.close()
    say(f"counts {json.dumps(fate.counts)}")


def _room(app: App, settings: Settings) -> WebPlatform:
    """The room as `run` opens it, with the people of the story in place of the sample's."""
    return WebPlatform(
        community="room",
        state=app.state("web"),
        queries=app.queries,
        vocabulary=VOCABULARY,
        host=settings.web_host,
        port=settings.web_port,
        clock=SystemClock().now,
        people=PEOPLE,
        channels=(RoomChannel(CHANNEL, CHANNEL),),
    )


async def _hearing(app: MortalApp) -> str:
    """Wait until the platforms hear; the address of the web pages. Discord itself sees it come."""
    address = ""
    for platform in app.served:
        if isinstance(platform, SlackPlatform):
            await platform.caught_up()
        elif isinstance(platform, WebPlatform):
            address = await platform.bound()
    return address


def _live(wish: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(wish["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, given in ((0, nothing), (1, log), (2, log)):
        os.dup2(given, ours)
    report = socket.socket(socket.AF_UNIX)
    report.connect(wish["report"])
    asyncio.run(_serve(read_settings(Path(wish["settings"])), wish["end"], report))


def _fork(wish: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _live(wish)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]  # what somebody set for a bot of their own is not for these
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: they leave no trace
    gc.freeze()
    while line := sys.stdin.readline():
        sys.stdout.write(f"{_fork(json.loads(line))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
