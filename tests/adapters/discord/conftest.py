from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import discord.http
import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket

from adapters.actions import Say
from adapters.chat import ChannelRef, CommunityRef
from adapters.commands import Argument, Command, Pointer, Vocabulary
from adapters.discord.platform import DiscordPlatform
from adapters.events import Event, MessagePosted
from adapters.port import ChoicesWanted, FormWanted, MessageHeld, Page, PageWanted, Translations
from adapters.posts import Field, Form, Post, Text
from tests.adapters.discord.room import DiscordRoom
from tests.adapters.discord.server import WireServer
from tests.fakes import MemoryState

VOCABULARY = Vocabulary(
    commands=(
        Command("help", "What there is to do", (Argument("verb", "One command"),)),
        Command(
            "view",
            "Share a view",
            (Argument("topic", "About what", required=True), Argument("words", "Your view")),
            form="view",
        ),
        Command("council", "Who you speak for", (Argument("name", "Its name", completes=True),)),
        Command("digest", "The week", (Argument("when", "Which week", choices=("this", "last")),)),
    ),
    pointers=(
        Pointer("ask", "Challenge this"),
        Pointer("other", "Offer another view", form="view"),
    ),
    forms=("view",),
)


class Asked:
    """Queries that open a form, or what they are told to show in its place, and that know some
    choices.
    """

    def __init__(self) -> None:
        self.wanted: list[FormWanted] = []
        self.instead: Form | Post | Exception | None = None
        self.typed: list[ChoicesWanted] = []
        self.known: tuple[str, ...] | Exception = ()
        self.holds: list[MessageHeld] = []

    async def choices(self, wanted: ChoicesWanted) -> tuple[str, ...]:
        self.typed.append(wanted)
        if isinstance(self.known, Exception):
            raise self.known
        return self.known

    async def form(self, wanted: FormWanted) -> Form | Post:
        self.wanted.append(wanted)
        if isinstance(self.instead, Exception):
            raise self.instead
        if self.instead is not None:
            return self.instead
        return Form(wanted.name, wanted.subject, "A view", (Field("words", "Your view"),))

    async def held(self, community: CommunityRef) -> tuple[MessageHeld, ...]:
        return tuple(each for each in self.holds if each.message.channel.community == community)

    async def said(self, words: str, channel: ChannelRef) -> str:
        return words

    async def translations(self, words: Iterable[str], community: CommunityRef) -> Translations:
        return Translations("en-GB", {each: each for each in words})

    async def page(self, wanted: PageWanted) -> Page | None:
        return None


Some = TypeVar("Some", bound=Event)


class Ears:
    """Keeps what it hears, fails when told to, and does what `then` says."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.failures = 0
        self.then: Callable[[Event], Awaitable[None]] | None = None

    async def __call__(self, event: Event) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the store is full")
        self.heard.append(event)
        if self.then is not None:
            await self.then(event)

    def last(self, kind: type[Some]) -> Some:
        """The last thing heard, which is of this kind."""
        event = self.heard[-1]
        assert isinstance(event, kind)
        return event


class Bench:
    """A platform with its ears, its memory and a room to be in."""

    def __init__(self) -> None:
        self.ears = Ears()
        self.state = MemoryState()
        self.queries = Asked()
        self.platform = self.fresh()
        self.room: DiscordRoom

    def fresh(self, *, message_content: bool = True) -> DiscordPlatform:
        self.platform = DiscordPlatform(
            token="a token",
            vocabulary=VOCABULARY,
            queries=self.queries,
            state=self.state,
            message_content=message_content,
            patience=(0.0, 0.0),
        )
        return self.platform

    async def restart(self) -> None:
        await self.room.restart(self.fresh(), self.ears)


@contextmanager
def addresses_kept() -> Iterator[None]:
    """The addresses of Discord are the library's own again after a test that listened elsewhere."""
    rest, gateway = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    try:
        yield
    finally:
        discord.http.Route.BASE = rest
        DiscordWebSocket.DEFAULT_GATEWAY = gateway


@pytest_asyncio.fixture
async def server() -> AsyncIterator[WireServer]:
    with addresses_kept():
        async with WireServer.open() as opened:
            yield opened


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    async with DiscordRoom.open(made.platform, made.ears, VOCABULARY) as room:
        made.room = room
        made.ears.heard.clear()
        yield made


@pytest.fixture
def echo(bench: Bench) -> Bench:
    """Whatever is said, the bot says again."""

    async def again(event: Event) -> None:
        if isinstance(event, MessagePosted):
            post = Post((Text((event.text,)),))
            place = event.message.channel
            await bench.platform.deliver(Say(channel=place, post=post, mark=7, thread=event.thread))

    bench.ears.then = again
    return bench
