"""What was written while nobody listened, read back once and in order, from kept bookmarks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.chat import MessageRef
from adapters.events import Event, MessagePosted
from adapters.port import DeliveryFailed, PlatformState, Receive
from adapters.slack.api import Refused, call
from adapters.slack.incoming import message, revision
from adapters.slack.payload import Scene, at, listed, word
from adapters.slack.workspace import Workspace, audience_of

HEARD = "heard:"
PAGE = 200
PAGES = 25
THREADS_LOOK_BACK = timedelta(days=7)
BURST = 20  # calls that go out at once; after that the pace of Slack's tier 3, 50 a minute
PACE = 1.2
ATTEMPTS = 3

Ask = Callable[..., Awaitable[AsyncSlackResponse]]

log = structlog.get_logger(__name__)


class Bookmarks:
    """Up to where each channel was heard. One never passes a message that was not yet received."""

    def __init__(self, state: PlatformState) -> None:
        """Keep the bookmarks in the platform's memory."""
        self._state = state
        self._heard: dict[str, str] = {}
        self._reached: dict[str, float] = {}
        self._open: dict[str, set[str]] = {}
        self._behind: set[str] = set()
        self._changed: set[str] = set()
        self._wake = asyncio.Event()

    async def load(self) -> None:
        """Read all bookmarks back."""
        kept = await self._state.list(HEARD)
        self._heard = {name.removeprefix(HEARD): text for name, text in kept}
        self._behind = set(self._heard)

    def at(self, channel: str) -> str:
        """The last message heard in a channel; empty for a channel never heard before."""
        return self._heard.get(channel, "")

    def begin(self, channel: str, ts: str) -> None:
        """A message has come; until it is done the bookmark stays before it."""
        self._open.setdefault(channel, set()).add(ts)

    def done(self, channel: str, ts: str) -> None:
        """A message was received. In a channel still being read back the bookmark waits."""
        self._open.get(channel, set()).discard(ts)
        if channel not in self._behind:
            self._move(channel, ts)

    def caught_up(self, channel: str, ts: str) -> None:
        """A channel was read back up to here."""
        self._behind.discard(channel)
        self._move(channel, ts)

    def start(self, channel: str) -> None:
        """Listen to a channel from now on."""
        self.caught_up(channel, f"{time.time():.6f}")

    async def drop(self, channel: str) -> None:
        """Forget a channel the bot was removed from."""
        self._heard.pop(channel, None)
        self._reached.pop(channel, None)
        self._open.pop(channel, None)
        self._changed.discard(channel)
        await self._state.drop(HEARD + channel)

    async def keep(self, every: float) -> None:
        """Write down what moved, now and then: once a message would double the cost of hearing."""
        while True:
            await self._wake.wait()
            await self.write()
            await asyncio.sleep(every)

    async def write(self) -> None:
        """Write down what moved."""
        self._wake.clear()
        while self._changed:
            channel = self._changed.pop()
            await self._state.put(HEARD + channel, self._heard[channel])

    def _move(self, channel: str, ts: str) -> None:
        self._reached[channel] = reached = max(seconds(ts), self._reached.get(channel, 0.0))
        waiting = self._open.get(channel)
        if waiting:
            reached = min(reached, min(map(seconds, waiting)) - 0.000001)
        if reached > seconds(self._heard.get(channel, "")):
            self._heard[channel] = f"{reached:.6f}"
            self._changed.add(channel)
            self._wake.set()


