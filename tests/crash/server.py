"""A Discord server whose bot dies. Discord sends nothing again: people press again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import simcord

from adapters.chat import MessageRef
from adapters.discord import components
from bot.commands import VOCABULARY
from tests.adapters.discord.room import DiscordRoom
from tests.adapters.discord.room import _words as said_in
from tests.crash.bridge import TOKEN, Bridge
from tests.crash.ending import Seen
from tests.crash.life import LOOK_EVERY, Cradle, Life
from tests.stories.doors.discord import CHANNEL, PEOPLE, DiscordDoor, words

TRIES = 5


class DistantRoom(DiscordRoom):
    """A server whose bot is elsewhere: each press is waited for."""

    ready: Callable[[], Awaitable[None]]
    answered: Callable[[simcord.InteractionResult], Awaitable[None]]
    newest: simcord.InteractionResult

    def _noted(self, user: str, result: simcord.InteractionResult) -> simcord.InteractionResult:
        self.newest = super()._noted(user, result)
        return self.newest

    async def command(self, user: str, *words: str, **place: Any) -> simcord.InteractionResult:
        await self.ready()
        return await self._waited(user, await super().command(user, *words, **place))

    async def press(self, user: str, label: str, **place: Any) -> None:
        await self.ready()
        await super().press(user, label, **place)
        await self._waited(user, self.newest)

    async def submit(self, user: str, **values: Any) -> simcord.InteractionResult:
        await self.ready()
        return await self._waited(user, await super().submit(user, **values))

    async def pointer(self, user: str, message: MessageRef, name: str) -> None:
        await self.ready()
        await super().pointer(user, message, name)
        await self._waited(user, self.newest)

    def answers(self, user: str) -> list[str]:
        """What a member was told; not what they were asked before a press counted, nor what it
        became: whether that was put away in time is no matter."""
        return [
            said_in(parts)
            for _, parts in self._private(user)
            if not any(_asks_first(each) for each in components.walk(parts))
        ]

    async def _waited(
        self, user: str, result: simcord.InteractionResult
    ) -> simcord.InteractionResult:
        await self.answered(result)
        if result.modal is not None:
            self._form[user] = result
        return result


class MortalServer(DiscordDoor):
    """The server, on whichever life of the bot."""

    room: DistantRoom

    def __init__(self, room: DistantRoom, bridge: Bridge, life: Life) -> None:
        super().__init__("", room)
        self.life = life
        self._bridge = bridge
        self._persisting = False
        room.ready = self._back
        room.answered = self._answer_to

    async def start(self) -> None:
        await self._until(lambda: self.life.heard("#joined/"))
        await self._done()

    async def seen(self) -> Seen:
        """The server as everybody sees it."""
        seen = Seen(strangers=True)
        backend = self.room.env.backend
        place = self.room.guild.channels[CHANNEL]
        for here in (place, *place.threads):
            first = backend.messages.get(place.id, {}).get(here.id)
            below = f" below {words(first.content)}" if first else ""
            for said in backend.messages.get(here.id, {}).values():
                if said.is_ephemeral:
                    continue
                ref = f"{self.room.community}/{place.id}/"
                ref += str(said.id) if here is place else f"{here.id}.{said.id}"
                author = backend.users[said.author_id].name
                seen.line(
                    f"{CHANNEL}{below}", author, words(said.content or said_in(said.components))
                )
                if said.author_id != backend.bot_user.id:
                    seen.names[ref] = f"<{author}: {said.content}>"
        for person in PEOPLE:
            for each in self.room.answers(person):
                seen.told(person, words(each))
        return seen

    async def say(self, person: str, text: str, below: str = "") -> None:
        await self._back()
        thread = self.room.written(CHANNEL, below) if below else None
        said = await self.room.say(person, CHANNEL, text, thread=thread)
        await self._until(lambda: self.life.heard(f"{said}#posted"))
        await self._done()

    async def _filled(
        self, person: str, act: Callable[[], Awaitable[None]], answers: Mapping[str, str]
    ) -> str:
        # A form that was sent is closed, whatever became of it: it is opened and filled in again.
        self._persisting = True
        try:
            return await self._persist(
                person, lambda: super(MortalServer, self)._filled(person, act, answers)
            )
        finally:
            self._persisting = False

    async def _answered(self, person: str, act: Callable[[], Awaitable[None]]) -> str:
        def once() -> Awaitable[str]:
            return super(MortalServer, self)._answered(person, act)

        return await (once() if self._persisting else self._persist(person, once))

    async def _persist(self, person: str, once: Callable[[], Awaitable[str]]) -> str:
        for _ in range(TRIES):
            await self._back()
            deaths = len(self.life.deaths)
            said = await once()
            if len(self.life.deaths) == deaths or self._worked():
                return said
            self.life.repeated.append((person, said))
        raise AssertionError(f"{TRIES} times it did not work: {self.life.act}")

    def _worked(self) -> bool:
        """Whether the last press was answered, or was done as people find when they look."""
        return _shown(self.room.newest) or self.life.heard(_id(self.room.newest))

    async def _answer_to(self, pressed: simcord.InteractionResult) -> None:
        """Wait until a press was answered or heard; not for ever, when the bot died of it."""
        deaths = len(self.life.deaths)

        def over() -> bool:
            known = _shown(pressed) or self.life.heard(_id(pressed))
            return known or len(self.life.deaths) > deaths

        await self._until(over)
        await self._back()

    async def _back(self) -> None:
        await self.life.serving()
        await self._bridge.connected.wait()

    async def _done(self) -> None:
        await self.room.is_at(datetime.now(UTC))
        await self.life.done()

    async def _until(self, true: Callable[[], bool]) -> None:
        while not true():
            await self.life.serving()
            await asyncio.sleep(LOOK_EVERY)


def _asks_first(part: components.Component) -> bool:
    asks = str(part.get("custom_id", "")).startswith(components.CONFIRMED)
    return asks or str(part.get("content", "")).startswith("You chose: ")


def _shown(pressed: simcord.InteractionResult) -> bool:
    """Whether a form or some words came at once."""
    return pressed.acknowledged and not pressed.deferred


def _id(pressed: simcord.InteractionResult) -> str:
    return f"discord:{pressed._interaction.id}"


@asynccontextmanager
async def server(cradle: Cradle, folder: Path, ends: list[str]) -> AsyncIterator[MortalServer]:
    """A server for one afternoon."""
    deadly = next((each for each in ends if each.startswith("answer:")), "answer:0")
    async with DistantRoom.empty(VOCABULARY) as room:
        bridge = Bridge(room, int(deadly.partition(":")[2]))
        async with bridge.open():
            settings = {
                "ROOM": "false",
                "WEB_PORT": "0",
                "DISCORD_TOKEN": TOKEN,
                "DISCORD_API_URL": bridge.api_url,
                "DISCORD_GATEWAY_URL": bridge.gateway_url,
                "LOG_LEVEL": "WARNING",
            }
            life = Life(cradle, folder, settings, ends)
            bridge.kill = life.kill
            async with life.lived():
                door = MortalServer(room, bridge, life)  # type: ignore[arg-type]
                await door.start()
                yield door
            life.counts["answer"] = bridge.answered
