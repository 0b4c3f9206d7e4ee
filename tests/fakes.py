"""A clock set by hand and a platform in memory: small, real parts that drive the application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.actions import Action, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import CommunityRef, MemberRef, MessageRef
from adapters.port import DeliveryFailed, Receive
from adapters.posts import Post

START = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)  # a Tuesday, a working day, not a quiet hour


@dataclass
class FakeClock:
    """Stands still until it is moved."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def seconds_until(self, at: datetime) -> float:
        return (at - self.at).total_seconds()

    def advance(self, by: timedelta) -> None:
        self.at += by


@dataclass
class FakePlatform:
    """Keeps what was delivered. `before` may raise to refuse, `after` to lose the answer to what
    was accepted, `looking` to keep a find from its answer; a channel in `held` waits for its event.
    """

    name: str = "fake"
    pause_between_posts: float = 0.0
    hears_all: bool = True
    posts: dict[MessageRef, Post] = field(default_factory=dict)
    threads: dict[MessageRef, MessageRef | None] = field(default_factory=dict)
    marks: dict[int, MessageRef] = field(default_factory=dict)
    private: list[tuple[MemberRef, Post]] = field(default_factory=list)
    before: Callable[[Action], None] = lambda action: None
    after: Callable[[Action], None] = lambda action: None
    looking: Callable[[Say], None] = lambda say: None
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    delivered: list[Action] = field(default_factory=list)
    looked_for: list[int] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    cannot_say: bool = False
    asked_about: list[MemberRef] = field(default_factory=list)

    async def listen(self, receive: Receive) -> None:
        del receive
        await asyncio.Event().wait()

    async def deliver(self, action: Action) -> MessageRef | None:
        self.before(action)
        if isinstance(action, Say) and action.channel.id in self.held:
            await self.held[action.channel.id].wait()
        self.delivered.append(action)
        made = self._make(action)
        self.after(action)
        return made

    def _make(self, action: Action) -> MessageRef | None:
        match action:
            case Say():
                ref = MessageRef(action.channel, f"b{len(self.marks) + 1}")
                self.posts[ref] = action.post
                self.threads[ref] = action.thread
                self.marks[action.mark] = ref
                return ref
            case Revise():
                if action.message not in self.posts:
                    raise DeliveryFailed("There is no such post.")
                self.posts[action.message] = action.post
            case Withdraw():
                self.posts.pop(action.message, None)
            case Whisper() | Tell() | ShowHome():
                self.private.append((action.to, action.post))
        return None

    async def find(self, say: Say) -> MessageRef | None:
        self.looking(say)
        self.looked_for.append(say.mark)
        return self.marks.get(say.mark)

    def permalink(self, message: MessageRef) -> str:
        return f"https://chat.example/{message.channel.id}/{message.id}"

    async def belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        self.asked_about.append(member)
        if self.cannot_say:
            raise DeliveryFailed("The platform does not answer.", retry_after=5.0)
        return member.id not in self.gone


class MemoryState:
    """A PlatformState in a dict, which outlives the platform as a database would."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.written = 0  # how often, each of which is a turn in a database

    async def get(self, name: str) -> str | None:
        return self.texts.get(name)

    async def put(self, name: str, text: str) -> None:
        await asyncio.sleep(0)
        self.texts[name] = text
        self.written += 1

    async def drop(self, name: str) -> None:
        self.written += 1
        self.texts.pop(name, None)

    async def list(self, prefix: str) -> list[tuple[str, str]]:
        return sorted((name, text) for name, text in self.texts.items() if name.startswith(prefix))


@asynccontextmanager
async def at_work(task: Coroutine[object, object, object]) -> AsyncIterator[None]:
    """Something that goes on by itself, until the block ends."""
    going = asyncio.ensure_future(task)
    try:
        yield
    finally:
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going


async def until(true: Callable[[], bool]) -> None:
    """Let other tasks run until they have brought something about."""
    for _ in range(4000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come about")
