"""A room with four people in it, and an application that writes down what it hears."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.actions import Action, Say
from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.commands import Argument, Command, Pointer, Vocabulary, Who
from adapters.events import Event
from adapters.port import FormWanted, Page, PageWanted, Translations
from adapters.posts import Field, FieldKind, Form, Option, Post, Text
from adapters.web.platform import WebPlatform
from adapters.web.room import Person, RoomChannel
from tests.fakes import MemoryState

PEOPLE = (
    Person("ann", "Ann Archer", "Northtown Borough Council", administers=True),
    Person("ben", "Ben Baker", "Westshire County Council"),
    Person("cat", "Cat Cole", "Little Hill Parish Council"),
    Person("dev", "Dev Dhillon"),
)
CHANNELS = (
    RoomChannel("general", "general", "Everything about digital services"),
    RoomChannel("housing", "housing"),
    RoomChannel("board", "board", private=True, members=("ann", "ben")),
)
VOCABULARY = Vocabulary(
    commands=(
        Command("help", "Show what you can ask for"),
        Command(
            "round",
            "Open a dissent round",
            (Argument("claim", "What to test", True),),
            form="open_round",
        ),
        Command("share", "Share a view", (Argument("topic", "About what"),), form="share_view"),
        Command("settings", "Set up this channel", who=Who.MODERATOR),
    ),
    pointers=(
        Pointer("challenge_this", "Challenge this"),
        Pointer("share_this", "Share as a view", form="share_view"),
    ),
    forms=("open_round", "share_view", "object"),
)
START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class Application:
    """Stands where the bot will: hears events, answers what is asked, says what it is told."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.wanted: list[FormWanted] = []
        self.forms: dict[str, Form | Post] = {
            "share_view": Form(
                "share_view",
                "",
                "Share a view",
                (
                    Field("view", "Your view", FieldKind.PARAGRAPH, hint="In your own words"),
                    Field("link", "A link", required=False),
                    Field(
                        "state",
                        "What happened",
                        FieldKind.CHOICE,
                        options=(Option("kept", "We kept it"), Option("dropped", "We dropped it")),
                    ),
                ),
                send="Share",
            ),
            "object": Form(
                "object", "R7", "Your objection", (Field("why", "Why not"),), send="Object"
            ),
        }
        self.pages: dict[str, Page] = {}
        self.answers: dict[type[Event], Callable[[Any], Awaitable[None]]] = {}
        self.trouble: Exception | None = None
        self.waiting: asyncio.Event | None = None
        self.late = False

    async def receive(self, event: Event) -> None:
        if self.waiting is not None:
            await self.waiting.wait()
        if self.trouble is not None:
            raise self.trouble
        if any(event.key == each.key for each in self.heard):
            return
        self.heard.append(event)
        answer = self.answers.get(type(event))
        if answer is not None:
            await answer(event)

    async def form(self, wanted: FormWanted) -> Form | Post:
        if self.late:
            raise TimeoutError
        self.wanted.append(wanted)
        return self.forms.get(wanted.name, Post((Text(("There is nothing to fill in.",)),)))

    async def said(self, words: str, channel: ChannelRef) -> str:
        return words

    async def translations(self, words: Iterable[str], community: CommunityRef) -> Translations:
        return Translations("en-GB", {each: each for each in words})

    async def page(self, wanted: PageWanted) -> Page | None:
        if self.trouble is not None:
            raise self.trouble
        return self.pages.get(wanted.path)

    def of(self, kind: type[Any]) -> list[Any]:
        """The events of one kind that were heard."""
        return [each for each in self.heard if isinstance(each, kind)]


class House:
    """A room that can be closed and opened again over the same state."""

    def __init__(self) -> None:
        self.state = MemoryState()
        self.application = Application()
        self.now = START
        self.marks = 0
        self.options: dict[str, Any] = {}
        self.platform = self._platform()

    @property
    def address(self) -> str:
        return self.platform.address

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[House]:
        self.platform = self._platform()
        serving = asyncio.create_task(self.platform.listen(self.application.receive))
        bound = asyncio.create_task(self.platform.bound())
        await asyncio.wait({serving, bound}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            bound.cancel()
            serving.result()
        try:
            yield self
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    async def deliver(self, action: Action) -> MessageRef | None:
        return await self.platform.deliver(action)

    async def bot_says(
        self, channel: str, post: Post, thread: MessageRef | None = None
    ) -> MessageRef:
        self.marks += 1
        room = await self.platform.room()
        said = Say(channel=room.channel_ref(channel), post=post, mark=self.marks, thread=thread)
        ref = await self.platform.deliver(said)
        assert ref is not None
        return ref

    def _clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def _platform(self) -> WebPlatform:
        settled: dict[str, Any] = {
            "community": "room",
            "state": self.state,
            "queries": self.application,
            "vocabulary": VOCABULARY,
            "host": "127.0.0.1",
            "port": 0,
            "clock": self._clock,
            "people": PEOPLE,
            "channels": CHANNELS,
        }
        return WebPlatform(**{**settled, **self.options})


def text(*spans: Any) -> Post:
    return Post((Text(spans),))
