"""A Discord server in this process as a door: simcord below, the rest as it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from adapters.discord import forms
from adapters.discord.platform import DiscordPlatform
from adapters.port import Platform, Receive
from bot.app import App
from bot.commands import VOCABULARY
from tests.adapters.discord.room import DiscordRoom
from tests.stories.afternoon import Act, nothing
from tests.stories.doors.running import Running, start, until_idle

CHANNEL = "general"
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay")  # ann may manage the server


class _InRoom(DiscordPlatform):
    """The adapter, connected to a server in memory in place of the one at discord.com."""

    room: DiscordRoom
    heard: asyncio.Event

    async def listen(self, receive: Receive) -> None:
        await self.room.restart(self, receive)
        self.heard.set()
        try:
            await asyncio.Event().wait()
        finally:
            await self.room.stop()


class DiscordDoor:
    """Members of one server."""

    def __init__(self, url: str, room: DiscordRoom) -> None:
        self._url = url
        self.room = room
        self.while_open: Act = nothing
        self.above_the_box = ""
        self.running: Running
        self._heard: asyncio.Event
        for person in PEOPLE:
            room.person(person, administers=person == "ann")

    async def start(self) -> None:
        self.running = await start(self._url, self.build, self.ready)
        await self._done()

    def build(self, app: App) -> tuple[Platform, ...]:
        platform = _InRoom(
            token="a token",
            vocabulary=VOCABULARY,
            queries=app.queries,
            state=app.state("discord"),
            patience=(0.0, 0.0),
        )
        self._heard = asyncio.Event()
        platform.room, platform.heard = self.room, self._heard
        return (platform,)

    async def ready(self) -> None:
        await self._heard.wait()

    async def restart(self) -> None:
        await self.running.stop()
        await self.start()

    # -- the verbs of a door

    async def say(self, person: str, text: str, below: str = "") -> None:
        thread = self.room.written(CHANNEL, below) if below else None
        await self.room.say(person, CHANNEL, text, thread=thread)
        await self._done()

    async def command(self, person: str, words: str) -> str:
        return await self._answered(person, lambda: self._call(person, words))

    async def fill_command(self, person: str, words: str, answers: Mapping[str, str]) -> str:
        return await self._filled(person, lambda: self._call(person, words), answers)

    async def press(self, person: str, label: str, containing: str) -> str:
        async def act() -> None:
            await self.room.press(person, label, channel=CHANNEL, containing=containing)
            if self.room.asked_again(person, label):
                await self.room.press(person, label, channel=CHANNEL)

        return await self._answered(person, act)

    async def fill(
        self, person: str, label: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        return await self._filled(
            person,
            lambda: self.room.press(person, label, channel=CHANNEL, containing=containing),
            answers,
        )

    async def point(self, person: str, title: str, containing: str) -> str:
        name = next(each.name for each in VOCABULARY.pointers if each.title == title)
        message = self.room.written(CHANNEL, containing)
        return await self._answered(person, lambda: self.room.pointer(person, message, name))

    async def fill_pointed(
        self, person: str, title: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        name = next(each.name for each in VOCABULARY.pointers if each.title == title)
        message = self.room.written(CHANNEL, containing)
        return await self._filled(person, lambda: self.room.pointer(person, message, name), answers)

    async def posts(self) -> list[str]:
        return [words(each) for each in self.room.all_posts(CHANNEL)]

    # -- below

    async def _call(self, person: str, words: str) -> None:
        verb, _, text = words.partition(" ")
        await self.room.command(person, verb, text, channel=CHANNEL)

    async def _filled(
        self,
        person: str,
        act: Callable[[], Awaitable[None]],
        answers: Mapping[str, str],
    ) -> str:
        said = await self._answered(person, act)
        opened = self.room.form(person)
        if opened is None:
            return said
        self.above_the_box = _above(opened)
        await self.while_open()
        asked = {
            each["label"]: each["component"]
            for each in opened["components"]
            if each["type"] == forms.LABEL
        }
        values = {each["custom_id"]: held for each in asked.values() if (held := _held(each))}
        for label, answer in answers.items():
            options = {each["label"]: each["value"] for each in asked[label].get("options", ())}
            values[asked[label]["custom_id"]] = options[answer] if options else answer

        async def send() -> None:
            await self.room.submit(person, **values)

        return await self._answered(person, send)

    async def _answered(self, person: str, act: Callable[[], Awaitable[None]]) -> str:
        before = len(self.room.whispers(person))
        await act()
        await self._done()
        return "\n".join(words(each) for each in self.room.whispers(person)[before:])

    async def _done(self) -> None:
        await self.room.is_at(datetime.now(UTC))
        await self.room.env.settle()
        await until_idle(self.running.database)
        await self.room.env.settle()


def _above(modal: Mapping[str, Any]) -> str:
    """What a form says before its first box."""
    parts = takewhile(lambda each: each["type"] != forms.LABEL, modal["components"])
    return words("\n".join(each["content"] for each in parts))


def _held(component: Mapping[str, Any]) -> str:
    """What stands in a field of a form before anybody touches it."""
    chosen = [each["value"] for each in component.get("options", ()) if each.get("default")]
    return str(chosen[0] if chosen else component.get("value") or "")


@asynccontextmanager
async def by_discord(url: str) -> AsyncIterator[DiscordDoor]:
    """A server the bot is in."""
    async with DiscordRoom.empty(VOCABULARY) as room:
        door = DiscordDoor(url, room)
        await door.start()
        try:
            yield door
        finally:
            await door.running.stop()


def words(markdown: str) -> str:
    """What a member reads, without Discord's marks."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"^(?:-# |#+ |> )", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)[*`]+", "", text)
    return " ".join(re.sub(r"\\([^\w\s])", r"\1", text).split())
