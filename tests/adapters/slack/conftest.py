from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Literal, Protocol

import pytest
from aiohttp import web

from adapters.chat import ChannelRef, CommunityRef
from adapters.commands import Argument, Command, Pointer, Vocabulary
from adapters.events import Event, MessagePosted
from adapters.port import ChoicesWanted, FormWanted, Page, PageWanted, Translations
from adapters.posts import Field, FieldKind, Form, Option, Post
from adapters.slack.platform import SlackPlatform
from tests.adapters.slack.server import SlackServer
from tests.fakes import MemoryState
from tests.loopback import served

VOCABULARY = Vocabulary(
    commands=(
        Command("help", "Shows what you can ask"),
        Command(
            "start", "Starts a round", (Argument("claim", "What is claimed", True),), form="start"
        ),
        Command(
            "council", "Says where you work", (Argument("name", "Your council"),), form="council"
        ),
    ),
    pointers=(Pointer("challenge", "Challenge this"), Pointer("view", "Offer a view", form="view")),
    forms=("start", "council", "view", "object"),
)

OBJECT = Form(
    "object",
    "R7",
    "Your objection",
    (
        Field("words", "What speaks against it", FieldKind.PARAGRAPH),
        Field("link", "A link", required=False),
        Field(
            "weight",
            "How much it matters",
            FieldKind.CHOICE,
            required=False,
            options=(Option("low", "A little"), Option("high", "A lot")),
        ),
    ),
    introduction=("Nobody sees who wrote it.",),
)


class Recorder:
    """Receives, and fails when it is told to."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.tried = 0
        self.failures = 0
        self.answer: Callable[[Event], Any] | None = None

    async def receive(self, event: Event) -> None:
        self.tried += 1
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the disk is full")
        self.events.append(event)
        if self.answer is not None:
            await self.answer(event)

    def said(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, MessagePosted)]


class Questions:
    """Answers with one form, and keeps what was asked."""

    def __init__(self) -> None:
        self.wanted: list[FormWanted] = []
        self.answer: Form | Post | Exception = OBJECT

    async def form(self, wanted: FormWanted) -> Form | Post:
        self.wanted.append(wanted)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def choices(self, wanted: ChoicesWanted) -> tuple[str, ...]:
        return ()

    async def said(self, words: str, channel: ChannelRef) -> str:
        return words

    async def translations(self, words: Iterable[str], community: CommunityRef) -> Translations:
        return Translations("en-GB", {each: each for each in words})

    async def page(self, wanted: PageWanted) -> Page | None:
        return None


class Bot:
    """One SlackPlatform that listens, what it heard, and what it remembers."""

    def __init__(self, slack: SlackServer, mode: Literal["socket", "http"]) -> None:
        self.slack, self.mode = slack, mode
        self.recorder, self.questions, self.memory = Recorder(), Questions(), MemoryState()
        self.platform = self.built()

    def credentials(self) -> dict[str, Any]:
        return {"bot_token": self.slack.bot_token}

    def built(self) -> SlackPlatform:
        return SlackPlatform(
            **self.credentials(),
            app_token=self.slack.app_token,
            signing_secret=self.slack.signing_secret,
            mode=self.mode,
            api_url=self.slack.api_url,
            vocabulary=VOCABULARY,
            queries=self.questions,
            state=self.memory,
        )

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[Bot]:
        """Run a new platform, as after a restart, until the block ends."""
        self.platform = self.built()
        async with contextlib.AsyncExitStack() as stack:
            if self.mode == "http":
                app = web.Application()
                app.router.add_post("/slack/events", self.platform.http)
                address = await stack.enter_async_context(served(app))
                self.slack.events_url = f"{address}/slack/events"
            task = asyncio.ensure_future(self.platform.listen(self.recorder.receive))
            try:
                caught_up = asyncio.ensure_future(self.platform.caught_up())
                both = {task, caught_up}
                await asyncio.wait(both, timeout=60, return_when=asyncio.FIRST_COMPLETED)
                caught_up.cancel()
                if task.done():
                    await task
                yield self
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


class Started(Protocol):
    def __call__(self, mode: Literal["socket", "http"]) -> Bot: ...


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(ack_seconds=1.0, waits=(0.01, 0.02)) as server:
        yield server


@pytest.fixture(params=["socket", "http"])
async def bot(slack: SlackServer, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    async with Bot(slack, request.param).listening() as bot:
        yield bot


@pytest.fixture
def sleeping(slack: SlackServer) -> Bot:
    """A bot on the socket that does not run yet."""
    return Bot(slack, "socket")
