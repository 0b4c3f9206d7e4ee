"""The browser room of a bot that dies: a page repeats what was not answered, under the same id."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.adapters.web.driver import RoomDriver, Wire, words_of
from tests.crash.ending import Seen
from tests.crash.life import Cradle, Life
from tests.stories.doors.web import PEOPLE, WebDoor


class PersistentWire(Wire):
    """A person at the room whose page repeats what was not answered, under the same id."""

    def __init__(self, address: str, client: aiohttp.ClientSession, life: Life) -> None:
        super().__init__(address, client)
        self._life = life

    async def ask(self, act: str, body: Mapping[str, object]) -> dict[str, Any]:
        whole = {"id": secrets.token_hex(8), **body}
        while True:
            answer = await self._patiently(lambda: super(PersistentWire, self).ask(act, whole))
            if "took too long" not in await self.refusal():  # a busy machine
                return answer

    async def everything(self) -> dict[str, Any]:
        return await self._patiently(super().everything)

    async def _patiently(self, ask: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        while True:
            await self._life.serving()
            try:
                return await ask()
            except aiohttp.ClientError:
                await asyncio.sleep(0.005)


class MortalRoom(WebDoor):
    """The room, on whichever life of the bot."""

    def __init__(self, life: Life) -> None:
        super().__init__("", self._open_wire)
        self.life = life
        self._clients: list[aiohttp.ClientSession] = []
        self._whispers: dict[str, tuple[str, str]] = {}

    async def start(self) -> None:
        self.address = await self.life.serving()

    async def close(self) -> None:
        for each in self._clients:
            await each.close()

    async def seen(self) -> Seen:
        """The room as everybody sees it."""
        messages: dict[int, dict[str, Any]] = {}
        for each in PEOPLE:
            person = await self._person(each.id)
            shown = (await person.everything())["messages"]
            messages |= {int(message["number"]): message for message in shown}
            await self._private(person)
        seen = Seen()
        for _, message in sorted(messages.items()):
            root = messages[int(message["thread"])] if message["thread"] else None
            below = f" below {words_of(root['html'])}" if root else ""
            author = "Challenger" if message["bot"] else message["name"]
            words = "gone" if message["withdrawn"] else words_of(message["html"])
            seen.line(f"{message['channel']}{below}", author, words)
            if not message["bot"]:
                reference = f"web:room/{message['channel']}/{message['id']}"
                seen.names[reference] = f"<{author}: {words}>"
        for name, words in self._whispers.values():
            seen.told(name, words)
        return seen

    async def _open_wire(self, address: str) -> RoomDriver:
        self._clients.append(Wire.client_for_loopback())
        return PersistentWire(address, self._clients[-1], self.life)

    async def _done(self) -> None:
        await self.life.done()

    async def _private(self, me: RoomDriver) -> list[dict[str, Any]]:
        # The room lets go of old ones: whoever counts them must have seen each.
        assert isinstance(me, Wire)
        whispers = await super()._private(me)
        self._whispers |= {each["id"]: (me.person, words_of(each["html"])) for each in whispers}
        return whispers


@asynccontextmanager
async def room(cradle: Cradle, folder: Path, ends: list[str]) -> AsyncIterator[MortalRoom]:
    """A room for one afternoon."""
    settings = {"ROOM": "true", "WEB_PORT": str(free_port()), "LOG_LEVEL": "WARNING"}
    async with Life(cradle, folder, settings, ends).lived() as life:
        door = MortalRoom(life)
        try:
            await door.start()
            yield door
        finally:
            await door.close()


def free_port() -> int:
    """A port of the loopback that nobody has now, and that stays the same over all lives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
