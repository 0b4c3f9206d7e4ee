"""The browser room as a door: the same people in Chromium windows, or over HTTP alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import expect

from adapters.commands import ROOT
from adapters.web.platform import WebPlatform
from adapters.web.room import Person, RoomChannel
from bot.app import App
from bot.commands import VOCABULARY
from tests.adapters.web.driver import Browser, RoomDriver, Wire, chromium, words_of
from tests.stories.afternoon import Act, nothing
from tests.stories.doors.running import Running, start, until_idle

CHANNEL = "general"
PEOPLE = (
    Person("ann", "Ann Archer", administers=True),
    Person("bob", "Bob Baker"),
    Person("cat", "Cat Cole"),
    Person("dan", "Dan Dale"),
    Person("eve", "Eve Ellis"),
    Person("fay", "Fay Frost"),
)

Open = Callable[[str], Awaitable[RoomDriver]]
"""Gives one more person a way to the room at an address."""


def pages_of(app: App, **wanted: Any) -> WebPlatform:
    """The web pages of an application: without a room, unless people and channels are wanted."""
    settled = {"port": 0, "people": (), "channels": ()}
    return WebPlatform(
        community="room",
        state=app.state("web"),
        queries=app.queries,
        vocabulary=VOCABULARY,
        host="127.0.0.1",
        clock=lambda: datetime.now(UTC),
        **{**settled, **wanted},
    )


class WebDoor:
    """People at the room, one window each, opened when first needed."""

    def __init__(self, url: str, open_: Open) -> None:
        self._url = url
        self._open = open_
        self._people: dict[str, RoomDriver] = {}
        self._port = 0
        self.while_open: Act = nothing
        self.above_the_box = ""
        self.running: Running

    async def start(self) -> None:
        built: list[WebPlatform] = []

        def build(app: App) -> tuple[WebPlatform]:
            room = {"people": PEOPLE, "channels": (RoomChannel(CHANNEL, CHANNEL),)}
            built.append(pages_of(app, port=self._port, **room))
            return (built[0],)

        self.running = await start(self._url, build, lambda: built[0].bound())
        self.address = built[0].address
        self._port = int(self.address.rpartition(":")[2])  # a second start is found at the same

    async def restart(self) -> None:
        await self.running.stop()
        await self.start()

    # -- the verbs of a door

    async def say(self, person: str, text: str, below: str = "") -> None:
        me = await self._person(person)
        await me.say(CHANNEL, text, below or None)
        await self._done()

    async def command(self, person: str, words: str) -> str:
        return await self._answered(person, lambda me: me.command(f"/{ROOT} {words}", CHANNEL))

    async def fill_command(self, person: str, words: str, answers: Mapping[str, str]) -> str:
        async def act(me: RoomDriver) -> None:
            await me.command(f"/{ROOT} {words}", CHANNEL)

        return await self._filled(person, act, answers)

    async def press(self, person: str, label: str, containing: str) -> str:
        return await self._answered(person, lambda me: me.press(label, containing))

    async def fill(
        self, person: str, label: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        return await self._filled(person, lambda me: me.press(label, containing), answers)

    async def point(self, person: str, title: str, containing: str) -> str:
        return await self._answered(person, lambda me: me.pointer(containing, title))

    async def fill_pointed(
        self, person: str, title: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        return await self._filled(person, lambda me: me.pointer(containing, title), answers)

    async def posts(self) -> list[str]:
        me = await self._person("ann")
        said = [each for each in (await me.everything())["messages"] if each["channel"] == CHANNEL]
        said.sort(key=lambda each: int(each["number"]))
        return [words_of(each["html"]) for each in said if each["bot"] and not each["withdrawn"]]

    # -- below

    async def _filled(
        self,
        person: str,
        act: Callable[[RoomDriver], Awaitable[None]],
        answers: Mapping[str, str],
    ) -> str:
        me = await self._person(person)
        await act(me)
        if instead := await me.instead():
            return instead
        self.above_the_box = await me.above_the_box()
        await self.while_open()

        async def send(me: RoomDriver) -> None:
            await me.fill_form(answers)
            await me.send_form()

        return await self._answered(person, send)

    async def _answered(self, person: str, act: Callable[[RoomDriver], Awaitable[None]]) -> str:
        me = await self._person(person)
        before = {each["id"] for each in await self._private(me)}
        await act(me)
        assert not await me.refusal(), await me.refusal()
        await self._done()
        new = [each for each in await self._private(me) if each["id"] not in before]
        if isinstance(me, Browser):
            for each in new:  # what came is also there to be read
                await expect(me.page.locator(f'[data-whisper="{each["id"]}"]')).to_be_attached()
        return "\n".join(words_of(each["html"]) for each in new)

    async def _private(self, me: RoomDriver) -> list[dict[str, Any]]:
        whispers: list[dict[str, Any]] = (await me.everything())["whispers"]
        return whispers

    async def _person(self, name: str) -> RoomDriver:
        if name not in self._people:
            self._people[name] = await self._open(self.address)
            await self._people[name].be(name)
        return self._people[name]

    async def _done(self) -> None:
        await until_idle(self.running.database)


@asynccontextmanager
async def by_wire(url: str) -> AsyncIterator[WebDoor]:
    """The room over HTTP alone."""
    clients: list[Wire] = []

    async def open_(address: str) -> Wire:
        clients.append(Wire(address, Wire.client_for_loopback()))
        return clients[-1]

    door = WebDoor(url, open_)
    await door.start()
    try:
        yield door
    finally:
        for each in clients:
            await each.client.close()
        await door.running.stop()


@asynccontextmanager
async def by_browser(url: str) -> AsyncIterator[WebDoor]:
    """The room in Chromium."""
    async with chromium() as window:
        windows: list[Browser] = []

        async def open_(address: str) -> Browser:
            windows.append(await Browser.open(address, window))
            return windows[-1]

        door = WebDoor(url, open_)
        await door.start()
        try:
            yield door
            assert [error for each in windows for error in each.errors] == []
        finally:
            for each in windows:
                await each.close()
            await door.running.stop()