class CatchingUp:
    """Reads each channel the bot is in once, from its bookmark on."""

    def __init__(self, client: AsyncWebClient, workspace: Workspace, bookmarks: Bookmarks) -> None:
        """Read through one client."""
        self._client = client
        self._workspace = workspace
        self._bookmarks = bookmarks
        self._calls = 0

    async def run(self, receive: Receive) -> None:
        """Receive what was missed, channel by channel. What cannot be read is logged and left."""
        try:
            channels = [channel async for channel in self._channels()]
        except DeliveryFailed as failure:
            log.warning("slack.not_caught_up", reason=failure.reason)
            return
        for channel in channels:
            id_ = word(channel, "id")
            if not self._bookmarks.at(id_):
                self._bookmarks.start(id_)
                continue
            try:
                heard = await self._channel(channel, receive)
            except DeliveryFailed as failure:
                log.warning("slack.channel_not_caught_up", channel=id_, reason=failure.reason)
                heard = ""
            self._bookmarks.caught_up(id_, heard or self._bookmarks.at(id_))

    async def _channel(self, channel: dict[str, Any], receive: Receive) -> str:
        id_ = word(channel, "id")
        me = await self._workspace.me()
        scene = Scene(me, datetime.now(UTC), audience_of(channel))
        since = self._bookmarks.at(id_)
        last = since
        for item in await self._missed(id_, since):
            event: Event | None = None
            if _later(word(item, "ts"), since):
                event = message(item, id_, scene)
                last = max(last, word(item, "ts"), key=seconds)
            elif _later(word(item, "edited", "ts"), since):
                event = revision(item, id_, scene)
            if event is not None:
                await self._hear(event, receive)
        return last

    async def _hear(self, event: Event, receive: Receive) -> None:
        ref: MessageRef | None = event.message if isinstance(event, MessagePosted) else None
        if ref is not None:
            self._bookmarks.begin(ref.channel.id, ref.id)
        try:
            await receive(event)
        except Exception as error:
            # The bookmark stays before it, so the next start reads it again; the others go on.
            log.warning("slack.not_received", key=event.key, error=type(error).__name__)
            return
        if ref is not None:
            self._bookmarks.done(ref.channel.id, ref.id)

    async def _missed(self, channel: str, since: str) -> list[dict[str, Any]]:
        """Messages after the bookmark, edits since, and new replies in threads of the last days."""
        found: dict[str, dict[str, Any]] = {}
        oldest = f"{seconds(since) - THREADS_LOOK_BACK.total_seconds():.6f}"
        async for item in self._messages(
            self._client.conversations_history, channel, oldest=oldest
        ):
            found[word(item, "ts")] = item
        for item in list(found.values()):
            if not _later(word(item, "latest_reply"), since):
                continue
            replies = self._messages(
                self._client.conversations_replies, channel, oldest=since, ts=word(item, "ts")
            )
            async for reply in replies:
                found.setdefault(word(reply, "ts"), reply)
        found.pop("", None)
        return [found[ts] for ts in sorted(found, key=seconds)]

    async def _channels(self) -> AsyncIterator[dict[str, Any]]:
        # A workspace may have left out the permission to see private channels.
        for types in ("public_channel", "private_channel"):
            pages = self._pages(self._client.users_conversations, types=types)
            try:
                async for page in pages:
                    for channel in listed(page, "channels"):
                        if word(channel, "id") and at(channel, "is_archived") is not True:
                            yield channel
            except Refused as refused:
                if types == "public_channel" or refused.code != "missing_scope":
                    raise

    async def _messages(
        self, ask: Ask, channel: str, **where: str
    ) -> AsyncIterator[dict[str, Any]]:
        async for page in self._pages(ask, channel=channel, **where):
            for item in listed(page, "messages"):
                if isinstance(item, dict):
                    yield item

    async def _pages(self, ask: Ask, **where: Any) -> AsyncIterator[dict[str, Any]]:
        for _ in range(PAGES):
            answer = await self._paced(ask, where)
            yield answer
            where["cursor"] = word(answer, "response_metadata", "next_cursor")
            if not where["cursor"]:
                return
        log.warning("slack.too_much_to_catch_up", channel=where.get("channel"), pages=PAGES)

    async def _paced(self, ask: Ask, where: dict[str, Any]) -> dict[str, Any]:
        attempt = 0
        while True:
            attempt += 1
            self._calls += 1
            if self._calls > BURST:
                await asyncio.sleep(PACE)
            try:
                return await call(ask(limit=PAGE, **where))
            except DeliveryFailed as failure:
                if failure.retry_after is None or attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(failure.retry_after)


def seconds(ts: str) -> float:
    """Slack's time as a number; 0 when it is none."""
    try:
        return float(ts)
    except ValueError:
        return 0.0


def _later(ts: str, since: str) -> bool:
    return seconds(ts) > seconds(since)
